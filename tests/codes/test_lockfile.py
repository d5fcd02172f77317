from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.codes.lockfile import COLUMNS, LockEntry, read_lock
from kompendium.problems import Problem

HEAD = ",".join(COLUMNS) + "\n"


def test_lock_file_is_read() -> None:
    entries, problems = read_lock(
        "\ufeff" + HEAD + "icd10,L94.2,Calcinosis cutis,Kalsinose i huden,2019,L94,,,,WHO\n"
        '\n# en kommentar\nATC,L01XC02,"rituximab, old",,2021,L01XC,,2022,L01FA01,FHI\nICD-10,l94,Other,,,l80-l99,,,,\n'
    )
    assert problems == []
    assert entries == {
        ("icd10", "L94.2"): LockEntry(
            "icd10", "L94.2", "Calcinosis cutis", "Kalsinose i huden", "2019", "L94", source="WHO", line=2
        ),
        ("atc", "L01XC02"): LockEntry(
            "atc", "L01XC02", "rituximab, old", "", "2021", "L01XC", "", "2022", "L01FA01", "FHI", line=5
        ),
        ("icd10", "L94"): LockEntry("icd10", "L94", "Other", parent="L80–L99", line=6),
    }


@pytest.mark.parametrize(
    ("entry", "language", "shown"),
    [
        (LockEntry("icd10", "L94.2", "Calcinosis cutis", "Kalsinose"), "nb", ("Kalsinose", "nb")),
        (LockEntry("icd10", "L94.2", "Calcinosis cutis", "Kalsinose"), "en", ("Calcinosis cutis", "en")),
        (LockEntry("icd10", "L94.2", "Calcinosis cutis"), "nb_NO", ("Calcinosis cutis", "en")),
        (LockEntry("icd10no", "L94.2", "Kalsinose i hud"), "nb", ("Kalsinose i hud", "nb")),
    ],
)
def test_a_norwegian_book_shows_the_editors_title(entry: LockEntry, language: str, shown: tuple[str, str]) -> None:
    assert entry.shown_title(language) == shown


def test_a_title_over_several_lines_does_not_move_the_lines_after_it() -> None:
    entries, problems = read_lock('system,code,title\nicd10,L94,"Other\nlocalized"\nicd10,79.6,x\n')
    assert [entry.line for entry in entries.values()] == [2]
    assert [problem.line for problem in problems] == [4]


def test_faults_are_placed_and_other_lines_hold() -> None:
    entries, problems = read_lock(
        "system,code,title\nicd01,L94,x\nicd10,79.6,x\nicd10,L94,\nicd10,L94.2,a, b\nicd10,M34,a\nicd10,M34.-,b\n"
    )
    assert list(entries) == [("icd10", "M34")]
    assert [(problem.finding, problem.line) for problem in problems] == [
        ("CODE_SYSTEM_UNKNOWN", 2),
        ("CODE_MALFORMED", 3),
        ("CODE_LOCK_LINE", 4),
        ("CODE_LOCK_LINE", 5),
        ("CODE_LOCK_LINE", 7),
    ]
    assert problems[0].values["suggestion_of"] == "icd10"
    assert problems[1].values == {
        "found": "79.6",
        "system": "ICD-10",
        "expected": "a letter and two digits, then a dot and a digit where there is a subdivision",
        "example": "L94.2",
    }


def test_a_file_without_the_columns_is_told() -> None:
    assert read_lock("code,title\nL94,x\n") == (
        {},
        [
            Problem(
                "CODE_LOCK_LINE",
                1,
                {"problem": "the first line must name the columns system, code and title", "found": "code, title"},
            )
        ],
    )


@pytest.mark.parametrize("text", ["", "\n", HEAD])
def test_an_empty_file_is_no_fault(text: str) -> None:
    assert read_lock(text) == ({}, [])


@given(st.text() | st.text(alphabet='icd10,L94.2"\n\r\0 ').map(lambda rows: HEAD + rows))
def test_no_file_raises(text: str) -> None:
    read_lock(text)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("icd10,M34.1,a,,,,daggger,,,", "the usage is neither dagger nor aster"),
        ("icd10,M34.1,a,,,,,soon,,", "the year in which the code was retired is no year"),
        ("icd10,M34.1,a,,,tull,,,,", "what the code is a part of is no code"),
        ("atc,L01XC02,a,,,,,2022,tull,", "what replaces the code is no code"),
    ],
)
def test_nonsense_in_any_column_is_told_with_its_line(line: str, problem: str) -> None:
    entries, problems = read_lock(f"{HEAD}icd10,L94.2,x,,,,,,,\n{line}\n")
    assert [code for _system, code in entries] == ["L94.2"]
    assert [(it.finding, it.line, it.values["problem"]) for it in problems] == [("CODE_LOCK_LINE", 3, problem)]


def test_what_the_columns_may_say_is_no_fault() -> None:
    text = HEAD + 'icd10,M34.1,a,,,M34,aster,2022-01-01,"M34.0, M34.8",\natc,L01XC02,a,,,L01XC,,2022,L01FA01,\n'
    entries, problems = read_lock(text)
    assert problems == []
    assert [entry.successor for entry in entries.values()] == ["M34.0, M34.8", "L01FA01"]


def test_codes_that_are_parts_of_each_other_are_told() -> None:
    text = HEAD + "icd10,M34.1,a,,,M34,,,,\nicd10,M34,b,,,M34.1,,,,\nicd10,L94,c,,,L94,,,,\nicd10,M34.0,d,,,M34,,,,\n"
    entries, problems = read_lock(text)
    assert [(it.line, it.values["found"]) for it in problems] == [(2, "M34.1, M34"), (4, "L94, L94")]
    assert list(entries) == [("icd10", "M34"), ("icd10", "M34.0")]


def test_a_quote_that_never_closes_is_told_where_it_begins() -> None:
    entries, problems = read_lock('system,code,title\nicd10,M34,a\nicd10,M34.1,"b\nicd10,L94.2,c\n')
    assert [code for _system, code in entries] == ["M34"]
    assert [(it.finding, it.line) for it in problems] == [("CODE_LOCK_LINE", 3)]
