"""The book's order on paper: parts, short chapters, lists after the contents, and the heads of pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from sphinx.errors import ConfigError

from tests.builders.typst.reading import lines_of, outline_of, tags_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Built

ALONE = ("myst_parser", "kompendium.builders.typst")
NAMED = {"typst_basename": "boka"}
ENOUGH = {**NAMED, "typst_look_up_words": 60}
PART = "# Bok\n\n```{toctree}\n:caption: Del en\n:numbered: 1\n"
WORDS = "Dermatomyositt og systemisk sklerose. "


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def pages_of(built: Built) -> dict[str, list[str]]:
    """The lines of each page by its label."""
    file = built.outdir / "boka.pdf"
    with pypdfium2.PdfDocument(file) as document:
        labels = [document.get_page_label(number) for number in range(len(document))]
    return {label: [" ".join(line.split()) for line in lines_of(file, n)] for n, label in enumerate(labels)}


def bookmarks_of(file: Path) -> list[tuple[str, str]]:
    """Each bookmark of the outermost level with the label of its page."""
    with pikepdf.open(file) as pdf, pypdfium2.PdfDocument(file) as document, pdf.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        found = []
        for item in outline.root:
            destination = item.destination if item.destination is not None else item.action.D
            found.append((str(item.title), document.get_page_label(numbers[destination[0].objgen])))
    return found


def test_part_lists_its_chapters_with_their_pages_once_in_the_outline(build: Build) -> None:
    files = {"index.md": f"{PART}a\nb\n```\n", "a.md": f"# *Første*\n\n{WORDS * 200}", "b.md": "# Andre\n\nTekst."}
    built = build(files, "typst", extensions=ALONE, conf=NAMED)
    assert " ".join(pages_of(built)["1"]) == "Del en 1 Første 2 2 Andre 6"
    outline = [(1, "Innhold"), (1, "Del en"), (2, "1 Første"), (2, "2 Andre")]
    assert outline_of(built.outdir / "boka.pdf") == outline
    tags = tags_of(built.outdir / "boka.pdf")
    part = tags[tags.index("H1", tags.index("H1") + 1) :]
    assert [tag for tag in part[: part.index("H2")] if tag in ("L", "LI", "Link")] == ["L", "LI", "Link", "LI", "Link"]


def test_short_chapters_run_on_and_long_ones_open_a_page(build: Build) -> None:
    files = {
        "index.md": f"{PART}a\nb\nc\nd\ne\nf\n```\n\n```{{toctree}}\n:caption: Del to\n:numbered: 1\ng\n```\n",
        **{f"{name}.md": f"# Kort {name}\n\nTekst[^1].\n\n[^1]: Note {name}." for name in "abdeg"},
        "c.md": f"# Lang\n\n{WORDS * 20}",
        "f.md": "# Tabell\n\n| x | y |\n|---|---|\n| 1 | 2 |\n",
    }
    built = build(files, "typst", extensions=ALONE, conf=ENOUGH)
    opened = {
        label: [line for line in lines if re.match(r"\d (Kort|Lang|Tabell)", line)]
        for label, lines in pages_of(built).items()
    }
    assert {label: found for label, found in opened.items() if found and label not in ("iii", "1", "7")} == {
        "2": ["1 Kort a", "2 Kort b"],
        "3": ["3 Lang"],
        "4": ["4 Kort d", "5 Kort e"],
        "5": ["6 Tabell"],
        "8": ["1 Kort g"],
    }
    # Notes on one page have numbers of their own.
    assert [line for line in pages_of(built)["4"] if "Note" in line] == ["1Note d.", "2Note e."]


def test_chapters_run_on_only_where_the_project_says_so(build: Build) -> None:
    files = {"index.md": f"{PART}a\nb\n```\n", "a.md": "# A\n\nTekst.", "b.md": "# B\n\nTekst."}
    assert "3" in pages_of(build(files, "typst", extensions=ALONE, conf=NAMED))
    assert "3" not in pages_of(build(files, "typst", extensions=ALONE, conf=ENOUGH))


def test_no_heading_of_a_short_chapter_stands_alone_at_the_foot_of_a_page(build: Build) -> None:
    names = [f"k{number:02d}" for number in range(14)]
    files = {name + ".md": f"# Oppslag {name}\n\n{WORDS * 10}\n\n## Mer\n\n{WORDS * 3}" for name in names}
    files["index.md"] = PART + "\n".join(names) + "\n```\n"
    built = build(files, "typst", extensions=ALONE, conf=ENOUGH)
    pages = [lines for label, lines in pages_of(built).items() if label.isdigit() and int(label) > 1]
    assert 3 < len(pages) < 7
    for lines in pages:
        # These are low enough to be kept whole: each page ends with the end of one.
        assert lines[-2].startswith(("Dermatomyositt", "sklerose", "systemisk"))
        opened = [line for line in lines if re.fullmatch(r"\d+ Oppslag k\d\d", line)]
        assert sum(line.endswith("Mer") for line in lines) == len(opened)


def test_heads_name_the_chapter_and_its_section_and_none_stands_over_an_opening(build: Build) -> None:
    long = "".join(f"## Avsnitt {letter}\n\n{WORDS * 70}\n\n" for letter in "ABC")
    files = {"index.md": f"{PART}a\nb\n```\n", "a.md": f"# Første\n\n{long}", "b.md": "# Andre\n\nTekst."}
    pages = pages_of(build(files, "typst", extensions=ALONE, conf=NAMED))
    assert pages["2"][0] == "1 Første"
    assert pages["2"][1] == "Avsnitt A"
    assert [pages[label][0] for label in ("3", "4")] == ["1 Første Avsnitt B", "1 Første Avsnitt C"]
    # Where no section begins, the head has the one that goes on.
    assert [pages[label][0] for label in ("5", "6")] == ["1 Første Avsnitt C", "2 Andre"]


def test_heads_over_short_chapters_name_the_first_and_the_last_of_the_page(build: Build) -> None:
    names = [f"k{number}" for number in range(9)]
    files = {name + ".md": f"# Oppslag {name}\n\n{WORDS * 12}" for name in names}
    files["index.md"] = PART + "\n".join(names) + "\n```\n"
    pages = pages_of(build(files, "typst", extensions=ALONE, conf=ENOUGH))
    first = [line for line in pages["2"] if "Oppslag" in line]
    assert first[0] == pages["2"][0] == "1 Oppslag k0"
    inside = [line for line in pages["3"][1:] if "Oppslag" in line]
    assert pages["3"][0] == f"{inside[0]} {inside[-1]}"
    assert len(inside) > 2


FIGURES = "".join(f"```{{table}} Tabell om *{n}* med [lenke](b.md)[^1]\n| x |\n|---|\n| 1 |\n```\n\n" for n in "abcde")
LISTED = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\na\nb\n```\n",
    "a.md": f"# A\n\n{FIGURES}[^1]: Note.",
    "b.md": "# B\n\n```{code-block} python\n:caption: Kode\n\nx = 1\n```\n",
}
NUMBERED = {**NAMED, "numfig": True, "numfig_format": {"table": "Tabell %s", "code-block": "Kode %s"}}


def test_book_of_five_numbered_tables_lists_them_after_the_contents(build: Build) -> None:
    built = build(LISTED, "typst", extensions=ALONE, conf=NUMBERED)
    lines = pages_of(built)["iii"]
    start = lines.index("Tabeller")
    assert lines[start : start + 6] == [
        "Tabeller",
        *(f"Tabell 1.{n} Tabell om {c} med lenke 1" for n, c in enumerate("abcde", 1)),
    ]
    assert not any("Kodeeksempler" in line for line in lines)
    assert bookmarks_of(built.outdir / "boka.pdf") == [
        ("Innhold", "iii"),
        ("Tabeller", "iii"),
        ("1 A", "1"),
        ("2 B", "2"),
    ]


def test_project_chooses_its_lists(build: Build) -> None:
    built = build(LISTED, "typst", extensions=ALONE, conf={**NUMBERED, "typst_lists": ["listings", "figures"]})
    lines = pages_of(built)["iii"]
    assert lines[lines.index("Kodeeksempler") + 1] == "Kode 2.1 Kode 2"
    assert not {"Tabeller", "Figurer"} & set(lines)


@pytest.mark.parametrize("asked", ["tables", ["tabeller"]])
def test_list_that_there_is_none_of_stops_the_build_with_a_sentence(build: Build, asked: object) -> None:
    with pytest.raises(ConfigError, match=r"conf\.py:\d+: typst_lists .*\['figures'\], \['tables'\], \['listings'\]"):
        build(LISTED, "typst", extensions=ALONE, conf={"typst_lists": asked})


LINKS = {
    "index.md": f"{PART}a\nb\n```\n",
    "a.md": "# A\n\nSe [det andre](b.md) og [stedet](#stedet), eller igjen [det andre](b.md), og [her](#her).\n\n"
    "(her)=\n## Her [nede](b.md)\n\nSe [det andre](b.md) og <https://example.org>.\n",
    "b.md": f"# B\n\n{WORDS * 60}\n\n(stedet)=\n## Sted\n\nTekst. Se [A](a.md).\n",
}


def test_link_to_another_document_names_its_page_once_a_section(build: Build) -> None:
    conf = {**NAMED, "typst_show_pagerefs": True, "typst_chapters": True}
    built = build(LINKS, "typst", extensions=ALONE, conf=conf)
    pages = pages_of(built)
    assert pages["2"][:5] == [
        "1 A",
        "Se det andre (s. 3) og stedet (s. 4), eller igjen det andre, og her.",
        "Her nede",
        "Se det andre (s. 3) og https://example.org.",
        "2",
    ]
    assert pages["4"][-3:] == ["Sted", "Tekst. Se A (s. 2).", "4"]
    # A chapter by itself has no such pages.
    assert "(s." not in text_of(built.outdir / "kapitler/a.pdf")


def test_links_name_pages_where_the_project_asks_for_it_alone(build: Build) -> None:
    built = build(LINKS, "typst", extensions=ALONE, conf=NAMED)
    assert "(s." not in text_of(built.outdir / "boka.pdf")
