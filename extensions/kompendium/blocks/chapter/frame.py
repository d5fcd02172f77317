"""The head and the end of a chapter, placed for the author when the chapter is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from docutils.transforms.references import Footnotes
from sphinx.errors import ExtensionError
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform

from kompendium.blocks._sentence import fill
from kompendium.blocks.chapter.nodes import (
    aliases_node,
    byline_node,
    chapter_end_node,
    chapter_head_node,
    chapter_subtitle_node,
    learning_goals_node,
)
from kompendium.blocks.chapter.people import author_line, authors_of
from kompendium.blocks.chapter.records import chapter_of, is_chapter, place_of
from kompendium.blocks.review import build_overdue_node, build_review_node

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kompendium.chapter import Chapter

    EndPart = Callable[[BuildEnvironment, str, nodes.document], list[nodes.Node]]

_ = get_translation("kompendium")

END_EVENT = "kompendium-chapter-end"


def setup_events(app: Sphinx) -> None:
    """Add the event by which the parts of a chapter's end are collected."""
    if END_EVENT not in app.events.events:
        app.add_event(END_EVENT)


def register_chapter_end_part(app: Sphinx, order: int, function: EndPart) -> None:
    """Have a function's nodes stand at the end of every chapter, in ascending ``order``.

    It is called as ``function(env, docname, document)`` when the chapter has been read. A ``nodes.section`` among
    its nodes is placed before the end, as a section of the chapter; the function gives the section its ids.
    """
    # A room may be loaded before this one; the event belongs to whoever comes first.
    setup_events(app)

    def listen(_app: Sphinx, env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
        return function(env, docname, document)

    app.connect(END_EVENT, listen, priority=order)


def build_aliases_node(chapter: Chapter) -> aliases_node:
    """«Andre navn: Calcinose; subkutan kalk»."""
    label = _("Other names:") if len(chapter.aliases) > 1 else _("Other name:")
    line = _labelled(label, chapter.aliases, "kompendium-alias")
    return aliases_node("", "", *line, classes=["kompendium-aliases"])


def build_learning_goals_node(chapter: Chapter) -> learning_goals_node:
    """«Læringsmål: REV 080»."""
    label = _("Learning goals:") if len(chapter.learning_goals) > 1 else _("Learning goal:")
    line = _labelled(label, chapter.learning_goals, "kompendium-learning-goal")
    return learning_goals_node("", "", *line, classes=["kompendium-learning-goals"])


def _labelled(label: str, texts: tuple[str, ...], class_: str) -> list[nodes.Node]:
    """A line's label and its texts, with a semicolon between them."""
    line: list[nodes.Node] = [nodes.inline("", label, classes=["kompendium-label"]), nodes.Text(" ")]
    for index, text in enumerate(texts):
        line += [nodes.Text("; ")] if index else []
        line.append(nodes.inline("", text, classes=[class_]))
    return line


def build_byline_node(env: BuildEnvironment, chapter: Chapter) -> byline_node | None:
    """«Etter A og B (2021)» where the chapter follows their work, else «Av A og B»; nothing where it has no author."""
    authors = authors_of(env, chapter)
    source = chapter.based_on
    source_authors = source.authors if source else ()
    if not authors and not source_authors:
        return None
    lines = {"names": author_line(authors), "source_names": author_line(source_authors)}
    year: list[nodes.Node] = [nodes.Text(str(source.year))] if source and source.year else []
    if not source_authors:
        content = fill(_("By {names}"), names=lines["names"])
    elif not authors or authors == source_authors:
        template = _("After {source_names} ({year})") if year else _("After {source_names}")
        content = fill(template, source_names=lines["source_names"], year=year)
    else:
        template = _("By {names}, after {source_names} ({year})") if year else _("By {names}, after {source_names}")
        content = fill(template, **lines, year=year)
    node = byline_node(classes=["kompendium-byline"])
    node += content
    return node


def build_codes(env: BuildEnvironment, docname: str, chapter: Chapter) -> nodes.Node | None:
    """The chapter's codes, by the room of codes; nothing where a book does without it."""
    try:
        env.get_domain("codes")
    except ExtensionError:
        return None
    # The room of codes knows this one, so it cannot be imported above.
    from kompendium.blocks.codes import build_codes_node

    codes = build_codes_node(env, docname, chapter.codes, (docname, chapter.codes[0].line), only_unplaced=True)
    return codes if codes.children else None


class ChapterFrameTransform(SphinxTransform):
    """Place a chapter's head after its title, and its end after its last section."""

    # After footnotes are collected (MyST moves them to the document's end), before domains look at the document.
    default_priority = Footnotes.default_priority + 20

    def apply(self, **kwargs: object) -> None:  # noqa: ARG002
        """Change the document, if it is a chapter."""
        docname = self.env.current_document.docname
        if not is_chapter(self.env, docname):
            return
        top = next((node for node in self.document.children if isinstance(node, nodes.section)), None)
        chapter = chapter_of(self.env, docname)
        if top is not None:
            top["classes"].append("kompendium-chapter")
            self._move_footnotes(top)
        self._place_head(top, docname, chapter)
        self._place_end(top, docname)

    def _move_footnotes(self, top: nodes.section) -> None:
        """Footnotes belong to the chapter, before its literature; MyST leaves them behind the section."""
        following = self.document.children[self.document.index(top) + 1 :]
        for node in following:
            if isinstance(node, nodes.footnote) or (
                isinstance(node, nodes.transition) and "footnotes" in node["classes"]
            ):
                self.document.remove(node)
                top += node

    def _place_head(self, top: nodes.section | None, docname: str, chapter: Chapter) -> None:
        head = chapter_head_node(classes=["kompendium-chapter-head"])
        head.document = self.document
        head.source, head.line = str(self.env.doc2path(docname)), 1
        if chapter.subtitle:
            head += chapter_subtitle_node("", chapter.subtitle, classes=["kompendium-subtitle"])
        if chapter.aliases:
            head += build_aliases_node(chapter)
        if byline := build_byline_node(self.env, chapter):
            head += byline
        by_hand = any(node.get("from_front_matter") for node in self.document.findall(nodes.container))
        if chapter.codes and not by_hand and (codes := build_codes(self.env, docname, chapter)):
            head += codes
        if chapter.learning_goals:
            head += build_learning_goals_node(chapter)
        if review := build_review_node(self.env, chapter):
            head += review
        if overdue := build_overdue_node(self.env, chapter, place_of(self.env, docname, "review_due")):
            head += overdue
        if not head.children:
            return
        if top is None:
            self.document.insert(0, head)
        else:
            top.insert(1, head)

    def _place_end(self, top: nodes.section | None, docname: str) -> None:
        container: nodes.Element = self.document if top is None else top
        end = chapter_end_node(classes=["kompendium-chapter-end"])
        end.document = self.document
        end.source, end.line = str(self.env.doc2path(docname)), 1
        for part in self.env.events.emit(END_EVENT, self.env, docname, self.document):
            for node in part or ():
                (container if isinstance(node, nodes.section) else end).append(node)
        if end.children:
            container += end
