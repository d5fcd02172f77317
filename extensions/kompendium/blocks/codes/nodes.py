"""The nodes of medical codes, and how each is written in HTML (and EPUB) and in Typst."""

# ruff: noqa: D103  (a visitor's name says what it does)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# Typst translators are known by their public methods only; blocks import no builder.
TypstTranslator = Any


class codes_node(nodes.container):
    """A chapter's codes: one :class:`code_entry` a code."""


class code_entry(nodes.paragraph):
    """A code with its system before it and its title after it."""


class code_system(nodes.inline):
    """A code system's name, such as «ICD-10»."""


class code_inline(nodes.inline):
    """A code in its quiet tabular face, never broken at a line's end."""


class code_title(nodes.inline):
    """A code's title; ``lang`` is set where it is in another language than the book's."""


class code_malformed(nodes.inline):
    """A text that should have been a code; kept as the author wrote it."""


class code_node(nodes.inline):
    """A code in running text; carries the anchor that the register points to."""


def visit_codes_html(self: HTML5Translator, node: codes_node) -> None:
    self.body.append(self.starttag(node, "ul"))


def depart_codes_html(self: HTML5Translator, _node: codes_node) -> None:
    self.body.append("</ul>\n")


def visit_code_entry_html(self: HTML5Translator, node: code_entry) -> None:
    self.body.append(self.starttag(node, "li", ""))


def depart_code_entry_html(self: HTML5Translator, _node: code_entry) -> None:
    self.body.append("</li>\n")


def visit_inline_html(self: HTML5Translator, node: nodes.inline) -> None:
    attributes = {}
    if lang := node.get("lang"):
        attributes["lang"] = lang
        if self.builder.name == "epub":
            attributes["xml:lang"] = lang
    self.body.append(self.starttag(node, "span", "", **attributes))


def depart_inline_html(self: HTML5Translator, _node: nodes.inline) -> None:
    self.body.append("</span>")


def visit_codes_typst(self: TypstTranslator, node: codes_node) -> None:
    self.anchors(node)
    self.open_block("codes")


def depart_codes_typst(self: TypstTranslator, _node: codes_node) -> None:
    self.close_block()


def visit_inline_typst(self: TypstTranslator, node: nodes.inline) -> None:
    self.anchors(node)
    if lang := node.get("lang"):
        self.open(node.__class__.__name__, lang=lang)
    else:
        self.open(node.__class__.__name__)


def depart_inline_typst(self: TypstTranslator, _node: nodes.inline) -> None:
    self.close()


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes with their visitors; LaTeX, text and man write their base classes."""
    app.add_node(
        codes_node,
        html=(visit_codes_html, depart_codes_html),
        typst=(visit_codes_typst, depart_codes_typst),
    )
    app.add_node(
        code_entry,
        html=(visit_code_entry_html, depart_code_entry_html),
        typst=(visit_inline_typst, depart_inline_typst),
    )
    for node in (code_system, code_inline, code_title, code_malformed, code_node):
        app.add_node(
            node,
            html=(visit_inline_html, depart_inline_html),
            typst=(visit_inline_typst, depart_inline_typst),
        )
