"""A chapter's end and head, and the front page, in a browser: citing, sharing, what is overdue, finding the way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import rispy
from pybtex.database import parse_string

from tests.conformance.conftest import serve, wait_until
from tests.conformance.test_browser import RULES, opened

if TYPE_CHECKING:
    from tests.conftest import Build

pytestmark = pytest.mark.conformance

CHAPTER = "html/kapitler/kalsinose.html"
FRONT = "html/index.html"
CHANGES = "html/registre/endringer.html"
OWN = "https://kompendium.example/kapitler/kalsinose.html"
STATUS = ".kompendium-cite-copy [role=status]"


def copied(page: Any) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


@pytest.mark.parametrize("name", ["Vancouver", "BibTeX", "RIS", "CSL-JSON"])
def test_a_citation_is_copied_as_it_is_downloaded(browser: Any, address: str, name: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, seen):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name=f"Kopier som {name}", exact=True).click()
        wait_until(page, f"document.querySelector('{STATUS}').textContent === 'Kopiert: {name}'")
        link = page.get_by_role("link", name=f"Last ned som {name}")
        with page.expect_download() as download:
            link.click()
        file = download.value
        text = file.path().read_bytes().decode()
        assert copied(page).replace("\r\n", "\n") == text.replace("\r\n", "\n")
        assert seen.complaints == []
    suffix, read = {
        "Vancouver": (".txt", lambda text: text.rpartition(" ")[2].strip()),
        "BibTeX": (".bib", lambda text: parse_string(text, "bibtex").entries["kalsinose"].fields["url"]),
        "RIS": (".ris", lambda text: rispy.loads(text)[0]["urls"][0]),
        "CSL-JSON": (".json", lambda text: json.loads(text)[0]["URL"]),
    }[name]
    assert file.suggested_filename == f"kalsinose{suffix}"
    assert read(text) == OWN


def test_copying_by_the_keyboard_is_said_each_time(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, _seen):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        for name in ("RIS", "BibTeX"):
            page.get_by_role("button", name=f"Kopier som {name}", exact=True).focus()
            page.keyboard.press("Enter")
            wait_until(page, f"document.querySelector('{STATUS}').textContent === 'Kopiert: {name}'")


def test_where_the_clipboard_is_refused_the_text_is_shown(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, seen):
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.get_by_role("button", name="Kopier lenke").click()
        wait_until(page, f"document.querySelector('.kompendium-share-actions [role=status]').textContent === '{OWN}'")
        assert seen.complaints == []


def test_link_is_copied_and_a_letter_begun(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}#behandling") as (page, _seen):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Kopier lenke").click()
        page.wait_for_selector(".kompendium-share-actions [role=status]:has-text('Lenken er kopiert')")
        assert copied(page) == OWN
        letter = page.get_by_role("link", name="Send på e-post").get_attribute("href")
    assert parse_qs(urlsplit(letter).query) == {"subject": ["Kalsinose"], "body": [OWN]}


SHARE = "Object.defineProperty(navigator, 'share', {value: data => { window.shared = data; return Promise.reject(); }})"


@pytest.mark.parametrize("can_share", [True, False])
def test_the_devices_own_share_sheet_where_there_is_one(browser: Any, address: str, can_share: bool) -> None:
    context = browser.new_context()
    try:
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(SHARE if can_share else "delete Navigator.prototype.share")
        page.goto(f"{address}/{CHAPTER}")
        button = page.locator(".kompendium-share-native")
        assert button.is_visible() is can_share
        if can_share:
            button.click()
            assert page.evaluate("window.shared") == {"title": "Kalsinose", "url": OWN}
        assert complaints == []
    finally:
        context.close()


def test_without_scripts_links_work_and_no_button_is_shown(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}", scripts=False) as (page, _seen):
        assert page.locator("article button").count() > 0
        assert page.locator("article button:visible").count() == 0
        for name in ("RIS", "BibTeX"):
            with page.expect_download() as download:
                page.get_by_role("link", name=f"Last ned som {name}").click()
            assert "Kalsinose" in download.value.path().read_text("utf-8")
        assert page.get_by_role("link", name="Send på e-post").get_attribute("href").startswith("mailto:?subject=")
        with page.expect_download() as download:
            page.locator(".kompendium-download-links a").first.click()
        assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_size_that_is_said_is_that_of_the_file(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, _seen):
        for link, start in zip(page.locator(".kompendium-download-links a").all(), (b"%PDF-", b"PK"), strict=True):
            data = page.request.get(f"{address}/html/kapitler/{link.get_attribute('href')}").body()
            assert data.startswith(start)
            assert link.inner_text().replace("\N{NO-BREAK SPACE}", " ").endswith(f", {-(-len(data) // 1000)} kB")


DUE = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/a\n```\n",
    "kapitler/a.md": "---\nreviewed: 2026-05-03\nreview_due: 2027-01-01\n---\n# A\n\nTekst.\n",
}
OVERDUE = (
    "kapitler/a.md:3: WARNING: Kapitlet skulle vært faglig gjennomgått innen 1. januar 2027; "
    "boken er datert 1. juni 2027. Få kapitlet gjennomgått, og skriv nye datoer i «reviewed» og «review_due»; "
    "inntil da ser leserne en advarsel. "
    "[CHA-009] [kompendium.review_overdue]"
)


@pytest.mark.parametrize(("today", "overdue"), [("2027-01-01T23:00:00", False), ("2027-01-02T01:00:00", True)])
def test_review_is_overdue_on_the_readers_own_day(browser: Any, build: Build, today: str, overdue: bool) -> None:
    site = build(DUE, conf={"html_theme": "sphinx_book_theme", "kompendium_date": "2026-06-01"})
    with serve(site.outdir) as local:
        context = browser.new_context(locale="nb-NO", timezone_id="Europe/Oslo")
        page = context.new_page()
        page.clock.set_fixed_time(f"{today}+01:00")
        page.goto(f"{local}/kapitler/a.html")
        notice, following = page.locator(".kompendium-overdue"), page.locator(".kompendium-next-review")
        assert (notice.is_visible(), following.is_visible()) == (overdue, not overdue)
        if overdue:
            assert notice.inner_text().startswith("Kapitlet skulle vært faglig gjennomgått innen 1. januar 2027")
        context.close()


@pytest.mark.parametrize(("date", "overdue"), [("2026-06-01", False), ("2027-06-01", True)])
def test_without_scripts_the_builds_judgement_stands(browser: Any, build: Build, date: str, overdue: bool) -> None:
    site = build(
        DUE,
        conf={"html_theme": "sphinx_book_theme", "kompendium_date": date},
        warnings=[OVERDUE] if overdue else [],
    )
    with serve(site.outdir) as local, opened(browser, f"{local}/kapitler/a.html", scripts=False) as (page, _seen):
        assert page.locator(".kompendium-overdue").is_visible() is overdue


def test_breadcrumbs_lead_to_the_part_on_the_front_page(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, _seen):
        nav = page.get_by_role("navigation", name="Brødsmulesti")
        assert nav.locator("[aria-current=page]").inner_text() == "Kalsinose"
        nav.get_by_role("link", name="Hud og bløtvev").click()
        page.wait_for_url("**/index.html#del-hud-og-blotvev")
        heading = page.locator("article").get_by_role("heading", name="Hud og bløtvev", level=2)
        assert heading.get_attribute("id") == "del-hud-og-blotvev"
        wait_until(
            page,
            "() => { const box = document.getElementById('del-hud-og-blotvev').getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight; }",
        )


def test_previous_and_next_lead_through_the_book(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, _seen):
        nav = page.get_by_role("navigation", name="Forrige og neste side")
        nav.get_by_role("link", name="162 Systemisk sklerose").click()
        page.wait_for_url("**/systemisk-sklerose.html")
        page.get_by_role("navigation", name="Forrige og neste side").get_by_role("link", name="161 Kalsinose").click()
        page.wait_for_url("**/kalsinose.html")


@pytest.mark.parametrize("scripts", [True, False])
def test_front_page_leads_everywhere(browser: Any, address: str, scripts: bool) -> None:
    with opened(browser, f"{address}/{FRONT}", scripts=scripts) as (page, seen):
        links = page.eval_on_selector_all("article a[href]", "all => all.map(a => a.href)")
        local = sorted({link.partition("#")[0] for link in links if link.startswith(address)})
        assert len(local) >= 14
        for link in local:
            assert page.request.get(link).status == 200, link
        # The theme asks for its scripts beforehand, which a browser without them drops.
        assert not scripts or seen.complaints == []
        page.locator(".kompendium-front-search input[type=search]").fill("kalsinose")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=kalsinose*")


def test_front_page_has_two_columns_where_there_is_room(browser: Any, address: str) -> None:
    places = {}
    for width in (1280, 390):
        with opened(browser, f"{address}/{FRONT}", width=width) as (page, _seen):
            boxes = [page.locator(f"#del-{name}").bounding_box() for name in ("innledning", "hud-og-blotvev")]
            places[width] = boxes[0]["y"] == boxes[1]["y"]
    assert places == {1280: True, 390: False}


@pytest.mark.parametrize("page_name", [FRONT, CHAPTER, CHANGES])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_barrier(browser: Any, address: str, page_name: str, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(browser, f"{address}/{page_name}", scheme=scheme, width=width) as (page, seen):
        assert seen.complaints == []
        assert [url for url in seen.requests if not url.startswith((address, "data:", "blob:"))] == []
        response = Axe().run(page, options=RULES).response
    assert [f"{item['id']}: {node['target']}" for item in response["violations"] for node in item["nodes"]] == []


@pytest.mark.parametrize("page_name", [FRONT, CHAPTER, CHANGES])
@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways(browser: Any, address: str, page_name: str, width: int) -> None:
    with opened(browser, f"{address}/{page_name}", width=width) as (page, _seen):
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("page_name", [FRONT, CHAPTER])
def test_targets_are_large_enough(browser: Any, address: str, page_name: str) -> None:
    selector = (
        ".kompendium-chapter-end :is(button, .kompendium-cite-files a, .kompendium-download-links a, "
        ".kompendium-share-mail), .kompendium-breadcrumbs a, .kompendium-prev-next a, .kompendium-front-parts li > a, "
        ".kompendium-front-news p a, .kompendium-downloads a"
    )
    with opened(browser, f"{address}/{page_name}", width=390) as (page, _seen):
        boxes = [element.bounding_box() for element in page.locator(selector).all() if element.is_visible()]
    assert len(boxes) > 6
    # WCAG 2.2, 2.5.8
    assert [box for box in boxes if box["height"] < 24] == []


def test_paper_has_no_rows_of_buttons(browser: Any, address: str) -> None:
    with opened(browser, f"{address}/{CHAPTER}") as (page, _seen):
        page.emulate_media(media="print")
        for selector in (".kompendium-cite-actions", ".kompendium-share-actions", ".kompendium-download"):
            assert not page.locator(selector).first.is_visible()
        assert page.locator(".kompendium-cite p").first.is_visible()
