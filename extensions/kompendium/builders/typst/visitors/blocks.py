"""Visitors for what stands between paragraphs: sections, figures, boxes, code, quotations."""

# ruff: noqa: ARG002, D102
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import admonitionlabels, get_translation
from sphinx.util.logging import get_node_location

from kompendium.builders.typst.core import prints_its_source
from kompendium.builders.typst.highlight import highlighted_lines
from kompendium.builders.typst.images import intrinsic_size_pt, length
from kompendium.builders.typst.maths import alternative, converted, prove
from kompendium.builders.typst.structure import section_depth, toctree_documents
from kompendium.builders.typst.visitors.design import DesignVisitors
from kompendium.builders.typst.writer import Code, Content, Value, markup
from kompendium.diagnostics import Finding, report
from kompendium.text_blocks import is_wordless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx import addnodes

_ = get_translation("kompendium")

_BOX_KINDS = {
    "note": "note",
    "seealso": "note",
    "tip": "tip",
    "hint": "tip",
    "important": "keypoints",
    "attention": "warning",
    "caution": "warning",
    "danger": "warning",
    "error": "warning",
    "warning": "warning",
}
"""Docutils' and Sphinx's admonitions, and the kind of box whose colour and rule each takes."""

_AVATARS = {"sd-avatar-xs": 2, "sd-avatar-sm": 3, "sd-avatar-md": 4, "sd-avatar-lg": 5, "sd-avatar-xl": 6}
"""The sizes that sphinx-design has for the picture of an author, in lines of text."""
_LONG_FORMULA = 60
_SIDES = re.compile(r"(?:sd-|align-)?(?:text-)?(left|center|right)")
_NAMED_ANEW = 2
"""Sections down to this level are read by themselves: the page of a place is named in each of them."""


def _under_caption(node: nodes.Element) -> dict[str, Value]:
    """What a block of code says that stands right under its caption."""
    return {"captioned": True} if isinstance(node.parent.children[0], nodes.caption) else {}


def _side_of(node: nodes.Element) -> str:
    """To which side a container's classes align what it holds."""
    names = (name for name in map(str, node.get("classes", ())) if name.startswith(("sd-text-", "text-", "align-")))
    return next((match[1] for name in names if (match := _SIDES.fullmatch(name))), "")


