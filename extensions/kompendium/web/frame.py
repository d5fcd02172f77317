"""The frame of a page in sphinx-book-theme: our templates, and no file of the theme's that they do without.

The theme's own frame asks for 2.3 MB, most of it a script that draws icons, and needs inline scripts. Ours keeps its
lists of components (``article_header_end``, ``sidebars`` …), its blocks and its classes of the text.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygments.formatters import HtmlFormatter
from pygments.util import ClassNotFound
from sphinx.jinja2glue import SphinxFileSystemLoader
from sphinx.locale import get_translation

from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.formats import BOOK_THEME, is_site
from kompendium.outputs import write_if_changed
from kompendium.web.navigation import render_contents, render_page_contents, render_whole_contents
from kompendium.web.pictures import add_sizes
from kompendium.web.stylesheet import cut_theme, with_system_colours

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

_ = get_translation("kompendium")

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
HEAD_SCRIPT = "kompendium-head.js"
OPTIONS_SCRIPT = "kompendium-options.js"
THEME_STYLE = "kompendium-theme.css"
REST_STYLE = "kompendium-theme-rest.css"
CODE_STYLE = "kompendium-code.css"

_THEME_STYLES = ("basic.css", "styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css")
_REPLACED_STYLES = frozenset({f"_static/{name}" for name in (*_THEME_STYLES, "styles/theme.css", "pygments.css")})
_SCRIPT_TYPES = frozenset({None, "", "module", "text/javascript", "application/javascript"})
_THEME_SCRIPTS = frozenset({"_static/scripts/sphinx-book-theme.js"})
_SPHINX_SCRIPTS = frozenset(
    {f"_static/{name}.js" for name in ("documentation_options", "doctools", "sphinx_highlight", "translations")}
)
"""What Sphinx's search needs, and what another extension's script may rely on."""
_OWN_SCRIPTS = frozenset({f"_static/{name}" for name in (HEAD_SCRIPT, OPTIONS_SCRIPT, "kompendium.js")})
# Lines that pydata-sphinx-theme writes into each page.
_THEME_CODE = re.compile(r"\s*DOCUMENTATION_OPTIONS\.\w+ = ")
# MyST leaves the boxes of a task list without a name.
_TASK = re.compile(r'(<input class="task-list-item-checkbox"[^>]*>.*?)(?=</p>|</li>|<ul|<ol)', re.DOTALL)
_COMPONENTS = (
    *(f"theme_navbar_{place}" for place in ("start", "center", "end", "persistent")),
    *(f"theme_article_{place}" for place in ("header_start", "header_end", "footer_items")),
    *(f"theme_footer_{place}" for place in ("start", "center", "end", "content_items")),
    "theme_content_footer_items",
    "theme_primary_sidebar_end",
    "secondary_sidebar_items",
    "sidebars",
)
"""The lists of components that a book may fill."""
_KNOWN_COMPONENTS = frozenset(
    f"{name}.html"
    for name in (
        *(file.stem for file in TEMPLATES.glob("*.html")),
        *("author", "copyright", "last-updated", "extra-footer", "sphinx-version", "theme-version", "sourcelink"),
    )
)
_VIEWPORT = re.compile(r'<meta\s+(?:content="[^"]*"\s+)?name="viewport"[^>]*>\s*')


def has_frame(app: Sphinx) -> bool:
    """Whether the pages get our frame."""
    return is_site(app.builder) and app.config.html_theme == BOOK_THEME


def add_frame(app: Sphinx) -> None:
    """Write the frame's style sheets and scripts, and let every template find ours before the theme's."""
    if not has_frame(app):
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    # A book's own «layout.html» that extends «!layout.html» skips all of templates_path, and finds ours here.
    glue = builder.templates
    glue.loaders.insert(glue.templatepathlen, SphinxFileSystemLoader(TEMPLATES))
    static = Path(app.outdir) / "_static"
    theme = cut_theme(_theme_files(builder))
    write_if_changed(static / THEME_STYLE, theme.common.encode())
    write_if_changed(static / REST_STYLE, theme.rest.encode())
    write_if_changed(static / CODE_STYLE, _code_style(builder).encode())
    for name in (HEAD_SCRIPT, OPTIONS_SCRIPT):
        write_if_changed(static / name, (HERE / name).read_bytes())
    app.add_css_file(THEME_STYLE, priority=100)
    # First of all, so that the page is never painted in the wrong colours.
    app.add_js_file(HEAD_SCRIPT, priority=0)


def report_options(app: Sphinx, config: Config) -> None:
    """Tell of what a book asks of the theme that only the theme's own scripts can do."""
    if config.html_theme != BOOK_THEME:
        return
    options = config.html_theme_options or {}
    launched = options.get("launch_buttons") or {}
    for name, is_asked, suggestion in (
        ("switcher", bool(options.get("switcher")), _("Link to the other editions from a page of the book.")),
        ("search_as_you_type", bool(options.get("search_as_you_type")), _("Remove it; the search has its own way.")),
        (
            "announcement",
            str(options.get("announcement") or "").startswith("http"),
            _("Write the announcement's text itself; nothing is fetched from elsewhere."),
        ),
        ("launch_buttons", bool(launched.get("thebe")), _("Remove «thebe»; the pages run no program.")),
    ):
        if is_asked:
            place = place_in_conf(app.confdir, name)
            report(Finding.THEME_OPTION_UNUSED, place, found=name, suggestion=suggestion)


