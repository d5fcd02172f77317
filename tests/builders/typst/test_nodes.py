"""Every node there is: that each has a visitor, and what those say that are not docutils' plainest."""

from __future__ import annotations

import importlib
import inspect
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import outloud
import pdfua
import pikepdf
import pypdfium2
import pytest
from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.errors import ConfigError
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kompendium.builders.typst.translator import TypstTranslator
from tests.builders.typst.reading import tags_of, text_of
from tests.builders.typst.test_translator import Page, head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build

ROOT = Path(__file__).parent / "roots" / "nodes"
MODULES = (
    "docutils.nodes",
    "sphinx.addnodes",
    "sphinx.ext.autosummary",
    "sphinx.ext.graphviz",
    "sphinx.ext.ifconfig",
    "sphinx.ext.inheritance_diagram",
    "sphinx.ext.todo",
    "sphinx_design.badges_buttons",
    "sphinx_design.icons",
    "sphinx_design.shared",
    "sphinxcontrib.bibtex.nodes",
)
WITHOUT = {
    # Abstract: no tree holds one.
    *(
        "Node",
        "Element",
        "TextElement",
        "FixedTextElement",
        "PureTextElement",
        "translatable",
        "_desc_classes_injector",
    ),
    # Replaced by what is in it, or dropped, before a builder sees it.
    "ifconfig",
}

OUTLOUD_SAYS_OF_EVERY_NODE = {
    "TAG-020",  # Typst puts a list that is all of a field's body beside the field, and leaves its body empty.
    "TBL-001",  # The project has a table without a header.
    "TBL-004",  # It counts no cell of a row above that spans into the row; the spans are in the tags.
    "TBL-010",  # Two rows of headers above two rows are what that table is.
    "TBL-014",  # A grid of cards has rules, and is no table.
    "LNK-003",  # The picture in a link has the alternative text.
    "MATH-010",  # A formula's alternative text is its LaTeX source.
}
"""Rules of `outloud` that the project breaks, and why."""


def classes() -> Iterator[type[nodes.Node]]:
    for module in map(importlib.import_module, MODULES):
        for found in vars(module).values():
            if inspect.isclass(found) and issubclass(found, nodes.Node) and found.__module__ == module.__name__:
                yield found


def test_every_class_of_nodes_has_a_visitor() -> None:
    # A category, such as nodes.Body, is no node by itself.
    known = {cls for cls in classes() if issubclass(cls, nodes.Element | nodes.Text)}
    assert {*nodes.node_class_names} - {"Text"} <= {cls.__name__ for cls in known}
    lacking = {
        cls.__name__
        for cls in known
        if not any(hasattr(TypstTranslator, f"visit_{base.__name__}") for base in cls.__mro__)
    }
    assert lacking == WITHOUT & {cls.__name__ for cls in known}


@pytest.fixture(scope="module")
def every_node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF of a project with every node, without a warning."""
    out = tmp_path_factory.mktemp("nodes")
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, patch_docutils(ROOT), docutils_namespace():
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        Sphinx(ROOT, ROOT, out, out / ".doctrees", "typst", status=None, warning=stream).build()
    assert strip_colors(stream.getvalue()) == ""
    return out / "every-node.pdf"


def test_a_project_with_every_node_keeps_the_rules(every_node: Path) -> None:
    # One table has no header, on purpose.
    headless = "Table has 4 data cell(s) and no header cell (/TH), so nothing identifies what the columns mean."
    assert [finding.message for finding in pdfua.validate(str(every_node)).findings] == [headless]
    result = outloud.check(str(every_node), skip=["ORD-001"])
    assert {found.rule for found in result.findings} <= OUTLOUD_SAYS_OF_EVERY_NODE


def test_nothing_runs_off_the_page(every_node: Path) -> None:
    outside = []
    with pypdfium2.PdfDocument(every_node) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                if text.get_text_range(index, 1).isalnum():
                    _left, _bottom, right, _top = text.get_charbox(index)
                    # The right margin is 23 mm; a page that is turned has 25 mm.
                    if right > page.get_width() - 60:
                        outside.append((number, text.get_text_range(index, 20)))
    assert outside == []


def test_a_table_too_wide_for_the_page_is_turned_and_its_words_are_whole(every_node: Path) -> None:
    with pypdfium2.PdfDocument(every_node) as document:
        turned = [page for page in document if page.get_width() > page.get_height()]
        assert len(turned) == 1
        assert "Hydroxychloroquine" in turned[0].get_textpage().get_text_range()


def left_edge(file: Path, word: str) -> float:
    """How far from the page's left edge a word begins, in points."""
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            text = page.get_textpage()
            if found := text.search(word).get_next():
                return float(text.get_charbox(found[0])[0])
    raise AssertionError(word)


