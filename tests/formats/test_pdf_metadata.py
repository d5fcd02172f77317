"""What the book's own PDF says of itself to a reader's application, a library and an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from tests.builders.typst.reading import XMP, outline_of, xmp_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

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


def test_book_says_whose_it_is_and_on_what_terms(finished_book: Path) -> None:
    found = xmp_of(finished_book / "pdf/kompendium.pdf")
    terms = "Alle rettigheter forbeholdt, med mindre annet er oppgitt."
    assert found["dc:rights"] == [f"© 2026 Kompendium-redaksjonen. {terms}"] * 2
    works = (
        "Unntak: Figur 161.1: «Kalsinose over PIP-ledd 4». Kompendium-redaksjonen, 2026. "
        "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."
    )
    assert found["xmpRights:UsageTerms"] == [f"{terms} {works}"] * 2
    assert found["xmpRights:Marked"] == ["True"]
    assert found["xmpRights:WebStatement"] == ["https://kompendium.example/"]
    assert found["dc:identifier"] == ["urn:uuid:6c391e15-34f2-4c8e-a6fa-85edacb9f277"]
    assert found["dc:date"] == ["2026-11-22"]
    assert found["dc:publisher"] == ["Kompendium-redaksjonen"]
    # No licence that has an address: nothing is made up.
    assert "cc:license" not in found


def test_chapter_has_its_own_rights(finished_book: Path) -> None:
    found = xmp_of(finished_book / "pdf/kapitler/kalsinose.pdf")
    assert found["xmpRights:WebStatement"] == ["https://kompendium.example/kapitler/kalsinose.html"]
    assert "dc:identifier" not in found


@pytest.mark.parametrize("name", TITLES)
def test_xmp_and_the_older_metadata_say_the_same(name: str, finished_book: Path) -> None:
    file = finished_book / f"pdf/{name}.pdf"
    found = xmp_of(file)
    with pikepdf.open(file) as pdf:
        assert [str(pdf.docinfo.Author)] == found["dc:creator"]
        assert [str(pdf.docinfo.Title)] == found["dc:title"]
        stamp = str(pdf.docinfo.CreationDate).removeprefix("D:")
    assert [stamp[:8]] == [found["xmp:CreateDate"][0][:10].replace("-", "")]


LICENSED = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\nkapitler/b\n```\n",
    "kapitler/a.md": (
        "---\nlicense: CC BY-SA 4.0\ncopyright: 2024 Ola Li\nauthors: Ola Li\ndoi: 10.1000/182\n---\n# A\n\nTekst."
    ),
    "kapitler/b.md": "---\nlicense: CC0 1.0\n---\n# B\n\nTekst.",
}


def test_licence_with_an_address_is_named_and_described_as_pdf_a_asks_for(build: Build) -> None:
    conf = {
        "kompendium_license": "CC BY 4.0",
        "kompendium_copyright_holder": "Forlaget",
        "kompendium_copyright_year": "2026",
        "kompendium_publisher": "Forlaget AS",
        "kompendium_identifier": "urn:isbn:9788200000009",
    }
    folder = build(LICENSED, "typst", conf=conf).outdir
    book, chapter, free = (xmp_of(folder / f"{name}.pdf") for name in ("kompendium", "kapitler/a", "kapitler/b"))
    terms = (
        "Denne boken er utgitt under Creative Commons Navngivelse 4.0 Internasjonal (CC BY 4.0), med mindre annet er "
        "oppgitt."
    )
    assert book["dc:rights"][0] == f"© 2026 Forlaget. {terms}"
    assert book["cc:license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    # Where the book has no site, the licence's own address.
    assert book["xmpRights:WebStatement"] == book["cc:license"]
    assert (book["dc:publisher"], book["dc:identifier"]) == (["Forlaget AS"], ["urn:isbn:9788200000009"])
    assert chapter["dc:rights"][0].startswith("© 2024 Ola Li. ")
    assert chapter["cc:license"] == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    assert chapter["dc:identifier"] == ["https://doi.org/10.1000/182"]
    assert free["xmpRights:Marked"] == ["False"]
    assert not free["dc:rights"][0].startswith("©")
    with pikepdf.open(folder / "kompendium.pdf") as pdf:
        described = pdf.Root.Metadata.read_bytes().decode()
    assert described.count("<pdfaSchema:prefix>cc</pdfaSchema:prefix>") == 1
    assert "<pdfaProperty:name>license</pdfaProperty:name>" in described


def test_project_without_rights_claims_none(build: Build) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": "# A\n\nTekst."}
    found = xmp_of(build(files, "typst", extensions=("myst_parser", "kompendium.builders.typst")).outdir / "bok.pdf")
    assert not [name for name in found if name.startswith(("xmpRights:", "cc:"))]
    assert "dc:rights" not in found
