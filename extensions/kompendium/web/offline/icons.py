"""The icons of an installed site, made of its favicon."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING

import typst
from PIL import Image, UnidentifiedImageError

from kompendium.fonts import font_folders
from kompendium.pictures import sniff

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (192, 512)
THEME_COLOUR, BACKGROUND = "#0f5c66", "#ffffff"

_SOURCE = """
#let facts = json(bytes(sys.inputs.facts))
#set page(width: 512pt, height: 512pt, margin: 0pt, fill: if facts.fill == "" { none } else { rgb(facts.fill) })
#align(center + horizon, if facts.picture == "" {
  set text(font: "Source Serif 4", size: 330pt * facts.share, weight: 600, fill: rgb(facts.ink))
  box(width: 512pt * facts.share, height: 512pt * facts.share, radius: 80pt * facts.share, fill: rgb(facts.ground),
    align(center + horizon, facts.letter))
} else {
  box(width: 512pt * facts.share, height: 512pt * facts.share,
    image(bytes(facts.picture), format: "svg", width: 100%, height: 100%, fit: "contain"))
})
"""


def _svg_of(favicon: Path | None) -> str:
    """The favicon as SVG; empty where there is none that is large enough."""
    if favicon is None or not favicon.is_file():
        return ""
    data = favicon.read_bytes()
    if sniff(data[:65536]) == "svg":
        return data.decode("utf-8-sig", errors="replace")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            width, height = picture.size
            if min(width, height) < SIZES[0]:
                return ""
            stream = io.BytesIO()
            picture.convert("RGBA").save(stream, "PNG")
    except (UnidentifiedImageError, OSError):
        return ""
    inside = base64.b64encode(stream.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{inside}"/></svg>'
    )


def draw_icons(favicon: Path | None, letter: str) -> dict[str, bytes]:
    """File name → PNG: two sizes, one that may be cut to any shape, one for Apple's home screens.

    Where the favicon is missing or too small, the ``letter`` stands in its place.
    """
    svg = _svg_of(favicon)
    wanted = [(f"icon-{size}.png", size, "", 1.0) for size in SIZES]
    # A maskable icon keeps what counts within the middle four fifths, and has no clear ground.
    wanted += [("icon-maskable-512.png", 512, THEME_COLOUR, 0.72), ("apple-touch-icon.png", 180, THEME_COLOUR, 0.82)]
    try:
        return {name: _draw(svg, letter, size, fill, share) for name, size, fill, share in wanted}
    except typst.TypstError:
        return {name: _draw("", letter, size, fill, share) for name, size, fill, share in wanted}


def _draw(svg: str, letter: str, size: int, fill: str, share: float) -> bytes:
    compiler = typst.Compiler(font_paths=[*font_folders()], ignore_system_fonts=True)
    facts = {
        "picture": svg,
        "letter": letter,
        "fill": fill,
        "share": share,
        "ink": BACKGROUND,
        "ground": THEME_COLOUR,
    }
    made = compiler.compile(
        _SOURCE.encode(), format="png", ppi=size * 72 / 512, sys_inputs={"facts": json.dumps(facts)}
    )
    page = made[0] if isinstance(made, list) else made
    return page or b""
