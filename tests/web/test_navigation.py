"""The contents beside the text: as the theme makes them, page by page, but in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from kompendium.web import BOOK_THEME, navigation

if TYPE_CHECKING:
    from lxml import html

    from tests.conftest import Build

PARTS = ("kompendium.config", "myst_parser", "kompendium.locale", "kompendium.blocks.chapter", "kompendium.web")
BOOK = {
    "index.md": "# Bok\n\n```{toctree}\n:caption: Hud\nkap/a\nhttps://example.org/\n```\n"
    "```{toctree}\n:caption: Ledd\nb & c\nsearch\n```\n",
    "kap/a.md": "# A *og* B\n\n```{toctree}\nunder/x\nunder/y\n```\n",
    "kap/under/x.md": "# X\n\n## Avsnitt\n",
    "kap/under/y.md": "# Y\n",
    "b & c.md": "# B\n",
}
PAGES = ("index", "kap/a", "kap/under/x", "kap/under/y", "b & c", "genindex")


def shape(element: html.HtmlElement) -> Any:
    # The builder dirhtml leaves a space in an address as it is; lxml writes it as «%20».
    attributes = {name: unquote(value) for name, value in element.attrib.items() if name not in {"class", "open"}}
    classes = frozenset(element.get("class", "").split())
    is_open = "open" in element.attrib
    texts = ((element.text or "").strip(), (element.tail or "").strip())
    # The theme leaves its toggles without a name.
    children = [child for child in element if child.get("class") != "visually-hidden"]
    return element.tag, attributes, classes, is_open, texts, [shape(child) for child in children]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("options", [{}, {"show_navbar_depth": 0}, {"collapse_navbar": True}], ids=str)
def test_contents_of_each_page_are_the_themes(
    build: Build, monkeypatch: pytest.MonkeyPatch, builder: str, options: dict[str, Any]
) -> None:
    conf = {"html_theme": BOOK_THEME, "html_theme_options": options}

    def contents() -> list[Any]:
        built = build(BOOK, builder, extensions=PARTS, conf=conf)
        files = [name if builder == "html" or name == "index" else f"{name}/index" for name in PAGES]
        return [shape(nav) for file in files for nav in built.html(file).xpath("//nav[contains(@class, 'bd-links')]")]

    ours = contents()
    monkeypatch.setattr(
        "kompendium.web.frame.render_contents",
        lambda _app, _pagename, context, **given: str(context["generate_toctree_html"](**given)),
    )
    # A setting of its own, so that every page is written again.
    conf["html_title"] = "Bok"
    theirs = contents()
    assert len(ours) == len(PAGES)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other


def test_contents_are_resolved_once_for_all_pages(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    make = navigation._make
    monkeypatch.setattr(navigation, "_make", lambda *args: calls.append("") or make(*args))
    build(BOOK, extensions=PARTS, conf={"html_theme": BOOK_THEME})
    assert len(calls) == 1
