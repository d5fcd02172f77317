"""A fault in the bibliography costs its entry, and never the build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pybtex.database.input.bibtex import Parser
from sphinx.errors import ConfigError

from kompendium.blocks.literature.bibfiles import read_bibliography

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

INDEX = "# Bok\n\n```{toctree}\n\nkapitler/a\n```\n"
CHAPTER = "# A\n\nSett {cite}`bra` og {cite}`daarlig`.\n"
GOOD = "@article{bra, author = {Nordmann, Kari}, title = {Tittelen}, year = {2020}}\n"
UNKNOWN = (
    "kapitler/a.md:3: WARNING: «daarlig» er sitert, men litteraturfilen har ingen slik nøkkel. Legg referansen inn i "
    "litteraturfilen, eller rett nøkkelen i teksten. [REF-001] [kompendium.citation_unknown]"
)


@pytest.mark.parametrize(
    ("text", "problems", "keys"),
    [
        (GOOD, [], ["bra"]),
        (f"{GOOD}\n@article{{x, author = {{X", [(3, "a brace or quotation mark is not closed")], ["bra"]),
        (
            f"@article{{b, title={{B}}\n author={{C}}}}\n{GOOD}",
            [(2, "a comma, an equals sign or a value is missing")],
            ["b", "bra"],
        ),
        (f"{GOOD}{GOOD}", [(2, "the key stands there twice; the first entry is used")], ["bra"]),
        (
            "@book{f, title={F}, year=x}\n@book{g, title={G}, title={H}}\n",
            [
                (1, "a value has neither braces nor quotation marks"),
                (2, "a field stands twice in the entry; the first is used"),
            ],
            ["f", "g"],
        ),
    ],
)
def test_what_can_be_read_is_kept(text: str, problems: list[tuple[int, str]], keys: list[str]) -> None:
    parser = Parser("utf-8")
    found = read_bibliography(text, parser)
    assert [(problem.line, problem.values["problem"]) for problem in found] == problems
    assert list(parser.data.entries) == keys


def test_a_malformed_file_is_reported_and_the_build_goes_on(build: Build) -> None:
    said = (
        "references.bib:2: WARNING: Litteraturfilen kan ikke leses her: en krøllparentes eller et anførselstegn er "
        "ikke lukket: «@article{daarlig, author = {X». En kilde har formen «@article{nøkkel, author = {…}, title = "
        "{…}}»; kilder som kan leses, blir brukt. [REF-003] [kompendium.bibliography_malformed]"
    )
    files = {"index.md": INDEX, "kapitler/a.md": CHAPTER, "references.bib": f"{GOOD}@article{{daarlig, author = {{X"}
    made = build(files, conf={"bibtex_bibfiles": ["references.bib"]}, warnings=[said, UNKNOWN])
    text = made.html("kapitler/a").text_content()
    assert "Sett [1] og [daarlig]." in text
    assert "Nordmann K. Tittelen" in text


def test_a_file_of_an_old_editor_is_read_and_reported(build: Build, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    old = GOOD.replace("Tittelen", "Blåbær").encode("cp1252")
    (tmp_path / "source/references.bib").write_bytes(b"\n" + old)
    said = (
        "references.bib:2: WARNING: Filen er ikke lagret som UTF-8; fra denne linjen av, «@article{bra, author = "
        "{Nordmann, Kari}, title = {Blåbær}, …», er bokstavene usikre. Den ble lest som Windows-1252. Lagre den som "
        "UTF-8 (i Excel som «CSV UTF-8», i en editor med «Lagre med tegnkoding»), og se over bokstavene. [FIL-001] "
        "[kompendium.not_utf8]"
    )
    made = build({"index.md": INDEX, "kapitler/a.md": "# A\n\nSett {cite}`bra`.\n"}, warnings=[said])
    assert "Blåbær" in made.html("kapitler/a").text_content()


def test_a_missing_file_is_one_finding_at_its_setting(build: Build) -> None:
    said = (
        "conf.py:6: WARNING: Litteraturfilen «referanser.bib» i «bibtex_bibfiles» finnes ikke. Mente du "
        "«references.bib»? [REF-004] [kompendium.bibliography_missing]"
    )
    build(
        {"index.md": "# Bok\n", "references.bib": GOOD},
        conf={"bibtex_bibfiles": ["referanser.bib"]},
        warnings=[said],
    )


def test_a_file_that_is_no_list_is_one_sentence(build: Build) -> None:
    with pytest.raises(ConfigError, match=r"conf\.py:6: bibtex_bibfiles er en tekst; forventet en liste av filer: "):
        build({"index.md": "# Bok\n"}, conf={"bibtex_bibfiles": "references.bib"})
