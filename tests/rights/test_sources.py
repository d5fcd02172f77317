"""Credits beside the text: the file beside a picture, the book's file, and which of several holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.problems import Problem
from kompendium.rights.fields import FIELDS
from kompendium.rights.licenses import read_license
from kompendium.rights.sources import (
    EXAMPLE_ENTRY,
    EXPECTED_ENTRY,
    EXPECTED_LINE,
    Said,
    complete,
    contradictions,
    find_entries,
    matches,
    read_credits,
    read_sidecar,
    says_whose,
)
from kompendium.rights.works import Work

REUSE = """SPDX-FileCopyrightText: 2017 Marek Chojnowski
SPDX-License-Identifier: CC-BY-NC-SA-4.0
"""


def fields_of(said: Said | None) -> dict[str, str]:
    """What a credit says of whose work it is."""
    assert said is not None
    work = said.work
    found = {name: getattr(work, name) for name in ("creator", "holder", "title", "source", "source_url", "year")}
    found["license"] = work.license.id if work.license else ""
    return {name: value for name, value in found.items() if value}


# The file beside a picture


def test_reuse_tags_are_read() -> None:
    said, problems = read_sidecar(REUSE)
    assert problems == []
    assert fields_of(said) == {
        "creator": "Marek Chojnowski",
        "year": "2017",
        "license": "CC-BY-NC-SA-4.0",
    }


@pytest.mark.parametrize(
    "notice",
    ["SPDX-FileCopyrightText: © 2017 Termedia", "Copyright 2017 Termedia", "© 2017 Termedia", "(c) 2017 Termedia"],
)
def test_holder_is_not_the_creator_where_another_is_named(notice: str) -> None:
    said, problems = read_sidecar(f"{notice}\nSPDX-FileContributor: Marek Chojnowski\nLicense: CC BY 4.0\n")
    assert problems == []
    assert fields_of(said) == {
        "creator": "Marek Chojnowski",
        "holder": "Termedia",
        "year": "2017",
        "license": "CC-BY-4.0",
    }


@pytest.mark.parametrize(
    "text",
    [
        (
            f"{REUSE}Title: Hand\nSource: Reumatologia, https://example.org/a\nChanges: cropped\n"
            "Permission: e-mail\nExpires: 2031-12-31\nPerson: patient\nConsent: file 12\n"
        ),
        (
            "\ufeffOpphaver: Marek Chojnowski\r\nÅr: 2017\r\nLisens: CC BY-NC-SA 4.0\r\nTittel: Hand\r\n"
            "Kilde: Reumatologia, https://example.org/a\r\nEndringer: cropped\r\nTillatelse: e-mail\r\n"
            "Utløper: 31.12.2031\r\nAvbildet: pasient\r\nSamtykke: file 12\r\n"
        ),
        (
            "# SPDX-FileCopyrightText: 2017 Marek Chojnowski\n#\n# SPDX-License-Identifier: CC-BY-NC-SA-4.0\n"
            "<!-- Title: Hand -->\n// Source: Reumatologia, https://example.org/a\n/* Changes: cropped */\n"
            "Permission : e-mail\nexpires:2031-12-31\nPERSON: patient\nConsent: file 12"
        ),
    ],
    ids=["English", "Norwegian", "comments"],
)
def test_our_own_fields_are_read_in_both_languages(text: str) -> None:
    said, problems = read_sidecar(text)
    assert problems == []
    assert fields_of(said) == {
        "creator": "Marek Chojnowski",
        "title": "Hand",
        "source": "Reumatologia",
        "source_url": "https://example.org/a",
        "year": "2017",
        "license": "CC-BY-NC-SA-4.0",
    }
    assert said is not None
    work = said.work
    assert (work.changes, work.permission, work.expires) == ("cropped", "e-mail", "2031-12-31")
    assert (work.person, work.consent) == ("patient", "file 12")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Foto: Kari Nordmann, Arkivet. 2017. CC BY 4.0", {"creator": "Kari Nordmann", "source": "Arkivet"}),
        ("Kreditering: Foto: Kari Nordmann, Arkivet. 2017. CC BY 4.0\n", {"creator": "Kari Nordmann"}),
        ("\n\nKari Nordmann, Arkivet. 2017. CC BY 4.0\n\n", {"creator": "Kari Nordmann"}),
        ("Kilde: Arkivet. 2017. CC BY 4.0", {"source": "Arkivet"}),
    ],
)
def test_one_line_is_a_whole_credit(line: str, found: dict[str, str]) -> None:
    said, problems = read_sidecar(line)
    assert problems == []
    read = fields_of(said)
    assert {name: read[name] for name in found} == found
    assert (read["year"], read["license"]) == ("2017", "CC-BY-4.0")


def test_one_line_may_be_a_field() -> None:
    assert fields_of(read_sidecar("Creator: Kari Nordmann")[0]) == {"creator": "Kari Nordmann"}
    assert fields_of(read_sidecar("SPDX-License-Identifier: CC0-1.0")[0]) == {"license": "CC0-1.0"}
    assert fields_of(read_sidecar("© 2017 Kari Nordmann")[0]) == {"creator": "Kari Nordmann", "year": "2017"}


def test_several_holders_are_all_kept() -> None:
    said, _problems = read_sidecar(f"SPDX-FileCopyrightText: 2016 Kari Nordmann\n{REUSE}")
    assert fields_of(said)["creator"] == "Kari Nordmann, Marek Chojnowski"


def test_unknown_field_and_loose_line_are_told_of_at_their_lines() -> None:
    said, problems = read_sidecar(f"{REUSE}Lisenz: CC BY 4.0\nLastet ned en gang\nExpires: snart\n")
    assert problems == [
        Problem("FRONT_MATTER_KEY", 3, {"found": "Lisenz", "suggestion_of": "lisens"}),
        Problem("CREDIT_LINE", 4, {"found": "Lastet ned en gang", "expected": EXPECTED_LINE}),
        Problem(
            "CREDIT_VALUE",
            5,
            {
                "key": "expires",
                "found": "snart",
                "expected": "a date as YYYY-MM-DD, or «never»",
                "example": "expires: 2031-12-31",
            },
        ),
    ]
    assert fields_of(said)["creator"] == "Marek Chojnowski"


@pytest.mark.parametrize("text", ["", "\n \n", "#\n", "<!-- -->\n"])
def test_empty_file_says_nothing(text: str) -> None:
    assert read_sidecar(text) == (None, [])


@given(st.text(max_size=200))
def test_any_text_beside_a_picture_is_read(text: str) -> None:
    said, problems = read_sidecar(text)
    assert said is None or set(said.fields) <= set(FIELDS)
    assert all(problem.line >= 1 for problem in problems)


# The book's file


def test_entries_are_lines_or_fields() -> None:
    said, problems = read_credits(
        """figurer/a.svg: "Foto: Kari Nordmann, Arkivet. 2017. CC BY 4.0"
