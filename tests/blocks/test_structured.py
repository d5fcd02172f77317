"""What programs read of a book: every claim on a page is one that the chapter makes."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Build, Built

LOCK = """system,code,title,title_nb,edition,parent
icd10,XII,Diseases of the skin,,2019,
icd10,L80-L99,Other disorders of the skin,,2019,XII
icd10,L94,Other localized connective tissue disorders,,2019,L80-L99
icd10,L94.2,Calcinosis cutis,Hudkalk,2019,L94
atc,L04AB01,etanercept,,2026,
"""
INDEX = "# Bok\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalsinose\nkapitler/tom\nom\n```\n"
BARE = {"index.md": INDEX, "kapitler/tom.md": "# Tom\n\nBare tekst.\n", "om.md": "# Om\n\nOm boken.\n"}
FULL = """---
aliases: [Calcinose, subkutan kalk]
icd10: [L94.2†, "M07.0* (ved psoriasis)", M30–M36, Z99.2]
icd11: EB90.40
icpc2: [S99, S50]
atc: [L04AB01, L04A]
ncsp: NGB40
authors:
  - {name: Kari Nordmann, orcid: 0000-0002-1825-0097, affiliation: Sykehuset}
reviewers: [Ola Å. Berg]
reviewed: 2026-05-03
license: CC BY 4.0
---
# Kalsinose </script><b>

