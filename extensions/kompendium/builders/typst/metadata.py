"""What a book says of itself: on its title page, in its imprint and in the PDF's metadata."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kompendium.builders.typst.xmp import Origin
from kompendium.config import project_author, typst_language
from kompendium.imprint import page_address, terms_of
from kompendium.people import Person, configured_people, read_people_file, split_names
from kompendium.rights.holders import copyright_line, read_copyright
from kompendium.rights.licenses import License, Unreadable, read_license

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinx.config import Config

    from kompendium.chapter import Chapter

_ = get_translation("kompendium")

_DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}")


@dataclass(frozen=True, slots=True)
class BookInfo:
    """The facts of a book; an empty string stands for what nobody said, and is not printed."""

    basename: str
    title: str
    subtitle: str
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    publisher: str
    edition: str
    date: str
    identifier: str
    copyright: str
    license: str
    cover: str
    cover_alt: str
    language: str
    keywords: tuple[str, ...]
    description: str


def timestamp() -> int:
    """Seconds since 1970 that stand in the PDF: ``SOURCE_DATE_EPOCH``, so that the same input gives the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(epoch) if epoch.isdigit() else int(datetime.now(tz=UTC).timestamp())


def setting(config: Config, name: str, default: Any = "") -> Any:
    """A book's setting: ``typst_<name>`` where it is set, else ``kompendium_<name>``, else the default."""
    for prefix in ("typst_", "kompendium_"):
        value = getattr(config, prefix + name, None)
        if value not in (None, "", [], ()):
            return value
    return default


def names(people: Any, known: Mapping[str, Person]) -> tuple[str, ...]:
    """The printed names of people given as a text, or as a list of names, ids of people.yml and mappings."""
    if isinstance(people, str):
        people = split_names(people.replace("\\and", ";"))
    return tuple(person.name for person in configured_people(people or (), known, "typst_authors")[0])


def license_line(text: str, language: str) -> str:
    """What a reader may do, and the licence's address; what cannot be read stands as it was written."""
    license_ = read_license(text) if text else None
    if not isinstance(license_, License):
        return text
    terms = terms_of(license_, language, of_chapter=False)
    return f"{terms} {license_.url}" if license_.url else terms


def slug(text: str) -> str:
    """A file name of letters, digits and hyphens."""
    return re.sub(r"[^\w-]+", "-", text.strip()).strip("-").lower() or "book"


def notice_of(config: Config, info: BookInfo, chapter: Chapter | None, writers: Iterable[str]) -> str:
    """The copyright notice of the book, or of a chapter as its own end has it."""
    if chapter is None:
        return info.copyright
    said = read_copyright(chapter.copyright) if chapter.copyright else None
    if said and said.holder:
        return copyright_line(said.holder, said.year)
    holder = str(setting(config, "copyright_holder")) or ", ".join(writers)
    year = (said.year if said else "") or str(setting(config, "copyright_year") or info.date[:4])
    return copyright_line(holder, year) if holder else info.copyright


def license_of(config: Config, chapter: Chapter | None) -> License | Unreadable | None:
    """The licence of the book, or of a chapter; ``None`` where nobody said."""
    notice = read_copyright(chapter.copyright) if chapter and chapter.copyright else None
    if chapter and chapter.license:
        return read_license(chapter.license)
    if notice and notice.license:
        return notice.license
    words = str(setting(config, "license"))
    return read_license(words) if words else None


def origin_of(
    config: Config,
    info: BookInfo,
    docname: str,
    chapter: Chapter | None = None,
    writers: Iterable[str] = (),
    works: Iterable[str] = (),
) -> Origin:
    """What a PDF's metadata says of rights and origin: the book's, or a chapter's own; ``works`` are those in it."""
    license_ = license_of(config, chapter)
    notice = notice_of(config, info, chapter, writers)
    read = license_ if isinstance(license_, License) else None
    doi = chapter.doi if chapter else ""
    return Origin(
        notice="" if read and read.is_public_domain else notice,
        terms=terms_of(license_, info.language, of_chapter=chapter is not None),
        license_url=read.url if read else "",
        statement=page_address(config, docname),
        marked=not (read and read.is_public_domain) if notice or license_ else None,
        publisher=info.publisher,
        identifier=(f"https://doi.org/{doi}" if doi else "") if chapter else info.identifier,
        date=info.date if _DAY.fullmatch(info.date) else "",
        language=info.language,
        works=tuple(works),
    )


def book_info(config: Config, source: Path) -> BookInfo:
    """The facts of the book that ``conf.py`` describes."""
    file = getattr(config, "kompendium_people", "")
    # What is wrong in it is reported by the room that reads chapters, with its line.
    known = read_people_file(source / file)[0] if file else {}
    language = typst_language(str(config.language or "en"))
    holder = str(setting(config, "copyright_holder"))
    notice = copyright_line(holder, str(setting(config, "copyright_year"))) if holder else ""
    if not notice and config.copyright:
        first = config.copyright if isinstance(config.copyright, str) else config.copyright[0]
        notice = first if first.lstrip().startswith("©") else f"© {first}"
    authors = names(setting(config, "authors", []), known)
    editors = names(setting(config, "editors", []), known)
    if not authors and not editors:
        authors = names(project_author(config), known)
    release = "" if hasattr(config, "kompendium_basename") else str(config.release or config.version or "")
    return BookInfo(
        # kompendium's own default would name every foreign project's file alike.
        basename=str(setting(config, "basename") or slug(str(config.project))),
        title=str(setting(config, "title") or config.project),
        subtitle=str(setting(config, "subtitle")),
        authors=authors,
        editors=editors,
        publisher=str(setting(config, "publisher")),
        edition=str(setting(config, "edition") or release),
        date=str(setting(config, "date")),
        identifier=str(setting(config, "identifier")),
        copyright=notice,
        license=license_line(str(setting(config, "license")), language),
        cover=str(setting(config, "cover")),
        cover_alt=str(setting(config, "cover_alt")),
        language=language,
        keywords=tuple(str(word) for word in setting(config, "keywords", [])),
        description=str(setting(config, "description")),
    )
