"""Visitors for lists of all kinds."""

# ruff: noqa: ARG002, D102
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from kompendium.builders.typst.core import Content, TypstTranslatorCore
from kompendium.builders.typst.writer import expression, run_in

if TYPE_CHECKING:
    from kompendium.builders.typst.writer import Value

_ENUMERATORS = {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}


class ListVisitors(TypstTranslatorCore):
    """Bullet, numbered, definition, field and option lists."""

    def _nothing(self, node: nodes.Element) -> None:
        pass

    def visit_bullet_list(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_bullet_list(self, node: nodes.Element) -> None:
        self._list(node, "bullets", {})

    def visit_enumerated_list(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_enumerated_list(self, node: nodes.Element) -> None:
        pattern = _ENUMERATORS.get(str(node.get("enumtype", "arabic")), "1")
        # Typst reads these letters of a prefix or suffix as counters.
        prefix, suffix = (
            "".join(c for c in str(node.get(key, default)) if not c.isalnum())
            for key, default in (("prefix", ""), ("suffix", "."))
        )
        named: dict[str, Value] = {"pattern": prefix + pattern + (suffix or ".")}
        if node.get("start", 1) != 1:
            named["start"] = int(node["start"])
        self._list(node, "numbered", named)

    def _list(self, node: nodes.Element, name: str, named: dict[str, Value]) -> None:
        frame, between = self.end()
        self.loose(between)
        self.paragraph_break()
        self.anchors(node)
        if self.is_flat(node):
            for item in frame.items:
                self.write(f'#"– ";{run_in(item.source)}')
                self.paragraph_break()
            return
        place = node.parent.index(node)
        if place and isinstance(node.parent.children[place - 1], nodes.bullet_list | nodes.enumerated_list):
            self.call("between-lists")
        if all(self._is_compact(item) for item in node.children):
            named["tight"] = True
        self.write(f"#{name}({''.join(f'{key}: {expression(value)}, ' for key, value in named.items())}")
        for item in frame.items:
            self.write(f"[{item.source}],\n")
        self.write(");")
        self.paragraph_break()

    @staticmethod
    def _is_compact(item: nodes.Node) -> bool:
        """Whether a list item is one paragraph at most, with lists under it."""
        inner = (nodes.bullet_list, nodes.enumerated_list)
        blocks = [child for child in item.children if not isinstance(child, (*inner, nodes.Invisible))]
        return len(blocks) <= 1 and all(isinstance(child, nodes.TextElement) for child in blocks)

    def _visit_item(self, node: nodes.Element) -> None:
        self.capture()
        self.anchors(node)

    def _depart_item(self, node: nodes.Element) -> None:
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None:
            self.loose(content)
        else:
            frame.items.append(content)

    visit_list_item = _visit_item
    depart_list_item = _depart_item

    # Definition lists, and the lists that are set like them

    def visit_definition_list(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_definition_list(self, node: nodes.Element) -> None:
        frame, between = self.end()
        self.loose(between)
        self._terms("definitions", node, frame.items)

    def _terms(self, name: str, node: nodes.Element, items: list[tuple[Content, Content]]) -> None:
        self.paragraph_break()
        self.anchors(node)
        if self.is_flat(node):
            for term, body in items:
                self.open_block("box-flat", title=term)
                self.write(body.source)
                self.close_block()
            return
        self.write(f"#{name}(")
        for term, body in items:
            self.write(f"([{term.source}], [{run_in(body.source)}]),\n")
        self.write(");")
        self.paragraph_break()

    def visit_definition_list_item(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_definition_list_item(self, node: nodes.Element) -> None:
        frame, rest = self.end()
        terms = [content.source for content in frame.items]
        body = frame.parts.get("body", Content(""))
        pair = (Content('#", ";'.join(terms)), Content(rest.source + body.source if rest else body.source))
        parent = self.frame_of(node.parent)
        if parent is None:
            self._terms("definitions", node, [pair])
        else:
            parent.items.append(pair)

    visit_term = visit_field_name = visit_option_group = _visit_item
    depart_term = depart_field_name = depart_option_group = _depart_item

    def visit_classifier(self, node: nodes.Element) -> None:
        self.capture()
        self.open("classifier")

    def depart_classifier(self, node: nodes.Element) -> None:
        self.close()
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None or not frame.items:
            self.loose(content)
        else:
            frame.items[-1] = Content(frame.items[-1].source + content.source)

    def _depart_body(self, node: nodes.Element) -> None:
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None:
            self.loose(content)
        else:
            before = frame.parts.get("body", Content("")).source
            frame.parts["body"] = Content(before + content.source)

    visit_definition = visit_field_body = visit_description = _visit_item
    depart_definition = depart_field_body = depart_description = _depart_body

    def visit_field_list(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_field_list(self, node: nodes.Element) -> None:
        frame, between = self.end()
        self.loose(between)
        self._terms("fields", node, frame.items)

    visit_docinfo = visit_field_list
    depart_docinfo = depart_field_list

    visit_field = visit_definition_list_item

    def depart_field(self, node: nodes.Element) -> None:
        frame, rest = self.end()
        name = frame.items[0] if frame.items else Content("")
        body = frame.parts.get("body", Content(""))
        pair = (name, Content(body.source + (rest.source if rest else "")))
        parent = self.frame_of(node.parent)
        if parent is None:
            self._terms("fields", node, [pair])
        else:
            parent.items.append(pair)

    def _visit_bibliographic(self, node: nodes.Element) -> None:
        self.capture()

    def _depart_bibliographic(self, node: nodes.Element) -> None:
        content = self.captured()
        self.capture()
        self.text(node.__class__.__name__.capitalize())
        name = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None:
            self.loose(content)
        else:
            frame.items.append((name, content))

    visit_author = visit_contact = visit_copyright = visit_date = _visit_bibliographic
    visit_organization = visit_address = visit_revision = visit_status = visit_version = _visit_bibliographic
    depart_author = depart_contact = depart_copyright = depart_date = _depart_bibliographic
    depart_organization = depart_address = depart_revision = depart_status = depart_version = _depart_bibliographic

    def visit_authors(self, node: nodes.Element) -> None:
        pass

    depart_authors = _nothing

    def visit_option_list(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_option_list(self, node: nodes.Element) -> None:
        frame, between = self.end()
        self.loose(between)
        self._terms("definitions", node, frame.items)

    visit_option_list_item = visit_definition_list_item
    depart_option_list_item = depart_field

    def visit_option(self, node: nodes.Element) -> None:
        if node.parent.index(node):
            self.text(", ")
        self.open("mono-strong")

    def depart_option(self, node: nodes.Element) -> None:
        self.close()

    visit_option_string = _nothing
    depart_option_string = _nothing

    def visit_option_argument(self, node: nodes.Element) -> None:
        self.text(str(node.get("delimiter", " ")))

    depart_option_argument = _nothing
