"""Credits beside the text: files beside pictures, credits.yml, which one holds, and pictures that nobody credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompendium.blocks.attribution.sources import book_works, pictures_of
from kompendium.blocks.attribution.works import works_of

if TYPE_CHECKING:
    from tests.conftest import Build, Built

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.figure")
STRICT = (*ROOMS, "kompendium.blocks.attribution.uncredited")
CONF = {"language": "en", "numfig": True, "numfig_format": {"figure": "Figure %s", "table": "Table %s"}}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
BESIDE = "SPDX-FileCopyrightText: 2017 Marek Chojnowski\nSPDX-License-Identifier: CC-BY-4.0\nSource: Reumatologia\n"
CREDIT = "Marek Chojnowski, Reumatologia, 2017. CC BY 4.0."
INDEX = "# Book\n\n```{toctree}\n:numbered: 1\n\nkapitler/b\nkapitler/a\n```\n"


def figure(*options: str, file: str = "hand.svg") -> str:
    lines = "\n".join([":alt: A hand.", *options])
    return f":::{{figure}} {file}\n{lines}\n\nCaption.\n:::\n"


def page(*texts: str, **files: str) -> dict[str, str]:
    return {"hand.svg": SVG, "index.md": "# Title\n\n" + "\n".join(texts)} | files


def credits(book: Built, name: str = "index") -> list[str]:
    return [node.text_content().strip() for node in book.html(name).xpath("//div[@class='kompendium-credit']")]


def uncredited(place: str, name: str, hint: str) -> str:
    return (
        f"{place}: WARNING: Nobody is credited for the picture «{name}». {hint} "
        "[ATT-007] [kompendium.picture_uncredited]"
    )


def give(path: str) -> str:
    return (
        f'Give the figure «:credit:», or write in credits.yml: "{path}": {{creator: Kari Nordmann, license: CC BY 4.0}}'
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hand.svg.license", BESIDE),
        ("hand.svg.license", "Marek Chojnowski, Reumatologia. 2017. CC BY 4.0\n"),
        ("credits.yml", "hand.svg: Marek Chojnowski, Reumatologia. 2017. CC BY 4.0\n"),
        (
            "credits.yml",
            "'*.svg': {creator: Marek Chojnowski, source: Reumatologia, year: 2017, license: CC BY 4.0}\n",
        ),
    ],
)
@pytest.mark.parametrize("builder", ["html", "text"])
def test_credit_beside_the_text_stands_under_the_figure(build: Build, name: str, text: str, builder: str) -> None:
    book = build(page(figure()) | {name: text}, builder, extensions=STRICT, conf=CONF)
    (work,) = works_of(book.env)["index"]
    assert (work.file, work.docname, work.anchor, work.line) == ("hand.svg", "index", "figur-hand", 3)
    if builder == "html":
        assert credits(book) == [CREDIT]
    else:
        assert "Marek Chojnowski, *Reumatologia*, 2017. CC BY 4.0" in " ".join(book.read("index.txt").split())


def test_file_of_credits_may_have_another_name(build: Build) -> None:
    files = page(figure()) | {"data/bilder.yml": "hand.svg: Marek Chojnowski, Reumatologia. 2017. CC BY 4.0\n"}
    book = build(files, extensions=STRICT, conf={**CONF, "kompendium_credits": "data/bilder.yml"})
    assert credits(book) == [CREDIT]


def test_picture_that_is_no_figure_is_credited_in_the_lists(build: Build) -> None:
    text = f"First ![A hand](hand.svg).\n\n{figure(file='foot.svg')}\n```{{image}} hand.svg\n:alt: A hand.\n```\n\n"
    files = page(text, "```{credits}\n```\n") | {
        "foot.svg": SVG,
        "foot.svg.license": "Kari Nordmann. CC0",
        "hand.svg.license": BESIDE,
    }
    book = build(files, extensions=STRICT, conf=CONF)
    assert [(work.anchor, work.line) for work in works_of(book.env)["index"]] == [
        ("bilde-hand", 3),
        ("figur-foot", 5),
        ("bilde-hand-2", 11),
    ]
    (listed,) = book.html().xpath("//div[contains(@class, 'kompendium-register-credits')]/ul/li")
    assert [li.text_content().strip() for li in listed.xpath("ul/li")] == [
        f"Figure: {CREDIT}",
        "Figure 1: Kari Nordmann. CC0 1.0.",
        f"Figure: {CREDIT}",
    ]
    for anchor in ("bilde-hand", "bilde-hand-2"):
        assert book.html().xpath(f"//img[@id='{anchor}']")


def test_image_takes_a_credit_for_the_lists(build: Build) -> None:
    text = (
        "```{image} hand.svg\n:alt: A hand.\n:credit: Kari Nordmann, Arkivet. CC0\n:target: https://example.org\n```\n"
    )
    book = build(
        page(text, "![A hand](foot.svg)\n") | {"foot.svg": SVG, "foot.svg.license": BESIDE},
        extensions=STRICT,
        conf=CONF,
    )
    assert [(work.creator, work.anchor, work.file) for work in works_of(book.env)["index"]] == [
        ("Kari Nordmann", "bilde-hand", "hand.svg"),
        ("Marek Chojnowski", "bilde-foot", "foot.svg"),
    ]
    assert [use.anchor for use in pictures_of(book.env)["index"]] == ["bilde-hand", "bilde-foot"]
    assert book.html().xpath("//a[@href='https://example.org']/img[@id='bilde-hand']")


def test_picture_from_elsewhere_is_credited_by_its_address(build: Build) -> None:
    address = "https://example.org/hand.svg"
    files = page(f"![A hand]({address})\n") | {"credits.yml": f'"{address}": Kari Nordmann, Arkivet. CC BY 4.0\n'}
    (work,) = works_of(build(files, extensions=STRICT, conf=CONF).env)["index"]
    assert (work.creator, work.file) == ("Kari Nordmann", "")


def test_figure_completes_what_stands_beside(build: Build) -> None:
    options = (":changes: beskåret", ":avbildet: ingen")
    book = build(page(figure(*options)) | {"hand.svg.license": BESIDE}, extensions=STRICT, conf=CONF)
    assert credits(book) == [f"{CREDIT} Changes: beskåret."]
    (work,) = works_of(book.env)["index"]
    assert (work.person, work.changes, work.creator) == ("none", "beskåret", "Marek Chojnowski")


def test_nearest_credit_holds_and_one_that_differs_is_named(build: Build) -> None:
    book = build(
        page(
            figure(":credit: Kari Nordmann, Arkivet. CC0"),
            **{"hand.svg.license": BESIDE, "credits.yml": "hand.svg: Marek Chojnowski, Reumatologia. CC BY 4.0\n"},
        ),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: Two credits of «hand.svg» differ: creator «Kari Nordmann», source «Arkivet», "
                "licence «CC0 1.0» here; creator «Marek Chojnowski», source «Reumatologia», licence «CC BY 4.0» in "
                "hand.svg.license:1. Find out which one is right, and make them say the same, or leave one of them "
                "out. "
                "[ATT-006] [kompendium.credit_conflict]"
            )
        ],
    )
    assert credits(book) == ["Kari Nordmann, Arkivet. CC0 1.0."]


def test_credit_of_a_file_is_an_exception_of_a_pattern(build: Build) -> None:
    rule = "'**': {creator: Kari Nordmann, license: CC BY 4.0}\n"
    files = page(figure(), figure(":credit: N, Arkivet. CC0", file="foot.svg"))
    files |= {"credits.yml": rule, "foot.svg": SVG, "hand.svg.license": BESIDE}
    book = build(files, extensions=STRICT, conf=CONF)
    assert credits(book) == [CREDIT, "N, Arkivet. CC0 1.0."]


@pytest.mark.parametrize("parallel", [0, 2])
def test_one_file_with_two_credits_in_two_chapters_is_named(build: Build, parallel: int) -> None:
    one, two = (f"# X\n\n{figure(f':credit: {name}, Arkivet. CC0', file='../hand.svg')}" for name in ("Ada", "Bo"))
    build(
        {"hand.svg": SVG, "index.md": INDEX, "kapitler/a.md": one, "kapitler/b.md": two},
        extensions=STRICT,
        conf=CONF,
        parallel=parallel,
        warnings=[
            (
                "kapitler/a.md:3: WARNING: Two credits of «hand.svg» differ: creator «Ada» here; creator «Bo» in "
                "kapitler/b.md:3. Find out which one is right, and make them say the same, or leave one of them out. "
                "[ATT-006] [kompendium.credit_conflict]"
            )
        ],
    )


# Pictures that nobody credits


@pytest.mark.parametrize(
    "text",
    [
        ":::{figure} hand.svg\n:alt: A hand.\n:::\n",
        "![A hand](hand.svg)\n",
        "```{image} hand.svg\n:alt: A hand.\n```\n",
        '```{image} hand.svg\n:alt: ""\n:class: decorative\n```\n',
        "[![A hand](hand.svg)](https://example.org)\n",
    ],
    ids=["figure", "markdown", "image", "decorative", "link"],
)
def test_picture_that_nobody_credits_is_named(build: Build, text: str) -> None:
    expected = [uncredited("index.md:3", "hand.svg", give("hand.svg"))]
    book = build(page(text), extensions=STRICT, conf=CONF, warnings=expected)
    assert [use.file for use in pictures_of(book.env)["index"]] == ["hand.svg"]
    assert not works_of(book.env).get("index")


def test_single_room_does_not_ask_for_credits(build: Build) -> None:
    build(page(figure()), extensions=ROOMS, conf=CONF)


@pytest.mark.parametrize("parallel", [0, 2])
def test_each_file_is_named_once_at_its_first_place(build: Build, parallel: int) -> None:
    text = f"# X\n\n{figure(file='../hand.svg')}\n![A hand](../hand.svg)\n"
    build(
        {"hand.svg": SVG, "index.md": INDEX, "kapitler/a.md": text, "kapitler/b.md": text},
        extensions=STRICT,
        conf=CONF,
        parallel=parallel,
        warnings=[uncredited("kapitler/b.md:3", "hand.svg", give("hand.svg"))],
    )


def test_credit_that_stands_elsewhere_is_pointed_to(build: Build) -> None:
    hint = "Its credit in index.md:3 holds there alone; write it in credits.yml."
    build(
        page(figure(":credit: N, Arkivet. CC0"), "![A hand](hand.svg)\n"),
        extensions=STRICT,
        conf=CONF,
        warnings=[uncredited("index.md:10", "hand.svg", hint)],
    )


def test_credit_that_says_only_who_is_pictured_is_asked_for_the_rest_once(build: Build) -> None:
    build(
        page(figure(":person: none")),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The credit of «hand.svg» lacks: the creator, the source, the licence. Write "
                "it as "
                "«Illustration: Name, Source. Year. CC BY 4.0», or give the option «:creator:, :source:, :license:». "
                "[ATT-001] [kompendium.credit_incomplete]"
            )
        ],
    )


def test_missing_file_is_not_also_uncredited(build: Build) -> None:
    build(
        page(figure(file="hamd.svg"), **{"hand.svg.license": BESIDE}),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture file «hamd.svg» does not exist. "
                "Nearest in the folder: «hand.svg». [FIG-001] [kompendium.figure_missing]"
            )
        ],
    )


def test_cover_needs_a_credit_too(build: Build) -> None:
    conf = {**CONF, "kompendium_cover": "hand.svg"}
    hint = 'Write in credits.yml: "hand.svg": {creator: Kari Nordmann, license: CC BY 4.0}'
    expected = [uncredited("conf.py:8", "hand.svg", hint)]
    build(page("Text.\n"), extensions=STRICT, conf=conf, warnings=expected)
    book = build({"hand.svg.license": BESIDE}, extensions=STRICT, conf=conf)
    (cover,) = book_works(book.env)
    assert (cover.creator, cover.file, cover.docname) == ("Marek Chojnowski", "hand.svg", "")


def test_own_pictures_need_one_line(build: Build) -> None:
    conf = {**CONF, "kompendium_copyright_holder": "Redaksjonen", "kompendium_cover": "bilder/omslag.svg"}
    files = page(figure(file="bilder/a.svg"), "![B](bilder/b.svg)\n") | {
        "credits.yml": '"bilder/*": {creator: Redaksjonen, license: CC BY 4.0}\n',
        **dict.fromkeys(("bilder/a.svg", "bilder/b.svg", "bilder/omslag.svg"), SVG),
    }
    assert credits(build(files, extensions=STRICT, conf=conf)) == ["Redaksjonen. CC BY 4.0."]


def test_whole_house_asks_for_credits(build: Build) -> None:
    build(
        page(figure()),
        conf={"language": "en"},
        warnings=[uncredited("index.md:3", "hand.svg", give("hand.svg"))],
    )


# Building again


@pytest.mark.parametrize("name", ["hand.svg.license", "credits.yml"])
def test_page_follows_a_credit_that_appears_changes_and_goes(build: Build, name: str) -> None:
    line = "{}, Reumatologia. 2017. CC BY 4.0\n"
    text = line if name.endswith(".license") else f"hand.svg: {line}"
    expected = [uncredited("index.md:3", "hand.svg", give("hand.svg"))]
    book = build(page(figure()), extensions=STRICT, conf=CONF, warnings=expected)
    assert credits(book) == []
    for creator in ("Kari Nordmann", "Marek Chojnowski"):
        book = build({name: text.format(creator)}, extensions=STRICT, conf=CONF)
        assert credits(book) == [f"{creator}, Reumatologia, 2017. CC BY 4.0."]
    (book.srcdir / name).unlink()
    assert credits(build({}, extensions=STRICT, conf=CONF, warnings=expected)) == []


def test_only_pages_whose_credits_changed_are_read_again(build: Build) -> None:
    files = {"index.md": INDEX, "kapitler/a.md": f"# A\n\n{figure(file='../hand.svg')}", "kapitler/b.md": "# B\n\nB.\n"}
    build(files | {"hand.svg": SVG, "hand.svg.license": BESIDE}, extensions=STRICT, conf=CONF)
    book = build({"hand.svg.license": f"{BESIDE}Title: Hand\n"}, extensions=STRICT, conf=CONF)
    assert credits(book, "kapitler/a") == [f"“Hand”. {CREDIT}"]
    assert set(pictures_of(book.env)) == {"kapitler/a"}


# What is wrong beside the text


def test_faults_beside_a_picture_are_named_once_with_file_and_line(build: Build) -> None:
    beside = "Creator: Google\nSource: htp:/example.org\nLicense: CC BY-NB 4.0\nPersons: none\nPerson: Kari\nx\n"
    build(
        page(figure(), "![A hand](hand.svg)\n", **{"hand.svg.license": beside}),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "hand.svg.license:1: WARNING: «Google» is nobody's name, so the credit does not say who made the work. "
                "Write the name of a person or an institution. Where it was found goes into «source». "
                "[ATT-003] [kompendium.creator_no_name]"
            ),
            (
                "hand.svg.license:2: WARNING: «htp:/example.org» is no web address; expected one as "
                "https://example.org/page. Copy it whole from the browser, without spaces; a source without an "
                "address is "
                "written by its name. [ATT-004] [kompendium.source_address]"
            ),
            (
                "hand.svg.license:4: WARNING: The key «Persons» is not known. Did you mean «person»? "
                "[CHA-002] [kompendium.front_matter_key]"
            ),
            (
                "hand.svg.license:5: WARNING: «person» is «Kari»; expected: none, patient or other: who can be "
                "recognised "
                "in the picture. For example: person: none [ATT-005] [kompendium.credit_value]"
            ),
            (
                "hand.svg.license:6: WARNING: «x» cannot be read as a part of a credit; expected: a field and its "
                "value, "
                "as «Creator: Kari Nordmann», or the whole credit on one line. Write each field on its own line, "
                "without "
                "anything else. [ATT-008] [kompendium.credit_line]"
            ),
            (
                "hand.svg.license:3: WARNING: The licence «CC BY-NB 4.0» cannot be read; expected for example «CC "
                "BY 4.0» "
                "or «all rights reserved». Did you mean «CC BY-ND 4.0»? [LIC-001] [kompendium.license_unreadable]"
            ),
        ],
    )


def test_faults_of_the_books_file_are_named_with_their_line(build: Build) -> None:
    build(
        page(
            figure(),
            **{
                "credits.yml": (
                    "hand.svg:\n  creator: Kari Nordmann\n  lisenz: CC0\n"
                    'hend.svg: "N, Arkivet. CC0"\n"bilder/*.png": "N, Arkivet. CC0"\nfoot.svg: []\n'
                )
            },
        ),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "credits.yml:3: WARNING: The key «lisenz» is not known. Did you mean «lisens»? "
                "[CHA-002] [kompendium.front_matter_key]"
            ),
            (
                "credits.yml:6: WARNING: The credit of «foot.svg» is «[]»; expected: a credit on one line, or "
                "fields such "
                "as «creator» and «license». For example: {creator: Kari Nordmann, license: CC BY 4.0} "
                "[ATT-009] [kompendium.credit_entry]"
            ),
            (
                "credits.yml:1: WARNING: The credit of «hand.svg» lacks: the licence. Write it as «Illustration: Name, "
                "Source. Year. CC BY 4.0», or give the option «license:». [ATT-001] [kompendium.credit_incomplete]"
            ),
            (
                "credits.yml:4: WARNING: No file of the book is «hend.svg», so the credit is nobody's. Did you mean "
                "«hand.svg»? [ATT-011] [kompendium.credit_unused]"
            ),
            (
                "credits.yml:5: WARNING: No file of the book is «bilder/*.png», so the credit is nobody's. The path "
                "counts "
                "from the source folder. [ATT-011] [kompendium.credit_unused]"
            ),
        ],
    )


def test_misspelt_file_beside_a_picture_is_named(build: Build) -> None:
    build(
        page(figure(":credit: N, Arkivet. CC0"), **{"hend.svg.license": BESIDE, "other.license": "A licence."}),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "hend.svg.license:1: WARNING: No file of the book is «hend.svg», so the credit is nobody's. "
                "Did you mean «hand.svg.license»? [ATT-011] [kompendium.credit_unused]"
            )
        ],
    )


def test_two_patterns_that_fit_equally_are_named(build: Build) -> None:
    rules = "'h*.svg': {creator: Ada, source: S, license: CC0}\n'*d.svg': {creator: Bo, source: S, license: CC0}\n"
    book = build(
        page(figure(), **{"credits.yml": rules}),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "credits.yml:2: WARNING: «hand.svg» fits two entries equally well, «h*.svg» and «*d.svg»; the first "
                "one "
                "holds. Write an entry for the file itself, or make one of the patterns more exact. "
                "[ATT-010] [kompendium.credit_patterns]"
            )
        ],
    )
    assert credits(book) == ["Ada, S. CC0 1.0."]


def test_books_file_in_another_encoding_is_read_and_named(build: Build) -> None:
    files = {**page(figure()), "credits.yml": "hand.svg: Bjørn Å, Arkivet. CC0\n".encode("cp1252")}
    book = build(
        files,
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "credits.yml:1: WARNING: The file is not saved as UTF-8; from this line on, "
                "«hand.svg: Bjørn Å, Arkivet. CC0», letters are uncertain. It was read as Windows-1252. Save it as "
                "UTF-8 "
                "(in Excel as «CSV UTF-8», in an editor by «Save with encoding»), and look the letters over. "
                "[FIL-001] [kompendium.not_utf8]"
            )
        ],
    )
    assert credits(book) == ["Bjørn Å, Arkivet. CC0 1.0."]


def test_faults_of_options_are_named_at_their_lines(build: Build) -> None:
    book = build(
        page(figure(":creator: kari@example.org", ":kilde: https://eksempel", ":license: CC0", ":utløper: snart")),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "index.md:5: WARNING: «kari@example.org» is nobody's name, so the credit does not say who made the "
                "work. "
                "Write the name of a person or an institution. Where it was found goes into «source». "
                "[ATT-003] [kompendium.creator_no_name]"
            ),
            (
                "index.md:6: WARNING: «https://eksempel» is no web address; expected one as https://example.org/page. "
                "Copy it whole from the browser, without spaces; a source without an address is written by its name. "
                "[ATT-004] [kompendium.source_address]"
            ),
            (
                "index.md:8: WARNING: «expires» is «snart»; expected: a date as YYYY-MM-DD, or «never». "
                "For example: expires: 2031-12-31 [ATT-005] [kompendium.credit_value]"
            ),
        ],
    )
    assert credits(book) == ["kari@example.org, https://eksempel. CC0 1.0."]


# Works that are no picture of a document


def test_typeface_and_cover_stand_in_the_books_list(build: Build) -> None:
    fonts = "Source Serif 4: {what: font, creator: Frank Grießhammer, source: Adobe, license: OFL 1.1}\n"
    files = page("```{credits}\n```\n") | {"credits.yml": fonts, "hand.svg.license": BESIDE}
    book = build(files, extensions=STRICT, conf={**CONF, "kompendium_cover": "hand.svg"})
    (listed,) = book.html().xpath("//div[contains(@class, 'kompendium-register-credits')]/ul/li")
    assert listed.xpath("string(p)") == "The book as a whole"
    assert [li.text_content().strip() for li in listed.xpath("ul/li")] == [
        f"Cover: {CREDIT}",
        "Typeface: “Source Serif 4”. Frank Grießhammer, Adobe. OFL 1.1.",
    ]


@pytest.mark.parametrize("builder", ["html", "text", "typst", "epub"])
def test_figure_that_is_not_reproduced_has_words_for_a_picture(build: Build, builder: str) -> None:
    text = """:::{figure}
