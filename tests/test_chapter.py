from __future__ import annotations

import string
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kompendium.chapter import KEY_ALIASES, KEYS, PASSED_ON, BasedOn, Chapter, CodeEntry, canonical_key, read_chapter
from kompendium.codes.systems import SYSTEMS
from kompendium.people import Person
from kompendium.problems import Problem, message_values

GRAN = Person("Jan Tore Gran", "gran", "Jan Tore", "Gran")
PALM = Person("Øyvind Palm", "palm", "Øyvind", "Palm", "0000-0002-1825-0097")
PEOPLE = {"gran": GRAN, "palm": PALM}

FULL = """\
---
number: 161
title: Kalsinose
subtitle: Calcinosis cutis
short_title: Kalk
aliases: [Calcinose, subkutan kalk]
authors:
  - gran
  - name: Kari Nordmann
    orcid: 0000-0002-1825-0097
    roles: tekst, figurer
reviewers: [palm]
based_on:
  title: Grans Kompendium i Revmatologi
  authors: [gran, palm]
  year: 2021
  url: https://revmakompendium.pressbooks.com/chapter/kalsinose-calsinose/
  rights: Copyright © 2021 Jan Tore Gran og Øyvind Palm
icd10: L94.2
icd-11: [EB90.40, 4A42.2]
atc:
  - H02A B06
license: CC BY 4.0
copyright: {holder: Kari Nordmann, year: 2026}
reviewed: 2026-02-14
review_due: 1.3.2028
doi: https://doi.org/10.1016/j.ad.2015.09.001
keywords: kalk; hud
description: >
  En oversikt
  over kalsinose.
learning_goals: REV 053
abbreviations:
  SSc: systemisk sklerose
  Ca: kalsium
orphan: true
myst: {enable_extensions: [deflist]}
---
# Kalsinose
"""


def read(yaml_text: str, people: dict[str, Person] | None = None) -> tuple[Chapter, list[Problem]]:
    chapter, problems, _lines = read_chapter(f"---\n{yaml_text}\n---\n# Tittel\n", PEOPLE if people is None else people)
    return chapter, problems


def test_every_key_is_read() -> None:
    chapter, problems, lines = read_chapter(FULL, PEOPLE)
    assert problems == []
    assert lines == FULL.split("\n").index("# Kalsinose")
    assert chapter == Chapter(
        number=161,
        title="Kalsinose",
        subtitle="Calcinosis cutis",
        short_title="Kalk",
        aliases=("Calcinose", "subkutan kalk"),
        authors=(
            GRAN,
            Person("Kari Nordmann", "", "Kari", "Nordmann", "0000-0002-1825-0097", roles=("tekst", "figurer")),
        ),
        reviewers=(PALM,),
        based_on=BasedOn(
            "Grans Kompendium i Revmatologi",
            (GRAN, PALM),
            2021,
            "https://revmakompendium.pressbooks.com/chapter/kalsinose-calsinose/",
            "Copyright © 2021 Jan Tore Gran og Øyvind Palm",
        ),
        codes=(
            CodeEntry("icd10", "L94.2", 19),
            CodeEntry("icd11", "EB90.40", 20),
            CodeEntry("icd11", "4A42.2", 20),
            CodeEntry("atc", "H02A B06", 22),
        ),
        license="CC BY 4.0",
        copyright="© 2026 Kari Nordmann",
        copyright_year="2026",
        copyright_holder="Kari Nordmann",
        reviewed=date(2026, 2, 14),
        review_due=date(2028, 3, 1),
        doi="10.1016/j.ad.2015.09.001",
        keywords=("kalk", "hud"),
        description="En oversikt over kalsinose.",
        learning_goals=("REV 053",),
        abbreviations={"SSc": "systemisk sklerose", "Ca": "kalsium"},
        lines=chapter.lines,
    )
    assert chapter.lines["number"] == 2
    assert chapter.lines["icd11"] == 20
    assert chapter.lines["abbreviations"] == 33


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_make_no_difference(end: str) -> None:
    assert read_chapter("\ufeff" + FULL.replace("\n", end), PEOPLE) == read_chapter(FULL, PEOPLE)


