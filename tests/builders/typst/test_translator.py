from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builders.typst.reading import tags_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from tests.conftest import Build

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#0F5C66"/></svg>'
)


class Page:
    """One document's Typst source, the text of its PDF and its tags."""

    def __init__(
        self, build: Build, text: str, *, suffix: str = "rst", warnings: Sequence[str] = (), **conf: Any
    ) -> None:
        root = {
            "rst": "Bok\n===\n\n.. toctree::\n   :numbered: 1\n\n   a\n",
            "md": "# Bok\n\n```{toctree}\n:numbered: 1\na\n```\n",
        }
        settings = {"numfig": True, "smartquotes": False, **conf}
        extensions = [*settings.pop("more", []), *(["myst_parser"] * (suffix == "md")), "kompendium.builders.typst"]
        built = build(
            {f"index.{suffix}": root[suffix], f"a.{suffix}": text, "x.svg": SVG},
            "typst",
            extensions=extensions,
            conf=settings,
            warnings=warnings,
        )
        self.file: Path = built.outdir / "bok.pdf"
        source = (built.outdir / ".typst" / "doc" / "a.typ").read_text("utf-8")
        self.source = re.sub(r"\n+", "\n", re.sub(r"(?m)^//@ .*$", "", source))
        # After the contents and the chapter's own heading; without the last page's number.
        self.text = re.sub(r" \d+$", "", re.split(r"1 A\b ?", text_of(self.file), maxsplit=2)[2])
        self.tags = tags_of(self.file)


def head(text: str) -> str:
    return f"A\n=\n\n{text}"


def test_inline_nodes(build: Build) -> None:
    page = Page(
        build,
        head(
            "*em* **strong** ``lit x`` H\\ :sub:`2`\\ O E\\ :sup:`3` :abbr:`SSc (systemic sclerosis)` then :abbr:`SSc "
            "(systemic sclerosis)` :kbd:`Esc` :guilabel:`OK` `out <https://example.org/a_b>`_ `rel <../x.html>`_ "
            ":math:`a^2` |sub|\n\n.. |sub| replace:: put *in*\n"
        ),
    )
    assert page.text == "em strong lit x H2O E3 SSc (systemic sclerosis) then SSc Esc OK out rel a^2 put in"
    assert '#external("https://example.org/a_b")[#"out";];' in page.source
    assert '#span[#"rel";];' in page.source


def test_lists_of_all_kinds_nested(build: Build) -> None:
    text = (
        "* a\n\n  more of a\n\n  * b\n\n    4. c\n    5. d\n\n(a) e\n(b) f\n\nterm : kind\n  definition\n\n  "
        "second\n\n:field: its body\n\n-x FILE, --xx=FILE  explained\n\n| one\n|   two\n\n.. "
        "hlist::\n\n   * h1\n   * h2\n"
    )
    page = Page(build, head(text))
    assert page.text.split() == [
        "•",
        "a",
        "more",
        "of",
        "a",
        "–",
        "b",
        "4.",
        "c",
        "5.",
        "d",
        "(a)",
        "e",
        "(b)",
        "f",
        "term",
        "kind",
        "definition",
        "second",
        "field",
        "its",
        "body",
        "-x",
        "FILE,",
        "--xx=FILE",
        "explained",
        "one",
        "two",
        "•",
        "h1",
        "•",
        "h2",
    ]
    assert '#numbered(pattern: "1.", start: 4, tight: true, ' in page.source
    assert '#numbered(pattern: "(a)", tight: true, ' in page.source
    assert page.tags.count("L") >= 6


def test_list_deeper_than_typst_allows_keeps_its_text(build: Build) -> None:
    depth = 40
    text = "".join(f"{'  ' * level}* level{level}\n\n" for level in range(depth))
    page = Page(build, head(text))
    assert [f"level{level}" for level in range(depth)] == re.findall(r"level\d+", page.text)


def test_footnotes_stand_at_the_foot_once_and_unused_ones_in_the_text(build: Build) -> None:
    text = (
        "One [#a]_ and again [#a]_ and [*]_.\n\n.. [#a] The *note*.\n\n   Its second.\n.. [*] Star.\n.. [#b] Unused.\n"
    )
    page = Page(build, head(text), warnings=["a.rst:10: WARNING: Footnote [#] is not referenced. [ref.footnote]"])
    assert page.text.count("The note.") == 1
    assert "Its second." in page.text
    assert "[2] Unused." in page.text
    assert page.tags.count("Note") == 2


def test_table_has_header_cells_spans_and_its_number(build: Build) -> None:
    text = (
        ".. table:: Its title\n   :name: tab\n\n   +---+---+\n   | A | B |\n   +===+===+\n   | both  |\n   +---+---+\n"
        "   | c | * d |\n   +   +---+\n   |   | e |\n   +---+---+\n\nSee :numref:`tab`.\n"
    ).replace("| * d |", "| d |")
    page = Page(build, head(text))
    assert page.text == "Tabell 1.1 Its title A B both c d e See Tabell 1.1."
    assert "table.cell(colspan: 2)" in page.source
    assert "table.cell(rowspan: 2)" in page.source
    assert page.tags.count("TH") == 2


