"""The fields of a credit: their names in two languages, and values that are none."""

from __future__ import annotations

import pytest

from kompendium.problems import Problem
from kompendium.rights.fields import (
    ALIASES,
    FIELDS,
    Address,
    field_name,
    is_no_name,
    read_address,
    read_fields,
)
from kompendium.rights.works import FORMATS, NEVER, PERSONS, Work

CREDIT = "Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0"


def read(**fields: str) -> tuple[Work, list[Problem]]:
    """Each field on a line of its own, by its order."""
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    return read_fields(named, {name: number for number, name in enumerate(named, 10)})


def test_every_field_has_a_norwegian_name_and_no_name_means_two_fields() -> None:
    assert all(aliases for aliases in FIELDS.values())
    names = [*FIELDS, *ALIASES]
    assert len(names) == len(set(names)) == len(FIELDS) + sum(map(len, FIELDS.values()))
    assert {field_name(alias) for alias in ALIASES} == set(FIELDS)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lisens etter endring", "adaptation-license"),
        ("adaptation_licence", "adaptation-license"),
        (" Rettighetshaver ", "holder"),
        ("Farge", "farge"),
    ],
)
def test_names_are_read_as_people_write_them(written: str, name: str) -> None:
    assert field_name(written) == name


def test_every_field_of_a_permission_is_read() -> None:
    work, problems = read(
        credit=CREDIT,
        changes="beskåret",
        adaptation_license="CC BY-NC-SA 4.0",
        holder="Termedia",
        permission="E-post fra Termedia",
        granted="14.2.2026",
        scope="trykt og digital utgave",
        formats="nettsted, papir og e-bok",
        expires="2031-12-31",
        person="pasient",
        consent="Samtykkearkivet, nr. 12",
    )
    assert problems == []
    assert (work.creator, work.source, work.label) == ("Marek Chojnowski", "Reumatologia", "Illustrasjon")
    assert work.adaptation_license is not None
    assert work.adaptation_license == work.license
    assert (work.holder, work.permission, work.scope) == (
        "Termedia",
        "E-post fra Termedia",
        "trykt og digital utgave",
    )
    assert (work.granted, work.expires) == ("2026-02-14", "2031-12-31")
    assert (work.formats, work.person, work.consent) == (
        ("html", "print", "epub"),
        "patient",
        "Samtykkearkivet, nr. 12",
    )


def test_a_field_wins_over_the_line() -> None:
    work, problems = read(credit=CREDIT, creator="M. Chojnowski", license="CC BY 4.0", title="Hand")
    assert (work.creator, work.title, work.license_text, problems) == ("M. Chojnowski", "Hand", "CC BY 4.0", [])


@pytest.mark.parametrize("written", ["never", "Aldri", "uten utløp", "Uten  utløp.", "no end"])
def test_permission_without_end_says_so(written: str) -> None:
    assert read(expires=written) == (Work(expires=NEVER, line=1), [])


@pytest.mark.parametrize(
    ("written", "formats"),
    [
        ("alle", FORMATS),
        ("PDF", ("pdf",)),
        ("epub, html", ("html", "epub")),
        ("nettutgave/papir", ("html", "print")),
        ("ebok og trykt", ("print", "epub")),
    ],
)
def test_formats_are_read_in_both_languages(written: str, formats: tuple[str, ...]) -> None:
    assert read(formats=written) == (Work(formats=formats, line=1), [])


@pytest.mark.parametrize(
    ("written", "person"),
    [("ingen", "none"), ("no", "none"), ("Pasient", "patient"), ("andre", "other"), ("andre personer", "other")],
)
def test_person_is_read_in_both_languages(written: str, person: str) -> None:
    assert person in PERSONS
    assert read(person=written) == (Work(person=person, line=1), [])


@pytest.mark.parametrize(
    ("field", "written", "expected", "example"),
    [
        ("granted", "i fjor", "a date as YYYY-MM-DD", "granted: 2026-02-14"),
        ("granted", "2026-02-30", "a date as YYYY-MM-DD", "granted: 2026-02-14"),
        ("expires", "2031", "a date as YYYY-MM-DD, or «never»", "expires: 2031-12-31"),
        ("formats", "nettsted, dvd", "one or more of html, pdf, print, epub", "formats: html, pdf"),
        ("person", "Kari", "none, patient or other: who can be recognised in the picture", "person: none"),
    ],
)
def test_value_of_another_form_is_told_of_at_its_line(field: str, written: str, expected: str, example: str) -> None:
    values = {"key": field, "found": written, "expected": expected, "example": example}
    assert read(title="T", **{field: written}) == (
        Work(title="T", line=1),
        [Problem("CREDIT_VALUE", 11, values)],
    )


@pytest.mark.parametrize(
    "creator",
    [
        "ukjent",
        "Ukjent fotograf",
        "?",
        "–",
        "2017",
        "Google",
        "Google bilder",
        "internett",
        "Internet",
        "privat",
        "forfatteren",
        "https://example.org/kari",
        "www.example.org",
        "kari@example.org",
    ],
)
def test_creator_that_is_no_name_is_told_of_and_kept(creator: str) -> None:
    assert is_no_name(creator)
    work, problems = read(title="T", creator=creator)
    assert problems == [Problem("CREATOR_NO_NAME", 11, {"found": creator})]
    assert work.creator == creator


@pytest.mark.parametrize(
    "creator",
    ["Kari Nordmann", "PxHere", "Anonym", "Googlebygget arkitekter", "3D4Medical", "Ukjent Soldats Minne", "Å", "王"],
)
def test_creator_that_is_a_name_is_let_be(creator: str) -> None:
    assert read(creator=creator) == (Work(creator=creator, line=1), [])


