"""The build part of the search: what the indexes hold, when they are written, and what is left to Sphinx's search."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.formats import BOOK_THEME
from kompendium.web import search
from kompendium.web.search import fulltext
from kompendium.web.search.fulltext import article_of, language_of
from kompendium.web.search.plaintext import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Built

THEME = {"html_theme": BOOK_THEME}
BOOK = {
    "index.md": "# Bok\n\nForord.\n\n```{toctree}\n:numbered: 1\nkapitler/kalk\nkapitler/sklerose\n```\n\n"
    "```{toctree}\nkoder\nnavn\n```\n",
    "kapitler/kalk.md": "---\nnumber: 161\nshort_title: Kalk\naliases: [Calcinose]\nicd10: L94.2\n---\n# Kalsinose\n\n"
    "Ved systemisk sklerose, {icd10}`M34.1`.\n\n## Behandling\n\n{index}`Natriumtiosulfat` er prøvd.\n",
    "kapitler/sklerose.md": "---\nicd10: M34\nabbreviations:\n  PSS: systemisk sklerose\n---\n"
    "# Systemisk sklerose\n\nTekst.\n",
    "koder.md": "# Koder\n\n```{code-register} icd10\n```\n",
    "navn.md": "# Navn\n\n```{alias-register}\n```\n",
    "abbreviations.yml": "SSc: systemisk sklerose (systemic sclerosis)\nPIP: proksimalt interfalangealledd\n",
    "codes.lock.csv": "system,code,title,title_nb\nicd10,L94.2,Calcinosis cutis,Hudkalk\n"
    "icd10,M34,Systemic sclerosis,\nicd10,M34.1,CREST syndrome,\n",
}

NO_PROGRAM = (
    "WARNING: Pagefind finnes ikke for denne maskinen; lesernes søk laster ned hele teksten i stedet, "
    "som er større. "
    "Installer pakken «pagefind-bin» med pip hvis den finnes for plattformen, eller bygg nettstedet på en annen. "
    "[SIT-031] [kompendium.search_program_missing]"
)


def data_of(built: Built, file: str = "search-names.js") -> Any:
    """What a file of the search sets its global to."""
    match = re.fullmatch(r"globalThis\.\w+ = (.*);\n", built.read(file))
    assert match
    return json.loads(match[1])


def indexed_text(built: Built) -> dict[str, str]:
    """The page of each piece of pagefind's index, and its text."""
    found = {}
    for file in (built.outdir / "pagefind" / "fragment").iterdir():
        piece = json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))
        found[piece["url"]] = piece["content"]
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (path.name.startswith("search-") or "pagefind" in path.relative_to(folder).parts)
    }


def test_names_index_has_names_numbers_codes_abbreviations_entries_and_registers(build: Build) -> None:
    built = build(BOOK, conf=THEME)
    data = data_of(built)
    assert data["chapters"] == [
        {
            "number": "161",
            "title": "Kalsinose",
            "short": "Kalk",
            "url": "kapitler/kalk.html",
            "names": ["Calcinose"],
        },
        {
            "number": "162",
            "title": "Systemisk sklerose",
            "url": "kapitler/sklerose.html",
            "abbreviations": ["PSS", "SSc"],
        },
    ]
    assert data["systems"] == {"icd10": "ICD-10"}
    codes = {code["code"]: code for code in data["codes"]}
    assert list(codes) == ["L94.2", "M34", "M34.1"]
    assert codes["L94.2"]["titles"] == ["Hudkalk", "Calcinosis cutis"]
    assert codes["L94.2"]["chapters"] == [[0, "code-icd10-l94-2"]]
    # Mentioned, not in the head.
    assert [place[::2] for place in codes["M34.1"]["chapters"]] == [[0, 1]]
    assert data["abbreviations"] == [
        ["PIP", "proksimalt interfalangealledd"],
        ["PSS", "systemisk sklerose"],
        ["SSc", "systemisk sklerose (systemic sclerosis)"],
    ]
    assert data["entries"] == [["Natriumtiosulfat", 0, "index-0"]]
    assert [(register["title"], "codes" in register) for register in data["registers"]] == [
        ("Koder", True),
        ("Navn", False),
    ]
    assert data["text"] == "pagefind"
    assert data["labels"]["count"] == "{count} treff"
    assert "ikke" in data["stop_words"]


