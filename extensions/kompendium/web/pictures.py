"""Pictures on the site: what a camera noted of place and person is not published with them; each has its size."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

import imagesize
from docutils import nodes

from kompendium.active_content import without_scripts
from kompendium.diagnostics import Finding, report
from kompendium.formats import is_site
from kompendium.outputs import files_beside_pages, replace_file
from kompendium.picture_metadata import PICTURES, SUFFIXES, cleaned_file, without_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx

COPIED = ("_static", "_downloads")
"""Folders of the site that hold files of the project beside the pictures of its pages."""


COPYING = ("singlehtml", "latex", "texinfo")
"""Builders of Sphinx that copy pictures without asking extensions for pages; theirs are cleaned when copied."""


def clean_pictures(app: Sphinx) -> Iterable[tuple[str, dict[str, object], str]]:
    """Let Sphinx copy the cleaned pictures instead of the project's: here all pages are written, and no picture is."""
    builder = app.builder
    if is_site(builder):
        folder = Path(app.doctreedir) / PICTURES
        # A path that is not below the source folder is taken as it is.
        cleaned = {name: cleaned_file(Path(app.srcdir) / name, folder) for name in builder.images}
        changed = {name: str(file) for name, file in cleaned.items() if file != Path(app.srcdir) / name}
        builder.images = {changed.get(name, name): to for name, to in builder.images.items()}
    return ()


def clean_copied_files(app: Sphinx, exception: Exception | None) -> None:
    """Clean what Sphinx has copied by itself: static files, downloads, and whatever stands beside the pages."""
    if exception is not None or not (is_site(app.builder) or app.builder.name in COPYING):
        return
    for file in _copied(app):
        data = file.read_bytes()
        cleaned = without_metadata(data)
        if cleaned is not data:
            replace_file(file, cleaned)


def disarm_drawings(app: Sphinx, exception: Exception | None) -> None:
    """Take the scripts out of SVG files: none runs in an ``<img>``, but all do where the file itself is opened.

    Only where authors may write no HTML either: who may, could put the script onto the page.
    """
    if exception is not None or not is_site(app.builder) or app.config.kompendium_raw_html == "keep":
        return
    places = {name: sorted(docnames) for docnames, name in app.env.images.values()}
    for folder in ("_images", "_downloads"):
        for file in sorted((Path(app.outdir) / folder).rglob("*.svg")):
            data = file.read_bytes()
            harmless = without_scripts(data)
            if harmless is not data:
                place = next(iter(places.get(file.name, ())), None)
                report(Finding.PICTURE_SCRIPTED, (place, None) if place else None, found=file.name)
                replace_file(file, harmless)


HIGHEST_PX = 448
"""The height that a picture in the text has at most: 28rem, as in the style sheet."""

_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r"""\ssrc=["']([^"']*)["']""")
_SIZED = re.compile(r"\s(?:width|height)=")


def add_sizes(app: Sphinx, body: str, doctree: nodes.document) -> str:
    """Tell the browser how large each picture will be, so that the text does not move when it comes."""
    names = {app.builder.images.get(image["uri"]): image["uri"] for image in doctree.findall(nodes.image)}

    def sized(match: re.Match[str]) -> str:
        tag = match[0]
        source = _SOURCE.search(tag)
        uri = names.get(PurePosixPath(unquote(source[1])).name) if source else None
        if uri is None or _SIZED.search(tag):
            return tag
        file = Path(app.srcdir) / uri
        width, height = _size_of(file, file.stat().st_mtime_ns) if file.is_file() else (0, 0)
        if width <= 0 or height <= 0:
            return tag
        scale = min(1, HIGHEST_PX / height)
        return f'<img width="{max(1, round(width * scale))}" height="{max(1, round(height * scale))}"{tag[4:]}'

    return _IMAGE.sub(sized, body) if names else body


@lru_cache(maxsize=10_000)
def _size_of(file: Path, _mtime_ns: int) -> tuple[float, float]:
    """A picture's size in pixels; -1 where it is not known. With another time it is another picture."""
    try:
        width, height = imagesize.get(file)
    except (OSError, ValueError):
        return -1, -1
    return float(width), float(height)


def _copied(app: Sphinx) -> Iterable[Path]:
    out = Path(app.outdir)
    found = {path for folder in COPIED for path in (out / folder).rglob("*")}
    if app.builder.name in COPYING:
        names = set(app.builder.images.values())
        found |= {path for path in out.rglob("*") if path.name in names}
    if is_site(app.builder):
        found |= {out / name for name in files_beside_pages(app.confdir, app.config.html_extra_path)}
    return sorted(path for path in found if path.suffix.lower() in SUFFIXES and path.is_file())
