"""What is wrong with a finished EPUB that neither EPUBCheck nor Ace sees.

``python -m kompendium.preflight.epub FILE …`` prints the faults of each file, one a line.
Every claim of the package document is proved anew from the pages. Sources: EPUB 3.3, EPUB Accessibility 1.1 and its
techniques, DPUB-ARIA 1.1.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"

UNSAFE_CSS = {
    "a rule that old engines do not know": r"@(media|supports|font-face|import|layer|container)",
    "a function that old engines do not know": r"\b(var|calc|min|max|clamp|rgba?|hsla?)\(",
    "a layout that old engines do not know": r"display:\s*(flex|grid|inline-flex|contents)",
    "a selector that old engines do not know": r":(not|is|where|has|nth-[a-z-]+|first-of-type|last-child)\b|::",
    "a length that old engines do not know": r"\d(rem|vw|vh|ch|px\s*\*)\b",
    "a font size that the reader cannot change": r"font(-size)?:[^;]*\d(px|pt)\b",
    "a property that is too new": r"(?<![-\w])(border-radius|box-shadow|break-(inside|after)|hyphens|gap)\s*:",
    "a colour": r"(?<![-\w])(color|background(-color)?|border(-[a-z]+)*-color)\s*:|#[0-9a-fA-F]{3,8}\b",
}
"""What a style sheet of a book may not hold: one unknown function can cost the whole sheet."""

NO_DESCRIPTION = frozenset(
    {"bilde", "figur", "figure", "foto", "graphic", "illustrasjon", "illustration", "image", "img", "photo", "picture"}
)
"""Alternative texts that say nothing."""

NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "m": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INFORMATIVE = (
    "[not(@role='presentation' or @role='none')][not(ancestor-or-self::*[@aria-hidden='true'])]"
    "[not(ancestor::h:section[@epub:type='cover'])]"
)


class Fault(NamedTuple):
    """One thing that is wrong: the rule's name, the file inside the book, and what was found."""

    rule: str
    file: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.file}: {self.found}"


