"""The search of the site: an index of names and codes, the full text by pagefind, and the field that asks both.

Only where pages are ours (sphinx-book-theme, ``html`` and ``dirhtml``); elsewhere Sphinx's own search stays as it is.
A page loads nothing of it but a small starter: indexes and code come when a reader goes to a search field.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sphinx.locale import get_translation
from sphinx.search import IndexBuilder

from kompendium.assets import add_script, add_style, assets_of
from kompendium.codes import CODE_FORM
from kompendium.codes.folding import rules_for_scripts
from kompendium.diagnostics import Finding, report
from kompendium.formats import BOOK_THEME, has_own_search
from kompendium.outputs import write_if_changed
from kompendium.web.search import fulltext, plaintext

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")

HERE = Path(__file__).parent
SCRIPT = "kompendium-search.js"
NAMES = "search-names.js"
TEXT = "search-text.js"
WORDS = "search-words.js"
_SPHINX_FILES = ("searchindex.js", "_static/searchtools.js", "_static/language_data.js")
"""What Sphinx's own search page loads, and ours does not."""


def add_starter(app: Sphinx, config: Config) -> None:
    """Put what each page needs into the site's script and style sheet; Sphinx's search is helped in other themes."""
    if config.html_theme == BOOK_THEME:
        add_script(app, HERE / "starter.js")
        add_style(app, html=HERE / "search.css")
    else:
        # The search reads codes as the filter of a register does.
        add_script(app, CODE_FORM)
        add_script(app, HERE / "sphinx.js")


def write_script(app: Sphinx) -> None:
    """Write the search's script, and have Sphinx make no index of its own, which no page of ours would load."""
    if not has_own_search(app):
        return
    write_if_changed(Path(app.outdir, "_static", SCRIPT), _script())
    builder: Any = app.builder

    def forget_indexer(_docnames: Any) -> None:
        # Sphinx fills an index where the builder has one. Without «builder.search» the search page would go, too.
        builder.indexer = None

    builder.load_indexer = forget_indexer


@cache
def _script() -> bytes:
    """The script in a scope of its own: the site's script has the reading of codes, too."""
    files = (CODE_FORM, *(HERE / name for name in ("folding.js", "names.js", "text.js", "search.js")))
    parts = "\n".join(file.read_text("utf-8").strip() for file in files)
    return f"(() => {{\n{parts}\n}})();\n".encode()


def add_labels(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give the templates the search's words and files; nothing where the search is not ours."""
    context["kompendium_search"] = None
    if not has_own_search(app):
        return
    context["kompendium_search"] = {
        "script": f"_static/{SCRIPT}?v={crc32(_script()):08x}",
        "label": _("Search the book"),
        "submit": _("Search"),
        "title": _("Search"),
        "hint": _("Disease, other name, abbreviation, code or word"),
        "failed": _("The search could not be loaded. Is there a network? Try again."),
        "noscript": _("The search needs JavaScript, which is off in this browser. The book can be read all the same:"),
        "contents": _("Contents"),
        "registers": _registers(app) if pagename == "search" else [],
    }


def _registers(app: Sphinx) -> list[dict[str, str]]:
    described = {key: value for describe in assets_of(app).search_data for key, value in describe(app).items()}
    return [{"title": register["title"], "docname": register["docname"]} for register in described.get("registers", ())]


def labels() -> dict[str, str]:
    """What the script says; values stand in braces."""
    return {
        "one": _("1 result"),
        "count": _("{count} results"),
        "none": _("No results for «{query}»."),
        "instead": _("No results for «{query}». Shown: results for «{name}»."),
        "stands_for": _("{short} stands for {long}."),
        "names": _("Other names:"),
        "more": _("Show more results"),
        "all": _("All results on a page of their own"),
        "help": _("Try a part of the word, another name, or a code such as L94.2; or look it up:"),
        "register": _("{code} in the register"),
        "file": _(
            "This page was opened as a file, so only names, abbreviations and codes are searched. "
            "The text is searched where the book comes from a web server."
        ),
        "text_failed": _("The text could not be searched now; these are names, abbreviations and codes alone."),
    }


def write_indexes(app: Sphinx, exception: Exception | None) -> None:
    """Write both indexes at the end of each build, of all pages, also those that this build left as they are."""
    if exception is not None or not has_own_search(app):
        return
    outdir = Path(app.outdir)
    for name in _SPHINX_FILES:
        (outdir / name).unlink(missing_ok=True)
    language = fulltext.language_of(app.config.html_search_language or app.config.language or "")
    kind = _write_text(app, language)
    described = {key: value for describe in assets_of(app).search_data for key, value in describe(app).items()}
    described |= {
        "text": kind,
        "labels": labels(),
        "rules": rules_for_scripts(),
        "stop_words": sorted(IndexBuilder(app.env, language, {}, "").lang.stopwords),
    }
    _write_data(outdir / NAMES, "kompendiumNames", described)


def _write_text(app: Sphinx, language: str) -> str:
    """Index the text by pagefind, else as it stands; which of the two it was."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    outdir, program = Path(app.outdir), fulltext.executable()
    articles = list(fulltext.finished_articles(builder))
    pages = plaintext.describe(builder, articles)
    _write_data(outdir / WORDS, "kompendiumWords", plaintext.words_of(pages))
    if program is None:
        report(Finding.SEARCH_PROGRAM_MISSING, None)
    else:
        try:
            fulltext.write_index(program, articles, outdir, language)
        except (subprocess.CalledProcessError, OSError) as error:
            said = str(getattr(error, "stderr", "") or error).strip().splitlines()
            report(Finding.SEARCH_PROGRAM_FAILED, None, problem=said[-1] if said else type(error).__name__)
        else:
            (outdir / TEXT).unlink(missing_ok=True)
            return "pagefind"
    fulltext.remove_index(outdir)
    _write_data(outdir / TEXT, "kompendiumText", pages)
    return "plain"


def _write_data(file: Path, name: str, value: Any) -> None:
    """A script that sets one global: unlike JSON it loads from a page that was opened as a file, too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    write_if_changed(file, f"globalThis.{name} = {text};\n".encode())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the handlers."""
    app.connect("config-inited", add_starter)
    # Before the site's bundle, which links what is registered by then.
    app.connect("builder-inited", write_script, priority=400)
    app.connect("html-page-context", add_labels, priority=400)
    # After codes.json and whatever else still writes pages (500).
    app.connect("build-finished", write_indexes, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
