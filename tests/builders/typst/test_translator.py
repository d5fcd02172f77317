from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.builders.typst.reading import baselines_of, lines_of, tags_of, text_of

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
        settings = {"numfig": True, "smartquotes": False, "typst_index": False, **conf}
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


@pytest.mark.parametrize(
    ("body", "short"),
    [
        ("word " * 100, "true"),
        ("word " * 200, "false"),
        ("* a\n* b\n* c", "true"),
        ("\n".join("* a" for _ in range(12)), "false"),
        (".. image:: x.svg\n   :alt: x", "false"),
    ],
)
def test_box_of_a_few_lines_stays_on_one_page(build: Build, body: str, short: str) -> None:
    indented = body.replace("\n", "\n   ")
    assert f"short: {short})" in Page(build, head(f".. note::\n\n   {indented}\n")).source


def test_inline_nodes(build: Build) -> None:
    page = Page(
        build,
        head(
            "*em* **strong** ``lit x`` H\\ :sub:`2`\\ O E\\ :sup:`3` :abbr:`SSc (systemic sclerosis)` then :abbr:`SSc "
            "(systemic sclerosis)` :kbd:`Esc` :guilabel:`OK` `out <https://example.org/a_b>`_ `rel <../x.html>`_ "
            ":math:`a^2` |sub|\n\n.. |sub| replace:: put *in*\n"
        ),
    )
    assert page.text == "em strong lit x H2O E3 SSc (systemic sclerosis) then SSc Esc OK out rel 𝑎 2 put in"
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


TOO_DEEP = (
    "{place}: WARNING: Her står blokker dypere inn i hverandre enn en PDF kan tegne; herfra og innover settes de uten "
    "ramme. Bruk færre nivåer: avslutt den ytre boksen, listen eller sitatet før den neste begynner. [PDF-004] "
    "[kompendium.pdf_too_deep]"
)


def test_list_deeper_than_typst_allows_keeps_its_text(build: Build) -> None:
    depth = 40
    text = "".join(f"{'  ' * level}* level{level}\n\n" for level in range(depth))
    page = Page(build, head(text), warnings=[TOO_DEEP.format(place="a.rst:36")])
    assert [f"level{level}" for level in range(depth)] == re.findall(r"level\d+", page.text)


@pytest.mark.parametrize(
    ("opening", "line"), [(".. note::\n", 16), (".. admonition:: Title\n", 16), ("level\n", 22), ("Term", 13)]
)
def test_blocks_deeper_than_typst_allows_keep_their_text(build: Build, opening: str, line: int) -> None:
    depth = 25
    body = "".join(f"{'   ' * level}{opening}\n" for level in range(depth))
    text = head(f"{body}{'   ' * depth}Innermost word.\n\nAfter it.\n")
    page = Page(build, text, warnings=[TOO_DEEP.format(place=f"a.rst:{line}")])
    assert "Innermost word." in page.text
    assert page.text.endswith("After it.")


@pytest.mark.parametrize("around", [".. note::\n", "level\n", "* item\n", "Term"])
def test_table_and_figure_can_stand_in_the_deepest_block(build: Build, around: str) -> None:
    depth = 25
    inner = (
        ".. table:: Title\n\n   === ===\n   A   B\n   === ===\n   c   d\n   === ===\n\n"
        ".. figure:: x.svg\n   :alt: A hand\n\n   Caption.\n\n"
        ".. list-table::\n\n   * - - item\n\n         ========= =\n         innermost b\n         ========= =\n"
    )
    step = "  " if around.startswith("*") else "   "
    body = "".join(f"{step * level}{around}\n" for level in range(depth))
    body += "".join(f"{step * depth}{line}\n" if line else "\n" for line in inner.split("\n"))
    line = {".": 16, "l": 22, "*": 36, "T": 13}[around[0]]
    page = Page(build, head(f"{body}\nAfter it.\n"), warnings=[TOO_DEEP.format(place=f"a.rst:{line}")])
    assert page.text.endswith("innermost b After it.")


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
    assert "table.cell(breakable: whole-rows, colspan: 2)" in page.source
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
                "a.rst:4: WARNING: Figuren «x.svg» har ingen alternativ tekst; den som ikke kan se figuren, "
                "får ikke vite hva den viser. Skriv i «:alt:» hva bildet viser, med en setning eller to. "
                "Gjenta ikke bildeteksten. [FIG-002] "
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
                "a.rst:6: WARNING: Ingen av skriftene i PDF-en har tegnet «😀» (U+1F600); «[U+1F600]» "
                "trykkes i stedet. Skriv det "
                "med ord, eller velg et tegn med samme betydning. [PDF-003] [kompendium.glyph_missing]"
            )
        ],
    )
    assert "A smile [U+1F600] here." in page.text


