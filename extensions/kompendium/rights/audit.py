"""Whether a book may reproduce what it reproduces: a table of rules, and what each says of a work. Pure: no Sphinx.

The audit is a help and no legal advice. It never decides whether an edit is an adaptation, what is commercial, or how
far a quotation may go: it flags. Basis: Creative Commons' FAQ, its legal code 4.0 § 2(a)(4) and 3.0 § 4(a), and its
chart of what may be combined in a collection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kompendium.rights.licenses import License
    from kompendium.rights.works import Work

Book = Literal["public domain", "by", "nc", "reserved"]
"""What a book's licence is, as far as the rules tell licences apart."""
BOOKS: tuple[Book, ...] = ("public domain", "by", "nc", "reserved")

Asset = Literal["public domain", "open", "nc", "sa", "nd", "reserved", "quotation", "font", "unknown"]
"""What the licence of a work has. One licence may have several: CC BY-NC-SA is «nc» and «sa»."""

Use = Literal["unchanged", "changed", "named", "permitted", "unpermitted"]
"""How the book uses a work. Works with rights reserved are used with or without permission."""

Verdict = Literal["ok", "note", "flag", "conflict"]
VERDICTS: tuple[Verdict, ...] = ("ok", "note", "flag", "conflict")
"""From the mildest to the gravest. ``note``: the credit and the book's «except where otherwise noted» suffice."""

Cell = Literal["ok", "note", "flag", "conflict", "commercial", "adaptation"]
"""A verdict, or what it hangs on: whether the book is sold, or under which licence the adaptation is shared."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: what a work of this kind, used in this way, means in each kind of book."""

    name: str
    """What the finding is called; the rooms have a message for each."""
    asset: Asset
    uses: tuple[Use, ...]
    cells: tuple[Cell, Cell, Cell, Cell]
    """By the order of :data:`BOOKS`."""


_REPRODUCED: tuple[Use, ...] = ("unchanged", "changed")

