"""Source code as coloured pieces: Pygments' tokens, reduced to the few classes that the theme has colours for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pygments import lex
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, Punctuation, String, Token

if TYPE_CHECKING:
    from docutils import nodes
    from pygments.token import _TokenType
    from sphinx.highlighting import PygmentsBridge

    from kompendium.builders.typst.writer import Value

_CLASSES = (
    (Comment, "c"),
    (Generic.Output, "c"),
    (Generic.Prompt, "p"),
    (Generic.Deleted, "d"),
    (Generic.Inserted, "s"),
    (Generic.Heading, "k"),
    (Generic.Strong, "k"),
    (Keyword.Constant, "n"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Tag, "k"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "f"),
    (Name.Attribute, "f"),
    (String, "s"),
    (Number, "n"),
    (Operator, ""),
    (Punctuation, ""),
)


_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""What ends a line of code to Typst, beside ``\\n``; the lines of both must be the same ones."""


def _class_of(token: _TokenType) -> str:
    return next((name for kind, name in _CLASSES if token in kind), "")


def highlighted_lines(bridge: PygmentsBridge, source: str, language: str, location: nodes.Node) -> list[Value]:
    """The lines of the source, each a list of ``(class, text)``; every character of the source is kept."""
    lines: list[list[tuple[str, str]]] = [[]]
    plain = _LINE_END.sub("\n", source).rstrip("\n")
    try:
        lexer = bridge.get_lexer(plain, language, location=location)
        tokens = list(lex(plain, lexer))
    except Exception:  # noqa: BLE001  (a lexer of any extension may fail; the text is printed without colours)
        tokens = [(Token.Text, plain)]
    if "".join(text for _, text in tokens).strip("\n") != plain.strip("\n"):
        tokens = [(Token.Text, plain)]
    for token, text in tokens:
        name = _class_of(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append((name, piece))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [list(line) for line in lines]
