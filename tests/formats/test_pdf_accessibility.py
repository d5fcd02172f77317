"""The tags of the finished PDFs, before two checkers that pip brings: pdfua (rules) and outloud (rules and meaning).

Neither replaces veraPDF, which ``make conformance`` runs.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import outloud
import pdfua
import pikepdf
import pytest

from tests.builders.typst.reading import outline_of, painting_order, reading_order, tags_of
from tests.conftest import BOOK

from .checkers import pdfua_report

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("kompendium", *(f"kapitler/{path.stem}" for path in sorted((BOOK / "kapitler").glob("*.md"))))


@pytest.fixture(params=FILES)
def pdf(request: pytest.FixtureRequest, finished_book: Path) -> Path:
    return finished_book / "pdf" / f"{request.param}.pdf"


def test_pdfua_finds_nothing(pdf: Path) -> None:
    report = pdfua_report(pdf)
    assert [finding.message for finding in report.findings] == []
    assert [outcome.skipped_reason for outcome in report.skipped] == []
    assert len(report.outcomes) >= 12


def test_outloud_finds_nothing(pdf: Path) -> None:
    # ORD-001 takes an element's own text before that of the elements in it, so a link in mid-paragraph is «out of
    # order»; the test below asks the same with the two interleaved.
    result = outloud.check(str(pdf), skip=["ORD-001"])
    assert result.error is None
    assert [f"{found.rule}, page {found.page}: {found.message}" for found in result.findings] == []
    assert [run.reason for run in result.runs if run.status == "crashed"] == []
    assert sum(run.status == "ran" for run in result.runs) > 30


def test_title_is_no_heading_and_headings_skip_no_level(pdf: Path) -> None:
    tags = tags_of(pdf)
    levels = [int(tag[1:]) for tag in tags if re.fullmatch(r"H\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    # A chapter by itself has its own title as its one heading of the first level.
    assert (tags.count("Title"), levels.count(1)) == ((1, 5) if pdf.stem == "kompendium" else (0, 1))


def test_parts_chapters_and_sections_are_levels_of_the_outline(finished_book: Path) -> None:
    outline = outline_of(finished_book / "pdf/kompendium.pdf")
    assert [title for level, title in outline if level == 1] == [
        *("Innhold", "Om boken"),
        *("Hud og bløtvev", "Bindevevssykdommer", "Registre"),
    ]
    assert (2, "161 Kalsinose") in outline
    assert (3, "Litteratur") in outline


def test_checkers_find_what_is_spoiled(finished_book: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.pdf"
    with pikepdf.open(finished_book / "pdf" / "kompendium.pdf") as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(spoiled)
    assert pdfua.validate(str(spoiled)).findings
    assert outloud.check(str(spoiled)).verdict == "fail"


def test_tags_are_in_the_order_of_the_page(pdf: Path) -> None:
    # A foot note is read where it is called for; the book has none.
    assert reading_order(pdf) == painting_order(pdf)
