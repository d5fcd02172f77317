"""An EPUB 3 package: the record of a publication, and its writing.

Pure: knows no Sphinx. The same record gives the same bytes, on every machine and in every folder.
Sources: EPUB 3.3 (W3C, 2025), EPUB Accessibility 1.1, OPF 2.0.1 for the NCX and the cover's old ``meta``.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

XHTML = "http://www.w3.org/1999/xhtml"
EPUB_OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
NCX = "http://www.daisy.org/z3986/2005/ncx/"
CONTAINER = "urn:oasis:names:tc:opendocument:xmlns:container"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{EPUB_OPS}}}type"

IBOOKS = "http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"

CONTENT_DIR = "EPUB"
PACKAGE_HREF = "package.opf"
NAV_HREF = "nav.xhtml"
NCX_HREF = "toc.ncx"
ONIX_HREF = "onix.xml"
CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
"""To the letter (EPUB Accessibility 1.1, 4.2): reading systems compare it as a string."""
NAV_DEPTH = 3
"""Levels of the table of contents: deeper ones make it unusable on a small screen."""

MEDIA_TYPES = {
    ".xhtml": "application/xhtml+xml",
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg; codecs=opus",
    ".opus": "audio/ogg; codecs=opus",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""What a book of ours may hold, by file name extension: core media types, and film, which needs none."""


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person or body; ``roles`` are MARC relator codes, ``file_as`` the name as a catalogue sorts it."""

    name: str
    file_as: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """The whole that a publication is a part of: a chapter's book (``set``), or a book's series (``series``)."""

    title: str
    identifier: str = ""
    position: str = ""
    kind: str = "set"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a publication is about: words, and where they are of a scheme, the scheme and its code for them.

    ``authority`` is a reserved name of EPUB's subject registry («Thema») or the scheme's address.
    """

    text: str
    authority: str = ""
    term: str = ""


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the content was found to offer; each value is a term of the schema.org accessibility vocabulary."""

    modes: tuple[str, ...] = ("textual",)
    sufficient: tuple[str, ...] = ("textual",)
    features: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    summary: str = ""
    certified_by: str = ""
    """Who has found, by review, that :data:`CONFORMANCE` holds; nothing is claimed where nobody has."""
    report: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the package document says of the publication."""

    identifier: str
    title: str
    language: str
    modified: str
    """UTC, ``YYYY-MM-DDThh:mm:ssZ``."""
    subtitle: str = ""
    creators: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    date: str = ""
    description: str = ""
    rights: str = ""
    license_url: str = ""
    statement: str = ""
    """The rights as the colophon prints them, in a sentence; where it is empty, ``rights``."""
    copyright: tuple[str, str] = ("", "")
    """The year or span of years, and the holder."""
    edition: str = ""
    isbns: tuple[tuple[str, str], ...] = ()
    """Format (``print``, ``pdf``, ``epub``) and 13 digits."""
    subjects: tuple[Subject, ...] = ()
    collection: Collection | None = None
    page_source: str = ""
    """What the pages of the page list are of: «urn:isbn:…», or the identifier of a PDF."""
    accessibility: Accessibility = field(default_factory=Accessibility)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who made a file of the publication, where it is from, and on what terms others may use it."""

    rights: str = ""
    title: str = ""
    creator: str = ""
    source: str = ""
    """An address, or a name where there is none."""
    license_url: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of the publication; ``href`` is relative to the package document."""

    href: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    provenance: Provenance = Provenance()

    @property
    def media_type(self) -> str:
        """The core media type by the file name's extension."""
        return MEDIA_TYPES[posixpath.splitext(self.href)[1].lower()]


