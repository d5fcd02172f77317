"""The pages of a PDF and the page breaks of an EPUB, each read by itself, and held against each other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import pypdfium2

from .checking import NS, Book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

HEAD_AND_FOOT_PT = 60
WORDS = 5
ADDED = re.compile(r"(?:\s\.)+\s*\w+|\(s\.\s+\w+\)")
"""What only paper has: leaders with the page number after them, the page after a cross-reference."""


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def pdf_pages(file: Path) -> Iterator[tuple[str, str]]:
    """The label and the text between head and foot of each page."""
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            width, height = page.get_size()
            inner = (0, HEAD_AND_FOOT_PT, width, height - HEAD_AND_FOOT_PT)
            yield document.get_page_label(number), page.get_textpage().get_text_bounded(*inner)


def words_after(mark: etree._Element) -> list[str]:
    """The first words of a page of the EPUB that follow a mark."""

    def texts() -> Iterator[str]:
        for around in (mark, *mark.iterancestors()):
            yield around.tail or ""
            for after in around.itersiblings():
                yield from after.itertext()
                yield after.tail or ""

    return list(islice((word for word in "".join(texts()).split() if letters(word)), WORDS))


def page_list(book: Book) -> dict[str, str]:
    """Label → where the navigation document leads."""
    entries = book.find("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a")
    found = {entry.text: entry.get("href") for entry in entries}
    assert len(found) == len(entries)
    return found


def compare(pdf: Path, epub: Path) -> tuple[Counter[str], list[str], list[str]]:
    """How many pages begin in the EPUB as in the PDF, the labels of those without a mark, and what differs."""
    book = Book(epub)
    listed, pages = page_list(book), dict(pdf_pages(pdf))
    assert list(listed) == list(pages)
    parts = [letters(text) for text in book.find("nav.xhtml", "//h:nav[@epub:type='toc']//h:span/text()")]
    trees: dict[str, etree._Element] = {}
    kinds: Counter[str] = Counter()
    unmarked, different = [], []
    for label, text in pages.items():
        name, _, id_ = listed[label].partition("#")
        tree = trees.setdefault(name, book.tree(name))
        mark = next(iter(tree.xpath("//h:span[@id=$id][@aria-label=$label]", namespaces=NS, id=id_, label=label)), None)
        if mark is None:
            unmarked.append(label)
            continue
        words = words_after(mark)
        kind = _kind(mark, "".join(map(letters, words)), letters(words[0]), ADDED.sub("", text), parts)
        kinds[kind] += 1
        if not kind:
            different.append(f"{label}: {words} is not {text[:80]!r}")
    return kinds, unmarked, different


def _kind(mark: etree._Element, words: str, first: str, text: str, parts: list[str]) -> str:
    shown = letters(text)
    if shown.startswith(words):
        return "same"
    number = re.match(r"\s*\w+[.)]\s", text)
    if number and mark.xpath("ancestor::h:ol", namespaces=NS) and letters(text[number.end() :]).startswith(words):
        return "number of the list item"
    head = letters("".join(mark.xpath("ancestor::h:table//h:thead//text()", namespaces=NS)))
    if head and shown.startswith(head + words):
        return "head of the table, repeated"
    if any(part and shown.startswith(part + words) for part in parts):
        return "name of the part"
    if any(shown.startswith(words[at:]) for at in range(1, len(first))):
        return "word parted by a hyphen"
    return ""
