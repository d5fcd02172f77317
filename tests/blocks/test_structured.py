"""What programs read of a book: every claim on a page is one that the chapter makes."""

from __future__ import annotations

import io
import json
import re
import sys
import types
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from pyld import jsonld

from kompendium.blocks.structured.codes_json import write_codes_json
from kompendium.build import Order
from kompendium.build import build as make_book
from kompendium.chapter import read_chapter
from kompendium.formats import app_of

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ROOT = Path(__file__).parents[2]
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
    "kompendium_date": "2026-11-22",
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
        "position": 1,
        "url": "https://bok.example/kapitler/kalsinose.html",
        "inLanguage": "nb",
        "description": "Kalk i huden. Se M34.1 (CR(E)ST syndrome).",
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
        "datePublished": "2026-11-22",
        "dateModified": "2026-05-03",
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
        "thumbnailUrl": page["thumbnailUrl"],
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Bok", "item": "https://bok.example/"},
                {
                    "@type": "ListItem",
                    "position": 2,
                    "name": "Kalsinose </script><b>",
                    "item": "https://bok.example/kapitler/kalsinose.html",
                },
            ],
        },
    }
    assert re.fullmatch(r"https://bok\.example/_social/kapitler/kalsinose\.png\?v=[0-9a-f]{8}", page["thumbnailUrl"])


def test_chapter_is_about_the_condition_of_its_diagnoses_and_no_other_codes(full: Built) -> None:
    about = data_of(full, "kapitler/kalsinose")["about"]
    assert about["@type"] == "MedicalCondition"
    assert about["name"] == "Kalsinose </script><b>"
    assert about["alternateName"] == ["Calcinose", "subkutan kalk"]
    # Neither Z99.2 (dependence on dialysis) nor S50 (medication at a contact) is a condition.
    assert [found["codeValue"] for found in about["code"]] == ["L94.2", "M07.0", "M30-M36", "EB90.40", "S99"]
    assert about["code"][0] == code("L94.2", name="Hudkalk")
    # A code that the lock file lacks has the title of the edition at hand, and none where there is no edition.
    assert about["code"][1] == code("M07.0", name="Distal interphalangeal psoriatic arthropathy")
    assert "name" not in about["code"][3]
    assert [found["codingSystem"] for found in about["code"][3:]] == [
        "http://id.who.int/icd/release/11/mms",
        "urn:oid:2.16.578.1.12.4.1.1.7170",
    ]


def test_codes_of_a_books_own_system_are_what_those_of_the_system_are_that_they_look_like(build: Build) -> None:
    page = "---\nicd10se: L94.2\n---\n# Kalsinose\n"
    systems = {"icd10se": {"label": "ICD-10-SE", "like": "icd10", "fhir_uri": "urn:oid:1.2.752.116.1.1.1"}}
    built = build({**BARE, "kapitler/kalsinose.md": page}, conf={"kompendium_code_systems": systems})
    (found,) = data_of(built, "kapitler/kalsinose")["about"]["code"]
    assert (found["codeValue"], found["codingSystem"]) == ("L94.2", "urn:oid:1.2.752.116.1.1.1")


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
        "position": 2,
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
    settled = "code,work,reason\nLIC-010,Kilden,Skrevet på nytt.\n"
    built = build({**BARE, "kapitler/kalsinose.md": page, "rights.ignore.csv": settled})
    assert "Etter Jan Tore Gran" in built.html("kapitler/kalsinose").text_content()
    assert "author" not in data_of(built, "kapitler/kalsinose")


def test_licence_that_the_page_prints_is_the_one_that_is_claimed(build: Build) -> None:
    page = "---\nlicense: CC BY 4.0\n---\n# Kalsinose\n\n```{license} CC BY-SA 4.0\n```\n"
    built = build({**BARE, "kapitler/kalsinose.md": page})
    assert data_of(built, "kapitler/kalsinose")["license"] == "https://creativecommons.org/licenses/by-sa/4.0/deed.no"


def test_pages_that_are_no_chapters_have_no_data(full: Built) -> None:
    assert [data_of(full, page) for page in ("om", "genindex")] == [None, None]


