from __future__ import annotations

import json
from typing import Any

import pytest

from kompendium.codes.editions import Concept, Edition, EditionError
from kompendium.codes.editions.directory import load_directory
from kompendium.codes.systems import SYSTEMS


def load(data: Any, system: str = "icd10no", language: str = "", name: str = "2026") -> Edition:
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    return load_directory(text, SYSTEMS[system], name=name, language=language, source="koder.json")


def entry(code: str | None, title: str | None, parent: str | None = None, **more: str | None) -> dict[str, str | None]:
    """An entry of the whole edition, with the names that the Directorate gives them."""
    return {
        "Kode": code,
        "Tekst_uten_lengdebegrensning": title,
        "Tekst_med_maksimalt_60_tegn": None,
        "Gyldig_fra": "1999-01-01T00:00:00",
        "Gyldig_til": None,
        "Rapporteres_til_NPR": "Ja",
        "NPR_Gyldig_til": "2004-12-31T23:59:00",
        "Stjernekode": None,
        "Foreldrekode": parent,
        "Foreldrekodetekst": None,
        **more,
    }


def test_the_whole_norwegian_edition_is_read() -> None:
    made = load(
        [
            entry("XII", "(L00-L99) Om huden"),
            entry("L80-L99", "Annet om huden", "XII"),
            entry("L94", "Noe (helt) annet", "L80-L99"),
            entry("L94.2", "Kalk  i huden", "L94", Stjernekode="Ja"),
            entry("L94.3", None, "L94", Tekst_med_maksimalt_60_tegn="Kort", Gyldig_til="2019-12-31T23:59:00"),
            entry("L94.4", "Nytt", "L94", Gyldig_til="2031-12-31T23:59:00"),
        ]
    )
    assert list(made.concepts.values()) == [
        Concept("XII", "Om huden", kind="chapter"),
        Concept("L80–L99", "Annet om huden", "XII", "block"),
        Concept("L94", "Noe (helt) annet", "L80–L99"),
        Concept("L94.2", "Kalk i huden", "L94", usage="aster"),
        Concept("L94.3", "Kort", "L94", retired="2020"),
        Concept("L94.4", "Nytt", "L94"),
    ]
    assert (made.name, made.language, made.source) == ("2026", "nb", "koder.json")


def test_a_code_of_several_times_is_the_latest() -> None:
    made = load([entry("L94", "Ny"), entry("L94", "Gammel", Gyldig_til="2009-12-31T00:00:00")])
    assert made.concepts["L94"].title == "Ny"
    turned = load([entry("L94", "Gammel", Gyldig_til="2009-12-31T00:00:00"), entry("L94", "Ny")])
    assert turned.concepts["L94"] == made.concepts["L94"]


def test_icpc2_has_its_components_and_leaves_out_icpc2b() -> None:
    made = load(
        [
            entry("L", "Skjelett", Kodeverk="ICPC-2"),
            entry("L.7", "(L70-L99) Sykdommer", "L", Kodeverk="ICPC-2"),
            entry("L99", "Noe i skjelettet", "L.7", Kodeverk="ICPC-2"),
            entry("L99.0001", "Noe finere", "L99", Kodeverk="ICPC-2B"),
        ],
        "icpc2",
    )
    assert list(made.concepts.values()) == [
        Concept("L", "Skjelett", kind="chapter"),
        Concept("L.7", "Sykdommer", "L", "block"),
        Concept("L99", "Noe i skjelettet", "L.7"),
    ]


def test_the_reportable_list_has_the_parents_of_its_form() -> None:
    made = load(
        [
            {"code": "M331", "text": "Om muskler"},
            {"code": "I210", "text": "Om hjertet"},
            {"code": "I210a", "text": "Mer om hjertet"},
            {"code": "V0n0a", "text": "Om ulykker"},
        ]
    )
    assert list(made.concepts.values()) == [
        Concept("M33.1", "Om muskler", "M33"),
        Concept("I21.0", "Om hjertet", "I21"),
        Concept("I21.0a", "Mer om hjertet", "I21.0"),
        Concept("V0n.0a", "Om ulykker", "V0n"),
    ]
    assert load([{"code": "R991", "text": "Om lufta"}], "icpc2").concepts["R991"].parent == "R99"


