"""The site: style sheet and script of all rooms, the theme's settings, labels, downloads and descriptions.

For Sphinx's HTML builders only; the EPUB has its own, far smaller style sheet. With a theme other than
sphinx-book-theme the text, the boxes and the downloads are there all the same; only the frame is the theme's.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.assets import add_style
from kompendium.downloads import downloads_of
from kompendium.formats import BOOK_THEME, is_site, site_uri
from kompendium.web.bundle import write_bundle
from kompendium.web.contents import add_breadcrumbs, note_contents
from kompendium.web.frame import add_frame, cut_page, frame_page, has_frame, report_options
from kompendium.web.front import has_front_page, setup_front_page
from kompendium.web.general_index import sort_index
from kompendium.web.links import setup_links
from kompendium.web.maths import setup_maths
from kompendium.web.metadata import setup_metadata
from kompendium.web.navigation import collect_contents_page
from kompendium.web.pictures import clean_copied_files, clean_pictures, disarm_drawings
from kompendium.web.sitemap import setup_sitemap
from kompendium.web.social import setup_social

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")

HERE = Path(__file__).parent
FRONT_PAGE_MARK = '<div class="toctree-wrapper'
DESCRIPTION_LENGTH = 160
"""Characters of a description that search engines show."""

THEME_DEFAULTS: dict[str, Any] = {
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    # The bar over the page: the book's title, and the search.
    "navbar_start": ["navbar-logo.html"],
    "navbar_persistent": ["search-button-field.html"],
    "primary_sidebar_end": [],
    # What the theme offers to download is the Markdown source and a print-out; readers want the book.
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_repository_button": False,
    "use_source_button": False,
    "use_issues_button": False,
    "article_header_start": ["kompendium-breadcrumbs.html"],
    "article_header_end": ["kompendium-downloads.html", "article-header-buttons.html"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def set_title(_app: Sphinx, config: Config) -> None:
    """The site is called what the book is, and not its «documentation», where ``conf.py`` does not say otherwise."""
    default = config.values["html_title"].default
    if callable(default) and config.html_title == default(config):
        config.html_title = str(config.project)


def set_theme_defaults(_app: Sphinx, config: Config) -> None:
    """Settings of sphinx-book-theme that the book's ``conf.py`` leaves open."""
    if config.html_theme != BOOK_THEME:
        return
    config.html_theme_options = {**THEME_DEFAULTS, **(config.html_theme_options or {})}
    # The book's title and the search stand in the bar over the page.
    config.html_sidebars = config.html_sidebars or {"**": ["icon-links.html", "sbt-sidebar-nav.html"]}
    # Without one, each browser asks for a file that is not there.
    config.html_favicon = config.html_favicon or str(HERE / "favicon.svg")
    # After the book's own templates and before the theme's. The theme adds its own to Sphinx's default list itself,
    # so a second application of the process finds them there already.
    own = [folder for folder in config.templates_path if not Path(folder).is_absolute()]
    others = [folder for folder in config.templates_path if folder not in own]
    config.templates_path = [*own, str(HERE / "templates"), *others]


def add_bundle(app: Sphinx) -> None:
    """Write the style sheet and the script before any page is, since pages carry their checksums."""
    if not is_site(app.builder):
        return
    for name in write_bundle(app, Path(app.outdir) / "_static", frame=has_frame(app)):
        if name.endswith(".css"):
            # After the theme's.
            app.add_css_file(name, priority=800)
        elif name.endswith(".js"):
            app.add_js_file(name, loading_method="defer")


