"""The site without a network, after the first visit: a service worker, a web app manifest, and a word to the reader.

Off unless the publisher asks for it: the first visit then loads the whole site in the background.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kompendium.assets import add_script, add_style
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report_once
from kompendium.formats import is_site
from kompendium.outputs import write_if_changed
from kompendium.web.metadata import add_tags, link_tag
from kompendium.web.offline.icons import BACKGROUND, SIZES, THEME_COLOUR, draw_icons
from kompendium.web.offline.precache import WORKER, Precache, remove_worker, write_worker

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")

HERE = Path(__file__).parent
MANIFEST = "manifest.webmanifest"
ICONS = "_static/kompendium-icons"
_PAGES = ("html", "dirhtml", "singlehtml")
"""Builders that make pages for a browser; others write data."""


def is_offline(app: Sphinx) -> bool:
    """Whether the site is stored by its readers' browsers."""
    return bool(app.config.kompendium_offline) and app.builder.name in _PAGES


def add_offline(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Tell the page's script where the worker is, and what to say."""
    if not is_site(app.builder) or not is_offline(app):
        return
    pathto = context["pathto"]
    said = {
        "content": pathto(WORKER, 1),
        "data-offline": _("You are reading without a network. The text is the one that was stored last."),
        "data-updated": _("The book has been updated. Load the page again to read the new text."),
        "data-reload": _("Load again"),
        "data-close": _("Close"),
    }
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in said.items())
    tags = [
        f'<meta name="kompendium-offline" {attributes}>',
        link_tag("manifest", pathto(MANIFEST, 1)),
        link_tag("apple-touch-icon", pathto(f"{ICONS}/apple-touch-icon.png", 1)),
    ]
    add_tags(context, tags)


def write_manifest(app: Sphinx) -> None:
    """Write the manifest and its icons, before the pages that name them."""
    if not is_offline(app):
        return
    config = app.config
    favicon = Path(app.confdir) / config.html_favicon if config.html_favicon else None
    letter = next((character for character in str(config.project) if character.isalnum()), "K").upper()
    for name, data in draw_icons(favicon, letter).items():
        write_if_changed(Path(app.outdir) / ICONS / name, data)
    text = json.dumps(manifest_of(config), ensure_ascii=False, indent=2)
    write_if_changed(Path(app.outdir) / MANIFEST, f"{text}\n".encode())


def manifest_of(config: Config) -> dict[str, Any]:
    """The manifest; its addresses are counted from its own, so that the site may lie in any folder."""
    icons = [{"src": f"{ICONS}/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES]
    maskable = {"src": f"{ICONS}/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    fields = {
        "name": str(config.project),
        "short_name": str(config.html_short_title or config.project),
        "description": str(config.kompendium_subtitle),
        "lang": str(config.language or "en").replace("_", "-"),
        "start_url": "./",
        "scope": "./",
        # With the browser's way back, which a book with cross-references needs.
        "display": "minimal-ui",
        "theme_color": THEME_COLOUR,
        "background_color": BACKGROUND,
        "icons": [*icons, maskable],
    }
    return {name: value for name, value in fields.items() if value}


def finish_offline(app: Sphinx, exception: Exception | None) -> None:
    """Write the worker when all else is written; take an old one away where readers are no longer to store the site."""
    if exception is not None or not is_site(app.builder):
        return
    out = Path(app.outdir)
    if not is_offline(app):
        remove_worker(out)
        return
    report_size(app.confdir, app.config, write_worker(out, downloads=app.config.kompendium_offline_downloads))


def report_size(confdir: Path, config: Config, precache: Precache) -> None:
    """Say so where a reader would have to load much."""
    limit = config.kompendium_offline_limit_mb
    if precache.size > limit * 1_000_000:
        report_once(
            Finding.OFFLINE_LARGE,
            place_in_conf(confdir, "kompendium_offline"),
            found=round(precache.size / 1_000_000),
            expected=limit,
            largest=precache.largest,
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handlers, and the page's script, which clears up what was stored where the option is off again."""
    app.setup_extension("kompendium.config")
    add_style(app, html=HERE / "offline.css")
    add_script(app, HERE / "offline.js")
    app.connect("builder-inited", write_manifest)
    app.connect("html-page-context", add_offline, priority=440)
    # After whatever else writes at the end: the index of the search, data, cleaned pictures.
    app.connect("build-finished", finish_offline, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
