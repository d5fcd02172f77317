"""A chapter's own files at its end, with format and size, on the site alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kompendium.downloads import format_size

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ROOMS = ("kompendium.locale", "myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.downloads")
FILES = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/å\n```\n",
    "kapitler/å.md": "# A\n\nTekst.\n",
}
SIZES = {"kapitler/å.pdf": 61_001, "kapitler/å.epub": 1_240_000}


def book(build: Build, builder: str = "html", **conf: Any) -> Built:
    return build(FILES, builder, extensions=ROOMS, conf={"version": "1", "copyright": "2026", **conf})


@pytest.mark.parametrize(
    ("builder", "page", "up"),
    [("html", "kapitler/å", "../"), ("dirhtml", "kapitler/å/index", "../../"), ("singlehtml", "index", "")],
)
def test_links_say_format_and_size(build: Build, builder: str, page: str, up: str) -> None:
    built = book(build, builder, kompendium_downloads=True, kompendium_download_sizes=SIZES)
    (block,) = built.html(page).xpath("//footer/div[contains(@class, 'kompendium-download')]")
    assert block.xpath("string(*[self::h2 or self::h3])") == "Last ned dette kapitlet"
    links = [(a.text, a.get("href"), a.get("type"), a.get("download")) for a in block.iter("a")]
    assert links == [
        ("PDF, 62\N{NO-BREAK SPACE}kB", f"{up}nedlasting/kapitler/%C3%A5.pdf", "application/pdf", ""),
        ("EPUB, 1,3\N{NO-BREAK SPACE}MB", f"{up}nedlasting/kapitler/%C3%A5.epub", "application/epub+zip", ""),
    ]


def test_a_size_that_is_not_known_is_not_said(build: Build) -> None:
    page = book(build, kompendium_downloads=True).html("kapitler/å")
    assert page.xpath("//p[contains(@class, 'download')]/a/text()") == ["PDF", "EPUB"]


@pytest.mark.parametrize(
    ("builder", "file", "downloads"),
    [("html", "kapitler/å.html", False), ("epub", "kapitler/å.xhtml", True), ("text", "kapitler/å.txt", True)],
)
def test_where_nothing_can_be_downloaded_nothing_is_said(
    build: Build, builder: str, file: str, downloads: bool
) -> None:
    text = book(build, builder, kompendium_downloads=downloads).read(file)
    assert "Last ned" not in text
    assert "<footer" not in text


@pytest.mark.parametrize(
    ("size", "language", "text"),
    [
        (1, "nb", "1 kB"),
        (61_000, "nb", "61 kB"),
        (998_001, "nb", "999 kB"),
        (999_001, "nb", "1 MB"),
        (1_240_000, "nb_NO", "1,3 MB"),
        (1_240_000, "en", "1.3 MB"),
        (12_300_000, "nb", "13 MB"),
        (1_240_000, "xx", "1.3 MB"),
    ],
)
def test_sizes_are_rounded_up(size: int, language: str, text: str) -> None:
    assert format_size(size, language).replace("\N{NO-BREAK SPACE}", " ") == text
