"""Figures: a picture with its credit, and checks of every picture's file and alternative text."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives.images import Image
from sphinx.directives.patches import Figure
from sphinx.locale import get_translation
from sphinx.transforms import SphinxTransform
from sphinx.util.i18n import search_image_for_language

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks._endmatter import free_id
from kompendium.blocks.attribution.credit import PLACEHOLDER_ICON
from kompendium.blocks.attribution.sources import PictureUse, credit_picture, local, note_picture, picture_path
from kompendium.blocks.attribution.works import CreditOptions, credit_aliases, credit_options, report_missing
from kompendium.blocks.figure.credits import PictureCreditTransform, add_credit, name_picture, note_work, place_of
from kompendium.diagnostics import Finding, report
from kompendium.pictures import PRINT_FORMATS, format_name, format_names, judge
from kompendium.rights.sources import SIDECAR, says_whose
from kompendium.rights.works import Work

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("kompendium")

HERE = Path(__file__).parent

_EMPTY_ALT = re.compile(r"""^\s*:?alt:\s*(?:""|'')\s*$|<img\b[^>]*\balt=(?:""|'')""", re.MULTILINE | re.IGNORECASE)


_NO_FILE = "-"
"""What docutils gets for the path of a figure that has none."""


class missing_image_node(nodes.paragraph):
    """What stands where a picture cannot be shown: which file, and what it would have shown."""


class not_reproduced_node(nodes.paragraph):
    """What stands in the place of a picture that the book may not show."""


class missing_image_inline_node(nodes.inline):
    """The same in running text."""


class _PathAsWritten(Directive):
    """Keeps the spaces in a picture's path, which docutils takes out of every address."""

    # Of the private use area: no file's name has it.
    _SPACE = "\uf8ff"

    def run(self) -> list[nodes.Node]:
        """What docutils makes of the directive, with the path as it was written."""
        written = self.arguments[0]
        self.arguments[0] = " ".join(written.split()).replace(" ", self._SPACE)
        result = list(super().run())
        self.arguments[0] = written
        for node in result:
            for image in node.findall(nodes.image):
                image["uri"] = image["uri"].replace(self._SPACE, " ")
        return result


class ImageDirective(CreditOptions, _PathAsWritten, Image):
    """``image``, with spaces in its path, and with a credit for the lists: it has no caption to stand under."""

    option_spec = {**(Image.option_spec or {}), **credit_options}
    option_aliases = credit_aliases

    def run(self) -> list[nodes.Node]:
        """The picture, and its entry in the lists of credits; without options, the transform sees to it."""
        env: BuildEnvironment = self.state.document.settings.env
        credit = self.take_credit()
        result = super().run()
        image = next((image for node in result for image in node.findall(nodes.image)), None)
        if image is None or not credit:
            return result
        path = picture_path(env, image["uri"])
        said = self.read_work(credit, what="figure", file=local(path))
        work = credit_picture(env, path, said, self.place())
        name_picture(self.state.document, image, path)
        note_picture(env, PictureUse(path, self.place(), image["ids"][0], said, is_credited=True))
        if says_whose(said) or not says_whose(work):
            report_missing(env, work, PurePosixPath(path).name, self.place("credit"))
        note_work(env, work, image["ids"][0])
        return result


