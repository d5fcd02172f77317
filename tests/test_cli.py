from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from kompendium import __version__, cli
from kompendium.build import BuildError, Made, Order, Result
from kompendium.locale import use_language

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    source = tmp_path / "docs" / "book"
    source.mkdir(parents=True)
    (source / "conf.py").write_text('language = "en"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "color_terminal", lambda: False)
    return source


@pytest.fixture
def ordered(monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """The orders that the command gives, with nothing built."""
    orders: list[Order] = []

    def note(order: Order, **_streams: object) -> Result:
        orders.append(order)
        return Result()

    monkeypatch.setattr(cli, "build", note)
    return orders


def test_build_without_arguments_is_the_whole_book(book: Path, ordered: list[Order]) -> None:
    assert cli.main(["build"]) == 0
    assert ordered == [Order(source=Path("docs/book"), output=Path("build"), formats=("pdf", "epub", "html"))]


def test_arguments_reach_the_order(book: Path, ordered: list[Order]) -> None:
    command = ["build", str(book), "--formats", "epub,PDF", "--output", "ut", "-W", "-j", "3", "-vv"]
    assert cli.main(command) == 0
    assert ordered == [
        Order(book, Path("ut"), ("epub", "pdf"), fail_on_warning=True, jobs=3, verbosity=1),
    ]


def test_chapter_is_made_as_pdf_and_epub(book: Path, ordered: list[Order]) -> None:
    assert cli.main(["build", "--chapter", "kalsinose"]) == 0
    assert (ordered[0].formats, ordered[0].chapter) == (("pdf", "epub"), "kalsinose")


def test_chapter_as_site_is_refused(book: Path, ordered: list[Order], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build", "--chapter", "kalsinose", "--formats", "html"]) == 2
    assert capsys.readouterr().err == "A chapter on its own is made as PDF and EPUB; leave «html» out of --formats.\n"


def test_profile_makes_the_pdf_alone(book: Path, ordered: list[Order]) -> None:
    assert cli.main(["build", "--profile", "large"]) == 0
    assert ordered == [Order(Path("docs/book"), Path("build"), ("pdf",), profile="large")]


@pytest.mark.parametrize("more", [["--chapter", "kalsinose"], ["--formats", "pdf,html"]])
def test_profile_of_another_thing_than_the_book_is_refused(
    book: Path, ordered: list[Order], more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["build", "--profile", "print", *more]) == 2
    assert ordered == []
    assert capsys.readouterr().err == (
        "«--profile print» makes one PDF of the whole book; leave out --chapter and other formats than pdf.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--formats", "docx"], "«docx» is not a format; expected one or more of: pdf, epub, html"),
        (["-j", "many"], "«many» is not a number of jobs; expected «auto» or 1, 2, …"),
    ],
)
def test_wrong_argument_is_explained(
    book: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "use_language", lambda *_: use_language("en"))
    with pytest.raises(SystemExit) as stop:
        cli.main(["build", *arguments])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_failure_gives_a_code_and_a_sentence(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "build", lambda *_a, **_k: Result(failures=["PDF failed: for a reason"], warnings=2))
    assert cli.main(["build"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("Warnings: 2\n", "PDF failed: for a reason\n")


def raising(error: BaseException) -> Callable[..., Result]:
    def fail(*_arguments: object, **_streams: object) -> Result:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (BuildError("The book has no chapter «x»."), 2, "The book has no chapter «x».\n"),
        (KeyboardInterrupt(), 130, "Stopped. The last finished book is as it was.\n"),
        (
            ZeroDivisionError("oh"),
            3,
            (
                "Something unforeseen went wrong: ZeroDivisionError('oh')\n"
                "This is a fault in Kompendium. Run again with -v for the details, and report it.\n"
            ),
        ),
    ],
)
def test_no_traceback_reaches_an_author(
    book: Path,
    error: BaseException,
    code: int,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "build", raising(error))
    assert cli.main(["build"]) == code
    assert capsys.readouterr().err == message


def test_end_names_what_was_made(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    use_language("nb")
    pdf_file, chapter = tmp_path / "build/pdf/kompendium.pdf", tmp_path / "build/pdf/kapitler/kalsinose.pdf"
    chapter.parent.mkdir(parents=True)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(pdf_file)
    chapter.write_bytes(b"x" * 2_300_000)
    epub = tmp_path / "build/epub/kompendium.epub"
    epub.parent.mkdir()
    epub.write_bytes(b"x" * 41_800)
    made = [Made("pdf", pdf_file, (chapter,), 1.25), Made("epub", epub, (), 0.5)]
    cli.print_result(Result(made=made, seconds=3.0))
    said = capsys.readouterr().out.replace("\\", "/")
    size = f"{pdf_file.stat().st_size / 1000:.0f} kB"
    assert said.splitlines() == [
        "Ferdig på 3,0 s:",
        f"  build/pdf/kompendium.pdf · 2 sider · {size} · 1,2 s",
        "  build/pdf/kapitler/ · 1 kapittel · 2,3 MB",
        "  build/epub/kompendium.epub · 42 kB · 0,5 s",
    ]


def test_live_says_what_it_lacks(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda _name: None)
    assert cli.main(["live"]) == 2
    assert 'pip install "sphinx-kompendium[live]"' in capsys.readouterr().err


def test_live_hands_the_book_to_sphinx_autobuild(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def note(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="", stderr="")

    monkeypatch.setattr(cli.subprocess, "run", note)
    assert cli.main(["live", str(book), "--no-browser", "--port", "8123"]) == 0
    command = [part.replace("\\", "/") for part in commands[-1]]
    assert command[1:] == [
        *["-m", "sphinx_autobuild", "-b", "html", "-d", "build/live/.doctrees"],
        *["-D", "kompendium_offline=0", "--port", "8123"],
        *[book.as_posix(), "build/live/html"],
    ]


def test_console_script_is_installed() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kompendium.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(rf"kompendium {re.escape(__version__)}\n", run.stdout)


def test_a_reader_that_has_had_enough_does_not_stop_the_build(
    book: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    done: list[str] = []

    def build(_order: Order, *, progress: Callable[[str], None], **_streams: object) -> Result:
        for line in ("one", "two"):
            progress(line)
            done.append(line)
        return Result(warnings=1)

    monkeypatch.setattr(cli, "build", build)
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert cli.main(["build"]) == 0
    assert done == ["one", "two"]


def test_refusals_are_in_the_books_language(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (book / "conf.py").write_text("language = 'nb'\n", "utf-8")
    assert cli.main(["build", "--chapter", "kalsinose", "--formats", "html"]) == 2
    assert capsys.readouterr().err.startswith("Et enkelt kapittel kan bare lages som PDF og EPUB")
    with pytest.raises(SystemExit):
        cli.main(["build", str(book), "-j", "mange"])
    assert "«mange» er ikke" in capsys.readouterr().err
