"""Pictures are judged by what their files hold, not by their names."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from kompendium.pictures import PHOTO_FORMATS, PRINT_FORMATS, PictureUnreadableError, converted, judge, sniff

if TYPE_CHECKING:
    from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(range(8)) for _row in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF\1\2\3\4WEBPVP8 ", "webp"),
        (b"%PDF-1.4", "pdf"),
        (b"BM\1\2\3\4\0\0\0\0", "bmp"),
        (b"II*\0", "tiff"),
        (b"\0\0\0\x20ftypavif", "avif"),
        (b"\0\0\0\x20ftypheic", "heic"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg>', "svg"),
        (b"<svg:svg xmlns:svg='x'>", "svg"),
        (b"<html><body><svg>", ""),
        (b"hei", ""),
    ],
)
def test_format_is_read_from_the_first_bytes(head: bytes, expected: str) -> None:
    assert sniff(head) == expected


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.png", png(), ""),
        ("x.jpg", png(), ""),
        ("x.svg", SVG.format("<rect width='3' height='3'/>").encode(), ""),
        ("x.png", b"", "the file is empty"),
        ("x.png", b"hei", "its content is no picture"),
        ("x.bmp", b"BM\1\2\3\4\0\0\0\0", "its format is BMP"),
        ("x.pdf", b"%PDF-1.4", "its format is PDF"),
        ("x.png", png()[:40], "the file is damaged or incomplete: «failed to decode image (unexpected end of file)»"),
        ("x.svg", b"<svg><rect/></svg>", 'the file is damaged or incomplete: «no xmlns="http://www.w3.org/2000/svg"»'),
        (
            "x.svg",
            SVG.format("<image href='https://example.org/y.png' width='3' height='3'/>").encode(),
            "it takes in a picture from outside itself, «https://example.org/y.png»",
        ),
        (
            "x.svg",
            SVG.format("<image href='y.png' width='3' height='3'/>").encode(),
            "it takes in a picture from outside itself, «y.png»",
        ),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert judge(file).problem == problem


def test_broken_drawing_names_its_place(tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    file.write_text(SVG.removesuffix("</svg>").format("\n<rect"), "utf-8")
    assert "line 2" in judge(file).problem


def test_photograph_that_breaks_off_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    Image.effect_noise((200, 200), 90).save(file)
    assert judge(file).problem == ""
    file.write_bytes(file.read_bytes()[:5000])
    assert judge(file).problem == "the file is damaged or incomplete: «unexpected end of file»"


def test_folder_and_missing_file_are_told(tmp_path: Path) -> None:
    assert judge(tmp_path).problem == "it is a folder"
    assert judge(tmp_path / "x.png").problem == "«No such file or directory»"


def test_character_without_a_font_stops_an_archival_pdf_only(tmp_path: Path) -> None:
    file = tmp_path / "x.svg"
    file.write_text(SVG.format("<text>😀</text>"), "utf-8")
    assert judge(file).problem == ""
    assert "😀" in judge(file, archival=True).problem


def test_mended_picture_is_looked_at_again(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(png()[:40])
    assert judge(file).problem
    file.write_bytes(png())
    assert judge(file).problem == ""


def test_name_fits_the_format(tmp_path: Path) -> None:
    file = tmp_path / "x.jpg"
    file.write_bytes(png())
    verdict = judge(file, PRINT_FORMATS)
    assert (verdict.format, verdict.suffix) == ("png", ".png")
    assert verdict.fits(".PNG")
    assert not verdict.fits(".jpg")


def test_picture_that_a_book_can_show_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    Image.new("RGB", (8, 8)).save(tmp_path / "a.webp")
    assert converted(tmp_path / "a.png", PHOTO_FORMATS) is None
    assert converted(tmp_path / "a.webp", PRINT_FORMATS) is None
    made = converted(tmp_path / "a.webp", PHOTO_FORMATS)
    assert made is not None
    assert (made.format, made.size, made.original) == ("png", (8, 8), (8, 8))


def test_damaged_picture_is_no_picture_of_another_format(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    # What is wrong with it is told by whoever judges it.
    assert converted(tmp_path / "a.jpg", PRINT_FORMATS) is None
    (tmp_path / "a.bmp").write_bytes(b"BM")
    with pytest.raises(PictureUnreadableError, match=r"^the file is damaged or incomplete: «"):
        converted(tmp_path / "a.bmp", PRINT_FORMATS)


@pytest.mark.parametrize("profile", [b"", b"no profile"])
def test_colours_for_print_are_made_those_of_a_screen_whatever_their_profile(tmp_path: Path, profile: bytes) -> None:
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "a.jpg", icc_profile=profile)
    made = converted(tmp_path / "a.jpg", PRINT_FORMATS)
    assert made is not None
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.mode == "RGB"
        red, green, blue = picture.getpixel((4, 4))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    assert blue < 60


def test_print_loses_less_of_a_photograph(tmp_path: Path) -> None:
    Image.effect_noise((200, 200), 80).convert("CMYK").save(tmp_path / "a.jpg", quality=95)
    small, fine = (converted(tmp_path / "a.jpg", ("jpg",), quality=quality) for quality in (88, 92))
    assert small is not None
    assert fine is not None
    assert len(fine.data) > len(small.data)


def test_notes_of_a_camera_that_break_off_do_not_end_the_build(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0")
    assert converted(tmp_path / "a.jpg", PRINT_FORMATS) is None


def test_scan_stays_without_loss_in_print_and_is_small_in_an_e_book(tmp_path: Path) -> None:
    Image.effect_noise((1500, 1500), 90).convert("RGB").save(tmp_path / "a.tif")
    in_print, in_epub = (
        converted(tmp_path / "a.tif", PHOTO_FORMATS, **more) for more in ({"lossless_bytes": None}, {})
    )
    assert in_print is not None
    assert in_epub is not None
    assert (in_print.format, in_epub.format) == ("png", "jpg")
    assert len(in_epub.data) < len(in_print.data)
    Image.new("1", (8, 8)).save(tmp_path / "b.tif")
    made = converted(tmp_path / "b.tif", PHOTO_FORMATS)
    assert made is not None
    with Image.open(io.BytesIO(made.data)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "L")
