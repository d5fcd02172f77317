"""Front matter → Chapter: one typed, validated record of what a chapter says about itself.

Pure: knows no Sphinx. The raw YAML is read here, with line marks, because MyST mangles nested values on their
way to Sphinx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kompendium.changes import KIND_ALIASES, KINDS, Change
from kompendium.codes.systems import SYSTEMS, find_system
from kompendium.front_matter import (
    KEY_TWICE,
    boolean,
    compose,
    day,
    entries,
    is_null,
    items,
    read_day,
    scalar,
    show,
    split_front_matter,
)
from kompendium.people import Person, find_person, read_person, split_names
from kompendium.problems import N_, NO_SUCH_KEY, Problem, shorten, suggest
from kompendium.rights.holders import read_copyright

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

__all__ = ["BasedOn", "Change", "Chapter", "CodeEntry", "Person", "Problem", "read_chapter"]


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
    """The notice as written, or put together from ``holder`` and ``year``."""
    copyright_year: str = ""
    copyright_holder: str = ""
    reviewed: date | None = None
    review_due: date | None = None
    changes: tuple[Change, ...] = ()
    """In the author's order."""
    doi: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    learning_goals: tuple[str, ...] = ()
    noindex: bool = False
    """Whether search engines are asked to leave the page out."""
    abbreviations: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """Key → line of the Markdown file, counted from 1."""

    @property
    def changed_on(self) -> date | None:
        """The last day on which the chapter is said to have been changed or gone through.

        Not its file's own date, which says when somebody copied it.
        """
        days = [change.day for change in self.changes]
        return max((day for day in (*days, self.reviewed) if day is not None), default=None)


KEYS = (
    "title",
    "subtitle",
    "short_title",
    "number",
    "chapter",
    "aliases",
    "authors",
    "reviewers",
    "based_on",
    "license",
    "copyright",
    "reviewed",
    "review_due",
    "changes",
    "doi",
    "keywords",
    "description",
    "learning_goals",
    "noindex",
    "abbreviations",
)
"""Our keys by their own names; the ids of the code systems are keys as well."""

KEY_ALIASES = {
    "licence": "license",
    "author": "authors",
    "reviewer": "reviewers",
    "alias": "aliases",
    "keyword": "keywords",
    "changelog": "changes",
    "learning_goal": "learning_goals",
    # Bokmål
    "tittel": "title",
    "undertittel": "subtitle",
    "korttittel": "short_title",
    "kort_tittel": "short_title",
    "nummer": "number",
    "kapittelnummer": "number",
    "kapittel": "chapter",
    "andre_navn": "aliases",
    "synonymer": "aliases",
    "forfatter": "authors",
    "forfattere": "authors",
    "fagfelle": "reviewers",
    "fagfeller": "reviewers",
    "fagfellevurdert_av": "reviewers",
    "gjennomgått_av": "reviewers",
    "basert_på": "based_on",
    "etter": "based_on",
    "lisens": "license",
    "opphavsrett": "copyright",
    "ikke_indekser": "noindex",
    "revidert": "reviewed",
    "sist_revidert": "reviewed",
    "gjennomgått": "reviewed",
    "sist_gjennomgått": "reviewed",
    "revideres": "review_due",
    "neste_gjennomgang": "review_due",
    "endringer": "changes",
    "endringslogg": "changes",
    "nøkkelord": "keywords",
    "stikkord": "keywords",
    "emneord": "keywords",
    "beskrivelse": "description",
    "sammendrag": "description",
    "læringsmål": "learning_goals",
    "forkortelser": "abbreviations",
}
"""Other spellings of our keys, one table for all languages."""

PASSED_ON = frozenset(
    [
        # MyST-Parser
        "myst",
        "html_meta",
        "substitutions",
        # Sphinx's file-wide metadata
        "orphan",
        "tocdepth",
        "nocomments",
        "no-search",
        "nosearch",
        # MyST-NB and Jupytext
        "jupytext",
        "kernelspec",
        "file_format",
        "mystnb",
        # docutils' bibliographic fields and mystmd's keys that others may read
        "date",
        "version",
        "language",
        "lang",
        "tags",
        "thumbnail",
        "banner",
        "math",
        "exports",
        "numbering",
        "affiliations",
        "funding",
        "venue",
        "github",
        "bibliography",
    ]
)
"""Keys that are not ours and not wrong: Sphinx, MyST-Parser or their kin read them."""

