"""The lists that a publisher keeps: of every work, and of the permissions that are asked for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.build import Order
from kompendium.build import build as build_book
from kompendium.rights_export import credits_csv, entries, permissions_csv

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Built

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
LONG = "Ord og flere ord i en lang tekst. " * 400


def figure(*options: str, file: str = "hand.svg") -> str:
    return "\n".join([f":::{{figure}} ../{file}", ":alt: En hånd.", *options, "", "Bildetekst.", ":::", "", ""])


CHAPTER_A = "# Kalsinose\n\n" + figure(
    ":title: Hånd; «kne»",
    ":credit: Tegning: N, Arkivet. 2017. CC BY 4.0",
    ":source: https://kilde.example/",
    ":changes: beskåret",
)
CHAPTER_B = (
    f"# Gikt\n\n{LONG}\n\n"
    + figure(
        ":creator: Ola Li",
        ":holder: Museet",
        ":source: Samlingen",
        ":license: alle rettigheter forbeholdt",
        ":permission: e-post fra Museet, arkivnr. 12",
        ":granted: 2026-01-02",
        ":scope: denne boken",
        ":formats: html, pdf, epub",
        ":expires: 2031-12-31",
        file="fot.svg",
    )
    + figure(":creator: Kari Nordmann", ":license: alle rettigheter forbeholdt", file="egen.svg")
    + ":::{attribution} Atlas\n:creator: Per\n:source: Atlas\n:license: alle rettigheter forbeholdt\n"
    ":not-reproduced:\n:hva: figur\n:::\n"
)
FILES: dict[str, str | bytes] = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/kalsinose\nkapitler/gikt\n```\n",
    "kapitler/kalsinose.md": CHAPTER_A,
    "kapitler/gikt.md": CHAPTER_B,
    "hand.svg": SVG,
    "fot.svg": SVG,
    "egen.svg": SVG,
    # The audit asks people to look at a work that is named with all its rights reserved: here somebody has.
    "rights.ignore.csv": "code,work,reason\nLIC-010,Atlas,Boken nevner atlaset og har ingenting fra det.\n",
}
CONF: dict[str, Any] = {"numfig": True, "numfig_format": {"figure": "Figur %s"}, "numfig_secnum_depth": 1}


def rows(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    return [*csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")]


@pytest.fixture
def book(build: Build) -> Built:
    return build(FILES, "typst", conf=CONF)


def test_every_work_is_listed_in_the_order_of_the_book(book: Built) -> None:
    found = rows(credits_csv(entries(book.env)))
    assert [(row["chapter"], row["label"], row["creator"], row["reproduced"]) for row in found] == [
        ("1", "Figur 1.1", "N", "yes"),
        ("2", "Figur 2.1", "Ola Li", "yes"),
        ("2", "Figur 2.2", "Kari Nordmann", "yes"),
        ("2", "Ikke gjengitt her", "Per", "no"),
    ]
    assert found[0] == {
        "chapter": "1",
        "chapter_title": "Kalsinose",
        "label": "Figur 1.1",
        "reproduced": "yes",
        "title": "Hånd; «kne»",
        "creator": "N",
        "holder": "",
        "source": "Arkivet",
        "url": "https://kilde.example/",
        "year": "2017",
        "license": "CC-BY-4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "changes": "beskåret",
        "adaptation_license": "",
        "file": "hand.svg",
        "page": "",
        "credit": (
            "«Hånd; «kne»». Tegning: N, Arkivet (https://kilde.example/), 2017. CC BY 4.0 "
            "(https://creativecommons.org/licenses/by/4.0/). Endringer: beskåret."
        ),
    }


def test_permissions_are_asked_for_what_is_reproduced_with_rights_reserved(book: Built) -> None:
    (row,) = rows(permissions_csv(entries(book.env)))
    assert row == {
        "chapter": "2",
        "chapter_title": "Gikt",
        "label": "Figur 2.1",
        "title": "",
        "creator": "Ola Li",
        "ask": "Museet",
        "source": "Samlingen",
        "url": "",
        "use": "reproduced",
        "permission": "e-post fra Museet, arkivnr. 12",
        "granted": "2026-01-02",
        "scope": "denne boken",
        "formats": "html, pdf, epub",
        "until": "2031-12-31",
        "file": "fot.svg",
        "page": "",
    }


def test_pages_are_those_of_the_pdf_and_none_where_the_text_is_another(book: Built, build: Build) -> None:
    import pypdfium2

    record = book.outdir / "pagemap.json"
    found = rows(credits_csv(entries(book.env, record)))
    with pypdfium2.PdfDocument(book.outdir / "kompendium.pdf") as pdf:
        for row, words in ((found[0], "Tegning: N"), (found[1], "Ola Li, Samlingen"), (found[3], "Atlas")):
            (first, *_) = (
                pdf.get_page_label(number)
                for number, page in enumerate(pdf)
                if words in " ".join(page.get_textpage().get_text_range().split())
            )
            assert row["page"] == first
    assert int(found[1]["page"]) > int(found[0]["page"]) + 2
    changed = build({"kapitler/gikt.md": CHAPTER_B.replace("Ord", "Nye ord")}, "dummy", conf=CONF)
    again = rows(credits_csv(entries(changed.env, record)))
    assert [row["page"] for row in again] == [found[0]["page"], "", "", ""]


def test_cell_that_a_spreadsheet_would_run_is_text(build: Build) -> None:
    text = CHAPTER_A.replace("Hånd; «kne»", '=HYPERLINK("http://x")')
    book = build({**FILES, "kapitler/kalsinose.md": text}, "dummy", conf=CONF)
    assert rows(credits_csv(entries(book.env)))[0]["title"] == '\'=HYPERLINK("http://x")'


def test_build_writes_the_lists_of_a_whole_book_only(tmp_path: Path) -> None:
    source, output = tmp_path / "bok", tmp_path / "build"
    conf = {"extensions": ["kompendium"], "project": "Bok", "author": "Kari Nordmann", "language": "nb", **CONF}
    for name, text in {**FILES, "conf.py": "".join(f"{key} = {value!r}\n" for key, value in conf.items())}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(str(text), "utf-8")

    def run(**options: object) -> None:
        order = Order(source=source, output=output, **options)  # type: ignore[arg-type]
        result = build_book(order, status=None, warning=io.StringIO(), progress=lambda _line: None)
        assert result.failures == []

    run(formats=("pdf",), chapter="gikt")
    assert not (output / "rights").exists()
    run(formats=("pdf",))
    (first, *_), (asked,) = (
        rows((output / "rights" / name).read_bytes()) for name in ("credits.csv", "permissions.csv")
    )
    assert (first["label"], first["page"], asked["label"]) == ("Figur 1.1", "1", "Figur 2.1")
    before = (output / "rights" / "credits.csv").stat().st_mtime_ns
    run(formats=("pdf",))
    assert (output / "rights" / "credits.csv").stat().st_mtime_ns == before
