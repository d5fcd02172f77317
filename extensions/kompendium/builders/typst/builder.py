"""The builder ``typst``: a Typst file a document, and one tagged, archival PDF of the book and of each chapter."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.osutil import ensuredir

from kompendium.assets import assets_of
from kompendium.builders.typst.compile import DOCUMENTS, CompileError, Problem, compile_pdf, replace_file
from kompendium.builders.typst.fonts import missing_glyphs, stand_in
from kompendium.builders.typst.locate import locate
from kompendium.builders.typst.metadata import BookInfo, book_info, setting, slug, timestamp
from kompendium.builders.typst.pagemap import BlockMark, Numbered, page_map
from kompendium.builders.typst.profiles import profile_of
from kompendium.builders.typst.structure import Book, Entry, read_book
from kompendium.builders.typst.translator import TypstTranslator
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.formats import app_of
from kompendium.icons import FOLDER as ICONS
from kompendium.imprint import isbn_lines, printed_date
from kompendium.outputs import CHAPTERS, PROFILES, chapter_stems, pdf_stem, slug_of
from kompendium.pagemap import FILE_NAME as PAGE_MAP
from kompendium.pictures import PRINT_FORMATS, format_names, judge
from kompendium.text_blocks import content_hash, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)

TEMPLATES = Path(__file__).parent / "templates"


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


def _alone(entry: Entry) -> dict[str, str]:
    """What ``chapter.typ`` is told, to set a document by itself."""
    return {"chapter": entry.docname, "base-offset": str(entry.offset)}


def ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    """The nodes around a node, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