def test_norwegian_keys_are_read() -> None:
    chapter, problems = read(
        "nummer: 12\nandre navn: Sukkersyke\nforfattere: gran\nlisens: cc0\nrevidert: 2026-01-02\nStikkord: [a, b]\n"
        "basert_på: {tittel: Bok, forfatter: palm, år: 2020, rettigheter: alle}\nOpphavsrett: 2024 Ola"
    )
    assert problems == []
    assert (chapter.number, chapter.aliases, chapter.authors) == (12, ("Sukkersyke",), (GRAN,))
    assert (chapter.license, chapter.reviewed, chapter.keywords) == ("cc0", date(2026, 1, 2), ("a", "b"))
    assert chapter.based_on == BasedOn("Bok", (PALM,), 2020, "", "alle")
    assert (chapter.copyright, chapter.copyright_year, chapter.copyright_holder) == ("2024 Ola", "2024", "Ola")


def test_every_alias_names_a_key() -> None:
    assert set(KEY_ALIASES.values()) <= set(KEYS)
    assert not set(KEY_ALIASES) & (set(KEYS) | set(SYSTEMS) | PASSED_ON)


@pytest.mark.parametrize("key", SYSTEMS)
def test_every_code_system_is_a_key(key: str) -> None:
    chapter, problems = read(f"{key}: {SYSTEMS[key].example}")
    assert problems == []
    assert chapter.codes == (CodeEntry(key, SYSTEMS[key].example, 2),)


@pytest.mark.parametrize(
    ("written", "key"), [("ICD-10", "icd10"), ("Icd 10", "icd10"), ("ICPC2", "icpc2"), ("Licence", "license")]
)
def test_keys_are_read_in_any_case(written: str, key: str) -> None:
    assert canonical_key(written) == key


@pytest.mark.parametrize(
    ("text", "number", "numbered"),
    [("161", 161, True), ("'7'", 7, True), ("false", None, False), ("nei", None, False), ("true", None, True)],
)
def test_number_is_a_number_or_false(text: str, number: int | None, numbered: bool) -> None:
    chapter, problems = read(f"number: {text}")
    assert problems == []
    assert (chapter.number, chapter.numbered) == (number, numbered)


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("ja", True), ("false", False)])
def test_a_document_says_whether_it_is_a_chapter(text: str, expected: bool) -> None:
    assert read(f"chapter: {text}")[0].is_chapter is expected


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("authors: gran", (GRAN,)),
        ("authors: [gran, palm]", (GRAN, PALM)),
        ("author: Øyvind Palm", (PALM,)),
        ("authors: Jan Tore Gran og Øyvind Palm", (GRAN, PALM)),
        ("authors: [{id: palm}]", (PALM,)),
        (
            "authors: {id: palm, affiliation: OUS}",
            (Person("Øyvind Palm", "palm", "Øyvind", "Palm", PALM.orcid, "OUS"),),
        ),
        ("authors: {given: Kari, family: de Groot}", (Person("Kari de Groot", "", "Kari", "de Groot"),)),
        ("authors: Kari Nordmann", (Person("Kari Nordmann", "", "Kari", "Nordmann"),)),
        (
            "authors: [Institutt for fred og ro]",
            (Person("Institutt for fred og ro", "", "Institutt for fred og", "ro"),),
        ),
        ("authors: []", ()),
        ("authors:", ()),
        ("authors: [gran, gran]", (GRAN,)),
        ("title: x", None),
    ],
)
def test_authors_are_read(text: str, authors: tuple[Person, ...] | None) -> None:
    chapter, problems = read(text)
    assert problems == []
    assert chapter.authors == authors