def test_long_table_in_a_box_goes_on_over_the_pages(build: Build) -> None:
    rows = "\n".join(f"      cell{number},{number}" for number in range(150))
    page = Page(build, head(f".. note::\n\n   .. csv-table::\n\n{rows}\n"))
    assert [word for word in page.text.split() if word.startswith("cell")] == [f"cell{n}" for n in range(150)]
    with pypdfium2.PdfDocument(page.file) as document:
        assert len(document) > 5


def test_endless_word_in_a_table_does_not_crush_the_other_columns(build: Build) -> None:
    rows = "".join(f"   name{n}, {'x' * 260 if not n else 'short'}, 5 - Production/Stable\n" for n in range(3))
    page = Page(build, head(f".. csv-table::\n   :header: name, summary, status\n\n{rows}"))
    assert page.text.count("Production/Stable") == 3
    assert "".join(page.text.split()).count("x" * 260) == 1


def test_word_that_takes_most_of_a_tables_width_leaves_its_neighbours_on_the_page(build: Build) -> None:
    # A column as wide as that wishes for less than its longest word: the others once stood left of the page.
    rows = f"   {'long ' * 14}, a\n   {'w' * 48}, b\n"
    page = Page(build, head(f".. csv-table::\n   :header: first, second\n   :widths: 1 1\n\n{rows}"))
    assert page.text.split()[-2:] == ["w" * 48, "b"]
    assert page.text.split().count("long") == 14


def test_numbers_joined_by_a_hyphen_stay_on_the_page(build: Build) -> None:
    row = "* - Some words about it\n     - More words\n     - **2.98879907169319**-**3.01388960881616**-**4.5000001**"
    page = Page(build, head(f".. list-table::\n\n   {row}\n"), smartquotes=False)
    with pypdfium2.PdfDocument(page.file) as document:
        last = document[len(document) - 1]
        text = last.get_textpage()
        edges = [text.get_charbox(place)[2] for place in range(text.count_chars())]
        assert max(edges) < last.get_width() - 60
    assert "4.5000001" in page.text


def test_script_without_a_font_is_named_once_and_not_at_each_character(build: Build) -> None:
    letters = [chr(0x1200 + 8 * number) for number in range(14)]
    one = [
        f"a.rst:{4 + 2 * line}: WARNING: Ingen av skriftene i PDF-en har tegnet «{letter}» (U+{ord(letter):04X}); "
        f"«[U+{ord(letter):04X}]» trykkes i stedet. Skriv det med ord, eller velg et tegn med samme betydning. "
        "[PDF-003] [kompendium.glyph_missing]"
        for line, letter in enumerate(letters[:10])
    ]
    script = (
        "a.rst:24: WARNING: Ingen av skriftene i PDF-en har flere tegn av «Ethiopic» her og i det som følger. Koder "
        "som «[U+1250]» trykkes i stedet, uten en advarsel for hvert tegn. Legg en skrift som har dem, i en mappe, og "
        "oppgi mappen i typst_fonts. [PDF-015] [kompendium.script_missing]"
    )
    page = Page(build, head("\n\n".join(letters)), warnings=[*one, script])
    assert page.text == " ".join(f"[U+{ord(letter):04X}]" for letter in letters)


def test_picture_on_the_network_is_not_fetched_and_its_alternative_text_keeps_the_link(build: Build) -> None:
    badge = ".. image:: https://example.org/badge.svg\n   :alt: build passing\n   :target: https://example.org/ci\n"
    page = Page(
        build,
        head(f"Text.\n\n{badge}"),
        warnings=[
            (
                "a.rst:6: WARNING: Bildet «https://example.org/badge.svg» ligger på nettet og hentes ikke. "
                "Den alternative teksten står i stedet. Legg en kopi i bokens egen mappe, og oppgi den. "
                "[PDF-016] [kompendium.picture_remote]"
            )
        ],
    )
    assert page.text == "Text. [build passing]"
    assert '#external("https://example.org/ci")' in page.source


def test_link_alone_in_a_heading_leaves_its_words_to_the_bookmark(build: Build) -> None:
    page = Page(build, head("See\n---\n\n.. _here:\n\n:ref:`See <here>`\n-----------------\n\nText.\n"))
    assert page.text == "See See Text."


