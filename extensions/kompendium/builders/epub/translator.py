"""Sphinx's HTML translator, where an e-reader needs something else than a browser."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from kompendium.diagnostics import Finding, report
from kompendium.formats import app_of

from .markup import mend_all
from .maths import FormulaError, mathml_of
from .page_breaks import mark_highlighted, page_break_node

if TYPE_CHECKING:
    from docutils.nodes import Element, Node


class EpubTranslator(HTML5Translator):
    """Notes that e-readers show in place, maths as MathML, literature without deprecated roles."""

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self._mended: dict[nodes.raw, str] = {}
        self._told: set[tuple[object, ...]] = getattr(builder, "told", set())

    def unknown_departure(self, node: Node) -> None:
        """Leave a node that nobody knows; Sphinx has warned of it, and its text is written."""

    def visit_footnote_reference(self, node: Element) -> None:
        """A mark that reading systems know as a note's: they show the note in place."""
        self.body.append('<sup class="noteref">')
        attributes: dict[str, Any] = {"href": f"#{node['refid']}", "epub:type": "noteref", "role": "doc-noteref"}
        self.body.append(self.starttag(node, "a", "", **attributes))

    def depart_footnote_reference(self, _node: Element) -> None:
        """Close the mark."""
        self.body.append("</a></sup>")

    def visit_footnote(self, node: Element) -> None:
        """A note. ``div`` and not ``aside``: Kobo and KOReader lose aside's."""
        if not isinstance(node.previous_sibling(), nodes.footnote):
            self.body.append('<div class="footnotes">\n')
        attributes: dict[str, Any] = {"epub:type": "footnote", "role": "doc-footnote", "CLASS": "footnote"}
        self.body.append(self.starttag(node, "div", **attributes))

    def depart_footnote(self, node: Element) -> None:
        """Close the note, and after the last of a run the list."""
        self.body.append("</div>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.footnote):
            self.body.append("</div>\n")

    def visit_label(self, node: nodes.label) -> None:
        """A note's number is the way back to its first mark; further marks get a link each after it."""
        backrefs: list[str] = node.parent.get("backrefs", []) if isinstance(node.parent, nodes.footnote) else []
        self.body.append('<span class="note-label">')
        self.context.append("")
        if backrefs:
            self.body.append(f'<a role="doc-backlink" href="#{backrefs[0]}">')
            more = "".join(
                f' <a role="doc-backlink" href="#{ref}">({number})</a>' for number, ref in enumerate(backrefs[1:], 2)
            )
            self.context[-1] = f"</a>{more}"

    def depart_label(self, _node: nodes.label) -> None:
        """Close the number."""
        self.body.append(f"{self.context.pop()}</span>\n")

    def visit_citation(self, node: Element) -> None:
        """An entry of the literature; ``doc-biblioentry`` is deprecated in DPUB-ARIA 1.1."""
        if not isinstance(node.previous_sibling(), nodes.citation):
            self.body.append('<div role="list" class="citation-list">\n')
        self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))

    def visit_page_break_node(self, node: page_break_node) -> None:
        """Where a page of the PDF begins."""
        self.body.append(self._page_break(node))
        raise nodes.SkipNode

    def _page_break(self, node: page_break_node) -> str:
        attributes = {"epub:type": "pagebreak", "role": "doc-pagebreak", "aria-label": node["label"]}
        return f"{self.starttag(node, 'span', '', **attributes)}</span>"

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        """Code, with the pages that begin in it."""
        try:
            super().visit_literal_block(node)
        except nodes.SkipNode:
            marks: list[tuple[int, page_break_node]] = node.get("page_breaks", [])
            breaks = [(word, self._page_break(mark)) for word, mark in marks]
            self.body[-1] = mark_highlighted(self.body[-1], breaks)
            raise

    def visit_image(self, node: nodes.image) -> None:
        """A picture without alternative text gets an empty one: Sphinx writes its address, which says nothing."""
        if "alt" not in node:
            if "kompendium.blocks.figure" not in app_of(self.builder).extensions:
                report(Finding.ALT_MISSING, node, found=PurePosixPath(str(node["uri"])).name)
            node["alt"] = ""
        super().visit_image(node)

    def visit_raw(self, node: nodes.raw) -> None:
        """HTML as XML wants it. What opens in one node may close in a later one beside it, as Markdown parts them."""
        if "html" in node.get("format", "").split() and node not in self._mended:
            beside = [n for n in node.parent or [node] if isinstance(n, nodes.raw) and "html" in n["format"].split()]
            for raw, (text, strays) in zip(beside, mend_all([n.astext() for n in beside]), strict=True):
                self._mended[raw] = text
                # A heading is written again wherever it is listed.
                place = (str(raw.source), raw.line, *strays)
                if strays and place not in self._told:
                    self._told.add(place)
                    report(Finding.EPUB_MARKUP, raw, found=" ".join(strays))
        mended = nodes.raw(node.rawsource, self._mended.get(node, node.astext()), **node.attributes)
        mended.parent = node.parent
        super().visit_raw(mended)

    def visit_math(self, node: nodes.math, math_env: str = "") -> None:  # noqa: ARG002  (Sphinx's signature)
        """A formula in a line."""
        self._write_mathml(node, block=False)

    def visit_math_block(self, node: nodes.math_block, math_env: str = "") -> None:  # noqa: ARG002
        """A formula of its own, with its number."""
        self.body.append(self.starttag(node, "div", "", CLASS="math"))
        if node.get("number") and (number := get_node_equation_number(self, node)):
            self.body.append(f'<span class="eqno">({number})</span>')
        self._write_mathml(node, block=True)

    def _write_mathml(self, node: Element, *, block: bool) -> None:
        source = node.astext()
        end = "</div>\n" if block else ""
        try:
            self.body.append(mathml_of(source, block=block) + end)
        except FormulaError as error:
            report(Finding.MATH_UNREADABLE, node, found=source, problem=error)
            self.body.append(f'<code class="math">{self.encode(source)}</code>{end}')
        raise nodes.SkipNode
