"""Whatever an author writes is read without a fault: five hundred random lines; ``make torture`` reads more."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from kompendium.codes.systems import Code, ParsedCodes
from tests.codes.random_text import check_prose, check_reading, is_code, lines, lost, prose

few = settings(max_examples=500, deadline=None, derandomize=True, database=None)


@few
@given(lines)
def test_every_line_is_read_quickly_and_whole_into_codes_that_are_codes(line: str) -> None:
    check_reading(line)


@few
@given(prose)
def test_words_numbers_dates_and_doses_are_no_codes(text: str) -> None:
    check_prose(text)


LONG = 20_000


@pytest.mark.parametrize(
    "part",
    [
        "(",
        ")",
        " ",
        "\u00a0",
        "-",
        "L94.2 ",
        "L94.2,",
        "L94.2 (",
        "(L94.2 ",
        "a, ",
        "L94.2 a, ",
        " til ",
        "ICD",
        "&",
        "(a)",
    ],
)
def test_long_lines_are_read_quickly(part: str) -> None:
    check_reading(f"L94.2{part * (LONG // len(part))}L94.2")


@pytest.mark.parametrize("depth", [3, 4, 5, 10, 5000])
def test_parentheses_of_any_depth_are_read(depth: int) -> None:
    check_reading("L94.2 " + "(" * depth + "kalk" + ")" * depth)
    check_reading("(" * depth + "L94.2" + ")" * depth)


@pytest.mark.parametrize(
    ("system", "text", "expected"),
    [
        ("icd10", "L94.2", True),
        ("icd10", "L40.5†", True),
        ("icd10", "M34.-", True),
        ("icd10", "M30–M36", True),
        ("icd10", "M36–M30", False),
        ("icd10", "L942", False),
        ("icd10", "L94.", False),
        ("icd10", "L٩4", False),
        ("icd10no", "I21.0a", True),
        ("icd10no", "V0n.0a", True),
        ("icd10no", "M3n", False),
        ("icd10cm", "M1A.00X0", True),
        ("icd10cm", "M1A00X0", False),
        ("icd11", "EB90.40&XK9J", True),
        ("icd11", "EB90&", False),
        ("icd11", "XANAX", False),
        ("icpc2", "-30", True),
        ("icpc2", "L9", False),
        ("atc", "L04A", True),
        ("atc", "L04AB0", False),
    ],
)
def test_the_proof_itself_knows_a_code(system: str, text: str, expected: bool) -> None:
    assert is_code(system, text) is expected


def test_the_proof_itself_finds_what_is_lost() -> None:
    whole = ParsedCodes((Code("icd10", "L94.2", "kalk i huden"),), ("79.6",))
    assert not lost("ICD-10: l94,2 (kalk i huden) og 79.6;", whole)
    assert lost("L94.2 (kalk i huden), 79.6, M34.1", whole) == {"m": 1, "3": 1, "4": 1, "1": 2, "m34": 1}
    assert lost("L94.2 (kalk i huden) 79.6 ☃", whole) == {"☃": 1}
