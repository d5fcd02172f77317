"""Works of others (and our own pictures): who made what, from where, on what terms. Pure: knows no Sphinx."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import Any, Literal

from kompendium.rights.licenses import License, find_license, qualified, read_license

Kind = Literal["figure", "table", "text", "quotation", "font"]

_UNCHANGED = re.compile(
    r"^\W*(?:(?:ikke|not)\s+(?:endret|bearbeidet|beskåret|changed|modified|edited|adapted|cropped)"
    r"|uendret|uforandret|unchanged|unmodified|unaltered|nei|no|none|n/a"
    r"|(?:ingen|uten|no|without)(?:\s+(?:endring(?:er)?|bearbeiding(?:er)?|changes|modifications|edits|alterations))?)?\W*$",
    re.IGNORECASE,
)


FORMATS = ("html", "pdf", "print", "epub")
"""What a book may be published as; ``print`` is paper."""
NEVER = "never"
"""What a permission without an end says in ``expires``."""
PERSONS = ("none", "patient", "other")
"""Who can be recognised in a picture: nobody, a patient, or somebody else."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work that a chapter reproduces, adapts or names; one entry of the page of credits."""

    what: Kind = "figure"
    title: str = ""
    creator: str = ""
    source: str = ""
    """Where it was published: a journal, a site."""
    source_url: str = ""
    year: str = ""
    license: License | None = None
    license_text: str = ""
    """The licence as the author wrote it; kept where it cannot be read."""
    changes: str = ""
    """What was changed, in words; «uendret» says that nothing was."""
    adaptation_license: License | None = None
    """The licence under which the changed work is shared here, where it is another than that of the original."""
    holder: str = ""
    """Who holds the rights, where that is not the creator."""
    permission: str = ""
    """The record of a permission in words: who gave it, where it is kept."""
    granted: str = ""
    """The day on which it was given, YYYY-MM-DD."""
    scope: str = ""
    """What it covers, in words."""
    formats: tuple[str, ...] = ()
    """The formats that it covers, of :data:`FORMATS`; empty where it does not say."""
    expires: str = ""
    """The last day of it, YYYY-MM-DD, or :data:`NEVER`; empty where that is not said."""
    person: str = ""
    """Who can be recognised in the picture, one of :data:`PERSONS`; empty where nobody has answered."""
    consent: str = ""
    """Where the consent of a person in the picture is kept; it lies outside the book."""
    file: str = ""
    """The asset's path from the source folder; empty for a work that is no file."""
    reproduced: bool = True
    """False for a work that is only named (``:not-reproduced:``)."""
    label: str = ""
    """What the credit begins with: «Illustrasjon», «Foto»."""
    rest: str = ""
    """Words of the credit that were not understood; they are printed as they stand."""
    docname: str = ""
    anchor: str = ""
    line: int = 0

    @property
    def is_changed(self) -> bool:
        """Whether the credit says that the work was changed, in words or by a licence of the changed work."""
        if not self.changes:
            return self.adaptation_license is not None
        return not _UNCHANGED.search(self.changes)

    @property
    def published_license(self) -> License | None:
        """The licence of what stands in the book: of the changed work, where that has one of its own."""
        return (self.adaptation_license if self.is_changed else None) or self.license


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit of one line, taken apart. Every word of the line is in one of the fields."""

    label: str = ""
    title: str = ""
    creator: str = ""
    source: str = ""
    source_url: str = ""
    year: str = ""
    license: License | None = None
    license_text: str = ""
    changes: str = ""
    permission: str = ""
    rest: str = ""


# ---------------------------------------------------------------------------------------------------------------
# One line

_LABELS = (
    "illustrasjonsfoto illustrasjoner illustrasjon fotografi fotomontasje foto bilder bilde figurer figur tegninger "
    "tegning grafikk skisse kart røntgenbilde mikroskopibilde video animasjon tabell tekst idé "
    "illustrations illustration photography photograph photos photo images image pictures picture drawings drawing "
    "figures figure graphics graphic sketch map animation table text art artwork credits credit kreditering kreditt"
)
_LABEL_WORD = "|".join(re.split(r"\s+", _LABELS))
_LABEL = re.compile(
    rf"(?P<label>(?:{_LABEL_WORD})(?:\s(?:og|and|/)\s(?:{_LABEL_WORD}))?(?:\s\d+(?:\.\d+)?)?)\s*(?::|\s(?:av|by|ved)\s)\s*",
    re.IGNORECASE,
)
_FIELD_LABELS: dict[str, str] = {
    "kilde": "source",
    "kilder": "source",
    "source": "source",
    "hentet fra": "source",
    "utgiver": "source",
    "publisher": "source",
    "av": "creator",
    "by": "creator",
    "opphavsperson": "creator",
    "opphav": "creator",
    "laget av": "creator",
    "skapt av": "creator",
    "fotograf": "creator",
    "illustratør": "creator",
    "tegner": "creator",
    "creator": "creator",
    "author": "creator",
    "forfatter": "creator",
    "photographer": "creator",
    "tittel": "title",
    "title": "title",
    "år": "year",
    "year": "year",
    "lisens": "license_text",
    "license": "license_text",
    "licence": "license_text",
    "endringer": "changes",
    "endring": "changes",
    "changes": "changes",
    "tillatelse": "permission",
    "permission": "permission",
}
_FIELD = re.compile(rf"({'|'.join(sorted(_FIELD_LABELS, key=len, reverse=True))})\s*:\s*", re.IGNORECASE)
_VIA = re.compile(r"\s(?:via|fra|hos|from)\s(?=[A-ZÆØÅ])")
_CHANGES = re.compile(
    r"(?:noe\s|lett\s|slightly\s)?(?:basert\spå|based\son|utsnitt|omarbeidet|redigert|retusjert|retouched|annotated|"
    r"colou?ri[sz]ed|recolou?red|beskåret|beskjært|bearbeidet|endret|modifisert|tilpasset|oversatt|omtegnet|fargelagt|"
    r"forenklet|uendret|cropped|modified|adapted|translated|redrawn|edited|simplified|unchanged|med\sendringer)\b",
    re.IGNORECASE,
)
# «Kari Nordmann (cropped)», «Journal, beskåret»: at the end of a name.
_CHANGED_BESIDE = re.compile(
    rf"\s*\(({_CHANGES.pattern}[^()]*)\)$|,\s+({_CHANGES.pattern})$|(?<=\S)\s[/|]\s({_CHANGES.pattern}.*)$",
    re.IGNORECASE,
)
_PERMISSION = re.compile(
    r"(?:(?:gjengitt|trykt|brukt|publisert|reproduced|used|reprinted)\s)?(?:med|with|by)\s(?:\w+\s)?(?:tillatelse|permission)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[-–]\s?(?:(?:1[5-9]|20)?\d\d))?")
_URL = re.compile(r"<?(https?://[^\s<>]+)>?|(?<!\w)doi:\s*(10\.\d{4,9}/\S+)", re.IGNORECASE)
_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|\"([^\"]+)\"")
_UNDER = re.compile(
    r"(?:[\s,(]*(?:lisens(?:iert)?|licen[sc]ed?|publisert|utgitt|brukt|used)\s*(?::|under|med|with)\s*|[\s,]*\bunder\s+(?:lisensen\s+)?)$",
    re.IGNORECASE,
)
_BREAK = "\x1f"  # a character that no author types: the end of a piece
# A dot after one of these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:^|[\s.\-(])(?:[A-ZÆØÅ]|dr|prof|jr|sr|st|mr|mrs|ms|mfl|m\.fl|al|red|ed|eds|nr|no|vol|bl\.a|f\.eks|inc|ltd|univ|dept)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[^\W\d_][\w'’.\-]*\s+){1,4}[^\W\d_][\w'’.\-]*")
_VANCOUVER_NAME = re.compile(r"[^\W\d_][\w'’\- ]*\s[A-ZÆØÅ]{1,3}")
_AND = re.compile(r"\s(?:og|and|&)\s|\set al\b|\smed flere\b|\sm\.?\s?fl\b", re.IGNORECASE)


def read_credit(text: str) -> Credit:
    """Read a credit of one line, in the forms authors use; words that are not understood stand in ``rest``.

    The plain form is «Illustrasjon: Name, Source. Year. CC BY 4.0». Titles stand in quotation marks; «/», «|» and
    «via» divide as well; fields may be named («Kilde: …», «Lisens: …», «Endringer: …»).
    """
    return _CreditReader().read(text)


class _CreditReader:
    """The reading of one credit: what is understood is taken out of the line, what is left goes by its place."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.license: License | None = None
        self.rest: list[str] = []

    def read(self, text: str) -> Credit:
        line = re.sub(r"\s+", " ", text.replace(_BREAK, " ")).strip()
        line = re.sub(r"!?\[([^\[\]]+)\]\((https?://[^\s()]+)\)", r"\1 \2 ", line)
        line = re.sub(r"(?<![\w*])(\*{1,2})(?=\S)([^*]+?)(?<=\S)\1(?![\w*])", r"\2", line)
        line = self.take_license(line)
        line = self.take_url(line)
        if label := _LABEL.match(line):
            self.fields["label"] = label["label"]
            line = line[label.end() :]
        line = self.take_title(line)
        before: list[str] = []  # the year; a source's name ends there, however many dots it has
        after: list[str] = []
        for piece in self.pieces(line):
            if self.take_piece(piece):
                continue
            dated = "year" in self.fields
            (after if dated else before).append(self.take_year(piece))
        self.place(before if "year" in self.fields else [], after if "year" in self.fields else before)
        self.find_changes()
        return Credit(**self.fields, license=self.license, rest=". ".join(self.rest))

    def find_changes(self) -> None:
        """Take what was changed from the end of a name, or from a sentence of its own: «Bildet er beskåret»."""
        for name in ("creator", "source"):
            if "changes" not in self.fields and (found := _CHANGED_BESIDE.search(self.fields.get(name, ""))):
                self.fields[name] = self.fields[name][: found.start()]
                self.fields["changes"] = next(group for group in found.groups() if group)
        if "changes" not in self.fields:
            said = next((piece for piece in self.rest if _CHANGES.search(piece)), "")
            if said:
                self.rest.remove(said)
                self.fields["changes"] = said.lstrip("/| ")

    def put(self, name: str, text: str) -> None:
        """Keep a field's text; a second one for the same field is not lost."""
        text = text.strip(" ,;:")
        if text and name in self.fields:
            self.rest.append(text)
        elif text:
            self.fields[name] = text

    def take_license(self, line: str) -> str:
        written: list[str] = []
        position = 0
        is_refused = False
        while found := find_license(line[position:]):
            read, start, end = found[0], found[1] + position, found[2] + position
            if read.family == "permission":
                position = end  # the whole sentence is the record: take_piece keeps it
                self.license = self.license or read
                continue
            if whole := qualified(line, start, end):
                (start, end), is_refused = whole, True
            elif (
                self.license is None
                or self.license.family == "permission"
                or (self.license.family == read.family and not self.license.version)
            ):
                self.license = read
            elif not _agree(self.license, read):
                # Nobody has said whether both hold, or which may be chosen.
                is_refused = True
            written.append(line[start:end])
            before = _UNDER.sub("", line[:start])
            after = line[end:]
            if before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]")):
                before, after = before.rstrip()[:-1], after.lstrip()[1:]
            before = before.rstrip(" ,;/|–-(")
            line = f"{before}{_BREAK}{after}"
            position = len(before) + 1
        if written:
            self.fields["license_text"] = (" / " if is_refused else " ").join(written)
        if is_refused:
            self.license = None
        return line

    def take_url(self, line: str) -> str:
        for match in _URL.finditer(line):
            address = (match[1] or f"https://doi.org/{match[2]}").rstrip(".,;:!?")
            if address.count("(") < address.count(")"):
                address = address.rstrip(")")
            if "source_url" not in self.fields:
                self.fields["source_url"] = address
            else:
                self.rest.append(address)
        return re.sub(rf"[\s(\[]*{_BREAK}[\s)\]]*", _BREAK, _URL.sub(_BREAK, line))

    def take_title(self, line: str) -> str:
        if match := _QUOTED.search(line):
            self.put("title", next(group for group in match.groups() if group))
            return f"{line[: match.start()]}{_BREAK}{line[match.end() :]}"
        return line

    @staticmethod
    def pieces(line: str) -> list[str]:
        """Sentences, and what strokes divide."""
        pieces: list[str] = []
        for part in re.split(rf"{_BREAK}|\s[/|]\s|;\s", line):
            start = 0
            for dot in re.finditer(r"\.(?=\s|$)", part):
                if dot.end() < len(part) and _ABBREVIATED.search(part[start : dot.start()]):
                    continue
                pieces.append(part[start : dot.start()])
                start = dot.end()
            pieces.append(part[start:])
        return [bare for piece in pieces if (bare := piece.strip(" ,;:")) and re.search(r"\w|\S\S", bare)]

    def take_piece(self, piece: str) -> bool:
        """Keep a piece that says itself what it is."""
        if label := _FIELD.match(piece):
            name, value = _FIELD_LABELS[label[1].casefold()], piece[label.end() :]
            if name == "source" and not self.fields.get("creator") and "label" not in self.fields:
                # «Kilde: Name, Journal» opens many a credit
                self.fields["label"] = label[1]
                first, comma, more = value.partition(", ")
                if comma and _NAME.fullmatch(first):
                    self.put("creator", first)
                    value = more
            if name == "source" and (year := re.search(rf"[,\s]+\(?({_YEAR.pattern})\)?$", value)):
                self.put("year", year[1])
                value = value[: year.start()]
            if name == "license_text":
                read = read_license(value)
                self.license = self.license or (read if isinstance(read, License) else None)
            self.put(name, value)
        elif _PERMISSION.match(piece):
            self.put("permission", piece)
        elif _CHANGES.match(piece):
            self.put("changes", piece)
        elif year := re.fullmatch(rf"[(\[]?({_YEAR.pattern})[)\]]?", piece):
            self.put("year", year[1])
            return True
        else:
            return False
        return True

    def place(self, dated: list[str], others: list[str]) -> None:
        """Name, title, source: by their place, those before the year and the others."""
        dated = [piece for piece in dated if piece]
        others = [piece for piece in others if piece]
        named = "creator" in self.fields or ("source" in self.fields and "label" in self.fields)
        if not named and (dated or others):
            creator, source = self.divide((dated or others).pop(0))
            self.put("creator", creator)
            if source:
                # «N. Engl. J. Med. 2010»: the dots before the year are the source's own
                self.put("source", ". ".join([source, *dated]))
                dated = []
        if "source" not in self.fields and (dated or others):
            pieces = dated or others[:2]
            others = others if dated else others[2:]
            if len(pieces) > 1 and "title" not in self.fields:
                self.put("title", pieces.pop(0))
            self.put("source", ". ".join(pieces))
            dated = []
        self.rest.extend([*dated, *others])

    def take_year(self, piece: str) -> str:
        """Take the year from a piece's end, from parentheses, or from between commas."""
        piece = re.sub(r"^(?:©|\(c\)|copyright(?!\w))\s*", "", piece, flags=re.IGNORECASE)
        match = re.search(
            rf"[,\s]*\(({_YEAR.pattern})\)|,?\s+({_YEAR.pattern})(?=\s*,|$)|^({_YEAR.pattern})(?=\s*,|\s)", piece
        )
        if match is None or "year" in self.fields:
            return piece
        self.fields["year"] = next(group for group in match.groups() if group)
        return f"{piece[: match.start()]}{piece[match.end() :]}".strip(" ,")

    @staticmethod
    def divide(piece: str) -> tuple[str, str]:
        """Names and source of «A, B og C, Journal», «Gran JT, Palm Ø, Journal», «Name via Commons»."""
        if via := _VIA.search(piece):
            return piece[: via.start()], piece[via.end() :]
        parts = piece.split(", ")
        names = 1
        for index, part in enumerate(parts):
            if _AND.search(f" {part} ") and index < 6:
                # the names end with the one after «og», if what stands before looks like names
                if all(_NAME.fullmatch(earlier) or _VANCOUVER_NAME.fullmatch(earlier) for earlier in parts[:index]):
                    names = index + 1
                break
        else:
            while names < len(parts) and all(_VANCOUVER_NAME.fullmatch(part) for part in parts[: names + 1]):
                names += 1
        return ", ".join(parts[:names]), ", ".join(parts[names:])


