"""What other extensions leave in a tree, in the PDF and in the EPUB."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builders.epub.checking import Book, messages
from tests.builders.foreign_tabs import INLINE, PLAIN, SITE
from tests.builders.typst.reading import text_of

if TYPE_CHECKING:
    from tests.conftest import Build

EXTENSIONS = ["tests.builders.foreign_tabs"]
WORDS = "One one Three three Four four Two two()"


@pytest.mark.parametrize("form", [PLAIN, SITE, INLINE])
def test_tabs_stand_below_each_other_with_their_labels_in_the_pdf(build: Build, form: str) -> None:
    files = {"index.rst": f"Bok\n===\n\n.. foreign-tabs:: {form}\n"}
    built = build(files, "typst", extensions=[*EXTENSIONS, "kompendium.builders.typst"])
    assert WORDS in text_of(built.outdir / "bok.pdf")
    source = (built.outdir / ".typst" / "doc" / "index.typ").read_text("utf-8")
    labels = re.findall(r'#design-tab\(label: \[#block-mark\(\d+\);#"(\w+)";\]', source)
    assert labels == ["One", "Three", "Four", "Two"]


@pytest.mark.parametrize("form", [PLAIN, SITE])
def test_tabs_stand_below_each_other_with_their_labels_in_the_epub(build: Build, form: str) -> None:
    files = {"index.rst": f"Bok\n===\n\n.. foreign-tabs:: {form}\n"}
    built = build(files, "epub", extensions=[*EXTENSIONS, "kompendium.builders.epub"], conf={"language": "en"})
    file = built.outdir / "Bok.epub"
    assert messages(file) == []
    book = Book(file)
    assert WORDS.replace(" ", "") in "".join("".join(book.tree("index.xhtml").itertext()).split())
    labels = book.find("index.xhtml", "//h:p[contains(@class, 'tab-label')]/text()")
    assert labels == ["One", "Three", "Four", "Two"]


@pytest.mark.parametrize("builder", ["typst", "epub"])
def test_nodes_that_do_not_know_their_parent_are_printed(build: Build, builder: str) -> None:
    files = {"index.rst": "Bok\n===\n\n.. foreign-orphans::\n"}
    built = build(files, builder, extensions=[*EXTENSIONS, f"kompendium.builders.{builder}"], conf={"language": "en"})
    if builder == "typst":
        assert "code" in text_of(built.outdir / "bok.pdf")
    else:
        book = Book(built.outdir / "Bok.epub")
        assert book.find("index.xhtml", "string(//h:pre)").strip() == "code"
