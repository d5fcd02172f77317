"""What a page is called and where it is: title, canonical address, and whether search engines may list it.

What a page says of its chapter stands in ``kompendium.blocks.structured``, which knows the chapters.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

from kompendium.formats import is_site
from kompendium.imprint import page_address

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NEVER_LISTED = frozenset({"search", "genindex", "modindex", "py-modindex"})
"""Pages for who is in the book already: results, and lists of links that compete with the chapters they lead to."""


def is_listed(env: BuildEnvironment, pagename: str) -> bool:
    """Whether search engines may list a page."""
    if not env.config.kompendium_index or pagename in NEVER_LISTED or pagename.startswith("_modules"):
        return False
    said = getattr(env, "kompendium_chapters", {}).get(pagename) or getattr(env, "kompendium_pages", {}).get(pagename)
    return not (said is not None and said.noindex)


def add_metadata(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give a page its title, its one address, and a word to search engines."""
    if not is_site(app.builder):
        return
    context["kompendium_title"] = _title(app, pagename, context)
    if context.get("pageurl"):
        # Sphinx has «…/index.html» for the front page, and the builder of folders does not escape its addresses.
        root = app.builder.name == "singlehtml"
        context["pageurl"] = page_address(app.config, "index" if root else pagename)
    context["kompendium_listed"] = listed = is_listed(app.env, pagename)
    if not listed and not re.search(r'<meta [^>]*name="robots"', context.get("metatags", "")):
        add_tags(context, ['<meta name="robots" content="noindex">'])


def _title(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    """«Kalsinose – Revmatologisk kompendium»: without the number, which tabs and lists of results would begin with.

    Empty for a page that is no document: its template names it.
    """
    book = unescape(str(context.get("docstitle") or ""))
    if pagename not in app.env.titles:
        return ""
    title = " ".join(app.env.titles[pagename].astext().split())
    if pagename == app.config.root_doc:
        return book or title
    return " – ".join(part for part in (title, book) if part)


def add_tags(context: dict[str, Any], tags: list[str]) -> None:
    """Put lines into the head of a page."""
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def link_tag(rel: str, href: str, **more: str) -> str:
    """A ``link`` of a page's head."""
    attributes = " ".join(f'{name}="{escape(value)}"' for name, value in {"rel": rel, "href": href, **more}.items())
    return f"<link {attributes}>"


def escape_print_title(
    _app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give a theme that stands on sphinx-book-theme the title for print-outs as HTML: it prints it as it is."""
    if isinstance(title := context.get("pagetitle"), str):
        context["pagetitle"] = escape(title)


def setup_metadata(app: Sphinx) -> None:
    """Register the handler: after the page's description (400), before the data of its chapter (450)."""
    app.connect("html-page-context", add_metadata, priority=420)
    # After the theme's own (500).
    app.connect("html-page-context", escape_print_title, priority=900)
