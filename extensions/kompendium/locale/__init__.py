"""The catalogues: our own labels and messages, and what Sphinx and the theme lack in Bokmål."""

from __future__ import annotations

import gettext
import locale as system_locale
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx import locale

from kompendium.formats import is_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

FOLDER = Path(__file__).parent
CATALOGUE = "kompendium"

_BEFORE = "kompendium_before"
"""The attribute of a catalogue of ours that holds the one it was put before."""
_SAME_AS = {"no": "nb"}
"""Norwegian without a written form is Bokmål, as in most software; gettext itself falls back from nb_NO to nb."""


def use_language(language: str | None = None) -> None:
    """Say our messages in a language outside Sphinx: the book's, else the system's, else English."""
    language = language or system_locale.getlocale()[0] or "en"
    _put_first(CATALOGUE, language.replace("no_", "nb_"))


def _put_first(
    domain: str, language: str, *, keep: bool = False, namespace: str = "general"
) -> gettext.NullTranslations:
    """Let our catalogue of a domain answer first, then (``keep``) what was loaded before."""
    key = (namespace, domain)
    before = locale.translators.pop(key, None)
    # What an earlier application of the process put there goes: Sphinx keeps some catalogues for good.
    before = getattr(before, _BEFORE, before)
    language = _SAME_AS.get(language, language)
    # Without ``keep`` an earlier application of the same process, in another language, does not shine through.
    ours = gettext.translation(domain, FOLDER, [language], fallback=True)
    if isinstance(ours, gettext.GNUTranslations):
        setattr(ours, _BEFORE, before)
        if keep and before is not None:
            ours.add_fallback(before)
    elif keep and before is not None:
        ours = before
    locale.translators[key] = ours
    return ours


def _add_script_messages(_app: Sphinx, config: Config) -> None:
    """Hand Sphinx's scripts their messages.

    Sphinx has such a file for ``nb``, but with empty strings, so that the search says nothing at all; ours is
    copied over it.
    """
    folder = _static_folder(config.language)
    if folder.is_dir():
        config.html_static_path = [str(folder), *config.html_static_path]


def _link_script_messages(app: Sphinx) -> None:
    """Let the pages load them; Sphinx before 9.0.1 does so only for a language that it knows itself."""
    if is_site(app.builder) and _static_folder(app.config.language).is_dir():
        app.add_js_file("translations.js")


def _static_folder(language: str) -> Path:
    language = _SAME_AS.get(language, language).partition("_")[0]
    return FOLDER / language / "static"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the catalogues."""
    language = app.config.language or "en"
    _put_first(CATALOGUE, language)
    # Sphinx's own catalogue for «nb» has no words in it. Templates take theirs from the application's translator.
    app.translator = _put_first("sphinx", language, keep=True)
    # What Sphinx says to authors speaks the book's language, too, as what we say does.
    _put_first("sphinx", language, keep=True, namespace="console")
    _put_first("booktheme", language)
    app.connect("config-inited", _add_script_messages)
    app.connect("builder-inited", _link_script_messages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
