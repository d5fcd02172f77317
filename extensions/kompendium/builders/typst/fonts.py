"""The fonts of a PDF: which there are, what they can do, and the characters that none of them has."""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from sphinx.locale import get_translation

from kompendium.fonts import font_folders

_ = get_translation("kompendium")

Folders = tuple[Path, ...]
"""The folders of a project's own fonts, beside those that come with the installation."""


@cache
def fonts(folders: Folders = ()) -> Any:
    """The fonts Typst may use, scanned once for a process; the machine's own are left out."""
    own = [*font_folders(), *folders]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[*own])


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a family; a variable one has a span of weights."""

    style: str
    lightest: float
    boldest: float


@cache
def faces(folders: Folders = ()) -> dict[str, list[Face]]:
    """Family → its fonts."""
    found: dict[str, list[Face]] = {}
    for font in fonts(folders).fonts():
        weights = _weight_axis(Path(font.path), font.index) if font.path else None
        face = Face(font.style, *(weights or (font.weight, font.weight)))
        found.setdefault(font.family, []).append(face)
    return found


def _weight_axis(file: Path, index: int) -> tuple[float, float] | None:
    """The lightest and the boldest weight of a variable font (OpenType 1.9, «fvar»); ``None`` for other fonts."""
    data = file.read_bytes()
    try:
        start = struct.unpack_from(">L", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
        (count,) = struct.unpack_from(">H", data, start + 4)
        for table in range(count):
            tag, _sum, offset, _size = struct.unpack_from(">4sLLL", data, start + 12 + 16 * table)
            if tag != b"fvar":
                continue
            first, _reserved, axes, size = struct.unpack_from(">HHHH", data, offset + 4)
            for axis in range(axes):
                name, least, _default, most = struct.unpack_from(">4slll", data, offset + first + axis * size)
                if name == b"wght":
                    return least / 65536, most / 65536
    except struct.error:
        pass
    return None


def lacking(family: list[Face]) -> list[str]:
    """What a family lacks of what text and headings are set in, in words."""
    missing = []
    if not any(face.style in ("italic", "oblique") for face in family):
        missing.append(_("italic"))
    upright = [face for face in family if face.style == "normal"]
    if not any(face.boldest >= 600 for face in upright):
        missing.append(_("bold"))
    if not any(face.lightest <= 450 and face.boldest >= 350 for face in upright):
        missing.append(_("regular"))
    return missing


# Covered by Source Serif 4 and Source Sans 3, and what nearly all text consists of: no need to ask Typst.
_PLAIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2030, 0x2212, 0x20AC]))
_SPACES = frozenset("\t\n\v\f\r")


@lru_cache(maxsize=65536)
def _covered(characters: str, folders: Folders) -> frozenset[str]:
    """Those of the characters that some font has, by letting Typst try each.

    PDF/UA refuses what no font has, and PDF/A what stands in the private area, where each font has its own.
    """
    # A space each side keeps neighbours from forming a ligature or a combined glyph.
    lines = [f'#" \\u{{{ord(character):x}}} ";\n' for character in characters]
    source = '#set document(title: "x")\n#set text(font: "Source Serif 4")\n' + "\n".join(lines)
    try:
        typst.compile(source.encode(), font_paths=fonts(folders), pdf_standards=["a-2a", "ua-1"], timestamp=0)
    except typst.TypstError as error:
        if len(characters) == 1:
            return frozenset()
        # The report shows the source line of each refused character.
        refused = {c for c in characters if f"\\u{{{ord(c):x}}} " in error.diagnostic}
        rest = "".join(c for c in characters if c not in refused)
        if not refused:
            half = len(characters) // 2
            return _covered(characters[:half], folders) | _covered(characters[half:], folders)
        return _covered(rest, folders) if rest else frozenset()
    return frozenset(characters)


_asked: dict[Folders, dict[str, bool]] = {}


def missing_glyphs(text: str, folders: Folders = ()) -> list[str]:
    """The characters of the text that no font can show, in order, each once."""
    asked = _asked.setdefault(folders, {})
    unusual = [c for c in dict.fromkeys(text) if c not in _PLAIN and c not in _SPACES]
    unknown = "".join(c for c in unusual if c not in asked)
    if unknown:
        covered = _covered(unknown, folders)
        asked.update({c: c in covered for c in unknown})
    return [c for c in unusual if not asked[c]]


_CJK = {
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "KATAKANA-HIRAGANA",
    "HANGUL",
    "BOPOMOFO",
    "IDEOGRAPHIC",
    "FULLWIDTH",
    "HALFWIDTH",
}


def character_group(character: str) -> str:
    """The script of a character by its Unicode name, such as «Arabic»; «CJK» for those written together, else symbols.

    A font has most characters of a group, or none.
    """
    first = unicodedata.name(character, "symbol").split()[0]
    if first in _CJK:
        return "CJK"
    return first.title() if unicodedata.category(character)[0] in "LM" else _("symbols")


def stand_in(character: str) -> str:
    """What is printed for a character without a glyph: its code point, so that nothing vanishes."""
    return f"[U+{ord(character):04X}]"