_BASED_ON_KEYS = {
    "title": "title",
    "tittel": "title",
    "authors": "authors",
    "author": "authors",
    "forfattere": "authors",
    "forfatter": "authors",
    "year": "year",
    "år": "year",
    "url": "url",
    "rights": "rights",
    "copyright": "rights",
    "license": "rights",
    "licence": "rights",
    "rettigheter": "rights",
    "lisens": "rights",
    "opphavsrett": "rights",
}
_COPYRIGHT_KEYS = {
    "holder": "holder",
    "innehaver": "holder",
    "rettighetshaver": "holder",
    "year": "year",
    "years": "year",
    "år": "year",
    "årstall": "year",
}

_CHANGE_KEYS = {
    "date": "date",
    "dato": "date",
    "text": "text",
    "tekst": "text",
    "kind": "kind",
    "slag": "kind",
}

_TEXT = N_("a text")
_TEXTS = N_("a text or a list of texts")
_NUMBER = N_("a whole number from 1, or false for a chapter without a number")
_TRUTH = N_("true or false")
_DATE = N_("a date")
_YEAR = N_("a year")
_MAPPING = N_("a mapping: one «key: value» a line, indented")
_BASED_ON = N_("a title, or a mapping with title, authors, year, url and rights")
_COPYRIGHT = N_("a notice, a year, or a mapping with holder and year")
_CHANGES = N_("a list of changes, each with a date and a text")
_CHANGE_KIND = N_("one of: new (ny), changed (endret), corrected (rettet)")
_CODES = N_("a code or a list of codes")
_DOI = N_("a DOI, which begins with «10.»")
_WEB_ADDRESS = N_("a web address, which begins with «https://»")

_YEAR_FORM = re.compile(r"(?:1[5-9]|20)\d\d")
_YEARS_FORM = re.compile(r"(?:1[5-9]|20)\d\d(?:\s*[-–]\s*(?:(?:1[5-9]|20)\d\d|\d\d))?")
_DOI_FORM = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


def canonical_key(key: str) -> str:
    """A key as written → our name for it, or the id of a code system, or the key itself where it is neither."""
    folded = re.sub(r"[\s-]+", "_", key.strip().casefold())
    folded = KEY_ALIASES.get(folded, folded)
    if folded in KEYS:
        return folded
    system = find_system(folded)
    return system.id if system is not None else key


def read_chapter(text: str, people: Mapping[str, Person]) -> tuple[Chapter, list[Problem], int]:
    """Read the front matter of a Markdown file's text: the chapter, what is wrong, and the lines it takes.

    ``people`` is the book's people.yml (see :func:`kompendium.people.read_people`). Nothing that an author can write
    raises; a value that cannot be used is a :class:`Problem`, and its field keeps its default. Problems are
    ``FRONT_MATTER_YAML`` (``problem``, ``found``), ``FRONT_MATTER_KEY`` (``found``, ``suggestion_of``),
    ``FRONT_MATTER_TYPE`` (``key``, ``found``, ``expected``, ``example``) and ``PERSON_UNKNOWN`` (``found``,
    ``suggestion_of``; the caller adds ``file``), ``CHANGE_TEXT_MISSING`` and ``CHANGE_DATE_MISSING`` (``found``).
    """
    block = split_front_matter(text)
    if block.problem is not None:
        return Chapter(), [block.problem], 0
    node, problems = compose(block.yaml, block.first_line)
    if node is None:
        return Chapter(), problems, block.lines
    reader = _Reader(people, block.first_line, problems)
    return reader.read(node), reader.problems, block.lines


