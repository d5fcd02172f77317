"""Changes of chapters: at their end in every format, in the book's list, and in the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import feedparser
import pytest
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ROOMS = ("kompendium.locale", "myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.changes")
CONF = {"html_baseurl": "https://example.org/bok", "copyright": "2026, Forlaget", "version": "1"}
FIRST = "endringer:\n  - dato: 2026-11-22\n    tekst: Første utgave\n"
SECOND = "  - dato: 2027-01-03\n    tekst: Ny <dose> & råd\n    slag: rettet\n"
FILES = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\nkapitler/b\nendringer\n```\n",
    "kapitler/a.md": f"---\n{FIRST}{SECOND}---\n# Gikt\n\nTekst.\n",
    "kapitler/b.md": f"---\n{FIRST}---\n# Sår\n\nTekst.\n",
    "endringer.md": "# Endringer\n\n```{changes}\n```\n",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize(
    ("builder", "file"),
    [
        ("html", "kapitler/a.html"),
        ("dirhtml", "kapitler/a/index.html"),
        ("epub", "kapitler/a.xhtml"),
        ("text", "kapitler/a.txt"),
        ("latex", "bok.tex"),
    ],
)
def test_a_chapter_ends_with_its_changes_in_every_format(build: Build, builder: str, file: str) -> None:
    conf = {**CONF, "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")]}
    text = build(FILES, builder, extensions=ROOMS, conf=conf).read(file)
    for words in ("Endringer", "22. november 2026", "Første utgave", "3. januar 2027", "rettet"):
        assert words in text.replace("\\sphinxhyphen{}", "-")
    assert text.index("3. januar 2027") < text.index("22. november 2026")


def test_pdf_has_the_changes_and_the_list(build: Build) -> None:
    built = build(FILES, "typst", conf=CONF)
    import pypdfium2

    (file,) = built.outdir.glob("*.pdf")
    document = pypdfium2.PdfDocument(file)
    text = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    assert text.count("Første utgave") == 4
    assert text.count("3. januar 2027, rettet: Ny <dose> & råd") == 1
    assert "1 Gikt (rettet): Ny <dose> & råd" in text


def test_a_chapters_list_is_one_group_with_machine_readable_days(build: Build) -> None:
    page = build(FILES, extensions=ROOMS, conf=CONF).html("kapitler/a")
    (block,) = page.xpath("//footer/div[contains(@class, 'kompendium-changes')]")
    assert block.xpath("h2/text()") == ["Endringer"]
    assert [item.text_content().strip() for item in block.xpath(".//li")] == [
        "3. januar 2027, rettet: Ny <dose> & råd",
        "22. november 2026: Første utgave",
    ]
    assert block.xpath(".//time/@datetime") == ["2027-01-03", "2026-11-22"]


def test_a_chapter_without_changes_says_nothing_of_them(build: Build) -> None:
    page = build({"index.md": "# Bok\n", "kapitler/a.md": "---\norphan: true\n---\n# A\n\nTekst.\n"}, conf=CONF)
    assert not page.html("kapitler/a").xpath("//*[contains(@class, 'kompendium-changes')]")


def test_changes_placed_by_hand_are_the_only_ones(build: Build) -> None:
    files = {**FILES, "kapitler/a.md": f"---\n{FIRST}{SECOND}---\n# Gikt\n\n```{{endringer}}\n:antall: 1\n```\n"}
    page = build(files, extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert [item.text_content().strip() for item in page.xpath("//li//time/..")] == [
        "3. januar 2027, rettet: Ny <dose> & råd"
    ]


def listed(build: Build, options: str = "", **more: list[str]) -> list[str]:
    files = {**FILES, "endringer.md": f"# Endringer\n\n```{{endringer}}\n{options}```\n"}
    page = build(files, extensions=ROOMS, conf=CONF, warnings=more.get("warnings", [])).html("endringer")
    found = page.xpath("//div[contains(@class, 'kompendium-register')]//*[self::h2 or self::li or self::p[not(../li)]]")
    return [
        element.text_content().strip() for element in found if element.tag != "p" or not element.xpath("ancestor::li")
    ]


ALL = [
    "3. januar 2027",
    "1 Gikt (rettet): Ny <dose> & råd",
    "22. november 2026",
    "1 Gikt: Første utgave",
    "2 Sår: Første utgave",
]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", ALL),
        (":limit: 1\n", ALL[:2]),
        (":antall: 2\n", ALL[:4]),
        (":since: 2027-01-03\n", ALL[:2]),
        (":siden: 4.1.2027\n", ["Ingen endringer er notert."]),
    ],
)
def test_the_books_changes_by_their_days(build: Build, options: str, expected: list[str]) -> None:
    assert listed(build, options) == expected


@pytest.mark.parametrize(
    ("option", "name", "expected", "example"),
    [
        (":antall: mange", "limit", "et helt tall fra 1", ":limit: 10"),
        (":limit: 0", "limit", "et helt tall fra 1", ":limit: 10"),
        (":siden: i fjor", "since", "en dato", ":since: 2026-02-14"),
    ],
)
def test_an_option_that_cannot_be_used_is_reported(
    build: Build, option: str, name: str, expected: str, example: str
) -> None:
    found = option.rpartition(": ")[2]
    warning = (
        f"endringer.md:4: WARNING: Valget «{name}» i endringslisten er «{found}»; forventet: {expected}. "
        f"Det blir ikke brukt. For eksempel: {example} [CHG-003] [kompendium.changes_option]"
    )
    assert listed(build, f"{option}\n", warnings=[warning]) == ALL


def test_the_list_follows_the_chapters(build: Build) -> None:
    build(FILES, extensions=ROOMS, conf=CONF)
    more = FIRST + "  - 2027-02-01: Enda en\n"
    built = build({"kapitler/b.md": f"---\n{more}---\n# Sår\n\nTekst.\n"}, extensions=ROOMS, conf=CONF, parallel=2)
    assert "Enda en" in built.read("endringer.html")
    assert "Enda en" in built.read("feed.xml")


def test_findings_of_the_front_matter_have_their_place(build: Build) -> None:
    text = "---\nendringer:\n  - dato: i fjor\n    tekst: A\n  - tekst: B\n  - dato: 2026-11-22\n---\n# A\n\nTekst.\n"
    warnings = [
        (
            "kapitler/a.md:3: WARNING: «changes.date» er «i fjor»; forventet: en dato. For eksempel: date: 2026-02-14 "
            "[CHA-003] [kompendium.front_matter_type]"
        ),
        (
            "kapitler/a.md:5: WARNING: Endringen «B» har ingen dato; den står i kapitlet, men ikke i noen liste over "
            "endringer. Oppgi når den ble gjort: «dato: 2026-02-14». [CHG-002] [kompendium.change_date_missing]"
        ),
        (
            "kapitler/a.md:6: WARNING: En endring har ingen tekst og vises ikke. Skriv med noen få ord hva som er "
            "endret: «tekst: Nye råd om behandling». [CHG-001] [kompendium.change_text_missing]"
        ),
    ]
    built = build({**FILES, "kapitler/a.md": text}, extensions=ROOMS, conf=CONF, warnings=warnings)
    items = built.html("kapitler/a").xpath("//div[contains(@class, 'kompendium-changes')]//li")
    assert [item.text_content().strip() for item in items] == ["A", "B"]


def test_feed_names_each_changed_chapter(build: Build) -> None:
    conf = {**CONF, "kompendium_identifier": "urn:uuid:6c391e15-34f2-4c8e-a6fa-85edacb9f277"}
    files = {**FILES, "kapitler/b.md": f"---\nauthors: [Ada Dal]\n{FIRST}---\n# Sår\n\nTekst.\n"}
    built = build(files, conf=conf)
    feed = feedparser.parse((built.outdir / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Bok"
    assert feed.feed.language == "nb"
    assert feed.feed.rights == "© 2026, Forlaget"
    assert feed.feed.author == "Kari Nordmann"
    assert feed.feed.updated == "2027-01-03T00:00:00Z"
    assert [entry.title for entry in feed.entries] == ["1 Gikt", "1 Gikt", "2 Sår"]
    assert [entry.updated[:10] for entry in feed.entries] == ["2027-01-03", "2026-11-22", "2026-11-22"]
    assert [entry.content[0].value for entry in feed.entries] == [
        "Rettet: Ny <dose> & råd",
        "Første utgave",
        "Første utgave",
    ]
    assert feed.entries[2].author == "Ada Dal"
    assert [entry.link for entry in feed.entries] == [
        f"https://example.org/bok/kapitler/{name}.html" for name in ("a", "a", "b")
    ]


def test_feed_has_what_the_format_requires(build: Build) -> None:
    built = build(FILES, extensions=ROOMS, conf=CONF)
    feed = etree.parse(built.outdir / "feed.xml").getroot()
    # RFC 4287, sections 4.1.1 and 4.1.2
    assert feed.tag == f"{{{ATOM['a']}}}feed"
    for element in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"a:{name}", ATOM)
            assert found.text
    assert feed.find("a:author/a:name", ATOM) is not None
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == ["https://example.org/bok/feed.xml"]
    ids = feed.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == len(ids) == 4


def test_identifiers_and_bytes_stay(build: Build, tmp_path: Path) -> None:
    built = build(FILES, extensions=ROOMS, conf=CONF)
    before = (built.outdir / "feed.xml").read_bytes()
    build(FILES, extensions=ROOMS, conf=CONF, parallel=2)
    assert (built.outdir / "feed.xml").read_bytes() == before
    # A title may change; the entry is the same.
    build({"kapitler/b.md": f"---\n{FIRST}---\n# Sår og sting\n\nTekst.\n"}, extensions=ROOMS, conf=CONF)
    ids = [
        etree.fromstring(text).xpath("//a:id/text()", namespaces=ATOM)
        for text in (before, (built.outdir / "feed.xml").read_bytes())
    ]
    assert ids[0] == ids[1]


def test_two_changes_of_a_day_are_one_entry(build: Build) -> None:
    more = FIRST + "  - 2026-11-22: Figur 1\n"
    built = build(
        {"kapitler/b.md": f"---\n{more}---\n# Sår\n\nTekst.\n", "index.md": "# Bok\n\n```{toctree}\nkapitler/b\n```\n"},
        extensions=ROOMS,
        conf=CONF,
    )
    (entry,) = feedparser.parse((built.outdir / "feed.xml").read_bytes()).entries
    assert entry.content[0].value == "Første utgave\nFigur 1"


@pytest.mark.parametrize("files", [FILES, {"index.md": "# Bok\n"}])
def test_a_feed_of_the_publishers_own_stands(build: Build, files: dict[str, str]) -> None:
    conf = {**CONF, "html_extra_path": ["ved-siden"]}
    built = build({**files, "ved-siden/feed.xml": "<feed/>"}, extensions=ROOMS, conf=conf)
    assert built.read("feed.xml") == "<feed/>"


@pytest.mark.parametrize(("page", "address"), [("index", "feed.xml"), ("kapitler/a", "../feed.xml")])
def test_each_page_names_the_feed(build: Build, page: str, address: str) -> None:
    links = build(FILES, extensions=ROOMS, conf=CONF).html(page).xpath("//head/link[@rel='alternate']")
    assert [(link.get("type"), link.get("href")) for link in links] == [("application/atom+xml", address)]


def test_no_feed_without_an_address_or_without_changes(build: Build) -> None:
    built = build(FILES, extensions=ROOMS, conf={**CONF, "html_baseurl": ""})
    assert not (built.outdir / "feed.xml").exists()
    assert not built.html().xpath("//link[@rel='alternate']")
    built = build({}, extensions=ROOMS, conf=CONF)
    assert (built.outdir / "feed.xml").exists()
    assert built.html().xpath("//link[@rel='alternate']")
    plain = {name: f"# {name[-4]}\n\nTekst.\n" for name in ("kapitler/a.md", "kapitler/b.md")}
    built = build(plain, extensions=ROOMS, conf=CONF)
    assert not (built.outdir / "feed.xml").exists()
    assert not built.html().xpath("//link[@rel='alternate']")


def test_epub_has_no_feed(build: Build) -> None:
    assert not (build(FILES, "epub", extensions=ROOMS, conf=CONF).outdir / "feed.xml").exists()
