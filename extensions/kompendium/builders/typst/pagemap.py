"""The page map of a finished PDF: with which word each page's body begins.

Typst says on which page each block of text begins and how far down; where a page begins inside a block, the letters
of the page are looked up in those of the block. Letters alone count: hyphens at line ends, ligatures and the marks of
lists are no matter.
"""

from __future__ import annotations

import ctypes
import io
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, cast

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from docutils import nodes

from kompendium.pagemap import Page, PageMap, Place
from kompendium.text_blocks import first_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kompendium.text_blocks import TextBlock

_ENOUGH = 24
"""So many letters in a row are found in a block by no accident; fewer do where the block ends with them."""
_LOOKED_AT = 400
"""How many letters of a page are read."""
_FEW = 4
"""So many letters at the top of a page are found right before a known place by no accident."""
_SKIPPED = 80
"""So far down a page stand at most letters that the document has not: an abbreviation's long form, an address, the page
after a cross-reference."""
_LETTERS_BEFORE = 8
"""How many letters stand before the number of a page in the text: «s», «page»."""
_OPEN_BLOCKS = 40
"""How many blocks may reach over the end of a page: the cells of one row of a table."""
_SAME_LINE_PT = 3.0


class BlockMark(NamedTuple):
    """Where a block begins: the page, from 1, and how far down. ``block`` is -1 for what is no document's."""

    block: int
    page: int
    down_pt: float


@dataclass(frozen=True, slots=True)
class Numbered:
    """A text block with the document that it stands in."""

    docname: str
    block: TextBlock


@dataclass(frozen=True, slots=True)
class PageText:
    """The letters that a page's body begins with; the first visible character, and how far down its line reaches."""

    label: str
    letters: str
    first: str
    down_pt: float


def letters_of(text: str) -> str:
    """The letters and digits alone, ligatures undone, small."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def page_map(
    data: bytes,
    file_name: str,
    marks: Sequence[BlockMark],
    blocks: Sequence[Numbered],
    content: Mapping[str, str],
    page_reference: str,
) -> PageMap:
    """The map of a PDF in which Typst placed these marks.

    ``page_reference`` is what the PDF has after a link, and no other format: «(p. {page})».
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        identifier = bytes(pdf.trailer.ID[0]).hex()
    before, after = (re.escape(letters_of(part)) for part in page_reference.split("{page}"))
    inserted = re.compile(rf"{before}(?:\d+|[ivxlcdm]+){after}")
    pages = tuple(_pages(list(_texts(data)), marks, blocks, inserted))
    return PageMap(file_name, identifier, dict(content), pages)


def _texts(data: bytes) -> Iterator[PageText]:
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            found: list[str] = []
            bottom = 0.0
            decoration: dict[int, bool] = {}
            for index in range(text.count_chars()):
                character = chr(pdfium.FPDFText_GetUnicode(text, index))
                if not character.isprintable() or character.isspace() or _is_decoration(text, index, decoration):
                    continue
                if not found:
                    bottom = text.get_charbox(index)[1]
                found.append(character)
                if len(found) == _LOOKED_AT:
                    break
            first = found[0] if found else ""
            label = document.get_page_label(number) or str(number + 1)
            yield PageText(label, letters_of("".join(found)), first, page.get_height() - bottom)
            text.close()
            page.close()


def _is_decoration(text: pypdfium2.PdfTextPage, index: int, known: dict[int, bool]) -> bool:
    """Whether a character is of a running head, a page number or the repeated head of a table, as the tags say."""
    drawn = pdfium.FPDFText_GetTextObject(text, index)
    if not drawn:
        return True
    key = _address(drawn)
    if key not in known:
        known[key] = any(
            _mark_name(pdfium.FPDFPageObj_GetMark(drawn, number)) == "Artifact"
            for number in range(pdfium.FPDFPageObj_CountMarks(drawn))
        )
    return known[key]


def _address(pointer: object) -> int:
    return ctypes.cast(cast("ctypes._Pointer[ctypes.c_int]", pointer), ctypes.c_void_p).value or 0


def _mark_name(mark: object) -> str:
    size = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, None, 0, ctypes.byref(size))
    buffer = ctypes.create_string_buffer(size.value)
    # UTF-16, with its length in bytes and a zero at the end.
    units = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFPageObjMark_GetName(mark, units, size.value, ctypes.byref(size))
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _pages(
    texts: Sequence[PageText], marks: Sequence[BlockMark], blocks: Sequence[Numbered], inserted: re.Pattern[str]
) -> Iterator[Page]:
    before: list[int] = []
    start = 0
    letters = _Letters(blocks)
    # The head of a table is repeated on each of its pages, with its marks.
    first_of: dict[int, BlockMark] = {}
    for mark in marks:
        first_of.setdefault(mark.block, mark)
    marks = [mark for mark in marks if mark.block < 0 or first_of[mark.block] is mark]
    for number, text in enumerate(texts, 1):
        here = []
        while start < len(marks) and marks[start].page <= number:
            here.append(marks[start])
            start += 1
        new = here[0] if here else None
        place = None
        if new is None or (text.letters and new.down_pt > text.down_pt + _SAME_LINE_PT):
            place = _continued(text, before, letters, inserted)
        if place is None and new is not None and new.block >= 0:
            place = _place(blocks[new.block], 0, split=False)
        yield Page(text.label, place)
        for mark in here:
            # No text runs on from before a page that is no document's, such as a part's.
            before = [*before[-_OPEN_BLOCKS:], mark.block] if mark.block >= 0 else []


