"""What the audit's judgements are called: the finding of each that needs somebody, and a sentence for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.diagnostics import Finding, format_finding
from kompendium.problems import N_
from kompendium.rights.licenses import ALL_RIGHTS_RESERVED

if TYPE_CHECKING:
    from kompendium.rights.audit import Judgement, Terms, Verdict

_ = get_translation("kompendium")

FINDINGS: dict[tuple[str, Verdict], Finding] = {
    ("noncommercial", "conflict"): Finding.RIGHTS_NONCOMMERCIAL,
    ("noncommercial", "flag"): Finding.RIGHTS_NONCOMMERCIAL_CHANGED,
    ("commercial_unsaid", "flag"): Finding.RIGHTS_COMMERCIAL_UNSAID,
    ("share_alike", "conflict"): Finding.RIGHTS_SHARE_ALIKE,
    ("no_derivatives", "conflict"): Finding.RIGHTS_NO_DERIVATIVES,
    ("permitted", "flag"): Finding.RIGHTS_PERMITTED,
    ("facts", "flag"): Finding.RIGHTS_FACTS,
    ("unpermitted", "conflict"): Finding.RIGHTS_UNPERMITTED,
    ("quotation", "flag"): Finding.RIGHTS_QUOTATION,
    ("unlicensed", "conflict"): Finding.RIGHTS_UNLICENSED,
    ("unjudged", "flag"): Finding.RIGHTS_UNJUDGED,
    ("drm", "conflict"): Finding.RIGHTS_DRM,
    ("exception_clause", "conflict"): Finding.RIGHTS_EXCEPTION_CLAUSE,
    ("permission_incomplete", "flag"): Finding.RIGHTS_PERMISSION_INCOMPLETE,
    ("permission_expired", "conflict"): Finding.RIGHTS_PERMISSION_EXPIRED,
    ("permission_formats", "conflict"): Finding.RIGHTS_PERMISSION_FORMATS,
    ("consent_missing", "conflict"): Finding.PERSON_WITHOUT_CONSENT,
    ("person_unanswered", "flag"): Finding.PERSON_UNANSWERED,
}

SENTENCES: dict[str, str] = {
    "own": N_("The book's own people made it."),
    "free": N_("It is free for any use."),
    "credited": N_("It may stand here with its credit."),
    "changes_stated": N_("It may stand here changed, with its credit, which says what was changed."),
    "noncommercial": N_("It may stand here with its credit, as long as the book is not used commercially."),
    "share_alike": N_("What was made of it carries the same licence, as it must."),
    "permitted": N_("It is reproduced by permission."),
    "named": N_("It is named, and not reproduced."),
    "font": N_("It may be embedded in the files; the text of its licence goes with it."),
    "drm": N_("The files carry a watermark; it must not keep readers from anything that the licence allows."),
    "incomplete": N_("The credit lacks: {missing}."),
}
"""What is said of a judgement that is no finding."""

_FIELDS: dict[str, str] = {
    "title": N_("the title"),
    "creator": N_("the creator"),
    "source": N_("the source"),
    "source_url": N_("the source's address"),
    "license": N_("the licence"),
    "version": N_("the licence's version"),
    "permission": N_("who has given the permission"),
    "granted": N_("when it was given"),
    "scope": N_("what it covers"),
    "formats": N_("in which formats"),
    "expires": N_("until when it holds"),
}
_PERSONS: dict[str, str] = {"patient": N_("a patient"), "other": N_("a person")}


def message_of(name: str, judgement: Judgement, terms: Terms, language: str) -> str:
    """The judgement of the work with this name in a sentence, in the book's language."""
    finding = FINDINGS.get((judgement.name, judgement.verdict))
    values = values_of(name, judgement, terms, language)
    if finding is None:
        return str(_(SENTENCES[judgement.name])).format(**values)
    return format_finding(finding, **values)


def values_of(name: str, judgement: Judgement, terms: Terms, language: str) -> dict[str, str]:
    """What the messages of a judgement name."""
    license_ = judgement.license.short_name(language) if judgement.license else _("licence not known")
    book = terms.license.short_name(language) if terms.license else ALL_RIGHTS_RESERVED.short_name(language)
    detail = ", ".join(judgement.detail)
    missing = ", ".join(str(_(_FIELDS[field])) for field in judgement.detail if field in _FIELDS)
    person = "".join(str(_(_PERSONS[who])) for who in judgement.detail if who in _PERSONS)
    return {
        "found": name,
        "license": license_,
        "book": book,
        "missing": missing,
        "person": person,
        "date": detail,
        "formats": detail,
    }
