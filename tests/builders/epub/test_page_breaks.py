"""The printed pages in the EPUB: marks that change nothing else, and a list that equals the PDF's pages."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from kompendium.build import Order
from kompendium.build import build as build_book
from kompendium.builders.epub.metadata import page_source
from kompendium.builders.epub.page import Page as EpubPage
from kompendium.builders.epub.page import serialise
from kompendium.builders.epub.page_breaks import mark_highlighted, remove_marks
from kompendium.pagemap import Page, PageMap, Place
from kompendium.preflight.epub import lint
from kompendium.text_blocks import content_hash, first_words, text_blocks
from tests.benchmarks.books import make_compendium, write_myst

from .checking import NS, Book, messages
from .printed import compare, letters, page_list, words_after

if TYPE_CHECKING:
    from sphinx.config import Config

    from tests.conftest import Build, Built

WARNING = (
    "conf.py:6: WARNING: Sidekartet «map.json» kan ikke brukes: {problem}. EPUB-en lages uten liste over sidene i "
    "PDF-en. Kjør «kompendium build», som lager begge deler, eller lag PDF-en på nytt og oppgi filen «pagemap.json» "
    "som ligger ved siden av den. [EPB-010] [kompendium.epub_page_map]"
)
ALONE = ("myst_parser", "kompendium.builders.epub")
BOOK = Path(__file__).parents[3] / "docs" / "book"
ROOT = Path(__file__).parent / "roots" / "page_breaks"
CONF = {
    "myst_enable_extensions": ["colon_fence", "dollarmath", "tasklist", "deflist", "attrs_inline"],
    "numfig": True,
}


@pytest.fixture(autouse=True)
def _epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def sources() -> dict[str, str]:
    return {f.name: f.read_text("utf-8") for f in sorted(ROOT.iterdir())}


def write_map(built: Built, pages: list[Page], content: dict[str, str] | None = None) -> dict[str, str]:
    """A map of these pages beside conf.py; return the option that names it."""
    documents = {page.place.document for page in pages if page.place}
    if content is None:
        content = {name: content_hash(built.env.get_doctree(name)) for name in documents}
    (built.srcdir / "map.json").write_text(PageMap("bok.pdf", "0a1b", content, tuple(pages)).to_json(), "utf-8")
    return {"kompendium_pagemap": "map.json"}


def every_word(built: Built, docname: str) -> list[Page]:
    """A page for each word and picture of a document."""
    pages = []
    for block in text_blocks(built.env.get_doctree(docname)):
        for word in range(max(len(block.words), 1)):
            place = Place(docname, block.id, block.number, word, text=first_words(block.words, word))
            pages.append(Page(str(len(pages) + 1), place))
    return pages


def content_of(file: Path) -> dict[str, bytes]:
    book = Book(file)
    return {name: data for name, data in book.files.items() if "xhtml" in name and "nav" not in name}


def test_mark_before_any_word_changes_nothing_else(build: Build) -> None:
    built = build(sources(), "epub", extensions=ALONE, conf=CONF)
    plain = content_of(built.outdir / "Bok.epub")
    pages = every_word(built, "alt")
    assert len(pages) > 150
    marked = build({}, "epub", extensions=ALONE, conf=CONF | write_map(built, pages)).outdir / "Bok.epub"
    book = Book(marked)
    page = EpubPage("alt.xhtml", book.tree("alt.xhtml"))
    marks = page.root.xpath("//h:span[@role='doc-pagebreak'][@epub:type='pagebreak']", namespaces=NS)
    assert [(m.get("id"), m.get("aria-label")) for m in marks] == [(f"page-{p.label}", p.label) for p in pages]
    assert messages(marked) == []
    wrong = []
    for mark, printed in zip(marks, pages, strict=True):
        assert printed.place is not None
        word = printed.place.text.partition(" ")[0]
        shown = "".join(map(letters, words_after(mark)))
        # A generated number stands after the mark, too; the words of markup are no text.
        if not re.search(r"[<>=^]", word) and not re.match(rf"(?:1|(?:figur|tabell|kode)11)?{letters(word)}", shown):
            wrong.append(printed.place.text)
    # A mark in a formula, or in a block of raw HTML, stands before all of it.
    assert wrong == ["b og Ctrl, <b>rå tekst</b>", "som blokk.</p>"]
    remove_marks(page, {str(mark.get("id")) for mark in marks})
    assert serialise(page.root) == plain["EPUB/alt.xhtml"]
    assert {n: d for n, d in content_of(marked).items() if "alt" not in n} == {
        n: d for n, d in plain.items() if "alt" not in n
    }


def test_mark_stands_before_headings_links_pictures_and_numbers(build: Build) -> None:
    built = build(sources(), "epub", extensions=ALONE, conf=CONF)
    pages = [p for p in every_word(built, "alt") if p.place and p.place.word == 0]
    book = Book(build({}, "epub", extensions=ALONE, conf=CONF | write_map(built, pages)).outdir / "Bok.epub")
    for around in ("h:h1", "h:h2", "h:a", "h:em", "h:span[@class='caption-text']"):
        assert book.find("alt.xhtml", f"//{around}//h:span[@role='doc-pagebreak']") == [], around
    for path in ("//h:h1", "//h:figure", "//h:div[contains(@class, 'highlight-python')]", "//h:div[@class='math']"):
        before = book.find("alt.xhtml", f"{path}/preceding-sibling::*[1]/@role")
        assert set(before) == {"doc-pagebreak"}, path
    numbers = "//h:span[@class='caption-number']/preceding-sibling::h:span[@role='doc-pagebreak']"
    assert len(book.find("alt.xhtml", numbers)) == len(book.find("alt.xhtml", "//h:span[@class='caption-number']"))


def test_pages_without_text_lead_to_what_follows(build: Build) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": "# Huden\n\n(page-3)=\n\nFørste. Andre.\n"}
    built = build(files, "epub", extensions=ALONE)
    pages = [
        *(Page(label) for label in ("i", "ii", "iii")),
        Page("1"),
        Page("2", Place("a", "huden", 0, 0, text="Huden")),
        Page("3", Place("a", "page-3", 0, 1, text="Andre.")),
        Page("4"),
        Page("A-5"),
    ]
    file = build({}, "epub", extensions=ALONE, conf=write_map(built, pages)).outdir / "Bok.epub"
    assert lint(file, [page.label for page in pages]) == []
    book = Book(file)
    assert page_list(book) == {
        "i": "index.xhtml",
        "ii": "index.xhtml",
        "iii": "index.xhtml",
        "1": "index.xhtml",
        "2": "a.xhtml#page-2",
        # The author has an id of this name.
        "3": "a.xhtml#page-3-2",
        "4": "a.xhtml#page-3-2",
        "A-5": "a.xhtml#page-3-2",
    }
    assert book.prop("pageBreakSource") == ["0a1b"]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(book.prop("schema:accessibilityFeature"))
    targets = book.find("toc.ncx", "//ncx:pageList/ncx:pageTarget")
    assert [(t.get("type"), t.get("value")) for t in targets] == [
        ("front", "1"), ("front", "2"), ("front", "3"), ("normal", "1"),
        ("normal", "2"), ("normal", "3"), ("normal", "4"), ("special", None),
    ]  # fmt: skip
    assert book.find("toc.ncx", "//ncx:pageList//ncx:content/@src") == list(page_list(book).values())
    assert book.find("toc.ncx", "//ncx:head/ncx:meta[@name='dtb:totalPageCount']/@content") == ["8"]
    assert book.find("toc.ncx", "//ncx:head/ncx:meta[@name='dtb:maxPageNumber']/@content") == ["4"]


def test_print_isbn_is_the_source_of_the_pages() -> None:
    book = SimpleNamespace(kompendium_isbn={"print": "978-82-92712-35-1", "epub": "978-82-92712-36-8"})
    assert page_source(cast("Config", book), "0a1b") == "urn:isbn:9788292712351"
    del book.kompendium_isbn["print"]
    assert page_source(cast("Config", book), "0a1b") == "0a1b"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (None, "No such file or directory"),
        ("[", "det er ikke et sidekart av versjon 1"),
        ('{"version": 2}', "det er ikke et sidekart av versjon 1"),
        ("æ".encode("latin-1"), "det er ikke et sidekart av versjon 1"),
        (
            json.dumps(
                {"version": 1, "pdf": "", "identifier": "", "content": {"index": "0", "borte": "0"}, "pages": []}
            ),
            "teksten er endret i borte, index",
        ),
    ],
)
def test_map_that_does_not_fit_is_refused_and_the_book_is_whole(
    build: Build, record: str | bytes | None, problem: str
) -> None:
    files: dict[str, str | bytes] = {"index.md": "# Bok\n\nTekst.\n"}
    if record is not None:
        files["map.json"] = record
    built = build(
        files,
        "epub",
        extensions=ALONE,
        conf={"kompendium_pagemap": "map.json"},
        warnings=[WARNING.format(problem=problem)],
    )
    book = Book(built.outdir / "Bok.epub")
    assert book.find("nav.xhtml", "//h:nav[@epub:type='page-list']") == []
    assert book.prop("pageBreakSource") == []
    assert "pageNavigation" not in book.prop("schema:accessibilityFeature")


def test_place_moved_by_text_for_one_format_is_found_by_its_words(build: Build) -> None:
    text = "# Bok\n\n```{only} html\nBare på skjerm.\n```\n\nFørste avsnitt her.\n\nAndre avsnitt her.\n"
    built = build({"index.md": text}, "epub", extensions=ALONE)
    pages = [Page("1", Place("index", "bok", 2, 1, text="avsnitt her."))]
    book = Book(build({}, "epub", extensions=ALONE, conf=write_map(built, pages)).outdir / "Bok.epub")
    (mark,) = book.find("index.xhtml", "//h:span[@role='doc-pagebreak']")
    assert words_after(mark)[:2] == ["avsnitt", "her."]


def test_line_numbers_and_entities_are_no_words_of_code() -> None:
    inline = '<pre><span class="linenos">1</span><span class="k">if</span> a &lt; b:\n'
    assert mark_highlighted(inline, [(0, "!"), (2, "?")]) == inline.replace("if", "!if").replace("&lt;", "?&lt;")
    table = '<td class="linenos"><pre>1\n2</pre></td><td><pre>en\nto</pre></td>'
    assert mark_highlighted(table, [(1, "!")]) == table.replace("to", "!to")
    assert mark_highlighted("<pre>en</pre>", [(7, "!")]) == "<pre>en</pre>"


# Finished books


def made(source: Path, output: Path, *formats: str, chapter: str = "") -> tuple[Path, Path]:
    """The PDF and the EPUB of a book."""
    warnings = io.StringIO()
    order = Order(source, output, formats or ("pdf", "epub"), chapter=chapter)
    result = build_book(order, status=None, warning=warnings, progress=str)
    assert (result.failures, warnings.getvalue()) == ([], "")
    return output / "pdf" / "kompendium.pdf", output / "epub" / "kompendium.epub"


def without_place(pdf: Path) -> list[str]:
    return [page.label for page in PageMap.read(pdf.with_name("pagemap.json")).pages if page.place is None]


def test_every_page_of_the_book_begins_in_the_epub_with_the_same_words(tmp_path: Path) -> None:
    pdf, epub = made(BOOK, tmp_path)
    kinds, unmarked, different = compare(pdf, epub)
    assert different == []
    assert kinds.total() > 10
    assert unmarked == without_place(pdf)
    assert messages(epub) == []


def check_generated_book(tmp_path: Path, chapters: int, pages: int, may_differ: int = 0) -> Path:
    write_myst(make_compendium(chapters), tmp_path / "book")
    pdf, epub = made(tmp_path / "book", tmp_path / "build")
    kinds, unmarked, different = compare(pdf, epub)
    assert different[may_differ:] == []
    assert kinds.total() > pages
    assert unmarked == without_place(pdf)
    return epub


def test_every_page_of_a_generated_book_begins_with_the_same_words(tmp_path: Path) -> None:
    check_generated_book(tmp_path, 6, 25)


@pytest.mark.conformance
def test_every_page_of_a_book_of_200_pages_begins_with_the_same_words(tmp_path: Path) -> None:
    # One in a hundred may differ: where a column of a register begins with the rest of an entry of two lines.
    assert messages(check_generated_book(tmp_path, 45, 200, may_differ=2)) == []


def test_epub_has_the_same_bytes_however_it_was_asked_for(tmp_path: Path) -> None:
    source = tmp_path / "book"
    write_myst(make_compendium(2), source)
    _pdf, alone = made(source, tmp_path / "a", "epub")
    assert page_list(Book(alone))
    assert not (tmp_path / "a" / "pdf").exists()
    _pdf, together = made(source, tmp_path / "b", "pdf", "epub")
    assert alone.read_bytes() == together.read_bytes()
    chapter = Path("epub/kapitler/kapittel-001.epub")
    first = (tmp_path / "b" / chapter).read_bytes()
    made(source, tmp_path / "b", "epub", chapter="kapittel-001")
    made(source, tmp_path / "b", "epub")
    assert (alone.read_bytes(), first) == (together.read_bytes(), (tmp_path / "b" / chapter).read_bytes())
    # A chapter's own book has other pages in its own PDF, and refers to none.
    assert page_list(Book(tmp_path / "b" / chapter)) == {}
    assert b"doc-pagebreak" not in Book(tmp_path / "b" / chapter).files["EPUB/kapitler/kapittel-001.xhtml"]
