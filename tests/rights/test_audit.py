"""The audit's table, cell by cell, with the verdicts written out by hand; and what it says beside the table."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.rights.audit import Judgement, Terms, book_of, gravest, judge, missing_of
from kompendium.rights.licenses import License, read_license
from kompendium.rights.works import Work, read_credit, work_from_credit

if TYPE_CHECKING:
    from kompendium.rights.audit import Verdict

FULL = {
    "title": "Hånd",
    "creator": "Kari Nordmann",
    "source": "Arkivet",
    "source_url": "https://example.org/hand",
    "label": "Tegning",
}
RECORD = {
    "permission": "Kari Nordmann, brev i arkivet",
    "granted": "2026-01-02",
    "scope": "Figur 2",
    "formats": ("html", "pdf", "print", "epub"),
    "expires": "never",
}

BOOKS = {
    "public domain": ["CC0 1.0", "Public Domain Mark 1.0"],
    "by": ["CC BY 4.0", "CC BY-SA 4.0", "CC BY-ND 4.0", "CC BY 3.0 NO", "NLOD 2.0", "GFDL 1.3"],
    "nc": ["CC BY-NC 4.0", "CC BY-NC-SA 4.0", "CC BY-NC-ND 4.0"],
    "reserved": ["all rights reserved", "LicenseRef-house", ""],
}
SOLD = {"unsaid": None, "sold": True, "free": False}

# The columns of the note; an all-rights-reserved book by whether it is sold: not said, yes, no.
TABLE = """
asset               | use       | public domain | by       | nc       | unsaid   | sold     | free
CC0                 | unchanged | ok            | ok       | ok       | ok       | ok       | ok
CC0                 | changed   | ok            | ok       | ok       | ok       | ok       | ok
CC0                 | named     | note          | note     | note     | note     | note     | note
public domain       | unchanged | ok            | ok       | ok       | ok       | ok       | ok
public domain       | changed   | ok            | ok       | ok       | ok       | ok       | ok
public domain       | named     | note          | note     | note     | note     | note     | note
CC BY 4.0           | unchanged | note          | note     | note     | note     | note     | note
CC BY 4.0           | changed   | note          | note     | note     | note     | note     | note
CC BY 4.0           | named     | note          | note     | note     | note     | note     | note
CC BY-SA 4.0        | unchanged | note          | note     | note     | note     | note     | note
CC BY-SA 4.0        | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
CC BY-SA 4.0        | alike     | note          | note     | note     | note     | note     | note
CC BY-SA 4.0        | named     | note          | note     | note     | note     | note     | note
CC BY-ND 4.0        | unchanged | note          | note     | note     | note     | note     | note
CC BY-ND 4.0        | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
CC BY-ND 4.0        | named     | note          | note     | note     | note     | note     | note
CC BY-NC 4.0        | unchanged | conflict      | conflict | note     | flag     | conflict | note
CC BY-NC 4.0        | changed   | conflict      | flag     | note     | flag     | conflict | note
CC BY-NC 4.0        | named     | note          | note     | note     | note     | note     | note
CC BY-NC-SA 4.0     | unchanged | conflict      | conflict | note     | flag     | conflict | note
CC BY-NC-SA 4.0     | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
CC BY-NC-SA 4.0     | alike     | conflict      | flag     | note     | flag     | conflict | note
CC BY-NC-SA 4.0     | named     | note          | note     | note     | note     | note     | note
CC BY-NC-ND 4.0     | unchanged | conflict      | conflict | note     | flag     | conflict | note
CC BY-NC-ND 4.0     | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
CC BY-NC-ND 4.0     | named     | note          | note     | note     | note     | note     | note
NLOD 2.0            | unchanged | note          | note     | note     | note     | note     | note
NLOD 2.0            | changed   | note          | note     | note     | note     | note     | note
NLOD 2.0            | named     | note          | note     | note     | note     | note     | note
GFDL 1.3            | unchanged | note          | note     | note     | note     | note     | note
GFDL 1.3            | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
GFDL 1.3            | alike     | note          | note     | note     | note     | note     | note
GFDL 1.3            | named     | note          | note     | note     | note     | note     | note
all rights reserved | permitted | flag          | flag     | flag     | note     | note     | note
all rights reserved | adapted   | flag          | flag     | flag     | note     | note     | note
all rights reserved | cleared   | note          | note     | note     | note     | note     | note
all rights reserved | named     | flag          | flag     | flag     | flag     | flag     | flag
all rights reserved | unchanged | conflict      | conflict | conflict | conflict | conflict | conflict
all rights reserved | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
med tillatelse      | permitted | flag          | flag     | flag     | note     | note     | note
med tillatelse      | named     | note          | note     | note     | note     | note     | note
LicenseRef-Elsevier | permitted | flag          | flag     | flag     | note     | note     | note
LicenseRef-Elsevier | unchanged | conflict      | conflict | conflict | conflict | conflict | conflict
LicenseRef-Elsevier | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
LicenseRef-Elsevier | named     | note          | note     | note     | note     | note     | note
missing             | permitted | flag          | flag     | flag     | note     | note     | note
missing             | unchanged | conflict      | conflict | conflict | conflict | conflict | conflict
missing             | changed   | conflict      | conflict | conflict | conflict | conflict | conflict
missing             | named     | note          | note     | note     | note     | note     | note
quotation           | unchanged | flag          | flag     | flag     | flag     | flag     | flag
quotation           | changed   | flag          | flag     | flag     | flag     | flag     | flag
quotation           | named     | note          | note     | note     | note     | note     | note
OFL 1.1             | unchanged | ok            | ok       | ok       | ok       | ok       | ok
OFL 1.1             | changed   | ok            | ok       | ok       | ok       | ok       | ok
MIT                 | unchanged | flag          | flag     | flag     | flag     | flag     | flag
MIT                 | changed   | flag          | flag     | flag     | flag     | flag     | flag
MIT                 | named     | note          | note     | note     | note     | note     | note
"""


def licensed(text: str) -> License | None:
    if text in {"", "missing"}:
        return None
    read = read_license(text)
    assert isinstance(read, License)
    return read


def used(asset: str, use: str) -> Work:
    """A work under this licence, used in this way, with a credit that lacks nothing."""
    original = licensed(asset)
    fields: dict[str, dict[str, Any]] = {
        "unchanged": {},
        "changed": {"changes": "beskåret"},
        "alike": {"changes": "beskåret", "adaptation_license": original},
        "permitted": RECORD,
        "adapted": {**RECORD, "changes": "beskåret"},
        "named": {"reproduced": False},
        "cleared": {**RECORD, "reproduced": False},
    }
    return Work(license=original, **FULL, **fields[use])


def cells() -> list[tuple[str, str, str, str]]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    return [
        (asset, use, column, verdict)
        for asset, use, *row in rows
        for column, verdict in zip(head[2:], row, strict=True)
    ]


@pytest.mark.parametrize(("asset", "use", "column", "verdict"), cells())
def test_cell_of_the_table(asset: str, use: str, column: str, verdict: Verdict) -> None:
    # Where the book's licence settles it, it does not matter whether the book is sold.
    books = BOOKS["reserved"] if column in SOLD else BOOKS[column]
    answers = [SOLD[column]] if column in SOLD else list(SOLD.values())
    for book, commercial in product(books, answers):
        found = judge(used(asset, use), Terms(licensed(book), commercial))
        assert (book, commercial, gravest(found), found[0].verdict) == (book, commercial, verdict, verdict)


def test_table_has_57_rows_of_6_cells() -> None:
    assert len(cells()) == 57 * 6
    assert len({cell[:3] for cell in cells()}) == 57 * 6


def said(work: Work, terms: Terms | None = None, **options: bool) -> list[tuple[str, ...]]:
    """The judgements of a work, each with its detail, without «credited» and its like."""
    found = judge(work, terms or Terms(), **options)
    return [(it.name, it.verdict, *it.detail) for it in found if it.name != "credited"]


BY = Work(license=licensed("CC BY 4.0"), **FULL)
PERMITTED = Work(license=licensed("all rights reserved"), **FULL, **RECORD)


@pytest.mark.parametrize(
    ("license_text", "drm", "expected"),
    [
        ("CC BY 4.0", "none", []),
        ("CC BY 4.0", "watermark", [("drm", "note", "watermark")]),
        ("CC BY 4.0", "drm", [("drm", "conflict", "drm")]),
        ("CC BY-ND 2.0", "drm", [("drm", "conflict", "drm")]),
        ("GFDL 1.3", "drm", [("drm", "conflict", "drm")]),
        ("CC0", "drm", [("free", "ok")]),
        ("NLOD 2.0", "drm", []),
    ],
)
def test_lock_on_the_files_is_in_conflict_with_licences_that_forbid_it(
    license_text: str, drm: Any, expected: list[tuple[str, ...]]
) -> None:
    assert said(replace(BY, license=licensed(license_text)), Terms(drm=drm)) == expected


def test_lock_on_the_files_does_not_concern_a_work_that_is_not_reproduced() -> None:
    assert said(replace(BY, reproduced=False), Terms(drm="drm")) == [("named", "note")]


@pytest.mark.parametrize(
    ("book", "license_text", "reproduced", "expected"),
    [
        ("all rights reserved", "CC BY 4.0", True, True),
        ("all rights reserved", "CC BY-NC 4.0", True, True),
        ("all rights reserved", "CC BY 4.0", False, False),
        ("all rights reserved", "CC0", True, False),
        ("CC BY 4.0", "CC BY-SA 4.0", True, False),
    ],
)
def test_notice_of_all_rights_must_except_what_others_hold(
    book: str, license_text: str, reproduced: bool, expected: bool
) -> None:
    work = replace(BY, license=licensed(license_text), reproduced=reproduced)
    for has_clause in (False, True):
        terms = Terms(licensed(book), commercial=False, has_exception_clause=has_clause)
        assert (("exception_clause", "conflict") in said(work, terms)) is (expected and not has_clause)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"granted": "", "scope": ""}, [("permission_incomplete", "flag", "granted", "scope")]),
        (
            {"permission": "", "granted": "", "scope": "", "formats": (), "expires": ""},
            [("permission_incomplete", "flag", "permission", "granted", "scope", "formats", "expires")],
        ),
        ({"expires": "2026-11-27"}, []),
        ({"expires": "2026-11-26"}, [("permission_expired", "conflict", "2026-11-26")]),
        ({"formats": ("html", "epub")}, [("permission_formats", "conflict", "pdf", "print")]),
    ],
)
def test_permission_is_worth_what_its_record_says(fields: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    terms = Terms(today="2026-11-27", formats=("html", "pdf", "print"))
    work = replace(PERMITTED, license=licensed("permission"), **fields)
    assert [it for it in said(work, terms) if it[0] not in {"permitted", "incomplete"}] == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"label": "Foto"}, [("person_unanswered", "flag")]),
        ({"label": "Illustrasjonsfoto"}, [("person_unanswered", "flag")]),
        ({"file": "figurer/HAND.JPG"}, [("person_unanswered", "flag")]),
        ({"label": "Foto", "person": "none"}, []),
        ({"label": "Foto", "person": "patient"}, [("consent_missing", "conflict", "patient")]),
        ({"person": "other"}, [("consent_missing", "conflict", "other")]),
        ({"person": "patient", "consent": "arkiv 12/2026"}, []),
        ({"label": "Foto", "reproduced": False}, [("named", "note")]),
        ({"label": "Foto", "what": "text"}, []),
        ({"label": "Tegning", "file": "a.svg"}, []),
    ],
)
def test_people_in_pictures_have_to_agree(fields: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    assert said(replace(BY, **fields)) == expected


def test_own_work_is_bound_by_nobodys_licence_but_people_in_it_are_asked() -> None:
    terms = Terms(licensed("CC BY 4.0"), commercial=True, drm="drm", has_exception_clause=False)
    own = Work(license=licensed("all rights reserved"), creator="Redaksjonen", label="Foto", changes="beskåret")
    assert said(own, terms, is_own=True) == [("person_unanswered", "flag"), ("own", "ok")]
    assert said(replace(own, license=licensed("CC BY-NC-ND 4.0"), person="none"), terms, is_own=True) == [("own", "ok")]


@pytest.mark.parametrize(
    ("original", "own", "alike"),
    [
        ("CC BY-SA 4.0", "CC BY-SA 4.0", True),
        ("CC BY-SA 3.0", "CC BY-SA 4.0", True),
        ("CC BY-SA 3.0 NO", "CC BY-SA 4.0", True),
        ("CC BY-SA 4.0", "CC BY-SA 3.0", False),
        ("CC BY-SA 1.0", "CC BY-SA 1.0", True),
        ("CC BY-SA 1.0", "CC BY-SA 2.0", False),
        ("CC BY-SA 4.0", "CC BY-NC-SA 4.0", False),
        ("CC BY-SA 4.0", "CC BY 4.0", False),
        ("CC BY-SA 4.0", "CC BY-SA", False),
        ("CC BY-SA", "CC BY-SA", False),
        ("GFDL 1.2", "GFDL 1.3", False),
        ("GFDL 1.2 or later", "GFDL 1.3", True),
        ("CC BY-SA 4.0", "CC BY-SA 4.0 or GFDL 1.3", True),
        ("CC BY-SA 4.0", "CC BY-SA 4.0 and GFDL 1.3", False),
    ],
)
def test_adaptation_is_shared_alike_under_the_same_licence_or_a_later_one_that_it_allows(
    original: str, own: str, alike: bool
) -> None:
    work = replace(BY, license=licensed(original), changes="omtegnet", adaptation_license=licensed(own))
    assert (("share_alike", "note" if alike else "conflict")) in said(work)


@pytest.mark.parametrize(
    ("expression", "changes", "expected"),
    [
        ("CC BY-NC 4.0 or CC BY 4.0", "", ("CC BY 4.0", "note")),
        ("CC BY-NC 4.0 or all rights reserved", "", ("CC BY-NC 4.0", "conflict")),
        ("CC BY-SA 4.0 or CC0", "beskåret", ("CC0 1.0", "ok")),
        ("CC BY-NC 4.0 and CC BY 4.0", "", ("CC BY-NC 4.0", "conflict")),
        ("CC BY 4.0 and CC BY-ND 4.0", "beskåret", ("CC BY-ND 4.0", "conflict")),
        ("(CC BY-NC 4.0 and CC BY 4.0) or CC BY-SA 4.0", "", ("CC BY-SA 4.0", "note")),
    ],
)
def test_of_a_choice_the_licence_that_fits_best_counts_and_of_a_sum_the_gravest(
    expression: str, changes: str, expected: tuple[str, str]
) -> None:
    found = judge(replace(BY, license=licensed(expression), changes=changes), Terms(commercial=True))
    assert found[0].license is not None
    assert (found[0].license.short, found[0].verdict) == expected


@pytest.mark.parametrize(
    ("license_text", "column"),
    [
        ("CC BY 4.0 or CC BY-NC 4.0", "by"),
        ("CC BY 4.0 and CC BY-NC 4.0", "nc"),
        ("CC0 and all rights reserved", "reserved"),
        ("MIT", "reserved"),
        ("OFL 1.1", "reserved"),
        ("quotation", "reserved"),
    ],
)
def test_book_under_another_licence_has_the_column_of_what_it_lets_readers_do(license_text: str, column: str) -> None:
    assert book_of(licensed(license_text)) == column


@pytest.mark.parametrize("license_text", ["missing", "all rights reserved", "LicenseRef-Elsevier"])
def test_quoting_asks_for_nobodys_permission(license_text: str) -> None:
    work = replace(BY, what="quotation", license=licensed(license_text))
    assert said(work) == [("quotation", "flag")]
    assert said(replace(work, license=licensed("CC BY 4.0"))) == []


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, ()),
        ({"title": ""}, ("title",)),
        ({"source": ""}, ()),
        ({"source_url": ""}, ("source_url",)),
        ({"source": "", "source_url": "", "creator": ""}, ("creator", "source", "source_url")),
        ({"license": License("CC-BY")}, ("version",)),
        ({"license": None}, ("license",)),
        ({"license": None, "what": "quotation"}, ()),
        ({"license": License("all-rights-reserved")}, ("permission",)),
        ({"license": License("CC0", "1.0"), "title": "", "creator": "", "source_url": ""}, ()),
    ],
)
def test_credit_is_asked_for_title_author_source_and_licence(fields: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert missing_of(replace(BY, **fields)) == missing


CHOJNOWSKI = "Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0"


@pytest.mark.parametrize(
    ("commercial", "expected"),
    [
        (False, ("noncommercial", "note")),
        (True, ("noncommercial", "conflict")),
        (None, ("commercial_unsaid", "flag")),
    ],
)
def test_noncommercial_picture_of_the_source_in_a_book_with_all_rights_reserved(
    commercial: bool | None, expected: tuple[str, ...]
) -> None:
    work = work_from_credit(read_credit(CHOJNOWSKI))
    assert said(work, Terms(licensed("all rights reserved"), commercial)) == [
        expected,
        ("incomplete", "note", "title", "source_url"),
    ]


def test_picture_of_the_source_that_is_not_reproduced_is_a_note() -> None:
    work = work_from_credit(read_credit(CHOJNOWSKI), reproduced=False)
    found = judge(work, Terms(licensed("all rights reserved"), commercial=True))
    assert found == (
        Judgement("named", "note", license=work.license),
        Judgement("incomplete", "note", ("title", "source_url"), work.license),
    )
