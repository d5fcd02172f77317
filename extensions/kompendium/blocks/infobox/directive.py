"""The directives: one for each kind by its English and Norwegian name, and ``{infobox}`` with ``:kind:``."""

from __future__ import annotations

import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from docutils.statemachine import StringList
from sphinx.util.nodes import make_id

from kompendium.blocks._directive import KompendiumDirective, common_options, suggest
from kompendium.blocks.infobox.kinds import DEFAULT, Kind, kinds_by_name
from kompendium.blocks.infobox.nodes import box_label, box_title, infobox_node
from kompendium.diagnostics import Finding, report

SPHINX_NAMES = ("note", "tip", "warning")
"""The directives of docutils and Sphinx that become boxes."""


def says_label(title: str, label: str) -> bool:
    """Whether a title begins with the label's words, also inflected («Definisjonen av …»), and so needs no label."""
    title, label = title.casefold().lstrip("«\"'( "), label.casefold()
    if not title.startswith(label):
        return False
    rest = re.match(r"\w*", title[len(label) :])
    # A short label may be the beginning of another word: «Tip», «Tipping».
    return not rest or not rest[0] or (len(label) >= 6 and len(rest[0]) <= 3)


class InfoboxDirective(KompendiumDirective):
    """A box. Its kind is the directive's name, or the option ``kind``."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {**common_options, "kind": directives.unchanged}
    option_aliases: ClassVar[dict[str, str]] = {"type": "kind", "slag": "kind", "navn": "name"}

    def run(self) -> list[nodes.Node]:
        """The box, with at least its label where an author forgot the text."""
        kind = self._kind()
        title = self.arguments[0].strip() if self.arguments else ""
        if self.name in SPHINX_NAMES and title and (isinstance(self.state, RSTState) or not self.content):
            # In reStructuredText, and where nothing follows, the first line is the text, as it always was.
            first = StringList(title.splitlines(), self.get_source_info()[0])
            self.content = first + StringList([""], "") + self.content if self.content else first
            title = ""
            self.content_offset = self.lineno - 1 if isinstance(self.state, RSTState) else -1
        node = infobox_node(
            kind=kind.name,
            like=kind.like,
            classes=["kompendium-infobox", *dict.fromkeys(f"kompendium-infobox-{n}" for n in (kind.like, kind.name))],
        )
        node["classes"] += self.options.get("class", [])
        self.set_source_info(node)
        content, messages = self.parse_title(title) if title else ([], [])
        node += self._title(kind, content)
        node += messages
        self.add_name(node)
        if any(line.strip() for line in self.content):
            node += self.parse_content_to_nodes()
        else:
            report(Finding.BOX_EMPTY, self.place(), found=node[0].astext())
        return [node]

    def _kind(self) -> Kind:
        known = kinds_by_name(self.config)
        if self.name in known and "kind" not in self.options:
            return known[self.name]
        found = self.options.get("kind") or DEFAULT
        kind = known.get(found.strip().casefold())
        if kind is None:
            names = [" / ".join(kind.names) for kind in dict.fromkeys(known.values())]
            report(
                Finding.BOX_KIND_UNKNOWN,
                self.place("kind"),
                found=found,
                expected=", ".join(names),
                suggestion=suggest(found, known),
            )
            kind = known["note"]
        return kind

    def _title(self, kind: Kind, content: list[nodes.Node]) -> box_title:
        title = box_title("", "", *content, classes=["kompendium-box-title"])
        self.set_source_info(title)
        plain = title.astext()
        if not says_label(plain, kind.text):
            label = box_label("", f"{kind.text}:" if plain else kind.text, classes=["kompendium-box-label"])
            title[:0] = [label, nodes.Text(" ")] if plain else [label]
        # Named by its words, not by a counter: the id stays when another box is put before it.
        document = self.state.document
        title["ids"] = [make_id(self.env, document, "box", title.astext().lower())]
        document.note_explicit_target(title)
        return title
