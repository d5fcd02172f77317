"""``kompendium codes``: the lock file filled from the editions at hand, and compared with another edition."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks.codes import LOCK_FILE
from kompendium.blocks.codes.knowledge import CodeKnowledge
from kompendium.build import BuildError, Order, Pipeline
from kompendium.codes.editions import EditionError
from kompendium.codes.editions.load import load_edition
from kompendium.codes.lockfile import read_lock
from kompendium.codes.systems import SYSTEMS
from kompendium.codes.update import changes, lock_text, update_lock
from kompendium.encoding import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import IO

    from kompendium.codes.editions import Edition
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
    used: tuple[Key, ...]
    lock: Mapping[Key, LockEntry]
    editions: Mapping[str, Edition]

    @property
    def missing(self) -> list[Key]:
        """The codes in use that the lock file lacks, though an edition has them."""
        return [
            (system, code)
            for system, code in self.used
            if (system, code) not in self.lock and system in self.editions and self.editions[system].get(code)
        ]


def read_code_book(order: Order, *, status: IO[str] | None, warning: IO[str]) -> CodeBook:
    """Read the book as a build does, and its lock file; :exc:`BuildError` where that has lines that are not used."""
    pipeline = Pipeline(order, status=status, warning=warning, progress=lambda _line: None)
    env = pickle.loads(pipeline.read_environment())  # noqa: S301  (of a moment ago, and our own)
    file = order.source.resolve() / LOCK_FILE
    lock, problems = read_lock(read_text(file)[0]) if file.is_file() else ({}, [])
    if problems:
        msg = _("{place}: this line of the lock file is not used, and would be lost. Mend or remove it first.")
        raise BuildError(msg.format(place=f"{file}:{problems[0].line}"))
    occurrences = env.domaindata["codes"]["occurrences"]
    used = dict.fromkeys((it.system, it.code) for name in sorted(occurrences) for it in occurrences[name])
    known = CodeKnowledge(env.config, order.source.resolve(), lock)
    editions = {system: known.edition(system) for system in sorted({system for system, _code in used})}
    return CodeBook(file, tuple(used), lock, {system: it for system, it in editions.items() if it is not None})


def update(book: CodeBook, say: Callable[[str], None]) -> int:
    """Write the lock file anew; the exit code is 1 where codes in use were found nowhere."""
    result = update_lock(book.lock, book.used, book.editions)
    before, after = set(book.lock), {(entry.system, entry.code) for entry in result.entries}
    part = book.file.with_name(f"{book.file.name}.part")
    part.write_text(lock_text(result.entries), "utf-8", newline="")
    part.replace(book.file)
    say(
        _("{file}: {count} codes, {new} new, {gone} no longer in use").format(
            file=book.file.name, count=len(after), new=len(after - before), gone=len(before - after)
        )
    )
    # A span of codes need not be a block of the classification.
    lost = [(system, code) for system, code in result.unknown if "–" not in code]
    for system, code in lost:
        reason = _("the edition has no such code") if system in book.editions else _("no edition is at hand")
        say(f"{SYSTEMS[system].label} {code}: {reason}")
    return 1 if any(system in book.editions for system, _code in lost) else 0


def check(book: CodeBook, say: Callable[[str], None], file: Path | None = None, system: str = "icd10") -> int:
    """Say what an edition (``file``, else those at hand) has otherwise than the lock file; 1 where anything is said."""
    editions = list(book.editions.values())
    if file is not None:
        try:
            editions = [load_edition(file, system)]
        except EditionError as error:
            place = f"{file}:{error.line}" if error.line else str(file)
            raise BuildError(f"{place}: {error.text(_)}") from error
    lines = [*_said(book, editions)]
    for line in lines:
        say(line)
    if not lines:
        say(_("{file} agrees with the editions, and has every code in use.").format(file=book.file.name))
    return 1 if lines else 0


def _said(book: CodeBook, editions: list[Edition]) -> Iterator[str]:
    for edition in editions:
        for change in changes(book.lock, edition):
            yield f"{SYSTEMS[change.system].label} {change.code}: {_KINDS[change.kind](change)}"
    for system, code in book.missing:
        yield f"{SYSTEMS[system].label} {code}: " + _("is not in the lock file; run «kompendium codes update»")
