"""Formulas on the site as MathML, which browsers draw by themselves: no script, and nothing fetched from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.math import get_node_equation_number

from kompendium.builders.epub.maths import FormulaError, mathml_of
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

RENDERER = "kompendium"
_DEFAULT = "mathjax"
"""The renderer that Sphinx always has; its script comes from another site."""

_told: WeakKeyDictionary[Any, set[tuple[str, object, str]]] = WeakKeyDictionary()


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Take ours, unless the book has one: by Sphinx's setting, or by an extension that brings it."""
    if config.html_math_renderer is not None:
        return
    brought = set(app.registry.html_inline_math_renderers) - {RENDERER, _DEFAULT}
    if "sphinx.ext.mathjax" in config.extensions:
        config.html_math_renderer = _DEFAULT
    else:
        config.html_math_renderer = next(iter(sorted(brought)), RENDERER)


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """A formula in a line."""
    self.body.append(_formula(self, node, block=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """A formula of its own, with its number."""
    self.body.append(self.starttag(node, "div", "", CLASS="math"))
    if node.get("number"):
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this formula"))
        self.body.append("</span>")
    self.body.append(f"{_formula(self, node, block=True)}</div>\n")
    raise nodes.SkipNode


def _formula(translator: HTML5Translator, node: nodes.math | nodes.math_block, *, block: bool) -> str:
    source = node.astext()
    try:
        return mathml_of(source, block=block)
    except FormulaError as error:
        told = _told.setdefault(translator.builder, set())
        # A heading is written again wherever it is listed.
        place = (str(node.source), node.line, source)
        if place not in told:
            told.add(place)
            report(Finding.MATH_UNREADABLE, node, found=source, problem=error)
        return f'<code class="math">{translator.encode(source)}</code>'


def setup_maths(app: Sphinx) -> None:
    """Register the renderer, and choose it where the book chooses none."""
    app.add_html_math_renderer(RENDERER, (visit_math, None), (visit_math_block, None))
    # After every extension has had its say.
    app.connect("config-inited", choose_renderer, priority=900)