RULES: tuple[Rule, ...] = (
    #    name                 asset            uses                     public domain  by         nc         reserved
    Rule("free", "public domain", _REPRODUCED, ("ok", "ok", "ok", "ok")),
    Rule("credited", "open", ("unchanged",), ("note", "note", "note", "note")),
    Rule("changes_stated", "open", ("changed",), ("note", "note", "note", "note")),
    Rule("noncommercial", "nc", ("unchanged",), ("conflict", "conflict", "note", "commercial")),
    Rule("noncommercial", "nc", ("changed",), ("conflict", "flag", "note", "commercial")),
    Rule("share_alike", "sa", ("changed",), ("adaptation", "adaptation", "adaptation", "adaptation")),
    Rule("no_derivatives", "nd", ("changed",), ("conflict", "conflict", "conflict", "conflict")),
    Rule("permitted", "reserved", ("permitted",), ("flag", "flag", "flag", "note")),
    Rule("facts", "reserved", ("named",), ("flag", "flag", "flag", "flag")),
    Rule("unpermitted", "reserved", ("unpermitted",), ("conflict", "conflict", "conflict", "conflict")),
    Rule("quotation", "quotation", (*_REPRODUCED, "named"), ("flag", "flag", "flag", "flag")),
    Rule("font", "font", (*_REPRODUCED, "named"), ("ok", "ok", "ok", "ok")),
    Rule("unlicensed", "unknown", _REPRODUCED, ("conflict", "conflict", "conflict", "conflict")),
    *(
        Rule("named", asset, ("named",), ("note", "note", "note", "note"))
        for asset in ("public domain", "open", "nc", "sa", "nd", "unknown")
    ),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a book, or a chapter of it, is published."""

    license: License | None = None
    """``None`` is read as all rights reserved: it grants nobody anything."""
    commercial: bool | None = None
    """Whether it is sold or otherwise used commercially; ``None`` where the publisher has not said."""
    drm: Literal["none", "watermark", "drm"] = "none"
    """What keeps the files from being copied."""
    formats: tuple[str, ...] = ()
    """What it is published as, of :data:`kompendium.rights.works.FORMATS`."""
    today: str = ""
    """The day of the audit, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the audit says of one work. ``detail`` is what the message names, such as the fields that are missing."""

    name: str
    verdict: Verdict
    detail: tuple[str, ...] = ()


def book_of(license_: License | None) -> Book:
    """The column of a book's licence. A licence that is none of the known ones grants nothing that we know of."""
    if license_ is None or not license_.is_open or license_.family == "OFL":
        return "reserved"
    if license_.is_public_domain:
        return "public domain"
    return "nc" if license_.noncommercial else "by"


def assets_of(license_: License | None, *, is_permitted: bool = False) -> tuple[Asset, ...]:
    """What of a work's licence the rules are about; ``is_permitted`` says that a permission is recorded."""
    if license_ is None or license_.family == "custom":
        return ("reserved",) if is_permitted else ("unknown",)
    fixed: dict[str, Asset] = {
        "CC0": "public domain",
        "CC-PDM": "public domain",
        "all-rights-reserved": "reserved",
        "permission": "reserved",
        "quotation": "quotation",
        "OFL": "font",
    }
    if license_.family in fixed:
        return (fixed[license_.family],)
    has: tuple[tuple[Asset, bool], ...] = (
        ("open", not license_.noncommercial and not license_.no_derivatives),
        ("nc", license_.noncommercial),
        ("sa", license_.share_alike),
        ("nd", license_.no_derivatives),
    )
    # An unchanged CC BY-ND or BY-SA work is as free to stand in a collection as a CC BY one.
    found = tuple(asset for asset, is_so in has if is_so)
    return found if "open" in found or "nc" in found else ("open", *found)


def use_of(work: Work) -> Use:
    """How the book uses a work."""
    if not work.reproduced:
        return "named"
    if work.license is not None and work.license.family in {"all-rights-reserved", "permission"}:
        return "permitted" if work.permission else "unpermitted"
    if (work.license is None or work.license.family == "custom") and work.permission:
        return "permitted"
    return "changed" if work.is_changed else "unchanged"


def judge(work: Work, terms: Terms) -> tuple[Judgement, ...]:
    """What the rules say of a work in a book on these terms, the gravest first."""
    column = BOOKS.index(book_of(terms.license))
    use, assets = use_of(work), assets_of(work.license, is_permitted=bool(work.permission))
    found = [
        Judgement(rule.name, _settle(rule.cells[column], work, terms))
        for rule in RULES
        if rule.asset in assets and use in rule.uses
    ]
    found += [*_locked(work, terms), *_permission(work, terms), *_people(work)]
    return tuple(sorted(dict.fromkeys(found), key=lambda it: -VERDICTS.index(it.verdict)))


def _settle(cell: Cell, work: Work, terms: Terms) -> Verdict:
    """The verdict of a cell that hangs on the book or on the adaptation."""
    if cell == "commercial":
        return {None: "flag", True: "conflict", False: "note"}[terms.commercial]  # type: ignore[return-value]
    if cell == "adaptation":
        return "note" if _shared_alike(work) else "conflict"
    return cell


def _shared_alike(work: Work) -> bool:
    """Whether an adaptation is shared under the original's licence, or a later version of it."""
    original, own = work.license, work.adaptation_license
    return (
        original is not None and own is not None and own.family == original.family and own.version >= original.version
    )


def _locked(work: Work, terms: Terms) -> Iterator[Judgement]:
    """Creative Commons forbids measures that keep a reader from what the licence allows (4.0 § 2(a)(5)(C))."""
    is_cc = work.license is not None and (work.license.is_cc or work.license.family == "CC0")
    if work.reproduced and is_cc and terms.drm != "none":
        yield Judgement("drm", "conflict" if terms.drm == "drm" else "note", (terms.drm,))


def _permission(work: Work, terms: Terms) -> Iterator[Judgement]:
    """A permission is worth what its record says."""
    if use_of(work) != "permitted":
        return
    record = {"granted": work.granted, "scope": work.scope, "formats": work.formats, "expires": work.expires}
    missing = tuple(name for name, value in record.items() if not value)
    if missing:
        yield Judgement("permission_incomplete", "flag", missing)
    if work.expires and terms.today and work.expires < terms.today:
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
    return said.startswith(("foto", "photo")) or work.file.casefold().endswith((".jpg", ".jpeg", ".heic"))
