"""An extension whose tabs are those of sphinx-tabs and sphinx-inline-tabs, in each form that a builder is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PLAIN, SITE, INLINE = "plain", "site", "inline"


class TabContainer(nodes.container):
    pass


class Tab(nodes.paragraph):
    pass


def tabs(form: str, labels: list[str], bodies: list[list[nodes.Node]], name: str = "x") -> list[nodes.Node]:
    if form == INLINE:
        return [
            TabContainer("", nodes.label("", label), nodes.container("", *body), type="tab")
            for label, body in zip(labels, bodies, strict=True)
        ]
    holder = nodes.container("", classes=["sphinx-tabs"])
    if form == SITE:
        holder += nodes.container("", role="tablist")
    for number, (label, body) in enumerate(zip(labels, bodies, strict=True)):
        panel, tab = f"panel-{name}-{number}", f"tab-{name}-{number}"
        if form == SITE:
            holder[0] += Tab("", label, role="tab", ids=[tab], **{"aria-controls": panel})
            holder += nodes.container("", *body, role="tabpanel", ids=[panel])
        else:
            head = nodes.container("", nodes.container("", nodes.paragraph("", label)))
            # Code of a «code-tab» stands after the panel.
            code = [node for node in body if isinstance(node, nodes.literal_block)]
            text = [node for node in body if node not in code]
            holder += nodes.container("", head, nodes.container("", *text), *code)
    return [holder]


class Tabs(SphinxDirective):
    """Two tabs, of which the first has two of its own, and the second is code."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        form = self.arguments[0]
        inner = tabs(form, ["Three", "Four"], [[nodes.paragraph("", "three")], [nodes.paragraph("", "four")]], "y")
        code = nodes.literal_block("two()", "two()", language="python")
        return tabs(form, ["One", "Two"], [[nodes.paragraph("", "one"), *inner], [code]])


class Orphans(SphinxDirective):
    """Code whose parents do not know that they have it."""

    def run(self) -> list[nodes.Node]:
        inner, outer = nodes.container(), nodes.container()
        inner.children = [nodes.literal_block("code", "code")]
        outer.children = [inner]
        return [outer]


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(Tab, html=(lambda _self, _node: None, lambda _self, _node: None))
    app.add_directive("foreign-tabs", Tabs)
    app.add_directive("foreign-orphans", Orphans)
    return {"parallel_read_safe": True}
