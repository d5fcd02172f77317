"""Codes as editions write them: normal form, kind, mark, and what a code is a part of by its form. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kompendium.codes.editions import EditionError
from kompendium.codes.systems import ICD10_FAMILY, PROCEDURES, SYSTEMS
from kompendium.problems import N_, shorten

if TYPE_CHECKING:
    from collections.abc import Container

    from kompendium.codes.editions import Kind, Usage
    from kompendium.codes.systems import CodeSystem

NO_SUCH_SYSTEM = N_("There is no code system «{found}»; known are {expected}.")
NOT_A_CODE = N_("«{found}» has not the form of a code of {system}, such as {example}.")

_DASH = re.compile(r"\s*[-‐‑‒–—−]\s*")
_ICD_BLOCK = re.compile(r"([A-Z]\d[0-9A-Z](?:\.\d)?)–([A-Z]\d[0-9A-Z](?:\.\d)?)")
_MARKS: dict[str, Usage] = {"†": "dagger", "+": "dagger", "*": "aster"}

_ICPC2_COMPONENT = re.compile(r"[A-Z*-]\.\d")


def system_of(name: str) -> CodeSystem:
    """The code system of an id; :exc:`EditionError` where there is none."""
    if name not in SYSTEMS:
        raise EditionError(NO_SUCH_SYSTEM, found=name, expected=", ".join(SYSTEMS))
    return SYSTEMS[name]


def kind_of(system: str, written: str) -> Kind:
    """What a code is by its form alone: ``XII`` is a chapter, ``L80-L99`` a block."""
    bare = written.strip()
    if SYSTEMS[system].form in ICD10_FAMILY:
        if SYSTEMS[system].is_chapter(bare.upper()):
            return "chapter"
        return "block" if _ICD_BLOCK.fullmatch(_DASH.sub("–", bare.upper())) else "category"
    if SYSTEMS[system].is_chapter(bare) or (len(bare) == 1 and bare.isalpha()):
        return "chapter"
    form = SYSTEMS[system].form
    # A procedure's groups are the letters that its code begins with: «NG» and «NGB» of «NGB40».
    is_group = form in PROCEDURES and len(bare) <= 4 and bare.isalpha()
    return "block" if is_group or (form == "icpc2" and _ICPC2_COMPONENT.fullmatch(bare)) else "category"


def read_code(system: CodeSystem, written: str, kind: Kind, line: int = 0) -> tuple[str, Usage]:
    """The normal form of an edition's code, and the mark that was written with it.

    Chapters of ICD-10 are numerals (Roman, but for ICD-10-CM) and its blocks ranges; those of other systems are kept
    as they are. Raises :class:`EditionError` for what has not the form of a code.
    """
    bare = " ".join(written.split())
    code: str | None = None
    usage: Usage = ""
    if kind == "category":
        usage = _MARKS.get(bare[-1:], "")
        bare = bare.rstrip("†+*").rstrip() if usage else bare
        code = system.normalize(bare)
        if code and ("–" in code or code.endswith("-")):
            # A row is about one code.
            code = None
    elif system.form not in ICD10_FAMILY:
        code = bare or None
    elif kind == "chapter":
        code = bare.upper() if system.is_chapter(bare.upper()) else None
    elif block := _ICD_BLOCK.fullmatch(_DASH.sub("–", bare.upper())):
        # «C97–C97» is a block of one category; ranges that run backwards are none.
        code = block[0] if block[1] <= block[2] else None
    if code is None:
        raise EditionError(NOT_A_CODE, line, found=shorten(written), system=system.label, example=system.example)
    return code, usage


def read_reference(system: CodeSystem, written: str, line: int = 0) -> str:
    """The normal form of the code of a parent or a successor, of whichever kind; empty for an empty one."""
    return read_code(system, written, kind_of(system.id, written), line)[0] if written.strip() else ""


def parent_by_form(system: str, code: str, known: Container[str]) -> str:
    """What a code of a flat list is a part of, where its form makes that certain; else nothing.

    It is the nearest code of the list, or else the category, whether the list has it or not: ``M33`` for ``M33.1``.
    ATC's levels are ``L``, ``L04``, ``L04A``, ``L04AB`` and ``L04AB01``.
    """
    form = SYSTEMS[system].form
    if form == "atc":
        return next((code[:end] for end in (5, 4, 3, 1) if end < len(code)), "")
    if form == "icpc2":
        return code[:3] if re.fullmatch(r"[A-Z]\d{2}\.?\d+", code) else ""
    if form not in ICD10_FAMILY | {"icd11"} or "." not in code or "–" in code:
        return ""
    category = code.split(".")[0]
    nearer = (code[:end] for end in range(len(code) - 1, len(category) + 1, -1))
    return next((shorter for shorter in nearer if shorter in known), category)