class BlockVisitors(DesignVisitors):
    """Sections, toctrees, figures, boxes, code and other blocks."""

    def _nothing(self, node: nodes.Element) -> None:
        pass

    def _skip(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    def _close_block(self, node: nodes.Element) -> None:
        self.close_block()

    # The document and its sections

    def visit_document(self, node: nodes.document) -> None:
        self._document_label = True
        self._title_dropped = False
        self._decoration = Content("")
        kinds = (nodes.math, nodes.math_block)
        prove(
            (math.astext(), isinstance(math, nodes.math_block)) for math in node.findall(lambda n: isinstance(n, kinds))
        )
        if not (node.children and isinstance(node.children[0], nodes.section)):
            self._anchor_document()
        self.anchors(node)

    def depart_document(self, node: nodes.document) -> None:
        self.loose(self._decoration)

    def _anchor_document(self) -> list[str]:
        """The document's own label, ``doc:``, for links that name no place in it; the first heading takes it."""
        if not self._document_label:
            return []
        self._document_label = False
        return [f"{self.docname}:"]

    def visit_start_of_file(self, node: nodes.Element) -> None:
        pass

    depart_start_of_file = _nothing

    def visit_section(self, node: nodes.section) -> None:
        self.section_level += 1
        if self.section_level <= _NAMED_ANEW:
            self.paged = set()
        if not any(isinstance(child, nodes.title) for child in node.children):
            self.anchors(node)

    def depart_section(self, node: nodes.section) -> None:
        self.section_level -= 1

    def visit_title(self, node: nodes.Element) -> None:
        self.capture()
        if isinstance(node.parent, nodes.section):
            self.heading_labels = []

    def depart_title(self, node: nodes.Element) -> None:
        content = self.captured()
        parent = node.parent
        inside, self.heading_labels = self.heading_labels or [], None
        frame = self.frame_of(parent)
        if isinstance(parent, nodes.section):
            self._heading(node, parent, content, inside)
        elif isinstance(parent, nodes.document):
            self.open_block("rubric")
            self.write(content.source)
            self.close_block()
        elif frame is not None and "title" not in frame.parts:
            self.capture()
            self.anchors(node)
            frame.parts["title"] = Content(self.captured().source + content.source)
        else:
            self.open_block("box-heading")
            self.anchors(node)
            self.write(content.source)
            self.close_block()

    def _heading(self, title: nodes.Element, section: nodes.Element, content: Content, inside: Sequence[str]) -> None:
        without_notes = title.deepcopy()
        for note in list(without_notes.findall(nodes.footnote_reference)):
            note.parent.remove(note)
        plain = self.shown(" ".join(without_notes.astext().split()), title)
        if is_wordless(title):
            # PDF/UA wants words in every heading: those of its picture, or at least some.
            alternatives = " ".join(str(image.get("alt", "")) for image in title.findall(nodes.image)).strip()
            plain = self.shown(alternatives, title) or _("[Heading without text]")
            content = Content(content.source + markup(plain))
        numbers = self.env.toc_secnumbers.get(self.docname, {})
        number: tuple[int, ...] = ()
        for id_ in ["", *section["ids"]] if self.section_level == 1 else section["ids"]:
            number = number or numbers.get(f"#{id_}" if id_ else "", ())
        entry = self.builder.book.entries.get(self.docname)
        level, kind = self.section_level, "section"
        if entry is None:
            if level == 1 and plain == self.builder.info.title:
                # The book's title stands on the title page and is no heading of the book's order.
                self._title_dropped = True
                labels = [*self._anchor_document(), *self.labels(section), *self.labels(title), *inside]
                self.call("book-opening", plain, labels)
                return
            level -= self._title_dropped and level > 1
            kind = "front" if level == 1 else "section"
        elif level == 1 and entry.depth == 1:
            kind = "front" if entry.matter == "front" else "chapter"
        depth = level + (entry.depth - 1 if entry else 0)
        if kind == "front" and entry is not None and entry.label:
            self.open_block("front-label")
            self.text(entry.label)
            self.close_block()
        self.paragraph_break()
        self.open(
            "section-head",
            level=level,
            kind=kind,
            labelled=kind == "front" and entry is not None and bool(entry.label),
            rank=depth,
            number=".".join(map(str, number)) if number else None,
            plain=plain,
            running=self._short_title(title),
            ids=[*self._anchor_document(), *self.labels(section), *self.labels(title), *inside],
            mark=self.builder.block_numbers.get(id(title)),
            listed=depth <= self.builder.contents_depth,
            **self._listed_as(title),
        )
        self.write(content.source)
        self.close_block()

    def _listed_as(self, title: nodes.Element) -> dict[str, Value]:
        """How the contents call a heading with a note: without it, or it would stand at their foot, too."""
        if next(iter(title.findall(nodes.footnote_reference)), None) is None:
            return {}
        self._without_notes = True
        content = self.content_of(title.children)
        self._without_notes = False
        return {"listed_as": content}

    def _short_title(self, title: nodes.Element) -> str | None:
        """The document's title where space is short, if its front matter has one."""
        chapter = getattr(self.env, "kompendium_chapters", {}).get(self.docname)
        short = str(getattr(chapter, "short_title", "")) if title is self.document.next_node(nodes.title) else ""
        return self.shown(short, title) if short else None

    def visit_subtitle(self, node: nodes.Element) -> None:
        self.open_block("subtitle-line")

    depart_subtitle = _close_block

    def visit_rubric(self, node: nodes.Element) -> None:
        level = int(node.get("heading-level", 0))
        if level:
            self.open_block("rubric", level=level)
        else:
            self.open_block("rubric")
        self.anchors(node)

    depart_rubric = _close_block

    def visit_toctree(self, node: addnodes.toctree) -> None:
        caption = str(node.get("caption") or "")
        if self.docname != self.builder.book.root:
            inside = max(section_depth(node), 1)
            entry = self.builder.book.entries.get(self.docname)
            children = [
                child for child in toctree_documents(node, self.env) if self.builder.place_document(child, self.docname)
            ]
            if caption and children:
                self.open_block("rubric")
                self.text(caption)
                self.close_block()
            for child in children:
                self.paragraph_break()
                self.call("subdocument", child, (entry.offset if entry else 0) + inside)
                self.paragraph_break()
        addresses = [(title, ref) for title, ref in node["entries"] if "://" in ref]
        if addresses and not node.get("hidden"):
            for title, address in addresses:
                self.paragraph_break()
                self.open("external", address)
                self.text(title or address)
                self.close()
                self.paragraph_break()
        raise nodes.SkipNode

    # Paragraphs and quotations

    def visit_paragraph(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)

    def depart_paragraph(self, node: nodes.Element) -> None:
        self.paragraph_break()

    visit_compact_paragraph = visit_paragraph
    depart_compact_paragraph = depart_paragraph

    def visit_centered(self, node: nodes.Element) -> None:
        self.open_block("centered")
        self.anchors(node)

    depart_centered = _close_block

    def visit_block_quote(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_block_quote(self, node: nodes.Element) -> None:
        frame, body = self.end()
        self.open_block(
            "quotation-flat" if self.is_flat(node) else "quotation", attribution=frame.parts.get("attribution")
        )
        self.anchors(node)
        self.write(body.source)
        self.close_block()

    def visit_attribution(self, node: nodes.Element) -> None:
        self.capture()

    def depart_attribution(self, node: nodes.Element) -> None:
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None:
            self.loose(content)
        else:
            frame.parts["attribution"] = content

    def visit_line_block(self, node: nodes.Element) -> None:
        self.open_block("verse-indented" if isinstance(node.parent, nodes.line_block) else "verse")
        self.anchors(node)

    depart_line_block = _close_block

    def visit_line(self, node: nodes.Element) -> None:
        self.open("verse-line")

    def depart_line(self, node: nodes.Element) -> None:
        self.close()

    def visit_transition(self, node: nodes.Element) -> None:
        # MyST draws a line before footnotes, which stand at the foot of their pages here.
        if "footnotes" not in node.get("classes", ()):
            self.paragraph_break()
            self.call("transition")
            self.paragraph_break()
        raise nodes.SkipNode

    # Containers that add nothing of their own

    def _visit_loose(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)

    def _depart_loose(self, node: nodes.Element) -> None:
        self.paragraph_break()

    def visit_container(self, node: nodes.Element) -> None:
        if self.visit_component(node):
            raise nodes.SkipNode
        self.paragraph_break()
        if side := _side_of(node):
            self.open("aligned", side)
        self.anchors(node)

    def depart_container(self, node: nodes.Element) -> None:
        if _side_of(node):
            self.close()
        self.paragraph_break()

    def visit_hlist(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)
        self.call("side-by-side", *(self.content_of([column]) for column in node.children))
        self.paragraph_break()
        raise nodes.SkipNode

    depart_hlist = _nothing
    visit_compound = _visit_loose
    depart_compound = _depart_loose
    visit_only = _visit_loose
    depart_only = _depart_loose
    visit_glossary = _visit_loose
    depart_glossary = _depart_loose
    visit_acks = _visit_loose
    depart_acks = _depart_loose
    visit_hlistcol = _visit_loose
    depart_hlistcol = _depart_loose
    # Autosummary's are comments by class, for builders that do not know them.
    visit_autosummary_table = _visit_loose
    depart_autosummary_table = _depart_loose
    visit_autosummary_toc = _visit_loose
    depart_autosummary_toc = _depart_loose

    def visit_decoration(self, node: nodes.Element) -> None:
        # The head and foot of every page on other paper; here they end the document, once.
        self.capture()

    def depart_decoration(self, node: nodes.Element) -> None:
        self._decoration = self.captured()

    visit_header = _visit_loose
    depart_header = _depart_loose
    visit_footer = _visit_loose
    depart_footer = _depart_loose
    visit_versionmodified = _visit_loose
    depart_versionmodified = _depart_loose

    # Nodes that print nothing

    visit_comment = _skip
    visit_meta = _skip
    visit_pending = _skip
    visit_substitution_definition = _skip
    visit_highlightlang = _skip
    visit_tabular_col_spec = _skip
    # For LaTeX alone, beside the text itself.
    visit_raw_latex = _skip
    # What a list of todos or of literature is until other documents are read.
    visit_todolist = _skip
    visit_bibliography = _skip

    # Figures and images

    def visit_figure(self, node: nodes.Element) -> None:
        frame = self.begin(node)
        # A second buffer, so that what comes after the caption can be told from what comes before.
        frame.open_part = "body"

    def depart_figure(self, node: nodes.Element) -> None:
        frame, rest = self.end()
        body = frame.parts.get("body", rest)
        after = rest if "body" in frame.parts else None
        pictures = list(node.findall(nodes.image))
        number = self.printed_number(node, "figure")
        named: dict[str, Value] = {
            "caption": frame.parts.get("caption"),
            "number": number,
            "listed": self.listed("figures", number, next(iter(node.findall(nodes.caption)), None)),
            "after": after or None,
            "ids": self.labels(node),
            "align": self._alignment(node),
            "width": Code(width) if (width := length(node.get("width"))) else None,
            "picture": len(pictures) == 1 and isinstance(node.children[0], (nodes.image, nodes.reference)),
        }
        self.open_block("fig", **{key: value for key, value in named.items() if value not in (None, [])})
        self.write(body.source)
        self.close_block()

    def visit_caption(self, node: nodes.Element) -> None:
        frame = self.frame_of(node.parent)
        if frame is not None and frame.open_part == "body":
            frame.parts["body"] = self.captured()
            self.capture()
        self.capture()

    def depart_caption(self, node: nodes.Element) -> None:
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is not None:
            frame.parts["caption"] = content
            return
        number, listed = None, None
        if node.parent.get("literal_block"):
            number = self.printed_number(node.parent, "code-block")
            listed = self.listed("listings", number, node)
        self.open_block("block-caption", number=number, listed=listed)
        self.anchors(node)
        self.write(content.source)
        self.close_block()

    def visit_legend(self, node: nodes.Element) -> None:
        self.open_block("legend")
        self.anchors(node)

    depart_legend = _close_block

    @staticmethod
    def _alignment(node: nodes.Element) -> str | None:
        align = node.get("align")
        return align if align in ("left", "right", "center") else None

    def visit_image(self, node: nodes.Element) -> None:
        inline = isinstance(node.parent, nodes.TextElement) and not (
            isinstance(node.parent, nodes.paragraph) and len(node.parent.children) == 1
        )
        if isinstance(node.parent, nodes.reference) and not isinstance(node.parent.parent, nodes.TextElement):
            inline = False
        self.anchors(node)
        file = self.builder.image_file(node)
        alt = self._alternative(node)
        if file is None:
            self.open("picture-missing")
            self.text(alt or str(node.get("uri", "")))
            self.close()
            raise nodes.SkipNode
        scale = float(node.get("scale", 100)) / 100
        named: dict[str, Value] = {"alt": alt}
        for side in ("width", "height"):
            given = length(node.get(side), scale)
            if given is not None:
                named[side] = Code(given)
        if not {"width", "height"} & named.keys():
            avatars = [_AVATARS[name] for name in map(str, node.get("classes", ())) if name in _AVATARS]
            named |= {"width": Code(f"{avatars[0]}em")} if avatars else {}
        natural = intrinsic_size_pt(file)
        if natural is not None and not {"width", "height"} & named.keys():
            across, down = (f"{side * scale:.2f}pt" for side in natural)
            # In a line of text a picture has its own size; by itself it is fitted to the room.
            named["width" if inline or scale != 1 else "natural"] = Code(
                across if inline or scale != 1 else f"({across}, {down})"
            )
        alignment = self._alignment(node)
        if not inline and alignment:
            named["align"] = alignment
        mark = self.picture_mark(node)
        if not inline and mark is not None:
            # Inside its block, which may go to the next page; a mark before it would stay.
            named["mark"] = mark
        elif mark is not None:
            self.call("block-mark", mark)
        use = self.builder.picture_use(str(node["uri"]), file, get_node_location(node))
        if use is not None:
            named["use"] = use
        self.call("picture-inline" if inline else "picture", f"/{self.builder.images_folder}/{file.name}", **named)
        raise nodes.SkipNode

    def _alternative(self, node: nodes.Element) -> str:
        """What the picture says in words. Never made up silently: a stand-in is warned about."""
        if "alt" in node:
            return self.shown(str(node["alt"]), node)
        found = Path(str(node.get("uri", ""))).name
        if not self.builder.alt_is_checked:
            report(Finding.ALT_MISSING, node, found=found)
        figure = node.parent if isinstance(node.parent, nodes.figure) else None
        captions = list(figure.findall(nodes.caption)) if figure is not None else []
        return self.shown(captions[0].astext() if captions else found, node)

    # Boxes

    def visit_admonition(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_admonition(self, node: nodes.Element) -> None:
        name = next((cls.__name__ for cls in type(node).__mro__ if cls.__name__ in _BOX_KINDS), "")
        self._box(node, _BOX_KINDS.get(name, "note"), str(admonitionlabels[name]) if name else "")

    # The category of admonitions, for nodes of extensions that derive from nothing more definite.
    visit_Admonition = visit_admonition  # noqa: N815
    depart_Admonition = depart_admonition  # noqa: N815

    def _box(self, node: nodes.Element, kind: str, label: str) -> None:
        frame, body = self.end()
        title: Value = frame.parts.get("title")
        if title is None and label:
            self.capture()
            self.text(label)
            title = self.captured()
        for name in map(str, node.get("classes", ())):
            kind = _BOX_KINDS.get(name, kind)
        if self.is_flat(node):
            self.open_block("box-flat", title=title)
        else:
            self.open_block("admonition", kind=kind, title=title, short=self.is_short(node))
        self.anchors(node)
        self.write(body.source)
        self.close_block()

    visit_note = visit_tip = visit_hint = visit_important = visit_attention = visit_admonition
    visit_caution = visit_danger = visit_error = visit_warning = visit_seealso = visit_admonition
    depart_note = depart_tip = depart_hint = depart_important = depart_attention = depart_admonition
    depart_caution = depart_danger = depart_error = depart_warning = depart_seealso = depart_admonition

    def visit_system_message(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_system_message(self, node: nodes.Element) -> None:
        self._box(node, "warning", f"{node.get('type', '')} {node.get('line', '')}".strip())

    def visit_topic(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_topic(self, node: nodes.Element) -> None:
        frame, body = self.end()
        self.open_block("box-flat" if self.is_flat(node) else "topic", title=frame.parts.get("title"))
        self.anchors(node)
        self.write(body.source)
        self.close_block()

    visit_sidebar = visit_topic

    def depart_sidebar(self, node: nodes.Element) -> None:
        frame, body = self.end()
        if self.is_flat(node):
            self.open_block("box-flat", title=frame.parts.get("title"))
        else:
            self.open_block("aside-box", title=frame.parts.get("title"), short=self.is_short(node))
        self.anchors(node)
        self.write(body.source)
        self.close_block()

    # Code and formulas

    def visit_literal_block(self, node: nodes.Element) -> None:
        self.anchors(node)
        options: dict[str, Any] = node.get("highlight_args", {})
        first = options.get("linenostart", 1) if node.get("linenos") else None
        language = str(node.get("language", self.config.highlight_language))
        source = self.shown(node.astext(), node)
        if not prints_its_source(node):
            # A parsed literal: its children carry the meaning.
            self.open_block("code-parsed")
            return
        self.paragraph_break()
        self.call(
            "code",
            highlighted_lines(self.builder.highlighter, source.expandtabs(8), language, node),
            numbers=first,
            emphasized=list(options.get("hl_lines", ())),
            **_under_caption(node),
        )
        self.paragraph_break()
        raise nodes.SkipNode

    depart_literal_block = _close_block

    def visit_doctest_block(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)
        self.call("code", highlighted_lines(self.builder.highlighter, self.shown(node.astext()), "pycon", node))
        self.paragraph_break()
        raise nodes.SkipNode

    def visit_graphviz(self, node: nodes.Element) -> None:
        # Drawing it takes a program that pip does not bring: what it says is printed, as it was written.
        self.paragraph_break()
        self.anchors(node)
        if node.get("alt"):
            self.open("picture-missing")
            self.text(str(node["alt"]))
            self.close()
            self.paragraph_break()
        language, source = "dot", str(node.get("code", ""))
        if "graph" in node:
            # What «sphinx.ext.inheritance_diagram» has read of the classes; its lines are drawn later, for HTML.
            language, source = (
                "python",
                "\n".join(
                    f"class {name}({', '.join(bases)})" for name, _full, bases, *_rest in node["graph"].class_info
                ),
            )
        source = self.shown(source.strip("\n"), node)
        self.call("code", highlighted_lines(self.builder.highlighter, source.expandtabs(8), language, node))
        self.paragraph_break()
        raise nodes.SkipNode

    # Sphinx's and other extensions' graphs: classes, Mermaid's.
    visit_mermaid = visit_graphviz

    def visit_video_node(self, node: nodes.Element) -> None:
        # Its still picture, if it has one, stands before it; its address says where it is.
        self.paragraph_break()
        self.anchors(node)
        if node.get("caption"):
            self.open("block-caption")
            self.text(str(node["caption"]))
            self.close()
            self.paragraph_break()
        self.open("film")
        sources: list[tuple[str, str, bool]] = node.get("sources", [])
        for address, _kind, is_remote in sources:
            if is_remote:
                self.open("external", address)
                self.text(address)
                self.close()
            else:
                self.text(address.rpartition("/")[2])
            self.text(" ")
        self.close()
        self.paragraph_break()
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.Element) -> None:
        self.paragraph_break()
        self.anchors(node)
        number = self._equation_number(node)
        formula = converted(node.astext(), block=True)
        if formula is None:
            report(Finding.FORMULA_UNSET, node, found=alternative(node.astext()))
            self.call("formula-source", self.shown(node.astext().strip("\n"), node), number=number)
        else:
            # Only a long one is measured: to do so, Typst sets it twice.
            long = {"long": True} if len(node.astext()) > _LONG_FORMULA else {}
            self.call("formula", Code(formula), number=number, **long)
        self.paragraph_break()
        raise nodes.SkipNode

    def _equation_number(self, node: nodes.Element) -> str | None:
        """The number of an equation as the site has it, such as «(1)» or «(161.1)»."""
        number = str(node.get("number") or "")
        if number and self.config.math_numfig and self.config.numfig:
            numbers = self.env.toc_fignumbers.get(self.docname, {}).get("displaymath", {})
            found = next((numbers[id_] for id_ in map(str, node.get("ids", ())) if id_ in numbers), ())
            number = str(self.config.math_numsep).join(".".join(map(str, found)).rsplit(".", 1))
        return f"({number})" if number else None

    def visit_productionlist(self, node: nodes.Element) -> None:
        self.open_block("code-parsed")

    depart_productionlist = _close_block

    def visit_production(self, node: nodes.Element) -> None:
        self.open("code-line")

    def depart_production(self, node: nodes.Element) -> None:
        self.close()
