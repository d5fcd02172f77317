"""What the package document says of the book and of each chapter, from the configuration and the front matter."""

from __future__ import annotations

import os
import time
import uuid
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.config import UNSAID, derived_identifier, is_language, typst_language
from kompendium.imprint import terms_of
from kompendium.isbn import read_isbns
from kompendium.people import Person, configured_people, person_from_name, read_people_file, split_name
from kompendium.rights.holders import copyright_line
from kompendium.rights.licenses import License, read_license

from .package import Accessibility, Collection, Contributor, Metadata, Provenance, Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx.config import Config

    from kompendium.chapter import Chapter
    from kompendium.rights.works import Work

_ = get_translation("kompendium")

THEMA, MESH = "Thema", "http://id.nlm.nih.gov/mesh"
"""EPUB's name for the one scheme, and the address of the other, for which it has none."""

ROLES = {
    "author": "aut",
    "forfatter": "aut",
    "editor": "edt",
    "redaktør": "edt",
    "illustrator": "ill",
    "illustratør": "ill",
    "photographer": "pht",
    "fotograf": "pht",
    "translator": "trl",
    "oversetter": "trl",
    "reviewer": "rev",
    "fagfelle": "rev",
}
"""Roles as people write them → MARC relator codes."""


def said(config: Config, name: str) -> bool:
    """Whether ``conf.py`` or the command line sets an option; Sphinx's own defaults are often a claim too many."""
    return name in getattr(config, "_raw_config", {}) or name in config.overrides


def _text(config: Config, *names: str) -> str:
    """The first of these options that says something."""
    for name in names:
        value = getattr(config, name, "")
        value = value[0] if isinstance(value, (list, tuple)) and value else value
        if isinstance(value, str) and value not in UNSAID:
            return value
    return ""


def language_tag(config: Config) -> str:
    """The book's language as BCP 47 wants it: ``nb``, ``nb-NO``, never ``nb_NO``."""
    said = _text(config, "epub_language", "language") or "en"
    return said.replace("_", "-") if is_language(said) else typst_language(said)


def book_identifier(config: Config) -> str:
    """The book's fixed identifier; where none is given, the EPUB's ISBN, or one made of its address or its name."""
    if given := _text(config, "kompendium_identifier", "epub_identifier"):
        return given
    if number := read_isbns(config.kompendium_isbn).get("epub"):
        return f"urn:isbn:{number}"
    return derived_identifier(config)


def chapter_identifier(book: str, slug: str) -> str:
    """A chapter's own identifier: the same as long as the book's identifier and the chapter's slug are."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{book}#{slug}')}"


def page_source(config: Config, pdf: str) -> str:
    """What the printed page numbers are of: the print edition's ISBN, or else the PDF's own identifier."""
    number = read_isbns(config.kompendium_isbn).get("print")
    return f"urn:isbn:{number}" if number else pdf


def modified() -> str:
    """The moment that stands in the package: ``SOURCE_DATE_EPOCH``, so that the same input gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(epoch) if epoch else None))


def contributors(people: Iterable[tuple[Person, str]]) -> tuple[Contributor, ...]:
    """People with the MARC role each has here → one entry a person, roles gathered."""
    roles: dict[str, list[str]] = {}
    persons: dict[str, Person] = {}
    for person, role in people:
        persons.setdefault(person.name, person)
        here = roles.setdefault(person.name, [])
        for code in (role, *(ROLES.get(r.casefold(), "") for r in person.roles)):
            if code and code not in here:
                here.append(code)
    return tuple(Contributor(name, file_as(persons[name]), tuple(codes)) for name, codes in roles.items())


def file_as(person: Person) -> str:
    """The name as a catalogue sorts it: «Gran, Jan Tore»; a body's name as it is."""
    given, family = (person.given, person.family) if person.family else split_name(person.name)
    return f"{family}, {given}" if given and family else person.name


def chapter_people(chapter: Chapter) -> list[tuple[Person, str]]:
    """Who a chapter says wrote it, and who wrote what it is made from.

    «ant»: bibliographic antecedent, the author of a work that this one is written from. The byline says «after» of
    them, and no catalogue should say more.
    """
    sources = chapter.based_on.authors if chapter.based_on is not None else ()
    own = chapter.authors if chapter.authors != sources else ()
    return [*((p, "aut") for p in own or ()), *((p, "ant") for p in sources)]


def work_rights(work: Work, language: str) -> str:
    """Who made a picture and on what terms others may use it, for the picture's entry in the package document."""
    read = work.published_license
    licence = read.short_name(language) if read is not None else work.license_text
    if read is not None and read.is_public_domain:
        return ". ".join(part for part in (work.creator, licence) if part)
    holder = work.holder or work.creator
    return ". ".join(part for part in (copyright_line(holder, work.year) if holder else "", licence) if part)


