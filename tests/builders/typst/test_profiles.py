"""The book's PDF for the screen, for a printing house and in large print."""

from __future__ import annotations

import ctypes
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw
from sphinx.errors import ConfigError

from kompendium.build import Order
from kompendium.build import build as build_book
from kompendium.outputs import PROFILES, pdf_stem
from tests.builders.typst.reading import XMP, lines_of, text_of
from tests.conftest import BOOK

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
MM = 72 / 25.4
INK = (0x1B, 0x1F, 0x23)
ACCENT = (0x0F, 0x5C, 0x66)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The example book's PDF in every profile."""
    output = tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        for profile in PROFILES:
            warnings = io.StringIO()
            order = Order(BOOK, output, ("pdf",), profile=profile)
            result = build_book(order, status=None, warning=warnings, progress=lambda _line: None)
            assert (result.failures, warnings.getvalue()) == ([], "")
    return {profile: output / "pdf" / f"{pdf_stem('kompendium', profile)}.pdf" for profile in PROFILES}


def _joined(text: str) -> str:
    """The text with line-end hyphens undone: pdfium finds them by the place of the lines on the sheet."""
    return re.sub("\\s*[\u00ad\ufffe\u0002]\\s*", "", text)


def words_of_pages(file: Path) -> list[tuple[str, list[str]]]:
    """Each page's label and words."""
    with pypdfium2.PdfDocument(file) as document:
        return [
            (document.get_page_label(number), sorted(_joined(page.get_textpage().get_text_range()).split()))
            for number, page in enumerate(document)
        ]


def characters(file: Path) -> list[tuple[int, str, float, tuple[int, int, int], float]]:
    """Every visible character: its page (from 0), itself, its size in points, its colour, and its left edge."""
    found = []
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                character = chr(raw.FPDFText_GetUnicode(text.raw, index))
                if character.isspace() or raw.FPDFText_IsGenerated(text.raw, index):
                    continue
                red, green, blue, alpha = (ctypes.c_uint() for _channel in range(4))
                raw.FPDFText_GetFillColor(text.raw, index, red, green, blue, alpha)
                colour = (red.value, green.value, blue.value)
                size = raw.FPDFText_GetFontSize(text.raw, index)
                found.append((number, character, size, colour, text.get_charbox(index)[0]))
    return found


def test_print_has_the_same_words_on_the_same_pages_as_the_screen(book: dict[str, Path]) -> None:
    screen, printed = words_of_pages(book["screen"]), words_of_pages(book["print"])
    assert printed == screen
    assert len(screen) > 20


def test_same_pages_hold_for_tables_notes_and_long_chapters(build: Build) -> None:
    table = "| Funn | Andel |\n| --- | --- |\n" + "".join(f"| Funn nummer {n} | {n} % |\n" for n in range(60))
    text = "".join(
        f"## Del {n}\n\nForkalkninger i hud og underhud[^{n}] sees hos mange, se [stedet](https://example.org/{n}) "
        f"og [Andre](b.md). {'Dermatomyositt og systemisk sklerose. ' * 9}\n\n[^{n}]: Fotnote {n}.\n\n"
        for n in range(25)
    )
    files = {
        "index.md": "# Bok\n\n"
        + "".join(f"```{{toctree}}\n:caption: Del {d}\n:numbered: 1\n{d}\n```\n\n" for d in "ab"),
        "a.md": f"# Første\n\n{text}{table}",
        "b.md": f"# Andre\n\n{table}\n{text}",
    }
    pages = {}
    for profile in ("screen", "print"):
        built = build(files, "typst", extensions=ALONE, conf={"typst_profile": profile})
        pages[profile] = words_of_pages(built.outdir / f"{pdf_stem('bok', profile)}.pdf")
    assert pages["print"] == pages["screen"]
    assert len(pages["screen"]) > 15


def test_parts_and_front_begin_on_a_right_hand_page(book: dict[str, Path]) -> None:
    for profile in ("screen", "print"):
        pages = words_of_pages(book[profile])
        firsts = [next(iter(lines_of(book[profile], number)), "") for number in range(len(pages))]
        for title in ("Hud og bløtvev", "Bindevevssykdommer", "Registre"):
            assert [number % 2 for number, first in enumerate(firsts, 1) if first == title] == [1]
        labels = [label for label, _words in pages]
        assert labels.index("1") % 2 == 0


