"""Words in another language: ``[Actas]{lang=es}``, so that they are pronounced and hyphenated as what they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# BCP 47 (RFC 5646) by its shape: a language, then script, region and variants.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-[A-Za-z0-9]{5,8})*")


class language_node(nodes.inline):
    """Inline text in the language ``lang``, a BCP 47 tag."""


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag."""
    return _TAG.fullmatch(text) is not None


def visit_language_html(self: HTML5Translator, node: language_node) -> None:
    """XHTML (EPUB) wants the language twice; HTML wants it once."""
    attributes = {"lang": node["lang"]}
    if self.builder.name == "epub":
        attributes["xml:lang"] = node["lang"]
    self.body.append(self.starttag(node, "span", "", **attributes))


def depart_language_html(self: HTML5Translator, node: language_node) -> None:  # noqa: ARG001
    """Close the span."""
    self.body.append("</span>")


def visit_language_typst(self: Any, node: language_node) -> None:
    """Typst takes language and region apart."""
    language, *rest = node["lang"].split("-")
    region = next((part for part in rest if len(part) == 2), None)
    if region:
        self.open("text", lang=language.lower(), region=region.upper())
    else:
        self.open("text", lang=language.lower())


def depart_language_typst(self: Any, node: language_node) -> None:  # noqa: ARG001
    """Close the text."""
    self.close()


def setup_nodes(app: Sphinx) -> None:
    """Register the node."""
    app.add_node(
        language_node,
        html=(visit_language_html, depart_language_html),
        typst=(visit_language_typst, depart_language_typst),
    )