def test_nodes_of_other_extensions_print_what_they_hold(build: Build) -> None:
    page = Page(build, head("before\n\n.. foreign::\n\n   Kept.\n"), more=["tests.builders.typst.foreign_nodes"])
    assert page.text == "before Kept. Kept. Kept. Line Kept. https://youtu.be/abc @startuml"


def test_code_keeps_every_character_and_its_caption(build: Build) -> None:
    text = (
        '.. code-block:: python\n   :caption: Cap\n   :linenos:\n\n   def f(x):\n\n       return "a  b" '
        "# æ <>\n\n.. parsed-literal::\n\n   two\n     *lines*\n\n>>> 1\n1\n"
    )
    page = Page(build, head(text))
    assert 'return "a  b" # æ <>' in text
    for piece in ("Kodeeksempel 1.1 Cap", "def f(x):", 'return "a b" # æ <>', "two lines", ">>> 1"):
        assert piece in page.text


def test_note_that_only_code_refers_to_is_printed_where_it_stands(build: Build) -> None:
    page = Page(build, head(".. parsed-literal::\n\n   foot [#n]_\n\n.. [#n] The note.\n"))
    assert page.text == "foot 1 [1] The note."


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
    assert '#admonition(kind: "warning", title: [#"Advarsel";], short: true)' in page.source


def test_descriptions_of_objects(build: Build) -> None:
    text = (
        ".. py:function:: f(a, b=1, *, c: int = 2) -> str\n\n   Does.\n\n   :param a: the a\n\n.. "
        "option:: --flag <x>\n\n   F.\n\n.. glossary::\n\n   g1\n   g2\n     meaning\n"
    )
    page = Page(build, head(text))
    # Sphinx fixes the label's language when the process first imports the Python domain.
    said = page.text.replace("Parametere", "Parameters")
    assert said == "f(a, b=1, *, c: int = 2) → str Does. Parameters a -- the a --flag <x> F. g1, g2 meaning"


def test_raw_typst_is_taken_and_raw_html_beside_it_left_out(build: Build) -> None:
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


def test_words_of_raw_html_are_printed_and_its_tags_and_scripts_are_not(build: Build) -> None:
    text = (
        "# A\n\nH<sub>2</sub>O<br>og <span title='x'>mer</span>.\n\n"
        "<div class='x'><p>Ett &amp; to.</p><p>Tre.</p><script>no()</script><!-- no -->"
        "<img src='x' alt='En hånd'></div>\n"
    )
    page = Page(build, text, suffix="md")
    assert page.text == "H2O og mer. Ett & to. Tre. En hånd"


def test_items_of_a_list_stand_as_far_apart_as_their_lines(build: Build) -> None:
    text = "- Kort.\n- " + "Langt nok til flere linjer. " * 8 + "\n- Kort.\n- Kort.\n"
    page = Page(build, f"# A\n\n{text}", suffix="md")
    _number, _title, *lines, _foot = baselines_of(page.file, page=-1)
    gaps = [above - below for above, below in itertools.pairwise(lines)]
    assert len(gaps) >= 5
    assert max(gaps) - min(gaps) < 0.1


def test_address_breaks_after_a_stroke_or_a_dot_or_before_a_hyphen_only(build: Build) -> None:
    address = "https://creativecommonsorganisation.org/licenses/by-nc-sa/4.0/legalcode.no"
    for words in (1, 7):
        page = Page(build, f"# A\n\n{'Ord ' * words}<{address}>.\n", suffix="md")
        lines = lines_of(page.file, page=-1)
        parts = [line for line in lines if re.search(r"https:|[a-z0-9]/", line)]
        assert all(line.endswith(("/", ".")) or after.startswith("-") for line, after in itertools.pairwise(parts)), (
            lines
        )
        assert address in "".join(lines).replace(" ", "")


def test_long_code_in_a_line_breaks_between_its_words_or_before_a_backslash(build: Build) -> None:
    code = "saying-in-a-note-that it leads wherever somebody may want to find those informative sections"
    path = r"C:\Folders\Somebody\Applications\Roaming\Python\packages"
    for words in range(0, 12, 3):
        page = Page(build, f"# A\n\n{'Ord ' * words}`{code}` i `{path}`.\n", suffix="md")
        lines = lines_of(page.file, page=-1)
        assert {*code.split()[1:]} <= {word for line in lines for word in line.split()}, lines
        assert all(line.startswith("\\") for line in lines if "\\" in line and "C:" not in line), lines


