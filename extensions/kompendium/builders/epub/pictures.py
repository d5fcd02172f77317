"""Pictures for e-readers: covers, and PNG for SVG, which not every engine draws."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING

import typst
from lxml import etree

from kompendium.active_content import strip_scripts
from kompendium.diagnostics import Finding, report
from kompendium.fonts import font_folders
from kompendium.picture_metadata import without_metadata
from kompendium.pictures import judge

from .package import MEDIA_TYPES, to_bytes
from .refine import safe_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.nodes import Node

SVG = "http://www.w3.org/2000/svg"
COVER_WIDTH_PX = 1600
FALLBACK_WIDTH_PX = 1600
"""As many as the widest grey e-readers show: it is shown in place of the drawing."""
PAGE_WIDTH_PT = 400
_COVER = Path(__file__).with_name("cover.typ")
_PICTURE = """
#set page(width: {width}pt, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.picture), format: "svg", width: 100%)
"""


class PictureError(ValueError):
    """A picture that cannot be read or drawn; its message says why."""


@dataclass(frozen=True, slots=True)
class CoverText:
    """The words on a drawn cover; ``over`` stands at the top, ``under`` at the foot."""

    title: str
    lang: str
    over: str = ""
    number: str = ""
    subtitle: str = ""
    people: str = ""
    under: str = ""


_thread = local()


def _compiler() -> typst.Compiler:
    """A compiler for each thread: one cannot serve two at once."""
    if not hasattr(_thread, "compiler"):
        # System fonts would make the picture depend on the machine.
        _thread.compiler = typst.Compiler(font_paths=[*font_folders()], ignore_system_fonts=True)
    compiler: typst.Compiler = _thread.compiler
    return compiler


def _draw(source: bytes, width_px: int, inputs: Mapping[str, str]) -> bytes:
    try:
        # A page PAGE_WIDTH_PT wide at this resolution is width_px wide.
        png = _compiler().compile(source, format="png", ppi=width_px * 72 / PAGE_WIDTH_PT, sys_inputs=dict(inputs))
    except typst.TypstError as error:
        raise PictureError(str(error)) from error
    # One page gives bytes, several a list; nothing comes of nothing only where an output file is named.
    page = png[0] if isinstance(png, list) else png
    return page or b""


def draw_cover(words: CoverText) -> bytes:
    """A cover as PNG from words alone."""
    # Typst wants the language alone, without region or script.
    facts = asdict(words) | {"lang": words.lang.partition("-")[0]}
    return _draw(_COVER.read_bytes(), COVER_WIDTH_PX, {"facts": json.dumps(facts)})


def rasterise(svg: bytes, width_px: int = FALLBACK_WIDTH_PX) -> bytes:
    """An SVG as PNG on white; :exc:`PictureError` where it cannot be drawn."""
    source = _PICTURE.format(width=PAGE_WIDTH_PT).encode()
    return _draw(source, width_px, {"picture": svg.decode("utf-8-sig")})


def cover_picture(file: Path) -> tuple[bytes, str]:
    """The publisher's cover, and its file name extension: SVG becomes PNG, which every e-reader shows in its shelf."""
    verdict = judge(file)
    if verdict.problem:
        raise PictureError(verdict.problem)
    data = without_metadata(file.read_bytes())
    return (rasterise(data, COVER_WIDTH_PX), ".png") if verdict.format == "svg" else (data, verdict.suffix)


def prepare_svg(data: bytes) -> bytes:
    """A figure's SVG with a ground of its own (line art vanishes at night without), a size, and no scripts."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    except etree.XMLSyntaxError as error:
        raise PictureError(str(error)) from error
    box = (root.get("viewBox") or "").replace(",", " ").split()
    if len(box) == 4:
        left, top, width, height = box
        # Without a size of its own a picture is 300 × 150 pixels in most engines.
        root.set("width", root.get("width", width))
        root.set("height", root.get("height", height))
    else:
        left, top, width, height = "0", "0", "100%", "100%"
    ground = etree.Element(f"{{{SVG}}}rect", x=left, y=top, width=width, height=height, fill="#ffffff")
    # After «title» and «desc», which name the picture only where they come first.
    names = {f"{{{SVG}}}{n}" for n in ("title", "desc", "metadata", "defs", "style")}
    index = next((i for i, child in enumerate(root) if child.tag not in names), len(root))
    root.insert(index, ground)
    _harden_ids(root)
    strip_scripts(root)
    return to_bytes(root)


def _harden_ids(root: etree._Element) -> None:
    """Ids without colons, which drawing programs write and an EPUB may not hold, and references that follow them."""
    renamed = {i: safe_id(i) for e in root.iter(etree.Element) if (i := e.get("id")) and i != safe_id(i)}
    if not renamed:
        return

    def follow(match: re.Match[str]) -> str:
        return match[1] + renamed.get(match[2], match[2])

    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, renamed.get(str(value), str(value)))
            elif "#" in value:
                element.set(name, re.sub(r"(^#|url\(['\"]?#)([^'\")]+)", follow, str(value)))
        if element.tag == f"{{{SVG}}}style" and element.text:
            element.text = re.sub(r"(#)([\w:.-]+)", follow, element.text)


def fallback_href(svg_href: str) -> str:
    """The href of the PNG that is made of an SVG."""
    stem, extension = posixpath.splitext(svg_href)
    return f"{stem}{extension.replace('.', '-')}.png"


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be done with a picture: ``suffix`` is another file name extension, ``data`` what its file becomes."""

    suffix: str = ""
    data: bytes = field(default=b"", repr=False)
    refused: bool = False


class PictureStore:
    """The pictures of a work folder as they go into the book, each made once; a PNG for each SVG."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.places: dict[str, Node | str | None] = {}
        """Where each picture stands first: a node, or a document's name."""
        self._made: dict[str, bytes | None] = {}

    def put(self, href: str, data: bytes) -> None:
        """Let a picture be this instead of its file."""
        self._made[href] = data

    def refuse(self, href: str) -> None:
        """Treat a picture as one that no e-reader can show."""
        self._made[href] = None

    def get(self, href: str) -> bytes | None:
        """A picture's data; ``None`` where there is no such file, or no e-reader can show it."""
        if href not in self._made:
            self._made[href] = self._read(href)
        return self._made[href]

    def has(self, href: str) -> bool:
        """Whether the book can show a picture."""
        return self.get(href) is not None

    def fallback(self, href: str) -> str:
        """The href of the PNG that stands in for an SVG, or empty."""
        png = fallback_href(href)
        return png if href.endswith(".svg") and self.has(href) and self.has(png) else ""

    def _read(self, href: str) -> bytes | None:
        file = self.folder / href
        extension = file.suffix.lower()
        if extension not in MEDIA_TYPES or not file.is_file():
            return None
        data = without_metadata(file.read_bytes())
        if extension != ".svg":
            return data
        try:
            prepared = prepare_svg(data)
            self._made[fallback_href(href)] = rasterise(prepared)
        except (PictureError, UnicodeDecodeError) as error:
            report(Finding.EPUB_PICTURE, self.places.get(href), found=href, problem=f"«{error}»")
            return None
        return prepared
