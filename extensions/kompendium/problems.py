"""Findings of the pure readers: what is wrong, where, and the values of the message. Pure: knows no Sphinx.

The pure modules cannot report (that takes Sphinx's logging), so they return :class:`Problem` records. A room turns
them into warnings::

    for problem in problems:
        values = message_values(problem, _)
        report(Finding[problem.finding], (docname, problem.line), **{"file": people_file, **values})
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kompendium.encoding import NotUtf8


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for «translate later»)
    """Mark a message for the catalogue; the Sphinx side translates it when it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of a file: a member's name of ``Finding``, the line counted from 1, the values of its message.

    The values ``problem``, ``expected``, ``suggestion`` and ``instead`` are catalogue keys; ``suggestion_of`` is the
    nearest name that is known, or empty. :func:`message_values` makes the finished values of them.
    """

    finding: str
    line: int
    values: dict[str, str] = field(default_factory=dict)


_WITH_WORDS = frozenset({"FRONT_MATTER_YAML", "ABBREVIATIONS_UNREADABLE", "BIBLIOGRAPHY_MALFORMED"})
CATALOGUE_VALUES = ("problem", "expected", "suggestion", "instead")


def message_values(problem: Problem, translate: Callable[[str], str]) -> dict[str, str]:
    """The problem's values as the finding's message takes them, in the language of ``translate``."""
    values = dict(problem.values)
    nearest_name = values.pop("suggestion_of", "")
    for key in CATALOGUE_VALUES:
        if key in values:
            values[key] = translate(values[key]) if values[key] else ""
    if problem.finding in _WITH_WORDS and values.get("found"):
        # Not every such fault has words to show: the message has no place of its own for them.
        values["problem"] = f"{values['problem']}: «{values['found']}»"
    if problem.finding == "NOT_UTF8":
        values["instead"] = values["instead"].format(encoding=values.pop("encoding"))
    if nearest_name:
        values["suggestion"] = translate(N_("Did you mean «{name}»?")).format(name=nearest_name)
    values.setdefault("suggestion", "")
    return values


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that looks most like this one, or an empty string where none is near."""
    candidates = list(known)
    folded = name.casefold()
    likeness = [difflib.SequenceMatcher(None, folded, candidate.casefold()).ratio() for candidate in candidates]
    best = max(likeness, default=0.0)
    # Of names that are equally near, the first in the caller's order.
    return candidates[likeness.index(best)] if best >= 0.6 else ""


READ_AS = N_("It was read as {encoding}.")


def not_utf8(place: NotUtf8, instead: str = READ_AS) -> Problem:
    """The finding of a file in another encoding, and what was done ``instead`` (a catalogue key)."""
    values = {"found": shorten(place.text), "encoding": place.encoding, "instead": instead}
    return Problem("NOT_UTF8", place.line, values)


def shorten(text: str) -> str:
    """The text in one line of at most 60 characters."""
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= 60 else f"{text[:59]}…"


NO_SUCH_KEY = N_("Remove it, or look the key up in the manual's list.")


def suggest(name: str, known: Iterable[str], otherwise: str = "") -> dict[str, str]:
    """The value of a problem's hint: the nearest known name, or a sentence of the catalogue where none is near."""
    found = nearest(name, known)
    return {"suggestion_of": found} if found else {"suggestion": otherwise}
