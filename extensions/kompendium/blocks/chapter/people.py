"""The people of a book and of its chapters, as the rooms need them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.chapter.nodes import person_node
from kompendium.diagnostics import Finding, report
from kompendium.people import Person, read_people, read_person
from kompendium.problems import message_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kompendium.chapter import Chapter
    from kompendium.problems import Problem

_ = get_translation("kompendium")


def load_people(app: Sphinx, env: BuildEnvironment) -> bool:
    """Read the file of the book's people; whether they differ from those that the environment knows."""
    file = Path(app.srcdir, app.config.kompendium_people)
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if getattr(env, "kompendium_people_text", "") == text and hasattr(env, "kompendium_people"):
        return False
    people, problems = read_people(text)
    _report(app, problems, file)
    _report(app, people_from_config(app.config.kompendium_authors, people)[1], Path(app.confdir, "conf.py"))
    env.kompendium_people = people  # type: ignore[attr-defined]
    env.kompendium_people_text = text  # type: ignore[attr-defined]
    return True


def _report(app: Sphinx, problems: Sequence[Problem], file: Path) -> None:
    for problem in problems:
        values = {"file": app.config.kompendium_people, **message_values(problem, _)}
        # conf.py is Python: the line of a value in it is not known.
        place = f"{file}" if file.suffix == ".py" else f"{file}:{problem.line}"
        report(Finding[problem.finding], place, **values)


def people_of(env: BuildEnvironment) -> dict[str, Person]:
    """The people of people.yml by their ids, in the file's order."""
    return getattr(env, "kompendium_people", {})


def people_from_config(values: Sequence[Any], people: dict[str, Person]) -> tuple[tuple[Person, ...], list[Problem]]:
    """People as ``conf.py`` names them (names, ids, or mappings), and what is wrong with them."""
    root = yaml.compose(yaml.safe_dump(list(values), allow_unicode=True))
    items = root.value if isinstance(root, yaml.SequenceNode) else []
    read = [read_person(item, people, 1, "kompendium_authors") for item in items]
    found = tuple(person for person, _problems in read if person is not None)
    return found, [problem for _person, problems in read for problem in problems]


def authors_of(env: BuildEnvironment, chapter: Chapter) -> tuple[Person, ...]:
    """A chapter's authors: its own, else those of the work it is based on, else the book's."""
    if chapter.authors is not None:
        return chapter.authors
    if chapter.based_on is not None and chapter.based_on.authors:
        return chapter.based_on.authors
    return people_from_config(env.config.kompendium_authors, people_of(env))[0]


def joined(texts: Sequence[str]) -> str:
    """«A», «A og B», «A, B og C» in the book's language."""
    if len(texts) < 2:
        return "".join(texts)
    return _("{names} and {last}").format(names=", ".join(texts[:-1]), last=texts[-1])


def author_line(people: Sequence[Person]) -> list[nodes.Node]:
    """The names in a row, each in a :class:`person_node`."""
    # The row is made with marks in the names' places, so that the language decides what stands between them.
    pieces = joined([f"\0{index}\0" for index in range(len(people))]).split("\0")
    line: list[nodes.Node] = []
    for position, piece in enumerate(pieces):
        if position % 2:
            person = people[int(piece)]
            line.append(person_node("", person.name, person=person.id, classes=["kompendium-person"]))
        elif piece:
            line.append(nodes.Text(piece))
    return line