class FigureDirective(CreditOptions, _PathAsWritten, Figure):
    """``figure``, with a credit in one line or field by field; one that is not reproduced needs no file."""

    required_arguments = 0
    optional_arguments = 1
    option_spec = {**(Figure.option_spec or {}), **credit_options, "not-reproduced": directives.flag}
    option_aliases = {**credit_aliases, "ikke-gjengitt": "not-reproduced"}

    def run(self) -> list[nodes.Node]:
        """The figure, its credit as its last child, and its entry in the lists of credits."""
        env: BuildEnvironment = self.state.document.settings.env
        credit = self.take_credit()
        reproduced = "not-reproduced" not in self.options
        self.options.pop("not-reproduced", None)
        has_file = bool(self.arguments)
        if not has_file:
            self.arguments = [_NO_FILE]
            if reproduced:
                report(Finding.FIGURE_WITHOUT_FILE, self.place(), found=self.name)
        result: list[nodes.Node] = super().run()
        figure = next((node for node in result if isinstance(node, nodes.figure)), None)
        if figure is None:
            return result
        image = next(iter(figure.findall(nodes.image)))
        name = PurePosixPath(image["uri"]).name if has_file else ""
        path = picture_path(env, image["uri"]) if has_file else ""
        said = self.read_work(credit, what="figure", file=local(path), reproduced=reproduced) if credit else None
        document = self.state.document
        if not figure["ids"]:
            # From the file, not from Sphinx's counter: a link holds when another figure comes before this one.
            words = PurePosixPath(name).stem or (f"{said.title or said.creator}" if said else "")
            figure["ids"] = [free_id(document, nodes.make_id(f"figur-{words}") or "figur")]
            document.ids[figure["ids"][0]] = figure
        work = credit_picture(env, path, said, self.place()) if has_file else said or Work()
        if not reproduced:
            # The book has no such file, whether or not its folder does.
            work = replace(work, reproduced=False, file="")
        if reproduced and has_file:
            is_credited = said is not None or says_whose(work)
            note_picture(env, PictureUse(path, self.place(), figure["ids"][0], said, is_credited))
        elif reproduced:
            self.replace_picture(image)
        else:
            self.say_not_reproduced(image)
        if (credit and (says_whose(said or work) or not says_whose(work))) or not (reproduced or says_whose(work)):
            # Where the block says no more than who is in the picture, the rest is asked for where it is said.
            report_missing(env, work, name or self.name, self.place("credit"))
        if credit or says_whose(work):
            add_credit(env, figure, work)
        return result

    @staticmethod
    def say_not_reproduced(image: nodes.image) -> None:
        """In the place of a picture that the book may not show: that it is not here, and what it would show."""
        label, alt = _("Not reproduced here"), image.get("alt", "").strip()
        node = not_reproduced_node("", "", nodes.strong(label, label), nodes.Text(". "), nodes.Text(alt))
        node["classes"] = ["kompendium-not-reproduced"]
        node.source, node.line = image.source, image.line
        image.replace_self(node)

    @staticmethod
    def replace_picture(image: nodes.image) -> None:
        """Words in the place of a picture that has no file."""
        alt = image.get("alt", "").strip()
        text = _("[Picture missing. {alt}]").format(alt=alt) if alt else _("[Picture missing.]")
        node = missing_image_node(text, text, classes=["kompendium-figure-missing"])
        node.source, node.line = image.source, image.line
        image.replace_self(node)


