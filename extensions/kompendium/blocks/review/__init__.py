"""When a chapter was last reviewed, as its front matter says; nothing where it says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.core import UnknownLocaleError
from babel.dates import format_date
from docutils import nodes
from sphinx.locale import get_translation

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks._sentence import fill

if TYPE_CHECKING:
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.chapter import Chapter

_ = get_translation("kompendium")


class review_node(nodes.paragraph):
    """«Sist faglig gjennomgått 3. mai 2026»; ``reviewed`` and ``review_due`` are ISO 8601 dates (or empty)."""


class date_node(nodes.inline):
    """A day in words; ``date`` is the same in ISO 8601."""


def format_day(day: date, language: str) -> str:
    """A day as the book's language writes it: «3. mai 2026»."""
    try:
        return format_date(day, format="long", locale=language.replace("-", "_") or "en")
    except (UnknownLocaleError, ValueError):
        return day.isoformat()


def build_review_node(env: BuildEnvironment, chapter: Chapter) -> review_node | None:
    """The line of a chapter's last review; nothing where its front matter gives no date."""
    # Here, since the room of chapters needs this one.
    from kompendium.blocks.chapter.people import author_line

    if chapter.reviewed is None:
        return None
    day = date_node("", format_day(chapter.reviewed, env.config.language), date=chapter.reviewed.isoformat())
    node = review_node(
        classes=["kompendium-review"],
        reviewed=chapter.reviewed.isoformat(),
        review_due=chapter.review_due.isoformat() if chapter.review_due else "",
    )
    template = _("Last reviewed {date} by {names}") if chapter.reviewers else _("Last reviewed {date}")
    node += fill(template, date=[day], names=author_line(chapter.reviewers))
    return node


def visit_review_html(self: HTML5Translator, node: review_node) -> None:
    """A paragraph."""
    self.body.append(self.starttag(node, "p", ""))


def depart_review_html(self: HTML5Translator, node: review_node) -> None:  # noqa: ARG001
    """Close the paragraph."""
    self.body.append("</p>\n")


def visit_date_html(self: HTML5Translator, node: date_node) -> None:
    """The day, readable for machines too."""
    self.body.append(self.starttag(node, "time", "", datetime=node["date"]))


def depart_date_html(self: HTML5Translator, node: date_node) -> None:  # noqa: ARG001
    """Close the day."""
    self.body.append("</time>")


def visit_review_typst(self: Any, node: review_node) -> None:  # noqa: ARG001
    """A line of the chapter's head."""
    self.open_block("chapter_review")


def depart_review_typst(self: Any, node: review_node) -> None:  # noqa: ARG001
    """Close the line."""
    self.close_block()


def visit_date_typst(self: Any, node: date_node) -> None:
    """Plain text."""


def depart_date_typst(self: Any, node: date_node) -> None:
    """Plain text."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register nodes and looks."""
    app.add_node(
        review_node, html=(visit_review_html, depart_review_html), typst=(visit_review_typst, depart_review_typst)
    )
    app.add_node(date_node, html=(visit_date_html, depart_date_html), typst=(visit_date_typst, depart_date_typst))
    here = Path(__file__).parent
    add_typst_file(app, here / "review.typ")
    add_style(app, html=here / "review.css", epub=here / "review.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
