"""What the audit says of a book: of each of its works, on the terms of the chapter that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks._sentence import joined
from kompendium.blocks.attribution.sources import book_works
from kompendium.blocks.attribution.works import is_own, works_of
from kompendium.blocks.chapter import chapter_of, chapters_in_order, documents_in_order, place_of
from kompendium.blocks.license import published_under, says_exception
from kompendium.blocks.rights.findings import FINDINGS
from kompendium.credits import name_work
from kompendium.encoding import read_text
from kompendium.outputs import slug_of
from kompendium.rights.audit import DRM, Terms, judge
from kompendium.rights.exceptions import read_exceptions, unused
from kompendium.rights.holders import read_copyright
from kompendium.rights.licenses import ALL_RIGHTS_RESERVED, License, Unreadable, read_license
from kompendium.rights.works import FORMATS, Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from kompendium.problems import Problem
    from kompendium.rights.audit import Judgement
    from kompendium.rights.exceptions import RightsException

_ = get_translation("kompendium")

IGNORE_FILE = "rights.ignore.csv"
"""Beside ``conf.py``: conflicts and doubts that an editor has set aside, each with its reason."""


@dataclass(frozen=True, slots=True)
class AuditedJudgement:
    """A judgement, and the exception that sets it aside, if one does."""

    judgement: Judgement
    exception: RightsException | None = None

    @property
    def code(self) -> str:
        """The audit code of its finding; empty where it is none."""
        finding = FINDINGS.get((self.judgement.name, self.judgement.verdict))
        return finding.value.code if finding else ""


@dataclass(frozen=True, slots=True)
class AuditedWork:
    """A work, the terms it was judged on, and what was said of it, the gravest first."""

    work: Work
    name: str
    """What a message calls it."""
    terms: Terms
    is_own: bool
    judgements: tuple[AuditedJudgement, ...]

    @property
    def open_judgements(self) -> list[Judgement]:
        """What nobody has set aside."""
        return [it.judgement for it in self.judgements if it.exception is None]


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of a book: its works in the order of the contents, and its list of exceptions."""

    works: tuple[AuditedWork, ...]
    exceptions: tuple[RightsException, ...]
    problems: tuple[Problem, ...]
    """Lines of the list that are not used."""


def notices_of(env: BuildEnvironment) -> dict[str, bool]:
    """Whether the notice of rights of each document that has one excepts what others hold."""
    if not hasattr(env, "kompendium_notices"):
        env.kompendium_notices = {}  # type: ignore[attr-defined]
    return env.kompendium_notices  # type: ignore[attr-defined,no-any-return]


def audit_book(env: BuildEnvironment, confdir: Path, built: Sequence[str]) -> Audit:
    """Audit every work of the book; ``built`` are the formats where the publisher has not said what it appears as."""
    file = confdir / IGNORE_FILE
    codes = {finding.value.code for finding in FINDINGS.values()}
    exceptions, problems = read_exceptions(read_text(file)[0], codes) if file.is_file() else ([], [])
    used: set[int] = set()
    works = []
    formats = formats_of(env, built)
    for work, own in _works(env):
        terms = terms_of(env, work.docname, formats)
        judgements = []
        for judgement in judge(work, terms, is_own=own):
            audited = AuditedJudgement(judgement)
            names = (work.title, work.creator, work.file, work.docname, slug_of(work.docname))
            found = [it for it in exceptions if it.matches(audited.code, names)]
            used |= {it.line for it in found}
            judgements.append(replace(audited, exception=found[0]) if found else audited)
        works.append(AuditedWork(work, name_of(env, work), terms, own, tuple(judgements)))
    problems += [unused(it) for it in exceptions if it.line not in used]
    return Audit(tuple(works), tuple(exceptions), tuple(sorted(problems, key=lambda it: it.line)))


def formats_of(env: BuildEnvironment, built: Sequence[str]) -> tuple[str, ...]:
    """What the book is published as: what the publisher says, else what is built."""
    return tuple(name for name in env.config.kompendium_published_as if name in FORMATS) or tuple(built)


def _works(env: BuildEnvironment) -> Iterator[tuple[Work, bool]]:
    """Every work in the order of the contents, and whether the book's people made it; the whole book's come last."""
    works = works_of(env)
    known = dict.fromkeys([*documents_in_order(env), *chapters_in_order(env), *sorted(works)])
    for docname in known:
        if source := source_of(env, docname):
            yield source, False
        for work in works.get(docname, ()):
            yield work, is_own(env, work)
    for work in book_works(env):
        yield work, is_own(env, work)


def source_of(env: BuildEnvironment, docname: str) -> Work | None:
    """The work that a chapter is based on, as the chapter's licence block tells of it.

    Under an open licence the chapter is an adaptation of it; of any other work it has the facts alone, and a work
    of which no rights are said has all of them reserved.
    """
    chapter = chapter_of(env, docname)
    source = chapter.based_on
    if source is None:
        return None
    said = read_copyright(source.rights).license if source.rights else None
    is_open = said is not None and said.is_open
    known = said if said is not None and said.family != "custom" else ALL_RIGHTS_RESERVED
    own = published_under(env, docname)
    _docname, line = place_of(env, docname, "based_on")
    return Work(
        what="text",
        title=source.title,
        # It is no part of another work: nothing else is asked for as its source.
        source=source.title,
        creator=joined([person.name for person in source.authors or chapter.authors or ()]),
        source_url=source.url,
        year=str(source.year or ""),
        license=known,
        license_text=source.rights,
        changes=_("adapted") if is_open else "",
        adaptation_license=own if is_open and isinstance(own, License) else None,
        reproduced=is_open,
        docname=docname,
        line=line,
    )


def terms_of(env: BuildEnvironment, docname: str, formats: tuple[str, ...]) -> Terms:
    """The terms on which a document is published: a chapter's own licence goes before the book's."""
    config = env.config
    own = published_under(env, docname)
    return Terms(
        license=own if isinstance(own, License) else None,
        commercial=config.kompendium_commercial,
        drm=config.kompendium_drm if config.kompendium_drm in DRM else "none",
        formats=formats,
        has_exception_clause=notices_of(env).get(docname, _book_excepts(env)),
        # A permission ends on a day of the calendar, not on one of the book's.
        today=datetime.now().astimezone().date().isoformat(),
    )


def _book_excepts(env: BuildEnvironment) -> bool:
    """Whether the book's own notice excepts anything: ours does, and one in other words may."""
    read = read_license(env.config.kompendium_license)
    return says_exception(read.text) if isinstance(read, Unreadable) else True


def name_of(env: BuildEnvironment, work: Work) -> str:
    """What a message calls a work: its title, else who made it, else its file, else «Figure 161.1»."""
    return work.title or work.creator or work.file or work.source or name_work(env, work)
