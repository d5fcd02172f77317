"""Credits that stand beside the text: in a file beside the picture, and in the book's ``credits.yml``. Pure: no Sphinx.

The file beside a picture is named as REUSE names it (reuse.software, specification 3.3: the picture's name and
``.license``), and has REUSE's tags or ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import yaml

from kompendium.encoding import normalize_newlines
from kompendium.front_matter import compose, entries, is_null, scalar, show
from kompendium.problems import N_, NO_SUCH_KEY, Problem, shorten, suggest
from kompendium.rights.fields import ALIASES, FIELDS, KINDS, field_name, read_fields
from kompendium.rights.holders import read_copyright
from kompendium.rights.works import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SIDECAR = ".license"
"""What the name of the file beside a picture ends with."""

_WHAT = ("what", "hva")
_WILDCARD = re.compile(r"[*?\[]")
_COMMENT = re.compile(r"^\s*(?:#+|//+|<!--|/?\*+/?|;+)?\s*(.*?)\s*(?:-->|\*/)?\s*$")
_KEY = re.compile(r"([^\W\d_][\w -]{0,40}?)\s*:(?!/)\s*(.*)")
_SPDX = {
    "spdx-filecopyrighttext": "copyright",
    "spdx-snippetcopyrighttext": "copyright",
    "spdx-license-identifier": "license",
    "spdx-filecontributor": "creator",
}
_NOTICE = re.compile(r"(?:copyright(?!\w)|©|\(c\)).*", re.IGNORECASE)

EXPECTED_LINE = N_("a field and its value, as «Creator: Kari Nordmann», or the whole credit on one line")
EXPECTED_ENTRY = N_("a credit on one line, or fields such as «creator» and «license»")
EXAMPLE_ENTRY = "{creator: Kari Nordmann, license: CC BY 4.0}"


@dataclass(frozen=True, slots=True)
class Said:
    """A credit that stands beside the text: the work, and the fields as they were written, each with its line."""

    work: Work
    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    line: int = 1
    path: str = ""
    """In ``credits.yml``: the path, or the pattern of paths, that the credit is for."""

    @property
    def is_pattern(self) -> bool:
        """Whether the credit is for every file that fits, and not for this one; an address may have a «?»."""
        return "://" not in self.path and _WILDCARD.search(self.path) is not None


# ---------------------------------------------------------------------------------------------------------------
# The file beside a picture


def read_sidecar(text: str) -> tuple[Said | None, list[Problem]]:
    """Read the file beside a picture; ``None`` where it says nothing.

    Problems are FRONT_MATTER_KEY, CREDIT_LINE and those of :func:`kompendium.rights.fields.read_fields`.
    """
    lines = [
        (number, match[1])
        for number, line in enumerate(normalize_newlines(text).split("\n"), 1)
        if (match := _COMMENT.match(line)) and match[1]
    ]
    if not lines:
        return None, []
    if len(lines) == 1 and (one := _one_line(lines[0][1])):
        return _said({"credit": one}, {"credit": lines[0][0]}, lines[0][0])
    found: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for number, line in lines:
        match = _KEY.fullmatch(line)
        if match is None:
            key, value = ("copyright", line) if _NOTICE.fullmatch(line) else ("", line)
        else:
            key, value = _SPDX.get(match[1].casefold()) or field_name(match[1]), match[2]
        if not key:
            values = {"found": shorten(line), "expected": EXPECTED_LINE}
            problems.append(Problem("CREDIT_LINE", number, values))
        elif key != "copyright" and key not in FIELDS:
            written = match[1] if match else line
            known = [*FIELDS, *ALIASES, "SPDX-FileCopyrightText", "SPDX-License-Identifier", "SPDX-FileContributor"]
            values = {"found": written, **suggest(written, known, NO_SUCH_KEY)}
            problems.append(Problem("FRONT_MATTER_KEY", number, values))
        elif value:
            found.setdefault(key, []).append(value)
            places.setdefault(key, number)
    said = {key: ", ".join(values) for key, values in found.items() if key != "copyright"}
    for name, value in _copyright(found.get("copyright", ()), has_creator="creator" in said).items():
        if name not in said:
            said[name], places[name] = value, places["copyright"]
    if not said:
        return None, problems
    read, more = _said(said, places, lines[0][0])
    return read, sorted([*problems, *more], key=lambda problem: problem.line)


def _one_line(line: str) -> str:
    """The credit of a file of one line; empty where the line is a field of ours or of SPDX."""
    match = _KEY.fullmatch(line)
    if match is None:
        return "" if _NOTICE.fullmatch(line) else line
    name = field_name(match[1])
    if name == "credit":
        return match[2]
    # «Kilde: Wikipedia. CC BY-SA 3.0» is a whole credit, too.
    return "" if name in set(FIELDS) - {"source"} or match[1].casefold().startswith("spdx-") else line


def _copyright(notices: Sequence[str], *, has_creator: bool) -> dict[str, str]:
    """Year and holder of REUSE's notices; whoever holds the rights is the creator where nobody else is named."""
    read = [read_copyright(notice) for notice in notices]
    holders = ", ".join(dict.fromkeys(notice.holder for notice in read if notice.holder))
    year = next((notice.year for notice in read if notice.year), "")
    return {name: text for name, text in (("year", year), ("holder" if has_creator else "creator", holders)) if text}


