"""Copyright notices: who holds the rights, and since when. Pure: knows no Sphinx."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kompendium.rights.licenses import License, try_license

_SIGN = re.compile(r"\s*(?:©|\(c\)|&copy;|(?:copyright|opphavsrett|kopirett)(?!\w))[\s:]*", re.IGNORECASE)
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d(?:\s*[-‐‑‒–—]\s*(?:(?:1[5-9]|20)\d\d|\d\d))?\b")


@dataclass(frozen=True, slots=True)
class CopyrightNotice:
    """The pieces of «Copyright © 2021 Jan Tore Gran og Øyvind Palm, all rights reserved»."""

    year: str = ""
    """A year or a span of years («2019–2026»), as printed."""
    holder: str = ""
    license: License | None = None
    """The licence the notice ends with, where there is one."""


def read_copyright(text: str) -> CopyrightNotice:
    """Read a copyright notice as people write it; what is neither sign, year nor licence is the holder."""
    rest = text.strip()
    license_: License | None = None
    # The licence stands last: try the shortest tail that reads as one.
    for match in list(re.finditer(r"[.,;:]\s+|\s[–-]\s", rest))[:-9:-1]:
        read = try_license(rest[match.end() :])
        if read is not None:
            license_, rest = read, rest[: match.start()]
            break
    while sign := _SIGN.match(rest):
        rest = rest[sign.end() :]
    year = ""
    if years := _YEARS.search(rest):
        year = re.sub(r"\s*[-‐‑‒–—]\s*", "–", years[0])
        rest = f"{rest[: years.start()].rstrip(' ,')} {rest[years.end() :].lstrip(' ,')}"
    rest = _SIGN.sub("", rest, count=1) if _SIGN.match(rest) else rest
    holder = re.sub(r"^(?:av|by|ved)\s+", "", rest.strip(" ,.;"), flags=re.IGNORECASE)
    if license_ is None and (whole := try_license(holder)) and whole.family != "permission":
        return CopyrightNotice(year, "", whole)
    return CopyrightNotice(year, holder, license_)


def copyright_line(holder: str, year: str | int | None = "") -> str:
    """The notice's own line: «© 2026 NN»; empty where neither holder nor year is known."""
    parts = [str(part) for part in (year, holder) if part]
    return " ".join(["©", *parts]) if parts else ""
