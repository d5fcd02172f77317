"""What registers share: a placeholder filled for each builder, and pages that are written again when data change.

A room adds a register in three steps: a *maker* (environment and placeholder → the register's nodes), its entry by
:func:`add_register`, and a subclass of :class:`RegisterDirective`. A maker is called several times and must depend
on nothing but the environment and the placeholder; it links by :func:`link_to` and :func:`chapter_entry`. Where
texts lead to the register, the room says by :func:`add_leads` which.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.blocks._directive import KompendiumDirective
from kompendium.blocks.chapter import chapter_label
from kompendium.blocks.registers.nodes import (
    page_reference_node,
    register_heading,
    register_item,
    register_lead,
    register_link,
    register_list,
    register_node,
)
from kompendium.formats import builder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

Maker = Callable[["BuildEnvironment", register_node], "Sequence[Node]"]

_makers: dict[str, Maker] = {}

Sources = Callable[["BuildEnvironment"], str]

_sources: dict[str, Sources] = {}

Leads = Callable[["BuildEnvironment"], "dict[str, str]"]

_leads: list[Leads] = []

COLUMNS_FROM = 30
"""A register of so many rows has two columns in print; a shorter one would stand in half a page."""


def add_register(kind: str, maker: Maker, sources: Sources | None = None) -> None:
    """Have registers of a kind filled by a maker.

    Whether such a register has changed is told by what it says, for which it is made once more. Where that takes long,
    ``sources`` gives all that the maker reads of the environment, as a text.
    """
    _makers[kind] = maker
    if sources is not None:
        _sources[kind] = sources


def add_leads(leads: Leads) -> None:
    """Have pages that lead to a register written again when it moves, appears or goes.

    ``leads`` tells for each document, in a text, where its links to the register lead.
    """
    if leads not in _leads:
        _leads.append(leads)


class RegisterDirective(KompendiumDirective):
    """Puts the placeholder of a register of ``kind``."""

    kind: ClassVar[str]

    def run(self) -> list[Node]:
        """The placeholder."""
        node = register_node(
            "",
            kind=self.kind,
            docname=self.env.current_document.docname,
            classes=["kompendium-register", f"kompendium-register-{self.kind}", *self.options.get("class", [])],
        )
        self.set_source_info(node)
        self.add_name(node)
        self.prepare(node)
        return [node]

    def prepare(self, node: register_node) -> None:
        """Note on the placeholder what the maker needs."""


# --- What makers build with -----------------------------------------------------------------------------------


def link_to(docname: str, anchor: str, *content: Node) -> register_link:
    """A link around ``content`` to a place of the book."""
    return register_link("", "", *content, docname=docname, anchor=anchor)


def page_of(docname: str, anchor: str = "") -> page_reference_node:
    """The page number of a place, in print; it comes last in its paragraph."""
    return page_reference_node("", "", docname=docname, anchor=anchor)


def title_of(env: BuildEnvironment, docname: str) -> list[Node]:
    """A document's title with its emphasis and languages."""
    title = env.titles.get(docname)
    return [child.deepcopy() for child in title.children] if title is not None else [nodes.Text(docname)]


def chapter_link(env: BuildEnvironment, docname: str, anchor: str = "") -> register_link:
    """A chapter's number and title, linked to it or to a place in it."""
    content = title_of(env, docname)
    if number := chapter_label(env, docname):
        shown = nodes.inline("", number, classes=["kompendium-register-number"])
        content = [shown, nodes.Text(" "), *content]
    return link_to(docname, anchor, *content)


def item(*content: Node, ids: Sequence[str] = (), places: Sequence[register_item] = ()) -> register_item:
    """An entry: its paragraph, and its places under it."""
    paragraph = register_lead if places else nodes.paragraph
    entry = register_item("", paragraph("", "", *content))
    entry["ids"] += ids
    if places:
        entry += entries(places)
    return entry


def chapter_entry(env: BuildEnvironment, docname: str, anchor: str = "", *before: Node) -> register_item:
    """An entry that is a chapter: what stands before it, number and title, and its page in print."""
    return item(*before, chapter_link(env, docname, anchor), page_of(docname, anchor))


def entries(items: Iterable[register_item]) -> register_list:
    """A list of entries."""
    return register_list("", *items, classes=["kompendium-register-list"])


def heading(*content: str | Node, depth: int = 1) -> register_heading:
    """A small heading between lists; one of ``depth`` 2 stands below one of 1."""
    node = register_heading("", "", depth=depth, classes=["kompendium-register-heading"])
    node += [nodes.Text(part) if isinstance(part, str) else part for part in content]
    return node


