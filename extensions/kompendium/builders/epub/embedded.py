"""Files that a page shows and Sphinx was not told of: pictures in raw HTML, sound, film."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import shutil
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from lxml import etree

from kompendium.pictures import sniff

from .names import manifest_name
from .package import MEDIA_TYPES
from .page import H, Page, add_class, drop, elements, remove, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MEDIA_DIR = "_media"
PLAYED = frozenset({".m4a", ".mp3", ".mp4", ".ogg", ".opus", ".webm"})
_OGG_HEAD_BYTES = 512


class Finder:
    """Looks for the file that an address on a page means: as on the site, else as beside the page's source."""

    def __init__(self, srcdir: Path, static_folders: Sequence[Path], extra_folders: Sequence[Path], made: Path) -> None:
        self.srcdir = srcdir
        self.static_folders = static_folders
        self.extra_folders = extra_folders
        self.made = made
        """Where pictures go that stand in the address itself."""

    def find(self, docname: str, address: str) -> Path | None:
        """The file, or none: on the net, outside the project, or not there."""
        if address.startswith("data:"):
            return self._unpack(address)
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(docname), unquote(parts.path))).lstrip("/")
        static = path.partition("_static/")[2]
        candidates = [folder / static for folder in self.static_folders] if static else []
        candidates += [folder / path for folder in (*self.extra_folders, self.srcdir)]
        return next((file for file in candidates if file.is_file()), None)

    def _unpack(self, address: str) -> Path | None:
        head, _comma, body = address.partition(",")
        try:
            data = base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        except (binascii.Error, ValueError):
            return None
        file = self.made / f"data-{hashlib.sha256(data).hexdigest()[:12]}.{sniff(data)}"
        if not sniff(data):
            return None
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        return file


def take_in_media(page: Page, find: Callable[[str], Path | None], folder: Path) -> Iterator[str]:
    """Put the sound and film of a page into the book, or a link in their place; yield what is in neither.

    EPUB 3.3 has MP3, AAC and Opus for sound, and leaves film to the reading system. A link is all that is left of
    what is on the net, or in another format: a book may not hold it, or an e-reader not play it.
    """
    for player in elements(page.root, "audio", "video"):
        sources = [player, *player.iter(f"{H}source")]
        addresses = [a for e in sources if (a := e.get("src", "").strip())]
        files = [(a, file) for a in addresses if (file := find(a)) and _can_be_played(file)]
        for source in sources[1:]:
            remove(source)
        drop(player, "src")
        if files:
            file = files[0][1]
            href = f"{MEDIA_DIR}/{hashlib.sha256(str(file).encode()).hexdigest()[:8]}-{manifest_name(file.name)}"
            (folder / href).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / href)
            player.set("src", page.relative(href))
            player.set("controls", "controls")
            _set_poster(page, player, find, folder)
            continue
        yield from (a for a in addresses if not urlsplit(a).scheme and not a.startswith("//"))
        _leave_link(player, addresses, find)


def _can_be_played(file: Path) -> bool:
    suffix = file.suffix.lower()
    if suffix in {".ogg", ".opus"}:
        with file.open("rb") as stream:
            return b"OpusHead" in stream.read(_OGG_HEAD_BYTES)
    return suffix in PLAYED and suffix in MEDIA_TYPES


def _set_poster(page: Page, player: etree._Element, find: Callable[[str], Path | None], folder: Path) -> None:
    poster = find(player.get("poster", ""))
    drop(player, "poster")
    if poster and poster.suffix.lower() in MEDIA_TYPES and poster.suffix.lower() not in PLAYED:
        href = f"{MEDIA_DIR}/{manifest_name(poster.name)}"
        shutil.copyfile(poster, folder / href)
        player.set("poster", page.relative(href))


def _leave_link(player: etree._Element, addresses: Sequence[str], find: Callable[[str], Path | None]) -> None:
    """A player that has nothing to play becomes what it has for those who cannot play it, and a link."""
    poster = player.get("poster", "")
    label = player.get("title") or player.get("aria-label") or ""
    fallback = text_of(player)
    outside = next((a for a in addresses if urlsplit(a).scheme in {"http", "https"}), "")
    player.attrib.clear()
    player.tag = f"{H}span"
    add_class(player, "missing-media")
    if outside and not any(e.get("href") == outside for e in elements(player, "a")):
        link = etree.Element(f"{H}a", href=outside)
        link.text = label or (outside if not fallback else outside.rsplit("/", 1)[-1])
        link.tail, player.text = player.text, None
        player.insert(0, link)
    elif label and not fallback:
        player.text = label
    if poster and find(poster):
        player.insert(0, etree.Element(f"{H}img", src=poster, alt=label))
