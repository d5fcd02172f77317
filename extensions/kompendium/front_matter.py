"""YAML with line marks: front matter of a Markdown file, and whole files such as people.yml. Pure: knows no Sphinx.

Values are read from PyYAML's nodes, not from its objects: a node has its line, and keeps what the author wrote
(``79.6`` and ``no`` stay text where text is wanted; ``008`` is no octal number).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from kompendium.encoding import normalize_newlines
from kompendium.problems import N_, Problem, shorten


@dataclass(frozen=True, slots=True)
class Block:
    """The front matter's YAML; ``first_line`` is its own first line in the file, ``lines`` what it takes in all."""

    yaml: str
    first_line: int
    lines: int
    problem: Problem | None = None


@dataclass(slots=True)
class Entries:
    """A YAML mapping: key → value node, and key → line."""

    values: dict[str, yaml.Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


def split_front_matter(text: str) -> Block:
    """Find the front matter as MyST does: a first line of «---», closed by a line of as many dashes, or «...»."""
    lines = normalize_newlines(text).split("\n")
    opening = re.match(r"-{3,}", lines[0])
    if opening is None:
        late = re.match(r"\s+-{3,}\n+[\w-]+\s*:(?:\s|$)", "\n".join(lines[:20]))
        if late is None:
            return Block("", 1, 0)
        begins = late[0].count("\n", 0, late[0].index("-")) + 1
        return Block("", 1, 0, _problem(begins, N_("it must begin on the first line of the file, at its margin")))
    for index, line in enumerate(lines[1:], start=1):
        closing = re.fullmatch(r" {0,3}(-{3,})[ \t]*", line)
        if (closing and len(closing[1]) >= len(opening[0])) or re.fullmatch(r"\.\.\.[ \t]*", line):
            return Block("\n".join(lines[1:index]), 2, index + 1)
    if not any(re.match(r"[\w-]+\s*:(?:\s|$)", line) for line in lines[1:3]):
        return Block("", 1, 0)  # a rule (thematic break) opens the text
    return Block("", 2, 0, _problem(1, N_("it has no line of «---» that ends it"), found=lines[0]))


# What PyYAML says, by a part of it → what we say.
_YAML_PROBLEMS = (
    ("\\t", N_("a line is indented by a tab; YAML takes spaces only")),
    ("mapping values are not allowed", N_("a value holds a colon; put it in quotation marks")),
    ("could not find expected ':'", N_("a line has no colon after its key")),
    ("while scanning a quoted scalar", N_("a quotation mark is not closed")),
    ("while parsing a flow sequence", N_("a square bracket is not closed")),
    ("while parsing a flow mapping", N_("a curly bracket is not closed")),
    ("found undefined alias", N_("a value begins with «*»; put it in quotation marks")),
    ("while scanning an alias", N_("a value begins with «*»; put it in quotation marks")),
    ("while scanning an anchor", N_("a value begins with «&»; put it in quotation marks")),
    ("cannot start any token", N_("a value begins with a character of YAML's own; put it in quotation marks")),
    ("while scanning a block scalar", N_("a value begins with «|» or «>»; put it in quotation marks")),
    ("while scanning a simple key", N_("a line has no colon after its key")),
    ("while parsing a block mapping", N_("a line is indented otherwise than the lines above it")),
    ("did not find expected", N_("a line is indented otherwise than the lines above it")),
    ("special characters are not allowed", N_("it holds a control character")),
    ("expected a single document", N_("it holds a second document")),
)
_NOT_YAML = N_("it is not well-formed YAML")
_NO_MAPPING = N_("it is not a list of «key: value»")
KEY_TWICE = N_("a key stands twice")
_TOO_DEEP = N_("its lists are nested too deep")


def compose(text: str, first_line: int = 1) -> tuple[yaml.MappingNode | None, list[Problem]]:
    """The YAML text's mapping, or ``None`` for an empty text or one that cannot be read (with a problem)."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return None, [_yaml_problem(error, text, first_line)]
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        line = first_line + text.count("\n", 0, position if isinstance(position, int) else 0)
        return None, [_problem(line, _say(str(error)))]
    except (RecursionError, ValueError):
        return None, [_problem(first_line, _TOO_DEEP)]
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
        return None, []
    if not isinstance(node, yaml.MappingNode):
        return None, [_problem(first_line + node.start_mark.line, _NO_MAPPING)]
    return node, _drop_control_characters(node, first_line)


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor a PDF can hold, nor anyone read; YAML's escapes («"a\\x00b"») can write it all the same."""


def without_control_characters(value: Any) -> Any:
    """A value that YAML has read, of any shape, without its control characters."""
    if isinstance(value, str):
        return _CONTROL.sub("", value)
    if isinstance(value, list):
        return [without_control_characters(item) for item in value]
    if isinstance(value, dict):
        return {without_control_characters(key): without_control_characters(item) for key, item in value.items()}
    return value


def _drop_control_characters(root: yaml.Node, first_line: int) -> list[Problem]:
    problems: list[Problem] = []
    pending: list[yaml.Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:  # an alias may lead back to what holds it
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pending += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value
        elif found := _CONTROL.search(node.value):
            node.value = _CONTROL.sub("", node.value)
            values = {"found": shorten(node.value), "code": f"U+{ord(found[0]):04X}"}
            problems.append(Problem("CONTROL_CHARACTER", first_line + node.start_mark.line, values))
    return sorted(problems, key=lambda problem: problem.line)


def _problem(line: int, problem: str, **values: str) -> Problem:
    return Problem("FRONT_MATTER_YAML", line, {"problem": problem, **values})


def _say(message: str) -> str:
    return next((ours for theirs, ours in _YAML_PROBLEMS if theirs in message), _NOT_YAML)


def _yaml_problem(error: yaml.MarkedYAMLError, text: str, first_line: int) -> Problem:
    message = f"{error.context or ''} {error.problem or ''}"
    # An unclosed quotation mark or bracket shows at the end of the file; its beginning is what helps.
    mark = error.problem_mark
    if error.context_mark is not None and re.search("quoted scalar|flow (sequence|mapping)|simple key", message):
        mark = error.context_mark
    line = mark.line if mark is not None else 0
    lines = text.split("\n")
    line = min(line, len(lines) - 1)
    return _problem(first_line + line, _say(message), found=shorten(lines[line]))


def entries(node: yaml.MappingNode, first_line: int = 1) -> tuple[Entries, list[Problem]]:
    """The mapping's entries in order. A key that stands twice is a problem; the first one holds."""
    found = Entries()
    problems: list[Problem] = []
    merged: list[yaml.MappingNode] = []
    for key, value in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            problems.append(_problem(line, _NO_MAPPING))
        elif key.tag == "tag:yaml.org,2002:merge":
            merged.extend(n for n in _items(value) if isinstance(n, yaml.MappingNode) and n is not node)
        elif key.value in found.values:
            problems.append(_problem(line, KEY_TWICE, found=key.value))
        else:
            found.values[key.value] = value
            found.lines[key.value] = line
    for other in merged:  # «<<: *name»: what is said here wins
        for key, value in other.value:
            if isinstance(key, yaml.ScalarNode) and key.value not in found.values:
                found.values[key.value] = value
                found.lines[key.value] = first_line + key.start_mark.line
    return found, problems


def _items(node: yaml.Node) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]


def items(node: yaml.Node) -> list[yaml.Node]:
    """The entries of a list; a single value is a list of one, an empty value a list of none."""
    return [] if is_null(node) else _items(node)


def is_null(node: yaml.Node) -> bool:
    """Whether nothing was written («key:», «~», «null»)."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def scalar(node: yaml.Node) -> str | None:
    """A single value as the author wrote it, whatever YAML takes it for; ``None`` for a list or a mapping."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    return "" if is_null(node) else re.sub(r"\s+", " ", node.value).strip()


def boolean(node: yaml.Node) -> bool | None:
    """``true``/``false`` and their like in English and Norwegian."""
    word = (scalar(node) or "").casefold()
    if word in {"true", "yes", "on", "ja"}:
        return True
    return False if word in {"false", "no", "off", "nei"} else None


def day(node: yaml.Node) -> date | None:
    """A date, as ``2026-02-14`` or in the Norwegian form ``14.2.2026``."""
    return read_day(scalar(node) or "")


def read_day(text: str) -> date | None:
    """:func:`day` of a text."""
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, number = iso.groups()
    elif norwegian := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        number, month, year = norwegian.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def show(node: yaml.Node) -> str:
    """The value in a message: as written, short, in one line."""
    if isinstance(node, yaml.ScalarNode):
        text = node.value
    elif isinstance(node, yaml.SequenceNode):
        text = "[" + ", ".join(n.value if isinstance(n, yaml.ScalarNode) else "…" for n in node.value[:4]) + "]"
    else:
        keys = [key.value for key, _value in node.value[:4] if isinstance(key, yaml.ScalarNode)]
        text = "{" + ", ".join(f"{key}: …" for key in keys) + "}"
    return shorten(text)
