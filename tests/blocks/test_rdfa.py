"""What machines read of a credit: statements about the work, never about the page."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from pyRdfa import pyRdfa
from rdflib import BNode, Graph, Literal, Namespace, URIRef

from tests.builders.epub.checking import messages

if TYPE_CHECKING:
    from tests.conftest import Build

CC = Namespace("http://creativecommons.org/ns#")
DC = Namespace("http://purl.org/dc/terms/")
XHV = Namespace("http://www.w3.org/1999/xhtml/vocab#")
SITE = "https://bok.example/"
BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
FIGURE = """:::{figure} hånd på.svg
:alt: En hånd.
:title: Hånd & «kne» <b>
:creator: Marek Chojnowski
:source: Reumatologia, https://kilde.example/a?b=1&c=2
:year: 2017
:license: CC BY 4.0

Bildetekst.
:::
"""
NAMED = """:::{attribution}
:credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0
:not-reproduced:
:::
"""
TEXT = ":::{attribution} Veileder\n:creator: Foreningen\n:source: https://v.example/\n:license: CC BY 4.0\n:::\n"
FILES = {
    "index.md": f"# Tittel\n\n{FIGURE}\n{NAMED}\n{TEXT}\n",
    "hånd på.svg": SVG,
}


FIGURE_URI = URIRef(f"{SITE}_images/h%C3%A5nd%20p%C3%A5.svg")


def graph_of(text: str, media_type: str = "text/html") -> Graph:
    """The statements that a page makes, save what its roles say of the page's own parts."""
    graph: Graph = pyRdfa(base=SITE, media_type=media_type).graph_from_source(io.StringIO(text))
    graph.remove((None, XHV.role, None))
    return graph


def nb(text: str) -> Literal:
    return Literal(text, lang="nb")


@pytest.fixture
def graph(build: Build) -> Graph:
    return graph_of(build(FILES, conf={"numfig": True}).read("index.html"))


def test_credit_of_a_figure_is_said_of_the_picture(graph: Graph) -> None:
    assert set(graph.predicate_objects(FIGURE_URI)) == {
        (DC.title, nb("Hånd & «kne» <b>")),
        (CC.attributionName, nb("Marek Chojnowski")),
        (CC.attributionURL, URIRef("https://kilde.example/a?b=1&c=2")),
        (DC.source, URIRef("https://kilde.example/a?b=1&c=2")),
        (DC.date, nb("2017")),
        (XHV.license, BY),
    }


def test_work_that_is_not_reproduced_has_no_address_on_the_page(graph: Graph) -> None:
    (work,) = (subject for subject in graph.subjects(DC.source, nb("Reumatologia")))
    assert isinstance(work, BNode)
    assert set(graph.predicate_objects(work)) == {
        (CC.attributionName, nb("Marek Chojnowski")),
        (DC.source, nb("Reumatologia")),
        (DC.date, nb("2017")),
        (XHV.license, URIRef("https://creativecommons.org/licenses/by-nc-sa/4.0/")),
    }


def test_text_of_others_is_its_block(graph: Graph) -> None:
    (text,) = graph.subjects(DC.title, nb("Veileder"))
    assert text == URIRef(f"{SITE}#kreditering-veileder")
    assert graph.value(text, XHV.license) == BY


def test_changed_picture_has_the_licence_of_its_change(build: Build) -> None:
    text = FIGURE.replace(":license:", ":changes: tegnet om\n:adaptation-license: CC BY-SA 4.0\n:license:")
    page = build({**FILES, "index.md": f"# Tittel\n\n{text}"}, conf={"numfig": True})
    graph = graph_of(page.read("index.html"))
    assert list(graph.objects(FIGURE_URI, XHV.license)) == [URIRef(str(BY).replace("by/", "by-sa/"))]
    # Readers are told of both.
    assert "CC BY 4.0. Endringer: tegnet om. Denne versjonen: CC BY-SA 4.0." in page.html().text_content()


def test_nothing_of_it_is_said_of_the_page(graph: Graph) -> None:
    assert not set(graph.predicate_objects(URIRef(SITE)))


def test_page_with_an_address_says_of_itself_what_it_says_where_it_is_shared(build: Build) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": FILES["index.md"], "hånd på.svg": SVG}
    built = build(files, conf={"numfig": True, "html_baseurl": SITE})
    graph = graph_of(built.read("a.html"))
    said = {
        str(name).removeprefix("http://ogp.me/ns#"): str(value) for name, value in graph.predicate_objects(URIRef(SITE))
    }
    assert said["title"] == "Tittel"
    assert {name for name in said if "://" in name} == set()
    # And the credits say what they said.
    assert graph.value(FIGURE_URI, XHV.license) == BY


def test_credits_elsewhere_make_no_statements(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\nkapitler/a\nkrediter\n```\n",
        "kapitler/a.md": f"# A\n\n{FIGURE}".replace("figure} ", "figure} ../"),
        "krediter.md": "# Krediter\n\n```{credits}\n```\n",
        "hånd på.svg": SVG,
    }
    book = build(files, conf={"numfig": True})
    assert "Marek" in book.html("krediter").text_content()
    assert not set(graph_of(book.read("krediter.html")).subjects(CC.attributionName, None))
    # Once at the figure, and not again among the credits at the chapter's end.
    chapter = graph_of(book.read("kapitler/a.html").replace("../_images", "_images"))
    assert list(chapter.subjects(CC.attributionName, None)) == [FIGURE_URI]


def test_epub_leaves_it_to_the_package_and_its_pages_whole_sentences(build: Build) -> None:
    (file,) = build(FILES, "epub", conf={"numfig": True}).outdir.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        page = archive.read("EPUB/index.xhtml").decode()
        package = archive.read("EPUB/package.opf").decode()
    assert not set(graph_of(page, "application/xhtml+xml"))
    # A screen reader may stop at each element.
    assert "«Hånd &amp; «kne» &lt;b&gt;». Marek Chojnowski, " in page
    assert "https://kilde.example/a?b=1&amp;c=2" in package
    assert messages(file) == []


def test_figure_and_table_without_a_file_are_spoken_of_as_works(build: Build) -> None:
    text = (
        "# Tittel\n\n:::{figure}\n:alt: En hånd.\n:credit: Tegning: N, Arkivet. 2018. CC BY 4.0\n:not-reproduced:\n\n"
        "Bildetekst.\n:::\n\n:::{table} Doser\n:creator: Foreningen\n:source: https://v.example/\n:license: CC BY 4.0\n"
        "\n| A | B |\n| - | - |\n| 1 | 2 |\n:::\n"
    )
    book = build({"index.md": text}, conf={"numfig": True})
    graph = graph_of(book.read("index.html"))
    (figure,) = graph.subjects(CC.attributionName, nb("N"))
    assert isinstance(figure, BNode)
    (table,) = graph.subjects(CC.attributionName, nb("Foreningen"))
    (id_,) = book.html().xpath("//table/@id")
    assert table == URIRef(f"{SITE}#{id_}")
    (place,) = book.html().xpath("//figure/p")
    assert place.xpath("string()") == "Ikke gjengitt her. En hånd."
    assert place.xpath("*[local-name()='svg']/@aria-hidden") == ["true"]
    # Its number holds, and the lists say that it is not here.
    lists = build({"index.md": f"{text}\n```{{credits}}\n```\n"}, conf={"numfig": True}).html()
    assert "Figur 1 (ikke gjengitt her): Tegning: N" in " ".join(lists.text_content().split())
