from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from docutils import nodes

from kompendium.builders.typst.pagemap import BlockMark, Numbered, PageText, letters_of
from kompendium.builders.typst.pagemap import _pages as pages_of
from kompendium.pagemap import Page, PageMap, PageMapError, Place
from kompendium.text_blocks import content_hash, text_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from kompendium.text_blocks import TextBlock
    from tests.conftest import Build, Built

ALONE = ("myst_parser", "kompendium.builders.typst")
FIXED = {"typst_basename": "boka", "project": "Boka"}
_PARTS = [
    *("ka", "le", "ri", "so", "dan", "mer", "tol", "ning", "het", "bo"),
    *("fi", "sta", "gru", "per", "ve", "lig", "sjon", "ter", "um", "ost"),
]
_HEAD_AND_FOOT_PT = 60


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


class Words:
    """Made-up words that hyphenate; the same each time."""

    def __init__(self) -> None:
        self.random = random.Random(3)

    def __call__(self, count: int) -> str:
        number = self.random.randint
        return " ".join("".join(self.random.choices(_PARTS, k=number(1, 5))) for _ in range(count)) + "."


def page_texts(file: Path) -> list[str]:
    """The text of each page between its head and its foot, by the margins."""
    found = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            width, height = page.get_size()
            inner = (0, _HEAD_AND_FOOT_PT, width, height - _HEAD_AND_FOOT_PT)
            found.append(page.get_textpage().get_text_bounded(*inner))
    return found


def blocks_of(built: Built, docname: str) -> dict[tuple[str, int], TextBlock]:
    return {(block.id, block.number): block for block in text_blocks(built.env.get_doctree(docname))}


def assert_pages_begin_as_mapped(built: Built, noise: str = "") -> PageMap:
    """Each page's text, after ``noise``, goes on with the words from the place; a split word with its rest."""
    record = PageMap.read(built.outdir / "pagemap.json")
    texts = page_texts(built.outdir / "boka.pdf")
    assert len(texts) == len(record.pages)
    for page, text in zip(record.pages, texts, strict=True):
        if page.place is None:
            continue
        block = blocks_of(built, page.place.document)[page.place.id, page.place.block]
        wanted = "".join(letters_of(word) for word in block.words[page.place.word : page.place.word + 12])
        text = re.sub(r"\(s\.\s+\d+\)", "", text)
        shown = letters_of(re.sub(rf"^\s*(?:{noise})" if noise else "^", "", text))
        if page.place.split:
            first = letters_of(block.words[page.place.word])
            rest = next(at for at in range(1, len(first) + 1) if shown.startswith(wanted[at:]))
            assert 0 < rest < len(first), page
        else:
            assert shown.startswith(wanted), page
    return record


def test_paragraph_broken_across_pages_is_mapped_to_the_word(build: Build) -> None:
    words = Words()
    text = "\n\n".join(words(count) for count in (900, 40, 200, 1500, 3, 700))
    built = build({"index.md": f"# Boka\n\n{text}\n"}, "typst", extensions=ALONE, conf=FIXED)
    record = assert_pages_begin_as_mapped(built)
    places = [page.place for page in record.pages if page.place]
    assert len(places) > 10
    assert sum(place.word > 0 for place in places) > 8
    assert any(place.split for place in places)
    # The two places that follow each other in a paragraph go forward.
    order = [(place.block, place.word) for place in places]
    assert order == sorted(set(order))


def test_pages_that_follow_links_are_no_words_of_a_place(build: Build) -> None:
    words = Words()
    targets = "".join(f"({name}{n})=\n## Sted {name}{n}\n\nTekst.\n\n" for name in "ab" for n in range(60))
    text = " ".join(f"{words(3)} [{words(2)}](#a{n}), [{words(1)}](#b{n})" for n in range(60))
    files = {
        "index.md": "# Boka\n\n```{toctree}\n:numbered: 1\na\nb\n```\n",
        "a.md": f"# Første\n\n{text}\n\n## Mer\n\n{text}\n",
        "b.md": f"# Andre\n\n{targets}\n",
    }
    built = build(files, "typst", extensions=ALONE, conf={**FIXED, "typst_show_pagerefs": True})
    texts = page_texts(built.outdir / "boka.pdf")
    assert sum(len(re.findall(r"\(s\.\s+\d+\)", text)) for text in texts) == 240
    record = assert_pages_begin_as_mapped(built, noise=r"\d\s")
    assert sum(page.place.word > 0 for page in record.pages if page.place and page.place.document == "a") > 2


def test_lists_tables_notes_and_code_across_pages(build: Build) -> None:
    words, number = Words(), random.Random(4).randint
    items = "\n".join(f"{i}. {words(number(3, 90))}" for i in range(1, 60))
    rows = "\n".join(f"| {words(2)} | {words(number(3, 60))} |" for i in range(60))
    noted = "\n\n".join(
        f"{words(30)}[^n{i}] – {words(50)}\n\n> {words(60)}\n\n[^n{i}]: {words(40)}\n\n```text\n"
        + "\n".join(words(4) for _ in range(30))
        + "\n```"
        for i in range(8)
    )
    files = {
        "index.md": "# Boka\n\n```{toctree}\n:numbered: 1\na\nb\nc\n```\n",
        "a.md": f"# Første\n\n{items}\n",
        "b.md": f"# Andre\n\n| Hode | Kolonne |\n|---|---|\n{rows}\n",
        "c.md": f"# Tredje\n\n{noted}\n",
    }
    built = build(files, "typst", extensions=ALONE, conf=FIXED)
    # A chapter's number, the number of an item, the repeated head of the table.
    record = assert_pages_begin_as_mapped(built, noise=r"\d+\.?\s|Hode\s+Kolonne")
    by_document = {name: [p.place for p in record.pages if p.place and p.place.document == name] for name in "abc"}
    assert all(len(places) > 3 for places in by_document.values())
    for places in by_document.values():
        assert (places[0].block, places[0].word) == (0, 0)
        assert len(set(places)) == len(places)


