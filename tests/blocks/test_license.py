"""The licence block: holder and year, the licence as people write it, and the source that a chapter follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.license")
CONF = {"language": "en", "kompendium_copyright_holder": "Forlaget", "kompendium_copyright_year": "2026"}
INDEX = "# Book\n\n```{toctree}\nkapitler/a\n```\n"


def chapter(front_matter: str, text: str = "Text.") -> dict[str, str]:
    head = f"---\n{front_matter}\n---\n" if front_matter else ""
    return {"index.md": INDEX, "kapitler/a.md": f"{head}# A\n\n{text}\n"}


def paragraphs(page: HtmlElement) -> list[str]:
    (block,) = page.xpath("//div[contains(@class, 'kompendium-license')]")
    return [p.text_content() for p in block.xpath("div/p")]


def test_chapter_ends_with_the_books_rights(build: Build) -> None:
    page = build(chapter(""), extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert paragraphs(page) == ["© 2026 Forlaget. All rights reserved, except where otherwise noted."]
    (block,) = page.xpath("//footer/div[contains(@class, 'kompendium-license')]")
    assert block.xpath("string(h2)") == "Licence and copyright"
    assert block.xpath("h2/@id") == block.xpath("@aria-labelledby")
    assert not page.xpath("//a[@rel='license']")


def test_rights_in_norwegian(build: Build) -> None:
    conf = {**CONF, "language": "nb", "kompendium_license": "CC BY-NC-SA 4.0"}
    page = build(chapter(""), extensions=ROOMS, conf=conf).html("kapitler/a")
    (link,) = page.xpath("//a[@rel='license']")
    assert link.text_content() == (
        "Creative Commons Navngivelse-IkkeKommersiell-DelPåSammeVilkår 4.0 Internasjonal (CC BY-NC-SA 4.0)"
    )
    assert link.get("href") == "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.no"


@pytest.mark.parametrize("written", ["CC BY 4.0", "cc-by-4.0", "https://creativecommons.org/licenses/by/4.0/"])
def test_chapters_own_licence_wins(build: Build, written: str) -> None:
    page = build(chapter(f"license: {written}"), extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert paragraphs(page) == [
        (
            "© 2026 Forlaget. The chapter “A” is published under Creative Commons Attribution 4.0 "
            "International (CC BY 4.0), "
            "except where otherwise noted."
        )
    ]
    assert page.xpath("//a[@rel='license']/@href") == ["https://creativecommons.org/licenses/by/4.0/deed.en"]


def test_chapter_inherits_the_books_licence_under_its_own_title(build: Build) -> None:
    conf = {**CONF, "kompendium_license": "CC BY 3.0"}
    page = build(chapter("authors: [Ada Dal]"), extensions=ROOMS, conf=conf).html("kapitler/a")
    assert paragraphs(page) == [
        (
            "© 2026 Forlaget. The chapter “A” is published under Creative Commons Attribution 3.0 Unported "
            "(CC BY 3.0), except where otherwise noted."
        )
    ]
    assert page.xpath("string(//*[@class='kompendium-license-title'])") == "A"


def test_title_of_the_front_matter_is_the_chapters(build: Build) -> None:
    files = {"index.md": INDEX, "kapitler/a.md": "---\ntitle: Om A\nlicense: CC0\n---\nText.\n"}
    (line,) = paragraphs(build(files, extensions=ROOMS, conf=CONF).html("kapitler/a"))
    assert line.startswith("© 2026 Forlaget. The chapter “Om A” is published under CC0")


def test_author_of_a_page_is_not_credited_with_the_book(build: Build) -> None:
    page = "---\nauthors: [Ada Dal]\n---\n# About\n\n:::{license}\n:::\n"
    files = {"index.md": "# Book\n\n```{toctree}\nabout\n```\n", "about.md": page}
    conf = {"language": "en", "kompendium_license": "CC0"}
    assert paragraphs(build(files, extensions=ROOMS, conf=conf).html("about")) == [
        "© Kari Nordmann. This book is published under CC0 1.0 Universal, except where otherwise noted."
    ]


def test_page_with_a_licence_of_its_own_says_nothing_of_the_book(build: Build) -> None:
    page = "---\nauthors: [Ada Dal]\nlicense: CC0\n---\n# About\n\n:::{license}\n:::\n"
    files = {"index.md": "# Book\n\n```{toctree}\nabout\n```\n", "about.md": page}
    assert paragraphs(build(files, extensions=ROOMS, conf={"language": "en"}).html("about")) == [
        "© Ada Dal. The page “About” is published under CC0 1.0 Universal, except where otherwise noted."
    ]


def test_chapters_holder_and_licence_are_its_own_and_the_next_chapters_the_books(build: Build) -> None:
    conf = {**CONF, "kompendium_license": "CC BY-SA 4.0"}
    files = chapter("copyright: © 2019 Kari Traa\nlicense: CC0\nauthors: [Ada Dal]")
    files["kapitler/b.md"] = "---\nauthors: [Bo Berg]\norphan: true\n---\n# B\n\nText.\n"
    book = build(files, extensions=ROOMS, conf=conf)
    (own,), (inherited,) = paragraphs(book.html("kapitler/a")), paragraphs(book.html("kapitler/b"))
    assert own.startswith("© 2019 Kari Traa. The chapter “A” is published under CC0 1.0 Universal")
    assert inherited.startswith("© 2026 Forlaget. The chapter “B” is published under Creative Commons")


def test_chapters_own_copyright_wins(build: Build) -> None:
    page = build(chapter("copyright: © 2019 Kari Traa"), extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert paragraphs(page) == ["© 2019 Kari Traa. All rights reserved, except where otherwise noted."]


def test_authors_hold_the_rights_where_nobody_is_named(build: Build) -> None:
    page = build(chapter("authors: [Ada Dal, Bo Berg]"), extensions=ROOMS, conf={"language": "en"}).html("kapitler/a")
    assert paragraphs(page) == ["© Ada Dal and Bo Berg. All rights reserved, except where otherwise noted."]


@pytest.mark.parametrize(
    ("author", "line"),
    [
        ("Kari Nordmann", "© Kari Nordmann. All rights reserved, except where otherwise noted."),
        # what Sphinx says where conf.py says nothing
        ("Author name not set", "All rights reserved, except where otherwise noted."),
        ("unknown", "All rights reserved, except where otherwise noted."),
        ("", "All rights reserved, except where otherwise noted."),
    ],
)
def test_no_holder_is_made_up(build: Build, author: str, line: str) -> None:
    page = build(chapter(""), extensions=ROOMS, conf={"language": "en", "author": author}).html("kapitler/a")
    assert paragraphs(page) == [line]


@pytest.mark.parametrize(
    ("notice", "line"),
    [
        ("2019", "© 2019 Forlaget."),
        ("Kari Traa", "© Kari Traa."),
        ("{holder: Kari Traa, year: 2019}", "© 2019 Kari Traa."),
    ],
)
def test_a_notice_is_completed_from_the_book_but_for_its_year(build: Build, notice: str, line: str) -> None:
    page = build(chapter(f"copyright: {notice}"), extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert paragraphs(page) == [f"{line} All rights reserved, except where otherwise noted."]


SOURCE = """based_on:
  title: Gammel bok
  authors: [Ada Dal]
  year: 2021
  url: https://example.org/bok
  rights: {rights}"""


def test_sources_rights_are_printed_as_the_sources(build: Build) -> None:
    source = SOURCE.format(rights="Copyright © 2021 Ada Dal, all rights reserved")
    book = build(chapter(source), extensions=ROOMS, conf={"language": "en"})
    page = book.html("kapitler/a")
    # the source's author holds no rights in a text written anew by the book's
    assert paragraphs(page) == [
        "© Kari Nordmann. All rights reserved, except where otherwise noted.",
        "Written anew from facts in Gammel bok. The source’s rights: Copyright © 2021 Ada Dal, all rights reserved.",
    ]
    assert page.xpath("//div[contains(@class, 'kompendium-license')]//a[em='Gammel bok']/@href") == [
        "https://example.org/bok"
    ]


def test_open_source_is_adapted(build: Build) -> None:
    page = build(chapter(SOURCE.format(rights="© 2021 Ada Dal. CC BY 4.0")), extensions=ROOMS, conf=CONF)
    assert paragraphs(page.html("kapitler/a"))[1] == (
        "Adapted from Gammel bok. The source’s rights: © 2021 Ada Dal. CC BY 4.0 (CC BY 4.0)."
    )
    assert not page.html("kapitler/a").xpath("//a[@rel='license']")


@pytest.mark.parametrize("name", ["license", "licence", "lisens"])
def test_block_placed_by_hand_is_the_only_one(build: Build, name: str) -> None:
    page = build(chapter("", f":::{{{name}}}\n:::\n\n## After"), extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert len(page.xpath("//div[contains(@class, 'kompendium-license')]")) == 1
    assert not page.xpath("//footer")


def test_block_says_another_licence_and_more(build: Build) -> None:
    text = ":::{lisens} CC0\n:rettighetshaver: Alle\n:år: 2020\n\nTil fri bruk.\n:::"
    page = build({"index.md": f"# T\n\n{text}\n"}, extensions=ROOMS, conf=CONF).html()
    assert paragraphs(page) == [
        "© 2020 Alle. This book is published under CC0 1.0 Universal, except where otherwise noted.",
        "Til fri bruk.",
    ]


def test_unreadable_licence_warns_at_its_line_and_stays(build: Build) -> None:
    book = build(
        chapter("number: 3\nlicense: CC BY-NB 4.0"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "kapitler/a.md:3: WARNING: The licence «CC BY-NB 4.0» cannot be read; expected for "
                "example «CC BY 4.0» or "
                "«all rights reserved». Did you mean «CC BY-ND 4.0»? [LIC-001] [kompendium.license_unreadable]"
            )
        ],
    )
    assert paragraphs(book.html("kapitler/a")) == ["© 2026 Forlaget. CC BY-NB 4.0."]


def test_books_unreadable_licence_warns_once(build: Build) -> None:
    build(
        {**chapter(""), "kapitler/b.md": "---\norphan: true\n---\n# B\n"},
        extensions=ROOMS,
        conf={**CONF, "kompendium_license": "CC BY"},
        warnings=[
            (
                "conf.py:8: WARNING: The licence «CC BY» has no version; expected for example «CC "
                "BY 4.0». Look the version "
                "up at the source; it is never guessed. [LIC-002] [kompendium.license_version_missing]"
            )
        ],
    )


@pytest.mark.parametrize(("builder", "file"), [("text", "kapitler/a.txt"), ("latex", "bok.tex"), ("man", "bok.7")])
def test_other_builders_keep_the_text(build: Build, builder: str, file: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "bok", "Bok", ["A"], 7)],
    }
    files = chapter(SOURCE.format(rights="© 2021 Ada Dal"))
    text = " ".join(build(files, builder, extensions=ROOMS, conf=conf).read(file).replace("\\", "").split())
    for words in ("Licence and copyright", "2026 Forlaget. All rights reserved", "Gammel bok", "2021 Ada Dal"):
        assert words in text


def test_book_under_a_choice_of_licences_links_each(build: Build) -> None:
    conf = {**CONF, "kompendium_license": "CC BY 4.0 or GFDL 1.3"}
    page = build(chapter(""), extensions=ROOMS, conf=conf).html("kapitler/a")
    assert paragraphs(page) == [
        "© 2026 Forlaget. The chapter “A” is published under CC BY 4.0 or GFDL 1.3, except where otherwise noted."
    ]
    assert page.xpath("//a[@rel='license']/@href") == [
        "https://creativecommons.org/licenses/by/4.0/deed.en",
        "https://www.gnu.org/licenses/fdl-1.3.html",
    ]