def _said(
    written: Mapping[str, str], lines: Mapping[str, int], line: int, path: str = "", **more: Any
) -> tuple[Said, list[Problem]]:
    work, problems = read_fields(written, lines, line=line, **more)
    return Said(work, dict(written), dict(lines), line, path), problems


# ---------------------------------------------------------------------------------------------------------------
# The book's file


def read_credits(text: str) -> tuple[list[Said], list[Problem]]:
    """Read ``credits.yml``: a path from the source folder, or a pattern of paths → a credit in one line, or fields.

    Problems are FRONT_MATTER_YAML, FRONT_MATTER_KEY, WORK_KIND_UNKNOWN, CREDIT_ENTRY and those of
    :func:`kompendium.rights.fields.read_fields`.
    """
    node, problems = compose(normalize_newlines(text))
    if node is None:
        return [], problems
    found, more = entries(node)
    problems += more
    read: list[Said] = []
    for written, value in found.values.items():
        said, more = _entry(written, value, found.lines[written])
        problems += more
        if said is not None:
            read.append(said)
    return read, problems


def _entry(written: str, node: yaml.Node, line: int) -> tuple[Said | None, list[Problem]]:
    path = tidy_path(written)
    text = scalar(node)
    if text:
        return _said({"credit": text}, {"credit": line}, line, path)
    if not isinstance(node, yaml.MappingNode) or not node.value:
        shown = "" if is_null(node) else show(node)
        values = {"path": written, "found": shown, "expected": EXPECTED_ENTRY, "example": EXAMPLE_ENTRY}
        return None, [Problem("CREDIT_ENTRY", line, values)]
    found, problems = entries(node)
    said: dict[str, str] = {}
    lines: dict[str, int] = {}
    what = "figure"
    for key, value in found.values.items():
        name, at, text = field_name(key), found.lines[key], scalar(value)
        if text is None and name == "formats" and isinstance(value, yaml.SequenceNode):
            text = ", ".join(scalar(item) or "" for item in value.value)
        if name not in FIELDS and name not in _WHAT:
            values = {"found": key, **suggest(key, [*FIELDS, *ALIASES, *_WHAT], NO_SUCH_KEY)}
            problems.append(Problem("FRONT_MATTER_KEY", at, values))
        elif text is None:
            values = {"key": key, "found": show(value), "expected": N_("a text"), "example": f"{key}: …"}
            problems.append(Problem("CREDIT_VALUE", at, values))
        elif name in _WHAT:
            what = KINDS.get(text.casefold(), "")
            if not what:
                values = {"found": text, "expected": ", ".join(KINDS), **suggest(text, KINDS)}
                problems.append(Problem("WORK_KIND_UNKNOWN", at, values))
                what = "figure"
        elif name in said:
            values = {"problem": N_("a key stands twice"), "found": key}
            problems.append(Problem("FRONT_MATTER_YAML", at, values))
        elif text:
            said[name], lines[name] = text, at
    # A typeface or a text has no picture to be named by: what it is called is what the key says.
    read, more = _said(said, lines, line, path, what=what)
    if what != "figure" and not read.work.title:
        read = replace(read, work=replace(read.work, title=written))
    return read, [*problems, *more]


