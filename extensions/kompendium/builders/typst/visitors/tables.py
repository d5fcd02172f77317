"""Visitors for tables."""

# ruff: noqa: ARG002, D102
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, cast

from docutils import nodes

from kompendium.builders.typst.core import TypstTranslatorCore
from kompendium.builders.typst.images import length
from kompendium.builders.typst.writer import Code

if TYPE_CHECKING:
    from kompendium.builders.typst.writer import Value

# Typst breaks no line between one of these and a digit.
_BREAKS = re.compile(r"(?<=[-/])(?!\d)|\s+")
_BREAKS_IN_CODE = re.compile(r"(?<=[-/_.=,])|\s+")
_WIDE_BLOCKS = (nodes.FixedTextElement, nodes.Admonition, nodes.image, nodes.table, nodes.math_block)
_FITS_ANYWHERE = 36
"""So many characters of a row stand beside each other on the narrowest page; a wider table's columns are measured."""

_DENSE = 300
_TALLEST_HEAD = 25
"""A page has room for 40 lines of a table."""
_LONGEST_LABEL, _MOST_COLUMNS = 60, 40
_WHOLE_ROW, _WHOLE_ROWS_HEAD = 10, 12
"""A row of about so many lines, below a head of about so many, is not parted by the end of a page. In a column that the
others leave little room it takes twice as many; what has no room on a page would be cut off."""


@dataclass(slots=True)
class ColumnContent:
    """What decides how wide a column has to be: its longest words, its longest line, and whether more than text."""

    words: list[str] = field(default_factory=list)
    line: str = ""
    has_blocks: bool = False
    is_dense: bool = False
    """Whether a text of it has more words than Typst can look for long ones in."""

    def add(self, entry: nodes.Element) -> None:
        """Take a cell into account."""
        self.has_blocks = (
            self.has_blocks or next(entry.findall(lambda n: isinstance(n, _WIDE_BLOCKS)), None) is not None
        )
        self.is_dense = self.is_dense or any(len(block.astext().split()) > _DENSE for block in entry.children)
        for _block, group in groupby(entry.findall(nodes.Text), key=lambda text: id(_block_of(text))):
            texts = list(group)
            if any(isinstance(text.parent, nodes.literal) for text in texts):
                for text in texts:
                    breaks = _BREAKS_IN_CODE if isinstance(text.parent, nodes.literal) else _BREAKS
                    self.words += (piece for piece in breaks.split(text.astext()) if piece)
            else:
                # Emphasis and the like may end within a word.
                self.words += (piece for piece in _BREAKS.split("".join(texts)) if piece)
        # Three are measured: an «m» is wider than an «l».
        self.words = sorted(dict.fromkeys(self.words), key=lambda word: (-len(word), word))[:3]
        self.line = max([self.line, *(block.astext() for block in entry.children)], key=len)


def _block_of(text: nodes.Text) -> nodes.Element:
    """The paragraph, or other block, that a text stands in."""
    block: nodes.Element = text.parent
    while isinstance(block, nodes.Inline) and block.parent is not None:
        block = block.parent
    return block


@dataclass(slots=True)
class TableState:
    """What is gathered of a table until it ends; ``cells`` are rows of finished Typst cells."""

    widths: list[int] = field(default_factory=list)
    stubs: list[bool] = field(default_factory=list)
    header: list[list[str]] = field(default_factory=list)
    body: list[list[str]] = field(default_factory=list)
    in_header: bool = False
    repeats: bool = True
    lines: float = 0
    """About how many lines the head takes."""
    contents: dict[int, ColumnContent] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    """Column → how many rows a cell from above still reaches down in it."""
    column: int = 0
    whole_row: bool = False
    """Whether the row that is being read is not to be parted by the end of a page."""

    @property
    def rows(self) -> list[list[str]]:
        """The rows of the part that is being read."""
        return self.header if self.in_header else self.body


def _stands_alone(node: nodes.Element) -> bool:
    """Whether a table stands in no other block, so that it may have a page of its own."""
    parent = node.parent
    while isinstance(parent, nodes.section):
        parent = parent.parent
    return isinstance(parent, nodes.document)


def _lines_of(entry: nodes.Node, columns: int) -> float:
    """About how many lines a cell takes, in one of so many columns of the narrowest page."""
    count = len(entry.astext()) * columns / 60
    if isinstance(entry, nodes.Element):
        count += sum(8 if isinstance(block, nodes.image) else 2 for block in entry.findall(_is_block))
    return count


def _is_short(entry: nodes.Node, columns: int) -> bool:
    """Whether a cell has few lines. Two words have few in the narrowest columns, too, since these fit a word."""
    if not isinstance(entry, nodes.Element) or next(entry.findall(_is_of_any_height), None) is not None:
        return False
    text = entry.astext()
    is_label = len(entry.children) <= 1 and len(text.split()) <= 2 and len(text) <= _LONGEST_LABEL
    return (is_label and columns <= _MOST_COLUMNS) or _lines_of(entry, columns) <= _WHOLE_ROW


def _is_of_any_height(node: nodes.Node) -> bool:
    return isinstance(node, (*_WIDE_BLOCKS, nodes.raw))


def _is_block(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image | nodes.TextElement) and not isinstance(node, nodes.Inline)


def _is_link(node: nodes.Node) -> bool:
    return isinstance(node, nodes.reference | nodes.footnote_reference | nodes.citation_reference)


