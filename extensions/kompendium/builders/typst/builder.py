"""The builder ``typst``: a Typst file a document, and one tagged, archival PDF of the book and of each chapter."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders import Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.osutil import ensuredir

from kompendium.assets import assets_of
from kompendium.builders.typst.compile import DOCUMENTS, CompileError, Problem, compile_pdf, replace_file
from kompendium.builders.typst.fonts import missing_glyphs, stand_in
from kompendium.builders.typst.metadata import BookInfo, book_info, setting, slug, timestamp
from kompendium.builders.typst.structure import Book, Entry, read_book
from kompendium.builders.typst.translator import TypstTranslator
from kompendium.diagnostics import Finding, report
from kompendium.icons import FOLDER as ICONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"
CHAPTERS = "kapitler"
"""The folder of the chapters' own PDFs in the output folder."""


def _fitted(value: Any, key: str = "") -> Any:
    """The templates' data with a stand-in for each character that no font has; names of documents stay as they are."""
    if isinstance(value, dict):
        return {name: _fitted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_fitted(item) for item in value]
    if isinstance(value, str) and key != "docname":
        for character in missing_glyphs(value):
            value = value.replace(character, stand_in(character))
    return value


class TypstBuilder(Builder):
    """Writes Typst and compiles it."""

    name = "typst"
    format = "typst"
    epilog = ""
    allow_parallel = True
    default_translator_class = TypstTranslator
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"]
    images_folder = "images"

    info: BookInfo
    book: Book
    highlighter: PygmentsBridge

    def init(self) -> None:
        """Prepare the state that lasts for one build."""
        self.current_docname = ""
        self.explained: set[tuple[str, str]] = set()
        self._unknown: set[type[nodes.Node]] = set()
        self._placed: set[str] = set()
        self._image_files: dict[str, str] = {}
        self.work = Path(self.outdir) / ".typst"
        self.contents_depth = int(setting(self.config, "contents_depth", 1 if self._has_chapters() else 2))
        # The room that extends figures reports what lacks an alternative text, in every format.
        self.alt_is_checked = "kompendium.blocks.figure" in self._app.extensions

    def _has_chapters(self) -> bool:
        return hasattr(self.config, "kompendium_basename")

    def get_outdated_docs(self) -> str:
        """All of them: a PDF is made in one piece."""
        return str(_("all documents"))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002  (the base class's)
        """The address of a document, as the translator reads it."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:  # noqa: ARG002  (the same)
        """The address of a document; the same from everywhere."""
        return self.get_target_uri(to, typ)

    # What the translator asks

    def note_unknown(self, node: nodes.Node) -> None:
        """Warn once for each type of node that neither we nor an extension has a visitor for."""
        if type(node) not in self._unknown:
            self._unknown.add(type(node))
            report(Finding.NODE_UNKNOWN, node, found=type(node).__name__)

    def place_document(self, docname: str, _parent: str) -> bool:
        """Whether a document of a toctree is to be included here: once in the book, where it stands first."""
        if docname in self._placed or docname not in self.book.entries:
            return False
        self._placed.add(docname)
        return True

    def image_file(self, node: nodes.Element) -> Path | None:
        """The file of a picture in the work folder, or ``None`` where there is none that Typst can draw."""
        uri = str(node.get("uri", ""))
        name = self._image_files.get(uri)
        return self.work / self.images_folder / name if name else None

    # Writing

    def write_documents(self, _docnames: Set[str]) -> None:
        """Write every document of the book as Typst, then compile the book and its chapters."""
        root = self.config.root_doc
        self.info = book_info(self.config, Path(self.srcdir))
        self.book = read_book(self.env, root)
        self.highlighter = PygmentsBridge("html", self.config.pygments_style or "default")
        wanted = [str(name) for name in getattr(self.config, "kompendium_only", None) or []]
        only = self._only(wanted)
        self._placed = {entry.docname for part in self.book.parts for entry in part.entries}
        self._copy_templates()
        docnames = [root, *self.book.entries]
        for docname in status_iterator(
            docnames, _("writing Typst... "), "darkgreen", len(docnames), self._app.verbosity
        ):
            self._write_document(docname)
        self._write_book_data()
        self._compile(only, with_book=not wanted)

    def _only(self, wanted: list[str]) -> list[Entry]:
        """The chapters that the build is restricted to. One that stands in no toctree can be made by itself, too."""
        for docname in sorted(self.env.found_docs):
            if {docname, PurePosixPath(docname).name} & set(wanted) and docname != self.book.root:
                self.book.entries.setdefault(docname, Entry(docname, 0, 1))
        return [
            entry
            for entry in self.book.entries.values()
            if {entry.docname, PurePosixPath(entry.docname).name} & set(wanted)
        ]

    def _copy_templates(self) -> None:
        if self.work.exists():
            shutil.rmtree(self.work)
        ensuredir(self.work / DOCUMENTS)
        ensuredir(self.work / self.images_folder)
        shutil.copytree(TEMPLATES, self.work, dirs_exist_ok=True)
        shutil.copytree(ICONS, self.work / "icons", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        override = setting(self.config, "templates")
        if override:
            shutil.copytree(Path(self.confdir) / override, self.work, dirs_exist_ok=True)
        ensuredir(self.work / "rooms")
        self._rooms: list[str] = []
        for file in assets_of(self._app).typst:
            name = f"{len(self._rooms):02d}-{file.name}"
            # On the first line, so that Typst's line numbers stay those of the room's file.
            head = '#import "/theme.typ": *; #import "/base.typ": *; '
            (self.work / "rooms" / name).write_text(head + file.read_text(encoding="utf-8"), encoding="utf-8")
            self._rooms.append(name)

    def _write_document(self, docname: str) -> None:
        self.current_docname = docname
        doctree = self.env.get_doctree(docname)
        self.env.resolve_references(doctree, docname, self)
        self.images = {}
        self.post_process_images(doctree)
        self._copy_images()
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        imports = ["theme", "base", *(f"rooms/{name.removesuffix('.typ')}" for name in self._rooms)]
        source = "".join(f'#import "/{name}.typ": *\n' for name in imports) + "\n" + translator.astext() + "\n"
        file = self.work / DOCUMENTS / f"{docname}.typ"
        ensuredir(file.parent)
        file.write_text(source, encoding="utf-8")

    def _copy_images(self) -> None:
        for uri in self.images:
            if uri in self._image_files:
                continue
            source = Path(self.srcdir) / uri
            # A name of our own: what stands in an author's file name never reaches Typst.
            name = f"{len(self._image_files) + 1:04d}-{slug(source.stem)}{source.suffix.lower()}"
            try:
                shutil.copyfile(source, self.work / self.images_folder / name)
            except OSError as error:
                logger.warning(_("The picture «%s» cannot be read: %s"), uri, error, type="kompendium")
                continue
            self._image_files[uri] = name

    # What the templates read

    def _printed_date(self, date: str) -> str:
        """A date as people write it; another text stands as it is."""
        try:
            parsed = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
        except ValueError:
            return date
        from babel.dates import format_date

        try:
            return format_date(parsed, "long", locale=self.info.language.replace("-", "_"))
        except ValueError:
            return date

    def _imprint(self) -> Iterator[str]:
        info = self.info
        yield ". ".join(part for part in (info.edition.rstrip("."), self._printed_date(info.date)) if part)
        yield info.publisher
        yield info.copyright
        yield info.license
        yield info.identifier.removeprefix("urn:").replace("isbn:", "ISBN ") if "isbn" in info.identifier else ""

    def _title_of(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return " ".join(title.astext().split()) if title is not None else docname

    def _authors_of(self, docname: str) -> list[str]:
        chapter = getattr(self.env, "kompendium_chapters", {}).get(docname)
        authors = getattr(chapter, "authors", None)
        based_on = getattr(chapter, "based_on", None)
        if authors is None and based_on is not None:
            authors = based_on.authors or None
        if authors is None:
            return list(self.info.authors or self.info.editors)
        return [str(person.name) for person in authors]

    def _write_book_data(self) -> None:
        info = self.info
        cover = ""
        if info.cover:
            source = Path(self.srcdir) / info.cover
            if source.is_file():
                cover = f"/{self.images_folder}/cover{source.suffix.lower()}"
                shutil.copyfile(source, self.work / cover.lstrip("/"))
            else:
                report(Finding.FIGURE_MISSING, None, found=info.cover, suggestion="")
        front: list[dict[str, Any]] = []
        main: list[dict[str, Any]] = []
        if self._root_prints():
            front.append({"docname": self.book.root, "offset": 0})
        for part in self.book.parts:
            documents = [{"docname": entry.docname, "offset": entry.offset} for entry in part.entries]
            if part.entries and part.entries[0].matter == "front":
                front += documents
            else:
                main.append({"title": part.title, "documents": documents})
        chapters = {}
        for entry in self.book.entries.values():
            numbers = self.env.toc_secnumbers.get(entry.docname, {}).get("", ())
            chapter = getattr(self.env, "kompendium_chapters", {}).get(entry.docname)
            chapters[entry.docname] = {
                "title": self._title_of(entry.docname),
                "number": ".".join(map(str, numbers)) if numbers else None,
                "authors": self._authors_of(entry.docname),
                "keywords": list(getattr(chapter, "keywords", ()) or info.keywords),
                "description": str(getattr(chapter, "description", "")),
            }
        data = {
            "title": info.title,
            "subtitle": info.subtitle,
            "authors": list(info.authors),
            "named": list(info.authors or info.editors),
            "editors": list(info.editors),
            "publisher": info.publisher,
            "edition": info.edition,
            "date-printed": self._printed_date(info.date),
            "language": info.language,
            "keywords": list(info.keywords),
            "description": info.description,
            "cover": cover,
            "cover-alt": info.cover_alt or info.title,
            "imprint": [line for line in self._imprint() if line],
            "front": front,
            "main": main,
            "chapters": chapters,
            "words": {"editors": str(_("Edited by"))},
        }
        file = self.work / "book.json"
        printed = {key: value for key, value in data.items() if key not in ("front", "main", "chapters")}
        for character in missing_glyphs(json.dumps(printed, ensure_ascii=False)):
            where = {"found": character if character.isprintable() else "", "expected": stand_in(character)}
            report(Finding.GLYPH_MISSING, self._place_in_conf(character), code=f"U+{ord(character):04X}", **where)
        file.write_text(json.dumps(_fitted(data), ensure_ascii=False, indent=1), encoding="utf-8")

    def _place_in_conf(self, text: str) -> str:
        conf = Path(self.confdir) / "conf.py"
        lines = conf.read_text(encoding="utf-8").splitlines() if conf.is_file() else []
        return f"{conf}:{next((number for number, line in enumerate(lines, 1) if text in line), 1)}"

    def _root_prints(self) -> bool:
        """Whether the root document has text of its own beside its title and its toctrees."""
        source = (self.work / DOCUMENTS / f"{self.book.root}.typ").read_text(encoding="utf-8")
        return '#"' in source

    # Compiling

    def _chapters_alone(self) -> list[Entry]:
        """The documents that get a PDF by themselves."""
        wanted = getattr(self.config, "typst_chapters", None)
        known = getattr(self.env, "kompendium_chapters", None)
        if wanted is False or (wanted is None and not self._has_chapters()):
            return []
        if known is not None and wanted is None:
            return [entry for docname, entry in self.book.entries.items() if docname in known]
        return [entry for entry in self.book.chapters if entry.matter == "main"]

    def chapter_target(self, entry: Entry) -> Path:
        """Where a chapter's own PDF goes: its slug, or its whole name where two chapters share a slug."""
        name = PurePosixPath(entry.docname).name
        if sum(PurePosixPath(other).name == name for other in self.book.entries) > 1:
            name = entry.docname.replace("/", "-")
        return Path(self.outdir) / CHAPTERS / f"{name}.pdf"

    def _compile(self, only: list[Entry], *, with_book: bool) -> None:
        moment = timestamp()
        chapters = self._chapters_alone() if with_book else only

        def chapter_pdf(entry: Entry) -> bytes | CompileError:
            inputs = {"chapter": entry.docname, "base-offset": str(entry.offset)}
            try:
                return compile_pdf(self.work / "chapter.typ", self.work, moment, inputs)
            except CompileError as error:
                return error

        failed: dict[str, list[Problem]] = {}
        if with_book:
            logger.info(_("compiling %s..."), f"{self.info.basename}.pdf")
            try:
                data = compile_pdf(self.work / "book.typ", self.work, moment)
                replace_file(Path(self.outdir) / f"{self.info.basename}.pdf", data)
            except CompileError as error:
                failed[""] = error.problems
                # Typst stops at its first errors: each chapter by itself shows the rest.
                chapters = list({e.docname: e for e in [*chapters, *self.book.chapters]}.values())
        # Typst lets go of the interpreter's lock while it compiles.
        with ThreadPoolExecutor(max_workers=2) as pool:
            for entry, result in zip(chapters, pool.map(chapter_pdf, chapters), strict=True):
                if isinstance(result, CompileError):
                    failed[entry.docname] = result.problems
                elif entry in only or entry in self._chapters_alone():
                    replace_file(self.chapter_target(entry), result)
        self._report(failed)

    def _report(self, failed: dict[str, list[Problem]]) -> None:
        if failed:
            # A warning is not enough: who asked for a PDF and has none, or an old one, must hear it from the exit code.
            self._app.statuscode = 1
        reported: set[tuple[str, str, int | None]] = set()
        for docname, problems in sorted(failed.items(), key=lambda item: not item[0]):
            for problem in problems:
                key = (problem.message, problem.source, problem.line)
                if key in reported:
                    continue
                reported.add(key)
                location: Any = docname or None
                if problem.source:
                    location = f"{Path(self.srcdir) / problem.source}:{problem.line}"
                report(Finding.TYPST_FAILED, location, problem=problem.message.rstrip("."), suggestion=problem.hint)

    def finish(self) -> None:
        """Nothing is left to do: each PDF was put in its place when it was made."""
