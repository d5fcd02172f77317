"""No place, person or program of a picture's file is published; its pixels and colours are."""

from __future__ import annotations

import base64
import io
import os
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from kompendium.picture_metadata import cleaned_file, without_metadata

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

SECRET = "Kari-Hemmelig"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><who>{SECRET}</who></x:xmpmeta>'.encode()
ORIENTATION, GPS, MAKER, EXIF, THUMBNAIL = 0x0112, 0x8825, 0x927C, 0x8769, 0x0201
LATITUDE = ("N", (59.0, 54.0, 39.0))
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(turn: int = 1) -> bytes:
    """What a telephone writes: where, by whom, with which camera."""
    data = Image.Exif()
    data[0x010F], data[0x013B], data[0x8298] = SECRET, SECRET, SECRET
    data.get_ifd(GPS).update({1: LATITUDE[0], 2: LATITUDE[1], 29: "2026:05:17"})
    data.get_ifd(EXIF)[MAKER] = SECRET.encode()
    if turn != 1:
        data[ORIENTATION] = turn
    return data.tobytes()


def photograph() -> Image.Image:
    picture = Image.new("RGB", (40, 24))
    picture.putdata([(x * 6, y * 10, (x * y) % 251) for y in range(24) for x in range(40)])
    return picture


def saved(form: str, turn: int = 1, **options: Any) -> bytes:
    buffer = io.BytesIO()
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", SECRET)
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"pnginfo": notes, "exif": exif(turn), **options}
    elif form == "GIF":
        options = {"comment": SECRET.encode(), **options}
    else:
        options = {"exif": exif(turn), "xmp": XMP, **options}
    if form == "JPEG":
        options = {"comment": SECRET.encode(), **options}
    photograph().save(buffer, form, icc_profile=PROFILE, **options)
    data = buffer.getvalue()
    if form == "JPEG":
        # As Photoshop keeps IPTC, and as telephones put a film after the picture.
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0" + SECRET.encode()
        data = data[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + data[2:] + b"MotionPhoto" + iptc
    return data


FORMS = {
    "jpg": saved("JPEG", quality=92),
    "progressive": saved("JPEG", progressive=True, restart_marker_rows=1),
    "png": saved("PNG"),
    "webp": saved("WEBP", lossless=True),
    "lossy webp": saved("WEBP"),
    "gif": saved("GIF"),
}


def notes_of(picture: Image.Image) -> dict[str, Any]:
    """What Pillow finds of notes."""
    data = picture.getexif()
    return dict(data) | dict(data.get_ifd(GPS)) | {k: v for k, v in picture.info.items() if k in {"comment", "xmp"}}


def pixels_of(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGB").tobytes()


@pytest.mark.parametrize("name", FORMS)
def test_notes_go_and_pixels_and_colours_stay(name: str) -> None:
    data = FORMS[name]
    assert SECRET.encode() in data
    cleaned = without_metadata(data)
    assert SECRET.encode() not in cleaned
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(cleaned)) as after:
        assert notes_of(before)
        assert not notes_of(after)
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert pixels_of(cleaned) == pixels_of(data)
    assert without_metadata(cleaned) is cleaned


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("turn", range(2, 9))
def test_picture_that_is_marked_as_turned_stays_so_and_says_nothing_else(form: str, turn: int) -> None:
    data = saved(form, turn)
    cleaned = without_metadata(data)
    assert SECRET.encode() not in cleaned
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(cleaned)) as after:
        assert dict(after.getexif()) == {ORIENTATION: turn}
        assert ImageOps.exif_transpose(after).tobytes() == ImageOps.exif_transpose(before).tobytes()
    assert without_metadata(cleaned) is cleaned


def test_thumbnail_in_a_jpegs_head_goes() -> None:
    # The picture as it was before a face was cropped from it.
    thumbnail = b"\x01\x01" + b"\xaa\xbb\xcc"
    head = b"JFIF\0\x01\x02\0\0\x01\0\x01" + thumbnail
    bare = saved("JPEG").replace(b"JFIF", b"JFIF", 1)
    start = bare.index(b"\xff\xe0")
    end = start + 2 + struct.unpack_from(">H", bare, start + 2)[0]
    data = bare[:start] + b"\xff\xe0" + struct.pack(">H", len(head) + 2) + head + bare[end:]
    cleaned = without_metadata(data)
    assert b"\xaa\xbb\xcc" in data
    assert b"\xaa\xbb\xcc" not in cleaned
    assert pixels_of(cleaned) == pixels_of(data)


