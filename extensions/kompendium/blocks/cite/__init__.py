"""How to cite a chapter, and its address to share; both derived from what the book says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.assets import add_script, add_style
from kompendium.blocks._directive import KompendiumDirective, common_options
from kompendium.blocks._endmatter import add_block, build_block, depart_block_html, visit_block_html
from kompendium.blocks.chapter import chapter_of, editors_of, is_chapter, register_chapter_end_part, writers_of
from kompendium.formats import builder_of, is_site
from kompendium.imprint import page_address
from kompendium.people import Person, initials_name

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

HERE = Path(__file__).parent
CITE_ORDER, SHARE_ORDER = 40, 50
"""The places among the parts of a chapter's end: after the licence, last."""

MOST_AUTHORS = 6


class cite_node(nodes.admonition):
    """«Siter dette kapitlet»: the chapter's own reference, as Vancouver literature prints it."""


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


def format_people(people: Sequence[Person]) -> str:
    """«Gran JT, Palm Ø», at most six and then «et al.»."""
    names = [initials_name(person) for person in people]
    return ", ".join(names if len(names) <= MOST_AUTHORS else [*names[:MOST_AUTHORS], "et al."])


def build_reference(env: BuildEnvironment, docname: str, title: str) -> list[nodes.Node]:
    """«Nordmann K. Title. I: Hansen A, redaktør. Book. 1. utgave. Publisher; 2026. Tilgjengelig fra: …»."""
    config, chapter = env.config, chapter_of(env, docname)
    editors = editors_of(env)
    year = str(config.kompendium_date[:4] or config.kompendium_copyright_year)
    by = ""
    if editors:
        by = f"{format_people(editors)}, {_('editor') if len(editors) == 1 else _('editors')}"
    parts = [
        format_people(writers_of(env, chapter)),
        title,
        " ".join(part for part in (_("In:"), _closed(by), str(config.project)) if part),
        str(config.kompendium_edition),
        "; ".join(part for part in (str(config.kompendium_publisher), year) if part),
    ]
    text = " ".join(_closed(part) for part in parts if part)
    address = page_address(env.config, docname)
    if chapter.doi:
        link = nodes.reference("", f"doi:{chapter.doi}", refuri=f"https://doi.org/{chapter.doi}")
        return [nodes.Text(f"{text} "), link]
    if address:
        return [nodes.Text(f"{text} {_('Available from:')} "), nodes.reference("", address, refuri=address)]
    return [nodes.Text(text)]


def _closed(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def build_cite(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of citing."""
    node = cite_node()
    reference = build_reference(env, docname, title_of(env, docname, document))
    build_block(node, document, "cite", _("Cite this chapter"), nodes.paragraph("", "", *reference))
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
        for actions in list(self.document.findall(share_actions)):
            actions.parent.remove(actions)
        for node in list(self.document.findall(share_node)):
            if not node["address"]:
                parent = node.parent
                parent.remove(node)
                if not parent.children and "kompendium-chapter-end" in parent["classes"]:
                    parent.parent.remove(parent)


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


def visit_actions_html(self: HTML5Translator, node: share_actions) -> None:
    """Hidden until the script shows it: without it the buttons do nothing."""
    share = node.parent.parent
    attributes = {
        "data-address": share["address"],
        "data-subject": share["subject"],
        "data-copied": _("The link is copied"),
    }
    self.body.append(self.starttag(node, "p", "", hidden="hidden", **attributes))
    self.body.append(f'<button type="button" class="kompendium-share-copy">{self.encode(_("Copy link"))}</button>\n')
    self.body.append(f'<a class="kompendium-share-mail" href="#">{self.encode(_("Send by e-mail"))}</a>\n')
    self.body.append('<span class="kompendium-share-status" role="status"></span></p>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives, the nodes, and the last parts of a chapter's end."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.chapter")
    add_block(app, cite_node)
    add_block(app, share_node, html=(visit_share_html, depart_block_html))
    app.add_node(share_actions, html=(visit_actions_html, None))
    for name in ("cite-chapter", "siter"):
        app.add_directive(name, CiteDirective)
    for name in ("share", "del"):
        app.add_directive(name, ShareDirective)
    app.add_post_transform(ShareTransform)
    app.connect("env-get-outdated", reread_for_address)
    register_chapter_end_part(app, CITE_ORDER, place_cite)
    register_chapter_end_part(app, SHARE_ORDER, place_share)
    add_script(app, HERE / "share.js")
    add_style(app, html=HERE / "cite.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
