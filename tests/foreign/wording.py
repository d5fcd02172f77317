"""Words: those of a text, those of a PDF, and which of the first the second lacks, as a multiset.

A word is a run of letters and digits. What parts words in one file and not in the other is undone, and nothing else:
ligatures and other compatibility characters (NFKC), hyphens inside words, since pdfium does not tell a hyphen of the
author's from one at the end of a line, and the ends of lines, where pieces that no other word needs make a word.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from kompendium.builders.typst.fonts import missing_glyphs
from kompendium.builders.typst.pagemap import _is_decoration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

GAP = "\x1f"
"""In the text of a PDF: where a reader sees a gap, and the PDF has no space. It is the end of a line or of a block, or
the air between two cells. In code, a long name may go on after it."""
JOINT = "\x1d"
"""In the text of a PDF: where a word goes on, and may end all the same: at the hyphen of a line's end, which may be the
author's, and where the look changes, as between «namedtuple» and its «s», or a word and the number of a note."""
_LINE_END_HYPHEN = re.compile(f"{JOINT}?[\u00ad\ufffe\u0002][{GAP}{JOINT}]*")
_JOINT_HYPHEN = re.compile(f"(?<=[^\\W_]){JOINT}-[{GAP}{JOINT}]*(?=[^\\W_])")
_LINE_START_HYPHEN = re.compile(f"(?<=[^\\W_])[{GAP}{JOINT}]+-(?=[^\\W_])")
"""That of an address, which breaks before it."""
_INNER_HYPHEN = re.compile(f"(?<=[^\\W_])[-\u2010\u2011][{GAP}{JOINT}]*(?=[^\\W_])")
_WORD = re.compile(rf"[^\W_]+(?:{JOINT}[^\W_]+)*")
_LONGEST_CHAIN = 60
_MOST_RUNS = 1000

LOST = "not in the PDF"
PARTED = "parted by the end of a page: both parts are there"
NO_GLYPH = "has a character that no font has, which was warned about"


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return [word.replace(JOINT, "") for word in _WORD.findall(_joined(text))]


def _joined(text: str) -> str:
    text = _LINE_END_HYPHEN.sub(JOINT, unicodedata.normalize("NFKC", text))
    text = _LINE_START_HYPHEN.sub(JOINT, text)
    text = _JOINT_HYPHEN.sub(JOINT, text).replace(f"{JOINT}-", "-")
    return _INNER_HYPHEN.sub("", text)


@dataclass(frozen=True, slots=True)
class PdfWords:
    """The words that a reader of a PDF sees, in order, and those of its alternative texts.

    ``seams`` holds the places of the words between which and the next one there is nothing but gaps;
    ``parted`` those of the words with joints, with their parts.
    """

    visible: list[str]
    seams: frozenset[int]
    parted: dict[int, list[str]]
    alternatives: Counter[str]
    pages: int


def words_of_text(text: str, alternatives: Sequence[str] = (), pages: int = 0) -> PdfWords:
    """The words of a PDF from its text, with its gaps and joints."""
    text = _joined(text)
    found = list(_WORD.finditer(text))
    seams = frozenset(
        place
        for place, (one, two) in enumerate(itertools.pairwise(found))
        if set(text[one.end() : two.start()]) <= {GAP, JOINT}
    )
    bag = Counter(word for alternative in alternatives for word in words(alternative))
    parted = {place: match[0].split(JOINT) for place, match in enumerate(found) if JOINT in match[0]}
    return PdfWords([match[0].replace(JOINT, "") for match in found], seams, parted, bag, pages)


def words_of_pdf(file: Path) -> PdfWords:
    """The words of a PDF; running heads, page numbers and other artifacts, as its tags tell, are left out."""
    with pypdfium2.PdfDocument(file) as document:
        pages = len(document)
        text = GAP.join(map(_text, document))
    return words_of_text(text, list(_alternatives(file)), pages)