def _prints(document: nodes.document) -> bool:
    """Whether a document has text of its own beside its title and its toctrees."""
    title = next(iter(document.findall(nodes.title)), None)
    return any(
        not any(parent is title or isinstance(parent, nodes.Invisible) for parent in ancestors(node))
        for node in document.findall(lambda node: isinstance(node, nodes.Text | nodes.image))
    )


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
        self.profile = profile_of(self.config, Path(self.confdir))
        self._unknown: set[type[nodes.Node]] = set()
        self._placed: set[str] = set()
        self._image_files: dict[str, str] = {}
        self.block_numbers: dict[int, int] = {}
        """The identity of a node of the document that is being written → its number among the book's blocks of text."""
        self._blocks: list[Numbered] = []
        self._content: dict[str, str] = {}
        self.work = Path(self.outdir) / ".typst"
        self.contents_depth = int(setting(self.config, "contents_depth", 1 if self._has_chapters() else 2))
        # The room that extends figures reports what lacks an alternative text, in every format.
        self.alt_is_checked = "kompendium.blocks.figure" in app_of(self).extensions

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
            docnames, _("writing Typst... "), "darkgreen", len(docnames), app_of(self).verbosity
        ):
            self._write_document(docname)
        self._write_book_data()
        self._compile(only, with_book=not wanted)

    def _only(self, wanted: list[str]) -> list[Entry]:
        """The chapters that the build is restricted to. One that stands in no toctree can be made by itself, too."""
        for docname in sorted(self.env.found_docs):
            if {docname, slug_of(docname)} & set(wanted) and docname != self.book.root:
                self.book.entries.setdefault(docname, Entry(docname, 0, 1))
        return [entry for entry in self.book.entries.values() if {entry.docname, slug_of(entry.docname)} & set(wanted)]

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
        for file in assets_of(app_of(self)).typst:
            name = f"{len(self._rooms):02d}-{file.name}"
            # On the first line, so that Typst's line numbers stay those of the room's file.
            head = '#import "/theme.typ": *; #import "/base.typ": *; '
            (self.work / "rooms" / name).write_text(head + file.read_text(encoding="utf-8"), encoding="utf-8")
            self._rooms.append(name)

    def _write_document(self, docname: str) -> None:
        self.current_docname = docname
        doctree = self.env.get_doctree(docname)
        self._content[docname] = content_hash(doctree)
        self.env.resolve_references(doctree, docname, self)
        self.images = {}
        if docname == self.book.root:
            # Only now: a list of what other documents hold, such as Sphinx's «todolist», has no text before.
            self._root_prints = _prints(doctree)
        self.post_process_images(doctree)
        self._copy_images(doctree)
        self.block_numbers = {}
        for block in text_blocks(doctree):
            self.block_numbers[id(block.node)] = len(self._blocks)
            self._blocks.append(Numbered(docname, block))
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        imports = ["theme", "base", *(f"rooms/{name.removesuffix('.typ')}" for name in self._rooms)]
        source = "".join(f'#import "/{name}.typ": *\n' for name in imports) + "\n" + translator.astext() + "\n"
        file = self.work / DOCUMENTS / f"{docname}.typ"
        ensuredir(file.parent)
        file.write_text(source, encoding="utf-8")

    def _copy_images(self, doctree: nodes.document) -> None:
        """Copy the pictures that Typst can draw; one that it cannot would cost the whole PDF."""
        for node in doctree.findall(nodes.image):
            uri = str(node["uri"])
            if uri not in self.images or uri in self._image_files:
                continue
            source = Path(self.srcdir) / uri
            # The room that extends figures has looked at every picture, but not with the PDF's own eyes.
            verdict = judge(source, PRINT_FORMATS, archival=True, known=bool(node.get("judged")))
            if verdict.problem:
                hint = _("Save it again, as one of: {formats}.").format(formats=format_names(PRINT_FORMATS))
                report(Finding.PICTURE_UNUSABLE, node, found=uri, problem=verdict.problem, suggestion=hint)
                self._image_files[uri] = ""
                continue
            # A name of our own: what stands in an author's file name never reaches Typst, which goes by its ending.
            name = f"{len(self._image_files) + 1:04d}-{slug(source.stem)}{verdict.suffix}"
            shutil.copyfile(source, self.work / self.images_folder / name)
            self._image_files[uri] = name

    # What the templates read

    def _imprint(self) -> Iterator[str]:
        info = self.info
        yield ". ".join(part for part in (info.edition.rstrip("."), printed_date(info.date, info.language)) if part)
        yield info.publisher
        yield info.copyright
        yield info.license
        yield from isbn_lines(self.config)

    def _title_of(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return " ".join(title.astext().split()) if title is not None else docname

    def _authors_of(self, docname: str) -> list[str]:
        chapter = getattr(self.env, "kompendium_chapters", {}).get(docname)
        authors = getattr(chapter, "authors", None) or ()
        # «Etter Jan Tore Gran» says that the facts are his, and that he did not write them so.
        based_on = getattr(chapter, "based_on", None)
        sources = based_on.authors if based_on is not None else ()
        writers = [str(person.name) for person in authors if person not in sources]
        return writers or list(self.info.authors or self.info.editors)

    def _write_book_data(self) -> None:
        info = self.info
        cover = ""
        if info.cover:
            source = Path(self.srcdir) / info.cover
            verdict = judge(source, PRINT_FORMATS, archival=True)
            place = place_in_conf(Path(self.confdir), "kompendium_cover")
            if not source.is_file():
                report(Finding.FIGURE_MISSING, place, found=info.cover, suggestion="")
            elif verdict.problem:
                hint = _("Save it again, as one of: {formats}.").format(formats=format_names())
                report(Finding.PICTURE_UNUSABLE, place, found=info.cover, problem=verdict.problem, suggestion=hint)
            else:
                cover = f"/{self.images_folder}/cover{verdict.suffix}"
                shutil.copyfile(source, self.work / cover.lstrip("/"))
        front: list[dict[str, Any]] = []
        main: list[dict[str, Any]] = []
        if self._root_prints:
            front.append({"docname": self.book.root, "offset": 0})
        for part in self.book.parts:
            documents = [{"docname": entry.docname, "offset": entry.offset} for entry in part.entries]
            if part.entries and part.entries[0].matter == "front":
                front += documents
            else:
                main.append({"title": part.title, "documents": documents})
        chapters = {}
        for entry in [Entry(self.book.root, 0, 1), *self.book.entries.values()]:
            numbers = self.env.toc_secnumbers.get(entry.docname, {}).get("", ())
            chapter = getattr(self.env, "kompendium_chapters", {}).get(entry.docname)
            chapters[entry.docname] = {
                "title": self._title_of(entry.docname),
                "short-title": str(getattr(chapter, "short_title", "")) or self._title_of(entry.docname),
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
            "date-printed": printed_date(info.date, info.language),
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
            report(
                Finding.GLYPH_MISSING,
                place_in_conf(Path(self.confdir), character),
                code=f"U+{ord(character):04X}",
                **where,
            )
        file.write_text(json.dumps(_fitted(data), ensure_ascii=False, indent=1), encoding="utf-8")

    # Compiling

    def _chapters_alone(self) -> list[Entry]:
        """The documents that get a PDF by themselves."""
        wanted = getattr(self.config, "typst_chapters", None)
        known = getattr(self.env, "kompendium_chapters", None)
        # A chapter's own PDF has a layout of its own, the same in every profile.
        if wanted is False or self.profile != PROFILES[0] or (wanted is None and not self._has_chapters()):
            return []
        if known is not None and wanted is None:
            return [entry for docname, entry in self.book.entries.items() if docname in known]
        return [entry for entry in self.book.chapters if entry.matter == "main"]

    def chapter_target(self, entry: Entry) -> Path:
        """Where a chapter's own PDF goes."""
        stems = chapter_stems(getattr(self.env, "kompendium_chapter_names", None) or self.book.entries)
        return Path(self.outdir) / CHAPTERS / f"{stems.get(entry.docname, slug_of(entry.docname))}.pdf"

    def _compile(self, only: list[Entry], *, with_book: bool) -> None:
        moment = timestamp()
        chapters = self._chapters_alone() if with_book else only

        def chapter_pdf(entry: Entry) -> bytes | CompileError:
            try:
                return compile_pdf(self.work / "chapter.typ", self.work, moment, _alone(entry))
            except CompileError as error:
                return error

        failed: dict[str, list[Problem]] = {}
        if with_book:
            name = f"{pdf_stem(self.info.basename, self.profile)}.pdf"
            logger.info(_("compiling %s..."), name)
            try:
                marks: list[BlockMark] = []
                data = compile_pdf(self.work / "book.typ", self.work, moment, {"profile": self.profile}, marks=marks)
                replace_file(Path(self.outdir) / name, data)
                # The book for a printing house has the same pages, and the one in large print has no say in them.
                if name == f"{self.info.basename}.pdf":
                    record = page_map(data, name, marks, self._blocks, self._content).to_json()
                    replace_file(Path(self.outdir) / PAGE_MAP, record.encode())
            except CompileError as error:
                failed[""] = error.problems
                # Typst stops at its first errors: each chapter by itself shows the rest.
                chapters = list({e.docname: e for e in [*chapters, *self.book.chapters]}.values())
        wanted = {entry.docname for entry in [*only, *self._chapters_alone()]}
        # Typst lets go of the interpreter's lock while it compiles, and a chapter alone keeps one core busy.
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            for entry, result in zip(chapters, pool.map(chapter_pdf, chapters), strict=True):
                if isinstance(result, CompileError):
                    failed[entry.docname] = result.problems
                elif entry.docname in wanted:
                    replace_file(self.chapter_target(entry), result)
        self._report(failed, moment)

    def _report(self, failed: dict[str, list[Problem]], moment: int) -> None:
        if failed:
            # A warning is not enough: who asked for a PDF and has none, or an old one, must hear it from the exit code.
            app_of(self).statuscode = 1
        reported: set[Problem] = set()
        for docname, problems in sorted(failed.items(), key=lambda item: not item[0]):
            for found in problems:
                if not docname and not found.source and any(found.message == known.message for known in reported):
                    continue
                problem = found if found.source else self._located(found, docname, moment)
                if problem in reported:
                    continue
                reported.add(problem)
                location: Any = docname or None
                if problem.source:
                    location = f"{Path(self.srcdir) / problem.source}:{problem.line}"
                said = ". ".join(filter(None, (problem.message.rstrip("."), problem.hint)))
                report(Finding.TYPST_FAILED, location, problem=said, suggestion="")

    def _located(self, problem: Problem, docname: str, moment: int) -> Problem:
        """The problem with a place, in the document or, where the book alone has it, in any of its documents."""
        entries = [Entry(self.book.root, 0, 1), *self.book.entries.values()]
        for entry in entries:
            if docname in ("", entry.docname):
                found = locate(problem, entry.docname, self.work, moment, _alone(entry))
                if found.source:
                    return found
        return problem

    def finish(self) -> None:
        """Nothing is left to do: each PDF was put in its place when it was made."""