def test_print_has_boxes_bleed_and_crop_marks(book: dict[str, Path]) -> None:
    with pikepdf.open(book["print"]) as pdf:
        for page in pdf.pages:
            trim, bleed, media = ([float(side) for side in box] for box in (page.TrimBox, page.BleedBox, page.MediaBox))
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((170 * MM, 240 * MM), abs=0.05)
            for outer, by in ((bleed, 3), (media, 10)):
                around = [trim[0] - outer[0], trim[1] - outer[1], outer[2] - trim[2], outer[3] - trim[3]]
                assert around == pytest.approx([by * MM] * 4, abs=0.05)
            marks = page.Contents[-1].read_bytes().decode("ascii")
            assert marks.startswith("Q /Artifact BMC")
            strokes = [tuple(map(float, stroke)) for stroke in re.findall(r"(\S+) (\S+) m (\S+) (\S+) l S", marks)]
            assert len(strokes) == 8
            for x1, y1, x2, y2 in strokes:
                # In line with a trimmed edge, outside the bleed, inside the sheet.
                edges = [x1, x2] if x1 == x2 else [y1, y2]
                assert any(edges == pytest.approx([side] * 2, abs=0.01) for side in trim)
                for x, y in ((x1, y1), (x2, y2)):
                    assert not (bleed[0] + 0.01 < x < bleed[2] - 0.01 and bleed[1] + 0.01 < y < bleed[3] - 0.01)
                    assert media[0] <= x <= media[2]
                    assert media[1] <= y <= media[3]
    for profile in ("screen", "large"):
        with pikepdf.open(book[profile]) as pdf:
            assert not any("/BleedBox" in page or "/TrimBox" in page for page in pdf.pages)


def test_cover_reaches_the_edge_of_the_bleed(book: dict[str, Path]) -> None:
    with pypdfium2.PdfDocument(book["print"]) as document:
        picture = document[0].render(scale=1).to_pil().convert("RGB")
    inside, outside = 7.5 * MM, 6.5 * MM  # The bleed begins 7 mm from the edge of the sheet.
    width, height = picture.size
    for x, y in ((0, height / 2), (width - 1, height / 2), (width / 2, 0), (width / 2, height - 1)):
        ways = [(min(max(x, d), width - 1 - d), min(max(y, d), height - 1 - d)) for d in (outside, inside)]
        assert [picture.getpixel((int(a), int(b))) == (255, 255, 255) for a, b in ways] == [True, False]


def test_margins_of_facing_pages_mirror(book: dict[str, Path]) -> None:
    lefts: dict[int, list[float]] = {0: [], 1: []}
    with pikepdf.open(book["print"]) as pdf:
        trim_left = float(pdf.pages[0].TrimBox[0])
    for number, _character, size, colour, left in characters(book["print"]):
        if number > 8 and size == pytest.approx(10) and colour == INK:
            lefts[number % 2].append(left - trim_left)
    # Index 0 is a right-hand page: its inner margin is at the left.
    assert min(lefts[0]) == pytest.approx(23 * MM, abs=2)
    assert min(lefts[1]) == pytest.approx(38 * MM, abs=2)


def test_links_are_coloured_on_the_screen_and_ink_on_paper(build: Build) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": "# A\n\nSe [qqq](https://example.org)."}
    colours = {}
    for profile in ("screen", "print"):
        built = build(files, "typst", extensions=ALONE, conf={"typst_profile": profile})
        found = characters(built.outdir / f"{pdf_stem('bok', profile)}.pdf")
        colours[profile] = {colour for _page, character, _size, colour, _left in found if character == "q"}
    assert colours == {"screen": {ACCENT}, "print": {INK}}


def test_large_print_is_large_ragged_and_dark(book: dict[str, Path]) -> None:
    with pikepdf.open(book["large"]) as pdf:
        for page in pdf.pages:
            assert [float(side) for side in page.MediaBox] == pytest.approx([0, 0, 210 * MM, 297 * MM], abs=0.1)
    found = [one for one in characters(book["large"]) if one[0] > 0]
    sizes = Counter(round(size, 1) for _page, _character, size, _colour, _left in found)
    assert sizes.most_common(1)[0][0] == 18
    # What a picture says is as large as the picture is.
    assert sum(count for size, count in sizes.items() if size < 18) < 0.02 * len(found)
    colours = Counter(colour for _page, _character, _size, colour, _left in found)
    assert colours.most_common(1)[0][0] == (0, 0, 0)


