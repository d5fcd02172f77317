"""The book's lock file, ``codes.lock.csv``: the titles of the codes the book uses, and of their ancestors.

It is small, offline and reviewable, so that a build needs no classification. Pure: knows no Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompendium.codes.rows import RowError, read_rows
from kompendium.codes.systems import SYSTEMS, CodeSystem, find_system
from kompendium.problems import N_, Problem, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """A code of the lock file in its normal form, also the number of a chapter; empty where it is none."""
    if system.is_chapter(text):
        return text
    parsed = system.parse(text)
    return parsed.codes[0].key if len(parsed.codes) == 1 and not parsed.malformed else ""


def read_lock(text: str) -> tuple[dict[tuple[str, str], LockEntry], list[Problem]]:
    """Read ``codes.lock.csv``: (system, code) → entry, and what is wrong with its lines.

    Problems are ``CODE_LOCK_LINE`` (values ``problem``, ``found``), ``CODE_SYSTEM_UNKNOWN`` (``found``, ``expected``)
    and ``CODE_MALFORMED`` (``found``, ``system``, ``expected``, ``example``).
    """
    entries: dict[tuple[str, str], LockEntry] = {}
    problems: list[Problem] = []

    def note(finding: str, line: int, **values: str) -> None:
        problems.append(Problem(finding, line, values))

    rows = read_rows(text, comment="#")
    try:
        # An empty file lacks no column.
        line, cells = next(rows, (0, [*REQUIRED]))
        header = [cell.casefold() for cell in cells]
        if any(name not in header for name in REQUIRED):
            note(
                "CODE_LOCK_LINE",
                line,
                problem=N_("the first line must name the columns system, code and title"),
                found=", ".join(cells),
            )
            return entries, problems
        for line, cells in rows:
            if len(cells) > len(header):
                note(
                    "CODE_LOCK_LINE",
                    line,
                    problem=N_("there are more fields than columns; quote a title that holds a comma"),
                    found=",".join(cells),
                )
                continue
            values = {name: cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
            system = find_system(values.get("system", ""))
            if system is None:
                note(
                    "CODE_SYSTEM_UNKNOWN",
                    line,
                    found=values.get("system", ""),
                    expected=", ".join(SYSTEMS),
                    **suggest(values.get("system", ""), SYSTEMS),
                )
                continue
            key = _key(system, values.get("code", ""))
            if not key:
                note(
                    "CODE_MALFORMED",
                    line,
                    found=values.get("code", ""),
                    system=system.label,
                    expected=system.expected,
                    example=system.example,
                )
                continue
            if not values.get("title"):
                note("CODE_LOCK_LINE", line, problem=N_("the code has no title"), found=key)
                continue
            if (system.id, key) in entries:
                note("CODE_LOCK_LINE", line, problem=N_("the code stands in the file already"), found=key)
                continue
            for name in ("parent", "successor"):
                if value := values.get(name, ""):
                    values[name] = _key(system, value) or value
            entries[system.id, key] = LockEntry(**{**values, "system": system.id, "code": key}, line=line)
    except RowError as error:
        note("CODE_LOCK_LINE", error.line, problem=N_("the line is not well-formed CSV"), found=str(error))
    return entries, problems
