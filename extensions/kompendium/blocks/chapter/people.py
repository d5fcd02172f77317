"""The people of a book and of its chapters, as the rooms need them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks._sentence import joined
from kompendium.blocks.chapter.nodes import person_node
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.people import Person, configured_people, read_people_file
from kompendium.problems import message_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kompendium.chapter import Chapter
    from kompendium.problems import Problem

_ = get_translation("kompendium")

AUTHORS, EDITORS = "kompendium_authors", "kompendium_editors"


def load_people(app: Sphinx, env: BuildEnvironment) -> bool:
    """Read the book's people, of the file and of conf.py; whether they differ from those the environment knows."""
    file = Path(app.srcdir, app.config.kompendium_people)
    people, problems = read_people_file(file)
    read = {name: configured_people(getattr(app.config, name), people, name) for name in (AUTHORS, EDITORS)}
    known = (people, problems, read)
    if getattr(env, "kompendium_people_known", None) == known:
        return False
    for problem in problems:
        _report(app, problem, f"{file}:{problem.line}")
    for name, (_found, more) in read.items():
        for problem in more:
            _report(app, problem, place_in_conf(app.confdir, name))
    env.kompendium_people = people  # type: ignore[attr-defined]
    env.kompendium_configured_people = {name: found for name, (found, _more) in read.items()}  # type: ignore[attr-defined]
    env.kompendium_people_known = known  # type: ignore[attr-defined]
    return True


def _report(app: Sphinx, problem: Problem, place: str) -> None:
    values = {"file": app.config.kompendium_people, **message_values(problem, _)}
    report(Finding[problem.finding], place, **values)


def people_of(env: BuildEnvironment) -> dict[str, Person]:
    """The people of people.yml by their ids, in the file's order."""
    return getattr(env, "kompendium_people", {})


def _configured(env: BuildEnvironment, name: str) -> tuple[Person, ...]:
    people: dict[str, tuple[Person, ...]] = getattr(env, "kompendium_configured_people", {})
    return people.get(name, ())


def editors_of(env: BuildEnvironment) -> tuple[Person, ...]:
    """The book's editors."""
    return _configured(env, EDITORS)


def authors_of(env: BuildEnvironment, chapter: Chapter) -> tuple[Person, ...]:
    """A chapter's authors: its own, else those of the work it is based on, else the book's."""
    if chapter.authors is not None:
        return chapter.authors
    if chapter.based_on is not None and chapter.based_on.authors:
        return chapter.based_on.authors
    return _configured(env, AUTHORS)


def writers_of(env: BuildEnvironment, chapter: Chapter) -> tuple[Person, ...]:
    """Who wrote the text: «etter Jan Tore Gran» says that the facts are his, and that he did not write them so."""
    sources = chapter.based_on.authors if chapter.based_on else ()
    return tuple(person for person in authors_of(env, chapter) if person not in sources)


def named_people(env: BuildEnvironment, chapter: Chapter) -> list[Person]:
    """Everybody whom a chapter's head may name."""
    sources = chapter.based_on.authors if chapter.based_on else ()
    return [*authors_of(env, chapter), *sources, *chapter.reviewers]


def author_line(people: Sequence[Person]) -> list[nodes.Node]:
    """The names in a row, each in a :class:`person_node`."""
    # The row is made with marks in the names' places, so that the language decides what stands between them.
    pieces = joined([f"\0{index}\0" for index in range(len(people))]).split("\0")
    line: list[nodes.Node] = []
    for position, piece in enumerate(pieces):
        if position % 2:
            person = people[int(piece)]
            line.append(person_node("", person.name, person=person.key, classes=["kompendium-person"]))
        elif piece:
            line.append(nodes.Text(piece))
    return line
