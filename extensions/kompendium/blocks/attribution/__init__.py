"""Credits: a stand-alone attribution, the pictures' credits of a chapter, and the book's page of credits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks._directive import KompendiumDirective, common_options, suggest
from kompendium.blocks._endmatter import add_block, build_block, free_id
from kompendium.blocks._sentence import fill
from kompendium.blocks.attribution.credit import (
    attribution_node,
    credit_node,
    license_link,
    link,
    print_address,
    setup_nodes,
    tasl,
    work_link,
)
from kompendium.blocks.attribution.sources import book_works, check_credits, forget, merge, reread_for_credits
from kompendium.blocks.attribution.works import CreditOptions, credit_aliases, credit_options, report_missing, works_of
from kompendium.blocks.chapter import is_chapter, register_chapter_end_part
from kompendium.blocks.chapter.records import documents_in_order
from kompendium.blocks.registers import (
    RegisterDirective,
    add_register,
    chapter_link,
    entries,
    item,
    link_to,
    page_of,
    sentence,
)
from kompendium.blocks.registers.nodes import register_item, register_node
from kompendium.credits import name_work
from kompendium.diagnostics import Finding, report
from kompendium.rights.fields import KINDS

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from kompendium.rights.works import Kind, Work

__all__ = ["attribution_node", "credit_node", "license_link", "link", "print_address", "works_of"]

_ = get_translation("kompendium")

HERE = Path(__file__).parent
ORDER = 20
"""The place among the parts of a chapter's end: after the literature."""


class chapter_credits_node(nodes.admonition):
    """The credits of a chapter's pictures, at its end."""


class AttributionDirective(CreditOptions, KompendiumDirective):
    """``attribution``: the credit of a text, or of a work that is not reproduced here."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {
        **common_options,
        **credit_options,
        "what": directives.unchanged,
        "not-reproduced": directives.flag,
    }
    option_aliases = {**credit_aliases, "hva": "what", "ikke-gjengitt": "not-reproduced"}

    def run(self) -> list[nodes.Node]:
        """The block, and its entry in the lists of credits."""
        docname = self.env.current_document.docname
        document = self.state.document
        reproduced = "not-reproduced" not in self.options
        title = self.arguments[0] if self.arguments else ""
        what = self.kind()
        work = self.read_work(self.take_credit(), what=what, title=title, reproduced=reproduced)
        report_missing(self.env, work, self.name, self.place("credit"))

        node = attribution_node(classes=self.options.get("class", []), reproduced=reproduced)
        self.set_source_info(node)
        self.add_name(node)
        if not node["ids"]:
            node["ids"] = [free_id(document, nodes.make_id(f"kreditering-{title or work.creator}") or "kreditering")]
            document.ids[node["ids"][0]] = node
        label = _("Attribution") if reproduced else _("Not reproduced here")
        body = [*say_where(work, self.config.language), *self.parse_content_to_nodes()]
        build_block(node, document, "attribution", label, *body)
        if is_placeholder(work):
            node["call"] = "placeholder"
            node["classes"].append("kompendium-placeholder")
        works_of(self.env).setdefault(docname, []).append(replace(work, docname=docname, anchor=node["ids"][0]))
        return [node]

    def kind(self) -> Kind:
        """The kind of work: said, or a figure where the credit says that it is drawn or photographed."""
        said = self.options.get("what", "").strip()
        if not said:
            return "figure" if "credit" in self.options else "text"
        if said.casefold() not in KINDS:
            hint = suggest(said, KINDS)
            expected = ", ".join(KINDS)
            report(Finding.WORK_KIND_UNKNOWN, self.place("what"), found=said, expected=expected, suggestion=hint)
        return KINDS.get(said.casefold(), "text")


def is_placeholder(work: Work) -> bool:
    """Whether a credit stands in the place of a picture or table that is not there."""
    return not work.reproduced and work.what in ("figure", "table")


def say_where(work: Work, language: str) -> list[nodes.Node]:
    """The credit, and in the place of a picture where it can be seen, with the whole address in every format."""
    credit = tasl(work, language)
    paragraphs: list[nodes.Node] = []
    if is_placeholder(work) and work.source_url and work.source:
        address = nodes.reference(work.source_url, work.source_url, refuri=work.source_url)
        paragraphs.append(nodes.paragraph("", "", *fill(_("It can be seen at {address}"), address=[address])))
        # The source's own address in words, which would be the same one twice.
        credit = [node for node in credit if not (isinstance(node, print_address) and node["of"] == "source")]
    return [nodes.paragraph("", "", *credit), *paragraphs] if credit else paragraphs


class CreditsDirective(RegisterDirective):
    """``credits``: every work of the book with its credit, chapter by chapter; in a chapter, its own works."""

    kind = "credits"


def make_credits(env: BuildEnvironment, node: register_node) -> list[nodes.Node]:
    """A chapter, and under it its works; each leads to its place and has its page in print."""
    docname = node["docname"]
    works = works_of(env)
    if is_chapter(env, docname):
        if not works.get(docname):
            return sentence(_("This chapter has no works with a credit."))
        return [entries(_entry(env, work) for work in works[docname])]
    order = [name for name in documents_in_order(env) if works.get(name)]
    order += sorted(name for name in works if works[name] and name not in order)
    of_book = book_works(env)
    if not order and not of_book:
        return sentence(_("The book has no works with a credit."))
    listed = [item(chapter_link(env, name), places=[_entry(env, work) for work in works[name]]) for name in order]
    if of_book:
        listed.append(item(nodes.Text(_("The book as a whole")), places=[_entry(env, work) for work in of_book]))
    return [entries(listed)]


def _entry(env: BuildEnvironment, work: Work) -> register_item:
    words = nodes.Text(name_work(env, work))
    if not work.docname:
        return item(words, *_credit(work, env.config.language))
    name = link_to(work.docname, work.anchor, words)
    return item(name, *_credit(work, env.config.language), page_of(work.docname, work.anchor))


def _credit(work: Work, language: str) -> list[nodes.Node]:
    credit = tasl(work, language)
    return [nodes.Text(": "), *credit] if credit else []


def place_credits(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The credits of a chapter's pictures for its end; none where they are placed by hand."""
    works = works_of(env).get(docname, [])
    by_hand = any(node["kind"] == CreditsDirective.kind for node in document.findall(register_node))
    if not works or by_hand:
        return []
    node = chapter_credits_node()
    title = _("Picture credits") if any(work.what == "figure" for work in works) else _("Credits")
    items = nodes.bullet_list(bullet="-", classes=["kompendium-credits-items"])
    for index, work in enumerate(works):
        name = work_link("", "", docname=docname, index=index)
        items += nodes.list_item("", nodes.paragraph("", "", name, *_credit(work, env.config.language)))
    build_block(node, document, "picture-credits", title, items)
    return [node]


