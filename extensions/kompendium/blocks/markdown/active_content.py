"""HTML and addresses of authors that a browser would run.

Links to «javascript:» and the like are never links, in no format. HTML stays what it is, unless the publisher has
switched it off (``kompendium_raw_html``): then it is shown as text, in every format, and named with its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.misc import Raw
from docutils.parsers.rst.roles import raw_role
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.active_content import is_comment, is_unsafe_address, is_unsafe_picture
from kompendium.blocks.markdown.headings import HeadingsRenderer
from kompendium.diagnostics import Finding, report
from kompendium.problems import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docutils.parsers.rst.states import Inliner
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode
    from sphinx.application import Sphinx
    from sphinx.config import Config


def escapes(config: Config) -> bool:
    """Whether HTML of authors is shown as text; so it is where the option's value is misspelt."""
    return bool(config.kompendium_raw_html != "keep")


def see_unsafe_links(parser: MarkdownIt) -> None:
    """Let the reader of Markdown see links that it leaves alone as text, so that they can be reported."""
    usual = parser.validateLink
    parser.validateLink = lambda url: usual(url) or is_unsafe_address(url)  # type: ignore[method-assign]


def as_text(raw: nodes.raw, *, inline: bool, told: bool = True) -> list[nodes.Node]:
    """What stands in the place of HTML: its source as it was written. A comment stays unseen."""
    source = raw.astext()
    if is_comment(source):
        return []
    if told:
        report(Finding.RAW_HTML_SHOWN, f"{raw.source}:{raw.line}" if raw.source else raw, found=shorten(source))
    if inline:
        # Not plain text, in which quotation marks would be set anew.
        return [nodes.literal(source, source, classes=["kompendium-raw-html"])]
    block = nodes.literal_block(source, source, language="html", classes=["kompendium-raw-html"])
    block.source, block.line = raw.source, raw.line
    return [block]


class ActiveContentRenderer(HeadingsRenderer):
    """MyST's renderer that shows HTML as text where it is switched off, and makes no link that runs."""

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        """HTML on lines of its own."""
        self._render_html(token, inline=False)

    def render_html_inline(self, token: SyntaxTreeNode) -> None:
        """A tag within a line; of two that belong together, the first is reported."""
        self._render_html(token, inline=True)

    def _render_html(self, token: SyntaxTreeNode, *, inline: bool) -> None:
        before = len(self.current_node)
        super().render_html_block(token)
        if not escapes(self.sphinx_env.config):
            return
        for node in self.current_node.children[before:]:
            if isinstance(node, nodes.raw):
                self.current_node.remove(node)
                told = not (inline and node.astext().startswith("</"))
                self.current_node.extend(as_text(node, inline=inline, told=told))

    def render_link(self, token: SyntaxTreeNode) -> None:
        """A link, or its words alone where it would run."""
        address = str(token.attrGet("href") or "")
        if not is_unsafe_address(address):
            super().render_link(token)
            return
        self._report_unsafe(token, address)
        self.render_children(token)

    def render_image(self, token: SyntaxTreeNode) -> None:
        """A picture, or its alternative text where its address would run."""
        address = str(token.attrGet("src") or "")
        if not is_unsafe_picture(address):
            super().render_image(token)
            return
        self._report_unsafe(token, address)
        self.current_node.append(nodes.Text(token.content))

    def _report_unsafe(self, token: SyntaxTreeNode, address: str) -> None:
        line = token.map[0] if token.map else 0
        report(Finding.LINK_UNSAFE, f"{self.document['source']}:{line}", found=shorten(address))


class RawDirective(Raw):
    """``raw``, whose HTML is shown as text where it is switched off."""

    def run(self) -> list[nodes.Node]:
        """The node, or its text."""
        made = list(super().run())
        if not escapes(self.state.document.settings.env.config):
            return made
        shown: list[nodes.Node] = []
        for node in made:
            shown += as_text(node, inline=False) if isinstance(node, nodes.raw) and _is_html(node) else [node]
        return shown


def _is_html(node: nodes.raw) -> bool:
    return bool({"html", "xml", "xhtml", "epub"} & set(node["format"].lower().split()))


def raw_role_as_text(
    role: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: dict[str, Any] | None = None,
    content: Sequence[str] = (),
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """The role ``raw``, and those that are made of it."""
    made, messages = raw_role(role, rawtext, text, lineno, inliner, options or {}, content)
    if not escapes(inliner.document.settings.env.config):
        return made, messages
    shown: list[nodes.Node] = []
    for node in made:
        if isinstance(node, nodes.raw) and _is_html(node):
            source, node.line = inliner.reporter.get_source_and_line(lineno)
            node.source = str(source)
            shown += as_text(node, inline=True)
        else:
            shown.append(node)
    return shown, messages


raw_role_as_text.options = {"format": directives.unchanged}  # type: ignore[attr-defined]


def unlink(document: nodes.document, found: Iterable[nodes.reference]) -> None:
    """Take the link from what leads to something that runs."""
    for link in found:
        address = str(link.get("refuri", ""))
        if is_unsafe_address(address):
            report(Finding.LINK_UNSAFE, link, found=shorten(address))
            link.replace_self(link.children)
        elif not isinstance(link.parent, nodes.TextElement) and not _is_picture(link):
            # The picture that led there is text by now, and no builder knows a link between paragraphs.
            link.replace_self(link.children)
    for image in list(document.findall(nodes.image)):
        if is_unsafe_picture(str(image.get("uri", ""))):
            report(Finding.LINK_UNSAFE, image, found=shorten(str(image["uri"])))
            words = nodes.inline("", str(image.get("alt", "")))
            image.replace_self(words if isinstance(image.parent, nodes.TextElement) else nodes.paragraph("", "", words))


def _is_picture(link: nodes.reference) -> bool:
    return len(link) == 1 and isinstance(link[0], nodes.image)


class UnsafeLinkTransform(SphinxTransform):
    """Take the links that run from what was read: of Markdown, reStructuredText, options of blocks, and contents."""

    # After pictures were looked at (600), and links were made of names.
    default_priority = 880

    def apply(self, **_kwargs: Any) -> None:
        """Look through the document."""
        unlink(self.document, list(self.document.findall(nodes.reference)))
        for contents in self.document.findall(addnodes.toctree):
            for title, address in list(contents["entries"]):
                if address and is_unsafe_address(address):
                    report(Finding.LINK_UNSAFE, contents, found=shorten(address))
                    contents["entries"].remove((title, address))
        if escapes(self.config):
            for meta in list(self.document.findall(nodes.meta)):
                if "http-equiv" in meta:
                    report(Finding.HTML_META_REFUSED, (self.env.current_document.docname, 1), found=meta["http-equiv"])
                    meta.parent.remove(meta)


class LateUnsafeLinkTransform(SphinxPostTransform):
    """Take them from what is made when a page is written, such as entries of the literature."""

    default_priority = 900

    def run(self, **_kwargs: Any) -> None:
        """Look through the document."""
        found = [link for link in self.document.findall(nodes.reference) if is_unsafe_address(link.get("refuri", ""))]
        unlink(self.document, found)


def setup_active_content(app: Sphinx) -> None:
    """Register the transforms, and our «raw» in the place of docutils'."""
    app.add_directive("raw", RawDirective, override=True)
    app.add_role("raw", raw_role_as_text, override=True)
    app.add_transform(UnsafeLinkTransform)
    app.add_post_transform(LateUnsafeLinkTransform)
