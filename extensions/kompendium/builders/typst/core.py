"""The translator's core: the methods that visitors, also those of other extensions, write Typst with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxTranslator

from kompendium.builders.typst.glyphs import fitted
from kompendium.builders.typst.writer import MARK, Buffers, Code, Content, Value, arguments, function_name, markup
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from kompendium.builders.typst.builder import TypstBuilder


_DEEPEST = 48
"""Typst gives up at 64 elements in each other; the rest is for the page, and for a table or figure at the bottom."""
_DEPTHS: tuple[tuple[type, int], ...] = (
    (nodes.block_quote, 6),
    (nodes.Admonition, 7),
    (nodes.system_message, 7),
    (nodes.definition_list, 5),
    (nodes.field_list, 5),
    (nodes.option_list, 5),
    (nodes.table, 7),
    (nodes.bullet_list, 3),
    (nodes.enumerated_list, 3),
    (nodes.line_block, 4),
    (nodes.topic, 3),
    (nodes.figure, 4),
)
"""How many of these each node takes, measured: 64 through the deepest nesting that still compiles, rounded up.
A quotation takes four, but is indented on both sides: more than eight leave no room for a word."""
_SHORT_LINES = 11
"""A box of so many lines, its title among them, takes a quarter of a page."""
_LETTERS_A_LINE = 60
_PICTURE_LINES = 12
_TALL = (nodes.image, nodes.table, nodes.literal_block, nodes.math_block)
"""What has a height that its letters do not tell."""
_COMPONENT_DEPTHS = {"grid-row": 5, "card-carousel": 5, "card": 5, "card-body": 3, "tab-set": 4, "dropdown": 6}
"""The same for the components of sphinx-design, which are containers by their class."""
_IN_A_LANGUAGE = (nodes.inline, nodes.paragraph, nodes.container, nodes.compound, nodes.block_quote)
_LANGUAGE = re.compile(r"language-([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?")
"""The class by which docutils says in what language something is: ``[Actas]{.language-es}``."""
_NOT_LISTED = (nodes.footnote_reference, nodes.citation_reference, nodes.image, nodes.raw, nodes.Invisible)
"""What a caption has that a list of figures has not."""
_UNWRAPPED = (nodes.reference, nodes.target, nodes.abbreviation, addnodes.number_reference)
"""What of a caption is plain text in a list of figures."""
_DRAWN_ANYWHERE = (nodes.table, nodes.figure, nodes.line_block)
"""Nodes that are drawn as they are at any depth."""


@dataclass(slots=True)
class Frame:
    """A node whose parts are kept until it ends: a figure's caption, a table's title, a list's items."""

    node: nodes.Element
    parts: dict[str, Content] = field(default_factory=dict)
    items: list[Any] = field(default_factory=list)
    open_part: str = ""


def prints_its_source(node: nodes.Node) -> bool:
    """Whether a block of code is printed as its characters, without what its children mean: no note begins in it."""
    return isinstance(node, nodes.literal_block) and (node.rawsource == node.astext() or "language" in node)


def _depth_of(node: nodes.Element) -> int:
    if isinstance(node, nodes.container):
        return _COMPONENT_DEPTHS.get(str(node.get("design_component", "")), 0)
    return next((depth for kind, depth in _DEPTHS if isinstance(node, kind)), 0)


def language_of(node: nodes.Node) -> dict[str, Value]:
    """Language and region of a node that says so by a class, as Typst's ``text`` takes them."""
    if not isinstance(node, _IN_A_LANGUAGE):
        return {}
    for name in map(str, node.get("classes", ())):
        if found := _LANGUAGE.fullmatch(name):
            return {"lang": found[1].lower(), **({"region": found[2].upper()} if found[2] else {})}
    return {}


