"""The site's frame in a browser: a strict policy, keys, drawers on a phone, colours, without scripts, on paper."""

from __future__ import annotations

import io
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.build import Order, build
from tests.conformance.conftest import EVERYTHING, EVERYTHING_CONF, HostHandler, serve, wait_until
from tests.conformance.test_browser import RULES, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.conformance

CHAPTER = "html/kapitler/kalsinose.html"
PAGES = (
    "html/index.html",
    CHAPTER,
    "html/registre/koder.html",
    "html/search.html?q=kalsinose",
    "html/genindex.html",
    "html/om/om-boken.html",
    "everything/index.html",
    "everything/sjøgren.html",
    "everything/frame.html",
    "everything/404.html",
)
PAGE = """\
# Alt mulig

::::{tab-set}
:::{tab-item} Voksne
Tekst for voksne.
:::
:::{tab-item} Barn
Tekst for barn.
:::
::::

:::{card} Kort
Tekst på kortet.
:::

:::{dropdown} Mer
Skjult tekst.
:::

```python
print("en linje som er så lang at den ikke får plass på en telefon, og derfor må kunne rulles sidelengs av seg selv")
```

:::{list-table} En tabell
:header-rows: 1
:widths: 20 30 50

* - Navn
  - Dose
  - Merknad
* - A
  - 1 mg
  - En lang merknad om dosen
:::

$$
E = mc^2
$$ (energi)

Se {eq}`energi`, og $\\frac{1}{2}$ i en linje. $\\undefinedcommand{$ kan ikke leses.

## En overskrift

<div style="width: 50%"><span class="mitt">Rå HTML</span> med <kbd>Ctrl</kbd>.</div>

### En underoverskrift

Tekst.
"""


@pytest.fixture(scope="module")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The book, and a site with everything that a page may have, under the policy."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "html").symlink_to(built / "html")
    source = tmp_path_factory.mktemp("source") / "everything"
    shutil.copytree(EVERYTHING, source)
    conf = EVERYTHING_CONF.replace('["kompendium"]', '["kompendium", "sphinx_design"]')
    (source / "conf.py").write_text(f'{conf}html_theme = "sphinx_book_theme"\n', "utf-8")
    (source / "frame.md").write_text(PAGE, "utf-8")
    index = source / "index.md"
    index.write_text(index.read_text("utf-8").replace("\nb\n", "\nb\nframe\n"), "utf-8")
    (source / "404.md").write_text(
        "---\norphan: true\n---\n# Siden finnes ikke\n\nGå til [forsiden](index.md).\n", "utf-8"
    )
    output = tmp_path_factory.mktemp("output")
    order = Order(source, output, formats=("html",))
    result = build(order, status=None, warning=io.StringIO(), progress=lambda _line: None)
    assert result.failures == []
    (folder / "everything").symlink_to(output / "html")
    with serve(folder, HostHandler) as address:
        yield address


@contextmanager
def at(browser: Any, url: str, **options: Any) -> Iterator[Any]:
    """A page that is quiet to its end."""
    with opened(browser, url, **options) as (page, seen):
        yield page
        assert [text for text in seen.complaints if "favicon" not in text] == []
        assert [each for each in seen.requests if not each.startswith((url.partition("/html")[0][:21], "data:"))] == []


# Policy


