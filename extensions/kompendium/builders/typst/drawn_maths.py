"""Formulas that Typst's own maths has no words for, drawn as SVG by `ziamath`.

It draws what it does not know as letters, so a formula is taken only if every letter of it comes out, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from lxml import etree

_EM = 24
"""The size, in units of the drawing, at which `ziamath` sets a formula."""
_REFUSED = re.compile(
    r"\\(?:label|tag|href|url|ce|require|def|newcommand|rule|hline|smash|nolimits)(?![A-Za-z])|\\begin\{(?:CD|tikzpicture|rcases)\}"
    r"|\\begin\{array\}\{[^}]*\||(?<!\\)%"
)
"""What it draws as letters, or leaves out: a number, a link, a definition, a brace or a rule."""
_NO_LETTERS = re.compile(
    r"\\(?:textcolor|color|colorbox)\s*\{[^}]*\}|\\(?:begin|end)\{\w+\*?\}(?:\{[^}]*\})?|\\[A-Za-z]+|\\."
)
"""Commands, and the letters in their arguments that are no part of the formula."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula as SVG, with its height above and its depth below the line, in ems of the text around it."""

    svg: str
    height: float
    depth: float


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isascii() and character.isalnum())


@cache
def drawn(latex: str, *, block: bool) -> Drawing | None:
    """The formula as a drawing; ``None`` where something in it would be lost or made up."""
    if _REFUSED.search(latex):
        return None
    # It takes time to load, and few books have such formulas.
    from latex2mathml.converter import convert
    from ziamath.zmath import Latex

    try:
        said = "".join(map(str, etree.fromstring(convert(latex).encode()).itertext()))
        if set(said) & set("\\$#") or _letters(_NO_LETTERS.sub(" ", latex)) - _letters(said):
            return None
        formula = Latex(latex, size=_EM, inline=not block)
        root = etree.fromstring(formula.svg().encode())
        _x, top, _width, tall = (float(number) for number in str(root.get("viewBox")).split())
    except Exception:  # noqa: BLE001  (a formula that the library stumbles over is printed as text)
        return None
    if root.find(".//{*}path") is None or not 0 < tall < 100 * _EM:
        return None
    return Drawing(etree.tostring(root, encoding="unicode"), tall / _EM, (tall + top) / _EM)
