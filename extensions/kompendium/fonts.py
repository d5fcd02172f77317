"""The book's typefaces: carried by packages, so that every machine draws the same. Pure."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

FONT_PACKAGES = ("fontpkg_source_serif_4", "fontpkg_source_sans_3")
"""Wheels whose ``files`` folder holds OpenType fonts; the monospaced DejaVu Sans Mono comes with typst itself."""


def font_folders() -> list[Path]:
    """The folders of the font packages."""
    folders = []
    for package in FONT_PACKAGES:
        with as_file(files(package) / "files") as folder:
            folders.append(Path(folder))
    return folders
