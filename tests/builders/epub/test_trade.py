"""What the book trade asks for: identifiers, subjects, a series, a certificate, the colophon and the ONIX record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import onixcheck
import pypdfium2
import pytest
from lxml import etree

from kompendium.builders.epub.metadata import THEMA
from kompendium.builders.epub.onix import ONIX, onix_record
from kompendium.builders.epub.package import Accessibility, Contributor, Metadata, Subject

from .checking import Book, messages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

FILES = {
    "index.md": "# Bok\n\nOm boken.\n\n```{toctree}\n:numbered: 1\n\nkapitler/a\n```\n",
    "kapitler/a.md": "# Kapittel\n\nTekst.\n",
}
TRADE: dict[str, Any] = {
    "kompendium_isbn": {"print": "978-82-05-12345-8", "epub": "978-82-05-30003-3"},
    "kompendium_thema": {"MJ": "Klinisk medisin"},
    "kompendium_mesh": {"D002114": "Calcinosis"},
    "kompendium_publisher": "Forlaget",
    "kompendium_edition": "2. utgave",
    "kompendium_date": "2026-11-22",
    "kompendium_series": "Serien",
    "kompendium_series_position": "3",
    "kompendium_certified_by": "Granskeren",
    "kompendium_certifier_report": "https://example.org/rapport",
    "kompendium_copyright_holder": "Forlaget",
    "kompendium_copyright_year": "2024–2026",
    "kompendium_license": "CC BY 4.0",
    "html_baseurl": "https://bok.example/",
}
MINIMAL = Metadata("urn:uuid:1", "Bok", "nb", "2026-01-01T00:00:00Z")


def record(metadata: Metadata, tmp_path: Path) -> etree._Element:
    """The record, valid by ONIX's own schema."""
    file = tmp_path / "onix.xml"
    file.write_bytes(onix_record(metadata))
    assert onixcheck.validate(str(file), schemas=("xsd", "rng")) == []
    return etree.parse(str(file)).getroot()


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(f"{{{ONIX}}}{name}")]


def test_record_of_a_book_that_says_little_is_valid_and_claims_nothing_more(tmp_path: Path) -> None:
    root = record(MINIMAL, tmp_path)
    assert texts(root, "IDValue") == ["urn:uuid:1"]
    assert texts(root, "ProductFormFeatureValue") == ["00", "10", "22", "32", "52"]
    assert not texts(root, "Contributor") + texts(root, "Publisher") + texts(root, "CopyrightStatement")


def test_record_names_people_by_their_roles_and_bodies_by_their_name(tmp_path: Path) -> None:
    people = (
        Contributor("Kari Nordmann", "Nordmann, Kari", ("aut", "ill")),
        Contributor("Redaksjonen", "Redaksjonen", ("edt",)),
        # The author of the source is none of ours.
        Contributor("Jan Tore Gran", "Gran, Jan Tore", ("ant",)),
    )
    root = record(Metadata("urn:uuid:1", "Bok", "nb", "2026-01-01T00:00:00Z", creators=people), tmp_path)
    assert texts(root, "ContributorRole") == ["A01", "A12", "B01"]
    assert texts(root, "KeyNames") == ["Nordmann", "Nordmann"]
    assert texts(root, "CorporateName") == ["Redaksjonen"]


def test_accessibility_of_the_record_is_what_was_found(tmp_path: Path) -> None:
    found = Accessibility(features=("MathML", "pageBreakMarkers", "index"), hazards=("unknown",), sufficient=("x",))
    root = record(Metadata("urn:uuid:1", "Bok", "nb", "2026-01-01T00:00:00Z", accessibility=found), tmp_path)
    assert texts(root, "ProductFormFeatureValue") == ["00", "10", "12", "17", "19", "22", "32"]


def test_keywords_and_schemes_are_told_apart(tmp_path: Path) -> None:
    subjects = (Subject("Klinisk medisin", THEMA, "MJ"), Subject("kalk i huden"))
    root = record(Metadata("urn:uuid:1", "Bok", "nb", "2026-01-01T00:00:00Z", subjects=subjects), tmp_path)
    assert texts(root, "SubjectSchemeIdentifier") == ["93", "20"]
    assert texts(root, "SubjectCode") == ["MJ"]


@pytest.fixture
def sold(build: Build) -> Path:
    return build(FILES, "epub", conf=TRADE).outdir


