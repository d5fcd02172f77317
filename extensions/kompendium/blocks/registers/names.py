"""The back-of-book index ``{alias-register}``, and the list of chapters ``{chapter-list}``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order
from kompendium.blocks.registers.machinery import (
    RegisterDirective,
    chapter_entry,
    entries,
    heading,
    item,
    link_to,
    page_of,
    sentence,
    title_of,
)
from kompendium.collation import initial_letter, norwegian_key

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.registers.nodes import register_item, register_node

_ = get_translation("kompendium")


class AliasRegisterDirective(RegisterDirective):
    """The titles of the chapters and their other names, by letter in Norwegian order."""

    kind = "names"


class ChapterListDirective(RegisterDirective):
    """The chapters in the order of the contents."""

    kind = "chapters"


class _Name(NamedTuple):
    text: str
    docname: str
    is_alias: bool


def make_alias_register(env: BuildEnvironment, _node: register_node) -> list[Node]:
    """A letter, then its names; another name points to its chapter's title."""
    names: dict[_Name, None] = {}
    for docname in chapters_in_order(env):
        title = nodes.paragraph("", "", *title_of(env, docname)).astext()
        names[_Name(title, docname, False)] = None
        for alias in chapter_of(env, docname).aliases:
            if alias.casefold() != title.casefold():
                names[_Name(alias, docname, True)] = None
    if not names:
        return sentence(_("The book has no chapters."))
    result: list[Node] = []
    ordered = sorted(names, key=lambda name: (norwegian_key(name.text), name.is_alias, name.docname))
    for letter, group in groupby(ordered, key=lambda name: initial_letter(name.text)):
        result += [heading(letter), entries(_entry(env, name) for name in group)]
    return result


def _entry(env: BuildEnvironment, name: _Name) -> register_item:
    link = link_to(name.docname, "", *title_of(env, name.docname))
    if name.is_alias:
        # The word between a name and the one to look under: «Calcinose, se Kalsinose».
        see = _("see")
        return item(nodes.Text(f"{name.text}, {see} "), link, page_of(name.docname))
    number = chapter_label(env, name.docname)
    after = [nodes.Text(" " + _("(chapter {number})").format(number=number))] if number else []
    return item(link, *after, page_of(name.docname))


def make_chapter_list(env: BuildEnvironment, _node: register_node) -> list[Node]:
    """Number, title and page of each chapter."""
    chapters = chapters_in_order(env)
    if not chapters:
        return sentence(_("The book has no chapters."))
    return [entries(chapter_entry(env, docname) for docname in chapters)]
