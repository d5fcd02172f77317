"""Visitors for descriptions of programming objects: signatures and what they say."""

# ruff: noqa: ARG002, D102
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from kompendium.builders.typst.core import TypstTranslatorCore


def _on_lines(node: nodes.Element) -> bool:
    """Whether the parameters stand on a line each."""
    return bool(node.get("multi_line_parameter_list"))


class ObjectVisitors(TypstTranslatorCore):
    """Signatures and descriptions of functions, classes, options and directives."""

    def _nothing(self, node: nodes.Element) -> None:
        pass

    def _close(self, node: nodes.Element) -> None:
        self.close()

    def visit_desc(self, node: nodes.Element) -> None:
        self.open_block("description")
        self.anchors(node)

    def depart_desc(self, node: nodes.Element) -> None:
        self.close_block()

    def visit_desc_signature(self, node: nodes.Element) -> None:
        self.open_block("signature")
        self.anchors(node)

    def depart_desc_signature(self, node: nodes.Element) -> None:
        self.close_block()

    def visit_desc_signature_line(self, node: nodes.Element) -> None:
        if node.parent.index(node):
            self.call("signature-line")

    depart_desc_signature_line = _nothing

    def visit_desc_content(self, node: nodes.Element) -> None:
        self.open_block("description-body")
        self.anchors(node)

    def depart_desc_content(self, node: nodes.Element) -> None:
        self.close_block()

    def visit_desc_name(self, node: nodes.Element) -> None:
        self.open("strong")

    depart_desc_name = _close

    def visit_desc_addname(self, node: nodes.Element) -> None:
        pass

    depart_desc_addname = _nothing
    visit_desc_inline = visit_desc_addname
    depart_desc_inline = _nothing
    visit_desc_type = visit_desc_addname
    depart_desc_type = _nothing

    def visit_desc_annotation(self, node: nodes.Element) -> None:
        self.open("emph")

    depart_desc_annotation = _close

    def visit_desc_returns(self, node: nodes.Element) -> None:
        self.text(" → ")

    depart_desc_returns = _nothing

    def visit_desc_parameterlist(self, node: nodes.Element) -> None:
        self.text("(")

    def depart_desc_parameterlist(self, node: nodes.Element) -> None:
        if _on_lines(node):
            self.call("signature-line")
        self.text(")")

    def visit_desc_type_parameter_list(self, node: nodes.Element) -> None:
        self.text("[")

    def depart_desc_type_parameter_list(self, node: nodes.Element) -> None:
        if _on_lines(node):
            self.call("signature-line")
        self.text("]")

    def _separator(self, node: nodes.Element) -> None:
        kinds = (addnodes.desc_parameter, addnodes.desc_type_parameter, addnodes.desc_optional)
        before = node.parent.children[: node.parent.index(node)]
        on_lines = _on_lines(node.parent)
        if any(isinstance(sibling, kinds) for sibling in before):
            self.text("," if on_lines else ", ")
        if on_lines:
            self.call("linebreak")

    def visit_desc_parameter(self, node: nodes.Element) -> None:
        self._separator(node)

    def depart_desc_parameter(self, node: nodes.Element) -> None:
        parameters = [child for child in node.parent.children if isinstance(child, type(node))]
        # The last one ends in a comma, too, where the language allows it.
        if _on_lines(node.parent) and parameters[-1] is node and node.parent.get("multi_line_trailing_comma"):
            self.text(",")

    visit_desc_type_parameter = visit_desc_parameter
    depart_desc_type_parameter = depart_desc_parameter

    def visit_desc_optional(self, node: nodes.Element) -> None:
        self.text("[")
        self._separator(node)

    def depart_desc_optional(self, node: nodes.Element) -> None:
        self.text("]")

    def visit_desc_sig_space(self, node: nodes.Element) -> None:
        # A space alone in its node must not collapse with the ones around it.
        self.text(" ")
        raise nodes.SkipNode
