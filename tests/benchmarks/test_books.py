"""The generator of synthetic books: the same seed, the same bytes; all that a chapter can hold is in a small one."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import typst

from kompendium.build import Order, build
from kompendium.builders.typst.compile import STANDARDS
from kompendium.builders.typst.fonts import fonts
from tests.benchmarks import codes
from tests.benchmarks.books import KINDS, WRITERS, Box, Figure, Items, Table, make_compendium, write_myst, write_twin

if TYPE_CHECKING:
    from pathlib import Path

CHAPTERS = 8


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("form", WRITERS)
def test_same_seed_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        WRITERS[form](make_compendium(3, seed), tmp_path / name)
    assert files(tmp_path / "one") == files(tmp_path / "again")
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_book_has_all_that_a_chapter_can_hold() -> None:
    book = make_compendium(CHAPTERS)
    blocks = [block for chapter in book.chapters for block in chapter.blocks()]
    assert {block.kind for block in blocks if isinstance(block, Box)} == set(KINDS)
    assert {type(block) for block in blocks} >= {Items, Table, Figure}
    assert {block.numbered for block in blocks if isinstance(block, Items)} == {True, False}
    assert {block.file[-3:] for block in blocks if isinstance(block, Figure)} == {"svg", "png"}
    runs = {run.kind for chapter in book.chapters for run in chapter.runs()}
    assert runs == {"text", "strong", "emph", "chapter", "note", "cite", "code"}
    assert any(chapter.aliases for chapter in book.chapters)


def test_both_forms_build_without_a_warning(tmp_path: Path) -> None:
    book = make_compendium(CHAPTERS)
    write_myst(book, tmp_path / "myst")
    warnings = io.StringIO()
    order = Order(tmp_path / "myst", tmp_path / "build", formats=("pdf",))
    result = build(order, status=None, warning=warnings, progress=lambda _line: None)
    assert warnings.getvalue() == ""
    assert result.failures == []
    main = write_twin(book, tmp_path / "twin")
    assert typst.compile(main, root=main.parent, font_paths=fonts(), pdf_standards=[*STANDARDS]).startswith(b"%PDF")


def test_books_with_codes_and_without_differ_in_nothing_else_and_build_without_a_warning(tmp_path: Path) -> None:
    books = codes.write_books(tmp_path, CHAPTERS, 161)
    with_codes, without = ([text.read_text("utf-8") for text in sorted(book.rglob("kapittel-*.md"))] for book in books)
    for text in with_codes:
        front, _, body = text.removeprefix("---\n").partition("\n---\n")
        assert {"icd10", "atc"} <= {line.split(":")[0] for line in front.splitlines()}
        assert len(re.findall(r"\{(?:icd10|atc)\}`", body)) >= 2
    words = [[re.findall(r"\w+", text) for text in texts] for texts in (with_codes, without)]
    added = [Counter(more) - Counter(fewer) for more, fewer in zip(*words, strict=True)]
    assert all(re.fullmatch(r"icd10|atc|[A-Z]\d\d|\d|[A-Z]\d\d[A-Z]{2}\d\d", word) for word in set().union(*added))
    assert not any("{icd10}" in text or "{atc}" in text for text in without)
    for book in books:
        warnings = io.StringIO()
        order = Order(book, tmp_path / f"{book.name}-build", formats=("html",))
        assert build(order, status=None, warning=warnings, progress=lambda _line: None).failures == []
        assert warnings.getvalue() == ""