class TypstTranslatorCore(SphinxTranslator):
    """Writes Typst into a stack of buffers.

    Visitors use :meth:`open`, :meth:`close`, :meth:`open_block`, :meth:`close_block`, :meth:`call`, :meth:`text`,
    :meth:`anchors`, :meth:`capture` and :meth:`captured`. They name a Typst function; how it looks is the
    function's affair.
    """

    builder: TypstBuilder

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.docname: str = self.builder.current_docname
        self.section_level = 0
        self.frames: list[Frame] = []
        self._buffers = Buffers()
        self._anchored: set[str] = set()
        self._text_depth = 0
        self.heading_labels: list[str] | None = None
        self.paged: set[str] = set()
        """The addresses whose page was named in this section of the document."""
        self.current_node: nodes.Node | None = None
        self._sources: dict[str, str] = {}
        self._reported_glyphs: set[str] = set()
        self._explained: set[tuple[str, str]] = set()
        self._depth = 0
        self._flat: list[nodes.Element] = []
        self._in_note = 0
        self._without_notes = False
        self._html_ends: set[int] = set()

    # What other extensions' visitors use.

    @property
    def env(self) -> BuildEnvironment:
        """The build environment."""
        return self.builder.env

    @property
    def heading_level(self) -> int:
        """The level of the section the node stands in; 1 is the chapter itself."""
        return max(self.section_level, 1)

    def open(self, name: str, *positional: Value, **named: Value) -> None:
        """Begin a call whose content argument follows: ``#name(kind: "tip")[``."""
        given = arguments(positional, named)
        self._buffers.write(f"#{function_name(name)}({given})[" if given else f"#{function_name(name)}[")

    def close(self) -> None:
        """End what :meth:`open` began."""
        # The semicolon keeps a following bracket or dot from becoming part of the call.
        self._buffers.write("];")

    def open_block(self, name: str, *positional: Value, **named: Value) -> None:
        """As :meth:`open`, for what stands between paragraphs."""
        self.paragraph_break()
        self.open(name, *positional, **named)

    def close_block(self) -> None:
        """End what :meth:`open_block` began."""
        self.close()
        self.paragraph_break()

    def call(self, name: str, *positional: Value, **named: Value) -> None:
        """A call without content that follows: ``#page-of("doc:id");``."""
        self._buffers.write(f"#{function_name(name)}({arguments(positional, named)});")

    def text(self, text: str) -> None:
        """Running text, any characters."""
        self._buffers.write(markup(self.shown(text)))

    def anchors(self, node: nodes.Element) -> None:
        """Make every id of the node a place that can be linked to; each id once."""
        if self.heading_labels is not None:
            # A heading's words are printed in the contents, too, and a place must not be in two places.
            self.heading_labels += self.labels(node)
            return
        for label in self.labels(node):
            self.call("anchor", label)

    def capture(self) -> None:
        """Keep what is written from here on, until :meth:`captured`."""
        self._buffers.push()

    def captured(self) -> Content:
        """What was written since :meth:`capture`, as a content value."""
        return self._buffers.pop()

    def is_flat(self, node: nodes.Element) -> bool:
        """Whether the node stands too deep to be drawn as what it is: its text is then set without a frame."""
        return any(flat is node for flat in self._flat)

    @staticmethod
    def is_short(node: nodes.Element, columns: int = 1) -> bool:
        """Whether a box is to stay on one page. Reckoned here: to measure it, Typst would lay out each box twice.

        One of several columns beside each other may hold a picture, too, which is no wider than its column.
        """
        pictures = [*node.findall(nodes.image)] if columns > 1 else []
        if any(inner not in pictures for inner in node.findall(lambda inner: isinstance(inner, _TALL))):
            return False
        lines = len(pictures) * _PICTURE_LINES
        for block in node.findall(nodes.TextElement):
            if not isinstance(block.parent, nodes.TextElement):
                lines += 1 + len(block.astext()) * columns // _LETTERS_A_LINE + block.astext().count("\n\n")
        return lines <= _SHORT_LINES + (_PICTURE_LINES if pictures else 0)

    # What our own visitors use beside them.

    def write(self, source: str) -> None:
        """Add Typst source as it stands."""
        self._buffers.write(source)

    def paragraph_break(self) -> None:
        """End the paragraph."""
        self._buffers.write("\n\n")

    def labels(self, node: nodes.Element) -> list[str]:
        """The labels of the node's ids that are not placed yet; placing one twice would make it useless."""
        ids = [id_ for id_ in map(str, node.get("ids", ())) if id_ not in self._anchored]
        self._anchored.update(ids)
        return [f"{self.docname}:{id_}" for id_ in ids]

    @property
    def places(self) -> set[str]:
        """The labels that were placed in this document."""
        return {f"{self.docname}:{id_}" for id_ in self._anchored}

    def shown(self, text: str, location: nodes.Node | None = None) -> str:
        """The text with a readable stand-in for each character that no font has.

        Each is warned about where it stands first in the document: a word in a script that we have no font for
        would else hide every other warning.
        """
        text, missing = fitted(text, self.builder.typefaces)
        for character in missing:
            if character in self._reported_glyphs:
                continue
            self._reported_glyphs.add(character)
            self.builder.note_glyph(character, location or self.current_node or (self.docname, None))
        return text

    def printed_number(self, node: nodes.Element, kind: str) -> str | None:
        """The printed number, such as «Figur 161.1», from the numbers Sphinx keeps and the book's format for them."""
        numbers = self.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        template = str(self.config.numfig_format.get(kind, ""))
        found = next((numbers[id_] for id_ in map(str, node.get("ids", ())) if id_ in numbers), None)
        if found is None or not template:
            return None
        number = ".".join(map(str, found))
        # A format without a place for the number is a label before it.
        return self.shown(template.replace("%s", number) if "%s" in template else f"{template} {number}", node)

    def begin(self, node: nodes.Element) -> Frame:
        """Begin a node whose parts are kept."""
        frame = Frame(node)
        self.frames.append(frame)
        self.capture()
        return frame

    def end(self) -> tuple[Frame, Content]:
        """End the innermost :meth:`begin`: its parts, and what was written outside them."""
        return self.frames.pop(), self.captured()

    def frame_of(self, node: nodes.Node | None) -> Frame | None:
        """The innermost frame, if it is the one of this node."""
        return self.frames[-1] if self.frames and self.frames[-1].node is node else None

    def content_of(self, children: list[nodes.Node]) -> Content:
        """What these nodes write."""
        self.capture()
        for child in children:
            child.walkabout(self)
        return self.captured()

    def inner_of(self, node: nodes.Element) -> Content:
        """What a node's children write, and its place: for one that is set as a part of what it stands in."""
        before, after = self._block_marks(node)
        self.capture()
        self.write(before + after)
        self.anchors(node)
        self.write(self.content_of(node.children).source)
        return self.captured()

    def listed(self, kind: str, number: str | None, caption: nodes.Element | None) -> dict[str, Value] | None:
        """What a list of figures, or of another kind, says of one: without notes, links, places and pictures."""
        if caption is None:
            return None
        self.builder.note_caption(kind, numbered=number is not None)
        copy = caption.deepcopy()
        for node in list(copy.findall(lambda node: isinstance(node, _NOT_LISTED))):
            node.parent.remove(node)
        for node in list(copy.findall(lambda node: isinstance(node, _UNWRAPPED))):
            node.parent.replace(node, node.children)
        for node in copy.findall(nodes.Element):
            node["ids"] = []
        return {"kind": kind, "number": number, "caption": self.content_of(copy.children)}

    def loose(self, content: Content) -> None:
        """Write what stood where no text belongs, such as between two list items: it is not lost."""
        if content:
            self.paragraph_break()
            self.write(content.source)
            self.paragraph_break()

    def astext(self) -> str:
        """Everything written: the body of the document's ``.typ`` file."""
        return self._buffers.pop().source

    # Source positions and dispatch.

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Visit a node by the nearest class that has a visitor, with a mark of its place before each block."""
        if isinstance(node, nodes.Element):
            self.current_node = node
            if self._text_depth == 0:
                self.mark(node)
            self._text_depth += isinstance(node, nodes.TextElement)
            self._enter(node)
        if language := language_of(node):
            self.open("text", **language)
        before, after = self._block_marks(node)
        self.write(before)
        try:
            super().dispatch_visit(node)
            self.write(after)
        except (nodes.SkipNode, nodes.SkipDeparture):
            if language:
                self.close()
            self._text_depth -= isinstance(node, nodes.TextElement)
            self._leave(node)
            raise

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Depart a node by the nearest class that has a visitor."""
        self._text_depth -= isinstance(node, nodes.TextElement)
        super().dispatch_departure(node)
        if language_of(node):
            self.close()
        self._leave(node)

    def _block_marks(self, node: nodes.Node) -> tuple[str, str]:
        """What marks the beginning of a block of text for the page map: before what its visitor writes, or after."""
        number = self.builder.block_numbers.get(id(node))
        # A title's mark is its heading's, since the contents print its words again; a note stands at a page's foot.
        is_heading = isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
        if number is None or self._in_note or is_heading or not any(node.findall(nodes.Text)):
            return "", ""
        mark = f"#block-mark({number});"
        return (mark, "") if isinstance(node, nodes.FixedTextElement) else ("", mark)

    def picture_mark(self, node: nodes.Element) -> int | None:
        """The number of the block that is this picture alone, in a paragraph or link or not."""
        block: nodes.Element | None = node
        while block is not None and id(block) not in self.builder.block_numbers:
            block = block.parent
        if block is None or self._in_note or any(block.findall(nodes.Text)):
            return None
        return self.builder.block_numbers[id(block)]

    def _enter(self, node: nodes.Element) -> None:
        """Count how deep the node stands; one that Typst would give up on is to be set flat."""
        self._in_note += isinstance(node, nodes.footnote)
        depth = _depth_of(node)
        if self._depth + depth > _DEEPEST and depth and not isinstance(node, _DRAWN_ANYWHERE):
            if not self._flat:
                report(Finding.PDF_TOO_DEEP, node)
            self._flat.append(node)
        else:
            self._depth += depth

    def _leave(self, node: nodes.Node) -> None:
        if not isinstance(node, nodes.Element):
            return
        self._in_note -= isinstance(node, nodes.footnote)
        if self._flat and self._flat[-1] is node:
            self._flat.pop()
        else:
            self._depth -= _depth_of(node)

    def mark(self, node: nodes.Element) -> None:
        """Note the node's source and line in the Typst file, for the diagnostics to find their way back."""
        if node.line is not None:
            self.write(f"\n{MARK}{self._source_of(node)}:{node.line}\n")

    def _source_of(self, node: nodes.Element) -> str:
        source = node.source or ""
        if source not in self._sources:
            # Docstrings say «file.py:docstring of name»; such a place is named as it stands.
            path = Path(source) if source else Path(str(self.env.doc2path(self.docname)))
            try:
                shown = path.resolve().relative_to(Path(self.builder.srcdir).resolve()).as_posix()
            except ValueError:
                shown = path.as_posix()
            self._sources[source] = shown.replace("\n", " ")
        return self._sources[source]

    def unknown_visit(self, node: nodes.Node) -> None:
        """Print the children of a node that nobody knows, and say so once for its type."""
        self.builder.note_unknown(node)
        if isinstance(node, nodes.Element):
            if self._is_block(node):
                self.paragraph_break()
            self.anchors(node)

    def unknown_departure(self, node: nodes.Node) -> None:
        """End an unknown node."""
        if isinstance(node, nodes.Element) and self._is_block(node):
            self.paragraph_break()

    @staticmethod
    def _is_block(node: nodes.Element) -> bool:
        return not isinstance(node, nodes.Inline) and not isinstance(node.parent, nodes.TextElement)


__all__ = ["Code", "Content", "Frame", "TypstTranslatorCore", "Value"]