def test_front_page_is_the_book_with_its_chapters_and_the_site_that_can_be_searched(build: Build) -> None:
    conf = {**BOOK, "kompendium_editors": ["Ola Hansen"], "kompendium_subtitle": "Utdrag"}
    built = build({**BARE, "kapitler/kalsinose.md": FULL, "codes.lock.csv": LOCK}, conf=conf)
    site, book = data_of(built, "index")["@graph"]
    assert (site["@type"], site["url"]) == ("WebSite", "https://bok.example/")
    assert site["potentialAction"]["target"]["urlTemplate"] == "https://bok.example/search.html?q={search_term_string}"
    assert (book["@type"], book["name"], book["alternativeHeadline"]) == ("Book", "Bok", "Utdrag")
    assert (book["datePublished"], book["isbn"]) == ("2026-11-22", ["9788205123458"])
    assert book["editor"] == [{"@type": "Person", "name": "Ola Hansen", "givenName": "Ola", "familyName": "Hansen"}]
    assert [(part["position"], part["name"], part["url"]) for part in book["hasPart"]] == [
        (1, "Kalsinose </script><b>", "https://bok.example/kapitler/kalsinose.html"),
        (2, "Tom", "https://bok.example/kapitler/tom.html"),
    ]


def test_book_on_one_page_claims_no_other_pages_and_no_search(build: Build) -> None:
    site, book = data_of(build({**BARE, "kapitler/kalsinose.md": "# Kalsinose\n"}, "singlehtml", conf=BOOK), "index")[
        "@graph"
    ]
    assert "potentialAction" not in site
    assert [(chapter["name"], chapter.get("url")) for chapter in book["hasPart"]] == [
        ("Kalsinose", None),
        ("Tom", None),
    ]


def test_book_without_an_address_claims_none(build: Build) -> None:
    data = data_of(build({**BARE, "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n"}), "index")
    assert (data["@type"], [part["name"] for part in data["hasPart"]]) == ("Book", ["Kalsinose", "Tom"])
    assert "://" not in json.dumps(data).replace("https://schema.org", "")


def test_downloads_are_encodings_where_they_are_there(build: Build) -> None:
    files = {**BARE, "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n"}
    assert "encoding" not in data_of(build(files, conf=BOOK), "kapitler/kalsinose")
    built = build(files, conf={**BOOK, "kompendium_downloads": True})
    assert data_of(built, "kapitler/kalsinose")["encoding"] == [
        {
            "@type": "MediaObject",
            "encodingFormat": type_,
            "contentUrl": f"https://bok.example/nedlasting/kapitler/{name}",
        }
        for type_, name in (("application/pdf", "kalsinose.pdf"), ("application/epub+zip", "kalsinose.epub"))
    ]


def test_breadcrumbs_of_the_page_are_its_breadcrumbs(build: Build) -> None:
    class Steps:
        """Another part of the house, which has put the way into the page."""

        @staticmethod
        def setup(app: Any) -> None:
            def add(_app: Any, _page: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
                context["kompendium_breadcrumbs"] = [("Forside", "../index.html"), ("Hud", "")]

            app.connect("html-page-context", add, priority=440)

    module = types.ModuleType("breadcrumbs_of_a_test")
    module.setup = Steps.setup  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    files = {**BARE, "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n"}
    built = build(files, conf=BOOK, extensions=["kompendium", module.__name__])
    steps = data_of(built, "kapitler/kalsinose")["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"], step.get("item", "")) for step in steps] == [
        (1, "Forside", "https://bok.example/"),
        (2, "Hud", ""),
        (3, "Kalsinose", "https://bok.example/kapitler/kalsinose.html"),
    ]


SCHEMA = {"@context": {"@vocab": "https://schema.org/", "url": {"@type": "@id"}, "license": {"@type": "@id"}}}


def expanded(data: Any) -> list[Any]:
    """The data as linked data, read by a processor with a context that lies here: no test asks the network."""

    def load(url: str, _options: Any) -> dict[str, Any]:
        assert url.rstrip("/") == "https://schema.org"
        return {"contextUrl": None, "documentUrl": url, "document": SCHEMA}

    found: list[Any] = jsonld.expand(data, {"documentLoader": load})
    return found


def values(thing: Any, name: str) -> list[Any]:
    return [item.get("@value", item.get("@id", item)) for item in thing.get(f"https://schema.org/{name}", ())]


