"""LaTeX formulas → MathML. Pure.

Two readers in turn: that of docutils, whose markup is the plainer, and latex2mathml, which knows many more commands
(environments, colours, ``\\substack`` …).
"""

from __future__ import annotations

import re

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from latex2mathml.converter import convert
from lxml import etree

from .markup import mend
from .page import MATHML

# Neither reader carries out what these say: it would set their words as letters.
_DEFINITION = re.compile(r"\\(?:def|(?:re|provide)?newcommand|DeclareMathOperator|let)\b")
# docutils wants the braces that LaTeX lets one leave out around single digits.
_BARE_FRACTION = re.compile(r"\\([dt]?frac)\s*(\d)\s*(\d)")
# Numbers and labels of equations are Sphinx's, as are the references to them.
_NUMBERING = re.compile(r"\\(?:label\s*\{[^{}]*\}|(?:notag|nonumber)\b)")
# docutils has «aligned» alone of those that set lines under each other.
_LINES = re.compile(r"\\(begin|end)\{(?:align|eqnarray|gather|gathered|split|multline)\*?\}")
_LETTERS = re.compile(r"\\(aa|AA|ae|AE|o|O)(?![A-Za-z])\s*")
_NORWEGIAN = {"aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "o": "ø", "O": "Ø"}
_ERRORS = (MathError, SyntaxError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


class FormulaError(ValueError):
    """A formula that cannot be read; its message says why."""


def mathml_of(source: str, *, block: bool) -> str:
    """A formula as a ``math`` element, the source as its alternative text; raises :exc:`FormulaError`."""
    plain = _LETTERS.sub(lambda match: _NORWEGIAN[match[1]], _NUMBERING.sub("", source)).strip()
    if block and "\\begin" not in plain and re.search(r"(?<!\\)&|\\\\", plain):
        # Sphinx sets such lines under each other, too.
        plain = rf"\begin{{aligned}}{plain}\end{{aligned}}"
    if found := _DEFINITION.search(plain):
        raise FormulaError(found[0])
    try:
        lines = _LINES.sub(r"\\\1{aligned}", _BARE_FRACTION.sub(r"\\\1{\2}{\3}", plain)).replace("&=&", "&=")
        root = etree.fromstring(mend(tex2mathml(lines, as_block=block))[0].encode())
    except _ERRORS as error:
        root = _second(plain, error, block=block)
    root.set("alttext", source)
    _suit_schema(root)
    return etree.tostring(root, encoding="unicode")


def _second(source: str, first: Exception, *, block: bool) -> etree._Element:
    """What latex2mathml makes of a formula, unless it leaves commands in it, or nothing."""
    try:
        root = etree.fromstring(convert(source, display="block" if block else "inline").encode())
    # It has exceptions of its own that share nothing but this.
    except Exception:  # noqa: BLE001
        root = None
    words = "" if root is None else "".join(map(str, root.itertext()))
    # It takes tags in a formula's words for markup; a browser would run what they say.
    if root is None or "\\" in words or not words.strip() or any(node.tag not in _ELEMENTS for node in root.iter()):
        raise FormulaError(" ".join(str(first).split()).rstrip(".")) from first
    return root


def _suit_schema(root: etree._Element) -> None:
    """MathML Core → MathML 3, which EPUB 3.3 has: attributes and children that the latter allows."""
    for element in list(root.iter(f"{{{MATHML}}}*")):
        styles = {}
        for name in [str(n) for n in element.attrib]:
            if name in _STYLES and element.tag not in _STYLED:
                styles[name] = element.get(name, "")
            if name not in _ALLOWED or name in styles:
                del element.attrib[name]
        parent = element.getparent()
        if styles and parent is not None:
            style = etree.Element(f"{{{MATHML}}}mstyle", styles)
            parent.replace(element, style)
            style.append(element)
        if element.tag in _TOKENS and len(element):
            element.attrib.clear()
            element.tag = f"{{{MATHML}}}mrow"


_ALLOWED = frozenset(
    {
        "accent", "accentunder", "alttext", "columnalign", "columnlines", "columnspacing", "depth", "display",
        "displaystyle",
        "fence", "form", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
        "movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator", "stretchy",
        "symmetric", "voffset", "width",
    }
)  # fmt: skip
"""What a formula needs. Colours are the reader's, and links in formulas lead no e-reader anywhere."""

_ELEMENTS = frozenset(
    f"{{{MATHML}}}{name}"
    for name in (
        "math", "menclose", "mfenced", "mfrac", "mi", "mlabeledtr", "mmultiscripts", "mn", "mo", "mover", "mpadded",
        "mphantom", "mprescripts", "mroot", "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable",
        "mtd", "mtext", "mtr", "munder", "munderover", "none",
    )
)  # fmt: skip
"""What formulas are made of."""

_STYLES = frozenset({"displaystyle", "scriptlevel"})
_STYLED = frozenset({f"{{{MATHML}}}mstyle"})
_TOKENS = tuple(f"{{{MATHML}}}{name}" for name in ("mi", "mn", "mo", "mtext"))
