"""MyST's parser with what a book needs beside it.

MyST-Parser offers no hook between its tokens and the doctree, so this subclasses its renderer. Only ``render_…``
methods and ``_render_tokens`` are overridden, which have been the same since MyST-Parser 1.0.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives, roles
from myst_parser.config.main import MdParserConfig, TopmatterReadError, merge_file_level, read_topmatter
from myst_parser.parsers.directives import is_option_line
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.warnings_ import MystWarnings, create_warning
from sphinx.errors import SphinxError
from sphinx.util import logging

from kompendium.blocks._directive import suggest
from kompendium.blocks.markdown.active_content import ActiveContentRenderer, see_unsafe_links
from kompendium.blocks.markdown.depth import TOO_DEEP, keep_what_is_too_deep
from kompendium.blocks.markdown.footnotes import report_missing_footnotes
from kompendium.blocks.markdown.language import is_language_tag, language_node
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

logger = logging.getLogger(__name__)

_OPTION = re.compile(r"\s*:[\w-]+:(?:\s|$)")
_OPEN_HASH = re.compile(r"(?P<name>\s*:[^:]+:[ \t]+)(?P<value>(?![\"'|>])(?:#|\S.*\s#).*?)[ \t]*")
"""An option whose value holds what YAML takes for a comment, and which is not in quotation marks."""
_PRICE = re.compile(r"\d[\d.,\u2013-]*+(?=.*(?:[^\W\d_]{2}|\())[\s;:)][^\\^_={}<>+*/]*$")
"""What follows the first sign of «$10, US$» and «$5 per dose (5$»: a number, then words without a sign of maths."""


def _quote_hashes(content: str) -> str:
    lines = content.split("\n")
    for number, line in enumerate(lines):
        if not is_option_line(line):
            break
        if option := _OPEN_HASH.fullmatch(line):
            value = option["value"].replace("'", "''")
            lines[number] = f"{option['name']}'{value}'"
    return "\n".join(lines)


class MarkdownRenderer(ActiveContentRenderer):
    """MyST's renderer that reports lost text and keeps languages."""

    _in_nameless_fence = False

    def _place(self, line: int) -> str:
        return f"{self.document['source']}:{line}"

    def _render_tokens(self, tokens: list[Token]) -> None:
        self._report_lists_too_deep(tokens)
        super()._render_tokens(tokens)

    def _report_lists_too_deep(self, tokens: list[Token]) -> None:
        """Report the text that is kept, but not as the list or quotation that it is; once for each block."""
        reported = False
        for token in tokens:
            if not token.level:
                reported = False
            if not reported and token.map and (levels := token.meta.get(TOO_DEEP)):
                reported = True
                # The map counts from 0 here; MyST makes it count from 1 afterwards.
                place = self._place(token.map[0] + 1)
                report(Finding.LIST_TOO_DEEP, place, found=str(levels + 1), expected=str(levels))

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """Report a fence without a name, and give its text back to the chapter."""
        line = token.map[0] if token.map else 0
        if token.info.strip() or token.attrs:
            self._report_unclosed(token)
            super().render_colon_fence(token)
            return
        report(Finding.NAMELESS_CONTAINER, self._place(line), found=token.markup)
        # Rendered where it stands, not in a container: so its headings stay headings of the chapter.
        outer, self._in_nameless_fence = self._in_nameless_fence, True
        self.nested_render_text(token.content, line, heading_offset=self._heading_offset)
        self._in_nameless_fence = outer

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Report a fence that is never closed."""
        self._report_unclosed(token)
        super().render_fence(token)

    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        """Keep the places of what comes after: docutils' parser leaves its own way of finding them behind."""
        kept = vars(self.reporter).pop("get_source_and_line", None)
        make = partial(super().render_restructuredtext, token)
        line = token.map[0] if token.map else 0
        self.current_node += self._made_or_printed("eval-rst", line, token.content.rstrip("\n"), make)
        vars(self.reporter).pop("get_source_and_line", None)
        if kept is not None:
            self.reporter.get_source_and_line = kept

    def _report_unclosed(self, token: SyntaxTreeNode) -> None:
        # Inside another block it ends with that block, and what follows is reported by itself.
        top = isinstance(self.current_node, nodes.document | nodes.section) and not self._in_nameless_fence
        if not token.map or not top:
            return
        # Not splitlines(), which also breaks at characters that end no line in Markdown (U+2028, form feed).
        lines = token.content.removesuffix("\n").split("\n") if token.content else []
        if token.map[1] - token.map[0] == len(lines) + 1:
            opening = re.sub(r"\s+", " ", f"{token.markup}{token.info}").strip()
            report(Finding.CONTAINER_UNCLOSED, self._place(token.map[0]), found=opening, expected=token.markup)

    def render_directive(self, token: SyntaxTreeNode, name: str, arguments: str, **kwargs: Any) -> None:
        """Report a block that nobody knows, and keep its text, which MyST drops."""
        known, _messages = directives.directive(name, self.language_module_rst, self.document)
        if known is not None:
            super().render_directive(token, name, arguments, **kwargs)
            return
        line = token.map[0] if token.map else 0
        # docutils keeps what extensions have registered here, and offers no other way to ask for it.
        suggestion = suggest(name, getattr(directives, "_directives", {}))
        report(Finding.BLOCK_UNKNOWN, self._place(line), found=name, suggestion=suggestion)
        container = nodes.container(classes=["kompendium-unknown"])
        self.add_line_and_source_path(container, token)
        with self.current_node_context(container, append=True):
            if arguments:
                self.nested_render_text(arguments, line - 1)
            lines = token.content.split("\n")
            options = next((n for n, text in enumerate(lines) if not _OPTION.match(text)), len(lines))
            self.nested_render_text("\n".join(lines[options:]), line + options)

    def run_directive(
        self, name: str, first_line: str, content: str, position: int, *arguments: Any, **options: Any
    ) -> list[nodes.Element]:
        """Keep what follows «#» in an option's value, which MyST takes for a comment and drops."""
        make = partial(super().run_directive, name, first_line, _quote_hashes(content), position, *arguments, **options)
        return self._made_or_printed(name, position, "\n".join(filter(None, (first_line, content))), make)

    def _made_or_printed(
        self, name: str, position: int, written: str, make: Callable[[], list[nodes.Element] | None]
    ) -> list[nodes.Element]:
        """What a block makes, or its lines where its extension stumbles over them: that would end the whole build."""
        # MyST sets these for what stands inside a block, and sets them back only where all went well.
        node, offset, fence = self.current_node, self._heading_offset, self._in_nameless_fence
        sections, root = dict(self._level_to_section), self.md_env.get("temp_root_node")
        try:
            return make() or []
        except SphinxError:
            raise  # meant for whoever builds
        except Exception as error:
            self.current_node, self._heading_offset, self._in_nameless_fence = node, offset, fence
            self._level_to_section, self.md_env["temp_root_node"] = sections, root
            logger.debug("%s", name, exc_info=True)
            problem = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".: ")
            report(Finding.BLOCK_FAILED, self._place(position), found=name, problem=problem)
            return [nodes.literal_block(written, written, language="none")]

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        """Report a role that nobody knows, and keep its text, which MyST drops."""
        name, line = token.meta["name"], token.map[0] if token.map else 0
        known, _messages = roles.role(name, self.language_module_rst, line, self.reporter)
        if known is not None:
            super().render_myst_role(token)
            return
        suggestion = suggest(name, getattr(roles, "_roles", {}))
        report(Finding.ROLE_UNKNOWN, self._place(line), found=name, suggestion=suggestion)
        self.current_node += nodes.inline(token.content, token.content, classes=["kompendium-unknown"])

    def render_math_inline(self, token: SyntaxTreeNode) -> None:
        """Keep what stands between the dollar signs of two prices as text."""
        if _PRICE.match(token.content):
            self.current_node += nodes.Text(f"${token.content}$")
        else:
            super().render_math_inline(token)

    def render_span(self, token: SyntaxTreeNode) -> None:
        """Keep the language of ``[word]{lang=es}``."""
        language = self._take_language(token)
        if language is None:
            super().render_span(token)
            return
        node = language_node("", "", lang=language)
        self.add_line_and_source_path(node, token)
        self.copy_attributes(token, node, ("class", "id"))
        with self.current_node_context(node, append=True):
            self.render_children(token)

    def render_link(self, token: SyntaxTreeNode) -> None:
        """Keep the language of a link's words: ``[title](address){lang=en}``."""
        language = self._take_language(token)
        if language is None:
            super().render_link(token)
            return
        node = language_node("", "", lang=language)
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            super().render_link(token)

    def _take_language(self, token: SyntaxTreeNode) -> str | None:
        language = token.attrs.get("lang")
        if language is None:
            return None
        if is_language_tag(str(language)):
            return str(language)
        line = token.map[0] if token.map else 0
        report(Finding.LANGUAGE_MALFORMED, self._place(line), found=language, example="[Actas]{lang=es}")
        return None


class MarkdownParser(MystParser):
    """MyST's Sphinx parser with :class:`MarkdownRenderer`."""

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Read a Markdown file into a document."""
        # MystParser.parse names its renderer, so the few lines around it stand here again.
        config: MdParserConfig = document.settings.env.myst_config
        try:
            front_matter = read_topmatter(inputstring)
        except TopmatterReadError:
            front_matter = None  # the renderer reports it

        def warn(subtype: MystWarnings, message: str) -> Any:
            return create_warning(document, message, subtype, line=1, append_to=document)

        if front_matter:
            config = merge_file_level(config, front_matter, warn)
        parser = create_md_parser(config, MarkdownRenderer)
        parser.options["document"] = document
        keep_what_is_too_deep(parser)
        see_unsafe_links(parser)
        # A document in another encoding was read on, and reported; what it includes shall not pass unreported.
        document.settings.input_encoding = document.settings.env.config.source_encoding
        parser.render(inputstring)
        report_missing_footnotes(document)