def sentence(text: str) -> list[Node]:
    """What an empty register says instead of nothing."""
    return [nodes.paragraph(text, text, classes=["kompendium-register-empty"])]


# --- Filling, and writing again -----------------------------------------------------------------------------------


def _fill(env: BuildEnvironment, placeholder: register_node) -> None:
    maker = _makers.get(placeholder["kind"])
    placeholder.children = []
    placeholder += list(maker(env, placeholder)) if maker else []
    rows = sum(1 for _ in placeholder.findall(register_item))
    placeholder["columns"] = 2 if rows >= COLUMNS_FROM else 1


class RegisterTransform(SphinxPostTransform):
    """Fills the placeholders for the builder that is about to write."""

    # Before references are resolved (10): a title may hold one that is not.
    default_priority = 8

    def run(self, **_kwargs: object) -> None:
        """Fill each register, and give its links and those that lead to it the builder's addresses."""
        for placeholder in list(self.document.findall(register_node)):
            _fill(self.env, placeholder)
        for link in list(self.document.findall(register_link)):
            link.replace_self(self._resolved(link))

    def _resolved(self, link: register_link) -> Element:
        content = link.children
        here = self.env.current_document.docname
        try:
            uri = builder_of(self.env).get_relative_uri(here, link["docname"])
        except NoUri:  # the man builder, which has no links between pages
            return nodes.inline("", "", *content)
        if link["anchor"]:
            uri += f"#{link['anchor']}"
        reference = nodes.reference("", "", *content, internal=True, refuri=uri, classes=["kompendium-register-link"])
        # A register has page numbers of its own, and one that the text leads to is looked up, not read on.
        reference["unpaged"] = True
        return reference


class RegisterCollector(EnvironmentCollector):
    """Keeps each page's placeholders, to tell what the registers say without reading the page again."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document."""
        registers_of(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:  # noqa: ARG002
        """Take over what another process has read."""
        theirs = registers_of(other)
        registers_of(env).update({docname: theirs[docname] for docname in docnames if docname in theirs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note a document's placeholders, and which is the first of its kind."""
        kinds: set[str] = set()
        for node in doctree.findall(register_node):
            node["is_first"] = node["kind"] not in kinds
            kinds.add(node["kind"])
        # A copy without the children and the document, which cannot be pickled with its settings.
        found = [register_node("", **node.attributes) for node in doctree.findall(register_node)]
        if found:
            registers_of(app.env)[app.env.current_document.docname] = found


def registers_of(env: BuildEnvironment) -> dict[str, list[register_node]]:
    """Document → its placeholders."""
    if not hasattr(env, "kompendium_registers"):
        env.kompendium_registers = {}  # type: ignore[attr-defined]
    return env.kompendium_registers  # type: ignore[attr-defined,no-any-return]


def _said(env: BuildEnvironment, placeholders: Sequence[register_node]) -> str:
    """A digest of what a page's registers say, or of what they are made of."""
    digest = hashlib.sha256()
    for placeholder in placeholders:
        copy = placeholder.copy()
        if sources := _sources.get(placeholder["kind"]):
            digest.update(sources(env).encode())
        else:
            _fill(env, copy)
        digest.update(copy.pformat().encode())
    return digest.hexdigest()


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose registers, or whose links to one, say something else than when this builder last wrote them.

    Kept for each builder, since several share one environment: what one has written is still old for the next.
    """
    now: dict[tuple[str, int], str] = {(d, 0): _said(env, found) for d, found in registers_of(env).items()}
    for number, leads in enumerate(_leads, 1):
        now |= {(docname, number): places for docname, places in leads(env).items()}
    if not hasattr(env, "kompendium_registers_written"):
        env.kompendium_registers_written = {}  # type: ignore[attr-defined]
    written: dict[str, dict[tuple[str, int], str]] = env.kompendium_registers_written  # type: ignore[attr-defined]
    before = written.get(app.builder.name, {})
    written[app.builder.name] = now
    changed = {key for key in before.keys() | now.keys() if before.get(key, "") != now.get(key, "")}
    return sorted({docname for docname, _number in changed} & env.found_docs)


def setup_machinery(app: Sphinx) -> None:
    """Register filling, keeping and writing again."""
    app.add_env_collector(RegisterCollector)
    app.add_post_transform(RegisterTransform)
    # Late: the chapters have their numbers.
    app.connect("env-get-updated", pages_to_write, priority=900)