"figurer/*":
  opphaver: Redaksjonen
  lisens: CC0
  formater: [pdf, nettsted]
Source Serif 4:
  what: font
  creator: Frank Grießhammer
  license: OFL 1.1
"""
    )
    assert problems == []
    assert [(it.path, it.line, it.is_pattern, it.work.what) for it in said] == [
        ("figurer/a.svg", 1, False, "figure"),
        ("figurer/*", 2, True, "figure"),
        ("Source Serif 4", 6, False, "font"),
    ]
    assert fields_of(said[0])["creator"] == "Kari Nordmann"
    assert (said[1].work.formats, said[1].lines["license"]) == (("html", "pdf"), 4)
    assert said[2].work.title == "Source Serif 4"


def test_what_is_wrong_is_told_of_at_its_line() -> None:
    said, problems = read_credits(
        """figurer/a.svg: []
figurer/b.svg:
figurer/c.svg: {creator: Kari Nordmann, lisense: CC0, title: [T]}
figurer/d.svg:
  creator: Google
  what: tekts
  credit: "N. CC0"
  kreditering: "M. CC0"
figurer/d.svg: "N. CC0"
"""
    )
    entry = {"expected": EXPECTED_ENTRY, "example": EXAMPLE_ENTRY}
    kinds = (
        "figure, figur, illustration, illustrasjon, bilde, table, tabell, text, tekst, quotation, sitat, font, skrift"
    )
    assert problems == [
        Problem("FRONT_MATTER_YAML", 9, {"problem": "a key stands twice", "found": "figurer/d.svg"}),
        Problem("CREDIT_ENTRY", 1, {"path": "figurer/a.svg", "found": "[]", **entry}),
        Problem("CREDIT_ENTRY", 2, {"path": "figurer/b.svg", "found": "", **entry}),
        Problem("FRONT_MATTER_KEY", 3, {"found": "lisense", "suggestion_of": "lisens"}),
        Problem("CREDIT_VALUE", 3, {"key": "title", "found": "[T]", "expected": "a text", "example": "title: …"}),
        Problem("WORK_KIND_UNKNOWN", 6, {"found": "tekts", "expected": kinds, "suggestion_of": "tekst"}),
        Problem("FRONT_MATTER_YAML", 8, {"problem": "a key stands twice", "found": "kreditering"}),
        Problem("CREATOR_NO_NAME", 5, {"found": "Google"}),
    ]
    assert [it.path for it in said] == ["figurer/c.svg", "figurer/d.svg"]


def test_yaml_that_cannot_be_read_says_so() -> None:
    assert read_credits('*.svg: "N. CC0"\n')[1] == [
        Problem(
            "FRONT_MATTER_YAML",
            1,
            {"problem": "a value begins with «*»; put it in quotation marks", "found": '*.svg: "N. CC0"'},
        )
    ]
    assert read_credits("") == ([], [])


@given(st.text(max_size=120))
def test_any_text_of_the_book_is_read(text: str) -> None:
    said, problems = read_credits(text)
    assert all(it.path or it.work for it in said)
    assert all(problem.line >= 1 for problem in problems)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("figurer/a.svg", "figurer/a.svg", True),
        ("./figurer/a.svg", "figurer/a.svg", True),
        ("/figurer/a.svg", "figurer/a.svg", True),
        ("figurer\\a.svg", "figurer/a.svg", True),
        ("figurer/a.svg", "figurer/a.svgz", False),
        ("figurer/å.svg", "figurer/a\u030a.svg", True),
        ("figurer/a.svg", "figurer/axsvg", False),
        ("figurer/*", "figurer/a.svg", True),
        ("figurer/*", "figurer/dypt/a.svg", False),
        ("figurer/**", "figurer/dypt/a.svg", True),
        ("**/*.svg", "a.svg", True),
        ("**/*.svg", "figurer/dypt/a.svg", True),
        ("**/*.svg", "figurer/dypt/a.png", False),
        ("*", "figurer/a.svg", False),
        ("figurer/?.svg", "figurer/a.svg", True),
        ("figurer/?.svg", "figurer/ab.svg", False),
        ("figurer/[ab].svg", "figurer/b.svg", True),
        ("figurer/[!ab].svg", "figurer/b.svg", False),
        ("figurer/[a-c].svg", "figurer/b.svg", True),
        ("figurer/[c-a].svg", "figurer/b.svg", False),
        ("figurer/a+(1).svg", "figurer/a+(1).svg", True),
        ("figurer/a[1].svg", "figurer/a[1].svg", True),
        ("https://example.org/a?b=*", "https://example.org/a?b=*", True),
        ("https://example.org/a?b=*", "https://example.org/axb=1", False),
    ],
)
def test_pattern_fits_as_expected(pattern: str, path: str, fits: bool) -> None:
    (said,), _problems = read_credits(f"{pattern!r}: N. CC0".replace("\\\\", "\\"))
    assert matches(said, path) is fits


def test_the_most_exact_entry_comes_first() -> None:
    said, _problems = read_credits(
        "'**': A\n'figurer/*': B\n'figurer/*.svg': C\nfigurer/a.svg: D\nfigurer/b.svg: E\n'figurer/a*': F\n"
    )
    assert [it.path for it in find_entries(said, "figurer/a.svg")] == [
        "figurer/a.svg",
        "figurer/*.svg",
        "figurer/a*",
        "figurer/*",
        "**",
    ]


# Several credits of one file


def said_as(path: str = "", **fields: str) -> Said:
    return Said(work_as(**fields), path=path)


def work_as(**fields: str) -> Work:
    read = read_license(fields["license"]) if "license" in fields else None
    return Work(**{**fields, "license": read})  # type: ignore[arg-type]


def test_nearer_credit_is_completed_by_one_of_the_same_file() -> None:
    nearer = work_as(changes="beskåret", creator="Marek Chojnowski")
    whole = complete(nearer, said_as(creator="marek  chojnowski", title="Hand", license="CC BY 4.0", changes="uendret"))
    assert (whole.creator, whole.title, whole.changes) == ("Marek Chojnowski", "Hand", "beskåret")
    assert whole.license == read_license("CC BY 4.0")


@pytest.mark.parametrize(
    "other",
    [{"creator": "Kari"}, {"title": "Fot"}, {"source": "Arkivet"}, {"license": "CC BY 3.0"}],
    ids=lambda other: next(iter(other)),
)
def test_nothing_is_taken_from_a_credit_that_contradicts(other: dict[str, str]) -> None:
    nearer = work_as(creator="Marek", title="Hand", source="Reumatologia", license="CC BY 4.0")
    ((name, _mine, theirs),) = contradictions(nearer, work_as(**other))
    assert (name, theirs) == next(iter(other.items()))
    assert complete(nearer, said_as(**other, year="2017")) == nearer


def test_pattern_completes_only_a_credit_that_says_not_whose_work_it_is() -> None:
    rule = said_as("figurer/*", creator="Redaksjonen", license="CC0")
    assert complete(work_as(person="none"), rule).creator == "Redaksjonen"
    # else a photograph without a licence would get ours
    assert complete(work_as(source="Arkivet"), rule) == work_as(source="Arkivet")


def test_an_address_goes_with_its_own_source() -> None:
    nearer = work_as(source="Reumatologia")
    assert complete(nearer, said_as(source="Reumatologia", source_url="https://example.org/a")).source_url
    assert complete(work_as(source_url="https://example.org/a"), said_as(source="Arkivet")).source == ""
    assert contradictions(work_as(source_url="https://example.org/a"), work_as(source_url="https://example.com/b")) == [
        ("source", "https://example.org/a", "https://example.com/b")
    ]
    assert (
        contradictions(work_as(source_url="https://example.org/a"), work_as(source_url="http://www.example.org/a/"))
        == []
    )


def test_words_of_use_say_not_whose_a_work_is() -> None:
    assert not says_whose(work_as(person="none", changes="beskåret", consent="arkiv"))
    assert says_whose(work_as(title="Hand"))
    assert says_whose(work_as(permission="e-post"))
