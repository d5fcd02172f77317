"""Whether a book may reproduce what it reproduces: a table of rules, and what each says of a work. Pure: no Sphinx.

The audit is a help and no legal advice. It never decides whether an edit is an adaptation, what is commercial, or how
far a quotation may go: it flags. Basis: Creative Commons' FAQ, its legal code 4.0 § 2(a)(4) and 3.0 § 4(a), and its
chart of what may be combined in a collection.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from kompendium.rights.licenses import LicenseExpression
from kompendium.rights.works import NEVER, missing_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kompendium.rights.licenses import License
    from kompendium.rights.works import Work

Book = Literal["public domain", "by", "nc", "reserved"]
"""What a book's licence is, as far as the rules tell licences apart."""
BOOKS: tuple[Book, ...] = ("public domain", "by", "nc", "reserved")

Asset = Literal["public domain", "open", "nc", "sa", "nd", "reserved", "quotation", "font", "other", "unknown"]
"""What the licence of a work has. One licence may have several: CC BY-NC-SA is «nc» and «sa»."""

Use = Literal["unchanged", "changed", "named", "facts", "permitted", "unpermitted"]
"""How the book uses a work. Where its rights are reserved: with or without permission, or its facts alone."""

Verdict = Literal["ok", "note", "flag", "conflict"]
VERDICTS: tuple[Verdict, ...] = ("ok", "note", "flag", "conflict")
"""From the mildest to the gravest. ``note``: the credit and the book's «except where otherwise noted» suffice."""

Cell = Literal["ok", "note", "flag", "conflict", "commercial", "adaptation"]
"""A verdict, or what it hangs on: whether the book is sold, or under which licence the adaptation is shared."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: what a work of this kind, used in this way, means in each kind of book."""

    name: str
    """What the judgement is called."""
    asset: Asset
    uses: tuple[Use, ...]
    cells: tuple[Cell, Cell, Cell, Cell]
    """By the order of :data:`BOOKS`."""


_REPRODUCED: tuple[Use, ...] = ("unchanged", "changed")
_ASSETS: tuple[Asset, ...] = (
    "public domain", "open", "nc", "sa", "nd", "reserved", "quotation", "font", "other", "unknown"
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    #    name                 asset            uses               public domain  by         nc         reserved
    Rule("free", "public domain", _REPRODUCED, ("ok", "ok", "ok", "ok")),
    Rule("credited", "open", ("unchanged",), ("note", "note", "note", "note")),
    Rule("changes_stated", "open", ("changed",), ("note", "note", "note", "note")),
    Rule("noncommercial", "nc", ("unchanged",), ("conflict", "conflict", "note", "commercial")),
    Rule("noncommercial", "nc", ("changed",), ("conflict", "flag", "note", "commercial")),
    Rule("share_alike", "sa", ("changed",), ("adaptation", "adaptation", "adaptation", "adaptation")),
    Rule("no_derivatives", "nd", ("changed",), ("conflict", "conflict", "conflict", "conflict")),
    Rule("permitted", "reserved", ("permitted",), ("flag", "flag", "flag", "note")),
    Rule("facts", "reserved", ("facts",), ("flag", "flag", "flag", "flag")),
    Rule("unpermitted", "reserved", ("unpermitted",), ("conflict", "conflict", "conflict", "conflict")),
    Rule("quotation", "quotation", _REPRODUCED, ("flag", "flag", "flag", "flag")),
    Rule("font", "font", _REPRODUCED, ("ok", "ok", "ok", "ok")),
    Rule("unjudged", "other", _REPRODUCED, ("flag", "flag", "flag", "flag")),
    Rule("unlicensed", "unknown", _REPRODUCED, ("conflict", "conflict", "conflict", "conflict")),
    *(Rule("named", asset, ("named",), ("note", "note", "note", "note")) for asset in _ASSETS),
)


