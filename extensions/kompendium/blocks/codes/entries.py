"""A chapter's codes as the reader sees them: system, code, title; and the links that codes carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

from kompendium.blocks.codes.checks import check_codes, check_pairs, suggestions
from kompendium.blocks.codes.nodes import code_entry, code_inline, code_malformed, code_system, code_title, codes_node
from kompendium.codes.systems import SYSTEMS, parse_codes
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils.nodes import Element, Node
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.codes.domain import CodesDomain
    from kompendium.chapter import CodeEntry
    from kompendium.codes.systems import Code

_ = get_translation("kompendium")


def codes_domain(env: BuildEnvironment) -> CodesDomain:
    """The environment's domain of codes."""
    return cast("CodesDomain", env.get_domain("codes"))


def edition_of(config: Config, system: str) -> str:
    """The system that an author's word means: ``icd10`` is the edition that ``kompendium_icd10`` names."""
    edition = config.kompendium_icd10 if system == "icd10" else system
    return edition if edition in SYSTEMS else system


def book_language(config: Config) -> str:
    """The book's language without its region: ``nb`` of ``nb_NO``."""
    return str(config.language or "en").replace("_", "-").split("-")[0]


def report_malformed(
    env: BuildEnvironment, system: str, found: str, location: Node | tuple[str, int | None] | str | None
) -> None:
    """Warn of a text that has not the form of a code, with the codes that it may be meant for."""
    known = SYSTEMS[system]
    written, _space, gloss = found.partition(" ")
    near = suggestions(codes_domain(env), system, written.strip(","), gloss.strip(" ()"))
    report(
        Finding.CODE_MALFORMED,
        location,
        found=found,
        system=known.label,
        expected=_(known.expected),
        suggestion=_("Nearest: {codes}.").format(codes=near)
        if near
        else _("For example: {example}").format(example=known.example),
    )


def link(env: BuildEnvironment, code: Code, content: Element, *, with_title: bool = False) -> addnodes.pending_xref:
    """A reference to the code's entry in the register, or to its page on the web, around ``content``.

    ``with_title`` adds system and title as the link's own title, for a code that stands alone in running text.
    """
    reference = addnodes.pending_xref(
        "",
        content,
        refdoc=env.current_document.docname,
        refdomain="codes",
        reftype=code.system,
        reftarget=code.key,
        refexplicit=True,
        refwarn=False,
    )
    if with_title:
        title = codes_domain(env).title_of(code)
        label = f"{SYSTEMS[code.system].label} {code.text}"
        reference["code_title"] = f"{label}: {title.text}" if title else label
    return reference


def title_nodes(env: BuildEnvironment, code: Code) -> list[Node]:
    """The code's title after a space, marked with its language where that is not the book's; else nothing."""
    title = codes_domain(env).title_of(code)
    if title is None:
        return []
    node = code_title(title.text, title.text, classes=["kompendium-code-title"])
    if title.language != book_language(env.config):
        node["lang"] = title.language
    return [nodes.Text(" "), node]


def _entry(system: str, *content: Node) -> code_entry:
    label = SYSTEMS[system].label
    return code_entry(
        "",
        "",
        code_system(label, label, classes=["kompendium-code-system"]),
        nodes.Text(" "),
        *content,
        classes=["kompendium-code-entry"],
    )


def _malformed(text: str) -> code_malformed:
    return code_malformed(text, text, classes=["kompendium-code-malformed"])


def build_codes_node(
    env: BuildEnvironment,
    docname: str,
    entries: Iterable[CodeEntry],
    location: Node | tuple[str, int | None] | str | None = None,
    *,
    only_unplaced: bool = False,
) -> codes_node:
    """A chapter's codes as a node, noted for the register; a malformed one warns, and its text stays.

    An entry of no known system, of which a finding was reported already, is shown as written. A finding is placed at
    the entry's own line; ``location`` serves entries without one (line 0). To be called while the document is read,
    since it notes the codes in the domain. ``only_unplaced`` leaves out codes that the document's ``{codes}`` show
    already, for the chapter's head; the node may then be empty.
    """
    block = codes_node("", classes=["kompendium-codes"])
    domain = codes_domain(env)
    together: list[tuple[Code, Node | tuple[str, int | None] | str | None]] = []
    placed = {(o.system, o.code) for o in domain.occurrences.get(docname, ()) if o.place == "head"}
    for entry in entries:
        if entry.system not in SYSTEMS:
            block += code_entry("", "", _malformed(entry.text), classes=["kompendium-code-entry"])
            continue
        system = edition_of(env.config, entry.system)
        parsed = parse_codes(system, entry.text)
        place = (docname, entry.line) if entry.line else location
        check_codes(domain, docname, parsed.codes, place)
        for code in parsed.codes:
            if only_unplaced and (code.system, code.key) in placed:
                continue
            content = code_inline(code.text, code.text, classes=["kompendium-code"])
            node = _entry(system, link(env, code, content), *title_nodes(env, code))
            if code.gloss:
                node += nodes.Text(f" ({code.gloss})")
            if anchor := domain.note_code(code, docname, "head"):
                node["ids"].append(anchor)
            block += node
        together += [(code, place) for code in parsed.codes]
        malformed = parsed.malformed or (() if parsed.codes else (entry.text,))
        for found in malformed:
            report_malformed(env, system, found, place)
            block += _entry(system, _malformed(found))
    check_pairs(together, domain.usage_of)
    return block
