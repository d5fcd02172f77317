"""Citing and sharing: derived from the book, and nothing where there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def test_share_row_is_hidden_without_script_and_has_no_handlers(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf=CONF).html("kapitler/å")
    assert said(page, "share") == [ADDRESS]
    (row,) = page.xpath("//p[contains(@class, 'kompendium-share-actions')]")
    assert row.get("hidden") is not None
    assert "kompendium-web-only" in row.get("class")
    assert (row.get("data-address"), row.get("data-subject")) == (ADDRESS, "A b")
    assert row.xpath("button[@type='button']/text()") == ["Copy link"]
    assert row.xpath("a/text()") == ["Send by e-mail"]
    assert not page.xpath("//@*[starts-with(name(), 'on')]")


def test_site_without_address_leaves_the_row_to_the_script(build: Build) -> None:
    page = build(chapter(), extensions=ROOMS, conf={**CONF, "html_baseurl": ""}).html("kapitler/å")
    (block,) = page.xpath(
        "//div[contains(@class, 'kompendium-share ') or @class='kompendium-endmatter kompendium-share']"
    )
    assert block.get("hidden") is not None
    assert block.xpath(".//p/@data-address") == [""]


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
