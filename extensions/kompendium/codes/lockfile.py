"""The book's lock file, ``codes.lock.csv``: the titles of the codes the book uses, and of their ancestors.

It is small, offline and reviewable, so that a build needs no classification. Pure: knows no Sphinx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompendium.codes.rows import RowError, read_rows
from kompendium.codes.systems import ICD10_FAMILY, SYSTEMS, CodeSystem, find_system
from kompendium.problems import N_, Problem, suggest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

COLUMNS = (
    "system",
    "code",
    "title",
    "title_nb",
    "edition",
    "parent",
    "usage",
    "retired",
    "successor",
    "source",
)
REQUIRED = ("system", "code", "title")
USAGES = ("", "dagger", "aster")


@dataclass(frozen=True, slots=True)
class LockEntry:
    """What the lock file says of a code; ``title_nb`` is the editor's own title."""

    system: str
    code: str
    title: str
    title_nb: str = ""
    edition: str = ""
    parent: str = ""
    usage: str = ""
    """``dagger``, ``aster`` or nothing."""
    retired: str = ""
    """The year in which the code was retired, or nothing."""
    successor: str = ""
    source: str = ""
    line: int = 0

    def shown_title(self, language: str) -> tuple[str, str]:
        """The title and its language: a Norwegian book prints ``title_nb`` where it is given."""
        if self.title_nb and language.split("-")[0].split("_")[0] in {"nb", "no", "nn"}:
            return self.title_nb, "nb"
        return self.title, SYSTEMS[self.system].language


def ancestors_of(lock: Mapping[tuple[str, str], LockEntry], system: str, code: str) -> list[str]:
    """What a code is a part of, nearest first: category, block, chapter, as far as the lock file tells."""
    line = [code]
    while (entry := lock.get((system, line[-1]))) and entry.parent and entry.parent not in line:
        line.append(entry.parent)
    return line[1:]


def _key(system: CodeSystem, text: str) -> str:
    """A code of the lock file in its normal form, also a chapter or a block; empty where it is none."""
    if system.is_chapter(text):
        return text
    parsed = system.parse(text)
    if len(parsed.codes) == 1 and not parsed.malformed:
        return parsed.codes[0].key
    # A block of one category, such as C50–C50, is no span that anybody writes in a chapter.
    first, dash, last = text.replace("–", "-").partition("-")
    code = system.normalize(first) if dash and first == last and system.form in ICD10_FAMILY else None
    return f"{code}–{code}" if code else ""


def read_lock(text: str) -> tuple[dict[tuple[str, str], LockEntry], list[Problem]]:
    """Read ``codes.lock.csv``: (system, code) → entry, and what is wrong with its lines, which are then not used.

    Problems are ``CODE_LOCK_LINE`` (values ``problem``, ``found``), ``CODE_SYSTEM_UNKNOWN`` (``found``, ``expected``)
    and ``CODE_MALFORMED`` (``found``, ``system``, ``expected``, ``example``).
    """
    entries: dict[tuple[str, str], LockEntry] = {}
    problems: list[Problem] = []

    def note(line: int, problem: str, found: str) -> None:
        problems.append(Problem("CODE_LOCK_LINE", line, {"problem": problem, "found": found}))

    lines = list(_lines(text, problems))
    # What others are a part of need not have the form of a code, but in ICD-10: other systems name their groups freely.
    groups = {(system.id, values.get("parent", "")) for _line, system, values in lines}
    for line, system, values in lines:
        written = values.get("code", "")
        is_free = system.form not in ICD10_FAMILY
        key = _key(system, written)
        if not key and written and is_free and (system.id, written) in groups:
            key = written
        if not key:
            found = {"found": written, "system": system.label, "expected": system.expected, "example": system.example}
            problems.append(Problem("CODE_MALFORMED", line, found))
            continue
        unread = set()
        for name in ("parent", "successor"):
            if value := values.get(name, ""):
                if other := _key(system, value):
                    values[name] = other
                else:
                    unread.add(name)
        if wrong := _wrong_with(system, values, unread):
            note(line, *wrong)
        elif not values.get("title"):
            note(line, N_("the code has no title"), key)
        elif (system.id, key) in entries:
            note(line, N_("the code stands in the file already"), key)
        else:
            entries[system.id, key] = LockEntry(**{**values, "system": system.id, "code": key}, line=line)
    for round_ in _rounds(entries):
        entry = entries.pop(round_)
        note(entry.line, N_("what the code is a part of is a part of the code"), f"{entry.code}, {entry.parent}")
    return entries, sorted(problems, key=lambda problem: problem.line)


def _lines(text: str, problems: list[Problem]) -> Iterator[tuple[int, CodeSystem, dict[str, str]]]:
    """The lines of a known system: where each stands, and what its columns hold."""

    def note(line: int, problem: str, found: str) -> None:
        problems.append(Problem("CODE_LOCK_LINE", line, {"problem": problem, "found": found}))

    # A quote that never closes would swallow the lines after it, and the next update would drop them.
    rows = read_rows(text, comment="#", strict=True)
    try:
        # An empty file lacks no column.
        line, cells = next(rows, (0, [*REQUIRED]))
        header = [cell.casefold() for cell in cells]
        if any(name not in header for name in REQUIRED):
            note(line, N_("the first line must name the columns system, code and title"), ", ".join(cells))
            return
        for line, cells in rows:
            values = {name: cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
            name = values.get("system", "")
            system = find_system(name)
            if len(cells) > len(header):
                problem = N_("there are more fields than columns; quote a title that holds a comma")
                note(line, problem, ",".join(cells))
            elif system is None:
                found = {"found": name, "expected": ", ".join(SYSTEMS), **suggest(name, SYSTEMS)}
                problems.append(Problem("CODE_SYSTEM_UNKNOWN", line, found))
            else:
                yield line, system, values
    except RowError as error:
        note(error.begins, N_("the line is not well-formed CSV"), str(error))


def _wrong_with(system: CodeSystem, values: Mapping[str, str], unread: Collection[str]) -> tuple[str, str] | None:
    """What is wrong with the columns beyond code and title, and what stands there; ``unread`` is not one code."""
    usage, retired = values.get("usage", ""), values.get("retired", "")
    if usage not in USAGES:
        return N_("the usage is neither dagger nor aster"), usage
    if retired and not re.fullmatch(r"(19|20)\d\d(-\d\d-\d\d)?", retired):
        return N_("the year in which the code was retired is no year"), retired
    if "parent" in unread and system.form in ICD10_FAMILY:
        return N_("what the code is a part of is no code"), values["parent"]
    if "successor" in unread:
        # A code may be replaced by several.
        several = system.parse(values["successor"])
        if not several.codes or several.malformed:
            return N_("what replaces the code is no code"), values["successor"]
    return None


def _rounds(entries: Mapping[tuple[str, str], LockEntry]) -> list[tuple[str, str]]:
    """One entry of each round in which entries are parts of each other."""
    found: list[tuple[str, str]] = []
    seen: set[tuple[str, str]] = set()
    for start in entries:
        key, path = start, set()
        while key in entries and key not in seen:
            seen.add(key)
            path.add(key)
            key = (key[0], entries[key].parent)
        if key in path:
            found.append(key)
    return found
