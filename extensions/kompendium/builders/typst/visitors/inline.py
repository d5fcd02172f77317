"""Visitors for what stands in a line of text."""

# ruff: noqa: ARG002, D102, N802
# A visitor's name says all there is to say, and comes from its node's; its argument is the protocol's.

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes

from kompendium.builders.typst.core import TypstTranslatorCore, prints_its_source
from kompendium.builders.typst.maths import alternative, converted, prints_nothing
from kompendium.builders.typst.raw_html import closing_tag, html_words, opening_tag
from kompendium.builders.typst.visitors.design import colour_of
from kompendium.builders.typst.writer import Code, run_in
from kompendium.diagnostics import Finding, report
from kompendium.text_blocks import ancestors

INTERNAL = "%"
"""Opens the address of a document of this project: ``%kapitler/kalsinose#behandling``."""

_LINE_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"(https?://[^\s<>\"']+)")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]")

_NO_NOTES = (
    nodes.title,
    nodes.rubric,
    nodes.caption,
    nodes.legend,
    nodes.table,
    nodes.term,
    nodes.footnote,
    nodes.field_name,
    nodes.FixedTextElement,
    addnodes.desc_signature,
)
"""Where an address stands in parentheses rather than in a note: a note there would be apart from its text, or twice."""
_HTML_TAGS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "emph"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("code", "samp", "tt"), "mono-text"),
    "sub": "sub",
    "sup": "super",
    "kbd": "keystroke",
    "mark": "highlight",
}
"""HTML's tags in a line of Markdown, and the function that does the same on paper."""


def _shape_of(node: nodes.Element) -> str:
    """How sphinx-design draws a link, if it does: a badge or a button."""
    classes = node.get("classes", ())
    return "design-button" if "sd-btn" in classes else "design-badge" if "sd-badge" in classes else ""


