"""The roles of the code systems: ``{icd10}`L94.2```, ``{icd10}`kalsinose <L94.2>```."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import ReferenceRole

from kompendium.blocks.codes.checks import check_codes, check_head
from kompendium.blocks.codes.entries import codes_domain, edition_of, link, report_malformed
from kompendium.blocks.codes.nodes import code_inline, code_malformed, code_node
from kompendium.codes.systems import parse_codes

if TYPE_CHECKING:
    from docutils.nodes import Element, Node, system_message

    from kompendium.codes.systems import Code


class CodeRole(ReferenceRole):
    """A code of one system in running text.

    An own text replaces the code («kalsinose <L94.2>»); the register finds the place either way. Several codes in
    one role are each a code.
    """

    def __init__(self, system: str) -> None:
        self.system = system

    def run(self) -> tuple[list[Node], list[system_message]]:
        """The codes with their links; the text as written where it has not the form of a code."""
        system = edition_of(self.config, self.system)
        # Sphinx leaves the exclamation mark, which asks for no link, in the text.
        title, target = (text.removeprefix("!") if self.disabled else text for text in (self.title, self.target))
        parsed = parse_codes(system, target)
        malformed = parsed.malformed or (() if parsed.codes else (target,))
        if malformed:
            for found in malformed:
                report_malformed(self.env, system, found, self.get_location())
            return [code_malformed(self.rawtext, title, classes=["kompendium-code-malformed"])], []
        domain, docname = codes_domain(self.env), self.env.current_document.docname
        check_codes(domain, docname, parsed.codes, self.get_location())
        check_head(domain, docname, parsed.codes, self.get_location())
        if self.has_explicit_title:
            shown = nodes.inline(title, title)
            return [self._placed(parsed.codes[0], shown), *(self._placed(code, None) for code in parsed.codes[1:])], []
        result: list[Node] = []
        for code in parsed.codes:
            if result:
                result.append(nodes.Text(", "))
            result.append(self._placed(code, code_inline(code.text, code.text, classes=["kompendium-code"])))
            if code.gloss:
                result.append(nodes.Text(f" ({code.gloss})"))
        return result, []

    def _placed(self, code: Code, content: Element | None) -> code_node:
        """A code's place: its anchor, and its link around what is shown of it."""
        docname = self.env.current_document.docname
        node = code_node(self.rawtext, "", classes=["kompendium-code-mention"])
        self.set_source_info(node)
        if anchor := codes_domain(self.env).note_code(code, docname, "text"):
            node["ids"].append(anchor)
        if content is not None and not self.disabled:
            reference = link(self.env, code, content, with_title=True)
            # Once a document: where nothing else tells what the code is called, its title stands after the first.
            reference["is_bare"] = bool(anchor and not code.gloss and not self.has_explicit_title)
            content = reference
        if content is not None:
            node += content
        return node
