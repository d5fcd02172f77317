"""Medical codes: one domain with a role a system, the directive ``{codes}``, and how codes look in each format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils.nodes import reference
from sphinx.locale import get_translation

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks.codes.checks import OPTIONAL_CHECKS
from kompendium.blocks.codes.directive import CodesDirective
from kompendium.blocks.codes.domain import CodeOccurrence, CodesDomain, CodeTitle, entry_id
from kompendium.blocks.codes.entries import build_codes_node, codes_domain
from kompendium.blocks.codes.knowledge import EDITIONS, IGNORE_FILE, CodeKnowledge
from kompendium.blocks.codes.nodes import codes_node, setup_nodes
from kompendium.blocks.codes.role import CodeRole
from kompendium.codes.systems import SYSTEMS, Code
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.encoding import read_text

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["CodeOccurrence", "CodeTitle", "CodesDomain", "build_codes_node", "codes_domain", "codes_node", "entry_id"]

_ = get_translation("kompendium")

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
    return sorted(domain.occurrences) if changed else []


def check_options(app: Sphinx, config: Config) -> None:
    """Report editions and checks that cannot be meant, and do without them."""
    confdir = Path(app.confdir)
    editions = config.kompendium_code_editions
    wrong = [name for name, file in editions.items() if name not in SYSTEMS or not isinstance(file, str)]
    for name in wrong:
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(confdir, EDITIONS),
            key=EDITIONS,
            found=f"{name}: {editions[name]}",
            expected=_("the name of a file for one of: {names}").format(names=", ".join(SYSTEMS)),
            instead=_("It is not used."),
            example=f'{EDITIONS} = {{"icd10no": "koder/icd10.json"}}',
        )
    for name in [name for name in config.kompendium_code_checks if name not in OPTIONAL_CHECKS]:
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(confdir, "kompendium_code_checks"),
            key="kompendium_code_checks",
            found=name,
            expected=_("one of: {names}").format(names=", ".join(OPTIONAL_CHECKS)),
            instead=_("It is not used."),
            example=f'kompendium_code_checks = ["{OPTIONAL_CHECKS[0]}"]',
        )
    config["kompendium_code_editions"] = {name: file for name, file in editions.items() if name not in wrong}


def link_outside(_app: Sphinx, _env: BuildEnvironment, node: pending_xref, contnode: Element) -> Element | None:
    """Lead a code without an entry in the book's register to its page on the web, or leave it as it is.

    Connected after intersphinx, so that another book's register comes first.
    """
    if node.get("refdomain") != "codes" or node["reftype"] not in SYSTEMS:
        return None
    code = Code(node["reftype"], node["reftarget"])
    url = SYSTEMS[code.system].url(code)
    if url is None:
        return contnode
    link = reference("", "", contnode, internal=False, refuri=url)
    if title := node.get("code_title"):
        link["reftitle"] = title
    return link


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register domain, roles, directive, nodes and looks."""
    app.setup_extension("kompendium.config")
    app.add_domain(CodesDomain)
    app.add_directive("codes", CodesDirective)
    app.add_directive("koder", CodesDirective)
    for system in SYSTEMS:
        app.add_role(system, CodeRole(system))
    setup_nodes(app)
    app.connect("config-inited", check_options, priority=900)
    app.connect("env-get-outdated", reread_for_titles)
    app.connect("missing-reference", link_outside, priority=600)
    here = Path(__file__).parent
    add_typst_file(app, here / "codes.typ")
    add_style(app, html=here / "codes.css", epub=here / "codes.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
