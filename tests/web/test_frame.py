"""The frame of a page: what it loads, what it leaves out, its words, its lists of components, its contents."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.web import BOOK_THEME, navigation
from kompendium.web.navigation import NEAR_LIMIT, WHOLE_LIMIT

if TYPE_CHECKING:
    from tests.conftest import Build, Built

PARTS = ("kompendium.config", "myst_parser", "kompendium.locale", "kompendium.blocks.chapter", "kompendium.web")
THEME = {"html_theme": BOOK_THEME}
BOOK = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/kalsinose\nom\n```\n",
    "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n\n## Årsaker\n\nTekst.\n\n### Medfødte\n\nTekst.\n",
    "om.md": "# Om\n\nOm boken.\n",
}
PAGES = ("index", "kapitler/kalsinose", "om", "genindex", "search")


def scripts(page: Any) -> list[str]:
    """The names of a page's scripts, in their order."""
    return [src.partition("?")[0].rpartition("/")[2] for src in page.xpath("//script/@src")]


def styles(page: Any) -> list[str]:
    found = page.xpath("//link[@rel='stylesheet']/@href")
    return [href.partition("?")[0].rpartition("/")[2] for href in found]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_code_in_itself(build: Build, name: str) -> None:
    page = build(BOOK, extensions=PARTS, conf=THEME).html(name)
    code = page.xpath(
        "//script[not(@src) and not(@type='application/ld+json')] | //style | //@*[starts-with(name(), 'on')]"
    )
    assert code == []
    assert page.xpath("//*[starts-with(@href, 'javascript:')]") == []


def test_chapter_loads_our_files_alone(build: Build) -> None:
    page = build(BOOK, extensions=PARTS, conf=THEME).html("kapitler/kalsinose")
    assert scripts(page) == ["kompendium-head.js", "kompendium.js"]
    assert styles(page) == ["kompendium-theme.css", "kompendium.css"]
    assert len(page.xpath("//meta[@name='viewport']")) == 1
    # Before anything is painted.
    head = [
        element.tag
        for element in page.xpath("//head/*")
        if element.tag == "script" or element.get("rel") == "stylesheet"
    ]
    assert head[0] == "script"


def test_code_and_whatever_else_a_page_has_brings_its_styles(build: Build) -> None:
    files = {
        **BOOK,
        "om.md": "# Om\n\n```python\nx = 1\n```\n",
        "kapitler/kalsinose.md": "# K\n\n:::{topic} T\nTekst.\n:::\n",
    }
    built = build(files, extensions=PARTS, conf={**THEME, "myst_enable_extensions": ["colon_fence"]})
    assert styles(built.html("om")) == ["kompendium-theme.css", "kompendium-code.css", "kompendium.css"]
    assert "kompendium-theme-rest.css" in styles(built.html("kapitler/kalsinose"))
    rules = built.read("_static/kompendium-code.css")
    assert 'html[data-theme="dark"] .highlight' in rules
    assert "@media (prefers-color-scheme: dark){html:not([data-theme]) .highlight" in rules


def test_scripts_of_extensions_and_of_the_book_stay_and_their_code_moves_into_files(build: Build) -> None:
    conf = {
        **THEME,
        "html_js_files": ["own.js", ("", {"body": "document.title += '!';"})],
        "html_static_path": ["static"],
    }
    built = build({**BOOK, "static/own.js": "1;"}, extensions=PARTS, conf=conf)
    page = built.html("kapitler/kalsinose")
    (moved,) = [name for name in scripts(page) if name.startswith("kompendium-code-")]
    assert built.read(f"_static/{moved}") == "document.title += '!';"
    assert page.xpath("//script[not(@src)][not(@type)]") == []
    # What such scripts may rely on is there, before them, with what the theme says in the page.
    names = scripts(page)
    assert names.index("documentation_options.js") < names.index("kompendium-options.js") < names.index("own.js")
    assert page.get("data-pagename") == "kapitler/kalsinose"
    assert not {"sphinx-book-theme.js", "fontawesome.js", "bootstrap.js", "pydata-sphinx-theme.js"} & set(names)


