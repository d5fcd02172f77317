"""File names inside the book: ASCII, since not every reading system finds others in a zip file. Pure."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "ß": "ss", "đ": "d", "ł": "l"})


def manifest_name(name: str) -> str:
    """A name or path in ASCII letters, digits, ``-_./``: «kapitler/sjøgren» → «kapitler/sjogren»."""
    plain = unicodedata.normalize("NFC", name).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_./-]+", "-", plain)
    folder, last = posixpath.split(plain)
    stem, dot, extension = last.rpartition(".") if "." in last else (last, "", "")
    if re.search(r"[A-Za-z0-9]", stem):
        return plain
    # A name in another script keeps nothing but its digest.
    return posixpath.join(folder, f"f{hashlib.sha256(name.encode()).hexdigest()[:10]}{dot}{extension}")


def ascii_names(names: Iterable[str]) -> dict[str, str]:
    """Name → ASCII name, each its own: where two fall together, the later in the alphabet gets a digest."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    # Names that are ASCII already keep theirs whatever the others are.
    for name in sorted(names, key=lambda n: (not n.isascii(), n)):
        plain = manifest_name(name)
        if plain.casefold() in taken:
            plain = f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        taken.add(plain.casefold())
        given[name] = plain
    return given
