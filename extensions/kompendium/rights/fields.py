"""The fields of a credit by the names people give them, and their values checked. Pure: knows no Sphinx.

One list serves the options of a block, a file beside a picture, and the book's file of credits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kompendium.front_matter import read_day
from kompendium.problems import N_, Problem, shorten
from kompendium.rights.licenses import License, read_license
from kompendium.rights.works import FORMATS, NEVER, Credit, Kind, Work, read_credit, work_from_credit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIELDS: dict[str, tuple[str, ...]] = {
    "credit": ("kreditering",),
    "creator": ("opphaver",),
    "title": ("tittel",),
    "source": ("kilde",),
    "year": ("år",),
    "license": ("licence", "lisens"),
    "changes": ("endringer",),
    "adaptation-license": ("adaptation-licence", "lisens-etter-endring"),
    "holder": ("rettighetshaver",),
    "permission": ("tillatelse",),
    "granted": ("gitt",),
    "scope": ("omfang",),
    "formats": ("formater",),
    "expires": ("utløper",),
    "person": ("avbildet",),
    "consent": ("samtykke",),
}
"""The fields of a credit that a person can say, each with its other names. ``credit`` is one line for several."""

ALIASES: dict[str, str] = {alias: name for name, aliases in FIELDS.items() for alias in aliases}

KINDS: dict[str, Kind] = {
    "figure": "figure",
    "figur": "figure",
    "illustration": "figure",
    "illustrasjon": "figure",
    "bilde": "figure",
    "table": "table",
    "tabell": "table",
    "text": "text",
    "tekst": "text",
    "quotation": "quotation",
    "sitat": "quotation",
    "font": "font",
    "skrift": "font",
}
"""Names of a kind of work in ``what``."""

_FORMAT_WORDS = {
    "html": "html web nett nettet nettsted nettstedet nettside nettutgave site website",
    "pdf": "pdf",
    "print": "print printed paper papir trykk trykt papirutgave bok",
    "epub": "epub e-bok ebok e-book ebook",
}
_FORMATS = {word: name for name, words in _FORMAT_WORDS.items() for word in words.split()}
_EVERY_FORMAT = {"all", "alle", "any", "every"}
_FILLERS = {"og", "and", "samt", "format", "formats", "formater"}
_PERSON_WORDS = {
    "none": "none no nobody ingen nei",
    "patient": "patient patients pasient pasienten pasienter",
    "other": "other others andre annen",
}
_PERSONS = {word: name for name, words in _PERSON_WORDS.items() for word in words.split()}
_NEVER_WORDS = {NEVER, "no end", "unlimited", "aldri", "uten utløp", "utløper ikke", "ubegrenset", "evig"}

_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?", re.IGNORECASE)
_DOI = re.compile(r"(?<![\w/])(?:doi:\s*)?(10\.\d{4,9}/[^\s<>]+)", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"(?<![\w/.@])(www\.[^\s<>]+\.[^\s<>]+)", re.IGNORECASE)
# What was meant as an address: a scheme, well or badly spelt, and its strokes; «TTP/HUS», «5-HTP/serotonin» are none.
_LIKE_ADDRESS = re.compile(r"(?<!\w)(?:[a-z]{2,8}:/+|ht{1,3}ps?(?:[:;,.]+/+|//+))\S*", re.IGNORECASE)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*", re.IGNORECASE)

_NO_NAMES = re.compile(
    r"(?:ukjent|unknown)(?: (?:opphav|opphavsperson|opphaver|fotograf|kilde|author|artist|photographer|source))?"
    r"|n/a|ikke oppgitt|not stated|navn|name|google(?: bilder| images| bildesøk)?|bing|pinterest"
    r"|(?:the )?(?:internett?|web)|nett(?:et)?|weben|privat|private|(?:egen|eget|own)(?: (?:bilde|foto|tegning|work))?"
    r"|(?:the )?author|forfatter(?:en)?|meg(?: selv)?|me"
)

_DAY = N_("a date as YYYY-MM-DD")
_EXPECTED = {
    "granted": (_DAY, "2026-02-14"),
    "expires": (N_("a date as YYYY-MM-DD, or «never»"), "2031-12-31"),
    "formats": (N_("one or more of html, pdf, print, epub"), "html, pdf"),
    "person": (N_("none, patient or other: who can be recognised in the picture"), "none"),
}
_RECORD = N_("who gave it, and where it is kept")
_RECORDS = {
    "permission": (_RECORD, "e-mail of 14 February 2026, archive no. 12"),
    "consent": (_RECORD, "archive no. 13"),
}
"""What a field of a fixed form holds, and an example."""
_NO_RECORD = re.compile(
    r"(?:no|none|not|nei|ingen|ikke|ikkje|uten|without|missing|mangler|ukjent|unknown|todo|n/a|avslått|refused|denied"
    r"|withdrawn|trukket)(?!\w|\.|\s*\d).*"
    # One that is asked for is not yet one that is given.
    r"|(?:pending|søkt|avventer|venter|requested|asked|applied)(?!\w)(?!.*\b(?:granted|given|gitt|innvilget|fått)\b).*"
    r"|\W*",
    re.IGNORECASE,
)
"""What begins like this says that there is no permission, or no consent: it must not pass as a record of one."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a text says of where a work was published: a name, an address, and what is no address though meant so."""

    name: str
    url: str = ""
    malformed: str = ""


