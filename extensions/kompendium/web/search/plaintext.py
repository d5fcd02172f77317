"""The full text as it stands, for a platform that pagefind has no program for: a phone loads all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import html

from kompendium.web.search.fulltext import LEFT_OUT, finished_articles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_UNSEEN = {"script", "style", "svg"}
_CLASSES = frozenset(selector[1:] for selector in LEFT_OUT)


def describe(builder: StandaloneHTMLBuilder) -> list[dict[str, Any]]:
    """Each page: ``url``, ``title``, and ``parts``, triples of a heading's anchor, its words and the text below it."""
    pages = []
    for docname, _file, article in finished_articles(builder):
        parts = _parts(html.fromstring(article))
        pages.append({"url": builder.get_target_uri(docname), "title": parts[0][1], "parts": parts})
    return pages


def _parts(article: html.HtmlElement) -> list[list[str]]:
    parts: list[list[str]] = [["", "", ""]]
    for kind, anchor, text in _texts(article):
        if kind == "heading" and not (len(parts) == 1 and not parts[0][1] and not parts[0][2].strip()):
            parts.append([anchor, text, ""])
        elif kind == "heading":
            parts[0] = [anchor, text, ""]
        else:
            parts[-1][2] += text
    return [[anchor, title, " ".join(text.split())] for anchor, title, text in parts]


def _texts(element: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Headings and texts in their order; blocks are told apart by a space."""
    if isinstance(element.tag, str) and element.tag not in _UNSEEN and not _CLASSES & set(element.classes):
        if element.tag in _HEADINGS:
            for link in element.find_class("headerlink"):
                link.drop_tree()
            yield "heading", element.get("id") or "", " ".join(element.text_content().split())
        else:
            yield "text", "", element.text or ""
            for child in element:
                yield from _texts(child)
            if element.tag not in {"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup"}:
                yield "text", "", " "
    yield "text", "", element.tail or ""
