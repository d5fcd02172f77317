"""Sphinx's own search, with another theme than ours: our help with codes and with what codes are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import pytest

from tests.conformance.conftest import serve, wait_until
from tests.conformance.test_browser import opened

if TYPE_CHECKING:
    from tests.conftest import Build

pytestmark = pytest.mark.conformance

MENTIONS = ("akne", "behçet", "crohn", "dermatomyositt")
MANY = {
    "index.md": "# Bok\n\n```{toctree}\n:glob:\nkapitler/*\n```\n",
    **{f"kapitler/{name}.md": f"# {name.title()}\n\nOgså calcinosis cutis, {{icd10}}`L94.2`.\n" for name in MENTIONS},
    "kapitler/kalk-på-øyet.md": "---\nicd10: L94.2\n---\n# Kalk på øyet\n\nTekst.\n",
    "kapitler/sklerose.md": "---\nicd10: [M34, M34.1]\n---\n# Systemisk sklerose\n\nTekst.\n",
    "codes.lock.csv": "system,code,title,title_nb\nicd10,L94.2,Calcinosis cutis,Hudkalk\n"
    "icd10,M34,Systemic sclerosis,\nicd10,M34.1,CREST syndrome,\n",
}
THEME = {"html_theme": "alabaster", "html_search_language": "no"}
SKLEROSE = "kapitler/sklerose.html"
KALK = "kapitler/kalk-på-øyet.html"


def results(browser: Any, address: str, query: str, page_name: str = "search.html") -> list[str]:
    """The links of a search's results, from the best on."""
    with opened(browser, f"{address}/{page_name}?q={quote(query)}") as (page, seen):
        wait_until(page, "Boolean(document.querySelector('#search-results .search-summary')?.textContent)")
        links: list[str] = page.eval_on_selector_all(
            "#search-results ul.search > li > a", "all => all.map(a => a.getAttribute('href'))"
        )
        assert seen.complaints == []
    return [unquote(link) for link in links]


def test_code_is_found_as_people_write_it_itself_first_and_then_what_is_below_it(browser: Any, build: Build) -> None:
    with serve(build(MANY, conf=THEME).outdir) as address:
        for query in ("L94.2", "l942", "L94.2†", "ICD-10 L94.2", "L94"):
            assert f"{KALK}#code-icd10-l94-2" in results(browser, address, query), query
        assert results(browser, address, "M34")[:2] == [f"{SKLEROSE}#code-icd10-m34", f"{SKLEROSE}#code-icd10-m34-1"]
        # Sphinx alone puts M34 first here.
        assert results(browser, address, "M34.1")[0] == f"{SKLEROSE}#code-icd10-m34-1"
        assert [link.partition("#")[2] for link in results(browser, address, "M30-M36")] == [
            "code-icd10-m34",
            "code-icd10-m34-1",
        ]
        assert [link for link in results(browser, address, "M99") if "#code-" in link] == []


@pytest.mark.parametrize(
    ("builder", "page", "search"),
    [("html", KALK, "search.html"), ("dirhtml", "kapitler/kalk-på-øyet/", "search/")],
)
def test_chapter_with_a_code_comes_before_those_that_mention_what_the_code_is_called(
    browser: Any, build: Build, builder: str, page: str, search: str
) -> None:
    with serve(build(MANY, builder, conf=THEME).outdir) as address:
        for query in ("calcinosis", "Calcinosis cutis", "hudkalk"):
            first, *others = results(browser, address, query, search)
            assert first.removeprefix("../") == f"{page}#code-icd10-l94-2", query
            assert len(others) >= len(MENTIONS)
        # Too short a part of a title is none, as in Sphinx's own rule for titles.
        assert not [link for link in results(browser, address, "cutis", search) if "#code-" in link]


def test_search_does_without_the_books_codes_where_it_cannot_have_them(browser: Any, build: Build) -> None:
    built = build(MANY, conf=THEME)
    (built.outdir / "codes.json").write_text("{", "utf-8")
    with serve(built.outdir) as address:
        assert len(results(browser, address, "calcinosis")) == len(MENTIONS)
        assert results(browser, address, "l942")[0] == f"{KALK}#code-icd10-l94-2"
