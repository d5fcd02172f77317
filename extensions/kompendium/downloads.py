"""The finished files that the site offers: a chapter's own PDF and EPUB, and the whole book's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from kompendium.outputs import CHAPTERS, DOWNLOADS, chapter_stems

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

LABELS = ("PDF", "EPUB")


class Download(NamedTuple):
    """A file by its format's name, its place on the site, and its size in words (empty where it is not known)."""

    label: str
    file: str
    size: str

    @property
    def media_type(self) -> str:
        """The file's media type."""
        return {"PDF": "application/pdf", "EPUB": "application/epub+zip"}[self.label]

    @property
    def described(self) -> str:
        """«PDF, 62 kB»."""
        return ", ".join(part for part in (self.label, self.size) if part)


_stems: WeakKeyDictionary[BuildEnvironment, tuple[list[str], dict[str, str]]] = WeakKeyDictionary()


def stems_of(env: BuildEnvironment) -> dict[str, str]:
    """Chapter → the name of its files; found once for a build, since every page asks for it."""
    names: list[str] = getattr(env, "kompendium_chapter_names", [])
    known = _stems.get(env)
    if known is None or known[0] is not names:
        # A new list at each build: the one that is asked about is kept, so that it is not taken for another.
        known = _stems[env] = (names, chapter_stems(names))
    return known[1]


def downloads_of(env: BuildEnvironment, docname: str) -> list[Download]:
    """The files of a chapter, or of the book for the root document; none where the site has no downloads."""
    config = env.config
    if not config.kompendium_downloads:
        return []
    stems = stems_of(env)
    if docname == config.root_doc:
        stem = str(config.kompendium_basename)
    elif docname in stems:
        stem = f"{CHAPTERS}/{stems[docname]}"
    else:
        return []
    sizes: dict[str, int] = config.kompendium_download_sizes
    names = [(label, f"{stem}.{label.lower()}") for label in LABELS]
    return [
        Download(
            label, f"{DOWNLOADS}/{name}", format_size(sizes[name], config.language or "en") if name in sizes else ""
        )
        for label, name in names
    ]


def format_size(size: int, language: str) -> str:
    """A size as readers know it, rounded up: «62 kB», «1,3 MB»."""
    # Only here: it takes longer to import than many a build.
    from babel.core import UnknownLocaleError
    from babel.numbers import format_decimal

    tenths = -(-size // 100_000)
    if size < 1_000_000 and (whole := -(-size // 1000)) < 1000:
        number, unit = float(whole), "kB"
    else:
        number, unit = (tenths / 10 if tenths < 100 else -(-size // 1_000_000)), "MB"
    try:
        text = format_decimal(number, format="#,##0.#", locale=language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        text = f"{number:g}"
    # Number and unit are not parted at a line's end.
    return f"{text}\N{NO-BREAK SPACE}{unit}"
