"""The site and the EPUB's pages in a browser: quiet, nothing from elsewhere, no barrier that axe finds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.conformance

PAGES = ("index.html", "kapitler/kalsinose.html", "registre/koder.html", "search.html?q=kalsinose")
SCHEMES = ("light", "dark")
WIDTHS = {"wide": 1280, "phone": 390}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass(slots=True)
class Seen:
    """What a page asked for and complained of."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def opened(browser: Any, url: str, *, scheme: str = "light", width: int = 1280) -> Iterator[tuple[Any, Seen]]:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, locale="nb-NO")
    page, seen = context.new_page(), Seen()
    page.on("console", lambda message: message.type in {"error", "warning"} and seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("requestfailed", lambda request: seen.complaints.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda response: response.status >= 400 and seen.complaints.append(f"{response.status}: {response.url}"),
    )
    page.on("request", lambda request: seen.requests.append(request.url))
    try:
        page.goto(url, wait_until="networkidle")
        yield page, seen
    finally:
        context.close()


@pytest.mark.parametrize("page_name", PAGES)
def test_page_is_quiet_and_asks_for_nothing_elsewhere(browser: Any, address: str, page_name: str) -> None:
    with opened(browser, f"{address}/html/{page_name}") as (_page, seen):
        assert seen.complaints == []
        assert [url for url in seen.requests if not url.startswith((address, "data:", "blob:"))] == []
        assert f"{address}/favicon.ico" not in seen.requests


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("page_name", PAGES)
def test_axe_finds_no_barrier(browser: Any, address: str, page_name: str, scheme: str, width: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, f"{address}/html/{page_name}", scheme=scheme, width=WIDTHS[width]) as (page, _seen):
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        response = Axe().run(page, options=RULES).response
    found = [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []
    assert len(response["passes"]) > 15


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_page_does_not_scroll_sideways(browser: Any, address: str, width: int) -> None:
    with opened(browser, f"{address}/html/kapitler/kalsinose.html", width=width) as (page, _seen):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_search_finds_the_chapter_and_speaks_bokmaal(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/search.html?q=kalsinose") as (page, _seen):
        page.wait_for_selector("#search-results ul.search li a")
        assert page.inner_text("#search-results h2") == "Søkeresultater"
        assert page.inner_text("#search-results .search-summary").startswith("Søket er ferdig")
        links = page.eval_on_selector_all("#search-results ul.search li a", "all => all.map(a => a.href)")
    assert any("kapitler/kalsinose.html" in link for link in links)


def test_excerpt_of_a_hit_is_of_the_article_alone(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/search.html?q=kalsinose") as (page, _seen):
        page.wait_for_selector("#search-results ul.search li .context")
        page.wait_for_function("document.querySelectorAll('#search-results .context').length > 5")
        excerpts = page.eval_on_selector_all("#search-results .context", "all => all.map(p => p.textContent)")
    assert any(excerpt.startswith("161 Kalsinose Andre navn: Calcinose; subkutan kalk") for excerpt in excerpts)
    assert not [excerpt for excerpt in excerpts if "Som systemet" in excerpt or "På denne siden" in excerpt]


def test_search_without_hits_says_so_in_bokmaal(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/search.html?q=xyzzy") as (page, _seen):
        page.wait_for_selector("#search-results .search-summary:not(:empty)")
        assert "Søket ga ingen treff" in page.inner_text("#search-results")


def test_downloads_of_the_chapter_are_there(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/kapitler/kalsinose.html") as (page, _seen):
        links = page.eval_on_selector_all("a[href*='nedlasting/']", "all => all.map(a => a.href)")
        answers = {link.rpartition(".")[2]: page.request.get(link).status for link in links if "kalsinose." in link}
    assert answers == {"pdf": 200, "epub": 200}


def test_pages_of_the_epub_are_quiet(browser: Any, address: str, built: Path) -> None:
    pages = sorted((built / "opened-epub").rglob("*.xhtml"))
    assert any(page.stem == "kalsinose" for page in pages)
    for page_file in pages:
        with opened(browser, f"{address}/{page_file.relative_to(built).as_posix()}") as (page, seen):
            assert page.query_selector("parsererror") is None, page_file.name
            assert seen.complaints == [], page_file.name
            assert [url for url in seen.requests if not url.startswith(address)] == [], page_file.name


def test_pages_of_the_epub_fit_a_phone_at_twice_the_size_of_text(browser: Any, address: str, built: Path) -> None:
    for page_file in sorted((built / "opened-epub").rglob("*.xhtml")):
        with opened(browser, f"{address}/{page_file.relative_to(built).as_posix()}", width=390) as (page, _seen):
            page.add_style_tag(content="html { font-size: 200% }")
            beside = page.eval_on_selector_all(
                "body *",
                "all => all.filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML)",
            )
        assert beside == [], page_file.name
