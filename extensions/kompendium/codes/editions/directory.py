"""Editions as JSON of the Norwegian Directorate of Health, and lists made of them. Pure: knows no Sphinx.

Four shapes are read:

- the whole edition, ``https://fat.kote.helsedirektoratet.no/api/code-systems/{system}/download/JSON``: a list of
  ``Kode``, ``Tekst_uten_lengdebegrensning``, ``Tekst_med_maksimalt_60_tegn``, ``Foreldrekode``, ``Foreldrekodetekst``,
  ``Gyldig_fra``, ``Gyldig_til``; for ICD-10 also ``Rapporteres_til_NPR``, ``NPR_Gyldig_fra``, ``NPR_Gyldig_til``,
  ``Stjernekode``, ``Tilleggskode``, ``Kjønn``, ``Uspesifikk_kode``; for ICPC-2 ``Kodeverk``, ``Tilhørighet_i_ICPC_2B``.
  Values are strings or null; times are ``1999-01-01T00:00:00``. Source: ``DownloadFormat.ts`` and the tests of
  github.com/navikt/diagnosekoder, and ``kote:get`` of navikt's tsm packages.
- the same service's other answers: ``{"data": [...], "totalPages": 1}`` of ``codeValue``, ``nameNorwegian``,
  ``nameEnglish``, ``parentCode``, ``active``, ``starCode``, ``validTo``, ``replacedBy``, ``statusChangeDate``; or one
  such object with its ``children`` (``…/{code}/hierarchy``). Source: the service's OpenAPI description and
  ``ICD10NODownloadAlgorithm.java`` of IHTSDO's mapping service, which tells of a root «ICD-10» that is its own parent,
  and of parents that are not there.
- the reportable codes in npm's ``@navikt/diagnosekoder`` (``lib/ICD10.json``, ``lib/ICPC2.json`` of 1.2026.0): a list
  of ``code`` without its dot and ``text`` of up to 60 characters.
- a list of ``code``, ``text`` and ``system``, perhaps with ``parent_code``, as navikt's tsm packages make it.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kompendium.codes.editions import DOUBLED, TOO_DEEP, Concept, Edition, EditionError, make_edition
from kompendium.codes.editions.forms import kind_of, parent_by_form, read_code, read_reference
from kompendium.problems import N_, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kompendium.codes.editions import Usage
    from kompendium.codes.systems import CodeSystem

NOT_JSON = N_("The file breaks off or is not JSON: {reason}.")
NOT_A_SHAPE = N_(
    "This JSON is no list of codes that is known: a list is read whose objects have Kode and"
    " Tekst_uten_lengdebegrensning, codeValue and nameNorwegian, or code and text; here there is {found}."
)
NOT_AN_ENTRY = N_("Entry {number} of the list has not what the first one has: {found}.")
NO_TITLE = N_("The code {code} has no title in the language «{language}».")
ONE_PAGE = N_("This is one page of {count}: fetch the whole code system.")

_ROOTS = frozenset({"ICD-10", "ICPC-2", "ICPC-2B"})
_SPAN = re.compile(r"\([A-Z*-]?\d\d[-–][A-Z*-]?\d\d\)\s*")
_YES = frozenset({"ja", "true", "1"})
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a shape calls the things that are read."""

    code: str
    titles: tuple[str, ...]
    """In the edition's own language, the best first."""
    english: str = ""
    parent: str = ""
    valid_to: str = ""
    star: str = ""
    successor: str = ""


