"""The site and the EPUB's pages in a browser: quiet, nothing from elsewhere, no barrier that axe finds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Build

pytestmark = pytest.mark.conformance

PAGES = (
    "index.html",
    "kapitler/kalsinose.html",
    "registre/koder.html",
    "registre/koder.html?kode=M34",
    "search.html?q=kalsinose",
)
SCHEMES = ("light", "dark")
WIDTHS = {"wide": 1280, "phone": 390}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass(slots=True)
class Seen:
    """What a page asked for and complained of."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def opened(
    browser: Any, url: str, *, scheme: str = "light", width: int = 1280, scripts: bool = True
) -> Iterator[tuple[Any, Seen]]:
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        locale="nb-NO",
        java_script_enabled=scripts,
    )
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


FIELD = ".kompendium-register-filter input"
STATUS = ".kompendium-register-filter [role=status]"


def shown_codes(page: Any) -> list[str]:
    """The codes of the entries and the beginnings of the headings that a reader sees, in their order."""
    script = """all => all.filter(e => e.checkVisibility()).map(e => e.dataset.code ?? e.textContent.split(" ")[0])"""
    shown: list[str] = page.eval_on_selector_all(".kompendium-register-heading, li[data-code]", script)
    return shown


ALL = ["L80–L99", "L94.2", "M30–M36", "M33.0", "M33.1", "M34", "M34.1"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("L94", ["L80–L99", "L94.2"]),
        ("l942", ["L80–L99", "L94.2"]),
        (" ICD-10: L94.2 ", ["L80–L99", "L94.2"]),
        ("calcinosis", ["L80–L99", "L94.2"]),
        ("Kalsinose", ["L80–L99", "L94.2"]),
        ("subkutan kalk", ["L80–L99", "L94.2"]),
        ("161", ["L80–L99", "L94.2"]),
        ("M34", ["M30–M36", "M34", "M34.1"]),
        ("M34.-", ["M30–M36", "M34", "M34.1"]),
        ("m30-36", ALL[2:]),
        ("xiii", ALL[2:]),
        ("systemic sclerosis", ["M30–M36", "M34"]),
        ("M30", []),
        ("M34.11", []),
        ("xyzzy", []),
        ("", ALL),
    ],
)
def test_register_shows_what_matches_and_says_how_many(
    browser: Any, address: str, query: str, shown: list[str]
) -> None:
    with opened(browser, f"{address}/html/registre/koder.html") as (page, _seen):
        page.fill(FIELD, query)
        assert shown_codes(page) == shown
        count = len([code for code in shown if "–" not in code])
        said = f"Viser {count} av 5 koder" if count else "Ingen koder passer til søket"
        assert page.inner_text(STATUS) == (said if query else "")


