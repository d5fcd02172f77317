"""Expressions of several licences («CC BY 4.0 OR GFDL 1.3»), taken apart by license-expression. Pure: no Sphinx.

The grammar is that of SPDX 3.0, annex B: AND binds tighter than OR, parentheses group. The terms are as people write
them; who calls reads each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from license_expression import Licensing

Operator = Literal["AND", "OR"]

# «or later» belongs to the version before it.
_OPERATOR = re.compile(
    r"\s+(?:(?P<and>and|og|samt|&)|(?P<or>or|eller)(?!\s+(?:any\s+)?(?:later|newer|senere|nyere)\b))\s+", re.IGNORECASE
)
_BEFORE = re.compile(r"^(?:either|enten|both|både)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expression:
    """Terms that are joined by an operator, each as it is written or an expression itself."""

    operator: Operator
    terms: tuple[Expression | str, ...]


def parse_expression(text: str) -> Expression | None:
    """The expression that a text is; ``None`` for a single term, and for what is no expression."""
    text = _BEFORE.sub("", text.strip())
    found = list(_OPERATOR.finditer(text))
    if not found:
        return None
    starts, ends = [0, *(it.end() for it in found)], [*(it.start() for it in found), len(text)]
    terms: list[str] = []
    words: list[str] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        opened, term, closed = _grouped(text[start:end].strip(" ,"))
        # A placeholder for each term: what people write is no identifier.
        words += [opened, f"t{len(terms)}", closed]
        terms.append(term)
        if index < len(found):
            words.append("AND" if found[index]["and"] else "OR")
    if not all(terms):
        return None
    # Most licences are no expression: who reads one of those need not load the library.
    from license_expression import ExpressionError, ExpressionParseError, Licensing

    try:
        parsed = Licensing().parse(" ".join(words))
    except (ExpressionError, ExpressionParseError):
        return None
    made = _expression(parsed, terms)
    return made if isinstance(made, Expression) else None


def _grouped(term: str) -> tuple[str, str, str]:
    """The parentheses that open before a term or close after it, and the term with those that are its own."""
    opened = closed = ""
    while term.startswith("(") and term.count("(") > term.count(")"):
        opened, term = f"{opened}(", term[1:].strip()
    while term.endswith(")") and term.count(")") > term.count("("):
        closed, term = f"{closed})", term[:-1].strip()
    return opened, term, closed


def _expression(parsed: Any, terms: list[str]) -> Expression | str:
    if key := getattr(parsed, "key", ""):
        return terms[int(key[1:])]
    operator: Operator = "AND" if parsed.operator.strip() == "AND" else "OR"
    return Expression(operator, tuple(_expression(part, terms) for part in parsed.args))


@cache
def _spdx() -> Licensing:
    from license_expression import get_spdx_licensing

    return get_spdx_licensing()


def spdx_identifier(text: str) -> str:
    """The identifier of SPDX's list that a text is, perhaps «WITH» an exception; empty where it is none.

    A word without digit or hyphen must be spelled as on the list: «Intel» is on it, and «intel» is a word.
    """
    text = re.sub(r"\s+", " ", text.strip())
    if not re.fullmatch(r"[A-Za-z0-9.+-]+(?: with [A-Za-z0-9.+-]+)?", text, re.IGNORECASE):
        return ""
    from license_expression import ExpressionError, ExpressionParseError

    try:
        parsed = _spdx().parse(text, validate=True, strict=True)
    except (ExpressionError, ExpressionParseError):
        return ""
    name = str(parsed.render("{symbol.key}")) if parsed is not None else ""
    if name.startswith("LicenseRef-"):
        return ""
    return name if name == text or re.search(r"[\d-]", text) else ""
