"""People: a name, or a mapping, or an id in the book's people.yml. Pure: knows no Sphinx."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import yaml

from kompendium.collation import CollationKey, norwegian_key
from kompendium.encoding import normalize_newlines, read_text
from kompendium.front_matter import (
    compose,
    entries,
    items,
    scalar,
    show,
)
from kompendium.problems import N_, NO_SUCH_KEY, Problem, not_utf8, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Person:
    """A contributor. ``name`` is as printed («Øyvind Palm»); ``id`` is the key in people.yml, or empty."""

    name: str
    id: str = ""
    given: str = ""
    family: str = ""
    orcid: str = ""
    affiliation: str = ""
    roles: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells the book's people apart: the id, else the name."""
        return self.id or self.name.casefold()


PERSON_KEYS = ("name", "id", "given", "family", "orcid", "affiliation", "roles")
_PERSON_ALIASES = {
    "navn": "name",
    "fornavn": "given",
    "etternavn": "family",
    "tilknytning": "affiliation",
    "affiliations": "affiliation",
    "arbeidssted": "affiliation",
    "roller": "roles",
    "role": "roles",
    "rolle": "roles",
    "given_name": "given",
    "family_name": "family",
}

# Small words that belong to the family name they stand before.
_PARTICLES = frozenset(
    re.findall(
        r"\w+", "af al av d da das de del dela della den der di do dos du el la le ten ter van von vom zu zum zur"
    )
)
_SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_ORCID = re.compile(r"(?:https?://)?(?:www\.)?(?:orcid\.org/)?(\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])/?")

_AFTER_NAME = re.compile(
    r"(?:m\.?d\.?|ph\.?\s?d\.?|msc|bsc|dr\.?\s?med\.?|prof(?:essor)?\.?|overlege|inc|ltd|llc|gmbh|asa?)\b\.?",
    re.IGNORECASE,
)
"""What stands after a name and a comma, and is no given name: a degree, a post, the form of a company."""

EXPECTED_PERSON = N_("a name, an id of the book's people, or a mapping with «name»")
_ADD_PERSON = N_("Add the id to that file, or write the person's name.")
EXAMPLE_PERSON = "{name: Kari Nordmann, orcid: 0000-0002-1825-0097}"


def split_name(name: str) -> tuple[str, str]:
    """A name → given names and family name: ``("Jan Tore", "Gran")``, ``("Ludwig", "van Beethoven")``.

    «Gran, Jan Tore» is read as family name first. A name of one word is a family name (or an institution).
    """
    name = re.sub(r"\s+", " ", name).strip()
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given:
        return given.strip(), family.strip()
    words = name.split(" ")
    suffix: list[str] = []
    while len(words) > 2 and words[-1].casefold() in _SUFFIXES:
        suffix.insert(0, words.pop())
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    if start == 1 and words[0] in _PARTICLES:  # «van Gogh» alone
        start = 0
    return " ".join(words[:start]), " ".join([*words[start:], *suffix])


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name as literature's formats keep it. An institution has a ``literal`` and nothing else."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""


def name_parts(person: Person) -> NameParts:
    """A person's name in parts: given «Ludwig», particle «van», family «Beethoven», suffix «Jr.».

    A name that nobody has divided, or of one word, is an institution's, unless the person has an ORCID iD.
    """
    given, family = (person.given, person.family) if person.family else split_name(person.name)
    if (not given or family == person.name) and not person.orcid:
        return NameParts(literal=person.name)
    words = family.split(" ")
    suffix: list[str] = []
    while len(words) > 1 and words[-1].casefold() in _SUFFIXES:
        suffix.insert(0, words.pop())
    start = 0
    while start < len(words) - 1 and words[start] in _PARTICLES:
        start += 1
    return NameParts(given, " ".join(words[:start]), " ".join(words[start:]), " ".join(suffix))


def person_from_name(name: str, id: str = "") -> Person:
    """A person of whom only the name is known; «Gran, Jan Tore» is turned to the printed form."""
    before, comma, after = name.partition(",")
    if comma and _AFTER_NAME.match(after.strip()):
        given, family = split_name(before)
        return Person(re.sub(r"\s+", " ", name).strip(), id, given, family)
    given, family = split_name(name)
    return Person(" ".join(part for part in (given, family) if part), id, given, family)


def _initials(given: str) -> str:
    initials: list[str] = []
    for word in re.split(r"[\s\-‐‑.]+", given):
        letters = [c for c in word if c.isalpha()]
        if not letters or (word in _PARTICLES):
            continue
        # «JT» and «J.T.» are initials already; «ØYVIND» is a name in capitals.
        initials.extend(letters if word.isupper() and len(letters) <= 3 else [letters[0].upper()])
    return "".join(initials)


