"""A small book built in a folder of its own, for the tests of the rooms."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from pathlib import Path

    from docutils import nodes
    from lxml.html import HtmlElement

ROOMS = ("kompendium.blocks.markdown", "kompendium.blocks.chapter", "kompendium.blocks.infobox")


@dataclass
class Book:
    """A built book: its application, its folders, and what the build warned of."""

    app: Sphinx
    source: Path
    output: Path
    log: str
    written: list[str]

    @property
    def warnings(self) -> list[str]:
        """The warnings, a line each, with paths from the source folder and without terminal colours."""
        plain = re.sub(r"\x1b\[[0-9;]*m", "", self.log)
        return [line.replace(f"{self.source}/", "") for line in plain.splitlines() if line]

    def doctree(self, docname: str = "index") -> nodes.document:
        """The document as it was stored after reading."""
        return self.app.env.get_doctree(docname)

    def text(self, name: str) -> str:
        """A finished file."""
        return (self.output / name).read_text(encoding="utf-8")

    def html(self, docname: str = "index") -> HtmlElement:
        """A finished page, parsed."""
        from lxml import html

        return html.fromstring(self.text(f"{docname}.html"))


def build(
    folder: Path,
    files: dict[str, str] | None = None,
    builder: str = "html",
    *,
    rooms: tuple[str, ...] = ROOMS,
    parallel: int = 1,
    **config: object,
) -> Book:
    """Write the files and build them; called again without files it builds incrementally."""
    source, output, doctrees = folder / "source", folder / builder, folder / "doctrees"
    source.mkdir(exist_ok=True)
    for name, text in (files or {}).items():
        file = source / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    settings = {"extensions": ["myst_parser", *rooms], "language": "en", "html_theme": "basic", **config}
    log = io.StringIO()
    written: list[str] = []
    with patch_docutils(str(source)), docutils_namespace():
        app = Sphinx(source, None, output, doctrees, builder, settings, None, log, parallel=parallel)
        app.connect("doctree-resolved", lambda _app, _doctree, docname: written.append(docname))
        app.build()
    return Book(app, source, output, log.getvalue(), written)
