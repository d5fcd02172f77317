"""Two directives of the manuals: the list of findings and the list of options, from the code itself."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kompendium.config import KompendiumConfig
from kompendium.diagnostics import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

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


class OptionsDirective(SphinxDirective):
    """Every option of ``conf.py`` with its default and its help."""

    def run(self) -> list[nodes.Node]:
        rows = []
        for item in fields(KompendiumConfig):
            default = item.default if item.default is not MISSING else item.default_factory()
            rows.append((f"kompendium_{item.name}", [item.metadata["help"], f"Default: {default!r}"]))
        return [definition_list(rows)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("findings", FindingsDirective)
    app.add_directive("config-options", OptionsDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
