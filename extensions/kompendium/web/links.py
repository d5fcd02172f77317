"""Links that leave the site: what they are, and what the other site is not given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.formats import builder_of, is_site

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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


class ExternalLinkTransform(SphinxPostTransform):
    """Mark the links that leave the site."""

    # When all links are made.
    default_priority = 910

    def run(self, **_kwargs: Any) -> None:
        """Mark each."""
        if not is_site(builder_of(self.env)):
            return
        base = str(self.config.html_baseurl or "") or None
        for link in self.document.findall(nodes.reference):
            address = str(link.get("refuri", ""))
            if _ELSEWHERE.match(address) and not (base and address.startswith(base)):
                link["rel"] = relations_of(str(link.get("rel", "")))


def mark_external(root: HtmlElement) -> None:
    """Mark the links of finished HTML, such as the contents beside the text."""
    for link in root.iter("a"):
        if _ELSEWHERE.match(link.get("href", "")):
            link.set("rel", relations_of(link.get("rel", "")))
