from __future__ import annotations

import re
from pathlib import Path

import pytest

import kompendium

HOUSE = Path(kompendium.__file__).parent
SHEETS = sorted([*HOUSE.glob("blocks/**/*.epub.css"), HOUSE / "builders/epub/epub.css"])
FORBIDDEN = {
    "a rule that old engines do not know": r"@(media|supports|font-face|import|layer|container)",
    "a function that old engines do not know": r"\b(var|calc|min|max|clamp|rgba?|hsla?)\(",
    "a layout that old engines do not know": r"display:\s*(flex|grid|inline-flex|contents)",
    "a selector that old engines do not know": r":(not|is|where|has|nth-[a-z-]+|first-of-type|last-child)\b|::",
    "a length that old engines do not know": r"\d(rem|vw|vh|ch|px\s*\*)\b",
    "a font size that the reader cannot change": r"font(-size)?:[^;]*\d(px|pt)\b",
    "a property that is too new": r"(?<![-\w])(border-radius|box-shadow|break-(inside|after)|hyphens|gap)\s*:",
    "a colour": r"(?<![-\w])(color|background(-color)?|border(-[a-z]+)*-color)\s*:|#[0-9a-fA-F]{3,8}\b",
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_sheet_is_css_2_1_without_colours(sheet, what):
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(FORBIDDEN[what], css) == [], what
