"""What once cost the whole PDF, or lost text in it; random documents found most of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kompendium.builders.typst.fonts import stand_in
from kompendium.builders.typst.glyphs import Typefaces, fitted
from kompendium.builders.typst.style import MONO, SANS, SERIF
from tests.builders.typst.reading import tags_of, text_of

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ALONE = ("myst_parser", "kompendium.builders.typst")
BOOK = ("kompendium",)
TOC = "# Bok\n\n```{toctree}\na\n```\n"
TYPEFACES = Typefaces((SERIF, (*SANS, *SERIF), (*MONO, *SERIF)))


def printed(built: Built) -> str:
    return text_of(next(built.outdir.glob("*.pdf")))


@pytest.mark.parametrize("end", ["\v", "\f", "\x85", "\u2028", "\u2029"])
def test_code_has_the_lines_that_typst_sees(build: Build, end: str) -> None:
    text = f"# A\n\n```text\nen{end}to\n```\n\nOg `en{end}to` i linjen.\n"
    built = build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE)
    assert "en to Og en to i linjen." in printed(built)


def test_head_of_a_long_table_with_links_and_notes_stands_once(build: Build) -> None:
    rows = "".join(f"| rad{row} | x |\n" for row in range(80))
    text = f"# A\n\n| [Navn](https://example.org) | Hode[^1] |\n|---|---|\n{rows}\n[^1]: Noten.\n"
    built = build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE)
    found = printed(built)
    assert found.count("Navn") == 1
    assert "Noten." in found
    assert all(f"rad{row} x" in found for row in range(80))


def test_head_of_a_table_that_is_taller_than_a_page_keeps_its_words(build: Build) -> None:
    words = [f"ord{number}" for number in range(900)]
    text = f"# A\n\n| {' '.join(words)} | Hode |\n|---|---|\n| celle | x |\n"
    found = printed(build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE))
    assert re.findall(r"ord\d+", found) == words
    assert "celle x" in found


def test_note_that_nothing_refers_to_keeps_its_blocks(build: Build) -> None:
    text = "# A\n\nTekst.\n\n[^x]: Først.\n\n        kode\n\n    :::{note}\n    I boksen.\n    :::\n\n    - punkt\n"
    warnings = ["a.md:5: WARNING: Footnote [#] is not referenced. [ref.footnote]"]
    conf = {"myst_enable_extensions": ["colon_fence"]}
    built = build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE, conf=conf, warnings=warnings)
    assert "[1] Først. kode Merk I boksen. • punkt" in printed(built)
    assert "Code" in tags_of(next(built.outdir.glob("*.pdf")))


def test_note_that_only_notes_refer_to_is_printed(build: Build) -> None:
    notes = ["[^x]: Seg selv[^x].", "[^y]: Den andre[^z].", "[^z]: Den ene[^y].", "[^ja]: Via[^k].", "[^k]: Nådd."]
    text = "# A\n\nTekst[^ja].\n\n" + "\n\n".join(notes)
    found = printed(build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE))
    assert [found.count(words) for words in ("Seg selv", "Den andre", "Den ene", "Via", "Nådd")] == [1] * 5


def test_note_of_restructuredtext_with_the_id_of_another_note_is_printed(build: Build) -> None:
    # Its block counts from one, and so does the document where a heading has the note's own name: both are «id1».
    text = "# a\n\n```{eval-rst}\n.. [#] Den første.\n```\n\n[^a]: Den andre.\n\nTekst[^a].\n"
    built = build({"index.md": TOC, "a.md": text}, "typst", extensions=ALONE)
    assert len(re.findall("Den (?:første|andre)", printed(built))) == 2


def test_a_mark_that_no_font_sets_on_its_letter_has_a_stand_in() -> None:
    assert fitted("é e\u0301 x\u0302 ẹ\u0301 שָׁלוֹם مُحَمَّد", TYPEFACES)[1] == []
    # The mark is in a font, but in none that has the letter too.
    assert fitted("o\u0485, e\u0301\u0485, \u0485", TYPEFACES) == (
        "o[U+0485], e\u0301[U+0485], \u0485",
        ["\u0485"],
    )


def test_characters_without_a_meaning_of_their_own_have_a_stand_in() -> None:
    odd = "\x07\x1c\ue000\U000f0000\uffff"
    assert fitted(f"a{odd}b", TYPEFACES) == (f"a{''.join(map(stand_in, odd))}b", list(odd))


def test_characters_without_a_glyph_are_named_with_their_places(build: Build) -> None:
    said = (
        "WARNING: Ingen av skriftene i PDF-en har tegnet «{}» ({}); «[{}]» trykkes i stedet. "
        "Skriv det med ord, eller velg et tegn med samme betydning. [PDF-003] [kompendium.glyph_missing]"
    )
    places = [
        ("a.md:1", "\U0001f600"),
        ("a.md:3", "\U0001f601"),
        ("a.md:5", "\U0001f602"),
        ("a.md:9", "\U0001f603"),
        ("a.md:11", "\U0001f604"),
        ("conf.py:3", "\U0001f605"),
    ]
    text = "# A {0}\n\nTekst {1}.\n\n```text\nkode {2}\n```\n\n- punkt `{3}`\n\n## Del {4}\n"
    built = build(
        {"index.md": TOC, "a.md": text.format(*(character for _, character in places))},
        "typst",
        extensions=ALONE,
        conf={"author": "Kari \U0001f605"},
        warnings=[
            f"{place}: {said.format(character, f'U+{ord(character):X}', f'U+{ord(character):X}')}"
            for place, character in places
        ],
    )
    found = printed(built).replace(" ", "")
    assert all(stand_in(character) in found for _, character in places)


@pytest.mark.parametrize("formula", [r"\color{red}x", "&", r"\quad"])
def test_heading_of_a_formula_that_is_drawn_or_prints_nothing_has_its_source(build: Build, formula: str) -> None:
    # Neither gives words to the bookmarks, without which there is no PDF.
    files = {"index.md": TOC, "a.md": f"# A\n\n## ${formula}$\n\n## Om ${formula}$\n"}
    conf = {"myst_enable_extensions": ["dollarmath"]}
    warnings = [
        (
            f"a.md:3: WARNING: PDF-en kan ikke sette formelen «{formula}»; LaTeX-kilden trykkes i stedet. Se etter en "
            "feilskrevet kommando eller en manglende krøllparentes, eller skriv den med enklere kommandoer. "
            "[PDF-005] [kompendium.formula_unset]"
        )
    ]
    built = build(files, "typst", extensions=ALONE, conf=conf, warnings=warnings)
    assert formula in printed(built)
