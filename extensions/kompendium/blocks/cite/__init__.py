"""How to cite a chapter, and its address to share; both derived from what the book says of itself."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.assets import add_script, add_style
from kompendium.blocks._directive import KompendiumDirective, common_options
from kompendium.blocks._endmatter import add_block, build_block, depart_block_html, visit_block_html
from kompendium.blocks.chapter import chapter_of, is_chapter, register_chapter_end_part
from kompendium.blocks.cite.record import (
    book_citation_of,
    citation_file,
    citation_files,
    citation_of,
    cited_by,
    write_citations,
)
from kompendium.citation import EXPORTS, to_vancouver
from kompendium.formats import builder_of, is_site, site_uri
from kompendium.imprint import page_address

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.citation import Citation

__all__ = ["book_citation_of", "citation_of", "cite_node", "share_node"]

_ = get_translation("kompendium")

HERE = Path(__file__).parent
CITE_ORDER, SHARE_ORDER = 40, 50
"""The places among the parts of a chapter's end: after the licence, last."""


class cite_node(nodes.admonition):
    """«Siter dette kapitlet»: the chapter's own reference, as Vancouver literature prints it."""


class cite_actions(nodes.paragraph):
    """The forms to copy and to download, on the site alone; ``docname`` is the chapter's, empty for the book."""


class share_node(nodes.admonition):
    """«Del dette kapitlet»: the chapter's address; ``address`` is empty where the book has none."""


class share_actions(nodes.paragraph):
    """The row of buttons; on the site alone."""


class CiteDirective(KompendiumDirective):
    """``cite-chapter``: how to cite, where the author wants it."""

    option_spec = common_options.copy()

    def run(self) -> list[nodes.Node]:
        """The block."""
        # The document's title has been read, what stands above the directive too; that is all it needs.
        return build_cite(self.env, self.env.current_document.docname, self.state.document)


class CiteBookDirective(KompendiumDirective):
    """``cite-book``: how to cite the book, on a page of its own or among its imprint."""

    option_spec = common_options.copy()

    def run(self) -> list[nodes.Node]:
        """The block."""
        return build_cite(self.env, "", self.state.document)


class ShareDirective(KompendiumDirective):
    """``share``: the chapter's address, where the author wants it."""

    option_spec = common_options.copy()

    def run(self) -> list[nodes.Node]:
        """The block."""
        return build_share(self.env, self.env.current_document.docname, self.state.document)


def title_of(env: BuildEnvironment, docname: str, document: nodes.document) -> str:
    """The document's title while it is being read."""
    title = document.next_node(nodes.title)
    return title.astext() if title is not None else chapter_of(env, docname).title or docname


def reference_nodes(citation: Citation) -> list[nodes.Node]:
    """The reference in the Vancouver style; what it is found by is a link."""
    reference = to_vancouver(citation, _)
    if not reference.shown:
        return [nodes.Text(reference.text)]
    return [nodes.Text(f"{reference.text} "), nodes.reference("", reference.shown, refuri=reference.link)]


