"""Registers: what each says, in order, in every format; and that a page is written again when its data change."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from pypdfium2 import PdfDocument

from kompendium.blocks.registers.abbreviations import Abbreviation, read_abbreviations

from .building import Book, build

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = ("kompendium.blocks.chapter", "kompendium.blocks.codes", "kompendium.blocks.registers")
INDEX = """# Bok

```{toctree}
:numbered: 1

kapitler/kalsinose
kapitler/sklerose
kapitler/aase
```

```{toctree}
registre/koder
registre/andre
```
"""
CODES = "# Koder\n\n```{code-register} icd10\n```\n"
OTHERS = """# Andre

## Navn

```{navneregister}
```

## Forkortelser

```{forkortelser}
```

## Folk

```{bidragsytere}
```

## Kapitler

```{kapittelliste}
```
"""
CHAPTERS = {
    "kapitler/kalsinose.md": (
        "---\nnumber: 161\naliases: [Calcinose, Øyekalk]\nicd10: L94.2\nauthors: [gran, palm]\n"
        "based_on: {title: Kilden, authors: [gran], year: 2021}\nreviewers: [Ola Å. Berg]\n---\n"
        "# Kalsinose\n\nSe {icd10}`M34.1` og {atc}`L04AB01`.\n"
    ),
    "kapitler/sklerose.md": (
        "---\naliases: [SSc]\nicd10: [M34, M34.1]\nabbreviations: {ANA: antinukleære antistoffer}\n---\n"
        "# Systemisk *sklerose*\n\nTekst.\n"
    ),
    "kapitler/aase.md": "---\nauthors: []\nicd10: M30–M36\n---\n# Aases sykdom\n\nSe {icd10}`L94.2`.\n",
}
FILES = {
    "index.md": INDEX,
    **CHAPTERS,
    "registre/koder.md": CODES,
    "registre/andre.md": OTHERS,
    "people.yml": (
        "gran: {name: Jan Tore Gran}\npalm: {name: Øyvind Palm, orcid: 0000-0002-1825-0097}\nred: Redaksjonen\n"
    ),
    "abbreviations.yml": (
        "SSc: systemisk sklerose\nCREST: {text: calcinosis and more, lang: en}\nNO: Norge\nÅL: ålesak\n"
    ),
    "codes.lock.csv": "system,code,title,title_nb\nicd10,L94.2,Calcinosis cutis,\nicd10,M34,x,Systemisk sklerose\n",
}
CONFIG: dict[str, object] = {
    "language": "nb",
    "kompendium_editors": ["red"],
    "kompendium_authors": ["Kari Bok"],
    "numfig": True,
    "myst_enable_extensions": ["colon_fence"],
    "man_pages": [("index", "bok", "Bok", ["X"], 7)],
    "latex_documents": [("index", "bok.tex", "Bok", "X", "manual")],
}


def make(folder: Path, files: dict[str, str] | None = None, builder: str = "html", **more: object) -> Book:
    return build(folder, files, builder, rooms=ROOMS, **{**CONFIG, **more})  # type: ignore[arg-type]


def change(folder: Path, files: dict[str, str], builder: str = "html", **more: object) -> Book:
    """Build again with changed files, each certainly newer than before."""
    return make(folder, files, builder, **more)


def words(element: object) -> str:
    return " ".join(element.text_content().split())  # type: ignore[attr-defined]


def entries(book: Book, page: str, kind: str) -> list[str]:
    """The entries of a register, places after a colon."""
    found = []
    for item in book.html(page).xpath(f"//div[contains(@class, 'kompendium-register-{kind}')]/ul/li"):
        places = [words(place) for place in item.xpath("./ul/li")]
        found.append(" | ".join([words(item.xpath("./p")[0]), *places]))
    return found


def test_code_register_lists_codes_in_order_with_titles_and_chapters(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    assert book.warnings == []
    assert entries(book, "registre/koder", "codes") == [
        "L94.2 Calcinosis cutis | 161 Kalsinose | mentioned in 163 Aases sykdom",
        "M30–M36 Systemic connective tissue disorders | 163 Aases sykdom",
        "M34 Systemisk sklerose | 162 Systemisk sklerose",
        "M34.1 CR(E)ST syndrome | 162 Systemisk sklerose | mentioned in 161 Kalsinose",
    ]
    page = book.html("registre/koder")
    assert page.xpath("//li[@id='register-icd10-l94-2']/p/span[@lang='en']/text()") == ["Calcinosis cutis"]
    assert page.xpath("//li[@id='register-icd10-l94-2']//a/@href") == [
        "https://icd.who.int/browse10/2019/en#/L94.2",
        "../kapitler/kalsinose.html#code-icd10-l94-2",
        "../kapitler/aase.html#code-icd10-l94-2-text",
    ]
    for href in page.xpath("//div[contains(@class, 'kompendium-register')]//ul//ul//a/@href"):
        target, _hash, anchor = href.removeprefix("../").partition("#")
        assert book.html(target.removesuffix(".html")).xpath(f"//*[@id='{anchor}']"), href


LOCK = """system,code,title,title_nb,edition,parent
icd10,XII,Skin,,2019,
icd10,L80-L99,Other skin,Annet i huden,2019,XII
icd10,L94.2,Calcinosis cutis,,2019,L80-L99
icd10,XIII,Joints,,2019,
icd10,M00-M25,Arthropathies,,2019,XIII
icd10,M05,Arthritis,,2019,M00-M25
icd10,M30-M36,Systemic,,2019,XIII
icd10,M34,Sclerosis,,2019,M30-M36
icd10,M34.1,CREST,,2019,M34
icd10,XXII,Special,,2019,
icd10,U00-U49,Provisional,,2019,XXII
icd10,U07.1,Covid,,2019,U00-U49
icd10,XX,External,,2019,
icd10,W00-X59,Accidents,,2019,XX
icd10,W01,Fall,,2019,W00-X59
"""


def test_code_register_has_the_classifications_own_chapters_and_blocks(tmp_path: Path) -> None:
    files = {**FILES, "codes.lock.csv": LOCK}
    files["kapitler/aase.md"] = "---\nicd10: [W01, U07.1, M05, Q99]\n---\n# Aases sykdom\n\nTekst.\n"
    book = make(tmp_path, files)
    assert book.warnings == []
    headings = book.html("registre/koder").xpath("//*[contains(@class, 'kompendium-register-heading')]")
    assert [(h.tag, words(h)) for h in headings] == [
        ("h2", "XII Skin"),
        ("h3", "L80–L99 Annet i huden"),
        ("h2", "XIII Joints"),
        ("h3", "M00–M25 Arthropathies"),
        ("h3", "M30–M36 Systemic"),
        # In the order of the edition, which is not that of the letters.
        ("h2", "XXII Special"),
        ("h3", "U00–U49 Provisional"),
        ("h2", "XX External"),
        ("h3", "W00–X59 Accidents"),
        ("h2", "Other codes"),
    ]
    found = [entry.split()[0] for entry in entries(book, "registre/koder", "codes")]
    assert found == ["L94.2", "M05", "M34", "M34.1", "U07.1", "W01", "Q99"]


def test_titles_of_an_edition_stay_when_another_document_is_read(tmp_path: Path) -> None:
    files = {name: text for name, text in FILES.items() if name != "codes.lock.csv"}
    expected = [
        "L94.2 Calcinosis cutis | 161 Kalsinose | mentioned in 163 Aases sykdom",
        "M30–M36 Systemic connective tissue disorders | 163 Aases sykdom",
        "M34 Systemic sclerosis | 162 Systemisk sklerose",
        "M34.1 CR(E)ST syndrome | 162 Systemisk sklerose | mentioned in 161 Kalsinose",
    ]
    assert entries(make(tmp_path, files, parallel=2), "registre/koder", "codes") == expected
    book = change(tmp_path, {"index.md": INDEX + "\nMer tekst.\n", "registre/koder.md": CODES + "\nMer.\n"})
    assert entries(book, "registre/koder", "codes") == expected


def test_code_register_tells_the_sites_script_what_an_entry_is_found_by(tmp_path: Path) -> None:
    files = {**FILES, "codes.lock.csv": LOCK}
    page = make(tmp_path, files).html("registre/koder")
    (register,) = page.xpath("//div[contains(@class, 'kompendium-register-codes')]")
    assert register.get("data-label") == "Search by code, name or chapter"
    found = {item.get("data-code"): item for item in register.xpath(".//li[@data-code]")}
    assert list(found) == ["L94.2", "M30–M36", "M34", "M34.1"]
    assert found["M34.1"].get("data-above") == "M34 M30–M36 XIII"
    # Names that are printed nowhere in the entry: of its chapters in their order, and the classification's own.
    assert found["M34.1"].get("data-known-as") == "CREST; SSc; Calcinose; Øyekalk"
    # A chapter's new name is in the register, though only the chapter was read again.
    chapter = files["kapitler/sklerose.md"].replace("[SSc]", "[Sklerodermi]")
    page = change(tmp_path, {"kapitler/sklerose.md": chapter}).html("registre/koder")
    assert page.xpath("//li[@data-code='M34']/@data-known-as") == ["Sclerosis; Sklerodermi"]


def test_other_registers_and_other_formats_have_nothing_for_the_filter(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    assert "data-label" not in book.text("registre/andre.html")
    epub = make(tmp_path, FILES, "epub", version="1", copyright="2026")
    assert "data-code" not in epub.text("registre/koder.xhtml")


def test_code_register_of_one_chapter_has_its_blocks_alone(tmp_path: Path) -> None:
    files = {**FILES, "codes.lock.csv": LOCK}
    book = make(tmp_path, files)
    headings = book.html("registre/koder").xpath("//*[contains(@class, 'kompendium-register-heading')]")
    assert [(h.tag, words(h)) for h in headings] == [("h2", "L80–L99 Annet i huden"), ("h2", "M30–M36 Systemic")]


def test_code_register_tells_once_where_its_codes_are_explained(tmp_path: Path) -> None:
    files = {**FILES, "codes.lock.csv": LOCK, "registre/koder.md": "# Koder\n\n```{koderegister}\n```\n"}
    book = make(tmp_path, files)
    sources = book.html("registre/koder").xpath("//p[@class='kompendium-register-source']")
    assert [words(source) for source in sources] == [
        "ICD-10, edition 2019. The codes are explained at https://icd.who.int/browse10/2019/en.",
        "The codes are explained at https://atcddd.fhi.no/atc_ddd_index/.",
    ]
    assert sources[1].xpath("./a/@href") == ["https://atcddd.fhi.no/atc_ddd_index/"]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("M34", ["162 Systemisk sklerose"]),
        ("M34.1", ["162 Systemisk sklerose"]),
        ("M34.0", []),
        ("M30–M36", ["162 Systemisk sklerose", "163 Aases sykdom"]),
        # A chapter that has the block has not each of its codes.
        ("M33", []),
        ("L94.-, m341", ["161 Kalsinose", "162 Systemisk sklerose"]),
        # Nothing in the form of L94.2 tells that it is in this block, but the lock file does.
        ("A00–A09", ["161 Kalsinose"]),
    ],
)
def test_chapter_list_by_code_has_the_chapters_with_it_or_one_below(
    tmp_path: Path, codes: str, found: list[str]
) -> None:
    listed = f"# Andre\n\n:::{{kapittelliste}}\n:icd10: {codes}\n:::\n"
    lock = "system,code,title,parent\nicd10,A00-A09,Ours,\nicd10,L94.2,Calcinosis,A00-A09\n"
    book = make(tmp_path, {**FILES, "codes.lock.csv": lock, "registre/andre.md": listed})
    assert book.warnings == []
    assert entries(book, "registre/andre", "chapters") == found


def test_chapter_list_by_a_code_of_no_chapter_says_so_and_one_that_is_no_code_is_told(tmp_path: Path) -> None:
    listed = "# Andre\n\n:::{chapter-list}\n:icd10: Q99\n:::\n\n:::{chapter-list}\n:icd10: M34, tull\n:::\n"
    book = make(tmp_path, {**FILES, "registre/andre.md": listed}, language="en")
    (warning,) = book.warnings
    assert warning.startswith("registre/andre.md:8: WARNING: «tull» does not have the form of a code in ICD-10; ")
    (empty,) = book.html("registre/andre").xpath("//p[@class='kompendium-register-empty']")
    assert words(empty) == "The book has no such chapters."
    assert entries(book, "registre/andre", "chapters") == ["162 Systemisk sklerose"]


def test_codes_lead_to_the_register_where_it_lists_their_system(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    page = book.html("kapitler/kalsinose")
    assert page.xpath("//a[.='L94.2']/@href") == ["../registre/koder.html#register-icd10-l94-2"]
    assert page.xpath("//a[.='M34.1']/@href") == ["../registre/koder.html#register-icd10-m34-1"]
    assert page.xpath("//a[.='L04AB01']/@href") == ["https://atcddd.fhi.no/atc_ddd_index/?code=L04AB01"]


def test_code_register_of_all_systems_has_a_heading_each(tmp_path: Path) -> None:
    book = make(tmp_path, {**FILES, "registre/koder.md": "# Koder\n\n```{koderegister}\n```\n"})
    assert book.warnings == []
    assert book.html("registre/koder").xpath("//h2[contains(@class, 'kompendium-register-heading')]/text()") == [
        "ICD-10",
        "ATC",
    ]
    assert entries(book, "registre/koder", "codes")[-1] == "L04AB01 | mentioned in 161 Kalsinose"


def test_two_registers_of_a_system_share_no_id(tmp_path: Path) -> None:
    book = make(tmp_path, {**FILES, "registre/koder.md": CODES + "\n```{code-register}\n```\n"})
    assert book.warnings == []
    ids = book.html("registre/koder").xpath("//@id[starts-with(., 'register-')]")
    assert len(ids) == len(set(ids)) == 5


def test_unknown_system_of_a_register_warns(tmp_path: Path) -> None:
    book = make(
        tmp_path, {**FILES, "registre/koder.md": "# Koder\n\n```{code-register} icd10, icd1\n```\n"}, language="en"
    )
    (warning,) = book.warnings
    assert warning.startswith("registre/koder.md:3: WARNING: «icd1» is not a code system; expected one of: icd10, ")
    assert warning.endswith("[kompendium.code_system_unknown]")
    assert len(entries(book, "registre/koder", "codes")) == 4


def test_names_stand_in_norwegian_order_under_their_letters(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    page = book.html("registre/andre")
    assert page.xpath("//div[contains(@class, 'register-names')]/h3/text()") == ["A", "C", "K", "S", "Ø"]
    assert entries(book, "registre/andre", "names") == [
        "Aases sykdom (chapter 163)",
        "Calcinose, see Kalsinose",
        "Kalsinose (chapter 161)",
        "SSc, see Systemisk sklerose",
        "Systemisk sklerose (chapter 162)",
        "Øyekalk, see Kalsinose",
    ]
    assert page.xpath("//div[contains(@class, 'register-names')]//a/em/text()") == ["sklerose", "sklerose"]
    assert page.xpath("//li[starts-with(., 'Calcinose')]//a/@href") == ["../kapitler/kalsinose.html"]


def test_abbreviations_of_file_and_chapters_are_a_definition_list(tmp_path: Path) -> None:
    page = make(tmp_path, FILES).html("registre/andre")
    (listed,) = page.xpath("//dl[contains(@class, 'kompendium-abbreviations')]")
    assert [words(term) for term in listed.xpath("./dt")] == ["ANA", "CREST", "NO", "SSc", "ÅL"]
    assert words(listed.xpath("./dd")[0]) == "antinukleære antistoffer"
    assert listed.xpath("./dd//span[@lang='en']/text()") == ["calcinosis and more"]


def test_contributors_stand_by_family_name_with_their_parts(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    assert entries(book, "registre/andre", "contributors") == [
        "Ola Å. Berg | Reviewer: 161 Kalsinose",
        "Kari Bok | Author: 162 Systemisk sklerose",
        "Jan Tore Gran | Author of the source: 161 Kalsinose",
        "Øyvind Palm, ORCID 0000-0002-1825-0097 | Author: 161 Kalsinose",
        "Redaksjonen | Editor of the book",
    ]


def test_chapter_list_follows_the_contents(tmp_path: Path) -> None:
    assert entries(make(tmp_path, FILES), "registre/andre", "chapters") == [
        "161 Kalsinose",
        "162 Systemisk sklerose",
        "163 Aases sykdom",
    ]


def test_empty_registers_say_so(tmp_path: Path) -> None:
    files = {"index.md": "# Bok\n\n```{toctree}\nregistre/koder\nregistre/andre\n```\n"}
    book = make(
        tmp_path,
        {**files, "registre/koder.md": CODES, "registre/andre.md": OTHERS},
        kompendium_editors=[],
        language="en",
    )
    assert book.warnings == []
    empty = "//p[@class='kompendium-register-empty']"
    said = [words(p) for page in ("koder", "andre") for p in book.html(f"registre/{page}").xpath(empty)]
    assert said == [
        "The book has no codes.",
        "The book has no chapters.",
        "The book has no abbreviations.",
        "The book names no contributors.",
        "The book has no chapters.",
    ]


def test_names_in_a_head_lead_to_the_contributors(tmp_path: Path) -> None:
    book = make(tmp_path, FILES)
    head = book.html("kapitler/kalsinose").xpath("//p[@class='kompendium-byline']")[0]
    links = {words(a): a.get("href") for a in head.xpath(".//span[@class='kompendium-person']/a")}
    assert links == {
        "Jan Tore Gran": "../registre/andre.html#person-gran",
        "Øyvind Palm": "../registre/andre.html#person-palm",
    }
    page = book.html("registre/andre")
    for name, href in links.items():
        (entry,) = page.xpath(f"//li[@id='{href.partition('#')[2]}']")
        assert words(entry).startswith(name)
    # Who is not in people.yml has a place as well.
    assert book.html("kapitler/sklerose").xpath("//a[.='Kari Bok']/@href") == ["../registre/andre.html#person-kari-bok"]
    assert len(page.xpath("//*[starts-with(@id, 'person-')]")) == 5


def test_who_reviewed_a_chapter_leads_to_the_contributors_with_its_orcid(tmp_path: Path) -> None:
    text = "---\nreviewed: 2026-05-03\nreviewers: [palm]\nauthors: []\n---\n# Aases sykdom\n\nTekst.\n"
    book = make(tmp_path, {**FILES, "kapitler/aase.md": text})
    (link,) = book.html("kapitler/aase").xpath("//p[@class='kompendium-review']//a")
    assert (words(link), link.get("href")) == ("Øyvind Palm", "../registre/andre.html#person-palm")
    (entry,) = book.html("registre/andre").xpath("//li[@id='person-palm']")
    assert "https://orcid.org/0000-0002-1825-0097" in entry.xpath(".//a/@href")


def test_people_whose_names_differ_by_an_accent_have_each_their_place(tmp_path: Path) -> None:
    text = "---\nauthors: [Ola Berg, Ola Bérg]\n---\n# Aases sykdom\n"
    book = make(tmp_path, {**FILES, "kapitler/aase.md": text})
    hrefs = book.html("kapitler/aase").xpath("//p[@class='kompendium-byline']//a/@href")
    assert len(set(hrefs)) == 2
    page = book.html("registre/andre")
    names = [words(page.xpath(f"//*[@id='{href.partition('#')[2]}']/p")[0]) for href in hrefs]
    assert names == ["Ola Berg", "Ola Bérg"]


def test_two_lists_of_contributors_share_no_id(tmp_path: Path) -> None:
    more = "\n```{contributors}\n```\n"
    book = make(tmp_path, {**FILES, "registre/andre.md": OTHERS + more, "registre/koder.md": CODES + more})
    assert book.warnings == []
    ids = [i for page in ("andre", "koder") for i in book.html(f"registre/{page}").xpath("//@id") if "person-" in i]
    assert len(ids) == len(set(ids)) == 5
    assert book.html("kapitler/sklerose").xpath("//a[.='Kari Bok']/@href") == ["../registre/andre.html#person-kari-bok"]


def test_registers_print_the_numbers_that_chapters_of_parts_have(tmp_path: Path) -> None:
    index = "# Bok\n\n```{toctree}\n:numbered: 2\n\ndel\n```\n\n```{toctree}\nregistre/andre\n```\n"
    part = "# Del\n\n```{toctree}\nkapitler/sklerose\nkapitler/aase\n```\n"
    kept = {name: text for name, text in FILES.items() if name not in {"kapitler/kalsinose.md", "registre/koder.md"}}
    book = make(tmp_path, {**kept, "index.md": index, "del.md": part})
    assert entries(book, "registre/andre", "chapters") == ["1.1 Systemisk sklerose", "1.2 Aases sykdom"]
    assert "Aases sykdom (chapter 1.2)" in entries(book, "registre/andre", "names")


# --- Written again ----------------------------------------------------------------------------------------------


def test_a_removed_code_leaves_the_register(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    book = change(tmp_path, {"kapitler/aase.md": "---\nauthors: []\n---\n# Aases sykdom\n\nTekst.\n"})
    assert entries(book, "registre/koder", "codes") == [
        "L94.2 Calcinosis cutis | 161 Kalsinose",
        "M34 Systemisk sklerose | 162 Systemisk sklerose",
        "M34.1 CR(E)ST syndrome | 162 Systemisk sklerose | mentioned in 161 Kalsinose",
    ]
    # Sphinx writes the page with the contents; other chapters and the other registers say what they said.
    assert sorted(book.written) == ["index", "kapitler/aase", "registre/koder"]


def test_a_changed_number_changes_the_registers(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    changed = CHAPTERS["kapitler/kalsinose.md"].replace("161", "170")
    book = change(tmp_path, {"kapitler/kalsinose.md": changed})
    assert entries(book, "registre/andre", "chapters")[-1] == "172 Aases sykdom"
    assert (
        entries(book, "registre/koder", "codes")[1] == "M30–M36 Systemic connective tissue disorders | 172 Aases sykdom"
    )


def test_a_title_that_only_looks_otherwise_changes_the_code_register(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    changed = CHAPTERS["kapitler/kalsinose.md"].replace("# Kalsinose", "# *Kalsinose*")
    assert changed != CHAPTERS["kapitler/kalsinose.md"]
    book = change(tmp_path, {"kapitler/kalsinose.md": changed})
    assert book.html("registre/koder").xpath("//section[@id='koder']//em[.='Kalsinose']")


def test_nothing_changed_writes_nothing(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    assert make(tmp_path).written == []


def test_a_change_reaches_every_builder_of_one_environment(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    make(tmp_path, builder="dirhtml")
    changed = {"kapitler/aase.md": "---\nauthors: []\n---\n# Aases sykdom\n\nTekst.\n"}
    make(tmp_path, changed, "dirhtml")
    book = make(tmp_path)
    assert "registre/koder" in book.written
    assert len(entries(book, "registre/koder", "codes")) == 3


def test_links_of_codes_change_when_the_register_goes(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    book = change(tmp_path, {"registre/koder.md": "# Koder\n\nIngen.\n"})
    assert book.html("kapitler/kalsinose").xpath("//a[.='L94.2']/@href") == [
        "https://icd.who.int/browse10/2019/en#/L94.2"
    ]
    book = change(tmp_path, {"registre/koder.md": CODES + " "})
    assert book.html("kapitler/kalsinose").xpath("//a[.='L94.2']/@href") == [
        "../registre/koder.html#register-icd10-l94-2"
    ]


def test_names_lead_elsewhere_when_the_contributors_move_appear_or_go(tmp_path: Path) -> None:
    def places(book: Book) -> list[str]:
        return book.html("kapitler/sklerose").xpath("//p[@class='kompendium-byline']//a/@href")

    make(tmp_path, FILES)
    without = OTHERS.replace("```{bidragsytere}\n```\n", "Ingen.\n")
    book = change(tmp_path, {"registre/andre.md": without})
    assert {"kapitler/kalsinose", "kapitler/sklerose"} <= set(book.written)
    assert "kapitler/aase" not in book.written
    assert places(book) == []
    book = change(tmp_path, {"registre/koder.md": f"{CODES}\n```{{contributors}}\n```\n"})
    assert places(book) == ["../registre/koder.html#person-kari-bok"]
    # Another chapter's new author takes an id of the same form: links that had it stay right.
    before = places(book)
    book = change(tmp_path, {"kapitler/aase.md": "---\nauthors: [Kåri Bok]\n---\n# Aases sykdom\n"})
    page = book.html("registre/koder")
    assert words(page.xpath(f"//*[@id='{places(book)[0].partition('#')[2]}']/p")[0]) == "Kari Bok"
    assert before == places(book) or "kapitler/sklerose" in book.written


INDEXED = {
    "kapitler/kalsinose.md": FILES["kapitler/kalsinose.md"]
    + "\nOg {index}`kalsifylaksi <! kalsifylaksi>`, {index}`dystrofisk <kalsinose; dystrofisk>`.\n\n"
    "```{index} see: blodkalk; kalsium\n```\n\nSe {index}`kalsium`.\n",
    "kapitler/aase.md": FILES["kapitler/aase.md"] + "\n{index}`Kalsifylaksi <kalsifylaksi>` og {index}`SSc`.\n\n"
    "```{index} seealso: Kalsinose; kalsium\n```\n\nMer.\n",
}


def test_index_entries_stand_among_the_names(tmp_path: Path) -> None:
    book = make(tmp_path, {**FILES, **INDEXED})
    assert book.warnings == []
    assert entries(book, "registre/andre", "names") == [
        "Aases sykdom (chapter 163)",
        "blodkalk, see kalsium",
        "Calcinose, see Kalsinose",
        "kalsifylaksi, 161 Kalsinose, 163 Aases sykdom",
        "Kalsinose (chapter 161) | dystrofisk, 161 Kalsinose | see also kalsium",
        "kalsium, 161 Kalsinose",
        "SSc, see also Systemisk sklerose, 163 Aases sykdom",
        "Systemisk sklerose (chapter 162)",
        "Øyekalk, see Kalsinose",
    ]
    page = book.html("registre/andre")
    assert page.xpath("//li[starts-with(., 'kalsifylaksi')]//strong//a/@href") == ["../kapitler/kalsinose.html#index-0"]
    assert page.xpath("//li[starts-with(., 'kalsifylaksi')]//a/@href")[1] == "../kapitler/aase.html#index-0"
    (target,) = set(page.xpath("//a[.='kalsium']/@href"))
    assert words(page.xpath(f"//*[@id='{target.partition('#')[2]}']/p")[0]) == "kalsium, 161 Kalsinose"


def test_register_is_written_again_when_an_index_entry_is_added(tmp_path: Path) -> None:
    make(tmp_path, FILES)
    book = change(tmp_path, INDEXED)
    assert "registre/andre" in book.written
    assert "blodkalk, see kalsium" in entries(book, "registre/andre", "names")


def test_index_entries_have_their_pages_in_print(tmp_path: Path) -> None:
    rooms = (*ROOMS, "kompendium.builders.typst")
    book = build(tmp_path, {**FILES, **INDEXED}, "typst", rooms=rooms, **CONFIG)  # type: ignore[arg-type]
    assert book.warnings == []
    with PdfDocument(book.output / "kompendium.pdf") as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
        assert "Stikkordregister" not in text
        lines = {" ".join(re.sub(r"[. ]{2,}", " ", line).split()) for line in text.splitlines()}
    # The three short chapters stand on one page, which is named once.
    for said in ("blodkalk, se kalsium", "kalsifylaksi 1", "dystrofisk 1", "SSc, se også Systemisk sklerose 1"):
        assert said in lines


def test_new_people_titles_and_abbreviations_reach_the_registers(tmp_path: Path) -> None:
    files = dict(FILES)
    abbreviations = files.pop("abbreviations.yml")
    make(tmp_path, files)
    changes = {
        "abbreviations.yml": abbreviations,
        "people.yml": files["people.yml"].replace("Redaksjonen", "De andre"),
        "codes.lock.csv": files["codes.lock.csv"].replace("Calcinosis cutis", "Calcinosis"),
    }
    book = change(tmp_path, changes)
    assert entries(book, "registre/andre", "contributors")[0].startswith("De andre")
    assert entries(book, "registre/koder", "codes")[0].startswith("L94.2 Calcinosis |")
    assert len(book.html("registre/andre").xpath("//dl[contains(@class, 'kompendium-abbreviations')]/dt")) == 5
    os.utime(tmp_path / "source" / "abbreviations.yml", (1, 1))
    book = change(tmp_path, {"abbreviations.yml": "SSc: systemisk sklerose\n"})
    assert len(book.html("registre/andre").xpath("//dl[contains(@class, 'kompendium-abbreviations')]/dt")) == 2


def test_parallel_reading_makes_the_same_pages(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    more = {f"kapitler/k{n}.md": f"---\nicd10: M0{n}\n---\n# Sykdom {n}\n\n{{atc}}`L04AB0{n}`\n" for n in range(8)}
    one, two = make(tmp_path / "one", {**FILES, **more}), make(tmp_path / "two", {**FILES, **more}, parallel=2)
    for page in ("registre/koder.html", "registre/andre.html", "kapitler/kalsinose.html"):
        assert one.text(page) == two.text(page)


@pytest.mark.parametrize(
    ("builder", "files"),
    [("text", ["registre/koder.txt", "registre/andre.txt"]), ("latex", ["bok.tex"]), ("man", ["bok.7"])],
)
def test_other_builders_keep_the_text(tmp_path: Path, builder: str, files: list[str]) -> None:
    book = make(tmp_path, FILES, builder)
    assert [w for w in book.warnings if "WARNING" in w] == []
    text = " ".join(book.text(file) for file in files).replace(r"\sphinxhyphen{}", "-").replace("\\", "")
    text = " ".join(text.split())
    for said in ("L94.2", "Calcinosis cutis", "mentioned in", "Calcinose, see", "systemisk sklerose", "Jan Tore Gran"):
        assert said in text


# --- Abbreviations ----------------------------------------------------------------------------------------------


def test_abbreviations_are_read_as_they_are_written() -> None:
    found, problems = read_abbreviations("NO: Norge\n1.0: en\nCa: {text: calcium, lang: en}\n")
    assert problems == []
    assert found == [Abbreviation("NO", "Norge"), Abbreviation("1.0", "en"), Abbreviation("Ca", "calcium", "en")]


@pytest.mark.parametrize(
    ("text", "line", "kept"),
    [
        ("A: a\nB: [b]\nC: c\n", 2, 2),
        ("A: a\nA: b\n", 2, 1),
        ("- A\n", 1, 0),
        ("A: a\nB: 'b\n", 2, 0),
        ("A:\n", 1, 0),
    ],
)
def test_faulty_abbreviations_warn_with_their_line(tmp_path: Path, text: str, line: int, kept: int) -> None:
    found, problems = read_abbreviations(text)
    assert [problem.line for problem in problems] == [line]
    assert len(found) == kept
    book = make(tmp_path, {**FILES, "abbreviations.yml": text}, language="en")
    (warning,) = book.warnings
    assert warning.startswith(f"abbreviations.yml:{line}: WARNING: The book's abbreviations cannot be read: ")
    assert warning.endswith("[REG-001] [kompendium.abbreviations_unreadable]")


# --- Print ------------------------------------------------------------------------------------------------------


def test_names_in_a_head_are_links_in_print_and_plain_in_the_chapters_own_file(tmp_path: Path) -> None:
    rooms = (*ROOMS, "kompendium.builders.typst")
    book = build(tmp_path, FILES, "typst", rooms=rooms, **CONFIG)  # type: ignore[arg-type]
    assert book.warnings == []
    source = (book.output / ".typst" / "doc" / "kapitler" / "kalsinose.typ").read_text("utf-8")
    assert '#person[#xref("registre/andre:person-gran")[' in source
    with PdfDocument(book.output / "kapitler" / "kalsinose.pdf") as pdf:
        assert "Jan Tore Gran" in pdf[0].get_textpage().get_text_bounded()


def test_print_has_page_numbers_and_keeps_the_text(tmp_path: Path) -> None:
    rooms = (*ROOMS, "kompendium.builders.typst")
    book = build(tmp_path, FILES, "typst", rooms=rooms, **CONFIG)  # type: ignore[arg-type]
    assert book.warnings == []
    pages = [page.get_textpage().get_text_bounded() for page in PdfDocument(book.output / "kompendium.pdf")]
    (codes,) = (text for text in pages if "M30–M36" in text and "Koder" in text)
    lines = [" ".join(re.sub(r"[. ]{2,}", " ", line).split()) for line in codes.splitlines()]
    for said in ("L94.2 Calcinosis cutis", "M34 Systemisk sklerose"):
        assert said in lines
    assert any(re.fullmatch(r"161 Kalsinose \d+", line) for line in lines)
    assert any(re.fullmatch(r"omtalt i 163 Aases sykdom \d+", line) for line in lines)
