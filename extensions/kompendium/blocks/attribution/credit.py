"""The nodes of credits, and a credit's words: title, author, source, licence (TASL)."""

# ruff: noqa: D103  (a visitor's name says what it does)

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes

from kompendium.blocks._endmatter import add_block, depart_block_html
from kompendium.credits import credit_parts
from kompendium.formats import is_site
from kompendium.icons import drawing
from kompendium.rights.licenses import LicenseExpression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.credits import Part
    from kompendium.rights.licenses import License
    from kompendium.rights.works import Work


class credit_node(nodes.legend):
    """A figure's credit, after its caption."""


class credit_paragraph(nodes.paragraph):
    """The credit after a table; ``of`` is the table's id."""


class attribution_node(nodes.admonition):
    """A credit that stands by itself: of a text, or of a work that is not reproduced."""


class print_address(nodes.inline):
    """A link's address in words, where a link cannot be clicked; HTML and EPUB leave it out."""


class license_name(nodes.inline):
    """A licence's short name, kept on one line: in two pieces «CC BY-NC-SA 4.0» reads as two names."""


class work_field(nodes.inline):
    """A field of a work, ``field`` by name: what a machine reads as the title, as the creator."""


class credit_link(nodes.reference):
    """A field of a work that leads somewhere; ``resource`` is the address for machines, where it is another."""


class work_link(nodes.inline):
    """«Figure 161.1», filled in when the numbers are known: the work ``index`` of ``docname``."""


def link(text: str, url: str, *, printed: str = "", **attributes: Any) -> list[nodes.Element]:
    """A link, and for paper its address, or the shorter ``printed`` one."""
    reference = nodes.reference(text, text, refuri=url, **attributes)
    if text == url:
        return [reference]
    printed = printed or url
    words = [nodes.Text(" ("), nodes.reference(printed, printed, refuri=printed), nodes.Text(")")]
    return [reference, print_address("", "", *words, of="")]


def license_link(
    license_: License, language: str, text: str = "", kind: type[nodes.reference] = nodes.reference, **attributes: Any
) -> list[nodes.Node]:
    """The licence's short name (or ``text``), linked to its deed in the reader's language.

    Without ``rel="license"``, which would say it of the whole page: only the page's own licence gets that, and a
    :class:`credit_link` within the credit of what it is said of.
    """
    if isinstance(license_, LicenseExpression):
        # Each of its licences has its own address.
        return _linked_terms(license_, language, kind, **attributes)
    text = text or license_.short_name(language)
    before, short, after = text.partition(license_.short)
    name = license_name(short, short, classes=["kompendium-license-name"])
    words: list[nodes.Node] = [node for node in (nodes.Text(before), name, nodes.Text(after)) if node.astext()]
    url = license_.deed(language)
    if not url:
        return words
    _plain, *address = link(text, url, printed=license_.url)
    if issubclass(kind, credit_link):
        attributes["resource"] = license_.url
    return [kind("", "", *words, refuri=url, **attributes), *address]


def _linked_terms(
    license_: LicenseExpression, language: str, kind: type[nodes.reference], **attributes: Any
) -> list[nodes.Node]:
    linked: list[nodes.Node] = []
    for term in license_.terms:
        words = license_link(term, language, kind=kind, **attributes)
        is_group = isinstance(term, LicenseExpression)
        linked += [nodes.Text(f" {license_.joint(language)} ")] if linked else []
        linked += [nodes.Text("("), *words, nodes.Text(")")] if is_group else words
    return linked


def tasl(work: Work, language: str) -> list[nodes.Node]:
    """A credit as nodes, each field with its name, so that a format can say which is which."""
    credit: list[nodes.Node] = []
    for part in credit_parts(work, language):
        if part.terms is not None:
            # A machine reads one of them: that of what stands here.
            field = "published_license" if part.terms is work.published_license else part.field
            credit += license_link(part.terms, language, kind=credit_link, field=field)
            continue
        words = nodes.emphasis(part.text, part.text) if _is_name_of_source(part) else nodes.Text(part.text)
        if part.url:
            _plain, *address = link(part.text, part.url)
            for node in address:
                node["of"] = part.field
            credit += [credit_link("", "", words, refuri=part.url, field=part.field), *address]
        else:
            credit.append(work_field("", "", words, field=part.field) if part.field else words)
    return credit


def _is_name_of_source(part: Part) -> bool:
    return part.field == "source" and part.text != part.url


PLACEHOLDER_ICON = (
    '<svg class="kompendium-placeholder-icon" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="36" '
    'height="36" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" '
    f'aria-hidden="true" focusable="false">{drawing("not-reproduced")}</svg>'
)
"""The sign in the place of a picture that is not there; a screen reader passes over it."""

_PREFIXES = "cc: http://creativecommons.org/ns# dc: http://purl.org/dc/terms/"
_PROPERTIES = {
    "title": "dc:title",
    "creator": "cc:attributionName",
    "holder": "dc:rightsHolder",
    "source": "dc:source",
    "year": "dc:date",
}
_RELATIONS = {"published_license": "license", "source": "dc:source cc:attributionURL"}
"""RDFa's terms for the fields of a work: as texts, and as links (CC REL; Dublin Core terms)."""


