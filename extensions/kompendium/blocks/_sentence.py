"""Translated sentences with nodes in them: the language decides on the order of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Sequence

_ = get_translation("kompendium")


def fill(template: str, **content: Sequence[nodes.Node]) -> list[nodes.Node]:
    """A translated sentence with nodes in the places of its ``{names}``."""
    marked = template.format(**{name: f"\0{name}\0" for name in content})
    filled: list[nodes.Node] = []
    for position, piece in enumerate(marked.split("\0")):
        if position % 2:
            filled += content[piece]
        elif piece:
            filled.append(nodes.Text(piece))
    return filled


def joined(texts: Sequence[str]) -> str:
    """«A», «A og B», «A, B og C» in the book's language."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{names} and {last}").format(names=", ".join(texts[:-1]), last=texts[-1])
