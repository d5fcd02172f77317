from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kompendium.blocks.review import format_day, review_node
from tests.blocks.building import build

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = ("kompendium.blocks.chapter",)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", "3. mai 2026"),
        ("nn", "3. mai 2026"),
        ("en", "May 3, 2026"),
        ("nb-NO", "3. mai 2026"),
        ("xx", "2026-05-03"),
    ],
)
def test_a_day_is_written_in_the_books_language(language: str, expected: str) -> None:
    assert format_day(date(2026, 5, 3), language) == expected


def test_no_date_is_shown_where_none_is_given(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreview_due: 2027-01-01\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=ROOMS)
    assert made.warnings == []
    assert made.doctree().next_node(review_node) is None
    assert "2027" not in made.html().xpath("string(//body)")


def test_the_date_of_the_next_review_is_kept_for_the_site(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreviewed: 2026-05-03\nreview_due: 2027-01-01\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=ROOMS)
    node = made.doctree().next_node(review_node)
    assert node is not None
    assert (node["reviewed"], node["review_due"]) == ("2026-05-03", "2027-01-01")
    assert made.html().xpath("//p[@class='kompendium-review']/time/@datetime") == ["2026-05-03"]


def test_the_books_language_is_bokmaal(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreviewed: 2026-05-03\nreviewers: [A B, C D]\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=("kompendium.locale", *ROOMS), language="nb")
    assert (
        made.html().xpath("string(//p[@class='kompendium-review'])")
        == "Sist faglig gjennomgått 3. mai 2026 av A B og C D"
    )
