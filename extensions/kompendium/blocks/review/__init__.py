"""When a chapter was last reviewed, and is to be again, as its front matter says; nothing where it says nothing.

Whether a review is overdue is a question of today, and a build has no today: the same book must be the same bytes.
The build compares with the book's date. On the site a script compares with the reader's own day.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.core import UnknownLocaleError
from babel.dates import format_date
from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.assets import add_script, add_style, add_typst_file
from kompendium.blocks._sentence import fill
from kompendium.diagnostics import Finding, report
from kompendium.formats import builder_of, is_site
from kompendium.front_matter import read_day

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.chapter import Chapter

_ = get_translation("kompendium")


class review_node(nodes.paragraph):
    """«Sist faglig gjennomgått 3. mai 2026»; ``reviewed`` and ``review_due`` are ISO 8601 dates (or empty)."""


class next_review_node(nodes.inline):
    """«Neste gjennomgang: 3. mai 2027», a part of the line, or all of it."""


class overdue_node(nodes.paragraph):
    """The notice of an overdue review; ``due`` is the ISO 8601 date, ``overdue`` what the build found.

    A site has it on the page of every chapter with such a date, hidden until it is due.
    """


class date_node(nodes.inline):
    """A day in words; ``date`` is the same in ISO 8601."""


def format_day(day: date, language: str) -> str:
    """A day as the book's language writes it: «3. mai 2026»."""
    try:
        return format_date(day, format="long", locale=language.replace("-", "_") or "en")
    except (UnknownLocaleError, ValueError):
        return day.isoformat()


def book_day(config: Config) -> date | None:
    """The day that the book is of: its date, else that of ``SOURCE_DATE_EPOCH``; nothing where neither is known."""
    if day := read_day(str(getattr(config, "kompendium_date", ""))):
        return day
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else None
    except (ValueError, OverflowError, OSError):
        return None


def build_review_node(env: BuildEnvironment, chapter: Chapter) -> review_node | None:
    """The line of a chapter's last review and the next; nothing where its front matter gives no date."""
    # Here, since the room of chapters needs this one.
    from kompendium.blocks.chapter.people import author_line

    if chapter.reviewed is None and chapter.review_due is None:
        return None
    node = review_node(
        classes=["kompendium-review"],
        reviewed=chapter.reviewed.isoformat() if chapter.reviewed else "",
        review_due=chapter.review_due.isoformat() if chapter.review_due else "",
    )
    if chapter.reviewed:
        template = _("Last reviewed {date} by {names}") if chapter.reviewers else _("Last reviewed {date}")
        node += fill(template, date=[_day(env, chapter.reviewed)], names=author_line(chapter.reviewers))
    if chapter.review_due:
        following = next_review_node(classes=["kompendium-next-review"])
        following += [nodes.Text(". ")] if node.children else []
        following += fill(_("Next review: {date}"), date=[_day(env, chapter.review_due)])
        node += following
    return node


def build_overdue_node(env: BuildEnvironment, chapter: Chapter, place: tuple[str, int]) -> overdue_node | None:
    """The notice of a chapter with a date for its next review; reports one that is overdue."""
    if chapter.review_due is None:
        return None
    today = book_day(env.config)
    overdue = today is not None and chapter.review_due < today
    if overdue and today is not None:
        language = env.config.language
        due, of = format_day(chapter.review_due, language), format_day(today, language)
        report(Finding.REVIEW_OVERDUE, place, due=due, date=of)
    node = overdue_node(classes=["kompendium-overdue"], due=chapter.review_due.isoformat(), overdue=overdue)
    text = _("This chapter was to be reviewed by {date}, and may be out of date.")
    node += fill(text, date=[_day(env, chapter.review_due)])
    return node


def _day(env: BuildEnvironment, day: date) -> date_node:
    return date_node("", format_day(day, env.config.language), date=day.isoformat())


