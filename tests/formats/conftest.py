"""The finished book, built once a run of tests by the command that a publisher uses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from kompendium.build import Order, build
from tests.conftest import BOOK

from .reading import CHAPTER_PDF_MARGINS, epub_blocks, html_blocks, pdf_text, words

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def finished_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with html/, pdf/ and epub/ of ``docs/book``, built without a warning."""
    output = tmp_path_factory.mktemp("book")
    warnings = io.StringIO()
    result = build(Order(source=BOOK, output=output), status=None, warning=warnings, progress=lambda _line: None)
    assert warnings.getvalue() == ""
    assert result.failures == []
    return output


@pytest.fixture(scope="session")
def chapter_161_words(finished_book: Path) -> dict[str, list[str]]:
    """The visible words of chapter 161 in each format."""
    page = [word for block in html_blocks(finished_book / "html/kapitler/kalsinose.html") for word in block]
    book = [word for block in epub_blocks(finished_book / "epub/kompendium.epub", "kalsinose.xhtml") for word in block]
    pdf = words(pdf_text(finished_book / "pdf/kapitler/kalsinose.pdf", CHAPTER_PDF_MARGINS))
    return {"html": page, "pdf": pdf, "epub": book}