def test_an_unknown_id_is_kept_as_a_name_and_told() -> None:
    chapter, problems = read("title: x\nauthors: [gram, nn]")
    assert [author.name for author in chapter.authors or ()] == ["gram", "nn"]
    assert problems == [
        Problem("PERSON_UNKNOWN", 3, {"found": "gram", "suggestion_of": "gran"}),
        Problem(
            "PERSON_UNKNOWN", 3, {"found": "nn", "suggestion": "Add the id to that file, or write the person's name."}
        ),
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("icd10: 79.6", ["79.6"]),
        ("icd10: [L94.2, M34.-]", ["L94.2", "M34.-"]),
        ("icd10: M79.0 (Fibromyalgi), (J99.1*)", ["M79.0 (Fibromyalgi), (J99.1*)"]),
        ("icd10:\n  - M79.0: Fibromyalgi\n  - M33.1", ["M79.0 (Fibromyalgi)", "M33.1"]),
        ("icd10:\n  M79.0: Fibromyalgi\n  M33.1:", ["M79.0 (Fibromyalgi)", "M33.1"]),
        ("icd10: |\n  L94.2\n  M33.1", ["L94.2 M33.1"]),
        ("icd10:", []),
    ],
)
def test_codes_stay_as_written(text: str, codes: list[str]) -> None:
    chapter, problems = read(text)
    assert problems == []
    assert [code.text for code in chapter.codes] == codes


def test_a_code_has_its_own_line() -> None:
    chapter, _problems = read("title: x\nicd10:\n  - L94.2\n  - M33.1: dermatomyositt")
    assert [code.line for code in chapter.codes] == [4, 5]


@pytest.mark.parametrize(
    ("text", "year", "holder"),
    [
        ("copyright: 2021", "2021", ""),
        ("copyright: Kari Nordmann", "", "Kari Nordmann"),
        (
            "copyright: Copyright © 2021 Jan Tore Gran og Øyvind Palm, all rights reserved",
            "2021",
            "Jan Tore Gran og Øyvind Palm",
        ),
        ("copyright: {innehaver: [Kari, Ola], år: 2019-2026}", "2019–2026", "Kari, Ola"),
    ],
)
def test_copyright_is_a_notice_a_year_or_a_mapping(text: str, year: str, holder: str) -> None:
    chapter, problems = read(text)
    assert problems == []
    assert (chapter.copyright_year, chapter.copyright_holder) == (year, holder)


def test_license_takes_mystmds_mapping() -> None:
    assert read("license: {content: CC-BY-4.0, code: MIT}")[0].license == "CC-BY-4.0"


def test_words_that_yaml_takes_for_something_else_stay_words() -> None:
    chapter, problems = read(
        "title: no\naliases: [on, 12:30, 0x1f, 1e3]\nsubtitle: 2021-01-01\nabbreviations: {NO: nitrogenoksid}"
    )
    assert problems == []
    assert chapter.title == "no"
    assert chapter.aliases == ("on", "12:30", "0x1f", "1e3")
    assert chapter.subtitle == "2021-01-01"
    assert chapter.abbreviations == {"NO": "nitrogenoksid"}


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("number: [1]", "number", "[1]"),
        ("number: 0", "number", "0"),
        ("number: -3", "number", "-3"),
        ("number: førti", "number", "førti"),
        ("chapter: kanskje", "chapter", "kanskje"),
        ("title: [a, b]", "title", "[a, b]"),
        ("aliases: {a: b}", "aliases", "{a: …}"),
        ("aliases: [a, [b]]", "aliases", "[a, …]"),
        ("authors: [[gran]]", "authors", "[gran]"),
        ("authors: {orcid: 0000-0002-1825-0097}", "authors", "{orcid: …}"),
        ("authors: {name: Kari Olsen, orcid: '12'}", "authors.orcid", "12"),
        ("based_on: [a]", "based_on", "[a]"),
        ("based_on: {year: 2021}", "based_on", "{year: …}"),
        ("based_on: {title: Bok, year: i fjor}", "based_on.year", "i fjor"),
        ("based_on: {title: Bok, url: www.bok.no}", "based_on.url", "www.bok.no"),
        ("license: [a]", "license", "[a]"),
        ("copyright: [a]", "copyright", "[a]"),
        ("copyright: {year: i fjor}", "copyright.year", "i fjor"),
        ("reviewed: 2026-02-30", "reviewed", "2026-02-30"),
        ("reviewed: i går", "reviewed", "i går"),
        ("review_due: 2026", "review_due", "2026"),
        ("doi: kalsinose", "doi", "kalsinose"),
        ("abbreviations: [a]", "abbreviations", "[a]"),
        ("abbreviations: {a: [b]}", "abbreviations.a", "[b]"),
        ("icd10: [[L94.2]]", "icd10", "[L94.2]"),
        ("keywords: {" + ", ".join(f"nøkkelord-nummer-{n}: x" for n in range(9)) + "}", "keywords", None),
    ],
)
def test_a_value_of_another_type_is_told_with_its_line(text: str, key: str, found: str | None) -> None:
    _chapter, problems = read(f"description: y\n{text}")
    assert [(problem.finding, problem.line) for problem in problems] == [("FRONT_MATTER_TYPE", 3)]
    values = problems[0].values
    assert values["key"] == key
    assert found is None or values["found"] == found
    assert len(values["found"]) <= 60
    assert values["expected"]
    assert values["example"]


