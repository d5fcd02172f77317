"""``rights/credits.csv`` and ``rights/permissions.csv``: what a publisher keeps of the works in a book.

Semicolons, a byte order mark and Windows' line ends: so a Norwegian Excel opens them by a double click, and LibreOffice
and every program that reads CSV do, too. The columns' names are fixed, in English, for programs.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from kompendium.blocks.attribution import works_of
from kompendium.blocks.attribution.sources import book_works
from kompendium.blocks.attribution.works import is_own
from kompendium.blocks.chapter import chapter_label
from kompendium.blocks.chapter.records import documents_in_order
from kompendium.credits import name_work, plain_credit
from kompendium.pagemap import PageMap, PageMapError
from kompendium.text_blocks import ancestors, content_hash, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

    from kompendium.pagemap import Place
    from kompendium.rights.works import Work
    from kompendium.text_blocks import TextBlock

FOLDER = "rights"
CREDITS, PERMISSIONS = "credits.csv", "permissions.csv"

CREDIT_COLUMNS = (
    *("chapter", "chapter_title", "label", "reproduced", "title", "creator", "holder", "source", "url", "year"),
    *("license", "license_url", "changes", "adaptation_license", "file", "page", "credit"),
)
PERMISSION_COLUMNS = (
    *("chapter", "chapter_title", "label", "title", "creator", "ask", "source", "url", "use", "permission", "granted"),
    *("scope", "formats", "until", "file", "page"),
)

_RESERVED = frozenset({"all-rights-reserved", "permission"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """A work with its place in the book."""

    work: Work
    chapter: str
    chapter_title: str
    label: str
    page: str
    credit: str
    is_own: bool


def entries(env: BuildEnvironment, pagemap: Path | None = None) -> list[Entry]:
    """Every work of the book in the order of its contents, those of the book as a whole first.

    ``pagemap`` is the record of the PDF's pages; pages are told of documents whose text is still that of the PDF.
    """
    known = works_of(env)
    order = [name for name in documents_in_order(env) if known.get(name)]
    order += sorted(name for name in known if known[name] and name not in order)
    pages = _Pages(env, _read(pagemap))
    works = [*book_works(env), *(work for name in order for work in known[name])]
    return [
        Entry(
            work=work,
            chapter=chapter_label(env, work.docname),
            chapter_title=env.titles[work.docname].astext() if work.docname in env.titles else "",
            label=name_work(env, work),
            page=pages.page_of(work.docname, work.anchor),
            credit=plain_credit(work, env.config.language),
            is_own=is_own(env, work),
        )
        for work in works
    ]


def credits_csv(found: Iterable[Entry]) -> bytes:
    """Every work with its credit, field by field."""
    return _csv(CREDIT_COLUMNS, map(_credit_row, found))


def permissions_csv(found: Iterable[Entry]) -> bytes:
    """The works that need somebody's permission: of whom it is asked, for what, and what is recorded of it."""
    return _csv(PERMISSION_COLUMNS, (_permission_row(entry) for entry in found if needs_permission(entry)))


def needs_permission(entry: Entry) -> bool:
    """Whether a work stands in the book that its licence alone does not let anybody reproduce.

    One of unknown licence, too: until somebody knows it, its holder must be asked.
    """
    work = entry.work
    if not work.reproduced or entry.is_own or work.what == "quotation":
        return False
    return work.license is None or work.license.family in _RESERVED or bool(work.permission)


def _credit_row(entry: Entry) -> list[str]:
    work, read, shared = entry.work, entry.work.license, entry.work.adaptation_license
    return [
        *(entry.chapter, entry.chapter_title, entry.label, "yes" if work.reproduced else "no"),
        *(work.title, work.creator, work.holder, work.source, work.source_url, work.year),
        *(read.id if read else work.license_text, read.url if read else ""),
        *(work.changes, shared.id if shared else "", work.file, entry.page, entry.credit),
    ]


def _permission_row(entry: Entry) -> list[str]:
    work = entry.work
    use = "adapted" if work.is_changed else "reproduced"
    return [
        *(entry.chapter, entry.chapter_title, entry.label, work.title, work.creator, work.holder or work.creator),
        *(work.source, work.source_url, use, work.permission, work.granted, work.scope, ", ".join(work.formats)),
        *(work.expires, work.file, entry.page),
    ]


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


# ---------------------------------------------------------------------------------------------------------------
# Pages


class _Start(NamedTuple):
    """Where a page begins: the number of the block in the document, and of the word in it."""

    block: int
    word: int
    label: str


def _read(file: Path | None) -> PageMap | None:
    try:
        return PageMap.read(file) if file is not None else None
    except (OSError, PageMapError):
        return None


class _Pages:
    def __init__(self, env: BuildEnvironment, record: PageMap | None) -> None:
        self.env, self.record = env, record
        self._known: dict[str, tuple[list[TextBlock], list[_Start]] | None] = {}

    def page_of(self, docname: str, anchor: str) -> str:
        """The printed number of the page on which a place stands; empty where it is not known."""
        if docname not in self._known:
            self._known[docname] = self._look(docname)
        known = self._known[docname]
        if known is None or not anchor:
            return ""
        blocks, starts = known
        number = next((n for n, block in enumerate(blocks) if _is_in(block.node, anchor)), None)
        if number is None:
            return ""
        before = [*takewhile(lambda start: (start.block, start.word) <= (number, 0), starts)]
        return before[-1].label if before else self._page_before(docname)

    def _look(self, docname: str) -> tuple[list[TextBlock], list[_Start]] | None:
        if self.record is None or docname not in self.record.content:
            return None
        doctree = self.env.get_doctree(docname)
        if content_hash(doctree) != self.record.content[docname]:
            return None
        blocks = [*text_blocks(doctree)]
        starts = [
            _Start(block, place.word, page.label)
            for page in self.record.pages
            if (place := page.place) is not None
            and place.document == docname
            and (block := _number_of(blocks, place)) is not None
        ]
        return blocks, starts

    def _page_before(self, docname: str) -> str:
        """The page on which a document begins below the end of another."""
        label = ""
        for page in self.record.pages if self.record else ():
            if page.place is not None and page.place.document == docname:
                return label
            label = page.label if page.place is not None else label
        return ""


def _number_of(blocks: Sequence[TextBlock], place: Place) -> int | None:
    return next((n for n, block in enumerate(blocks) if (block.id, block.number) == (place.id, place.block)), None)


def _is_in(node: nodes.Element, anchor: str) -> bool:
    around: Iterator[nodes.Element] = ancestors(node)
    return any(anchor in element.get("ids", ()) for element in (node, *around))