def initials_name(person: Person) -> str:
    """The name as Vancouver literature prints it: «Gran JT», «van Beethoven L»."""
    given, family = (person.given, person.family) if person.family else split_name(person.name)
    return " ".join(part for part in (family, _initials(given)) if part)


def sort_key(person: Person) -> tuple[CollationKey, CollationKey]:
    """Norwegian order by family name, then given names; a particle («von», «de») does not count at first."""
    given, family = (person.given, person.family) if person.family else split_name(person.name)
    words = family.split(" ")
    while len(words) > 1 and words[0] in _PARTICLES:
        words.append(words.pop(0))
    return norwegian_key(" ".join(words), names=True), norwegian_key(given, names=True)


def read_orcid(text: str) -> str:
    """An ORCID iD with or without its address → «0000-0002-1825-0097»; empty where the check digit is wrong."""
    match = _ORCID.fullmatch(text.strip())
    if match is None:
        return ""
    digits = match[1].replace("-", "").upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11  # ISO 7064, MOD 11-2
    if digits[-1] != ("X" if check == 10 else str(check)):
        return ""
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def looks_like_id(text: str) -> bool:
    """Whether a text is written like a key of people.yml: small letters and digits, no spaces."""
    return _ID.fullmatch(text) is not None


def _is_name(text: str) -> bool:
    """Whether a text can be a name: YAML's numbers and dates are texts to us, but nobody is called «5»."""
    return any(character.isalpha() for character in text)


def find_person(text: str, people: Mapping[str, Person]) -> Person | None:
    """The person of people.yml whose id or name this is."""
    if text in people:
        return people[text]
    folded = person_from_name(text).name.casefold()
    return next((person for person in people.values() if person.name.casefold() == folded), None)


def split_names(text: str) -> list[str]:
    """The names of one line: «Jan Tore Gran og Øyvind Palm», «A B, C D og E F», «Gran, Jan Tore; Palm, Øyvind»."""
    text = re.sub(r"\s+", " ", text).strip()
    if ";" in text:
        return [part for piece in text.split(";") if (part := piece.strip())]
    pieces = [part for piece in re.split(r"\s(?:og|and|&)\s", text) if (part := piece.strip(" ,"))]
    names: list[str] = []
    for piece in pieces:
        parts = [part.strip() for part in piece.split(",") if part.strip()]
        several = len(parts) > 1 and all(
            " " in part and part.split(" ")[0] not in _PARTICLES and not _AFTER_NAME.match(part) for part in parts
        )
        names.extend(parts if several else [piece])
    return names


def read_person(
    node: yaml.Node, people: Mapping[str, Person], first_line: int, key: str
) -> tuple[Person | None, list[Problem]]:
    """One person of a list: a name, an id, or a mapping. Problems are PERSON_UNKNOWN and FRONT_MATTER_TYPE."""
    line = first_line + node.start_mark.line
    wrong = Problem(
        "FRONT_MATTER_TYPE",
        line,
        {"key": key, "found": show(node), "expected": EXPECTED_PERSON, "example": EXAMPLE_PERSON},
    )
    text = scalar(node)
    if text is not None:
        return (None, [wrong]) if not text else _person_of_text(text, people, line)
    if not isinstance(node, yaml.MappingNode):
        return None, [wrong]
    return _person_of_mapping(node, people, first_line, key)


def _person_of_text(text: str, people: Mapping[str, Person], line: int) -> tuple[Person, list[Problem]]:
    found = find_person(text, people)
    if found is not None:
        return found, []
    person = person_from_name(text)
    if looks_like_id(text):
        return person, [Problem("PERSON_UNKNOWN", line, {"found": text, **suggest(text, people, _ADD_PERSON)})]
    return person, []


