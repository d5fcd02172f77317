"""The contents beside the text: resolved once for a site, and then only marked for each page.

The theme resolves and renders the whole tree of contents for every page (sphinx-book-theme #561), twice the work at
twice the chapters. Between two pages only the addresses and the marks of the current entry differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from lxml import html
from sphinx.locale import get_translation

from kompendium.formats import BOOK_THEME, is_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")

NOWHERE = "kompendium-navigation"
"""The name of a page that is none, at the root of the site: in its contents no entry is current."""

WHOLE_LIMIT = 60
"""Documents up to which the whole contents stand on each page; larger books show what is near, and link to the rest."""

NEAR_LIMIT = 40
"""Entries beside the current one, or parts, that a page of a larger book shows."""

_GENERATED = {"genindex", "modindex", "search"}


@dataclass(slots=True)
class Contents:
    """The rendered tree, and its links within the site with the document that each leads to."""

    root: html.HtmlElement
    links: list[tuple[html.HtmlElement, str]]
    entries: dict[str, list[html.HtmlElement]] = field(default_factory=dict)
    """Document → its links in the tree."""
    outline: Outline | None = None
    """Of a large book."""


_made: WeakKeyDictionary[Any, dict[frozenset[tuple[str, Any]], Contents]] = WeakKeyDictionary()


def is_large(app: Sphinx) -> bool:
    """Whether the book has too many documents for its whole contents on each page; one page bears them."""
    return app.builder.name != "singlehtml" and len(app.env.found_docs) > WHOLE_LIMIT


def contents_page(env: BuildEnvironment) -> str:
    """The name of the page that holds a large book's whole contents."""
    return "contents" if "contents" not in env.found_docs else "kompendium-contents"


def has_contents_page(app: Sphinx) -> bool:
    """Whether the site has a page for the whole contents."""
    return is_site(app.builder) and app.config.html_theme == BOOK_THEME and is_large(app)