def test_package_of_a_book_that_is_sold(sold: Path) -> None:
    file = sold / "kompendium.epub"
    book = Book(file)
    assert messages(file) == []
    assert book.opf("//dc:identifier/text()") == ["urn:isbn:9788205300033"]
    assert book.prop("identifier-type", "pub-id") == ["15"]
    subjects = dict(zip(book.opf("//dc:subject/text()"), book.opf("//opf:meta[@property='term']/text()"), strict=True))
    assert subjects == {"Klinisk medisin": "MJ", "Calcinosis": "D002114"}
    assert book.opf("//opf:meta[@property='authority']/text()") == ["Thema", "http://id.nlm.nih.gov/mesh"]
    assert book.prop("belongs-to-collection") == ["Serien"]
    assert (book.prop("collection-type", "collection"), book.prop("group-position", "collection")) == (
        ["series"],
        ["3"],
    )
    assert book.prop("dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert book.prop("a11y:certifiedBy", "conformance") == ["Granskeren"]
    assert book.opf("//opf:link[@rel='a11y:certifierReport']/@href") == ["https://example.org/rapport"]
    assert book.opf("//opf:link[@rel='record']/@href") == ["onix.xml"]


def test_record_stands_in_the_book_and_beside_it(sold: Path) -> None:
    data = (sold / "kompendium.onix.xml").read_bytes()
    assert Book(sold / "kompendium.epub").files["EPUB/onix.xml"] == data
    root = etree.fromstring(data)
    assert onixcheck.validate(str(sold / "kompendium.onix.xml"), schemas=("xsd", "rng")) == []
    assert texts(root, "IDValue") == ["9788205300033", "9788205123458"]
    assert texts(root, "ProductRelationCode") == ["13"]
    assert texts(root, "CopyrightYear") == ["2024"]
    assert {"04", "82", "85", "90", "94"} <= set(texts(root, "ProductFormFeatureValue"))


COLOPHON = [
    "Bok",
    "Serien",
    "2. utgave. 22. november 2026",
    "Forlaget",
    (
        "© 2024–2026 Forlaget. Denne boken er utgitt under Creative Commons Navngivelse 4.0 Internasjonal (CC BY 4.0), "
        "med mindre annet er oppgitt."
    ),
    "https://creativecommons.org/licenses/by/4.0/",
    "ISBN 978-82-05-12345-8 (trykt)",
    "ISBN 978-82-05-30003-3 (EPUB)",
]


def test_colophon_has_every_isbn(sold: Path) -> None:
    book = Book(sold / "kompendium.epub")
    lines = book.find("colophon.xhtml", "//h:section[@role='doc-colophon']/h:p")
    assert ["".join(line.itertext()) for line in lines] == COLOPHON
    assert book.opf("//opf:itemref/@idref")[-1] == "f-colophon.xhtml"


def test_chapters_colophon_says_where_its_newest_version_is(sold: Path) -> None:
    lines = Book(sold / "kapitler/a.epub").find("colophon.xhtml", "//h:section/h:p")
    said = ["".join(line.itertext()) for line in lines]
    assert said[:3] == ["Kapittel", "Bok", "2. utgave. 22. november 2026"]
    assert said[-1] == "Nyeste versjon: https://bok.example/kapitler/a.html"


def test_pdf_has_every_isbn_too(build: Build) -> None:
    built = build(FILES, "typst", conf=TRADE)
    with pypdfium2.PdfDocument(built.outdir / "kompendium.pdf") as pdf:
        text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert [line for line in COLOPHON[-2:] if line not in text] == []


def test_nothing_is_certified_where_nobody_has(build: Build) -> None:
    book = Book(build(FILES, "epub").outdir / "kompendium.epub")
    assert book.prop("dcterms:conformsTo") + book.opf("//opf:link[starts-with(@rel, 'a11y')]") == []


def test_book_that_nobody_publishes_has_no_record(build: Build) -> None:
    outdir = build(FILES, "epub").outdir
    assert [file.name for file in outdir.glob("*.xml")] == []
    assert Book(outdir / "kompendium.epub").opf("//opf:link[@rel='record']") == []


def test_isbn_that_is_none_is_reported_at_the_setting(build: Build) -> None:
    said = (
        "conf.py:6: WARNING: «kompendium_isbn» er «{found}»; forventet: ett av print, pdf, epub, med et ISBN der "
        "kontrollsifferet stemmer. Nummeret brukes ikke. For eksempel: kompendium_isbn = "
        '{{"epub": "978-82-05-12345-8"}} [CNF-002] [kompendium.option_of_book_value]'
    )
    numbers = {"epub": "978-82-05-12345-9", "papir": "978-82-05-12345-8"}
    warnings = [said.format(found=f"{name}: {number}") for name, number in numbers.items()]
    built = build(FILES, "epub", conf={"kompendium_isbn": numbers}, warnings=warnings)
    assert "isbn" not in "".join(Book(built.outdir / "kompendium.epub").opf("//dc:identifier/text()"))
