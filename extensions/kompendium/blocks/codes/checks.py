"""Whether a chapter's codes are right: each doubt is reported where the code stands.

The lock file is asked first. An edition is loaded when the lock file lacks a code, or for the codes that a finding
suggests: a book whose lock file has all its codes, and nothing to say of them, loads none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks.chapter.records import chapter_of
from kompendium.blocks.codes.knowledge import IGNORE_FILE
from kompendium.codes.systems import SYSTEMS, parse_codes
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from docutils.nodes import Node

    from kompendium.blocks.codes.domain import CodesDomain
    from kompendium.codes.editions import Edition
    from kompendium.codes.systems import Code

    Location = Node | tuple[str, int | None] | str | None

_ = get_translation("kompendium")

HEADING_CODE, CODE_NOT_IN_HEAD = "heading_code", "code_not_in_head"
OPTIONAL_CHECKS = (HEADING_CODE, CODE_NOT_IN_HEAD)
"""The checks that are off until ``kompendium_code_checks`` names them."""


def check_codes(domain: CodesDomain, docname: str, codes: Sequence[Code], location: Location) -> None:
    """Check the codes of one line or role: whether they exist, are in use, and mean what is written beside them."""
    for code in codes:
        is_locked = (code.system, code.key) in domain.lock
        if not is_locked and not domain.note_unlocked(code, docname) and not _exists(domain, code):
            _report_unknown(domain, code, location)
            continue
        _check_retired(domain, code, location)
        if code.gloss:
            _check_gloss(domain, docname, code, location)
        if HEADING_CODE in domain.env.config.kompendium_code_checks:
            _check_heading(domain, code, location)


def check_pairs(codes: Sequence[tuple[Code, Location]], usage_of: Callable[[Code], str]) -> None:
    """Check codes that stand together: a dagger code that is written as one needs its asterisk code, and reversely.

    ICD-10 (WHO, volume 2, 3.1.3): an asterisk code is never used alone.
    """
    found = [(code, code.mark or {"dagger": "†", "aster": "*"}.get(usage_of(code), ""), place) for code, place in codes]
    marks = {mark for _code, mark, _place in found}
    for code, mark, location in found:
        if mark == "*" and "†" not in marks:
            report(Finding.CODE_UNPAIRED, location, found=code.text, expected="†", example="L40.5† (M07.0*)")
        # What the classification marks with a dagger may stand alone; what the author marks is one half of two.
        if code.mark == "†" and "*" not in marks:
            report(Finding.CODE_UNPAIRED, location, found=code.text, expected="*", example="L40.5† (M07.0*)")


def check_head(domain: CodesDomain, docname: str, codes: Iterable[Code], location: Location) -> None:
    """Name codes of the text that the chapter's front matter lacks, where that is asked for."""
    is_chapter = docname in getattr(domain.env, "kompendium_chapters", ())
    if CODE_NOT_IN_HEAD not in domain.env.config.kompendium_code_checks or not is_chapter:
        return
    from kompendium.blocks.codes.entries import edition_of

    head = {
        (code.system, code.key)
        for entry in chapter_of(domain.env, docname).codes
        if entry.system in SYSTEMS
        for code in parse_codes(edition_of(domain.env.config, entry.system), entry.text).codes
    }
    # Once a chapter: what it says of a differential, it may say on every page.
    named = {(it.system, it.code) for it in domain.occurrences.get(docname, ()) if it.place == "text"}
    for code in codes:
        if (code.system, code.key) not in head | named:
            report(Finding.CODE_NOT_IN_HEAD, location, found=code.text, system=SYSTEMS[code.system].label)


def check_ignored(domain: CodesDomain) -> None:
    """Name exceptions that no code of the book needs: one that is misspelt ignores nothing."""
    used = set().union(*domain.data["ignored"].values())
    for it in domain.known.ignored:
        if it.line not in used:
            place = f"{domain.known.confdir / IGNORE_FILE}:{it.line}"
            report(Finding.CODE_GLOSS_IGNORED_UNUSED, place, found=f"{it.code} ({it.gloss})" if it.gloss else it.code)


def _exists(domain: CodesDomain, code: Code) -> bool:
    """Whether the edition at hand has a code, or what it is made of; without an edition nobody can tell."""
    edition = domain.known.edition(code.system)
    return edition is None or is_composed(edition, code)


def is_composed(edition: Edition, code: Code) -> bool:
    """Whether a code that the edition does not list is made of those that it lists, as a range is."""
    if code.is_range:
        # The last code of a span need not be one: M33.0–M33.8.
        return all(edition.get(end) or edition.get(end[:3]) for end in code.key.split("–"))
    # An ICD-11 cluster is several codes in one.
    parts = re.split("[&/]", code.key)
    if len(parts) > 1:
        return all(edition.get(part) is not None for part in parts)
    return code.system == "icd10" and _is_subdivided(edition, code.key)


