"""An extension with nodes like those of extensions that are no dependency of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class CollapsedLog(nodes.General, nodes.Element):
    pass


class SideNoteNode(nodes.Element):
    pass


class FancyOutputNode(nodes.Element):
    pass


class CollapseNode(nodes.Body, nodes.Element):
    pass


class ThebeButtonNode(nodes.Element):
    pass


class youtube(nodes.General, nodes.Element):
    pass


class plantuml(nodes.General, nodes.Element):
    pass


class Foreign(SphinxDirective):
    """Its content in each of the nodes that hold text, then those that hold none."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        holders = [CollapsedLog(), SideNoteNode(), FancyOutputNode(), CollapseNode(label="Line")]
        for holder in holders:
            holder += self.parse_content_to_nodes()
        button = ThebeButtonNode("", nodes.Text("Run"))
        return [*holders, button, youtube(platform_url="https://youtu.be/", id="abc"), plantuml(uml="@startuml")]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("foreign", Foreign)
    return {"parallel_read_safe": True}
