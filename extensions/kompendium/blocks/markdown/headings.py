"""A chapter has one title, and its headings go down a level at a time: what is not so is reported, and set right.

MyST-Parser tells of skipped levels in English, and takes any headings for a document; a chapter without a title would
be missing from the contents, and one with two would fall into two.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer

from kompendium.blocks.chapter import chapter_of, is_chapter
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_NO_TEXT = (nodes.PreBibliographic, nodes.field_list)


class HeadingsRenderer(SphinxRenderer):
    """MyST's renderer that gives every chapter one title."""

    _heading = ""
    _lowered = 0
    """How many levels the headings are lowered: one after a second title."""

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """Keep the heading's words for a finding."""
        self._heading = token.children[0].content if token.children else ""
        super().render_heading(token)

    def update_section_level_state(self, section: nodes.section, level: int) -> None:
        """Take a heading into the tree of sections."""
        # The base's method does no more, but warns of a skipped level in English.
        lowered = 0
        if self._level_to_section[0] is self.document and self._is_chapter():
            titled = any(isinstance(node, nodes.section) for node in self.document.children)
            if level > 1 and not titled:
                self._level_to_section = {0: self.document, 1: self._give_title()}
            elif level == 1 and titled and not self._lowered:
                self._lowered = 1
                report(Finding.TITLE_SECOND, section, found=self._heading)
            lowered = self._lowered
        level += lowered
        above = max(known for known in self._level_to_section if known < level)
        if above + 1 != level:
            marks, expected = "#" * (level - lowered), "#" * (above + 1 - lowered)
            report(Finding.HEADING_SKIPPED, section, found=self._heading, marks=marks, expected=expected)
        self._level_to_section[above].append(section)
        self._level_to_section[level] = section
        self._level_to_section = {known: node for known, node in self._level_to_section.items() if known <= level}

    def _is_chapter(self) -> bool:
        return is_chapter(self.sphinx_env, self.sphinx_env.current_document.docname)

    def _give_title(self) -> nodes.section:
        """Put what the chapter has so far under a title: that of its front matter, else one made of its file's name."""
        docname = self.sphinx_env.current_document.docname
        name = PurePosixPath(docname).name.replace("-", " ").replace("_", " ").strip() or docname
        title = chapter_of(self.sphinx_env, docname).title
        # What is no text stays before the title, where Sphinx looks for it.
        text = [node for node in self.document.children if not isinstance(node, _NO_TEXT)]
        if not title:
            title = name[0].upper() + name[1:]
            finding = Finding.CHAPTER_UNTITLED if text or self._heading else Finding.CHAPTER_EMPTY
            line = next((node.line for node in text if node.line), 1)
            report(finding, (docname, line), title=title)
        section = nodes.section("", nodes.title(title, title))
        section.source, section.line = self.document["source"], 1
        for node in text:
            self.document.remove(node)
            section += node
        section["names"].append(nodes.fully_normalize_name(title))
        self.document.note_implicit_target(section, section)
        self.document += section
        return section

    def _render_finalise(self) -> None:
        """Give a chapter without any heading its title."""
        if self._is_chapter() and not any(isinstance(node, nodes.section) for node in self.document.children):
            self._give_title()
        super()._render_finalise()
