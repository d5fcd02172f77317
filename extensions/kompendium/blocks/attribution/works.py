"""From a directive's options to a :class:`Work`, with what is missing reported at its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from kompendium.blocks.chapter import people_of
from kompendium.diagnostics import Finding, report
from kompendium.rights.licenses import License, Unreadable, read_license
from kompendium.rights.works import Credit, Kind, Work, missing_fields, read_credit, work_from_credit

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment

    from kompendium.blocks._directive import KompendiumOptions

_ = get_translation("kompendium")

credit_options: dict[str, Callable[[str], Any]] = dict.fromkeys(
    ("credit", "source", "creator", "title", "year", "license", "changes", "permission"), directives.unchanged
)
"""A work's credit: in one line as authors write it, or field by field."""

credit_aliases = {
    "kreditering": "credit",
    "kilde": "source",
    "opphaver": "creator",
    "tittel": "title",
    "år": "year",
    "licence": "license",
    "lisens": "license",
    "endringer": "changes",
    "tillatelse": "permission",
}

_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")


def works_of(env: BuildEnvironment) -> dict[str, list[Work]]:
    """Every document's works, in the order of the text."""
    if not hasattr(env, "kompendium_works"):
        env.kompendium_works = {}  # type: ignore[attr-defined]
    return env.kompendium_works  # type: ignore[attr-defined,no-any-return]


def check_license(written: str, location: tuple[str, int | None] | str | None) -> License | None:
    """Read a licence, and report one that cannot be read or that lacks its version."""
    read = read_license(written)
    if isinstance(read, Unreadable):
        hint = _("Did you mean «{name}»?").format(name=read.suggestion) if read.suggestion else ""
        report(Finding.LICENSE_UNREADABLE, location, found=written, suggestion=hint)
        return None
    check_versions(read, location)
    return read


def check_versions(license_: License, location: tuple[str, int | None] | str | None) -> None:
    """Report each licence of which the version is missing."""
    for leaf in license_.leaves:
        if leaf.version_missing:
            report(Finding.LICENSE_VERSION_MISSING, location, found=leaf.short)


def read_work(
    directive: KompendiumOptions, options: dict[str, str], *, what: Kind, title: str = "", reproduced: bool = True
) -> Work:
    """The work of a directive's credit options; a single field wins over what the credit's line says."""
    credit = read_credit(options["credit"]) if options.get("credit") else Credit()
    source, source_url = options.get("source", ""), ""
    if found := _ADDRESS.search(source):
        source_url = found[1].rstrip(".,;")
        source = source.replace(found[0], "").strip(" ,;.()")
    license_, license_text = credit.license, credit.license_text
    if options.get("license"):
        license_text = options["license"]
        license_ = check_license(license_text, directive.place("license"))
    elif license_ is not None:
        check_versions(license_, directive.place("credit"))
    return work_from_credit(
        credit,
        what=what,
        title=options.get("title") or title,
        creator=options.get("creator"),
        source=source,
        source_url=source_url,
        year=options.get("year"),
        license=license_,
        license_text=license_text,
        changes=options.get("changes"),
        permission=options.get("permission"),
        reproduced=reproduced,
        line=int(directive.place().rsplit(":", 1)[1]),
    )


def is_own(env: BuildEnvironment, work: Work) -> bool:
    """Whether the book's people made the work: then nobody's source need be named."""
    config = env.config
    names = {person.name for person in people_of(env).values()} | {config.kompendium_copyright_holder, config.author}
    return bool(work.creator) and work.creator in names and not work.source


def report_missing(directive: KompendiumOptions, env: BuildEnvironment, work: Work, name: str) -> None:
    """Ask for what a credit cannot do without, each with its option."""
    names = {
        "creator": _("the creator"),
        "license": _("the licence"),
        "title": _("the title"),
        "source": _("the source"),
        "year": _("the year"),
        "permission": _("the permission"),
    }
    missing = missing_fields(work, own=is_own(env, work))
    if missing:
        report(
            Finding.CREDIT_INCOMPLETE,
            directive.place("credit"),
            found=work.title or name,
            missing=", ".join(names.get(field, field) for field in missing),
            option=", ".join(f":{field}:" for field in missing),
        )
