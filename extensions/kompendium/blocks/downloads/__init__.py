"""The chapter's own PDF and EPUB, at its end on the site, with format and size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.assets import add_style
from kompendium.blocks._endmatter import add_block, build_block
from kompendium.blocks.chapter import register_chapter_end_part
from kompendium.downloads import downloads_of
from kompendium.formats import builder_of, is_site, site_uri

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

DOWNLOADS_ORDER = 45
"""The place among the parts of a chapter's end: between citing and sharing."""


class downloads_node(nodes.admonition):
    """«Last ned dette kapitlet»; only where the site has such files."""


class download_links(nodes.paragraph):
    """The links, written when the builder is known; ``docname`` is the chapter."""


def place_downloads(_env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The block of a chapter's end; whether it stays is known when the site is written."""
    node = downloads_node(classes=["kompendium-web-only"])
    links = download_links(docname=docname, classes=["kompendium-download-links", "kompendium-web-only"])
    build_block(node, document, "download", _("Download this chapter"), links)
    return [node]


class DownloadsTransform(SphinxPostTransform):
    """Leave out the block where there is nothing to download."""

    default_priority = 7

    def run(self, **_kwargs: Any) -> None:
        """Take the block, and a chapter's end that has nothing else."""
        for node in list(self.document.findall(downloads_node)):
            links = node.next_node(download_links)
            if is_site(builder_of(self.env)) and links is not None and downloads_of(self.env, links["docname"]):
                continue
            end = node.parent
            end.remove(node)
            if not end.children and "kompendium-chapter-end" in end["classes"]:
                end.parent.remove(end)


def visit_links_html(self: HTML5Translator, node: download_links) -> None:
    """Plain links, each with format and size."""
    self.body.append(self.starttag(node, "p", ""))
    for item in downloads_of(self.builder.env, node["docname"]):
        href = self.attval(site_uri(self.builder, self.builder.current_docname, item.file))
        text = self.encode(item.described)
        self.body.append(f'<a href="{href}" type="{item.media_type}" download>{text}</a>\n')
    self.body.append("</p>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the block."""
    for part in ("config", "locale", "blocks.chapter"):
        app.setup_extension(f"kompendium.{part}")
    add_block(app, downloads_node)
    app.add_node(download_links, html=(visit_links_html, None))
    app.add_post_transform(DownloadsTransform)
    register_chapter_end_part(app, DOWNLOADS_ORDER, place_downloads)
    add_style(app, html=Path(__file__).parent / "downloads.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
