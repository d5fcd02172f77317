"""The people of the book: ``{contributors}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.blocks.chapter import chapter_of, chapters_in_order, editors_of, named_people, writers_of
from kompendium.blocks.chapter.nodes import person_node
from kompendium.blocks.registers.machinery import (
    RegisterDirective,
    RegisterTransform,
    chapter_entry,
    entries,
    item,
    link_to,
    registers_of,
    sentence,
)
from kompendium.blocks.registers.nodes import register_term
from kompendium.people import Person, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Node
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.registers.nodes import register_item, register_node

_ = get_translation("kompendium")


KIND = "contributors"


class ContributorsDirective(RegisterDirective):
    """Who edited, wrote and reviewed what, by family name."""

    kind = KIND


def _roles() -> dict[str, str]:
    """The roles in the order of printing, with their words in the book's language."""
    return {
        "editor": _("Editor of the book"),
        "author": _("Author"),
        "source": _("Author of the source"),
        "reviewer": _("Reviewer"),
    }


class Contributor(NamedTuple):
    """A person with what each role holds for: role → chapters, none for a role in the whole book."""

    person: Person
    work: dict[str, list[str]]


def contributors_of(env: BuildEnvironment) -> list[Contributor]:
    """Everybody whom the book names, by family name."""
    found: dict[str, Contributor] = {}

    def note(person: Person, role: str, docname: str = "") -> None:
        chapters = found.setdefault(person.key, Contributor(person, {})).work.setdefault(role, [])
        if docname and docname not in chapters:
            chapters.append(docname)

    for person in editors_of(env):
        note(person, "editor")
    for docname in chapters_in_order(env):
        chapter = chapter_of(env, docname)
        for person in writers_of(env, chapter):
            note(person, "author", docname)
        for person in chapter.based_on.authors if chapter.based_on else ():
            note(person, "source", docname)
        for person in chapter.reviewers:
            note(person, "reviewer", docname)
    return sorted(found.values(), key=lambda contributor: (sort_key(contributor.person), contributor.person.key))


def entry_ids(contributors: Iterable[Contributor]) -> dict[str, str]:
    """A person's key → the id of the person's entry; named by the person, so that it stays when others are added."""
    ids: dict[str, str] = {}
    for contributor in contributors:
        key = contributor.person.key
        wanted = candidate = nodes.make_id(f"person-{key}")
        number = 1
        while candidate in ids.values():
            number += 1
            candidate = f"{wanted}-{number}"
        ids[key] = candidate
    return ids


def person_places(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """A person's key → document and id of the person's entry; nothing where the book has no such register."""
    pages = [docname for docname, found in registers_of(env).items() if any(node["kind"] == KIND for node in found)]
    if not pages:
        return {}
    page = min(pages)
    return {key: (page, id_) for key, id_ in entry_ids(contributors_of(env)).items()}


def person_leads(env: BuildEnvironment) -> dict[str, str]:
    """Where the names in each chapter's head lead."""
    places = person_places(env)
    # For PersonLinkTransform: to find them anew for each chapter would take as long as all chapters together.
    env.kompendium_person_places = places  # type: ignore[attr-defined]
    if not places:
        return {}
    keys = {d: {person.key for person in named_people(env, chapter_of(env, d))} for d in chapters_in_order(env)}
    return {d: " ".join("#".join(places[key]) for key in sorted(found) if key in places) for d, found in keys.items()}


class PersonLinkTransform(SphinxPostTransform):
    """Leads a name in a chapter's head to the person's entry among the contributors, where the book lists them."""

    # Before the links of registers get their addresses.
    default_priority = RegisterTransform.default_priority - 1

    def run(self, **_kwargs: object) -> None:
        """Put a link around each name."""
        places: dict[str, tuple[str, str]] = getattr(self.env, "kompendium_person_places", {})
        for node in self.document.findall(person_node):
            if node["person"] in places:
                name, node.children = node.children, []
                node += link_to(*places[node["person"]], *name)


def make_contributors(env: BuildEnvironment, node: register_node) -> list[Node]:
    """A person, then each role with the chapters it holds for."""
    contributors = contributors_of(env)
    if not contributors:
        return sentence(_("The book names no contributors."))
    # Names lead to the first register of the first page that has one; another would have the same ids again.
    places = person_places(env) if node["is_first"] else {}
    ids = {key: id_ for key, (docname, id_) in places.items() if docname == node["docname"]}
    return [entries(_entry(env, *contributor, ids.get(contributor.person.key, "")) for contributor in contributors)]


def _entry(env: BuildEnvironment, person: Person, work: dict[str, list[str]], id_: str) -> register_item:
    content: list[Node] = [register_term("", person.name)]
    said = ", ".join(text for text in (person.affiliation, *person.roles) if text)
    if said:
        content.append(nodes.Text(f", {said}"))
    if person.orcid:
        address = f"https://orcid.org/{person.orcid}"
        content += [nodes.Text(", ORCID "), nodes.reference("", person.orcid, refuri=address, internal=False)]
    roles = []
    for role, word in _roles().items():
        if role in work:
            roles.append(_role_entry(env, word, work[role]))
    return item(*content, ids=[id_] if id_ else [], places=roles)


def _role_entry(env: BuildEnvironment, word: str, chapters: list[str]) -> register_item:
    if not chapters:
        return item(nodes.Text(word))
    return item(nodes.Text(f"{word}:"), places=[chapter_entry(env, docname) for docname in chapters])
