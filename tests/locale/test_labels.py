from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from tests.conftest import Build

EXTENSIONS = ("kompendium.locale", "myst_parser")
PAGES = {"index.md": "# Bok\n\n```{toctree}\nside\n```\n", "side.md": '# Side\n\nEt "ord".\n\n:::{note}\nTekst\n:::\n'}
CONF = {"myst_enable_extensions": ["colon_fence"], "numfig": True}


@pytest.mark.parametrize("builder", ["html", "latex", "text", "man", "epub"])
def test_bokmaal_builds_without_a_warning(build: Build, builder: str) -> None:
    epub = {"version": "1", "copyright": "2026", "epub_author": "Kari", "epub_title": "Bok", "epub_show_urls": "no"}
    build(PAGES, builder, conf=CONF | epub, extensions=EXTENSIONS)


def test_theme_and_sphinx_speak_bokmaal(build: Build) -> None:
    page = build(PAGES, conf=CONF | {"html_theme": "sphinx_book_theme"}, extensions=EXTENSIONS).html("side")
    said = " ".join(" ".join(page.itertext()).split())
    attributes = set(page.xpath("//@title | //@aria-label | //@placeholder"))
    assert "Hopp til hovedinnholdet" in said
    assert "«ord»" in said
    assert page.xpath("string(//*[contains(@class, 'admonition-title')])") == "Merk"
    assert {"Søk...", "Fargevalg", "Last ned denne siden", "forrige side", "Fullskjerm"} <= attributes


def test_figures_are_called_figur(build: Build) -> None:
    built = build(PAGES, conf=CONF, extensions=EXTENSIONS)
    assert built.env.config.numfig_format["figure"] == "Figur %s"


def test_search_has_words_in_bokmaal(build: Build) -> None:
    built = build(PAGES, conf=CONF, extensions=EXTENSIONS)
    assert "Søket ga ingen treff" in built.read("_static/translations.js")
    assert built.html("search").xpath("//script[contains(@src, '_static/translations.js')]")


def test_another_language_in_the_same_process_is_not_bokmaal(build: Build) -> None:
    build(PAGES, conf=CONF, extensions=EXTENSIONS)
    build({}, conf=CONF | {"language": "en"}, extensions=EXTENSIONS)
    assert get_translation("kompendium")("Build the book.") == "Build the book."
