"""What a finished PDF says to who reads it by machine."""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}


def xmp_of(file: Path) -> dict[str, list[str]]:
    """The properties of the PDF's XMP that have a value or a plain list of values, by their names with prefix."""
    with pikepdf.open(file) as pdf:
        tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    prefixes = {space: prefix for prefix, space in XMP.items()}
    found: dict[str, list[str]] = {}
    for known in tree.iter():
        if known.getparent() is None or etree.QName(known.getparent()).localname != "Description":
            continue
        name = etree.QName(known)
        values = [item.text or "" for item in known.iter(f"{{{XMP['rdf']}}}li")]
        value = known.get(f"{{{XMP['rdf']}}}resource") or (known.text or "").strip()
        found[f"{prefixes.get(name.namespace, '?')}:{name.localname}"] = values or [value]
    return found


def text_of(file: Path) -> str:
    """The PDF's text with white space and line-end hyphens undone."""
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    joined = re.sub("[\u00ad\ufffe\u0002]\\s*", "", "\n".join(pages))
    return " ".join(joined.split())


def outline_of(file: Path) -> list[tuple[int, str]]:
    """The bookmarks as ``(depth, title)``."""
    found: list[tuple[int, str]] = []

    def walk(items: list[pikepdf.OutlineItem], depth: int) -> None:
        for item in items:
            found.append((depth, str(item.title)))
            walk(list(item.children), depth + 1)

    with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
        walk(list(outline.root), 1)
    return found


def tags_of(file: Path) -> list[str]:
    """The structure elements' types in reading order."""
    found: list[str] = []

    def walk(element: pikepdf.Object) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(str(element["/S"]).lstrip("/"))
            if "/K" in element:
                walk(element["/K"])

    with pikepdf.open(file) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


def links_of(file: Path) -> int:
    """How many link annotations the pages have."""
    with pikepdf.open(file) as pdf:
        return sum(1 for page in pdf.pages for note in page.get("/Annots", []) if note.get("/Subtype") == "/Link")


def lines_of(file: Path, page: int) -> list[str]:
    """The lines of a page as a reader sees them."""
    with pypdfium2.PdfDocument(file) as document:
        text = document[page % len(document)].get_textpage().get_text_range()
    # PDFium joins two lines where the first ends in a hyphen.
    return [line for line in text.replace("\ufffe", "-\n").splitlines() if line]


def baselines_of(file: Path, page: int) -> list[float]:
    """Where the lines of a page stand, in points from its foot, from the top down."""
    found = set()
    with pypdfium2.PdfDocument(file) as document:
        text = document[page % len(document)].get_textpage()
        for index in range(text.count_chars()):
            if text.get_text_range(index, 1).isalnum():
                across, up = ctypes.c_double(), ctypes.c_double()
                pypdfium2.raw.FPDFText_GetCharOrigin(text, index, across, up)
                found.add(round(up.value, 1))
    return sorted(found, reverse=True)


def reading_order(file: Path) -> dict[int, list[int]]:
    """For each page the numbers of its marked content as the tags have them: as a screen reader reads it.

    A caption stands first in the tags of its figure, which the standard allows; here it comes where it is printed.
    """
    found: dict[int, list[int]] = {}

    def is_caption(element: object) -> bool:
        return isinstance(element, pikepdf.Dictionary) and str(element.get("/S")) == "/Caption"

    def walk(element: object, page: pikepdf.Object | None) -> None:
        if isinstance(element, pikepdf.Array):
            for child in sorted(element, key=is_caption):
                walk(child, page)
        elif isinstance(element, int):
            found.setdefault(pages[page.objgen], []).append(element)
        elif isinstance(element, pikepdf.Dictionary):
            page = element.get("/Pg", page)
            if "/MCID" in element:
                found.setdefault(pages[page.objgen], []).append(int(element.MCID))
            elif "/K" in element:
                walk(element.K, page)

    with pikepdf.open(file) as pdf:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        walk(pdf.Root.StructTreeRoot.K, None)
    return found


def painting_order(file: Path) -> dict[int, list[int]]:
    """For each page the numbers of its marked content as they are painted: as text is copied from it."""
    found: dict[int, list[int]] = {}
    with pikepdf.open(file) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            for operands, operator in pikepdf.parse_content_stream(page, "BDC"):
                if str(operator) == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
                    found.setdefault(number, []).append(int(operands[1].MCID))
    return found


def header_cells_of(file: Path) -> list[tuple[str, list[str]]]:
    """For each cell of the tables its ID, or nothing, and the IDs of the cells that head it."""
    with pikepdf.open(file) as pdf:
        known = set(pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree))
        cells = []

        def walk(element: pikepdf.Object) -> None:
            if isinstance(element, pikepdf.Array):
                for child in element:
                    walk(child)
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                if str(element.S) in ("/TH", "/TD"):
                    place = next(found for found in element.A if found.O == "/Table")
                    name = str(element.get("/ID", ""))
                    heads = [str(head) for head in place.get("/Headers", [])]
                    assert {*heads, name} - {""} <= known
                    cells.append((f"{name} {str(place.Scope)[1:]}" if name else "", heads))
                walk(element.get("/K", pikepdf.Array()))

        walk(pdf.Root.StructTreeRoot.K)
    return cells
