"""The pages of a PDF and the page breaks of an EPUB, each read by itself, and held against each other."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml import etree

HEAD_AND_FOOT_PT = 60
WORDS = 5


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