def _text(page: pypdfium2.PdfPage) -> str:
    return "".join(_units(page)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _units(page: pypdfium2.PdfPage) -> Iterator[str]:
    """The visible characters as UTF-16 units."""
    text = page.get_textpage()
    decoration: dict[int, bool] = {}
    piece = None
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            yield GAP
        elif not _is_decoration(text, index, decoration):
            drawn = ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value
            if drawn != piece:
                yield JOINT
            piece = drawn
            yield chr(pdfium.FPDFText_GetUnicode(text, index))


def _alternatives(file: Path) -> Iterator[str]:
    with pikepdf.open(file) as pdf:
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary) and "/S" in found and "/Alt" in found:
                yield str(found.Alt)


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that the PDF lacks, with the document and the words around it."""

    word: str
    document: str
    context: str
    kind: str = "text"
    reason: str = LOST


def missing_words(documents: Mapping[str, str], apart: Sequence[tuple[str, str, str]], pdf: PdfWords) -> list[Missing]:
    """Each word of the documents' text, and of what stands apart from it, that the PDF does not have.

    ``apart`` has the document, the kind and the text of each picture and formula: their words are looked for in
    the alternative texts, and then among what is left of the visible words, since a formula may be printed as its
    source.
    """
    texts = {name: words(text) for name, text in documents.items()}
    wanted = Counter(word for found in texts.values() for word in found)
    left = Counter(pdf.visible)
    lost = wanted - left
    left -= wanted
    _mend(lost, left, pdf)
    parted = _parted(lost, left)
    missing = [*_placed(lost, texts, pdf), *_placed(parted, texts, pdf, PARTED)]
    beside = [(name, kind, word) for name, kind, text in apart for word in words(text)]
    unsaid = pdf.alternatives.copy()
    for name, kind, word in beside:
        bag = unsaid if unsaid[word] > 0 else left
        if bag[word] > 0:
            bag[word] -= 1
        else:
            missing.append(Missing(word, name, word, kind, NO_GLYPH if missing_glyphs(word) else LOST))
    return missing


def _mend(lost: Counter[str], left: Counter[str], pdf: PdfWords) -> None:
    """Part words at their joints, and put pieces together over gaps, where no other word of the text needs them."""
    unread = list(pdf.parted.values())
    while unread:
        pieces = unread.pop()
        whole = "".join(pieces)
        runs = [(one, two) for one in range(len(pieces)) for two in range(one + 1, len(pieces) + 1)][:_MOST_RUNS]
        # The longest first.
        for one, two in sorted(runs, key=lambda run: run[0] - run[1]):
            word = "".join(pieces[one:two])
            if left[whole] > 0 and lost[word] > 0:
                left[whole] -= 1
                lost[word] -= 1
                for rest in filter(None, (pieces[:one], pieces[two:])):
                    left["".join(rest)] += 1
                    unread.append(rest)
                break
    for start in range(len(pdf.visible)):
        pieces = [pdf.visible[start]]
        if not left[pieces[0]]:
            continue
        place = start
        while place in pdf.seams and len(pieces) < _LONGEST_CHAIN:
            place += 1
            pieces.append(pdf.visible[place])
            whole = "".join(pieces)
            if lost[whole] > 0 and not Counter(pieces) - left:
                left.subtract(pieces)
                lost[whole] -= 1
                break


def _parted(lost: Counter[str], left: Counter[str]) -> Counter[str]:
    """The lost words of which the PDF has both parts to spare, though not one after the other; they are lost no more.

    The end of a page parts a word so in a row of a table: the other cells of the row stand between.
    """
    parted: Counter[str] = Counter()
    for word in list(+lost):
        for cut in range(2, len(word) - 1):
            parts = word[:cut], word[cut:]
            if lost[word] > 0 and all(left[part] > 0 for part in parts):
                left.subtract(parts)
                lost[word] -= 1
                parted[word] += 1
    return parted


def _placed(lost: Counter[str], texts: Mapping[str, list[str]], pdf: PdfWords, reason: str = LOST) -> Iterator[Missing]:
    """Where the lost words stand: at the places whose neighbours the PDF does not have around that word."""
    lost = +lost
    pairs = set(zip(pdf.visible, pdf.visible[1:], strict=False))
    places: dict[str, list[tuple[int, str, int]]] = {word: [] for word in lost}
    for name, found in texts.items():
        for place, word in enumerate(found):
            if word in places:
                known = (place > 0 and (found[place - 1], word) in pairs) + (tuple(found[place : place + 2]) in pairs)
                places[word].append((known, name, place))
    for word, count in lost.items():
        for _known, name, place in sorted(places[word])[:count]:
            around = " ".join(texts[name][max(place - 3, 0) : place + 4])
            yield Missing(word, name, around, reason=NO_GLYPH if missing_glyphs(word) else reason)
