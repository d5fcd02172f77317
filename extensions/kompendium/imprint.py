"""What every format prints of a book and its chapters: ISBNs, dates, addresses, terms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.locale import get_translation

from kompendium.isbn import read_isbn, read_isbns, with_hyphens
from kompendium.rights.licenses import License, Unreadable

if TYPE_CHECKING:
    from sphinx.config import Config

_ = get_translation("kompendium")


def isbn_lines(config: Config) -> list[str]:
    """«ISBN 978-82-05-12345-8 (print)», a line a format: all of them stand in each, as the trade wants it."""
    names = {"print": _("print"), "pdf": _("PDF"), "epub": _("EPUB")}
    numbers = read_isbns(getattr(config, "kompendium_isbn", None) or {})
    own = str(getattr(config, "kompendium_identifier", "")).removeprefix("urn:isbn:")
    if not numbers and (number := read_isbn(own)):
        return [f"ISBN {with_hyphens(number)}"]
    return [f"ISBN {with_hyphens(number)} ({names[name]})" for name, number in numbers.items()]


def printed_date(date: str, language: str) -> str:
    """A date as people write it in the language («22. november 2026»); another text stands as it is."""
    try:
        parsed = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return date
    # Only here: it takes longer to import than many a build.
    from babel.core import UnknownLocaleError
    from babel.dates import format_date

    try:
        return format_date(parsed, "long", locale=language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return date


def page_address(config: Config, docname: str) -> str:
    """Where a document's newest version is: on the site; an empty string where ``html_baseurl`` is not set."""
    base = str(getattr(config, "html_baseurl", "") or "")
    if not base:
        return ""
    return f"{base.rstrip('/')}/{quote(_page(config, docname))}"


def _page(config: Config, docname: str) -> str:
    """A document's place on the site, as the builder that makes the site has it."""
    if docname == "index":
        return ""
    if getattr(config, "kompendium_folder_addresses", None):
        return docname.removesuffix("index") if docname.endswith("/index") else f"{docname}/"
    # A project without HTML builders has no suffixes of its own; an empty one is a choice, too.
    suffix = getattr(config, "html_link_suffix", None)
    return f"{docname}{(getattr(config, 'html_file_suffix', None) or '.html') if suffix is None else suffix}"


def terms_of(license_: License | Unreadable | None, language: str, *, of_chapter: bool) -> str:
    """What a reader may do, in one sentence."""
    if license_ is None:
        return ""
    if isinstance(license_, Unreadable):
        return license_.text
    if license_.family == "all-rights-reserved":
        return str(_("All rights reserved, except where otherwise noted."))
    name = license_.name(language)
    if license_.is_cc:
        name = f"Creative Commons {name} ({license_.short})"
    if of_chapter:
        return _("This chapter is published under {license}, except where otherwise noted.").format(license=name)
    return _("This book is published under {license}, except where otherwise noted.").format(license=name)
