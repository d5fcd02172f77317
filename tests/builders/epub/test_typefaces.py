"""The EPUB that brings its typefaces: cut, under names of our own, with their licences."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from .checking import Book, complaints

if TYPE_CHECKING:
    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.epub")


@pytest.fixture
def book(build: Build, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    conf = {"kompendium_epub_fonts": True, "language": "nb"}
    folder = build({"index.md": "# Bok\n\nÆrlig *tekst* om β2.\n"}, "epub", extensions=ALONE, conf=conf).outdir
    # A note that there are such rules at all, which EPUBCheck makes of every book with fonts.
    assert [said.partition(" [")[0] for said in complaints(folder)] == [
        "Bok.epub: USAGE CSS-028: Use of Font-face declaration."
    ]
    return Book(folder / "Bok.epub")


def test_fonts_are_cut_to_the_text_and_named_as_the_licence_asks(book: Book) -> None:
    items = book.find("package.opf", "//opf:item[@media-type='font/ttf']/@href")
    assert len(items) == 8
    sizes = {}
    for href in items:
        data = book.files[f"EPUB/{href}"]
        with TTFont(io.BytesIO(data)) as font:
            covered = font.getBestCmap()
            assert {ord(c) for c in "Ærlig tekst om β2."} <= covered.keys()
            # Neither is in the book, nor in what any book gets.
            assert not {ord("ж"), ord("γ")} & covered.keys()
            assert "fvar" not in font
            names = {record.nameID: record.toUnicode() for record in font["name"].names}
            assert sorted(names) == [0, 1, 2, 3, 4, 6, 13, 14]
            assert not [number for number in (1, 2, 3, 4, 6) if re.search("Source|ExtraLight", names[number])]
            assert "Reserved Font Name" in names[0]
            assert "Open Font License" in names[13]
            weight = font["OS/2"].usWeightClass
        sizes[href] = (len(data) < 100_000, weight)
    assert all(small for small, _weight in sizes.values())
    assert sizes["fonts/kompendium-text-bold.ttf"][1] == 700
    assert sizes["fonts/kompendium-text-regular.ttf"][1] == 400
    # Apple Books passes them over else.
    assert book.prop("ibooks:specified-fonts") == ["true"]


def test_style_sheet_names_the_fonts_before_the_readers_own(book: Book) -> None:
    css = book.files["EPUB/style/book.css"].decode()
    for href in book.find("package.opf", "//opf:item[@media-type='font/ttf']/@href"):
        assert f'url("../{href}")' in css
    assert 'body { font-family: "Kompendium Text", serif; }' in css
    assert "font-family: sans-serif" not in css
    assert 'font-family: "Kompendium Headings", sans-serif;' in css


def test_licences_go_with_the_fonts_and_the_colophon_leads_there(book: Book) -> None:
    links = book.find("colophon.xhtml", "//h:a[@href='fonts.xhtml']")
    assert [link.text for link in links] == ["Skrifter og lisenser"]
    said = "".join(book.tree("fonts.xhtml").itertext())
    assert said.count("SIL OPEN FONT LICENSE Version 1.1") == 2
    assert "with Reserved Font Name 'Source'" in said
    assert book.find("fonts.xhtml", "//h:div/@lang") == ["en", "en"]


def test_books_bring_no_fonts_unless_they_are_asked_to(build: Build) -> None:
    folder = build({"index.md": "# Bok\n\nTekst.\n"}, "epub", extensions=ALONE).outdir
    book = Book(folder / "Bok.epub")
    assert not [name for name in book.files if "font" in name]
    assert "font-face" not in book.files["EPUB/style/book.css"].decode()
    assert book.prop("ibooks:specified-fonts") == []