Kalk i huden. Se {icd10}`M34.1`.
"""
BOOK = {
    "html_baseurl": "https://bok.example/",
    "kompendium_publisher": "Forlaget",
    "kompendium_edition": "1. utgave",
    "kompendium_isbn": {"print": "978-82-05-12345-8"},
}


def data_of(built: Built, page: str) -> Any:
    """The JSON-LD of a page; ``None`` where it has none."""
    found = built.html(page).xpath("//head/script[@type='application/ld+json']/text()")
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def code(value: str, **more: Any) -> dict[str, Any]:
    of = {"@type": "CategoryCodeSet", "name": "ICD-10", "version": "2019"}
    uri = "http://hl7.org/fhir/sid/icd-10"
    return {"@type": "MedicalCode", "codeValue": value, "codingSystem": uri, **more, "inCodeSet": of}


@pytest.fixture
def full(build: Build) -> Built:
    return build({**BARE, "kapitler/kalsinose.md": FULL, "codes.lock.csv": LOCK}, conf=BOOK)


def test_page_says_what_the_chapter_says_of_itself(full: Built) -> None:
    page = data_of(full, "kapitler/kalsinose")
    assert {key: value for key, value in page.items() if key not in ("about", "mentions")} == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": "Kalsinose </script><b>",
        "alternateName": ["Calcinose", "subkutan kalk"],
        "url": "https://bok.example/kapitler/kalsinose.html",
        "inLanguage": "nb",
        "description": "Kalk i huden. Se M34.1.",
        "author": [
            {
                "@type": "Person",
                "name": "Kari Nordmann",
                "givenName": "Kari",
                "familyName": "Nordmann",
                "sameAs": "https://orcid.org/0000-0002-1825-0097",
                "affiliation": {"@type": "Organization", "name": "Sykehuset"},
            }
        ],
        "lastReviewed": "2026-05-03",
        "reviewedBy": [{"@type": "Person", "name": "Ola Å. Berg", "givenName": "Ola Å.", "familyName": "Berg"}],
        "publisher": {"@type": "Organization", "name": "Forlaget"},
        "license": "https://creativecommons.org/licenses/by/4.0/deed.no",
        "isPartOf": {
            "@type": "Book",
            "name": "Bok",
            "bookEdition": "1. utgave",
            "isbn": ["9788205123458"],
            "url": "https://bok.example/",
        },
    }


def test_chapter_is_about_the_condition_of_its_diagnoses_and_no_other_codes(full: Built) -> None:
    about = data_of(full, "kapitler/kalsinose")["about"]
    assert about["@type"] == "MedicalCondition"
    assert about["name"] == "Kalsinose </script><b>"
    assert about["alternateName"] == ["Calcinose", "subkutan kalk"]
    # Neither Z99.2 (dependence on dialysis) nor S50 (medication at a contact) is a condition.
    assert [found["codeValue"] for found in about["code"]] == ["L94.2", "M07.0", "M30-M36", "EB90.40", "S99"]
    assert about["code"][0] == code("L94.2", name="Hudkalk")
    assert about["code"][1] == code("M07.0")
    assert [found["codingSystem"] for found in about["code"][3:]] == [
        "http://id.who.int/icd/release/11/mms",
        "urn:oid:2.16.578.1.12.4.1.1.7170",
    ]


def test_drugs_and_procedures_of_the_head_are_mentioned(full: Built) -> None:
    drug, group, procedure = data_of(full, "kapitler/kalsinose")["mentions"]
    assert (drug["@type"], drug["name"], drug["code"]["codeValue"]) == ("Drug", "etanercept", "L04AB01")
    assert drug["code"]["inCodeSet"] == {"@type": "CategoryCodeSet", "name": "ATC", "version": "2026"}
    assert (group["@type"], "name" in group, group["code"]["codeValue"]) == ("DrugClass", False, "L04A")
    assert (procedure["@type"], procedure["code"]["codingSystem"]) == ("MedicalProcedure", "NCSP")


def test_title_cannot_end_the_script(full: Built) -> None:
    text = full.read("kapitler/kalsinose.html").partition('<script type="application/ld+json">')[2]
    assert "\\u003c/script>" in text.partition("</script>")[0]


def test_page_claims_nothing_that_nobody_has_said(build: Build) -> None:
    built = build({**BARE, "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n"})
    assert data_of(built, "kapitler/tom") == {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": "Tom",
        "inLanguage": "nb",
        "description": "Bare tekst.",
        "isPartOf": {"@type": "Book", "name": "Bok"},
    }


def test_codes_of_the_text_alone_make_no_claim(build: Build) -> None:
    page = "# Kalsinose\n\nSe {icd10}`L94.2` og {atc}`L04AB01`.\n"
    built = build({**BARE, "kapitler/kalsinose.md": page, "codes.lock.csv": LOCK})
    assert {"about", "mentions"} & data_of(built, "kapitler/kalsinose").keys() == set()


def test_authors_of_the_source_are_not_said_to_have_written_the_chapter(build: Build) -> None:
    page = "---\nbased_on: {title: Kilden, authors: [Jan Tore Gran]}\n---\n# Kalsinose\n\nTekst.\n"
    built = build({**BARE, "kapitler/kalsinose.md": page})
    assert "Etter Jan Tore Gran" in built.html("kapitler/kalsinose").text_content()
    assert "author" not in data_of(built, "kapitler/kalsinose")


def test_licence_that_the_page_prints_is_the_one_that_is_claimed(build: Build) -> None:
    page = "---\nlicense: CC BY 4.0\n---\n# Kalsinose\n\n```{license} CC BY-SA 4.0\n```\n"
    built = build({**BARE, "kapitler/kalsinose.md": page})
    assert data_of(built, "kapitler/kalsinose")["license"] == "https://creativecommons.org/licenses/by-sa/4.0/deed.no"


def test_pages_that_are_no_chapters_have_no_data(full: Built) -> None:
    assert [data_of(full, page) for page in ("index", "om", "genindex")] == [None, None, None]


def test_address_is_that_of_the_builder(build: Build) -> None:
    built = build({**BARE, "kapitler/kalsinose.md": FULL, "codes.lock.csv": LOCK}, "dirhtml", conf=BOOK)
    assert data_of(built, "kapitler/tom/index")["url"] == "https://bok.example/kapitler/tom/"


def test_epub_has_no_data(build: Build) -> None:
    built = build(
        {**BARE, "kapitler/kalsinose.md": "# Kalsinose\n"}, "epub", conf={"version": "1", "copyright": "2026"}
    )
    with zipfile.ZipFile(built.outdir / "kompendium.epub") as epub:
        pages = [epub.read(name).decode() for name in epub.namelist() if name.endswith(".xhtml")]
    assert any("<h1" in page and "Kalsinose" in page for page in pages)
    assert not [page for page in pages if "ld+json" in page]
