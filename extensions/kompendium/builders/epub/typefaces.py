"""The book's typefaces for an EPUB that brings them: cut to the characters in use, under names of our own."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from kompendium.fonts import font_folders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "fonts"
TEXT, HEADINGS = "Kompendium Text", "Kompendium Headings"
"""The names in the style sheet and in the files: the licence (SIL Open Font License 1.1, 3) reserves the fonts' own."""

_GENERIC = {"serif": TEXT, "sans-serif": HEADINGS}
_ALWAYS = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2028), 0x2212]))
"""Kept in any book, so that what a reading system adds to a page, or a reader writes there, is set in the same face."""
_NAMES = {0, 1, 2, 3, 4, 6, 13, 14}
"""Name records that stay (OpenType 1.9, «name»): copyright, names, licence and its address."""


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a family: ``weight`` is the one that is cut out of the variable font for the style sheet's."""

    family: str
    source: str
    weight: int
    bold: bool
    italic: bool

    @property
    def style(self) -> str:
        """The face's name within its family."""
        return " ".join(word for word, on in (("Bold", self.bold), ("Italic", self.italic)) if on) or "Regular"

    @property
    def href(self) -> str:
        """The file's name in the book."""
        return f"{FOLDER}/{self.family}-{self.style}.ttf".casefold().replace(" ", "-")


_SERIF, _SANS = font_folders()
# The weights of the PDF, whose bold is a semi-bold.
FACES = tuple(
    Face(family, f"{folder / stem}{'-Italic' if italic else ''}[{axes}].ttf", 600 if bold else 400, bold, italic)
    for family, folder, stem, axes in (
        (TEXT, _SERIF, "SourceSerif4", "opsz,wght"),
        (HEADINGS, _SANS, "SourceSans3", "wght"),
    )
    for bold in (False, True)
    for italic in (False, True)
)


@cache
def cut(face: Face, characters: frozenset[str]) -> bytes:
    """The face as a TrueType file with the glyphs of these characters, and small capitals for them."""
    with TTFont(io.BytesIO(_variable(face.source, characters | _ALWAYS)), recalcTimestamp=False) as font:
        # 12 points, the size that most people read an e-book at.
        wanted = {"wght": face.weight, "opsz": 12}
        axes = {axis.axisTag: wanted[axis.axisTag] for axis in font["fvar"].axes}
        instancer.instantiateVariableFont(font, axes, inplace=True)
        _rename(font, face)
        return _saved(font)


@cache
def _variable(source: str, characters: frozenset[str]) -> bytes:
    """The variable font with the glyphs of these characters, from which each weight is made: most of the work."""
    options = subset.Options(name_IDs=[*_NAMES], notdef_outline=True, hinting=False)
    options.layout_features = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "smcp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    with TTFont(source, recalcTimestamp=False, lazy=True) as font:
        subsetter.subset(font)
        return _saved(font)


def _saved(font: TTFont) -> bytes:
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def _rename(font: TTFont, face: Face) -> None:
    # The table of a family's styles names those of the variable font, which this no longer is.
    if "STAT" in font:
        del font["STAT"]
    name = font["name"]
    name.names = [record for record in name.names if record.nameID in _NAMES]
    full, postscript = f"{face.family} {face.style}", f"{face.family}-{face.style}".replace(" ", "")
    words = {1: face.family, 2: face.style, 3: full, 4: full, 6: postscript}
    for record in name.names:
        if record.nameID in words:
            record.string = words[record.nameID]
    font["OS/2"].usWeightClass = 700 if face.bold else 400
    italic, bold, regular = 1 << 0, 1 << 5, 1 << 6
    style = italic * face.italic | bold * face.bold | regular * (face.style == "Regular")
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~(italic | bold | regular) | style
    font["head"].macStyle = face.bold | face.italic << 1


def with_typefaces(style_sheet: str) -> str:
    """A style sheet of ours that sets text and headings in the book's faces, with the reader's own behind them."""
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {"bold" if face.bold else "normal"}; '
        f'font-style: {"italic" if face.italic else "normal"}; src: url("../{face.href}"); }}'
        for face in FACES
    ]
    named = re.sub(
        r"(font-family: )(serif|sans-serif);", lambda it: f'{it[1]}"{_GENERIC[it[2]]}", {it[2]};', style_sheet
    )
    return "\n".join([*rules, f'body {{ font-family: "{TEXT}", serif; }}', named])


def licences() -> Iterator[tuple[str, str]]:
    """The name of each typeface in use and the text of its licence."""
    for name, folder in (("Source Serif 4", _SERIF), ("Source Sans 3", _SANS)):
        yield name, _licence(folder)


def _licence(folder: Path) -> str:
    return (folder.parent / "LICENSE").read_text(encoding="utf-8")