def _person_of_mapping(
    node: yaml.MappingNode, people: Mapping[str, Person], first_line: int, key: str, own_id: str = ""
) -> tuple[Person | None, list[Problem]]:
    line = first_line + node.start_mark.line
    fields, problems = entries(node, first_line)
    said: dict[str, Any] = {}
    for written, value in fields.values.items():
        folded = written.strip().casefold().replace("-", "_").replace(" ", "_")
        name = _PERSON_ALIASES.get(folded, folded)
        where = fields.lines[written]
        if name not in PERSON_KEYS:
            problems.append(
                Problem(
                    "FRONT_MATTER_KEY",
                    where,
                    {"found": written, **suggest(written, [*PERSON_KEYS, *_PERSON_ALIASES], NO_SUCH_KEY)},
                )
            )
        elif name == "roles":
            texts = [scalar(item) for item in items(value)]
            if any(text is None for text in texts):
                problems.append(_type(where, f"{key}.roles", value, N_("a text or a list of texts"), "[redaktør]"))
            else:
                said["roles"] = tuple(r for text in texts if text for r in re.split(r"\s*[,;]\s*", text) if r)
        elif name == "affiliation" and scalar(value) is None and all(scalar(item) for item in items(value)):
            said[name] = ", ".join(scalar(item) or "" for item in items(value))
        elif (text := scalar(value)) is None or (name == "name" and text and not _is_name(text)):
            problems.append(_type(where, f"{key}.{name}", value, N_("a text"), "name: Kari Nordmann"))
        elif name == "orcid" and text and not (orcid := read_orcid(text)):
            problems.append(
                _type(where, f"{key}.orcid", value, N_("an ORCID iD of sixteen digits"), "0000-0002-1825-0097")
            )
        elif text:
            said[name] = orcid if name == "orcid" else text
    base = Person("")
    if said.get("id") and not own_id:
        known = people.get(said["id"])
        if known is not None:
            base = known
        elif not said.get("name"):
            problems.append(
                Problem("PERSON_UNKNOWN", line, {"found": said["id"], **suggest(said["id"], people, _ADD_PERSON)})
            )
            said["name"] = said["id"]
    elif said.get("name") and not own_id:
        base = find_person(said["name"], people) or base
    if own_id:
        said["id"] = own_id
    if not said.get("name") and (said.get("given") or said.get("family")):
        said["name"] = " ".join(part for part in (said.get("given"), said.get("family")) if part)
    elif said.get("name"):
        plain = person_from_name(said["name"])
        said["name"] = plain.name
        if not base.family:
            said.setdefault("family", plain.family)
            said.setdefault("given", plain.given)
    person = replace(base, **said)
    if not person.name:
        problems.append(_type(line, key, node, EXPECTED_PERSON, EXAMPLE_PERSON))
        return None, problems
    return person, problems


def _type(line: int, key: str, node: yaml.Node, expected: str, example: str) -> Problem:
    return Problem(
        "FRONT_MATTER_TYPE", line, {"key": key, "found": show(node), "expected": expected, "example": example}
    )


def configured_people(
    values: Iterable[Any], people: Mapping[str, Person], key: str
) -> tuple[tuple[Person, ...], list[Problem]]:
    """People as ``conf.py`` names them in the option ``key``: names, ids of people.yml, or mappings.

    The problems are those of :func:`read_person`; conf.py is Python, so their line means nothing.
    """
    found: list[Person] = []
    problems: list[Problem] = []
    for value in values:
        try:
            dumped = yaml.safe_dump([value], allow_unicode=True)
        except yaml.YAMLError:  # an object of Python's that YAML has no word for
            dumped = yaml.safe_dump([str(value)], allow_unicode=True)
        node = yaml.compose(dumped)
        if not isinstance(node, yaml.SequenceNode):
            continue
        person, more = read_person(node.value[0], people, 1, key)
        problems += more
        if person is not None:
            found.append(person)
    return tuple(found), problems


def read_people_file(file: Path) -> tuple[dict[str, Person], list[Problem]]:
    """Read the file of the book's people; nobody, and no problem, where there is none."""
    text, other = read_text(file)
    people, problems = read_people(text)
    if other is not None:
        problems.insert(0, not_utf8(other))
    return people, problems


def read_people(text: str) -> tuple[dict[str, Person], list[Problem]]:
    """Read people.yml: id → name, or id → mapping.

    The mapping's keys are ``name``, ``given``, ``family``, ``orcid``, ``affiliation`` and ``roles``.
    Problems are FRONT_MATTER_YAML, FRONT_MATTER_KEY and FRONT_MATTER_TYPE, with the line in people.yml.
    """
    people: dict[str, Person] = {}
    node, problems = compose(normalize_newlines(text))
    if node is None:
        return people, problems
    fields, more = entries(node)
    problems += more
    for id_, value in fields.values.items():
        name = scalar(value)
        if name is not None and _is_name(name):
            people[id_] = person_from_name(name, id_)
        elif isinstance(value, yaml.MappingNode):
            person, more = _person_of_mapping(value, {}, 1, id_, own_id=id_)
            problems += more
            if person is not None:
                people[id_] = person
        else:
            problems.append(_type(fields.lines[id_], id_, value, EXPECTED_PERSON, EXAMPLE_PERSON))
    return people, problems
