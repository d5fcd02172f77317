"""The text of a document as blocks of words: how a place in it is named in one builder and found in another."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_TAG = re.compile("<!--.*?-->|<[^>]*>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a title, a caption, a term …, or a picture, which has no words.

    ``id`` is the nearest id at or before it, and ``number`` counts the blocks from there.
    """

    node: nodes.Element
    id: str
    number: int
    words: tuple[str, ...]


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """The nodes around a node, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


def words_of(node: nodes.Element) -> tuple[str, ...]:
    """The words of a block, as white space parts them; an alternative text is none of them."""
    return tuple("".join(text.astext() for text in node.findall(nodes.Text)).split())


def first_words(words: Sequence[str], start: int) -> str:
    """The few words from there that a record shows, for people and for checks."""
    return " ".join(words[start : start + 5])


def is_wordless(node: nodes.Element) -> bool:
    """Whether nothing of the node can be read: no letter or sign, but what is raw, such as a comment of HTML."""
    texts = (
        _TAG.sub("", text) if isinstance(text.parent, nodes.raw) else text.astext()
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, nodes.footnote_reference)
    )
    return all(unicodedata.category(character)[0] in "ZC" for text in texts for character in text)


def text_blocks(document: nodes.Element) -> Iterator[TextBlock]:
    """The outermost elements of running text, and the pictures between them, in order."""
    id_, number = "", 0

    def walk(node: nodes.Element) -> Iterator[TextBlock]:
        nonlocal id_, number
        if isinstance(node, nodes.Invisible):
            return
        if node.get("ids") and not isinstance(node, nodes.document):
            id_, number = str(node["ids"][0]), 0
        if not isinstance(node, nodes.TextElement | nodes.image):
            for child in node.children:
                if isinstance(child, nodes.Element):
                    yield from walk(child)
            return
        words = words_of(node)
        if words or next(iter(node.findall(nodes.image)), None) is not None:
            yield TextBlock(node, id_, number, words)
            number += 1

    yield from walk(document)


def content_hash(document: nodes.Element) -> str:
    """A hash of the document's words as they were read, before references are resolved; the same for every builder."""
    digest = hashlib.sha256()
    for block in text_blocks(document):
        digest.update(f"{block.id}\t{' '.join(block.words)}\n".encode())
    return digest.hexdigest()
