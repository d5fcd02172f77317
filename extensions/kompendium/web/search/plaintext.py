"""The full text as it stands, for a platform that pagefind has no program for, and the words that it is made of.

A phone loads the text at once, where it has to; the words it loads when nothing is found, to look for a near one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from lxml import html

from kompendium.codes.folding import stem
from kompendium.web.search.fulltext import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sphinx.builders.html import StandaloneHTMLBuilder

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_UNSEEN = {"script", "style", "svg"}
_LONGER_WORD = re.compile(r"[^\W\d_]{5,}")
_CLASSES = frozenset(selector[1:] for selector in LEFT_OUT)


def describe(builder: StandaloneHTMLBuilder, articles: Iterable[tuple[str, Path, str]]) -> list[dict[str, Any]]:
    """Each page: ``url``, ``title``, and ``parts``, triples of a heading's anchor, its words and the text below it."""
    pages = []
    for docname, _file, article in articles:
        parts = _parts(html.fromstring(article))
        pages.append({"url": builder.get_target_uri(docname), "title": parts[0][1], "parts": parts})
    return pages


def words_of(pages: Iterable[dict[str, Any]]) -> str:
    """The longer words of the pages, of each only its most frequent form, in the order of their forms."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        for _anchor, title, text in page["parts"]:
            for word in _LONGER_WORD.findall(f"{title} {text}".lower()):
                forms[stem(word)][word] += 1
    return " ".join(min(forms[key], key=lambda word: (-forms[key][word], word)) for key in sorted(forms))


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
