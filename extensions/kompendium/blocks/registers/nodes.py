"""The nodes of registers, and how each is written in HTML (and EPUB) and in Typst."""
# ruff: noqa: D103  (a visitor's name says what it does)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.formats import is_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

# Typst translators are known by their public methods only; blocks import no builder.
TypstTranslator = Any


class register_node(nodes.container):
    """A register: empty when read, filled for each builder from what the environment has collected.

    ``kind`` names its maker, ``docname`` the page it stands on; other attributes are the maker's. One that is
    ``filtered`` has a field on the site that leaves the entries that match; each of them has a ``code``.
    """


class register_heading(nodes.rubric):
    """A small heading in a register: a letter, a code system; of ``depth`` 2 where it stands below another."""


class register_list(nodes.bullet_list):
    """Entries, or the places of one entry; in print without bullets."""


class register_item(nodes.list_item):
    """An entry: a paragraph, and perhaps a :class:`register_list` of its places.

    It is found by its ``code``, by what that is a part of (``above``), by its text, and by names that it does
    not print (``known_as``); ``above`` is a text of codes with spaces between.
    """


class register_lead(nodes.paragraph):
    """The paragraph of an entry that has places under it; a column does not end with it."""


class register_term(nodes.inline):
    """What an entry is about: its code, its person."""


class abbreviation_list(nodes.definition_list):
    """Short forms with what they stand for."""


class abbreviation_item(nodes.definition_list_item):
    """An abbreviation; ``short`` is its term's text once more, as print sets it beside the definition."""


class abbreviation_term(nodes.term):
    """The short form."""


class abbreviation_definition(nodes.definition):
    """What it stands for."""


class abbreviation_text(nodes.paragraph):
    """The words of a definition; in print on the short form's line."""


class register_link(nodes.inline):
    """A reference to ``anchor`` in ``docname`` (the document's beginning where empty), until a builder is known."""


class page_reference_node(nodes.inline):
    """The number of the page that ``anchor`` of ``docname`` stands on; only a PDF has any, so it has no text."""


class index_pages_node(nodes.inline):
    """The pages of an entry's ``places``, in print; elsewhere what it has as text: links to their chapters."""


def visit_register_html(self: HTML5Translator, node: register_node) -> None:
    labels: dict[str, Any] = {}
    if node.get("filtered") and is_site(self.builder):
        labels = {
            "data-label": _("Search by code, name or chapter"),
            "data-shown": _("Shows {count} of {total} codes"),
            "data-none": _("No code matches"),
        }
    self.body.append(self.starttag(node, "div", CLASS="docutils container", **labels))


def depart_register_html(self: HTML5Translator, _node: register_node) -> None:
    self.body.append("</div>\n")


def visit_register_item_html(self: HTML5Translator, node: register_item) -> None:
    found_by: dict[str, Any] = {}
    if is_site(self.builder):
        names = ("code", "above", "known_as")
        found_by = {f"data-{name.replace('_', '-')}": node[name] for name in names if node.get(name)}
    self.body.append(self.starttag(node, "li", "", **found_by))


def depart_register_item_html(self: HTML5Translator, _node: register_item) -> None:
    self.body.append("</li>\n")


def visit_register_heading_html(self: HTML5Translator, node: register_heading) -> None:
    level = min(self.section_level + node.get("depth", 1), 6)
    self.body.append(self.starttag(node, f"h{level}", ""))
    self.context.append(f"</h{level}>\n")


def depart_register_heading_html(self: HTML5Translator, _node: register_heading) -> None:
    self.body.append(self.context.pop())


def visit_register_term_html(self: HTML5Translator, node: register_term) -> None:
    self.body.append(self.starttag(node, "span", "", CLASS="kompendium-register-term"))


def depart_register_term_html(self: HTML5Translator, _node: register_term) -> None:
    self.body.append("</span>")


def visit_page_reference_html(_self: HTML5Translator, _node: page_reference_node) -> None:
    raise nodes.SkipNode


def visit_register_typst(self: TypstTranslator, node: register_node) -> None:
    self.anchors(node)
    self.open_block("register", kind=node["kind"], columns=node.get("columns", 1))


def visit_register_heading_typst(self: TypstTranslator, node: register_heading) -> None:
    self.anchors(node)
    self.open_block("register-heading", level=self.heading_level + node.get("depth", 1))


def visit_register_list_typst(self: TypstTranslator, node: register_list) -> None:
    self.anchors(node)
    self.open_block("register-list", nested=isinstance(node.parent, register_item))


def depart_block_typst(self: TypstTranslator, _node: nodes.Element) -> None:
    self.close_block()


def visit_register_item_typst(self: TypstTranslator, node: register_item) -> None:
    self.open("register-item")
    self.anchors(node)


def depart_inline_typst(self: TypstTranslator, _node: nodes.Element) -> None:
    self.close()


def visit_register_term_typst(self: TypstTranslator, _node: register_term) -> None:
    self.open("register-term")


def visit_register_lead_typst(self: TypstTranslator, _node: register_lead) -> None:
    self.open_block("register-lead")


def visit_abbreviation_list_typst(self: TypstTranslator, node: abbreviation_list) -> None:
    self.anchors(node)
    self.open_block("abbreviation-list")


def visit_abbreviation_item_typst(self: TypstTranslator, node: abbreviation_item) -> None:
    self.open("abbreviation-item", node["short"])


def skip_typst(_self: TypstTranslator, _node: nodes.Element) -> None:
    raise nodes.SkipNode


def pass_typst(_self: TypstTranslator, _node: nodes.Element) -> None:
    pass


def visit_page_reference_typst(self: TypstTranslator, node: page_reference_node) -> None:
    place = f"{node['docname']}:{node['anchor']}"
    self.open("register-page", place)
    self.call("page-of", place)
    self.close()
    raise nodes.SkipNode


def visit_index_pages_typst(self: TypstTranslator, node: index_pages_node) -> None:
    self.call("index-pages", [(f"{place.docname}:{place.anchor}", place.main) for place in node["places"]])
    raise nodes.SkipNode


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes with their visitors; what has none here is written as its base class."""
    app.add_node(
        register_node,
        html=(visit_register_html, depart_register_html),
        typst=(visit_register_typst, depart_block_typst),
    )
    app.add_node(
        register_heading,
        html=(visit_register_heading_html, depart_register_heading_html),
        typst=(visit_register_heading_typst, depart_block_typst),
    )
    app.add_node(register_list, typst=(visit_register_list_typst, depart_block_typst))
    app.add_node(
        register_item,
        html=(visit_register_item_html, depart_register_item_html),
        typst=(visit_register_item_typst, depart_inline_typst),
    )
    app.add_node(
        register_term,
        html=(visit_register_term_html, depart_register_term_html),
        typst=(visit_register_term_typst, depart_inline_typst),
    )
    app.add_node(register_lead, typst=(visit_register_lead_typst, depart_block_typst))
    app.add_node(abbreviation_list, typst=(visit_abbreviation_list_typst, depart_block_typst))
    app.add_node(abbreviation_item, typst=(visit_abbreviation_item_typst, depart_inline_typst))
    # Written with the item: Typst wants a term before its description.
    app.add_node(abbreviation_term, typst=(skip_typst, None))
    app.add_node(abbreviation_definition, typst=(pass_typst, pass_typst))
    app.add_node(abbreviation_text, typst=(pass_typst, pass_typst))
    app.add_node(register_link)
    app.add_node(
        page_reference_node,
        html=(visit_page_reference_html, None),
        typst=(visit_page_reference_typst, None),
    )
    app.add_node(index_pages_node, typst=(visit_index_pages_typst, None))