API = [
    {"codeValue": "ICD-10", "nameNorwegian": "Alt", "parentCode": "ICD-10", "active": True},
    {"codeValue": "XII", "nameNorwegian": "Om huden", "nameEnglish": "Of skin", "parentCode": "ICD-10"},
    {
        "codeValue": "L94.2",
        "nameNorwegian": "Kalk",
        "nameEnglish": "Chalk",
        "parentCode": "finnes-ikke",
        "starCode": True,
    },
    {
        "codeValue": "L94.3",
        "nameNorwegian": "Gips",
        "nameEnglish": "Plaster",
        "active": False,
        "statusChangeDate": "2018-12-31T23:00:00.000+00:00",
        "replacedBy": "L94.2",
    },
]


@pytest.mark.parametrize("data", [API, {"data": API, "totalPages": 1}, {"data": API}])
def test_the_services_answers_are_read(data: Any) -> None:
    assert list(load(data).concepts.values()) == [
        Concept("XII", "Om huden", kind="chapter"),
        Concept("L94.2", "Kalk", "L94", usage="aster"),
        Concept("L94.3", "Gips", "L94", retired="2019", successor="L94.2"),
    ]


def test_the_services_english_titles_are_chosen() -> None:
    made = load(API, language="en")
    assert made.language == "en"
    assert [concept.title for concept in made.concepts.values()] == ["Of skin", "Chalk", "Plaster"]


def test_the_services_tree_is_read() -> None:
    leaf = {"codeValue": "L94.2", "nameNorwegian": "Kalk"}
    tree = {
        "codeValue": "XII",
        "nameNorwegian": "Huden",
        "children": [{"codeValue": "L80-L99", "nameNorwegian": "Annet", "children": [leaf]}],
    }
    made = load(tree)
    assert [(item.code, item.parent) for item in made.concepts.values()] == [
        ("XII", ""),
        ("L80–L99", "XII"),
        ("L94.2", "L80–L99"),
    ]


def deep() -> dict[str, Any]:
    tree: dict[str, Any] = {"codeValue": "L94", "nameNorwegian": "a"}
    for _ in range(60):
        tree = {"codeValue": "L94", "nameNorwegian": "a", "children": [tree]}
    return tree


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ('[{"code": "L94", "text": "a"},\n {"code"', 2, "The file breaks off or is not JSON: "),
        ("[" * 200_000, 0, "The file breaks off or is not JSON: "),
        ('[{"code": ' + "1" * 10_000 + "}]", 0, "The file breaks off or is not JSON: "),
        ([], 0, "This JSON is no list of codes that is known: a list is read whose objects have Kode"),
        ({"koder": {"L94": "a"}}, 0, "This JSON is no list of codes that is known"),
        ({"resourceType": "CodeSystem", "concept": []}, 0, "This JSON is no list of codes that is known"),
        ([["L94", "a"]], 0, "This JSON is no list of codes that is known"),
        ([{"code": "L94"}], 0, "This JSON is no list of codes that is known"),
        ([{"code": "L94", "text": "a"}, {"text": "b"}], 0, "Entry 2 of the list has not what the first one has: text."),
        ([{"code": "L94", "text": "a"}, {"code": 3}], 0, "Entry 2 of the list has not what the first one has: code."),
        (
            [{"code": "L94", "text": "a"}, {"code": "L95", "text": None}],
            7,
            "The code L95 has no title in the language «nb».",
        ),
        (
            [{"code": "L94", "text": "a"}, {"code": "79.6", "text": "b"}],
            7,
            "«79.6» has not the form of a code of ICD-10",
        ),
        ([{"code": "L94", "text": "a"}, {"code": "L94", "text": "b"}], 7, "The code L94 is there twice."),
        (
            [entry("L94", "a", "L95"), entry("L95", "b", "L94")],
            3,
            "L94 → L95 → L94: what is a part of what goes round.",
        ),
        ({"data": API, "totalPages": 216, "totalRecords": 21526}, 0, "This is one page of 216: fetch the whole"),
        (deep(), 0, "What is a part of what goes too deep."),
    ],
)
def test_what_is_wrong_in_json_is_told(data: Any, line: int, message: str) -> None:
    with pytest.raises(EditionError) as caught:
        load(data)
    assert str(caught.value).startswith(message)
    assert caught.value.line == line


def test_half_a_character_is_replaced() -> None:
    assert load('[{"code": "L94", "text": "a\\ud800b"}]').concepts["L94"].title == "a?b"
