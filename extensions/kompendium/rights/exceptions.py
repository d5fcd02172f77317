"""``rights.ignore.csv``: what the audit says that an editor has set aside, each with the reason. Pure: no Sphinx."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kompendium.codes.rows import RowError, read_rows
from kompendium.problems import N_, Problem, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

COLUMNS = ("code", "work", "reason")

UNUSED = N_("the audit does not say this of such a work")
"""Why an exception that nothing needs is reported: one that is misspelt sets nothing aside."""


@dataclass(frozen=True, slots=True)
class RightsException:
    """A line of the list. ``work`` is a work's title, creator or file, or a chapter; ``line`` counts from 1."""

    code: str
    work: str
    reason: str
    line: int

    def matches(self, code: str, names: Iterable[str]) -> bool:
        """Whether it is about this finding of a work with these names."""
        return self.code == code and _folded(self.work) in {_folded(name) for name in names if name}


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()


def unused(exception: RightsException) -> Problem:
    """The finding of an exception that nothing needs."""
    found = f"{exception.code}, {exception.work}"
    return Problem("RIGHTS_EXCEPTION_LINE", exception.line, {"problem": UNUSED, "found": found})


def read_exceptions(text: str, codes: Collection[str]) -> tuple[list[RightsException], list[Problem]]:
    """Read the list, CSV with the columns code (one of ``codes``), work and reason; a line with a problem is not used.

    Problems are ``RIGHTS_EXCEPTION_LINE`` (values ``problem``, ``found``).
    """
    exceptions: list[RightsException] = []
    problems: list[Problem] = []

    def note(line: int, problem: str, cells: list[str]) -> None:
        found = shorten(",".join(cells))
        problems.append(Problem("RIGHTS_EXCEPTION_LINE", line, {"problem": problem, "found": found}))

    rows = read_rows(text, comment="#", strict=True)
    try:
        # An empty file lacks no column.
        line, cells = next(rows, (0, [*COLUMNS]))
        header = [cell.casefold() for cell in cells]
        if any(name not in header for name in COLUMNS):
            note(line, N_("the first line must name the columns code, work and reason"), cells)
            return exceptions, problems
        for line, cells in rows:
            values = dict(zip(header, cells, strict=False))
            code = values.get("code", "").upper()
            if len(cells) > len(header):
                note(line, N_("there are more fields than columns; quote a field that holds a comma"), cells)
            elif code not in codes:
                note(line, N_("it names no finding that the audit of rights can make"), cells)
            elif not values.get("work"):
                note(line, N_("it names no work, file or chapter"), cells)
            elif not values.get("reason"):
                note(line, N_("the line gives no reason"), cells)
            else:
                exceptions.append(RightsException(code, values["work"], values["reason"], line))
    except RowError as error:
        note(error.line, N_("the line is not well-formed CSV"), [str(error)])
    return exceptions, problems
