"""Figures: a picture with its credit, and checks of every picture's file and alternative text."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.directives.patches import Figure
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import search_image_for_language

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks._directive import KompendiumOptions
from kompendium.blocks._endmatter import free_id
from kompendium.blocks.attribution.credit import credit_node, tasl
from kompendium.blocks.attribution.works import credit_aliases, credit_options, read_work, report_missing, works_of
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

HERE = Path(__file__).parent

_EMPTY_ALT = re.compile(r"""^\s*:?alt:\s*(?:""|'')\s*$|<img\b[^>]*\balt=(?:""|'')""", re.MULTILINE | re.IGNORECASE)


class missing_image_node(nodes.paragraph):
    """What stands where a picture's file is missing: which file, and what it would have shown."""


class missing_image_inline_node(nodes.inline):
    """The same in running text."""


class FigureDirective(KompendiumOptions, Figure):
    """``figure``, with a credit in one line or field by field."""

    option_spec = {**(Figure.option_spec or {}), **credit_options}
    option_aliases = credit_aliases

    def run(self) -> list[nodes.Node]:
        """The figure, its credit as its last child, and its entry in the lists of credits."""
        env: BuildEnvironment = self.state.document.settings.env
        credit = {name: self.options.pop(name) for name in credit_options if name in self.options}
        result: list[nodes.Node] = super().run()
        figure = next((node for node in result if isinstance(node, nodes.figure)), None)
        if figure is None:
            return result
        name = PurePosixPath(self.arguments[0]).name
        document = self.state.document
        if not figure["ids"]:
            # From the file, not from Sphinx's counter: a link holds when another figure comes before this one.
            figure["ids"] = [free_id(document, nodes.make_id(f"figur-{PurePosixPath(name).stem}"))]
            document.ids[figure["ids"][0]] = figure
        if any(value.strip() for value in credit.values()):
            work = read_work(self, credit, what="figure")
            report_missing(self, env, work, name)
            docname = env.current_document.docname
            works_of(env).setdefault(docname, []).append(replace(work, docname=docname, anchor=figure["ids"][0]))
            paragraph = nodes.paragraph("", "", *tasl(work, env.config.language))
            figure += credit_node("", paragraph, classes=["kompendium-credit"])
        return result


def place_of(image: nodes.image) -> str | nodes.Node:
    """Where a picture stands: Sphinx takes its line from a picture without any text, and its paragraph has it still."""
    node: nodes.Element | None = image
    while node is not None and not node.line:
        node = node.parent
    return image if node is None else f"{image.source or node.source}:{node.line}"


class PictureTransform(SphinxTransform):
    """Check the file and the alternative text of every picture, however it was written."""

    # After substitutions (220), before Sphinx's collector of images, which sees the finished document.
    default_priority = 600

    def apply(self, **_kwargs: Any) -> None:
        """Report what is missing; text takes the place of a picture that is not there."""
        for image in list(self.document.findall(nodes.image)):
            if isinstance(image.parent, nodes.substitution_definition):
                continue
            uri = image["uri"]
            file = self.file_of(uri)
            if file is not None and not file.is_file():
                folder = sorted(path.name for path in file.parent.iterdir()) if file.parent.is_dir() else []
                near = get_close_matches(file.name, folder, n=3, cutoff=0.5)
                hint = _("Nearest in the folder: {names}.").format(names=", ".join(f"«{name}»" for name in near))
                if not near:
                    hint = _("The path counts from the file that names it.")
                report(Finding.FIGURE_MISSING, place_of(image), found=uri, suggestion=hint)
                # The document is read again when the file appears.
                self.env.note_dependency(file)
                self.replace(image, uri)
                continue
            self.check_alt(image, uri)

    def file_of(self, uri: str) -> Path | None:
        """The file of a picture; nothing for an address, or for a pattern that Sphinx resolves."""
        if "://" in uri or uri.startswith("data:") or uri.endswith(".*"):
            return None
        docname = self.env.current_document.docname
        return Path(self.env.relfn2path(search_image_for_language(uri, self.env), docname)[1])

    def check_alt(self, image: nodes.image, uri: str) -> None:
        """A picture without words is announced by its file's name, or not at all."""
        if image.get("alt", "").strip() not in {"", '""', "''"}:
            return
        decorative = "decorative" in image["classes"] or _EMPTY_ALT.search(image.rawsource)
        # docutils' writers fall back to the file's name, which tells a listener nothing.
        image["alt"] = ""
        if not decorative:
            image["alt_missing"] = True
            report(Finding.ALT_MISSING, place_of(image), found=PurePosixPath(uri).name)

    def replace(self, image: nodes.image, uri: str) -> None:
        """Keep the picture's text."""
        alt = image.get("alt", "").strip()
        name = PurePosixPath(uri).name
        text = _("[Picture missing: {file}. {alt}]") if alt else _("[Picture missing: {file}]")
        text = text.format(file=name, alt=alt)
        inline = isinstance(image.parent, nodes.TextElement)
        node: nodes.TextElement = (missing_image_inline_node if inline else missing_image_node)(text, text)
        node["classes"] = ["kompendium-figure-missing"]
        node.source, node.line = image.source, image.line
        image.replace_self(node)


def visit_missing_html(self: HTML5Translator, node: nodes.TextElement) -> None:
    """A paragraph, or a span in running text."""
    self.body.append(self.starttag(node, "p" if isinstance(node, missing_image_node) else "span", ""))


def depart_missing_html(self: HTML5Translator, node: nodes.TextElement) -> None:
    """Close it."""
    self.body.append("</p>\n" if isinstance(node, missing_image_node) else "</span>")


def visit_missing_typst(self: Any, node: nodes.TextElement) -> None:
    """``#missing-picture[…]``."""
    if isinstance(node, missing_image_node):
        self.open_block("missing-picture")
    else:
        self.open("missing-picture-inline")


def depart_missing_typst(self: Any, node: nodes.TextElement) -> None:
    """Close it."""
    if isinstance(node, missing_image_node):
        self.close_block()
    else:
        self.close()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put the directive in Sphinx's place, and register the checks."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.blocks.attribution")
    app.add_directive("figure", FigureDirective, override=True)
    app.add_directive("figur", FigureDirective)
    app.add_transform(PictureTransform)
    for node in (missing_image_node, missing_image_inline_node):
        app.add_node(
            node, html=(visit_missing_html, depart_missing_html), typst=(visit_missing_typst, depart_missing_typst)
        )
    add_typst_file(app, HERE / "figure.typ")
    add_style(app, html=HERE / "figure.css", epub=HERE / "figure.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
