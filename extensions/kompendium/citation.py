"""How to cite a chapter or the book: one record, and the forms that are made of it. Pure: knows no Sphinx.

Every form says what the record says and nothing else, so that they cannot differ: the text in the Vancouver style,
BibTeX, RIS, and the JSON of the Citation Style Language (CSL). What nobody has said (pages, an ISSN) is in none.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pybtex.database import BibliographyData, Entry
from pybtex.database import Person as BibtexPerson
from pybtex.database.output.bibtex import Writer

from kompendium.people import Person, initials_name, name_parts
from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["chapter", "book"]

MOST_AUTHORS = 6
"""So many names stand in a reference; of more, the rest is «et al.»."""

EDITOR, EDITORS = N_("editor"), N_("editors")
IN, AVAILABLE = N_("In:"), N_("Available from:")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reference is made of. Empty means: nobody has said it.

    ``issued`` is «2026-11-22», or a year; ``url`` is the page's address, ``language`` a tag such as «nb» or «nb-NO».
    ``container`` is the book that a chapter stands in; a book has none.
    """

    key: str
    title: str
    kind: Kind = "chapter"
    authors: tuple[Person, ...] = ()
    container: str = ""
    editors: tuple[Person, ...] = ()
    edition: str = ""
    publisher: str = ""
    issued: str = ""
    doi: str = ""
    url: str = ""
    language: str = ""

    @property
    def day(self) -> date | None:
        """The date, where it is a whole one."""
        try:
            return date.fromisoformat(self.issued) if re.fullmatch(r"\d{4}-\d\d-\d\d", self.issued) else None
        except ValueError:
            return None

    @property
    def year(self) -> str:
        """The year of the date; another text in its place stands in no form but the Vancouver text."""
        found = re.match(r"\d{4}(?!\d)", self.issued)
        return found[0] if found else ""


def citation_key(name: str) -> str:
    """A key that every program takes, of a file's name: ASCII letters, digits and hyphens."""
    letters = {"æ": "ae", "ø": "o", "Æ": "Ae", "Ø": "O", "ß": "ss"}
    spelled = unicodedata.normalize("NFKD", "".join(letters.get(letter, letter) for letter in name))
    plain = spelled.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-") or "reference"


# --- Vancouver ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in words; ``link`` is what its last words (``shown``) lead to."""

    text: str
    shown: str = ""
    link: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.text, self.shown) if part)


def format_people(people: Sequence[Person]) -> str:
    """«Gran JT, Palm Ø», at most six and then «et al.»."""
    names = [name_parts(person).literal or initials_name(person) for person in people]
    return ", ".join(names if len(names) <= MOST_AUTHORS else [*names[:MOST_AUTHORS], "et al."])


def to_vancouver(citation: Citation, translate: Callable[[str], str] = str) -> Reference:
    """«Nordmann K. Title. I: Hansen A, redaktør. Book. 1. utgave. Publisher; 2026. Tilgjengelig fra: …»."""
    editors = format_people(citation.editors)
    if editors:
        editors = f"{editors}, {translate(EDITOR if len(citation.editors) == 1 else EDITORS)}"
    # A book of editors and no authors begins with them, as the catalogues of libraries have it.
    leading = format_people(citation.authors) or (editors if citation.kind == "book" else "")
    within = [translate(IN), _closed(editors), citation.container] if citation.container else []
    if citation.kind == "book" and citation.authors:
        within = [editors]
    parts = [
        leading,
        citation.title,
        " ".join(part for part in within if part),
        citation.edition,
        "; ".join(part for part in (citation.publisher, citation.year or citation.issued) if part),
    ]
    text = " ".join(_closed(part) for part in parts if part)
    if citation.doi:
        return Reference(text, f"doi:{citation.doi}", f"https://doi.org/{citation.doi}")
    if citation.url:
        return Reference(f"{text} {translate(AVAILABLE)}", citation.url, citation.url)
    return Reference(text)


