"""Tables of others: the credit after the table, and in the lists of credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompendium.blocks.attribution.works import works_of

if TYPE_CHECKING:
    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.table")
CONF = {"language": "en", "numfig": True, "numfig_format": {"table": "Table %s"}}
CREDIT = ":credit: Tabell: Kari Nordmann, Tidsskriftet. 2017. CC BY 4.0\n:endringer: oversatt"
SHOWN = "Tabell: Kari Nordmann, Tidsskriftet, 2017. CC BY 4.0. Changes: oversatt."
TABLES = {
    "table": f":::{{table}} Drugs\n{CREDIT}\n\n| a | b |\n| - | - |\n| 1 | 2 |\n:::\n",
    "tabell": f":::{{tabell}} Drugs\n{CREDIT}\n\n| a | b |\n| - | - |\n| 1 | 2 |\n:::\n",
    "list-table": f":::{{list-table}} Drugs\n:header-rows: 1\n{CREDIT}\n\n* - a\n  - b\n* - 1\n  - 2\n:::\n",
    "csv-table": f":::{{csv-table}} Drugs\n:header-rows: 1\n{CREDIT}\n\na, b\n1, 2\n:::\n",
}


def page(text: str) -> dict[str, str]:
    return {"index.md": f"# Title\n\n{text}\nAfter.\n\n```{{credits}}\n```\n"}


@pytest.mark.parametrize("table", TABLES)
def test_credit_stands_after_the_table_and_in_the_lists(build: Build, table: str) -> None:
    book = build(page(TABLES[table]), extensions=ROOMS, conf=CONF)
    (found,) = book.html().xpath("//table[@id='tabell-drugs']")
    assert [cell.text_content().strip() for cell in found.xpath(".//tr/*")] == ["a", "b", "1", "2"]
    (credit,) = found.xpath("following-sibling::*[1][self::p][@class='kompendium-credit']")
    assert credit.text_content() == SHOWN
    (work,) = works_of(book.env)["index"]
    assert (work.what, work.line, work.anchor, work.is_changed) == ("table", 3, "tabell-drugs", True)
    (listed,) = book.html().xpath("//div[contains(@class, 'kompendium-register-credits')]/ul/li/ul/li")
    assert listed.text_content().strip() == f"Table 1: {SHOWN}"


@pytest.mark.parametrize("builder", ["html", "text", "latex", "man", "typst", "epub"])
def test_every_builder_keeps_table_and_credit(build: Build, builder: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "bok", "Bok", ["A"], 7)],
    }
    book = build(page(TABLES["list-table"]), builder, extensions=("kompendium",), conf=conf)
    name = {"text": "index.txt", "latex": "bok.tex", "man": "bok.7", "html": "index.html"}
    if builder in name:
        assert "Kari Nordmann" in book.read(name[builder])


def test_table_keeps_its_name_and_needs_no_title(build: Build) -> None:
    text = f":::{{table}}\n:name: tab-drugs\n{CREDIT}\n\n| a |\n| - |\n| 1 |\n:::\n"
    book = build(page(text), extensions=ROOMS, conf=CONF)
    assert works_of(book.env)["index"][0].anchor == "tab-drugs"
    text = f":::{{table}}\n{CREDIT}\n\n| a |\n| - |\n| 1 |\n:::\n"
    book = build(page(text), extensions=ROOMS, conf=CONF)
    assert works_of(book.env)["index"][0].anchor == "tabell-kari-nordmann"


def test_table_without_a_credit_is_as_it_was(build: Build) -> None:
    text = ":::{table} Drugs\n:class: wide\n\n| a |\n| - |\n| 1 |\n:::\n"
    book = build(page(text), extensions=ROOMS, conf=CONF)
    assert "wide" in book.html().xpath("string(//table/@class)")
    assert not book.html().xpath("//*[@class='kompendium-credit']")
    assert not works_of(book.env).get("index")


def test_incomplete_credit_is_named_at_its_line(build: Build) -> None:
    build(
        page(":::{table} Drugs\n:creator: Google\n:license: CC0\n\n| a |\n| - |\n| 1 |\n:::\n"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:4: WARNING: «Google» is nobody's name, so the credit does not say who made the work. Write "
                "the name of a person or an institution. Where it was found goes into «source». "
                "[ATT-003] [kompendium.creator_no_name]"
            )
        ],
    )


def test_table_that_cannot_be_made_says_so(build: Build) -> None:
    lines = [":::{list-table} Drugs", *CREDIT.split("\n"), "No list."]
    book = build(
        page("\n".join([*lines[:3], "", lines[3], ":::", ""])),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                'index.md:3: ERROR: Error parsing content block for the "list-table" directive: '
                "exactly one bullet list expected."
            ),
            *lines,
            "::: [docutils]",
        ],
    )
    assert not works_of(book.env).get("index")
