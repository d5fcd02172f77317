from __future__ import annotations

import pytest

from kompendium.codes.rows import RowError, read_rows


def test_row_has_the_line_that_it_begins_on() -> None:
    text = '\ufeffcode,title\r\n\r\n , \r\nL94,"Other\r\nlocalized" \r\nM34, x\r\n'
    assert list(read_rows(text)) == [(1, ["code", "title"]), (4, ["L94", "Other\r\nlocalized"]), (6, ["M34", "x"])]


def test_comments_are_left_out_where_they_are_asked_to_be() -> None:
    assert list(read_rows("a\n # b\nc\n", comment="#")) == [(1, ["a"]), (3, ["c"])]
    assert list(read_rows("a\n # b\n")) == [(1, ["a"]), (2, ["# b"])]


def test_other_separators_divide() -> None:
    assert list(read_rows("a;b,c\n", delimiter=";")) == [(1, ["a", "b,c"])]


def test_quote_that_never_closes_is_told_where_it_opens_and_where_it_ends() -> None:
    rows = read_rows('a\n"b\nc\n', strict=True)
    assert next(rows) == (1, ["a"])
    with pytest.raises(RowError, match="end of data") as caught:
        next(rows)
    assert (caught.value.begins, caught.value.line) == (2, 3)
