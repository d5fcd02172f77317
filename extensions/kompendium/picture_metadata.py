"""Pictures without what a camera or a program noted beside them: place, serial number, names, thumbnails.

The pixels are not touched: segments and chunks are left out, nothing is encoded anew, and a colour profile stays.
Pillow writes a JPEG anew, with other pixels; of what does it without loss, piexif has not been kept since 2019 and
knows EXIF alone, and pyexiv2 is under the GPL and has no wheels for Linux on ARM.
Sources: JPEG (ITU-T T.81, B.1), EXIF 2.32 (4.6), PNG 3 (W3C, 2025), WebP (RFC 9649), GIF89a, XMP (ISO 16684-3).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import struct
from typing import TYPE_CHECKING

from lxml import etree
from PIL import Image

from kompendium.pictures import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 2
"""Raise it when other bytes come out: what was kept by an older version is then made again."""

PICTURES = "pictures"
"""The folder beside the documents' pickles that holds the cleaned pictures, for the builders of one project."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".png", ".apng", ".webp", ".gif", ".svg"})
"""Names of files that are looked at; by their content it is then decided what they are."""


def without_metadata(data: bytes) -> bytes:
    """The picture without its metadata; the same object where it has none, or is of another kind.

    Of the EXIF data only the orientation is kept, where it says that the picture is to be turned.
    """
    clean = _CLEANERS.get(sniff(data[:65536]))
    try:
        found = clean(data) if clean is not None else data
    except (struct.error, IndexError):
        # Cut off before any picture; whoever judges it says so.
        return data
    # The same object says that there is nothing to do.
    return data if found == data else found


def cleaned_file(file: Path, folder: Path) -> Path:
    """The file itself where it has no metadata, else a copy without, kept in ``folder`` until the file changes."""
    if file.suffix.lower() not in SUFFIXES or not file.is_file():
        return file
    stat = file.stat()
    name = hashlib.sha256(str(file).encode()).hexdigest()[:16]
    kept = folder / f"{name}-{VERSION}-{stat.st_mtime_ns:x}-{stat.st_size:x}{file.suffix.lower()}"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{name}-*"):
            old.unlink(missing_ok=True)
        data = file.read_bytes()
        cleaned = without_metadata(data)
        part = kept.with_suffix(".part")
        # An empty one says that the file itself is clean.
        part.write_bytes(b"" if cleaned is data else cleaned)
        part.replace(kept)
    return kept if kept.stat().st_size else file


# ---------------------------------------------------------------------------------------------------------------
# EXIF: the orientation alone

_ORIENTATION = 0x0112
_NORMAL = 1
_TURNS = range(2, 9)


def _orientation(exif: bytes) -> int:
    try:
        found = Image.Exif()
        found.load(exif)
        turn = found.get(_ORIENTATION, _NORMAL)
    except (ValueError, SyntaxError, KeyError, OSError, struct.error):
        return _NORMAL
    return turn if turn in _TURNS else _NORMAL


def _turned(orientation: int) -> bytes:
    """TIFF data that says the orientation and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    return b"MM\x00*" + struct.pack(">IH", 8, 1) + entry + bytes(4)


# ---------------------------------------------------------------------------------------------------------------
# JPEG

_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_JFIF_HEAD = 14
"""Bytes of a JFIF segment before its thumbnail, which shows the picture as it was before it was cropped."""
_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""The next marker in coded data, where FF 00 is a byte and FF D0 to FF D7 are restarts."""


def _clean_jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    for marker, segment in _jpeg_segments(data):
        payload = segment[4:]
        if marker == _APP0 and payload.startswith(b"JFIF\0"):
            bare = payload[: _JFIF_HEAD - 2] + b"\0\0"
            kept.append(segment if len(payload) == _JFIF_HEAD else _segment(_APP0, bare))
        elif marker == _APP1 and payload.startswith(b"Exif\0"):
            turn = _orientation(payload)
            if turn != _NORMAL:
                kept.append(_segment(_APP1, b"Exif\0\0" + _turned(turn)))
        # Adobe's says how the colours are coded.
        elif (
            not _APP0 <= marker <= _APP15
            or marker == _APP14
            or (marker == _APP2 and payload.startswith(b"ICC_PROFILE\0"))
        ) and marker != _COM:
            kept.append(segment)
    return b"".join(kept)


