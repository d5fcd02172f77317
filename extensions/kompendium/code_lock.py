"""``kompendium codes``: the lock file filled from the editions at hand, and compared with another edition."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks.codes import LOCK_FILE
from kompendium.blocks.codes.checks import is_composed
from kompendium.blocks.codes.entries import edition_of
from kompendium.blocks.codes.knowledge import CodeKnowledge
from kompendium.build import BuildError, Order, Pipeline
from kompendium.codes.editions import EditionError
from kompendium.codes.editions.load import load_edition
from kompendium.codes.lockfile import read_lock
from kompendium.codes.systems import SYSTEMS, Code, find_system
from kompendium.codes.update import changes, lock_text, update_lock
from kompendium.encoding import read_text
from kompendium.outputs import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import IO

    from kompendium.codes.editions import Concept, Edition
    from kompendium.codes.lockfile import LockEntry
    from kompendium.codes.update import Change, Key

_ = get_translation("kompendium")

_KINDS: dict[str, Callable[[Change], str]] = {
    "gone": lambda it: _("is gone (it was «{before}»)").format(before=it.before),
    "retired": lambda it: _("is retired ({before}); now {after}").format(before=it.before, after=it.after or "–"),
    "title": lambda it: _("is called «{after}» (it was «{before}»)").format(before=it.before, after=it.after),
    "parent": lambda it: _("is a part of {after} (it was of {before})").format(
        before=it.before or "–", after=it.after or "–"
    ),
    "usage": lambda it: _("is «{after}» (it was «{before}»)").format(before=it.before or "–", after=it.after or "–"),
}


@dataclass(frozen=True, slots=True)
class CodeBook:
    """A book's codes: those in use, the lock file's, and the editions at hand by system."""

    file: Path
    icd10: str
    """The system that «icd10» means in the book."""
    used: tuple[Key, ...]
    lock: Mapping[Key, LockEntry]
    editions: Mapping[str, Edition]

    @property
    def missing(self) -> list[Key]:
        """The codes in use that the lock file lacks and an edition should have."""
        return [key for key in self.used if key not in self.lock and (self.found(key) or not self.is_unlisted(key))]

    def found(self, key: Key) -> Concept | None:
        """A code in the edition at hand."""
        edition = self.editions.get(key[0])
        return edition.get(key[1]) if edition else None

    def is_unlisted(self, key: Key) -> bool:
        """Whether no edition need list a code: a span of codes, or one that is made of those that the edition lists."""
        edition = self.editions.get(key[0])
        return "–" in key[1] or (edition is not None and is_composed(edition, Code(*key)))

    def why_lost(self, key: Key) -> str:
        """Why no edition tells anything of a code."""
        return _("the edition has no such code") if key[0] in self.editions else _("no edition is at hand")


def read_code_book(order: Order, *, status: IO[str] | None, warning: IO[str]) -> CodeBook:
    """Read the book as a build does, and its lock file; :exc:`BuildError` where that has lines that are not used."""
    pipeline = Pipeline(order, status=status, warning=warning, progress=lambda _line: None)
    env = pickle.loads(pipeline.read_environment())  # noqa: S301  (of a moment ago, and our own)
    file = order.source.resolve() / LOCK_FILE
    text, other = read_text(file) if file.is_file() else ("", None)
    if other is not None:
        msg = _("{place}: this line is not UTF-8. Save the file as UTF-8 first; its titles would be guessed.")
        raise BuildError(msg.format(place=f"{file}:{other.line}"))
    lock, problems = read_lock(text) if text else ({}, [])
    if problems:
        msg = _("{place}: this line of the lock file is not used, and would be lost. Mend or remove it first.")
        raise BuildError(msg.format(place=f"{file}:{problems[0].line}"))
    occurrences = env.domaindata["codes"]["occurrences"]
    used = dict.fromkeys((it.system, it.code) for name in sorted(occurrences) for it in occurrences[name])
    known = CodeKnowledge(env.config, order.source.resolve(), lock)
    editions = {system: known.edition(system) for system in sorted({system for system, _code in used})}
    icd10 = edition_of(env.config, "icd10")
    return CodeBook(file, icd10, tuple(used), lock, {system: it for system, it in editions.items() if it is not None})


def update(book: CodeBook, say: Callable[[str], None]) -> int:
    """Write the lock file anew; the exit code is 1 where codes in use were found nowhere."""
    result = update_lock(book.lock, book.used, book.editions)
    before, after = set(book.lock), {(entry.system, entry.code) for entry in result.entries}
    try:
        # The file itself, where a link leads to it.
        replace_file(book.file.resolve(), lock_text(result.entries).encode())
    except OSError as error:
        msg = _("{file} cannot be written: {reason}")
        raise BuildError(msg.format(file=book.file, reason=error.strerror)) from error
    say(
        _("{file}: {count} codes, {new} new, {gone} no longer in use").format(
            file=book.file.name, count=len(after), new=len(after - before), gone=len(before - after)
        )
    )
    lost = [key for key in result.unknown if not book.is_unlisted(key)]
    for system, code in lost:
        say(f"{SYSTEMS[system].label} {code}: {book.why_lost((system, code))}")
    return 1 if any(system in book.editions for system, _code in lost) else 0


def check(book: CodeBook, say: Callable[[str], None], file: Path | None = None, system: str = "icd10") -> int:
    """Say what an edition (``file``, else those at hand) has otherwise than the lock file; 1 where anything is said."""
    editions = list(book.editions.values())
    if file is not None:
        known = find_system(system)
        system = book.icd10 if system == "icd10" else known.id if known else system
        try:
            editions = [load_edition(file, system)]
        except EditionError as error:
            place = f"{file}:{error.line}" if error.line else str(file)
            raise BuildError(f"{place}: {error.text(_)}") from error
        if not any(of_system == system for of_system, _code in book.lock):
            # Else an edition that was compared with nothing would be said to agree.
            say(
                _("{file} has no codes of {system}, so nothing was compared.").format(
                    file=book.file.name, system=system
                )
            )
            return 1
    lines = [*_said(book, editions)]
    # Nobody can check these, which is worth saying and no fault.
    beyond = [key for key in book.missing if key[0] not in book.editions]
    for line in [*lines, *(f"{SYSTEMS[key[0]].label} {key[1]}: {book.why_lost(key)}" for key in beyond)]:
        say(line)
    if not lines:
        say(_("{file} agrees with the editions, and has every code that they have.").format(file=book.file.name))
    return 1 if lines else 0


def _said(book: CodeBook, editions: list[Edition]) -> Iterator[str]:
    for edition in editions:
        for change in changes(book.lock, edition):
            yield f"{SYSTEMS[change.system].label} {change.code}: {_KINDS[change.kind](change)}"
    for key in book.missing:
        if key[0] in book.editions:
            there = book.found(key) is not None
            said = _("is not in the lock file; run «kompendium codes update»") if there else book.why_lost(key)
            yield f"{SYSTEMS[key[0]].label} {key[1]}: {said}"
