"""The pipeline on a book of three pages, with builders of a few lines in the place of Typst's and the EPUB's."""

from __future__ import annotations

import io
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from sphinx.util.console import strip_colors

from kompendium.build import Book, BuildError, Order, Result, build, source_date_epoch
from kompendium.locale import use_language

if TYPE_CHECKING:
    from pathlib import Path

BUILDERS = """
from pathlib import PurePosixPath

from sphinx import version_info
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util import logging

from kompendium.blocks.chapter import chapters_in_order


class Stub(Builder):
    allow_parallel = True

    def get_outdated_docs(self):
        return "all"

    def get_target_uri(self, docname, typ=None):
        return ""

    def write_documents(self, docnames):
        for docname in docnames:
            more = {'tags': self.tags} if version_info >= (9,) else {}
            self.env.get_and_resolve_doctree(docname, self, **more)
        only = self.config.kompendium_only
        if not only:
            profile = self.config.kompendium_profile if self.format == "pdf" else "screen"
            ending = "" if profile == "screen" else f"-{profile}"
            self.put(f"{self.config.kompendium_basename}{ending}", sorted(self.env.found_docs))
            if ending:
                return
        for docname in chapters_in_order(self.env):
            if docname in only or not only:
                self.put(f"kapitler/{PurePosixPath(docname).name}", [docname])

    def put(self, name, docnames):
        text = "".join(self.env.get_doctree(docname).astext() for docname in docnames)
        if self.name in text:
            raise SphinxError(f"{self.name} does not like this text")
        file = self.outdir / f"{name}.{self.format}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        (self.outdir / "scratch").write_text("not for readers", "utf-8")


class StubTypst(Stub):
    name, format = "typst", "pdf"


class StubEpub(Stub):
    name, format = "epub", "epub"


def note_reading(app, docname, source):
    with (app.srcdir.parent / "parsed.txt").open("a") as log:
        log.write(docname + "\\n")


def setup(app):
    app.add_builder(StubTypst, override=True)
    app.add_builder(StubEpub, override=True)
    app.connect("source-read", note_reading)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""

CONF = """
import sys
sys.path.insert(0, __file__.rpartition("conf.py")[0])
project = "Bok"
version = "1"
copyright = "2026"
extensions = ["kompendium.config", "myst_parser", "kompendium.locale", "kompendium.blocks.chapter", "stub_builders"]
language = "nb"
html_theme = "basic"
html_copy_source = False
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    use_language("nb")
    source = tmp_path / "book"
    (source / "kapitler").mkdir(parents=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "stub_builders.py").write_text(BUILDERS, "utf-8")
    (source / "index.md").write_text("# Bok\n\n```{toctree}\n:glob:\n\nkapitler/*\n```\n", "utf-8")
    (source / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nKalk i huden.\n", "utf-8")
    (source / "kapitler" / "sklerodermi.md").write_text("# Sklerodermi\n\nStram hud.\n", "utf-8")
    return source


def run(book: Path, **order: object) -> tuple[Result, list[str], list[str]]:
    """Build; return the result, the lines of progress, and the warnings from the source folder on."""
    warnings, progress = io.StringIO(), []
    settings = {"source": book, "output": book.parent / "build", **order}
    result = build(Order(**settings), status=None, warning=warnings, progress=progress.append)
    said = [
        line.replace(f"{book}{os.sep}", "") for line in strip_colors(warnings.getvalue()).splitlines() if line.strip()
    ]
    return result, progress, said


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


def parsed(book: Path) -> list[str]:
    file = book.parent / "parsed.txt"
    names = sorted(file.read_text("utf-8").split()) if file.exists() else []
    file.unlink(missing_ok=True)
    return names


def test_three_formats_come_from_one_reading(book: Path) -> None:
    result, progress, said = run(book)
    assert (result.failures, said) == ([], [])
    assert parsed(book) == ["index", "kapitler/kalsinose", "kapitler/sklerodermi"]
    assert progress == [
        "Leser: 3 av 3 dokumenter er nye eller endret",
        "Lager PDF …",
        "Lager EPUB …",
        "Lager HTML …",
    ]
    files = [name for name in snapshot(book.parent / "build") if "/_s" not in name]
    assert files == [
        "epub/kapitler/kalsinose.epub",
        "epub/kapitler/sklerodermi.epub",
        "epub/kompendium.epub",
        "html/genindex.html",
        "html/index.html",
        "html/kapitler/kalsinose.html",
        "html/kapitler/sklerodermi.html",
        "html/nedlasting/kapitler/kalsinose.epub",
        "html/nedlasting/kapitler/kalsinose.pdf",
        "html/nedlasting/kapitler/sklerodermi.epub",
        "html/nedlasting/kapitler/sklerodermi.pdf",
        "html/nedlasting/kompendium.epub",
        "html/nedlasting/kompendium.pdf",
        "html/objects.inv",
        "html/search.html",
        "html/searchindex.js",
        "pdf/kapitler/kalsinose.pdf",
        "pdf/kapitler/sklerodermi.pdf",
        "pdf/kompendium.pdf",
        "rights/credits.csv",
        "rights/permissions.csv",
    ]
    assert [(made.format, made.main.name, len(made.chapters)) for made in result.made] == [
        ("pdf", "kompendium.pdf", 2),
        ("epub", "kompendium.epub", 2),
        ("html", "index.html", 0),
    ]


def test_text_changed_while_the_book_is_made_waits_for_the_next_build(book: Path) -> None:
    def save(line: str) -> None:
        if "EPUB" in line:
            (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nLagret underveis.\n", "utf-8")
            (book / "kapitler" / "ny.md").write_text("# Ny\n\nLagret underveis.\n", "utf-8")

    order = Order(source=book, output=book.parent / "build")
    assert build(order, status=None, warning=io.StringIO(), progress=save).failures == []
    assert [name for name, content in snapshot(book.parent / "build").items() if b"underveis" in content] == []
    assert run(book)[0].read == 3
    assert "html/kapitler/ny.html" in snapshot(book.parent / "build")


def test_second_build_reads_nothing_and_changes_nothing(book: Path) -> None:
    run(book)
    first = snapshot(book.parent / "build")
    parsed(book)
    result, progress, said = run(book)
    assert (parsed(book), result.read, said) == ([], 0, [])
    assert progress[0] == "Leser: ingenting er endret"
    assert snapshot(book.parent / "build") == first


@pytest.mark.parametrize("jobs", [1, 2])
def test_incremental_build_gives_the_same_as_a_clean_one(book: Path, jobs: int) -> None:
    run(book, jobs=jobs)
    parsed(book)
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose ny\n\nMer kalk. [Naboen](sklerodermi.md)\n", "utf-8")
    run(book, jobs=jobs)
    assert parsed(book) == ["kapitler/kalsinose"]
    incremental = snapshot(book.parent / "build")
    shutil.rmtree(book.parent / "build")
    run(book)
    assert snapshot(book.parent / "build") == incremental
    assert "Kalsinose ny" in incremental["html/index.html"].decode()


def test_deleted_chapter_leaves_no_stale_file(book: Path) -> None:
    run(book)
    (book / "kapitler" / "sklerodermi.md").unlink()
    (book / "index.md").write_text("# Bok\n\n```{toctree}\nkapitler/kalsinose\n```\n", "utf-8")
    run(book)
    assert [name for name in snapshot(book.parent / "build") if "sklerodermi" in name] == []


def test_one_chapter_is_made_alone_and_the_rest_stays(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nNy tekst.\n", "utf-8")
    result, _progress, _said = run(book, chapter="kalsinose", formats=("pdf", "epub"))
    after = snapshot(book.parent / "build")
    assert [made.main.relative_to(book.parent).as_posix() for made in result.made] == [
        "build/pdf/kapitler/kalsinose.pdf",
        "build/epub/kapitler/kalsinose.epub",
    ]
    assert {name for name in after if after[name] != before[name]} == {
        "pdf/kapitler/kalsinose.pdf",
        "epub/kapitler/kalsinose.epub",
    }
    assert after.keys() == before.keys()


def test_profile_adds_one_pdf_and_leaves_the_rest(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    result, _progress, _said = run(book, formats=("pdf",), profile="print")
    assert [(made.main.name, made.chapters) for made in result.made] == [("kompendium-print.pdf", ())]
    after = snapshot(book.parent / "build")
    assert after == before | {"pdf/kompendium-print.pdf": after["pdf/kompendium-print.pdf"]}


@pytest.mark.parametrize("formats", [("pdf", "epub", "html"), ("html",)])
def test_book_keeps_the_pdf_of_a_profile_and_the_site_does_not_offer_it(book: Path, formats: tuple[str, ...]) -> None:
    run(book)
    run(book, formats=("pdf",), profile="large")
    run(book, formats=formats)
    found = [name for name in snapshot(book.parent / "build") if "large" in name]
    assert found == ["pdf/kompendium-large.pdf"]
    assert "html/nedlasting/kompendium.pdf" in snapshot(book.parent / "build")


@pytest.mark.parametrize("name", ["kalsinose", "kapitler/kalsinose", "kalsinose.md", "docs/book/kapitler/kalsinose.md"])
def test_chapter_is_found_by_slug_or_path(book: Path, name: str) -> None:
    result, _progress, _said = run(book, chapter=name, formats=("pdf",))
    assert [made.main.name for made in result.made] == ["kalsinose.pdf"]


def test_unknown_chapter_names_the_nearest(book: Path) -> None:
    with pytest.raises(BuildError) as error:
        run(book, chapter="kalsinosse", formats=("pdf",))
    assert str(error.value) == "Boken har ikke noe kapittel «kalsinosse». Mente du: kalsinose?"


def test_failed_format_leaves_the_last_good_and_the_others_go_on(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nNy tekst om typst.\n", "utf-8")
    result, _progress, _said = run(book)
    after = snapshot(book.parent / "build")
    assert result.failures == ["PDF kunne ikke lages: typst does not like this text"]
    assert [made.format for made in result.made] == ["epub", "html"]
    assert after["pdf/kompendium.pdf"] == before["pdf/kompendium.pdf"]
    assert after["html/nedlasting/kompendium.pdf"] == before["pdf/kompendium.pdf"]
    assert after["epub/kompendium.epub"] != before["epub/kompendium.epub"]


def test_epub_alone_sets_the_book_for_its_pages_and_leaves_the_pdf(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nNy tekst.\n", "utf-8")
    result, progress, said = run(book, formats=("epub",))
    assert (result.failures, said) == ([], [])
    assert progress[1:] == ["Setter boken for å finne sidetallene …", "Lager EPUB …"]
    assert [made.format for made in result.made] == ["epub"]
    after = snapshot(book.parent / "build")
    assert {name for name in after if after[name] != before[name]} == {
        "epub/kompendium.epub",
        "epub/kapitler/kalsinose.epub",
    }
    assert run(book, chapter="kalsinose", formats=("epub",))[1][1:] == ["Lager EPUB …"]


def test_epub_is_made_without_pages_where_the_book_cannot_be_set(book: Path) -> None:
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\nNy tekst om typst.\n", "utf-8")
    result, _progress, _said = run(book, formats=("epub",))
    assert result.failures == ["PDF kunne ikke lages: typst does not like this text"]
    assert [made.format for made in result.made] == ["epub"]


def test_warning_comes_back_until_it_is_mended(book: Path) -> None:
    chapter = book / "kapitler" / "kalsinose.md"
    chapter.write_text("# Kalsinose\n\n```{finnes-ikke}\n```\n", "utf-8")
    expected = ["kapitler/kalsinose.md:3: WARNING: Unknown directive type: 'finnes-ikke' [myst.directive_unknown]"]
    for _time in range(2):
        result, _progress, said = run(book)
        assert (result.failures, said) == ([], expected)
    chapter.write_text("# Kalsinose\n\nBra.\n", "utf-8")
    assert run(book)[2] == []
    parsed(book)
    run(book)
    assert parsed(book) == []


def test_label_of_two_chapters_is_told_at_every_build(book: Path) -> None:
    for name in ("kalsinose", "sklerodermi"):
        (book / "kapitler" / f"{name}.md").write_text(f"(hud)=\n\n# {name.title()}\n", "utf-8")
    other = book / "kapitler" / "kalsinose.md"
    expected = (
        "kapitler/sklerodermi.md:3: WARNING: Etiketten «hud» finnes fra før, i kapitler/kalsinose.md. "
        "Gi den ene et annet navn."
    )
    for _time in range(3):
        assert run(book)[2] == [expected]
    # Only one of the two is read by itself.
    other.write_text("# Kalsinose\n", "utf-8")
    assert run(book)[2] == []


def test_label_of_two_formulas_is_told_at_every_build(book: Path) -> None:
    for name in ("kalsinose", "sklerodermi"):
        text = f"# {name.title()}\n\n```{{math}}\n:label: dose\n\na\n```\n"
        (book / "kapitler" / f"{name}.md").write_text(text, "utf-8")
    said = [run(book)[2] for _time in range(3)]
    assert said[0] == [
        (
            "kapitler/sklerodermi.md:3: WARNING: Etiketten «dose» er alt brukt på en annen formel, i "
            "kapitler/kalsinose. Gi en av dem et annet navn. [ref.equation]"
        )
    ]
    assert said[1:] == [said[0]] * 2


def test_messages_speak_the_language_of_the_book_at_hand(book: Path) -> None:
    for name in ("kalsinose", "sklerodermi"):
        (book / "kapitler" / f"{name}.md").write_text(f"(hud)=\n\n# {name.title()}\n", "utf-8")
    assert "finnes fra før" in run(book)[2][0]
    (book / "conf.py").write_text(CONF.replace('"nb"', '"en"'), "utf-8")
    assert "duplicate label hud, other instance in" in run(book)[2][0]


def test_warning_of_every_builder_is_said_once(book: Path) -> None:
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\n[Borte](borte.md)\n", "utf-8")
    result, _progress, said = run(book)
    assert len(said) == result.warnings == 1


def test_with_fail_on_warning_nothing_is_replaced(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    (book / "kapitler" / "kalsinose.md").write_text("# Kalsinose\n\n```{finnes-ikke}\n```\n", "utf-8")
    result, _progress, _said = run(book, fail_on_warning=True)
    assert result.failures == ["Det er advarsler, og med -W blir ingen ferdige filer byttet ut."]
    assert (result.made, snapshot(book.parent / "build")) == ([], before)


def test_site_alone_offers_the_finished_books(book: Path) -> None:
    run(book)
    before = snapshot(book.parent / "build")
    run(book, formats=("html",))
    assert snapshot(book.parent / "build") == before
    assert "html/nedlasting/kompendium.pdf" in before


def test_site_without_every_finished_book_offers_no_downloads(book: Path) -> None:
    run(book, formats=("html", "pdf"))
    assert not (book.parent / "build" / "html" / "nedlasting").exists()
    run(book)
    (book.parent / "build" / "epub" / "kapitler" / "kalsinose.epub").unlink()
    run(book, formats=("html",))
    assert not (book.parent / "build" / "html" / "nedlasting").exists()
    assert "nedlasting" not in (book.parent / "build" / "html" / "index.html").read_text("utf-8")


def test_no_work_is_left_behind(book: Path) -> None:
    run(book)
    assert sorted(path.name for path in (book.parent / "build").iterdir()) == [
        ".doctrees",
        "epub",
        "html",
        "pdf",
        "rights",
    ]


def test_folder_without_conf_is_not_a_book(tmp_path: Path) -> None:
    use_language("en")
    with pytest.raises(BuildError, match=r"has no conf\.py, so it is not a book"):
        Book.read(tmp_path)


def test_fault_in_conf_is_said_with_its_line(book: Path) -> None:
    (book / "conf.py").write_text("project = 'Bok\n", "utf-8")
    with pytest.raises(BuildError, match=r"conf\.py:1: dette er ikke Python \(unterminated string literal"):
        Book.read(book)
    (book / "conf.py").write_text("language = 'nb'\nlanguage = 'nb\n", "utf-8")
    with pytest.raises(BuildError, match=r"conf\.py:2: dette er ikke Python"):
        Book.read(book)
    (book / "conf.py").write_text("language = 'nb'\n\nx = 1 / 0\n", "utf-8")
    with pytest.raises(BuildError, match=r"conf\.py:3: innstillingene kan ikke leses her \(division by zero\)\."):
        Book.read(book)


def test_extension_that_is_not_there_is_named(book: Path) -> None:
    conf = (book / "conf.py").read_text("utf-8")
    (book / "conf.py").write_text(conf + "\nextensions += ['kompendum']\n", "utf-8")
    with pytest.raises(BuildError, match=r"conf\.py:\d+: utvidelsen «kompendum» kan ikke lastes\."):
        run(book)


def test_book_without_a_first_page_is_told_so(book: Path) -> None:
    (book / "index.md").unlink()
    with pytest.raises(BuildError, match=r"har ingen «index\.md»"):
        run(book)


def test_output_that_is_a_file_is_said(book: Path) -> None:
    with pytest.raises(BuildError, match=r"conf\.py» er en fil, så boken kan ikke lages der"):
        build(Order(book, book / "conf.py" / "ut"), status=None, warning=io.StringIO(), progress=str)


def test_date_of_the_files(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Book(book, "nb", "2026-03-01").epoch() == 1772323200
    assert Book(book, "nb", "").epoch() == 315532800
    with source_date_epoch(Book(book, "nb", "2026-03-01")):
        assert os.environ["SOURCE_DATE_EPOCH"] == "1772323200"
    assert "SOURCE_DATE_EPOCH" not in os.environ
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    with source_date_epoch(Book(book, "nb", "2026-03-01")):
        assert os.environ["SOURCE_DATE_EPOCH"] == "7"


def test_two_builds_at_once_do_not_share_a_folder(book: Path) -> None:
    def another(_line: str) -> None:
        with pytest.raises(BuildError, match="Boken bygges allerede"):
            run(book)

    settings = Order(source=book, output=book.parent / "build", formats=("html",))
    result = build(settings, status=None, warning=io.StringIO(), progress=another)
    assert result.failures == []
