"""What a picture's file really holds, and whether a book can show it.

A picture is judged by its content, never by its name, and by the engine that draws the PDF: one picture that it
refuses would cost the whole file. Rooms ask when a document is read, builders before they use a picture.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import typst
from lxml import etree
from PIL import Image, ImageCms, ImageOps
from sphinx.locale import get_translation

from kompendium.fonts import font_folders

if TYPE_CHECKING:
    from pathlib import Path

_ = get_translation("kompendium")

WEB_FORMATS = ("svg", "png", "jpg", "gif", "webp")
"""What a web site, an EPUB (3.3, 3.2 core media types) and a PDF can all show."""
PRINT_FORMATS = (*WEB_FORMATS, "pdf")
"""What a PDF can show."""
PHOTO_FORMATS = ("png", "jpg", "gif")
"""What every e-reader ever made can show, besides drawings."""
CONVERTIBLE = ("png", "jpg", "gif", "webp", "avif", "bmp", "tiff", "ico", "psd")
"""What can be made over into one of those."""

_NAMES = {"jpg": "JPEG", "webp": "WebP", "tiff": "TIFF", "eps": "EPS"}
_SUFFIXES = {"jpg": (".jpg", ".jpeg", ".jpe"), "tiff": (".tif", ".tiff")}
_SIGNATURES = (
    ("png", rb"\x89PNG\r\n\x1a\n"),
    ("jpg", rb"\xff\xd8\xff"),
    ("gif", rb"GIF8[79]a"),
    ("webp", rb"RIFF....WEBP"),
    ("pdf", rb"%PDF-"),
    ("bmp", rb"BM.{4}\x00\x00\x00\x00|BM$"),
    ("tiff", rb"II\*\x00|MM\x00\*"),
    ("avif", rb"....ftypavi[fs]"),
    ("heic", rb"....ftyp(?:hei[cx]|hev[cx]|mif1|msf1)"),
    ("ico", rb"\x00\x00\x01\x00"),
    ("psd", rb"8BPS"),
    ("eps", rb"%!PS|\xc5\xd0\xd3\xc6"),
    ("emf", rb"\x01\x00\x00\x00.{36} EMF"),
    ("wmf", rb"\xd7\xcd\xc6\x9a"),
    ("jxl", rb"\xff\x0a|\x00\x00\x00\x0cJXL "),
    ("svgz", rb"\x1f\x8b"),
    # White space, declaration, comments and document type may come before the root.
    ("svg", rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.*?\?>|<!--.*?-->|<!DOCTYPE.*?>|\s)*<(?:\w+:)?svg[\s>/]"),
)
_HEAD_BYTES = 65536
_SVG = "http://www.w3.org/2000/svg"
_LINKED = re.compile(r"failed to load linked image (?P<name>.*?) in SVG")
_PAGE = '#set document(title: "x")\n#set page(width: 100pt, height: 100pt, margin: 0pt)\n'
# The name and the data travel beside the source: nothing in them can break it.
_FROM_FILE = _PAGE + '#image("/" + sys.inputs.name, format: sys.inputs.format, alt: "x", width: 100%)'
_FROM_TEXT = _PAGE + '#image(bytes(sys.inputs.data), format: "svg", alt: "x", width: 100%)'


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out of a picture. ``problem`` says why it cannot be used; empty where it can."""

    format: str = ""
    problem: str = ""

    @property
    def suffix(self) -> str:
        """The file name extension of its real format."""
        return f".{self.format}" if self.format else ""

    def fits(self, suffix: str) -> bool:
        """Whether a file name extension says what the file is."""
        return suffix.lower() in _SUFFIXES.get(self.format, (self.suffix,))


def format_name(name: str) -> str:
    """A format as people write it."""
    return _NAMES.get(name, name.upper())


def format_names(formats: tuple[str, ...] = WEB_FORMATS) -> str:
    """The formats as a list in words."""
    return ", ".join(map(format_name, formats))


def sniff(head: bytes) -> str:
    """The format that a file's first bytes tell of, or empty."""
    return next((name for name, mark in _SIGNATURES if re.match(mark, head, re.DOTALL)), "")


