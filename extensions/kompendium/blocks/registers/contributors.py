"""The people of the book: ``{contributors}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.chapter import authors_of, chapter_of, chapters_in_order, people_of
from kompendium.blocks.chapter.people import people_from_config
from kompendium.blocks.registers.machinery import RegisterDirective, chapter_entry, entries, item, sentence
from kompendium.blocks.registers.nodes import register_term
from kompendium.people import Person, sort_key

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.registers.nodes import register_item, register_node

_ = get_translation("kompendium")


class ContributorsDirective(RegisterDirective):
    """Who edited, wrote and reviewed what, by family name."""

    kind = "contributors"


def _roles() -> dict[str, str]:
    """The roles in the order of printing, with their words in the book's language."""
    return {
        "editor": _("Editor of the book"),
        "author": _("Author"),
        "source": _("Author of the source"),
        "reviewer": _("Reviewer"),
    }


def make_contributors(env: BuildEnvironment, _node: register_node) -> list[Node]:
    """A person, then each role with the chapters it holds for."""
    people: dict[str, Person] = {}
    work: dict[str, dict[str, list[str]]] = {}

    def note(person: Person, role: str, docname: str = "") -> None:
        key = person.id or person.name.casefold()
        people.setdefault(key, person)
        chapters = work.setdefault(key, {}).setdefault(role, [])
        if docname and docname not in chapters:
            chapters.append(docname)

    for person in people_from_config(env.config.kompendium_editors, people_of(env))[0]:
        note(person, "editor")
    for docname in chapters_in_order(env):
        chapter = chapter_of(env, docname)
        # «Etter Jan Tore Gran» says that the facts are theirs, and does not make them authors of this text.
        sources = chapter.based_on.authors if chapter.based_on else ()
        for person in authors_of(env, chapter):
            if person not in sources:
                note(person, "author", docname)
        for person in sources:
            note(person, "source", docname)
        for person in chapter.reviewers:
            note(person, "reviewer", docname)
    if not people:
        return sentence(_("The book names no contributors."))
    ordered = sorted(people, key=lambda key: (sort_key(people[key]), key))
    return [entries(_entry(env, people[key], work[key]) for key in ordered)]


def _entry(env: BuildEnvironment, person: Person, work: dict[str, list[str]]) -> register_item:
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
    return item(*content, places=roles)


def _role_entry(env: BuildEnvironment, word: str, chapters: list[str]) -> register_item:
    if not chapters:
        return item(nodes.Text(word))
    return item(nodes.Text(f"{word}:"), places=[chapter_entry(env, docname) for docname in chapters])