def test_boxes_have_their_text_at_the_left(build: Build) -> None:
    page = Page(build, head(".. note:: Kort.\n\n.. sidebar:: Tittel\n\n   Side.\n\nVanlig.\n"))
    edge = left_edge(page.file, "Vanlig")
    assert left_edge(page.file, "Kort") == pytest.approx(edge + 12, abs=1)
    assert left_edge(page.file, "Side") == pytest.approx(edge + 12, abs=1)


def test_the_note_of_a_heading_stands_once_and_not_in_the_contents(build: Build) -> None:
    page = Page(build, head("B [#n]_\n-------\n\n.. [#n] Noten.\n\nTekst.\n"), typst_contents_depth=2)
    assert text_of(page.file).count("Noten.") == 1
    assert page.text.endswith("B1 Tekst. 1Noten.")


def test_wide_tables_get_columns_as_wide_as_their_words(build: Build) -> None:
    cells = [
        "Immunosuppression",
        "Contraindication",
        "x",
        "A long text that goes on and on, over lines and lines. " * 3,
    ]
    rows = "".join(f"   {'*' if not i else ' '} - {cell}\n" for i, cell in enumerate(cells))
    page = Page(build, head(f".. list-table::\n   :widths: 5 5 5 85\n\n{rows}"))
    assert "Immunosuppression" in page.text
    assert "Contraindication" in page.text


def test_width_and_side_of_tables(build: Build) -> None:
    text = ".. csv-table::\n   :width: 50%\n   :align: right\n\n   x7, x8\n"
    page = Page(build, head(text))
    assert 'width: 50%, align: "right"' in page.source
    assert left_edge(page.file, "x7") > 240


def test_lists_side_by_side_keep_their_columns(build: Build) -> None:
    page = Page(build, head(".. hlist::\n   :columns: 2\n\n   * en\n   * to\n   * tre\n"))
    assert page.source.count("#side-by-side(") == 1
    assert left_edge(page.file, "tre") > left_edge(page.file, "en") + 100


def test_signatures_with_a_parameter_a_line(build: Build) -> None:
    text = ".. py:function:: name(first, second: int = 1) -> str\n"
    page = Page(build, head(text), python_maximum_signature_line_length=1)
    assert page.text == "name( first, second: int = 1, ) → str"
    assert page.source.count("#linebreak();") == 2


def test_tags_of_html_in_a_line_of_markdown_are_what_they_say(build: Build) -> None:
    page = Page(
        build,
        '# A\n\nH<sub>2</sub>O, <b>fet *og* mer</b>, <a href="https://x.example/">ut</a>, <sub>åpen.\n',
        suffix="md",
    )
    assert '#sub[#"2";];' in page.source
    assert '#strong[#"fet"; #emph[#"og";]; #"mer";];' in page.source
    assert '#external("https://x.example/")[#"ut";];' in page.source
    # A tag that is never closed is left out, and its words are not.
    assert page.text.endswith("åpen.")


def test_boxes_to_tick_say_whether_they_are_ticked(build: Build) -> None:
    page = Page(build, "# A\n\n- [ ] åpen\n- [x] gjort\n", suffix="md", myst_enable_extensions=["tasklist"])
    assert page.text == "• ☐ åpen • ☑ gjort"