def _theme_files(builder: StandaloneHTMLBuilder) -> tuple[Path, ...]:
    """The style sheets of the theme and of those that it stands on, the first ones first."""
    folders = [Path(folder) / "static" for folder in builder.theme.get_theme_dirs()]
    found = []
    for name in _THEME_STYLES:
        # Sphinx 8 calls its template «basic.css_t».
        names = [f"{name}{ending}" for ending in ("", ".jinja", "_t")]
        files = [folder / each for folder in folders for each in names if (folder / each).is_file()]
        found += files[:1]
    return tuple(found)


def _code_style(builder: StandaloneHTMLBuilder) -> str:
    """Colours of program text, light and dark."""
    options = {**builder.theme.get_options(), **builder.theme_options}
    parts = []
    for mode, otherwise in (("light", "tango"), ("dark", "monokai")):
        prefix = f'html[data-theme="{mode}"] .highlight'
        try:
            formatter: Any = HtmlFormatter(style=options.get(f"pygments_{mode}_style") or otherwise)
        except ClassNotFound:  # the theme says so
            formatter = HtmlFormatter(style=otherwise)
        rules = formatter.get_style_defs(prefix).splitlines()
        parts += [rule for rule in rules if rule.startswith(prefix)]
    return with_system_colours("\n".join(parts))


def labels() -> dict[str, str]:
    """The words of the frame."""
    return {
        "home": _("Front page"),
        "contents": _("Contents"),
        "whole_contents": _("The whole contents"),
        "on_this_page": _("On this page"),
        "downloads": _("Downloads"),
        "skip": _("Skip to the text"),
        "skip_to_contents": _("Skip to the contents"),
        "search": _("Search"),
        "close": _("Close"),
        "top": _("To the top"),
        "mode": _("Colours"),
        "mode_auto": _("System"),
        "mode_light": _("Light"),
        "mode_dark": _("Dark"),
        "announcement": _("Announcement"),
        "slash": _("The key / opens the search"),
        "shortcuts": _("Ctrl+K opens the search, too; Esc closes it."),
        "links": _("Links"),
        "read_offline": _("Read offline"),
        "breadcrumbs": _("Breadcrumbs"),
        "previous_next": _("Previous and next page"),
        "previous": _("Previous"),
        "next": _("Next"),
        "print": _("Print"),
        "fullscreen": _("Full screen"),
    }


