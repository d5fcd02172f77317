"""Four reading engines open our EPUBs: every word, picture and link is there, and none of them complains."""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from .epubs import Holdings, flat, without_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.conformance

ENGINES = ("epubjs", "epub-ts", "foliate", "readium")
BOOKS = ("kompendium", "everything", "forfatterhandbok")
PAGE = """<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>{0}</title></head>
<body><script type="module" src="bundles/{0}.js"></script></body></html>"""


@pytest.fixture(scope="module")
def shelf(built: Path, bundles: Path, epubs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder on the server with the engines and the books, each as a file and opened."""
    folder = built / "shelf"
    shutil.copytree(bundles, folder / "bundles")
    spoiled = tmp_path_factory.mktemp("spoiled") / "spoiled.epub"
    with zipfile.ZipFile(epubs["everything"]) as book, zipfile.ZipFile(spoiled, "w") as copy:
        for info in book.infolist():
            copy.writestr(info, b"" if info.filename.endswith(".png") else book.read(info))
    for name in ENGINES:
        (folder / f"{name}.html").write_text(PAGE.format(name), "utf-8")
    for name, file in [*((name, epubs[name]) for name in BOOKS), ("spoiled", spoiled)]:
        shutil.copy(file, folder / f"{name}.epub")
        with zipfile.ZipFile(file) as book:
            book.extractall(folder / name)
        (folder / name / "EPUB/manifest.json").write_text(Holdings.of(file).manifest(), "utf-8")
    return folder


@contextmanager
def opened(browser: Any, address: str, engine: str, book: str) -> Iterator[tuple[Any, dict[str, Any], list[str]]]:
    """A page in which an engine has opened a book: the page, what it says of the book, its complaints."""
    context = browser.new_context(viewport={"width": 800, "height": 900}, locale="nb-NO")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"{request.failure}: {request.url}"))
    file = f"{book}/EPUB/manifest.json" if engine == "readium" else f"{book}.epub"
    try:
        page.goto(f"{address}/shelf/{engine}.html", wait_until="networkidle")
        said = page.evaluate(
            "async file => { window.book = await open_book(file); const { toc, pages, sections } = book;"
            " return { toc, pages, sections } }",
            file,
        )
        yield page, said, complaints
    finally:
        context.close()


def letters(text: str) -> str:
    """A text without white space, and without the italics that a browser gives the names in formulas."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("engine", ENGINES)
def test_engine_shows_the_whole_book(
    browser: Any, address: str, shelf: Path, epubs: dict[str, Path], engine: str, name: str
) -> None:
    held = Holdings.of(epubs[name])
    with opened(browser, address, engine, name) as (page, said, complaints):
        assert [without_folder(href) for href in said["sections"]] == held.spine
        for section, href in zip(said["sections"], held.spine, strict=True):
            shown = page.evaluate("href => book.show(href)", section)
            assert shown["text"].split() == held.text[href].split(), href
            # What can be seen, and not only found in the page.
            assert letters(shown["seen"]) == letters(held.seen[href]), href
            assert shown["images"] == [[alt, True] for alt in held.pictures[href]], href
        assert complaints == []


@pytest.mark.parametrize("engine", ENGINES)
def test_engine_finds_the_contents_and_the_printed_pages(
    browser: Any, address: str, shelf: Path, epubs: dict[str, Path], engine: str
) -> None:
    for name in BOOKS:
        held = Holdings.of(epubs[name])
        with opened(browser, address, engine, name) as (page, said, complaints):
            assert [title for title, _href in said["toc"]] == [title for title, _href in flat(held.toc)]
            # Engines differ in where a heading over others leads; those that lead nowhere have no address.
            pairs = zip(said["toc"], flat(held.toc), strict=True)
            assert [(href, ours) for (_, href), (_, ours) in pairs if href and without_folder(href) != ours] == []
            assert [without_folder(href) for _label, href in said["pages"]] == [to for _label, to in flat(held.pages)]
            for _label, href in [*said["toc"], *said["pages"]]:
                assert not href or page.evaluate("href => book.go(href)", href), href
            assert complaints == []


@pytest.mark.parametrize("engine", ENGINES)
def test_picture_that_an_engine_cannot_draw_is_noticed(browser: Any, address: str, shelf: Path, engine: str) -> None:
    with opened(browser, address, engine, "spoiled") as (page, said, _complaints):
        section = next(href for href in said["sections"] if href.endswith("sjogren.xhtml"))
        assert ["En hånd", False] in page.evaluate("href => book.show(href)", section)["images"]