def _closed(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


# --- BibTeX ---------------------------------------------------------------------------------------------------------


class _Writer(Writer):  # type: ignore[misc]
    """pybtex's own, without its escapes: it leaves «$», «^» and backslashes alone, and spoils addresses."""

    def _encode(self, text: str) -> str:
        return text


def to_bibtex(citation: Citation) -> str:
    """An ``@incollection``, or a ``@book``, in UTF-8."""
    title = "title" if citation.kind == "book" else "booktitle"
    fields = {
        "title": _tex_title(citation.title),
        "booktitle": _tex_title(citation.container),
        "edition": _tex(citation.edition),
        "publisher": _tex(citation.publisher),
        "year": citation.year,
        # Read as they stand: BibTeX styles and biblatex take these two verbatim.
        "doi": _address(citation.doi),
        "url": _address(citation.url),
        "language": _tex(citation.language),
    }
    people = {"author": citation.authors, "editor": citation.editors}
    entry = Entry(
        "book" if title == "title" else "incollection",
        fields=[(name, value) for name, value in fields.items() if value],
        persons={role: [_tex_person(person) for person in found] for role, found in people.items() if found},
    )
    stream = io.StringIO()
    _Writer("utf-8").write_stream(BibliographyData({citation.key: entry}), stream)
    return stream.getvalue()


_TEX = {character: f"\\{character}" for character in "&%$#_"} | {
    "\\": r"{\textbackslash}",
    # BibTeX counts braces, escaped ones too.
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in _line(text))


def _tex_title(text: str) -> str:
    """The title, with words that hold capitals kept from the styles that write titles in small letters."""
    first, *rest = _line(text).split(" ")
    return " ".join([_guarded(first, first[1:]), *(_guarded(word, word) for word in rest)])


def _guarded(word: str, where: str) -> str:
    return f"{{{_tex(word)}}}" if where != where.lower() else _tex(word)


def _tex_person(person: Person) -> BibtexPerson:
    parts = name_parts(person)
    found = BibtexPerson()
    if parts.literal:
        found.last_names = [f"{{{_tex(parts.literal)}}}"]
        return found
    found.first_names = [_tex_name(parts.given)] if parts.given else []
    found.prelast_names = [_tex(parts.particle)] if parts.particle else []
    found.last_names = [_tex_name(parts.family)]
    found.lineage_names = [_tex(parts.suffix)] if parts.suffix else []
    return found


def _tex_name(text: str) -> str:
    """A part of a name; what BibTeX would divide it at stands in braces."""
    return f"{{{_tex(text)}}}" if re.search(r",|\band\b", text) else _tex(text)


def _address(text: str) -> str:
    """An address or a DOI without what would end the field it stands in."""
    return re.sub(r'[{}"\\\s]', lambda found: f"%{ord(found[0]):02X}", text)


# --- RIS ------------------------------------------------------------------------------------------------------------


def to_ris(citation: Citation) -> str:
    """A record of type ``CHAP``, or ``BOOK``, each line ended as the format wants it (CR LF)."""
    chapter = citation.kind == "chapter"
    day = citation.day
    fields = [
        ("TY", "CHAP" if chapter else "BOOK"),
        ("ID", citation.key),
        *(("AU", _ris_name(person)) for person in citation.authors),
        ("TI", citation.title),
        ("T2", citation.container),
        # «Secondary author»: a chapter's editors, but of a whole book the editors of its series.
        *(("A2" if chapter else "A3", _ris_name(person)) for person in citation.editors),
        ("ET", citation.edition),
        ("PB", citation.publisher),
        ("PY", citation.year),
        ("DA", day.strftime("%Y/%m/%d/") if day else ""),
        ("DO", citation.doi),
        ("UR", citation.url),
        ("LA", citation.language),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "".join(f"{line}\r\n" for line in [*lines, "ER  - "])


def _ris_name(person: Person) -> str:
    parts = name_parts(person)
    family = " ".join(part for part in (parts.particle, parts.family) if part)
    return parts.literal or ", ".join(part for part in (family, parts.given, parts.suffix) if part)


def _line(text: str) -> str:
    return " ".join(text.split())


# --- CSL ------------------------------------------------------------------------------------------------------------


def to_csl(citation: Citation) -> dict[str, Any]:
    """The item as CSL's schema of data has it."""
    day = citation.day
    parts = [day.year, day.month, day.day] if day else [int(citation.year)] if citation.year else []
    fields: dict[str, Any] = {
        "id": citation.key,
        "type": citation.kind,
        "title": _line(citation.title),
        "container-title": _line(citation.container),
        "author": [_csl_name(person) for person in citation.authors],
        "editor": [_csl_name(person) for person in citation.editors],
        "edition": citation.edition,
        "publisher": citation.publisher,
        "issued": {"date-parts": [parts]} if parts else {},
        "DOI": citation.doi,
        "URL": citation.url,
        "language": citation.language,
    }
    return {name: value for name, value in fields.items() if value}


def _csl_name(person: Person) -> dict[str, str]:
    parts = name_parts(person)
    names = {
        "given": parts.given,
        "non-dropping-particle": parts.particle,
        "family": parts.family,
        "suffix": parts.suffix,
        "literal": parts.literal,
    }
    return {name: value for name, value in names.items() if value}


def to_csl_json(citation: Citation) -> str:
    """A list of one item, as programs exchange it."""
    return json.dumps([to_csl(citation)], ensure_ascii=False, indent=2) + "\n"


# --- Files ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Export:
    """A form that programs read: its name, the ending of its files, its media type, and how it is made."""

    name: str
    ending: str
    media_type: str
    make: Callable[[Citation], str]


EXPORTS = (
    Export("BibTeX", "bib", "application/x-bibtex", to_bibtex),
    Export("RIS", "ris", "application/x-research-info-systems", to_ris),
    Export("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", to_csl_json),
)
"""In the order in which they are offered."""
