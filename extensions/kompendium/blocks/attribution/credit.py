"""The nodes of credits, and a credit's words: title, author, source, licence (TASL)."""

# ruff: noqa: D103  (a visitor's name says what it does)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks._endmatter import add_block
from kompendium.rights.licenses import LicenseExpression

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.rights.licenses import License
    from kompendium.rights.works import Work

_ = get_translation("kompendium")


class credit_node(nodes.legend):
    """A figure's credit, after its caption."""


class attribution_node(nodes.admonition):
    """A credit that stands by itself: of a text, or of a work that is not reproduced."""


class print_address(nodes.inline):
    """A link's address in words, where a link cannot be clicked; HTML and EPUB leave it out."""


class license_name(nodes.inline):
    """A licence's short name, kept on one line: in two pieces «CC BY-NC-SA 4.0» reads as two names."""


class work_link(nodes.inline):
    """«Figure 161.1», filled in when the numbers are known: the work ``index`` of ``docname``."""


def link(text: str, url: str, *, printed: str = "", **attributes: Any) -> list[nodes.Node]:
    """A link, and for paper its address, or the shorter ``printed`` one."""
    reference = nodes.reference(text, text, refuri=url, **attributes)
    if text == url:
        return [reference]
    printed = printed or url
    words = [nodes.Text(" ("), nodes.reference(printed, printed, refuri=printed), nodes.Text(")")]
    return [reference, print_address("", "", *words)]


def license_link(license_: License, language: str, text: str = "", **attributes: Any) -> list[nodes.Node]:
    """The licence's short name (or ``text``), linked to its deed in the reader's language.

    Without ``rel="license"``, which would say it of the whole page: only the page's own licence gets that.
    """
    if isinstance(license_, LicenseExpression):
        # Each of its licences has its own address.
        return _linked_terms(license_, language, **attributes)
    text = text or license_.short_name(language)
    before, short, after = text.partition(license_.short)
    name = license_name(short, short, classes=["kompendium-license-name"])
    words: list[nodes.Node] = [node for node in (nodes.Text(before), name, nodes.Text(after)) if node.astext()]
    url = license_.deed(language)
    if not url:
        return words
    _plain, *address = link(text, url, printed=license_.url)
    return [nodes.reference("", "", *words, refuri=url, **attributes), *address]


def _linked_terms(license_: LicenseExpression, language: str, **attributes: Any) -> list[nodes.Node]:
    linked: list[list[nodes.Node]] = []
    for term in license_.terms:
        words = license_link(term, language, **attributes)
        is_group = isinstance(term, LicenseExpression)
        linked.append([nodes.Text("("), *words, nodes.Text(")")] if is_group else words)
    return _join(linked, f" {license_.joint(language)} ")


def tasl(work: Work, language: str) -> list[nodes.Node]:
    """A credit: «“Title”. Illustration: Name, *Journal*, 2017. CC BY 4.0. Changes: …».

    Every field of the work is printed, and what the reader of credits did not understand as it stands.
    """
    sentences: list[list[nodes.Node]] = []
    if work.title:
        sentences.append([nodes.Text(_("“{title}”").format(title=work.title))])
    made: list[list[nodes.Node]] = []
    if work.creator:
        made.append([nodes.Text(work.creator)])
    if work.source:
        name = nodes.emphasis(work.source, work.source)
        made.append([name] if not work.source_url else _linked_source(name, work.source_url))
    elif work.source_url:
        made.append([nodes.reference(work.source_url, work.source_url, refuri=work.source_url)])
    if work.year:
        made.append([nodes.Text(work.year)])
    if made:
        label = [nodes.Text(f"{work.label}: ")] if work.label else []
        sentences.append([*label, *_join(made, ", ")])
    elif work.label:
        sentences.append([nodes.Text(work.label)])
    if work.license is not None:
        sentences.append(license_link(work.license, language))
    elif work.license_text:
        sentences.append([nodes.Text(work.license_text)])
    if work.changes:
        sentences.append([nodes.Text(_("Changes: {changes}").format(changes=work.changes))])
    if work.permission:
        sentences.append([nodes.Text(_("Permission: {permission}").format(permission=work.permission))])
    if work.rest:
        sentences.append([nodes.Text(work.rest)])
    parts: list[nodes.Node] = []
    for sentence in sentences:
        if parts:
            parts.append(nodes.Text(" "))
        parts += sentence
        if not "".join(node.astext() for node in sentence).endswith((".", "?", "!")):
            parts.append(nodes.Text("."))
    return parts


def _linked_source(name: nodes.emphasis, url: str) -> list[nodes.Node]:
    _plain, *address = link(name.astext(), url)
    return [nodes.reference("", "", name, refuri=url), *address]


def _join(parts: list[list[nodes.Node]], separator: str) -> list[nodes.Node]:
    joined = list(parts[0])
    for part in parts[1:]:
        joined += [nodes.Text(separator), *part]
    return joined


def visit_credit_html(self: HTML5Translator, node: credit_node) -> None:
    # docutils closes <figcaption> at the figure's end; whoever comes first opens it.
    if not isinstance(node.previous_sibling(), nodes.caption | nodes.legend):
        self.body.append("<figcaption>\n")
    self.body.append(self.starttag(node, "div"))


def depart_credit_html(self: HTML5Translator, _node: credit_node) -> None:
    self.body.append("</div>\n")


def visit_credit_typst(self: Any, node: credit_node) -> None:
    self.open_block("figure-credit")
    self.anchors(node)


def depart_credit_typst(self: Any, _node: credit_node) -> None:
    self.close_block()


def skip(self: HTML5Translator, _node: nodes.Node) -> None:  # noqa: ARG001
    raise nodes.SkipNode


def pass_by(self: Any, _node: nodes.Node) -> None:
    """Let the children speak."""


def visit_address_typst(self: Any, _node: print_address) -> None:
    self.open("print-address")


def depart_address_typst(self: Any, _node: print_address) -> None:
    self.close()


def visit_license_name_typst(self: Any, _node: license_name) -> None:
    self.open("license-name")


def depart_license_name_typst(self: Any, _node: license_name) -> None:
    self.close()


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes with their visitors; LaTeX, text and man write their base classes."""
    add_block(app, attribution_node)
    app.add_node(
        credit_node,
        html=(visit_credit_html, depart_credit_html),
        typst=(visit_credit_typst, depart_credit_typst),
    )
    app.add_node(print_address, html=(skip, pass_by), typst=(visit_address_typst, depart_address_typst))
    app.add_node(license_name, typst=(visit_license_name_typst, depart_license_name_typst))
    app.add_node(work_link, html=(pass_by, pass_by), typst=(pass_by, pass_by))