@dataclass(slots=True)
class _Reader:
    """The reading of one front matter: fields are collected in ``said``."""

    people: Mapping[str, Person]
    first_line: int
    problems: list[Problem]
    said: dict[str, Any] = field(default_factory=dict)
    codes: list[CodeEntry] = field(default_factory=list)

    def read(self, node: yaml.MappingNode) -> Chapter:
        mapping, problems = entries(node, self.first_line)
        self.problems += problems
        lines: dict[str, int] = {}
        for written, value in mapping.values.items():
            line = mapping.lines[written]
            key = canonical_key(written)
            if key in SYSTEMS:
                lines.setdefault(key, line)
                self.read_codes(key, value)
            elif key in KEYS:
                if key in lines:
                    self.problems.append(Problem("FRONT_MATTER_YAML", line, {"problem": KEY_TWICE, "found": written}))
                    continue
                lines[key] = line
                if not is_null(value) or key == "authors":
                    self.read_value(key, value, line)
            elif written not in PASSED_ON:
                known = [*KEYS, *KEY_ALIASES, *SYSTEMS, *PASSED_ON]
                self.problems.append(
                    Problem("FRONT_MATTER_KEY", line, {"found": written, **suggest(written, known, NO_SUCH_KEY)})
                )
        return Chapter(**self.said, codes=tuple(self.codes), lines=lines)

    def wrong(self, line: int, key: str, node: yaml.Node, expected: str, example: str) -> None:
        self.problems.append(
            Problem(
                "FRONT_MATTER_TYPE", line, {"key": key, "found": show(node), "expected": expected, "example": example}
            )
        )

    def read_value(self, key: str, node: yaml.Node, line: int) -> None:
        readers: dict[str, Callable[[yaml.Node, int], None]] = {
            "number": self.read_number,
            "chapter": self.read_is_chapter,
            "noindex": self.read_noindex,
            "authors": self.read_authors,
            "reviewers": self.read_reviewers,
            "based_on": self.read_based_on,
            "license": self.read_license,
            "copyright": self.read_copyright,
            "changes": self.read_changes,
            "doi": self.read_doi,
            "abbreviations": self.read_abbreviations,
        }
        if key in readers:
            readers[key](node, line)
        elif key in {"reviewed", "review_due"}:
            found = day(node)
            if found is None:
                self.wrong(line, key, node, _DATE, f"{key}: 2026-02-14")
            else:
                self.said[key] = found
        elif key in {"aliases", "keywords", "learning_goals"}:
            self.read_texts(key, node, line)
        else:
            self.read_text(key, node, line)

    def text(self, key: str, node: yaml.Node, line: int, example: str) -> str | None:
        text = scalar(node)
        if text is None:
            self.wrong(line, key, node, _TEXT, example)
        return text

    def read_text(self, key: str, node: yaml.Node, line: int) -> None:
        text = self.text(key, node, line, f"{key}: Kalsinose")
        if text is not None:
            self.said[key] = text

    def read_texts(self, key: str, node: yaml.Node, line: int) -> None:
        example = {"aliases": "[Calcinose, subkutan kalk]", "keywords": "[kalk, hud]", "learning_goals": "[REV 053]"}
        texts = [scalar(item) for item in items(node)]
        good = tuple(text for text in texts if text)
        if len(good) < len(texts):
            self.wrong(line, key, node, _TEXTS, f"{key}: {example[key]}")
        if key != "learning_goals" and isinstance(node, yaml.ScalarNode):
            # One line may name several; a semicolon is the only mark that no name holds.
            good = tuple(part for text in good for piece in text.split(";") if (part := piece.strip()))
        self.said[key] = good

    def read_number(self, node: yaml.Node, line: int) -> None:
        text = scalar(node) or ""
        if re.fullmatch(r"[0-9]{1,6}", text) and int(text) > 0:
            self.said["number"] = int(text)
        elif (truth := boolean(node)) is not None:
            self.said["numbered"] = truth
        else:
            self.wrong(line, "number", node, _NUMBER, "number: 161")

    def read_is_chapter(self, node: yaml.Node, line: int) -> None:
        truth = boolean(node)
        if truth is None:
            self.wrong(line, "chapter", node, _TRUTH, "chapter: true")
        else:
            self.said["is_chapter"] = truth

    def read_noindex(self, node: yaml.Node, line: int) -> None:
        truth = boolean(node)
        if truth is None:
            self.wrong(line, "noindex", node, _TRUTH, "noindex: true")
        else:
            self.said["noindex"] = truth

    def persons(self, key: str, node: yaml.Node) -> tuple[Person, ...]:
        text = scalar(node)
        if text:
            if find_person(text, self.people) is None and len(names := split_names(text)) > 1:
                nodes: list[yaml.Node] = [
                    yaml.ScalarNode("tag:yaml.org,2002:str", name, node.start_mark, node.end_mark) for name in names
                ]
            else:
                nodes = [node]
        else:
            nodes = items(node)
        found: list[Person] = []
        for item in nodes:
            person, problems = read_person(item, self.people, self.first_line, key)
            self.problems += problems
            if person is not None and person not in found:
                found.append(person)
        return tuple(found)

    def read_authors(self, node: yaml.Node, _line: int) -> None:
        self.said["authors"] = self.persons("authors", node)

    def read_reviewers(self, node: yaml.Node, _line: int) -> None:
        self.said["reviewers"] = self.persons("reviewers", node)

    def fields(self, key: str, node: yaml.MappingNode, names: Mapping[str, str]) -> dict[str, tuple[yaml.Node, int]]:
        """The entries of a mapping inside the front matter by their own names; an unknown one is a problem."""
        mapping, problems = entries(node, self.first_line)
        self.problems += problems
        found: dict[str, tuple[yaml.Node, int]] = {}
        for written, value in mapping.values.items():
            name = names.get(written.strip().casefold())
            if name is None:
                self.problems.append(
                    Problem(
                        "FRONT_MATTER_KEY",
                        mapping.lines[written],
                        {"found": f"{key}.{written}", **suggest(written, names, NO_SUCH_KEY)},
                    )
                )
            elif not is_null(value):
                found.setdefault(name, (value, mapping.lines[written]))
        return found

    def read_based_on(self, node: yaml.Node, line: int) -> None:
        example = "based_on: {title: Grans Kompendium i Revmatologi, year: 2021}"
        text = scalar(node)
        if text:
            self.said["based_on"] = BasedOn(text)
            return
        if not isinstance(node, yaml.MappingNode):
            self.wrong(line, "based_on", node, _BASED_ON, example)
            return
        said: dict[str, Any] = {}
        for name, (value, where) in self.fields("based_on", node, _BASED_ON_KEYS).items():
            if name == "authors":
                said[name] = self.persons("based_on.authors", value)
                continue
            found = self.text(f"based_on.{name}", value, where, example)
            if found is None:
                continue
            if name == "year":
                if _YEAR_FORM.fullmatch(found):
                    said[name] = int(found)
                else:
                    self.wrong(where, "based_on.year", value, _YEAR, "year: 2021")
            elif name == "url" and not re.match(r"https?://\S+$", found):
                self.wrong(where, "based_on.url", value, _WEB_ADDRESS, "url: https://example.org/kalsinose")
            else:
                said[name] = found
        if "title" in said:
            self.said["based_on"] = BasedOn(**said)
        else:
            self.wrong(line, "based_on", node, _BASED_ON, example)

    def read_license(self, node: yaml.Node, line: int) -> None:
        if isinstance(node, yaml.MappingNode):
            # mystmd's form: the licence of the content beside that of the code
            content = self.fields("license", node, {"content": "content", "code": "code"}).get("content")
            if content is None:
                self.wrong(line, "license", node, _TEXT, "license: CC BY 4.0")
                return
            node, line = content
        text = self.text("license", node, line, "license: CC BY 4.0")
        if text:
            self.said["license"] = text

    def read_copyright(self, node: yaml.Node, line: int) -> None:
        example = "copyright: © 2026 Kari Nordmann"
        if isinstance(node, yaml.MappingNode):
            said: dict[str, str] = {}
            for name, (value, where) in self.fields("copyright", node, _COPYRIGHT_KEYS).items():
                texts = [scalar(item) for item in items(value)]
                if name == "year" and (len(texts) != 1 or not _YEARS_FORM.fullmatch(texts[0] or "")):
                    self.wrong(where, "copyright.year", value, _YEAR, "year: 2026")
                elif not all(texts):
                    self.wrong(where, f"copyright.{name}", value, _TEXT, "holder: Kari Nordmann")
                else:
                    said[name] = (
                        re.sub(r"\s*[-–]\s*(?=\d)", "–", texts[0] or "")
                        if name == "year"
                        else ", ".join(text or "" for text in texts)
                    )
            if said:
                self.said["copyright_year"] = said.get("year", "")
                self.said["copyright_holder"] = said.get("holder", "")
                self.said["copyright"] = " ".join(part for part in ("©", said.get("year"), said.get("holder")) if part)
            return
        text = scalar(node)
        if text is None:
            self.wrong(line, "copyright", node, _COPYRIGHT, example)
            return
        notice = read_copyright(text)
        self.said["copyright"] = text
        self.said["copyright_year"] = notice.year
        self.said["copyright_holder"] = notice.holder

    def read_doi(self, node: yaml.Node, line: int) -> None:
        match = _DOI_FORM.fullmatch(scalar(node) or "")
        if match is None:
            self.wrong(line, "doi", node, _DOI, "doi: 10.1016/j.ad.2015.09.001")
        else:
            self.said["doi"] = match[1]

    def read_changes(self, node: yaml.Node, _line: int) -> None:
        """«- date: …» with «text: …» under it, or in short «- 2026-11-22: Første utgave av kapitlet»."""
        found: list[Change] = []
        for item in items(node):
            if not isinstance(item, yaml.MappingNode):
                where = self.first_line + item.start_mark.line
                self.wrong(where, "changes", item, _CHANGES, "- {date: 2026-11-22, text: Første utgave av kapitlet}")
            elif item.value and all(read_day(scalar(key) or "") for key, _value in item.value):
                for key, value in item.value:
                    where = self.first_line + key.start_mark.line
                    self.add_change(found, where, {"date": (key, where), "text": (value, where)})
            else:
                self.add_change(
                    found, self.first_line + item.start_mark.line, self.fields("changes", item, _CHANGE_KEYS)
                )
        self.said["changes"] = tuple(found)

    def add_change(self, found: list[Change], line: int, fields: Mapping[str, tuple[yaml.Node, int]]) -> None:
        said: dict[str, Any] = {"day": None, "text": "", "kind": ""}
        for name, (value, where) in fields.items():
            key = f"changes.{name}"
            if name == "date":
                said["day"] = day(value)
                if said["day"] is None:
                    self.wrong(where, key, value, _DATE, "date: 2026-02-14")
            elif name == "text":
                said["text"] = self.text(key, value, where, "text: Første utgave av kapitlet") or ""
            else:
                word = (scalar(value) or "").casefold()
                said["kind"] = KIND_ALIASES.get(word, word)
                if said["kind"] not in KINDS:
                    self.wrong(where, key, value, _CHANGE_KIND, "kind: corrected")
                    said["kind"] = ""
        change = Change(**said)
        if not change.text:
            # One that is a list or a mapping has been reported as such.
            if "text" not in fields or scalar(fields["text"][0]) is not None:
                self.problems.append(Problem("CHANGE_TEXT_MISSING", line))
            return
        if "date" not in fields:
            self.problems.append(Problem("CHANGE_DATE_MISSING", line, {"found": shorten(change.text)}))
        found.append(change)

    def read_abbreviations(self, node: yaml.Node, line: int) -> None:
        if not isinstance(node, yaml.MappingNode):
            self.wrong(line, "abbreviations", node, _MAPPING, "abbreviations: {SSc: systemisk sklerose}")
            return
        mapping, problems = entries(node, self.first_line)
        self.problems += problems
        said: dict[str, str] = {}
        for short, value in mapping.values.items():
            text = self.text(f"abbreviations.{short}", value, mapping.lines[short], "SSc: systemisk sklerose")
            if text:
                said[short.strip()] = text
        self.said["abbreviations"] = said

    def read_codes(self, system: str, node: yaml.Node) -> None:
        """Codes stay as written, with their own lines; the codes' room reads their form."""
        for item in items(node):
            text = scalar(item)
            line = self.first_line + item.start_mark.line
            if text:
                self.codes.append(CodeEntry(system, text, line))
            elif text is None and isinstance(item, yaml.MappingNode):
                # «- M79.0: Fibromyalgi» is a mapping to YAML, and a code with its gloss to its author
                for key, value in item.value:
                    code, gloss = scalar(key), scalar(value)
                    where = self.first_line + key.start_mark.line
                    if code and gloss is not None:
                        self.codes.append(CodeEntry(system, f"{code} ({gloss})" if gloss else code, where))
                    else:
                        self.wrong(where, system, item, _CODES, f"{system}: {SYSTEMS[system].example}")
            elif text is None:
                self.wrong(line, system, item, _CODES, f"{system}: {SYSTEMS[system].example}")
