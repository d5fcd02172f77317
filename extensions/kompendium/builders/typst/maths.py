"""Formulas: LaTeX as authors write it, to Typst's own maths, and a proof of each that Typst can set it.

Two libraries share the work: `tylax` converts to Typst's maths, and :mod:`.drawn_maths` draws what that cannot.

The conversion is `tylax`'s. It passes over what it does not know, so what it would lose is refused here first, and
what it invents is found by compiling the formulas of a document together before the document itself is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tylax
import typst

from kompendium.builders.typst.drawn_maths import drawn
from kompendium.builders.typst.fonts import fonts
from kompendium.builders.typst.writer import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINES = re.compile(
    r"\\(begin|end)\{(?:align|alignat|flalign|gather|eqnarray|multline|gathered|split)\*?\}(?:\{\d+\})?"
)
"""Environments that only stack lines, as `aligned` does; their equation numbers are Sphinx's affair."""
_DISPLAY = re.compile(r"\\(?:begin|end)\{(?:equation|displaymath|math)\*?\}")
_ENVIRONMENT = re.compile(r"\\begin\{([^}]*)\}")
_ENVIRONMENTS = {"aligned", "array", "cases", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"}
_CASES = re.compile(r"\\begin\{cases\}(?:(?!\\begin).)*?\\end\{cases\}", re.DOTALL)
_TEXT = re.compile(r"\\(?:text|textrm|textnormal|mbox)\s*\{([^{}\\$]*)\}")
_SIGN = re.compile(r"\\([&#$%_{}])")
_SIZED = re.compile(r"\\(?:[Bb]igg?[lrm]?|middle)(?![A-Za-z])")
"""Sizes of brackets, which `tylax` drops together with the bracket; Typst makes a pair as tall as what is in it."""
_REFUSED = re.compile(
    r'\\x(?:left|right)arrow\s*\[|\\(?:label|tag|color|textcolor|href|url|ce|require|def|newcommand|over|d{3,4}ot|text\w*|mbox)(?![A-Za-z])|[#$"`@]|(?<!\\)%'
)
"""What `tylax` drops, prints as letters or hands on to Typst as code."""
_PLACEHOLDER = re.compile(r'#text\[K(\d+)K\]|"K(\d+)K"')
_DECIMAL = re.compile(r"\d+\{,\}\d+")
_COMMA = re.compile(r"\{[,;]\}|(?<!\\)[,;]")
_SIGNED = re.compile(r'([-+]) (?="\d)')
_SPACE = re.compile(r'(?:[&\\\s{}]|"\s*"|lr\(\)|#h\([^)]*\)|\b(?:quad|wide|thin|med|thick|space(?:\.\w+)*)\b)*')
"""What Typst prints nothing for."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")

_known: dict[tuple[str, bool], str | None] = {}
"""Each formula that was tried, for the life of the process."""


def alternative(latex: str) -> str:
    """What is read aloud for a formula: its LaTeX source, on one line."""
    return " ".join(latex.split())


def translate(latex: str) -> str | None:
    """The formula as Typst's maths, not proved yet; ``None`` where something in it would be lost."""
    parts = [part.strip() for part in _BLANK_LINE.split(latex.strip()) if part.strip()]
    translated = [_translate_part(part) for part in parts]
    if not translated or None in translated:
        return None
    return " \\ ".join(part for part in translated if part is not None)


def _translate_part(latex: str) -> str | None:
    kept: list[str] = []

    def keep(expression: str) -> str:
        kept.append(expression)
        return rf"\text{{K{len(kept) - 1}K}}"

    # Words would become markup, in which «*» and «_» vanish; and «\&» a mark of alignment.
    latex = _TEXT.sub(lambda found: keep(quote(found[1])), latex)
    latex = _DECIMAL.sub(lambda found: keep(quote(found[0].replace("{,}", ","))), latex)
    # `tylax` leaves commas as they are, and Typst takes them for what parts two arguments or two columns.
    latex = _COMMA.sub(lambda found: keep("\\" + found[0].strip("{}")), latex)
    delimiters = _SIGN.sub("", latex)
    if delimiters.count("{") != delimiters.count("}"):
        return None
    latex = re.sub(r"(?<!\\)\\([&#$%_])", lambda found: keep(quote(found[1])), latex)
    latex = _DISPLAY.sub("", _LINES.sub(r"\\\1{aligned}", latex)).strip()
    latex = _SIZED.sub("", latex)
    # LaTeX parts a case from its condition by a quad, Typst by nothing.
    latex = _CASES.sub(lambda found: found[0].replace("&", r"& \quad "), latex)
    if _REFUSED.search(re.sub(r"\\text\{K\d+K\}", "", latex)):
        return None
    if {*_ENVIRONMENT.findall(latex)} - _ENVIRONMENTS:
        return None
    try:
        source = tylax.latex_to_typst(latex)
    except Exception:  # noqa: BLE001  (a formula that the library stumbles over is printed as text)
        return None
    # Words in what it hands to Typst as text would stand there with quotes around them.
    if (
        "/*" in source
        or re.search(r"#underline\[[^\]]*#text", source)
        or len(_PLACEHOLDER.findall(source)) != len(kept)
    ):
        return None
    source = _PLACEHOLDER.sub(lambda found: kept[int(found[1] or found[2])], source)
    # A space before a string is printed, also after a sign.
    return _SIGNED.sub(r"\1", source).strip() or None


def prints_nothing(latex: str) -> bool:
    """Whether a formula is marks of alignment and space alone."""
    source = translate(latex)
    return source is not None and _SPACE.fullmatch(source) is not None


def equation(source: str, alt: str, *, block: bool) -> str:
    """The Typst expression that sets a formula."""
    if block:
        return f"math.equation(block: true, alt: {quote(alt)}, $ {source} $)"
    return f"math.equation(alt: {quote(alt)}, ${source}$)"


def prove(formulas: Iterable[tuple[str, bool]]) -> None:
    """Try formulas, each as LaTeX source and whether it stands by itself, for :func:`converted` to answer."""
    sources: dict[tuple[str, bool], str] = {}
    for formula in dict.fromkeys(formulas):
        if formula in _known:
            continue
        source = translate(formula[0])
        if source is None:
            _known[formula] = None
        else:
            sources[formula] = source
    _divide(sources)


def _divide(sources: dict[tuple[str, bool], str]) -> None:
    """Compile formulas together; where that fails, by halves down to the one that is to blame."""
    if not sources:
        return
    lines = [f"#block({equation(source, 'x', block=block)})" for (_latex, block), source in sources.items()]
    document = '#set document(title: "x")\n#set page(width: 100cm, height: auto)\n' + "\n".join(lines)
    try:
        typst.compile(document.encode(), font_paths=fonts(), pdf_standards=["a-2a", "ua-1"], timestamp=0)
    except typst.TypstError:
        if len(sources) == 1:
            _known.update(dict.fromkeys(sources))
            return
        items = list(sources.items())
        _divide(dict(items[: len(items) // 2]))
        _divide(dict(items[len(items) // 2 :]))
        return
    _known.update(sources)


def converted(latex: str, *, block: bool) -> str | None:
    """The formula as a Typst expression with its alternative text; ``None`` where it is to be printed as text."""
    if (latex, block) not in _known:
        prove([(latex, block)])
    source = _known[latex, block]
    if source is not None:
        # Evaluated by itself: the templates' own names, such as «mono» and «accent», are functions in formulas.
        return f"eval({quote(equation(source, alternative(latex), block=block))})"
    drawing = drawn(latex.strip(), block=block)
    if drawing is None:
        return None
    picture = f"drawn-formula({quote(drawing.svg)}, {drawing.height:.3f}em, {drawing.depth:.3f}em)"
    return f"math.equation(block: {str(block).lower()}, alt: {quote(alternative(latex))}, {picture})"
