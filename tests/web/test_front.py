"""The front page of the site: the author's own, laid out; and where each page stands in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kompendium.web import BOOK_THEME
from kompendium.web.contents import contents_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.conftest import Build, Built

THEME = {"html_theme": BOOK_THEME, "html_baseurl": "https://example.org/", "html_secnumber_suffix": " "}
CHANGE = "endringer:\n  - 2026-11-22: Første <utgave>\n"
TREE = "```{{toctree}}\n:caption: {caption}\n:numbered: 1\n{entries}\n```\n\n"


def tree(caption: str, *entries: str) -> str:
    return TREE.format(caption=caption, entries="\n".join(entries))


FILES = {
    "index.md": (
        "# Bok\n\nFørst.\n\n"
        + tree("Hud & sånt", "kapitler/a", "kapitler/b")
        + tree("Ledd", "kapitler/c")
        + "Imellom.\n\n"
        + tree("Registre", "forkortelser", "endringer").replace(":numbered: 1\n", "")
        + "Sist.\n"
    ),
    "kapitler/a.md": f"---\naliases: [Alfa, Al & fa]\n{CHANGE}---\n# Gikt\n\nTekst.\n",
    "kapitler/b.md": "# Sår\n\nTekst.\n\n```{toctree}\ndel\n```\n",
    "kapitler/del.md": "# Del av sår\n\nTekst.\n",
    "kapitler/c.md": "# Artrose\n\nTekst.\n",
    "forkortelser.md": "# Forkortelser\n\n```{abbreviations}\n```\n",
    "endringer.md": "# Endringer\n\n```{changes}\n```\n",
}


def book(build: Build, builder: str = "html", files: dict[str, str] | None = None, **conf: Any) -> Built:
    return build(FILES if files is None else files, builder, conf={**THEME, **conf})


def article(page: HtmlElement) -> HtmlElement:
    (found,) = page.xpath("//article")
    return found


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_nothing_of_the_authors_text_is_lost_or_moved(build: Build) -> None:
    text = words(article(book(build).html()))
    order = ["Bok", "Først.", "Hud & sånt", "Gikt", "Sår", "Ledd", "Artrose", "Imellom.", "Registre", "Forkortelser"]
    places = [text.index(word) for word in [*order, "Nytt", "Sist."]]
    assert places == sorted(places)
    assert text.count("Artrose") == 1


def test_each_part_has_an_id_and_its_chapters_numbers_and_other_names(build: Build) -> None:
    page = article(book(build).html())
    assert page.xpath(".//p[@role='heading']/@id") == ["del-hud-sant", "del-ledd", "del-registre"]
    chapters = [words(item) for item in page.xpath(".//li[contains(@class, 'toctree-l1')]")]
    assert chapters[0] == "1 Gikt Alfa; Al & fa"
    assert chapters[2] == "3 Artrose"
    assert page.xpath(".//li/a/span[@class='section-number']/text()") == ["1", "2", "3"]
    assert page.xpath(".//span[@class='kompendium-front-aliases']/text()") == ["Alfa; Al & fa"]


def test_parts_in_a_row_stand_together_and_registers_by_themselves(build: Build) -> None:
    page = article(book(build).html())
    groups = page.xpath(".//div[contains(@class, 'kompendium-front-parts')]")
    assert [len(group.xpath("div")) for group in groups] == [2, 1]
    registers = page.xpath(".//div[contains(@class, 'kompendium-front-registers')]")
    assert [words(item) for item in registers[0].xpath(".//li")] == ["Forkortelser", "Endringer"]


def test_long_part_takes_the_whole_width(build: Build) -> None:
    names = [f"kapitler/k{number}" for number in range(9)]
    files = {"index.md": "# Bok\n\n" + tree("Mange", *names), **{f"{name}.md": "# K\n\nTekst.\n" for name in names}}
    page = article(book(build, files=files).html())
    assert len(page.xpath(".//div[contains(@class, 'kompendium-front-long')]//li")) == 9


def test_front_page_has_a_search_field_that_needs_no_script(build: Build) -> None:
    page = article(book(build).html())
    (form,) = page.xpath(".//div[@class='kompendium-front-search']//form")
    assert (form.get("method", "get"), form.get("action"), form.get("role")) == ("get", "search.html", "search")
    assert form.xpath(".//input/@name") == ["q"]
    assert page.xpath("name(.//h1/following-sibling::*[1])") == "div"


def test_front_page_tells_what_is_new(build: Build) -> None:
    page = article(book(build).html())
    (news,) = page.xpath(".//section[contains(@class, 'kompendium-front-news')]")
    assert news.xpath("h2/text()") == ["Nytt"]
    assert [words(item) for item in news.xpath("ul/li")] == ["22. november 2026 1 Gikt: Første <utgave>"]
    assert news.xpath(".//a/@href") == ["kapitler/a.html", "endringer.html", "feed.xml"]


def test_news_are_the_five_newest_and_follow_the_chapters(build: Build) -> None:
    built = book(build)
    changes = "".join(f"  - 2027-01-0{day}: Endring {day}\n" for day in range(1, 8))
    built = book(build, files={"kapitler/c.md": f"---\nendringer:\n{changes}---\n# Artrose\n\nTekst.\n"})
    items = built.html().xpath("//section[contains(@class, 'kompendium-front-news')]/ul/li")
    assert [words(item).rpartition(" ")[2] for item in items] == ["7", "6", "5", "4", "3"]


def test_book_without_changes_has_no_news(build: Build) -> None:
    page = book(build, files={**FILES, "kapitler/a.md": "# Gikt\n\nTekst.\n"}).html()
    assert not page.xpath("//section[contains(@class, 'kompendium-front-news')]")
    assert "kompendium-front-news" not in page.xpath("string(//article)")


def test_downloads_of_the_book_stand_before_its_contents_with_sizes(build: Build) -> None:
    sizes = {"kompendium.pdf": 250_000, "kompendium.epub": 2_000_000}
    page = article(book(build, kompendium_downloads=True, kompendium_download_sizes=sizes).html())
    (links,) = page.xpath(".//nav[@class='kompendium-downloads']")
    assert [words(link).replace("\N{NO-BREAK SPACE}", " ") for link in links] == [
        "Last ned boken som PDF (250 kB)",
        "Last ned boken som EPUB (2 MB)",
    ]
    following = links.xpath("following-sibling::*[1]/@class")
    assert following == ["kompendium-front-parts"]


def test_front_page_without_contents_or_title(build: Build) -> None:
    page = book(build, files={"index.md": "Bare tekst.\n"}).html()
    assert "Bare tekst." in words(article(page))
    assert page.xpath("//div[@class='kompendium-front-search']")
    assert "<!--kompendium" not in book(build, files={"index.md": "# Bok\n"}).read("index.html")


def test_hidden_contents_stay_hidden(build: Build) -> None:
    hidden = "# Bok\n\n```{toctree}\n:hidden:\n:caption: Skjult\nkapitler/c\n```\n"
    files = {"index.md": hidden, "kapitler/c.md": "# Artrose\n\nTekst.\n"}
    built = book(build, files=files)
    assert "Artrose" not in words(article(built.html()))
    trail = built.html("kapitler/c").xpath("//nav[@class='kompendium-breadcrumbs']//a")
    # No heading to lead to: the page that holds the part.
    assert [(link.text, link.get("href")) for link in trail] == [("Bok", "../index.html"), ("Skjult", "../index.html")]


@pytest.mark.parametrize("theme", ["basic", "alabaster"])
def test_other_themes_have_the_page_as_it_was_written(build: Build, theme: str) -> None:
    text = book(build, html_theme=theme).read("index.html")
    assert "kompendium-front" not in text
    assert "1 Gikt" in text.replace(". ", " ")


@pytest.mark.parametrize("builder", ["singlehtml", "json", "epub", "text"])
def test_other_formats_have_the_page_as_it_was_written(build: Build, builder: str) -> None:
    # The theme itself cannot write pages as data.
    theme = "basic" if builder == "json" else BOOK_THEME
    built = book(build, builder, version="1", copyright="2026", html_theme=theme)
    for file in built.outdir.rglob("index.*"):
        assert "kompendium-front" not in file.read_text("utf-8", errors="replace")


def test_dirhtml_has_the_front_page(build: Build) -> None:
    page = book(build, "dirhtml").html()
    assert page.xpath("//section[contains(@class, 'kompendium-front-news')]//a/@href")[0] == "kapitler/a/"
    assert page.xpath("//span[@class='kompendium-front-aliases']")


def trail(page: HtmlElement) -> list[tuple[str, str | None]]:
    (nav,) = page.xpath("//nav[@class='kompendium-breadcrumbs']")
    return [(element.text, element.get("href")) for element in nav.xpath(".//li/*")]


@pytest.mark.parametrize(("builder", "page"), [("html", "kapitler/del"), ("dirhtml", "kapitler/del/index")])
def test_breadcrumbs_lead_from_the_book_to_the_page(build: Build, builder: str, page: str) -> None:
    html = book(build, builder).html(page)
    home, above = {"html": ("../index.html", "b.html"), "dirhtml": ("../../", "../b/")}[builder]
    assert trail(html) == [
        ("Bok", home),
        ("Hud & sånt", f"{home}#del-hud-sant"),
        ("Sår", above),
        ("Del av sår", None),
    ]
    (nav,) = html.xpath("//nav[@class='kompendium-breadcrumbs']")
    assert nav.get("aria-label") == "Brødsmulesti"
    assert nav.xpath(".//*[@aria-current='page']/text()") == ["Del av sår"]


def test_front_page_and_generated_pages_have_no_trail(build: Build) -> None:
    built = book(build)
    for page in ("index", "search", "genindex"):
        assert not built.html(page).xpath("//nav[@class='kompendium-breadcrumbs']")


def test_page_outside_the_contents_stands_below_the_book(build: Build) -> None:
    files = {**FILES, "lost.md": "---\norphan: true\n---\n# Borte\n\nTekst.\n"}
    assert trail(book(build, files=files).html("lost")) == [("Bok", "index.html"), ("Borte", None)]


def test_part_named_as_a_heading_has_an_id_of_its_own(build: Build) -> None:
    index = "# Bok\n\n(del-hud)=\n## Noe\n\n" + tree("Hud", "kapitler/c") + tree("Hud", "kapitler/a")
    files = {**FILES, "index.md": index, "kapitler/b.md": "---\norphan: true\n---\n# B\n\nTekst.\n"}
    for name in ("forkortelser", "endringer", "kapitler/del"):
        files[f"{name}.md"] = f"---\norphan: true\n---\n# {name}\n\nTekst.\n"
    built = book(build, files=files)
    ids = built.html().xpath("//article//@id")
    assert len(ids) == len(set(ids))
    for name, part in (("c", "del-hud-2"), ("a", "del-hud-3")):
        assert trail(built.html(f"kapitler/{name}"))[1] == ("Hud", f"../index.html#{part}")
        assert part in ids


def test_every_page_follows_a_renamed_part(build: Build) -> None:
    book(build)
    built = book(build, files={"index.md": FILES["index.md"].replace("Ledd", "Leddene")})
    assert trail(built.html("kapitler/c"))[1] == ("Leddene", "../index.html#del-leddene")
    assert built.html().xpath("//p[@id='del-leddene']")


def test_parts_are_worked_out_once(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    from kompendium.web import contents

    calls: list[str] = []
    read = contents.read_contents
    monkeypatch.setattr(contents, "read_contents", lambda env: calls.append("") or read(env))
    built = book(build)
    assert len(calls) == 1
    assert [part.caption for part in contents_of(built.env).parts] == ["Hud & sånt", "Ledd", "Registre"]


def test_previous_and_next_have_label_number_and_title(build: Build) -> None:
    (nav,) = book(build).html("kapitler/b").xpath("//nav[@class='kompendium-prev-next']")
    assert nav.get("aria-label") == "Forrige og neste side"
    assert [(words(link), link.get("href"), link.get("rel")) for link in nav] == [
        ("Forrige 1 Gikt", "a.html", "prev"),
        ("Neste Del av sår", "del.html", "next"),
    ]