def judge(
    file: Path,
    formats: tuple[str, ...] = WEB_FORMATS,
    *,
    archival: bool = False,
    known: bool = False,
    folders: tuple[Path, ...] = (),
) -> Verdict:
    """Look at a picture: its real format, and what is wrong with it, in the book's language.

    ``archival``: also as PDF/A and PDF/UA see it, which refuse a drawing with a character that no font has.
    ``known``: it was looked at before; the pixels of a photograph, which take time, are not decoded again.
    ``folders``: of a project's own fonts, for the words of drawings.
    """
    try:
        if file.is_dir():
            return Verdict("", str(_("it is a folder")))
        stat = file.stat()
        if stat.st_size == 0:
            return Verdict("", str(_("the file is empty")))
        with file.open("rb") as stream:
            found = sniff(stream.read(_HEAD_BYTES))
        if not found:
            return Verdict("", str(_("its content is no picture")))
        if found not in formats:
            return Verdict(found, _("its format is {format}").format(format=format_name(found)))
        if known and found not in ("svg", "pdf"):
            return Verdict(found)
        said = _defect(file, found, stat.st_mtime_ns, stat.st_size, archival, folders)
    except OSError as error:
        # Its own text has the whole path in it, which differs from machine to machine.
        return Verdict("", f"«{error.strerror or error}»")
    if linked := _LINKED.search(said):
        name = linked["name"]
        return Verdict(found, _("it takes in a picture from outside itself, «{name}»").format(name=name))
    if said:
        return Verdict(found, _("the file is damaged or incomplete: «{said}»").format(said=said))
    return Verdict(found)


@dataclass(frozen=True, slots=True)
class Converted:
    """A picture made over; sizes are width and height in pixels."""

    data: bytes
    format: str
    size: tuple[int, int]
    original: tuple[int, int]


class PictureUnreadableError(ValueError):
    """A picture that cannot be made over; its message says why, in the book's language."""


_FEW_COLOURS = 4096
"""What a drawing has at most; JPEG would blur its edges."""
_NORMAL = 1
_OPAQUE = 255
_ORIENTATION = 0x0112


_LOSSLESS_BYTES = 1_500_000
"""A picture without loss that takes more as PNG is kept as JPEG in an e-book."""


def converted(
    file: Path,
    formats: tuple[str, ...],
    most_px: int | None = None,
    *,
    quality: int = 88,
    lossless_bytes: int | None = _LOSSLESS_BYTES,
) -> Converted | None:
    """A picture in one of these formats, its longer side no more than ``most_px`` pixels; ``None`` if it is so already.

    Also what shows differently from engine to engine is made over: colours for print (CMYK), and a photograph that
    only says in which way it is to be turned. ``quality`` is the one of a JPEG, up to 95; ``lossless_bytes`` is what a
    picture without loss may take as PNG before it becomes a JPEG (``None``: as much as it needs). Raises
    :exc:`PictureUnreadableError`.
    """
    with file.open("rb") as stream:
        found = sniff(stream.read(_HEAD_BYTES))
    if found not in CONVERTIBLE:
        return None
    try:
        with warnings.catch_warnings():
            # From here on Pillow warns, and from twice that on it refuses, since such a picture could fill the memory.
            warnings.simplefilter("ignore" if found == "jpg" else "error", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                return _converted(picture, found, formats, most_px, quality, lossless_bytes)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise PictureUnreadableError(str(_("it has more pixels than can be read safely"))) from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, ImageCms.PyCMSError) as error:
        if found in formats:
            return None  # whoever judges the picture says what is wrong with it
        raise PictureUnreadableError(
            _("the file is damaged or incomplete: «{said}»").format(said=_said(error))
        ) from error


