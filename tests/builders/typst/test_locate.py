"""An error without a place gets the line of the block that brings it about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kompendium.builders.typst.locate import blocks_of
from kompendium.builders.typst.writer import quote

if TYPE_CHECKING:
    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
TOC = "# Bok\n\n```{toctree}\n:numbered: 1\na\nb\n```\n"
# Refused when the PDF is written: the place that Typst then names is that of the template.
EMPTY = "```{raw} typst\n#section-head(level: 2)[]\n```"
MESSAGE = (
    "PDF-en kunne ikke lages på grunn av det som står her. Typst melder: «PDF/UA-1 error: "
    "heading title is empty». [PDF-001] [kompendium.typst_failed]"
)


def test_blocks_begin_at_marks_outside_brackets() -> None:
    text = quote('[ ( " \\ //')
    first = f'#import "/a.typ": *\n\n//@ a.md:1\n#{text};\n\n'
    source = first + f"//@ a.md:3\n#box[\n//@ a.md:4\n#f(({text}, ))];\n//@ a.md:9\n#x"
    blocks = blocks_of(source)
    assert "".join(blocks) == source
    assert [block.partition("\n")[0] for block in blocks[1:]] == ["//@ a.md:1", "//@ a.md:3", "//@ a.md:9"]


@pytest.mark.parametrize("chapters", [True, False])
def test_error_without_a_place_names_the_line_of_its_block(build: Build, chapters: bool) -> None:
    conf: dict[str, Any] = {"typst_chapters": chapters}
    broken = f"# A\n\nTekst.\n\n- punkt\n- punkt\n\n{EMPTY}\n\nMer.\n\n## Del\n\nSlutt.\n"
    files = {"index.md": TOC, "a.md": "# A\n\nTekst.\n", "b.md": broken}
    built = build(files, "typst", extensions=ALONE, conf=conf, warnings=[f"b.md:8: WARNING: {MESSAGE}"])
    # The source is left as it was.
    assert "Slutt." in (built.outdir / ".typst" / "doc" / "b.typ").read_text("utf-8")


def test_error_in_the_root_document_is_found_too(build: Build) -> None:
    files = {"index.md": f"# Bok\n\nOrd.\n\n{EMPTY}\n\n```{{toctree}}\na\n```\n", "a.md": "# A\n\nTekst.\n"}
    build(files, "typst", extensions=ALONE, warnings=[f"index.md:5: WARNING: {MESSAGE}"])


def test_error_in_a_document_below_a_chapter_is_found_there(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\na\n```\n",
        "a.md": "# A\n\nTekst.\n\n```{toctree}\nb\n```\n",
        "b.md": f"# B\n\nTekst.\n\n{EMPTY}\n",
    }
    build(files, "typst", extensions=ALONE, warnings=[f"b.md:5: WARNING: {MESSAGE}"])