Drm = Literal["none", "watermark", "drm"]
"""What keeps a book's files from being copied."""
DRM: tuple[Drm, ...] = ("none", "watermark", "drm")


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a book, or a chapter of it, is published."""

    license: License | None = None
    """``None`` is read as all rights reserved: it grants nobody anything."""
    commercial: bool | None = None
    """Whether it is sold or otherwise used commercially; ``None`` where the publisher has not said."""
    drm: Drm = "none"
    formats: tuple[str, ...] = ()
    """What it is published as, of :data:`kompendium.rights.works.FORMATS`."""
    has_exception_clause: bool = True
    """Whether its notice says «except where otherwise noted»."""
    today: str = ""
    """The day of the audit, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the audit says of one work."""

    name: str
    verdict: Verdict
    detail: tuple[str, ...] = ()
    """What a message names: fields that are missing, formats, a date."""
    license: License | None = None
    """The licence that is judged: of an expression, one of its licences; ``None`` where it is about people."""


def gravest(judgements: Iterable[Judgement]) -> Verdict:
    """The verdict of a work: the gravest of its judgements."""
    return max((it.verdict for it in judgements), key=VERDICTS.index, default="ok")


def book_of(license_: License | None) -> Book:
    """The column of a book's licence. A licence that is none of the known ones grants nothing that we know of."""
    if isinstance(license_, LicenseExpression):
        # Who may choose takes what suits; where all hold, what the strictest leaves.
        pick = min if license_.operator == "OR" else max
        return pick((book_of(term) for term in license_.terms), key=BOOKS.index)
    if license_ is None or not license_.is_open or license_.family == "OFL":
        return "reserved"
    if license_.is_public_domain:
        return "public domain"
    return "nc" if license_.noncommercial else "by"


def assets_of(work: Work) -> tuple[Asset, ...]:
    """What of a work's licence the rules are about."""
    license_ = work.license
    is_known = license_ is not None and license_.family not in {"custom", "all-rights-reserved", "permission"}
    if work.what == "quotation" and not is_known and not _is_permitted(work):
        # Quoting asks for nobody's permission; how far it may go, nobody can tell from here.
        return ("quotation",)
    if license_ is None or license_.family == "custom":
        return ("reserved",) if _is_permitted(work) else ("unknown",)
    fixed: dict[str, Asset] = {
        "CC0": "public domain",
        "CC-PDM": "public domain",
        "all-rights-reserved": "reserved",
        "permission": "reserved",
        "quotation": "quotation",
        "OFL": "font",
        "spdx": "other",
    }
    if license_.family in fixed:
        return (fixed[license_.family],)
    has: tuple[tuple[Asset, bool], ...] = (
        # An unchanged CC BY-ND or BY-SA work is as free to stand in a collection as a CC BY one.
        ("open", not license_.noncommercial),
        ("nc", license_.noncommercial),
        ("sa", license_.share_alike),
        ("nd", license_.no_derivatives),
    )
    return tuple(asset for asset, is_so in has if is_so)


def use_of(work: Work) -> Use:
    """How the book uses a work."""
    assets = assets_of(work)
    if not work.reproduced:
        return "facts" if assets == ("reserved",) and not _is_permitted(work) else "named"
    if assets == ("reserved",):
        return "permitted" if _is_permitted(work) else "unpermitted"
    return "changed" if work.is_changed else "unchanged"


def _is_permitted(work: Work) -> bool:
    """Whether a permission is said; what its record is worth is another question."""
    return bool(work.permission) or (work.license is not None and work.license.family == "permission")


def judge(work: Work, terms: Terms, *, is_own: bool = False) -> tuple[Judgement, ...]:
    """What the rules say of a work in a book on these terms, the gravest first.

    ``is_own`` says that the book's people made the work: its licence binds others, not them.
    """
    if isinstance(work.license, LicenseExpression) and not is_own:
        each = [judge(replace(work, license=term), terms) for term in work.license.terms]
        if work.license.operator == "OR":
            # The choice is the publisher's: the licence that fits best.
            return min(each, key=lambda found: [VERDICTS.index(it.verdict) for it in found])
        return _sorted(it for found in each for it in found)
    rules = [Judgement("own", "ok")] if is_own else [*_by_rules(work, terms), *_beside_rules(work, terms)]
    return _sorted([*(replace(it, license=work.license) for it in rules), *_people(work)])


