"""Visitors for the blocks of sphinx-design: grids, cards, tabs, dropdowns, badges and buttons, as paper shows them.

They go by the names and classes that its nodes bear, so that a project without it never imports it.
"""

# ruff: noqa: ARG002, D102, N802
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from docutils import nodes
from lxml import etree

from kompendium.builders.typst.core import Content, TypstTranslatorCore
from kompendium.builders.typst.writer import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kompendium.builders.typst.writer import Value

_KINDS = {
    "primary": "features",
    "secondary": "note",
    "success": "treatment",
    "info": "keypoints",
    "warning": "tip",
    "danger": "warning",
    "light": "note",
    "muted": "note",
    "dark": "definition",
}
"""Its colours, and the kind of box whose colour each takes."""
_COLOUR = re.compile(r"sd-(?:bg|outline|btn|btn-outline)-(\w+)")
_ROW_COLUMNS = re.compile(r"sd-(?:row-cols|card-cols)(?:-sm)?-(\d+)")
_ITEM_COLUMNS = re.compile(r"sd-col(?:-sm)?-(\d+|auto)")
_WIDTH = re.compile(r"sd-w-(\d+)")
_MOST_COLUMNS = 4
_SVG_ROOT = re.compile(r"<svg\b")


def _is_element(node: nodes.Node) -> TypeGuard[nodes.Element]:
    return isinstance(node, nodes.Element)


def _component(node: nodes.Node) -> str:
    return str(node.get("design_component", "")) if isinstance(node, nodes.Element) else ""


def _last_match(pattern: re.Pattern[str], node: nodes.Element) -> str:
    """What the last of a node's classes that has a form says: its smallest screen comes first, then the larger ones."""
    found = [match[1] for name in map(str, node.get("classes", ())) if (match := pattern.fullmatch(name))]
    return found[-1] if found else ""


def colour_of(node: nodes.Element) -> str:
    """The kind of box whose colour a badge or a button has."""
    names = (match[1] for name in map(str, node.get("classes", ())) if (match := _COLOUR.fullmatch(name)))
    return next((_KINDS[name] for name in names if name in _KINDS), "note")


