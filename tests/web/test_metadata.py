"""A page's title, its one address, and what search engines are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree, html

from kompendium.imprint import page_address
from kompendium.web import sitemap
from kompendium.web.navigation import WHOLE_LIMIT

if TYPE_CHECKING:
    from tests.conftest import Build, Built

FILES = {
    "index.md": "# Forside\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalsinose\nkapitler/utkast på\nom/index\n```\n",
    "kapitler/kalsinose.md": "---\nreviewed: 2026-05-03\n---\n# Kalsinose *og* «x» & y\n\nKalk.\n",
    "kapitler/utkast på.md": "---\nikke_indekser: true\n---\n# Utkast\n\nTekst.\n",
    "om/index.md": "# Om boken\n\nTekst.\n",
}
BASE = "https://bok.example/kompendium/"
BOOK: dict[str, Any] = {"html_baseurl": BASE, "html_theme": "sphinx_book_theme", "html_title": "Boken"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def page(built: Built, file: str) -> Any:
    return html.fromstring(built.read(file))


@pytest.mark.parametrize(
    ("builder", "files"),
    [
        (
            "html",
            {
                "index.html": "",
                "kapitler/kalsinose.html": "kapitler/kalsinose.html",
                "kapitler/utkast på.html": "kapitler/utkast%20p%C3%A5.html",
                "om/index.html": "om/index.html",
                "search.html": "search.html",
            },
        ),
        (
            "dirhtml",
            {
                "index.html": "",
                "kapitler/kalsinose/index.html": "kapitler/kalsinose/",
                "kapitler/utkast på/index.html": "kapitler/utkast%20p%C3%A5/",
                "om/index.html": "om/",
                "search/index.html": "search/",
            },
        ),
    ],
)
def test_each_page_has_one_address_and_all_say_the_same(build: Build, builder: str, files: dict[str, str]) -> None:
    built = build(FILES, builder, conf=BOOK)
    for file, address in files.items():
        read = page(built, file)
        assert read.xpath("//link[@rel='canonical']/@href") == [f"{BASE}{address}"], file
        assert read.xpath("//meta[@property='og:url']/@content") in ([], [f"{BASE}{address}"]), file
    chapter = next(page(built, file) for file in files if "kalsinose" in file)
    # What the chapter prints for its readers is the same.
    assert chapter.xpath("//*[contains(@class, 'kompendium-share-address')]//a/@href") == [
        f"{BASE}{next(address for address in files.values() if 'kalsinose' in address)}"
    ]
    locations = etree.fromstring(built.read("sitemap.xml").encode()).xpath("//s:loc/text()", namespaces=MAP)
    assert set(locations) <= {f"{BASE}{address}" for address in files.values()}
    assert len(locations) == 3


def test_chapters_are_read_again_where_the_sites_addresses_change(build: Build) -> None:
    place = "//*[contains(@class, 'kompendium-share-address')]//a/@href"
    assert build(FILES, conf=BOOK).html("kapitler/kalsinose").xpath(place) == [f"{BASE}kapitler/kalsinose.html"]
    built = build({}, "dirhtml", conf=BOOK)
    assert page(built, "kapitler/kalsinose/index.html").xpath(place) == [f"{BASE}kapitler/kalsinose/"]
    # A builder that makes no site keeps the addresses that the site has.
    assert page_address(build({}, "text", conf=BOOK).env.config, "om/index") == f"{BASE}om/"
    assert page_address(build({}, conf=BOOK).env.config, "om/index") == f"{BASE}om/index.html"


@pytest.mark.parametrize(
    ("conf", "address"),
    [
        ({}, "kapitler/kalsinose.html"),
        ({"html_link_suffix": ""}, "kapitler/kalsinose"),
        ({"html_file_suffix": ".htm"}, "kapitler/kalsinose.htm"),
        ({"kompendium_folder_addresses": True}, "kapitler/kalsinose/"),
    ],
)
def test_address_has_the_suffix_of_the_sites_links(build: Build, conf: dict[str, Any], address: str) -> None:
    built = build(FILES, "text", conf={"html_baseurl": BASE, **conf})
    assert page_address(built.env.config, "kapitler/kalsinose") == f"{BASE}{address}"
    assert page_address(built.env.config, "index") == BASE


def test_title_begins_with_the_name_and_ends_with_the_book(build: Build) -> None:
    built = build(FILES, conf=BOOK)
    assert built.html("kapitler/kalsinose").xpath("//title/text()") == ["Kalsinose og «x» & y – Boken"]
    assert built.html("index").xpath("//title/text()") == ["Boken"]
    assert built.html("genindex").xpath("//title/text()") == ["Register – Boken"]


def test_title_is_text_whatever_stands_in_it(build: Build) -> None:
    files = {
        "index.md": "# Forside\n\n```{toctree}\na\n```\n",
        "a.md": "# Prøver `</title><script src=x.js></script>` & mer\n\nTekst.\n",
    }
    built = build(files, conf={**BOOK, "html_title": "Bok <b> & «bok»"})
    page = built.html("a")
    assert page.xpath("//title/text()") == ["Prøver </title><script src=x.js></script> & mer – Bok <b> & «bok»"]
    assert page.xpath("//script[@src='x.js']") == []
    assert page.xpath("//a[contains(@class, 'kompendium-brand')]//b") == []
    assert page.xpath("normalize-space(//a[contains(@class, 'kompendium-brand')])") == "Bok <b> & «bok»"


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "alabaster"])
def test_site_has_the_name_of_the_book(build: Build, theme: str) -> None:
    conf = {"project": "Revmaboken", "release": "2", "html_theme": theme, "language": "en"}
    built = build(FILES, conf=conf)
    assert built.env.config.html_title == "Revmaboken"
    assert built.html("genindex").xpath("string(//title)").endswith(" Revmaboken")
    assert build(FILES, conf={**conf, "html_title": "Håndboken"}).env.config.html_title == "Håndboken"


def test_site_map_goes_when_the_site_is_not_to_be_listed_any_more(build: Build) -> None:
    assert (build(FILES, conf=BOOK).outdir / "sitemap.xml").is_file()
    built = build({}, conf={**BOOK, "kompendium_index": False})
    assert not (built.outdir / "sitemap.xml").exists()


def test_contents_of_a_large_book_are_in_the_sitemap(build: Build) -> None:
    names = [f"k{number}" for number in range(WHOLE_LIMIT)]
    files = {f"{name}.md": f"# {name}\n" for name in names}
    files["index.md"] = "# Bok\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    assert f"<loc>{BASE}contents.html</loc>" in build(files, conf=BOOK).read("sitemap.xml")
    assert "contents" not in build(files, conf={**BOOK, "html_theme": "alabaster"}).read("sitemap.xml")


def test_search_engines_are_asked_to_leave_out_what_the_author_says_and_the_search(build: Build) -> None:
    built = build(FILES, conf=BOOK)
    word = "//meta[@name='robots']/@content"
    asked = {name: built.html(name).xpath(word) for name in ("index", "kapitler/kalsinose", "search", "genindex")}
    assert asked == {"index": [], "kapitler/kalsinose": [], "search": ["noindex"], "genindex": ["noindex"]}
    assert built.html("kapitler/utkast på").xpath(word) == ["noindex"]


def test_draft_is_listed_nowhere_and_may_be_fetched_to_learn_so(build: Build) -> None:
    built = build(FILES, conf={**BOOK, "kompendium_index": False})
    assert built.html("kapitler/kalsinose").xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert not (built.outdir / "sitemap.xml").exists()
    robots = parsed(built)
    assert robots.can_fetch("*", f"{BASE}kapitler/kalsinose.html")
    # A PDF has no head that could say so.
    assert not robots.can_fetch("*", f"{BASE}nedlasting/kompendium.pdf")
    assert robots.site_maps() is None


def test_front_matter_that_is_no_truth_is_reported(build: Build) -> None:
    warning = (
        "kapitler/utkast på.md:2: WARNING: «noindex» er «kanskje»; forventet: true eller false. "
        "For eksempel: noindex: true [CHA-003]"
    )
    files = {**FILES, "kapitler/utkast på.md": "---\nnoindex: kanskje\n---\n# Utkast\n\nTekst.\n"}
    assert build(files, conf=BOOK, warnings=[f"{warning} [kompendium.front_matter_type]"])


def parsed(built: Built) -> RobotFileParser:
    robots = RobotFileParser()
    robots.parse(built.read("robots.txt").splitlines())
    return robots


def test_robots_may_fetch_all_but_the_files_of_what_is_not_to_be_listed(build: Build) -> None:
    robots = parsed(build(FILES, conf=BOOK))
    assert robots.site_maps() == [f"{BASE}sitemap.xml"]
    assert robots.can_fetch("*", f"{BASE}kapitler/utkast%20p%C3%A5.html")
    assert robots.can_fetch("*", f"{BASE}nedlasting/kapitler/kalsinose.pdf")
    assert not robots.can_fetch("*", f"{BASE}nedlasting/kapitler/utkast%20p%C3%A5.pdf")
    assert not robots.can_fetch("*", f"{BASE}nedlasting/kapitler/utkast%20p%C3%A5.epub")


def test_site_map_has_a_day_only_where_one_is_known(build: Build) -> None:
    tree = etree.fromstring(build(FILES, conf=BOOK).read("sitemap.xml").encode())
    assert tree.tag == f"{{{MAP['s']}}}urlset"
    found = [[(etree.QName(item).localname, item.text) for item in url] for url in tree]
    assert found == [
        [("loc", BASE)],
        [("loc", f"{BASE}kapitler/kalsinose.html"), ("lastmod", "2026-05-03")],
        [("loc", f"{BASE}om/index.html")],
    ]


def test_long_site_map_is_parted(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 2)
    built = build(FILES, conf=BOOK)
    index = etree.fromstring(built.read("sitemap.xml").encode())
    assert index.xpath("//s:sitemap/s:loc/text()", namespaces=MAP) == [
        f"{BASE}sitemap-1.xml",
        f"{BASE}sitemap-2.xml",
    ]
    parts = [etree.fromstring(built.read(f"sitemap-{number}.xml").encode()) for number in (1, 2)]
    assert [len(part) for part in parts] == [2, 1]


def test_site_without_an_address_has_neither(build: Build) -> None:
    built = build(FILES, conf={"html_theme": "sphinx_book_theme"})
    assert not list(built.outdir.glob("sitemap*"))
    assert not (built.outdir / "robots.txt").exists()
    assert built.html("kapitler/utkast på").xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert built.html().xpath("//link[@rel='canonical']") == []


def test_publishers_own_files_stand(build: Build) -> None:
    own = {"ekstra/robots.txt": "User-agent: *\nDisallow: /\n", "ekstra/sitemap.xml": "<eget/>"}
    built = build({**FILES, **own}, conf={**BOOK, "html_extra_path": ["ekstra"]})
    assert built.read("robots.txt") == own["ekstra/robots.txt"]
    assert built.read("sitemap.xml") == "<eget/>"


def test_site_of_a_single_page_has_its_one_address(build: Build) -> None:
    built = build(FILES, "singlehtml", conf=BOOK)
    assert built.html().xpath("//link[@rel='canonical']/@href") == [BASE]
    tree = etree.fromstring(built.read("sitemap.xml").encode())
    assert tree.xpath("//s:loc/text()", namespaces=MAP) == [BASE]


def test_theme_that_stands_on_ours_prints_a_title_as_text(build: Build) -> None:
    theme = "[theme]\ninherit = sphinx_book_theme\nstylesheet = styles/sphinx-book-theme.css\n"
    files = {"index.md": "# Bok `<s id=x>`\n\nTekst.\n", "temaer/eget/theme.conf": theme}
    conf = {**BOOK, "html_theme": "eget", "html_theme_path": ["temaer"], "exclude_patterns": ["temaer"]}
    page = build(files, conf=conf).html("index")
    assert page.xpath("//*[@id='jb-print-docs-body']//h1/text()")[:1] == ["Bok <s id=x>"]
    assert page.xpath("//s[@id='x']") == []