def collect_contents_page(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """A large book's whole contents, as a page."""
    if has_contents_page(app):
        yield contents_page(app.env), {"title": _("Contents"), "body": ""}, "kompendium-contents.html"


def render_contents(app: Sphinx, pagename: str, context: dict[str, Any], **options: Any) -> str:
    """What the theme's ``generate_toctree_html`` gives for a page, with the same options.

    In a large book, the part that the page stands in, with links to the others.
    """
    large = is_large(app)
    if large:
        options |= {"collapse": False, "show_nav_level": 1}
    elif options.get("collapse"):  # each page has another part of the tree
        return str(context["generate_toctree_html"](**options))
    trees = _made.setdefault(app.builder, {})
    key = frozenset(options.items())
    if key not in trees:
        trees[key] = _make(app, context, options)
    contents = trees[key]
    if large:
        contents.outline = contents.outline or _outline(contents)
        return _render_near(app, pagename, contents.outline)
    builder = app.builder
    for link, docname in contents.links:
        link.set("href", builder.get_relative_uri(pagename, docname) or "#")
    changed: list[tuple[html.HtmlElement, str, str | None]] = []
    for link in contents.entries.get(pagename, ()):
        changed += _mark_current(link)
    text = _inner(contents.root)
    for element, name, before in reversed(changed):
        if before is None:
            del element.attrib[name]
        else:
            element.set(name, before)
    return text


def render_whole_contents(app: Sphinx, pagename: str, context: dict[str, Any]) -> str:
    """The whole contents, each part with a place to link to."""
    options = {"kind": "sidebar", "startdepth": 0, "collapse": False, "show_nav_level": 1}
    contents = _make(app, context, {**options, "maxdepth": 4, "includehidden": True, "titles_only": True})
    for link, docname in contents.links:
        link.set("href", app.builder.get_relative_uri(pagename, docname) or "#")
    for number, (caption, entries) in enumerate(_parts(contents.root), start=1):
        if caption is not None:
            caption.tag = "h2"
            caption.attrib.clear()
        entries.set("class", "kompendium-whole-contents")
        (entries if caption is None else caption).set("id", f"part-{number}")
        for details in list(entries.iter("details")):
            details.drop_tag()
        for toggle in list(entries.iter("summary")):
            toggle.drop_tree()
    return _inner(contents.root)


def render_page_contents(toc: str, depth: int) -> str:
    """The headings of a page below its title, to so many levels, as a list of links; nothing where there are none."""
    if not toc.strip():
        return ""
    lists = html.fragment_fromstring(toc, create_parent="div").findall("ul")
    entries = [entry for each in lists for entry in each.findall("li")]
    if len(entries) == 1:
        # The page's title is no place on the page.
        entries = [entry for each in entries[0].findall("ul") for entry in each.findall("li")]
    return _page_list(entries, depth)


def _page_list(entries: list[html.HtmlElement], depth: int) -> str:
    if not entries or depth < 1:
        return ""
    items = []
    for entry in entries:
        link = entry.find("a")
        if link is None:
            continue
        link.tail = None
        below = [each for inner in entry.findall("ul") for each in inner.findall("li")]
        items.append(f"<li>{html.tostring(link, encoding='unicode')}{_page_list(below, depth - 1)}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _make(app: Sphinx, context: dict[str, Any], options: dict[str, Any]) -> Contents:
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    toctree = context["toctree"]
    context["toctree"] = lambda **given: builder._get_local_toctree(NOWHERE, **given)
    try:
        fragment = str(context["generate_toctree_html"](**options))
    finally:
        context["toctree"] = toctree
    root = html.fragment_fromstring(fragment, create_parent="div")
    for summary in root.iter("summary"):
        _name_toggle(summary)
    documents = {builder.get_relative_uri(NOWHERE, docname): docname for docname in app.env.found_docs | _GENERATED}
    links = [(link, documents[link.get("href", "")]) for link in root.iter("a") if link.get("href") in documents]
    entries: dict[str, list[html.HtmlElement]] = {}
    for link, docname in links:
        entries.setdefault(docname, []).append(link)
    return Contents(root, links, entries)


def _name_toggle(summary: html.HtmlElement) -> None:
    """Say what a toggle unfolds; the theme leaves it without a name where it stands beside a link."""
    details = summary.getparent()
    link = details.getparent().find("a") if details is not None else None
    if link is not None and not summary.text_content().strip():
        name = html.Element("span", {"class": "visually-hidden"})
        name.text = _("Under {title}").format(title=" ".join(link.text_content().split()))
        summary.append(name)


def _parts(root: html.HtmlElement) -> list[tuple[html.HtmlElement | None, html.HtmlElement]]:
    """The lists of the tree, each with its caption where it has one."""
    parts, caption = [], None
    for child in root:
        if child.tag == "ul":
            parts.append((caption, child))
            caption = None
        elif child.tag == "p":
            caption = child
    return parts


@dataclass(slots=True)
class Entry:
    """An entry of a large book's contents, written out as far as no page changes it."""

    docname: str
    address: str
    """Where it leads, if out of the book."""
    text: str
    level: str
    below: list[Entry]


@dataclass(slots=True)
class Outline:
    """A large book's contents: its parts, and the way to each document."""

    parts: list[tuple[str, str, list[Entry]]]
    """Caption as it stands, its text, and the entries."""
    ways: dict[str, list[int]] = field(default_factory=dict)
    """Document → the number of its part, of its entry there, of the entry below that …"""


def _outline(contents: Contents) -> Outline:
    documents = dict(contents.links)
    outline = Outline([])

    def entries(items: html.HtmlElement, way: list[int]) -> list[Entry]:
        return [entry(item, [*way, number]) for number, item in enumerate(items.findall("li"))]

    def entry(item: html.HtmlElement, way: list[int]) -> Entry:
        link = item.find("a")
        docname = documents.get(link, "") if link is not None else ""
        if docname:
            outline.ways.setdefault(docname, way)
        below = item.find("ul")
        below = item.find("details/ul") if below is None else below
        level = next((name for name in item.get("class", "").split() if name.startswith("toctree-l")), "")
        return Entry(
            docname,
            "" if link is None else link.get("href", ""),
            item.text_content() if link is None else _inner(link),
            level,
            [] if below is None else entries(below, way),
        )

    for number, (caption, items) in enumerate(_parts(contents.root)):
        written = "" if caption is None else html.tostring(caption, encoding="unicode", with_tail=False)
        title = _("Part {number}").format(number=number + 1) if caption is None else caption.text_content()
        outline.parts.append((written, title, entries(items, [number])))
    return outline


def _render_near(app: Sphinx, pagename: str, outline: Outline) -> str:
    """The part that the page stands in; of the other parts, their captions, as links to the whole contents."""
    link_to = app.builder.get_relative_uri
    whole = link_to(pagename, contents_page(app.env))
    way = outline.ways.get(pagename, [])

    def near(entries: list[Entry], way: list[int], number: int) -> str:
        at = way[0] if way else -1
        written = [one(entries[place], way[1:] if place == at else None, number) for place in _window(len(entries), at)]
        if len(entries) > NEAR_LIMIT:
            written.append(more(_("All {count} of this part").format(count=len(entries)), f"{whole}#part-{number}"))
        return f'<ul class="nav bd-sidenav">{"".join(written)}</ul>'

    def one(entry: Entry, way: list[int] | None, number: int) -> str:
        is_current = way == []
        address = (link_to(pagename, entry.docname) or "#") if entry.docname else entry.address
        kind = "internal" if entry.docname else "external"
        below = near(entry.below, way, number) if way is not None and entry.below else ""
        mark = " current active" if way is not None else ""
        link = f'<a class="reference {kind}{" current" if is_current else ""}" href="{escape(address)}">'
        return f'<li class="{entry.level}{mark}">{link}{entry.text}</a>{below}</li>'

    def more(text: str, address: str) -> str:
        link = f'<a class="reference internal" href="{escape(address)}">{escape(text)}</a>'
        return f'<li class="kompendium-contents-more">{link}</li>'

    # A page that no part has, as the index: a book of one part shows where that begins.
    at = way[0] if way else (0 if len(outline.parts) == 1 else -1)
    written: list[str] = []
    others: list[str] = []
    for place in _window(len(outline.parts), at):
        caption, title, entries = outline.parts[place]
        if place == at:
            written += [*_others(others), caption, near(entries, way[1:], place + 1)]
            others = []
        else:
            others.append(more(title, f"{whole}#part-{place + 1}"))
    written += _others(others)
    last = more(_("The whole contents"), whole)
    return "".join([*written, f'<ul class="nav bd-sidenav kompendium-contents-whole">{last}</ul>'])


def _others(items: list[str]) -> list[str]:
    return [f'<ul class="nav bd-sidenav kompendium-contents-parts">{"".join(items)}</ul>'] if items else []


def _window(length: int, at: int) -> range:
    """The places around one that are shown."""
    start = max(0, min(at - NEAR_LIMIT // 2, length - NEAR_LIMIT))
    return range(start, min(length, start + NEAR_LIMIT))


def _inner(root: html.HtmlElement) -> str:
    return (root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)


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
