"""Markdown for authors of a book: traps that would lose text are reported, and foreign words keep their language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

from kompendium.blocks.markdown.active_content import setup_active_content
from kompendium.blocks.markdown.heading_text import HeadingTextTransform
from kompendium.blocks.markdown.language import language_node, setup_nodes
from kompendium.blocks.markdown.links import LinkResolver, report_missing_reference
from kompendium.blocks.markdown.parser import MarkdownParser

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["MarkdownParser", "language_node"]

EXTENSIONS = frozenset({"attrs_inline", "colon_fence", "deflist", "dollarmath", "tasklist"})
"""MyST's extensions that a book needs. Quotation marks are not among them: Sphinx makes those by language."""


def enable_extensions(_app: Sphinx, config: Config) -> None:
    """Switch on the extensions of a book where ``conf.py`` does not say which it wants."""
    # Nobody's choice is overruled: only the untouched default is the very object that MyST registered.
    if config.myst_enable_extensions is config.values["myst_enable_extensions"].default:
        config.myst_enable_extensions = set(EXTENSIONS)
        # MyST would take «$5 og $10» for a formula: one neither begins nor ends with a space, nor touches a number.
        for name in ("myst_dmath_allow_space", "myst_dmath_allow_digits"):
            if config[name] is config.values[name].default:
                config[name] = False


class EmptyQuotationTransform(SphinxTransform):
    """Take out quotations of nothing, such as a comment in a «pull-quote», which end Sphinx's reading."""

    default_priority = 205  # before Sphinx's HandleCodeBlocks

    def apply(self, **_kwargs: Any) -> None:
        """Take them out."""
        for quotation in list(self.document.findall(nodes.block_quote)):
            if not quotation.children:
                quotation.parent.remove(quotation)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put our parser in the place of MyST's, whose subclass it is."""
    app.setup_extension("kompendium.config")
    app.setup_extension("myst_parser")
    app.add_source_parser(MarkdownParser, override=True)
    setup_nodes(app)
    setup_active_content(app)
    app.add_transform(EmptyQuotationTransform)
    app.add_transform(HeadingTextTransform)
    app.add_post_transform(LinkResolver)
    app.connect("warn-missing-reference", report_missing_reference)
    app.connect("config-inited", enable_extensions)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