def test_figure_with_number_caption_and_legend(build: Build) -> None:
    text = (
        ".. figure:: x.svg\n   :alt: A field\n   :name: f\n   :width: 50%\n\n   Its *caption*.\n\n   Its "
        "legend.\n\nSee :numref:`f`.\n"
    )
    page = Page(build, head(text))
    assert page.text == "Figur 1.1 Its caption. Its legend. See Figur 1.1."
    assert 'alt: "A field", width: 50%' in page.source
    assert page.tags.count("Figure") == 1
    assert page.tags.count("Caption") == 1


def test_picture_without_alternative_text_warns_and_compiles(build: Build) -> None:
    page = Page(
        build,
        head(".. image:: x.svg\n\n.. image:: x.svg\n   :alt:\n"),
        warnings=[
            (
                "a.rst:4: WARNING: Figuren «x.svg» har ingen alternativ tekst; den som ikke kan se den, "
                "får ingenting ut av den. Skriv i «:alt:» hva bildet viser, med en setning eller to; ikke det "
                "bildeteksten alt sier. [FIG-002] "
                "[kompendium.alt_missing]"
            )
        ],
    )
    # The second says that it is decoration.
    assert page.tags.count("Figure") == 1


def test_character_without_a_glyph_warns_at_its_line_and_has_a_stand_in(build: Build) -> None:
    page = Page(
        build,
        head("First.\n\nA smile 😀 here.\n"),
        warnings=[
            (
                "a.rst:6: WARNING: Ingen skrift i PDF-en har tegnet «😀» (U+1F600); «[U+1F600]» "
                "trykkes i stedet. Skriv det "
                "med ord, eller velg et tegn med samme betydning. [PDF-003] [kompendium.glyph_missing]"
            )
        ],
    )
    assert "A smile [U+1F600] here." in page.text


def test_code_keeps_every_character_and_its_caption(build: Build) -> None:
    text = (
        '.. code-block:: python\n   :caption: Cap\n   :linenos:\n\n   def f(x):\n\n       return "a  b" '
        "# æ <>\n\n.. parsed-literal::\n\n   two\n     *lines*\n\n>>> 1\n1\n"
    )
    page = Page(build, head(text))
    assert 'return "a  b" # æ <>' in text
    for piece in ("Kode 1.1 Cap", "def f(x):", 'return "a b" # æ <>', "two lines", ">>> 1"):
        assert piece in page.text


def test_boxes_quotations_and_asides(build: Build) -> None:
    text = (
        ".. note:: n\n\n.. warning:: w\n\n.. admonition:: Own *title*\n\n   body\n\n.. topic:: Topic\n\n   t\n\n"
        ".. sidebar:: Side\n   :subtitle: Sub\n\n   s\n\n.. rubric:: Rub\n\n.. versionadded:: 1.2\n   Since.\n\n"
        ".. centered:: mid\n\n.. epigraph::\n\n   q\n\n   -- who\n\n.. seealso:: see\n"
    )
    page = Page(build, head(text))
    assert page.text == (
        "Merk n Advarsel w Own title body Topic t Side Sub s Rub Added in version 1.2: Since. mid q — who Se også see"
    )
    assert '#admonition(kind: "warning", title: [#"Advarsel";])' in page.source


def test_descriptions_of_objects(build: Build) -> None:
    text = (
        ".. py:function:: f(a, b=1, *, c: int = 2) -> str\n\n   Does.\n\n   :param a: the a\n\n.. "
        "option:: --flag <x>\n\n   F.\n\n.. glossary::\n\n   g1\n   g2\n     meaning\n"
    )
    page = Page(build, head(text))
    # Sphinx fixes the label's language when the process first imports the Python domain.
    said = page.text.replace("Parametere", "Parameters")
    assert said == "f(a, b=1, *, c: int = 2) → str Does. Parameters a -- the a --flag <x> F. g1, g2 meaning"


def test_raw_typst_is_taken_and_other_raw_text_left_out(build: Build) -> None:
    page = Page(
        build,
        head(".. raw:: typst\n\n   #strong[taken]\n\n.. raw:: html\n\n   <b>left</b>\n\n.. only:: typst\n\n   only\n"),
    )
    assert page.text == "taken only"


def test_blocks_of_sphinx_design_are_known(build: Build) -> None:
    text = (
        "# A\n\n::::{grid} 2\n:::{grid-item-card} Card\nin card\n:::\n::::\n\n::::{tab-set}\n"
        ":::{tab-item} Tab\nin tab\n"
        ":::\n::::\n\n:::{dropdown} Drop\nin drop\n:::\n\n{bdg}`badge`\n\n```{button-link} "
        "https://example.org\nButton\n```\n"
    )
    page = Page(build, text, suffix="md", more=["sphinx_design"], myst_enable_extensions=["colon_fence"])
    assert page.text == "Card in card Tab in tab Drop in drop badge Button"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
def test_headings_to_the_sixth_level(build: Build, level: int) -> None:
    text = "# A\n\n" + "".join(f"{'#' * depth} S{depth}\n\ntext\n\n" for depth in range(2, level + 1))
    page = Page(build, text, suffix="md")
    assert [tag for tag in page.tags if tag.startswith("H")][1:] == [f"H{depth}" for depth in range(1, level + 1)]
