"""The book's parts and where each page stands in them: worked out once for a site, not for every page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_Waiting = tuple[str, int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """A table of contents of the front page: its caption, the id of that heading (empty where none is shown)."""

    caption: str
    id: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts, and each document's place: its part, and the documents that it stands below."""

    parts: tuple[Part, ...] = ()
    places: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)


def read_contents(env: BuildEnvironment) -> Contents:
    """The parts of the front page in their order, hidden ones too, and every document that they reach."""
    doctree = env.get_doctree(env.config.root_doc)
    taken: set[str] = set().union(*(element.get("ids", ()) for element in doctree.findall(nodes.Element)))
    parts: list[Part] = []
    for toctree in doctree.findall(addnodes.toctree):
        caption = str(toctree.get("caption") or "")
        id_ = ""
        if caption and not toctree.get("hidden"):
            id_ = wanted = nodes.make_id(f"del-{caption}")
            number = 1
            while id_ in taken:
                number += 1
                id_ = f"{wanted}-{number}"
            taken.add(id_)
        documents = tuple(ref for _title, ref in toctree["entries"] if ref in env.found_docs)
        parts.append(Part(caption, id_, documents))
    places: dict[str, tuple[int, tuple[str, ...]]] = {env.config.root_doc: (-1, ())}
    waiting: list[_Waiting] = [(name, number, ()) for number, part in enumerate(parts) for name in part.documents]
    _place(env, waiting, places)
    return Contents(tuple(parts), places)


def _place(
    env: BuildEnvironment,
    waiting: list[_Waiting],
    places: dict[str, tuple[int, tuple[str, ...]]],
) -> None:
    """Go through the documents level by level, so that a document stands where it is nearest to the front page."""
    while waiting:
        following: list[_Waiting] = []
        for name, part, above in waiting:
            if name not in places:
                places[name] = part, above
                following += [(child, part, (*above, name)) for child in env.toctree_includes.get(name, ())]
        waiting = following


def contents_of(env: BuildEnvironment) -> Contents:
    """What :func:`note_contents` has found; nothing where it has not run."""
    found: Contents | None = getattr(env, "kompendium_parts", None)
    return found or Contents()


def note_contents(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Find the parts anew after each reading; every page is written again where they are others."""
    if env.config.root_doc not in env.found_docs:
        return []
    before: Contents | None = getattr(env, "kompendium_parts", None)
    env.kompendium_parts = now = read_contents(env)  # type: ignore[attr-defined]
    return sorted(env.found_docs) if before is not None and before != now else []


def breadcrumbs(app: Sphinx, pagename: str, *, with_parts: bool) -> list[tuple[str, str]]:
    """Title and address of what a page stands in, from the book down to the page itself, whose address is empty.

    ``with_parts``: whether the front page's headings have the ids that lead to them.
    """
    env, builder = app.env, app.builder
    contents = contents_of(env)
    root = env.config.root_doc
    if pagename == root or pagename not in env.titles:
        return []
    home = builder.get_relative_uri(pagename, root) or "#"
    trail = [(str(env.config.project), home)]
    number, above = contents.places.get(pagename, (-1, ()))
    if number >= 0 and (part := contents.parts[number]).caption:
        trail.append((part.caption, f"{home}#{part.id}" if with_parts and part.id else home))
    trail += [(env.titles[name].astext(), builder.get_relative_uri(pagename, name)) for name in above]
    return [*trail, (env.titles[pagename].astext(), "")]


def add_breadcrumbs(app: Sphinx, pagename: str, context: dict[str, Any], *, with_parts: bool) -> None:
    """Hand a page its trail, for the template and for the page's own description."""
    context["kompendium_breadcrumbs"] = breadcrumbs(app, pagename, with_parts=with_parts)
