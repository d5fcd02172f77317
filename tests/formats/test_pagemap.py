"""The page map of the finished book, against the book's PDF as a reader sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2

from kompendium.pagemap import PageMap

from .reading import words

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_AND_FOOT_PT = 60


def test_each_page_begins_with_the_words_of_its_place(finished_book: Path) -> None:
    record = PageMap.read(finished_book / "pdf/pagemap.json")
    differ, empty = [], []
    with pypdfium2.PdfDocument(finished_book / "pdf" / record.pdf) as document:
        assert [page.label for page in record.pages] == [document.get_page_label(i) for i in range(len(document))]
        for number, page in enumerate(record.pages):
            width, height = document[number].get_size()
            shown = (
                document[number]
                .get_textpage()
                .get_text_bounded(0, _HEAD_AND_FOOT_PT, width, height - _HEAD_AND_FOOT_PT)
            )
            if page.place is None:
                empty.append(page.label)
                continue
            # Before a chapter's title stands its number, or the caption of the group that it opens.
            found = re.sub(r"^\s*(\d+|Innledning)\s", "", shown)
            if words(found)[: len(words(page.place.text))] != words(page.place.text):
                differ.append((page, found[:60]))
    assert differ == []
    # Cover and its back, title page, imprint, contents; the pages of the parts, and the one left over before the last.
    assert empty == ["i", "ii", "iii", "iv", "v", "1", "5", "8", "9"]
    # A short chapter on the page of another.
    assert set(record.content) - {page.place.document for page in record.pages if page.place} == {
        "kapitler/juvenil-dermatomyositt"
    }
