"""A page of a publication: its links, its pictures, and what the contents list of it. Pure."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urldefrag, urlsplit

from lxml import etree

from .package import EPUB_OPS, EPUB_TYPE, XHTML, NavPoint, namespaces, to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SVG = "http://www.w3.org/2000/svg"
MATHML = "http://www.w3.org/1998/Math/MathML"
H = f"{{{XHTML}}}"
HEADINGS = tuple(f"{H}h{level}" for level in range(1, 7))
# RFC 3986's reserved and unreserved characters and «%»: everything else in an address is percent-encoded.
SAFE_IN_URL = "%/:?#@!$&'()*+,;=-._~"
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
_UNRESOLVED = {"xref", "myst"}
"""Classes that MyST leaves on the text of a link whose target it did not find."""
VOID = frozenset(f"{H}{tag}" for tag in _VOID)


def elements(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """XHTML elements of these names, as a list taken before anything is changed."""
    yield from list(root.iter(*(f"{H}{tag}" for tag in tags)))


def add_class(element: etree._Element, name: str) -> None:
    """Add a class to an element."""
    element.set("class", f"{element.get('class', '')} {name}".strip())


def drop(element: etree._Element, *names: str) -> None:
    """Take attributes off an element, where it has them."""
    for name in names:
        if name in element.attrib:
            del element.attrib[name]


def text_of(element: etree._Element) -> str:
    """An element's text, white space folded."""
    return " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())


def unwrap(element: etree._Element) -> None:
    """Put an element's content in its place."""
    parent = element.getparent()
    if parent is None:
        return
    index = parent.index(element)
    _append_text_before(parent, index, element.text)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    tail, element.tail = element.tail, None
    parent.remove(element)
    _append_text_before(parent, index + len(children), tail)


def empty(element: etree._Element) -> None:
    """Take out all that an element holds."""
    for child in list(element):
        element.remove(child)
    element.text = None


def remove(element: etree._Element) -> None:
    """Take an element away, and keep the text that follows it."""
    empty(element)
    unwrap(element)


def _append_text_before(parent: etree._Element, index: int, text: str | None) -> None:
    if not text:
        return
    if index == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text


def keep_elements_open(root: etree._Element) -> None:
    """Write ``<a id="x"></a>`` and not ``<a id="x"/>``: engines that read the page as HTML leave the latter open."""
    for element in root.iter(etree.Element):
        in_html = isinstance(element.tag, str) and element.tag.startswith(H)
        if in_html and element.tag not in VOID and len(element) == 0 and element.text is None:
            element.text = ""


def serialise(root: etree._Element) -> bytes:
    """The page as bytes of a file."""
    keep_elements_open(root)
    etree.cleanup_namespaces(root, top_nsmap=namespaces(XHTML, epub=EPUB_OPS))
    return to_bytes(root, "<!DOCTYPE html>")


