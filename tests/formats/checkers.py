"""The checkers of accessibility that pip brings, made to run on any PDF of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pdfua
import pdfua.rules.structure

if TYPE_CHECKING:
    from pathlib import Path

    from pdfua import Report


def pdfua_report(file: Path) -> Report:
    """What pdfua says of a PDF."""
    # pdfua 0.1.3 asks an array whether it is a number in a way that pikepdf 10 answers with an error; then it skips its
    # rule of empty headings.
    numbers = lambda value: value if isinstance(value, int) and not isinstance(value, bool) else None  # noqa: E731
    with mock.patch.object(pdfua.rules.structure, "as_integer", numbers):
        return pdfua.validate(str(file))
