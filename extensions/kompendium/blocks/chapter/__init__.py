"""Chapters: their front matter, their numbers, and what stands at their head and end in every format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks.chapter.frame import ChapterFrameTransform, register_chapter_end_part, setup_events
from kompendium.blocks.chapter.nodes import (
    aliases_node,
    byline_node,
    chapter_end_node,
    chapter_head_node,
    learning_goals_node,
    person_node,
    setup_nodes,
)
from kompendium.blocks.chapter.numbering import chapter_label, setup_numbering
from kompendium.blocks.chapter.people import author_line, authors_of, editors_of, named_people, people_of, writers_of
from kompendium.blocks.chapter.records import (
    chapter_of,
    chapters_in_order,
    documents_in_order,
    is_chapter,
    place_of,
    setup_records,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = [
    "ChapterFrameTransform",
    "aliases_node",
    "author_line",
    "authors_of",
    "byline_node",
    "chapter_end_node",
    "chapter_head_node",
    "chapter_label",
    "chapter_of",
    "chapters_in_order",
    "documents_in_order",
    "editors_of",
    "is_chapter",
    "learning_goals_node",
    "named_people",
    "people_of",
    "person_node",
    "place_of",
    "register_chapter_end_part",
    "writers_of",
]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register reading, numbering, the frame of a chapter and its looks."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.blocks.review")
    setup_records(app)
    setup_numbering(app)
    setup_nodes(app)
    setup_events(app)
    app.add_transform(ChapterFrameTransform)
    here = Path(__file__).parent
    add_typst_file(app, here / "chapter.typ")
    add_style(app, html=here / "chapter.css", epub=here / "chapter.epub.css")
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
