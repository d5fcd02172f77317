"""The icons of the boxes: simple line drawings in a square of 24, in the colour of the text (``currentColor``).

One file an icon serves every format; the site and the EPUB put it into the page, Typst reads it with a colour.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def drawing(name: str) -> str:
    """The shapes of an icon, without the ``svg`` element around them. Raises ``OSError`` where there is none."""
    svg = (FOLDER / f"{name}.svg").read_text("utf-8")
    return svg[svg.index(">") + 1 : svg.rindex("<")]
