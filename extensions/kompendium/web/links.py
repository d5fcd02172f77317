"""Links that leave the site: what they are, and what the other site is not given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from kompendium.formats import is_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)

RELATIONS = ("external", "noopener")
"""«noopener»: the other page gets no hold of ours, where a reader or an extension opens it beside.

Not «noreferrer»: browsers tell of the site alone, not of the page, and a source may know who reads it. No «_blank»:
whether a link opens beside is the reader's choice.
"""


def relations_of(written: str) -> str:
    """What a link that leaves the site is, beside what it says already («license»)."""
    words = written.split()
    return " ".join([*words, *(word for word in RELATIONS if word not in words)])


def visit_reference_html(self: HTML5Translator, node: nodes.reference) -> None:
    """A link, marked where it leaves the site; in the text, in contents, in the frame."""
    written, address = node.get("rel"), str(node.get("refuri", ""))
    base = str(self.config.html_baseurl or "") or None
    leaves = _ELSEWHERE.match(address) and not (base and address.startswith(base))
    if leaves and is_site(self.builder):
        node["rel"] = relations_of(str(written or ""))
    try:
        # That of the translator's own class: this one stands before it, on the translator itself.
        type(self).visit_reference(self, node)
    finally:
        if written is not None:
            node["rel"] = written
        elif "rel" in node:
            del node["rel"]


def depart_reference_html(self: HTML5Translator, node: nodes.reference) -> None:
    """Close the link."""
    type(self).depart_reference(self, node)


def setup_links(app: Sphinx) -> None:
    """Stand before every translator's way to write a link, the theme's and the publisher's included."""
    # Not app.add_node(), which at the end of a build forgets the node's class, and this one is docutils' own.
    app.registry.add_translation_handlers(nodes.reference, html=(visit_reference_html, depart_reference_html))
