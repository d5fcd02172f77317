"""Pictures: the sizes that an author wrote, as Typst's lengths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import imagesize

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = re.compile(r"^\s*([0-9]*\.?[0-9]+)\s*([a-zA-Z%]*)\s*$")
_PT_PER_UNIT = {"": 0.75, "px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "bp": 1.0}
"""CSS: a pixel is 1/96 of an inch."""


def length(text: object, scale: float = 1.0) -> str | None:
    """A width or height as Typst writes it, or ``None`` where it says nothing that can be used."""
    match = _LENGTH.match(str(text)) if text else None
    if match is None:
        return None
    number, unit = float(match[1]) * scale, match[2].lower()
    if unit == "%":
        return f"{min(number, 100.0):g}%"
    if unit in ("em", "rem", "ex"):
        return f"{number / (2 if unit == 'ex' else 1):g}em"
    if unit not in _PT_PER_UNIT:
        return None
    return f"{number * _PT_PER_UNIT[unit]:.2f}pt"


def intrinsic_size_pt(file: Path) -> tuple[float, float] | None:
    """A picture's own size in points, its pixels taken as 1/96 of an inch."""
    try:
        width, height = imagesize.get(file)
    except (OSError, ValueError):
        return None
    if width <= 0 or height <= 0:
        return None
    return float(width) * 0.75, float(height) * 0.75
