"""The compendium itself, ``docs/book``: built whole, as its publisher builds it."""

from __future__ import annotations

import io
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kompendium.blocks.markdown.parser import MarkdownParser
from kompendium.build import Order, Result, build

BOOK = Path(__file__).parent.parent / "docs" / "book"


def make(source: Path, output: Path, **order: object) -> tuple[Result, str]:
    warnings = io.StringIO()
    result = build(
        Order(**{"source": source, "output": output, **order}),
        status=None,
        warning=warnings,
        progress=lambda _line: None,
    )
    return result, strip_colors(warnings.getvalue())


def finished(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file())
    named = {path.relative_to(output).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in sorted(named.items()) if not name.startswith(".")}


@pytest.fixture(scope="module")
def fixed_date() -> None:
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")


def test_book_is_parsed_once_for_three_formats_and_warns_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed_date: None
) -> None:
    parsed: Counter[str] = Counter()
    parse = MarkdownParser.parse

    def count(self: MarkdownParser, inputstring: str, document: object) -> None:
        parsed[document.settings.env.current_document.docname] += 1
        parse(self, inputstring, document)

    monkeypatch.setattr(MarkdownParser, "parse", count)
    result, warnings = make(BOOK, tmp_path)
    assert (result.failures, warnings) == ([], "")
    documents = {path.relative_to(BOOK).with_suffix("").as_posix() for path in BOOK.rglob("*.md")} - {"LICENSE"}
    assert parsed == dict.fromkeys(documents, 1)


def test_every_way_to_build_gives_the_same_bytes(tmp_path: Path, fixed_date: None) -> None:
    source = tmp_path / "book"
    shutil.copytree(BOOK, source, ignore=shutil.ignore_patterns("build", "_build"))
    make(source, tmp_path / "clean")
    clean = finished(tmp_path / "clean")
    other = tmp_path / "other"

    make(source, other, jobs=2)
    assert differences(finished(other), clean) == []

    make(source, other)
    assert differences(finished(other), clean) == []

    chapter = source / "kapitler" / "kalsinose.md"
    text = chapter.read_text("utf-8")
    chapter.write_text(text.replace("# Kalsinose", "# Kalsinose og mer", 1) + "\nEn setning til.\n", "utf-8")
    make(source, other)
    assert differences(finished(other), clean) != []

    chapter.write_text(text, "utf-8")
    result, _warnings = make(source, other, jobs=2)
    assert differences(finished(other), clean) == []
    assert result.read < len(list(source.rglob("*.md"))) / 2


def test_chapter_on_its_own_is_the_same_as_the_one_of_the_whole(tmp_path: Path, fixed_date: None) -> None:
    make(BOOK, tmp_path / "whole", formats=("pdf", "epub"))
    make(BOOK, tmp_path / "one", formats=("pdf", "epub"), chapter="kalsinose")
    whole, one = finished(tmp_path / "whole"), finished(tmp_path / "one")
    assert list(one) == ["epub/kapitler/kalsinose.epub", "pdf/kapitler/kalsinose.pdf"]
    assert [name for name in one if one[name] != whole[name]] == []


def differences(found: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


@pytest.mark.parametrize("builder", ["latex", "text", "man"])
def test_builders_that_know_no_block_keep_its_text(tmp_path: Path, builder: str, fixed_date: None) -> None:
    warnings = io.StringIO()
    with patch_docutils(BOOK), docutils_namespace():
        app = Sphinx(BOOK, BOOK, tmp_path / "out", tmp_path / "trees", builder, status=None, warning=warnings)
        app.build()
    assert strip_colors(warnings.getvalue()) == ""
    said = "".join(path.read_text("utf-8") for path in sorted((tmp_path / "out").rglob("*.*")) if is_text(path))
    for text in ("Kjennetegn på kalsinose", "L94.2", "Lisens og opphavsrett", "Calcinose", "CC BY 4.0", "Siter dette"):
        assert text in said, text


def is_text(path: Path) -> bool:
    return (path.is_file() and path.suffix in {".tex", ".txt"}) or path.suffix[1:].isdecimal()
