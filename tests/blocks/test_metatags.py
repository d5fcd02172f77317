"""The head of a page: what the chapter says of itself, in the words of those who read heads."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.blocks.structured.metatags import inverted_name
from kompendium.people import Person, person_from_name

if TYPE_CHECKING:
    from tests.conftest import Build, Built

INDEX = "# Bok\n\nOm boken.\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalsinose\nkapitler/tom\nom\n```\n"
FULL = """---
aliases: [Calcinose, subkutan kalk]
authors:
  - {name: Kari Nordmann, orcid: 0000-0002-1825-0097}
  - Ludwig van Beethoven
reviewed: 2026-05-03
keywords: [kalk, hud]
license: CC BY 4.0
doi: 10.1234/kalk
description: Kalk & "hud".
---
# Kalsinose <b>

Kalk i huden.
"""
FILES = {
    "index.md": INDEX,
    "kapitler/kalsinose.md": FULL,
    "kapitler/tom.md": "# Tom\n\nBare tekst.\n",
    "om.md": "# Om\n\nOm boken.\n",
}
BOOK: dict[str, Any] = {
    "html_baseurl": "https://bok.example/kompendium/",
    "html_theme": "sphinx_book_theme",
    "html_title": "Bok & bok",
    "kompendium_publisher": "Forlaget",
    "kompendium_date": "2026-11-22",
    "kompendium_editors": ["Redaksjonen"],
    "kompendium_isbn": {"epub": "978-82-05-12345-8"},
}


def tags(built: Built, page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in built.html(page).xpath("//head/meta[@name or @property]"):
        found.setdefault(tag.get("name") or tag.get("property"), []).append(tag.get("content"))
    return found


@pytest.fixture
def built(build: Build) -> Built:
    return build(FILES, conf={**BOOK, "kompendium_downloads": True})


def test_google_scholar_and_zotero_can_cite_the_chapter(built: Built) -> None:
    found = tags(built, "kapitler/kalsinose")
    assert {name: value for name, value in found.items() if name.startswith("citation_")} == {
        "citation_title": ["Kalsinose <b>"],
        "citation_author": ["Nordmann, Kari", "van Beethoven, Ludwig"],
        "citation_editor": ["Redaksjonen"],
        "citation_publication_date": ["2026/11/22"],
        "citation_publisher": ["Forlaget"],
        "citation_inbook_title": ["Bok"],
        "citation_isbn": ["9788205123458"],
        "citation_doi": ["10.1234/kalk"],
        "citation_language": ["nb"],
        "citation_public_url": ["https://bok.example/kompendium/kapitler/kalsinose.html"],
        "citation_pdf_url": ["https://bok.example/kompendium/nedlasting/kapitler/kalsinose.pdf"],
    }


def test_dublin_core_says_what_the_page_prints(built: Built) -> None:
    found = tags(built, "kapitler/kalsinose")
    assert {name: value for name, value in found.items() if name.startswith("DC")} == {
        "DC.title": ["Kalsinose <b>"],
        "DC.creator": ["Nordmann, Kari", "van Beethoven, Ludwig"],
        "DC.contributor": ["Redaksjonen"],
        "DC.publisher": ["Forlaget"],
        "DC.date": ["2026-11-22"],
        "DC.language": ["nb"],
        "DC.type": ["Text"],
        "DC.format": ["text/html"],
        "DC.description": ['Kalk & "hud".'],
        "DC.rights": found["DC.rights"],
        "DC.subject": ["kalk", "hud"],
        "DC.identifier": ["https://bok.example/kompendium/kapitler/kalsinose.html", "https://doi.org/10.1234/kalk"],
        "DCTERMS.license": ["https://creativecommons.org/licenses/by/4.0/deed.no"],
        "DCTERMS.alternative": ["Calcinose", "subkutan kalk"],
        "DCTERMS.isPartOf": ["https://bok.example/kompendium/"],
        "DCTERMS.modified": ["2026-05-03"],
    }
    assert found["DC.rights"][0] in " ".join(built.html("kapitler/kalsinose").text_content().split())
    links = built.html("kapitler/kalsinose").xpath("//head/link[starts-with(@rel, 'schema.')]/@rel")
    assert links == ["schema.DC", "schema.DCTERMS"]


def test_who_shares_the_page_shows_its_title_text_and_picture(built: Built) -> None:
    found = tags(built, "kapitler/kalsinose")
    picture = found.pop("og:image")[0]
    assert picture.startswith("https://bok.example/kompendium/_social/kapitler/kalsinose.png?v=")
    assert {name: value for name, value in found.items() if name.startswith(("og:", "article:", "twitter:"))} == {
        "og:type": ["article"],
        "og:title": ["Kalsinose <b>"],
        "og:url": ["https://bok.example/kompendium/kapitler/kalsinose.html"],
        "og:site_name": ["Bok"],
        "og:locale": ["nb_NO"],
        "og:description": ['Kalk & "hud".'],
        "og:image:type": ["image/png"],
        "og:image:width": ["1200"],
        "og:image:height": ["630"],
        "og:image:alt": ["1 Kalsinose <b>. Calcinose, subkutan kalk. Bok. Forlaget."],
        "article:modified_time": ["2026-05-03"],
        "article:tag": ["kalk", "hud"],
        "twitter:card": ["summary_large_image"],
    }
    assert tags(built, "index")["og:type"] == ["book"]
    assert tags(built, "index")["book:release_date"] == ["2026-11-22"]
    assert tags(built, "om")["og:type"] == ["website"]
    assert tags(built, "om")["og:image"] == tags(built, "index")["og:image"]


def test_nothing_is_claimed_that_nobody_has_said(build: Build) -> None:
    found = tags(build(FILES), "kapitler/tom")
    own = {name: value for name, value in found.items() if name.startswith(("citation", "DC", "og:", "tw", "author"))}
    rights = own.pop("DC.rights")
    assert own == {
        "citation_title": ["Tom"],
        "citation_language": ["nb"],
        "citation_inbook_title": ["Bok"],
        "DC.title": ["Tom"],
        "DC.language": ["nb"],
        "DC.type": ["Text"],
        "DC.format": ["text/html"],
        "DC.description": ["Bare tekst."],
        "DCTERMS.isPartOf": ["Bok"],
    }
    assert len(rights) == 1


def test_without_downloads_no_pdf_is_claimed(build: Build) -> None:
    assert "citation_pdf_url" not in tags(build(FILES, conf=BOOK), "kapitler/kalsinose")


def test_tags_that_the_author_has_written_stand_alone(build: Build) -> None:
    head = "myst:\n  html_meta:\n    property=og:image: https://bok.example/eget.png\n    citation_title: Mitt\n"
    head += "    description: Min egen.\n"
    page = FULL.replace("reviewed:", f"{head}reviewed:")
    found = tags(build({**FILES, "kapitler/kalsinose.md": page}, conf=BOOK), "kapitler/kalsinose")
    assert found["og:image"] == ["https://bok.example/eget.png"]
    assert [name for name in found if name.startswith("og:image")] == ["og:image"]
    assert found["citation_title"] == ["Mitt"]
    assert found["description"] == found["og:description"] == found["DC.description"] == ["Min egen."]


@pytest.mark.parametrize(
    ("language", "locale"),
    [("nb_NO", ["nb_NO"]), ("nn", ["nn_NO"]), ("sv", ["sv_SE"]), ("en", None), ("en_GB", ["en_GB"])],
)
def test_locale_has_a_territory_or_is_left_out(build: Build, language: str, locale: list[str] | None) -> None:
    assert tags(build(FILES, conf={**BOOK, "language": language}), "om").get("og:locale") == locale


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("Jan Tore Gran", "Gran, Jan Tore"),
        ("Øyvind Palm jr.", "Palm, Øyvind, jr."),
        ("Charles de Gaulle", "de Gaulle, Charles"),
        ("Helsedirektoratet", "Helsedirektoratet"),
    ],
)
def test_name_is_inverted_as_catalogues_have_it(name: str, inverted: str) -> None:
    assert inverted_name(person_from_name(name)) == inverted
    assert inverted_name(Person("Kompendium-redaksjonen")) == "Kompendium-redaksjonen"


def test_tags_are_of_the_site_alone(build: Build) -> None:
    files = {**FILES, "kapitler/kalsinose.md": "# Kalsinose\n"}
    built = build(files, "epub", conf={**BOOK, "version": "1", "copyright": "2026"})
    (file,) = built.outdir.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    assert any("Kalsinose" in page for page in pages)
    assert not [page for page in pages if "citation_title" in page or "og:title" in page]
