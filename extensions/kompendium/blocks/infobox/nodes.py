"""The nodes of a box, and how they look in HTML, EPUB and Typst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from kompendium.blocks.infobox.kinds import kinds_by_name
from kompendium.icons import drawing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class infobox_node(nodes.admonition):
    """A box: a :class:`box_title`, then the body. ``kind`` is its kind's name, ``like`` the kind it looks like."""


class box_title(nodes.title):
    """A box's title: its label, unless the title says it already, and the author's title, if there is one."""


class box_label(nodes.inline):
    """The kind's label in words."""


_HTML_LEVELS = 6


def visit_infobox_html(self: HTML5Translator, node: infobox_node) -> None:
    """An aside that is announced by its title."""
    title = node.next_node(box_title)
    attributes: dict[str, Any] = {"role": "note"}
    if title is not None and title["ids"]:
        attributes["aria-labelledby"] = title["ids"][0]
    self.body.append(self.starttag(node, "aside", **attributes))


def depart_infobox_html(self: HTML5Translator, node: infobox_node) -> None:  # noqa: ARG001
    """Close the aside."""
    self.body.append("</aside>\n")


def visit_title_html(self: HTML5Translator, node: box_title) -> None:
    """A heading one level below the section's, with the kind's icon, which a screen reader passes over."""
    level = min(max(self.section_level, 0) + 1, _HTML_LEVELS)
    self.body.append(self.starttag(node, f"h{level}", ""))
    kind = kinds_by_name(self.config).get(node.parent["kind"])
    if kind is not None:
        self.body.append(
            '<svg class="kompendium-box-icon" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="20" '
            'height="20" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" '
            f'stroke-linejoin="round" aria-hidden="true" focusable="false">{drawing(kind.like)}</svg>'
        )
    self.context.append(f"</h{level}>\n")


def depart_title_html(self: HTML5Translator, node: box_title) -> None:  # noqa: ARG001
    """Close the heading."""
    self.body.append(self.context.pop())


def visit_label_html(self: HTML5Translator, node: box_label) -> None:
    """The label."""
    self.body.append(self.starttag(node, "span", ""))


def depart_label_html(self: HTML5Translator, node: box_label) -> None:  # noqa: ARG001
    """Close the label."""
    self.body.append("</span>")


def visit_infobox_typst(self: Any, node: infobox_node) -> None:
    """The call is written when the title is known."""


def depart_infobox_typst(self: Any, node: infobox_node) -> None:  # noqa: ARG001
    """Close the box."""
    self.close_block()


def visit_title_typst(self: Any, node: box_title) -> None:
    """Keep the title; the box's own places stand in it, so that links lead to the box's top."""
    self.capture()
    self.anchors(node.parent)
    self.anchors(node)


def depart_title_typst(self: Any, node: box_title) -> None:
    """Open the box with its title."""
    title = self.captured()
    if self.is_flat(node.parent):
        self.open_block("box-flat", title=title)
        return
    box = node.parent
    self.open_block("infobox", kind=box["like"], level=self.heading_level + 1, title=title, short=self.is_short(box))


def visit_label_typst(self: Any, node: box_label) -> None:
    """Part of the title."""


def depart_label_typst(self: Any, node: box_label) -> None:
    """Part of the title."""


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes; other builders print a box as the admonition it is."""
    app.add_node(
        infobox_node,
        html=(visit_infobox_html, depart_infobox_html),
        typst=(visit_infobox_typst, depart_infobox_typst),
    )
    app.add_node(box_title, html=(visit_title_html, depart_title_html), typst=(visit_title_typst, depart_title_typst))
    app.add_node(box_label, html=(visit_label_html, depart_label_html), typst=(visit_label_typst, depart_label_typst))
