"""What programs read of a book: metadata and JSON-LD in heads of pages, ``codes.json``, the names for the search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.assets import add_script, add_search_data
from kompendium.blocks.structured.codes_json import write_codes_json
from kompendium.blocks.structured.json_ld import add_json_ld
from kompendium.blocks.structured.metatags import add_metatags
from kompendium.blocks.structured.search_names import describe_names
from kompendium.formats import BOOK_THEME

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def add_to_other_search(app: Sphinx, config: Config) -> None:
    """With another theme, have Sphinx's own search know what codes are called."""
    if config.html_theme != BOOK_THEME:
        add_script(app, Path(__file__).parent / "search.js")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handlers."""
    for part in ("config", "blocks.chapter", "blocks.codes", "blocks.license", "blocks.registers"):
        app.setup_extension(f"kompendium.{part}")
    # After the site's own (400), which knows the page's description.
    app.connect("html-page-context", add_metatags, priority=450)
    app.connect("html-page-context", add_json_ld, priority=450)
    app.connect("build-finished", write_codes_json)
    app.connect("config-inited", add_to_other_search)
    add_search_data(app, describe_names)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