def test_text_index_has_articles_without_heads_ends_registers_and_frame(build: Build) -> None:
    text = indexed_text(build(BOOK, conf=THEME))
    assert set(text) == {"/", "/kapitler/kalk.html", "/kapitler/sklerose.html", "/koder.html", "/navn.html"}
    kalk = text["/kapitler/kalk.html"]
    assert "Natriumtiosulfat er prøvd" in kalk
    assert not [word for word in ("Andre navn", "Lisens", "Siter", "Del dette", "Som systemet") if word in kalk]
    assert "Calcinosis" not in text["/koder.html"]
    assert "Kalsinose" not in text["/navn.html"]


def test_list_of_what_is_new_is_not_searched(build: Build) -> None:
    chapter = BOOK["kapitler/sklerose.md"].replace("---\n", "---\nchanges:\n  - 2026-11-22: Doseringen er rettet.\n", 1)
    built = build({**BOOK, "kapitler/sklerose.md": chapter}, conf={**THEME, "kompendium_date": "2026-11-23"})
    assert "Doseringen er rettet" in built.read("index.html")
    text = indexed_text(built)
    assert "Forord" in text["/"]
    assert [page for page, words in text.items() if "Doseringen" in words] == []


def test_page_that_asks_not_to_be_searched_is_in_no_index(build: Build) -> None:
    files = {
        **BOOK,
        "skjult.rst": ":nosearch:\n\nSkjult\n======\n\nHemmelighet.\n",
        "om.md": "---\nno-search: true\n---\n# Om\n\nTaushet.\n",
        "index.md": BOOK["index.md"].replace("koder", "koder\nskjult\nom"),
    }
    built = build(files, conf=THEME)
    assert not [url for url in indexed_text(built) if "skjult" in url or "om.html" in url]
    assert "prøvd" in built.read("search-words.js")
    assert not [word for word in ("hemmelighet", "taushet") if word in built.read("search-words.js")]


def test_anchors_of_sections_stand_on_their_headings() -> None:
    section = '<article class="a"><section id="x">\n<span id="y"></span><h2{id}>X</h2></section></article>'
    page = f"<main>{section.format(id='')}</main>"
    assert article_of(page) == section.format(id=' id="x"')
    assert article_of("<main><p>Uten.</p></main>") == "<main><p>Uten.</p></main>"
    assert article_of("<p>Ingen.</p>") == ""


@pytest.mark.parametrize(
    ("language", "stemmed"), [("nb_NO", "no"), ("nn", "no"), ("en", "en"), ("de-AT", "de"), ("", "en")]
)
def test_both_forms_of_norwegian_are_stemmed_as_norwegian(language: str, stemmed: str) -> None:
    assert language_of(language) == stemmed


def test_same_book_gives_the_same_bytes(build: Build, tmp_path: Path) -> None:
    first = files_of(build(BOOK, conf=THEME).outdir)
    (tmp_path / "html").rename(tmp_path / "before")
    second = files_of(build(BOOK, conf=THEME, parallel=2).outdir)
    assert first == second
    assert {"search-names.js", "search-words.js", "pagefind/pagefind.js", "pagefind/wasm.no.pagefind"} <= set(first)
    # Interfaces of pagefind's own, and what is for languages without stemming.
    assert not [name for name in first if "ui" in name or "unknown" in name or name.endswith(".css")]


