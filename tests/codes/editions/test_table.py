from __future__ import annotations

import pytest

from kompendium.codes.editions import Concept, Edition, EditionError
from kompendium.codes.editions.table import load_table
from kompendium.codes.systems import SYSTEMS


def load(text: str, system: str = "icd10", language: str = "") -> Edition:
    return load_table(text, SYSTEMS[system], name="1", language=language, source="koder.csv")


def test_a_table_is_read_with_all_its_columns() -> None:
    made = load(
        "code,title,parent,kind,usage,retired,successor\n"
        "xii,Our skin,,chapter,,,\n"
        "L80-L99,Other things,xii,block,,,\n"
        "\n"
        'l94,"Things, other",l80-l99,,dagger,,\n'
        "L942*,Chalk,L94,,,2022-01-01,l94.3\n"
    )
    assert list(made.concepts.values()) == [
        Concept("XII", "Our skin", kind="chapter"),
        Concept("L80–L99", "Other things", "XII", "block"),
        Concept("L94", "Things, other", "L80–L99", usage="dagger"),
        Concept("L94.2", "Chalk", "L94", usage="aster", retired="2022", successor="L94.3"),
    ]
    assert [concept.line for concept in made.concepts.values()] == [2, 3, 5, 6]
    assert (made.name, made.language, made.source) == ("1", "en", "koder.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_stand_in_any_order_and_have_norwegian_names(separator: str) -> None:
    rows = ["\ufeffNavn|Rader|Overordnet|KODE", "Noe i huden|3|L94|L94.2"]
    made = load("\r\n".join(rows).replace("|", separator), "icd10no")
    assert list(made.concepts.values()) == [Concept("L94.2", "Noe i huden", "L94")]
    assert made.language == "nb"


def test_a_table_without_parents_has_those_of_the_form() -> None:
    made = load("kode;tittel\nL04;Noe\nL04AB;Noe mer\nL04AB01;Et stoff\n", "atc")
    assert [concept.parent for concept in made.concepts.values()] == ["L", "L04A", "L04AB"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name,value\nL94,x\n", 1, "The first line must name the columns code and title; it is «name, value»."),
        ("L94,Chalk\n", 1, "The first line must name the columns code and title; it is «L94, Chalk»."),
        ("\n \n", 0, "The first line must name the columns code and title; it is «»."),
        ("code,title,navn\n", 1, "The column title is there twice."),
        ("code,title\n", 0, "There are no codes in it."),
        ("code,title\n\nL94,a,b\n", 3, "There are more fields than columns; quote a title that holds"),
        ("code,title\nL94,\n", 2, "The code L94 has no title."),
        ("code,title\n,Chalk\n", 2, "A title has no code: «Chalk»"),
        ("code,title\nL94,a\nl94,b\n", 3, "The code L94 is there twice."),
        ("code,title\n79.6,a\n", 2, "«79.6» has not the form of a code of ICD-10, such as L94.2."),
        ("code,title,parent\nL94,a,L95\nL95,b,L94\n", 2, "L94 → L95 → L94: what is a part of what goes round."),
        ("code,title,kind\nL94,a,thing\n", 2, "«thing» is none of chapter, kapittel, block,"),
        ("code,title,usage\nL94,a,cross\n", 2, "«cross» is none of -, dagger,"),
        ("code,title,retired\nL94,a,soon\n", 2, "«soon» is not a year."),
        ('code,title\nL94,a\nL95,"b\nL96,c\n', 3, "The table cannot be read: unexpected end of data."),
        ("code,title\nL94," + "a" * 200_000 + "\n", 2, "The table cannot be read: field larger than field limit"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(EditionError) as caught:
        load(text)
    assert str(caught.value).startswith(message)
    assert caught.value.line == line
