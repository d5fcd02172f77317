"""HTML and addresses of authors: nothing of them runs where the publisher says so, and nothing of them is lost."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from lxml import html

from kompendium.active_content import is_unsafe_address, is_unsafe_picture
from tests import attacks

if TYPE_CHECKING:
    from tests.conftest import Build

QUIET = {
    "html_theme": "sphinx_book_theme",
    "suppress_warnings": ["kompendium", "myst", "toc", "docutils"],  # 70 attacks warn; these tests ask what runs
}
"""The exact warnings of raw HTML and unsafe addresses have tests of their own below."""

ATTACKS = attacks.HTML | attacks.LINKS
ADDRESSES = ("href", "src", "action", "formaction", "data", "srcset", "poster")


def running(page: html.HtmlElement) -> list[str]:
    """Whatever on a page an author's words have made run."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            unsafe = is_unsafe_picture if element.tag == "img" else is_unsafe_address
            # The theme has handlers of its own, which hold no word of an author.
            if ("pwned" in value and name.startswith("on")) or (name in ADDRESSES and unsafe(value)):
                found.append(f"{element.tag} {name}={value}")
        told = element.text_content() + "".join(element.attrib.values())
        if element.tag in {"script", "style", "iframe", "object", "embed", "base"} and "pwned" in told:
            found += [element.tag] if element.get("type") != "application/ld+json" else []
        if element.tag == "meta" and element.get("http-equiv"):
            found.append("meta")
    return found


@pytest.fixture
def pages(build: Build) -> dict[str, html.HtmlElement]:
    files = attacks.files(ATTACKS) | {"kapitler/hode.md": attacks.HEAD}
    built = build(files, conf={**QUIET, "kompendium_raw_html": "escape"})
    found = {name: built.html(f"side-{number}") for number, name in enumerate(ATTACKS)}
    return found | {"front matter": built.html("kapitler/hode")}


def test_nothing_runs_where_html_is_escaped_and_all_words_are_there(pages: dict[str, html.HtmlElement]) -> None:
    assert len(pages) > 60
    assert {name: found for name, page in pages.items() if (found := running(page))} == {}
    for name, page in pages.items():
        (article,) = page.xpath("//article")
        words = article.text_content()
        assert "TEKST" in words, name
        if name in attacks.HTML and "directive" not in name and "role" not in name:
            # As it was written: a reader sees what the author meant.
            written = attacks.HTML[name].rpartition("TEKST")[2]
            plain = "".join(character for character in written if character.isalnum())
            shown = "".join(character for character in words if character.isalnum())
            assert (
                plain in shown
                or "colspan" in written
                or name
                in {
                    "script in a footnote",
                    "script in a table",
                    "script in a caption",
                    "address of all others",
                }
            ), name


def test_links_run_nowhere_also_where_html_is_kept(build: Build) -> None:
    built = build(attacks.files(attacks.LINKS), conf=QUIET)
    for number, name in enumerate(attacks.LINKS):
        page = built.html(f"side-{number}")
        assert running(page) == [], name
        assert "TEKST" in page.xpath("string(//article)"), name


def test_html_is_kept_where_the_publisher_does_not_say_otherwise(build: Build) -> None:
    built = build({"index.md": "# Bok\n\nH<sub>2</sub>O\n\n<details><summary>A</summary>B</details>\n"})
    assert built.html().xpath("//sub/text()") == ["2"]
    assert built.html().xpath("//details/summary")
    # Which the table of attacks can tell, too.
    loud = build(attacks.files(attacks.HTML), conf=QUIET)
    assert len([n for n in range(len(attacks.HTML)) if running(loud.html(f"side-{n}"))]) > 25


ESCAPED = (
    "WARNING: HTML er slått av i denne boken, så «{}» vises som tekst. Skriv det i Markdown, eller be utgiveren om "
    'å sette kompendium_raw_html = "keep" i conf.py. [SIT-001] [kompendium.raw_html_shown]'
)
UNSAFE = (
    "WARNING: «{}» er ikke en adresse, men noe som nettleseren ville kjøre. Teksten står uten lenke. Lenk til en side "
    "i boken, eller til en adresse som begynner med «https://». [SIT-002] [kompendium.link_unsafe]"
)
PAGE = """# Bok

H<sub>2</sub>O og <!-- en merknad --> mer.

<div>
Mer
</div>

<!-- En merknad -->

```{raw} html
<hr>
```

```{raw} latex
\\LaTeX
```

[Trykk](javascript:x) og <javascript:y>.

```{eval-rst}
`Hit <vbscript:z>`_
```
"""


def test_each_piece_of_html_is_named_with_its_line_and_comments_stay_unseen(build: Build) -> None:
    links = [f"index.md:{line}: {UNSAFE.format(url)}" for line, url in ((19, "javascript:x"), (19, "javascript:y"))]
    raw = [f"index.md:{line}: {ESCAPED.format(text)}" for line, text in ((3, "<sub>"), (5, "<div> Mer </div>"))]
    raw.append(f"index.md:11: {ESCAPED.format('<hr>')}")
    last = f"index.md:22: {UNSAFE.format('vbscript:z')}"
    built = build({"index.md": PAGE}, conf={"kompendium_raw_html": "escape"}, warnings=[*raw, *links, last])
    text = built.html().xpath("string(//section)")
    assert "H<sub>2</sub>O" in text
    assert "<div>\nMer\n</div>" in text
    assert "<hr>" in text
    assert "merknad" not in text
    assert "LaTeX" not in text
    assert built.html().xpath("//section//a[not(contains(@class, 'headerlink'))]") == []


