from __future__ import annotations

import struct

import pytest
from lxml import etree

from kompendium.builders.epub.pictures import CoverText, PictureError, cover_picture, draw_cover, prepare_svg, rasterise

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 -5 40 20"><title>Ring</title>'
    '<script>alert(1)</script><circle r="4" stroke="#000" fill="none"/></svg>'
)


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_line_art_gets_a_white_ground_behind_it_and_a_size():
    root = etree.fromstring(prepare_svg(SVG.encode()))
    assert (root.get("width"), root.get("height")) == ("40", "20")
    assert [etree.QName(e).localname for e in root] == ["title", "rect", "circle"]
    assert {k: root[1].get(k) for k in ("x", "y", "width", "height", "fill")} == {
        "x": "-5", "y": "-5", "width": "40", "height": "20", "fill": "#ffffff",
    }  # fmt: skip


def test_svg_becomes_png_of_the_width_asked_for():
    assert size(rasterise(SVG.encode(), 300)) == (300, 150)


def test_broken_svg_is_told():
    with pytest.raises(PictureError):
        prepare_svg(b"<svg>")
    with pytest.raises(PictureError):
        rasterise(b"<svg>")


def test_missing_cover_is_told(tmp_path):
    with pytest.raises(PictureError):
        cover_picture(tmp_path / "nei.svg")


def test_drawn_cover_has_the_shape_of_a_book_and_the_same_bytes_each_time():
    words = CoverText("Kalsinose «\\#[]$»", "nb", number="161", over="Bok", people="Kari Nordmann")
    png = draw_cover(words)
    assert size(png) == (1600, 2560)
    assert png == draw_cover(words)


def test_long_title_stays_on_one_page():
    words = CoverText("Arveligerevmatologiskesykdommersutredning " * 6, "nb", number="161", subtitle="En undertittel")
    assert size(draw_cover(words)) == (1600, 2560)