def test_creator_of_the_line_is_looked_at_too() -> None:
    _work, problems = read(title="T", credit="Foto: Ukjent. CC0")
    assert problems == [Problem("CREATOR_NO_NAME", 11, {"found": "Ukjent"})]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Legeforeningen", Address("Legeforeningen")),
        ("Legeforeningen, https://example.org/a", Address("Legeforeningen", "https://example.org/a")),
        ("https://example.org/a_(b). Hentet 2020", Address("Hentet 2020", "https://example.org/a_(b)")),
        ("https://example.org/a, hentet 2020", Address("hentet 2020", "https://example.org/a")),
        ("Se (https://example.org/a)", Address("Se", "https://example.org/a")),
        ("www.example.org/a", Address("", "https://www.example.org/a")),
        ("Tidsskriftet, www.example.org.", Address("Tidsskriftet", "https://www.example.org")),
        ("doi:10.5114/reum.2017.71639", Address("", "https://doi.org/10.5114/reum.2017.71639")),
        ("Reumatologia 10.5114/reum.2017.71639", Address("Reumatologia", "https://doi.org/10.5114/reum.2017.71639")),
        ("https://doi.org/10.5114/reum", Address("", "https://doi.org/10.5114/reum")),
        ("https://bokmål.example.no/æ", Address("", "https://bokmål.example.no/æ")),
        ("Foto: arkiv", Address("Foto: arkiv")),
        ("Ann Rheum Dis 2019;78:3", Address("Ann Rheum Dis 2019;78:3")),
        ("og/eller", Address("og/eller")),
        ("Studier av TTP/HUS og 5-HTP/serotonin", Address("Studier av TTP/HUS og 5-HTP/serotonin")),
        ("https://example.org/a hentet 12.3.2020", Address("hentet 12.3.2020", "https://example.org/a")),
        ("https://example.org/a 2020", Address("2020", "https://example.org/a")),
        ("https://example.org/a Kari Nordmann", Address("Kari Nordmann", "https://example.org/a")),
    ],
)
def test_address_is_taken_from_the_source(written: str, read_as: Address) -> None:
    assert read_address(written) == read_as
    assert read(source=written)[1] == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("htp:/example.org/a", "htp:/example.org/a"),
        ("htp://example.org/a", "htp://example.org/a"),
        ("http:/example.org", "http:/example.org"),
        ("https//example.org/a", "https//example.org/a"),
        ("https;//example.org/a", "https;//example.org/a"),
        ("ftp://example.org/a", "ftp://example.org/a"),
        ("https://eksempel/a", "https://eksempel/a"),
        ("https://example.org/min side", "https://example.org/min side"),
        ("https://example.org/mine sider/a.html", "https://example.org/mine sider/a.html"),
        ("Arkivet, htttp://example.org", "htttp://example.org"),
        ("https://example.org:port/", "https://example.org:port/"),
        ("https://[2001/a", "https://[2001/a"),
    ],
)
def test_address_that_is_none_is_told_of_and_kept(written: str, found: str) -> None:
    work, problems = read(title="T", source=written)
    assert problems == [Problem("SOURCE_ADDRESS", 11, {"found": found})]
    assert found in work.source
    assert work.source_url == ""


@pytest.mark.parametrize(
    ("credit", "found"),
    [
        ("Foto: Kari Nordmann, Arkivet, https://openi. CC BY 2.0", "https://openi"),
        ("Foto: Kari Nordmann, htp://example.org/a. CC BY 2.0", "htp://example.org/a"),
    ],
)
def test_address_of_the_line_is_looked_at_too(credit: str, found: str) -> None:
    assert read(title="T", credit=credit)[1] == [Problem("SOURCE_ADDRESS", 11, {"found": found})]


def test_address_of_the_line_is_kept_where_the_source_is_said_otherwise() -> None:
    work, _problems = read(credit="Foto: Kari Nordmann, Arkivet, https://openi. CC BY 2.0", source="Open-i")
    assert (work.source, work.rest, work.source_url) == ("Open-i", "https://openi", "")


@pytest.mark.parametrize(
    "written",
    ["nei", "Ingen", "none", "no", "ikke innhentet", "not asked", "søkt 14.2.2026", "mangler", "withdrawn", "?"],
)
@pytest.mark.parametrize("name", ["permission", "consent"])
def test_what_says_that_there_is_no_record_is_none(name: str, written: str) -> None:
    work, problems = read_fields({"creator": "Kari Nordmann", name: written}, {"creator": 1, name: 2})
    assert getattr(work, name) == ""
    assert [(problem.finding, problem.line, problem.values["key"]) for problem in problems] == [
        ("CREDIT_VALUE", 2, name)
    ]


@pytest.mark.parametrize(
    "written",
    ["No. 12 in the archive", "no 12", "Nortura, arkiv 3", "Requested in May, granted in June by Elsevier"],
)
@pytest.mark.parametrize("name", ["permission", "consent"])
def test_a_record_may_begin_like_a_denial(name: str, written: str) -> None:
    work, problems = read_fields({"creator": "Kari Nordmann", name: written}, {"creator": 1, name: 2})
    assert (getattr(work, name), problems) == (written, [])


def test_a_denied_permission_in_a_credit_line_stays_in_words() -> None:
    line = "Foto: Kari Nordmann, Journal. Tillatelse: nei. Alle rettigheter forbeholdt"
    work, problems = read_fields({"credit": line}, {"credit": 3})
    assert (work.permission, work.rest) == ("", "nei")
    assert [problem.finding for problem in problems] == ["CREDIT_VALUE"]