def test_html_of_a_raw_file_and_of_a_page_s_head_is_shown_or_left_out(build: Build) -> None:
    head = '---\nmyst:\n  html_meta:\n    "http-equiv=refresh": "0;url=https://e.example"\n    author: Kari\n---\n'
    files = {"index.md": f"{head}# Bok\n\n```{{raw}} html\n:file: del.html\n```\n", "del.html": "<script>x</script>"}
    meta = (
        "index.md:1: WARNING: HTML er slått av i denne boken, så «refresh» i «html_meta» er utelatt, fordi det "
        "styrer nettleseren. Spør utgiveren, som kan sette det opp på nettjeneren. [SIT-006] "
        "[kompendium.html_meta_refused]"
    )
    shown = f"index.md:9: {ESCAPED.format('<script>x</script>')}"
    built = build(files, conf={"kompendium_raw_html": "escape"}, warnings=[shown, meta])
    page = built.html()
    assert page.xpath("//meta[@http-equiv]") == []
    assert page.xpath("//meta[@name='author']/@content") == ["Kari"]
    assert "<script>x</script>" in page.xpath("string(//section)")


@pytest.mark.parametrize("value", ["Escape", "sanitise", ""])
def test_value_that_is_misspelt_is_reported_and_taken_for_the_safe_one(build: Build, value: str) -> None:
    warning = (
        f"conf.py:6: WARNING: «kompendium_raw_html» er «{value}»; forventet: en av disse: keep, escape. HTML fra "
        'forfattere vises som tekst. For eksempel: kompendium_raw_html = "escape" [CNF-002] '
        "[kompendium.option_of_book_value]"
    )
    shown = f"index.md:3: {ESCAPED.format('<b>')}"
    built = build({"index.md": "# Bok\n\n<b>x</b>\n"}, conf={"kompendium_raw_html": value}, warnings=[warning, shown])
    assert built.html().xpath("//section//b") == []


def test_epub_and_pdf_show_html_as_text_too(build: Build) -> None:
    conf = {"version": "1", "copyright": "2026", "kompendium_raw_html": "escape"}
    warnings = [f"index.md:3: {ESCAPED.format('<b>')}"]
    files = {"index.md": "# Bok\n\nEt <b>ord</b>.\n"}
    built = build(files, "epub", conf=conf, warnings=warnings)
    (file,) = built.outdir.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        page = html.fromstring(archive.read("EPUB/index.xhtml"))
    assert "Et <b>ord</b>." in page.text_content()
    text = build(files, "text", conf=conf, warnings=warnings).read("index.txt")
    assert "Et <b>ord</b>." in text.replace('"', "")


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>T</title>'
    '<script>pwned()</script><rect width="9" height="9" onclick="pwned()"/></svg>'
)
FIGURE = "# Bok\n\n:::{figure} pil.svg\n:alt: x\n:credit: Kari Nordmann. CC BY 4.0\n\nTekst.\n:::\n"


def test_drawing_is_published_without_its_scripts_where_html_is_escaped(build: Build) -> None:
    files = {"index.md": FIGURE, "pil.svg": DRAWING}
    assert "pwned" in build(files).read("_images/pil.svg")
    warning = (
        "index.md: WARNING: Bildet «pil.svg» inneholder programkode, som er tatt ut av kopien som blir publisert. "
        "Lagre tegningen som vanlig SVG, uten skript og uten lenker. [SIT-003] [kompendium.picture_scripted]"
    )
    built = build(files, conf={"kompendium_raw_html": "escape"}, warnings=[warning])
    published = built.read("_images/pil.svg")
    assert "pwned" not in published
    assert "<title>T</title>" in published
    assert (built.srcdir / "pil.svg").read_text("utf-8") == DRAWING


def test_picture_that_is_not_there_and_leads_somewhere_does_not_end_the_build(build: Build) -> None:
    missing = (
        "index.md:3: WARNING: Bildefilen «x.png» finnes ikke. Filstien regnes fra mappen til filen den står i. "
        "[FIG-001] [kompendium.figure_missing]"
    )
    page = "# Bok\n\n```{figure} x.png\n:target: https://example.org/\n:alt: En hånd.\n\nTekst.\n```\n"
    built = build({"index.md": page}, warnings=[missing])
    assert "En hånd." in built.html().xpath("string(//figure)")


def test_templates_of_the_publisher_are_left_alone(build: Build) -> None:
    files = {"index.md": "# Bok\n\nTekst.\n", "maler/layout.html": '{% extends "!layout.html" %}{% block footer %}'}
    files["maler/layout.html"] += "<b onclick='x()'>Fot</b>{% endblock %}"
    built = build(files, conf={"kompendium_raw_html": "escape", "templates_path": ["maler"]})
    assert built.html().xpath("//b[@onclick='x()']/text()") == ["Fot"]
