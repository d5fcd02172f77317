"""Headings without words: contents, bookmarks and screen readers have nothing to show of them."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from kompendium.diagnostics import Finding, report
from kompendium.text_blocks import is_wordless

_ = get_translation("kompendium")


class HeadingTextTransform(SphinxTransform):
    """Give every heading words: those of its picture, which moves below it, or at least a notice."""

    # After the pictures were looked at (600): one that cannot be shown is text by then.
    default_priority = 610

    def apply(self, **_kwargs: Any) -> None:
        """Report each heading without words."""
        for title in self.document.findall(nodes.title):
            if not isinstance(title.parent, nodes.section) or not is_wordless(title):
                continue
            pictures = list(title.findall(nodes.image))
            words = " ".join(filter(None, (str(picture.get("alt", "")).strip() for picture in pictures)))
            words = words or _("[Heading without text]")
            report(Finding.HEADING_EMPTY, title if title.line else title.parent, expected=words)
            for unseen in list(title.findall(nodes.raw)):
                unseen.parent.remove(unseen)
            for picture in reversed(pictures):
                picture.parent.remove(picture)
                title.parent.insert(title.parent.index(title) + 1, picture)
            title += nodes.Text(words)
