"""What a book says of itself: on its title page, in its imprint and in the PDF's metadata."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kompendium.config import project_author, typst_language
from kompendium.people import Person, configured_people, read_people_file, split_names
from kompendium.rights.holders import copyright_line
from kompendium.rights.licenses import License, read_license

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx.config import Config


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
    """A licence's name in full with its address; what cannot be read stands as it was written."""
    license_ = read_license(text) if text else None
    if not isinstance(license_, License):
        return text
    return ". ".join(part for part in (license_.name(language), license_.url) if part)


def slug(text: str) -> str:
    """A file name of letters, digits and hyphens."""
    return re.sub(r"[^\w-]+", "-", text.strip()).strip("-").lower() or "book"


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
