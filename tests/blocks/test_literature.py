"""Literature: numbers by chapter, the section at its end, and references as medical journals print them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from pybtex.database import parse_string

from kompendium.blocks.literature.vancouver import VancouverStyle, shorten_pages
from kompendium.formats import builder_of
from kompendium.locale import use_language

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.literature")
CONF = {"language": "en"}

BIB = """
@article{gallo, author = {Jim{\\'e}nez-Gallo, David and Ossorio-Garc{\\'i}a, Lidia and Linares-Barrios, Mario},
  title = {Calcinosis Cutis and Calciphylaxis}, journal = {Actas Dermosifiliogr}, year = 2015, volume = 106,
  number = 10, pages = {785--794}, doi = {10.1016/j.ad.2015.09.001}, pmid = 26394755}
@book{berg, author = {Berg, Bo}, title = {Bindevev}, publisher = {Fjell}, address = {Oslo}, year = 2019, edition = 3}
"""
INDEX = """# Book

```{toctree}
kapitler/a
kapitler/b
kapitler/c
```
"""
FILES = {
    "references.bib": BIB,
    "index.md": INDEX,
    "kapitler/a.md": "# A\n\nFirst {cite}`berg`, then {cite:p}`gallo`, and {cite}`berg,gallo`.\n",
    "kapitler/b.md": "# B\n\n## Inner\n\nOnly {cite}`gallo`.\n",
    "kapitler/c.md": "# C\n\nNothing.\n",
}
GALLO = (
    "Jiménez-Gallo D, Ossorio-García L, Linares-Barrios M. Calcinosis Cutis and Calciphylaxis. "
    "Actas Dermosifiliogr. 2015;106(10):785–94. doi:10.1016/j.ad.2015.09.001. PMID 26394755."
)
BERG = "Berg B. Bindevev. 3rd ed. Oslo: Fjell; 2019."


def references(page: HtmlElement) -> list[str]:
    return [item.text_content() for item in page.xpath("//section[@id='litteratur']/ol/li")]


def cited(page: HtmlElement) -> list[str]:
    return [item.text_content() for item in page.xpath("//span[contains(@class, 'bibtex-citation')]")]


@pytest.mark.parametrize("parallel", [0, 2])
def test_each_chapter_numbers_its_own_references(build: Build, parallel: int) -> None:
    book = build(FILES, extensions=ROOMS, conf=CONF, parallel=parallel)
    a, b, c = (book.html(f"kapitler/{name}") for name in "abc")
    assert references(a) == [f"[1] {BERG}", f"[2] {GALLO}"]
    assert cited(a) == ["[1]", "[2]", "[1, 2]"]
    assert references(b) == [f"[1] {GALLO}"]
    assert cited(b) == ["[1]"]
    assert not c.xpath("//section[@id='litteratur']")
    # the section is the chapter's own, not a part of its last section
    assert b.xpath("//section[@id='b']/section[@id='litteratur']/h2[starts-with(., 'Literature')]")


def test_citation_and_reference_lead_to_each_other(build: Build) -> None:
    page = build(FILES, extensions=ROOMS, conf=CONF).html("kapitler/b")
    (link,) = page.xpath("//span[contains(@class, 'bibtex-citation')]/a/@href")
    assert link == "#ref-gallo"
    assert page.xpath("//li[@id='ref-gallo']")
    (back,) = page.xpath("//li[@id='ref-gallo']/span/a/@href")
    assert page.xpath(f"//*[@id='{back[1:]}']")
    assert page.xpath("//li[@id='ref-gallo']/a/@href") == [
        "https://doi.org/10.1016/j.ad.2015.09.001",
        "https://pubmed.ncbi.nlm.nih.gov/26394755/",
    ]


def test_second_build_renumbers_a_changed_chapter(build: Build) -> None:
    build(FILES, extensions=ROOMS, conf=CONF)
    changed = {"kapitler/b.md": "# B\n\n{cite}`berg` before {cite}`gallo`.\n"}
    book = build(changed, extensions=ROOMS, conf=CONF, parallel=2)
    assert references(book.html("kapitler/b")) == [f"[1] {BERG}", f"[2] {GALLO}"]
    assert references(book.html("kapitler/a")) == [f"[1] {BERG}", f"[2] {GALLO}"]


def test_changed_bibliography_reaches_the_chapters(build: Build) -> None:
    first = build(FILES, extensions=ROOMS, conf=CONF)
    file = first.srcdir / "references.bib"
    file.write_text(BIB.replace("Bindevev", "Bindevevet"), "utf-8")
    os.utime(file, (2_000_000_000, 2_000_000_000))
    book = build({}, extensions=ROOMS, conf=CONF)
    assert references(book.html("kapitler/a"))[0] == "[1] Berg B. Bindevevet. 3rd ed. Oslo: Fjell; 2019."


def test_list_placed_by_hand_is_the_only_one(build: Build) -> None:
    text = "# B\n\n```{bibliography}\n```\n\n## After\n\nSee {cite}`gallo`.\n"
    page = build({**FILES, "kapitler/b.md": text}, extensions=ROOMS, conf=CONF).html("kapitler/b")
    assert not page.xpath("//section[@id='litteratur']")
    assert [item.text_content() for item in page.xpath("//section[@id='b']/ol/li")] == [f"[1] {GALLO}"]


def test_heading_written_by_hand_gets_the_list(build: Build) -> None:
    text = "# B\n\nSee {cite}`gallo`.\n\n## Literature\n\nBooks:\n"
    page = build({**FILES, "kapitler/b.md": text}, extensions=ROOMS, conf=CONF).html("kapitler/b")
    assert len(page.xpath("//h2")) == 1
    assert [li.text_content() for li in page.xpath("//section[@id='literature']/ol/li")] == [f"[1] {GALLO}"]


def test_what_cannot_be_a_key_warns_and_stays_as_text(build: Build) -> None:
    book = build(
        {**FILES, "kapitler/b.md": "# B\n\nSee {cite}`Gallo et al`.\n"},
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "kapitler/b.md:3: WARNING: «Gallo et al» is cited, but the bibliography has no such key. "
                "Write the keys alone, with commas between them, for example: {cite}`berg2019,nilsen2020` "
                "[REF-001] [kompendium.citation_unknown]"
            ),
        ],
    )
    assert book.html("kapitler/b").xpath("string(//section[@id='b']/p)") == "See Gallo et al."


def test_unknown_key_warns_and_stays_as_text(build: Build) -> None:
    text = "# B\n\nSee {cite}`galo` and\n{cite}`gallo,nobody`.\n"
    book = build(
        {**FILES, "kapitler/b.md": text},
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "kapitler/b.md:3: WARNING: «galo» is cited, but the bibliography has no such key. "
                "Did you mean «gallo»? [REF-001] [kompendium.citation_unknown]"
            ),
            (
                "kapitler/b.md:3: WARNING: «nobody» is cited, but the bibliography has no such key. "
                "Write the reference into the bibliography, or mend the key in the text. "
                "[REF-001] [kompendium.citation_unknown]"
            ),
        ],
    )
    page = book.html("kapitler/b")
    assert page.xpath("string(//section[@id='b']/p)").split("\n") == ["See [galo] and", "[1] [nobody]."]
    assert references(page) == [f"[1] {GALLO}"]


def test_page_without_a_list_is_told_so(build: Build) -> None:
    book = build(
        {**FILES, "index.md": INDEX + "\nSee {cite}`gallo`.\n"},
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:9: WARNING: «gallo» is cited on a page without a list of references. Put "
                "«{bibliography}» on the "
                "page, or make the page a chapter («chapter: true» in its front matter). "
                "[REF-002] [kompendium.citation_list_missing]"
            ),
        ],
    )
    assert "See [gallo]." in book.html().text_content()


def test_project_without_literature_builds(build: Build) -> None:
    build({"index.md": "# Title\n\nText.\n"}, extensions=ROOMS, conf=CONF)


def test_bibliography_of_another_project_stays_as_it_was(build: Build) -> None:
    files = {
        "refs.bib": BIB,
        "index.md": "# Title\n\nSee {cite}`gallo` and {cite:t}`berg`.\n\n```{bibliography}\n```\n",
    }
    conf = {**CONF, "bibtex_bibfiles": ["refs.bib"]}
    page = build(files, extensions=("sphinxcontrib.bibtex", *ROOMS), conf=conf).html()
    assert cited(page) == ["[JimenezGOGarciaLB15]", "Berg [Ber19]"]


@pytest.mark.parametrize(
    ("builder", "file"), [("text", "kapitler/b.txt"), ("latex", "bok.tex"), ("man", "kompendium.7")]
)
def test_other_builders_keep_the_text(build: Build, builder: str, file: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "kompendium", "Bok", ["A"], 7)],
    }
    text = " ".join(build(FILES, builder, extensions=ROOMS, conf=conf).read(file).split())
    for word in ("Literature" if builder != "man" else "LITERATURE", "Gallo D,", "26394755"):
        assert word.casefold() in text.casefold()


def test_document_resolved_twice_has_its_references_once(build: Build) -> None:
    files = {**FILES, "other.md": "---\norphan: true\n---\n# Other\n\n```{bibliography}\n:all:\n```\n"}
    book = build(files, "text", extensions=ROOMS, conf=CONF)
    builder = builder_of(book.env)
    for docname in ("kapitler/b", "other"):
        first, second = (book.env.get_and_resolve_doctree(docname, builder).astext() for _time in range(2))
        assert first == second
        assert first.count("Calcinosis Cutis") == 1


def test_labels_are_in_the_books_language(build: Build) -> None:
    page = build(FILES, extensions=ROOMS, conf={"language": "nb"}).html("kapitler/a")
    assert references(page)[0] == "[1] Berg B. Bindevev. 3. utg. Oslo: Fjell; 2019."
    assert page.xpath("//section[@id='litteratur']/h2[starts-with(., 'Litteratur')]")


# The style


def formatted(entry: str) -> str:
    use_language("en")  # a build before this one may have left another
    (found,) = parse_string(entry, "bibtex").entries.values()
    return str(VancouverStyle().format_entry("1", found).text)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (
            (
                "@article{k, author={A, B and C, D E and F, G and H, I-J and K, L and M, N and O, P}, title={T?},"
                "journaltitle={J}, date={2020-03-01}, pages={12}}"
            ),
            "A B, C DE, F G, H IJ, K L, M N, et al. T? J. 2020;12.",
        ),
        ("@article{k, author={A, B and others}, title={T}, journal={J}}", "A B, et al. T. J."),
        (
            (
                "@incollection{k, author={Hansen, Kari}, title={Del}, editor={Berg, Bo and Dal, Ada}, booktitle={Bok},"
                "publisher={P}, address={Oslo}, year={2001}, edition={2nd}, pages={99--101}}"
            ),
            "Hansen K. Del. In: Berg B, Dal A, editors. Bok. 2nd ed. Oslo: P; 2001. p. 99–101.",
        ),
        (
            "@book{k, editor={Berg, Bo}, title={Bok}, publisher={P}, year={2001}, edition={1}}",
            "Berg B, editor. Bok. P; 2001.",
        ),
        (
            (
                "@online{k, author={{Helsedirektoratet}}, title={Råd}, year={2021}, urldate={2021-05-04},"
                "url={https://example.org/r_1}}"
            ),
            "Helsedirektoratet. Råd [Internet]. 2021 [cited 2021-05-04]. Available from: https://example.org/r_1",
        ),
        (
            "@misc{k, title={Side}, howpublished={\\url{https://example.org/x}}}",
            "Side [Internet]. Available from: https://example.org/x",
        ),
        (
            "@phdthesis{k, author={van Dijk, Anne}, title={T}, school={UiO}, year={1999}}",
            "van Dijk A. T [dissertation]. UiO; 1999.",
        ),
        (
            "@techreport{k, author={A, B}, title={T}, institution={FHI}, number={12}, year={2010}}",
            "A B. T. FHI; 2010. Report 12.",
        ),
        (
            "@article{k, author={A, B}, title={T}, journal={J}, year={2020}, doi={https://doi.org/10.1/x}}",
            "A B. T. J. 2020. doi:10.1/x",
        ),
    ],
)
def test_vancouver_reference(entry: str, text: str) -> None:
    assert formatted(entry) == text


@pytest.mark.parametrize(
    ("pages", "short"),
    [
        ("785--794", "785–94"),
        ("99-101", "99–101"),
        ("12", "12"),
        ("e12--e15", "e12–e15"),
        ("1-3, 11–19", "1–3, 11–9"),
        ("5-5", "5–5"),
    ],
)
def test_pages_are_shortened(pages: str, short: str) -> None:
    assert shorten_pages(pages) == short
