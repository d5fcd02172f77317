"""EPUB 3 on Sphinx's own builder: the book, and each of its chapters alone.

It takes the place of Sphinx's builder of the same name, so that extensions that ask for ``epub`` find it, and works
in any Sphinx project: ``extensions = ["kompendium.builders.epub"]``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.epub3 import validate_config_values

from .builder import THEME, KompendiumEpubBuilder
from .metadata import language_tag, said

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["KompendiumEpubBuilder", "setup"]

# Sphinx's own defaults take over the site's: its theme, its style sheets, its index page.
DEFAULTS = {"epub_css_files": [], "epub_show_urls": "no"}
# A project says these for Sphinx's builder, whose pages ours are not.
FIXED: dict[str, Any] = {"epub_theme": THEME, "epub_theme_options": {}}


def set_defaults(app: Sphinx, config: Config) -> None:
    """Give the options of Sphinx's builder that nobody set values that suit a book."""
    for name, value in DEFAULTS.items():
        if not said(config, name):
            setattr(config, name, value)
    for name, value in FIXED.items():
        setattr(config, name, value)
    if not said(config, "epub_language"):
        config.epub_language = language_tag(config)
    # Its checks are of options that this builder does not read, such as «version» and «epub_contributor».
    for listener in list(app.events.listeners["builder-inited"]):
        if listener.handler is validate_config_values:
            app.disconnect(listener.id)


def drop_theme_handlers(app: Sphinx) -> None:
    """Let no theme prepare our pages for its templates: it would ask for options that the EPUB does not have."""
    if not isinstance(app.builder, KompendiumEpubBuilder):
        return
    folders = [Path(folder) for folder in app.registry.html_themes.values()]
    themes = [
        extension.name
        for extension in app.extensions.values()
        if extension.name.partition(".")[0] != "kompendium"
        and extension.module.__file__
        and any(Path(extension.module.__file__).parent in folder.parents for folder in folders)
    ]
    for listener in list(app.events.listeners["html-page-context"]):
        module = str(getattr(listener.handler, "__module__", ""))
        if any(module == theme or module.startswith(f"{theme}.") for theme in themes):
            app.disconnect(listener.id)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder ``epub``."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.builders.foreign")
    app.add_html_theme(THEME, str(Path(__file__).with_name("theme")))
    app.add_builder(KompendiumEpubBuilder, override=True)
    # Before Sphinx turns epub_css_files into pairs, at 800.
    app.connect("config-inited", set_defaults, priority=100)
    # After themes have connected what they connect at this event.
    app.connect("builder-inited", drop_theme_handlers, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
