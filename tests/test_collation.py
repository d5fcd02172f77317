from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.collation import initial_letter, norwegian_key


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["Adam", "Zakarias", "Ærlig", "Øyvind", "Ås"], False),
        (["Ahlberg", "Zeiner", "Ärlig", "Æsop", "Östberg", "Øzil", "Aas", "Åsen"], True),
        (["aa", "ab", "å"], False),
        (["ab", "aa", "åb"], True),
        (["Evalueringen", "E-vitamin", "Evje"], False),
        (["SLE", "slede", "sle-pasient"], False),
        (["resume", "resumé", "resymé"], False),
        (["kalk", "Kalk", "kalsinose"], False),
        (["10-års kontroll", "2. grads brannsår", "anti-CCP"], False),
        (["sjogren", "Sjögren", "Sjøgren"], False),
        (["Muller", "Myhre", "Müller"], False),
        (["Sjøgrens syndrom", "α-TNF"], False),
        (["vanadium", "van Beethoven", "Van Gogh"], False),
    ],
)
def test_words_stand_in_norwegian_order(words: list[str], names: bool) -> None:
    shuffled = random.Random(1).sample(words, len(words))
    assert sorted(shuffled, key=lambda word: norwegian_key(word, names=names)) == words


@given(st.lists(st.text(max_size=12), max_size=8))
def test_order_is_total_and_does_not_depend_on_the_order_of_input(words: list[str]) -> None:
    backwards = list(reversed(words))
    assert sorted(words, key=norwegian_key) == sorted(backwards, key=norwegian_key)


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_equal_texts_have_equal_keys(a: str, b: str) -> None:
    assert (norwegian_key(a) == norwegian_key(b)) == (a == b)


@given(st.text(alphabet="aæøåäöéAÆØÅ -", min_size=1, max_size=6))
def test_composed_and_decomposed_letters_are_filed_together(word: str) -> None:
    import unicodedata

    assert norwegian_key(word)[:2] == norwegian_key(unicodedata.normalize("NFD", word))[:2]


@pytest.mark.parametrize(
    ("word", "names", "letter"),
    [
        ("kalk", False, "K"),
        ("Åse", False, "Å"),
        ("Aasen", True, "Å"),
        ("Aasen", False, "A"),
        ("Ärlig", False, "Æ"),
        ("«Sitat»", False, "S"),
        ("éclair", False, "E"),
        ("5-FU", False, "0–9"),
        ("α-TNF", False, "Α"),
        ("…", False, "#"),
        ("", False, "#"),
    ],
)
def test_a_word_stands_under_its_letter(word: str, names: bool, letter: str) -> None:
    assert initial_letter(word, names=names) == letter
