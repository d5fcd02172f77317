"""Front matter → Chapter: one typed, validated record of what a chapter says about itself.

Pure: knows no Sphinx. The raw YAML is read here, with line marks, because MyST mangles nested values on their
way to Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kompendium.people import Person


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code of the front matter as the author wrote it; ``line`` counts from 1 in the Markdown file."""

    system: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class BasedOn:
    """The work whose facts a chapter is written from. Its authors are the chapter's where none are given."""

    title: str
    authors: tuple[Person, ...] = ()
    year: int | None = None
    url: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter's front matter. ``None`` for a field means: not said, the book's setting holds."""

    number: int | None = None
    numbered: bool = True
    is_chapter: bool | None = None
    title: str = ""
    subtitle: str = ""
    short_title: str = ""
    aliases: tuple[str, ...] = ()
    authors: tuple[Person, ...] | None = None
    reviewers: tuple[Person, ...] = ()
    based_on: BasedOn | None = None
    codes: tuple[CodeEntry, ...] = ()
    license: str | None = None
    copyright: str | None = None
    reviewed: date | None = None
    review_due: date | None = None
    doi: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    learning_goals: tuple[str, ...] = ()
    abbreviations: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Key → line of the Markdown file, counted from 1."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding of the front matter: a member's name of ``Finding``, the line, and the values of its message."""

    finding: str
    line: int
    values: dict[str, str]
