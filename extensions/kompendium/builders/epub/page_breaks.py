"""The printed pages in the EPUB: a mark before the word that each page of the PDF begins with, and their list.

Marks are put into the doctree, where the page map counts its words, and nothing else is changed there.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.pagemap import VERSION, PageMap, PageMapError
from kompendium.text_blocks import content_hash, first_words, text_blocks

from .package import EPUB_TYPE, NavPoint
from .page import elements, remove
from .refine import safe_id

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from kompendium.pagemap import Place
    from kompendium.text_blocks import TextBlock

    from .page import Page

_ = get_translation("kompendium")

OPTION = "kompendium_pagemap"
_WORD = re.compile(r"\S+")
_PIECE = re.compile(
    r"""<td\ class="linenos">.*?</td>|<span\ class="linenos[^>]*>[^<]*</span>|<[^>]*>"""
    r"""|(?P<space>\s+)|(?P<letter>&[^;]*;|.)""",
    re.DOTALL | re.VERBOSE,
)
_CLOSED = (nodes.raw, nodes.math, nodes.footnote_reference, nodes.citation_reference, nodes.Invisible)
"""What is written in one piece: a mark stands before it, never in it."""


class page_break_node(nodes.Invisible, nodes.inline):
    """Where a page begins; ``label`` is the number that is printed on it. It has no text."""


class PageBreaks:
    """The pages of a map that fits the book, and where in the EPUB they were marked."""

    def __init__(self, record: PageMap) -> None:
        self.record = record
        self._ids: dict[int, str] = {}
        """Number of a page in the map → the id of its mark."""
        self._of: dict[str, list[int]] = {}
        for number, page in enumerate(record.pages):
            if page.place is not None:
                self._of.setdefault(page.place.document, []).append(number)

    @property
    def ids(self) -> Collection[str]:
        """The ids of the marks that were put into documents."""
        return self._ids.values()

    def mark(self, docname: str, doctree: nodes.document) -> None:
        """Put the marks of a document's pages into it, once its references are resolved."""
        numbers = self._of.get(docname)
        if not numbers:
            return
        blocks = list(text_blocks(doctree))
        taken = {id_ for node in doctree.findall(nodes.Element) for id_ in node["ids"]} | set(self.ids)
        for number in numbers:
            page = self.record.pages[number]
            found = _find(blocks, page.place) if page.place is not None else None
            if found is not None:
                id_ = self._ids.setdefault(number, _free_id(page.label, taken))
                taken.add(id_)
                put_before(*found, page_break_node("", ids=[id_], label=page.label))

    def page_list(self, pages: Sequence[Page]) -> tuple[NavPoint, ...]:
        """An entry for every page of the PDF, or none where no page was marked.

        A page without a mark (blank, a part's own) leads to where the next marked one begins, or the last one; those
        before the first mark (title page, imprint, contents) lead to the book's first page.
        """
        ids = set(self.ids)
        places = {id_: f"{quote(page.href)}#{id_}" for page in pages for id_ in page.ids & ids}
        own = [places.get(self._ids.get(number, ""), "") for number in range(len(self.record.pages))]
        marked = [number for number, target in enumerate(own) if target]
        if not marked:
            return ()
        targets = own.copy()
        for number in reversed(range(len(own))):
            following = min(number + 1, marked[-1])
            targets[number] = own[number] or (targets[following] if number > marked[0] else quote(pages[0].href))
        return tuple(NavPoint(page.label, target) for page, target in zip(self.record.pages, targets, strict=True))


def read_page_breaks(name: str, confdir: Path, env: BuildEnvironment) -> PageBreaks | None:
    """The pages of the map that ``conf.py`` names, or nothing where it cannot be used, with a finding."""
    if not name:
        return None
    try:
        record = PageMap.read(confdir / name)
        content = {d: content_hash(env.get_doctree(d)) for d in record.content if d in env.found_docs}
        other = sorted(d for d, digest in record.content.items() if content.get(d) != digest)
    except PageMapError:
        problem = _("it is no page map of version {expected}").format(expected=VERSION)
    except OSError as error:
        problem = error.strerror or str(error)
    else:
        if not other:
            return PageBreaks(record)
        named = [*other[:3], "…"] if len(other) > 3 else other
        problem = _("the text has changed in {documents}").format(documents=", ".join(named))
    report(Finding.EPUB_PAGE_MAP, place_in_conf(confdir, OPTION), found=name, problem=problem)
    return None