def test_same_code_on_all_pages_is_one_file(build: Build) -> None:
    built = build(BOOK, extensions=PARTS, conf={**THEME, "html_js_files": [("", {"body": "1;"})]})
    assert len(list((built.outdir / "_static").glob("kompendium-code-*.js"))) == 1


def test_own_layout_of_the_book_extends_ours(build: Build) -> None:
    layout = '{% extends "!layout.html" %}{% block docs_toc %}<p id="mine">Min</p>{% endblock %}'
    built = build({**BOOK, "maler/layout.html": layout}, extensions=PARTS, conf={**THEME, "templates_path": ["maler"]})
    page = built.html("kapitler/kalsinose")
    assert len(page.xpath("//p[@id='mine']")) == 1
    assert scripts(page) == ["kompendium-head.js", "kompendium.js"]


LISTS = [
    *("navbar_start", "navbar_center", "navbar_end", "navbar_persistent", "article_header_start", "article_header_end"),
    *("article_footer_items", "content_footer_items", "footer_content_items", "footer_start", "footer_center"),
    *("footer_end", "primary_sidebar_end", "secondary_sidebar_items"),
]


@pytest.mark.parametrize("name", LISTS)
def test_components_of_the_book_stand_in_each_list_of_the_theme(build: Build, name: str) -> None:
    files = {**BOOK, "maler/mitt.html": '<p class="mitt">Mitt</p>'}
    conf = {**THEME, "templates_path": ["maler"], "html_theme_options": {name: ["mitt.html"]}}
    page = build(files, extensions=PARTS, conf=conf).html("kapitler/kalsinose")
    assert len(page.xpath("//p[@class='mitt']")) == 1
    # Its classes may be the theme's.
    assert "kompendium-theme-rest.css" in styles(page)


def test_components_in_the_sidebars_of_the_book(build: Build) -> None:
    files = {**BOOK, "maler/mitt.html": '<p class="mitt">Mitt</p>'}
    conf = {**THEME, "templates_path": ["maler"], "html_sidebars": {"**": ["mitt.html", "sidebar-collapse.html"]}}
    page = build(files, extensions=PARTS, conf=conf).html("kapitler/kalsinose")
    assert len(page.xpath("//*[@id='kompendium-contents']//p[@class='mitt']")) == 1


def test_search_field_among_the_components_of_the_book_has_an_id_of_its_own(build: Build) -> None:
    conf = {**THEME, "html_sidebars": {"**": ["search-field.html", "sbt-sidebar-nav.html"]}}
    ids = build(BOOK, conf=conf).html("kapitler/kalsinose").xpath("//input[@type='search']/@id")
    assert len(ids) == len(set(ids)) == 2


def test_buttons_of_the_repository_are_links_in_a_menu_and_none_has_a_handler_in_the_page(build: Build) -> None:
    options = {
        "repository_url": "https://github.com/kari/bok",
        "use_repository_button": True,
        "use_issues_button": True,
        "use_source_button": True,
        "use_fullscreen_button": True,
        "use_download_button": True,
    }
    page = build(BOOK, extensions=PARTS, conf={**THEME, "html_theme_options": options}).html("kapitler/kalsinose")
    links = page.xpath("//*[@class='kompendium-menu']//a/@href")
    assert "https://github.com/kari/bok" in links
    assert any(link.startswith("https://github.com/kari/bok/issues/new") for link in links)
    assert any(link.endswith("kalsinose.md?plain=1") for link in links)
    assert sorted(page.xpath("//@data-kompendium-action")) == ["fullscreen", "print"]
    assert page.xpath("//@onclick") == []
    assert page.xpath("//*[@class='article-header-buttons']//i") == []


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_landmarks_have_names_of_their_own(build: Build, name: str, language: str) -> None:
    conf = {**THEME, "language": language, "kompendium_downloads": True}
    page = build(BOOK, extensions=PARTS, conf=conf).html(name)
    assert len(page.xpath("//main")) == len(page.xpath("//h1")) == len(page.xpath("/html/body/header")) == 1
    assert len(page.xpath("/html/body/footer")) == 1
    names = []
    for nav in page.xpath("//nav | //*[@role='group'] | //dialog"):
        labelled = nav.get("aria-labelledby")
        names.append(nav.get("aria-label") or page.xpath(f"string(//*[@id='{labelled}'])"))
    assert all(names)
    navs = page.xpath("//nav/@aria-label")
    assert len(set(navs)) == len(navs)
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)


