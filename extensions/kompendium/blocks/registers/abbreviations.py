"""The book's abbreviations: ``{abbreviations}``, from abbreviations.yml and the chapters' front matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml
from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.chapter import chapter_of, chapters_in_order
from kompendium.blocks.markdown.language import language_node
from kompendium.blocks.registers.machinery import RegisterDirective, registers_of, sentence
from kompendium.blocks.registers.nodes import (
    abbreviation_definition,
    abbreviation_item,
    abbreviation_list,
    abbreviation_term,
    abbreviation_text,
)
from kompendium.collation import norwegian_key
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.registers.nodes import register_node

_ = get_translation("kompendium")


class Abbreviation(NamedTuple):
    """A short form, what it stands for, and the language of that where it is not the book's."""

    short: str
    long: str
    language: str = ""


class AbbreviationProblem(NamedTuple):
    """What is wrong with a line of abbreviations.yml, counted from 1; ``problem`` is a finished text."""

    line: int
    problem: str


def read_abbreviations(text: str) -> tuple[list[Abbreviation], list[AbbreviationProblem]]:
    """Read abbreviations.yml: short → long, or short → mapping with ``text`` and ``lang``."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [], [AbbreviationProblem(mark.line + 1 if mark else 1, str(error.problem or error.context))]
    except yaml.YAMLError as error:
        return [], [AbbreviationProblem(1, str(error).splitlines()[0])]
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        return [], [AbbreviationProblem(root.start_mark.line + 1, _("it is not a list of «short: long»"))]
    found: list[Abbreviation] = []
    problems: list[AbbreviationProblem] = []
    for key, value in root.value:
        # Scalars as they are written: «NO» and «1.0» are abbreviations here, not truth values and numbers.
        short = key.value if isinstance(key, yaml.ScalarNode) else ""
        said = {"text": value} if isinstance(value, yaml.ScalarNode) else _mapping(value)
        long = said["text"].value.strip() if isinstance(said.get("text"), yaml.ScalarNode) else ""
        language = said["lang"].value.strip() if isinstance(said.get("lang"), yaml.ScalarNode) else ""
        line = key.start_mark.line + 1
        if not short or not long or set(said) - {"text", "lang"}:
            problems.append(AbbreviationProblem(line, _("«{found}» is not explained").format(found=short or "?")))
        elif any(known.short == short for known in found):
            problems.append(AbbreviationProblem(line, _("«{found}» stands there twice").format(found=short)))
        else:
            found.append(Abbreviation(short, long, language))
    return found, problems


def _mapping(node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


class AbbreviationsDirective(RegisterDirective):
    """The abbreviations with what they stand for, in Norwegian order."""

    kind = "abbreviations"

    def prepare(self, node: register_node) -> None:
        """Read the book's file, and report what is wrong with it."""
        file = Path(self.env.srcdir, self.config.kompendium_abbreviations)
        node["abbreviations"] = []
        node["file_found"] = file.is_file()
        if not node["file_found"]:
            return
        self.env.note_dependency(file)
        found, problems = read_abbreviations(file.read_text(encoding="utf-8"))
        node["abbreviations"] = [tuple(abbreviation) for abbreviation in found]
        for line, problem in problems:
            report(Finding.ABBREVIATIONS_UNREADABLE, f"{file}:{line}", problem=problem)


def reread_when_file_appears(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Have pages with the list read again when the file has appeared: it is no dependency before it exists."""
    if not Path(app.srcdir, app.config.kompendium_abbreviations).is_file():
        return []
    return [
        docname
        for docname, placeholders in registers_of(env).items()
        if any(node["kind"] == "abbreviations" and not node["file_found"] for node in placeholders)
    ]


def make_abbreviations(env: BuildEnvironment, node: register_node) -> list[Node]:
    """A definition list: the short form, then what it stands for."""
    found = {Abbreviation(*values): None for values in node["abbreviations"]}
    for docname in chapters_in_order(env):
        for short, long in chapter_of(env, docname).abbreviations.items():
            if not any((known.short, known.long) == (short, long) for known in found):
                found[Abbreviation(short, long)] = None
    if not found:
        return sentence(_("The book has no abbreviations."))
    definitions = abbreviation_list("", classes=["kompendium-abbreviations"])
    for short, long, language in sorted(found, key=lambda a: (norwegian_key(a.short), a.long)):
        text: Node = language_node("", long, lang=language) if language else nodes.Text(long)
        definitions += abbreviation_item(
            "",
            abbreviation_term("", short),
            abbreviation_definition("", abbreviation_text("", "", text)),
            short=short,
        )
    return [definitions]
