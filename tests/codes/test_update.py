"""The lock file is filled from editions, keeps what the editor wrote, and is compared with another edition."""

from __future__ import annotations

import pytest

from kompendium.codes.editions import Concept, EditionError, make_edition
from kompendium.codes.editions.table import load_table
from kompendium.codes.editions.who import load_who
from kompendium.codes.lockfile import LockEntry, read_lock
from kompendium.codes.systems import SYSTEMS
from kompendium.codes.update import Change, changes, lock_text, update_lock

CONCEPTS = (
    Concept("XII", "Skin", kind="chapter"),
    Concept("L80–L99", "Other skin", "XII", "block"),
    Concept("L94", "Localized", "L80–L99"),
    Concept("L94.2", "Lime in the skin", "L94", usage="dagger"),
    Concept("L94.3", "Thick fingers", "L94"),
    Concept("XIII", "Joints", kind="chapter"),
    Concept("M30–M36", "Systemic", "XIII", "block"),
    Concept("M34", "Hard skin", "M30–M36", retired="2030", successor="L94.3"),
)
EDITION = make_edition("icd10", "2019", "en", "ours.csv", CONCEPTS)


def entry(code: str, title: str, **more: str) -> LockEntry:
    return LockEntry("icd10", code, title, **more)


def test_lock_holds_the_codes_in_use_and_what_they_are_a_part_of() -> None:
    update = update_lock({}, [("icd10", "M34"), ("icd10", "L94.2")], {"icd10": EDITION})
    assert [e.code for e in update.entries] == ["XII", "L80–L99", "L94", "L94.2", "XIII", "M30–M36", "M34"]
    assert update.unknown == ()
    assert update.entries[3] == entry(
        "L94.2", "Lime in the skin", edition="2019", parent="L94", usage="dagger", source="ours.csv"
    )
    assert (update.entries[-1].retired, update.entries[-1].successor) == ("2030", "L94.3")


def test_titles_of_the_editor_stay_and_codes_out_of_use_go() -> None:
    lock = {
        ("icd10", "L94.2"): entry("L94.2", "Old words", title_nb="Kalk i huden", retired="2031"),
        ("icd10", "L94.3"): entry("L94.3", "Thick fingers", title_nb="Tykke fingre"),
    }
    update = update_lock(lock, [("icd10", "L94.2")], {"icd10": EDITION})
    kept = {e.code: (e.title, e.title_nb, e.retired) for e in update.entries}
    assert kept["L94.2"] == ("Lime in the skin", "Kalk i huden", "2031")
    assert "L94.3" not in kept


def test_code_that_no_edition_at_hand_has_keeps_what_the_lock_says() -> None:
    lock = {
        ("icd10no", "L94.29"): LockEntry("icd10no", "L94.29", "Kalk", parent="L94.2"),
        ("icd10no", "L94.2"): LockEntry("icd10no", "L94.2", "Kalk i huden", parent="L94.29"),
    }
    used = [("icd10no", "L94.29"), ("icd10", "Q99.9"), ("atc", "L01FA01")]
    update = update_lock(lock, used, {"icd10": EDITION})
    assert [(e.system, e.code) for e in update.entries] == [("icd10no", "L94.2"), ("icd10no", "L94.29")]
    assert update.unknown == (("icd10no", "L94.29"), ("icd10", "Q99.9"), ("atc", "L01FA01"))


def test_lock_that_is_written_is_read_as_it_was() -> None:
    entries = update_lock({}, [("icd10", "L94.2")], {"icd10": EDITION}).entries
    text = lock_text([*entries, entry("L94.3", 'Fingers, "thick"', title_nb="Æ, ø")])
    assert text.splitlines()[0] == "system,code,title,title_nb,edition,parent,usage,retired,successor,source"
    assert "L80-L99" in text
    read, problems = read_lock(text)
    assert problems == []
    assert [e.code for e in read.values()] == ["XII", "L80–L99", "L94", "L94.2", "L94.3"]
    assert read["icd10", "L94.3"].title == 'Fingers, "thick"'
    assert read["icd10", "L80–L99"].parent == "XII"


def test_changes_name_what_another_edition_says() -> None:
    lock = {
        ("icd10", code): entry(code, title, parent=parent, **more)
        for code, title, parent, more in (
            ("L94.2", "Lime in the skin", "L94", {}),
            ("L94.3", "Thick fingers", "L93", {}),
            ("M34", "Hardened skin", "M30–M36", {}),
            ("M35", "Other", "M30–M36", {"successor": "M36"}),
        )
    }
    lock["atc", "L01FA01"] = LockEntry("atc", "L01FA01", "rituximab")
    assert changes(lock, EDITION) == [
        Change("icd10", "L94.2", "usage", "", "dagger"),
        Change("icd10", "L94.3", "parent", "L93", "L94"),
        Change("icd10", "M34", "retired", "2030", "L94.3"),
        Change("icd10", "M34", "title", "Hardened skin", "Hard skin"),
        Change("icd10", "M35", "gone", "Other", "M36"),
    ]


@pytest.mark.parametrize(
    ("concepts", "said"),
    [
        ((Concept("A", "a"), Concept("A", "b")), "The code A is there twice\\."),
        ((Concept("A", "a", "B"), Concept("B", "b", "A")), "A → B → A: what is a part of what goes round\\."),
    ],
)
def test_edition_that_contradicts_itself_is_refused(concepts: tuple[Concept, ...], said: str) -> None:
    with pytest.raises(EditionError, match=f"^{said}$"):
        make_edition("icd10", "x", "en", "x.csv", concepts)


def test_every_line_that_an_edition_makes_is_read_again() -> None:
    who = load_who()
    used = [("icd10", code) for code in who.concepts]
    entries, problems = read_lock(lock_text(update_lock({}, used, {"icd10": who}).entries))
    # Among them blocks of a single category, such as «C50–C50» above every breast cancer.
    assert problems == []
    assert [code for _system, code in entries] == list(who.concepts)


@pytest.mark.parametrize(
    ("system", "table", "code", "groups"),
    [
        ("icpc2", "A,General,,chapter\nA.1,Symptoms,A,block\nA01,Pain,A.1,\n", "A01", ["A", "A.1"]),
        ("ncsp", "N,Bones,,chapter\nNG,Knee,N,\nNGB,Joint,NG,\nNGB40,Prosthesis,NGB,\n", "NGB40", ["N", "NG", "NGB"]),
        ("icd11", "14,Skin,,chapter\nBlock 1,Some,14,block\nEB90.4,Calcinosis,Block 1,\n", "EB90.4", ["14", "Block 1"]),
    ],
)
def test_groups_that_have_not_the_form_of_a_code_are_kept(
    system: str, table: str, code: str, groups: list[str]
) -> None:
    text = "code,title,parent,kind\n" + table
    edition = load_table(text, SYSTEMS[system], name="1", language="", source="x.csv")
    filled = update_lock({}, [(system, code)], {system: edition})
    entries, problems = read_lock(lock_text(filled.entries))
    assert problems == []
    assert [of_code for _system, of_code in entries] == [*groups, code]
    assert changes(entries, edition) == []
