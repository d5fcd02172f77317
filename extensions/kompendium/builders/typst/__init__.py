"""A Sphinx builder for PDF by Typst: tagged (PDF/UA-1) and archival (PDF/A-2a), without TeX.

Usable in any project: ``extensions = ["kompendium.builders.typst"]``, then ``sphinx-build -b typst``.
Extensions add visitors for their own nodes with ``app.add_node(node, typst=(visit, depart))``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kompendium.builders.typst.builder import TypstBuilder
from kompendium.builders.typst.writer import Code, Content

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

OPTIONS: dict[str, tuple[Any, str]] = {
    "typst_basename": (
        "",
        "Name of the PDF without its ending. Default: kompendium_basename, else the project's name.",
    ),
    "typst_title": ("", "The book's title. Default: the project's name."),
    "typst_subtitle": ("", "The book's subtitle."),
    "typst_authors": ([], "The book's authors. Default: author."),
    "typst_editors": ([], "The book's editors."),
    "typst_publisher": ("", "The publisher's name."),
    "typst_edition": ("", "The edition as it is printed. Default: release."),
    "typst_date": ("", "The edition's date, YYYY-MM-DD."),
    "typst_identifier": ("", "The book's fixed identifier: «urn:isbn:…» or «urn:uuid:…»."),
    "typst_license": ("", "The book's licence, as people write it."),
    "typst_cover": ("", "The cover's picture, from the source folder."),
    "typst_cover_alt": ("", "The cover's alternative text."),
    "typst_keywords": ([], "Keywords of the PDF's metadata."),
    "typst_description": ("", "The PDF's description."),
    "typst_contents_depth": ("", "How many levels the contents lists: 1 for chapters only."),
    "typst_chapters": (None, "Whether each chapter is also made as a PDF by itself, in «kapitler»."),
    "typst_index": (
        None,
        "Whether the PDF ends with an alphabetical index. Default: where there are entries, and no page holds them.",
    ),
    "typst_lists": (
        None,
        "The lists after the contents: of «figures», «tables», «listings». Default: those with five or more numbered.",
    ),
    "typst_look_up_words": (
        "",
        "Neighbouring chapters of so many words at most share pages; 0: none. Default: 150 in a Kompendium book.",
    ),
    "typst_profile": ("screen", "What the book's PDF is for: «screen», «print» or «large» (large print)."),
    "typst_show_pagerefs": (
        None,
        "Whether links to other documents say on which page it stands. Default: in a Kompendium book.",
    ),
    "typst_show_urls": (
        "no",
        "Whether the address of a link whose text does not hold it is printed: «no», «inline» or «footnote».",
    ),
    "typst_style": (
        {},
        "The look: a mapping with some of the keys below. What it does not name is as in the book that comes with us.",
    ),
    "typst_fonts": ([], "Folders with font files, from that of conf.py."),
    "typst_print_colours": (
        "rgb",
        "The colours of the PDF for a printing house: «rgb», or «cmyk», which declares PDF/UA-1 alone.",
    ),
    "typst_templates": ("", "A folder, from that of conf.py, whose files replace templates of the same name."),
}
"""Option → default and what it is for. Where the book has a ``kompendium_*`` option of the same meaning, that holds."""

__all__ = ["Code", "Content", "TypstBuilder", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder and its options."""
    for name, (default, _help) in OPTIONS.items():
        app.add_config_value(name, default, "", types=Any)
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.builders.foreign")
    app.add_builder(TypstBuilder)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
