"""The search in a browser: the labelled set, what a hit shows, keys, dialogs, a strict policy, what is missing."""

from __future__ import annotations

import csv
import gzip
import io
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

import pytest

from kompendium.build import Order
from kompendium.build import build as build_book
from kompendium.codes.folding import spell, stem
from kompendium.web.search import _SPHINX_FILES, fulltext
from tests.conformance.conftest import BOOK, Handler, serve, wait_until
from tests.conformance.test_browser import RULES, opened
from tests.web.test_search import NO_PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Build

pytestmark = pytest.mark.conformance

WEB = Path(__file__).parent.parent / "web"
QUERIES = list(csv.DictReader((WEB / "search_queries.csv").read_text("utf-8").splitlines()))
BOOKS = {"book": BOOK, "search_book": WEB / "search_book"}
TITLES = ".kompendium-finder-title a"
RESULTS = "[data-kompendium-finder='page'] .kompendium-finder-results"
STATUS = "[data-kompendium-finder='page'] [role=status]"
LEAST = 0.95


def make_site(source: Path, output: Path) -> Path:
    order = Order(source, output, formats=("html",))
    result = build_book(order, status=None, warning=io.StringIO(), progress=lambda _line: None)
    assert result.failures == []
    return output / "html"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The finished sites of both books."""
    return {name: make_site(source, tmp_path_factory.mktemp(name)) for name, source in BOOKS.items()}


@pytest.fixture(scope="module")
def addresses(sites: dict[str, Path]) -> Iterator[dict[str, str]]:
    with serve(sites["book"]) as book, serve(sites["search_book"]) as search_book:
        yield {"book": book, "search_book": search_book}


def slug(link: str) -> str:
    return unquote(urlsplit(link).path).rpartition("/")[2].removesuffix(".html")


def wait_for_results(page: Any, query: str, within: str = RESULTS) -> None:
    script = "([selector, query]) => document.querySelector(selector).dataset.query === query"
    wait_until(page, script, arg=[within, query])


def ask(page: Any, query: str) -> list[str]:
    """Type a query and wait for its results; their links."""
    field = "[data-kompendium-finder='page'] input"
    page.fill(field, query)
    wait_for_results(page, query)
    links: list[str] = page.eval_on_selector_all(f"{RESULTS} {TITLES}", "all => all.map(a => a.getAttribute('href'))")
    return links


@contextmanager
def searching(browser: Any, address: str, query: str = "", **options: Any) -> Iterator[tuple[Any, Any]]:
    with opened(browser, f"{address}/search.html" + (f"?q={quote(query)}" if query else ""), **options) as (page, seen):
        if query:
            wait_for_results(page, query)
        yield page, seen


@dataclass(slots=True)
class Answer:
    row: dict[str, str]
    slugs: list[str]

    @property
    def wanted(self) -> list[str]:
        return self.row["chapters"].split()

    def within(self, count: int) -> bool:
        if not self.wanted:
            return not self.slugs
        return any(name in self.wanted for name in self.slugs[:count])


def answers_of(browser: Any, addresses: dict[str, str]) -> list[Answer]:
    answers = []
    for name, address in addresses.items():
        with searching(browser, address) as (page, seen):
            rows = [row for row in QUERIES if row["book"] == name]
            answers += [Answer(row, list(dict.fromkeys(map(slug, ask(page, row["query"]))))) for row in rows]
            assert seen.complaints == []
            assert [url for url in seen.requests if not url.startswith((address, "data:", "blob:"))] == []
    return answers


def table_of(answers: list[Answer]) -> str:
    kinds = dict.fromkeys(answer.row["kind"] for answer in answers)
    parts = {kind: [answer for answer in answers if answer.row["kind"] == kind] for kind in kinds}
    parts |= {name: [answer for answer in answers if answer.row["set"] == name] for name in ("tuning", "held out")}
    parts["all"] = answers
    lines = [
        f"{name:14}{len(part):5}{sum(a.within(3) for a in part):8}{sum(a.within(1) for a in part):8}"
        for name, part in parts.items()
    ]
    missed = [f"missed: {answer.row['query']!r} gave {answer.slugs[:3]}" for answer in answers if not answer.within(3)]
    return "\n".join([f"{'kind':14}{'':>5}{'in 3':>8}{'first':>8}", *lines, *missed])


def test_right_chapter_is_among_the_first_three(browser: Any, addresses: dict[str, str]) -> None:
    answers = answers_of(browser, addresses)
    print(f"\n{table_of(answers)}")
    held_out = [answer for answer in answers if answer.row["set"] == "held out"]
    assert len(answers) >= 100
    assert len(held_out) >= 15
    for part in (answers, held_out):
        assert sum(answer.within(3) for answer in part) >= LEAST * len(part), table_of(answers)
    # What names nothing finds nothing, and what names one chapter does not bring another first.
    strict = [answer for answer in answers if answer.row["kind"] in {"nothing", "wrong first", "code"}]
    assert [answer.row["query"] for answer in strict if not answer.within(1)] == []


def test_labelled_set_names_chapters_that_exist() -> None:
    for row in QUERIES:
        for name in row["chapters"].split():
            assert (BOOKS[row["book"]] / "kapitler" / f"{name}.md").is_file(), row
    assert len({(row["query"], row["book"]) for row in QUERIES}) == len(QUERIES)


WORDS = """
    calcinosis kalsinose Kalsinosen calcinose sklerodermi scleroderma Sjögrens Sjøgren Behçet's ødem oedema Ærlig
    Ås aas rheumatoid revmatoid arthritis artritt leddgikt polymyalgia takayasu phlegmone xantom xanthoma
    quadriceps cyste arthroses hypercalcaemia hyperkalsemi Löfgrens Raynauds ANCA L94 B27 fær lær
    naïve Straße mucocele akkomodasjon infeksjonen infectious cauda tsion psoriatisk erythematosus nefritten øyet
    hånd kne ab a 161 juvenile
