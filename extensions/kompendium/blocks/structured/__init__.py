"""What programs read of a book: metadata and JSON-LD in the head of its pages, and ``codes.json`` beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.assets import add_script
from kompendium.blocks.structured.codes_json import write_codes_json
from kompendium.blocks.structured.json_ld import add_json_ld
from kompendium.blocks.structured.metatags import add_metatags

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handlers."""
    for part in ("config", "blocks.chapter", "blocks.codes", "blocks.license"):
        app.setup_extension(f"kompendium.{part}")
    # After the site's own (400), which knows the page's description.
    app.connect("html-page-context", add_metatags, priority=450)
    app.connect("html-page-context", add_json_ld, priority=450)
    app.connect("build-finished", write_codes_json)
    add_script(app, Path(__file__).parent / "search.js")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
