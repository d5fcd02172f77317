"""The book's table of contents and reading order, from Sphinx's toctrees; its cover page and landmarks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from docutils import nodes
from lxml import etree
from sphinx import addnodes, version_info
from sphinx.environment.adapters.toctree import global_toctree_for_doc

from .package import EPUB_OPS, EPUB_TYPE, XHTML, XML_LANG, Landmark, NavPoint, namespaces
from .page import HEADINGS, H, Page, serialise, text_of
from .refine import safe_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.environment import BuildEnvironment

    from .package import Metadata

LANDMARK_TYPES = ("titlepage", "bibliography", "glossary", "index")


def words_of(title: nodes.Element) -> str:
    """A title's words, without the tags of raw HTML in it."""
    return "".join(text.astext() for text in title.findall(nodes.Text) if not isinstance(text.parent, nodes.raw))


def table_of_contents(env: BuildEnvironment, builder: Any, tags: Any) -> tuple[tuple[NavPoint, ...], list[str]]:
    """The entries of the contents, captions of toctrees as headings, and the hrefs of the pages in their order."""
    root = env.config.root_doc
    first = NavPoint(words_of(env.titles[root]), builder.get_target_uri(root))
    # Sphinx 9 asks for the tags; Sphinx 8.2 takes them from the builder and knows no such argument.
    more: dict[str, Any] = {"tags": tags} if version_info >= (9,) else {}
    tree = global_toctree_for_doc(env, root, builder, collapse=False, includehidden=True, maxdepth=0, **more)
    suffix = str(env.config.html_secnumber_suffix)
    points = (first, *_entries(tree, suffix)) if tree is not None else (first,)
    order = [unquote(href.partition("#")[0]) for href in _hrefs(points)]
    return points, order


def in_reading_order(points: Iterable[NavPoint], pages: Sequence[Page]) -> tuple[NavPoint, ...]:
    """The entries as their places follow each other; one that comes again, further back, is left out.

    Sphinx lists a page's sections after the documents that the page's own contents name.
    """
    order: dict[str, tuple[int, int]] = {}
    for number, page in enumerate(pages):
        order[quote(page.href)] = (number, -1)
        for place, element in enumerate(page.root.iter(etree.Element)):
            if anchor := element.get("id"):
                order.setdefault(f"{quote(page.href)}#{anchor}", (number, place))
    last = (0, -1)

    def place_of(point: NavPoint) -> tuple[int, int]:
        if point.href:
            return order.get(point.href, order.get(point.href.partition("#")[0], last))
        return min(map(place_of, point.children), default=last)

    def arranged(siblings: Iterable[NavPoint]) -> Iterator[NavPoint]:
        nonlocal last
        for point in sorted(siblings, key=place_of):
            href = point.href if point.href and place_of(point) >= last else ""
            last = max(last, place_of(point))
            children = tuple(arranged(point.children))
            if href or children:
                yield NavPoint(point.text, href, children)

    return tuple(arranged(points))


def _hrefs(points: Iterable[NavPoint]) -> Iterator[str]:
    for point in points:
        if point.href:
            yield point.href
        yield from _hrefs(point.children)


def _entries(element: nodes.Element, suffix: str) -> Iterator[NavPoint]:
    """Entries of a resolved toctree: a caption heads the list that follows it."""
    caption = ""
    for child in element:
        if isinstance(child, nodes.title):
            caption = child.astext()
        elif isinstance(child, nodes.bullet_list):
            points = tuple(p for item in child if isinstance(item, nodes.list_item) for p in _item(item, suffix))
            if caption:
                yield NavPoint(caption, "", points)
            else:
                yield from points
            caption = ""
        elif isinstance(child, (addnodes.compact_paragraph, nodes.compound)):
            yield from _entries(child, suffix)


def _item(item: nodes.list_item, suffix: str) -> Iterator[NavPoint]:
    reference = next(item.findall(nodes.reference), None)
    children = tuple(p for child in item if isinstance(child, nodes.bullet_list) for p in _entries_of(child, suffix))
    if reference is None or not reference.get("internal", True):
        yield from children
        return
    number = ".".join(map(str, reference.get("secnumber") or ()))
    text = f"{number}{suffix}{words_of(reference)}" if number else words_of(reference)
    page, mark, anchor = str(reference.get("refuri", "")).partition("#")
    yield NavPoint(" ".join(text.split()), f"{page}{mark}{safe_id(anchor)}" if anchor else page, children)


