"""What other extensions leave in a tree, in the PDF and in the EPUB."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.builders.epub.checking import Book, messages
from tests.builders.foreign_tabs import INLINE, PLAIN, SITE
from tests.builders.typst.reading import tags_of, text_of
from tests.test_pictures import png

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


RESULTS = {"index.rst": "Bok\n===\n\nFirst.\n\n.. foreign-results::\n\nLast.\n", "x.png": png()}
NOTEBOOK = ["tests.builders.foreign_notebook"]


def test_result_of_a_notebook_is_printed_in_its_best_form(build: Build) -> None:
    built = build(RESULTS, "typst", extensions=[*NOTEBOOK, "kompendium.builders.typst"])
    assert "First. a b c Slider Last." in text_of(built.outdir / "bok.pdf")
    assert tags_of(built.outdir / "bok.pdf").count("Figure") == 1
    assert built.env.config.render_priority_typst[-2:] == ["text/plain", "text/html"]


def test_result_of_a_notebook_is_shown_in_the_epub_without_a_script(build: Build) -> None:
    conf = {"language": "en", "nb_mime_priority_overrides": (("epub", "text/plain", 1),)}
    for given, words in (({"language": "en"}, "First.a,bcSliderLast."), (conf, "First.<Figure>abcSliderLast.")):
        built = build(RESULTS, "epub", extensions=[*NOTEBOOK, "kompendium.builders.epub"], conf=given)
        book = Book(built.outdir / "Bok.epub")
        assert words in "".join("".join(book.tree("index.xhtml").itertext()).split())
        assert len(book.find("index.xhtml", "//h:img[@alt='A curve']")) == (given is not conf)
        assert messages(built.outdir / "Bok.epub") == []


def test_picture_that_an_extension_puts_in_and_that_is_nowhere_is_named(build: Build) -> None:
    built = build(
        {"index.rst": "Bok\n===\n\n.. foreign-pasted::\n"},
        "typst",
        extensions=[*NOTEBOOK, "kompendium.builders.typst"],
        conf={"language": "en"},
        warnings=[
            (
                "index.rst:4: WARNING: The picture «../_images/made.png» cannot be used: there is no such file in the "
                "project. Its alternative text stands in its place. Save it again, as one of: SVG, PNG, JPEG, GIF, "
                "WebP, PDF. [FIG-003] [kompendium.picture_unusable]"
            )
        ],
    )
    assert "[A curve]" in text_of(built.outdir / "bok.pdf")
