"""One credit in every format: with its address where a machine looks for it, and where a reader does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rdflib import URIRef

from tests.blocks.test_rdfa import CC, XHV, graph_of
from tests.builders.epub.checking import Book, messages
from tests.builders.typst.reading import text_of as text_of_pdf
from tests.builders.typst.reading import xmp_of

if TYPE_CHECKING:
    from tests.conftest import Build

SOURCE = "https://kilde.example/reumatologia/2017-3"
LICENSE = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
CREDIT = "«Hånd». Illustrasjon: Marek Chojnowski, Reumatologia, 2017. CC BY-NC-SA 4.0."
PRINTED = f"«Hånd». Illustrasjon: Marek Chojnowski, Reumatologia ({SOURCE}), 2017. CC BY-NC-SA 4.0 ({LICENSE})."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
CHAPTER = f"""# Kalsinose

:::{{figure}} ../hand.svg
:alt: En hånd.
:title: Hånd
:credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0
:source: {SOURCE}

En *hånd*.
:::

:::{{attribution}}
:credit: Tegning: N, Arkivet. 2018. CC BY 4.0
:not-reproduced:
:::
"""
FILES = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/kalsinose\nkapitler/tom\nkrediter\n```\n",
    "kapitler/kalsinose.md": CHAPTER,
    "kapitler/tom.md": "# Tom\n\nTekst.\n",
    "krediter.md": "# Bildekreditering\n\n```{credits}\n```\n",
    "hand.svg": SVG,
}
CONF = {
    "html_baseurl": "https://bok.example/",
    "numfig": True,
    "numfig_format": {"figure": "Figur %s"},
    "numfig_secnum_depth": 1,
    "kompendium_license": "all rights reserved",
    "kompendium_copyright_holder": "Forlaget",
    "kompendium_copyright_year": "2026",
    "kompendium_date": "2026-11-22",
    "kompendium_commercial": False,
}
TERMS = "Alle rettigheter forbeholdt, med mindre annet er oppgitt."


def words(element: object) -> str:
    return " ".join("".join(element.itertext()).split())  # type: ignore[attr-defined]


def test_site_says_it_in_words_in_rdfa_and_in_json_ld(build: Build) -> None:
    site = build(FILES, conf=CONF)
    page = site.html("kapitler/kalsinose")
    assert [words(credit) for credit in page.xpath("//*[@class='kompendium-credit']")] == [CREDIT]
    assert f"Figur 1.1: {CREDIT}" in " ".join(site.html("krediter").text_content().split())
    graph = graph_of(site.read("kapitler/kalsinose.html"))
    (picture,) = graph.subjects(CC.attributionURL, URIRef(SOURCE))
    assert graph.value(picture, XHV.license) == URIRef(LICENSE)
    (script,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(script)["image"] == [
        {
            "@type": "ImageObject",
            "contentUrl": "https://bok.example/_images/hand.svg",
            "caption": "En hånd.",
            "name": "Hånd",
            "creator": [{"name": "Marek Chojnowski"}],
            "creditText": PRINTED,
            "copyrightNotice": "© 2017 Marek Chojnowski",
            "license": LICENSE,
            "acquireLicensePage": SOURCE,
        }
    ]


def test_epub_says_it_in_words_and_in_the_package(build: Build) -> None:
    out = build(FILES, "epub", conf=CONF).outdir
    for file in (out / "kompendium.epub", out / "kapitler" / "kalsinose.epub"):
        book, key = Book(file), "f-_images-hand-svg.png"
        page = book.tree("kapitler/kalsinose.xhtml")
        (credit,) = page.xpath("//*[@class='kompendium-credit']")
        assert words(credit) == CREDIT
        assert SOURCE in credit.xpath(".//@href")
        assert book.prop("dcterms:title", key) == ["Hånd"]
        assert book.prop("dcterms:creator", key) == ["Marek Chojnowski"]
        assert book.prop("dcterms:source", key) == [SOURCE]
        assert book.prop("dcterms:rights", key) == ["© 2017 Marek Chojnowski. CC BY-NC-SA 4.0"]
        assert book.opf(f"//opf:link[@rel='cc:license'][@refines='#{key}']/@href") == [LICENSE]
        # The book's own rights have no licence with an address, and are not taken for those of its pictures.
        assert book.opf("//opf:link[@rel='cc:license'][not(@refines)]") == []
        assert book.opf("//dc:rights/text()") == [f"© 2026 Forlaget. {TERMS}"]
        assert f"© 2026 Forlaget. {TERMS}" in [words(p) for p in book.find("colophon.xhtml", "//h:p")]
        assert messages(file) == []


@pytest.mark.parametrize("profile", ["screen", "print", "large"])
def test_pdf_says_it_in_words_and_in_xmp(build: Build, profile: str) -> None:
    out = build(FILES, "typst", conf={**CONF, "kompendium_profile": profile}).outdir
    exceptions = f"Unntak: Figur 1.1: {PRINTED}"
    for file in out.rglob("*.pdf"):
        found = xmp_of(file)
        if file.stem == "tom":
            assert found["xmpRights:UsageTerms"] == [TERMS] * 2
            continue
        assert found["xmpRights:UsageTerms"] == [f"{TERMS} {exceptions}"] * 2
        text = "".join(text_of_pdf(file).split())
        # At the figure, at the chapter's end, and on the book's page of credits.
        places = 2 if file.stem == "kalsinose" else 3
        assert text.count("".join(PRINTED.split())) == places
        assert found["dc:rights"] == [f"© 2026 Forlaget. {TERMS}"] * 2
        if file.stem != "kalsinose":
            assert "".join(TERMS.split()) in text


def test_what_is_not_reproduced_is_no_exception(build: Build) -> None:
    out = build(FILES, "typst", conf=CONF).outdir
    assert "Arkivet" not in "".join(xmp_of(out / "kompendium.pdf")["xmpRights:UsageTerms"])
    assert "Arkivet" in text_of_pdf(out / "kompendium.pdf")
