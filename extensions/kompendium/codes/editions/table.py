"""Editions as tables: CSV with ``code,title,parent,kind,usage,retired,successor``. Pure.

The first row names the columns, in any order, in English or Norwegian; ``code`` and ``title`` are required, other
names are passed over. Commas, semicolons and tabs separate; the text is UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kompendium.codes.editions import Concept, Edition, EditionError, make_edition
from kompendium.codes.editions.forms import kind_of, parent_by_form, read_code, read_reference
from kompendium.codes.rows import RowError, read_rows
from kompendium.problems import N_, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kompendium.codes.editions import Kind, Usage
    from kompendium.codes.systems import CodeSystem

_Value = TypeVar("_Value", "Kind", "Usage")

_COLUMNS = {
    "code": "code kode codevalue id",
    "title": "title tittel navn name tekst kodetekst beskrivelse description",
    "parent": "parent overordnet overordnetkode forelder foreldrekode parentcode",
    "kind": "kind type slag nivå",
    "usage": "usage bruk merke",
    "retired": "retired utgått utgatt",
    "successor": "successor erstatning erstattetav erstattesav etterfølger replacedby",
}
_COLUMN_OF = {word: column for column, words in _COLUMNS.items() for word in words.split()}
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("chapter", "kapittel"), "chapter"),
    **dict.fromkeys(("block", "blokk", "gruppe", "group"), "block"),
    **dict.fromkeys(("category", "subcategory", "kategori", "underkategori", "kode", "code"), "category"),
}
_USAGES: dict[str, Usage] = {
    **dict.fromkeys(("", "-"), ""),
    **dict.fromkeys(("dagger", "†", "+", "kors", "korskode"), "dagger"),
    **dict.fromkeys(("aster", "asterisk", "*", "stjerne", "stjernekode"), "aster"),
}

NO_COLUMNS = N_("The first line must name the columns code and title; it is «{found}».")
COLUMN_TWICE = N_("The column {column} is there twice.")
TOO_MANY_FIELDS = N_("There are more fields than columns; quote a title that holds the separator: «{found}»")
NO_TITLE = N_("The code {code} has no title.")
NO_CODE = N_("A title has no code: «{found}»")
NOT_A_VALUE = N_("«{found}» is none of {expected} in the column {column}.")
NOT_A_YEAR = N_("«{found}» is not a year.")
UNREADABLE = N_("The table cannot be read: {reason}.")


def load_table(text: str, system: CodeSystem, *, name: str, language: str, source: str) -> Edition:
    """The edition of a CSV file's text; :exc:`EditionError` with the line for what is wrong in it.

    A table without a column for parents gets them from the form of its codes, where that is certain.
    """
    rows = _rows(text)
    line, header = next(rows, (0, []))
    columns = [_COLUMN_OF.get(re.sub(r"[\W_]+", "", cell.casefold()), "") for cell in header]
    for column in _COLUMNS:
        if columns.count(column) > 1:
            raise EditionError(COLUMN_TWICE, line, column=column)
    if "code" not in columns or "title" not in columns:
        raise EditionError(NO_COLUMNS, line, found=shorten(", ".join(header)))
    written = [_concept(system, columns, line, cells) for line, cells in rows]
    codes = {as_written: concept.code for as_written, concept in written}
    # What a row is a part of is another row of whichever kind: a group of NCSP has not the form of its codes.
    concepts = [
        replace(concept, parent=codes.get(concept.parent) or read_reference(system, concept.parent, concept.line))
        for _as_written, concept in written
    ]
    if "parent" not in columns:
        known = {concept.code for concept in concepts}
        concepts = [
            replace(concept, parent=parent_by_form(system.id, concept.code, known))
            if concept.kind == "category"
            else concept
            for concept in concepts
        ]
    return make_edition(system.id, name, language or system.language, source, concepts)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line that it begins on."""
    try:
        yield from read_rows(text, delimiter=_delimiter(text), strict=True)
    except RowError as error:
        raise EditionError(UNREADABLE, error.begins, reason=error) from error


def _delimiter(text: str) -> str:
    """What separates the names of the columns."""
    header = re.split(r"[\r\n]", text.removeprefix("\ufeff").lstrip(), maxsplit=1)[0]
    return max(",;\t", key=header.count)


def _concept(system: CodeSystem, columns: list[str], line: int, cells: list[str]) -> tuple[str, Concept]:
    """The code as written, and the concept of a row, whose parent is as written too."""
    if any(cells[len(columns) :]):
        raise EditionError(TOO_MANY_FIELDS, line, found=shorten(",".join(cells)))
    values = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    written, title = values.get("code", ""), " ".join(values.get("title", "").split())
    if not written:
        raise EditionError(NO_CODE, line, found=shorten(title or ",".join(cells)))
    if not title:
        raise EditionError(NO_TITLE, line, code=shorten(written))
    kind = _one_of(_KINDS, "kind", values, line) if values.get("kind") else kind_of(system.id, written)
    code, mark = read_code(system, written, kind, line)
    usage = _one_of(_USAGES, "usage", values, line) if "usage" in values else ""
    successor = values.get("successor", "")
    return written, Concept(
        code,
        title,
        values.get("parent", ""),
        kind,
        usage or mark,
        _year(values.get("retired", ""), line),
        read_reference(system, successor, line),
        line,
    )


def _one_of(known: dict[str, _Value], column: str, values: dict[str, str], line: int) -> _Value:
    found = values[column].casefold()
    if found not in known:
        expected = ", ".join(word for word in known if word)
        raise EditionError(NOT_A_VALUE, line, found=shorten(values[column]), expected=expected, column=column)
    return known[found]


def _year(text: str, line: int) -> str:
    """The year of «2022» or «2022-01-01»."""
    match = re.fullmatch(r"((?:19|20)\d\d)(?:-\d\d-\d\d)?", text)
    if text and match is None:
        raise EditionError(NOT_A_YEAR, line, found=shorten(text))
    return match[1] if match else ""
