"""The nodes of a chapter's head and end, and how they look in HTML, EPUB and Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class chapter_head_node(nodes.container):
    """What stands under a chapter's title: other names, byline, codes, review."""


class chapter_subtitle_node(nodes.paragraph):
    """A chapter's subtitle."""


class aliases_node(nodes.paragraph):
    """A chapter's other names, with their label."""


class learning_goals_node(nodes.paragraph):
    """What a reader should learn from a chapter, by the codes of a curriculum or in words, with their label."""


class byline_node(nodes.paragraph):
    """Who wrote a chapter, and whom it follows."""


class person_node(nodes.inline):
    """A person's name; ``person`` is the person's key (:attr:`kompendium.people.Person.key`)."""


class chapter_end_node(nodes.container):
    """What stands at a chapter's end: picture credits, licence, how to cite and share."""


def visit_head_html(self: HTML5Translator, node: chapter_head_node) -> None:
    """A plain division: the page's heading stands outside it, so it is no header element."""
    self.body.append(self.starttag(node, "div"))


def depart_head_html(self: HTML5Translator, node: chapter_head_node) -> None:  # noqa: ARG001
    """Close the division."""
    self.body.append("</div>\n")


def visit_end_html(self: HTML5Translator, node: chapter_end_node) -> None:
    """The chapter's footer."""
    self.body.append(self.starttag(node, "footer"))


def depart_end_html(self: HTML5Translator, node: chapter_end_node) -> None:  # noqa: ARG001
    """Close the footer."""
    self.body.append("</footer>\n")


def visit_line_html(self: HTML5Translator, node: nodes.Element) -> None:
    """A paragraph with its classes."""
    self.body.append(self.starttag(node, "p", ""))


def depart_line_html(self: HTML5Translator, node: nodes.Element) -> None:  # noqa: ARG001
    """Close the paragraph."""
    self.body.append("</p>\n")


def visit_person_html(self: HTML5Translator, node: person_node) -> None:
    """A name is kept together by the style sheet's class."""
    self.body.append(self.starttag(node, "span", ""))


def depart_person_html(self: HTML5Translator, node: person_node) -> None:  # noqa: ARG001
    """Close the name."""
    self.body.append("</span>")


def visit_head_typst(self: Any, node: chapter_head_node) -> None:  # noqa: ARG001
    """The head as a block of its own."""
    self.open_block("chapter_head")


def visit_end_typst(self: Any, node: chapter_end_node) -> None:  # noqa: ARG001
    """The end as a block of its own."""
    self.open_block("chapter_end")


def visit_subtitle_typst(self: Any, node: chapter_subtitle_node) -> None:  # noqa: ARG001
    """The subtitle."""
    self.open_block("chapter_subtitle")


def visit_aliases_typst(self: Any, node: aliases_node) -> None:  # noqa: ARG001
    """A line of other names."""
    self.open_block("chapter_aliases")


def visit_byline_typst(self: Any, node: byline_node) -> None:  # noqa: ARG001
    """The byline."""
    self.open_block("chapter_byline")


def visit_learning_goals_typst(self: Any, node: learning_goals_node) -> None:  # noqa: ARG001
    """A line of learning goals."""
    self.open_block("chapter_learning_goals")


def depart_block_typst(self: Any, node: nodes.Element) -> None:  # noqa: ARG001
    """Close the block."""
    self.close_block()


def visit_person_typst(self: Any, node: person_node) -> None:  # noqa: ARG001
    """A name is not broken between lines."""
    self.open("person")


def depart_person_typst(self: Any, node: person_node) -> None:  # noqa: ARG001
    """Close the name."""
    self.close()


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes; builders that are not named here fall back to the class each node extends."""
    line = (visit_line_html, depart_line_html)
    app.add_node(
        chapter_head_node, html=(visit_head_html, depart_head_html), typst=(visit_head_typst, depart_block_typst)
    )
    app.add_node(chapter_end_node, html=(visit_end_html, depart_end_html), typst=(visit_end_typst, depart_block_typst))
    app.add_node(chapter_subtitle_node, html=line, typst=(visit_subtitle_typst, depart_block_typst))
    app.add_node(aliases_node, html=line, typst=(visit_aliases_typst, depart_block_typst))
    app.add_node(learning_goals_node, html=line, typst=(visit_learning_goals_typst, depart_block_typst))
    app.add_node(byline_node, html=line, typst=(visit_byline_typst, depart_block_typst))
    app.add_node(
        person_node, html=(visit_person_html, depart_person_html), typst=(visit_person_typst, depart_person_typst)
    )
