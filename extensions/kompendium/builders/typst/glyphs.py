"""What of a text can be printed: characters that no font has, and marks that no font can set on their letter.

Typst shows a letter and the marks over it by one font, and refuses the file where none has all of them, even if each
is somewhere. So it is asked, in every face that text is set in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

import typst

from kompendium.builders.typst.fonts import Folders, fonts, missing_glyphs, stand_in
from kompendium.builders.typst.writer import expression, quote

_LINE = re.compile(r"__typst_py_bytes__\.typ:(\d+):")


@dataclass(frozen=True, slots=True)
class Typefaces:
    """What a project's text is set in: the families of text, headings and code, and the folders of its own fonts."""

    families: tuple[tuple[str, ...], ...]
    folders: Folders = ()


_asked: dict[Typefaces, dict[str, bool]] = {}
"""Each letter with marks that was tried, for the life of the process."""


def fitted(text: str, typefaces: Typefaces) -> tuple[str, list[str]]:
    """The text with a stand-in for what cannot be printed, and the characters that cannot, each once, in order."""
    missing = missing_glyphs(text, typefaces.folders)
    for character in missing:
        text = text.replace(character, stand_in(character))
    marks = "".join(sorted(c for c in set(text) if c > "\u02ff" and unicodedata.category(c).startswith("M")))
    if not marks:
        return text, missing
    marked = re.compile(f"(?s)([^{marks}]?)([{marks}]+)")
    # All at once, which is much quicker than one by one below.
    _shown({part for base, over in marked.findall(text) for part in _growing(base.strip(), over)}, typefaces)

    def fit(found: re.Match[str]) -> str:
        printed, letter = found[1], found[1].strip()
        for mark in found[2]:
            if _shown({letter + mark}, typefaces):
                printed, letter = printed + mark, letter + mark
            else:
                missing.append(mark)
                # What follows stands over the stand-in's bracket.
                printed, letter = printed + stand_in(mark), "]"
        return printed

    return marked.sub(fit, text), list(dict.fromkeys(missing))


def _growing(letter: str, marks: str) -> list[str]:
    """A letter with one of its marks, with two …; where a word begins with a mark it has no letter."""
    return [letter + marks[:count] for count in range(1, len(marks) + 1)]


def _shown(letters: set[str], typefaces: Typefaces) -> set[str]:
    """Those of the letters with their marks that can be printed under both standards."""
    known = _asked.setdefault(typefaces, {})
    if unknown := sorted(letters - known.keys()):
        faces = [
            f"font: {expression(families)}, weight: {weight}, style: {quote(style)}"
            for families, weight, style in product(typefaces.families, (400, 600), ("normal", "italic"))
        ]
        # By itself, as where another face begins, and after a space. In markup, so that each error has its line.
        lines = ["".join(f"#text({face})[#{quote(it)}; #{quote(' ' + it)};] " for face in faces) for it in unknown]
        source = "\n".join(['#set document(title: "x")', *lines])
        refused: set[int] = set()
        try:
            typst.compile(
                source.encode(), font_paths=fonts(typefaces.folders), pdf_standards=["a-2a", "ua-1"], timestamp=0
            )
        except typst.TypstError as error:
            refused = {int(line) - 2 for line in _LINE.findall(error.diagnostic)}
        known.update({letter: number not in refused for number, letter in enumerate(unknown)})
    return {letter for letter in letters if known[letter]}
