"""What a screen reader says of the EPUB's pages, in order (Guidepup's virtual one, in a browser)."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.conftest import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.conformance

HEAD = """\
doc-chapter, 161 Kalsinose
doc-pagebreak, 2
heading, 161 Kalsinose, level 1
161
Kalsinose
end of heading, 161 Kalsinose, level 1
paragraph
Andre navn:
Calcinose
;
subkutan kalk
end of paragraph
paragraph
Etter
link, Jan Tore Gran
og
link, Øyvind Palm
(2021)
end of paragraph"""

CODE = """\
list
listitem, level 1, position 1, set size 1
ICD-10
link, L94.2
L94.2
end of link, L94.2
Calcinosis cutis
end of listitem, level 1, position 1, set size 1
end of list"""

BOX = """\
note, Kjennetegn på kalsinose
heading, Kjennetegn på kalsinose, level 2
list
listitem, level 1, position 1, set size 3
paragraph
Kjennes under huden, enten hard eller med konsistens som tannpasta.
end of paragraph
end of listitem, level 1, position 1, set size 3"""

FIGURE = """\
figure
image, Skjematisk tegning av håndryggen på en høyre hånd. Fingertuppene er bleke. Over midtleddet (PIP) på \
ringfingeren ligger en klynge små, lyse knuter under huden. Et innfelt, forstørret utsnitt av en neglefold viser \
kapillærløkker med ulik form og størrelse.
caption
paragraph
Figur 161.1
Systemisk sklerose med Raynauds fenomen, kalsinose (over PIP-ledd 4) og patologisk kapillaroskopi.
end of paragraph
paragraph
«Kalsinose over PIP-ledd 4». Kompendium-redaksjonen, 2026.
link, CC BY 4.0
CC BY 4.0
end of link, CC BY 4.0
.
end of paragraph
end of caption
end of figure"""

CITATION = """\
Videre lesning: Jiménez-Gallo og medarbeidere
[
doc-biblioref
1
end of doc-biblioref
]
.
end of paragraph"""

TABLE = """\
table, Tabell 1.1 Tabelltekst
caption, Tabell 1.1 Tabelltekst
Tabell 1.1
Tabelltekst
end of caption, Tabell 1.1 Tabelltekst
rowgroup
row, A B
columnheader, A
paragraph
A
end of paragraph
end of columnheader, A
columnheader, B
paragraph
B
end of paragraph
end of columnheader, B
end of row, A B
end of rowgroup
rowgroup
row, 1 2
rowheader, 1
paragraph
1
end of paragraph
end of rowheader, 1
cell, 2
paragraph
2
end of paragraph
end of cell, 2
end of row, 1 2
end of rowgroup
end of table, Tabell 1.1 Tabelltekst"""

NOTE_MARK = """\
Avsnitt med note
superscript
doc-noteref
1
end of doc-noteref
end of superscript
, igjen"""

NOTE = """\
doc-footnote
paragraph
doc-backlink
1
end of doc-backlink
doc-backlink
(2)
end of doc-backlink
Fotnote en.
end of paragraph
end of doc-footnote"""


@pytest.fixture(scope="module")
def spoken(
    browser: Any, built: Path, address: str, bundles: Path, epubs: dict[str, Path]
) -> Callable[[str, str], list[str]]:
    """Reads out a page of a book."""
    heard: dict[tuple[str, str], list[str]] = {}

    def read_out(book: str, page_name: str) -> list[str]:
        if (book, page_name) not in heard:
            with zipfile.ZipFile(epubs[book]) as archive:
                archive.extractall(built / "spoken" / book)
            page = browser.new_page()
            page.goto(f"{address}/spoken/{book}/EPUB/{page_name}")
            page.add_script_tag(path=bundles / "speech.js", type="module")
            wait_until(page, "Boolean(window.spoken)")
            heard[book, page_name] = page.evaluate("spoken()")
            page.close()
        return heard[book, page_name]

    return read_out


@pytest.mark.parametrize(
    ("book", "page_name", "said"),
    [
        pytest.param("kompendium", "kapitler/kalsinose.xhtml", HEAD, id="head"),
        pytest.param("kompendium", "kapitler/kalsinose.xhtml", CODE, id="code"),
        pytest.param("kompendium", "kapitler/kalsinose.xhtml", BOX, id="box"),
        pytest.param("kompendium", "kapitler/kalsinose.xhtml", FIGURE, id="figure"),
        pytest.param("kompendium", "kapitler/kalsinose.xhtml", CITATION, id="citation"),
        pytest.param("everything", "sjogren.xhtml", TABLE, id="table"),
        pytest.param("everything", "sjogren.xhtml", NOTE_MARK, id="note mark"),
        pytest.param("everything", "sjogren.xhtml", NOTE, id="note"),
    ],
)
def test_said_in_this_order(spoken: Callable[[str, str], list[str]], book: str, page_name: str, said: str) -> None:
    log = "\n".join(spoken(book, page_name))
    first = said.partition("\n")[0]
    # From its first phrase on, so that a difference shows where it is.
    assert log[log.index(f"\n{first}\n") + 1 :][: len(said)] == said


def test_nothing_is_said_that_nobody_wrote(spoken: Callable[[str, str], list[str]]) -> None:
    log = spoken("kompendium", "kapitler/kalsinose.xhtml")
    assert not [said for said in log if said.startswith(("contentinfo", "image, hand", "image, kalsinose"))]
    assert log[-2:] == ["end of doc-chapter, 161 Kalsinose", "end of document"]