def field_name(written: str) -> str:
    """The field that a name in either language means, or the name as it is written, folded."""
    folded = re.sub(r"[\s_]+", "-", written.strip()).casefold()
    return ALIASES.get(folded, folded)


def read_address(text: str) -> Address:
    """Take the address from a source's name: «Legeforeningen, https://example.org/a».

    «www.example.org» and a DOI are completed, as a browser does; an address of another form stays in the name.
    """
    for pattern, prefix in ((_ADDRESS, ""), (_DOI, "https://doi.org/"), (_WITHOUT_SCHEME, "https://")):
        if found := pattern.search(text):
            address = found[1].rstrip(".,;:!?")
            if address.count("(") < address.count(")"):
                address = address.rstrip(")")
            # «https://example.org/my page»: one more word, or one with a stroke, is the rest of the address.
            after = text[found.start(1) + len(address) :]
            broken = re.match(r"\s+(?:\S*/\S*|[a-zæøå]\S*$)", after) if pattern is _ADDRESS else None
            if broken or not _is_address(f"{prefix}{address}"):
                return Address(text.strip(), "", f"{address}{broken[0]}" if broken else address)
            name = f"{text[: found.start()]} {text[found.end() :]}"
            return Address(re.sub(r"\s+", " ", name).strip(" ,;.()<>"), f"{prefix}{address}")
    if found := _LIKE_ADDRESS.search(text):
        return Address(text.strip(), "", found[0].rstrip(".,;"))
    return Address(text.strip())


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and _HOST.fullmatch(host) is not None


def is_no_name(creator: str) -> bool:
    """Whether a creator is none: «ukjent», «?», «Google», an address, digits. An anonym or a pseudonym is one."""
    folded = re.sub(r"\s+", " ", creator).strip(" .«»\"'()").casefold()
    if _NO_NAMES.fullmatch(folded) or not any(character.isalpha() for character in folded):
        return True
    return re.search(r"https?:/|^www\.|\S@\S+\.\w", folded) is not None