def frame_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Give the templates their words and lists. Before the theme's handlers, which render some of them once."""
    if not is_site(app.builder):
        return
    context["kompendium_labels"] = labels()
    if not has_frame(app):
        return
    # Functions, and no partial ones: the builders of JSON and pickles leave functions alone out of what they write.
    # The theme renders a component once more to see whether it is empty; on one page it is the same both times.
    made: dict[frozenset[tuple[str, Any]], str] = {}

    def contents(**options: Any) -> str:
        key = frozenset(options.items())
        if key not in made:
            made[key] = render_contents(app, pagename, context, **options)
        return made[key]

    context["kompendium_contents"] = contents
    context["kompendium_whole_contents"] = lambda: render_whole_contents(app, pagename, context)
    depth = context.get("theme_show_toc_level") or 1
    context["kompendium_page_contents"] = lambda: render_page_contents(context.get("toc", ""), int(depth))
    if "toc_title" not in (app.config.html_theme_options or {}):
        context["theme_toc_title"] = _("On this page")
    # docutils writes one, and Sphinx's template another.
    context["metatags"] = _VIEWPORT.sub("", context.get("metatags", ""))


def cut_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave out what the frame replaces of style sheets and scripts. After all that add some (500)."""
    if not has_frame(app):
        return
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    if doctree is not None and "body" in context:
        context["body"] = _TASK.sub(r"<label>\1</label>", add_sizes(app, context["body"], doctree))
    if 'class="highlight' in context.get("body", ""):
        builder.add_css_file(CODE_STYLE, priority=110)
    theme = cut_theme(_theme_files(builder))
    # A page without a text, as the index, is all template; the search writes its results by a script.
    if not context.get("body") or _has_foreign_parts(context) or theme.is_rest_needed(context["body"]):
        builder.add_css_file(REST_STYLE, priority=105)
    context["css_files"] = [file for file in context["css_files"] if _name(file) not in _REPLACED_STYLES]
    for file in list(context["script_files"]):
        _move_code_outside(app, builder, file)
    scripts = [file for file in context["script_files"] if _name(file) not in _THEME_SCRIPTS and not _is_code(file)]
    if _foreign(scripts):
        # After Sphinx's own (200): what the theme adds to them by a line in each page.
        builder.add_js_file(OPTIONS_SCRIPT, priority=201)
        scripts.append(context["script_files"][-1])
        context["kompendium_pagename"] = pagename
    else:
        scripts = [file for file in scripts if _name(file) not in _SPHINX_SCRIPTS]
    head = [file for file in scripts if _name(file) == f"_static/{HEAD_SCRIPT}"]
    context["kompendium_head_scripts"] = head
    context["script_files"] = [file for file in scripts if file not in head]


def _foreign(scripts: list[Any]) -> list[Any]:
    """The scripts that neither the house nor Sphinx brings."""
    return [file for file in scripts if _name(file) not in _SPHINX_SCRIPTS | _OWN_SCRIPTS | _THEME_SCRIPTS]


def _has_foreign_parts(context: dict[str, Any]) -> bool:
    """Whether something on the page may have classes that its text does not show: a script's, or a template's."""
    items = {item for key in _COMPONENTS for item in context.get(key) or ()}
    scripts = [file for file in context["script_files"] if not (_is_code(file) and _THEME_CODE.match(_code_of(file)))]
    return bool(items - _KNOWN_COMPONENTS or _foreign(scripts))


def _name(file: Any) -> str:
    """A file's name from the site's folder, or nothing where the script stands in the page."""
    return str(getattr(file, "filename", file) or "").partition("?")[0]


def _code_of(file: Any) -> str:
    return str(getattr(file, "attributes", {}).get("body") or "")


def _is_code(file: Any) -> bool:
    """Whether this is a script in the page itself, which a strict policy forbids."""
    attributes = getattr(file, "attributes", {})
    return not _name(file) and "body" in attributes and attributes.get("type") in _SCRIPT_TYPES


def _move_code_outside(app: Sphinx, builder: StandaloneHTMLBuilder, file: Any) -> None:
    """Write what an extension puts into a page as code into a file, and let the page load that."""
    if not _is_code(file) or _THEME_CODE.match(code := _code_of(file)):
        return
    name = f"kompendium-code-{sha256(code.encode()).hexdigest()[:12]}.js"
    write_if_changed(Path(app.outdir) / "_static" / name, code.encode())
    attributes = {key: value for key, value in file.attributes.items() if key != "body" and value is not None}
    builder.add_js_file(name, priority=file.priority, **attributes)
