"""Lists and quotations deeper than the parser goes: their text is kept, as running text.

markdown-it stops at ``maxNesting`` and drops what is left, for a list all the rest of the file. A rule that comes
before its own takes the lines that stand deeper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.rules_block import blockquote, list_block

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

DEEPEST = 60
"""Levels of tokens: a list takes two, a quotation one. Lists of 30 levels; Python's own stack sets a bound, too."""
TOO_DEEP = "kompendium_too_deep"
"""The key of a paragraph's ``meta`` that says how many lists and quotations it stands in."""

_CONTAINERS = ("bullet_list", "ordered_list", "blockquote", "dl")


def keep_what_is_too_deep(md: MarkdownIt) -> None:
    """Make a parser keep the text of lists and quotations that it would drop."""
    md.block.ruler.before("table", "kompendium_depth", _deep_paragraph)
    # Never reached: a definition list, which opens levels of its own, is stopped before it, too.
    md.options["maxNesting"] = DEEPEST + 20


def _deep_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph instead of a list or quotation that would stand too deep, of all that comes after it there."""
    if state.level < DEEPEST:
        return False
    opens = list_block(state, start, end, True) or blockquote(state, start, end, True)
    if not opens and state.level < DEEPEST + 6:
        return False
    stop = start + 1
    while stop < end and (state.isEmpty(stop) or state.sCount[stop] >= state.blkIndent):
        stop += 1
    if silent:
        return True
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start, stop]
    names = [token.type.rpartition("_") for token in state.tokens]
    around = sum((end == "open") - (end == "close") for name, _, end in names if name in _CONTAINERS)
    opening.meta = {TOO_DEEP: around}
    text = state.push("inline", "", 0)
    text.content = state.getLines(start, stop, state.blkIndent, False).strip()
    text.map = [start, stop]
    text.children = []
    state.push("paragraph_close", "p", -1)
    state.line = stop
    return True