@dataclass(slots=True)
class Page:
    """A page of a publication; ``href`` is relative to the package document."""

    href: str
    root: etree._Element

    @property
    def title(self) -> str:
        """The page's first heading, or the title of its head."""
        heading = next(iter(self.root.iter(*HEADINGS)), None)
        if heading is None:
            heading = next(iter(elements(self.root, "title")), None)
        return text_of(heading) if heading is not None else ""

    @property
    def is_chapter(self) -> bool:
        """Whether the page is a chapter of the book."""
        return any(e.get(EPUB_TYPE) == "chapter" for e in elements(self.root, "section"))

    @property
    def ids(self) -> set[str]:
        """Every id that a link can lead to."""
        return {i for e in self.root.iter(etree.Element) if (i := e.get("id"))}

    def resolve(self, reference: str) -> str:
        """A relative address on this page → an href relative to the package document."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.href), unquote(reference)))

    def relative(self, href: str) -> str:
        """An href relative to the package document → an address to write on this page."""
        return quote(posixpath.relpath(href, posixpath.dirname(self.href) or "."))

    def links(self) -> Iterator[tuple[etree._Element, str, str]]:
        """Links within the book: the element, the page's href, the fragment."""
        for link in elements(self.root, "a"):
            address = link.get("href")
            if address is None or urlsplit(address).scheme or address.startswith("//"):
                continue
            path, fragment = urldefrag(address)
            # What a site's address asks of it by a query means nothing in a book.
            path = path.partition("?")[0]
            yield link, self.resolve(path) if path else self.href, fragment

    def point_links(self, find: Callable[[str], str]) -> None:
        """Point links that name a page's file on the web site to the page in the book."""
        for link in elements(self.root, "a"):
            parts = urlsplit(link.get("href", ""))
            if parts.scheme or parts.netloc:
                continue
            mark = f"#{parts.fragment}" if parts.fragment else ""
            if parts.path.endswith(".html") and (found := find(unquote(parts.path))):
                link.set("href", found + mark)
            elif parts.query and not parts.path:
                link.set("href", mark or self.relative(self.href))

    def cut_links(
        self, targets: Mapping[str, set[str]], elsewhere: Callable[[str], str] = lambda _target: ""
    ) -> list[str]:
        """Turn links that lead nowhere in this publication into plain text; return where they led.

        ``elsewhere`` gives the web address of what is not in the publication, where there is one.
        Those that the parser has warned of, with their line, are not among them.
        """
        cut = []
        for link, href, fragment in self.links():
            if href in targets and (not fragment or fragment in targets[href]):
                continue
            if href not in targets and (address := elsewhere(f"{href}#{fragment}" if fragment else href)):
                link.set("href", address)
                continue
            if not any(set(e.get("class", "").split()) >= _UNRESOLVED for e in link.iter(f"{H}span")):
                cut.append(f"{href}#{fragment}" if fragment else href)
            drop(link, "href", "role", EPUB_TYPE, "title")
            link.tag = f"{H}span"
        return cut

    def pictures(self) -> Iterator[tuple[etree._Element, str]]:
        """Pictures in files: the element, and the file's href (or the address of one on the net)."""
        for picture in elements(self.root, "img"):
            source = picture.get("src", "")
            remote = urlsplit(source).scheme or source.startswith("//")
            yield picture, source if remote else self.resolve(source)

    def pictures_at(self, anchor: str) -> Iterator[str]:
        """Hrefs of the pictures within the element of this id."""
        place = next((e for e in self.root.iter(etree.Element) if e.get("id") == anchor), None)
        for picture, href in self.pictures():
            if place is not None and place in (picture, *picture.iterancestors()):
                yield href

    def resources(self) -> set[str]:
        """Hrefs of the files this page shows or is styled by."""
        found = {href for _, href in self.pictures()}
        for player in elements(self.root, "audio", "video"):
            found |= {self.resolve(player.get(name, "")) for name in ("src", "poster") if player.get(name)}
        found |= {self.resolve(s.get("href", "")) for s in elements(self.root, "link") if s.get("rel") == "stylesheet"}
        return found

    def replace_missing_pictures(self, exists: Callable[[str], bool]) -> None:
        """Where a picture's file is not in the book, let its alternative text stand for it."""
        for picture, href in self.pictures():
            if exists(href):
                continue
            alt = picture.get("alt", "")
            picture.attrib.clear()
            picture.tag = f"{H}span"
            picture.set("class", "missing-picture")
            picture.text = alt
            if urlsplit(href).scheme in {"http", "https"} and not any(picture.iterancestors(f"{H}a")):
                # A book may not hold what is on the net; one can go there.
                picture.tag = f"{H}a"
                picture.set("href", quote(href, safe=SAFE_IN_URL))
                picture.text = alt or href

    def use_fallbacks(self, fallbacks: Mapping[str, str]) -> None:
        """Show the PNG of each SVG. Old engines draw no SVG, or one without its words.

        Not ``picture`` with both: foliate-js 1.0.1 leaves ``srcset`` as it is, and its readers see no picture at all.
        """
        for picture, href in self.pictures():
            if fallbacks.get(href):
                picture.set("src", self.relative(fallbacks[href]))

    @property
    def properties(self) -> tuple[str, ...]:
        """The manifest's properties of this page, found in its content."""
        found = []
        if next(self.root.iter(f"{{{MATHML}}}math"), None) is not None:
            found.append("mathml")
        if next(self.root.iter(f"{{{SVG}}}svg"), None) is not None:
            found.append("svg")
        return tuple(found)

    def listed(self, tag: str, caption: str) -> Iterator[NavPoint]:
        """Entries for the list of figures (``figure``, ``figcaption``) or of tables (``table``, ``caption``)."""
        for element in elements(self.root, tag):
            heading = next(element.iter(f"{H}{caption}"), None)
            if heading is None:
                continue
            first = next((e for e in heading if "caption-text" in (e.get("class") or "") or e.tag == f"{H}p"), None)
            number = next((e for e in heading.iter(etree.Element) if e.get("class") == "caption-number"), None)
            parts = [text_of(e) for e in (number, first) if e is not None] if number is not first else []
            text = _without_repeats(parts) or text_of(heading)
            anchor = element.get("id")
            if text:
                yield NavPoint(text, f"{quote(self.href)}#{anchor}" if anchor else quote(self.href))

    def page_breaks(self) -> Iterator[NavPoint]:
        """Entries for the page list: where the pages of the print edition begin."""
        for element in self.root.iter(etree.Element):
            if "pagebreak" in (element.get(EPUB_TYPE) or "").split() and element.get("id"):
                label = element.get("aria-label") or element.get("title") or text_of(element)
                yield NavPoint(label.strip(" ."), f"{quote(self.href)}#{element.get('id')}")

    def outline(self) -> tuple[NavPoint, ...]:
        """The page's sections as a table of contents; headings of boxes are no sections."""

        def below(section: etree._Element) -> tuple[NavPoint, ...]:
            points: list[NavPoint] = []
            for child in section:
                if child.tag == f"{H}section":
                    heading = next((e for e in child if e.tag in HEADINGS), None)
                    if heading is None:
                        points.extend(below(child))
                        continue
                    anchor = child.get("id") or heading.get("id")
                    href = f"{quote(self.href)}#{anchor}" if anchor else quote(self.href)
                    points.append(NavPoint(text_of(heading), href, below(child)))
                elif child.tag == f"{H}div":
                    points.extend(below(child))
            return tuple(points)

        body = self.root.find(f"{H}body")
        return below(body) if body is not None else ()


def _without_repeats(parts: list[str]) -> str:
    if len(parts) == 2 and parts[1].startswith(parts[0]):
        return parts[1]
    return " ".join(p for p in parts if p)
