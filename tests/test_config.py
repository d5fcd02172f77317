"""Settings of conf.py that cannot be used: a sentence or a finding with their line, in the book's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from sphinx.errors import ConfigError

from kompendium.config import typst_language

if TYPE_CHECKING:
    from tests.conftest import Build

NAME = "forventet et filnavn uten mappe og endelse"
INDEX = {"index.md": "# Bok\n"}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kompendium_cover": 5}, 'kompendium_cover er 5; forventet en tekst: kompendium_cover = "…"'),
        ({"kompendium_editors": "x"}, "kompendium_editors er 'x'; forventet en liste: kompendium_editors = [\"…\"]"),
        ({"kompendium_share": 1}, "kompendium_share er 1; forventet True eller False: kompendium_share = True"),
        (
            {"kompendium_basename": "a/b c"},
            f"kompendium_basename er 'a/b c'; {NAME}: kompendium_basename = \"a-b-c\"",
        ),
        (
            {"kompendium_basename": ""},
            f"kompendium_basename er ''; {NAME}: kompendium_basename = \"kompendium\"",
        ),
    ],
)
def test_a_value_of_a_wrong_kind_stops_with_a_sentence(build: Build, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as stop:
        build(INDEX, conf=settings)
    assert str(stop.value).endswith(f"conf.py:6: {message}")


@pytest.mark.parametrize("date", ["i går", "2026-13-01", "20260101", "2026-1-1"])
def test_a_date_that_is_none_is_reported(build: Build, date: str) -> None:
    said = (
        f"conf.py:6: WARNING: «kompendium_date» er «{date}»; forventet: en dato som ÅÅÅÅ-MM-DD. Den trykkes som den "
        'står, og filene får en annen dato. For eksempel: kompendium_date = "2026-02-14" [CNF-002] '
        "[kompendium.option_of_book_value]"
    )
    build(INDEX, conf={"kompendium_date": date}, warnings=[said])


def test_a_misspelt_option_is_reported(build: Build) -> None:
    said = (
        "conf.py:6: WARNING: «kompendium_subtitel» er ikke et valg for boken, og blir ikke brukt. Mente du "
        "«kompendium_subtitle»? [CNF-001] [kompendium.option_of_book_unknown]"
    )
    build(INDEX, conf={"kompendium_subtitel": "x"}, warnings=[said])


def test_an_empty_identifier_is_reported_with_the_one_derived(build: Build) -> None:
    derived = f"urn:uuid:{uuid5(NAMESPACE_URL, 'Kari Nordmann/Bok')}"
    said = (
        f"conf.py:6: WARNING: «kompendium_identifier» er tom; boken kjennes som «{derived}», og det endrer seg med "
        f'navnet eller adressen. Behold den for godt: kompendium_identifier = "{derived}" [CNF-003] '
        "[kompendium.identifier_derived]"
    )
    build(INDEX, conf={"kompendium_identifier": ""}, warnings=[said])


@pytest.mark.parametrize(
    ("language", "taken"),
    [("nb", "nb"), ("nb_NO", "nb-NO"), ("zh_Hans_CN", "zh-CN"), ("sr-Latn", "sr"), ("tlh-x", "tlh"), ("norsk", "en")],
)
def test_the_language_is_one_that_typst_takes(language: str, taken: str) -> None:
    assert typst_language(language) == taken


def test_a_language_that_is_none_is_reported_at_the_setting_and_the_pdf_is_made(build: Build) -> None:
    said = (
        "conf.py:4: WARNING: «language» is «tlh-x»; expected: a language tag. The PDF is set as if it were «tlh». "
        'For example: language = "nb" [CNF-002] [kompendium.option_of_book_value]'
    )
    made = build(INDEX, "typst", conf={"language": "tlh-x", "kompendium_date": "2026-01-01"}, warnings=[said])
    assert (made.outdir / "kompendium.pdf").is_file()


def test_a_cover_that_is_not_there_is_reported_at_the_setting(build: Build) -> None:
    said = "conf.py:6: WARNING: Bildefilen «nei.svg» finnes ikke. [FIG-001] [kompendium.figure_missing]"
    build(INDEX, "typst", conf={"kompendium_cover": "nei.svg"}, warnings=[said])


def test_the_epub_reports_the_cover_at_the_setting(build: Build) -> None:
    said = (
        "conf.py:6: WARNING: Omslaget «nei.svg» kan ikke brukes: «No such file or directory». Et omslag med tittelen "
        "ble tegnet i stedet. La «kompendium_cover» peke på en SVG-, PNG- eller JPEG-fil, regnet fra kildemappen. "
        "[EPB-003] [kompendium.epub_cover]"
    )
    build(INDEX, "epub", conf={"kompendium_cover": "nei.svg"}, warnings=[said])


def test_copyright_is_printed_as_it_is_written_whatever_the_date_of_the_files(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "315532800")
    year = date.today().year
    page = build(INDEX, conf={"copyright": f"{year}, Kari Nordmann", "html_theme": "alabaster"}).html()
    assert f"{year}, Kari Nordmann" in page.text_content()
    assert "1980" not in page.text_content()