EVERYTHING = """
A
=

Tekst [#n]_ med ``kode``, :kbd:`Ctrl`, *kursiv*, `lenke <https://example.org>`__ og H\\ :sub:`2`\\ O.

.. [#n] En fotnote.

.. code-block:: python
   :linenos:

   class Navn:
       \"\"\"Hva.\"\"\"
       x = "tekst" + str(1)  # merknad
       raise ValueError

.. py:function:: funksjon(navn)

   Beskrivelse.

.. table:: Tittel

   ===== =====
   Funn  Antall
   ===== =====
   a     1
   ===== =====
"""


def test_large_print_is_dark_on_every_ground_and_nothing_is_small(build: Build) -> None:
    kinds = ("features", "keypoints", "definition", "treatment", "warning", "tip", "example", "note")
    boxes = "".join(f"\n\n.. {kind}:: Tittel\n\n   Tekst.\n" for kind in kinds)
    style = {"accent": "#B05A00", "boxes": {"tip": "#8A6D00"}}
    files = {"index.rst": "Bok\n===\n\n.. toctree::\n\n   a\n", "a.rst": EVERYTHING + boxes}
    conf = {"kompendium_profile": "large", "typst_style": style, "numfig": True}
    built = build(files, "typst", conf=conf)
    # The darkest of the grounds that text stands on.
    found = characters(built.outdir / "kompendium-large.pdf")
    pale = {colour for _page, _character, _size, colour, _left in found if contrast(colour, (0xE8, 0xEE, 0xEE)) < 7}
    assert pale == set()
    # Code has 16 points; what is raised or lowered is smaller by its nature.
    small = Counter(character for _page, character, size, _colour, _left in found if size < 15.9)
    assert set(small) <= set("12")


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """WCAG 2.2, relative luminance."""
    linear = [
        [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (c / 255 for c in colour)]
        for colour in (one, other)
    ]
    light, dark = sorted((0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in linear), reverse=True)
    return light / dark


def test_large_print_breaks_no_word(build: Build) -> None:
    text = "Immunsuppresjonsbehandling hos revmatologisykepleier " * 40
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": f"# A\n\n{text}"}
    breaks = {}
    for profile in ("screen", "large"):
        built = build(files, "typst", extensions=ALONE, conf={"typst_profile": profile})
        with pypdfium2.PdfDocument(built.outdir / f"{pdf_stem('bok', profile)}.pdf") as document:
            pages = "".join(page.get_textpage().get_text_range() for page in document)
        breaks[profile] = len(re.findall("[\u00ad\ufffe\u0002]", pages))
    assert breaks["large"] == 0
    assert breaks["screen"] > 0


def test_every_profile_has_all_words(book: dict[str, Path]) -> None:
    words = {profile: set(re.findall(r"\w{4,}", text_of(file))) for profile, file in book.items()}
    # A word that is broken at a hyphen of its own is another word to this measure.
    assert len(words["screen"] - words["large"]) < 0.01 * len(words["screen"])


def test_every_profile_declares_both_standards(book: dict[str, Path]) -> None:
    for file in book.values():
        with pikepdf.open(file) as pdf, pdf.open_metadata() as xmp:
            assert xmp[f"{{{XMP['pdfaid']}}}part"] + xmp[f"{{{XMP['pdfaid']}}}conformance"] == "2A"
            assert xmp[f"{{{XMP['pdfuaid']}}}part"] == "1"


def test_profile_makes_no_chapters_pdf(build: Build) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\nkapitler/a\n```\n", "kapitler/a.md": "# A\n\nTekst."}
    built = build(files, "typst", conf={"kompendium_profile": "print"})
    assert [path.name for path in built.outdir.rglob("*.pdf")] == ["kompendium-print.pdf"]


@pytest.mark.parametrize("name", ["kompendium_profile", "typst_profile"])
def test_unknown_profile_is_refused(build: Build, name: str) -> None:
    with pytest.raises(
        ConfigError, match=rf"conf.py:\d+: {name} er 'trykk'; forventet en av disse: screen, print, large"
    ):
        build({"index.md": "# Bok\n"}, "typst", conf={name: "trykk"})
