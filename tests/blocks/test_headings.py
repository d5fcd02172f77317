"""A chapter has one title, and headings that go down a level at a time, whatever its author wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.conftest import Build, Built

INDEX = "# Bok\n\n```{toctree}\n:maxdepth: 1\n\nkapitler/laar-brudd\n```\n"
UNTITLED = (
    "Kapitlet har ingen tittel; det kalles «Laar brudd» etter filen. Skriv «# Laar brudd» som første linje i teksten, "
    "eller «title: Laar brudd» i kapittelhodet. [CHA-006] [kompendium.chapter_untitled]"
)
EMPTY = (
    "Kapitlet har ingen tekst; i innholdsfortegnelsen heter det «Laar brudd». Skriv teksten, eller ta filen ut av "
    "innholdsfortegnelsen til den er skrevet. [CHA-007] [kompendium.chapter_empty]"
)


def book(build: Build, chapter: str, warnings: Sequence[str] = ()) -> Built:
    said = [f"kapitler/laar-brudd.md:{warning}" for warning in warnings]
    return build({"index.md": INDEX, "kapitler/laar-brudd.md": chapter}, warnings=said)


def outline(node: nodes.Element) -> list[object]:
    """The titles of sections, each with the list of those in it."""
    found: list[object] = []
    for section in node.children:
        if isinstance(section, nodes.section):
            found += [section[0].astext(), inner] if (inner := outline(section)) else [section[0].astext()]
    return found


@pytest.mark.parametrize(
    ("chapter", "line", "message"),
    [
        ("", 1, EMPTY),
        ("---\nlicense: CC BY 4.0\n---\n", 1, EMPTY),
        ("---\nlicense: CC BY 4.0\n---\n\nTekst.\n", 5, UNTITLED),
        ("Tekst.\n\n## Under\n\nMer.\n", 1, UNTITLED),
        ("## Under\n\nMer.\n", 1, UNTITLED),
    ],
)
def test_a_chapter_without_a_title_gets_one_in_the_contents(
    build: Build, chapter: str, line: int, message: str
) -> None:
    made = book(build, chapter, [f"{line}: WARNING: {message}"])
    page = made.html("kapitler/laar-brudd")
    assert [heading.text_content().rstrip("¶") for heading in page.xpath("//h1")] == ["Laar brudd"]
    assert made.html().xpath("//*[contains(@class, 'toctree-l1')]/a/text()") == ["Laar brudd"]
    assert outline(made.doctree("kapitler/laar-brudd"))[0] == "Laar brudd"
    if "## Under" in chapter:
        assert outline(made.doctree("kapitler/laar-brudd"))[1][0] == "Under"


def test_the_front_matters_title_needs_no_heading(build: Build) -> None:
    made = book(build, "---\ntitle: Lårbrudd\n---\nTekst.\n\n    # no heading\n\n## Under\n\nMer.\n")
    assert outline(made.doctree("kapitler/laar-brudd")) == ["Lårbrudd", ["Under"]]


def test_a_second_title_becomes_a_section_with_its_own(build: Build) -> None:
    said = (
        "5: WARNING: «To» er en ny overskrift med én «#»; et kapittel har én tittel, så den gjøres til et avsnitt i "
        "kapitlet. Skriv «## To», og én «#» mer foran hver overskrift under den; eller gjør det til et eget kapittel. "
        "[CHA-008] [kompendium.title_second]"
    )
    made = book(build, "# En\n\nA.\n\n# To\n\nB.\n\n## Tre\n\nC.\n\n# Fire\n\nD.\n", [said])
    assert outline(made.doctree("kapitler/laar-brudd")) == ["En", ["To", ["Tre"], "Fire"]]
    assert len(made.html("kapitler/laar-brudd").xpath("//h1")) == 1


def test_other_pages_may_have_several_top_headings(build: Build) -> None:
    made = build({"index.md": "# En\n\nA.\n\n# To\n\nB.\n"})
    assert outline(made.doctree()) == ["En", "To"]


def test_a_skipped_level_is_reported_with_what_to_write(build: Build) -> None:
    said = (
        "3: WARNING: Overskriften «To» hopper over et nivå: Den har «####», men her ventes høyst «##». Skriv den med "
        "«##», én «#» mer enn overskriften den står under. [MDN-007] [kompendium.heading_skipped]"
    )
    made = book(build, "# En\n\n#### To\n\nB.\n\n## Tre\n\nC.\n", [said])
    assert outline(made.doctree("kapitler/laar-brudd")) == ["En", ["To", "Tre"]]
