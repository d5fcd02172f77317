"""Medical codes: one domain with a role a system, the directive ``{codes}``, and how codes look in each format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils.nodes import Text, inline, reference

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks.codes.checks import check_ignored
from kompendium.blocks.codes.directive import CodesDirective
from kompendium.blocks.codes.domain import CodeOccurrence, CodesDomain, CodeTitle, entry_id
from kompendium.blocks.codes.entries import build_codes_node, codes_domain, title_nodes
from kompendium.blocks.codes.knowledge import IGNORE_FILE, CodeKnowledge
from kompendium.blocks.codes.nodes import codes_node, setup_nodes
from kompendium.blocks.codes.options import check_options, register_systems, setup_systems
from kompendium.codes.systems import SYSTEMS, Code
from kompendium.encoding import read_text
from kompendium.formats import output_of

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["CodeOccurrence", "CodeTitle", "CodesDomain", "build_codes_node", "codes_domain", "codes_node", "entry_id"]

LOCK_FILE = "codes.lock.csv"


def reread_for_titles(
    app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Have every document with codes read again when the lock file has changed, appeared or gone."""
    # Not by note_dependency: a file that appears later is no dependency of anything yet.
    domain = codes_domain(env)
    ignore = Path(app.confdir, IGNORE_FILE)
    beside = read_text(ignore)[0] if ignore.is_file() else ""
    for name in app.config.kompendium_code_editions.values():
        file = Path(app.confdir, name)
        beside += f"\n{name} {file.stat().st_mtime_ns if file.is_file() else ''}"
    changed = domain.update_lock(Path(app.confdir, LOCK_FILE), beside)
    domain.known = CodeKnowledge(app.config, Path(app.confdir), domain.lock)
    # Here, for all the processes that read: each would report its wrong lines.
    _ = domain.known.ignored
    return sorted(domain.occurrences) if changed else []


def check_exceptions(_app: Sphinx, env: BuildEnvironment) -> None:
    """Report exceptions of the gloss check that are not used, once all documents are read."""
    check_ignored(codes_domain(env))


def link_outside(app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element) -> Element | None:
    """Lead a code without an entry in the book's register to its page on the web, or leave it as it is.

    Connected after intersphinx, so that another book's register comes first. The register tells what a code is called,
    but here nothing would: on paper, or without a network, the code's title stands after it.
    """
    if node.get("refdomain") != "codes" or node["reftype"] not in SYSTEMS:
        return None
    code = Code(node["reftype"], node["reftarget"])
    link = contnode
    if url := SYSTEMS[code.system].url(code, output_of(app.builder)):
        link = reference("", "", contnode, internal=False, refuri=url)
        if title := node.get("code_title"):
            link["reftitle"] = title
    title_after = title_nodes(env, code) if node.get("is_bare") and not _is_in_head(env, node["refdoc"], code) else []
    if not title_after:
        return link
    space, name = title_after
    return inline("", "", link, space, Text("("), name, Text(")"))


def _is_in_head(env: BuildEnvironment, docname: str, code: Code) -> bool:
    """Whether the document's codes, which are printed with their titles, have the code."""
    occurrences = codes_domain(env).occurrences.get(docname, ())
    return any(it.place == "head" and (it.system, it.code) == (code.system, code.key) for it in occurrences)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register domain, roles, directive, nodes and looks."""
    app.setup_extension("kompendium.config")
    app.add_domain(CodesDomain)
    app.add_directive("codes", CodesDirective)
    app.add_directive("koder", CodesDirective)
    setup_systems(app)
    setup_nodes(app)
    app.connect("config-inited", register_systems)
    app.connect("config-inited", check_options, priority=900)
    app.connect("env-get-outdated", reread_for_titles)
    app.connect("env-check-consistency", check_exceptions)
    app.connect("missing-reference", link_outside, priority=600)
    here = Path(__file__).parent
    add_typst_file(app, here / "codes.typ")
    add_style(app, html=here / "codes.css", epub=here / "codes.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
