"""What a finished PDF says to who reads it by machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2

if TYPE_CHECKING:
    from pathlib import Path

XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


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
