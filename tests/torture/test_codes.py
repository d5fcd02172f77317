"""Ten thousand random lines of codes: each is read quickly and whole, and what is no code is none."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests.codes.random_text import check_prose, check_reading, lines, prose

pytestmark = pytest.mark.torture

many = settings(
    max_examples=int(os.environ.get("TORTURE_EXAMPLES", "10000")),
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@many
@given(lines)
def test_many_lines_are_read_quickly_and_whole_into_codes_that_are_codes(line: str) -> None:
    check_reading(line)


@many
@given(prose)
def test_many_words_numbers_dates_and_doses_are_no_codes(text: str) -> None:
    check_prose(text)
