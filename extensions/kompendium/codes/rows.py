"""The rows of CSV files that people write by hand or save from a spreadsheet. Pure: knows no Sphinx."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class RowError(ValueError):
    """A row that is not well-formed CSV. ``begins`` is the line that it begins on, ``line`` where it went wrong."""

    def __init__(self, reason: csv.Error, begins: int, line: int) -> None:
        super().__init__(str(reason))
        self.begins = begins
        self.line = line


def read_rows(
    text: str, *, delimiter: str = ",", comment: str = "", strict: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the line that each begins on; space around a cell is not its own.

    A quoted field may span lines. Rows that begin with ``comment`` are left out; ``strict`` refuses the quote that
    never closes, which would else swallow the rest of the text. Raises :class:`RowError`.
    """
    # The mark of UTF-8 that spreadsheets put first is no part of the first column's name.
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=strict)
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not (comment and cells[0].startswith(comment)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise RowError(error, line, reader.line_num) from error
