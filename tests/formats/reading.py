"""What a reader sees in a finished file, as words: one tokenizer for the HTML, the PDF and the EPUB.

The site and the EPUB are read as blocks (paragraphs, headings, items …), the PDF as one stream, since a PDF's
lines say nothing of its paragraphs.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pypdfium2
from lxml import etree, html

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = {
    "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "figcaption", "pre", "div",
    "aside", "section", "figure", "blockquote", "caption", "ul", "ol", "dl", "table", "tr",
}  # fmt: skip
UNSEEN = {"script", "style", "template", "button", "svg", "head"}

# pdfium gives the hyphen at a line's end as U+FFFE or U+0002, and does not say whether the author wrote it.
# So a hyphen after a word counts for nothing, in any format: «BY-NC-SA» is «BYNCSA», «barne- eller» is «barneeller».
# The hyphen of an address begins the next line.
LINE_END_HYPHEN = re.compile("[\u00ad\ufffe\u0002]\\s*|(?<=\\w)\\r?\\n-(?=[a-zæøå])")
INNER_HYPHEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*(?=\w)")


BOOK_PDF_MARGINS = (0.0, 60.0, 0.0, 60.0)
"""In points: what of a page of the book's PDF (170 × 240 mm) belongs to its running head and foot."""
CHAPTER_PDF_MARGINS = (0.0, 75.0, 0.0, 75.0)
"""In points: what of a page of a chapter's own PDF (A4) belongs to its running head and foot."""


def words(text: str) -> list[str]:
    """The words of a text, in order: ligatures undone, hyphens closed up, punctuation left out."""
    text = LINE_END_HYPHEN.sub("", unicodedata.normalize("NFKC", text))
    return re.findall(r"\w+", INNER_HYPHEN.sub("", text))


def _is_seen(element: html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or etree.QName(element).localname in UNSEEN:
        return False
    classes = set((element.get("class") or "").split())
    return not (classes & {"headerlink", "kompendium-web-only"} or element.get("hidden") is not None)


def is_numbered(items: html.HtmlElement) -> bool:
    """Whether a list shows the numbers of its items; the list of references has its own as text."""
    return etree.QName(items).localname == "ol" and "kompendium-references" not in (items.get("class") or "")


def blocks(root: html.HtmlElement) -> list[list[str]]:
    """The visible blocks of an element as lists of words, empty ones left out."""
    found: list[str] = [""]

    def walk(element: html.HtmlElement) -> None:
        name = etree.QName(element).localname
        is_block = name in BLOCKS
        if is_block:
            found.append("")
        if name == "li" and is_numbered(element.getparent()):
            # A reader sees the number, though it is no text of the page.
            found[-1] += f"{element.getparent().index(element) + int(element.getparent().get('start') or 1)}. "
        found[-1] += element.text or ""
        for child in element:
            if _is_seen(child):
                walk(child)
            found[-1] += child.tail or ""
        if is_block:
            found.append("")

    walk(root)
    return [tokens for tokens in map(words, found) if tokens]


def html_blocks(page: Path) -> list[list[str]]:
    """The blocks of a page's article on the site."""
    tree = html.fromstring(page.read_bytes().decode())
    (article,) = tree.xpath("//article[contains(concat(' ', @class, ' '), ' bd-article ')]")
    return blocks(article)


def epub_blocks(book: Path, name: str) -> list[list[str]]:
    """The blocks of one content document of an EPUB; ``name`` is the end of its path."""
    with zipfile.ZipFile(book) as archive:
        (path,) = [entry for entry in archive.namelist() if entry.endswith(name)]
        tree = etree.fromstring(archive.read(path))
    (body,) = tree.findall("{http://www.w3.org/1999/xhtml}body")
    return blocks(body)


def pdf_text(file: Path, margins_pt: tuple[float, float, float, float] = (0, 0, 0, 0)) -> str:
    """A PDF's text, page after page; ``margins_pt`` (left, bottom, right, top) leave out heads and page numbers."""
    left, bottom, right, top = margins_pt
    pages = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            pages.append(text.get_text_bounded(left, bottom, width - right, height - top))
    return "\n".join(pages)
