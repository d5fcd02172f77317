"""Visitors for tables."""

# ruff: noqa: ARG002, D102
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from docutils import nodes

from kompendium.builders.typst.core import TypstTranslatorCore

if TYPE_CHECKING:
    from kompendium.builders.typst.writer import Value


@dataclass(slots=True)
class TableState:
    """What is gathered of a table until it ends; ``cells`` are rows of finished Typst cells."""

    widths: list[int] = field(default_factory=list)
    stubs: list[bool] = field(default_factory=list)
    header: list[list[str]] = field(default_factory=list)
    body: list[list[str]] = field(default_factory=list)
    in_header: bool = False

    @property
    def rows(self) -> list[list[str]]:
        """The rows of the part that is being read."""
        return self.header if self.in_header else self.body


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
        number = self._table_number(node)
        title = node.children[0] if isinstance(node.children[0], nodes.title) else None
        self.open_block(
            "data-table",
            columns=self._columns(node, table),
            caption=frame.parts.get("title"),
            number=number,
            listed=self.listed("tables", number, title),
            ids=self.labels(node),
            header=len(table.header),
            stubs=len(list(takewhile(bool, table.stubs))),
        )
        # The cells are code of their own, since a header is one argument among them.
        self.write("#table-cells(")
        if table.header:
            self.write(f"table.header({''.join(cell for row in table.header for cell in row)}),\n")
        for row in table.body:
            self.write("".join(row) + "\n")
        self.write(");")
        self.close_block()

    def _table_number(self, node: nodes.Element) -> str | None:
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get("table", {})
        template = self.config.numfig_format.get("table", "")
        for id_ in map(str, node.get("ids", ())):
            if id_ in numbers and template:
                return str(template) % ".".join(map(str, numbers[id_]))
        return None

    @staticmethod
    def _columns(node: nodes.Element, table: TableState) -> Value:
        """Widths in parts of the whole where the author gave them; else nothing, and Typst measures the cells."""
        classes = node.get("classes", ())
        if "colwidths-auto" in classes or not table.widths or "colwidths-given" not in classes:
            return max(len(table.widths), 1)
        return [max(width, 1) for width in table.widths]

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

    def depart_thead(self, node: nodes.Element) -> None:
        self._table().in_header = False

    def visit_tbody(self, node: nodes.Element) -> None:
        pass

    def depart_tbody(self, node: nodes.Element) -> None:
        pass

    def visit_row(self, node: nodes.Element) -> None:
        self._table().rows.append([])

    def depart_row(self, node: nodes.Element) -> None:
        pass

    def visit_entry(self, node: nodes.Element) -> None:
        self.capture()
        self.anchors(node)

    def depart_entry(self, node: nodes.Element) -> None:
        content = self.captured()
        table = self._table()
        named = []
        columns, rows = int(node.get("morecols", 0)) + 1, int(node.get("morerows", 0)) + 1
        if columns > 1:
            named.append(f"colspan: {columns}")
        if rows > 1:
            named.append(f"rowspan: {rows}")
        for side in ("left", "center", "right"):
            if f"text-{side}" in node.get("classes", ()) or node.get("align") == side:
                named.append(f"align: {side}")
                break
        table.rows[-1].append(f"table.cell({', '.join(named)})[{content.source}], ")