def _find(blocks: Sequence[TextBlock], place: Place) -> tuple[nodes.Element, int] | None:
    """The block and the word of a place.

    Text that is only for some formats moves the count: then the place's words are sought, near its id first.
    """
    counted = next((b for b in blocks if (b.id, b.number) == (place.id, place.block)), None)
    if counted is not None and (first_words(counted.words, place.word) == place.text or not place.text):
        return counted.node, place.word
    for block in sorted(blocks, key=lambda b: b.id != place.id):
        for word in range(len(block.words)):
            if first_words(block.words, word) == place.text:
                return block.node, word
    return (counted.node, place.word) if counted is not None else None


def _free_id(label: str, taken: Collection[str]) -> str:
    wanted = candidate = safe_id(f"page-{label}")
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def put_before(block: nodes.Element, word: int, mark: page_break_node) -> None:
    """Put a mark before a word of a block of text."""
    if isinstance(block, nodes.literal_block | nodes.doctest_block) and block.rawsource == block.astext():
        # Pygments writes it, from its source.
        if word:
            block["page_breaks"] = [*block.get("page_breaks", ()), (word, mark)]
        else:
            _insert_before(block, mark)
        return
    if isinstance(block, nodes.image | nodes.math_block | nodes.raw):
        _insert_before(block, mark)
        return
    start, offset = _place_of(block, word)
    closed = [node for node in _between(start, block) if _is_closed(node)]
    if closed:
        _insert_before(closed[-1], mark)
    elif offset:
        text, parent = start.astext(), start.parent
        at = _insert_before(start, nodes.Text(text[:offset]))
        parent.children[at + 1 : at + 2] = []
        parent.insert(at + 1, [mark, nodes.Text(text[offset:])])
    else:
        _insert_before(start, mark)


def _place_of(block: nodes.Element, word: int) -> tuple[nodes.Node, int]:
    """The text in which a word begins, and how far in; a block of pictures alone has its first picture."""
    texts = [text for text in block.findall(nodes.Text) if text]
    found = next(islice(_WORD.finditer("".join(texts)), word, None), None)
    if found is None:
        return next(iter(block.findall(nodes.image)), block.children[0]), 0
    at = found.start()
    for text in texts:
        if at < len(text):
            return text, at
        at -= len(text)
    raise AssertionError


def _between(node: nodes.Node, block: nodes.Element) -> list[nodes.Node]:
    """A node and what is around it within the block, the innermost first."""
    found = []
    while node is not block:
        found.append(node)
        node = node.parent
    return found


def _is_closed(node: nodes.Node) -> bool:
    is_code = isinstance(node, nodes.literal) and "code" in node["classes"] and bool(node.get("language"))
    return is_code or isinstance(node, _CLOSED)


def _insert_before(node: nodes.Node, new: nodes.Node) -> int:
    """Insert a node; return its index. By identity: texts with the same words are equal to docutils."""
    at = next(i for i, child in enumerate(node.parent.children) if child is node)
    node.parent.insert(at, new)
    return at


def mark_highlighted(markup: str, breaks: Sequence[tuple[int, str]]) -> str:
    """Put marks into the markup that Pygments wrote, each before a word of the code; line numbers are no words."""
    starts: list[int] = []
    in_word = False
    for piece in _PIECE.finditer(markup):
        if piece["letter"]:
            starts += [] if in_word else [piece.start()]
            in_word = True
        elif piece["space"]:
            in_word = False
    for word, mark in reversed(breaks):
        if word < len(starts):
            markup = markup[: starts[word]] + mark + markup[starts[word] :]
    return markup


def remove_marks(page: Page, ids: Collection[str]) -> None:
    """Take the marks of these ids out of a page; its text is as if there had been none."""
    for element in elements(page.root, "span"):
        if element.get(EPUB_TYPE) == "pagebreak" and element.get("id") in ids:
            remove(element)