# The words of the frame in both languages; those that are the same in both («System») tell nothing.
ENGLISH = {
    *("Search", "Contents", "On this page", "Close", "Colours", "Light", "Dark", "Skip to the text", "To the top"),
    *("Skip to the contents", "Front page", "Downloads", "next", "previous", "next page", "previous page", "Index"),
    *("Link to this heading", "Permalink to this headline", "By", "Search Results", "The key / opens the search"),
    *("Print", "Full screen", "Download the chapter as PDF", "Download the chapter as EPUB", "Read offline"),
}
NORWEGIAN = {
    *("Søk", "Innhold", "På denne siden", "Lukk", "Farger", "Lys", "Mørk", "Hopp til teksten", "Til toppen"),
    *("Hopp til innholdsfortegnelsen", "Forside", "Nedlastinger", "neste", "forrige", "neste side", "forrige side"),
    *("Register", "Lenke til denne overskriften", "Av", "Tasten / åpner søket", "Skriv ut", "Fullskjerm"),
    "Last ned kapitlet som PDF",
}


def words(page: Any) -> set[str]:
    """All that a page says in texts and attributes, piece by piece."""
    attributes = "//@title | //@aria-label | //@placeholder | //@alt | //@value"
    texts = page.xpath(f"//body//text()[not(parent::script)] | //head/title/text() | {attributes}")
    return {" ".join(str(text).split()) for text in texts}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "foreign"), [("nb", ENGLISH), ("en", NORWEGIAN)])
def test_frame_has_no_word_of_the_other_language(build: Build, name: str, language: str, foreign: set[str]) -> None:
    options = {"use_fullscreen_button": True, "use_download_button": True}
    conf = {**THEME, "language": language, "kompendium_downloads": True, "html_theme_options": options}
    page = build(BOOK, extensions=PARTS, conf={**conf, "author": "Kari"}).html(name)
    assert words(page) & foreign == set()
    assert page.get("lang") == language


def test_index_of_the_site_is_in_norwegian_order(build: Build) -> None:
    terms = ("Øye", "Zoster", "Ånde", "Akne", "Ære", "Ödem", "Ärr")
    entries = "\n".join(f"```{{index}} {term}\n```" for term in terms)
    built = build({"index.md": f"# Bok\n\n{entries}\n\nTekst.\n"}, extensions=PARTS, conf={**THEME, "language": "nb"})
    page = built.html("genindex")
    assert page.xpath("//h2/text()") == ["A", "Z", "Æ", "Ø", "Å"]
    found = [text.strip() for text in page.xpath("//table[contains(@class, 'genindextable')]//a/text()")]
    assert found == ["Akne", "Zoster", "Ære", "Ärr", "Ödem", "Øye", "Ånde"]


def test_what_needs_a_script_of_the_theme_is_named_with_its_line(build: Build) -> None:
    options = {
        "switcher": {"json_url": "https://kompendium.example/versions.json", "version_match": "1"},
        "check_switcher": False,
        "announcement": "https://kompendium.example/news.html",
        "navbar_end": ["version-switcher.html"],
    }
    told = (
        "conf.py:6: WARNING: «{}» i «html_theme_options» trenger et skript i temaet som nettstedet klarer seg uten, "
        "og blir ikke brukt. {} [SIT-021] [kompendium.theme_option_unused]"
    )
    warnings = [
        told.format("switcher", "Lenk til de andre utgavene fra en side i boken."),
        told.format("announcement", "Skriv inn selve kunngjøringen; ingenting hentes fra andre steder."),
    ]
    page = build(BOOK, extensions=PARTS, conf={**THEME, "html_theme_options": options}, warnings=warnings).html("om")
    assert page.xpath("//aside") == []
    assert page.xpath("//*[contains(@class, 'version-switcher')]") == []


