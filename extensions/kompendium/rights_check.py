"""``kompendium check rights``: what the audit says of each work of a book, for people or for a program."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from kompendium.blocks.rights import MADE
from kompendium.blocks.rights.book import IGNORE_FILE, audit_book, formats_of, terms_of
from kompendium.blocks.rights.findings import message_of
from kompendium.build import Order, Pipeline
from kompendium.problems import N_, message_values
from kompendium.rights.audit import VERDICTS, gravest, missing_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.rights.book import Audit, AuditedJudgement, AuditedWork
    from kompendium.rights.audit import Terms
    from kompendium.rights.licenses import License

_ = get_translation("kompendium")

NO_ADVICE = N_("This is a help, and no legal advice.")
_WORDS: dict[str, str] = {
    "ok": N_("in order"),
    "note": N_("note"),
    "flag": N_("to be looked at"),
    "conflict": N_("conflict"),
}
_COMMERCIAL = {None: N_("not said"), True: N_("yes"), False: N_("no")}


def check(order: Order, say: Callable[[str], None], *, as_json: bool, warning: IO[str]) -> int:
    """Read the book as a build does and say what the audit finds; 1 where a conflict is not set aside."""
    pipeline = Pipeline(order, status=None, warning=warning, progress=lambda _line: None)
    env: BuildEnvironment = pickle.loads(pipeline.read_environment())  # noqa: S301  (of a moment ago, and our own)
    audit = audit_book(env, order.source.resolve(), MADE)
    if as_json:
        say(json.dumps(_record(env, audit), ensure_ascii=False, indent=2))
    else:
        for line in _lines(env, audit):
            say(line)
    return 1 if any(verdict_of(it) == "conflict" for it in audit.works) else 0


def verdict_of(audited: AuditedWork) -> str:
    """The gravest of what nobody has set aside."""
    return gravest(audited.open_judgements)


def _book_terms(env: BuildEnvironment) -> Terms:
    """The terms of the book, which those of a page without words of its own are."""
    return terms_of(env, "", formats_of(env, MADE))


def _short(license_: License | None, language: str) -> str:
    return license_.short_name(language) if license_ else _("not known")


def _lines(env: BuildEnvironment, audit: Audit) -> Iterator[str]:
    language, terms = env.config.language, _book_terms(env)
    yield _("Rights in «{title}»").format(title=env.config.project)
    yield _("The book's licence: {license}. Used commercially: {commercial}. Published as: {formats}.").format(
        license=_short(terms.license, language),
        commercial=_(_COMMERCIAL[terms.commercial]),
        formats=", ".join(terms.formats),
    )
    for docname, works in groupby(audit.works, key=lambda it: it.work.docname):
        yield ""
        title = env.titles[docname].astext() if docname in env.titles else ""
        yield f"{title} ({docname})" if title else docname or _("The book as a whole")
        for audited in works:
            yield from _lines_of(env, audited)
    yield ""
    for problem in audit.problems:
        values = message_values(problem, _)
        line = _("{place}: this line is not used, because {problem}.")
        yield line.format(place=f"{IGNORE_FILE}:{problem.line}", problem=values["problem"])
    count = Counter(map(verdict_of, audit.works))
    set_aside = sum(it.exception is not None for audited in audit.works for it in audited.judgements)
    said = [f"{_(_WORDS[verdict])}: {count[verdict]}" for verdict in VERDICTS]
    yield " · ".join([*said, f"{_('set aside')}: {set_aside}"])
    yield _(NO_ADVICE)


def _lines_of(env: BuildEnvironment, audited: AuditedWork) -> Iterator[str]:
    language, work = env.config.language, audited.work
    place = f"{env.doc2path(work.docname, base=False)}:{work.line}" if work.docname else _("The book as a whole")
    license_ = work.license.short_name(language) if work.license else work.license_text or _("licence not known")
    words = [_(_WORDS[verdict_of(audited)])]
    if any(it.exception for it in audited.judgements):
        words.append(_("set aside"))
    yield f"  [{' · '.join(words)}] {audited.name} ({license_}), {place}"
    for it in audited.judgements:
        yield f"    – {message_of(audited.name, it.judgement, audited.terms, language)}"
        if it.exception:
            where = f"{IGNORE_FILE}:{it.exception.line}"
            yield "      " + _("Set aside: {reason} ({place})").format(reason=it.exception.reason, place=where)


def _record(env: BuildEnvironment, audit: Audit) -> dict[str, Any]:
    """The audit as JSON; the manual documents the fields."""
    terms = _book_terms(env)
    unused = {problem.line for problem in audit.problems}
    return {
        "version": 1,
        "notice": _(NO_ADVICE),
        "book": {
            "title": env.config.project,
            "language": env.config.language,
            "license": _id(terms.license),
            "commercial": terms.commercial,
            "drm": terms.drm,
            "published_as": list(terms.formats),
        },
        "counts": {verdict: sum(verdict_of(it) == verdict for it in audit.works) for verdict in VERDICTS},
        "works": [_record_of(env, it) for it in audit.works],
        "exceptions": [
            {"code": it.code, "work": it.work, "reason": it.reason, "line": it.line, "used": it.line not in unused}
            for it in audit.exceptions
        ],
        "unused_lines": [
            {"line": problem.line, "problem": message_values(problem, _)["problem"]} for problem in audit.problems
        ],
    }


def _record_of(env: BuildEnvironment, audited: AuditedWork) -> dict[str, Any]:
    work = audited.work
    return {
        "chapter": work.docname or None,
        "file": str(env.doc2path(work.docname, base=False)) if work.docname else None,
        "line": work.line or None,
        "name": audited.name,
        "what": work.what,
        "reproduced": work.reproduced,
        "own": audited.is_own,
        "asset": work.file or None,
        "credit": {
            name: getattr(work, name) or None
            for name in ("title", "creator", "source", "source_url", "year", "changes")
        },
        "license": _id(work.license),
        "license_text": work.license_text or None,
        "chapter_license": _id(audited.terms.license),
        "verdict": verdict_of(audited),
        "missing": [] if audited.is_own else list(missing_of(work)),
        "judgements": [_record_of_judgement(env, audited, it) for it in audited.judgements],
    }


def _record_of_judgement(env: BuildEnvironment, audited: AuditedWork, it: AuditedJudgement) -> dict[str, Any]:
    judgement = it.judgement
    return {
        "rule": judgement.name,
        "verdict": judgement.verdict,
        "code": it.code or None,
        "license": _id(judgement.license),
        "detail": list(judgement.detail),
        "message": message_of(audited.name, judgement, audited.terms, env.config.language),
        "set_aside": it.exception.reason if it.exception else None,
    }


def _id(license_: License | None) -> str | None:
    return license_.id if license_ else None
