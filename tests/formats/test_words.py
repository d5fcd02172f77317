"""Nothing lost and nothing doubled: the same words, in the same order, in the site, the PDF and the EPUB.

The site's page is the measure. The EPUB must have the same blocks with the same words. The PDF must have the
same words in the same order; what it may have more is the address that it prints behind a link, and the page («s. 47»)
behind a link to another document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from tests.conftest import BOOK

from .reading import BOOK_PDF_MARGINS, CHAPTER_PDF_MARGINS, epub_blocks, html_blocks, pdf_text, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHAPTERS = sorted(path.stem for path in (BOOK / "kapitler").glob("*.md"))
PAGES = [
    path.relative_to(BOOK).with_suffix("").as_posix()
    for folder in ("kapitler", "om", "registre")
    for path in sorted((BOOK / folder).glob("*.md"))
]


def addresses(page: Path) -> set[str]:
    """The addresses that a page links to, each as its words run together; of a deed also the licence's own."""
    links = html.fromstring(page.read_bytes().decode()).xpath("//article//a[starts-with(@href, 'http')]/@href")
    return {"".join(words(form)) for link in links for form in (link, re.sub(r"deed\.\w+$", "", link))}


def links_of(page: Path) -> set[tuple[str, ...]]:
    """The words of a page's links to other pages of the book."""
    found = html.fromstring(page.read_bytes().decode()).xpath(
        "//article//a[not(contains(@href, ':')) and not(starts-with(@href, '#'))]"
    )
    return {tuple(words(link.text_content())) for link in found}


def page_at(text: Sequence[str], place: int, before: Sequence[str], links: set[tuple[str, ...]]) -> int:
    """How many words a page («s. 47») takes at ``place``, where the words before it end with a link; 0 for none."""
    is_page = list(text[place : place + 1]) == ["s"] and re.fullmatch(r"\d+|[ivxl]+", "".join(text[place + 1 :][:1]))
    return 2 if is_page and any(tuple(before[-len(link) :]) == link for link in links if link) else 0


def address_at(text: Sequence[str], place: int, known: set[str]) -> int:
    """How many words a known address takes at ``place`` in ``text``; 0 where there is none."""
    for length in range(1, 25):
        if "".join(text[place : place + length]) in known:
            return length
    return 0


def difference(
    page: list[str],
    pdf: list[str],
    printed: set[str],
    links: set[tuple[str, ...]] = frozenset(),  # type: ignore[assignment]
    *,
    goes_on: bool = False,
) -> str:
    """Where the PDF's words first leave the page's, or an empty string. Printed addresses and pages are passed over.

    ``goes_on``: the PDF may have more after the page's last word, as a book has after a chapter.
    """
    place = 0
    for number, word in enumerate(page):
        while place < len(pdf) and pdf[place] != word:
            length = address_at(pdf, place, printed) or page_at(pdf, place, page[:number], links)
            if not length:
                return f"«{' '.join(page[number : number + 8])}» is «{' '.join(pdf[place : place + 8])}» in the PDF"
            place += length
        if place == len(pdf):
            return f"the PDF ends before «{' '.join(page[number : number + 8])}»"
        place += 1
    if goes_on:
        return ""
    while place < len(pdf) and (length := address_at(pdf, place, printed)):
        place += length
    return f"the PDF goes on with «{' '.join(pdf[place : place + 8])}»" if place < len(pdf) else ""


@pytest.mark.parametrize("docname", PAGES)
def test_epub_has_the_blocks_of_the_site(docname: str, finished_book: Path) -> None:
    page = html_blocks(finished_book / "html" / f"{docname}.html")
    assert epub_blocks(finished_book / "epub/kompendium.epub", f"/{docname}.xhtml") == page


@pytest.mark.parametrize("slug", CHAPTERS)
def test_chapters_own_epub_has_the_blocks_of_the_site(slug: str, finished_book: Path) -> None:
    page = html_blocks(finished_book / f"html/kapitler/{slug}.html")
    assert epub_blocks(finished_book / f"epub/kapitler/{slug}.epub", f"/{slug}.xhtml") == page


@pytest.mark.parametrize("slug", CHAPTERS)
def test_chapters_own_pdf_has_the_words_of_the_site(slug: str, finished_book: Path) -> None:
    file = finished_book / f"html/kapitler/{slug}.html"
    page = [word for block in html_blocks(file) for word in block]
    pdf = words(pdf_text(finished_book / f"pdf/kapitler/{slug}.pdf", CHAPTER_PDF_MARGINS))
    assert difference(page, pdf, addresses(file)) == ""


def places_of(words_: list[str], text: list[str]) -> list[int]:
    """Where ``words_`` stand in ``text``, one after the other."""
    return [place for place in range(len(text)) if text[place : place + len(words_)] == words_]


@pytest.mark.parametrize("slug", CHAPTERS)
def test_book_has_each_chapter_once_with_the_words_of_the_site(slug: str, finished_book: Path) -> None:
    file = finished_book / f"html/kapitler/{slug}.html"
    page = [word for block in html_blocks(file) for word in block]
    pdf = words(pdf_text(finished_book / "pdf/kompendium.pdf", BOOK_PDF_MARGINS))
    (start,) = places_of(page[:6], pdf)
    assert difference(page, pdf[start:], addresses(file), links_of(file), goes_on=True) == ""


def test_a_lost_word_a_doubled_word_and_an_address_are_told_apart() -> None:
    page = words("Lisensen er CC BY 4.0. Slutt.")
    deed = {"".join(words("https://example.org/by/4.0"))}
    assert difference(page, words("Lisensen er CC BY 4.0 (https://example.org/by/4.0). Slutt."), deed) == ""
    assert difference(page, words("Lisensen er BY 4.0. Slutt."), deed) != ""
    assert difference(page, words("Lisensen er CC BY 4.0. Slutt. Slutt."), deed) != ""
    assert difference(page, words("Lisensen er CC BY 4.0 (https://example.org/annet). Slutt."), deed) != ""
    assert difference(page, words("Lisensen er CC BY 4.0."), deed) != ""


def test_a_page_counts_as_one_after_a_link_alone() -> None:
    page, links = words("Se systemisk sklerose, som er en sykdom."), {("systemisk", "sklerose")}
    assert difference(page, words("Se systemisk sklerose (s. 47), som er en sykdom."), set(), links) == ""
    assert difference(page, words("Se systemisk sklerose (s. iv), som er en sykdom."), set(), links) == ""
    assert difference(page, words("Se systemisk sklerose (s. mer), som er en sykdom."), set(), links) != ""
    assert difference(page, words("Se systemisk sklerose, som er (s. 47) en sykdom."), set(), links) != ""
    assert difference(page, words("Se systemisk sklerose (s. 47), som er en sykdom."), set()) != ""
