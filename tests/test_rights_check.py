"""``kompendium check rights``: the audit of a book, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.cli import main
from kompendium.locale import use_language

if TYPE_CHECKING:
    from pathlib import Path

CONF = """extensions = ["kompendium"]
project = "Bok"
author = "Kari Nordmann"
language = "nb"
html_theme = "basic"
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
CHAPTER = """---
based_on:
  title: Gammel bok
  authors: [Ola Hansen]
  rights: © 2019 Ola Hansen
---
# Kalsinose

:::{figure} ../hand.svg
:alt: En hånd.
:credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0

Bildetekst.
:::

:::{attribution} Hånd
:credit: Tegning: Kari Nordmann. CC BY 4.0
:::
"""
IGNORE = "code,work,reason\nLIC-010,Gammel bok,Skrevet på nytt fra fakta.\nLIC-003,Ingen,Tull.\n"
NO_ADVICE = "Dette er et hjelpemiddel, ikke juridisk rådgivning."
UNUSED = "rettighetskontrollen ikke sier dette om et slikt verk"
FACTS = (
    "Alle rettigheter til «Gammel bok» er forbeholdt, og ingen har gitt tillatelse til å bruke verket; fakta kan "
    "hentes derfra, men ikke ord og bilder. Hold teksten opp mot kilden; er teksten skrevet på nytt, skriver du det i "
    "rights.ignore.csv. [LIC-010]"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    use_language("nb")
    source = tmp_path / "book"
    (source / "kapitler").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "hand.svg").write_text(SVG, "utf-8")
    (source / "index.md").write_text("# Bok\n\n```{toctree}\nkapitler/a\n```\n", "utf-8")
    (source / "kapitler/a.md").write_text(CHAPTER, "utf-8")
    (source / "rights.ignore.csv").write_text(IGNORE, "utf-8")
    return source


def run(book: Path, *words: str, conf: str = "") -> int:
    (book / "conf.py").write_text(CONF + conf, "utf-8")
    return main(["check", "rights", str(book), "--output", str(book.parent / "out"), *words])


def test_each_work_is_told_by_chapter_with_verdict_reason_and_what_is_missing(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(book, conf="kompendium_commercial = False\n") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Rettigheter i «Bok»",
        "Bokens lisens: Alle rettigheter forbeholdt. Kommersiell bruk: nei. Utgis som: html, pdf, epub.",
        "",
        "Kalsinose (kapitler/a)",
        "  [merknad · satt til side] Gammel bok (Alle rettigheter forbeholdt), kapitler/a.md:2",
        f"    – {FACTS}",
        "      Satt til side: Skrevet på nytt fra fakta. (rights.ignore.csv:2)",
        "    – Krediteringen mangler: kildens nettadresse.",
        "  [merknad] Marek Chojnowski (CC BY-NC-SA 4.0), kapitler/a.md:9",
        "    – Verket kan stå her med krediteringen så lenge boken ikke brukes kommersielt.",
        "    – Krediteringen mangler: tittel, kildens nettadresse.",
        "  [i orden] Hånd (CC BY 4.0), kapitler/a.md:16",
        "    – Bokens egne folk har laget verket.",
        "",
        f"rights.ignore.csv:3: denne linjen blir ikke brukt, fordi {UNUSED}.",
        "i orden: 1 · merknad: 2 · må vurderes: 0 · konflikt: 0 · satt til side: 1",
        NO_ADVICE,
    ]


@pytest.mark.parametrize(
    ("conf", "verdict", "code"),
    [
        ("kompendium_commercial = False\n", "note", 0),
        ("", "flag", 0),
        ("kompendium_commercial = True\n", "conflict", 1),
    ],
)
def test_conflict_that_nobody_has_set_aside_fails(
    book: Path, capsys: pytest.CaptureFixture[str], conf: str, verdict: str, code: int
) -> None:
    assert run(book, "--json", conf=conf) == code
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [work["verdict"] for work in told["works"]] == ["note", verdict, "ok"]
    assert told["works"][1]["missing"] == ["title", "source_url"]