class PictureTransform(SphinxTransform):
    """Check the file and the alternative text of every picture, however it was written."""

    # After substitutions (220), before Sphinx's collector of images, which sees the finished document.
    default_priority = 600

    def apply(self, **_kwargs: Any) -> None:
        """Report what is wrong; text takes the place of a picture that cannot be shown."""
        for image in list(self.document.findall(nodes.image)):
            if isinstance(image.parent, nodes.substitution_definition):
                continue
            if self.can_be_shown(image):
                self.check_alt(image, image["uri"])

    def can_be_shown(self, image: nodes.image) -> bool:
        """Whether the picture is there, within the book, and fit for every format; what is not is reported."""
        uri = image["uri"]
        if "://" in uri or uri.startswith("data:"):
            return True
        docname = self.env.current_document.docname
        path, absolute = self.env.relfn2path(search_image_for_language(uri, self.env), docname)
        if PurePosixPath(path).parts[:1] == ("..",) or Path(path).is_absolute():
            report(Finding.PICTURE_OUTSIDE, place_of(image), found=uri)
            self.replace(image, uri, _("[Picture not shown: {file}. {alt}]"), _("[Picture not shown: {file}]"))
            return False
        if uri.endswith(".*"):
            return self.fits_a_builder(image, Path(absolute))
        file = _as_named(Path(absolute))
        if not file.exists():
            self.report_missing(image, file)
            return False
        if file.name != PurePosixPath(uri).name and file != Path(absolute):
            image["uri"] = uri = str(PurePosixPath(uri).with_name(file.name))
        verdict = judge(file)
        problem, hint = verdict.problem, _("Save it again, as one of: {formats}.").format(formats=format_names())
        if not problem and not verdict.fits(file.suffix):
            right = file.with_suffix(verdict.suffix).name
            if "svg" in (verdict.format, file.suffix.lower().removeprefix(".")):
                # A browser goes by the name to tell a drawing from a photograph.
                problem = _("it is {format}, which its name does not say").format(format=format_name(verdict.format))
                hint = _("Name it «{name}».").format(name=right)
            else:
                where, name = place_of(image), format_name(verdict.format)
                report(Finding.PICTURE_MISNAMED, where, found=uri, format=name, expected=right)
        if problem:
            self.report_unusable(image, [file], uri, problem, hint)
            return False
        # For the builders, which look at the pictures of other people's extensions.
        image["judged"] = True
        return True

    def fits_a_builder(self, image: nodes.image, pattern: Path) -> bool:
        """Whether any file of a pattern, among which each builder chooses, can be used."""
        files = sorted(pattern.parent.glob(pattern.name)) if pattern.parent.is_dir() else []
        problems = {file: problem for file in files if (problem := judge(file, PRINT_FORMATS).problem)}
        if not files or len(problems) < len(files):
            return True
        file, problem = next(iter(problems.items()))
        hint = _("Save it again, as one of: {formats}.").format(formats=format_names())
        self.report_unusable(image, files, str(PurePosixPath(image["uri"]).with_name(file.name)), problem, hint)
        return False

    def report_missing(self, image: nodes.image, file: Path) -> None:
        """Name the files with the nearest names."""
        uri = image["uri"]
        names = (path.name for path in file.parent.iterdir()) if file.parent.is_dir() else iter(())
        folder = sorted(name for name in names if not name.endswith(SIDECAR))
        near = get_close_matches(file.name, folder, n=3, cutoff=0.5)
        hint = _("Nearest in the folder: {names}.").format(names=", ".join(f"«{name}»" for name in near))
        if not near:
            hint = _("The path counts from the file that names it.")
        report(Finding.FIGURE_MISSING, place_of(image), found=uri, suggestion=hint)
        # The document is read again when the file appears.
        self.env.note_dependency(file)
        self.replace(image, uri, _("[Picture missing: {file}. {alt}]"), _("[Picture missing: {file}]"))

    def report_unusable(self, image: nodes.image, files: list[Path], uri: str, problem: str, hint: str) -> None:
        """Say what is wrong with a file that is there."""
        report(Finding.PICTURE_UNUSABLE, place_of(image), found=uri, problem=problem, suggestion=hint)
        for file in files:
            # The document is read again when the file is mended.
            self.env.note_dependency(file)
        self.replace(image, uri, _("[Picture not shown: {file}. {alt}]"), _("[Picture not shown: {file}]"))

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

    def replace(self, image: nodes.image, uri: str, with_alt: str, without_alt: str) -> None:
        """Keep the picture's text."""
        alt = image.get("alt", "").strip()
        text = (with_alt if alt else without_alt).format(file=PurePosixPath(uri).name, alt=alt)
        inline = isinstance(image.parent, nodes.TextElement)
        node: nodes.TextElement = (missing_image_inline_node if inline else missing_image_node)(text, text)
        node["classes"] = ["kompendium-figure-missing"]
        node.source, node.line = image.source, image.line
        image.replace_self(node)


def _as_named(file: Path) -> Path:
    """The file, also where the disk spells its letters in another way: «å» as one character, or as «a» and a ring."""
    if file.exists() or not file.parent.is_dir():
        return file
    wanted = normalize("NFC", file.name)
    return next((path for path in sorted(file.parent.iterdir()) if normalize("NFC", path.name) == wanted), file)


def visit_not_reproduced_html(self: HTML5Translator, node: not_reproduced_node) -> None:
    """A framed paragraph with the sign of a placeholder."""
    self.body.append(f"{self.starttag(node, 'p', '')}{PLACEHOLDER_ICON}")


def depart_not_reproduced_html(self: HTML5Translator, _node: not_reproduced_node) -> None:
    """Close it."""
    self.body.append("</p>\n")


def visit_not_reproduced_typst(self: Any, _node: not_reproduced_node) -> None:
    """``#placeholder[…]``."""
    self.open_block("placeholder")


def depart_not_reproduced_typst(self: Any, _node: not_reproduced_node) -> None:
    """Close it."""
    self.close_block()


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
    app.add_directive("image", ImageDirective, override=True)
    app.add_transform(PictureTransform)
    app.add_transform(PictureCreditTransform)
    app.add_node(
        not_reproduced_node,
        html=(visit_not_reproduced_html, depart_not_reproduced_html),
        typst=(visit_not_reproduced_typst, depart_not_reproduced_typst),
    )
    for node in (missing_image_node, missing_image_inline_node):
        app.add_node(
            node, html=(visit_missing_html, depart_missing_html), typst=(visit_missing_typst, depart_missing_typst)
        )
    add_typst_file(app, HERE / "figure.typ")
    add_style(app, html=HERE / "figure.css", epub=HERE / "figure.epub.css")
    return {"env_version": 4, "parallel_read_safe": True, "parallel_write_safe": True}
