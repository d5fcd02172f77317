"""ISBN: one for each format of a book, read as people write them and printed with hyphens. Pure: knows no Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stdnum import isbn
from stdnum.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

ISBN_FORMATS = ("print", "pdf", "epub")
"""What has an ISBN of its own (ISO 2108: each format of a publication that is sold by itself)."""


def read_isbn(text: object) -> str | None:
    """The 13 digits of an ISBN, also of one of 10; ``None`` where it is none, or its check digit is wrong."""
    try:
        return str(isbn.validate(str(text).upper().removeprefix("ISBN").strip(" :"), convert=True))
    except ValidationError:
        return None


def read_isbns(written: Mapping[str, Any]) -> dict[str, str]:
    """Format → 13 digits, of what can be read; in the order of :data:`ISBN_FORMATS`."""
    read = {name: read_isbn(written[name]) for name in ISBN_FORMATS if name in written}
    return {name: number for name, number in read.items() if number}


def with_hyphens(number: str) -> str:
    """The number as it is printed: «978-82-05-12345-8»."""
    return str(isbn.format(number))
