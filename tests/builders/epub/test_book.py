"""The compendium itself, as its readers get it."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pymupdf
import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.formats.reading import is_numbered

from .checking import NS, Book, complaints

SOURCE = Path(__file__).parents[3] / "docs" / "book"


def letters(text: str) -> str:
    """A text without white space, bullets, and the hyphens that may end a line."""
    return re.sub(r"[\s•○\u00ad\u2010-]", "", text)


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    stream = StringIO()
    with patch_docutils(SOURCE), docutils_namespace():
        Sphinx(SOURCE, SOURCE, folder / "out", folder / "doctrees", "epub", status=None, warning=stream).build()
    assert strip_colors(stream.getvalue()) == ""
    return folder / "out"


def test_checkers_have_nothing_to_say_of_the_book_and_its_chapters(out):
    assert len(list(out.rglob("*.epub"))) == 5
    assert complaints(out) == []


def test_mupdf_shows_every_word_and_picture_in_order(out):
    book = Book(out / "kompendium.epub")
    spine = [book.opf(f"//opf:item[@id='{ref}']/@href")[0] for ref in book.opf("//opf:itemref/@idref")]
    bodies = [book.tree(page).find(".//h:body", NS) for page in spine]
    for items in (items for body in bodies for items in body.iterfind(".//h:ol", NS) if is_numbered(items)):
        for number, item in enumerate(items, 1):
            item.text = f"{number}.{item.text or ''}"
    with pymupdf.open(out / "kompendium.epub") as shown:
        seen = "".join(page.get_text(flags=pymupdf.TEXT_PRESERVE_LIGATURES) for page in shown)
        images = [block for page in shown for block in page.get_text("dict")["blocks"] if block["type"] == 1]
    assert letters(seen) == letters("".join(text for body in bodies for text in body.itertext()))
    # The icons of boxes are small pictures to MuPDF, too.
    shapes = [image["width"] > 100 for image in images]
    assert shapes == [e.tag == f"{{{NS['h']}}}img" for b in bodies for e in b.iter("{*}img", "{*}svg")]


def test_chapter_has_its_head_boxes_and_figure(out):
    book = Book(out / "kompendium.epub")
    page = "kapitler/kalsinose.xhtml"
    assert book.find(page, "string(//h:section[@role='doc-chapter']/h:h1)") == "161 Kalsinose"
    assert book.find(page, "//h:aside[@role='note'][contains(@class, 'features')]")
    assert book.find(page, "//h:figure//h:img[string-length(@alt) > 20]")
    assert book.find(page, "//h:section[@role='doc-bibliography']//h:li")


def test_nothing_in_it_needs_colours_or_scripts(out):
    book = Book(out / "kompendium.epub")
    for page in book.pages:
        assert book.find(page, "//@style | //h:script | //h:link[@rel!='stylesheet']") == []


def test_every_chapter_stands_alone_too(out):
    book = Book(out / "kompendium.epub")
    chapters = {Path(p).stem for p in book.pages if p.startswith("kapitler/")}
    assert {f.stem for f in (out / "kapitler").glob("*.epub")} == chapters


def test_accessibility_is_claimed_as_found(out):
    book = Book(out / "kompendium.epub")
    assert set(book.prop("schema:accessibilityFeature")) >= {"alternativeText", "index", "tableOfContents"}
    assert book.prop("schema:accessModeSufficient") == ["textual"]
    assert book.prop("schema:accessibilitySummary")[0].startswith("Boken har ")
