from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.diagnostics import Finding, format_finding
from kompendium.problems import Problem, message_values, nearest, suggest


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("alises", ["authors", "aliases"], "aliases"),
        ("Lisens", ["license", "lisens"], "lisens"),
        ("icd01", ["icd10", "icd11"], "icd10"),
        ("qqq", ["aliases"], ""),
        ("x", [], ""),
    ],
)
def test_the_nearest_name_is_the_likeliest_slip(name: str, known: list[str], expected: str) -> None:
    assert nearest(name, known) == expected


@given(st.text(min_size=1), st.lists(st.text(max_size=5), max_size=4))
def test_a_known_name_is_nearest_to_itself(name: str, known: list[str]) -> None:
    assert nearest(name, [*known, name]).casefold() == name.casefold()


def test_values_are_translated_and_the_suggestion_becomes_a_sentence() -> None:
    words = {"it is bad": "den er gal", "Did you mean «{name}»?": "Mente du «{name}»?"}
    problem = Problem("FRONT_MATTER_YAML", 3, {"problem": "it is bad", "found": "it is bad", "suggestion_of": "x"})
    assert message_values(problem, words.__getitem__) == {
        "problem": "den er gal: «it is bad»",
        "found": "it is bad",
        "suggestion": "Mente du «x»?",
    }


def test_braces_of_an_author_do_no_harm() -> None:
    problem = Problem("FRONT_MATTER_KEY", 1, {"found": "{x}", **suggest("{x}", ["{y}"])})
    text = format_finding(Finding.FRONT_MATTER_KEY, **message_values(problem, str))
    assert "{x}" in text
    assert "{y}" in text
