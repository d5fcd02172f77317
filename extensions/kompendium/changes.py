"""What was changed in a chapter, and when: its change log, and the newest of a book. Pure: knows no Sphinx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the chapter's front matter has it; ``kind`` is a key of :data:`KINDS`, or empty."""

    day: date | None
    text: str
    kind: str = ""


KINDS = {"new": N_("new"), "changed": N_("changed"), "corrected": N_("corrected")}
"""The kinds of changes, with their words."""

KIND_ALIASES = {
    "ny": "new",
    "nytt": "new",
    "change": "changed",
    "endret": "changed",
    "endring": "changed",
    "correction": "corrected",
    "rettet": "corrected",
    "rettelse": "corrected",
}


def newest_first(changes: Iterable[Change]) -> list[Change]:
    """The changes of a chapter: of one day in the author's order, those without a day last."""
    return sorted(changes, key=lambda change: change.day or date.min, reverse=True)


class ChangeOf(NamedTuple):
    """A change with its chapter's document."""

    docname: str
    day: date
    change: Change


def newest_of_book(
    chapters: Iterable[tuple[str, Iterable[Change]]], *, since: date | None = None, limit: int | None = None
) -> list[ChangeOf]:
    """The changes of all chapters (document and changes, in the book's order), the newest first.

    A change without a day has no place among those of others.
    """
    found = [
        ChangeOf(docname, change.day, change)
        for docname, changes in chapters
        for change in changes
        if change.day is not None and (since is None or change.day >= since)
    ]
    return sorted(found, key=lambda item: item.day, reverse=True)[:limit]
