"""Literature: a numbered list of references at the end of each chapter, in Vancouver style.

sphinxcontrib-bibtex reads the bibliography and the ``cite`` roles; what is ours is the numbering by chapter, the
place of the list, and the style. A plain ``{bibliography}`` in a chapter puts that chapter's list where it stands.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.backends.plaintext import Backend as PlaintextBackend
from pybtex.plugin import register_plugin
from pybtex.style.labels.number import LabelStyle
from pybtex.style.names.plain import NameStyle
from pybtex.style.sorting.none import SortingStyle
from pybtex_docutils import Backend
from sphinx.errors import ConfigError
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex.directives import BibliographyDirective, BibliographyKey
from sphinxcontrib.bibtex.nodes import bibliography

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks._endmatter import free_id
from kompendium.blocks.chapter import is_chapter, register_chapter_end_part
from kompendium.blocks.literature.bibfiles import load_bibliography
from kompendium.blocks.literature.domain import LiteratureDomain, LiteratureRole
from kompendium.blocks.literature.vancouver import VancouverStyle
from kompendium.config import place_in_conf
from kompendium.formats import builder_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

HERE = Path(__file__).parent
SECTION_ID = "litteratur"
STYLE = "vancouver"
OWN = "docname in docnames"
"""Upstream's idiom for the references of the document itself."""

ORDER = 10
"""The place among the parts of a chapter's end: first."""


class references_node(nodes.container):
    """A chapter's list of references; empty until a builder writes the document."""


class reference_node(nodes.paragraph):
    """One reference: its number, then the text. ``number`` is the printed number."""


class reference_number(nodes.inline):
    """«[1]»."""


class LiteratureDirective(BibliographyDirective):
    """``bibliography``: in a chapter and without a choice of entries, the chapter's own list."""

    def run(self) -> Sequence[nodes.Node]:
        """Leave a place for the chapter's list, or do as upstream does."""
        if not is_chapter(self.env, self.env.docname) or not self.is_plain():
            nodes_: Sequence[nodes.Node] = super().run()
            return nodes_
        node = references_node()
        self.set_source_info(node)
        header = self.config.bibtex_bibliography_header
        return [*(self.parse_text_to_nodes(header) if header else []), node]

    def is_plain(self) -> bool:
        """Whether the list is to be what this chapter cites; upstream's idiom for that is a filter."""
        if self.arguments or self.content or set(self.options) - {"filter", "cited", "style"}:
            return False
        chosen: str = self.options.get("filter", OWN)
        return chosen.strip() == OWN


