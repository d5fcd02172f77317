"""The alphabetical index at the end of the PDF: order, pages, sub-entries, and what leads from one to another."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.builders.typst.reading import lines_of, links_of, outline_of, tags_of, text_of

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ALONE = ("myst_parser", "kompendium.builders.typst")
NAMED = {"typst_basename": "boka"}
WORDS = "Dermatomyositt og systemisk sklerose. " * 60
"""Most of a page."""


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def book(*entries: str) -> dict[str, str]:
    """A chapter of a page for each text, with what is to be indexed before it."""
    body = "\n\n".join(f"{entry}\n\n{WORDS}" for entry in entries)
    return {"index.md": "# Bok\n\n```{toctree}\n:numbered: 1\na\n```\n", "a.md": f"# A\n\n{body}\n"}


def marked(*entries: str) -> str:
    return "\n\n".join(f"```{{index}} {entry}\n```" for entry in entries)


def index_of(built: Built) -> list[str]:
    """The lines of the last page, without leaders and page number."""
    lines = lines_of(built.outdir / "boka.pdf", -1)
    return [" ".join(line.replace(" .", " ").replace(". ", " ").split()) for line in lines[:-1]]


def make(build: Build, files: dict[str, str], **conf: object) -> Built:
    return build(files, "typst", extensions=ALONE, conf={**NAMED, **conf})


def test_entries_stand_in_norwegian_order_under_their_letters(build: Build) -> None:
    names = (
        "single: ål",
        "single: øye",
        "single: Ærlig",
        "single: zink",
        "single: Äpfel",
        "single: 5-ASA",
        "single: aa",
    )
    built = make(build, book(marked(*names)))
    assert index_of(built) == [
        "Stikkordregister", "0–9", "5-ASA 1", "A", "aa 1", "Z", "zink 1", "Æ", "Äpfel 1", "Ærlig 1", "Ø", "øye 1",
        "Å", "ål 1",
    ]  # fmt: skip


def test_pages_are_named_once_and_three_in_a_row_are_a_range(build: Build) -> None:
    single = [f"single: {name}" for name in ("alle", "alle", "to")]
    pages = (
        marked(*single),
        marked("single: alle", "single: to"),
        marked("single: alle"),
        marked("! alle"),
        marked("single: alle"),
    )
    built = make(build, book(*pages))
    # A main place stands by itself, in bold.
    assert index_of(built) == ["Stikkordregister", "A", "alle 1–3, 4, 5", "T", "to 1, 2"]
    faces = {}
    with pypdfium2.PdfDocument(built.outdir / "boka.pdf") as document:
        page = document[len(document) - 1].get_textpage()
        for at in range(page.count_chars()):
            font = pypdfium2.raw.FPDFTextObj_GetFont(pypdfium2.raw.FPDFText_GetTextObject(page, at))
            faces[page.get_text_range(at, 1)] = ctypes.cast(font, ctypes.c_void_p).value
    assert faces["4"] != faces["3"] == faces["2"]


def test_sub_entries_pairs_and_names_in_parentheses_stand_under_their_word(build: Build) -> None:
    entries = (
        "single: kalsinose; ved SLE",
        "single: kalsinose; behandling",
        "pair: lupus; nefritt",
        "single: kalsinose",
    )
    code = "{index}`f() (i a)` {index}`f() (i b)`"
    built = make(build, book(f"{marked(*entries)}\n\n{code}"))
    assert index_of(built) == [
        "Stikkordregister", "F", "f()", "(i a) 1", "(i b) 1", "K", "kalsinose 1", "behandling 1", "ved SLE 1",
        "L", "lupus", "nefritt 1", "N", "nefritt", "lupus 1",
    ]  # fmt: skip


def test_see_and_see_also_lead_to_their_entries(build: Build) -> None:
    entries = ("see: kortison; glukokortikoider", "seealso: kalsinose; kalk", "single: kalsinose", "single: kalk")
    built = make(build, book(marked(*entries, "single: glukokortikoider", "see: intet; noe annet")))
    assert index_of(built) == [
        "Stikkordregister", "G", "glukokortikoider 1", "I", "intet, se noe annet", "K", "kalk 1", "kalsinose 1",
        "se også kalk", "kortison, se glukokortikoider",
    ]  # fmt: skip
    # Two in the contents, three pages, two entries that others lead to.
    assert links_of(built.outdir / "boka.pdf") == 7


def test_index_is_in_the_outline_and_a_list_in_the_tags(build: Build) -> None:
    built = make(build, book(marked("single: kalsinose; behandling", "single: sklerose")))
    file = built.outdir / "boka.pdf"
    assert outline_of(file) == [(1, "Innhold"), (1, "1 A"), (1, "Stikkordregister")]
    tags = tags_of(file)
    index = tags[len(tags) - 1 - tags[::-1].index("H1") :]
    shape = " ".join(tag for tag in index if tag in ("H1", "H2", "L", "LI"))
    assert shape == "H1 H2 L LI L LI H2 L LI"


def test_entry_in_a_title_or_a_glossary_leads_to_its_page(build: Build) -> None:
    files = book("Tekst.")
    files["b.md"] = "# Om {index}`tittelord`\n\n```{glossary}\nleddgikt\n  En sykdom.\n```\n"
    files["index.md"] = files["index.md"].replace("a\n```", "a\nb\n```")
    assert index_of(make(build, files)) == ["Stikkordregister", "L", "leddgikt 3", "T", "tittelord 3"]


def test_what_the_pdf_does_not_hold_is_not_in_its_index(build: Build) -> None:
    hidden = ":::{only} html\n\n```{index} single: skjult\n```\n\nTekst.\n:::\n"
    files = {
        **book(f"{marked('single: vist')}\n\nTekst.\n\n{hidden}"),
        "c.md": f"---\norphan: true\n---\n# C\n\n{marked('single: c')}",
    }
    conf = {"myst_enable_extensions": ["colon_fence"]}
    assert index_of(make(build, files, **conf)) == ["Stikkordregister", "V", "vist 1"]


def test_other_languages_have_their_own_order_and_words(build: Build) -> None:
    entries = ("single: éa", "single: ez", "single: _x", "single: $y", "see: ab; éa")
    built = make(build, book(marked(*entries)), language="de")
    assert index_of(built) == [
        "Stichwortverzeichnis", "Sonderzeichen", "$y 1", "_", "_x 1", "A", "ab, siehe éa", "E", "éa 1", "ez 1",
    ]  # fmt: skip


@pytest.mark.parametrize(("conf", "files"), [({"typst_index": False}, book(marked("single: x"))), ({}, book("Tekst."))])
def test_project_without_entries_or_that_wants_none_has_no_index(
    build: Build, conf: dict[str, object], files: dict[str, str]
) -> None:
    assert "Stikkordregister" not in text_of(make(build, files, **conf).outdir / "boka.pdf")


def test_book_that_holds_the_index_on_a_page_has_no_second(build: Build) -> None:
    files = {**book(marked("single: sklerose")), "r.md": "# Navn\n\n```{alias-register}\n```\n"}
    files["index.md"] = files["index.md"].replace("a\n```", "a\nr\n```")
    built = build(files, "typst", conf={**NAMED, "kompendium_basename": "boka"})
    assert outline_of(built.outdir / "boka.pdf")[-1] == (1, "2 Navn")
    assert index_of(built)[:3] == ["2 Navn", "S", "sklerose 1"]