def test_field_of_the_register_is_reached_and_cleared_by_keys_and_has_a_name(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/registre/koder.html") as (page, _seen):
        field = page.get_by_role("searchbox", name="Søk på kode, navn eller kapittel")
        field.focus()
        page.keyboard.type("m331")
        assert shown_codes(page) == ["M30–M36", "M33.1"]
        page.keyboard.press("Tab")
        # Past the field is the first link that is shown.
        assert page.evaluate("document.activeElement.closest('li[data-code]')?.dataset.code") == "M33.1"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Escape")
        assert field.input_value() == ""
        assert shown_codes(page) == ALL
        assert page.inner_text(STATUS) == ""


@pytest.mark.parametrize("name", ["kode", "code"])
def test_address_fills_the_field_of_the_register(browser: Any, address: str, name: str) -> None:
    with opened(browser, f"{address}/html/registre/koder.html?{name}=M34") as (page, _seen):
        assert page.input_value(FIELD) == "M34"
        assert shown_codes(page) == ["M30–M36", "M34", "M34.1"]


def test_link_to_an_entry_shows_it_though_the_field_hides_it(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/registre/koder.html?kode=M34") as (page, _seen):
        page.evaluate("location.hash = 'register-icd10-m34-1'")
        page.wait_for_timeout(100)
        assert page.input_value(FIELD) == "M34"
        page.evaluate("location.hash = 'register-icd10-l94-2'")
        wait_until(page, f"document.querySelector('{FIELD}').value === ''")
        assert shown_codes(page) == ALL


def test_register_without_scripts_and_on_paper_has_no_field(browser: Any, address: str) -> None:
    url = f"{address}/html/registre/koder.html?kode=M34"
    with opened(browser, url, scripts=False) as (page, _seen):
        assert page.locator(FIELD).count() == 0
        assert page.locator("li[data-code]:visible").count() == 5
    with opened(browser, url) as (page, _seen):
        page.emulate_media(media="print")
        assert not page.is_visible(FIELD)
        assert not page.is_visible(STATUS)


def test_field_of_the_register_fits_a_phone(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/html/registre/koder.html", width=320) as (page, _seen):
        box = page.locator(FIELD).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        # WCAG 2.2, 2.5.8 asks for 24; a thumb wants 44.
        assert box["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


LOCK = """system,code,title,parent
icd10,XII,Skin,
icd10,L80-L99,Other disorders of the skin,XII
icd10,L94.2,Calcinosis cutis,L80-L99
icd10,XIII,Musculoskeletal system,
icd10,M05-M14,Inflammatory polyarthropathies,XIII
icd10,M06.9,Rheumatoid arthritis,M05-M14
icd10,M30-M36,Systemic connective tissue disorders,XIII
icd10,M34.1,CREST,M30-M36
"""
SYSTEMS = {
    "index.md": "# Book\n\n```{toctree}\nchapters/one\nchapters/two\n```\n\n```{code-register}\n```\n",
    "chapters/one.md": "---\nicd10: [M34.1, M06.9]\natc: L04AB01\n---\n# Sjögren\n\n{icd10}`M05–M14`\n",
    "chapters/two.md": "---\nicd10: [L94.2, Q99.9]\n---\n# Two\n\nText.\n",
    "codes.lock.csv": LOCK,
}


@pytest.mark.parametrize(
    ("query", "count", "shown"),
    [
        ("M34", 1, ["ICD-10", "XIII", "M30–M36", "M34.1"]),
        ("M06", 1, ["ICD-10", "XIII", "M05–M14", "M06.9"]),
        ("M05-M14", 2, ["ICD-10", "XIII", "M05–M14", "M05–M14", "M06.9"]),
        ("musculoskeletal", 3, ["ICD-10", "XIII", "M05–M14", "M05–M14", "M06.9", "M30–M36", "M34.1"]),
        ("q999", 1, ["ICD-10", "Other", "Q99.9"]),
        ("l04a", 1, ["ATC", "L04AB01"]),
        ("sjogren crest", 1, ["ICD-10", "XIII", "M30–M36", "M34.1"]),
        ("M05", 0, []),
    ],
)
def test_headings_go_with_their_entries_and_block_entries_stand_for_their_codes(
    browser: Any, build: Build, query: str, count: int, shown: list[str]
) -> None:
    built = build(SYSTEMS, conf={"language": "en"})
    with opened(browser, (built.outdir / "index.html").as_uri()) as (page, _seen):
        page.fill(FIELD, query)
        assert shown_codes(page) == shown
        assert page.inner_text(STATUS) == (f"Shows {count} of 6 codes" if count else "No code matches")


@pytest.mark.parametrize(
    ("query", "systems"), [("M34", ["icd"]), ("l04", ["atc"]), ("xyzzy", []), ("", ["icd", "atc"])]
)
def test_line_on_where_codes_are_explained_goes_with_the_codes_of_its_system(
    browser: Any, build: Build, query: str, systems: list[str]
) -> None:
    built = build(SYSTEMS, conf={"language": "en"})
    with opened(browser, (built.outdir / "index.html").as_uri()) as (page, _seen):
        page.fill(FIELD, query)
        shown = page.locator(".kompendium-register-source:visible").all_inner_texts()
    assert ["icd" if "icd.who.int" in text else "atc" for text in shown] == systems


def test_span_of_subcategories_is_found_as_it_is_written(browser: Any, build: Build) -> None:
    files = {**SYSTEMS, "chapters/two.md": "---\nicd10: [L94.2, M33.0–M33.8]\n---\n# Two\n"}
    built = build(files, conf={"language": "en"})
    with opened(browser, (built.outdir / "index.html").as_uri()) as (page, _seen):
        page.fill(FIELD, "M33.0-M33.8")
        assert shown_codes(page)[-1] == "M33.0–M33.8"


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
