"""Links and marks that lead nowhere: one finding each, with a hint, and the words stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build

MISSING = (
    "WARNING: En lenke går til «{found}», men boken har ingen slik side, overskrift eller etikett; teksten står uten "
    "lenke. {hint} [MDN-009] [kompendium.link_unknown]"
)
GENERAL = (
    "Skriv filen til siden («kapittel.md») eller etiketten til en overskrift; en etikett lages med «(etikett)=» på "
    "linjen foran."
)
INDEX = "# Bok\n\n```{toctree}\n\nkapitler/a\nkapitler/kalsinose\n```\n"
OTHER = "# Kalsinose\n\n(behandling)=\n## Behandling\n\nTekst.\n"


@pytest.mark.parametrize(
    ("link", "found", "hint"),
    [
        ("[ord](kalsinos.md)", "kalsinos.md", "Mente du «kalsinose.md»?"),
        ("[ord](helt-borte.md)", "helt-borte.md", GENERAL),
        ("[ord](#behandlin)", "behandlin", "Mente du «#behandling»?"),
        ("{ref}`ord <behandlingen>`", "behandlingen", "Mente du «behandling»?"),
        ("{doc}`ord <kalsinosen>`", "kalsinosen", "Mente du «kalsinose»?"),
        ("{term}`ord`", "ord", GENERAL),
    ],
)
def test_an_unknown_target_is_reported_once_and_its_text_is_no_link(
    build: Build, link: str, found: str, hint: str
) -> None:
    files = {"index.md": INDEX, "kapitler/kalsinose.md": OTHER, "kapitler/a.md": f"# A\n\nEt {link} her.\n"}
    made = build(files, warnings=[f"kapitler/a.md:3: {MISSING.format(found=found, hint=hint)}"])
    (paragraph,) = made.html("kapitler/a").xpath("//p[contains(., 'Et ')][contains(., 'her.')]")
    assert paragraph.text_content() == "Et ord her."
    assert not paragraph.xpath(".//a")


def test_a_missing_heading_of_a_page_leads_to_the_page(build: Build) -> None:
    said = (
        "kapitler/a.md:3: WARNING: En lenke går til «kapitler/kalsinose#behandlin», men den siden har ingen slik "
        "overskrift eller etikett; lenken går til siden. Mente du «#behandling»? [MDN-011] "
        "[kompendium.link_anchor_unknown]"
    )
    chapter = "# A\n\nEt [ord](kalsinose.md#behandlin) her.\n"
    made = build({"index.md": INDEX, "kapitler/kalsinose.md": OTHER, "kapitler/a.md": chapter}, warnings=[said])
    assert made.html("kapitler/a").xpath("//p//a[contains(@class, 'internal')]/@href") == ["kalsinose.html"]


def test_targets_that_a_project_ignores_are_not_reported(build: Build) -> None:
    build({"index.md": "# A\n\n[ord](#borte)\n"}, conf={"nitpick_ignore": [("myst", "borte")]})


def test_a_mark_without_its_footnote_is_reported_and_stays(build: Build) -> None:
    said = (
        "index.md:3: WARNING: Teksten viser til fotnoten «[^{0}]», men en slik fotnote er ikke skrevet; merket står "
        "som tekst. {1} [MDN-008] [kompendium.footnote_missing]"
    )
    made = build(
        {"index.md": "# A\n\nEn[^kilde] to[^kilden] tre[^x].\n\n[^kilde]: Fotnote.\n"},
        warnings=[
            said.format("kilden", "Mente du «kilde»?"),
            said.format("x", "Skriv fotnoten på en egen linje: «[^x]: …»."),
        ],
    )
    assert made.html().xpath("string(//p[contains(., 'En')])") == "En[1] to[^kilden] tre[^x]."


@pytest.mark.parametrize("value", ["Hånd # to", "# Hånd", "Ola's # hånd", "'Hånd # to'", '"Hånd # to"'])
def test_a_hash_in_an_options_value_is_kept(build: Build, value: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    figure = f":::{{image}} a.svg\n:alt: {value}\n:::\n"
    made = build({"a.svg": svg, "a.svg.license": "Kari Nordmann. CC0", "index.md": f"# A\n\n{figure}"})
    assert made.html().xpath("//img/@alt") == [value.strip("'\"")]