def test_second_build_leaves_the_files_as_they_are(build: Build) -> None:
    built = build(BOOK, conf=THEME)
    times = {name: (built.outdir / name).stat().st_mtime_ns for name in files_of(built.outdir)}
    build({}, conf=THEME)
    assert {name: (built.outdir / name).stat().st_mtime_ns for name in files_of(built.outdir)} == times


def test_incremental_build_indexes_changed_and_unchanged_pages_and_forgets_removed_ones(build: Build) -> None:
    built = build(BOOK, conf=THEME)
    index = BOOK["index.md"].replace("kapitler/sklerose\n", "")
    (built.srcdir / "kapitler" / "sklerose.md").unlink()
    changed = BOOK["kapitler/kalk.md"].replace("er prøvd", "er utprøvd")
    build({"index.md": index, "kapitler/kalk.md": changed}, conf=THEME)
    text = indexed_text(built)
    assert "utprøvd" in text["/kapitler/kalk.html"]
    assert not [url for url in text if "sklerose" in url]
    assert [chapter["title"] for chapter in data_of(built)["chapters"]] == ["Kalsinose"]
    assert "utprøvd" in built.read("search-words.js")


def test_without_pagefind_the_text_is_there_as_it_stands_and_the_build_says_so(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(BOOK, conf=THEME)
    monkeypatch.setattr(fulltext, "executable", lambda: None)
    built = build({}, conf={**THEME, "html_secnumber_suffix": " "}, warnings=[NO_PROGRAM])
    assert data_of(built)["text"] == "plain"
    assert not (built.outdir / "pagefind").exists()
    pages = {page["url"]: page for page in data_of(built, "search-text.js")}
    assert pages["kapitler/kalk.html"]["title"] == "161 Kalsinose"
    assert pages["kapitler/kalk.html"]["parts"] == [
        ["kalsinose", "161 Kalsinose", "Ved systemisk sklerose, M34.1."],
        ["behandling", "Behandling", "Natriumtiosulfat er prøvd."],
    ]
    monkeypatch.undo()
    assert not (build({}, conf=THEME).outdir / "search-text.js").exists()


def test_pagefind_that_fails_leaves_no_part_of_an_index(
    build: Build, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho 'out of memory' >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(fulltext, "executable", lambda: program)
    said = (
        "WARNING: Pagefind kunne ikke indeksere nettstedet: out of memory. Lesernes søk laster ned hele teksten i "
        "stedet. Bygg på nytt. Hjelper ikke det, installerer du «pagefind-bin» på nytt. [SIT-032] "
        "[kompendium.search_program_failed]"
    )
    built = build(BOOK, conf=THEME, warnings=[said])
    assert data_of(built)["text"] == "plain"
    assert not (built.outdir / "pagefind").exists()


def test_program_is_absent_where_its_package_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fulltext.executable()
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    assert fulltext.executable() is None


def test_sphinx_writes_and_loads_no_index_of_its_own(build: Build) -> None:
    built = build(BOOK, conf=THEME)
    assert not [name for name in search._SPHINX_FILES if (built.outdir / name).exists()]
    scripts = " ".join(built.html("search").xpath("//script/@src"))
    assert not [name for name in ("searchtools", "language_data", "searchindex") if name in scripts]
    assert built.html("search").xpath("//form[@role='search']//input[@name='q']")


@pytest.mark.parametrize("theme", ["alabaster", "basic"])
def test_other_themes_keep_sphinx_own_search(build: Build, theme: str) -> None:
    built = build(BOOK, conf={"html_theme": theme})
    assert (built.outdir / "searchindex.js").is_file()
    assert not files_of(built.outdir)
    assert "codesWithin" in built.read("_static/kompendium.js")
    assert "data-kompendium-finder" not in built.read("search.html")
    # With our theme it is the other way round.
    assert "codesWithin" not in build({}, conf=THEME).read("_static/kompendium.js")


@pytest.mark.parametrize("builder", ["singlehtml", "text", "latex"])
def test_other_builders_get_nothing_of_the_search(build: Build, builder: str) -> None:
    built = build(BOOK, builder, conf=THEME)
    assert not files_of(built.outdir)
    assert not (built.outdir / "_static" / search.SCRIPT).exists()


def test_site_of_folders_has_its_own_addresses(build: Build) -> None:
    built = build(BOOK, "dirhtml", conf=THEME)
    assert [chapter["url"] for chapter in data_of(built)["chapters"]] == ["kapitler/kalk/", "kapitler/sklerose/"]
    assert {"/kapitler/kalk/", "/kapitler/sklerose/"} <= set(indexed_text(built))
    page = built.html("search/index")
    assert page.xpath("//*[@data-kompendium-finder='page']/@data-root") == ["../"]
    # The page itself.
    assert page.xpath("//form[@role='search']/@action") == []


def test_page_without_scripts_leads_to_contents_and_registers(build: Build) -> None:
    page = build(BOOK, conf=THEME).html("search")
    (noscript,) = page.xpath("//article[contains(@class, 'kompendium-search-page')]//noscript")
    assert noscript.xpath(".//a/@href") == ["index.html", "koder.html", "navn.html"]
    assert "Søket trenger JavaScript" in noscript.text_content()


def test_field_can_stand_more_than_once_on_a_page(build: Build) -> None:
    layout = (
        '{% extends "!layout.html" %}{% block footer %}'
        '{% with field = "one" %}{% include "search-field.html" %}{% endwith %}'
        '{% with field = "two" %}{% include "search-field.html" %}{% endwith %}{% endblock %}'
    )
    built = build({**BOOK, "maler/layout.html": layout}, conf={**THEME, "templates_path": ["maler"]})
    page = built.html("kapitler/kalk")
    for field in ("one", "two"):
        (finder,) = page.xpath(f"//*[@data-kompendium-finder='{field}']")
        assert finder.get("data-root") == "../"
        assert re.fullmatch(r"_static/kompendium-search\.js\?v=[0-9a-f]{8}", finder.get("data-script"))
        assert finder.xpath(".//form/@action") == ["../search.html"]
        assert finder.xpath(".//label/@for") == finder.xpath(".//input/@id") == [f"kompendium-search-{field}"]
    ids = page.xpath("//@id")
    assert len([id_ for id_ in ids if id_.startswith("kompendium-search-")]) == len(
        {id_ for id_ in ids if id_.startswith("kompendium-search-")}
    )


def test_search_speaks_english_in_an_english_book(build: Build) -> None:
    built = build(BOOK, conf={**THEME, "language": "en"})
    assert data_of(built)["labels"]["count"] == "{count} results"
    assert (built.outdir / "pagefind" / "wasm.en.pagefind").is_file()
    assert built.html("search").xpath("//h1/text()") == ["Search"]


def test_words_are_each_there_in_their_most_frequent_form() -> None:
    pages = [{"parts": [["", "Sykdommen", "sykdom sykdom kolkisin hud"]]}, {"parts": [["a", "Øyet", "kolkisin"]]}]
    assert words_of(pages).split() == ["kolkisin", "sykdom"]


def test_names_index_is_small(build: Build) -> None:
    head = "---\naliases: [Annet navn {0}, Morbus {0}]\nicd10: M{0:02}.1\n---\n# Kapittel {0}\n\nTekst.\n"
    files = {f"kapitler/k{number}.md": head.format(number) for number in range(10, 60)}
    rows = "".join(f"icd10,M{number}.1,Sykdom {number},\n" for number in range(10, 60))
    files["codes.lock.csv"] = f"system,code,title,title_nb\n{rows}"
    toctree = "```{toctree}\n:glob:\nkapitler/*\n```\n"
    built = build({"index.md": f"# Bok\n\n{toctree}", **files}, conf=THEME)
    empty = len(gzip.compress(built.read("search-names.js").encode()))
    assert empty < 50 * 100 + 3000
