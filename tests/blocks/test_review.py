from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sphinx.config import Config

from kompendium.blocks.review import book_day, format_day, review_node
from tests.blocks.building import Book, build

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
    made = build(tmp_path, {"index.md": "---\nchapter: true\n---\n# A\n"}, rooms=ROOMS)
    assert made.warnings == []
    assert made.doctree().next_node(review_node) is None


def test_the_date_of_the_next_review_is_kept_for_the_site(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreviewed: 2026-05-03\nreview_due: 2027-01-01\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=ROOMS)
    node = made.doctree().next_node(review_node)
    assert node is not None
    assert (node["reviewed"], node["review_due"]) == ("2026-05-03", "2027-01-01")
    assert made.html().xpath("//p[@class='kompendium-review']//time/@datetime") == ["2026-05-03", "2027-01-01"]
    line = "Last reviewed May 3, 2026. Next review: January 1, 2027"
    assert made.html().xpath("string(//p[@class='kompendium-review'])") == line


def test_the_books_language_is_bokmaal(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreviewed: 2026-05-03\nreviewers: [A B, C D]\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=("kompendium.locale", *ROOMS), language="nb")
    assert (
        made.html().xpath("string(//p[@class='kompendium-review'])")
        == "Sist faglig gjennomgått 3. mai 2026 av A B og C D"
    )


DUE = {"index.md": "---\nchapter: true\nreviewed: 2026-05-03\nreview_due: 2027-01-01\n---\n# A\n\nTekst.\n"}
NOTICE = "//p[@class='kompendium-overdue']"
LATER, EARLIER = "2027-06-01", "2026-06-01"
WARNING = (
    "index.md:4: WARNING: Kapitlet skulle vært faglig gjennomgått innen 1. januar 2027; boken er datert 1. juni 2027. "
    "Få kapitlet gjennomgått, og skriv nye datoer i «reviewed» og «review_due»; inntil da ser leserne en advarsel. "
    "[CHA-009] [kompendium.review_overdue]"
)
TEXT = "Kapitlet skulle vært faglig gjennomgått innen 1. januar 2027 og kan være utdatert."
NEXT = "Neste gjennomgang: 1. januar 2027"
HOUSE = ("kompendium.config", "kompendium.locale", *ROOMS)


def due(folder: Path, builder: str = "html", **config: object) -> Book:
    return build(folder, DUE, builder, rooms=HOUSE, language="nb", **config)


def test_site_has_the_notice_ready_for_the_readers_own_day(tmp_path: Path) -> None:
    made = due(tmp_path, kompendium_date=EARLIER)
    assert made.warnings == []
    (notice,) = made.html().xpath(NOTICE)
    assert (notice.get("data-due"), notice.get("hidden")) == ("2027-01-01", "hidden")
    assert notice.text_content() == TEXT
    assert NEXT in made.html().xpath("string(//p[@class='kompendium-review'])")


def test_overdue_at_the_books_date_is_told_to_readers_and_to_the_author(tmp_path: Path) -> None:
    made = due(tmp_path, kompendium_date=LATER)
    assert made.warnings == [WARNING]
    (notice,) = made.html().xpath(NOTICE)
    assert notice.get("hidden") is None
    assert notice.text_content() == TEXT
    # It is past: no date to come.
    assert made.html().xpath("string(//p[@class='kompendium-review'])") == "Sist faglig gjennomgått 3. mai 2026"


def test_on_the_day_itself_a_review_is_not_overdue(tmp_path: Path) -> None:
    assert due(tmp_path, kompendium_date="2027-01-01").warnings == []


@pytest.mark.parametrize(("builder", "file"), [("epub", "index.xhtml"), ("text", "index.txt"), ("json", "index.fjson")])
def test_books_have_what_the_build_found(tmp_path: Path, builder: str, file: str) -> None:
    config = {"version": "1", "copyright": "2026"}
    for name in "ab":
        (tmp_path / name).mkdir()
    text = " ".join(due(tmp_path / "a", builder, kompendium_date=EARLIER, **config).text(file).split())
    if builder != "json":
        assert "utdatert" not in text
    assert "Neste gjennomgang" in text
    text = " ".join(due(tmp_path / "b", builder, kompendium_date=LATER, **config).text(file).split())
    assert "utdatert" in text
    assert "Neste gjennomgang" not in text


def test_without_a_date_nothing_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert due(tmp_path).warnings == []


def test_the_day_of_the_build_is_that_of_the_epoch_and_chapters_follow_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")  # 1 June 2026
    assert due(tmp_path).warnings == []
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1811808000")  # 1 June 2027
    made = due(tmp_path)
    assert made.warnings == [WARNING]
    assert made.html().xpath(NOTICE)[0].get("hidden") is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    assert due(tmp_path).html().xpath(NOTICE)[0].get("hidden") == "hidden"


@pytest.mark.parametrize("epoch", ["", "snart", "9" * 30])
def test_an_epoch_that_is_none_is_no_date(monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert book_day(Config()) is None


def test_a_next_review_without_a_last_is_shown(tmp_path: Path) -> None:
    text = "---\nchapter: true\nreview_due: 2027-01-01\n---\n# A\n"
    made = build(tmp_path, {"index.md": text}, rooms=("kompendium.locale", *ROOMS), language="nb")
    assert made.html().xpath("string(//p[@class='kompendium-review'])") == NEXT