:alt: A hand.
:credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0
:not-reproduced:

Caption.
:::
"""
    book = build(page(text), builder, extensions=("kompendium",), conf=CONF)
    (work,) = works_of(book.env)["index"]
    assert (work.reproduced, work.what, work.file, work.anchor) == (False, "figure", "", "figur-marek-chojnowski")
    if builder == "html":
        (found,) = book.html().xpath("//figure")
        assert not found.xpath(".//img")
        assert found.xpath("string(p)") == "Not reproduced here. A hand."
        assert "Caption." in found.xpath("string(figcaption)")
        assert credits(book) == ["Illustrasjon: Marek Chojnowski, Reumatologia, 2017. CC BY-NC-SA 4.0."]


def test_picture_that_is_not_reproduced_is_not_published(build: Build) -> None:
    book = build(page(figure(":credit: N, Arkivet. CC0", ":ikke-gjengitt:")), extensions=STRICT, conf=CONF)
    assert not list(book.outdir.rglob("hand.svg"))


def test_figure_without_a_file_says_so(build: Build) -> None:
    book = build(
        page(":::{figure}\n:alt: A hand.\n\nCaption.\n:::\n"),
        extensions=STRICT,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The figure names no file; its text stands without a picture. Write the file's "
                "path after the name of the block «figure», or «:not-reproduced:» where the book may not show it. "
                "[PIC-001] [kompendium.figure_without_file]"
            )
        ],
    )
    assert book.html().xpath("string(//figure/p)") == "[Picture missing. A hand.]"
    assert "Caption." in book.html().xpath("string(//figcaption)")


def test_figure_that_is_not_reproduced_takes_the_credit_beside_the_file(build: Build) -> None:
    book = build(
        page(figure(":not-reproduced:"), **{"hand.svg.license": BESIDE}),
        extensions=STRICT,
        conf=CONF,
    )
    assert credits(book) == [CREDIT]
    (work,) = works_of(book.env)["index"]
    assert (work.reproduced, work.file) == (False, "")


def test_figure_that_is_not_reproduced_needs_a_credit_too(build: Build) -> None:
    build(
        page(figure(":not-reproduced:")),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The credit of «hand.svg» lacks: the creator, the source. Write it as "
                "«Illustration: Name, Source. Year. CC BY 4.0», or give the option «:creator:, :source:». "
                "[ATT-001] [kompendium.credit_incomplete]"
            )
        ],
    )
