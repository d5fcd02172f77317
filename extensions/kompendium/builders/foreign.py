"""What other extensions leave in a tree, made fit for a book: nodes without a parent, tabs, results of notebooks.

Their nodes go by names and classes, and their options by name, so that a project without an extension never imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif")
PRINTED = (*_PICTURES, "text/latex", "text/markdown", "text/plain", "text/html")
"""In which form the result of a notebook's code is printed, the best first; of HTML, the PDF has the words alone."""
SHOWN = (*_PICTURES, "text/html", "text/latex", "text/markdown", "text/plain")
"""The same for the EPUB, which has no scripts, but tables."""
SCRIPTED = ("application/vnd.jupyter.widget-view+json", "application/javascript")


class ForeignNodesTransform(SphinxPostTransform):
    """Mends a tree that other extensions made."""

    # After what makes switches of tabs for the site, as sphinx-design and sphinx-inline-tabs do (200).
    default_priority = 250
    builders = ("typst", "epub")

    def run(self, **_kwargs: Any) -> None:
        """Mend the document."""
        adopt(self.document)
        for node in list(self.document.findall(nodes.container)):
            if "sphinx-tabs" in node.get("classes", ()):
                _open_tab_set(node)
            elif type(node).__name__ == "TabContainer":
                _open_inline_tab(node)


def adopt(tree: nodes.Element) -> None:
    """Tell each node in what it stands; an extension that sets ``children`` leaves them without a parent."""
    for node in tree.findall(nodes.Element):
        for child in node.children:
            child.parent = node


def _tab(label: Iterable[nodes.Node], content: Iterable[nodes.Node], *replaced: nodes.Node) -> nodes.container:
    """A tab in the form of sphinx-design, with the ids of the nodes that it takes the place of."""
    title = nodes.rubric("", "", *label, classes=["tab-label"])
    body = nodes.container("", *content, classes=["tab-content"], design_component="tab-content")
    ids = [id_ for node in replaced for id_ in _ids(node)]
    return nodes.container("", title, body, classes=["tab-item"], ids=ids, design_component="tab-item")


def _ids(node: nodes.Node) -> list[str]:
    return list(map(str, node.get("ids", ()))) if isinstance(node, nodes.Element) else []


def _open_inline_tab(node: nodes.Element) -> None:
    """sphinx-inline-tabs: each tab is a node by itself, its label and what it holds."""
    if len(node.children) == 2 and isinstance(node.children[0], nodes.label):
        label, content = node.children
        tab = _tab(label.children, content.children, node, content)
        node.replace_self(nodes.container("", tab, classes=["tab-set"], design_component="tab-set"))


def _open_tab_set(holder: nodes.Element) -> None:
    """sphinx-tabs: all labels, then all panels, or nameless containers for a builder that it does not know."""
    lists = [
        child for child in holder.children if isinstance(child, nodes.container) and child.get("role") == "tablist"
    ]
    labels = {
        tab["aria-controls"]: tab for child in lists for tab in child.children if isinstance(tab, nodes.paragraph)
    }
    children: list[nodes.Node] = []
    for child in holder.children:
        label = next((labels.pop(id_) for id_ in _ids(child) if id_ in labels), None)
        plain = _plain_label(child)
        if label is not None:
            children.append(_tab(label.children, child.children, child, label))
        elif plain is not None:
            head, body, *rest = child.children
            content = [*head.children[1:], *body.children, *rest]
            children.append(_tab(plain.children, content, child, head, body, plain))
        elif child not in lists:
            children.append(child)
    # A label whose panel is not here stays, at the top.
    holder.children = []
    holder.extend([*labels.values(), *children])
    holder["design_component"] = "tab-set"


def _plain_label(tab: nodes.Node) -> nodes.paragraph | None:
    """The label of a tab that is nameless containers: a paragraph alone in the first one of the first of them."""
    parts = tab.children[:2]
    if isinstance(tab, nodes.container) and len(parts) == 2 and all(isinstance(p, nodes.container) for p in parts):
        inner = parts[0].children[:1]
        if inner and isinstance(inner[0], nodes.container) and len(inner[0].children) == 1:
            label = inner[0].children[0]
            return label if isinstance(label, nodes.paragraph) else None
    return None


def choose_results(config: Config, builder: str, forms: Iterable[str]) -> None:
    """Tell MyST-NB which of several forms of a result a builder takes; of one that it does not know it drops them all.

    What the project says for the builder goes before.
    """
    if "nb_mime_priority_overrides" in config:
        chosen = [(builder, form, 10 * place) for place, form in enumerate(forms, 1)]
        given = config.nb_mime_priority_overrides
        # Sphinx warns where the kind of a list changes.
        kind = tuple if isinstance(given, tuple) else list
        config.nb_mime_priority_overrides = kind([*chosen, *((builder, form, None) for form in SCRIPTED), *given])


def _choose_results(_app: Sphinx, config: Config) -> None:
    choose_results(config, "typst", PRINTED)
    choose_results(config, "epub", SHOWN)
    # jupyter-sphinx has an option for each format, and prints all forms where there is none.
    if "render_priority_latex" in config:
        config.add("render_priority_typst", list(PRINTED), "env", (list,))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register for both builders what is done once."""
    app.add_post_transform(ForeignNodesTransform)
    app.connect("config-inited", _choose_results, priority=100)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