def test_conflict_that_is_set_aside_does_not_fail(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reason = "Avtale med opphaveren 2026-01-02."
    (book / "rights.ignore.csv").write_text(f"code,work,reason\nLIC-003,Marek Chojnowski,{reason}\n", "utf-8")
    assert run(book, "--json", conf="kompendium_commercial = True\n") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["works"][1]["judgements"][0]["set_aside"] == reason
    assert told["exceptions"] == [
        {"code": "LIC-003", "work": "Marek Chojnowski", "reason": reason, "line": 2, "used": True}
    ]


def test_program_reads_the_same_as_json(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--json", conf='kompendium_commercial = True\nkompendium_published_as = ["html", "print"]\n') == 1
    told = json.loads(capsys.readouterr().out)
    works = told.pop("works")
    assert told == {
        "version": 1,
        "notice": NO_ADVICE,
        "book": {
            "title": "Bok",
            "language": "nb",
            "license": "LicenseRef-all-rights-reserved",
            "commercial": True,
            "drm": "none",
            "published_as": ["html", "print"],
        },
        "counts": {"ok": 1, "note": 1, "flag": 0, "conflict": 1},
        "exceptions": [
            {"code": "LIC-010", "work": "Gammel bok", "reason": "Skrevet på nytt fra fakta.", "line": 2, "used": True},
            {"code": "LIC-003", "work": "Ingen", "reason": "Tull.", "line": 3, "used": False},
        ],
        "unused_lines": [{"line": 3, "problem": UNUSED}],
    }
    picture = works[1]
    assert picture.pop("asset") in {None, "hand.svg"}
    assert [it.pop("message")[-9:] for it in picture["judgements"]] == ["[LIC-003]", "ettadresse."[-9:]]
    assert picture == {
        "chapter": "kapitler/a",
        "file": "kapitler/a.md",
        "line": 9,
        "name": "Marek Chojnowski",
        "what": "figure",
        "reproduced": True,
        "own": False,
        "credit": {
            "title": None,
            "creator": "Marek Chojnowski",
            "source": "Reumatologia",
            "source_url": None,
            "year": "2017",
            "changes": None,
        },
        "license": "CC-BY-NC-SA-4.0",
        "license_text": "CC BY-NC-SA 4.0",
        "chapter_license": "LicenseRef-all-rights-reserved",
        "verdict": "conflict",
        "missing": ["title", "source_url"],
        "judgements": [
            {
                "rule": "noncommercial",
                "verdict": "conflict",
                "code": "LIC-003",
                "license": "CC-BY-NC-SA-4.0",
                "detail": [],
                "set_aside": None,
            },
            {
                "rule": "incomplete",
                "verdict": "note",
                "code": None,
                "license": "CC-BY-NC-SA-4.0",
                "detail": ["title", "source_url"],
                "set_aside": None,
            },
        ],
    }


def test_warnings_of_the_book_are_said_beside_the_report(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--json") == 0
    said = capsys.readouterr()
    json.loads(said.out)
    assert [line.rpartition("[")[2] for line in said.err.splitlines()] == [
        "kompendium.rights_commercial_unsaid]",
        "kompendium.rights_exception_line]",
    ]


def test_folder_that_is_no_book_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    use_language("nb")
    assert main(["check", "rights", str(tmp_path)]) == 2
    assert "har ingen conf.py" in capsys.readouterr().err


def test_report_is_in_the_books_language(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (book / "rights.ignore.csv").unlink()
    assert run(book, conf='language = "en"\n') == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "Rights in «Bok»",
        "The book's licence: All rights reserved. Used commercially: not said. Published as: html, pdf, epub.",
    ]
    assert said[-2:] == [
        "in order: 1 · note: 0 · to be looked at: 2 · conflict: 0 · set aside: 0",
        "This is a help, and no legal advice.",
    ]