def test_announcement_of_the_book_stands_above_the_page(build: Build) -> None:
    conf = {**THEME, "html_theme_options": {"announcement": "Ny <b>utgave</b>"}}
    page = build(BOOK, extensions=PARTS, conf=conf).html("om")
    assert page.xpath("string(//aside[@aria-label='Kunngjøring'])") == "Ny utgave"


# On this page


def test_headings_of_the_page_are_listed_below_its_title_to_the_level_of_the_theme(build: Build) -> None:
    def listed(**options: Any) -> list[str]:
        built = build(BOOK, extensions=PARTS, conf={**THEME, "html_theme_options": options})
        page = built.html("kapitler/kalsinose")
        return list(page.xpath("//nav[@class='page-toc']//a/@href"))

    assert listed() == ["#arsaker", "#medfodte"]
    assert listed(show_toc_level=1) == ["#arsaker"]


def test_page_without_headings_has_no_such_list_and_no_button_for_it(build: Build) -> None:
    page = build(BOOK, extensions=PARTS, conf=THEME).html("om")
    assert page.xpath("//*[@id='kompendium-on-this-page']") == []
    assert page.xpath("//*[contains(@class, 'kompendium-page-button')]") == []


# Large books


def large(
    build: Build, chapters: int, *, parts: int = 2, builder: str = "html", parallel: int = 0, **conf: Any
) -> Built:
    """A book with so many chapters in each part."""
    names = [[f"k/{part}-{number}" for number in range(chapters)] for part in range(parts)]
    trees = "\n".join(
        f"```{{toctree}}\n:caption: Del {part}\n{chr(10).join(each)}\n```" for part, each in enumerate(names)
    )
    files = {f"{name}.md": f"# Kapittel {name[2:]}\n\nTekst.\n" for each in names for name in each}
    return build(
        {"index.md": f"# Bok\n\n{trees}\n", **files},
        builder,
        extensions=PARTS,
        conf={**THEME, **conf},
        parallel=parallel,
    )


def beside(page: Any) -> list[str]:
    return list(page.xpath("//nav[contains(@class, 'bd-docs-nav')]//a/@href"))


def test_contents_beside_the_text_do_not_grow_with_the_book(build: Build) -> None:
    names = ("k/0-0", "k/1-30", f"k/1-{WHOLE_LIMIT - 1}", "index", "genindex")

    def links(chapters: int) -> list[int]:
        built = large(build, chapters)
        return [len(beside(built.html(name))) for name in names]

    small = links(WHOLE_LIMIT)
    assert small == links(2 * WHOLE_LIMIT)
    assert max(small) <= NEAR_LIMIT + 3


def test_page_of_a_large_book_shows_what_is_near_and_leads_to_the_rest(build: Build) -> None:
    built = large(build, WHOLE_LIMIT)
    page = built.html("k/1-30")
    links = beside(page)
    assert [link for link in links if link == "#"] == ["#"]
    assert page.xpath("//nav[contains(@class, 'bd-docs-nav')]//a[contains(@class, 'current')]/text()") == [
        "Kapittel 1-30"
    ]
    assert "1-29.html" in links
    assert "1-31.html" in links
    assert "../contents.html#part-1" in links
    assert "Alle 60 i denne delen" in words(page)
    whole = built.html("contents")
    places = whole.xpath("//nav[@class='kompendium-whole']//a/@href")
    assert len(places) == 2 * WHOLE_LIMIT
    assert whole.xpath("//h2/@id") == ["part-1", "part-2"]
    # Every link leads somewhere.
    for link in {link.partition("#")[0] for link in links if not link.startswith("#")}:
        assert (built.outdir / "k" / link).resolve().is_file(), link


