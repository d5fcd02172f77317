"""Words → a picture of 1200 × 630 pixels, in few colours and so in few bytes. Knows no Sphinx.

Drawn by Typst and the book's own typefaces, so that every machine draws the same; Pillow's own setting of type depends
on what the machine has.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import typst
from PIL import Image

from kompendium.fonts import font_folders
from kompendium.outputs import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIZE = (1200, 630)
"""What Open Graph's readers show large: 1.91 : 1."""

VERSION = 1
"""Raise it when other pictures come out: what was kept by an older version is then drawn again."""

_TEMPLATE = Path(__file__).with_name("picture.typ")
_WHITE, _ACCENT, _INK = (0xFF, 0xFF, 0xFF), (0x0F, 0x5C, 0x66), (0x1B, 0x1F, 0x23)
_STEPS = 7
"""Shades between white and a colour, for the edges of letters: two colours and white fit four bits a pixel."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on a picture: number, title, other names, and at the foot the book's name and its publisher's."""

    title: str
    book: str
    lang: str
    number: str = ""
    names: str = ""
    under: str = ""

    @property
    def key(self) -> str:
        """What tells one picture from another."""
        told = json.dumps([VERSION, typst_version(), asdict(self)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def alt(self) -> str:
        """The picture in words, all of which stand on it."""
        title = " ".join(part for part in (self.number, self.title) if part)
        return ". ".join(part.rstrip(".") for part in (title, self.names, self.book, self.under) if part) + "."


def typst_version() -> str:
    """The version that sets the type: another one may set it otherwise."""
    return version("typst")


def draw(words: Sequence[Words]) -> list[bytes]:
    """The pictures as PNG, in the order of their words.

    By way of a PDF: Typst's own PNG would have to be read again, to lessen its colours, which takes twice as long.
    """
    if not words:
        return []
    compiler = typst.Compiler(font_paths=[*font_folders()], ignore_system_fonts=True)
    facts = [asdict(item) | {"lang": item.lang.partition("-")[0]} for item in words]
    pdf = compiler.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs={"facts": json.dumps(facts)})
    palette = _palette()
    with pypdfium2.PdfDocument(pdf) as pages:
        # The page is as many points wide as the picture has pixels.
        return [_reduce(page.render(scale=1).to_pil(), palette) for page in pages]


def _palette() -> Image.Image:
    shades = [
        tuple(round(255 + (channel - 255) * step / _STEPS) for channel in colour)
        for colour in (_ACCENT, _INK)
        for step in range(1, _STEPS + 1)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for colour in (_WHITE, *shades, _WHITE) for channel in colour])
    return palette


def _reduce(drawn: Image.Image, palette: Image.Image) -> bytes:
    """The picture in sixteen colours, as PNG: a third of the bytes."""
    stream = io.BytesIO()
    drawn.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE).save(stream, "PNG", bits=4)
    return stream.getvalue()


def drawn(words: Iterable[Words], folder: Path) -> dict[Words, bytes]:
    """Each picture, from ``folder`` where an earlier build has left it there; what nobody asked for is removed."""
    wanted = list(dict.fromkeys(words))
    files = {item: folder / f"{item.key}.png" for item in wanted}
    missing = [item for item in wanted if not files[item].is_file()]
    for item, png in zip(missing, draw(missing), strict=True):
        replace_file(files[item], png)
    kept = set(files.values())
    for file in folder.glob("*.png"):
        if file not in kept:
            file.unlink()
    return {item: file.read_bytes() for item, file in files.items()}
