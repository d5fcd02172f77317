"""The back-of-book index ``{alias-register}``, and the list of chapters ``{chapter-list}``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order, documents_in_order
from kompendium.blocks.codes import codes_domain
from kompendium.blocks.codes.directive import SystemOptions
from kompendium.blocks.codes.entries import edition_of, report_malformed
from kompendium.blocks.registers.machinery import (
    RegisterDirective,
    chapter_entry,
    chapter_link,
    entries,
    heading,
    item,
    link_to,
    sentence,
    title_of,
)
from kompendium.blocks.registers.nodes import index_pages_node
from kompendium.codes.systems import Code, parse_codes
from kompendium.collation import initial_letter, norwegian_key
from kompendium.index_entries import IndexEntry, IndexPlace, index_entries, sorted_index

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from docutils.nodes import Node
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.registers.nodes import register_item, register_node

_ = get_translation("kompendium")


class AliasRegisterDirective(RegisterDirective):
    """The back-of-book index: chapters' titles, their other names, and the index entries of the text."""

    kind = "names"

    def prepare(self, node: register_node) -> None:
        """Say that the book needs no other index."""
        node["holds_index"] = True


class ChapterListDirective(SystemOptions, RegisterDirective):
    """The chapters in the order of the contents: all, or those with a code or one below it (``:icd10: M34``)."""

    kind = "chapters"

    def prepare(self, node: register_node) -> None:
        """Note the codes."""
        codes: list[tuple[str, str]] = []
        for name in self.systems:
            system = edition_of(self.config, name)
            parsed = parse_codes(system, self.options[name])
            codes += [(code.system, code.text) for code in parsed.codes]
            for found in parsed.malformed or (() if parsed.codes else (self.options[name],)):
                report_malformed(self.env, system, found, self.place(name))
        node["codes"] = sorted(codes)
        node["has_condition"] = bool(self.systems)


class _Line(NamedTuple):
    """A title, another name of the chapter ``docname``, or (without one) words of the text; with their entries."""

    text: str
    docname: str
    is_alias: bool
    entries: tuple[IndexEntry, ...] = ()

    @property
    def places(self) -> list[IndexPlace]:
        return [place for entry in self.entries for place in entry.places]

    def texts(self, name: Literal["see", "see_also"]) -> list[str]:
        return [text for entry in self.entries for text in getattr(entry, name)]


def make_alias_register(env: BuildEnvironment, node: register_node) -> list[Node]:
    """A letter, then its lines; another name points to its chapter's title."""
    lines = _lines(env)
    if not lines:
        return sentence(_("The book has no chapters."))
    ordered = sorted(lines, key=lambda line: (norwegian_key(line.text), line.is_alias, line.docname))
    # Where «see» leads: another register of the page would have the same ids again.
    wanted = {text.casefold() for line in lines for text in (*line.texts("see"), *line.texts("see_also"))}
    ids: dict[str, str] = {}
    for number, line in enumerate(ordered if node["is_first"] else ()):
        if line.text.casefold() in wanted:
            ids.setdefault(line.text.casefold(), f"register-name-{number}")

    def targets(texts: list[str]) -> list[Node]:
        shown: list[Node] = []
        for text in texts:
            id_ = ids.get(text.casefold())
            name = nodes.Text(text)
            shown += [nodes.Text("; ")] if shown else []
            shown.append(link_to(node["docname"], id_, name) if id_ else name)
        return shown

    unplaced = dict(ids)
    result: list[Node] = []
    for letter, group in groupby(ordered, key=lambda line: initial_letter(line.text)):
        items = []
        for line in group:
            entry = _entry(env, line, targets)
            # Of two lines of one name, the first is led to.
            if id_ := unplaced.pop(line.text.casefold(), ""):
                entry["ids"].append(id_)
            items.append(entry)
        result += [heading(letter), entries(items)]
    return result


def _lines(env: BuildEnvironment) -> list[_Line]:
    """The names of chapters, each with the index entries of the same words, and the other index entries."""
    docnames = [*documents_in_order(env), *sorted(env.found_docs)]
    found = index_entries(env, dict.fromkeys(docnames)).values()
    rest: dict[str, list[IndexEntry]] = {}
    for _letter, group in sorted_index(found, "nb"):
        for entry in group:
            rest.setdefault(entry.text.casefold(), []).append(entry)
    names: dict[_Line, None] = {}
    for docname in chapters_in_order(env):
        title = nodes.paragraph("", "", *title_of(env, docname)).astext()
        names[_Line(title, docname, False)] = None
        for alias in chapter_of(env, docname).aliases:
            if alias.casefold() != title.casefold():
                names[_Line(alias, docname, True)] = None
    titles_first = sorted(names, key=lambda line: line.is_alias)
    lines = [line._replace(entries=tuple(rest.pop(line.text.casefold(), ()))) for line in titles_first]
    return lines + [_Line(entry.text, "", False, (entry,)) for group in rest.values() for entry in group]


def _entry(env: BuildEnvironment, line: _Line, targets: Callable[[list[str]], list[Node]]) -> register_item:
    places, also = line.places, line.texts("see_also")
    content: list[Node] = [nodes.Text(line.text)]
    if line.docname:
        # A chapter's own page stands out among those that mention it.
        is_main = bool(places) and not line.is_alias
        content = [link_to(line.docname, "", *title_of(env, line.docname))]
        number = chapter_label(env, line.docname)
        if line.is_alias:
            # The word between a name and the one to look under: «Calcinose, se Kalsinose».
            see = _("see also") if places else _("see")
            content.insert(0, nodes.Text(f"{line.text}, {see} "))
        elif number:
            content.append(nodes.Text(" " + _("(chapter {number})").format(number=number)))
        places = [IndexPlace(line.docname, "", is_main), *places]
    if instead := line.texts("see"):
        content += [nodes.Text(f", {_('see')} "), *targets(instead)]
    content.append(_pages(env, places, line.docname))
    under = [
        item(nodes.Text(child.text), _pages(env, child.places, ""))
        for entry in line.entries
        for child in entry.children.values()
    ]
    if also:
        under.append(item(nodes.Text(f"{_('see also')} "), *targets(also)))
    return item(*content, places=under)


def _pages(env: BuildEnvironment, places: Sequence[IndexPlace], own: str) -> index_pages_node:
    """The pages of places; where there are none, their documents, each once, but for the entry's own."""
    first: dict[str, IndexPlace] = {}
    for place in sorted(places, key=lambda place: not place.main):
        first.setdefault(place.docname, place)
    node = index_pages_node("", places=list(places))
    for place in first.values():
        if place.docname != own:
            link = chapter_link(env, place.docname, place.anchor)
            node += [nodes.Text(", "), nodes.strong("", "", link) if place.main else link]
    return node


def make_chapter_list(env: BuildEnvironment, node: register_node) -> list[Node]:
    """Number, title and page of each chapter."""
    chapters = chapters_in_order(env)
    if node["has_condition"]:
        below = set().union(*(codes_domain(env).chapters_below(Code(*code)) for code in node["codes"]))
        chapters = [docname for docname in chapters if docname in below]
    if not chapters:
        none, none_such = _("The book has no chapters."), _("The book has no such chapters.")
        return sentence(none_such if node["has_condition"] else none)
    return [entries(chapter_entry(env, docname) for docname in chapters)]