def add_to_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page its description and its downloads."""
    if not is_site(app.builder):
        return
    add_breadcrumbs(app, pagename, context, with_parts=has_front_page(app.builder))
    # For who else describes the page.
    context["kompendium_description"] = description = _describe(app.env, pagename, doctree)
    if description and 'name="description"' not in context.get("metatags", ""):
        context["metatags"] = (
            f'{context.get("metatags", "")}\n<meta name="description" content="{escape(description)}">'
        )
    downloads = _find_downloads(app, pagename)
    context["kompendium_downloads"] = downloads
    # The front page of our own has a place for them, and a chapter has them at its end.
    if downloads and "body" in context and pagename == app.config.root_doc and not has_front_page(app.builder):
        context["body"] = _insert_downloads(context["body"], downloads)


def _describe(env: BuildEnvironment, docname: str, doctree: nodes.document | None) -> str:
    """The page's description: the front matter's, else the beginning of its first paragraph."""
    chapter = getattr(env, "kompendium_chapters", {}).get(docname)
    if chapter is not None and chapter.description:
        return str(chapter.description)
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        # What stands in a block of its own (a box, a list, the chapter's head) is no sentence about the page.
        if isinstance(paragraph.parent, nodes.section):
            return _shorten(paragraph.astext())
    return ""


def _shorten(text: str) -> str:
    """The text on one line, cut between two words where it is long."""
    text = " ".join(text.split())
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return f"{text[: DESCRIPTION_LENGTH - 1].rsplit(' ', 1)[0].rstrip(',;:–-')} …"


def _find_downloads(app: Sphinx, pagename: str) -> list[dict[str, str]]:
    """The page's PDF and EPUB: a chapter's own, and the whole book's on the front page."""
    found = downloads_of(app.env, pagename)
    titles = {"PDF": _("Download the chapter as PDF"), "EPUB": _("Download the chapter as EPUB")}
    if pagename == app.config.root_doc:
        titles = {"PDF": _("Download the book as PDF"), "EPUB": _("Download the book as EPUB")}
    return [
        {
            "label": item.label,
            "title": titles[item.label],
            "size": item.size,
            "type": item.media_type,
            "url": site_uri(app.builder, pagename, item.file),
        }
        for item in found
    ]


def _render_downloads(downloads: list[dict[str, str]]) -> str:
    links = " ".join(
        f'<a href="{escape(item["url"])}" type="{item["type"]}" download>{escape(item["title"])}'
        f"{f' ({escape(size)})' if (size := item['size']) else ''}</a>"
        for item in downloads
    )
    # Not the label of the bar above the text, which has the same links: landmarks are told apart by their names.
    return f'<nav class="kompendium-downloads" aria-label="{escape(_("Read offline"))}">{links}</nav>'


def _insert_downloads(body: str, downloads: list[dict[str, str]]) -> str:
    """Before the front page's first table of contents, else at its end."""
    before, contents, after = body.partition(FRONT_PAGE_MARK)
    return f"{before}{_render_downloads(downloads)}{contents}{after}"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the site's own style and the handlers."""
    for part in ("config", "web.search"):
        app.setup_extension(f"kompendium.{part}")
    add_style(app, html=HERE / "style" / "base.css")
    add_style(app, html=HERE / "style" / "front.css")
    add_style(app, html=HERE / "style" / "trail.css")
    setup_front_page(app)
    app.connect("env-get-updated", note_contents, priority=900)
    app.connect("config-inited", set_title)
    app.connect("config-inited", set_theme_defaults)
    app.connect("config-inited", report_options, priority=900)
    app.connect("builder-inited", add_bundle)
    app.connect("builder-inited", add_frame)
    app.connect("html-collect-pages", collect_contents_page)
    app.connect("html-collect-pages", clean_pictures)
    app.connect("build-finished", clean_copied_files)
    app.connect("build-finished", disarm_drawings)
    # Before the theme's handlers (500), which render each template once to see whether it is empty.
    app.connect("html-page-context", sort_index)
    app.connect("html-page-context", frame_page, priority=390)
    app.connect("html-page-context", add_to_page, priority=400)
    setup_metadata(app)
    setup_sitemap(app)
    setup_social(app)
    setup_links(app)
    app.setup_extension("kompendium.web.offline")
    app.connect("html-page-context", cut_page, priority=900)
    setup_maths(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
