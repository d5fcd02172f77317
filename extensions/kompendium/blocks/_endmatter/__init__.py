"""What licence, credits, citing and sharing have in common: a small labelled block, quieter than a box.

A block is an admonition whose first child is an :class:`endmatter_title`; builders that know neither print an
admonition with its title.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from kompendium.assets import add_style, add_typst_file

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

HERE = Path(__file__).parent


class endmatter_body(nodes.container):
    """What a block says; in a container, since Sphinx's text writer runs an admonition's paragraphs together."""


class endmatter_title(nodes.title):
    """The label of a block; its id names the block for a screen reader."""


def free_id(document: nodes.document, wanted: str) -> str:
    """An id that the document does not have yet: ``wanted``, or with a number after it."""
    candidate, number = wanted, 1
    while candidate in document.ids:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def build_block(node: nodes.admonition, document: nodes.document, kind: str, title: str, *children: nodes.Node) -> None:
    """Give a block its title, its children and its class ``kompendium-<kind>``."""
    title_id = free_id(document, f"{kind}-tittel")
    label = endmatter_title(title, title, ids=[title_id])
    document.ids[title_id] = label
    node["kind"] = kind
    node["classes"] += ["kompendium-endmatter", f"kompendium-{kind}"]
    node += [label, endmatter_body("", *children, classes=["kompendium-endmatter-body"])]


def visit_block_html(self: HTML5Translator, node: nodes.admonition) -> None:
    """A group named by its title."""
    title = cast("nodes.Element", node[0])
    (title_id,) = title["ids"][:1]
    self.body.append(self.starttag(node, "div", role="group", **{"aria-labelledby": title_id}))


def depart_block_html(self: HTML5Translator, node: nodes.admonition) -> None:  # noqa: ARG001
    """Close the group."""
    self.body.append("</div>\n")


def visit_title_html(self: HTML5Translator, node: endmatter_title) -> None:
    """A heading one below the section that the block stands in."""
    level = min(self.section_level + self.initial_header_level, 6)
    self.body.append(self.starttag(node, f"h{level}", "", CLASS="kompendium-endmatter-title"))
    self.context.append(f"</h{level}>\n")


def depart_title_html(self: HTML5Translator, node: endmatter_title) -> None:  # noqa: ARG001
    """Close the heading."""
    self.body.append(self.context.pop())


def visit_body_html(self: HTML5Translator, node: endmatter_body) -> None:
    """A division without docutils' class «container», which frameworks of themes give margins."""
    self.body.append(self.starttag(node, "div"))


def depart_body_html(self: HTML5Translator, node: endmatter_body) -> None:  # noqa: ARG001
    """Close the division."""
    self.body.append("</div>\n")


def pass_by(self: Any, node: nodes.Node) -> None:
    """Let the children speak."""


def visit_block_typst(self: Any, node: nodes.admonition) -> None:
    """Anchors only: the call opens after the title, which is its argument."""
    self.anchors(node)


def depart_block_typst(self: Any, node: nodes.admonition) -> None:  # noqa: ARG001
    """Close the call."""
    self.close_block()


def visit_title_typst(self: Any, node: endmatter_title) -> None:  # noqa: ARG001
    """Keep the title for the call."""
    self.capture()


def depart_title_typst(self: Any, node: endmatter_title) -> None:
    """``#endmatter(kind: "license", title: […])[``; a block with a look of its own names its function in ``call``."""
    title, block = self.captured(), node.parent
    if call := block.get("call"):
        self.open_block(call, title=title)
        return
    follower = block.next_node(descend=False, siblings=True)
    # Blocks after each other stand close, as lines of one table; running text after one needs a paragraph's distance.
    in_text = isinstance(follower, nodes.Element) and "kompendium-endmatter" not in follower["classes"]
    self.open_block("endmatter", kind=block["kind"], in_text=in_text, title=title)


def add_block(app: Sphinx, node: type[nodes.admonition], **visitors: Any) -> None:
    """Register a block's node; ``visitors`` replaces those of one format."""
    app.setup_extension("kompendium.blocks._endmatter")
    handlers: dict[str, Any] = {
        "html": (visit_block_html, depart_block_html),
        "typst": (visit_block_typst, depart_block_typst),
    }
    app.add_node(node, **(handlers | visitors))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the title and the style of the blocks."""
    app.add_node(
        endmatter_title,
        html=(visit_title_html, depart_title_html),
        typst=(visit_title_typst, depart_title_typst),
    )
    app.add_node(endmatter_body, html=(visit_body_html, depart_body_html), typst=(pass_by, pass_by))
    add_typst_file(app, HERE / "endmatter.typ")
    add_style(app, html=HERE / "endmatter.css", epub=HERE / "endmatter.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
