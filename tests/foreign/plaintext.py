"""The `text` builder as a measure: an extension with Sphinx's own translator, made to write what a reader sees.

It differs from Sphinx's where that writes what no reader of a PDF sees in the same form, and keeps count of it:

- nothing is wrapped, and a table is its cells, one after the other, without rules;
- a picture and a formula are told apart from the text: a PDF has them as pictures and formulas, with their
  alternative text or LaTeX source in the tags, where the comparison looks for it;
- the list of documents of a toctree is left out (a PDF has the documents themselves, and its contents), but not its
  caption nor its links to elsewhere;
- the number of a note is left out (a PDF counts its notes anew), but not the note;
- the long form of an abbreviation is written the first time it is used in a document, as in the PDF;
- of a notebook's result that has several forms, the one is written that the PDF has;
- an item of a list has the letter that its author gave it, where Sphinx writes a number;
- the marks around emphasis, code and raised text (``*``, ``"``, ``^``), which part «namedtuple» from its «s», are none;
- a node without a visitor, at which Sphinx stops, is its text.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.writers.text import TextTranslator

from kompendium.builders.foreign import PRINTED, choose_results

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

APART = "apart.json"
"""Beside the text files: a document → what stands apart from its text, as pairs of kind and text."""
PICTURE, FORMULA, CONTENTS, NOTE_NUMBER, LONG_FORM, LIST_NUMBER = (
    "picture", "formula", "contents", "number of a note", "repeated long form", "roman number of a list",
)  # fmt: skip
_DRAWN = {"graphviz", "inheritance_diagram"}


class VisibleText(TextTranslator):
    """Sphinx's translator of the text builder, without what only plain text has."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._explained: set[tuple[str, str]] = set()

    def _apart(self, kind: str, text: str) -> None:
        everything = vars(self.builder).setdefault("apart", {})
        everything.setdefault(self.builder.current_docname, []).append((kind, text))

    def dispatch_visit(self, node: nodes.Node) -> None:
        # Extensions give these nodes visitors of their own for text, which hide those of a class.
        if type(node).__name__ in _DRAWN:
            self._apart(PICTURE, str(node.get("alt", "")))
            raise nodes.SkipNode
        super().dispatch_visit(node)

    def unknown_visit(self, node: nodes.Node) -> None:
        pass

    unknown_departure = unknown_visit

    def end_state(self, wrap: bool = True, end: Any = ("",), first: str | None = None) -> None:
        super().end_state(wrap=False, end=end, first=first)

    # Marks within a line

    visit_emphasis = visit_strong = visit_literal = visit_title_reference = unknown_visit
    depart_emphasis = depart_strong = depart_literal = depart_title_reference = unknown_visit
    visit_literal_emphasis = visit_literal_strong = visit_manpage = visit_inline = unknown_visit
    depart_literal_emphasis = depart_literal_strong = depart_manpage = depart_inline = unknown_visit
    visit_subscript = visit_superscript = depart_subscript = depart_superscript = unknown_visit

    # Tables

    def visit_table(self, node: nodes.Element) -> None:
        self.new_state(0)

    def depart_table(self, node: nodes.Element) -> None:
        self.end_state()

    visit_entry, depart_entry = visit_table, depart_table
    visit_colspec = visit_thead = visit_tbody = visit_row = unknown_visit
    depart_colspec = depart_thead = depart_tbody = depart_row = unknown_visit

    # What a PDF has in another form

    def visit_image(self, node: nodes.Element) -> None:
        self._apart(PICTURE, str(node.get("alt", "")))
        raise nodes.SkipNode

    def visit_math(self, node: nodes.Element) -> None:
        self._apart(FORMULA, node.astext())
        # What stands before it is not one word with what comes after.
        self.add_text(" ")
        raise nodes.SkipNode

    visit_math_block = visit_math

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        self._apart(NOTE_NUMBER, node.astext())
        raise nodes.SkipNode

    def depart_footnote(self, node: nodes.Element) -> None:
        self._apart(NOTE_NUMBER, self._footnote)
        self.end_state()

    def depart_abbreviation(self, node: nodes.Element) -> None:
        explanation = str(node.get("explanation", ""))
        key = (node.astext(), explanation)
        if key in self._explained:
            self._apart(LONG_FORM, explanation)
        elif explanation:
            self._explained.add(key)
            super().depart_abbreviation(node)

    def depart_list_item(self, node: nodes.Element) -> None:
        kind = str(node.parent.get("enumtype", ""))
        number = self.list_counter[-1]
        if number <= 0 or not kind.endswith(("alpha", "roman")):
            super().depart_list_item(node)
        elif kind.endswith("roman"):
            self._apart(LIST_NUMBER, str(number))
            self.end_state()
        else:
            letter = ascii_lowercase[(number - 1) % 26]
            self.end_state(first=f"{letter.upper() if kind.startswith('upper') else letter}. ")

    def visit_bullet_list(self, node: nodes.Element) -> None:
        if not _is_contents(node):
            super().visit_bullet_list(node)
            return
        for entry in node.findall(addnodes.compact_paragraph):
            link = next(iter(entry.findall(nodes.reference)), None)
            if link is not None and "://" in str(link.get("refuri", "")):
                self.new_state(0)
                self.add_text(entry.astext())
                self.end_state()
            else:
                self._apart(CONTENTS, entry.astext())
        raise nodes.SkipNode


def _is_contents(node: nodes.Element) -> bool:
    # By what Sphinx says of its entries: the toctree of an autosummary stands in nothing that says so.
    entries = [str(name) for entry in node.children for name in entry.get("classes", ())]
    return any(name.startswith("toctree-l") for name in entries)


def _write_apart(app: Sphinx, _exception: Exception | None) -> None:
    found = getattr(app.builder, "apart", {})
    Path(app.outdir, APART).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


def read_apart(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """What the documents of a finished build have apart from their text."""
    found = json.loads((folder / APART).read_text(encoding="utf-8"))
    return {docname: [(kind, text) for kind, text in items] for docname, items in found.items()}


def counted(apart: dict[str, list[tuple[str, str]]]) -> Counter[str]:
    """How many of each kind stand apart."""
    return Counter(kind for items in apart.values() for kind, _text in items)


def _choose_results(_app: Sphinx, config: Config) -> None:
    choose_results(config, "text", PRINTED)


def setup(app: Sphinx) -> dict[str, bool]:
    """Measure with the text builder; load it in no build of a book."""
    app.set_translator("text", VisibleText, override=True)
    app.connect("build-finished", _write_apart)
    app.connect("config-inited", _choose_results, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