def tidy_path(written: str) -> str:
    """A path from the source folder in one form: with strokes, without «./», its letters composed."""
    return re.sub(r"^(?:\./|/)+", "", normalize("NFC", written.strip().replace("\\", "/")))


def matches(said: Said, path: str) -> bool:
    """Whether an entry is for a file: ``*`` and ``?`` stand for letters but «/», ``**`` for folders, too."""
    wanted = normalize("NFC", path)
    if said.path == wanted or not said.is_pattern:
        return said.path == wanted
    try:
        return re.fullmatch(_expression(said.path), wanted) is not None
    except re.error:  # a span from «z» to «a»
        return False


_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _expression(pattern: str) -> str:
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]/]+\])", pattern)
    return "".join(_WILD.get(piece) or (_letters(piece) if piece[:1] == "[" else re.escape(piece)) for piece in pieces)


def _letters(piece: str) -> str:
    """«[abc]», «[a-c]», «[!a-c]» as a regular expression."""
    within = re.escape(piece[1:-1]).replace("\\-", "-")
    return f"[^{within[1:]}]" if within.startswith("!") else f"[{within}]"


def find_entries(said: Iterable[Said], path: str) -> list[Said]:
    """The entries for a file, the most exact first: its path, then the pattern with the most letters of its own."""
    found = [entry for entry in said if matches(entry, path)]
    return sorted(found, key=lambda entry: (entry.is_pattern, -exactness(entry)))


def exactness(said: Said) -> int:
    """How many letters of a pattern stand for themselves."""
    return len(re.sub(r"\[[^\]/]+\]|[*?]", "", said.path))


# ---------------------------------------------------------------------------------------------------------------
# Several credits of one file

_IDENTITY = ("creator", "title", "source", "license")


def says_whose(work: Work) -> bool:
    """Whether a credit says anything of whose work it is, and not of its use alone."""
    names = ("creator", "title", "source", "source_url", "license_text", "permission", "rest")
    return work.license is not None or any(getattr(work, name) for name in names)


def contradictions(one: Work, other: Work) -> list[tuple[str, str, str]]:
    """What two credits of one file say differently: the field, and what each says. An empty field says nothing."""
    found: list[tuple[str, str, str]] = []
    for name in _IDENTITY:
        mine, theirs = _shown(one, name), _shown(other, name)
        if name == "source" and one.source_url and other.source_url:
            mine, theirs = one.source_url, other.source_url
        if mine and theirs and _folded(mine) != _folded(theirs):
            found.append((name, mine, theirs))
    return found


def _shown(work: Work, name: str) -> str:
    if name == "license":
        return work.license.short if work.license is not None else work.license_text
    return str(getattr(work, name))


def _folded(text: str) -> str:
    return re.sub(r"[\s/.,]+$|^https?://(?:www\.)?", "", re.sub(r"\s+", " ", text).strip()).casefold()


def complete(work: Work, said: Said) -> Work:
    """A credit with what a farther one adds: fields that it has not.

    Nothing is added where the two contradict each other, since then they are of different works. A pattern is of
    no file alone, so it completes only a credit that says nothing of whose work it is.
    """
    if contradictions(work, said.work) or (said.is_pattern and says_whose(work)):
        return work
    added = {
        item.name: getattr(said.work, item.name)
        for item in fields(Work)
        if item.name not in {"what", "reproduced", "file", "docname", "anchor", "line"}
        and not getattr(work, item.name)
        and getattr(said.work, item.name)
    }
    if not work.source and not work.source_url:
        return replace(work, **added)
    added.pop("source_url", None) if work.source and work.source != said.work.source else None
    added.pop("source", None) if work.source_url and work.source_url != said.work.source_url else None
    return replace(work, **added)
