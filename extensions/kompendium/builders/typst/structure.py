"""The order of a book: which documents stand where, at which heading level, read from the toctrees."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx.environment import BuildEnvironment


@dataclass(slots=True)
class Entry:
    """A document in the book.

    ``offset`` is added to the document's own heading levels; ``depth`` is 1 for a chapter, 2 for a document in a
    chapter's toctree, and so on. ``matter`` is ``front`` or ``main``. ``label`` is the caption of the toctree that
    the document is the first of, where no part's page shows it.
    """

    docname: str
    offset: int
    depth: int
    matter: str = "main"
    label: str = ""


@dataclass(slots=True)
class Part:
    """Documents under one caption of the root document's toctrees; without a title they stand by themselves."""

    title: str
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """Everything the PDF holds, in order. ``entries`` has each document once, sub-documents included."""

    root: str
    parts: list[Part]
    entries: dict[str, Entry]

    @property
    def chapters(self) -> list[Entry]:
        """The documents that open as chapters, in order."""
        return [entry for entry in self.entries.values() if entry.depth == 1]


def look_ups(part: Part, short: Collection[str]) -> dict[str, str]:
    """The short documents of a part that stand beside another one: «first» opens a page, «next» runs on."""
    found: dict[str, str] = {}
    for before, after in pairwise(entry.docname for entry in part.entries):
        if before in short and after in short:
            found.setdefault(before, "first")
            found[after] = "next"
    return found


def section_depth(node: nodes.Node) -> int:
    """How many sections the node stands in."""
    depth = 0
    parent = node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return depth


def toctree_documents(toctree: addnodes.toctree, env: BuildEnvironment) -> Iterator[str]:
    """The documents a toctree brings in, in order; addresses and «self» are none."""
    for _title, reference in toctree["entries"]:
        if reference in env.found_docs:
            yield str(reference)


def read_book(env: BuildEnvironment, root: str) -> Book:
    """Walk the toctrees from the root document. A document that stands in two is kept where it stands first.

    What stands before the first numbered toctree is front matter; where none is numbered, what stands before the
    first toctree with a caption. It is all main text where a document before it has documents of its own: so large a
    part of a manual is no preface, and would have hundreds of pages in roman numerals.
    """
    entries: dict[str, Entry] = {}
    parts: list[Part] = []

    def walk(docname: str, offset: int, depth: int, matter: str) -> Entry | None:
        if docname in entries or docname == root:
            return None
        entry = entries[docname] = Entry(docname, offset, depth, matter)
        # Most documents have none, and need not be unpickled to see it.
        inner = env.get_doctree(docname).findall(addnodes.toctree) if docname in env.toctree_includes else ()
        for toctree in inner:
            # A document without a section of its own still opens a level below the one it stands in.
            inside = max(section_depth(toctree), 1)
            for child in toctree_documents(toctree, env):
                walk(child, offset + inside, depth + inside, matter)
        return entry

    toctrees = list(env.get_doctree(root).findall(addnodes.toctree))
    opens_main = "numbered" if any(toctree.get("numbered") for toctree in toctrees) else "caption"
    before = list(takewhile(lambda toctree: not toctree.get(opens_main), toctrees))
    in_front = len(before) < len(toctrees) and not any(
        env.toctree_includes.get(child) for toctree in before for child in toctree_documents(toctree, env)
    )
    for toctree in toctrees:
        caption = str(toctree.get("caption") or "")
        in_front = in_front and not toctree.get(opens_main)
        part = Part("" if in_front else caption)
        for child in toctree_documents(toctree, env):
            entry = walk(child, 1 if part.title else 0, 1, "front" if in_front else "main")
            if entry is not None:
                part.entries.append(entry)
        if part.entries:
            part.entries[0].label = caption if in_front else ""
            parts.append(part)
    return Book(root, parts, entries)
