"""The book's abbreviations: ``{abbreviations}``, from abbreviations.yml and the chapters' front matter."""

from __future__ import annotations

from dataclasses import replace
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
from kompendium.encoding import read_text
from kompendium.front_matter import compose
from kompendium.problems import N_, Problem, message_values, not_utf8

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


def read_abbreviations(text: str) -> tuple[list[Abbreviation], list[Problem]]:
    """Read abbreviations.yml: short → long, or short → mapping with ``text`` and ``lang``.

    Problems are ABBREVIATIONS_UNREADABLE (``problem``, ``found``) and CONTROL_CHARACTER, with the line in the file.
    """
    root, problems = compose(text)
    problems = [
        replace(problem, finding="ABBREVIATIONS_UNREADABLE") if problem.finding == "FRONT_MATTER_YAML" else problem
        for problem in problems
    ]
    found: list[Abbreviation] = []
    for key, value in root.value if root else ():
        # Scalars as they are written: «NO» and «1.0» are abbreviations here, not truth values and numbers.
        short = key.value if isinstance(key, yaml.ScalarNode) else ""
        said = {"text": value} if isinstance(value, yaml.ScalarNode) else _mapping(value)
        long = said["text"].value.strip() if isinstance(said.get("text"), yaml.ScalarNode) else ""
        language = said["lang"].value.strip() if isinstance(said.get("lang"), yaml.ScalarNode) else ""
        if not short or not long or set(said) - {"text", "lang"}:
            problem = N_("an abbreviation is not explained")
        elif any(known.short == short for known in found):
            problem = N_("an abbreviation stands there twice")
        else:
            found.append(Abbreviation(short, long, language))
            continue
        values = {"problem": problem, "found": short or "?"}
        problems.append(Problem("ABBREVIATIONS_UNREADABLE", key.start_mark.line + 1, values))
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
        text, other = read_text(file)
        found, problems = read_abbreviations(text)
        if other is not None:
            problems.insert(0, not_utf8(other))
        node["abbreviations"] = [tuple(abbreviation) for abbreviation in found]
        for problem in problems:
            report(Finding[problem.finding], f"{file}:{problem.line}", **message_values(problem, _))


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