@pytest.fixture(scope="module")
def docs_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the book of this project."""
    output = tmp_path_factory.mktemp("book")
    order = Order(ROOT / "docs" / "book", output, formats=("html",))
    assert make_book(order, status=None, warning=io.StringIO(), progress=lambda _line: None).failures == []
    return output / "html"


@pytest.mark.parametrize("chapter", sorted(path.stem for path in (ROOT / "docs" / "book" / "kapitler").glob("*.md")))
def test_data_of_each_chapter_of_the_book_is_linked_data_with_the_chapters_codes(docs_book: Path, chapter: str) -> None:
    head = read_chapter((ROOT / "docs" / "book" / "kapitler" / f"{chapter}.md").read_text("utf-8"), {})[0]
    assert head.codes
    page = html.fromstring((docs_book / "kapitler" / f"{chapter}.html").read_text("utf-8"))
    (script,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    (data,) = expanded(json.loads(script))
    assert data["@type"] == ["https://schema.org/MedicalWebPage"]
    subjects = [*values(data, "about"), *values(data, "mentions")]
    codes = [value for subject in subjects for code in values(subject, "code") for value in values(code, "codeValue")]
    assert codes == [entry.text for entry in head.codes]
    # One record: what the head says elsewhere is what the data says.
    said = {tag.get("name") or tag.get("property"): tag.get("content") for tag in page.xpath("//head/meta")}
    assert values(data, "name") == [said["citation_title"]] == [said["DC.title"]] == [said["og:title"]]
    assert values(data, "url") == page.xpath("//link[@rel='canonical']/@href") == [said["og:url"]]
    assert values(data, "description") == [said["description"]]
    assert values(data, "datePublished") == [said["DC.date"]] == [said["citation_publication_date"].replace("/", "-")]


def test_data_of_the_books_front_page_is_linked_data_with_its_chapters(docs_book: Path) -> None:
    page = html.fromstring((docs_book / "index.html").read_text("utf-8"))
    (script,) = page.xpath("//head/script[@type='application/ld+json']/text()")
    site, book = expanded(json.loads(script))
    assert values(book, "url") == values(site, "url") == page.xpath("//link[@rel='canonical']/@href")
    parts = {values(part, "position")[0]: values(part, "url")[0] for part in values(book, "hasPart")}
    assert parts[161] == "https://kompendium.example/kapitler/kalsinose.html"
    assert len(parts) == 4


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


SCLEROSIS_LOCK = """system,code,title,title_nb,edition,parent
icd10,M30-M36,Systemic connective tissue disorders,,2019,XIII
icd10,M34,Systemic sclerosis,Systemisk sklerose,2019,M30-M36
icd10,M34.1,CR(E)ST syndrome,,2019,M34
icd10,M35,Other systemic involvement,,2019,M30-M36
atc,L04AB01,etanercept,,2025,
atc,L04AB02,infliximab,,2026,
"""
TREATED = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalk\nkapitler/crest\nkapitler/sklerose\nom\n```\n",
    "kapitler/kalk.md": "# Kalk\n\nSe {icd10}`M34.1` og {atc}`L04AB01`, {atc}`L04AB02`.\n",
    "kapitler/crest.md": "---\nnumber: 162\nicd10: M34.1\n---\n# CREST\n\nSe {icd10}`M35`.\n",
    "kapitler/sklerose.md": "---\nicd10: M34.-\nncsp: NGB40\n---\n# Sklerose\n\nEtter {icd10}`M30–M36`.\n",
    "om.md": "# Om\n\nTekst.\n",
    "codes.lock.csv": SCLEROSIS_LOCK,
}


def treating(data: Any, code: str) -> list[str]:
    """Every chapter that treats a code or anything below it, as a program asks for them."""
    found = [entry for entry in data["codes"] if code in (entry["code"], *entry["ancestors"])]
    return sorted({place["url"] for entry in found for place in entry["chapters"] if place["place"] == "head"})


def codes_json(built: Built) -> Any:
    return json.loads(built.read("codes.json"))


def test_codes_json_tells_every_chapter_that_treats_a_code_or_anything_below_it(build: Build) -> None:
    data = codes_json(build(TREATED))
    crest, sclerosis = "kapitler/crest.html#code-icd10-m34-1", "kapitler/sklerose.html#code-icd10-m34"
    assert treating(data, "M34") == treating(data, "M30-M36") == treating(data, "XIII") == [crest, sclerosis]
    assert treating(data, "M34.1") == [crest]
    assert treating(data, "M35") == []


def test_codes_json_has_the_registers_codes_in_its_order_with_their_places(build: Build) -> None:
    built = build(TREATED, conf={"html_baseurl": "https://bok.example"})
    data = codes_json(built)
    assert data["book"] == {"title": "Bok", "language": "nb", "url": "https://bok.example/"}
    # The lock file has titles of two editions of ATC, so none is named.
    assert [(system["id"], system["label"], system["edition"]) for system in data["systems"]] == [
        ("icd10", "ICD-10", "2019"),
        ("atc", "ATC", None),
        ("ncsp", "NCSP", None),
    ]
    assert [system["fhir_uri"] for system in data["systems"]] == [
        "http://hl7.org/fhir/sid/icd-10",
        "http://www.whocc.no/atc",
        None,
    ]
    assert [entry["code"] for entry in data["codes"]] == [
        "M30-M36",
        "M34",
        "M34.1",
        "M35",
        "L04AB01",
        "L04AB02",
        "NGB40",
    ]
    assert data["codes"][1]["title_nb"] == "Systemisk sklerose"
    assert data["codes"][2] == {
        "system": "icd10",
        "code": "M34.1",
        "title": "CR(E)ST syndrome",
        "title_nb": None,
        "ancestors": ["M34", "M30-M36", "XIII"],
        "chapters": [
            {"number": "162", "title": "CREST", "url": "kapitler/crest.html#code-icd10-m34-1", "place": "head"},
            {"number": "1", "title": "Kalk", "url": "kapitler/kalk.html#code-icd10-m34-1-text", "place": "text"},
        ],
    }
    assert (data["codes"][-1]["title"], data["codes"][-1]["ancestors"]) == (None, [])
    for entry in data["codes"]:
        for place in entry["chapters"]:
            page, _hash, anchor = place["url"].partition("#")
            assert built.html(page.removesuffix(".html")).xpath("//*[@id=$id]", id=anchor), place["url"]


def test_codes_json_has_titles_of_the_edition_where_the_lock_file_has_none(build: Build) -> None:
    (found,) = codes_json(build({**BARE, "kapitler/kalsinose.md": "---\nicd10: M34.1\n---\n# CREST\n"}))["codes"]
    assert (found["title"], found["title_nb"], found["ancestors"]) == ("CR(E)ST syndrome", None, ["M34"])


def test_codes_json_leads_to_the_pages_of_the_builder(build: Build) -> None:
    data = codes_json(build(TREATED, "dirhtml"))
    assert treating(data, "M34.1") == ["kapitler/crest/#code-icd10-m34-1"]


def test_codes_json_of_a_single_page_leads_to_places_on_it(build: Build) -> None:
    built = build(TREATED, "singlehtml")
    (url,) = treating(codes_json(built), "M34.1")
    # The site's root is that page, named or not.
    assert url.removeprefix("index.html") == "#code-icd10-m34-1"
    assert built.html().xpath("//*[@id='code-icd10-m34-1']")


def test_codes_json_follows_an_incremental_build(build: Build) -> None:
    build(TREATED)
    data = codes_json(build({"kapitler/crest.md": "# CREST\n\nIngen kode.\n"}))
    assert treating(data, "M34.1") == []
    renamed = SCLEROSIS_LOCK.replace("CR(E)ST syndrome", "CREST")
    assert [entry["title"] for entry in codes_json(build({"codes.lock.csv": renamed}))["codes"]][2] == "CREST"


def test_codes_json_of_a_book_without_codes_is_empty(build: Build) -> None:
    build(TREATED)
    bare = {name: "# Kapittel\n\nTekst.\n" for name in TREATED if name.startswith("kapitler")}
    data = codes_json(build(bare))
    assert (data["systems"], data["codes"]) == ([], [])


def test_codes_json_is_the_same_bytes_whatever_came_before(build: Build) -> None:
    before = build(TREATED, parallel=2).read("codes.json")
    build({"kapitler/crest.md": "# CREST\n"})
    after = build(TREATED)
    assert after.read("codes.json") == before
    assert before.endswith("}\n")
    assert not list(after.outdir.glob(".codes*"))


def test_failed_build_leaves_the_codes_as_they_were(build: Build) -> None:
    built = build(TREATED)
    before = built.read("codes.json")
    built.env.get_domain("codes").clear_doc("kapitler/crest")  # what the file would say now
    app = app_of(built.env)
    write_codes_json(app, ValueError())
    assert built.read("codes.json") == before
    write_codes_json(app, None)
    assert built.read("codes.json") != before


def test_epub_has_no_codes_json(build: Build) -> None:
    built = build(TREATED, "epub", conf={"version": "1", "copyright": "2026"})
    assert not (built.outdir / "codes.json").exists()
