"""Code systems of a book's own and of installed packages: what makes one, and what cannot be one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.codes import own
from kompendium.codes.own import OwnSystemError, installed_systems, own_system
from kompendium.codes.systems import BUILT_IN, SYSTEMS, Code, find_system, use_systems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ORPHA = {"label": "ORPHA", "pattern": r"\d{1,6}", "example": "90291"}
ICD10 = next(system for system in BUILT_IN if system.id == "icd10")


@pytest.fixture
def orpha() -> Iterator[None]:
    use_systems([own_system("orpha", ORPHA)])
    yield
    use_systems(())


def test_system_reads_its_codes_and_has_no_more_than_it_is_given() -> None:
    system = own_system("orpha", {**ORPHA, "url": "https://orpha.example/{code}", "language": "nb"})
    assert (system.id, system.label, system.language, system.edition, system.fhir_uri) == (
        "orpha",
        "ORPHA",
        "nb",
        "",
        "",
    )
    assert system.normalize(" 90 291") == "90291"
    assert system.normalize("M33") is None
    assert system.url(Code("orpha", "90291")) == "https://orpha.example/90291"


@pytest.mark.usefixtures("orpha")
def test_system_is_known_by_its_name_in_a_line_of_codes() -> None:
    assert find_system("Orpha") is SYSTEMS["orpha"]
    parsed = SYSTEMS["orpha"].parse("ORPHA: 90291 (Systemisk sklerose), 93672")
    assert [(code.text, code.gloss) for code in parsed.codes] == [("90291", "Systemisk sklerose"), ("93672", "")]
    assert list(SYSTEMS)[-1] == "orpha"
    use_systems(())
    assert "orpha" not in SYSTEMS


def test_system_like_another_has_its_forms_and_not_its_addresses() -> None:
    system = own_system("icd10se", {"label": "ICD-10-SE", "like": "icd10", "language": "sv"})
    use_systems([system])
    try:
        assert [code.text for code in system.parse("ICD-10: m331, L40.5+ (M07.0*)").codes] == [
            "M33.1",
            "L40.5†",
            "M07.0*",
        ]
    finally:
        use_systems(())
    assert (system.form, system.url(Code("icd10se", "M33.1")), system.home, system.load) == ("icd10", None, "", None)


def test_built_in_system_can_be_said_otherwise_of() -> None:
    system = own_system("icd10no", {"edition": "2027", "url": "https://koder.example/{code}"})
    assert (system.edition, system.label, system.example) == ("2027", "ICD-10", "M33.1")
    assert system.url(Code("icd10no", "M30–M36")) == "https://koder.example/M30-M36"


def test_address_of_each_format() -> None:
    system = own_system("atc", {"url": {"html": "https://a.example/{code}", "epub": ""}})
    assert [system.url(Code("atc", "L04"), name) for name in own.FORMATS] == ["https://a.example/L04", None, None]
    assert ICD10.url(Code("icd10", "L94.2"), "pdf") == "https://icd.who.int/browse10/2019/en#/L94.2"


@pytest.mark.parametrize(
    ("system_id", "given", "found", "expected"),
    [
        ("Orpha", ORPHA, "Orpha", own.ID),
        ("or-pha", ORPHA, "or-pha", own.ID),
        ("orpha", "ORPHA", "orpha: ORPHA", own.MAPPING),
        ("orpha", {"label": "ORPHA"}, "orpha: {'label': 'ORPHA'}", own.MAPPING),
        ("orpha", {**ORPHA, "label": " "}, "orpha: " + str({**ORPHA, "label": " "}), own.MAPPING),
        ("orpha", {**ORPHA, "colour": "red"}, "orpha: colour", own.ONLY_KEYS),
        ("orpha", {"label": "ORPHA", "like": "icd9"}, "orpha: icd9", own.LIKE),
        ("orpha", {**ORPHA, "example": "M33"}, "orpha: M33", own.PATTERN),
        ("orpha", {**ORPHA, "url": "https://orpha.example/"}, "orpha: https://orpha.example/", own.URL),
        ("orpha", {**ORPHA, "url": "https://orpha.example/{kode}"}, "orpha: https://orpha.example/{kode}", own.URL),
        ("orpha", {**ORPHA, "url": "https://orpha.example/{code"}, "orpha: https://orpha.example/{code", own.URL),
        ("orpha", {**ORPHA, "url": {"paper": "{code}"}}, "orpha: {'paper': '{code}'}", own.URL),
        ("orpha", {**ORPHA, "url": 7}, "orpha: 7", own.URL),
    ],
)
def test_what_cannot_be_a_system_says_why(system_id: str, given: Any, found: str, expected: str) -> None:
    with pytest.raises(OwnSystemError) as raised:
        own_system(system_id, given)
    assert (raised.value.found, raised.value.expected) == (found, expected)


@pytest.mark.parametrize("key", ["pattern", "chapters"])
def test_pattern_that_is_none_says_where(key: str) -> None:
    with pytest.raises(OwnSystemError, match=r"orpha: \(\\d \(.*unterminated.*\)"):
        own_system("orpha", {**ORPHA, key: r"(\d"})


PACKAGE = """
from dataclasses import replace
from kompendium.codes.systems import BUILT_IN
SYSTEM = replace(BUILT_IN[0], id="ours", label="Ours")
NUMBER = 7
"""


def test_installed_packages_bring_systems_and_those_that_cannot_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "our_codes.py").write_text(PACKAGE)
    metadata = tmp_path / "our_codes-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: our-codes\nVersion: 1\n")
    points = "a = our_codes:SYSTEM\nb = our_codes:NUMBER\nc = our_codes:NONE\nd = no_such_module\n"
    (metadata / "entry_points.txt").write_text(f"[{own.ENTRY_POINTS}]\n{points}")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "our_codes", raising=False)
    systems, wrong = installed_systems()
    assert [(system.id, system.label) for system in systems] == [("ours", "Ours")]
    assert wrong == [
        ("b = our_codes:NUMBER", "int"),
        ("c = our_codes:NONE", "AttributeError: module 'our_codes' has no attribute 'NONE'"),
        ("d = no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {**ORPHA, "url": "https://orpha.example/{code.nope}"},
        {"label": "O", "like": ["icd10"]},
        {**ORPHA, "label": None},
    ],
)
def test_odd_values_are_refused_and_no_crash(given: dict[str, Any]) -> None:
    with pytest.raises(OwnSystemError):
        own_system("orpha", given)


def test_what_is_none_is_not_said() -> None:
    system = own_system("orpha", {**ORPHA, "edition": None, "url": None, "expected": ""})
    assert (system.edition, system.url_template, system.expected) == ("", "", own.AS_THE_EXAMPLE)


@pytest.mark.usefixtures("orpha")
def test_numbers_of_an_own_system_are_no_parts_of_shorter_ones() -> None:
    assert not Code("orpha", "90291").is_within(Code("orpha", "902"))
    assert Code("orpha", "902").is_within(Code("orpha", "902"))
