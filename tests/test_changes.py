"""The change log of a chapter: how it is written, what is wrong with it, and which changes are the newest."""

from __future__ import annotations

from datetime import date

import pytest

from kompendium.changes import Change, newest_first, newest_of_book
from kompendium.chapter import Chapter, Problem, read_chapter

DAY = date(2026, 11, 22)


def read(front_matter: str) -> tuple[Chapter, list[Problem]]:
    chapter, problems, _lines = read_chapter(f"---\n{front_matter}\n---\n# A\n", {})
    return chapter, problems


@pytest.mark.parametrize(
    "front_matter",
    [
        "changes:\n  - date: 2026-11-22\n    text: Ny behandling\n    kind: corrected",
        "endringer:\n  - dato: 22.11.2026\n    tekst: Ny behandling\n    slag: Rettet",
        "endringslogg:\n  dato: 2026-11-22\n  tekst: Ny behandling\n  slag: rettelse",
    ],
)
def test_a_change_is_written_in_either_language(front_matter: str) -> None:
    assert read(front_matter) == (
        Chapter(changes=(Change(DAY, "Ny behandling", "corrected"),), lines={"changes": 2}),
        [],
    )


@pytest.mark.parametrize(
    "front_matter",
    [
        "endringer:\n  - 2026-11-22: Første\n  - 1.2.2027: 12 mg",
        "endringer:\n  2026-11-22: Første\n  2027-02-01: 12 mg",
    ],
)
def test_a_date_and_a_text_are_enough(front_matter: str) -> None:
    chapter, problems = read(front_matter)
    assert problems == []
    assert chapter.changes == (Change(DAY, "Første"), Change(date(2027, 2, 1), "12 mg"))


@pytest.mark.parametrize(
    ("front_matter", "finding", "line", "values", "kept"),
    [
        ("endringer: ja", "FRONT_MATTER_TYPE", 2, {"key": "changes", "found": "ja"}, ()),
        ("endringer: [[2026-11-22, x]]", "FRONT_MATTER_TYPE", 2, {"key": "changes"}, ()),
        (
            "endringer:\n  - dato: 2026-02-30\n    tekst: A",
            "FRONT_MATTER_TYPE",
            3,
            {"key": "changes.date", "found": "2026-02-30"},
            (Change(None, "A"),),
        ),
        ("endringer:\n  - tekst: A", "CHANGE_DATE_MISSING", 3, {"found": "A"}, (Change(None, "A"),)),
        ("endringer:\n\n  - dato: 2026-11-22", "CHANGE_TEXT_MISSING", 4, {}, ()),
        ("endringer:\n  - 2026-11-22:", "CHANGE_TEXT_MISSING", 3, {}, ()),
        (
            "endringer:\n  - dato: 2026-11-22\n    tekst: [A]",
            "FRONT_MATTER_TYPE",
            4,
            {"key": "changes.text"},
            (),
        ),
        (
            "endringer:\n  - dato: 2026-11-22\n    tekst: A\n    slag: liten",
            "FRONT_MATTER_TYPE",
            5,
            {"key": "changes.kind", "found": "liten"},
            (Change(DAY, "A"),),
        ),
        (
            "endringer:\n  - dato: 2026-11-22\n    tekts: B\n    tekst: A",
            "FRONT_MATTER_KEY",
            4,
            {"found": "changes.tekts", "suggestion_of": "tekst"},
            (Change(DAY, "A"),),
        ),
    ],
)
def test_what_is_wrong_has_its_place_and_the_rest_is_kept(
    front_matter: str, finding: str, line: int, values: dict[str, str], kept: tuple[Change, ...]
) -> None:
    chapter, problems = read(front_matter)
    assert [(problem.finding, problem.line) for problem in problems] == [(finding, line)]
    assert values.items() <= problems[0].values.items()
    assert chapter.changes == kept


def test_no_changes_are_no_fault() -> None:
    assert read("endringer:") == (Chapter(lines={"changes": 2}), [])


def test_newest_first_in_the_authors_order_and_those_without_a_day_last() -> None:
    old, new, newer, undated = Change(date(2025, 1, 1), "a"), Change(DAY, "b"), Change(DAY, "c"), Change(None, "d")
    assert newest_first([undated, old, new, newer]) == [new, newer, old, undated]


def test_newest_of_a_book_in_its_order() -> None:
    book = [("b", [Change(date(2025, 1, 1), "1"), Change(DAY, "2")]), ("a", [Change(DAY, "3"), Change(None, "4")])]
    assert [(docname, change.text) for docname, _day, change in newest_of_book(book)] == [
        ("b", "2"),
        ("a", "3"),
        ("b", "1"),
    ]
    assert [change.text for _docname, _day, change in newest_of_book(book, limit=1)] == ["2"]
    assert [change.text for _docname, _day, change in newest_of_book(book, since=DAY)] == ["2", "3"]
