"""A link that nobody can click is lost on paper: the address of every source is printed in full."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

SOURCES = {
    "https://example.org/bilder/en-tegning-med-et-langt-navn.html",
    "https://example.org/tekster/en-annen-tekst",
    "https://example.org/boken/kapittel-161",
    "https://example.org/artikkel.pdf",
    "https://creativecommons.org/licenses/by/4.0/",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "https://kompendium.example/kapitler/a.html",
}
IDENTIFIERS = {"https://doi.org/10.1000/182": "doi:10.1000/182", "https://pubmed.ncbi.nlm.nih.gov/26394755": "26394755"}
"""Printed as people cite them, which leads to the address."""

CHAPTER = """---
license: CC BY-SA 4.0
based_on:
  title: Kapittel 161
  authors: Kari Nordmann
  year: 2021
  url: https://example.org/boken/kapittel-161
---
# A

Tekst {cite}`en` og {cite}`to`.

:::{figure} strek.svg
:alt: Strek
:credit: Illustrasjon: Ola Li. 2020. CC BY 4.0
:source: https://example.org/bilder/en-tegning-med-et-langt-navn.html

Bildetekst.
:::

:::{attribution}
:creator: Ola Li
:title: En annen tekst
:license: CC BY 4.0
:source: https://example.org/tekster/en-annen-tekst
:::
"""
FILES = {
    "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\n```\n",
    "kapitler/a.md": CHAPTER,
    "rights.ignore.csv": "code,work,reason\nLIC-010,Kapittel 161,Skrevet på nytt.\n",
    "kapitler/strek.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>',
    "bok.bib": (
        "@article{en, author={Li, Ola}, title={En}, journal={T}, year=2020, doi={10.1000/182}, pmid={26394755}}\n"
        "@misc{to, author={Li, Ola}, title={To}, year=2021, url={https://example.org/artikkel.pdf}}\n"
    ),
}
CONF = {"bibtex_bibfiles": ["bok.bib"], "html_baseurl": "https://kompendium.example/"}


def shown_and_linked(file: Path) -> tuple[str, set[str]]:
    """The text without white space and line-end hyphens, and the addresses of the links."""
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    with pikepdf.open(file) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        links = {str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A}
    return re.sub("[\ufffe\u0002]", "-", re.sub(r"\s", "", text)), links


@pytest.mark.parametrize("profile", ["screen", "print"])
def test_address_of_every_source_is_printed_in_full(build: Build, profile: str) -> None:
    folder = build(FILES, "typst", conf=CONF | {"kompendium_profile": profile}).outdir
    for file in folder.rglob("*.pdf"):
        text, links = shown_and_linked(file)
        assert [source for source in sorted(SOURCES) if source not in text] == []
        assert [short for short in IDENTIFIERS.values() if short not in text] == []
        # Nothing leads anywhere that paper does not name; a licence's deed is named by the licence's address.
        named = SOURCES | {f"{source}deed.no" for source in SOURCES} | {link.rstrip("/") for link in IDENTIFIERS}
        assert {link.rstrip("/") if link.rstrip("/") in IDENTIFIERS else link for link in links} <= named
