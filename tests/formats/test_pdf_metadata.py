"""What the book's own PDF says of itself to a reader's application, a library and an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.builders.typst.reading import XMP, outline_of

if TYPE_CHECKING:
    from pathlib import Path

TITLES = {
    "kompendium": "Revmatologisk kompendium",
    "kapitler/kalsinose": "Kalsinose",
    "kapitler/systemisk-sklerose": "Systemisk sklerose",
}


@pytest.mark.parametrize("name", TITLES)
def test_pdf_declares_both_standards_its_title_language_and_structure(name: str, finished_book: Path) -> None:
    with pikepdf.open(finished_book / f"pdf/{name}.pdf") as pdf:
        assert pdf.Root.Lang == "nb"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.StructTreeRoot.K
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as xmp:
            assert TITLES[name] in xmp["dc:title"]
            assert xmp["dc:language"] == {"nb"}
            assert xmp[f"{{{XMP['pdfaid']}}}part"] == "2"
            assert xmp[f"{{{XMP['pdfaid']}}}conformance"] == "A"
            assert xmp[f"{{{XMP['pdfuaid']}}}part"] == "1"


@pytest.mark.parametrize("name", ["kompendium", "kapitler/kalsinose"])
def test_writers_stand_in_the_metadata_and_not_those_whose_facts_are_used(name: str, finished_book: Path) -> None:
    with pikepdf.open(finished_book / f"pdf/{name}.pdf") as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:creator"] == ["Kompendium-redaksjonen"]


def test_bookmarks_follow_the_contents(finished_book: Path) -> None:
    titles = [title for _depth, title in outline_of(finished_book / "pdf/kompendium.pdf")]
    wanted = [
        "Om boken",
        "Hud og bløtvev",
        "161 Kalsinose",
        "Definisjon",
        "Former og assosiasjoner",
        "Behandling",
        "Litteratur",
        "Bindevevssykdommer",
        "162 Systemisk sklerose",
        "Registre",
        "Koderegister",
        "Bidragsytere",
    ]
    places = [titles.index(title) for title in wanted]
    assert places == sorted(places)
