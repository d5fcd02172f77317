from __future__ import annotations

import pytest

from kompendium.codes.editions import EditionError
from kompendium.codes.editions.forms import kind_of, parent_by_form, read_code
from kompendium.codes.systems import SYSTEMS


@pytest.mark.parametrize(
    ("system", "written", "kind", "code", "usage"),
    [
        ("icd10", "XII", "chapter", "XII", ""),
        ("icd10", "V", "chapter", "V", ""),
        ("icd10", "L80-L99", "block", "L80–L99", ""),
        ("icd10", "C97 – C97", "block", "C97–C97", ""),
        ("icd10", "L942", "category", "L94.2", ""),
        ("icd10", "M07.0*", "category", "M07.0", "aster"),
        ("icd10", "L40.5+", "category", "L40.5", "dagger"),
        ("icd10no", "I210a", "category", "I21.0a", ""),
        ("icd10no", "V0n0a", "category", "V0n.0a", ""),
        ("icd10no", "T4n", "category", "T4n", ""),
        ("icpc2", "L", "chapter", "L", ""),
        ("icpc2", "L.7", "block", "L.7", ""),
        ("icpc2", "L99", "category", "L99", ""),
        ("icpc2", "R991", "category", "R991", ""),
        ("atc", "L", "chapter", "L", ""),
        ("atc", "L04AB01", "category", "L04AB01", ""),
    ],
)
def test_a_code_is_brought_to_its_normal_form(system: str, written: str, kind: str, code: str, usage: str) -> None:
    found = kind_of(system, written)
    assert (found, *read_code(SYSTEMS[system], written, found)) == (kind, code, usage)


@pytest.mark.parametrize(
    ("system", "written", "kind"),
    [
        ("icd10", "79.6", "category"),
        ("icd10", "M34.-", "category"),
        ("icd10", "M30-M36", "category"),
        ("icd10", "M36-M30", "block"),
        ("icd10", "XLII", "chapter"),
        ("icd10", "V0n0a", "category"),
        ("icpc2", "hoste", "category"),
        ("icd10no", "M3n", "category"),
        ("icd10no", "V0n.-", "category"),
        ("icd10", "", "category"),
    ],
)
def test_what_has_not_the_form_of_a_code_is_refused_with_its_line(system: str, written: str, kind: str) -> None:
    with pytest.raises(EditionError, match=f"^«{written}» has not the form") as caught:
        read_code(SYSTEMS[system], written, kind, 12)  # type: ignore[arg-type]
    assert caught.value.line == 12


@pytest.mark.parametrize(
    ("system", "code", "known", "parent"),
    [
        ("icd10no", "M33.1", (), "M33"),
        ("icd10no", "M00.00", ("M00.0",), "M00.0"),
        ("icd10no", "M00.00", (), "M00"),
        ("icd10no", "I21.0a", ("I21.0",), "I21.0"),
        ("icd10no", "M33", (), ""),
        ("icd10no", "L80–L99", (), ""),
        ("icd11", "EB90.40", ("EB90.4",), "EB90.4"),
        ("icpc2", "R991", (), "R99"),
        ("icpc2", "R99", (), ""),
        ("atc", "L04AB01", (), "L04AB"),
        ("atc", "L04", (), "L"),
        ("atc", "L", (), ""),
        ("ncsp", "NGB40", (), ""),
    ],
)
def test_the_form_of_a_code_tells_its_parent_where_that_is_certain(
    system: str, code: str, known: tuple[str, ...], parent: str
) -> None:
    assert parent_by_form(system, code, known) == parent
