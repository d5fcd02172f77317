"""The manuals' directives for lists from the code itself: of findings, of options, and of the rules of rights."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kompendium.builders.typst import OPTIONS
from kompendium.builders.typst.style import Style
from kompendium.config import KompendiumConfig
from kompendium.diagnostics import Finding
from kompendium.rights.audit import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")


def definition_list(rows: Iterable[tuple[str, list[str]]]) -> nodes.definition_list:
    """Terms in code type, each with its paragraphs."""
    items = nodes.definition_list()
    for term, paragraphs in rows:
        body = nodes.definition("", *(nodes.paragraph("", text) for text in paragraphs if text))
        items += nodes.definition_list_item("", nodes.term("", "", nodes.literal("", term)), body)
    return items


def shown(message: str) -> str:
    """A message as a pattern to recognise: «…» where a value stands; empty where it is nothing but a value."""
    pattern = re.sub(r"\{\w+\}", "…", _(message))
    return pattern if re.search(r"\w", pattern) else ""


class FindingsDirective(SphinxDirective):
    """Every finding: its audit code, its message and its hint, in the manual's language."""

    def run(self) -> list[nodes.Node]:
        findings = sorted((member.value for member in Finding), key=lambda diagnostic: diagnostic.code)
        return [definition_list((item.code, [shown(item.message), shown(item.hint)]) for item in findings)]


def book_options() -> Iterator[tuple[str, Any, str]]:
    """The book's options: name, default and help."""
    for item in fields(KompendiumConfig):
        default = item.default if item.default is not MISSING else item.default_factory()
        yield f"kompendium_{item.name}", default, item.metadata["help"]


LISTS: dict[str, Callable[[], Iterable[tuple[str, Any, str]]]] = {
    "kompendium": book_options,
    "typst": lambda: ((name, default, text) for name, (default, text) in OPTIONS.items()),
    "typst_style": lambda: ((item.name, item.metadata["written"], item.metadata["help"]) for item in fields(Style)),
}


class OptionsDirective(SphinxDirective):
    """Options of ``conf.py`` with default and help: the book's, the PDF's, or the keys of the PDF's look."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        rows = LISTS[self.arguments[0]]()
        return [definition_list((name, [text, f"Default: {default!r}"]) for name, default, text in rows)]


ASSETS = {
    "public domain": "CC0, Public Domain Mark",
    "open": "CC BY, BY-SA, BY-ND; NLOD, GFDL",
    "nc": "any NC",
    "sa": "any SA; GFDL",
    "nd": "any ND",
    "reserved": "all rights reserved",
    "quotation": "quotation",
    "font": "OFL",
    "other": "another licence of SPDX's list",
    "unknown": "missing, or not known",
}
USES = {
    "unchanged": "unchanged",
    "changed": "changed",
    "named": "not reproduced",
    "facts": "not reproduced, or its facts alone",
    "permitted": "with permission",
    "unpermitted": "reproduced without permission",
}
CELLS = {
    "commercial": "sold: conflict; not sold: note; not said: flag",
    "adaptation": "conflict, unless shared under the same licence or a later version: note",
}


class RightsRulesDirective(SphinxDirective):
    """The rules of the audit of rights, a row each; those of works that are only named are one row."""

    def run(self) -> list[nodes.Node]:
        head = ["work's licence", "used", "CC0, PDM book", "BY, BY-SA, BY-ND", "any NC", "all rights reserved"]
        rows = [
            [ASSETS[rule.asset], ", ".join(USES[use] for use in rule.uses), *(CELLS.get(it, it) for it in rule.cells)]
            for rule in RULES
            if rule.name != "named"
        ]
        (named,) = {rule.cells for rule in RULES if rule.name == "named"}
        rows.append(["any other, and any with permission", USES["named"], *named])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (20, 16, 12, 16, 16, 20)), cols=len(head))
        group += nodes.thead("", self.row(head))
        group += nodes.tbody(
            "",
            *(self.row(["unchanged or changed" if it == "unchanged, changed" else it for it in row]) for row in rows),
        )
        return [nodes.table("", group)]

    @staticmethod
    def row(cells: list[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("findings", FindingsDirective)
    app.add_directive("config-options", OptionsDirective)
    app.add_directive("rights-rules", RightsRulesDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
