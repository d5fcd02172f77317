"""The site's general index in the order of the book's language: Sphinx files Å under A, and Ø under O."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from kompendium.collation import initial_letter, norwegian_key
from kompendium.formats import is_site
from kompendium.index_entries import is_norwegian

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

PAGES = ("genindex", "genindex-all")


def sort_index(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """File the entries anew. Where ``html_split_index`` gives each letter a page, the letters are those of Sphinx."""
    if pagename not in PAGES or not is_site(app.builder) or not is_norwegian(app.config.language or ""):
        return
    if app.config.html_split_index and pagename == "genindex":
        return
    entries = [entry for _letter, group in context.get("genindexentries", ()) for entry in group]
    entries.sort(key=lambda entry: (norwegian_key(entry[1][2] or entry[0]), norwegian_key(entry[0])))
    for _name, (_links, below, _category) in entries:
        below.sort(key=lambda entry: norwegian_key(entry[0]))
    groups = groupby(entries, lambda entry: entry[1][2] or initial_letter(entry[0]))
    context["genindexentries"] = found = [(letter, list(group)) for letter, group in groups]
    context["genindexcounts"] = [sum(1 + len(entry[1][1]) for entry in group) for _letter, group in found]
