"""The application and the builder at work, for what must differ between formats after the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from typing import Literal

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def app_of(holder: Builder | BuildEnvironment) -> Sphinx:
    """The application that a builder or an environment belongs to.

    Sphinx 9 deprecates their ``.app`` without a public successor and uses ``_app`` itself, which Sphinx 8.2 lacks.
    """
    app: Sphinx = holder._app if hasattr(holder, "_app") else holder.app
    return app


def builder_of(env: BuildEnvironment) -> Builder:
    """The builder that resolves the document now; never to be asked while reading, which is done once for all."""
    return app_of(env).builder


def output_of(builder: Builder) -> Literal["html", "epub", "pdf"]:
    """What a reader gets of the builder, by the name that settings for one format have: site, e-book or pages."""
    if builder.name == "epub":
        return "epub"
    return "html" if builder.format == "html" else "pdf"


BOOK_THEME = "sphinx_book_theme"
"""The theme whose pages are ours; with another, the text is the same and the frame is the theme's."""


def is_site(builder: Builder) -> bool:
    """Whether the builder makes a site, where a script can run."""
    return builder.format == "html" and builder.name != "epub"


def site_uri(builder: Builder, docname: str, file: str) -> str:
    """The address of a file of the site on a document's page, from there."""
    # A site of a single page has an anchor for each document.
    page = builder.get_target_uri(docname).partition("#")[0]
    return relative_uri(page, quote(file))


def has_own_search(app: Sphinx) -> bool:
    """Whether the site gets our search, and not the one that Sphinx and another theme bring."""
    return app.builder.name in {"html", "dirhtml"} and bool(app.config.html_theme == BOOK_THEME)