@pytest.mark.parametrize(
    ("text", "found", "nearest"),
    [
        ("alises: x", "alises", "aliases"),
        ("Forfater: x", "Forfater", "forfatter"),
        ("atcc: x", "atcc", "atc"),
        ("based_on: {title: Bok, yaer: 2021}", "based_on.yaer", "year"),
        ("authors: {name: Kari Olsen, orchid: x}", "orchid", "orcid"),
    ],
)
def test_an_unknown_key_gets_a_suggestion(text: str, found: str, nearest: str) -> None:
    _chapter, problems = read(text)
    assert problems == [Problem("FRONT_MATTER_KEY", 2, {"found": found, "suggestion_of": nearest})]
    assert message_values(problems[0], lambda text: text) == {
        "found": found,
        "suggestion": f"Did you mean «{nearest}»?",
    }


def test_an_unknown_key_like_no_other_gets_a_way_out() -> None:
    _chapter, problems = read("qqq: x")
    assert message_values(problems[0], str.upper) == {
        "found": "qqq",
        "suggestion": "REMOVE IT, OR LOOK THE KEY UP IN THE MANUAL'S LIST.",
    }


@pytest.mark.parametrize("key", sorted(PASSED_ON))
def test_keys_of_others_are_left_alone(key: str) -> None:
    assert read(f"{key}: [a, {{b: c}}]") == (Chapter(), [])


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("---\ntitle: a: b\n---\n", 2, "a value holds a colon; put it in quotation marks"),
        ("---\ntitle: x\n\taliases: y\n---\n", 3, "a line is indented by a tab; YAML takes spaces only"),
        ("---\ntitle: x\naliases:\n\t- y\n---\n", 4, "a line is indented by a tab; YAML takes spaces only"),
        ("---\ntitle: x\nbare ord\n---\n", 3, "a line has no colon after its key"),
        ("---\naliases: [a, b\ntitle: x\n---\n", 2, "a square bracket is not closed"),
        ("---\nx: y\nbased_on: {title: x\n---\n", 3, "a curly bracket is not closed"),
        ('---\nx: y\ntitle: "x\n---\n', 3, "a quotation mark is not closed"),
        ("---\nicd10: *L94\n---\n", 2, "a value begins with «*»; put it in quotation marks"),
        ("---\ntitle: @x\n---\n", 2, "a value begins with a character of YAML's own; put it in quotation marks"),
        ("---\ntitle: x\n  aliases: y\n---\n", 3, "a value holds a colon; put it in quotation marks"),
        ("---\naliases:\n  - a\n - b\n---\n", 4, "a line is indented otherwise than the lines above it"),
        ("---\n- a\n- b\n---\n", 2, "it is not a list of «key: value»"),
        ("---\nbare tekst\n---\n", 2, "it is not a list of «key: value»"),
        ("---\ntitle: x\x07y\n---\n", 2, "it holds a control character"),
        ("---\ntitle: x\n\n# Kalsinose\n", 1, "it has no line of «---» that ends it"),
        ("\n---\ntitle: x\n---\n", 2, "it must begin on the first line of the file, at its margin"),
        ("---\n" + "[" * 5000 + "\n---\n", 2, "its lists are nested too deep"),
    ],
)
def test_bad_yaml_is_told_with_its_line(text: str, line: int, problem: str) -> None:
    chapter, problems, _lines = read_chapter(text, {})
    assert chapter == Chapter()
    assert [(p.finding, p.line, p.values["problem"]) for p in problems] == [("FRONT_MATTER_YAML", line, problem)]