class WorkLinkTransform(SphinxPostTransform):
    """Say which figure each credit at a chapter's end belongs to, when the numbers are known."""

    # Before references are resolved (10).
    default_priority = 8

    def run(self, **_kwargs: Any) -> None:
        """A link within the chapter."""
        for node in self.document.findall(work_link):
            work = works_of(self.env)[node["docname"]][node["index"]]
            text = name_work(self.env, work)
            node.children = []
            node += nodes.reference(text, text, refid=work.anchor, internal=True)


class WorksCollector(EnvironmentCollector):
    """Forget and merge works as documents are read again, also in parallel."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document's works and pictures."""
        works_of(env).pop(docname, None)
        forget(env, docname)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:  # noqa: ARG002
        """Take over what another process has read."""
        works_of(env).update({name: works for name, works in works_of(other).items() if name in docnames})
        merge(env, docnames, other)

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Nothing: the works were noted by their directives."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives with their Norwegian names, the nodes, and the part of a chapter's end."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.registers")
    setup_nodes(app)
    add_block(app, chapter_credits_node)
    for name in ("attribution", "kreditering", "navngivelse"):
        app.add_directive(name, AttributionDirective)
    for name in ("credits", "krediteringsliste", "bildekilder"):
        app.add_directive(name, CreditsDirective)
    app.add_env_collector(WorksCollector)
    app.connect("env-get-outdated", reread_for_credits)
    app.connect("env-check-consistency", check_credits)
    add_register("credits", make_credits)
    app.add_post_transform(WorkLinkTransform)
    register_chapter_end_part(app, ORDER, place_credits)
    add_typst_file(app, HERE / "attribution.typ")
    add_style(app, html=HERE / "attribution.css", epub=HERE / "attribution.epub.css")
    return {"env_version": 3, "parallel_read_safe": True, "parallel_write_safe": True}
