"""Typst source as values and buffers: what a translator writes into.

Text is always a string expression (``#"…";``): in markup, ``@ < $ # //`` and a leading ``-``, ``=`` or ``+`` would
change or silently drop it; in a string only the backslash and the quote need an escape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MARK = "//@ "
"""Opens a comment line that says from where in the source the lines below it come: ``//@ kapitler/kalsinose.md:12``."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\x00-\x1f]')
_LONG_WORD = re.compile(r"([^\s\u00ad\u200b\u0590-\U0010ffff]{50,})")
"""What no line may have room for. Scripts whose letters are joined, or written without spaces, are let alone."""
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Content:
    """Typst markup, to be given as a content value: ``open("box", title=Content(…))``."""

    source: str

    def __bool__(self) -> bool:
        """Whether anything but source marks and white space was written."""
        return not is_blank(self.source)


@dataclass(frozen=True, slots=True)
class Code:
    """A Typst expression, written as it stands: ``call("v", Code("2em"))``."""

    source: str


Value = str | bool | int | float | Content | Code | Sequence["Value"] | Mapping[str, "Value"] | None


def is_blank(source: str) -> bool:
    """Whether markup prints nothing."""
    return all(not line.strip() or line.startswith(MARK) for line in source.split("\n"))


def run_in(source: str) -> str:
    """Markup without the marks and breaks before its first paragraph, to continue a line with it."""
    lines = source.split("\n")
    while lines and (not lines[0].strip() or lines[0].startswith(MARK)):
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    # A mark is a comment to the end of its line, which must not swallow what follows.
    return "\n".join(lines) + ("\n" if lines and lines[-1].startswith(MARK) else "")


def quote(text: str) -> str:
    """A Typst string literal with these characters."""
    return '"' + _ESCAPED.sub(lambda m: _ESCAPES.get(m[0], f"\\u{{{ord(m[0]):x}}}"), text) + '"'


def expression(value: Value) -> str:
    """A Python value as a Typst expression."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return quote(value)
        case Code():
            return value.source
        case Content():
            return f"[{value.source}]"
        case Mapping():
            inner = ", ".join(f"{quote(key)}: {expression(item)}" for key, item in value.items())
            return f"({inner})" if inner else "(:)"
        case Sequence():
            # The comma after each makes an array of one an array.
            return "(" + "".join(f"{expression(item)}, " for item in value).rstrip(" ") + ")"
    msg = f"no Typst value: {value!r}"
    raise TypeError(msg)


def arguments(positional: tuple[Value, ...], named: Mapping[str, Value]) -> str:
    """An argument list without its parentheses; Python's ``_`` is Typst's ``-``."""
    parts = [expression(value) for value in positional]
    parts += [f"{name.rstrip('_').replace('_', '-')}: {expression(value)}" for name, value in named.items()]
    return ", ".join(parts)


def function_name(name: str) -> str:
    """A function's name as Typst spells it."""
    return name.replace("_", "-")


def markup(text: str) -> str:
    """Running text as markup; white space collapses as it does in HTML."""
    text = _SPACES.sub(" ", text)
    core = text.strip(" ")
    if not core:
        return " " if text else ""
    pieces = [
        f"#breakable({quote(piece)});" if number % 2 else f"#{quote(piece)};"
        for number, piece in enumerate(_LONG_WORD.split(core))
        if piece
    ]
    return (" " if text[0] == " " else "") + "".join(pieces) + (" " if text[-1] == " " else "")


class Buffers:
    """A stack of buffers: what is written goes to the top one, so any part can be kept and placed elsewhere."""

    def __init__(self) -> None:
        self._stack: list[list[str]] = [[]]

    def write(self, source: str) -> None:
        """Add source to the top buffer."""
        self._stack[-1].append(source)

    def push(self) -> None:
        """Begin to keep what is written."""
        self._stack.append([])

    def pop(self) -> Content:
        """End the innermost :meth:`push` and return what was written since."""
        return Content("".join(self._stack.pop()))

    @property
    def depth(self) -> int:
        """How many buffers are kept below the top one."""
        return len(self._stack) - 1
