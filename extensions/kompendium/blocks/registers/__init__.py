"""Registers: by code, by name, abbreviations, contributors; pages with one directive, right in every format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.assets import add_script, add_style, add_typst_file
from kompendium.blocks.registers.abbreviations import (
    AbbreviationsDirective,
    make_abbreviations,
    reread_when_file_appears,
)
from kompendium.blocks.registers.by_code import CodeRegisterDirective, code_leads, code_sources, make_code_register
from kompendium.blocks.registers.contributors import (
    ContributorsDirective,
    PersonLinkTransform,
    make_contributors,
    person_leads,
)
from kompendium.blocks.registers.machinery import (
    RegisterDirective,
    add_leads,
    add_register,
    chapter_entry,
    chapter_link,
    entries,
    heading,
    item,
    link_to,
    page_of,
    sentence,
    setup_machinery,
    title_of,
)
from kompendium.blocks.registers.names import (
    AliasRegisterDirective,
    ChapterListDirective,
    make_alias_register,
    make_chapter_list,
)
from kompendium.blocks.registers.nodes import page_reference_node, register_node, setup_nodes
from kompendium.codes import CODE_FORM

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = [
    "RegisterDirective",
    "add_leads",
    "add_register",
    "chapter_entry",
    "chapter_link",
    "entries",
    "heading",
    "item",
    "link_to",
    "page_of",
    "page_reference_node",
    "register_node",
    "sentence",
    "title_of",
]

DIRECTIVES = {
    "code-register": CodeRegisterDirective,
    "koderegister": CodeRegisterDirective,
    "alias-register": AliasRegisterDirective,
    "navneregister": AliasRegisterDirective,
    "abbreviations": AbbreviationsDirective,
    "forkortelser": AbbreviationsDirective,
    "contributors": ContributorsDirective,
    "bidragsytere": ContributorsDirective,
    "chapter-list": ChapterListDirective,
    "kapittelliste": ChapterListDirective,
}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register directives, makers, nodes and looks."""
    for part in ("config", "blocks.markdown", "blocks.chapter", "blocks.codes"):
        app.setup_extension(f"kompendium.{part}")
    setup_nodes(app)
    setup_machinery(app)
    add_register("codes", make_code_register, code_sources)
    add_register("names", make_alias_register)
    add_register("chapters", make_chapter_list)
    add_register("abbreviations", make_abbreviations)
    add_register("contributors", make_contributors)
    add_leads(code_leads)
    add_leads(person_leads)
    app.add_post_transform(PersonLinkTransform)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.connect("env-get-outdated", reread_when_file_appears)
    here = Path(__file__).parent
    add_typst_file(app, here / "registers.typ")
    add_style(app, html=here / "registers.css", epub=here / "registers.epub.css")
    add_style(app, html=here / "filter.css")
    # The filter reads codes as the search does.
    add_script(app, CODE_FORM)
    add_script(app, here / "filter.js")
    return {"env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
