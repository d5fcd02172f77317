"""Tables of others: ``table``, ``list-table`` and ``csv-table`` with a credit under them, as figures have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst.directives.tables import ListTable, RSTTable
from sphinx.directives.patches import CSVTable

from kompendium.blocks._endmatter import free_id
from kompendium.blocks.attribution.credit import credit_paragraph, tasl
from kompendium.blocks.attribution.works import (
    CreditOptions,
    credit_aliases,
    credit_options,
    report_missing,
    works_of,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


class _Credited(CreditOptions):
    """A table with the options of a credit."""

    def run(self) -> list[nodes.Node]:
        """The table, its credit after it, and its entry in the lists of credits."""
        env: BuildEnvironment = self.state.document.settings.env
        credit = self.take_credit()
        result = list(super().run())
        table = next((node for node in result if isinstance(node, nodes.table)), None)
        if table is None or not credit:
            return result
        title = self.arguments[0] if self.arguments else ""
        work = self.read_work(credit, what="table")
        report_missing(env, work, title or self.name, self.place("credit"))
        document, docname = self.state.document, env.current_document.docname
        if not table["ids"]:
            table["ids"] = [free_id(document, nodes.make_id(f"tabell-{title or work.creator}") or "tabell")]
            document.ids[table["ids"][0]] = table
        works_of(env).setdefault(docname, []).append(replace(work, docname=docname, anchor=table["ids"][0]))
        if words := tasl(work, env.config.language):
            # A paragraph of its own: no format has a place for it within a table.
            result.insert(
                result.index(table) + 1,
                credit_paragraph("", "", *words, classes=["kompendium-credit"], of=table["ids"][0]),
            )
        return result


class TableDirective(_Credited, RSTTable):  # type: ignore[misc]  # docutils has no types
    """``table``, with a credit."""

    option_spec = {**(RSTTable.option_spec or {}), **credit_options}
    option_aliases = credit_aliases


class ListTableDirective(_Credited, ListTable):  # type: ignore[misc]
    """``list-table``, with a credit."""

    option_spec = {**(ListTable.option_spec or {}), **credit_options}
    option_aliases = credit_aliases


class CSVTableDirective(_Credited, CSVTable):  # type: ignore[misc]
    """``csv-table``, with a credit."""

    option_spec = {**(CSVTable.option_spec or {}), **credit_options}
    option_aliases = credit_aliases


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the directives in Sphinx's place."""
    app.setup_extension("kompendium.blocks.attribution")
    app.add_directive("table", TableDirective, override=True)
    app.add_directive("tabell", TableDirective)
    app.add_directive("list-table", ListTableDirective, override=True)
    app.add_directive("csv-table", CSVTableDirective, override=True)
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
