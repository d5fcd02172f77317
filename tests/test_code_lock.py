"""``kompendium codes``: the lock file is filled from the editions at hand, and compared with another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompendium.cli import main
from kompendium.locale import use_language

if TYPE_CHECKING:
    from pathlib import Path

CONF = 'extensions = ["kompendium"]\nproject = "Bok"\nauthor = "Kari Nordmann"\nlanguage = "nb"\nhtml_theme = "basic"\n'
CHAPTER = "---\nicd10: [M34.1, M30–M36]\n---\n# Sklerose\n\nSe {icd10}`L94.2` og {atc}`L01FA01`.\n"
LOCK = "system,code,title,title_nb,parent\nicd10,M34.1,CREST,CREST-syndrom,M34\nicd10,Q99,Old,,\n"
TITLES = {"L94.2": "Calcinosis cutis", "M34.1": "CR(E)ST syndrome"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    use_language("nb")
    source = tmp_path / "book"
    (source / "kapitler").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "index.md").write_text("# Bok\n\n```{toctree}\nkapitler/a\n```\n", "utf-8")
    (source / "kapitler/a.md").write_text(CHAPTER, "utf-8")
    (source / "codes.lock.csv").write_text(LOCK, "utf-8")
    return source


def run(book: Path, *words: str) -> int:
    return main(["codes", *words[:1], str(book), "--output", str(book.parent / "out"), *words[1:]])


def test_lock_file_holds_the_books_codes_and_their_ancestors_alone(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(book, "update") == 0
    assert capsys.readouterr().out.splitlines() == [
        "codes.lock.csv: 8 koder, 7 nye, 1 ikke lenger i bruk",
        "ATC L01FA01: ingen utgave er tilgjengelig",
    ]
    lines = (book / "codes.lock.csv").read_text("utf-8").splitlines()
    cells = [line.split(",") for line in lines[1:]]
    assert [cell[1] for cell in cells] == ["XII", "L80-L99", "L94", "L94.2", "XIII", "M30-M36", "M34", "M34.1"]
    assert {cell[1]: cell[2] for cell in cells if cell[1] in TITLES} == TITLES
    assert [cell[3] for cell in cells if cell[3]] == ["CREST-syndrom"]
    # Filled anew it is the same, and nothing is left beside it.
    assert run(book, "update") == 0
    assert (book / "codes.lock.csv").read_text("utf-8").splitlines() == lines
    assert not list(book.glob("*.part"))


def test_check_says_what_an_edition_has_otherwise(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "check") == 1
    assert capsys.readouterr().out.splitlines() == [
        "ICD-10 M34.1: heter «CR(E)ST syndrome» (het «CREST»)",
        "ICD-10 Q99: heter «Other chromosome abnormalities, not elsewhere classified» (het «Old»)",
        "ICD-10 Q99: hører til Q90–Q99 (hørte til –)",
        "ICD-10 L94.2: står ikke i låsefilen; kjør «kompendium codes update»",
        "ICD-10 M30–M36: står ikke i låsefilen; kjør «kompendium codes update»",
        "ATC L01FA01: ingen utgave er tilgjengelig",
    ]
    assert run(book, "update") == 0
    capsys.readouterr()
    assert run(book, "check") == 0
    assert capsys.readouterr().out.splitlines() == [
        "ATC L01FA01: ingen utgave er tilgjengelig",
        "codes.lock.csv stemmer med utgavene og har alle kodene i bruk som de har.",
    ]
    newer = book / "newer.csv"
    newer.write_text("code,title,parent,retired,successor\nM34,Sclerosis,,,\nM34.1,CREST,M34,2030,M34.0\n", "utf-8")
    assert run(book, "check", "--edition", str(newer)) == 1
    said = capsys.readouterr().out
    assert "ICD-10 M34.1: er gått ut av bruk (2030); nå M34.0\n" in said
    assert "ICD-10 L94.2: finnes ikke lenger (var «Calcinosis cutis»)\n" in said


def test_lock_file_with_a_line_that_is_not_used_is_left_alone(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (book / "codes.lock.csv").write_text(LOCK + "icd10,tull,Tull,,\n", "utf-8")
    assert run(book, "update") == 2
    assert "codes.lock.csv:4: denne linjen i låsefilen er ikke i bruk og ville gått tapt." in capsys.readouterr().err
    assert (book / "codes.lock.csv").read_text("utf-8").endswith("icd10,tull,Tull,,\n")


def test_edition_that_cannot_be_read_is_told_with_its_line(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (book / "x.csv").write_text("code,title\nM34,a\nM34,b\n", "utf-8")
    assert run(book, "check", "--edition", str(book / "x.csv")) == 2
    assert "x.csv:3: Koden M34 står to ganger." in capsys.readouterr().err


def test_edition_is_of_the_system_that_the_book_calls_icd10(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (book / "conf.py").write_text(CONF + 'kompendium_icd10 = "icd10no"\n', "utf-8")
    (book / "codes.lock.csv").write_text("system,code,title\nicd10no,M34.1,CREST\n", "utf-8")
    (book / "x.csv").write_text("code,title\nM34.1,Ny\n", "utf-8")
    for words in ((), ("--system", "icd10"), ("--system", "ICD-10-NO")):
        assert run(book, "check", "--edition", str(book / "x.csv"), *words) == 1
        assert "ICD-10 M34.1: heter «Ny» (het «CREST»)\n" in capsys.readouterr().out
    # An edition of a system that the lock file has no codes of agrees with nothing.
    assert run(book, "check", "--edition", str(book / "x.csv"), "--system", "icd10cm") == 1
    assert capsys.readouterr().out == "codes.lock.csv har ingen koder i icd10cm, så ingenting ble sammenlignet.\n"


def test_code_that_the_build_takes_as_made_of_others_is_not_missed(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # WHO's fifth character of a place (W01.05, M00.06), and a span that is no block.
    chapter = "---\nicd10: [W01.05, M00.06, M33.0–M33.8]\n---\n# Fall\n"
    (book / "kapitler/a.md").write_text(chapter, "utf-8")
    assert run(book, "update") == 0
    assert run(book, "check") == 0
    assert "ingen slik kode" not in capsys.readouterr().out
    (book / "kapitler/a.md").write_text(chapter.replace("M00.06", "M34.76"), "utf-8")
    assert run(book, "update") == 1
    assert "ICD-10 M34.76: utgaven har ingen slik kode" in capsys.readouterr().out


def test_lock_file_that_cannot_be_written_is_told_and_nothing_is_left(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = book / "codes.lock.csv"
    file.unlink()
    file.mkdir()
    assert run(book, "update") == 2
    assert f"{file} kan ikke skrives: " in capsys.readouterr().err
    assert sorted(path.name for path in book.iterdir()) == ["codes.lock.csv", "conf.py", "index.md", "kapitler"]


def test_lock_file_that_a_link_leads_to_is_filled_itself(book: Path) -> None:
    (book / "codes.lock.csv").rename(book / "real.csv")
    (book / "codes.lock.csv").symlink_to("real.csv")
    assert run(book, "update") == 0
    assert (book / "codes.lock.csv").is_symlink()
    assert "CREST-syndrom" in (book / "real.csv").read_text("utf-8")
