"""What a room hands to the builders: its Typst file, its style sheets and scripts, and what the search knows of it.

Rooms register; builders collect. Neither imports the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from sphinx.application import Sphinx


@dataclass(slots=True)
class Assets:
    """The files registered for one application, each list in the order of registration, without repeats."""

    typst: list[Path] = field(default_factory=list)
    html_styles: list[Path] = field(default_factory=list)
    epub_styles: list[Path] = field(default_factory=list)
    html_scripts: list[Path] = field(default_factory=list)
    search_data: list[Callable[[Sphinx], dict[str, Any]]] = field(default_factory=list)


_assets: WeakKeyDictionary[Sphinx, Assets] = WeakKeyDictionary()


def assets_of(app: Sphinx) -> Assets:
    """The application's registered files."""
    return _assets.setdefault(app, Assets())


def _add(files: list[Path], file: Path) -> None:
    if not file.is_file():
        msg = f"registered file does not exist: {file}"
        raise FileNotFoundError(msg)
    if file not in files:
        files.append(file)


def add_typst_file(app: Sphinx, file: Path) -> None:
    """Make the functions of a ``.typ`` file known in every Typst document."""
    _add(assets_of(app).typst, file)


def add_style(app: Sphinx, *, html: Path | None = None, epub: Path | None = None) -> None:
    """Add a room's style sheet for the site, and one in CSS 2.1 without colours for e-readers."""
    if html is not None:
        _add(assets_of(app).html_styles, html)
    if epub is not None:
        _add(assets_of(app).epub_styles, epub)


def add_script(app: Sphinx, file: Path) -> None:
    """Add a script of the site (an external file, since a strict Content-Security-Policy allows no inline one)."""
    _add(assets_of(app).html_scripts, file)


def add_search_data(app: Sphinx, describe: Callable[[Sphinx], dict[str, Any]]) -> None:
    """Give the site's search what it shall know beside the text: called when the pages are written, for JSON."""
    described = assets_of(app).search_data
    if describe not in described:
        described.append(describe)
