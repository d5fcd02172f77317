"""Which files of a finished site a reader needs without a network, and the script that stores them. Knows no Sphinx."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kompendium.outputs import DOWNLOADS, replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKER = "sw.js"
"""At the root of the site: a script stores what lies in its own folder and below it."""

_TEMPLATE = Path(__file__).with_name("worker.js")
_MARK = "// The copy of the site for readers without a network. Made by Kompendium"

_NOT_FOR_READERS = frozenset({WORKER, "objects.inv", "robots.txt", ".nojekyll", "CNAME", "_headers", "_redirects"})
_NOT_FOR_READING = frozenset(
    {".map", ".po", ".pot", ".mo", ".scss", ".inv", ".xml", ".part", ".pickle", ".doctree", ".gz", ".br"}
)
_LARGE = frozenset(
    {".pdf", ".epub", ".zip", ".mp4", ".m4v", ".webm", ".mov", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".wav", ".docx"}
)
"""Files that a reader loads one by one, when they are wanted."""

_FOLDERS = frozenset({"_sources", "_social", "_downloads", ".doctrees", DOWNLOADS})
_NAMED = re.compile(r"_static/([^\"'?#)\s>]+)")


@dataclass(frozen=True, slots=True)
class Precache:
    """The files that are stored, path from the site's root to checksum, and how many bytes they have together."""

    files: dict[str, str]
    sizes: dict[str, int]

    @property
    def version(self) -> str:
        """What tells one edition of the site from the next."""
        told = json.dumps(self.files, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(self.sizes.values())

    @property
    def largest(self) -> str:
        """The path of the largest file."""
        return max(self.sizes, key=lambda path: (self.sizes[path], path), default="")


def find_files(folder: Path, *, downloads: bool = False) -> Precache:
    """What is stored of a finished site: the pages, and what they show; with ``downloads`` its PDF and EPUB files, too.

    Of ``_static`` only what a page names, or a style or a script that is named: themes bring much that no page uses.
    """
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    wanted = [path for path in paths if not path.startswith("_static/") and _is_wanted(path, downloads=downloads)]
    static = [path for path in paths if path.startswith("_static/") and _is_wanted(path, downloads=False)]
    wanted += _named(folder, wanted, static)
    read = {path: (folder / path).read_bytes() for path in sorted(wanted)}
    files = {path: hashlib.sha256(data).hexdigest()[:16] for path, data in read.items()}
    return Precache(files, {path: len(data) for path, data in read.items()})


def _is_wanted(path: str, *, downloads: bool) -> bool:
    first, _slash, _rest = path.rpartition("/")
    top = path.partition("/")[0]
    suffix = Path(path).suffix.lower()
    if downloads and top == DOWNLOADS:
        return suffix in {".pdf", ".epub"}
    hidden = any(part.startswith(".") for part in path.split("/"))
    if hidden or (first and top in _FOLDERS) or path in _NOT_FOR_READERS:
        return False
    return suffix not in _NOT_FOR_READING | _LARGE


def _named(folder: Path, pages: list[str], static: list[str]) -> Iterator[str]:
    """The files of ``_static`` that a page names, or one of them in turn."""
    named: set[str] = set()
    for page in pages:
        if page.endswith((".html", ".js", ".webmanifest")):
            found = _NAMED.findall((folder / page).read_text("utf-8", errors="replace"))
            named |= {f"_static/{unquote(name)}" for name in found}
    left = set(static)
    queue = sorted(named & left)
    left -= named
    while queue:
        path = queue.pop()
        yield path
        if path.endswith((".css", ".js", ".mjs")):
            # By their names: scripts put an address together from pieces.
            text = unquote((folder / path).read_text("utf-8", errors="replace"))
            more = {other for other in left if other.rpartition("/")[2] in text}
            left -= more
            queue += sorted(more)


def worker_of(precache: Precache) -> str:
    """The script that stores the files."""
    template = _TEMPLATE.read_text("utf-8")
    # «</» is nothing that ends a script in a file of its own; JSON is JavaScript.
    listed = json.dumps(precache.files, ensure_ascii=False, indent=0)
    return template.replace("{{VERSION}}", precache.version).replace("{{FILES}}", listed)


def write_worker(folder: Path, *, downloads: bool = False) -> Precache:
    """Write the script into the root of a finished site: the last thing that is made of it."""
    precache = find_files(folder, downloads=downloads)
    replace_file(folder / WORKER, worker_of(precache).encode())
    return precache


def remove_worker(folder: Path) -> None:
    """Remove the script that an earlier build has left, and no other of that name."""
    file = folder / WORKER
    if file.is_file() and file.read_text("utf-8", errors="replace").startswith(_MARK):
        file.unlink()