def _is_subdivided(edition: Edition, key: str) -> bool:
    """Whether WHO's optional further characters make a code of one that there is (ICD-10, volume 1, notes).

    Sites of the musculoskeletal system (M00.06), open and closed fractures (S02.10), place and activity of external
    causes (W01.05): the edition prints them as notes, not as codes.
    """
    letter = key[0]
    if letter in "MST":
        return len(key) == len("M00.06") and edition.get(key[:5]) is not None
    return letter in "VWXY" and len(key) <= len("W01.05") and edition.get(key[:3]) is not None


def suggestions(domain: CodesDomain, system: str, text: str, gloss: str = "") -> str:
    """«M79.7 (Fibromyalgia), M79.0 (…)»: the codes that look most like a text, and fit its gloss; or empty."""
    checker = domain.known.checker(system)
    if checker is None:
        return ""
    from kompendium.codes.gloss import nearest_by_spelling

    by_title = [match.code for match in checker.nearest(gloss)] if gloss else []
    edition = domain.known.edition(system)
    known = [code for code, concept in edition.concepts.items() if concept.kind == "category"] if edition else []
    by_spelling = nearest_by_spelling(text, known, gloss=gloss, checker=checker)
    if not gloss and text[:1].isdigit():
        # A missing letter is most likely the one that most codes of the book have: M in rheumatology.
        letters = Counter(code[0] for of_system, code in domain.lock if of_system == system)
        by_spelling.sort(key=lambda code: -letters[code[0]])
    return _with_titles(domain, system, list(dict.fromkeys([*by_title[:1], *by_spelling, *by_title[1:]]))[:3])


def _with_titles(domain: CodesDomain, system: str, codes: Iterable[str]) -> str:
    titles = ((code, domain.known.title(system, code)) for code in codes)
    return ", ".join(f"{code} ({title})" if title else code for code, title in titles)


def _report_unknown(domain: CodesDomain, code: Code, location: Location) -> None:
    known = SYSTEMS[code.system]
    near = suggestions(domain, code.system, code.key, code.gloss)
    edition = domain.known.edition(code.system)
    report(
        Finding.CODE_UNKNOWN,
        location,
        found=code.text,
        system=f"{known.label} {edition.name if edition else ''}".strip(),
        suggestion=_("Nearest: {codes}.").format(codes=near)
        if near
        else _("Look it up in {system}.").format(system=known.label),
    )


def _check_retired(domain: CodesDomain, code: Code, location: Location) -> None:
    retired = domain.known.retirement(code)
    if retired is None:
        return
    year, successor = retired
    report(
        Finding.CODE_RETIRED,
        location,
        found=code.text,
        system=SYSTEMS[code.system].label,
        year=year or _("year unknown"),
        suggestion=_("Write {successor}.").format(successor=_with_titles(domain, code.system, [successor]))
        if successor
        else _("Look up what has come in its place."),
    )


def _check_gloss(domain: CodesDomain, docname: str, code: Code, location: Location) -> None:
    if line := domain.known.ignored_by(code):
        domain.note_ignored(line, docname)
        return
    checker = domain.known.checker(code.system)
    if checker is None:
        return
    chapter = chapter_of(domain.env, docname)
    verdict = checker.check(code.key, code.gloss, names=(chapter.title, *chapter.aliases))
    if verdict.kind != "differs":
        return
    report(
        Finding.CODE_GLOSS,
        location,
        found=code.text,
        system=SYSTEMS[code.system].label,
        title=domain.known.title(code.system, code.key),
        gloss=code.gloss,
        suggestion=_with_titles(domain, code.system, [match.code for match in verdict.others[:3]]),
    )


def _check_heading(domain: CodesDomain, code: Code, location: Location) -> None:
    edition = domain.known.edition(code.system)
    # «M34.-» says itself that it is a heading; other systems have no such sign, and fewer reasons to be exact.
    exact = not code.is_range and code.text.rstrip("†*") == code.key
    if edition is None or not exact or SYSTEMS[code.system].form not in {"icd10", "icd10no"}:
        return
    below = [concept.code for concept in edition.children(code.key)]
    if below:
        report(
            Finding.CODE_HEADING,
            location,
            found=code.text,
            suggestion=_with_titles(domain, code.system, below[:3]),
            example=f"{code.key}-" if "." in code.key else f"{code.key}.-",
        )