@dataclass(slots=True)
class _Book:
    """The opened book: names in the zip file, the package document, and the pages that parse."""

    names: list[str]
    package: str
    opf: etree._Element
    pages: dict[str, etree._Element]
    styles: dict[str, str]
    ncx: dict[str, etree._Element] = field(default_factory=dict)

    @property
    def nav(self) -> str:
        """The navigation document's name."""
        return next(iter(self.hrefs("//opf:item[contains(concat(' ', @properties, ' '), ' nav ')]")), "")

    @property
    def content(self) -> dict[str, etree._Element]:
        """The pages without the navigation document."""
        return {name: root for name, root in self.pages.items() if name != self.nav}

    @property
    def spine(self) -> list[str]:
        """The pages in reading order."""
        names = {e.get("id"): self.resolve(self.package, str(e.get("href"))) for e in _find(self.opf, "//opf:item")}
        read = (names.get(ref.get("idref")) for ref in _find(self.opf, "//opf:itemref"))
        return [name for name in read if name in self.pages]

    def hrefs(self, items: str) -> list[str]:
        """Names in the zip file of these items of the manifest."""
        return [self.resolve(self.package, str(item.get("href"))) for item in _find(self.opf, items)]

    def meta(self, name: str) -> list[str]:
        """The values of a property of the package."""
        return [" ".join((e.text or "").split()) for e in _find(self.opf, f"//opf:meta[@property='{name}']")]

    def any(self, path: str) -> bool:
        """Whether some page of the content has such an element."""
        return any(_find(root, path) for root in self.content.values())

    @staticmethod
    def resolve(base: str, reference: str) -> str:
        """A relative reference in a file → a name in the zip file."""
        path = unquote(urldefrag(reference)[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base


def _find(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path, namespaces=NS)
    return [e for e in found if isinstance(e, etree._Element)] if isinstance(found, list) else []


def _words(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def lint(file: Path, page_labels: Sequence[str] | None = None) -> list[Fault]:
    """Every fault of a finished EPUB. ``page_labels`` are those of the printed pages, where it should have them."""
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    book = _open(files)
    faults = [fault for rule in RULES for fault in rule(book)]
    if page_labels is not None:
        faults += _pages_of_print(book, page_labels)
    return faults


def _open(files: Mapping[str, bytes]) -> _Book:
    container = etree.fromstring(files["META-INF/container.xml"])
    package = next(str(e.get("full-path")) for e in container.iter("{*}rootfile"))
    book = _Book([*files], package, etree.fromstring(files[package]), {}, {})
    for item in _find(book.opf, "//opf:manifest/opf:item"):
        name, kind = book.resolve(package, str(item.get("href"))), item.get("media-type")
        if name not in files:
            continue
        if kind == "application/xhtml+xml":
            book.pages[name] = etree.fromstring(files[name], etree.XMLParser(huge_tree=True, resolve_entities=False))
        elif kind == "text/css":
            book.styles[name] = files[name].decode()
        elif kind == "application/x-dtbncx+xml":
            book.ncx[name] = etree.fromstring(files[name])
    return book


# The package


def _names(book: _Book) -> Iterator[Fault]:
    for name in book.names:
        if not name.isascii():
            yield Fault("name-not-ascii", name, name)


def _navigation_in_spine(book: _Book) -> Iterator[Fault]:
    if book.nav in book.spine:
        yield Fault("nav-in-spine", book.package, book.nav)


def _conformance(book: _Book) -> Iterator[Fault]:
    for said in book.meta("dcterms:conformsTo"):
        if said != CONFORMANCE:
            yield Fault("conformance-misspelt", book.package, said)
        if not any(book.meta("a11y:certifiedBy")):
            yield Fault("conformance-uncertified", book.package, said)


def _fonts(book: _Book) -> Iterator[Fault]:
    fonts = _find(book.opf, "//opf:item[contains(@media-type, 'font')]")
    if "true" in book.meta("ibooks:specified-fonts") and not fonts:
        yield Fault("fonts-claimed", book.package, "ibooks:specified-fonts")


def _claims(book: _Book) -> Iterator[Fault]:
    """Claims of accessibility that the pages do not bear out, and what they have that is not claimed."""
    pictures = [e for root in book.content.values() for e in _pictures(root)]
    described = all(not _silence(picture) for picture in pictures)
    moving = book.any("//h:audio | //h:video | //h:embed | //h:object | //h:canvas")
    nav = book.pages.get(book.nav)
    true = {
        "accessibilityFeature": {
            "readingOrder": True,
            "displayTransformability": "pre-paginated" not in book.meta("rendition:layout"),
            "tableOfContents": nav is not None and bool(_find(nav, "//h:nav[@epub:type='toc']//h:a")),
            "structuralNavigation": book.any("//h:h1 | //h:h2"),
            "alternativeText": bool(pictures) and described,
            "ARIA": book.any("//h:body[not(h:section[@epub:type='cover'])]//h:*[@role]"),
            "MathML": book.any("//m:math"),
            "index": book.any("//*[contains(concat(' ', @epub:type, ' '), ' index ')]"),
            "pageBreakMarkers": book.any("//*[@epub:type='pagebreak']"),
            "pageNavigation": nav is not None and bool(_find(nav, "//h:nav[@epub:type='page-list']//h:a")),
        },
        "accessMode": {"textual": True, "visual": bool(pictures), "auditory": book.any("//h:audio | //h:video")},
        "accessModeSufficient": {"textual": described and not moving, "textual,visual": not described or moving},
        "accessibilityHazard": {"none": not moving, "unknown": moving},
    }
    for name, terms in true.items():
        claimed = set(book.meta(f"schema:{name}"))
        for term in sorted(claimed | {term for term, holds in terms.items() if holds}):
            if term in claimed and not terms.get(term):
                yield Fault("claim-untrue", book.package, f"{name} {term}")
            elif term not in claimed:
                yield Fault("claim-missing", book.package, f"{name} {term}")


# The pages


def _languages(book: _Book) -> Iterator[Fault]:
    language = next((e.text for e in _find(book.opf, "//dc:language")), None)
    if book.opf.get(_XML_LANG) != language:
        yield Fault("language", book.package, f"xml:lang {book.opf.get(_XML_LANG)}")
    for name, root in book.pages.items():
        if not language or {root.get("lang"), root.get(_XML_LANG)} != {language}:
            yield Fault("language", name, f"lang {root.get('lang')}, xml:lang {root.get(_XML_LANG)}")
        for element in _find(root, "/h:html/*/descendant-or-self::h:*[@lang or @xml:lang]"):
            if element.get("lang") != element.get(_XML_LANG):
                yield Fault("language", name, f"{_words(element)[:40]}: lang and xml:lang differ")


def _pictures(root: etree._Element) -> list[etree._Element]:
    return _find(root, f"//h:img{_INFORMATIVE} | //svg:svg{_INFORMATIVE}")


def _silence(picture: etree._Element) -> str:
    """Why a picture that tells something says nothing to who cannot see it, or an empty string."""
    named = picture.get("aria-label") or picture.get("aria-labelledby")
    if etree.QName(picture).localname == "svg":
        return "" if named or any(_words(t) for t in picture.iter(f"{{{NS['svg']}}}title")) else "svg without a title"
    alt, source = (picture.get("alt") or "").strip(), unquote(picture.get("src") or "")
    if not alt:
        return "" if named else f"{source}: no alternative text"
    name = posixpath.basename(source)
    given = {name.casefold(), posixpath.splitext(name)[0].casefold(), source.casefold()}
    plain = alt.casefold().rstrip(".")
    if plain in given | NO_DESCRIPTION or re.fullmatch(r"[\w./-]+\.(avif|gif|jpe?g|png|svg|tiff?|webp)", plain):
        return f"{source}: the alternative text is «{alt}»"
    return ""


def _alternatives(book: _Book) -> Iterator[Fault]:
    for name, root in book.pages.items():
        for picture in _pictures(root):
            if why := _silence(picture):
                yield Fault("alt", name, why)


def _headings(book: _Book) -> Iterator[Fault]:
    for name, root in book.pages.items():
        last = 0
        for heading in _find(
            root, "//*[self::h:h1 or self::h:h2 or self::h:h3 or self::h:h4 or self::h:h5 or self::h:h6]"
        ):
            level = int(etree.QName(heading).localname[1])
            if level > last + 1:
                yield Fault("heading-skipped", name, f"h{level} «{_words(heading)[:40]}» after h{last}")
            if not _words(heading):
                yield Fault("heading-empty", name, f"h{level}")
            last = level


def _identifiers(book: _Book) -> Iterator[Fault]:
    for name, root in (book.pages | book.ncx | {book.package: book.opf}).items():
        counted = Counter(str(e.get("id")) for e in _find(root, "//*[@id]"))
        for twice in (i for i, times in counted.items() if times > 1):
            yield Fault("id-twice", name, twice)


def _links(book: _Book) -> Iterator[Fault]:
    ids = {name: {e.get("id") for e in _find(root, "//*[@id]")} for name, root in book.pages.items()}
    for name, root in (book.pages | book.ncx).items():
        for element in _find(root, "//h:*[@href or @src or @srcset] | //ncx:content[@src]"):
            address = element.get("href") or element.get("src") or element.get("srcset") or ""
            if urlsplit(address).scheme or address.startswith("//"):
                continue
            target, fragment = book.resolve(name, address), unquote(urldefrag(address)[1])
            if target not in book.names or (fragment and target in ids and fragment not in ids[target]):
                yield Fault("link-to-nowhere", name, address)
        for element in _find(root, "//h:*[@aria-labelledby or @aria-describedby or @aria-details]"):
            for attribute in ("aria-labelledby", "aria-describedby", "aria-details"):
                for missing in set((element.get(attribute) or "").split()) - {str(i) for i in ids.get(name, ())}:
                    yield Fault("link-to-nowhere", name, f"{attribute} {missing}")


def _notes(book: _Book) -> Iterator[Fault]:
    for name, root in book.pages.items():
        marks = {e.get("id"): e for e in _find(root, "//h:a[@role='doc-noteref' or @epub:type='noteref']")}
        notes = {e.get("id"): e for e in _find(root, "//h:*[@role='doc-footnote' or @epub:type='footnote']")}
        for mark in marks.values():
            if urldefrag(mark.get("href") or "")[1] not in notes:
                yield Fault("note-missing", name, _words(mark))
        for note in notes.values():
            back = _find(note, ".//h:a[@role='doc-backlink']")
            if not any(urldefrag(link.get("href") or "")[1] in marks for link in back):
                yield Fault("note-without-backlink", name, _words(note)[:40])


def _page_list(book: _Book) -> Iterator[Fault]:
    """The page list against the breaks in the text: the same places, in the same order, by the same labels.

    A page without text (blank, a part's own) has no break, and leads to another page's; those before the first break
    lead to a page's beginning.
    """
    listed = [(book.resolve(book.nav, a), urldefrag(a)[1], label) for label, a in _listed_pages(book)]
    breaks = [
        (name, e.get("id") or "", (e.get("aria-label") or e.get("title") or _words(e)).strip(" ."))
        for name in book.spine
        for e in _find(book.pages[name], "//*[@epub:type='pagebreak']")
    ]
    labels = {label for *_place, label in breaks}
    places = {b[:2] for b in breaks if b in listed}
    first = next((position for position, b in enumerate(listed) if b in breaks), len(listed))
    for position, found in enumerate(listed):
        there = found[:2] in places or (position < first and found[0] in book.spine and not found[1])
        if found not in breaks and (found[2] in labels or not there):
            yield Fault("page-list", book.nav, f"«{found[2]}» is listed, but {found[0]}#{found[1]} is no such break")
    for found in [b for b in breaks if b not in listed]:
        yield Fault("page-list", found[0], f"the break «{found[2]}» is not in the page list")
    marked = [b for b in listed if b in breaks]
    if sorted(marked) == sorted(breaks) and marked != breaks:
        yield Fault("page-list", book.nav, "the pages are not in the order of the text")
    for name, root in book.content.items():
        for mark in _find(root, "//*[@epub:type='pagebreak'][not(@role='doc-pagebreak')]"):
            yield Fault("page-list", name, f"the break «{mark.get('aria-label')}» has not the role doc-pagebreak")


def _listed_pages(book: _Book) -> list[tuple[str, str]]:
    nav = book.pages.get(book.nav)
    links = _find(nav, "//h:nav[@epub:type='page-list']//h:a") if nav is not None else []
    return [(_words(a), str(a.get("href"))) for a in links]


def _pages_of_print(book: _Book, labels: Sequence[str]) -> Iterator[Fault]:
    found = [label for label, _address in _listed_pages(book)]
    if found != [*labels]:
        pairs = [*zip(found, labels, strict=False)]
        first = next((f"«{a}» for «{b}»" for a, b in pairs if a != b), f"{len(found)} pages for {len(labels)}")
        yield Fault("page-list-print", book.nav, first)


# How it looks


def unsafe_css(css: str) -> Iterator[str]:
    """What a style sheet holds that some e-reader cannot take, each with the text that was found."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for what, pattern in UNSAFE_CSS.items():
        for found in re.finditer(pattern, plain):
            yield f"{what}: {found[0]}"


def _styles(book: _Book) -> Iterator[Fault]:
    fonts = bool(_find(book.opf, "//opf:item[contains(@media-type, 'font')]"))
    for name, css in book.styles.items():
        for found in unsafe_css(css):
            # Fonts that a publisher embeds are loaded by no other rule.
            if not (fonts and found.endswith("@font-face")):
                yield Fault("css-unsafe", name, found)
    for name, root in book.pages.items():
        for element in _find(root, "//h:*[@style] | //h:style | //h:script"):
            yield Fault("css-unsafe", name, f"{etree.QName(element).localname} {element.get('style') or ''}".strip())


RULES: tuple[Callable[[_Book], Iterable[Fault]], ...] = (
    _names,
    _navigation_in_spine,
    _conformance,
    _fonts,
    _claims,
    _languages,
    _alternatives,
    _headings,
    _identifiers,
    _links,
    _notes,
    _page_list,
    _styles,
)


def main(files: Sequence[str]) -> int:
    """Print the faults of each file; 1 where there are some."""
    faults = [f"{file}: {fault}" for file in files for fault in lint(Path(file))]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
