"""The look of the PDF as ``conf.py`` sets it: ``typst_style`` and ``typst_fonts``."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdfium2 import raw
from sphinx.errors import ConfigError

from kompendium.builders.typst.fonts import Face, faces, lacking
from kompendium.builders.typst.style import Style, contrast_on_white, defaults
from tests.builders.typst.reading import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
MM = 72 / 25.4
FILES = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\na\n```\n",
    "a.md": "# Første\n\nEn.\n\nTo qqq.\n\n:::{warning}\nPass på.\n:::\n\n## Del\n\n`kode`\n",
}
SIGN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text y="8" font-family="Kvadrat">漢</text></svg>'
MYST = {"myst_enable_extensions": ["colon_fence", "attrs_inline"]}


def fonts_of(file: Path) -> set[str]:
    with pikepdf.open(file) as pdf:
        found = [page.Resources.get("/Font", {}) for page in pdf.pages]
        return {str(font.BaseFont).partition("+")[2] for fonts in found for font in dict(fonts).values()}


class Glyph(NamedTuple):
    page: int
    character: str
    size: float
    colour: tuple[int, int, int]
    left: float
    bottom: float
    top: float


def glyphs(file: Path) -> list[Glyph]:
    """Every visible character; places are counted from the corner of the trimmed page."""
    found = []
    with pypdfium2.PdfDocument(file) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            across, down = page.get_trimbox()[:2]
            for index in range(text.count_chars()):
                character = chr(raw.FPDFText_GetUnicode(text.raw, index))
                if character.isspace() or raw.FPDFText_IsGenerated(text.raw, index):
                    continue
                parts = [ctypes.c_uint() for _channel in range(4)]
                raw.FPDFText_GetFillColor(text.raw, index, *parts)
                red, green, blue, _alpha = (part.value for part in parts)
                left, bottom, _right, top = text.get_charbox(index)
                size = round(raw.FPDFText_GetFontSize(text.raw, index), 2)
                place = (left - across, bottom - down, top - down)
                found.append(Glyph(number, character, size, (red, green, blue), *place))
    return found


def own_font(file: Path, family: str, characters: str) -> None:
    """A font of one weight, whose glyphs are squares."""
    builder = FontBuilder(1000, isTTF=True)
    names = [".notdef", *(f"g{ord(c):x}" for c in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): name for c, name in zip(characters, names[1:], strict=True)})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    file.parent.mkdir(parents=True, exist_ok=True)
    builder.save(file)


def test_style_sets_paper_fonts_colours_and_size(build: Build) -> None:
    style = {
        "paper": ("6in", "9in"),
        "margins": {"inner": "18mm", "outer": "25mm"},
        "text_font": "Libertinus Serif",
        "heading_font": ["libertinus serif"],
        "text_size": "11pt",
        "ink": "#123",
        "accent": "#7A1F2B",
        "boxes": {"warning": "#660066"},
        "paragraphs": "indented",
        "justify": False,
        "figures": "lining",
    }
    built = build(FILES, "typst", extensions=ALONE, conf={"typst_style": style, **MYST})
    file = built.outdir / "bok.pdf"
    with pikepdf.open(file) as pdf:
        sizes = {tuple(round(float(side)) for side in page.MediaBox) for page in pdf.pages}
    assert sizes == {(0, 0, 432, 648)}
    assert {name.partition("-")[0] for name in fonts_of(file)} == {"LibertinusSerif", "DejaVuSansMono"}
    found = {(glyph.colour, glyph.size) for glyph in glyphs(file) if glyph.character == "q"}
    assert found == {((0x11, 0x22, 0x33), 11.0)}
    drawn = (built.outdir / ".typst" / "style.json").read_text()
    assert '"warning": "#660066"' in drawn


def test_text_keeps_to_margins_of_either_side(build: Build) -> None:
    files = FILES | {"a.md": "# Første\n\n" + "Immunsuppresjon hos barn og voksne. " * 600}
    style = {"paper": "a5", "margins": {"inner": "15mm", "outer": "30mm"}, "justify": False}
    conf = {"typst_style": style, "typst_profile": "print"}
    file = build(files, "typst", extensions=ALONE, conf=conf).outdir / "bok-print.pdf"
    text = [glyph for glyph in glyphs(file) if glyph.size == 10]
    lefts = {odd: min(glyph.left for glyph in text if glyph.page % 2 == odd) for odd in (0, 1)}
    # Index 0 is a right-hand page: its inner margin is at the left.
    assert lefts == pytest.approx({0: 15 * MM, 1: 30 * MM}, abs=1.5)


def test_number_hangs_in_a_wide_margin_and_stands_above_the_title_beside_a_narrow_one(build: Build) -> None:
    numbers = {}
    for outer in ("38mm", "20mm"):
        conf = {"typst_style": {"margins": {"outer": outer}}, "typst_chapters": False, "typst_date": "2026-01-02"}
        file = build(FILES, "typst", extensions=ALONE, conf=conf).outdir / "bok.pdf"
        found = glyphs(file)
        one, title = (next(g for g in found if g.page == found[-1].page and g.character == c) for c in "1F")
        numbers[outer] = one.bottom - title.bottom
    # On the same line, or above it.
    assert numbers["38mm"] == pytest.approx(0, abs=0.7)
    assert numbers["20mm"] > 15


VALUE = "[CNF-002] [kompendium.option_of_book_value]"
WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    (
        {"papir": "a5"},
        (
            "«typst_style: papir» er ikke et valg for boken, og blir ikke brukt. Mente du «paper»? [CNF-001] "
            "[kompendium.option_of_book_unknown]"
        ),
    ),
    (
        {"paper": ("17cm", "24")},
        (
            "«typst_style: paper» er «('17cm', '24')»; forventet: en av disse: a4, a5, b5, us-letter, us-trade, "
            'us-digest; eller en bredde og en høyde. Standardverdien brukes. For eksempel: "paper": ("170mm", "240mm") '
            + VALUE
        ),
    ),
    (
        {"text_size": "10"},
        (
            "«typst_style: text_size» er «10»; forventet: en størrelse fra 7pt til 16pt. Standardverdien brukes. "
            'For eksempel: "text_size": "10pt" ' + VALUE
        ),
    ),
    (
        {"accent": "teal"},
        (
            "«typst_style: accent» er «teal»; forventet: en farge skrevet som #RRGGBB. Standardverdien brukes. "
            'For eksempel: "accent": "#0F5C66" ' + VALUE
        ),
    ),
    (
        {"boxes": {"warning": "#FFD700"}},
        (
            "«typst_style: boxes» er «warning #FFD700»; forventet: en kontrast mot hvitt på minst 4.5 (denne har 1.4). "
            'Den brukes likevel. For eksempel: "boxes": {"warning": "#9A3412"} ' + VALUE
        ),
    ),
    (
        {"text_font": "Libertinus Serief"},
        (
            "PDF-en har ikke skriften «Libertinus Serief»; «Source Serif 4» brukes i stedet. Mente du "
            "«Libertinus Serif»? [PDF-020] [kompendium.font_missing]"
        ),
    ),
    (
        {"heading_font": ["Frutiger", "New Computer Modern Math"]},
        (
            "PDF-en har ikke skriften «Frutiger»; «New Computer Modern Math» brukes i stedet. Legg skriftfilene i en "
            "mappe, og oppgi den i typst_fonts. [PDF-020] [kompendium.font_missing]"
        ),
    ),
    (
        {},
        (
            "Skriften «New Computer Modern Math» mangler: kursiv. Det nærmeste snittet brukes der. Legg filene med "
            "disse snittene i mappen som typst_fonts viser til, eller velg en annen skrift. [PDF-021] "
            "[kompendium.font_incomplete]"
        ),
    ),
    (
        {"margins": {"outer": "140mm"}},
        (
            "«typst_style: margins» er «{'outer': '140mm'}»; forventet: plass til tekst på minst 60 × 80 mm. "
            'Andre marger brukes. For eksempel: "margins": {"inner": "15mm", "outer": "20mm", "top": "18mm", '
            '"bottom": "20mm"} ' + VALUE
        ),
    ),
)


def test_what_cannot_be_used_is_named_with_its_line_and_the_pdf_is_made(build: Build) -> None:
    style = {key: value for one, _said in WRONG for key, value in one.items()}
    said = [f"conf.py:6: WARNING: {text}" for _one, text in WRONG]
    said.append(
        "conf.py:7: WARNING: «typst_fonts» er «skrifter»; forventet: en mappe med skriftfiler, regnet fra mappen til "
        'conf.py. Den brukes ikke. For eksempel: typst_fonts = ["fonts"] ' + VALUE
    )
    conf = {"typst_style": style, "typst_fonts": ["skrifter"], **MYST}
    # The folders of fonts come first: the families are looked for in them.
    built = build(FILES, "typst", extensions=ALONE, conf=conf, warnings=[said[-1], *said[:-1]])
    assert "To qqq." in text_of(built.outdir / "bok.pdf")


def test_options_that_cannot_be_used_are_named_and_the_pdf_is_made(build: Build) -> None:
    conf = {"typst_sytle": {}, "typst_contents_depth": "to", "typst_templates": "maler"}
    said = (
        "conf.py:6: WARNING: «typst_sytle» er ikke et valg for boken, og blir ikke brukt. Mente du «typst_style»? "
        "[CNF-001] [kompendium.option_of_book_unknown]\n"
        "conf.py:7: WARNING: «typst_contents_depth» er «to»; forventet: et tall fra 1 til 6. Standardverdien brukes. "
        f"For eksempel: typst_contents_depth = 2 {VALUE}\n"
        "conf.py:8: WARNING: «typst_templates» er «maler»; forventet: en mappe med maler, regnet fra mappen til "
        f'conf.py. Den brukes ikke. For eksempel: typst_templates = "templates" {VALUE}'
    )
    built = build(FILES, "typst", extensions=ALONE, conf=conf | MYST, warnings=said.split("\n"))
    assert "To qqq." in text_of(built.outdir / "bok.pdf")


def test_key_is_placed_at_its_own_line(build: Build, tmp_path: Path) -> None:
    from kompendium.builders.typst.style import place_of_key

    (tmp_path / "conf.py").write_text('project = "accent"\ntypst_style = {\n  "paper": "a5",\n  "accent": "teal",\n}\n')
    assert place_of_key(tmp_path, "typst_style", "accent") == f"{tmp_path / 'conf.py'}:4"
    assert place_of_key(tmp_path, "typst_style", "ink") == f"{tmp_path / 'conf.py'}:2"


def test_style_that_is_no_mapping_is_refused(build: Build) -> None:
    with pytest.raises(ConfigError, match=r"conf.py:6: typst_style er 'a5'"):
        build(FILES, "typst", extensions=ALONE, conf={"typst_style": "a5"})


@pytest.mark.parametrize(("colour", "contrast"), [("#FFFFFF", 1.0), ("#000000", 21.0), ("#0F5C66", 7.7)])
def test_contrast_is_that_of_wcag(colour: str, contrast: float) -> None:
    assert contrast_on_white(colour) == pytest.approx(contrast, abs=0.05)


def test_defaults_are_a_style() -> None:
    assert Style(**defaults()) == Style()


def test_families_that_come_with_us_lack_nothing() -> None:
    known = faces()
    assert [name for name in ("Source Serif 4", "Source Sans 3", "Libertinus Serif") if lacking(known[name])] == []
    # A variable font is counted with all its weights.
    assert Face("normal", 200, 900) in known["Source Sans 3"]


def test_own_fonts_show_the_characters_that_ours_lack(build: Build) -> None:
    files = FILES | {"a.md": "# Første 漢\n\nTegnet 漢 og `漢`.\n\n![Tegn](tegn.svg)\n", "tegn.svg": SIGN}
    missing = (
        "a.md:5: WARNING: Bildet «tegn.svg» kan ikke brukes: filen er skadet eller ufullstendig: «PDF/A-2a, PDF/UA-1 "
        'error: the text `"漢"` could not be displayed with a font». Den alternative teksten står i stedet for bildet. '
        "Lagre det på nytt, i et av disse formatene: SVG, PNG, JPEG, GIF, WebP, PDF. [FIG-003] "
        "[kompendium.picture_unusable]\n"
        "a.md:1: WARNING: Ingen av skriftene i PDF-en har tegnet «漢» (U+6F22); «[U+6F22]» trykkes i stedet. "
        "Skriv det med ord, eller velg et tegn med samme betydning. [PDF-003] [kompendium.glyph_missing]"
    )
    built = build(files, "typst", extensions=ALONE, warnings=missing.split("\n"))
    own_font(built.srcdir / "fonts" / "square.ttf", "Kvadrat", "漢")
    texts = {}
    for profile in ("screen", "print"):
        for style in ({}, {"text_font": ["Source Serif 4", "Kvadrat"]}):
            conf = {"typst_fonts": "fonts", "typst_profile": profile, "typst_style": style}
            built = build(files, "typst", extensions=ALONE, conf=conf)
            file = built.outdir / ("bok.pdf" if profile == "screen" else "bok-print.pdf")
            texts[profile] = sorted(text_of(file).split())
            assert "Tegnet 漢 og 漢." in text_of(file)
            assert [name for name in fonts_of(file) if "Kvadrat" in name] == ["Kvadrat"]
    assert texts["screen"] == texts["print"]


def test_font_that_raw_typst_asks_for_in_vain_is_named_with_its_line(build: Build) -> None:
    files = FILES | {"a.md": '# Første\n\nTekst.\n\n```{raw} typst\n#text(font: "Frutiger")[Ord]\n```\n'}
    said = "a.md:5: WARNING: PDF-en har ikke skriften «frutiger»; «Source Serif 4» brukes i stedet. [PDF-020] "
    built = build(files, "typst", extensions=ALONE, warnings=[said + "[kompendium.font_missing]"])
    assert "Ord" in text_of(built.outdir / "bok.pdf")


def test_small_capitals_are_drawn_and_copied_as_they_are_written(build: Build) -> None:
    text = "# A\n\n[crest]{.smallcaps} og *[crest]{.smallcaps}* og crest\n"
    built = build(FILES | {"a.md": text}, "typst", extensions=ALONE, conf=MYST)
    assert "crest og crest og crest" in text_of(built.outdir / "bok.pdf")
    tall = [glyph.top - glyph.bottom for glyph in glyphs(built.outdir / "bok.pdf") if glyph.character == "t"]
    # A small capital T is lower than a small t; in italics stands the same upright one.
    assert tall[0] == tall[1] < 0.9 * tall[2]
