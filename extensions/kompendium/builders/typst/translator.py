"""The translator from doctrees to Typst: one visitor for each of docutils' and Sphinx's nodes.

Extensions add their own with ``app.add_node(node, typst=(visit, depart))``; a node without a visitor is written as
the nearest class it derives from, and one that derives from nothing known prints its children.
"""

from __future__ import annotations

from kompendium.builders.typst.visitors.blocks import BlockVisitors
from kompendium.builders.typst.visitors.inline import InlineVisitors
from kompendium.builders.typst.visitors.lists import ListVisitors
from kompendium.builders.typst.visitors.objects import ObjectVisitors
from kompendium.builders.typst.visitors.others import OtherVisitors
from kompendium.builders.typst.visitors.tables import TableVisitors


class TypstTranslator(InlineVisitors, BlockVisitors, ListVisitors, TableVisitors, ObjectVisitors, OtherVisitors):
    """Writes a document's ``.typ`` file."""
