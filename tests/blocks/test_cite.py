"""Citing and sharing: derived from the book, and nothing where there is nothing to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.cite")
CONF = {
    "language": "en",
    "kompendium_edition": "2nd edition",
    "kompendium_publisher": "Forlaget",
    "kompendium_date": "2026-05-04",
    "html_baseurl": "https://example.org/bok",
    "version": "1",
    "copyright": "2026, Forlaget",
}
INDEX = "# Book\n\n```{toctree}\nkapitler/å\n```\n"
ADDRESS = "https://example.org/bok/kapitler/%C3%A5.html"


def chapter(front_matter: str = "", text: str = "Text.") -> dict[str, str]:
    head = f"---\n{front_matter}\n---\n" if front_matter else ""
    return {"index.md": INDEX, "kapitler/å.md": f"{head}# A *b*\n\n{text}\n"}


def said(page: HtmlElement, block: str) -> list[str]:
    return [p.text_content() for p in page.xpath(f"//div[contains(@class, 'kompendium-{block}')]/div/p[not(@hidden)]")]


@pytest.mark.parametrize(
    ("front_matter", "conf", "text"),
    [
        (
            "authors: [Jan Tore Gran, Øyvind Palm]",
            {},
            f"Gran JT, Palm Ø. A b. In: Bok. 2nd edition. Forlaget; 2026. Available from: {ADDRESS}",
        ),
        ("", {}, f"A b. In: Bok. 2nd edition. Forlaget; 2026. Available from: {ADDRESS}"),
        (
            "",
            {"kompendium_editors": ["Ada Dal"], "html_baseurl": ""},
            "A b. In: Dal A, editor. Bok. 2nd edition. Forlaget; 2026.",
        ),
        ("doi: 10.1000/182", {"kompendium_publisher": ""}, "A b. In: Bok. 2nd edition. 2026. doi:10.1000/182"),
        # who wrote the source has not written this text
        (
            "authors: [Ada Dal]\nbased_on:\n  title: Kilde\n  authors: [Ada Dal]",
            {},
            f"A b. In: Bok. 2nd edition. Forlaget; 2026. Available from: {ADDRESS}",
        ),
    ],
)
def test_reference_of_a_chapter(build: Build, front_matter: str, conf: dict[str, object], text: str) -> None:
    page = build(chapter(front_matter), extensions=ROOMS, conf={**CONF, **conf}).html("kapitler/å")
    assert said(page, "cite") == [text]


def test_blocks_are_labelled_in_the_books_language(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf={**CONF, "language": "nb"}).html("kapitler/å")
    assert page.xpath("//footer/div/h2/text()") == ["Siter dette kapitlet", "Del dette kapitlet"]
    for block in page.xpath("//footer/div"):
        assert block.xpath("@aria-labelledby") == block.xpath("h2/@id")


def test_share_row_works_without_script_but_for_its_buttons(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf=CONF).html("kapitler/å")
    assert said(page, "share") == [ADDRESS]
    (row,) = page.xpath("//div[contains(@class, 'kompendium-share-actions')]")
    assert row.get("hidden") is None
    assert "kompendium-web-only" in row.get("class")
    assert (row.get("data-address"), row.get("data-subject")) == (ADDRESS, "A b")
    assert row.xpath("button[@type='button'][@hidden]/text()") == ["Copy link", "Share …"]
    assert row.xpath("a/text()") == ["Send by e-mail"]
    (letter,) = row.xpath("a/@href")
    assert letter.startswith("mailto:?")
    assert parse_qs(urlsplit(letter).query) == {"subject": ["A b"], "body": [ADDRESS]}
    assert not page.xpath("//@*[starts-with(name(), 'on')]")


def test_site_without_address_leaves_the_row_to_the_script(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf={**CONF, "html_baseurl": ""}).html("kapitler/å")
    (block,) = page.xpath(
        "//div[contains(@class, 'kompendium-share ') or @class='kompendium-endmatter kompendium-share']"
    )
    assert block.get("hidden") is not None
    assert block.xpath(".//div/@data-address") == [""]


FORMATS = {"txt": "text/plain", "bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}
FORMATS["json"] = "application/vnd.citationstyles.csl+json"


def cited(page: HtmlElement) -> tuple[dict[str, str], dict[str, str]]:
    """What the buttons copy and where the links lead, by their names."""
    buttons = page.xpath("//p[contains(@class, 'kompendium-cite-copy')]/button")
    links = page.xpath("//p[contains(@class, 'kompendium-cite-files')]/a")
    return (
        {button.text: button.get("data-text") for button in buttons},
        {link.text: link.get("href") for link in links},
    )


@pytest.mark.parametrize(("builder", "up"), [("html", "../"), ("dirhtml", "../../"), ("singlehtml", "")])
def test_forms_to_copy_are_the_files_to_download(build: Build, builder: str, up: str) -> None:
    built = build(chapter("authors: [Ada Dal]"), builder, extensions=ROOMS, conf=CONF)
    page = built.html({"html": "kapitler/å", "dirhtml": "kapitler/å/index", "singlehtml": "index"}[builder])
    texts, links = cited(page)
    assert list(texts) == list(links) == ["Vancouver", "BibTeX", "RIS", "CSL-JSON"]
    for ending, (name, text) in zip(FORMATS, texts.items(), strict=True):
        assert links[name] == f"{up}sitering/%C3%A5.{ending}"
        assert (built.outdir / "sitering" / f"å.{ending}").read_bytes().decode() == text
    assert texts["Vancouver"].strip() == said(page, "cite")[0]
    assert page.xpath("//p[contains(@class, 'kompendium-cite-files')]/a[@download]/@type") == list(FORMATS.values())


def test_buttons_that_copy_are_hidden_without_script(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf=CONF).html("kapitler/å")
    (row,) = page.xpath("//p[contains(@class, 'kompendium-cite-copy')]")
    assert row.get("hidden") is not None
    assert row.xpath("span[@role='status']/text()") == []
    for button in row.xpath("button"):
        # Who cannot see the row hears what the button does, and says what is written on it.
        assert button.get("aria-label") == f"Copy as {button.text}"


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_other_formats_have_neither_buttons_nor_files(build: Build, builder: str) -> None:
    built = build(chapter(), builder, extensions=ROOMS, conf=CONF)
    assert not (built.outdir / "sitering").exists()
    assert "BibTeX" not in "".join(
        file.read_text("utf-8") for file in built.outdir.rglob("*") if file.suffix in {".txt", ".xhtml", ".tex"}
    )


def test_files_follow_the_book(build: Build) -> None:
    built = build(chapter(), extensions=ROOMS, conf=CONF)
    file = built.outdir / "sitering" / "å.ris"
    before = file.stat().st_mtime_ns
    build({}, extensions=ROOMS, conf=CONF)
    assert file.stat().st_mtime_ns == before
    build({"kapitler/å.md": "# Ny tittel\n\nText.\n"}, extensions=ROOMS, conf=CONF)
    assert "TI  - Ny tittel\r\n" in file.read_bytes().decode()
    build({"people.yml": "x: Ola Å\n"}, extensions=ROOMS, conf={**CONF, "kompendium_authors": ["x"]})
    assert "AU  - Å, Ola\r\n" in file.read_bytes().decode()
    (built.srcdir / "kapitler" / "å.md").unlink()
    build({"index.md": "# Book\n"}, extensions=ROOMS, conf={**CONF, "kompendium_authors": ["x"]})
    assert not file.exists()


def test_files_are_the_same_from_a_parallel_build(build: Build) -> None:
    files = {f"kapitler/k{number}.md": f"# K {number}\n\nText.\n" for number in range(12)}
    files["index.md"] = "# Book\n\n```{toctree}\n:glob:\nkapitler/*\n```\n"
    built = build(files, extensions=ROOMS, conf=CONF, parallel=2)
    assert {file.stem for file in (built.outdir / "sitering").iterdir()} == {f"k{number}" for number in range(12)}
    for number in range(12):
        texts, _links = cited(built.html(f"kapitler/k{number}"))
        assert f"TI  - K {number}\r\n" in texts["RIS"]
        assert (built.outdir / "sitering" / f"k{number}.ris").read_bytes().decode() == texts["RIS"]


def test_the_book_is_cited_where_its_author_wants_it(build: Build) -> None:
    conf = {**CONF, "kompendium_subtitle": "Hud", "kompendium_editors": ["Ada Dal"], "kompendium_basename": "å"}
    built = build({**chapter(), "om.md": "---\norphan: true\n---\n# Om\n\n```{siter-boken}\n```\n"}, conf=conf)
    page = built.html("om")
    text = "Dal A, editor. Bok: Hud. 2nd edition. Forlaget; 2026. Available from: https://example.org/bok/"
    assert said(page, "cite") == [text]
    _texts, links = cited(page)
    # A chapter may have the book's name.
    assert links["RIS"] == "sitering/bok/%C3%A5.ris"
    assert "TY  - BOOK\r\n" in (built.outdir / "sitering/bok/å.ris").read_bytes().decode()
    assert "TY  - CHAP\r\n" in (built.outdir / "sitering/å.ris").read_bytes().decode()


def test_a_page_that_is_no_chapter_has_files_of_its_own(build: Build) -> None:
    built = build({**chapter(), "å.md": "---\norphan: true\n---\n# Side\n\n```{siter}\n```\n"}, conf=CONF)
    _texts, links = cited(built.html("å"))
    assert links["RIS"] == "sitering/sider/%C3%A5.ris"
    assert "TI  - Side\r\n" in (built.outdir / "sitering/sider/å.ris").read_bytes().decode()


@pytest.mark.parametrize(("builder", "file"), [("text", "kapitler/å.txt"), ("epub", "kapitler/å.xhtml")])
def test_books_without_address_have_no_empty_block(build: Build, builder: str, file: str) -> None:
    text = build(chapter(), builder, extensions=ROOMS, conf={**CONF, "html_baseurl": ""}).read(file)
    assert "Share this chapter" not in text
    assert "Cite this chapter" in text


@pytest.mark.parametrize(("builder", "file"), [("text", "kapitler/å.txt"), ("epub", "kapitler/å.xhtml")])
def test_books_print_the_address_without_buttons(build: Build, builder: str, file: str) -> None:
    text = build(chapter(), builder, extensions=ROOMS, conf=CONF).read(file)
    assert "Share this chapter" in text
    assert ADDRESS in text
    assert "Copy link" not in text
    assert "<button" not in text


def test_share_can_be_left_out(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf={**CONF, "kompendium_share": False}).html("kapitler/å")
    assert page.xpath("//footer/div/h2/text()") == ["Cite this chapter"]


def test_blocks_placed_by_hand_are_the_only_ones(build: Build) -> None:
    text = "```{siter}\n```\n\n```{del}\n```"
    page = build(chapter(text=text), extensions=ROOMS, conf=CONF).html("kapitler/å")
    assert page.xpath("//section/div[@role='group']/h2/text()") == ["Cite this chapter", "Share this chapter"]
    assert not page.xpath("//footer")


def test_running_text_in_the_pdf_keeps_its_distance_from_a_block_but_blocks_stand_close(build: Build) -> None:
    text = "```{siter}\n```\n\n```{del}\n```\n\nText after both."
    conf = {**CONF, "html_baseurl": "https://example.org/"}
    source = build(chapter(text=text), "typst", extensions=(*ROOMS, "kompendium.builders.typst"), conf=conf)
    written = source.read(".typst/doc/kapitler/å.typ")
    assert re.findall(r'#endmatter\(kind: "(\w+)", in-text: (\w+)', written) == [("cite", "false"), ("share", "true")]


def test_chapters_follow_a_changed_address(build: Build) -> None:
    build(chapter(), extensions=ROOMS, conf=CONF)
    page = build({}, extensions=ROOMS, conf={**CONF, "html_baseurl": "https://example.net"}).html("kapitler/å")
    assert said(page, "share") == ["https://example.net/kapitler/%C3%A5.html"]


@pytest.mark.parametrize(("builder", "file"), [("latex", "bok.tex"), ("man", "bok.7")])
def test_other_builders_keep_the_text(build: Build, builder: str, file: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "bok", "Bok", ["A"], 7)],
    }
    text = build(chapter(), builder, extensions=ROOMS, conf=conf).read(file)
    for words in ("Cite this chapter", "2nd edition. Forlaget; 2026", "Share this chapter"):
        assert words in text
