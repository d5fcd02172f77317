"""One chapter by itself: a hand-out that says where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from tests.builders.typst.reading import text_of

if TYPE_CHECKING:
    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
FILES = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\n```\n",
    "kapitler/a.md": "# Første\n\n" + "Tekst om noe.\n\n" * 60,
}
CONF = {"typst_chapters": True, "copyright": "2026, Forlaget"}


def test_handout_says_edition_date_rights_and_where_its_newest_version_is(build: Build) -> None:
    conf = CONF | {
        "html_baseurl": "https://bok.example/",
        "typst_edition": "3. utgave",
        "typst_date": "2026-02-14",
        "typst_license": "CC BY 4.0",
    }
    file = build(FILES, "typst", extensions=ALONE, conf=conf).outdir / "kapitler" / "a.pdf"
    address = "https://bok.example/kapitler/a.html"
    with pikepdf.open(file) as pdf, pypdfium2.PdfDocument(file) as document:
        assert {tuple(round(float(side)) for side in page.MediaBox) for page in pdf.pages} == {(0, 0, 595, 842)}
        links = [[str(note.A.URI) for note in page.get("/Annots", [])] for page in pdf.pages]
        texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    # A link on the first page; what is printed at the foot of the others is decoration to a screen reader.
    assert links == [[address], *([] for _page in links[1:])]
    for number, text in enumerate(texts, 1):
        for words in ("Bok", "3. utgave · 14. februar 2026", f"Nyeste versjon: {address}", f"Side {number} av "):
            assert words in text
    assert "© 2026, Forlaget. CC BY 4.0" in texts[0]
    assert f"Side 1 av {len(texts)}" in texts[0]


def test_handout_prints_nothing_that_is_not_known(build: Build) -> None:
    file = build(FILES, "typst", extensions=ALONE, conf={"typst_chapters": True}).outdir / "kapitler" / "a.pdf"
    text = text_of(file)
    assert text.startswith("Bok ")
    assert not [word for word in ("Nyeste", "utgave", "©", "·", "None", "none") if word in text]


@pytest.mark.parametrize("profile", ["print", "large"])
def test_handout_has_one_layout(build: Build, profile: str) -> None:
    built = build(FILES, "typst", extensions=ALONE, conf=CONF | {"typst_profile": profile})
    assert [path.name for path in built.outdir.rglob("*.pdf")] == [f"bok-{profile}.pdf"]