def test_a_film_is_its_still_picture_and_its_address(build: Build) -> None:
    text = '# A\n\n<video poster="x.svg"><source src="https://x.example/film.mp4"></video>\n'
    page = Page(build, text, suffix="md", language="en")
    assert page.text == "https://x.example/film.mp4"
    assert page.tags.count("Figure") == 1
    assert page.tags.count("Link") >= 1


LINKS = (
    "`Ord <https://x.example/a>`_, https://x.example/b og `post <mailto:a@x.example>`_.\n\n"
    "`I en overskrift <https://x.example/c>`_\n-----------------------------------------\n\nTekst.\n"
)


@pytest.mark.parametrize(
    ("how", "printed"),
    [
        ("no", "Ord, https://x.example/b og post. I en overskrift Tekst."),
        (
            "inline",
            (
                "Ord (https://x.example/a), https://x.example/b og post (a@x. example). "
                "I en overskrift (https://x.example/c) Tekst."
            ),
        ),
        (
            "footnote",
            (
                "Ord1, https://x.example/b og post2. I en overskrift (https://x.example/c) Tekst. "
                "1https://x.example/a 2a@x.example"
            ),
        ),
    ],
)
def test_addresses_of_links_are_printed_where_the_project_asks(build: Build, how: str, printed: str) -> None:
    page = Page(build, head(LINKS), typst_show_urls=how)
    assert page.text == printed


def test_a_way_to_print_addresses_that_is_none_is_an_error(build: Build) -> None:
    expected = r"conf\.py:\d+: typst_show_urls is 'all'; expected one of: no, inline, footnote"
    with pytest.raises(ConfigError, match=expected):
        Page(build, head("x"), typst_show_urls="all", language="en")


def languages_of(file: Path) -> set[str]:
    """The languages that marked content has, in which Typst says them (ISO 32000-1, 14.9.2)."""
    found = set()
    with pikepdf.open(file) as pdf:
        for page in pdf.pages:
            for operands, _operator in pikepdf.parse_content_stream(page, "BDC"):
                if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/Lang" in operands[1]:
                    found.add(str(operands[1].Lang))
    return found


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_words_in_another_language_say_so_in_the_tags(build: Build, suffix: str) -> None:
    text = {
        "md": "# A\n\nEt [palabra]{.language-es} her.\n",
        "rst": head(".. role:: es\n   :class: language-es\n\nEt :es:`palabra` her.\n"),
    }[suffix]
    page = Page(build, text, suffix=suffix, **({"myst_enable_extensions": ["attrs_inline"]} if suffix == "md" else {}))
    assert "es" in languages_of(page.file)


def pictures() -> dict[str, bytes]:
    """Pictures of kinds that a PDF cannot hold as they are."""
    made: dict[str, bytes] = {}
    drawn = Image.linear_gradient("L").resize((40, 30)).convert("RGB")
    for name, kind, picture in (
        ("a.bmp", "BMP", drawn),
        ("a.tif", "TIFF", drawn.convert("RGBA")),
        ("a.jpg", "JPEG", drawn.convert("CMYK")),
    ):
        stream = io.BytesIO()
        picture.save(stream, kind)
        made[name] = stream.getvalue()
    return made


def test_pictures_that_a_pdf_cannot_hold_are_converted(build: Build) -> None:
    files: dict[str, Any] = pictures()
    text = "".join(f".. image:: {name}\n   :alt: {name}\n\n" for name in files)
    built = build({"index.rst": f"Bok\n===\n\n{text}", **files}, "typst", extensions=["kompendium.builders.typst"])
    assert tags_of(built.outdir / "bok.pdf").count("Figure") == len(files)


def test_designs_are_boxes_that_are_all_open(every_node: Path) -> None:
    text = text_of(every_node)
    for said in (
        "Use the installer.",
        "What it hides.",
        "Without a title.",
        "https://example.org/card",
        "card 2 Longer",
    ):
        assert said in text
    source = (every_node.parent / ".typst" / "doc" / "design.typ").read_text("utf-8")
    for function in ("design-row", "design-card", "design-tab", "design-dropdown", "design-badge", "design-button"):
        assert f"#{function}(" in source
