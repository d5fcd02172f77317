from __future__ import annotations

from kompendium.builders.epub.metadata import (
    chapter_identifier,
    chapter_people,
    contributors,
    file_as,
    modified,
    work_rights,
)
from kompendium.chapter import BasedOn, Chapter
from kompendium.people import Person, person_from_name
from kompendium.rights.licenses import License
from kompendium.rights.works import Work

GRAN, KARI = person_from_name("Jan Tore Gran"), person_from_name("Kari Nordmann")


def test_catalogue_name_has_the_family_name_first():
    assert file_as(GRAN) == "Gran, Jan Tore"
    assert file_as(Person("Ludwig van Beethoven")) == "van Beethoven, Ludwig"
    assert file_as(Person("Kompendium-redaksjonen")) == "Kompendium-redaksjonen"


def test_person_of_two_roles_is_one_entry():
    (one,) = contributors([(KARI, "edt"), (KARI, "aut")])
    assert (one.name, one.roles) == ("Kari Nordmann", ("edt", "aut"))


def test_own_roles_of_a_person_are_added():
    (one,) = contributors([(Person("Ola", roles=("Illustratør", "venn")), "aut")])
    assert one.roles == ("aut", "ill")


def test_authors_of_the_source_are_not_claimed_as_authors():
    assert chapter_people(Chapter(authors=(GRAN,), based_on=BasedOn("Kilde", (GRAN,)))) == [(GRAN, "ant")]
    assert chapter_people(Chapter(based_on=BasedOn("Kilde", (GRAN,)))) == [(GRAN, "ant")]
    both = Chapter(authors=(KARI,), based_on=BasedOn("Kilde", (GRAN,)))
    assert chapter_people(both) == [(KARI, "aut"), (GRAN, "ant")]


def test_rights_of_a_picture_name_its_maker_and_terms():
    work = Work(creator="Kari Nordmann", year="2026", license=License("CC-BY", "4.0"))
    assert work_rights(work, "nb") == "© 2026 Kari Nordmann. CC BY 4.0"
    assert work_rights(Work(year="2026"), "nb") == ""
    of_museum = Work(creator="Kari Nordmann", holder="Museet", year="2026", license=License("all-rights-reserved"))
    assert work_rights(of_museum, "nb") == "© 2026 Museet. Alle rettigheter forbeholdt"
    changed = Work(creator="N", license=License("CC-BY-SA", "3.0"), adaptation_license=License("CC-BY-SA", "4.0"))
    assert work_rights(changed, "nb") == "© N. CC BY-SA 4.0"
    # Nobody holds rights in what is in the public domain.
    assert work_rights(Work(creator="Vesalius", year="1543", license=License("CC-PDM")), "nb").startswith("Vesalius. ")


def test_chapter_keeps_its_identifier():
    assert chapter_identifier("urn:uuid:1", "kalsinose") == chapter_identifier("urn:uuid:1", "kalsinose")
    assert chapter_identifier("urn:uuid:1", "kalsinose") != chapter_identifier("urn:uuid:2", "kalsinose")
    assert chapter_identifier("urn:uuid:1", "a") != chapter_identifier("urn:uuid:1", "b")


def test_moment_of_the_package_is_the_source_date_epoch(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert modified() == "1970-01-01T00:00:00Z"
