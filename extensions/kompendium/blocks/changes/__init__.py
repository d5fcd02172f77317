"""What was changed in a chapter: at its end, in the list ``{changes}`` of the book's newest, and in the site's feed."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.assets import add_style
from kompendium.blocks._directive import common_options
from kompendium.blocks._endmatter import add_block, build_block
from kompendium.blocks.changes.feed import add_feed_link, pages_for_feed, write_feed
from kompendium.blocks.chapter import chapter_of, chapters_in_order, is_chapter, register_chapter_end_part
from kompendium.blocks.registers import (
    RegisterDirective,
    add_register,
    chapter_link,
    entries,
    heading,
    item,
    page_of,
    register_node,
    sentence,
)
from kompendium.blocks.review import date_node, format_day
from kompendium.changes import KINDS, ChangeOf, newest_first, newest_of_book
from kompendium.diagnostics import Finding, report
from kompendium.front_matter import read_day

if TYPE_CHECKING:
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from kompendium.blocks.registers.nodes import register_item
    from kompendium.changes import Change

__all__ = ["ChangesDirective", "changes_node", "changes_of_book"]

_ = get_translation("kompendium")

CHANGES_ORDER = 35
"""The place among the parts of a chapter's end: after the licence, before citing."""


class changes_node(nodes.admonition):
    """«Endringer»: the changes of a chapter, the newest first."""


class ChangesDirective(RegisterDirective):
    """``changes``: the newest changes of the book by their days; in a chapter, its own."""

    kind = "changes"
    option_spec = common_options | {"limit": str, "since": str}
    option_aliases = {"antall": "limit", "siden": "since", "fra": "since"}

    def prepare(self, node: register_node) -> None:
        """Read how many, and from which day on."""
        limit, since = (self.options.get(name, "").strip() for name in ("limit", "since"))
        node["limit"] = int(limit) if limit.isdecimal() and int(limit) else None
        day = read_day(since)
        node["since"] = day.isoformat() if day else ""
        if limit and node["limit"] is None:
            self._refuse("limit", limit, _("a whole number from 1"), ":limit: 10")
        if since and day is None:
            self._refuse("since", since, _("a date"), ":since: 2026-02-14")

    def _refuse(self, name: str, found: str, expected: str, example: str) -> None:
        place = self.place(name)
        report(Finding.CHANGES_OPTION, place, name=name, found=found, expected=expected, example=example)


def changes_of_book(env: BuildEnvironment, **which: Any) -> list[ChangeOf]:
    """The changes of the book's chapters, the newest first; ``which`` is that of :func:`newest_of_book`."""
    return newest_of_book(((name, chapter_of(env, name).changes) for name in chapters_in_order(env)), **which)


def make_changes(env: BuildEnvironment, node: register_node) -> list[nodes.Node]:
    """A day, and under it the chapters that were changed."""
    own = node["docname"]
    if is_chapter(env, own):
        changes = newest_first(chapter_of(env, own).changes)
        return [build_list(env, changes[: node["limit"]])] if changes else sentence(_("No changes are noted."))
    since = read_day(node["since"])
    found = changes_of_book(env, since=since, limit=node["limit"])
    if not found:
        return sentence(_("No changes are noted."))
    result: list[nodes.Node] = []
    for day, group in groupby(found, key=lambda change: change.day):
        result += [heading(_day(env, day)), entries(_entry(env, change) for change in group)]
    return result


def _entry(env: BuildEnvironment, change: ChangeOf) -> register_item:
    word = f" ({_(KINDS[change.change.kind])})" if change.change.kind else ""
    text = nodes.Text(f"{word}: {change.change.text}")
    return item(chapter_link(env, change.docname), text, page_of(change.docname))


def _day(env: BuildEnvironment, day: date) -> date_node:
    return date_node("", format_day(day, env.config.language), date=day.isoformat())


def build_list(env: BuildEnvironment, changes: list[Change]) -> nodes.bullet_list:
    """«22. november 2026, rettet: …», an entry a change."""
    items = nodes.bullet_list(bullet="-", classes=["kompendium-changes-items"])
    for change in changes:
        line: list[nodes.Node] = [_day(env, change.day)] if change.day else []
        if change.kind:
            word = _(KINDS[change.kind])
            line.append(nodes.Text(f", {word}" if line else word))
        line.append(nodes.Text(f": {change.text}" if line else change.text))
        items += nodes.list_item("", nodes.paragraph("", "", *line))
    return items


def place_changes(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of a chapter's end; none where it has no changes, or has them placed by hand."""
    changes = newest_first(chapter_of(env, docname).changes)
    by_hand = any(node["kind"] == ChangesDirective.kind for node in document.findall(register_node))
    if not changes or by_hand:
        return []
    node = changes_node()
    build_block(node, document, "changes", _("Changes"), build_list(env, changes))
    return [node]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the block, the list, and the feed."""
    for part in ("config", "locale", "blocks.chapter", "blocks.registers"):
        app.setup_extension(f"kompendium.{part}")
    add_block(app, changes_node)
    for name in ("changes", "endringer"):
        app.add_directive(name, ChangesDirective)
    add_register(ChangesDirective.kind, make_changes)
    register_chapter_end_part(app, CHANGES_ORDER, place_changes)
    app.connect("env-get-updated", pages_for_feed, priority=900)
    app.connect("html-page-context", add_feed_link, priority=450)
    app.connect("build-finished", write_feed)
    add_style(app, html=Path(__file__).parent / "changes.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