def test_pages_of_no_document_have_a_label_and_no_place(build: Build) -> None:
    files = {
        "index.md": "# Boka\n\n```{toctree}\n:caption: Første del\n:numbered: 1\na\nb\n```\n",
        "a.md": "# Huden\n\nTekst til slutt i første del.\n",
        "b.md": "# Håret\n\nMer.\n",
    }
    built = build(files, "typst", extensions=ALONE, conf=FIXED)
    record = PageMap.read(built.outdir / "pagemap.json")
    # Title page, imprint, contents and its back; the part; two chapters.
    assert record.pages == (
        Page("i"),
        Page("ii"),
        Page("iii"),
        Page("iv"),
        Page("1"),
        Page("2", Place("a", "huden", 0, 0, text="Huden")),
        Page("3", Place("b", "haret", 0, 0, text="Håret")),
    )
    with pypdfium2.PdfDocument(built.outdir / "boka.pdf") as document:
        assert [page.label for page in record.pages] == [document.get_page_label(i) for i in range(len(document))]
    with pikepdf.open(built.outdir / "boka.pdf") as pdf:
        assert record.identifier == bytes(pdf.trailer.ID[0]).hex()
    assert record.pdf == "boka.pdf"


NOTHING_PUT_BETWEEN = re.compile(r"(?!)")
"""No page numbers that are known to be the PDF's own: what it adds beside them is found by what stands around it."""


@pytest.mark.parametrize(
    ("shown", "begins"),
    [
        ("kapitlet om kalsinose (s. 47) og les videre der om alt dette der", "kapitlet om kalsinose og les"),
        ("itlet om kalsinose (s. 47) og les videre der om alt dette der", "kapitlet om kalsinose og les"),
        ("(s. 47) og les videre der om alt dette der", "og les videre der om"),
    ],
)
def test_words_that_only_the_pdf_has_do_not_move_the_place(shown: str, begins: str) -> None:
    paragraph = nodes.paragraph("", "Noe på siden før, se kapitlet om kalsinose og les videre der om alt dette der")
    blocks = [Numbered("a", block) for block in text_blocks(nodes.section("", paragraph, ids=["a"]))]
    texts = [PageText("1", letters_of("Noe på siden"), "N", 80), PageText("2", letters_of(shown), shown[0], 80)]
    page = list(pages_of(texts, [BlockMark(0, 1, 60)], blocks, NOTHING_PUT_BETWEEN))[1]
    assert page.place is not None
    assert page.place.text == begins
    assert page.place.split == shown.startswith("itlet")


def test_page_that_begins_with_a_picture_is_mapped_to_it(build: Build) -> None:
    words = Words()
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="560"><rect width="300" height="560"/></svg>'
    text = f"# Boka\n\n{words(130)}\n\n![Et rektangel](p.svg){{height=520px}}\n\n{words(20)}\n"
    files = {"index.md": text, "p.svg": picture}
    built = build(files, "typst", extensions=ALONE, conf={**FIXED, "myst_enable_extensions": ["attrs_inline"]})
    places = [page.place for page in PageMap.read(built.outdir / "pagemap.json").pages if page.place]
    assert [(place.block, place.word, place.text) for place in places[1:]] == [(2, 0, "")]


def test_map_fits_the_text_it_was_made_of_and_no_other(build: Build) -> None:
    built = build({"index.md": "# Boka\n\nEn *liten* tekst.\n"}, "typst", extensions=ALONE, conf=FIXED)
    record = PageMap.read(built.outdir / "pagemap.json")
    document = built.env.get_doctree("index")
    assert record.content == {"index": content_hash(document)}
    assert record.fits({"index": content_hash(document), "other": ""})
    next(text for text in document.findall(lambda node: node == "liten")).parent.children.pop()
    assert not record.fits({"index": content_hash(document)})
    assert not record.fits({})


def test_record_reads_what_it_writes() -> None:
    pages = (Page("i"), Page("1", Place("a/b", "æ", 2, 17, split=True, text="«Ord» – ord")))
    record = PageMap("b.pdf", "0a", {"a/b": "1", "a": "2"}, pages)
    assert PageMap.from_json(record.to_json()) == record
    assert record.to_json() == PageMap.from_json(record.to_json()).to_json()


BAD_PLACE = PageMap("", "", {}, (Page("1", Place("a", "", -1, 0)),)).to_json()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "pages": [{}]}', BAD_PLACE])
def test_what_is_no_page_map_is_refused(text: str) -> None:
    with pytest.raises(PageMapError):
        PageMap.from_json(text)
