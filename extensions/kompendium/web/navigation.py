"""The contents beside the text: resolved once for a site, and then only marked for each page.

The theme resolves and renders the whole tree of contents for every page (sphinx-book-theme #561), twice the work at
twice the chapters. Between two pages only the addresses and the marks of the current entry differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

NOWHERE = "kompendium-navigation"
"""The name of a page that is none, at the root of the site: in its contents no entry is current."""

_GENERATED = {"genindex", "modindex", "search"}


@dataclass(slots=True)
class Contents:
    """The rendered tree, and its links within the site with the document that each leads to."""

    root: html.HtmlElement
    links: list[tuple[html.HtmlElement, str]]


_made: WeakKeyDictionary[Any, dict[frozenset[tuple[str, Any]], Contents]] = WeakKeyDictionary()


def render_contents(app: Sphinx, pagename: str, context: dict[str, Any], **options: Any) -> str:
    """What the theme's ``generate_toctree_html`` gives for a page, with the same options."""
    if options.get("collapse"):  # each page has another part of the tree
        return str(context["generate_toctree_html"](**options))
    trees = _made.setdefault(app.builder, {})
    key = frozenset(options.items())
    if key not in trees:
        trees[key] = _make(app, context, options)
    contents = trees[key]
    builder = app.builder
    for link, docname in contents.links:
        link.set("href", builder.get_relative_uri(pagename, docname) or "#")
    changed: list[tuple[html.HtmlElement, str, str | None]] = []
    for link, docname in contents.links:
        if docname == pagename:
            changed += _mark_current(link)
    text = (contents.root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in contents.root)
    for element, name, before in reversed(changed):
        if before is None:
            del element.attrib[name]
        else:
            element.set(name, before)
    return text


def _make(app: Sphinx, context: dict[str, Any], options: dict[str, Any]) -> Contents:
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    toctree = context["toctree"]
    context["toctree"] = lambda **given: builder._get_local_toctree(NOWHERE, **given)
    try:
        fragment = str(context["generate_toctree_html"](**options))
    finally:
        context["toctree"] = toctree
    root = html.fragment_fromstring(fragment, create_parent="div")
    documents = {builder.get_relative_uri(NOWHERE, docname): docname for docname in app.env.found_docs | _GENERATED}
    links = [(link, documents[link.get("href", "")]) for link in root.iter("a") if link.get("href") in documents]
    return Contents(root, links)


def _mark_current(link: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str, str | None]]:
    """Mark a link and what it stands in as the theme does; yields what each attribute was before."""
    yield from _add_class(link, "current")
    for element in link.iterancestors("li", "ul"):
        # Where parts can be folded, the theme opens the part of the page, and marks neither it nor the list of parts.
        if not {"toctree-l0", "list-caption"} & set(element.get("class", "").split()):
            yield from _add_class(element, "current active" if element.tag == "li" else "current")
        for details in element.iterchildren("details"):
            yield details, "open", details.get("open")
            details.set("open", "open")


def _add_class(element: html.HtmlElement, name: str) -> Iterator[tuple[html.HtmlElement, str, str | None]]:
    before = element.get("class")
    yield element, "class", before
    element.set("class", f"{before or ''} {name}".strip())