@pytest.mark.parametrize("text", ["title: x\nnumber: 1\ntitle: y", "title: x\nnumber: 1\ntittel: y"])
def test_a_key_that_stands_twice_is_told_and_the_first_holds(text: str) -> None:
    chapter, problems = read(text)
    assert chapter.title == "x"
    assert [(p.finding, p.line, p.values["problem"]) for p in problems] == [
        ("FRONT_MATTER_YAML", 4, "a key stands twice")
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# Kalsinose\n", 0),
        ("", 0),
        ("---\n---\n# K\n", 2),
        ("---\n# kommentar\n---\n# K\n", 3),
        ("---\ntitle:\n...\n# K\n", 3),
        ("----\nnumber:\n---\n----\n# K\n", 4),
        ("---\n\nEn linje over teksten.\n", 0),
    ],
)
def test_front_matter_ends_where_myst_ends_it(text: str, lines: int) -> None:
    chapter, problems, found = read_chapter(text, {})
    if not text.startswith("----"):
        assert problems == []
        assert chapter == Chapter(lines=chapter.lines)
    assert found == lines


def test_merge_keys_are_followed() -> None:
    chapter, problems = read("based_on: &b {title: Bok, year: 2020}\nmyst: {x: &c {title: A}}\n<<: *c")
    assert problems == []
    assert chapter.title == "A"


@pytest.mark.parametrize(
    "text", ["authors: &a [*a]", "based_on: &a {title: *a}", "a: &x {<<: *x}", "<<: &x {<<: *x}", "aliases: &a [*a, b]"]
)
def test_a_value_that_holds_itself_does_no_harm(text: str) -> None:
    read(text)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    read_chapter(text, PEOPLE)
    read_chapter(f"---\n{text}\n---\n", PEOPLE)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from([*KEYS, *KEY_ALIASES, *SYSTEMS, *PASSED_ON]) | st.text(string.printable, max_size=8)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_no_value_raises_and_every_problem_has_a_line_of_the_front_matter(values: dict[str, object]) -> None:
    text = yaml.safe_dump(values, allow_unicode=True)
    _chapter, problems, lines = read_chapter(f"---\n{text}---\n# K\n", PEOPLE)
    for problem in problems:
        assert 1 <= problem.line <= max(lines, 1)
        message_values(problem, lambda text: text)


def test_control_characters_are_left_out_and_told_of() -> None:
    text = '---\ndescription: "a\\x00b"\naliases: ["x\\u001fy", z]\n---\n'
    chapter, problems, _lines = read_chapter(text, {})
    assert (chapter.description, chapter.aliases) == ("ab", ("xy", "z"))
    assert [(problem.finding, problem.line, problem.values) for problem in problems] == [
        ("CONTROL_CHARACTER", 2, {"found": "ab", "code": "U+0000"}),
        ("CONTROL_CHARACTER", 3, {"found": "xy", "code": "U+001F"}),
    ]