class TableVisitors(TypstTranslatorCore):
    """Tables: header rows that repeat, cells that span, titles with numbers."""

    _tables: list[TableState]

    def _table(self) -> TableState:
        return self._tables[-1]

    def visit_table(self, node: nodes.Element) -> None:
        self._tables = [*getattr(self, "_tables", []), TableState()]
        self.begin(node)

    def depart_table(self, node: nodes.Element) -> None:
        frame, rest = self.end()
        table = self._tables.pop()
        self.loose(rest)
        named: dict[str, Value] = {}
        if (width := length(node.get("width"))) is not None:
            named["width"] = Code(width)
        if (align := str(node.get("align", ""))) in ("left", "center", "right"):
            named["align"] = align
        fit = self._fit(table, given="width" in named)
        if fit is not None and "width" not in named and _stands_alone(node):
            named["on_page"] = True
        number = self.printed_number(node, "table")
        title = node.children[0] if isinstance(node.children[0], nodes.title) else None
        self.open_block(
            "data-table",
            columns=self._columns(node, table),
            fit=fit,
            caption=frame.parts.get("title"),
            number=number,
            listed=self.listed("tables", number, title),
            ids=self.labels(node),
            header=len(table.header),
            stubs=len(list(takewhile(bool, table.stubs))),
            **named,
        )
        # The cells are code of their own, since a header is one argument among them.
        self.write("#table-cells(")
        if table.lines > _TALLEST_HEAD:
            # Typst cuts off a head that is taller than the page: such a one is rows like the others.
            table.body[:0] = table.header
        elif table.header:
            # Repeated, a head is an artifact, which PDF/UA allows no links in.
            once = "" if table.repeats else "repeat: false, "
            self.write(f"table.header({once}{''.join(cell for row in table.header for cell in row)}),\n")
        for row in table.body:
            self.write("".join(row) + "\n")
        self.write(");")
        self.close_block()

    @staticmethod
    def _columns(node: nodes.Element, table: TableState) -> Value:
        """Widths in parts of the whole where the author gave them; else nothing, and Typst measures the cells."""
        classes = node.get("classes", ())
        if "colwidths-auto" in classes or not table.widths or "colwidths-given" not in classes:
            return max(len(table.widths), 1)
        return [max(width, 1) for width in table.widths]

    def _fit(self, table: TableState, *, given: bool) -> Value:
        """For a table that may not fit: of each column what has to be measured to give it its width."""
        columns = [table.contents.get(number, ColumnContent()) for number in range(len(table.widths))]
        if not given and sum(len(column.line) + 2 for column in columns) <= _FITS_ANYWHERE:
            return None
        return [
            {
                "words": [self.shown(word) for word in column.words],
                "line": self.shown(" ".join(column.line[:200].split())),
                "blocks": column.has_blocks,
                "dense": column.is_dense,
            }
            for column in columns
        ]

    def visit_tgroup(self, node: nodes.Element) -> None:
        pass

    def depart_tgroup(self, node: nodes.Element) -> None:
        pass

    def visit_colspec(self, node: nodes.Element) -> None:
        width = node.get("colwidth", 1)
        self._table().widths.append(int(width) if str(width).isdigit() else 1)
        self._table().stubs.append(bool(node.get("stub")))
        raise nodes.SkipNode

    def visit_thead(self, node: nodes.Element) -> None:
        self._table().in_header = True
        self._table().repeats = next(iter(node.findall(_is_link)), None) is None
        self._table().lines = sum(
            max((_lines_of(entry, len(self._table().widths)) for entry in row.children), default=0)
            for row in node.children
            if isinstance(row, nodes.Element)
        )

    def depart_thead(self, node: nodes.Element) -> None:
        self._table().in_header = False

    def visit_tbody(self, node: nodes.Element) -> None:
        pass

    def depart_tbody(self, node: nodes.Element) -> None:
        pass

    def visit_row(self, node: nodes.Element) -> None:
        table = self._table()
        table.rows.append([])
        table.column = 0
        table.taken = {column: rows - 1 for column, rows in table.taken.items() if rows > 1}
        table.whole_row = (
            not table.in_header
            and table.lines <= _WHOLE_ROWS_HEAD
            and _stands_alone(cast("nodes.Element", node.parent.parent.parent))
            and all(_is_short(entry, len(table.widths)) for entry in node.children)
        )

    def depart_row(self, node: nodes.Element) -> None:
        pass

    def visit_entry(self, node: nodes.Element) -> None:
        self.capture()
        self.anchors(node)

    def depart_entry(self, node: nodes.Element) -> None:
        content = self.captured()
        table = self._table()
        named = []
        if table.whole_row and int(node.get("morerows", 0)) == 0:
            named.append("breakable: whole-rows")
        columns, rows = int(node.get("morecols", 0)) + 1, int(node.get("morerows", 0)) + 1
        if columns > 1:
            named.append(f"colspan: {columns}")
        if rows > 1:
            named.append(f"rowspan: {rows}")
        while table.column in table.taken:
            table.column += 1
        if columns == 1:
            table.contents.setdefault(table.column, ColumnContent()).add(node)
        # One more than it spans, since the next row counts it down as it begins.
        table.taken |= {table.column + step: rows for step in range(columns)}
        table.column += columns
        for side in ("left", "center", "right"):
            if f"text-{side}" in node.get("classes", ()) or node.get("align") == side:
                named.append(f"align: {side}")
                break
        table.rows[-1].append(f"table.cell({', '.join(named)})[{content.source}], ")