def read_fields(
    fields: Mapping[str, str],
    lines: Mapping[str, int],
    *,
    line: int = 1,
    what: Kind = "figure",
    title: str = "",
    file: str = "",
    reproduced: bool = True,
) -> tuple[Work, list[Problem]]:
    """The work of a credit's fields (:data:`FIELDS`); a field by itself wins over what the credit's line says.

    ``line`` is where the credit begins, ``lines`` where each field stands. A value that is none is told of
    (CREDIT_VALUE, SOURCE_ADDRESS, CREATOR_NO_NAME) and, where it is a text, kept. Licences are read, not reported.
    """
    said = {name: text.strip() for name, text in fields.items() if text.strip()}
    credit = read_credit(said["credit"]) if "credit" in said else Credit()
    problems: list[Problem] = []

    def at(name: str) -> int:
        return lines.get(name, lines.get("credit", line))

    source = read_address(said.get("source", ""))
    malformed = source.malformed or next(_malformed(credit), "")
    if malformed:
        problems.append(Problem("SOURCE_ADDRESS", at("source"), {"found": shorten(malformed)}))
    if not _is_address(credit.source_url):
        # In words, since it leads nowhere; among the rest, where the source is said otherwise.
        kept = credit.rest if "source" in said else credit.source
        words = ", ".join(text for text in (kept, credit.source_url) if text)
        credit = replace(credit, source_url="")
        credit = replace(credit, rest=words) if "source" in said else replace(credit, source=words)
    creator = said.get("creator", credit.creator)
    if creator and is_no_name(creator):
        problems.append(Problem("CREATOR_NO_NAME", at("creator"), {"found": shorten(creator)}))
    values = {name: _read_value(name, said[name]) for name in _EXPECTED if name in said}
    for name, value in values.items():
        if value is None:
            expected, example = _EXPECTED[name]
            found = {"key": name, "found": shorten(said[name]), "expected": expected, "example": f"{name}: {example}"}
            problems.append(Problem("CREDIT_VALUE", at(name), found))
    records = {"permission": said.get("permission", credit.permission), "consent": said.get("consent", "")}
    for name, written in records.items():
        if written and _NO_RECORD.fullmatch(written):
            expected, example = _RECORDS[name]
            found = {"key": name, "found": shorten(written), "expected": expected, "example": f"{name}: {example}"}
            problems.append(Problem("CREDIT_VALUE", at(name), found))
            records[name] = ""
            # In the credit's own line it stays as it stands.
            if name == "permission" and name not in said:
                credit = replace(credit, rest=". ".join(text for text in (credit.rest, written) if text))
            credit = replace(credit, permission="") if name == "permission" else credit
    license_, license_text = credit.license, credit.license_text
    if "license" in said:
        license_, license_text = _license(said["license"]), said["license"]
    work = work_from_credit(
        credit,
        what=what,
        title=said.get("title") or title or credit.title,
        creator=creator,
        source=source.name,
        source_url=source.url,
        year=said.get("year"),
        license=license_,
        license_text=license_text,
        changes=said.get("changes"),
        adaptation_license=_license(said.get("adaptation-license", "")),
        holder=said.get("holder"),
        permission=records["permission"],
        scope=said.get("scope"),
        consent=records["consent"],
        file=file,
        reproduced=reproduced,
        line=line,
        **{name: value for name, value in values.items() if value},
    )
    return work, sorted(problems, key=lambda problem: problem.line)


def _license(written: str) -> License | None:
    read = read_license(written) if written else None
    return read if isinstance(read, License) else None


def _malformed(credit: Credit) -> Iterator[str]:
    """What a credit's line has for an address, and is none."""
    if credit.source_url and not _is_address(credit.source_url):
        yield credit.source_url
    for text in (credit.source, credit.creator, credit.title, credit.rest):
        if text and (found := _LIKE_ADDRESS.search(text)):
            yield found[0].rstrip(".,;")


def _read_value(name: str, text: str) -> Any:
    """The value of a field that has a fixed form; ``None`` where it has another."""
    folded = re.sub(r"\s+", " ", text).strip(" .").casefold()
    if name == "expires" and folded in _NEVER_WORDS:
        return NEVER
    if name in {"granted", "expires"}:
        found = read_day(text.strip())
        return found.isoformat() if found else None
    if name == "person":
        words = folded.split(" ")
        return _PERSONS.get(words[0]) if len(words) == 1 or words[1] in {"person", "personer", "people"} else None
    words = [word for word in re.split(r"[\s,;/+&]+", folded) if word and word not in _FILLERS]
    if words and set(words) <= _EVERY_FORMAT:
        return FORMATS
    if not words or not set(words) <= set(_FORMATS):
        return None
    return tuple(name for name in FORMATS if name in {_FORMATS[word] for word in words})
