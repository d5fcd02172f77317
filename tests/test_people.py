from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.people import (
    Person,
    configured_people,
    find_person,
    initials_name,
    looks_like_id,
    person_from_name,
    read_orcid,
    read_people,
    sort_key,
    split_name,
    split_names,
)
from kompendium.problems import Problem


@pytest.mark.parametrize(
    ("name", "given_names", "family", "vancouver"),
    [
        ("Jan Tore Gran", "Jan Tore", "Gran", "Gran JT"),
        ("Øyvind Palm", "Øyvind", "Palm", "Palm Ø"),
        ("Gran, Jan Tore", "Jan Tore", "Gran", "Gran JT"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven", "van Beethoven L"),
        ("Maria de la Cruz", "Maria", "de la Cruz", "de la Cruz M"),
        ("Rainer von der Heide", "Rainer", "von der Heide", "von der Heide R"),
        ("van Gogh", "", "van Gogh", "van Gogh"),
        ("Anne-Marie Østby", "Anne-Marie", "Østby", "Østby AM"),
        ("J.T. Gran", "J.T.", "Gran", "Gran JT"),
        ("JT Gran", "JT", "Gran", "Gran JT"),
        ("JAN GRAN", "JAN", "GRAN", "GRAN JAN"),
        ("Kari Nordmann-Hansen", "Kari", "Nordmann-Hansen", "Nordmann-Hansen K"),
        ("Per Hansen jr.", "Per", "Hansen jr.", "Hansen jr. P"),
        ("Helsedirektoratet", "", "Helsedirektoratet", "Helsedirektoratet"),
        ("  Kari   Nordmann ", "Kari", "Nordmann", "Nordmann K"),
        ("", "", "", ""),
    ],
)
def test_a_name_is_divided(name: str, given_names: str, family: str, vancouver: str) -> None:
    assert split_name(name) == (given_names, family)
    assert initials_name(person_from_name(name)) == vancouver


def test_family_name_first_is_printed_in_the_usual_order() -> None:
    assert person_from_name("Gran, Jan Tore").name == "Jan Tore Gran"


@given(st.text())
def test_no_name_is_too_odd(name: str) -> None:
    person = person_from_name(name)
    initials_name(person)
    sort_key(person)


@given(st.lists(st.from_regex(r"[A-ZÆØÅ][a-zæøå]{1,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_divided_name_has_the_words_of_the_name(words: list[str]) -> None:
    assert split_name(" ".join(words)) == (" ".join(words[:-1]), words[-1])


def test_people_are_ordered_by_family_name_without_particles() -> None:
    names = ["Zara Abel", "Jan Tore Gran", "Ludwig van Beethoven", "Øyvind Palm", "Kari Aas", "Anna Zeiner", "Ola Ås"]
    ordered = sorted(map(person_from_name, names), key=sort_key)
    assert [person.family for person in ordered] == ["Abel", "van Beethoven", "Gran", "Palm", "Zeiner", "Aas", "Ås"]


def test_people_of_one_family_are_ordered_by_given_name() -> None:
    ordered = sorted(map(person_from_name, ["Øyvind Palm", "Anne Palm", "Åse Palm"]), key=sort_key)
    assert [person.given for person in ordered] == ["Anne", "Øyvind", "Åse"]


@pytest.mark.parametrize(
    ("name", "family", "vancouver"),
    [("Kari Nordmann, ph.d. student", "Nordmann", "Nordmann K"), ("Eksempel Data, Inc.", "Data", "Data E")],
)
def test_what_stands_after_a_name_is_no_given_name(name: str, family: str, vancouver: str) -> None:
    person = person_from_name(name)
    assert (person.name, person.family) == (name, family)
    assert initials_name(person) == vancouver


def test_people_of_conf_py_are_names_ids_and_mappings() -> None:
    known = read_people("gran: Jan Tore Gran\n")[0]
    values = ["gran", "Palm, Øyvind", {"name": "Ola Ås", "orcid": "0000-0002-1825-0097"}, {"nam": "x"}, None, 7]
    people, problems = configured_people(values, known, "kompendium_editors")
    assert [person.name for person in people] == ["Jan Tore Gran", "Øyvind Palm", "Ola Ås", "7"]
    assert people[0] is known["gran"]
    assert [(problem.finding, problem.values.get("key")) for problem in problems] == [
        ("FRONT_MATTER_KEY", None),
        ("FRONT_MATTER_TYPE", "kompendium_editors"),
        ("FRONT_MATTER_TYPE", "kompendium_editors"),
        ("PERSON_UNKNOWN", None),
    ]


def test_an_object_of_pythons_is_no_traceback() -> None:
    people, problems = configured_people([Path("Kari Nordmann")], {}, "kompendium_authors")
    assert [person.name for person in people] == ["Kari Nordmann"]
    assert problems == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jan Tore Gran og Øyvind Palm", ["Jan Tore Gran", "Øyvind Palm"]),
        ("Kari Nordmann, Per Hansen og Ola Ås", ["Kari Nordmann", "Per Hansen", "Ola Ås"]),
        ("Gran, Jan Tore; Palm, Øyvind", ["Gran, Jan Tore", "Palm, Øyvind"]),
        ("Gran, Jan Tore", ["Gran, Jan Tore"]),
        ("Kari Nordmann, ph.d. student", ["Kari Nordmann, ph.d. student"]),
        ("von der Heide, Rainer Maria", ["von der Heide, Rainer Maria"]),
        ("Marek Chojnowski & Anna Nowak", ["Marek Chojnowski", "Anna Nowak"]),
        ("Øyvind Palm", ["Øyvind Palm"]),
    ],
)
def test_names_of_a_line_are_told_apart(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("text", "orcid"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-9079-593x", "0000-0002-9079-593X"),
        ("0000-0002-1825-0098", ""),
        ("1234", ""),
        ("", ""),
    ],
)
def test_orcid_is_read_and_its_check_digit_holds(text: str, orcid: str) -> None:
    assert read_orcid(text) == orcid


@pytest.mark.parametrize(
    ("text", "expected"), [("gran", True), ("jan-tore.gran", True), ("Gran", False), ("øy", False)]
)
def test_an_id_is_in_small_latin_letters(text: str, expected: bool) -> None:
    assert looks_like_id(text) is expected


PEOPLE = """\
# Bokens folk
gran: Jan Tore Gran
palm:
  name: Øyvind Palm
  orcid: https://orcid.org/0000-0002-1825-0097
  affiliation: Oslo universitetssykehus
  roles: [forfatter, redaktør]
beethoven:
  fornavn: Ludwig
  etternavn: van Beethoven
  rolle: illustratør
"""


def test_people_file_is_read() -> None:
    people, problems = read_people(PEOPLE)
    assert problems == []
    assert people == {
        "gran": Person("Jan Tore Gran", "gran", "Jan Tore", "Gran"),
        "palm": Person(
            "Øyvind Palm",
            "palm",
            "Øyvind",
            "Palm",
            "0000-0002-1825-0097",
            "Oslo universitetssykehus",
            ("forfatter", "redaktør"),
        ),
        "beethoven": Person("Ludwig van Beethoven", "beethoven", "Ludwig", "van Beethoven", roles=("illustratør",)),
    }


def test_a_person_is_found_by_id_and_by_name() -> None:
    people = read_people(PEOPLE)[0]
    assert find_person("palm", people) is people["palm"]
    assert find_person("Palm, Øyvind", people) is people["palm"]
    assert find_person("Kari Nordmann", people) is None


def test_faults_of_the_people_file_are_placed() -> None:
    people, problems = read_people(
        "gran: Jan Tore Gran\npalm:\n  nam: Øyvind Palm\n  orcid: 123\nolsen: [a, b]\ngran: Ola\nx: {role: fotograf}\n"
    )
    assert [(problem.finding, problem.line) for problem in problems] == [
        ("FRONT_MATTER_YAML", 6),
        ("FRONT_MATTER_KEY", 3),
        ("FRONT_MATTER_TYPE", 4),
        ("FRONT_MATTER_TYPE", 3),
        ("FRONT_MATTER_TYPE", 5),
        ("FRONT_MATTER_TYPE", 7),
    ]
    assert problems[1].values == {"found": "nam", "suggestion_of": "name"}
    assert problems[2].values["key"] == "palm.orcid"
    assert list(people) == ["gran"]


@pytest.mark.parametrize("text", ["", "\n", "# bare en kommentar\n", "\ufeff"])
def test_empty_people_file_is_no_fault(text: str) -> None:
    assert read_people(text) == ({}, [])


def test_people_file_that_is_no_mapping_is_a_fault() -> None:
    people, problems = read_people("- gran\n- palm\n")
    assert people == {}
    assert problems == [Problem("FRONT_MATTER_YAML", 1, {"problem": "it is not a list of «key: value»"})]


@given(st.text())
def test_no_people_file_raises(text: str) -> None:
    read_people(text)


@pytest.mark.parametrize("text", ["gran: 5\n", "gran: 2021-01-01\n", "gran: {name: 5}\n"])
def test_what_can_be_nobodys_name_is_a_problem(text: str) -> None:
    people, problems = read_people(text + "palm: Øyvind Palm\n")
    assert list(people) == ["palm"]
    assert problems[0].finding == "FRONT_MATTER_TYPE"
    assert problems[0].line == 1