def provenance(work: Work, language: str) -> Provenance:
    """What the package document says of a picture's file."""
    return Provenance(
        rights=work_rights(work, language),
        title=work.title,
        creator=work.creator,
        source=work.source_url or work.source,
        license_url=work.published_license.url if work.published_license is not None else "",
    )


def _rights(config: Config, chapter: Chapter | None) -> tuple[str, str, str]:
    """The rights in a few words and in a sentence, and the licence's address where it has one."""
    line = (chapter.copyright if chapter else None) or copyright_line(
        config.kompendium_copyright_holder, config.kompendium_copyright_year
    )
    if not line and (text := _text(config, "epub_copyright", "copyright")):
        line = f"© {text.removeprefix('©').strip()}"
    words = (chapter.license if chapter else None) or (
        config.kompendium_license if said(config, "kompendium_license") else ""
    )
    licence = read_license(words) if words else None
    if not isinstance(licence, License):
        said_so = ". ".join(part for part in (line, words) if part)
        return said_so, said_so, ""
    language = language_tag(config)
    statement = ". ".join(part for part in (line, terms_of(licence, language, of_chapter=chapter is not None)) if part)
    # A book that reserves all rights and holds works of others may not say so without their exception.
    rights = statement if licence.family == "all-rights-reserved" else f"{line}. {licence.name(language)}".lstrip(". ")
    return rights, statement, licence.url


def book_metadata(config: Config, source: Path, chapters: Mapping[str, Chapter]) -> Metadata:
    """The record of the whole book. The claims about accessibility come later, from the finished pages."""
    # What is wrong with them is reported by the room that reads the chapters.
    known, _problems = read_people_file(source / config.kompendium_people)
    editors, _problems = configured_people(config.kompendium_editors, known, "kompendium_editors")
    authors, _problems = configured_people(config.kompendium_authors, known, "kompendium_authors")
    creators = contributors([*((p, "edt") for p in editors), *((p, "aut") for p in authors)])
    if not creators and (name := _text(config, "epub_author", "author")):
        creators = contributors([(person_from_name(name), "aut")])
    named = {c.name for c in creators}
    others = contributors(
        (p, role) for chapter in chapters.values() for p, role in chapter_people(chapter) if p.name not in named
    )
    rights, statement, url = _rights(config, None)
    return Metadata(
        identifier=book_identifier(config),
        title=_text(config, "epub_title", "project"),
        subtitle=config.kompendium_subtitle,
        language=language_tag(config),
        modified=modified(),
        creators=creators,
        contributors=others,
        publisher=config.kompendium_publisher
        or (_text(config, "epub_publisher") if said(config, "epub_publisher") else ""),
        date=config.kompendium_date,
        description=_text(config, "epub_description"),
        rights=rights,
        license_url=url,
        statement=statement,
        copyright=(config.kompendium_copyright_year, config.kompendium_copyright_holder),
        edition=config.kompendium_edition,
        isbns=tuple(read_isbns(config.kompendium_isbn).items()),
        subjects=tuple(
            Subject(str(words), authority, str(code))
            for authority, subjects in ((THEMA, config.kompendium_thema), (MESH, config.kompendium_mesh))
            for code, words in subjects.items()
        ),
        collection=Collection(config.kompendium_series, position=config.kompendium_series_position, kind="series")
        if config.kompendium_series
        else None,
        # What the pages themselves show is added when they are written.
        accessibility=Accessibility(
            certified_by=config.kompendium_certified_by, report=config.kompendium_certifier_report
        ),
    )


def chapter_metadata(
    config: Config, book: Metadata, chapter: Chapter, *, slug: str, title: str, number: str
) -> Metadata:
    """The record of a chapter that stands alone: its own identifier, people and rights, and the book it is from."""
    people = chapter_people(chapter)
    creators = contributors((p, role) for p, role in people if role != "ant")
    if not creators:
        # As the book has it: its authors, or where it names none its editors.
        creators = tuple(c for c in book.creators if "aut" in c.roles) or book.creators
    sources = contributors((p, role) for p, role in people if role == "ant")
    rights, statement, url = _rights(config, chapter)
    return Metadata(
        identifier=chapter_identifier(book.identifier, slug),
        title=title,
        subtitle=chapter.subtitle,
        language=book.language,
        modified=book.modified,
        creators=creators or book.creators,
        contributors=sources,
        publisher=book.publisher,
        date=book.date,
        description=chapter.description,
        rights=rights,
        license_url=url,
        statement=statement,
        edition=book.edition,
        subjects=tuple(Subject(words) for words in dict.fromkeys((*chapter.keywords, *chapter.aliases))),
        collection=Collection(book.title, book.identifier, number),
    )
