"""What an EPUB holds, to compare with what a reading engine shows of it."""

from __future__ import annotations

import json
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "epub": "http://www.idpf.org/2007/ops",
    "svg": "http://www.w3.org/2000/svg",
}


@dataclass(slots=True)
class Holdings:
    """The pages of a book in reading order with their words and pictures, its contents and its page list."""

    title: str
    language: str
    spine: list[str] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    """The text without the names of drawings, which nobody sees."""
    pictures: dict[str, list[str]] = field(default_factory=dict)
    toc: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, epub: Path) -> Holdings:
        with zipfile.ZipFile(epub) as archive:
            files = {name.removeprefix("EPUB/"): archive.read(name) for name in archive.namelist()}
        package = etree.fromstring(files["package.opf"])
        held = cls(package.findtext(".//{*}title") or "", package.findtext(".//{*}language") or "")
        hrefs = {item.get("id"): unquote(item.get("href")) for item in package.iterfind(".//{*}item")}
        for reference in package.iterfind(".//{*}itemref"):
            href = hrefs[reference.get("idref")]
            body = etree.fromstring(files[href]).find("h:body", NS)
            held.spine.append(href)
            held.text[href] = "".join(body.itertext())
            held.seen[href] = "".join(body.xpath(".//text()[not(ancestor::svg:title)]", namespaces=NS))
            held.pictures[href] = [picture.get("alt") for picture in body.iterfind(".//h:img", NS)]
        nav = etree.fromstring(files["nav.xhtml"])
        held.toc = _entries(nav.xpath("//h:nav[@epub:type='toc']/h:ol", namespaces=NS))
        held.pages = _entries(nav.xpath("//h:nav[@epub:type='page-list']/h:ol", namespaces=NS))
        return held

    def manifest(self) -> str:
        """The manifest of a web publication (Readium), as a server makes it from the EPUB."""
        return json.dumps(
            {
                "@context": "https://readium.org/webpub-manifest/context.jsonld",
                "metadata": {
                    "@type": "http://schema.org/Book",
                    "conformsTo": "https://readium.org/webpub-manifest/profiles/epub",
                    "title": self.title,
                    "language": self.language,
                },
                "links": [],
                "readingOrder": [{"href": href, "type": "application/xhtml+xml"} for href in self.spine],
                "toc": self.toc,
                "pageList": self.pages,
                # The one collection that @readium/shared 2.1 takes over from a manifest.
                "sub": self.pages,
            }
        )


def _entries(lists: list[etree._Element]) -> list[dict[str, Any]]:
    found = []
    for item in (item for one in lists for item in one.iterfind("h:li", NS)):
        entry: dict[str, Any] = {"title": " ".join("".join(item[0].itertext()).split())}
        if children := _entries(item.findall("h:ol", NS)):
            entry["children"] = children
        # A heading over others leads to the first of them where it must lead somewhere.
        entry["href"] = item[0].get("href") or children[0]["href"]
        found.append(entry)
    return found


def flat(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Entries with their children after them: title, address."""
    return [pair for e in entries for pair in ((e["title"], e["href"]), *flat(e.get("children", [])))]


def without_folder(address: str) -> str:
    """An engine's address of a page as the package document has it."""
    path, fragment = urldefrag(unquote(address))
    return posixpath.normpath(path).removeprefix("EPUB/") + (f"#{fragment}" if fragment else "")
