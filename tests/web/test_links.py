"""Links that leave the site say so, once for all pages, and tell machines nothing else."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from kompendium.web.links import relations_of

if TYPE_CHECKING:
    from tests.conftest import Build

PAGE = """---
license: CC BY 4.0
---
# Kalsinose

[Ut](https://example.org/), [hjem](https://bok.example/om.html), [om](../om.md), [post](mailto:a@example.org),
{icd10}`L94.2`.
"""
FILES = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/kalsinose\nom\nDer ute <https://example.org/ute>\n```\n",
    "kapitler/kalsinose.md": PAGE,
    "om.md": "# Om\n\nTekst.\n",
}
CONF = {"html_theme": "sphinx_book_theme", "html_baseurl": "https://bok.example/"}


def test_each_link_that_leaves_the_site_says_so_and_no_other(build: Build) -> None:
    built = build(FILES, conf=CONF)
    for name in ("index", "kapitler/kalsinose", "om"):
        for link in built.html(name).xpath("//main//a[@href] | //nav//a[@href]"):
            leaves = link.get("href").startswith("http") and not link.get("href").startswith("https://bok.example/")
            words = set((link.get("rel") or "").split())
            assert ({"external", "noopener"} <= words) is leaves, (name, link.get("href"))
            assert link.get("target") is None


def test_licence_of_the_page_stays_its_licence(build: Build) -> None:
    links = build(FILES, conf=CONF).html("kapitler/kalsinose").xpath("//a[contains(@href, 'creativecommons.org')]/@rel")
    assert links == ["license external noopener"]


def test_epub_is_as_it_was(build: Build) -> None:
    built = build(FILES, "epub", conf={**CONF, "version": "1", "copyright": "2026"})
    (file,) = built.outdir.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        page = archive.read("EPUB/kapitler/kalsinose.xhtml").decode()
    assert "noopener" not in page


@pytest.mark.parametrize(
    ("written", "made"),
    [("", "external noopener"), ("license", "license external noopener"), ("noopener me", "noopener me external")],
)
def test_relations_are_added_to_those_that_are_there(written: str, made: str) -> None:
    assert relations_of(written) == made


def test_no_page_asks_another_host_for_anything(build: Build) -> None:
    built = build({**FILES, "om.md": "# Om\n\nTekst.\n\n```python\nprint()\n```\n"}, conf=CONF)
    asking = "//script/@src | //img/@src | //source/@src | //iframe/@src | //link[not(@rel='canonical')]/@href"
    for file in sorted(built.outdir.rglob("*.html")):
        page = built.html(str(file.relative_to(built.outdir)).removesuffix(".html"))
        away = [url for url in page.xpath(asking) if "//" in url and not url.startswith("http://purl.org/dc/")]
        assert away == [], file.name
    for style in built.outdir.rglob("*.css"):
        assert "url(http" not in style.read_text("utf-8").replace('"', "").replace("'", ""), style.name