def test_animation_keeps_its_pictures_and_how_often_it_runs() -> None:
    frames = [photograph(), ImageOps.invert(photograph())]
    for form, options in (("GIF", {"comment": SECRET.encode()}), ("WEBP", {"xmp": XMP, "lossless": True}), ("PNG", {})):
        buffer = io.BytesIO()
        frames[0].save(buffer, form, save_all=True, append_images=frames[1:], loop=0, duration=80, **options)
        cleaned = without_metadata(buffer.getvalue())
        assert SECRET.encode() not in cleaned
        with Image.open(io.BytesIO(buffer.getvalue())) as before, Image.open(io.BytesIO(cleaned)) as after:
            assert (after.n_frames, after.info["loop"]) == (2, before.info["loop"])
            for number in range(2):
                before.seek(number)
                after.seek(number)
                assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("name", FORMS)
def test_every_cut_off_picture_is_survived(name: str) -> None:
    data = FORMS[name]
    for length in range(0, len(data), 7):
        without_metadata(data[:length])


def test_photograph_that_breaks_off_loses_its_notes_all_the_same() -> None:
    data = FORMS["jpg"]
    cut = data[: data.rindex(b"\xff\xd9") - 20]
    assert SECRET.encode() in cut
    assert SECRET.encode() not in without_metadata(cut)


SVG = 'xmlns="http://www.w3.org/2000/svg" width="9" height="9"'


@pytest.mark.parametrize(
    "drawing",
    [
        f'<svg {SVG} xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:export-filename="/home/{SECRET}/a.png"/>',
        f'<svg {SVG} xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"><s:namedview d="{SECRET}"/></svg>',
        f'<svg {SVG} xmlns:d="http://purl.org/dc/elements/1.1/"><metadata><d:creator>{SECRET}</d:creator></metadata></svg>',
        f"<svg {SVG}><metadata>C:\\{SECRET}\\tegning.svg</metadata></svg>",
        f"<svg {SVG}><!-- /Users/{SECRET}/Desktop --></svg>",
        f"<!-- file:///home/{SECRET} --><svg {SVG}/>",
    ],
)
def test_drawing_loses_paths_persons_and_what_its_program_noted(drawing: str) -> None:
    cleaned = without_metadata(drawing.encode())
    assert SECRET.encode() not in cleaned
    assert without_metadata(cleaned) is cleaned


def test_drawing_keeps_words_and_notices() -> None:
    text = f'<svg {SVG}><!-- Icon by N, CC BY 4.0 --><title>A</title><metadata>1</metadata><rect width="3"/></svg>'
    data = text.encode()
    assert without_metadata(data) is data
    noted = text.replace("<rect", "<!-- /home/x --> tail <rect").encode()
    assert without_metadata(noted).endswith(text.replace("<rect", " tail <rect").encode())


def test_photograph_within_a_drawing_is_cleaned() -> None:
    photo = base64.b64encode(FORMS["jpg"]).decode()
    cleaned = without_metadata(f'<svg {SVG}><image href="data:image/jpeg;base64,{photo}"/></svg>'.encode())
    inner = base64.b64decode(cleaned.split(b"base64,")[1].split(b'"')[0])
    assert inner == without_metadata(FORMS["jpg"])


def test_cleaned_file_is_made_once_for_each_state_of_the_file(tmp_path: Path) -> None:
    file, folder = tmp_path / "foto.jpg", tmp_path / "kept"
    file.write_bytes(FORMS["jpg"])
    first = cleaned_file(file, folder)
    assert first.read_bytes() == without_metadata(FORMS["jpg"])
    first.write_bytes(b"kept")
    assert cleaned_file(file, folder).read_bytes() == b"kept"
    file.write_bytes(FORMS["progressive"])
    os.utime(file, ns=(1, 1))
    assert cleaned_file(file, folder).read_bytes() == without_metadata(FORMS["progressive"])
    assert len([*folder.iterdir()]) == 1


def test_clean_file_is_used_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "foto.jpg"
    file.write_bytes(without_metadata(FORMS["jpg"]))
    assert cleaned_file(file, tmp_path / "kept") == file
    assert cleaned_file(file, tmp_path / "kept") == file


# ---------------------------------------------------------------------------------------------------------------
# What is published

NAMES = {"a.jpg": FORMS["jpg"], "b.png": FORMS["png"], "c.gif": FORMS["gif"], "d.webp": FORMS["webp"]}
TURNED = saved("JPEG", 6)
PAGE = "# Tittel\n\n" + "\n\n".join(f"![Foto {name}]({name})" for name in [*NAMES, "t.jpg"])
FILES: dict[str, str | bytes] = {
    "index.md": f"{PAGE}\n\n{{download}}`a.jpg`\n",
    **NAMES,
    "t.jpg": TURNED,
    "credits.yml": '"*": {creator: Kari Nordmann, license: CC BY 4.0, person: none}\n',
    "_static/e.jpg": FORMS["jpg"],
    "extra/f.jpg": FORMS["jpg"],
}
CONF = {"html_static_path": ["_static"], "html_extra_path": ["extra"], "kompendium_cover": "a.jpg"}
GPS_BYTES = (b"2026:05:17", SECRET.encode())