def _agree(one: License, other: License) -> bool:
    """Whether a licence that stands twice in a credit is the same one: by its name and its address, for instance."""
    if one.is_public_domain and other.is_public_domain:
        return True
    versions = {one.version, other.version} - {""}
    return one.family == other.family and len(versions) <= 1


def missing_fields(work: Work, *, own: bool = False) -> list[str]:
    """The names of the fields that a credit of this work lacks, in the order in which they are asked for.

    ``own`` says that the book's people made the work: then only a licence is asked for. A work in the public domain
    needs no name, a work that is not reproduced no licence. Before version 4.0, Creative Commons licences
    require the title where there is one (legal code 3.0 § 4(b)), so it is asked for.
    """
    missing: list[str] = []
    read = work.license
    free = read is not None and read.is_public_domain
    if not work.creator and not own and not free:
        missing.append("creator")
    if not work.title and not own and read is not None and read.is_cc and read.version and read.version < "4.0":
        missing.append("title")
    if not (work.source or work.source_url) and not own and not free:
        missing.append("source")
    # Nobody is asked for leave to quote.
    if not work.reproduced or work.what == "quotation" or work.permission:
        return missing
    if read is None and not work.license_text:
        missing.append("license")
    if not own and read is not None and read.family in {"all-rights-reserved", "permission"}:
        missing.append("permission")
    return missing


def work_from_credit(credit: Credit, **fields: object) -> Work:
    """A work of a credit line; ``fields`` said on their own (options of a figure) win over the line's."""
    said: dict[str, Any] = {field.name: getattr(credit, field.name) for field in dataclass_fields(Credit)}
    said |= {name: value for name, value in fields.items() if value not in ("", None)}
    return Work(**said)
