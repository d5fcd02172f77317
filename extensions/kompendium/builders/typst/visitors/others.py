"""Visitors for nodes of other people's extensions that derive from nothing that docutils or Sphinx has.

Their text is in their children, and what folds, switches or runs on a page does nothing on paper. A node that derives
from one of docutils' or Sphinx's needs no visitor here.
"""

# ruff: noqa: ARG002, D102, N802, N815
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

from docutils import nodes

from kompendium.builders.typst.core import TypstTranslatorCore
from kompendium.builders.typst.highlight import highlighted_lines


class OtherVisitors(TypstTranslatorCore):
    """Nodes of notebooks, notes in the margin, folded blocks, films and drawings."""

    def _visit_block(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)

    def _depart_block(self, node: nodes.Element) -> None:
        self.paragraph_break()

    def _skip(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    # sphinxcontrib-log-cabinet, sphinx-book-theme, MyST-NB, nbsphinx
    visit_CollapsedLog = visit_SideNoteNode = visit_HideCodeCellNode = visit_AdmonitionNode = _visit_block
    depart_CollapsedLog = depart_SideNoteNode = depart_HideCodeCellNode = depart_AdmonitionNode = _depart_block
    visit_CodeAreaNode = visit_FancyOutputNode = visit_GalleryNode = _visit_block
    depart_CodeAreaNode = depart_FancyOutputNode = depart_GalleryNode = _depart_block
    # A line that is clicked on in sphinx-inline-tabs and sphinx-toolbox
    visit_TabLabel = visit_CollapseSummaryNode = _visit_block
    depart_TabLabel = depart_CollapseSummaryNode = _depart_block
    # Buttons: sphinx-thebe's, and what sphinx-inline-tabs switches with
    visit_ThebeButtonNode = visit_TabInput = _skip

    def visit_CollapseNode(self, node: nodes.Element) -> None:
        # sphinx-toolbox's, with its line as an attribute or as a child.
        self._visit_block(node)
        if node.get("label"):
            self.open("rubric")
            self.text(str(node["label"]))
            self.close_block()

    depart_CollapseNode = _depart_block

    def _film(self, node: nodes.Element) -> None:
        """sphinxcontrib-youtube's: where the film is."""
        address = f"{node.get('platform_url', '')}{node.get('id', '')}"
        self._visit_block(node)
        self.open("external", address)
        self.text(address)
        self.close_block()
        raise nodes.SkipNode

    visit_youtube = visit_vimeo = visit_peertube = _film

    def visit_plantuml(self, node: nodes.Element) -> None:
        # Drawing it takes a program that pip does not bring: what it says is printed, as it was written.
        self._visit_block(node)
        source = self.shown(str(node.get("uml", "")).strip("\n"), node)
        self.call("code", highlighted_lines(self.builder.highlighter, source.expandtabs(8), "text", node))
        self._depart_block(node)
        raise nodes.SkipNode