@pytest.mark.parametrize("name", PAGES)
def test_page_works_under_a_strict_policy(browser: Any, site: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation', (event) => "
        "window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
    )
    response = page.goto(f"{site}/{name}", wait_until="networkidle")
    assert "script-src 'self' 'wasm-unsafe-eval'" in response.headers["content-security-policy"]
    # The scripts have run.
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    page.click("[data-kompendium-mode=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("window.violations") == []
    assert said == []
    context.close()


def test_what_extensions_add_works_under_the_policy(browser: Any, site: str) -> None:
    with at(browser, f"{site}/everything/frame.html") as page:
        assert page.is_visible("text=Tekst for voksne.")
        page.click("label:has-text('Barn')")
        assert page.is_visible("text=Tekst for barn.")
        page.click("summary:has-text('Mer')")
        assert page.is_visible("text=Skjult tekst.")
        # Column widths and the author's own style attribute.
        assert page.evaluate("getComputedStyle(document.querySelector('.mitt').parentElement).width").endswith("px")
        assert page.evaluate("new Set([...document.querySelectorAll('col')].map((col) => col.style.width)).size") == 3
        assert page.eval_on_selector_all("math", "all => all.map(m => m.getAttribute('alttext'))")[:1] == ["E = mc^2"]
        assert page.inner_text(".eqno").startswith("(3.1)")


# Barriers


def barriers(found: list[dict[str, Any]]) -> list[str]:
    """What axe found, a line each."""
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier_in_any_page(browser: Any, site: str, name: str, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with at(browser, f"{site}/{name}", scheme=scheme, width=width) as page:
        found = Axe().run(page, options=RULES).response["violations"]
    assert [
        f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]
    ] == []


@pytest.mark.parametrize(
    ("width", "opener"),
    [
        (390, "[data-kompendium-search]"),
        (1280, "[data-kompendium-search]"),
        # On a wide screen both stand beside the text.
        (390, ".kompendium-contents-button"),
        (390, ".kompendium-page-button"),
    ],
)
def test_axe_finds_no_barrier_in_what_opens(browser: Any, site: str, width: int, opener: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with at(browser, f"{site}/{CHAPTER}", width=width) as page:
        page.locator(f"button{opener}").click()
        assert page.locator("dialog[open]").count() == 1
        page.wait_for_timeout(300)
        found = Axe().run(page, options=RULES).response["violations"]
    assert [
        f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]
    ] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_page_magnified_four_times_scrolls_one_way_only(browser: Any, site: str, name: str, *, scripts: bool) -> None:
    with at(browser, f"{site}/{name}", width=320, scripts=scripts) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        # What is wider scrolls by itself; nothing is cut.
        cut = page.eval_on_selector_all(
            "body *",
            """all => all.filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > 321 &&
              !e.closest("pre, .pst-scrollable-table-container, .kompendium-scroll, math, .math, dialog, svg")
            ).map((e) => e.outerHTML.slice(0, 120))""",
        )
        assert cut == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", [CHAPTER, "html/search.html"])
def test_controls_are_large_enough_to_hit(browser: Any, site: str, name: str, width: int) -> None:
    with at(browser, f"{site}/{name}", width=width) as page:
        small = page.eval_on_selector_all(
            "button, summary, input, select, .kompendium-panel a, header a, footer a.kompendium-to-top",
            """all => all.filter((e) => e.checkVisibility()).filter((e) => {
              const { width, height } = e.getBoundingClientRect();
              return width < 24 || height < 24;
            }).map((e) => e.outerHTML.slice(0, 120))""",
        )
        assert small == []


# Keys


def focused(page: Any) -> str:
    """What has the focus, by its words."""
    said: str = page.evaluate(
        "(e => e.getAttribute('aria-label') || e.textContent.trim().replace(/\\s+/g, ' '))(document.activeElement)"
    )
    return said


def test_keys_lead_from_the_top_past_the_bar_and_through_the_page(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.keyboard.press("Tab")
        assert focused(page) == "Hopp til teksten"
        assert page.locator(":focus").bounding_box()["width"] > 50
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")
        page.reload()
        order: list[tuple[str, str]] = []
        parts = "body > header, main, .kompendium-panel, body > footer"
        for _press in range(200):
            page.keyboard.press("Tab")
            place = page.evaluate(f"document.activeElement.closest('{parts}')?.id")
            name = page.evaluate(f"document.activeElement.closest('{parts}')?.tagName ?? 'BODY'")
            if order[-1:] != [(name, place)]:
                order.append((name, place))
            if name == "FOOTER":
                break
        assert [place or name for name, place in order if name != "BODY"] == [
            "HEADER",
            "main-content",
            "kompendium-on-this-page",
            "kompendium-contents",
            "FOOTER",
        ]


def test_focus_is_seen(browser: Any, site: str) -> None:
    for scheme in ("light", "dark"):
        with at(browser, f"{site}/{CHAPTER}", scheme=scheme) as page:
            for _press in range(40):
                page.keyboard.press("Tab")
                style, width, colour = page.evaluate(
                    "(s => [s.outlineStyle, parseFloat(s.outlineWidth), s.outlineColor])"
                    "(getComputedStyle(document.activeElement))"
                )
                assert style != "none", focused(page)
                assert width >= 2
                ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
                assert contrast(colour, ground) >= 3


def contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_search_opens_by_keys_and_gives_the_focus_back(browser: Any, site: str, key: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.locator(".kompendium-byline a").first.focus()
        before = focused(page)
        page.keyboard.press(key)
        assert page.locator("#kompendium-search[open]").count() == 1
        assert page.evaluate("document.activeElement.matches('#kompendium-search input[type=search]')")
        page.keyboard.type("kalk/")
        assert page.input_value("#kompendium-search input[type=search]") == "kalk/"
        page.keyboard.press("Escape")
        if page.locator("#kompendium-search[open]").count():
            # The first empties a field that has words in it.
            page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        assert focused(page) == before


def test_form_of_the_search_leads_to_its_page(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.click("[data-kompendium-search]")
        page.keyboard.type("kalsinose")
        # What is being loaded when a reader goes on is broken off, as it should be.
        page.locator("#kompendium-search .kompendium-finder-results li").first.wait_for()
        page.wait_for_load_state("networkidle")
        with page.expect_navigation():
            page.locator("#kompendium-search form").evaluate("form => form.requestSubmit()")
        assert "/html/search.html?q=kalsinose" in page.url


def test_key_alone_can_be_switched_off(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.keyboard.press("/")
        page.uncheck("[data-kompendium-slash]")
        page.click("#kompendium-search [data-kompendium-close]")
        page.reload()
        page.keyboard.press("/")
        assert page.locator("dialog[open]").count() == 0
        page.keyboard.press("Control+k")
        assert page.locator("dialog[open]").count() == 1
        assert not page.is_checked("[data-kompendium-slash]")


@pytest.mark.parametrize(
    ("button", "drawer", "link"),
    [
        (".kompendium-contents-button", "#kompendium-contents-drawer", "Koderegister"),
        (".kompendium-page-button", "#kompendium-page-drawer", "Behandling"),
    ],
)
def test_drawer_of_a_phone_holds_the_focus_and_gives_it_back(
    browser: Any, site: str, button: str, drawer: str, link: str
) -> None:
    with at(browser, f"{site}/{CHAPTER}", width=390) as page:
        opener = page.locator(f"button{button}")
        opener.focus()
        page.keyboard.press("Enter")
        assert page.is_visible(f"{drawer} >> text={link}")
        seen = set()
        for _press in range(40):
            page.keyboard.press("Tab")
            seen.add(page.evaluate(f"document.activeElement.closest('{drawer}, main, header')?.id ?? 'browser'"))
        # The browser's own bar may come between.
        assert seen <= {drawer[1:], "browser"}
        page.keyboard.press("Escape")
        assert page.locator("dialog[open]").count() == 0
        assert page.evaluate(f"document.activeElement === document.querySelector('button{button}')")
        assert not page.is_visible(f".kompendium-panel >> text={link}")


def test_link_on_the_page_closes_the_drawer_and_leads_there(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", width=390) as page:
        page.click("button.kompendium-page-button")
        page.click("#kompendium-page-drawer >> text=Behandling")
        page.wait_for_timeout(800)
        assert page.locator("dialog[open]").count() == 0
        # Under the bar, not behind it.
        bar = page.locator("header.kompendium-bar").bounding_box()
        assert page.locator("#behandling h2").bounding_box()["y"] >= bar["height"] - 1


def test_window_that_grows_closes_the_drawer_and_shows_the_contents_beside_the_text(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", width=390) as page:
        page.click("button.kompendium-contents-button")
        page.set_viewport_size({"width": 1280, "height": 900})
        wait_until(page, "!document.querySelector('dialog[open]')")
        assert page.is_visible(".kompendium-page > #kompendium-contents >> text=Koderegister")


# Colours


def test_colours_are_the_systems_until_one_is_chosen_and_stay_chosen(browser: Any, site: str) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/{CHAPTER}")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 24, 27)"
    assert page.get_attribute("[data-kompendium-mode=auto]", "aria-pressed") == "true"
    page.click("[data-kompendium-mode=light]")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    # On the next page from its first painting on: the style is there before the page is read to its end.
    page.goto(f"{site}/html/index.html", wait_until="commit")
    page.wait_for_selector("main", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.get_attribute("[data-kompendium-mode=light]", "aria-pressed") == "true"
    # Another book on the same address has its own.
    page.goto(f"{site}/everything/index.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.goto(f"{site}/{CHAPTER}")
    page.click("[data-kompendium-mode=auto]")
    for scheme, colour in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(20, 24, 27)")):
        page.emulate_media(color_scheme=scheme)
        wait_until(page, f"{ground} === '{colour}'")
    context.close()


def test_colours_of_the_system_hold_without_scripts(browser: Any, site: str) -> None:
    for name in (CHAPTER, "everything/frame.html"):
        colours = {}
        for scripts in (True, False):
            with at(browser, f"{site}/{name}", scheme="dark", scripts=scripts) as page:
                colours[scripts] = page.evaluate(
                    """[...document.querySelectorAll("article *, body")].map((e) => {
                      const style = getComputedStyle(e);
                      return `${e.tagName}.${e.className} ${style.color} ${style.backgroundColor} ${style.borderColor}`;
                    }).filter((line) => !line.includes("kompendium-web-only"))"""
                )
        assert "rgb(20, 24, 27)" in colours[False][0] + "".join(colours[False])
        different = set(colours[False]) ^ set(colours[True])
        assert different == set()


# Where one is


def test_section_that_is_read_is_marked(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        page.evaluate("document.getElementById('behandling').scrollIntoView()")
        page.wait_for_selector("#kompendium-on-this-page a[aria-current]")
        assert page.inner_text("#kompendium-on-this-page a[aria-current]") == "Behandling"
        assert page.locator("#kompendium-contents a.current").inner_text() == "161 Kalsinose"


def test_chapter_shows_its_first_box_on_a_phone(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", width=390) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        box = page.locator(".kompendium-infobox").first.bounding_box()
        assert box["y"] < 500


def test_text_does_not_move_while_the_page_comes(browser: Any, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => "
        "{ if (!entry.hadRecentInput) window.moved += entry.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    page.route("**/*.woff2", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.goto(f"{site}/{CHAPTER}", wait_until="networkidle")
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.05
    context.close()


# Without scripts


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_whole_without_scripts(browser: Any, site: str, name: str, width: int) -> None:
    with at(browser, f"{site}/{name}", width=width, scripts=False) as page:
        assert page.locator("h1:visible").count() == 1
        assert page.locator("#kompendium-contents a:visible").count() >= 2
        if page.locator("#kompendium-on-this-page").count():
            assert page.locator("#kompendium-on-this-page a:visible").count() >= 1
        # No control that does nothing: what is left unfolds, leads somewhere, or is sent by the browser itself.
        dead = page.eval_on_selector_all("button", "all => all.filter((e) => e.checkVisibility() && !e.form).length")
        assert dead == 0
        for link in page.locator("header a:visible").all():
            target = link.get_attribute("href")
            assert not re.match("#.", target) or page.locator(target).is_visible()


def test_pictures_and_downloads_are_there_without_scripts(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", scripts=False) as page:
        assert page.locator("figure img").first.is_visible()
        assert page.locator("a[href$='kalsinose.pdf']:visible").count() >= 1
        assert page.locator("a[href$='kalsinose.epub']:visible").count() >= 1


# Paper and other media


def test_paper_has_the_text_and_no_frame(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        for hidden in (
            "header.kompendium-bar",
            "#kompendium-contents",
            "#kompendium-on-this-page",
            ".prev-next-footer",
        ):
            assert not page.is_visible(hidden), hidden
        assert page.is_visible("h1")
        assert page.is_visible("figure img")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        address = page.evaluate("getComputedStyle(document.querySelector('.kompendium-credit a'), '::after').content")
        assert "creativecommons.org" in address


def test_forced_colours_tell_the_chosen_and_the_current_apart(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}") as page:
        page.emulate_media(forced_colors="active")
        border = "(e => parseFloat(getComputedStyle(e).borderTopWidth))"
        chosen = page.eval_on_selector("[data-kompendium-mode=auto]", border)
        assert chosen > page.eval_on_selector("[data-kompendium-mode=dark]", border)
        current = page.eval_on_selector("#kompendium-contents a.current", "e => getComputedStyle(e).borderLeftColor")
        other = page.eval_on_selector(
            "#kompendium-contents a:not(.current)", "e => getComputedStyle(e).borderLeftColor"
        )
        assert current != other


def test_nothing_moves_for_who_asked_for_no_motion(browser: Any, site: str) -> None:
    with at(browser, f"{site}/{CHAPTER}", width=390) as page:
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        page.click("button.kompendium-contents-button")
        duration = page.evaluate("getComputedStyle(document.querySelector('dialog[open]')).animationDuration")
        assert float(duration.rstrip("s")) < 0.001