def test_book_of_few_pages_has_its_whole_contents_on_each_and_no_page_for_them(build: Build) -> None:
    built = build(BOOK, extensions=PARTS, conf=THEME)
    assert beside(built.html("om")) == ["kapitler/kalsinose.html", "#"]
    assert not (built.outdir / "contents.html").exists()


def test_page_of_the_contents_gives_way_to_a_document_of_its_name(build: Build) -> None:
    names = [f"k{number}" for number in range(WHOLE_LIMIT)]
    tree = "\n".join([*names, "contents"])
    files = {f"{name}.md": f"# {name}\n" for name in [*names, "contents"]}
    built = build({"index.md": f"# Bok\n\n```{{toctree}}\n{tree}\n```\n", **files}, extensions=PARTS, conf=THEME)
    assert built.html("contents").xpath("string(//h1)").startswith("contents")
    assert any(link.startswith("kompendium-contents.html") for link in beside(built.html("k1")))


def test_nested_chapters_of_a_large_book_open_where_the_page_stands(build: Build) -> None:
    parts = [f"del{number}" for number in range(8)]
    files = {"index.md": "# Bok\n\n```{toctree}\n" + "\n".join(parts) + "\n```\n"}
    for part in parts:
        inner = [f"{part}-{number}" for number in range(10)]
        files[f"{part}.md"] = f"# {part}\n\n```{{toctree}}\n" + "\n".join(inner) + "\n```\n"
        files |= {f"{name}.md": f"# {name}\n" for name in inner}
    links = beside(build(files, extensions=PARTS, conf=THEME).html("del3-4"))
    assert [link for link in links if re.fullmatch(r"del\d\.html", link)] == [f"{part}.html" for part in parts]
    assert [link for link in links if re.fullmatch(r"del\d-\d\.html|#", link)] == [
        "#" if number == 4 else f"del3-{number}.html" for number in range(10)
    ]


def test_work_of_a_page_does_not_grow_with_the_book(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def calls(chapters: int) -> tuple[int, float]:
        made: list[str] = []
        uris: list[str] = []
        make = navigation._make
        monkeypatch.setattr(navigation, "_make", lambda *args: made.append("") or make(*args))
        from sphinx.builders.html import StandaloneHTMLBuilder

        relative = StandaloneHTMLBuilder.get_relative_uri
        monkeypatch.setattr(
            StandaloneHTMLBuilder,
            "get_relative_uri",
            lambda self, source, *rest: uris.append(source) or relative(self, source, *rest),
        )
        large(build, chapters)
        monkeypatch.undo()
        return len(made), sum(uri == "k/1-30" for uri in uris)

    # Once for all pages, and once for the page of the whole contents.
    assert calls(WHOLE_LIMIT) == (2, calls(2 * WHOLE_LIMIT)[1])


def test_parallel_build_has_the_same_pages(build: Build) -> None:
    def pages(parallel: int) -> list[str]:
        built = large(build, WHOLE_LIMIT, parallel=parallel)
        shutil.rmtree(built.outdir)
        built = large(build, WHOLE_LIMIT, parallel=parallel)
        return [built.read(f"{name}.html") for name in ("k/0-0", "k/1-30", "k/1-59", "contents", "genindex")]

    assert pages(0) == pages(2)


def test_large_book_in_folders_leads_to_its_contents(build: Build) -> None:
    built = large(build, WHOLE_LIMIT, builder="dirhtml")
    links = beside(built.html("k/1-30/index"))
    assert "../../contents/#part-1" in links
    assert "../1-29/" in links
    assert (built.outdir / "contents" / "index.html").is_file()


def test_large_book_on_one_page_has_no_link_to_a_page_of_its_contents(build: Build) -> None:
    page = large(build, WHOLE_LIMIT, builder="singlehtml").html()
    # The theme lists no places within a page beside it.
    assert [link for link in page.xpath("//a/@href") if "contents.html" in link] == []
    assert scripts(page)[0] == "kompendium-head.js"