class InlineVisitors(TypstTranslatorCore):
    """Emphasis, literals, links, notes and other inline nodes."""

    def visit_Text(self, node: nodes.Text) -> None:
        self.text(node.astext())

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    def _close(self, node: nodes.Element) -> None:
        self.close()

    def _nothing(self, node: nodes.Element) -> None:
        pass

    def visit_emphasis(self, node: nodes.Element) -> None:
        self.open("emph")
        self.anchors(node)

    depart_emphasis = _close
    visit_title_reference = visit_emphasis
    depart_title_reference = _close

    def visit_strong(self, node: nodes.Element) -> None:
        self.open("strong")
        self.anchors(node)

    depart_strong = _close

    def visit_superscript(self, node: nodes.Element) -> None:
        self.open("super")

    depart_superscript = _close

    def visit_subscript(self, node: nodes.Element) -> None:
        self.open("sub")

    depart_subscript = _close

    def visit_literal(self, node: nodes.Element) -> None:
        self.anchors(node)
        if "kbd" in node.get("classes", ()):
            self.open("keystroke")
            self.text(node.astext())
            self.close()
            raise nodes.SkipNode
        self.call("mono", self.shown(node.astext().replace("\n", " "), node))
        raise nodes.SkipNode

    def depart_literal(self, node: nodes.Element) -> None:
        pass

    def visit_literal_emphasis(self, node: nodes.Element) -> None:
        self.open("mono-emph")

    depart_literal_emphasis = _close
    visit_manpage = visit_literal_emphasis
    depart_manpage = _close

    def visit_literal_strong(self, node: nodes.Element) -> None:
        self.open("mono-strong")

    depart_literal_strong = _close

    def visit_math(self, node: nodes.Element) -> None:
        self.anchors(node)
        latex = node.astext()
        formula = converted(latex, block=False)
        if formula is None or (_is_whole_heading(node) and ("drawn-formula" in formula or prints_nothing(latex))):
            report(Finding.FORMULA_UNSET, node, found=alternative(latex))
            self.call("mono", self.shown(alternative(latex), node))
        else:
            self.call("inline-formula", Code(formula))
        raise nodes.SkipNode

    def depart_math(self, node: nodes.Element) -> None:
        pass

    def visit_inline(self, node: nodes.Element) -> None:
        classes: set[str] = set(node.get("classes", ()))
        if classes & {"guilabel", "menuselection"}:
            self.open("ui-label")
        elif "kbd" in classes:
            self.open("keystroke")
        elif "versionmodified" in classes:
            self.open("version-label")
        elif "smallcaps" in classes:
            in_italics = isinstance(node.parent, nodes.emphasis)
            self.open("small-capitals", **({"in_italics": True} if in_italics else {}))
        elif classes & {"strike", "s", "del"}:
            self.open("strike")
        else:
            self.open("span")
        self.anchors(node)

    depart_inline = _close

    def visit_abbreviation(self, node: nodes.Element) -> None:
        self.anchors(node)

    def depart_abbreviation(self, node: nodes.Element) -> None:
        # On paper there is nothing to hover over: the explanation follows the abbreviation's first use in the document,
        # which may be read alone, as a chapter's own PDF.
        explanation = str(node.get("explanation", ""))
        key = (node.astext(), explanation)
        in_signature = isinstance(node.parent, nodes.FixedTextElement | addnodes.desc_sig_element)
        if explanation and not in_signature and key not in self._explained:
            self._explained.add(key)
            self.text(f" ({explanation})")

    visit_acronym = visit_abbreviation
    depart_acronym = depart_abbreviation

    def visit_generated(self, node: nodes.Element) -> None:
        pass

    depart_generated = _nothing

    def visit_problematic(self, node: nodes.Element) -> None:
        self.anchors(node)
        self.open("problem")

    depart_problematic = _close

    # Links

    def visit_reference(self, node: nodes.Element) -> None:
        self.anchors(node)
        address = str(node.get("refuri", ""))
        if not _ADDRESS.match(address) and self.heading_labels is not None:
            # What a place looks like is only known when all places are: too late for the words of a bookmark.
            self.open("span")
        elif node.get("refid"):
            self.open("xref", f"{self.docname}:{node['refid']}")
        elif address.startswith(INTERNAL):
            docname, _, id_ = address[1:].partition("#")
            if self._names_page(node, docname, address):
                self.open("xref", f"{docname}:{id_}", paged=True)
            else:
                self.open("xref", f"{docname}:{id_}")
        elif _ADDRESS.match(address):
            self.open("external", address)
        else:
            # A relative address leads nowhere from a PDF.
            self.open("span")
        if shape := _shape_of(node):
            self.open(shape, kind=colour_of(node))

    def depart_reference(self, node: nodes.Element) -> None:
        if _shape_of(node):
            self.close()
        self.close()
        self._show_address(node)

    def _show_address(self, node: nodes.Element) -> None:
        """Print where a link leads that does not say so by itself, if the project asks for it."""
        address = str(node.get("refuri", ""))
        how = self.builder.show_urls
        said = node.astext()
        if how == "no" or not _ADDRESS.match(address) or not isinstance(node.parent, nodes.TextElement):
            return
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        if not said.strip() or shown.rstrip("/") in said or shown.split("://")[-1].rstrip("/") in said:
            return
        parent: nodes.Element | None = node.parent
        while parent is not None and not isinstance(parent, _NO_NOTES):
            parent = parent.parent
        self.call(
            "address-note" if how == "footnote" and parent is None else "address-inline", address, self.shown(shown)
        )

    def _names_page(self, node: nodes.Element, docname: str, address: str) -> bool:
        """Whether the number of the page is to follow a link: once for each place in each section."""
        if not self.builder.shows_page_references or docname in (self.docname, ""):
            return False
        # A room whose links tell the page themselves, or are no references to read on at, says «unpaged».
        if node.get("unpaged") or not node.astext().strip():
            return False
        parent = node.parent
        while parent is not None:
            if isinstance(parent, (nodes.FixedTextElement, nodes.rubric, addnodes.desc_signature)):
                return False
            parent = parent.parent
        if address in self.paged:
            return False
        self.paged.add(address)
        return True

    visit_number_reference = visit_reference
    depart_number_reference = depart_reference

    def visit_download_reference(self, node: nodes.Element) -> None:
        if _ADDRESS.match(str(node.get("refuri", ""))):
            self.open("external", str(node["refuri"]))
        else:
            self.open("span")

    def depart_download_reference(self, node: nodes.Element) -> None:
        self.close()
        # On paper there is nothing to fetch: the file's name says at least what to look for.
        name = str(node.get("reftarget", "")).rpartition("/")[2]
        if name and not node.get("refuri") and name not in node.astext():
            self.text(f" ({name})")

    def visit_pending_xref(self, node: nodes.Element) -> None:
        pass

    depart_pending_xref = _nothing
    visit_pending_xref_condition = visit_pending_xref
    depart_pending_xref_condition = _nothing

    def visit_target(self, node: nodes.Element) -> None:
        self.anchors(node)

    depart_target = _nothing

    def visit_index(self, node: addnodes.index) -> None:
        raise nodes.SkipNode

    # Notes

    def _note_of(self, reference: nodes.Element) -> nodes.Element | None:
        return self.footnotes.get(str(reference.get("refid", "")))

    @property
    def footnotes(self) -> dict[str, nodes.Element]:
        """The document's footnotes by their ids."""
        if not hasattr(self, "_footnotes"):
            self._footnotes: dict[str, nodes.Element] = {
                id_: note for note in self.document.findall(nodes.footnote) for id_ in note["ids"]
            }
            self._noted: set[str] = set()
            self._cited = self._cited_from(self.document)
        return self._footnotes

    def _cited_from(self, document: nodes.document) -> set[str]:
        """The ids of the footnotes that the text refers to, itself or by way of others; not those that only do so."""
        found: set[str] = set()
        places: list[nodes.Element] = [document]
        while places:
            place = places.pop()
            for reference in place.findall(nodes.footnote_reference):
                if any(prints_its_source(one) for one in ancestors(reference)):
                    continue
                within = next((one for one in ancestors(reference) if isinstance(one, nodes.footnote)), document)
                id_ = str(reference.get("refid", ""))
                if within is place and id_ not in found:
                    found.add(id_)
                    places += [self._footnotes[id_]] if id_ in self._footnotes else []
        return found

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        self.anchors(node)
        note = self._note_of(node)
        if self._without_notes:
            raise nodes.SkipNode
        if note is None or not set(note["ids"]) & self._cited:
            self.open("super")
            return
        label = f"{self.docname}:{note['ids'][0]}"
        if label in self._noted:
            self.call("note-again", label)
        else:
            self._noted.add(label)
            self._anchored.update(note["ids"])
            body = self.content_of([child for child in note.children if not isinstance(child, nodes.label)])
            self.open("note", label)
            # A break before the note's first paragraph would part it from its number.
            self.write(run_in(body.source))
            self.close()
        raise nodes.SkipNode

    depart_footnote_reference = _close

    def visit_footnote(self, node: nodes.Element) -> None:
        # Parts that docutils parses by themselves count ids anew: another note may have the one that is referred to.
        if any(self.footnotes.get(id_) is node and id_ in self._cited for id_ in node["ids"]):
            # It stands at the foot of the page where it is referred to.
            raise nodes.SkipNode
        self.visit_citation(node)

    def depart_footnote(self, node: nodes.Element) -> None:
        self.depart_citation(node)

    def visit_citation(self, node: nodes.Element) -> None:
        self.begin(node)

    def depart_citation(self, node: nodes.Element) -> None:
        frame, body = self.end()
        self.open_block("citation-entry", label=frame.parts.get("label"), ids=self.labels(node))
        # A break before its first paragraph would part it from its label.
        self.write(run_in(body.source))
        self.close_block()

    def visit_label(self, node: nodes.Element) -> None:
        self.capture()

    def depart_label(self, node: nodes.Element) -> None:
        content = self.captured()
        frame = self.frame_of(node.parent)
        if frame is None:
            self.write(content.source)
        else:
            frame.parts["label"] = content

    def visit_citation_reference(self, node: nodes.Element) -> None:
        if node.get("refid"):
            self.open("xref", f"{self.docname}:{node['refid']}")
        else:
            self.open("span")
        self.text("[")

    def depart_citation_reference(self, node: nodes.Element) -> None:
        self.text("]")
        self.close()

    # What other kinds of inline nodes leave

    def visit_substitution_reference(self, node: nodes.Element) -> None:
        pass

    depart_substitution_reference = _nothing

    def visit_raw(self, node: nodes.Element) -> None:
        source = node.astext()
        if is_raw(node, "typst"):
            self.write(source)
        elif is_raw(node, "html") and not any(is_raw(beside, "typst") for beside in _beside(node)):
            # An author's HTML in Markdown: its tags mean nothing here, its words must not be lost.
            if isinstance(node.parent, nodes.TextElement):
                if self._html_tag(node):
                    raise nodes.SkipNode
                if _LINE_BREAK.fullmatch(source):
                    self.call("linebreak")
                self._html_text(" ".join(html_words(source)))
            else:
                for words in html_words(source):
                    self.paragraph_break()
                    self._html_text(words)
                self.paragraph_break()
        raise nodes.SkipNode

    def _html_text(self, words: str) -> None:
        """What HTML says, with the addresses in it as links."""
        for piece in _WHOLE_ADDRESS.split(words):
            if _WHOLE_ADDRESS.fullmatch(piece):
                self.open("external", piece)
                self.text(piece)
                self.close()
            else:
                self.text(piece)

    def _html_tag(self, node: nodes.Element) -> bool:
        """Begin or end what an author marks by a pair of HTML's tags in a line, such as ``H<sub>2</sub>O``."""
        if id(node) in self._html_ends:
            self._html_ends.discard(id(node))
            self.close()
            return True
        name, attributes = opening_tag(node.astext())
        address = str(attributes.get("href") or "")
        if name not in _HTML_TAGS and not (name == "a" and _ADDRESS.match(address)):
            return False
        depth = 0
        for sibling in node.parent.children[node.parent.index(node) :]:
            if is_raw(sibling, "html"):
                depth += (opening_tag(sibling.astext())[0] == name) - (closing_tag(sibling.astext()) == name)
                if depth == 0:
                    break
        else:
            return False
        self._html_ends.add(id(sibling))
        if name == "a":
            self.open("external", address)
        else:
            self.open(_HTML_TAGS[name])
        return True


def is_raw(node: nodes.Node, format_: str) -> bool:
    """Whether a node is raw text for a format."""
    return isinstance(node, nodes.raw) and format_ in str(node.get("format", "")).split()


def _is_whole_heading(node: nodes.Element) -> bool:
    """Whether a formula is all that a heading says: PDF/UA wants words for the bookmarks, and a picture gives none."""
    title = next((one for one in ancestors(node) if isinstance(one, nodes.title)), None)
    return title is not None and not any(
        text.strip() and not isinstance(text.parent, nodes.math) for text in title.findall(nodes.Text)
    )


def _beside(node: nodes.Element) -> list[nodes.Node]:
    """The node's neighbours: raw text of another format there says the same."""
    place = node.parent.index(node)
    return [*node.parent.children[max(place - 1, 0) : place], *node.parent.children[place + 1 : place + 2]]
