"""Kompendium: publish a clinical compendium from MyST Markdown to HTML, PDF and EPUB."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = version("sphinx-kompendium")

PARTS = (
    "kompendium.config",
    "myst_parser",
    "kompendium.locale",
    "kompendium.blocks.markdown",
    "kompendium.blocks.chapter",
    "kompendium.blocks.infobox",
    "kompendium.blocks.codes",
    "kompendium.blocks.license",
    "kompendium.blocks.attribution",
    "kompendium.blocks.figure",
    "kompendium.blocks.table",
    "kompendium.blocks.attribution.uncredited",
    "kompendium.blocks.review",
    "kompendium.blocks.literature",
    "kompendium.blocks.cite",
    "kompendium.blocks.downloads",
    "kompendium.blocks.registers",
    "kompendium.blocks.changes",
    "kompendium.blocks.rights",
    "kompendium.blocks.structured",
    "kompendium.builders.typst",
    "kompendium.builders.epub",
    "kompendium.web",
)
"""The house, in the order of loading; each part can be loaded alone."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Load the whole house as one extension."""
    for part in PARTS:
        app.setup_extension(part)
    return {
        "version": __version__,
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
