"""From a directive's options to a :class:`Work`, with what is missing reported at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from kompendium.blocks._directive import KompendiumOptions
from kompendium.blocks.chapter import people_of
from kompendium.diagnostics import Finding, report
from kompendium.people import split_names
from kompendium.problems import message_values
from kompendium.rights.fields import ALIASES, FIELDS, read_fields
from kompendium.rights.licenses import License, Unreadable, read_license
from kompendium.rights.works import Kind, Work, missing_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.environment import BuildEnvironment

    from kompendium.problems import Problem

_ = get_translation("kompendium")

credit_options: dict[str, Callable[[str], Any]] = dict.fromkeys(FIELDS, directives.unchanged)
"""A work's credit: in one line as authors write it, or field by field."""

credit_aliases = ALIASES


def works_of(env: BuildEnvironment) -> dict[str, list[Work]]:
    """Every document's works, in the order of the text."""
    if not hasattr(env, "kompendium_works"):
        env.kompendium_works = {}  # type: ignore[attr-defined]
    return env.kompendium_works  # type: ignore[attr-defined,no-any-return]


class CreditOptions(KompendiumOptions):
    """A directive whose work has a credit; to be mixed in before a docutils or Sphinx directive."""

    def take_credit(self) -> dict[str, str]:
        """The options of the credit that say something, taken from those of the directive."""
        given = {name: self.options.pop(name) or "" for name in FIELDS if name in self.options}
        return {name: value for name, value in given.items() if value.strip()}

    def read_work(self, credit: dict[str, str], *, what: Kind, **more: Any) -> Work:
        """The work of a credit's options; what is wrong with a value is reported at its line."""
        source, line = self.place().rsplit(":", 1)
        lines = {name: int(self.place(name).rsplit(":", 1)[1]) for name in credit}
        work, problems = read_fields(credit, lines, line=int(line), what=what, **more)
        report_problems(problems, source)
        report_licenses(work, credit, source, lines)
        return work


def report_problems(problems: Iterable[Problem], file: str) -> None:
    """Report what a pure reader found in a file."""
    for problem in problems:
        report(Finding[problem.finding], f"{file}:{problem.line}", **message_values(problem, _))


def report_licenses(work: Work, credit: dict[str, str], file: str, lines: dict[str, int]) -> None:
    """Report licences of a credit that cannot be read, or that lack their version."""
    for name in ("license", "adaptation-license"):
        if name in credit:
            check_license(credit[name].strip(), f"{file}:{lines[name]}")
    if "license" in credit:
        return
    if work.license is not None:
        check_versions(work.license, f"{file}:{lines['credit']}")
    elif work.license_text:
        check_license(work.license_text, f"{file}:{lines['credit']}")


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


def is_own(env: BuildEnvironment, work: Work) -> bool:
    """Whether the book's people made the work and hold its rights: then nobody's source need be named.

    A work that was published elsewhere, that another holds, or that somebody has permitted is not theirs to give.
    """
    config = env.config
    names = {person.name for person in people_of(env).values()} | {config.kompendium_copyright_holder, config.author}
    if not work.creator or work.source or work.source_url or work.permission:
        return False
    if work.holder and work.holder not in names:
        return False
    return work.creator in names or all(name in names for name in split_names(work.creator))


def report_missing(
    env: BuildEnvironment, work: Work, name: str, location: str, *, option: Callable[[str], str] = ":{}:".format
) -> None:
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
            location,
            found=work.title or name,
            missing=", ".join(names.get(field, field) for field in missing),
            option=", ".join(option(field) for field in missing),
        )
