"""The compendium itself, as its readers get it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .checking import Book, messages

SOURCE = Path(__file__).parents[3] / "docs" / "book"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    stream = StringIO()
    with patch_docutils(SOURCE), docutils_namespace():
        Sphinx(SOURCE, SOURCE, folder / "out", folder / "doctrees", "epub", status=None, warning=stream).build()
    assert strip_colors(stream.getvalue()) == ""
    return folder / "out"


@pytest.mark.parametrize("file", ["kompendium.epub", "kapitler/kalsinose.epub"])
def test_epubcheck_has_nothing_to_say(out, file):
    assert messages(out / file) == []


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
