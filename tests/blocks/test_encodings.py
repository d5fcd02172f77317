"""The book's data files, saved by a spreadsheet or an old editor: read on, and reported at the first wrong line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

FILES = {
    "index.md": "# Bok\n\n```{toctree}\n\nkapitler/a\nliste\n```\n",
    "kapitler/a.md": "---\nauthors: [palm]\nicd10: L94.2\n---\n# A\n\nTekst.\n",
    "liste.md": "# Liste\n\n```{abbreviations}\n```\n",
}
SAVE = (
    "Lagre den som UTF-8 (i Excel som «CSV UTF-8», i en editor med «Lagre med tegnkoding»), og se over bokstavene. "
    "[FIL-001] [kompendium.not_utf8]"
)
READ = "Den ble lest som Windows-1252."


@pytest.mark.parametrize(
    ("name", "text", "instead"),
    [
        ("people.yml", "kari: Kari Nordmann\npalm: Øyvind Palm\n", READ),
        ("abbreviations.yml", "A: a\nÅL: ålesak\n", READ),
        ("codes.lock.csv", "system,code,title\nicd10,L94.2,Kalsinose på tå\n", "Kodene trykkes uten titlene i filen."),
    ],
)
def test_a_file_that_is_not_utf8_is_reported_and_read_on(
    build: Build, tmp_path: Path, name: str, text: str, instead: str
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / name).write_bytes(text.encode("cp1252"))
    files = {"people.yml": "palm: Øyvind Palm\n", **FILES}
    line = text.split("\n")[1]
    said = (
        f"{name}:2: WARNING: Filen er ikke lagret som UTF-8; fra denne linjen av, «{line}», er bokstavene usikre. "
        f"{instead} {SAVE}"
    )
    made = build({key: value for key, value in files.items() if key != name}, warnings=[said])
    pages = made.html("kapitler/a").text_content() + made.html("liste").text_content()
    assert "Øyvind Palm" in pages
    assert ("ålesak" in pages) == (name == "abbreviations.yml")
    assert "Kalsinose på tå" not in pages


def test_yaml_that_cannot_be_read_is_explained_as_in_front_matter(build: Build) -> None:
    said = (
        "abbreviations.yml:1: WARNING: Bokens forkortelser kan ikke leses: en verdi inneholder kolon; sett den i "
        "anførselstegn: «Ca: kalsium: x». Skriv én forkortelse per linje, som «SSc: systemisk sklerose», og sett tekst "
        "som inneholder kolon, i anførselstegn. [REG-001] [kompendium.abbreviations_unreadable]"
    )
    files = {**FILES, "people.yml": "palm: Øyvind Palm\n", "abbreviations.yml": "Ca: kalsium: x\n"}
    build(files, warnings=[said])