def build_cite(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of citing a chapter, or the book where no chapter is named."""
    node = cite_node()
    citation = citation_of(env, docname, title_of(env, docname, document)) if docname else book_citation_of(env)
    title = _("Cite this chapter") if docname else _("Cite the book")
    actions = cite_actions(docname=docname, classes=["kompendium-cite-actions", "kompendium-web-only"])
    build_block(node, document, "cite", title, nodes.paragraph("", "", *reference_nodes(citation)), actions)
    return [node]


def build_share(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of sharing; without an address it is for the site alone, where a script knows the page's own."""
    node = share_node(address=page_address(env.config, docname), subject=title_of(env, docname, document))
    paragraphs: list[nodes.Node] = []
    if node["address"]:
        link = nodes.reference("", node["address"], refuri=node["address"])
        paragraphs.append(nodes.paragraph("", "", link, classes=["kompendium-share-address"]))
    paragraphs.append(share_actions(classes=["kompendium-share-actions", "kompendium-web-only"]))
    build_block(node, document, "share", _("Share this chapter"), *paragraphs)
    return [node]


def place_cite(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of citing for a chapter's end; none where it is placed by hand."""
    return [] if any(document.findall(cite_node)) else build_cite(env, docname, document)


def place_share(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of sharing for a chapter's end; none where it is placed by hand or not wanted."""
    if not env.config.kompendium_share or any(document.findall(share_node)):
        return []
    return build_share(env, docname, document)


class ShareTransform(SphinxPostTransform):
    """Leave out the buttons and, where no script can fill it, the empty block of a book without an address."""

    default_priority = 8

    def run(self, **_kwargs: Any) -> None:
        """Take the buttons and the empty blocks, and a chapter's end that has nothing else."""
        if is_site(builder_of(self.env)):
            return
        for kind in (share_actions, cite_actions):
            for actions in list(self.document.findall(kind)):
                actions.parent.remove(actions)
        for node in list(self.document.findall(share_node)):
            if not node["address"]:
                parent = node.parent
                parent.remove(node)
                if not parent.children and "kompendium-chapter-end" in parent["classes"]:
                    parent.parent.remove(parent)


class CitationCollector(EnvironmentCollector):
    """Notes what each document cites: the files of those citations are written."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document."""
        cited_by(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:  # noqa: ARG002
        """Take over what another process has read."""
        theirs = cited_by(other)
        cited_by(env).update({docname: theirs[docname] for docname in docnames if docname in theirs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note a document's blocks of citing."""
        found = sorted({node["docname"] for node in doctree.findall(cite_actions)})
        if found:
            cited_by(app.env)[app.env.current_document.docname] = found


def reread_for_address(
    app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Addresses are written when a chapter is read; Sphinx reads nothing again when ``html_baseurl`` changes."""
    settings = (app.config.html_baseurl, app.config.html_link_suffix, app.config.html_file_suffix)
    before = getattr(env, "kompendium_address_settings", settings)
    env.kompendium_address_settings = settings  # type: ignore[attr-defined]
    return [] if before == settings else sorted(docname for docname in env.found_docs if is_chapter(env, docname))


def visit_share_html(self: HTML5Translator, node: share_node) -> None:
    """On the site, the block is hidden until the script fills it if it has no address."""
    visit_block_html(self, node)
    if not node["address"]:
        self.body[-1] = self.body[-1].replace("<div ", "<div hidden ", 1)


def visit_share_actions_html(self: HTML5Translator, node: share_actions) -> None:
    """A letter to write, which needs no script, and buttons, hidden until the script shows them."""
    share = node.parent.parent
    subject, address = quote(share["subject"], safe=""), quote(share["address"], safe="")
    attributes = {
        "data-address": share["address"],
        "data-subject": share["subject"],
        "data-copied": _("The link is copied"),
    }
    self.body.append(self.starttag(node, "div", "", **attributes))
    self.body.append(_button("kompendium-share-copy", _("Copy link")))
    letter = f"mailto:?subject={subject}&body={address}"
    self.body.append(
        f'<a class="kompendium-share-mail" href="{self.attval(letter)}">{self.encode(_("Send by e-mail"))}</a>\n'
    )
    self.body.append(_button("kompendium-share-native", _("Share …")))
    self.body.append('<span class="kompendium-status" role="status"></span></div>\n')
    raise nodes.SkipNode


def visit_cite_actions_html(self: HTML5Translator, node: cite_actions) -> None:
    """A row of buttons that copy, hidden until the script shows it, and a row of links to the same as files."""
    env, docname = self.builder.env, node["docname"]
    citation = citation_of(env, docname) if docname else book_citation_of(env)
    texts = citation_files(citation, str(to_vancouver(citation, _)))
    names = [("txt", "Vancouver", "text/plain"), *((e.ending, e.name, e.media_type) for e in EXPORTS)]
    file = citation_file(env, docname)
    self.body.append(self.starttag(node, "div", "", **dict[str, Any]({"data-copied": _("Copied: {format}")})))
    label = self.encode(_("Copy as"))
    self.body.append(f'<p class="kompendium-cite-copy" hidden><span class="kompendium-cite-label">{label}</span>\n')
    for ending, name, _type in names:
        attributes = {"data-text": texts[ending], "data-format": name, "aria-label": f"{_('Copy as')} {name}"}
        self.body.append(_button("kompendium-copy", name, hidden=False, **attributes))
    self.body.append('<span class="kompendium-status" role="status"></span></p>\n')
    label = self.encode(_("Download as"))
    self.body.append(f'<p class="kompendium-cite-files"><span class="kompendium-cite-label">{label}</span>\n')
    for ending, name, media_type in names:
        attributes = {
            "href": site_uri(self.builder, self.builder.current_docname, f"{file}.{ending}"),
            "type": media_type,
            "aria-label": f"{_('Download as')} {name} (.{ending})",
        }
        shown = " ".join(f'{key}="{self.attval(value)}"' for key, value in attributes.items())
        self.body.append(f"<a {shown} download>{self.encode(name)}</a>\n")
    self.body.append("</p></div>\n")
    raise nodes.SkipNode


def _button(class_: str, text: str, *, hidden: bool = True, **attributes: str) -> str:
    # A browser reads the end of a line in an attribute as LF, and RIS wants CR LF.
    ends = str.maketrans({"\r": "&#13;", "\n": "&#10;"})
    more = "".join(f' {name}="{escape(value).translate(ends)}"' for name, value in attributes.items())
    return f'<button type="button" class="{class_}"{more}{" hidden" if hidden else ""}>{escape(text)}</button>\n'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, the nodes, and the last parts of a chapter's end."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.chapter")
    add_block(app, cite_node)
    add_block(app, share_node, html=(visit_share_html, depart_block_html))
    app.add_node(share_actions, html=(visit_share_actions_html, None))
    app.add_node(cite_actions, html=(visit_cite_actions_html, None))
    for name in ("cite-chapter", "siter"):
        app.add_directive(name, CiteDirective)
    for name in ("cite-book", "siter-boken"):
        app.add_directive(name, CiteBookDirective)
    for name in ("share", "del"):
        app.add_directive(name, ShareDirective)
    app.add_post_transform(ShareTransform)
    app.add_env_collector(CitationCollector)
    app.connect("env-get-outdated", reread_for_address)
    register_chapter_end_part(app, CITE_ORDER, place_cite)
    register_chapter_end_part(app, SHARE_ORDER, place_share)
    app.connect("build-finished", write_citations)
    add_script(app, HERE / "cite.js")
    add_style(app, html=HERE / "cite.css")
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