def _converted(
    picture: Image.Image,
    found: str,
    formats: tuple[str, ...],
    most_px: int | None,
    quality: int,
    lossless_bytes: int | None,
) -> Converted | None:
    size = picture.size
    most_px = most_px or max(size)
    is_large = max(size) > most_px and not getattr(picture, "is_animated", False)
    is_turned = picture.getexif().get(_ORIENTATION, _NORMAL) != _NORMAL
    if found in formats and not is_large and not is_turned and picture.mode != "CMYK":
        return None
    if found == "jpg" and is_large:
        # A JPEG can be read at a half, a quarter or an eighth of its size, at so much less memory.
        picture.draft(None, (most_px, most_px))
    made = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    if made.mode.startswith("I"):
        made, profile = made.convert("I").point(lambda value: value / 256).convert("L"), None
    has_alpha = "transparency" in made.info or "A" in made.mode
    if made.mode == "CMYK" and profile:
        # One with a damaged profile has the colours of none.
        with suppress(ImageCms.PyCMSError):
            target = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(made, io.BytesIO(profile), target, outputMode="RGB") or made
        profile = None
    if made.mode == "1":
        made, profile = made.convert("L"), None
    if made.mode not in {"L", "RGB", "RGBA"}:
        made, profile = made.convert("RGBA" if has_alpha else "RGB"), None
    made.thumbnail((most_px, most_px), Image.Resampling.LANCZOS)
    has_alpha = made.mode == "RGBA" and made.getchannel("A").getextrema()[0] != _OPAQUE
    lossy = found in {"jpg", "webp", "avif"} and made.getcolors(_FEW_COLOURS) is None
    png = b"" if lossy and not has_alpha and "jpg" in formats else _saved(made, "PNG", profile)
    if (
        "png" in formats
        and png
        and (has_alpha or lossless_bytes is None or len(png) < lossless_bytes or "jpg" not in formats)
    ):
        return Converted(png, "png", made.size, size)
    made = made if made.mode == "L" else made.convert("RGB")
    return Converted(_saved(made, "JPEG", profile, quality), "jpg", made.size, size)


def _saved(picture: Image.Image, form: str, profile: bytes | None, quality: int = 0) -> bytes:
    """A picture's bytes, without what a camera noted beside it, such as the place."""
    buffer = io.BytesIO()
    picture.info.clear()
    # From 90 on nothing of the colours' sharpness is given up either.
    options: dict[str, Any] = {"quality": quality, "subsampling": 0 if quality >= 90 else 2, "optimize": True}
    options = options if form == "JPEG" else {}
    picture.save(buffer, form, icc_profile=profile, **options)
    return buffer.getvalue()


_judged: dict[tuple[Path, int, int, bool, tuple[Path, ...]], str] = {}


def _defect(file: Path, found: str, mtime_ns: int, size: int, archival: bool, folders: tuple[Path, ...]) -> str:
    """What the engine says of a picture that it cannot draw, or empty; asked once for each state of a file."""
    key = (file, mtime_ns, size, archival, folders)
    if key not in _judged:
        if found == "svg":
            _judged[key] = _draw_svg(file.read_bytes(), archival, folders)
        else:
            _judged[key] = _draw(file, found, archival)
    return _judged[key]


@cache
def _fonts(folders: tuple[Path, ...] = ()) -> Any:
    paths = [*font_folders(), *folders]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[*paths])


def _said(error: Exception) -> str:
    text = " ".join(str(error).split()).removeprefix("failed to compile document: ")
    # The place is that in our own few lines.
    return text.removesuffix(" (<string>, line 1)").rstrip(".")


def _draw_svg(data: bytes, archival: bool, folders: tuple[Path, ...]) -> str:
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        if root.tag != f"{{{_SVG}}}svg":
            return f'no xmlns="{_SVG}"'
        text = data.decode("utf-8-sig")
        compiler = typst.Compiler(_FROM_TEXT.encode(), font_paths=_fonts(folders), sys_inputs={"data": text})
        if archival:
            compiler.compile(pdf_standards=["a-2a", "ua-1"], timestamp=0)
        else:
            compiler.query("<x>")
    except (etree.XMLSyntaxError, UnicodeDecodeError, RuntimeError) as error:
        return _said(error)
    return ""


def _draw(file: Path, found: str, archival: bool) -> str:
    inputs = {"name": file.name, "format": found}
    try:
        compiler = typst.Compiler(_FROM_FILE.encode(), root=file.parent, font_paths=_fonts(), sys_inputs=inputs)
        if found == "pdf" and archival:
            compiler.compile(pdf_standards=["a-2a", "ua-1"], timestamp=0)
        else:
            # Lays the page out, and so decodes the picture, but writes nothing.
            compiler.query("<x>")
    except RuntimeError as error:
        return _said(error)
    # The engine takes a JPEG that breaks off; its end mark comes after the start of its last scan.
    if found == "jpg":
        data = file.read_bytes()
        if data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda"):
            return "unexpected end of file"
    return ""