def place_literature(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The section «Literature» of a chapter that cites; none where a list is placed by hand."""
    domain = env.get_domain("cite")
    if not isinstance(domain, LiteratureDomain):
        return []
    keys = domain.cited_keys(docname)
    placed = list(document.findall(references_node))
    for node in placed[1:] if keys else placed:
        node.parent.remove(node)
    if not keys or (not placed and any(document.findall(bibliography))):
        return []

    references = placed[0] if placed else references_node()
    _note(domain, docname, document, references, keys)
    if placed:
        return []
    title = _("Literature")
    for section in document.findall(nodes.section):
        # An author's heading of that name gets the list: two would be one too many.
        if section[0].astext().casefold() == title.casefold():
            section += references
            return []
    section = nodes.section("", nodes.title(title, title), references, classes=["kompendium-literature"])
    section["ids"] = [free_id(document, SECTION_ID)]
    section["names"] = [SECTION_ID]
    document.note_implicit_target(section, section)
    return [section]


def _note(
    domain: LiteratureDomain, docname: str, document: nodes.document, node: references_node, keys: list[str]
) -> None:
    list_id = free_id(document, f"{SECTION_ID}-liste")
    node["ids"], node["docname"] = [list_id], docname
    node["classes"] = ["kompendium-references"]
    document.ids[list_id] = node
    anchors = {}
    for key in keys:
        # From the key, not a counter: a link to a reference holds when the text before it changes.
        anchors[key] = free_id(document, nodes.make_id(f"ref-{key}"))
        document.ids[anchors[key]] = node
    style = domain.env.config.bibtex_default_style
    domain.note_references(docname, list_id, anchors, line=node.line or 0, style=style)


class ReferencesTransform(SphinxPostTransform):
    """Fill the lists when a builder takes up a document: only then is every number known."""

    # Before sphinxcontrib-bibtex's own (5) and before references are resolved (10).
    default_priority = 4
    backend = Backend()

    def run(self, **_kwargs: Any) -> None:
        """Put a paragraph for each reference into each list."""
        domain = self.env.get_domain("cite")
        if not isinstance(domain, LiteratureDomain):
            return
        for node in self.document.findall(references_node):
            node.clear()
            for citation in domain.citations_of(node["docname"], node["ids"][0]):
                node += self.reference(domain, citation, node["docname"])
        for placed in self.document.findall(bibliography):
            # Upstream puts its text into nodes that it keeps; a document that is resolved twice (the book's PDF
            # and the chapter's) would have it doubled. It gets fresh ones.
            kept = domain.bibliographies[BibliographyKey(placed["docname"], placed["ids"][0])].citation_nodes
            kept.update({key: citation_node.copy() for key, citation_node in kept.items()})

    def reference(self, domain: LiteratureDomain, citation: Any, docname: str) -> reference_node:
        """«[1] Name A. Title. …» with the citation's anchor."""
        label = f"[{citation.formatted_entry.label}]"
        number = reference_number(label, "", classes=["kompendium-reference-number"])
        number += self.backlink(domain, citation.key, docname, label)
        text = citation.formatted_entry.text.render(self.backend)
        # The space is the number's: on paper the number stands in the margin, and no space before the text.
        number += nodes.Text(" ")
        node = reference_node("", "", number, *text, ids=[citation.citation_id])
        node["number"] = label
        node["classes"] = ["kompendium-reference"]
        if builder_of(self.env).format == "latex":
            # Upstream's citations in LaTeX point at \bibitem's own target.
            target = rf"\hypertarget{{cite.{docname}:{citation.citation_id}}}{{}}"
            node.insert(0, nodes.raw("", target, format="latex"))
        return node

    def backlink(self, domain: LiteratureDomain, key: str, docname: str, label: str) -> nodes.Node:
        """The number, on screen as a link back to the first place that cites it."""
        if builder_of(self.env).format == "html":
            for ref in domain.citation_refs:
                if ref.docname == docname and key in {target.key for target in ref.targets}:
                    return nodes.reference(label, label, refid=ref.citation_ref_id, internal=True)
        return nodes.Text(label)


# How it looks


def visit_references_html(self: HTML5Translator, node: references_node) -> None:
    """An ordered list whose numbers are text, so that they are read aloud and copied."""
    # Safari forgets that a list without markers is a list; EPUBCheck needs no telling.
    role: dict[str, Any] = {} if self.builder.name == "epub" else {"role": "list"}
    self.body.append(self.starttag(node, "ol", **role))


def depart_references_html(self: HTML5Translator, node: references_node) -> None:  # noqa: ARG001
    """Close the list."""
    self.body.append("</ol>\n")


def visit_reference_html(self: HTML5Translator, node: reference_node) -> None:
    """A list item."""
    self.body.append(self.starttag(node, "li", ""))


def depart_reference_html(self: HTML5Translator, node: reference_node) -> None:  # noqa: ARG001
    """Close the item."""
    self.body.append("</li>\n")


def visit_references_typst(self: Any, node: references_node) -> None:
    """``#references[…]``."""
    self.open_block("references")
    self.anchors(node)


def depart_references_typst(self: Any, node: references_node) -> None:  # noqa: ARG001
    """Close the list."""
    self.close_block()


def visit_reference_typst(self: Any, node: reference_node) -> None:
    """``#reference(number: "[1]")[…]``: the number hangs in the margin of its text."""
    self.open("reference", number=node["number"])
    self.anchors(node)


def depart_reference_typst(self: Any, node: reference_node) -> None:  # noqa: ARG001
    """Close the reference."""
    self.close()


def visit_number_typst(self: Any, node: reference_number) -> None:  # noqa: ARG001
    """The number is the reference's argument."""
    raise nodes.SkipNode


def depart_nothing(self: Any, node: nodes.Node) -> None:
    """Nothing to close."""


def visit_number_html(self: HTML5Translator, node: reference_number) -> None:
    """A span, for the style sheet."""
    self.body.append(self.starttag(node, "span", ""))


def depart_number_html(self: HTML5Translator, node: reference_number) -> None:  # noqa: ARG001
    """Close the span."""
    self.body.append("</span>")


# Loading


def set_defaults(app: Sphinx, config: Config) -> None:
    """Let a project without literature be: sphinxcontrib-bibtex stops where ``bibtex_bibfiles`` is not set."""
    if isinstance(config.bibtex_bibfiles, str):
        msg = _("{place}: bibtex_bibfiles is a text; expected a list of files: bibtex_bibfiles = [{found}]")
        place = place_in_conf(app.confdir, "bibtex_bibfiles")
        raise ConfigError(msg.format(place=place, found=json.dumps(config.bibtex_bibfiles, ensure_ascii=False)))
    if config.bibtex_bibfiles is None:
        config.bibtex_bibfiles = ["references.bib"] if (app.confdir / "references.bib").is_file() else []
    is_set = "bibtex_default_style" in config._raw_config or "bibtex_default_style" in config.overrides
    # A project that loads the extension itself has made its bibliographies in upstream's default style.
    if not is_set and "sphinxcontrib.bibtex" not in config.extensions:
        config.bibtex_default_style = STYLE


@cache
def register_plugins() -> None:
    """Register the style, and what pybtex and upstream would else look up in every installed package.

    They do so for each chapter and each citation: an eighth of the time of a book of 300 chapters.
    """
    register_plugin("pybtex.style.formatting", STYLE, VancouverStyle)
    for group, name, plugin in (
        ("pybtex.style.names", VancouverStyle.default_name_style, NameStyle),
        ("pybtex.style.labels", VancouverStyle.default_label_style, LabelStyle),
        ("pybtex.style.sorting", VancouverStyle.default_sorting_style, SortingStyle),
        ("pybtex.backends", "docutils", Backend),
        ("pybtex.backends", "plaintext", PlaintextBackend),
    ):
        register_plugin(group, name, plugin, force=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the style, the domain in upstream's place, the directive, the nodes and the section."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.chapter")
    app.setup_extension("sphinxcontrib.bibtex")
    register_plugins()
    # Before upstream's builder-inited, which raises.
    app.connect("config-inited", set_defaults)
    # Before upstream's own reading, which then finds its cache up to date.
    app.connect("builder-inited", load_bibliography, priority=400)
    app.add_domain(LiteratureDomain, override=True)
    app.add_role("cite", LiteratureRole(), override=True)
    app.add_directive("bibliography", LiteratureDirective, override=True)
    app.add_node(
        references_node,
        html=(visit_references_html, depart_references_html),
        typst=(visit_references_typst, depart_references_typst),
    )
    app.add_node(
        reference_node,
        html=(visit_reference_html, depart_reference_html),
        typst=(visit_reference_typst, depart_reference_typst),
    )
    app.add_node(
        reference_number,
        html=(visit_number_html, depart_number_html),
        typst=(visit_number_typst, depart_nothing),
    )
    app.add_post_transform(ReferencesTransform)
    register_chapter_end_part(app, ORDER, place_literature)
    add_typst_file(app, HERE / "literature.typ")
    add_style(app, html=HERE / "literature.css", epub=HERE / "literature.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
