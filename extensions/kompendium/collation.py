"""Norwegian alphabetical order without ICU. Pure: knows no Sphinx.

The order is that of Norwegian registers: …z æ ø å; ä is filed as æ, ö as ø, «aa» in names as å, and other accents
as their letter. Words are compared first by letters alone (spaces, hyphens and case do not count), so that
«E-vitamin» stands between «Evalueringen» and «Evje»; what is still equal is told apart by spaces, accents and case.
"""

from __future__ import annotations

import unicodedata

CollationKey = tuple[tuple[int, ...], tuple[int, ...], str]
"""Compared in order: letters, accents and spelling, then the text itself (lower case before upper case)."""

# Letters that Unicode does not take apart, or that Norwegian order files elsewhere than under their base letter.
_SAME_LETTER = {
    "ä": "æ",
    "ǽ": "æ",
    "ö": "ø",
    "ő": "ø",
    "ǿ": "ø",
    "œ": "ø",
    "ü": "y",
    "ű": "y",
    "ß": "ss",
    "ð": "d",
    "đ": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ŋ": "n",
    "ŧ": "t",
    "ħ": "h",
}
_LETTERS = {letter: rank for rank, letter in enumerate("abcdefghijklmnopqrstuvwxyzæøå", start=1000)}


def _letters(text: str, *, aa: bool) -> str:
    """The text as letters of the Norwegian alphabet, digits, and what belongs to neither."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    if aa:
        folded = folded.replace("aa", "å")
    out: list[str] = []
    for character in folded:
        if character in _LETTERS:
            out.append(character)
        elif character in _SAME_LETTER:
            out.append(_SAME_LETTER[character])
        else:
            # Greek and other letters keep their own rank; only marks are dropped.
            out.extend(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
    return "".join(out)


def _rank(character: str) -> int:
    """Digits come before letters, and letters of other scripts after å."""
    if character in _LETTERS:
        return _LETTERS[character]
    if character.isdecimal():
        return 500 + unicodedata.decimal(character, 0)
    return 5000 + ord(character)


def norwegian_key(text: str, *, names: bool = False) -> CollationKey:
    """A sort key for Norwegian order. ``names`` files «aa» as å (Aasen among the Å's), as registers of persons do."""
    letters = _letters(text, aa=names)
    first = tuple(_rank(c) for c in letters if c.isalnum())
    # A word broken by a space or hyphen comes before the same letters in one word; then plain before accented.
    second = tuple(0 if not c.isalnum() else _rank(c) for c in letters)
    return first, second, text.swapcase()


def initial_letter(text: str, *, names: bool = False) -> str:
    """The heading that a word stands under in a register: a capital letter, or «0–9», or «#» for anything else."""
    for character in _letters(text, aa=names):
        if character in _LETTERS or character.isalpha():
            return character.upper()
        if character.isdecimal():
            return "0–9"
    return "#"
