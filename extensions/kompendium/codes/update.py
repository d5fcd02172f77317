"""Filling the lock file from the editions that a user has, and comparing it with a newer one. Pure."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kompendium.codes.lockfile import COLUMNS, LockEntry
from kompendium.codes.systems import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kompendium.codes.editions import Concept, Edition

Key = tuple[str, str]
"""System and code."""


@dataclass(frozen=True, slots=True)
class Update:
    """A lock file filled anew. ``unknown`` are used codes that no edition at hand has; their old lines stay."""

    entries: tuple[LockEntry, ...]
    unknown: tuple[Key, ...]


def update_lock(lock: Mapping[Key, LockEntry], used: Iterable[Key], editions: Mapping[str, Edition]) -> Update:
    """The book's codes and what they are a part of, each as its edition has it; the editor's own titles stay.

    Entries that the book no longer uses are dropped. ``editions`` is by system.
    """
    entries: dict[Key, LockEntry] = {}
    unknown: list[Key] = []
    for system, code in used:
        edition = editions.get(system)
        concept = edition.get(code) if edition else None
        if edition is None or concept is None:
            unknown.append((system, code))
            for kept in _with_ancestors_of_lock(lock, (system, code)):
                entries.setdefault((kept.system, kept.code), kept)
            continue
        for one in (concept, *edition.ancestors(code)):
            key = (system, one.code)
            entries[key] = entry_of(edition, one, lock.get(key))
    order = _order(entries, editions)
    return Update(tuple(sorted(entries.values(), key=lambda entry: order[entry.system, entry.code])), tuple(unknown))


def entry_of(edition: Edition, concept: Concept, before: LockEntry | None = None) -> LockEntry:
    """What the lock file says of a code of an edition; ``before`` is what it said until now."""
    return LockEntry(
        system=edition.system,
        code=concept.code,
        title=concept.title,
        title_nb=before.title_nb if before else "",
        edition=edition.name,
        parent=concept.parent,
        usage=concept.usage,
        # An edition lists what is in use: what is known of a code's end may be the editor's own.
        retired=concept.retired or (before.retired if before else ""),
        successor=concept.successor or (before.successor if before else ""),
        source=edition.source,
    )


def _with_ancestors_of_lock(lock: Mapping[Key, LockEntry], key: Key) -> Iterator[LockEntry]:
    seen: set[Key] = set()
    while key in lock and key not in seen:
        seen.add(key)
        yield lock[key]
        key = (key[0], lock[key].parent)


def _order(entries: Mapping[Key, LockEntry], editions: Mapping[str, Edition]) -> dict[Key, tuple[int, int, str]]:
    """Systems in their fixed order, codes in that of their edition, and those of no edition last, by their text."""
    systems = {system: number for number, system in enumerate(SYSTEMS)}
    places = {system: {code: at for at, code in enumerate(edition.concepts)} for system, edition in editions.items()}
    return {
        (system, code): (systems[system], places.get(system, {}).get(code, len(places.get(system, {}))), code)
        for system, code in entries
    }


def lock_text(entries: Iterable[LockEntry]) -> str:
    """The lock file's text; ranges are written with a plain hyphen, which every keyboard has."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = {name: getattr(entry, name) for name in COLUMNS}
        for name in ("code", "parent", "successor"):
            cells[name] = cells[name].replace("–", "-")
        writer.writerow(cells.values())
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Change:
    """What another edition says otherwise of a code in the lock file."""

    system: str
    code: str
    kind: Literal["gone", "retired", "title", "parent", "usage"]
    before: str = ""
    after: str = ""


def changes(lock: Mapping[Key, LockEntry], edition: Edition) -> list[Change]:
    """What has changed for the codes of the lock file, in the lock's order."""
    found = []
    for (system, code), entry in lock.items():
        if system != edition.system:
            continue
        concept = edition.get(code)
        if concept is None:
            found.append(Change(system, code, "gone", entry.title, entry.successor))
            continue
        if concept.retired and not entry.retired:
            found.append(Change(system, code, "retired", concept.retired, concept.successor))
        pairs = (
            ("title", entry.title, concept.title),
            ("parent", entry.parent, concept.parent),
            ("usage", entry.usage, concept.usage),
        )
        found += [Change(system, code, kind, before, after) for kind, before, after in pairs if before != after]  # type: ignore[arg-type]
    return found


def without_lines(entries: Iterable[LockEntry]) -> list[LockEntry]:
    """The entries as they compare: where they stand in a file is no part of what they say."""
    return [replace(entry, line=0) for entry in entries]