@dataclass(frozen=True, slots=True)
class NavPoint:
    """An entry of a list in the navigation document; without ``href`` it is a heading over its children."""

    text: str
    href: str = ""
    children: tuple[NavPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer to go to; ``type`` is a term of the EPUB structural vocabulary."""

    type: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class NavLabels:
    """The headings of the navigation document, in the book's language."""

    contents: str
    landmarks: str
    figures: str
    tables: str
    pages: str


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything that goes into one ``.epub``."""

    metadata: Metadata
    resources: tuple[Resource, ...]
    spine: tuple[str, ...]
    """Hrefs in reading order. The navigation document is not among them: some engines show its hidden lists."""
    toc: tuple[NavPoint, ...]
    labels: NavLabels
    aside: tuple[str, ...] = ()
    """Hrefs of pages outside the reading order that some page links to."""
    landmarks: tuple[Landmark, ...] = ()
    figures: tuple[NavPoint, ...] = ()
    tables: tuple[NavPoint, ...] = ()
    pages: tuple[NavPoint, ...] = ()
    cover_image: str = ""
    style: str = ""
    """Href of the style sheet, for the navigation document."""
    onix: bytes = field(default=b"", repr=False)
    """A record of the publication for the book trade."""


def manifest_ids(hrefs: Iterable[str]) -> dict[str, str]:
    """Href → manifest id, made of the name so that it stays when other files come and go."""
    ids: dict[str, str] = {}
    for href in hrefs:
        stem = "f-" + re.sub(r"[^A-Za-z0-9_.-]+", "-", href)
        name, serial = stem, 2
        while name in ids.values():
            name, serial = f"{stem}-{serial}", serial + 1
        ids[href] = name
    return ids


def namespaces(default: str, **others: str) -> dict[str, str]:
    """Namespaces for a root element; lxml's stubs do not know that the default one has no prefix."""
    return cast("dict[str, str]", {None: default, **others})


def _child(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _document(root: etree._Element) -> bytes:
    etree.indent(root)
    doctype = "<!DOCTYPE html>" if root.tag == f"{{{XHTML}}}html" else ""
    return to_bytes(root, doctype)


def to_bytes(root: etree._Element, doctype: str = "") -> bytes:
    """A document as a file's bytes."""
    head = f'<?xml version="1.0" encoding="utf-8"?>\n{doctype}'.rstrip() + "\n"
    return head.encode() + etree.tostring(root, encoding="utf-8") + b"\n"


def package_document(publication: Publication) -> bytes:
    """The package document: metadata, manifest, spine."""
    meta = publication.metadata
    root = etree.Element(f"{{{OPF}}}package", nsmap=namespaces(OPF))
    root.set("version", "3.0")
    root.set(XML_LANG, meta.language)
    root.set("unique-identifier", "pub-id")
    with_fonts = any(resource.media_type.startswith("font/") for resource in publication.resources)
    vocabularies = [
        *(["cc: http://creativecommons.org/ns#"] if _has_license(publication) else []),
        *([f"ibooks: {IBOOKS}"] if with_fonts else []),
    ]
    if vocabularies:
        root.set("prefix", " ".join(vocabularies))
    ids = manifest_ids(r.href for r in publication.resources)
    _metadata(root, publication, ids)
    if with_fonts:
        # Apple Books uses a book's own fonts only where this is said.
        _child(root[0], f"{{{OPF}}}meta", "true", property="ibooks:specified-fonts")
    manifest = _child(root, f"{{{OPF}}}manifest")
    nav = _child(manifest, f"{{{OPF}}}item", id="nav", href=NAV_HREF, properties="nav")
    nav.set("media-type", MEDIA_TYPES[".xhtml"])
    ncx = _child(manifest, f"{{{OPF}}}item", id="ncx", href=NCX_HREF)
    ncx.set("media-type", "application/x-dtbncx+xml")
    for resource in publication.resources:
        item = _child(manifest, f"{{{OPF}}}item", id=ids[resource.href], href=quote(resource.href))
        item.set("media-type", resource.media_type)
        properties = [*resource.properties]
        if resource.href == publication.cover_image:
            properties.append("cover-image")
        if properties:
            item.set("properties", " ".join(sorted(properties)))
    spine = _child(root, f"{{{OPF}}}spine", toc="ncx")
    for href in publication.spine:
        _child(spine, f"{{{OPF}}}itemref", idref=ids[href])
    for href in publication.aside:
        _child(spine, f"{{{OPF}}}itemref", idref=ids[href], linear="no")
    return _document(root)


def _has_license(publication: Publication) -> bool:
    return bool(publication.metadata.license_url) or any(r.provenance.license_url for r in publication.resources)


def _metadata(root: etree._Element, publication: Publication, ids: dict[str, str]) -> None:
    meta = publication.metadata
    element = etree.SubElement(root, f"{{{OPF}}}metadata", nsmap={"dc": DC})

    def dc(name: str, text: str, **attributes: str) -> None:
        if text:
            _child(element, f"{{{DC}}}{name}", text, **attributes)

    def prop(name: str, text: str, **attributes: str) -> None:
        if text:
            _child(element, f"{{{OPF}}}meta", text, property=name, **attributes)

    dc("identifier", meta.identifier, id="pub-id")
    own_isbn = f"urn:isbn:{dict(meta.isbns)['epub']}" if "epub" in dict(meta.isbns) else ""
    if own_isbn and own_isbn != meta.identifier:
        dc("identifier", own_isbn, id="isbn")
    if own_isbn:
        key = "#isbn" if own_isbn != meta.identifier else "#pub-id"
        prop("identifier-type", "15", refines=key, scheme="onix:codelist5")
    dc("title", meta.title, id="title")
    prop("title-type", "main", refines="#title")
    if meta.subtitle:
        dc("title", meta.subtitle, id="subtitle")
        prop("title-type", "subtitle", refines="#subtitle")
        prop("display-seq", "1", refines="#title")
        prop("display-seq", "2", refines="#subtitle")
    dc("language", meta.language)
    for kind, people in (("creator", meta.creators), ("contributor", meta.contributors)):
        for number, person in enumerate(people, 1):
            key = f"{kind}-{number}"
            dc(kind, person.name, id=key)
            for role in person.roles:
                prop("role", role, refines=f"#{key}", scheme="marc:relators")
            prop("file-as", person.file_as, refines=f"#{key}")
            prop("display-seq", str(number), refines=f"#{key}")
    dc("publisher", meta.publisher)
    dc("date", meta.date)
    dc("description", meta.description)
    for number, subject in enumerate(meta.subjects, 1):
        key = f"subject-{number}"
        dc("subject", subject.text, **({"id": key} if subject.authority else {}))
        if subject.authority:
            prop("authority", subject.authority, refines=f"#{key}")
            prop("term", subject.term, refines=f"#{key}")
    prop("schema:bookEdition", meta.edition)
    dc("rights", meta.rights)
    if meta.license_url:
        _child(element, f"{{{OPF}}}link", rel="cc:license", href=meta.license_url)
    if meta.collection:
        prop("belongs-to-collection", meta.collection.title, id="collection")
        prop("collection-type", meta.collection.kind, refines="#collection")
        prop("group-position", meta.collection.position, refines="#collection")
        prop("dcterms:identifier", meta.collection.identifier, refines="#collection")
    prop("pageBreakSource", meta.page_source)
    prop("dcterms:modified", meta.modified)
    for resource in publication.resources:
        made, key = resource.provenance, f"#{ids[resource.href]}"
        prop("dcterms:title", made.title, refines=key)
        prop("dcterms:creator", made.creator, refines=key)
        prop("dcterms:source", made.source, refines=key)
        prop("dcterms:rights", made.rights, refines=key)
        if made.license_url:
            _child(element, f"{{{OPF}}}link", rel="cc:license", href=made.license_url, refines=key)
    access = meta.accessibility
    for mode in access.modes:
        prop("schema:accessMode", mode)
    for mode in access.sufficient:
        prop("schema:accessModeSufficient", mode)
    for feature in access.features:
        prop("schema:accessibilityFeature", feature)
    for hazard in access.hazards:
        prop("schema:accessibilityHazard", hazard)
    prop("schema:accessibilitySummary", access.summary)
    if access.certified_by:
        prop("dcterms:conformsTo", CONFORMANCE, id="conformance")
        prop("a11y:certifiedBy", access.certified_by, refines="#conformance", id="certifier")
        if access.report:
            _child(element, f"{{{OPF}}}link", rel="a11y:certifierReport", href=access.report, refines="#certifier")
    if publication.onix:
        record = _child(element, f"{{{OPF}}}link", rel="record", href=ONIX_HREF, properties="onix")
        record.set("media-type", "application/xml")
    if publication.cover_image:
        # EPUB 2's way of naming the cover; Kindle's and Kobo's converters still look for it.
        _child(element, f"{{{OPF}}}meta", name="cover", content=ids[publication.cover_image])


def prune(points: Iterable[NavPoint], depth: int = NAV_DEPTH) -> tuple[NavPoint, ...]:
    """The entries down to a depth; headings that lead nowhere are left out."""
    kept = []
    for point in points:
        children = prune(point.children, depth - 1) if depth > 1 else ()
        if point.text and (point.href or children):
            kept.append(NavPoint(point.text, point.href, children))
    return tuple(kept)


def navigation_document(publication: Publication) -> bytes:
    """The EPUB 3 navigation document: contents, landmarks, lists of figures, tables and pages."""
    meta, labels = publication.metadata, publication.labels
    html = etree.Element(f"{{{XHTML}}}html", nsmap=namespaces(XHTML, epub=EPUB_OPS))
    html.set("lang", meta.language)
    html.set(XML_LANG, meta.language)
    head = _child(html, f"{{{XHTML}}}head")
    _child(head, f"{{{XHTML}}}title", labels.contents)
    if publication.style:
        _child(head, f"{{{XHTML}}}link", rel="stylesheet", type="text/css", href=publication.style)
    body = _child(html, f"{{{XHTML}}}body")

    def section(kind: str, heading: str, points: Iterable[NavPoint], *, role: str = "", hidden: bool = False) -> None:
        nav = _child(body, f"{{{XHTML}}}nav", id=kind)
        nav.set(EPUB_TYPE, kind)
        if role:
            nav.set("role", role)
        nav.set("aria-labelledby", f"{kind}-title")
        if hidden:
            nav.set("hidden", "hidden")
        _child(nav, f"{{{XHTML}}}h1" if kind == "toc" else f"{{{XHTML}}}h2", heading, id=f"{kind}-title")
        entries(nav, points)

    def entries(parent: etree._Element, points: Iterable[NavPoint]) -> None:
        ol = _child(parent, f"{{{XHTML}}}ol")
        for point in points:
            li = _child(ol, f"{{{XHTML}}}li")
            if point.href:
                _child(li, f"{{{XHTML}}}a", point.text, href=point.href)
            else:
                _child(li, f"{{{XHTML}}}span", point.text)
            if point.children:
                entries(li, point.children)

    section("toc", labels.contents, prune(publication.toc), role="doc-toc")
    if publication.figures:
        section("loi", labels.figures, publication.figures)
    if publication.tables:
        section("lot", labels.tables, publication.tables)
    if publication.pages:
        section("page-list", labels.pages, publication.pages, role="doc-pagelist", hidden=True)
    if publication.landmarks:
        section("landmarks", labels.landmarks, (NavPoint(m.text, m.href) for m in publication.landmarks), hidden=True)
        links = body[-1].iter(f"{{{XHTML}}}a")
        for link, landmark in zip(links, publication.landmarks, strict=True):
            link.set(EPUB_TYPE, landmark.type)
    return _document(html)


def ncx_document(publication: Publication) -> bytes:
    """The contents once more, in EPUB 2's form for old reading systems."""
    meta = publication.metadata
    toc = prune(publication.toc)
    root = etree.Element(f"{{{NCX}}}ncx", nsmap=namespaces(NCX))
    root.set("version", "2005-1")
    root.set(XML_LANG, meta.language)
    head = _child(root, f"{{{NCX}}}head")

    def depth(points: tuple[NavPoint, ...]) -> int:
        return max((1 + depth(p.children) for p in points), default=0)

    targets = [_page_target(page) for page in publication.pages]
    facts = {
        "uid": meta.identifier,
        "depth": str(depth(toc)),
        "totalPageCount": str(len(targets)),
        "maxPageNumber": str(max((number for kind, number in targets if kind == "normal"), default=0)),
    }
    for name, content in facts.items():
        _child(head, f"{{{NCX}}}meta", name=f"dtb:{name}", content=content)
    _child(_child(root, f"{{{NCX}}}docTitle"), f"{{{NCX}}}text", meta.title)
    serial = iter(range(1, 1_000_000))

    def entries(parent: etree._Element, points: Iterable[NavPoint]) -> None:
        for point in points:
            entry = _child(parent, f"{{{NCX}}}navPoint", id=f"nav-{next(serial)}")
            _child(_child(entry, f"{{{NCX}}}navLabel"), f"{{{NCX}}}text", point.text)
            _child(entry, f"{{{NCX}}}content", src=point.href or _first_href(point))
            entries(entry, point.children)

    entries(_child(root, f"{{{NCX}}}navMap"), toc)
    if targets:
        pages = _child(root, f"{{{NCX}}}pageList")
        _child(_child(pages, f"{{{NCX}}}navLabel"), f"{{{NCX}}}text", publication.labels.pages)
        for serial_, (page, (kind, number)) in enumerate(zip(publication.pages, targets, strict=True), 1):
            target = _child(pages, f"{{{NCX}}}pageTarget", id=f"page-{serial_}", type=kind)
            if number:
                target.set("value", str(number))
            _child(_child(target, f"{{{NCX}}}navLabel"), f"{{{NCX}}}text", page.text)
            _child(target, f"{{{NCX}}}content", src=page.href)
    return _document(root)


_ROMAN = {"m": 1000, "d": 500, "c": 100, "l": 50, "x": 10, "v": 5, "i": 1}


def _page_target(page: NavPoint) -> tuple[str, int]:
    """The NCX's type of a page, and its number: arabic «normal», roman «front», any other «special» and 0."""
    label = page.text.casefold()
    if label.isascii() and label.isdecimal():
        return "normal", int(label)
    if not label or set(label) - set(_ROMAN):
        return "special", 0
    values = [_ROMAN[letter] for letter in label]
    return "front", sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _first_href(point: NavPoint) -> str:
    return next((c.href or _first_href(c) for c in point.children), "")


def container_document() -> bytes:
    """META-INF/container.xml: where the package document is."""
    root = etree.Element(f"{{{CONTAINER}}}container", nsmap=namespaces(CONTAINER))
    root.set("version", "1.0")
    files = _child(root, f"{{{CONTAINER}}}rootfiles")
    path = f"{CONTENT_DIR}/{PACKAGE_HREF}"
    _child(files, f"{{{CONTAINER}}}rootfile", **{"full-path": path, "media-type": "application/oebps-package+xml"})
    return _document(root)


def write_epub(publication: Publication) -> bytes:
    """The finished ``.epub``. Names are sorted, dates and attributes fixed: nothing but the content decides."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in _members(publication):
            info = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            # OCF 4.3: the first entry is «mimetype», stored, so that the file's type shows at a fixed offset.
            info.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            info.create_system = 3  # «Unix» also on Windows
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data, compresslevel=9)
    return buffer.getvalue()


def _members(publication: Publication) -> Iterator[tuple[str, bytes]]:
    yield "mimetype", b"application/epub+zip"
    yield "META-INF/container.xml", container_document()
    yield f"{CONTENT_DIR}/{PACKAGE_HREF}", package_document(publication)
    yield f"{CONTENT_DIR}/{NAV_HREF}", navigation_document(publication)
    yield f"{CONTENT_DIR}/{NCX_HREF}", ncx_document(publication)
    if publication.onix:
        yield f"{CONTENT_DIR}/{ONIX_HREF}", publication.onix
    for resource in sorted(publication.resources, key=lambda r: r.href):
        yield f"{CONTENT_DIR}/{resource.href}", resource.data