_SHAPES = (
    _Shape(
        "Kode",
        ("Tekst_uten_lengdebegrensning", "Tekst_med_maksimalt_60_tegn"),
        parent="Foreldrekode",
        valid_to="Gyldig_til",
        star="Stjernekode",
    ),
    _Shape(
        "codeValue", ("nameNorwegian",), "nameEnglish", "parentCode", "validTo", star="starCode", successor="replacedBy"
    ),
    _Shape("code", ("text",), parent="parent_code"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An object of the list, with the code of what it stands below where the file nests them."""

    values: dict[str, Any]
    above: str = ""


def load_directory(text: str, system: CodeSystem, *, name: str, language: str, source: str) -> Edition:
    """The edition of a JSON file's text; :exc:`EditionError` for what is wrong in it, with the line where it is known.

    Parents that a flat list lacks are those of the form of its codes. A code of several times of validity is the
    latest one; it is retired where that has ended by the edition's own year. ICPC-2B's finer terms are no codes of
    ICPC-2, and are left out.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise EditionError(NOT_JSON, error.lineno, reason=error.msg) from error
    except (RecursionError, ValueError) as error:
        raise EditionError(NOT_JSON, reason=error) from error
    entries = list(_entries(data))
    shape = _shape_of(entries)
    lines = _Lines(text, shape.code)
    language = language or system.language
    year = name if re.fullmatch(r"(19|20)\d\d", name) else system.edition
    concepts: dict[str, tuple[str, Concept]] = {}
    for number, entry in enumerate(entries, 1):
        written = entry.values.get(shape.code)
        if not isinstance(written, str) or not written.strip():
            raise EditionError(NOT_AN_ENTRY, number=number, found=_found(entry.values))
        line = lines.of(written)
        if written in _ROOTS or entry.values.get("Kodeverk") == "ICPC-2B":
            continue
        concept, ends = _concept(system, shape, entry, line, language, year)
        if concept.code in concepts:
            other = concepts[concept.code][0]
            if other == ends:
                raise EditionError(DOUBLED, line, code=concept.code)
            if ends < other:
                continue
        concepts[concept.code] = ends, concept
    found = [concept for _, concept in concepts.values()]
    return make_edition(system.id, name, language, source, _with_parents(system.id, found))


def _entries(data: Any) -> Iterator[_Entry]:
    """The objects of the file, whether in a list, in pages or in a tree."""
    if isinstance(data, dict) and isinstance(data.get("data"), list):
        pages = data.get("totalPages")
        if isinstance(pages, int) and pages > 1 and len(data["data"]) < _number(data.get("totalRecords")):
            raise EditionError(ONE_PAGE, count=pages)
        data = data["data"]
    if isinstance(data, dict):
        data = [data]
    if not isinstance(data, list):
        raise EditionError(NOT_A_SHAPE, found=_found(data))
    # Not by recursion: how deep it goes is the file's to say. The last pushed is the first read.
    stack: list[tuple[Any, str, int]] = [(item, "", 0) for item in reversed(data)]
    while stack:
        item, above, depth = stack.pop()
        if not isinstance(item, dict):
            raise EditionError(NOT_A_SHAPE, found=_found(item))
        if depth > _MAX_DEPTH:
            raise EditionError(TOO_DEEP)
        yield _Entry(item, above)
        children = item.get("children")
        if isinstance(children, list):
            code = item.get("codeValue", "")
            stack.extend((child, code if isinstance(code, str) else "", depth + 1) for child in reversed(children))


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 1 << 62


def _shape_of(entries: list[_Entry]) -> _Shape:
    if not entries:
        raise EditionError(NOT_A_SHAPE, found="[]")
    first = entries[0].values
    for shape in _SHAPES:
        if shape.code in first and any(title in first for title in shape.titles):
            return shape
    raise EditionError(NOT_A_SHAPE, found=_found(first))


def _found(value: Any) -> str:
    """What stands there instead, for a message: the names of an object, or else what it is."""
    if isinstance(value, dict):
        return shorten(", ".join(value) or "{}")
    return "[…]" if isinstance(value, list) else shorten(json.dumps(value, ensure_ascii=False)[:200])


def _concept(
    system: CodeSystem, shape: _Shape, entry: _Entry, line: int, language: str, year: str
) -> tuple[Concept, str]:
    """The concept of an entry, and the time until which it is valid; the greatest where it has no end."""

    def text(key: str) -> str:
        value = entry.values.get(key) if key else None
        # JSON can write half a character («\\ud800»), which no file can hold.
        return " ".join(value.encode(errors="replace").decode().split()) if isinstance(value, str) else ""

    written = text(shape.code)
    kind = kind_of(system.id, written)
    code, mark = read_code(system, written, kind, line)
    english = language.casefold().split("-")[0].split("_")[0] == "en"
    keys = (shape.english,) if english and shape.english else shape.titles
    title = next((text(key) for key in keys if text(key)), "")
    if kind != "category":
        # «(A00-B99) …» is how the Directorate prints a chapter.
        title = _SPAN.sub("", title, count=1) if _SPAN.match(title) else title
    if not title:
        raise EditionError(NO_TITLE, line, code=code, language=language)
    above = text(shape.parent) or entry.above
    parent = "" if above in _ROOTS or above == written else _reference(system, above)
    starred = str(entry.values.get(shape.star, "")).casefold() in _YES
    usage: Usage = mark or ("aster" if starred else "")
    ends = text(shape.valid_to)
    if not ends and entry.values.get("active") is False:
        ends = text("statusChangeDate") or text("statusChangedDate")
    retired = _year_after(ends)
    retired = retired if not (year.isdigit() and retired > year) else ""
    return (
        Concept(code, title, parent, kind, usage, retired, _reference(system, text(shape.successor)), line),
        ends or "9999",
    )


def _reference(system: CodeSystem, written: str) -> str:
    """The code that is referred to; nothing where it is no code: the service has parents that are not there."""
    try:
        return read_reference(system, written)
    except EditionError:
        return ""


def _year_after(ends: str) -> str:
    """The first year in which a code that was valid to this day may not be used any more; empty for no day."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", ends)
    if match is None:
        return ""
    try:
        day = datetime.date(int(match[1]), int(match[2]), int(match[3]))
        return str((day + datetime.timedelta(days=1)).year)
    except (ValueError, OverflowError):
        return ""


def _with_parents(system: str, concepts: list[Concept]) -> Iterable[Concept]:
    """The concepts, those without a parent that is there with that of their form."""
    known = {concept.code for concept in concepts}
    for concept in concepts:
        if concept.kind == "category" and concept.parent not in known:
            parent = parent_by_form(system, concept.code, known) or concept.parent
            yield replace(concept, parent=parent)
        else:
            yield concept


class _Lines:
    """The lines in which codes stand: JSON's own reader does not tell them. ``text`` is searched once, when needed."""

    def __init__(self, text: str, key: str) -> None:
        self._lines: dict[str, list[int]] = {}
        line, position = 1, 0
        for match in re.finditer(rf'"{key}"\s*:\s*"([^"\\]*)"', text):
            line += text.count("\n", position, match.start(1))
            position = match.start(1)
            self._lines.setdefault(match[1], []).append(line)
        self._asked: Counter[str] = Counter()

    def of(self, written: str) -> int:
        """The line of the next object with this code, or 0."""
        lines = self._lines.get(written, [])
        index = self._asked[written]
        self._asked[written] += 1
        return lines[index] if index < len(lines) else 0