def _segment(marker: int, payload: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its bytes, coded data and all, up to the end: what comes after it is no part of the picture."""
    position = 2
    while True:
        if data[position] != 0xFF:
            # Bytes that belong to nothing: decoders pass over them, so the picture is shown, and its notes must go.
            position = data.find(b"\xff", position)
            if position < 0:
                return
        while data[position + 1] == 0xFF:  # fill bytes
            position += 1
        marker = data[position + 1]
        if marker == _EOI:
            yield marker, data[position : position + 2]
            return
        end = position + 2 + struct.unpack_from(">H", data, position + 2)[0]
        if marker == _SOS:
            following = _AFTER_SCAN.search(data, end)
            if following is None:
                # It breaks off: whoever judges it says so, and what was noted before goes all the same.
                yield marker, data[position:]
                return
            end = following.start()
        yield marker, data[position:end]
        position = end


# ---------------------------------------------------------------------------------------------------------------
# PNG

_PNG_HEAD = 8
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT".split()
)
"""What says how the picture looks; texts, times, EXIF and programs' own chunks do not."""


def _clean_png(data: bytes) -> bytes:
    kept, position = [data[:_PNG_HEAD]], _PNG_HEAD
    while True:
        if position + 8 > len(data):
            return b"".join(kept)
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + length + 12
        chunk = data[position:end]
        if kind in _PNG_KEPT:
            kept.append(chunk)
        elif kind == b"eXIf" and end <= len(data) and (turn := _orientation(chunk[8:-4])) != _NORMAL:
            kept.append(_chunk(kind, _turned(turn)))
        if kind == b"IEND":
            return b"".join(kept)
        position = end


def _chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", binascii.crc32(kind + payload))


# ---------------------------------------------------------------------------------------------------------------
# WebP

_WEBP_HEAD = 12
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_HAS_EXIF, _WEBP_HAS_XMP = 0x08, 0x04


def _clean_webp(data: bytes) -> bytes:
    kept: list[bytes] = []
    position = _WEBP_HEAD
    while position + 8 <= min(len(data), 8 + struct.unpack_from("<I", data, 4)[0]):
        kind, length = struct.unpack_from("<4sI", data, position)
        end = position + 8 + length
        if kind in _WEBP_KEPT:
            kept.append(data[position:end] + b"\0" * (length % 2))
        elif kind == b"EXIF" and (turn := _orientation(data[position + 8 : end])) != _NORMAL:
            turned = _turned(turn)
            kept.append(b"EXIF" + struct.pack("<I", len(turned)) + turned)
        position = end + length % 2
    if kept and kept[0].startswith(b"VP8X"):
        has_exif = any(chunk.startswith(b"EXIF") for chunk in kept)
        flags = kept[0][8] & ~(_WEBP_HAS_EXIF | _WEBP_HAS_XMP) | (_WEBP_HAS_EXIF if has_exif else 0)
        kept[0] = kept[0][:8] + bytes([flags]) + kept[0][9:]
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# ---------------------------------------------------------------------------------------------------------------
# GIF

_GIF_HEAD = 13
_GIF_EXTENSION, _GIF_IMAGE, _GIF_END = 0x21, 0x2C, 0x3B
_GIF_COMMENT, _GIF_APPLICATION = 0xFE, 0xFF
_GIF_KEPT = (b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0", b"\x0bICCRGBG1012")
"""How often an animation runs, and a colour profile."""


def _clean_gif(data: bytes) -> bytes:
    position = _GIF_HEAD + _gif_colours(data[10])
    kept = [data[:position]]
    # Many files lack the last byte, or have one too many: browsers show them all the same.
    while position < len(data) and data[position] in {_GIF_IMAGE, _GIF_EXTENSION, 0}:
        start, kind = position, data[position]
        if kind == _GIF_IMAGE:
            position = _gif_blocks_end(data, position + 11 + _gif_colours(data[position + 9]))
        elif kind == _GIF_EXTENSION:
            position = _gif_blocks_end(data, position + 2)
        else:
            position += 1
            continue
        is_note = kind == _GIF_EXTENSION and (
            data[start + 1] == _GIF_COMMENT
            or (data[start + 1] == _GIF_APPLICATION and not data.startswith(_GIF_KEPT, start + 2))
        )
        if not is_note:
            kept.append(data[start:position])
    return b"".join([*kept, bytes([_GIF_END])])


def _gif_colours(flags: int) -> int:
    """The bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, position: int) -> int:
    while position < len(data) and (size := data[position]):
        position += size + 1
    return position + 1


# ---------------------------------------------------------------------------------------------------------------
# SVG

_EDITORS = re.compile(r"inkscape|sodipodi|adobe|sketch|corel|figma|serif\.com|affinity", re.IGNORECASE)
"""In the addresses of drawing programs' own namespaces, where the path of the author's file stands, too."""
_LOCAL = re.compile(r"\b[A-Za-z]:\\|\\\\\w+\\|/(?:home|Users|media|mnt|Volumes)/|\bfile:/", re.ASCII)
_PERSON = re.compile(r"\}(?:creator|contributor|publisher|rights|Agent|author|owner)$|@")
_DATA_URI = re.compile(r"^data:image/[\w.+-]+;base64,", re.IGNORECASE)
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


def _clean_svg(data: bytes) -> bytes:
    """What a drawing program noted for itself goes; a comment or a licence's record stays unless it tells of people.

    A comment or ``metadata`` may be the notice that a free drawing must carry; a path of somebody's computer, or a
    name, is none.
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return data
    changed = False
    beside = [*root.itersiblings(etree.Comment, preceding=True), *root.itersiblings(etree.Comment)]
    for comment in [*beside, *root.iter(etree.Comment)]:
        if _LOCAL.search(comment.text or ""):
            _remove(comment)
            changed = True
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element)
        if _EDITORS.search(name.namespace or "") or (name.localname == "metadata" and _tells(element)):
            changed = _remove(element) or changed
            continue
        for attribute, value in list(element.attrib.items()):
            if (attribute.startswith("{") and _EDITORS.search(attribute.partition("}")[0])) or (
                name.localname == "svg" and _LOCAL.search(value)
            ):
                del element.attrib[attribute]
                changed = True
            elif attribute in _HREFS and (embedded := _clean_data_uri(value)) != value:
                element.set(attribute, embedded)
                changed = True
    if not changed:
        return data
    buffer = io.BytesIO()
    root.getroottree().write(buffer, encoding="utf-8", xml_declaration=True)
    return buffer.getvalue()


def _tells(metadata: etree._Element) -> bool:
    """Whether a record names a person or a path."""
    for element in metadata.iter(etree.Element):
        words = "".join(map(str, element.itertext())).strip()
        if words and (_PERSON.search(element.tag) or "@" in words or _LOCAL.search(words)):
            return True
        if any(_LOCAL.search(str(value)) for value in element.attrib.values()):
            return True
    return False


def _remove(node: etree._Element) -> bool:
    parent = node.getparent()
    if parent is None:
        # A comment beside the root, which lxml does not take away.
        node.text = " "
        return True
    previous = node.getprevious()
    tail = node.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)
    return True


def _clean_data_uri(value: str) -> str:
    head = _DATA_URI.match(value.strip())
    if head is None:
        return value
    try:
        picture = base64.b64decode(re.sub(r"\s+", "", value.strip()[head.end() :]))
    except (binascii.Error, ValueError):
        return value
    cleaned = without_metadata(picture)
    return value if cleaned is picture else head[0] + base64.b64encode(cleaned).decode()


_CLEANERS = {"jpg": _clean_jpeg, "png": _clean_png, "webp": _clean_webp, "gif": _clean_gif, "svg": _clean_svg}