class OverdueTransform(SphinxPostTransform):
    """Leave the notice out where the review is not due, and the date of the next review where it is past.

    On the site both stay: a script shows the one or the other.
    """

    default_priority = 8

    def run(self, **_kwargs: Any) -> None:
        """Take out what does not hold."""
        site = is_site(builder_of(self.env))
        for notice in list(self.document.findall(overdue_node)):
            if notice["overdue"]:
                for node in list(self.document.findall(next_review_node)):
                    line = node.parent
                    line.remove(node)
                    if not line.children:
                        line.parent.remove(line)
            elif not site:
                notice.parent.remove(notice)


def reread_for_day(
    app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Have chapters read again whose review has become overdue, or is so no more, since the book's day is another."""
    now = book_day(app.config)
    before, env.kompendium_day = getattr(env, "kompendium_day", now), now  # type: ignore[attr-defined]
    chapters: dict[str, Chapter] = getattr(env, "kompendium_chapters", {})
    dues = {name: chapter.review_due for name, chapter in chapters.items() if chapter.review_due}
    return sorted(name for name, due in dues.items() if bool(before and due < before) != bool(now and due < now))


def visit_review_html(self: HTML5Translator, node: review_node) -> None:
    """A paragraph."""
    self.body.append(self.starttag(node, "p", ""))


def depart_review_html(self: HTML5Translator, node: nodes.paragraph) -> None:  # noqa: ARG001
    """Close the paragraph."""
    self.body.append("</p>\n")


def visit_date_html(self: HTML5Translator, node: date_node) -> None:
    """The day, readable for machines too."""
    self.body.append(self.starttag(node, "time", "", datetime=node["date"]))


def depart_date_html(self: HTML5Translator, node: date_node) -> None:  # noqa: ARG001
    """Close the day."""
    self.body.append("</time>")


def visit_next_html(self: HTML5Translator, node: next_review_node) -> None:
    """A part of the line that the script can hide."""
    self.body.append(self.starttag(node, "span", ""))


def depart_next_html(self: HTML5Translator, node: next_review_node) -> None:  # noqa: ARG001
    """Close the part."""
    self.body.append("</span>")


def visit_overdue_html(self: HTML5Translator, node: overdue_node) -> None:
    """The notice; on the site with its day, and hidden until it is due."""
    attributes: dict[str, Any] = {"data-due": node["due"]} if is_site(self.builder) else {}
    if not node["overdue"]:
        attributes["hidden"] = "hidden"
    self.body.append(self.starttag(node, "p", "", **attributes))


def visit_overdue_typst(self: Any, node: overdue_node) -> None:  # noqa: ARG001
    """A paragraph of the chapter's head."""
    self.open_block("chapter_overdue")


def visit_review_typst(self: Any, node: review_node) -> None:  # noqa: ARG001
    """A line of the chapter's head."""
    self.open_block("chapter_review")


def depart_review_typst(self: Any, node: nodes.paragraph) -> None:  # noqa: ARG001
    """Close the line."""
    self.close_block()


def visit_date_typst(self: Any, node: nodes.inline) -> None:
    """Plain text."""


def depart_date_typst(self: Any, node: nodes.inline) -> None:
    """Plain text."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register nodes and looks."""
    app.add_node(
        review_node, html=(visit_review_html, depart_review_html), typst=(visit_review_typst, depart_review_typst)
    )
    app.add_node(
        next_review_node, html=(visit_next_html, depart_next_html), typst=(visit_date_typst, depart_date_typst)
    )
    app.add_node(
        overdue_node, html=(visit_overdue_html, depart_review_html), typst=(visit_overdue_typst, depart_review_typst)
    )
    app.add_node(date_node, html=(visit_date_html, depart_date_html), typst=(visit_date_typst, depart_date_typst))
    app.add_post_transform(OverdueTransform)
    app.connect("env-get-outdated", reread_for_day)
    here = Path(__file__).parent
    add_script(app, here / "review.js")
    add_typst_file(app, here / "review.typ")
    add_style(app, html=here / "review.css", epub=here / "review.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
