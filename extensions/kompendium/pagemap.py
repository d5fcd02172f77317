"""The page map: with which word of which document each page of the book's PDF begins. Its record, read and written.

A place in a document is counted in text blocks and words (see :mod:`kompendium.text_blocks`), so that any builder
that walks the same document finds it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "pagemap.json"
"""Beside the PDF that it is of."""
VERSION = 1


class PageMapError(ValueError):
    """A file that is no page map, or one of another version."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page's body begins.

    ``id`` is the nearest id before it in ``document`` (empty: none), ``block`` counts the text blocks from there, and
    ``word`` the block's words, both from 0. ``split`` is whether the page begins inside that word, which a hyphen
    parted. ``text`` has the first words from there, for people and for checks.
    """

    document: str
    id: str
    block: int
    word: int
    split: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the label that is printed on it; without a place where no document's text stands on it."""

    label: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PageMap:
    """The pages of a PDF in order. ``content`` has a hash for each document whose text the PDF holds."""

    pdf: str
    identifier: str
    content: dict[str, str]
    pages: tuple[Page, ...]

    def to_json(self) -> str:
        """The record's text; the same for the same map."""
        pages = [{"label": page.label, "place": asdict(page.place) if page.place else None} for page in self.pages]
        record = {
            "version": VERSION,
            "pdf": self.pdf,
            "identifier": self.identifier,
            "content": dict(sorted(self.content.items())),
            "pages": pages,
        }
        return json.dumps(record, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> PageMap:
        """Read a record; :class:`PageMapError` where it is none."""
        try:
            record: dict[str, Any] = json.loads(text)
            if record["version"] != VERSION:
                msg = f"version {record['version']}, not {VERSION}"
                raise PageMapError(msg)
            pages = tuple(
                Page(str(page["label"]), _read_place(page["place"]) if page["place"] else None)
                for page in record["pages"]
            )
            if not all(page.label.strip() for page in pages):
                msg = "a page without a label"
                raise PageMapError(msg)
            return cls(str(record["pdf"]), str(record["identifier"]), dict(record["content"]), pages)
        except PageMapError:
            raise
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            msg = f"no page map: {error}"
            raise PageMapError(msg) from error

    @classmethod
    def read(cls, file: Path) -> PageMap:
        """Read a file; :class:`PageMapError` or :class:`OSError` where that cannot be done."""
        # What is not UTF-8 is no JSON either, and is said to be none.
        return cls.from_json(file.read_text(encoding="utf-8", errors="replace"))

    def fits(self, content: dict[str, str]) -> bool:
        """Whether every document that the map speaks of has the same text there."""
        return all(content.get(docname) == digest for docname, digest in self.content.items())


def _read_place(values: dict[str, Any]) -> Place:
    """A place; :class:`ValueError` or :class:`TypeError` where a value is of another kind."""
    place = Place(**values)
    numbers, texts = (place.block, place.word), (place.document, place.id, place.text)
    if not all(isinstance(n, int) and n >= 0 for n in numbers) or not all(isinstance(t, str) for t in texts):
        msg = f"no place: {values}"
        raise ValueError(msg)
    return place
