"""One record, and forms that say the same: each is read again by a program that is not ours."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy
from pybtex.database import parse_string

from kompendium.citation import (
    EXPORTS,
    Citation,
    citation_key,
    to_bibtex,
    to_csl,
    to_csl_json,
    to_ris,
    to_vancouver,
)
from kompendium.people import Person, name_parts, person_from_name

with warnings.catch_warnings():
    # It brings a data file whose form its own library deprecates.
    warnings.simplefilter("ignore")
    from citeproc import Citation as CiteprocCitation
    from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

EDITORS = person_from_name("Kompendium-redaksjonen")
CHAPTER = Citation(
    key="kalsinose",
    title="Kalsinose",
    authors=(person_from_name("Jan Tore Gran"), person_from_name("Øyvind Palm")),
    container="Revmatologisk kompendium",
    editors=(EDITORS,),
    edition="1. utgave",
    publisher="Forlaget",
    issued="2026-11-22",
    url="https://kompendium.example/kapitler/kalsinose.html",
    language="nb",
)
BOOK = Citation(key="bok", kind="book", title="Revmatologisk kompendium: Hud", editors=(EDITORS,), issued="2026")
HARD = replace(
    CHAPTER,
    title='CREST & "Raynauds fenomen": 50 % {av} $x_1^2$ #1 ~ \\ <b> – æøå',
    authors=(
        person_from_name("Ludwig van Beethoven"),
        person_from_name("Sammy Davis Jr."),
        person_from_name("Den norske legeforening og venner"),
        Person("Barn and Co, avd. B", family="Barn and Co, avd. B"),
        person_from_name("Ærlig Åse Østby"),
        Person("Madonna", orcid="0000-0002-1825-0097"),
    ),
    publisher="Gyldendal & Sønner",
    url="https://kompendium.example/kapitler/%C3%A5_b.html?a=1&b=%7B#d",
    doi="10.1000/a_b<c>%28",
)
BARE = Citation(key="a", title="Uten noe")
ALL = [CHAPTER, BOOK, HARD, BARE]
IDS = ["chapter", "book", "hard", "bare"]


def names(people: tuple[Person, ...]) -> list[str]:
    """«van Beethoven, Ludwig», as the neutral record has them."""
    found = []
    for person in people:
        parts = name_parts(person)
        family = " ".join(part for part in (parts.particle, parts.family) if part)
        found.append(parts.literal or ", ".join(part for part in (family, parts.suffix, parts.given) if part))
    return found


COMMANDS = {"braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^", "backslash": "\\"}


def plain(tex: str) -> str:
    """What TeX prints of a field; pybtex's own reading of it loses a space after a command."""
    found = re.compile(r"\{\\text(\w+)\}|\\([&%$#_])|[{}]")
    return found.sub(lambda match: COMMANDS[match[1]] if match[1] else match[2] or "", tex)


@pytest.mark.parametrize("citation", ALL, ids=IDS)
def test_ris_gives_back_what_the_record_says(citation: Citation) -> None:
    text = to_ris(citation)
    assert text.endswith("\r\nER  - \r\n")
    assert text.count("\n") == text.count("\r\n")
    (found,) = rispy.loads(text)
    assert found["type_of_reference"] == {"chapter": "CHAP", "book": "BOOK"}[citation.kind]
    assert found["title"] == citation.title
    assert found.get("year", "") == citation.year
    assert found.get("urls", []) == ([citation.url] if citation.url else [])
    assert found.get("doi", "") == citation.doi
    assert found.get("publisher", "") == citation.publisher
    assert found.get("secondary_title", "") == citation.container
    # RIS has a suffix last.
    ris = [name.replace("Davis, Jr., Sammy", "Davis, Sammy, Jr.") for name in names(citation.authors)]
    assert found.get("authors", []) == ris
    editors = found.get("secondary_authors" if citation.kind == "chapter" else "tertiary_authors", [])
    assert editors == names(citation.editors)


@pytest.mark.parametrize("citation", ALL, ids=IDS)
def test_bibtex_gives_back_what_the_record_says(citation: Citation) -> None:
    data = parse_string(to_bibtex(citation), "bibtex")
    assert list(data.entries) == [citation.key]
    entry = data.entries[citation.key]
    assert entry.type == {"chapter": "incollection", "book": "book"}[citation.kind]
    said = {name: plain(value) for name, value in entry.fields.items() if name not in {"url", "doi"}}
    assert said["title"] == citation.title
    assert said.get("year", "") == citation.year
    assert said.get("publisher", "") == citation.publisher
    # Addresses stand as they are.
    assert entry.fields.get("url", "") == citation.url
    assert entry.fields.get("doi", "") == citation.doi
    for role, people in (("author", citation.authors), ("editor", citation.editors)):
        found = [
            ", ".join(
                part
                for part in (
                    " ".join([*person.prelast_names, *person.last_names]),
                    " ".join(person.lineage_names),
                    " ".join([*person.first_names, *person.middle_names]),
                )
                if part
            )
            for person in entry.persons.get(role, [])
        ]
        assert [plain(name) for name in found] == names(people)


@pytest.mark.parametrize("citation", ALL, ids=IDS)
def test_bibtex_is_read_by_a_second_parser(citation: Citation) -> None:
    library = bibtexparser.parse_string(to_bibtex(citation))
    assert library.failed_blocks == []
    (entry,) = library.entries
    assert entry.key == citation.key
    assert [field.value for field in entry.fields if field.key == "url"] == ([citation.url] if citation.url else [])
    assert [field.value for field in entry.fields if field.key == "year"] == ([citation.year] if citation.year else [])


