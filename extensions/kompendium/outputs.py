"""Finished files: what the builders write, the pipeline collects, and the site links to. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHAPTERS = "kapitler"
"""The folder of the chapters' own files, beside the book's."""

DOWNLOADS = "nedlasting"
"""The folder of the site that holds the finished PDF and EPUB files."""

CITATIONS = "sitering"
"""The folder of the site that holds the citation of each chapter as files."""

PROFILES = ("screen", "print", "large")
"""What the book's PDF is for. The first has the book's plain name, the others are named after it."""


def pdf_stem(basename: str, profile: str) -> str:
    """The name of the book's PDF for a profile, without its ending."""
    return basename if profile == PROFILES[0] else f"{basename}-{profile}"


def slug_of(docname: str) -> str:
    """The last part of a document's name."""
    return docname.rpartition("/")[2]


def chapter_stems(docnames: Iterable[str]) -> dict[str, str]:
    """Chapter → the name of its files: its slug, or its whole name where two chapters share the slug."""
    docnames = list(docnames)
    slugs = [slug_of(docname) for docname in docnames]
    shared = Counter(slugs)
    return {
        docname: slug if shared[slug] == 1 else docname.replace("/", "-")
        for docname, slug in zip(docnames, slugs, strict=True)
    }


def files_beside_pages(confdir: Path, extra_path: Iterable[str]) -> set[str]:
    """The publisher's own files that ``html_extra_path`` puts beside the pages, from the root of the site."""
    found: set[str] = set()
    for name in extra_path:
        source = confdir / name
        paths = source.rglob("*") if source.is_dir() else [source]
        found |= {path.relative_to(source if source.is_dir() else source.parent).as_posix() for path in paths}
    return found


def replace_file(target: Path, data: bytes) -> None:
    """Put a finished file in its place in one step: a reader sees the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def write_if_changed(target: Path, data: bytes) -> None:
    """Put a file in its place if it is not there already as it should be; its time stays what it was."""
    if target.is_file() and target.read_bytes() == data:
        return
    try:
        replace_file(target, data)
    except FileNotFoundError:
        # Another process that writes pages was first.
        if not target.is_file():
            raise
