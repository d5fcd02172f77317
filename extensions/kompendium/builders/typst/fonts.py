"""The fonts of a PDF, and the characters that none of them has."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import typst

from kompendium.fonts import font_folders


@cache
def fonts() -> Any:
    """The fonts Typst may use, scanned once for a process; the machine's own are left out."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[*font_folders()])


# Covered by Source Serif 4 and Source Sans 3, and what nearly all text consists of: no need to ask Typst.
_PLAIN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2030, 0x2212, 0x20AC]))


@lru_cache(maxsize=65536)
def _covered(characters: str) -> frozenset[str]:
    """Those of the characters that some font has, by letting Typst try each under PDF/UA, which refuses the others."""
    # A space each side keeps neighbours from forming a ligature or a combined glyph.
    lines = [f'#" \\u{{{ord(character):x}}} ";\n' for character in characters]
    source = '#set document(title: "x")\n#set text(font: "Source Serif 4")\n' + "\n".join(lines)
    try:
        typst.compile(source.encode(), font_paths=fonts(), pdf_standards=["ua-1"], timestamp=0)
    except typst.TypstError as error:
        if len(characters) == 1:
            return frozenset()
        # The report shows the source line of each refused character.
        refused = {c for c in characters if f"\\u{{{ord(c):x}}} " in error.diagnostic}
        rest = "".join(c for c in characters if c not in refused)
        if not refused:
            half = len(characters) // 2
            return _covered(characters[:half]) | _covered(characters[half:])
        return _covered(rest) if rest else frozenset()
    return frozenset(characters)


_asked: dict[str, bool] = {}


def missing_glyphs(text: str) -> list[str]:
    """The characters of the text that no font can show, in order, each once."""
    unusual = [c for c in dict.fromkeys(text) if c not in _PLAIN and not c.isspace()]
    unknown = "".join(c for c in unusual if c not in _asked)
    if unknown:
        covered = _covered(unknown)
        _asked.update({c: c in covered for c in unknown})
    return [c for c in unusual if not _asked[c]]


def stand_in(character: str) -> str:
    """What is printed for a character without a glyph: its code point, so that nothing vanishes."""
    return f"[U+{ord(character):04X}]"
