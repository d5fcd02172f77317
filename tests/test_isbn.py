from __future__ import annotations

import pytest

from kompendium.isbn import read_isbn, read_isbns, with_hyphens


@pytest.mark.parametrize(
    "written", ["978-82-05-12345-8", "9788205123458", "ISBN 978 82 05 12345 8", "isbn: 8205123454"]
)
def test_isbn_is_read_as_people_write_it(written: str) -> None:
    assert read_isbn(written) == "9788205123458"


@pytest.mark.parametrize("written", ["978-82-05-12345-9", "12345", "", "9788205123458X", None])
def test_what_is_no_isbn_is_refused(written: object) -> None:
    assert read_isbn(written) is None


def test_formats_come_in_their_order_without_what_cannot_be_read() -> None:
    written = {"epub": "9788205300033", "pdf": "123", "print": "978-82-05-12345-8"}
    assert list(read_isbns(written).items()) == [("print", "9788205123458"), ("epub", "9788205300033")]


def test_isbn_is_printed_with_its_hyphens() -> None:
    assert with_hyphens("9788205123458") == "978-82-05-12345-8"