def _sorted(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    return tuple(sorted(dict.fromkeys(judgements), key=lambda it: -VERDICTS.index(it.verdict)))


def _by_rules(work: Work, terms: Terms) -> Iterator[Judgement]:
    column = BOOKS.index(book_of(terms.license))
    use, assets = use_of(work), assets_of(work)
    for rule in RULES:
        if rule.asset not in assets or use not in rule.uses:
            continue
        cell = rule.cells[column]
        if cell == "commercial":
            if terms.commercial is None:
                yield Judgement("commercial_unsaid", "flag")
            else:
                yield Judgement(rule.name, "conflict" if terms.commercial else "note")
        elif cell == "adaptation":
            is_alike = _is_shared_alike(work.license, work.adaptation_license)
            yield Judgement(rule.name, "note" if is_alike else "conflict")
        else:
            yield Judgement(rule.name, cell)


def _is_shared_alike(original: License | None, own: License | None) -> bool:
    """Whether an adaptation is shared under the original's licence, or a later version where that is allowed."""
    if isinstance(own, LicenseExpression):
        found = [_is_shared_alike(original, term) for term in own.terms]
        return any(found) if own.operator == "OR" else all(found)
    if original is None or own is None or own.family != original.family or not (own.version and original.version):
        return False
    if own.version == original.version:
        return True
    # Creative Commons allows later versions since 2.0 (§ 4(b)); the GFDL where the author says «or later».
    allows_later = original.or_later or (original.is_cc and original.version > "1.0")
    return allows_later and own.version > original.version


def _beside_rules(work: Work, terms: Terms) -> Iterator[Judgement]:
    """What holds whatever the book's licence."""
    yield from _permission(work, terms)
    binds = work.license is not None and (work.license.is_cc or work.license.family == "GFDL")
    if work.reproduced and binds and terms.drm != "none":
        # No measure may keep a reader from what the licence allows (CC 4.0 § 2(a)(5)(C), 3.0 § 4(a); GFDL 1.3 § 2).
        yield Judgement("drm", "conflict" if terms.drm == "drm" else "note", (terms.drm,))
    is_open = work.license is not None and work.license.is_open and not work.license.is_public_domain
    if work.reproduced and is_open and book_of(terms.license) == "reserved" and not terms.has_exception_clause:
        yield Judgement("exception_clause", "conflict")
    if missing := missing_of(work):
        yield Judgement("incomplete", "note", missing)


def missing_of(work: Work) -> tuple[str, ...]:
    """What a credit lacks of title, author, source with its address, and licence with its version (TASL).

    More than :func:`missing_fields`, which says what may not be lacking: from 4.0 on a title is only recommended.
    """
    license_ = work.license
    if license_ is not None and (license_.is_public_domain or license_.family == "OFL"):
        return ()
    said = {
        "title": work.title,
        "creator": work.creator,
        "source": work.source or work.source_url,
        "source_url": work.source_url,
        "version": license_ is None or not license_.version_missing,
    }
    found = [*missing_fields(work), *(name for name, value in said.items() if not value)]
    order = ("title", "creator", "source", "source_url", "license", "version", "permission")
    return tuple(name for name in order if name in found)


def _permission(work: Work, terms: Terms) -> Iterator[Judgement]:
    """A permission is worth what its record says: by whom, when, of what, in which formats, until when."""
    if use_of(work) != "permitted":
        return
    record = {
        "permission": work.permission,
        "granted": work.granted,
        "scope": work.scope,
        "formats": work.formats,
        "expires": work.expires,
    }
    missing = tuple(name for name, value in record.items() if not value)
    if missing:
        yield Judgement("permission_incomplete", "flag", missing)
    if work.expires and work.expires != NEVER and terms.today and work.expires < terms.today:
        yield Judgement("permission_expired", "conflict", (work.expires,))
    beyond = tuple(name for name in terms.formats if work.formats and name not in work.formats)
    if beyond:
        yield Judgement("permission_formats", "conflict", beyond)


def _people(work: Work) -> Iterator[Judgement]:
    """Who can be recognised has to agree, whatever the licence; for a photograph the question has to be answered."""
    if not work.reproduced or work.what != "figure":
        return
    if work.person in {"patient", "other"} and not work.consent:
        yield Judgement("consent_missing", "conflict", (work.person,))
    if not work.person and _is_photograph(work):
        yield Judgement("person_unanswered", "flag")


def _is_photograph(work: Work) -> bool:
    """Whether the credit or the file says that it is one; a drawing shows nobody."""
    said = work.label.casefold()
    return "foto" in said or "photo" in said or work.file.casefold().endswith((".jpg", ".jpeg", ".heic"))