def subject_attributes(self: HTML5Translator, node: nodes.Element) -> dict[str, Any]:
    """What makes a credit's statements those of its work, and not of the whole page."""
    about = _subject_of(node) if is_site(self.builder) else ""
    return {"about": about, "prefix": _PREFIXES} if about else {}


def _term(self: HTML5Translator, node: nodes.Element, terms: Mapping[str, str]) -> str:
    """RDFa's term for a field, where the page says what the field is of.

    Not in an EPUB: its package says the same of each file, and a screen reader may stop at each element of a page.
    """
    return terms.get(node["field"], "") if is_site(self.builder) and _subject_of(node) else ""


def _subject_of(node: nodes.Element | None) -> str:
    """What the credit around a node is said of, as RDFa names it; empty where the node stands in no credit.

    A picture by its own address, a text by its block's; a work that is not reproduced has no address here.
    """
    while node is not None and not isinstance(node, credit_node | credit_paragraph | attribution_node):
        node = node.parent
    if isinstance(node, credit_node):
        image = next(iter(node.parent.findall(nodes.image)), None)
        if image is None:
            return f"[_:{node.parent['ids'][0]}]" if node.parent["ids"] else ""
        # When the credit is written, the picture is, too, and has its address on the page.
        return str(image["uri"])
    if isinstance(node, credit_paragraph):
        return f"#{node['of']}"
    if node is None or not node["ids"]:
        return ""
    return f"#{node['ids'][0]}" if node.get("reproduced", True) else f"[_:{node['ids'][0]}]"


def visit_credit_html(self: HTML5Translator, node: credit_node) -> None:
    # docutils closes <figcaption> at the figure's end; whoever comes first opens it.
    if not isinstance(node.previous_sibling(), nodes.caption | nodes.legend):
        self.body.append("<figcaption>\n")
    self.body.append(self.starttag(node, "div", **subject_attributes(self, node)))


def visit_credit_paragraph_html(self: HTML5Translator, node: credit_paragraph) -> None:
    self.body.append(self.starttag(node, "p", "", **subject_attributes(self, node)))


def depart_credit_paragraph_html(self: HTML5Translator, _node: credit_paragraph) -> None:
    self.body.append("</p>\n")


def visit_attribution_html(self: HTML5Translator, node: attribution_node) -> None:
    """A group named by its title; in a picture's place with a sign, which a screen reader passes over."""
    title = cast("nodes.Element", node[0])
    labelled = {"aria-labelledby": title["ids"][0]}
    self.body.append(self.starttag(node, "div", role="group", **labelled, **subject_attributes(self, node)))
    if node.get("call") == "placeholder":
        self.body.append(PLACEHOLDER_ICON)


def visit_field_html(self: HTML5Translator, node: work_field) -> None:
    term = _term(self, node, _PROPERTIES)
    self.body.append(f'<span property="{term}">' if term else "")
    self.context.append("</span>" if term else "")


def depart_field_html(self: HTML5Translator, _node: work_field) -> None:
    self.body.append(self.context.pop())


def visit_credit_link_html(self: HTML5Translator, node: credit_link) -> None:
    # On a span: HTML itself takes a link with rel="license" as one to the licence of the page.
    term = _term(self, node, _RELATIONS)
    resource = self.attval(node.get("resource") or node["refuri"])
    self.body.append(f'<span rel="{term}" resource="{resource}">' if term else "")
    self.visit_reference(node)
    self.context.append("</span>" if term else "")


def depart_credit_link_html(self: HTML5Translator, node: credit_link) -> None:
    self.depart_reference(node)
    self.body.append(self.context.pop())


def depart_credit_html(self: HTML5Translator, _node: credit_node) -> None:
    self.body.append("</div>\n")


def visit_credit_typst(self: Any, node: credit_node | credit_paragraph) -> None:
    self.open_block("figure-credit")
    self.anchors(node)


def depart_credit_typst(self: Any, _node: credit_node | credit_paragraph) -> None:
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
    add_block(app, attribution_node, html=(visit_attribution_html, depart_block_html))
    app.add_node(
        credit_node,
        html=(visit_credit_html, depart_credit_html),
        typst=(visit_credit_typst, depart_credit_typst),
    )
    app.add_node(
        credit_paragraph,
        html=(visit_credit_paragraph_html, depart_credit_paragraph_html),
        typst=(visit_credit_typst, depart_credit_typst),
    )
    app.add_node(print_address, html=(skip, pass_by), typst=(visit_address_typst, depart_address_typst))
    app.add_node(license_name, typst=(visit_license_name_typst, depart_license_name_typst))
    app.add_node(work_field, html=(visit_field_html, depart_field_html), typst=(pass_by, pass_by))
    app.add_node(credit_link, html=(visit_credit_link_html, depart_credit_link_html))
    app.add_node(work_link, html=(pass_by, pass_by), typst=(pass_by, pass_by))
