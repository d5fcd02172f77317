"""An extension that brings a theme, and prepares pages for it that only it has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def prepare(app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    context["button"] = app.config.html_theme_options["address"]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_html_theme("foreign", str(Path(__file__).parent / "foreign"))
    app.connect("html-page-context", prepare)
    return {"parallel_read_safe": True}