def streams_of(file: Path) -> list[bytes]:
    with pikepdf.open(file) as pdf:
        return [obj.read_raw_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream)]


def test_site_publishes_no_notes(build: Build) -> None:
    out = build(FILES, conf=CONF).outdir
    pictures = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.suffix != ".html"}
    assert {"a.jpg", "b.png", "c.gif", "d.webp", "t.jpg", "e.jpg", "f.jpg"} <= set(pictures)
    assert [name for name, data in pictures.items() for secret in GPS_BYTES if secret in data] == []
    for name, data in NAMES.items():
        assert pixels_of(pictures[name]) == pixels_of(data)
    with Image.open(out / "_images" / "t.jpg") as turned:
        assert dict(turned.getexif()) == {ORIENTATION: 6}
    again = build({"index.md": PAGE}, conf=CONF).outdir
    assert (again / "_images" / "a.jpg").read_bytes() == pictures["a.jpg"]


def test_epub_publishes_no_notes(build: Build) -> None:
    book = build(FILES, "epub", conf=CONF)
    (file,) = book.outdir.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        pictures = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name, data in pictures.items() for secret in GPS_BYTES if secret in data] == []
    assert pixels_of(pictures["EPUB/_images/a.jpg"]) == pixels_of(FORMS["jpg"])
    with Image.open(io.BytesIO(next(data for name, data in pictures.items() if "/t." in name))) as turned:
        assert (turned.size, dict(turned.getexif())) == ((24, 40), {})
    assert "EPUB/cover.jpg" in pictures


def test_pdf_publishes_no_notes(build: Build) -> None:
    book = build(FILES, "typst", conf=CONF)
    (file,) = book.outdir.glob("*.pdf")
    found = [file.read_bytes(), *streams_of(file)]
    assert [secret for data in found for secret in GPS_BYTES if secret in data] == []
    photographs = [data for data in streams_of(file) if data.startswith(b"\xff\xd8")]
    assert pixels_of(FORMS["jpg"]) in map(pixels_of, photographs)


def test_png_is_checked_after_cleaning() -> None:
    cleaned = without_metadata(saved("PNG", 3))
    start = cleaned.index(b"eXIf")
    (length,) = struct.unpack_from(">I", cleaned, start - 4)
    (checksum,) = struct.unpack_from(">I", cleaned, start + 4 + length)
    assert checksum == zlib.crc32(cleaned[start : start + 4 + length])


def _with_note(kind: str) -> bytes:
    exif, buffer = Image.Exif(), io.BytesIO()
    exif[0x010E] = "SECRET"
    picture = Image.new("RGB" if kind != "gif" else "P", (16, 16))
    picture.save(buffer, kind, **({"comment": b"SECRET"} if kind == "gif" else {"exif": exif}))
    return buffer.getvalue()


def _damaged() -> dict[str, bytes]:
    jpeg, png, gif, webp = (_with_note(kind) for kind in ("jpeg", "png", "gif", "webp"))
    table = jpeg.index(b"\xff\xdb")
    return {
        "jpeg with bytes between its segments": jpeg[:table] + b"\x00\x01\x02" + jpeg[table:],
        "png without its end": png[:-12],
        "png cut in its end": png[:-5],
        "gif without its last byte": gif[:-1],
        "gif with a byte too many": gif[:-1] + b"\x00" + gif[-1:],
        "webp cut off": webp[:-1],
    }


@pytest.mark.parametrize("name", _damaged())
def test_a_damaged_picture_that_browsers_show_has_no_notes(name: str) -> None:
    data = _damaged()[name]
    assert b"SECRET" in data
    assert b"SECRET" not in without_metadata(data)


@pytest.mark.parametrize("builder", ["singlehtml", "latex", "texinfo"])
def test_other_builders_publish_no_notes_either(build: Build, builder: str) -> None:
    files = {"index.md": "# Book\n\n![A hand](hand.jpg)\n", "hand.jpg": _with_note("jpeg")}
    built = build(files, builder, extensions=("myst_parser", "kompendium.web"))
    [copied] = built.outdir.rglob("hand.jpg")
    assert b"SECRET" not in copied.read_bytes()
