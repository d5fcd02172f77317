"""The manuals are built with what they describe, without a warning, and so is every snippet that they show."""

from __future__ import annotations

import io
from pathlib import Path
from shutil import copytree

import pytest
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.builders.epub.checking import complaints

MANUAL = Path(__file__).parent.parent / "docs" / "manual"
GUIDE = MANUAL / "forfatter"
SNIPPETS = sorted((GUIDE / "snutter").glob("*.md"))

SNIPPET_CONF = """
extensions = ["kompendium"]
project = "Snutt"
author = "Kari Nordmann"
language = "nb"
html_theme = "basic"
numfig = True
bibtex_bibfiles = ["litteratur.bib"]
kompendium_chapters = ["snutt"]
exclude_patterns = ["snutter/*"]
"""


def warnings_of(source: Path, work: Path, builder: str) -> list[str]:
    """The lines that a clean build of every document warns, references that lead nowhere included."""
    said = io.StringIO()
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(
            source, source, work / builder, work / "doctrees", builder, {"nitpicky": True}, status=None, warning=said
        )
        app.build()
    return [line for line in strip_colors(said.getvalue()).splitlines() if line.strip()]


@pytest.mark.parametrize("builder", ["html", "typst", "epub"])
@pytest.mark.parametrize("source", [MANUAL, GUIDE], ids=["manual", "forfatter"])
def test_manual_builds_without_a_warning(source: Path, builder: str, tmp_path: Path) -> None:
    assert warnings_of(source, tmp_path, builder) == []
    if builder == "epub":
        assert complaints(tmp_path / builder) == []


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda path: path.stem)
def test_snippet_builds_without_a_warning_in_every_format(snippet: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    copytree(GUIDE / "snutter", source / "snutter")
    text = snippet.read_text("utf-8")
    if "\n# " not in f"\n{text}":
        text = f"# Snutt\n\n{text}"
    (source / "snutt.md").write_text(text, "utf-8")
    (source / "index.md").write_text("# Bok\n\n```{toctree}\n:numbered: 1\n\nsnutt\n```\n", "utf-8")
    (source / "litteratur.bib").write_bytes((GUIDE / "litteratur.bib").read_bytes())
    settled = snippet.with_suffix(".ignore.csv")
    if settled.is_file():
        (source / "rights.ignore.csv").write_bytes(settled.read_bytes())
    (source / "conf.py").write_text(SNIPPET_CONF, "utf-8")
    for builder in ("html", "typst", "epub"):
        assert warnings_of(source, tmp_path, builder) == []
    assert complaints(tmp_path / "epub") == []


def test_every_snippet_is_shown_in_the_guide() -> None:
    pages = "".join(page.read_text("utf-8") for page in GUIDE.glob("*.md"))
    shown = [*SNIPPETS, *(GUIDE / "snutter").glob("*.csv")]
    assert [snippet.name for snippet in shown if f"snutter/{snippet.name}" not in pages] == []


def test_message_in_the_guide_is_what_a_build_says(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "kapitler").mkdir(parents=True)
    (source / "kapitler" / "kalsinose.md").write_text(
        "---\naliases: Calcinose\nicd10: 79.6\n---\n# Kalsinose\n", "utf-8"
    )
    (source / "index.md").write_text("# Bok\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalsinose\n```\n", "utf-8")
    (source / "litteratur.bib").write_bytes((GUIDE / "litteratur.bib").read_bytes())
    (source / "conf.py").write_text(SNIPPET_CONF.replace('snutt"]', 'kapitler/*"]'), "utf-8")
    said = [line.replace(f"{source}/", "") for line in warnings_of(source, tmp_path, "html")]
    assert said == (GUIDE / "snutter" / "melding.txt").read_text("utf-8").splitlines()