@pytest.mark.parametrize("citation", ALL, ids=IDS)
def test_csl_gives_back_what_the_record_says_and_is_printed_in_a_style(citation: Citation) -> None:
    (item,) = items = json.loads(to_csl_json(citation))
    assert item == to_csl(citation)
    assert (item["type"], item["title"]) == (citation.kind, citation.title)
    assert (item.get("URL", ""), item.get("DOI", "")) == (citation.url, citation.doi)
    found = [
        name.get("literal")
        or ", ".join(
            part
            for part in (
                " ".join(name[key] for key in ("non-dropping-particle", "family") if key in name),
                name.get("suffix"),
                name.get("given"),
            )
            if part
        )
        for name in item.get("author", [])
    ]
    assert found == names(citation.authors)
    assert str(item.get("issued", {"date-parts": [[""]]})["date-parts"][0][0]) == citation.year
    shown = in_style(items)
    # Of many authors the style prints the first.
    for part in (citation.title, citation.year, *(name_parts(person).family for person in citation.authors[:1])):
        assert part in shown


def in_style(items: list[dict[str, Any]]) -> str:
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    # The processor has names in parts only.
    for item in items:
        for role in ("author", "editor"):
            for name in item.get(role, []):
                if "literal" in name:
                    name["family"] = name.pop("literal")
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(CiteprocCitation([CitationItem(items[0]["id"])]))
    return "".join(str(entry) for entry in bibliography.bibliography())


def test_nothing_is_said_that_nobody_has_said() -> None:
    assert to_ris(BARE).splitlines() == ["TY  - CHAP", "ID  - a", "TI  - Uten noe", "ER  - "]
    assert to_csl(BARE) == {"id": "a", "type": "chapter", "title": "Uten noe"}
    assert list(parse_string(to_bibtex(BARE), "bibtex").entries["a"].fields.items()) == [("title", "Uten noe")]
    assert str(to_vancouver(BARE)) == "Uten noe."


@pytest.mark.parametrize(
    ("citation", "text"),
    [
        (
            CHAPTER,
            (
                "Gran JT, Palm Ø. Kalsinose. In: Kompendium-redaksjonen, editor. Revmatologisk kompendium. 1. utgave. "
                "Forlaget; 2026. Available from: https://kompendium.example/kapitler/kalsinose.html"
            ),
        ),
        (BOOK, "Kompendium-redaksjonen, editor. Revmatologisk kompendium: Hud. 2026."),
        (
            replace(BOOK, authors=(person_from_name("Ada Dal"),)),
            "Dal A. Revmatologisk kompendium: Hud. Kompendium-redaksjonen, editor. 2026.",
        ),
        (replace(BARE, title="Hva er gikt?", doi="10.1000/182"), "Hva er gikt? doi:10.1000/182"),
        (replace(BARE, issued="høsten 2026"), "Uten noe. høsten 2026."),
    ],
)
def test_vancouver_text(citation: Citation, text: str) -> None:
    assert str(to_vancouver(citation)) == text


def test_seven_authors_are_six_and_others() -> None:
    citation = replace(CHAPTER, authors=tuple(person_from_name(f"Ola {name}") for name in "ABCDEFG"))
    assert to_vancouver(citation).text.startswith("A O, B O, C O, D O, E O, F O, et al. Kalsinose.")
    # The other forms leave it to the style.
    assert to_ris(citation).count("AU  - ") == 7


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Systemisk sklerose", "Systemisk sklerose"),
        ("CREST-syndrom", "{CREST-syndrom}"),
        ("Bruk av MR ved Raynauds fenomen", "Bruk av {MR} ved {Raynauds} fenomen"),
    ],
)
def test_capitals_are_kept_from_styles_that_write_titles_in_small_letters(title: str, written: str) -> None:
    assert parse_string(to_bibtex(replace(BARE, title=title)), "bibtex").entries["a"].fields["title"] == written


@pytest.mark.parametrize("title", ["Et { i teksten", "Et } i teksten", 'Et " i teksten', "To\nlinjer\r\nER  - "])
def test_no_title_breaks_a_record(title: str) -> None:
    citation = replace(CHAPTER, title=title)
    entry = parse_string(to_bibtex(citation), "bibtex").entries["kalsinose"]
    assert plain(entry.fields["title"]) == " ".join(title.split())
    (found,) = rispy.loads(to_ris(citation))
    assert found["title"] == " ".join(title.split())


@pytest.mark.parametrize(
    ("name", "key"),
    [("kalsinose", "kalsinose"), ("sjøgrens-syndrom", "sjogrens-syndrom"), ("a, b {c}", "a-b-c"), ("Ж", "reference")],
)
def test_key_is_one_that_every_program_takes(name: str, key: str) -> None:
    assert citation_key(name) == key


@pytest.mark.parametrize(
    ("issued", "year", "whole"),
    [("2026-11-22", "2026", True), ("2026", "2026", False), ("2026-13-01", "2026", False), ("snart", "", False)],
)
def test_a_date_is_no_more_exact_than_it_is_said(issued: str, year: str, whole: bool) -> None:
    citation = replace(CHAPTER, issued=issued)
    assert (citation.year, citation.day is not None) == (year, whole)
    assert ("DA  - " in to_ris(citation)) is whole


def test_exports_differ_by_their_endings() -> None:
    assert [export.ending for export in EXPORTS] == ["bib", "ris", "json"]
