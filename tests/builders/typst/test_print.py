"""What a printing house asks for: CMYK colours, and pictures with pixels enough."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from sphinx.errors import ConfigError

from kompendium.builders.typst.colours import ink_of, printed, to_cmyk
from tests.builders.typst.reading import XMP, painting_order, reading_order, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">
<rect width="30" height="30" fill="#ff0000" opacity="0.5"/><path d="M30 0h30v30" stroke="#00f" fill="none"/>
<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>
<rect x="60" width="30" height="30" fill="url(#g)"/></svg>"""


def pixels(width: int, height: int, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(stream, form)
    return stream.getvalue()


def rgb_of(file: Path) -> tuple[set[str], set[tuple[float, ...]]]:
    """What is still RGB, pictures and gradients apart; and the CMYK colours."""
    left: set[str] = set()
    inks: set[tuple[float, ...]] = set()

    def look(content: pikepdf.Object, resources: pikepdf.Object) -> None:
        spaces = dict(resources.get("/ColorSpace", {}))
        for instruction in pikepdf.parse_content_stream(content):
            operator, operands = str(instruction.operator), list(instruction.operands)
            if operator in ("rg", "RG"):
                left.add(operator)
            if operator in ("cs", "CS") and str(operands[0]) in spaces:
                space = spaces[str(operands[0])]
                left.update({operator} if space[0] == "/ICCBased" and int(space[1].N) == 3 else ())
            if operator in ("k", "K"):
                inks.add(tuple(float(part) for part in operands))
        for found in dict(resources.get("/XObject", {})).values():
            if found.Subtype == "/Form":
                look(found, found.get("/Resources", pikepdf.Dictionary()))

    with pikepdf.open(file) as pdf:
        for page in pdf.pages:
            look(page, page.get("/Resources", pikepdf.Dictionary()))
    return left, inks


def test_cmyk_leaves_no_rgb_but_pictures_and_gradients_and_has_the_pages_of_the_screen(
    build: Build,
) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\na\n```\n",
        "a.md": "# Første\n\n:::{warning}\nPass på [lenken](https://example.org).\n:::\n\n```python\nx = 'a'\n```\n\n"
        "![Strek](strek.svg)\n\n![Foto](foto.jpg)\n\n" + "Tekst om noe.\n\n" * 40,
        "strek.svg": DRAWING,
        "foto.jpg": pixels(1500, 300, "JPEG"),
    }
    conf: dict[str, Any] = {"myst_enable_extensions": ["colon_fence"], "typst_print_colours": "cmyk"}
    screen = build(files, "typst", extensions=ALONE, conf=conf).outdir / "bok.pdf"
    file = build(files, "typst", extensions=ALONE, conf=conf | {"typst_profile": "print"}).outdir / "bok-print.pdf"
    left, inks = rgb_of(file)
    assert left == set()
    # Text is black ink alone; the warning's red is no black.
    assert {(0, 0, 0, 1), ink_of(0x9A / 255, 0x34 / 255, 0x12 / 255)} <= {tuple(round(p, 2) for p in k) for k in inks}
    with pikepdf.open(screen) as pdf:
        assert sorted(to_cmyk(pdf, "#1B1F23")) == ["gradient", "picture"]
    with pikepdf.open(file) as pdf, pdf.open_metadata() as xmp:
        assert xmp[f"{{{XMP['pdfuaid']}}}part"] == "1"
        assert f"{{{XMP['pdfaid']}}}part" not in xmp
    assert reading_order(file) == painting_order(file)
    with pypdfium2.PdfDocument(file) as ours, pypdfium2.PdfDocument(screen) as theirs:
        words = [[sorted(page.get_textpage().get_text_range().split()) for page in pdf] for pdf in (ours, theirs)]
    assert words[0] == words[1]
    # The profile for the screen is not touched.
    assert "cs" in rgb_of(screen)[0]


def test_colours_are_converted_where_they_are_set_and_pictures_in_the_line_are_left() -> None:
    drawn = b"/DeviceRGB cs 1 0 0 sc q 0 g 0 1 0 rg Q 0 0 1 sc BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI 0.5 g /X Do"
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(10, 10))
        # A drawing without resources of its own goes by the page's names.
        form = pdf.make_stream(b"/C CS 0 0 0 SCN", Subtype=pikepdf.Name.Form)
        space = pikepdf.Array([pikepdf.Name.ICCBased, pdf.make_stream(b"", N=3)])
        page.Resources = pikepdf.Dictionary(XObject={"/X": form}, ColorSpace={"/C": space})
        page.Contents = pdf.make_stream(drawn)
        assert to_cmyk(pdf, "#000000") == []
        said = page.Contents.read_bytes().decode("latin-1").split("\n")
        assert form.read_bytes().decode().split("\n") == ["0 0 0 1 K", "0 0 0 1 K"]
    red, green, blue = (" ".join(f"{ink:g}" for ink in ink_of(*rgb)) for rgb in ((1, 0, 0), (0, 1, 0), (0, 0, 1)))
    assert [line for line in said if line.endswith(("k", "g", "sc", "cs", "q", "Q", "Do"))] == [
        *("0 0 0 1 k", f"{red} k", "q", "0 g", f"{green} k", "Q", f"{blue} k", "0.5 g", "/X Do")
    ]
    assert "EI" in "".join(said)


@pytest.mark.parametrize("colour", ["#0F5C66", "#9A3412", "#3A4A9F", "#5B6200", "#E8F1F2", "#FBEDE6"])
def test_inks_look_like_the_colour_and_are_few(colour: str) -> None:
    wanted = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    inks = ink_of(*wanted)
    assert printed(inks) == pytest.approx(wanted, abs=0.025)
    assert sum(ink > 0 for ink in inks[:3]) <= 2


@pytest.mark.parametrize(("grey", "black"), [(0.0, 1.0), (1.0, 0.0), (0.5, 0.56)])
def test_greys_are_black_ink_alone(grey: float, black: float) -> None:
    assert ink_of(grey, grey, grey) == (0, 0, 0, black)


def test_unknown_colours_are_refused(build: Build) -> None:
    with pytest.raises(ConfigError, match=r"conf.py:6: typst_print_colours er 'cmk'; forventet en av disse: rgb, cmyk"):
        build({"index.md": "# Bok\n"}, "typst", extensions=ALONE, conf={"typst_print_colours": "cmk"})


def coarse(place: str, name: str, width: int, dots: int, needed: int) -> str:
    return (
        f"{place}: WARNING: Bildet «{name}» trykkes {width} mm bredt med {dots} punkter per tomme; "
        "forventet minst 300. "
        f"Bruk en fil som er minst {needed} piksler bred, eller trykk bildet mindre med «:width:». [PDF-022] "
        "[kompendium.picture_coarse]"
    )


def test_coarse_picture_is_named_with_its_place_and_printed_size_in_print_alone(build: Build) -> None:
    files: dict[str, str | bytes] = {
        "index.md": "# Bok\n\n```{toctree}\na\n```\n",
        "a.md": "# A\n\n```{image} bilde.png\n:alt: Bilde\n```\n\nTekst.\n\n```{image} bilde.png\n:alt: Bilde\n"
        ":width: 40mm\n```\n\n```{image} bilde.png\n:alt: Bilde\n:height: 2in\n```\n\n"
        "I linjen ![Bilde](lite.jpg) her.\n",
        "bilde.png": pixels(480, 240),
        "lite.jpg": pixels(60, 40, "JPEG"),
        "omslag.png": pixels(850, 1200),
    }
    conf: dict[str, Any] = {"typst_cover": "omslag.png", "typst_cover_alt": "Omslag"}
    built = build(files, "typst", extensions=ALONE, conf=conf)
    screen = text_of(built.outdir / "bok.pdf")
    # 480 pixels: at 96 to the inch too wide for the page, at 40 mm 305 to the inch, 2 inches high 4 inches wide.
    said = [
        coarse("conf.py:6", "omslag.png", 176, 123, 2079),
        coarse("a.md:3", "bilde.png", 109, 111, 1288),
        coarse("a.md:14", "bilde.png", 102, 120, 1200),
        coarse("a.md:19", "lite.jpg", 16, 96, 188),
    ]
    built = build(files, "typst", extensions=ALONE, conf=conf | {"typst_profile": "print"}, warnings=said)
    assert sorted(text_of(built.outdir / "bok-print.pdf").split()) == sorted(screen.split())
    assert re.search(r"use: \d", (built.outdir / ".typst/doc/a.typ").read_text())