class DesignVisitors(TypstTranslatorCore):
    """Grids, cards, tabs, dropdowns, badges, buttons and icons."""

    def _nothing(self, node: nodes.Element) -> None:
        pass

    def visit_component(self, node: nodes.Element) -> bool:
        """Write a container that is one of its components; ``False`` where it is an ordinary one."""
        write: Callable[[nodes.Element], None] | None = {
            "grid-row": self._grid,
            "card-carousel": self._grid,
            "card": self._card,
            "card-title": self._card_title,
            "tab-set": self._tabs,
            "dropdown": self._dropdown,
        }.get(_component(node))
        if write is None or self.is_flat(node):
            return False
        write(node)
        return True

    # Grids and cards

    def _grid(self, node: nodes.Element) -> None:
        columns = min(int(_last_match(_ROW_COLUMNS, node) or 1), _MOST_COLUMNS)
        self.paragraph_break()
        self.anchors(node)
        for row in _rows(node, columns):
            cells: list[Value] = [
                {"width": width, "card": _component(_only(item)) == "card", "body": self._cell(item)}
                for item, width in row
            ]
            self.paragraph_break()
            self.call("design-row", cells, short=all(self.is_short(item, len(row)) for item, _width in row))
        self.paragraph_break()

    def _cell(self, item: nodes.Element) -> Content:
        """What stands in a cell of a grid. A card there is the cell itself, so those of a row have a height."""
        card = _only(item)
        self.capture()
        self.anchors(item)
        if _component(card) == "card":
            if card is not item:
                self.anchors(card)
            self._card_parts(card)
        else:
            self.write(self.content_of(item.children).source)
        return self.captured()

    def _card(self, node: nodes.Element) -> None:
        width = int(_last_match(_WIDTH, node) or 100)
        self.open_block("design-card", width=Code(f"{min(width, 100)}%"), short=self.is_short(node))
        self.anchors(node)
        self._card_parts(node)
        self.close_block()

    def _card_title(self, node: nodes.Element) -> None:
        self.open_block("design-card-title")
        self.anchors(node)
        self.write(self.content_of(node.children).source)
        self.close_block()

    def _card_parts(self, card: nodes.Element) -> None:
        """The parts of a card: its header, body, footer and picture, and the link that it is as a whole."""
        for part in filter(_is_element, card.children):
            match _component(part):
                case "card-header" | "card-footer" | "card-body" as name:
                    # A card that holds its picture alone has a body without anything in it.
                    if part.children:
                        self.open_block(f"design-{name}")
                        self.anchors(part)
                        self.write(self.content_of([*part.children]).source)
                        self.close_block()
                case _ if isinstance(part, nodes.image):
                    self.open_block("design-card-picture")
                    part.walkabout(self)
                    self.close_block()
                case _:
                    content = self.content_of([part])
                    if content:
                        self.open_block("design-card-link")
                        self.write(content.source)
                        self.close_block()

    # Tabs and dropdowns: on paper all are open

    def _tabs(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)
        for item in filter(_is_element, node.children):
            if _component(item) != "tab-item":
                self.write(self.content_of([item]).source)
                continue
            title = next((child for child in item.children if isinstance(child, nodes.rubric)), None)
            self.open_block("design-tab", label=self.inner_of(title) if title is not None else None)
            self.anchors(item)
            self.write(self.content_of([child for child in item.children if child is not title]).source)
            self.close_block()

    def _dropdown(self, node: nodes.Element) -> None:
        title = node.children[0] if node.get("has_title") and isinstance(node.children[0], nodes.Element) else None
        self.open_block(
            "design-dropdown",
            title=self.inner_of(title) if title is not None else None,
            short=self.is_short(node),
        )
        self.anchors(node)
        self.write(self.content_of(node.children[title is not None :]).source)
        self.close_block()

    # What stands in a line

    def visit_PassthroughTextElement(self, node: nodes.Element) -> None:
        # Around the text of a card's title or link.
        self.anchors(node)

    depart_PassthroughTextElement = _nothing  # noqa: N815

    def visit_sd_badge(self, node: nodes.Element) -> None:
        self.open("design-badge", kind=colour_of(node), filled=not any("outline" in name for name in node["classes"]))
        self.anchors(node)

    def depart_sd_badge(self, node: nodes.Element) -> None:
        self.close()

    def visit_sd_line_break(self, node: nodes.Element) -> None:
        self.call("linebreak")
        raise nodes.SkipNode

    def visit_sd_icon(self, node: nodes.Element) -> None:
        # It decorates: a picture without words.
        source = _SVG_ROOT.sub('<svg xmlns="http://www.w3.org/2000/svg"', str(node.get("svg", "")), count=1)
        try:
            root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            raise nodes.SkipNode from None
        # As high as the letters around it, whatever the screen has.
        for side in ("width", "height"):
            root.attrib.pop(side, "")
        self.call("design-icon", etree.tostring(root, encoding="unicode"))
        raise nodes.SkipNode

    def visit_fontawesome(self, node: nodes.Element) -> None:
        # A character of a web font that a PDF does not have.
        raise nodes.SkipNode


def _only(item: nodes.Element) -> nodes.Element:
    """A cell's only child, or the cell itself."""
    if _component(item) == "grid-item" and len(item.children) == 1 and isinstance(item.children[0], nodes.Element):
        return item.children[0]
    return item


def _rows(grid: nodes.Element, columns: int) -> Iterator[list[tuple[nodes.Element, Value]]]:
    """The cells of a grid in rows, each with its width in twelfths, or ``None`` for one as wide as what it holds."""
    row: list[tuple[nodes.Element, Value]] = []
    filled = 0
    for item in grid.children:
        if not isinstance(item, nodes.Element) or isinstance(item, nodes.Invisible):
            continue
        given = _last_match(_ITEM_COLUMNS, item)
        width = int(given) if given.isdigit() else 12 // columns
        if row and filled + width > 12:
            yield row
            row, filled = [], 0
        row.append((item, None if given == "auto" else width))
        filled += width
    if row:
        yield row