def _entries_of(items: nodes.bullet_list, suffix: str) -> Iterator[NavPoint]:
    for item in items:
        if isinstance(item, nodes.list_item):
            yield from _item(item, suffix)


def cover_page(metadata: Metadata, image_href: str, alt: str, style_href: str, title: str) -> bytes:
    """The cover in a page of its own: reading systems that know no ``cover-image`` begin here."""
    html, body = _page(metadata, style_href, title)
    body.set("class", "cover")
    section = etree.SubElement(body, f"{H}section", {EPUB_TYPE: "cover"})
    etree.SubElement(section, f"{H}img", src=image_href, alt=alt, role="doc-cover")
    return serialise(html)


def colophon_page(
    metadata: Metadata, lines: Iterable[str], href: str, style_href: str, title: str, links: Mapping[str, str]
) -> Page:
    """Which edition this is, whose, and on what terms: what a printed book has behind its title page.

    ``links`` are words and the page of the book that they lead to.
    """
    html, body = _page(metadata, style_href, title)
    attributes = {EPUB_TYPE: "colophon", "role": "doc-colophon", "aria-labelledby": "colophon-title"}
    section = etree.SubElement(body, f"{H}section", attributes)
    etree.SubElement(section, f"{H}h1", id="colophon-title").text = title
    for line in lines:
        paragraph = etree.SubElement(section, f"{H}p")
        paragraph.text, address, rest = _around_address(line)
        if address:
            link = etree.SubElement(paragraph, f"{H}a", href=address)
            link.text, link.tail = address, rest
    for words, target in links.items():
        etree.SubElement(etree.SubElement(section, f"{H}p"), f"{H}a", href=target).text = words
    return Page(href, html)


def licence_page(
    metadata: Metadata, licences: Iterable[tuple[str, str]], href: str, style_href: str, title: str
) -> Page:
    """The licences of the typefaces, each under the typeface's name; English, as they are written."""
    html, body = _page(metadata, style_href, title)
    section = etree.SubElement(body, f"{H}section")
    etree.SubElement(section, f"{H}h1").text = title
    for name, text in licences:
        etree.SubElement(section, f"{H}h2").text = name
        terms = etree.SubElement(section, f"{H}div", {"lang": "en", XML_LANG: "en"})
        for paragraph in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
            words = " ".join(paragraph.split())
            if words.strip("-"):
                etree.SubElement(terms, f"{H}p").text = words.strip("- ")
    return Page(href, html)


def _page(metadata: Metadata, style_href: str, title: str) -> tuple[etree._Element, etree._Element]:
    """A page that no document is behind, and its body."""
    html = etree.Element(f"{H}html", nsmap=namespaces(XHTML, epub=EPUB_OPS))
    html.set("lang", metadata.language)
    html.set(XML_LANG, metadata.language)
    head = etree.SubElement(html, f"{H}head")
    etree.SubElement(head, f"{H}title").text = title
    etree.SubElement(head, f"{H}link", rel="stylesheet", type="text/css", href=style_href)
    return html, etree.SubElement(html, f"{H}body")


def _around_address(line: str) -> tuple[str, str, str]:
    """A line's text before, at and after its web address."""
    found = re.search(r"https?://\S*[^\s.,;)]", line)
    return (line[: found.start()], found[0], line[found.end() :]) if found else (line, "", "")


def contents_landmark(pages: Sequence[Page], text: str) -> Iterator[Landmark]:
    """The contents as a page shows them: a link to the navigation document needs it in the spine, where it is not."""
    for page in pages:
        for wrapper in page.root.iter(f"{H}div"):
            if "toctree-wrapper" in wrapper.get("class", "").split() and len(wrapper):
                yield Landmark("toc", text, f"{quote(page.href)}#{wrapper.get('id')}")
                return


def landmarks_of(pages: Sequence[Page]) -> Iterator[Landmark]:
    """Landmarks that the pages' own sections declare, the first of each type."""
    for term in LANDMARK_TYPES:
        for page in pages:
            # A chapter's own literature is no landmark of a book with many.
            if term == "bibliography" and len(pages) > 1 and page.is_chapter:
                continue
            section = next((e for e in page.root.iter(f"{H}section") if term in (e.get(EPUB_TYPE) or "").split()), None)
            if section is None:
                continue
            heading = next(iter(section.iter(*HEADINGS)), None)
            anchor = section.get("id")
            yield Landmark(
                term,
                text_of(heading) if heading is not None else page.title,
                f"{quote(page.href)}#{anchor}" if anchor else quote(page.href),
            )
            break
