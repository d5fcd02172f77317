"""What is known of codes beyond the book's lock file: editions, retired codes, glosses that are right all the same."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.codes.systems import SYSTEMS
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report, report_once
from kompendium.encoding import read_text
from kompendium.problems import message_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from sphinx.config import Config

    from kompendium.codes.editions import Edition
    from kompendium.codes.gloss import GlossChecker, IgnoredGloss
    from kompendium.codes.lockfile import LockEntry
    from kompendium.codes.systems import Code

_ = get_translation("kompendium")

EDITIONS = "kompendium_code_editions"
IGNORE_FILE = "codes.ignore.csv"
"""Beside ``conf.py``: glosses that are right although they look wrong, each with its reason."""


# The imports of this module are where they are used: a build that asks for no edition loads none.


@cache
def _installed(load: Callable[[], Edition]) -> Edition:
    return load()


@cache
def _file(file: Path, system: str, changed_ns: int) -> Edition:  # noqa: ARG001  (a changed file is read anew)
    from kompendium.codes.editions.load import load_edition

    return load_edition(file, system)


@cache
def retired_codes() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(system, code) → year and successor, of codes whose end no edition at hand tells."""
    text = files("kompendium.codes").joinpath("retired.csv").read_text("utf-8")
    return {(row["system"], row["code"]): (row["year"], row["successor"]) for row in csv.DictReader(text.splitlines())}


class CodeKnowledge:
    """The editions of a book, each loaded when it is first asked for; one that cannot be read is reported once."""

    def __init__(self, config: Config, confdir: Path, lock: Mapping[tuple[str, str], LockEntry]) -> None:
        self.config = config
        self.confdir = confdir
        self.lock = lock
        self._editions: dict[str, Edition | None] = {}
        self._checkers: dict[str, GlossChecker | None] = {}
        self._ignored: list[IgnoredGloss] | None = None

    def edition(self, system: str) -> Edition | None:
        """The edition of a system, or ``None`` where none is at hand."""
        if system not in self._editions:
            self._editions[system] = self._load(system)
        return self._editions[system]

    def _load(self, system: str) -> Edition | None:
        from kompendium.codes.editions import EditionError

        name = self.config.kompendium_code_editions.get(system)
        known = SYSTEMS[system]
        try:
            if not name:
                return _installed(known.load) if known.load else None
            file = self.confdir / name
            return _file(file, system, file.stat().st_mtime_ns if file.is_file() else 0)
        except EditionError as error:
            place = f"{self.confdir / name}:{error.line}" if name and error.line else self._place()
            problem = error.text(_).rstrip(".")
            report_once(Finding.CODE_EDITION, place, found=name or known.label, problem=problem)
        return None

    def _place(self) -> str:
        return place_in_conf(self.confdir, EDITIONS)

    def checker(self, system: str) -> GlossChecker | None:
        """Who knows what the codes of a system are called, in the edition and in the lock file."""
        if system not in self._checkers:
            self._checkers[system] = self._make_checker(system)
        return self._checkers[system]

    def _make_checker(self, system: str) -> GlossChecker | None:
        edition = self.edition(system)
        if edition is None:
            return None
        from kompendium.codes.gloss import GlossChecker

        titles = {code: [concept.title] for code, concept in edition.concepts.items()}
        for (of_system, code), entry in self.lock.items():
            if of_system == system and entry.title_nb:
                titles.setdefault(code, [entry.title]).append(entry.title_nb)
        return GlossChecker(titles, {code: concept.parent for code, concept in edition.concepts.items()})

    def title(self, system: str, code: str) -> str:
        """What a code is called: the editor's own words, else those of the lock file or the edition; or empty."""
        if entry := self.lock.get((system, code)):
            return entry.title_nb or entry.title
        edition = self.edition(system)
        concept = edition.get(code) if edition else None
        return concept.title if concept else ""

    def retirement(self, code: Code) -> tuple[str, str] | None:
        """The year in which a code was retired and its successor, each perhaps empty; ``None`` where it is in use."""
        entry = self.lock.get((code.system, code.key))
        if entry and (entry.retired or entry.successor):
            return entry.retired, entry.successor
        if known := retired_codes().get((code.system, code.key)):
            return known
        if entry is None and (edition := self.edition(code.system)):
            concept = edition.get(code.key)
            if concept and (concept.retired or concept.successor):
                return concept.retired, concept.successor
        return None

    @property
    def ignored(self) -> list[IgnoredGloss]:
        """The book's list of exceptions, each a gloss that is right although it looks wrong."""
        if self._ignored is None:
            self._ignored = self._read_ignored()
        return self._ignored

    def ignored_by(self, code: Code) -> int:
        """The line of the list of exceptions that has this code with this gloss, or 0."""
        return next((it.line for it in self.ignored if it.matches(code.system, code.key, code.gloss)), 0)

    def _read_ignored(self) -> list[IgnoredGloss]:
        file = self.confdir / IGNORE_FILE
        if not file.is_file():
            return []
        from kompendium.codes.gloss import read_ignored

        ignored, problems = read_ignored(read_text(file)[0])
        for problem in problems:
            report(Finding[problem.finding], f"{file}:{problem.line}", **message_values(problem, _))
        return ignored
