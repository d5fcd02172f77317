"""Systems beyond the built-in ones in a book: key, role, register and addresses, and what is told of wrong ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from kompendium.blocks.codes import codes_domain
from kompendium.codes.systems import SYSTEMS

if TYPE_CHECKING:
    from tests.conftest import Build

ORPHA = {"label": "ORPHA", "pattern": r"\d{1,6}", "example": "90291", "url": {"html": "https://orpha.example/{code}"}}
FILES = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/a\nkoder\n```\n",
    "kapitler/a.md": "---\norpha: [90291, 93672]\n---\n# A\n\nSe {orpha}`90 291` og {atc}`L04AB01`.\n",
    "koder.md": "# Koder\n\n```{koderegister} orpha\n```\n",
    "codes.lock.csv": "system,code,title,title_nb\norpha,90291,Systemic sclerosis,\n",
}


def test_own_system_has_a_key_a_role_a_register_and_its_titles(build: Build) -> None:
    built = build(FILES, conf={"kompendium_code_systems": {"orpha": ORPHA}})
    page, register = built.html("kapitler/a"), built.html("koder")
    head = page.xpath("//ul[contains(@class, 'kompendium-codes')]/li")
    assert [" ".join(item.text_content().split()) for item in head] == [
        "ORPHA 90291 Systemic sclerosis",
        "ORPHA 93672",
    ]
    assert page.xpath("//p//a[.='90291']/@href") == ["../koder.html#register-orpha-90291"]
    assert register.xpath("//li[@id='register-orpha-90291']/p//a/@href") == ["https://orpha.example/90291"]
    assert "orpha" in codes_domain(built.env).object_types


def test_address_is_that_of_the_format(build: Build) -> None:
    files = {**FILES, "koder.md": "# Koder\n"}
    conf = {"kompendium_code_systems": {"orpha": ORPHA}, "version": "1"}
    assert "https://orpha.example/90291" in build(files, conf=conf).read("kapitler/a.html")
    with ZipFile(build({}, "epub", conf=conf).outdir / "kompendium.epub") as book:
        chapter = book.read("EPUB/kapitler/a.xhtml").decode()
    assert "90291" in chapter
    assert "https://orpha.example" not in chapter


def test_systems_of_one_book_are_not_those_of_the_next(build: Build) -> None:
    build(FILES, conf={"kompendium_code_systems": {"orpha": ORPHA}})
    files = {
        "index.md": "# Bok\n",
        "kapitler/a.md": "---\norphan: true\n---\n# A\n\nTekst.\n",
        "koder.md": FILES["index.md"],
    }
    build({**files, "koder.md": "---\norphan: true\n---\n# Koder\n"})
    assert "orpha" not in SYSTEMS


@pytest.mark.parametrize(
    ("systems", "found", "expected"),
    [
        (
            {"orpha": {"label": "ORPHA"}},
            "orpha: {'label': 'ORPHA'}",
            "en ordbok med nøklene label, pattern og example, eller med label og like",
        ),
        ({"title": ORPHA}, "title", "en ubrukt id av små bokstaver og sifre"),
        ({"math": ORPHA}, "math", "en ubrukt id av små bokstaver og sifre"),
        ({"term": ORPHA}, "term", "en ubrukt id av små bokstaver og sifre"),
        # An option of every block, which would be read as a line of codes.
        ({"class": ORPHA}, "class", "en ubrukt id av små bokstaver og sifre"),
    ],
)
def test_system_that_cannot_be_one_is_told_and_not_used(
    build: Build, systems: object, found: str, expected: str
) -> None:
    warning = (
        f"conf.py:6: WARNING: «kompendium_code_systems» er «{found}»; forventet: {expected}. Den brukes ikke. For "
        'eksempel: kompendium_code_systems = {"orpha": {"label": "ORPHA", "pattern": r"\\d+", "example": "90291"}} '
        "[CNF-002] [kompendium.option_of_book_value]"
    )
    build({"index.md": "# Bok\n"}, conf={"kompendium_code_systems": systems}, warnings=[warning])


def test_edition_that_icd10_cannot_mean_is_told_and_not_used(build: Build) -> None:
    warning = (
        "conf.py:6: WARNING: «kompendium_icd10» er «icd10nn»; forventet: en av disse: icd10, icd10no, icd10cm. Den "
        'brukes ikke. For eksempel: kompendium_icd10 = "icd10no" [CNF-002] [kompendium.option_of_book_value]'
    )
    built = build({"index.md": "# Bok\n\n{icd10}`L94.2`\n"}, conf={"kompendium_icd10": "icd10nn"}, warnings=[warning])
    assert [it.system for it in codes_domain(built.env).all_occurrences()] == ["icd10"]


def test_package_that_brings_no_system_is_told(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    from kompendium.blocks.codes import options

    monkeypatch.setattr(options, "installed_systems", lambda: ([], [("a = b:C", "ImportError: no b")]))
    warning = (
        "conf.py:1: WARNING: Kodeverket «a = b:C» fra en installert pakke blir ikke brukt: ImportError: no b. Oppdater "
        "pakken, eller avinstaller den. [COD-013] [kompendium.code_system_package]"
    )
    build({"index.md": "# Bok\n"}, warnings=[warning])