@dataclass(frozen=True, slots=True)
class _Looked:
    """A block that is looked into: the letters of each word, all of them, and where in these each word begins."""

    numbered: Numbered
    pieces: list[str]
    whole: str
    starts: list[int]


class _Letters(dict[int, _Looked]):
    """The blocks that were looked into, by their numbers: a long one is on many pages, and read once."""

    def __init__(self, blocks: Sequence[Numbered]) -> None:
        super().__init__()
        self._blocks = blocks

    def __missing__(self, number: int) -> _Looked:
        pieces = [letters_of(word) for word in self._blocks[number].block.words]
        starts = [0, *accumulate(map(len, pieces))][:-1]
        self[number] = _Looked(self._blocks[number], pieces, "".join(pieces), starts)
        return self[number]


def _continued(text: PageText, before: Sequence[int], blocks: _Letters, inserted: re.Pattern[str]) -> Place | None:
    """The place in a block that began on an earlier page, from which this page goes on."""
    for skipped in range(min(_SKIPPED, len(text.letters))):
        head, letters = text.letters[:skipped], text.letters[skipped:]
        best: tuple[int, _Looked, int] | None = None
        for number in before:
            for length, at in _found_in(letters, blocks[number], inserted):
                if (not skipped or length >= _ENOUGH) and (best is None or length > best[0]):
                    best = length, blocks[number], at
        if best is not None:
            _length, looked, at = best
            start = _before_added(head, looked.whole, at)
            return _place_at(looked, start, text.first if start < at or not skipped else "")
    return None


def _before_added(head: str, whole: str, at: int) -> int:
    """Where the page begins in the block, if its first letters stand right before what was added to the text."""
    known = next((n for n in range(len(head), _FEW - 1, -1) if whole.endswith(head[:n], 0, at)), 0)
    return at - known


def _place_at(looked: _Looked, at: int, first: str) -> Place:
    """The word that holds a letter of the block."""
    words = looked.numbered.block.words
    word = bisect_right(looked.starts, at) - 1
    split = at > looked.starts[word]
    # A dash between words has no letters: it opens the page where the page says so.
    while word and not split and not looked.pieces[word - 1] and words[word - 1][:1] == first:
        word -= 1
    return _place(looked.numbered, word, split=split)


def _found_in(letters: str, looked: _Looked, inserted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """How many of the letters stand in a block in a row, and from which of its letters on."""
    for at in _candidates(letters, looked, inserted):
        length = _common(letters, looked.whole, at, inserted)
        if length >= _ENOUGH or at + length == len(looked.whole):
            yield length, at


def _candidates(letters: str, looked: _Looked, inserted: re.Pattern[str]) -> Iterator[int]:
    """Where enough letters may be the block's, or fewer may end it. Up to what may be put between they are the same."""
    put = inserted.search(letters[: 2 * _ENOUGH])
    sure = letters[: max(min(put.start() if put else _ENOUGH, _ENOUGH), 1)]
    # A literal block's mark stands before it, and may be on the page before.
    least = int(not isinstance(looked.numbered.block.node, nodes.FixedTextElement))
    at = looked.whole.find(sure, least)
    while at >= 0:
        yield at
        at = looked.whole.find(sure, at + 1)
    for length in range(min(len(sure), len(looked.whole) - least + 1) - 1, 0, -1):
        if looked.whole.endswith(letters[:length]):
            yield len(looked.whole) - length


def _common(letters: str, whole: str, at: int, inserted: re.Pattern[str]) -> int:
    """How many letters of the block follow each other on the page, but for page numbers put between them."""
    place, length, passed = 0, 0, 0
    while place < len(letters) and at + length < len(whole):
        if letters[place] == whole[at + length]:
            place, length = place + 1, length + 1
            continue
        # What is put between may begin with the letter that follows it: «(s. 47) sees».
        starts = (place - back for back in range(min(length, place - passed, _LETTERS_BEFORE) + 1))
        found = next((found for start in starts if (found := inserted.match(letters, start))), None)
        if found is None:
            break
        length -= place - found.start()
        place = passed = found.end()
    return length


def _place(numbered: Numbered, word: int, *, split: bool) -> Place:
    block = numbered.block
    return Place(numbered.docname, block.id, block.number, word, split, first_words(block.words, word))