EDGED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}">
<rect width="{0}" height="{1}" fill="#00f"/><rect x="{2}" y="{3}" width="{4}" height="{5}" fill="#f00"/></svg>"""
PICTURES = {"wide.svg": EDGED.format(600, 60, 580, 0, 20, 60), "tall.svg": EDGED.format(60, 600, 0, 580, 60, 20)}
"""Pictures whose last edge is red."""


@pytest.mark.parametrize("around", ["{}", "Ord {} ord.", "Ord {}.", ":::{{figure}} {1}\n:alt: x\n{2}\n\nTekst\n:::"])
@pytest.mark.parametrize("size", ["wide.svg height=100px", "tall.svg width=400px", "tall.svg height=2000px"])
def test_picture_that_is_larger_than_its_room_is_made_smaller_and_not_cropped(
    build: Build, around: str, size: str
) -> None:
    name, side, length = re.split("[ =]", size)
    picture = around.format(f"![x]({name}){{{side}={length}}}", name, f":{side}: {length}")
    conf = {"myst_enable_extensions": ["attrs_inline", "colon_fence"]}
    files = {"index.md": f"# Bok\n\n{picture}\n", **PICTURES}
    built = build(files, "typst", extensions=["myst_parser", "kompendium.builders.typst"], conf=conf)
    with pypdfium2.PdfDocument(built.outdir / "bok.pdf") as document:
        page = document[len(document) - 1].render(scale=1).to_pil().convert("RGB")
        found = [(x, y) for x in range(page.width) for y in range(page.height) if page.getpixel((x, y)) == (255, 0, 0)]
    across, down = (max(place) - min(place) + 1 for place in zip(*found, strict=True))
    assert max(x for x, _y in found) < page.width - 60
    # A thirtieth of the picture, and all of its other side.
    assert max(across, down) == pytest.approx(3 * min(across, down), abs=4)


PNG = b"\x89PNG\r\n\x1a\n"


def test_picture_that_typst_cannot_draw_leaves_its_text(build: Build) -> None:
    from tests.test_pictures import png

    files: dict[str, str | bytes] = {
        "index.rst": "Bok\n===\n\n.. image:: broken.png\n   :alt: A hand\n\n.. image:: misnamed.jpg\n   :alt: A knee\n",
        "broken.png": PNG,
        "misnamed.jpg": png(),
    }
    built = build(
        files,
        "typst",
        extensions=("kompendium.builders.typst",),
        conf={"language": "en", "typst_cover": "broken.png"},
        warnings=[
            (
                f"{place}: WARNING: The picture «broken.png» cannot be used: the file is damaged or incomplete: "
                "«failed to decode image (unexpected end of file)». Its alternative text stands in its place. Save it "
                f"again, as one of: SVG, PNG, JPEG, GIF, WebP{formats}. [FIG-003] [kompendium.picture_unusable]"
            )
            for place, formats in (("index.rst:4", ", PDF"), ("conf.py:6", ""))
        ],
    )
    assert "[A hand]" in text_of(built.outdir / "bok.pdf")
    assert tags_of(built.outdir / "bok.pdf").count("Figure") == 1


def test_heading_without_words_has_a_stand_in(build: Build) -> None:
    text = "# A\n\n##\n\nOne.\n\n## ![a hand](x.svg)\n\nTwo.\n"
    page = Page(build, text, suffix="md")
    assert page.text == "[Overskrift uten tekst] One. a hand Two."


def test_autosummarys_tables_and_lists_are_printed(build: Build) -> None:
    text = "Før.\n\n.. autosummary::\n\n   textwrap.dedent\n\nEtter."
    page = Page(build, head(text), more=["sphinx.ext.autosummary"], autosummary_generate=False)
    assert re.search(r"Før\. textwrap\.dedent\(text\) Remove any common leading whitespace .* Etter\.", page.text)
    assert "Table" in page.tags


def test_a_graph_is_printed_as_its_source(build: Build) -> None:
    text = '.. graphviz::\n   :alt: To noder\n\n   digraph { "en" -> "to"; }\n\nEtter.'
    page = Page(build, head(text), more=["sphinx.ext.graphviz"])
    assert page.text == '[To noder] digraph { "en" -> "to"; } Etter.'


def test_a_list_of_todos_on_the_first_page_is_printed(build: Build) -> None:
    root = "Bok\n===\n\n.. toctree::\n\n   a\n\n.. todolist::\n"
    built = build(
        {"index.rst": root, "a.rst": head(".. todo:: Skriv mer.\n")},
        "typst",
        extensions=["sphinx.ext.todo", "kompendium.builders.typst"],
        conf={"todo_include_todos": True},
    )
    assert text_of(built.outdir / "bok.pdf").count("Skriv mer.") == 2