""".split()  # noqa: SIM905  (as one reads it)


def test_script_folds_words_as_the_build_does(browser: Any, addresses: dict[str, str]) -> None:
    rows = [word for row in QUERIES for word in row["query"].split()]
    words = list(dict.fromkeys([*WORDS, *rows]))
    folding = (Path(fulltext.__file__).parent / "folding.js").read_text("utf-8")
    script = f"(given) => {{ {folding}; const f = makeFolding(given.rules);"
    script += "return given.words.map((word) => [f.spell(word), f.stem(word)]); }"
    with searching(browser, addresses["book"]) as (page, _seen):
        wait_until(page, "globalThis.kompendiumNames")
        rules = page.evaluate("globalThis.kompendiumNames.rules")
        found = page.evaluate(script, {"rules": rules, "words": words})
    assert dict(zip(words, map(tuple, found), strict=True)) == {word: (spell(word), stem(word)) for word in words}


def test_hit_has_number_title_other_names_and_the_passage_with_its_section(
    browser: Any, addresses: dict[str, str]
) -> None:
    with searching(browser, addresses["book"], "kalsifylaksi") as (page, _seen):
        first = page.locator(f"{RESULTS} li.kompendium-finder-result").first
        assert first.locator("h2").inner_text() == "161 Kalsinose"
        assert first.locator(".kompendium-finder-names").inner_text() == "Andre navn: Calcinose; subkutan kalk"
        passages = first.locator(".kompendium-finder-passage")
        assert "alvorlig tilstand" in " ".join(passages.all_inner_texts())
        assert {mark.lower() for mark in passages.locator("mark").all_inner_texts()} == {"kalsifylaksi"}
        links = passages.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        assert "./kapitler/kalsinose.html#definisjon" in links
        page.click(f"{RESULTS} a[href$='#definisjon']")
        page.wait_for_url("**/kapitler/kalsinose.html#definisjon")
        assert page.locator(":target h2").first.inner_text().startswith("Definisjon")


def test_no_passage_is_of_the_frame_the_credits_or_the_registers(browser: Any, addresses: dict[str, str]) -> None:
    with searching(browser, addresses["book"]) as (page, _seen):
        # In the book's credits, licences, citations and registers only.
        for query in ("Chojnowski", "Lisens og opphavsrett", "Som systemet"):
            links = ask(page, query)
            shown = page.inner_text(RESULTS)
            assert "Marek" not in shown, query
            assert "kalsinose" not in map(slug, links[:1]) or "Som systemet" not in shown


def test_status_says_how_many(browser: Any, addresses: dict[str, str]) -> None:
    with searching(browser, addresses["search_book"]) as (page, _seen):
        count = len(ask(page, "systemisk sklerose"))
        assert page.inner_text(STATUS) == f"{count} treff"
        assert len(ask(page, "podagra")) == 1
        assert page.inner_text(STATUS) == "1 treff"
        assert ask(page, "hjernesvulst") == []
        assert page.inner_text(STATUS) == "Ingen treff på «hjernesvulst»."
        helps = page.eval_on_selector_all(f"{RESULTS} .kompendium-finder-help a", "all => all.map(a => a.textContent)")
        assert helps == ["Forkortelser", "Koder", "Navneregister"]
        assert ask(page, "fibromylagi")
        assert page.inner_text(STATUS) == "Ingen treff på «fibromylagi». Viser treff på «Fibromyalgi». 1 treff"
        ask(page, "mctd")
        assert "MCTD står for blandet bindevevssykdom" in page.inner_text(RESULTS)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("M34", ["ICD-10 M34"]),
        ("M34.1", ["ICD-10 M34.1"]),
        ("m30-m36", ["ICD-10 M33.0", "ICD-10 M33.1", "ICD-10 M34"]),
        ("icd-10: l942", ["ICD-10 L94.2"]),
    ],
)
def test_code_has_its_chapters_and_those_below_it_and_the_register(
    browser: Any, addresses: dict[str, str], query: str, codes: list[str]
) -> None:
    with searching(browser, addresses["book"]) as (page, _seen):
        ask(page, query)
        shown = page.locator(f"{RESULTS} .kompendium-finder-code").all_inner_texts()
        assert sorted(shown) == codes
        href = page.locator(f"{RESULTS} .kompendium-finder-note a").get_attribute("href")
        assert href == f"./registre/koder.html?kode={quote(query, safe='')}"
        page.click(f"{RESULTS} .kompendium-finder-note a")
        page.wait_for_url("**/registre/koder.html?kode=*")
        assert page.locator("li[data-code]:visible").count() >= len(codes)


def test_no_page_loads_anything_of_the_search_before_a_reader_goes_to_a_field(
    browser: Any, addresses: dict[str, str]
) -> None:
    for page_name in ("index.html", "kapitler/kalsinose.html"):
        with opened(browser, f"{addresses['book']}/{page_name}") as (_page, seen):
            own = ("search-names.js", "search-words.js", "kompendium-search.js", "pagefind")
            assert [url for url in seen.requests if any(name in url for name in own)] == []


def test_first_query_loads_little(browser: Any, sites: dict[str, Path], addresses: dict[str, str]) -> None:
    with searching(browser, addresses["search_book"], "kalsinose") as (_page, seen):
        names = {unquote(urlsplit(url).path)[1:] for url in seen.requests}
        loaded = {name for name in names if "pagefind" in name or "search" in name.rpartition("/")[2]} - {"search.html"}
    assert {"search-names.js", "_static/kompendium-search.js", "pagefind/pagefind.js"} <= loaded
    assert "search-words.js" not in loaded
    total = sum(len(gzip.compress((sites["search_book"] / name).read_bytes())) for name in loaded)
    print(f"\nfirst query: {len(loaded)} files, {total / 1000:.0f} kB compressed")
    assert total < 140_000


def test_keys_go_from_the_field_through_the_results(browser: Any, addresses: dict[str, str]) -> None:
    focused = "document.activeElement.getAttribute('href') ?? document.activeElement.name"
    with searching(browser, addresses["search_book"]) as (page, _seen):
        page.focus("[data-kompendium-finder='page'] input")
        page.keyboard.type("sklerose")
        page.keyboard.press("Enter")
        wait_for_results(page, "sklerose")
        assert page.url.endswith("search.html?q=sklerose")
        assert page.evaluate(focused) == "q"
        page.keyboard.press("ArrowDown")
        first = page.evaluate(focused)
        assert slug(first) == "systemisk-sklerose"
        page.keyboard.press("ArrowDown")
        assert page.evaluate(focused) != first
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert page.evaluate(focused) == "q"
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate(focused) == first
        page.keyboard.press("Enter")
        page.wait_for_url("**/kapitler/systemisk-sklerose.html")
        page.go_back()
        wait_for_results(page, "sklerose")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["systemisk sklerose", "L94", "hjernesvulst"])
def test_axe_finds_no_barrier_in_results(
    browser: Any, addresses: dict[str, str], query: str, scheme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with searching(browser, addresses["search_book"], query, scheme=scheme, width=width) as (page, _seen):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        response = Axe().run(page, options=RULES).response
    assert [f"{one['id']}: {node['target']}" for one in response["violations"] for node in one["nodes"]] == []


POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'"


class StrictHandler(Handler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


def test_search_works_under_a_strict_policy(browser: Any, sites: dict[str, Path]) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(StrictHandler, directory=str(sites["search_book"])))
    Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "globalThis.blocked = [];"
        "addEventListener('securitypolicyviolation', (e) => blocked.push(`${e.blockedURI} ${e.sourceFile}`));"
    )
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/search.html?q=kapillaroskopi")
        page.wait_for_selector(f"{RESULTS} mark")
        assert slug(page.locator(f"{RESULTS} {TITLES}").first.get_attribute("href")) == "raynauds-fenomen"
        files = [one for one in page.evaluate("blocked") if "pagefind" in one or "search" in one.rpartition("/")[2]]
        assert [one for one in files if not one.startswith("inline ")] == []
    finally:
        context.close()
        server.shutdown()
        server.server_close()


DIALOG = (
    '{% extends "!layout.html" %}{% block footer %}{{ super() }}<button id="try">Åpne</button><dialog id="tried">'
    '{% with field = "tried" %}{% include "search-field.html" %}{% endwith %}</dialog>{% endblock %}'
)
SMALL = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\n:glob:\nkapitler/*\n```\n\n```{toctree}\nkoder\n```\n",
    **{f"kapitler/k{n}.md": f"# Sykdom {n}\n\n## Funn\n\nUtslett og kløe, funn {n}.\n" for n in range(14)},
    "kapitler/på-øyet.md": "---\naliases: [Blefaritt]\nicd10: H01.0\n---\n# Øyelokk\n\n## Funn\n\nRød kant på øyet.\n",
    "koder.md": "# Koder\n\n```{code-register} icd10\n```\n",
    "codes.lock.csv": "system,code,title,title_nb\nicd10,H01.0,Blepharitis,\n",
    "maler/layout.html": DIALOG,
}
THEME = {"html_theme": "sphinx_book_theme", "templates_path": ["maler"], "html_secnumber_suffix": " "}


@pytest.mark.parametrize(("builder", "start"), [("html", "kapitler/k3.html"), ("dirhtml", "kapitler/k3/")])
def test_dialog_shows_results_under_its_field_and_leads_to_all(
    browser: Any, build: Build, builder: str, start: str
) -> None:
    built = build(SMALL, builder, conf=THEME)
    finder = "#tried .kompendium-finder-results"
    with serve(built.outdir) as address, opened(browser, f"{address}/{start}") as (page, seen):
        assert not [url for url in seen.requests if "search-names" in url]
        page.evaluate("document.getElementById('tried').showModal()")
        page.focus("#tried input")
        page.keyboard.type("blepharitis")
        wait_for_results(page, "blepharitis", finder)
        assert page.locator(f"{finder} {TITLES}").all_inner_texts() == ["15 Øyelokk"]
        page.fill("#tried input", "utslett")
        wait_for_results(page, "utslett", finder)
        assert page.locator(f"{finder} {TITLES}").count() == 6
        assert page.inner_text("#tried [role=status]") == "11+ treff"
        page.fill("#tried input", "øyet")
        wait_for_results(page, "øyet", finder)
        link = page.locator(f"{finder} .kompendium-finder-passage a").first
        link.click()
        page.wait_for_url("**#funn")
        assert page.inner_text("article h1").startswith("15 Øyelokk")
        page.evaluate("document.getElementById('tried').showModal()")
        page.fill("#tried input", "utslett")
        page.wait_for_selector(f"{finder} .kompendium-finder-all a")
        page.press("#tried input", "Enter")
        page.wait_for_url("**q=utslett")
        page.wait_for_selector(f"{RESULTS} .kompendium-finder-more")
        assert page.locator(f"{RESULTS} {TITLES}").count() == 10
        page.click(f"{RESULTS} .kompendium-finder-more")
        wait_until(page, f'document.querySelectorAll("{RESULTS} {TITLES}").length === 14')
        # The first of the new ones has the focus.
        wait_until(page, f'document.activeElement === document.querySelectorAll("{RESULTS} {TITLES}")[10]')
        # Where the frame is the theme's, it asks for Sphinx's search, which is not there.
        theirs = [text for text in seen.complaints if text.endswith(_SPHINX_FILES)]
        assert len([text for text in seen.complaints if "Failed to load" not in text]) == len(theirs)


def test_pages_opened_as_files_find_names_and_say_what_they_do_not_search(browser: Any, build: Build) -> None:
    built = build(SMALL, conf=THEME)
    with opened(browser, (built.outdir / "search.html").as_uri()) as (page, seen):
        assert ask(page, "blefaritt") == ["./kapitler/p%C3%A5-%C3%B8yet.html"]
        assert "Siden er åpnet som en fil" in page.inner_text(RESULTS)
        assert ask(page, "utslett") == []
        assert "Siden er åpnet som en fil" in page.inner_text(RESULTS)
        assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
        assert [text for text in seen.complaints if "search" in text or "pagefind" in text] == []


def test_without_pagefind_the_whole_text_is_searched(
    browser: Any, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "executable", lambda: None)
    built = build(SMALL, conf=THEME, warnings=[NO_PROGRAM])
    for address in ((built.outdir / "search.html").as_uri(), None):
        with serve(built.outdir) as served, opened(browser, address or f"{served}/search.html") as (page, seen):
            assert slug(ask(page, "rød kant")[0]) == "på-øyet"
            passage = page.locator(f"{RESULTS} .kompendium-finder-passage").first
            assert passage.inner_text() == "Funn Rød kant på øyet."
            assert passage.locator("mark").all_inner_texts() == ["Rød", "kant"]
            assert passage.locator("a").get_attribute("href") == "./kapitler/p%C3%A5-%C3%B8yet.html#funn"
            assert len(ask(page, "utslett")) == 10
            assert ask(page, "xyzzy") == []
            assert seen.complaints == [] or address


def test_without_the_index_of_text_names_are_found_and_the_page_says_so(
    browser: Any, sites: dict[str, Path], addresses: dict[str, str]
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{addresses['search_book']}/search.html")
    assert [slug(link) for link in ask(page, "podagra")] == ["urinsyregikt"]
    assert "Det gikk ikke å søke i teksten nå" in page.inner_text(RESULTS)
    context.close()


def test_without_a_network_the_field_says_so_and_tries_again(browser: Any, addresses: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/search-names.js", lambda route: route.abort())
    page.goto(f"{addresses['search_book']}/search.html")
    wait_until(page, "([s]) => document.querySelector(s).textContent", arg=[STATUS])
    assert page.inner_text(STATUS) == "Søket kunne ikke lastes inn. Er du på nett? Prøv igjen."
    page.unroute("**/search-names.js")
    page.focus("[data-kompendium-finder='page'] input")
    assert [slug(link) for link in ask(page, "podagra")] == ["urinsyregikt"]
    context.close()


def test_page_without_scripts_says_so_and_leads_on(browser: Any, addresses: dict[str, str]) -> None:
    with opened(browser, f"{addresses['book']}/search.html?q=kalsinose", scripts=False) as (page, _seen):
        assert "Søket trenger JavaScript" in page.inner_text("article")
        links = page.locator("article.kompendium-search-page a").all_inner_texts()
    assert links == ["Innhold", "Forkortelser", "Koderegister", "Navneregister"]


def test_results_are_english_in_an_english_book(browser: Any, build: Build) -> None:
    built = build(SMALL, conf={**THEME, "language": "en"})
    with serve(built.outdir) as address, opened(browser, f"{address}/search.html") as (page, _seen):
        assert ask(page, "xyzzy") == []
        assert page.inner_text(STATUS) == "No results for «xyzzy»."
        ask(page, "H01.0")
        assert page.inner_text(STATUS) == "1 result"
        assert "H01.0 in the register" in page.inner_text(RESULTS)
