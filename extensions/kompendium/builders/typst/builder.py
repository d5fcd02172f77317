"""The builder ``typst``: a Typst file a document, and one tagged, archival PDF of the book and of each chapter."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.highlighting import PygmentsBridge
from sphinx.locale import _ as sphinx_words
from sphinx.locale import get_translation
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.osutil import ensuredir

from kompendium.assets import assets_of
from kompendium.builders.typst.compile import DOCUMENTS, CompileError, Notes, Problem, compile_pdf
from kompendium.builders.typst.fonts import character_group, stand_in
from kompendium.builders.typst.glyphs import Typefaces, fitted
from kompendium.builders.typst.locate import locate
from kompendium.builders.typst.metadata import (
    BookInfo,
    book_info,
    license_of,
    notice_of,
    origin_of,
    slug,
    timestamp,
)
from kompendium.builders.typst.options import (
    read_font_folders,
    read_number,
    read_templates,
    report_unknown_options,
)
from kompendium.builders.typst.pagemap import BlockMark, Numbered, page_map
from kompendium.builders.typst.profiles import check_choices, is_cmyk, profile_of, show_urls
from kompendium.builders.typst.sharpness import report_coarse_pictures
from kompendium.builders.typst.stills import add_stills
from kompendium.builders.typst.structure import Book, Entry, look_ups, read_book
from kompendium.builders.typst.style import read_style
from kompendium.builders.typst.translator import TypstTranslator
from kompendium.builders.typst.visitors.inline import is_raw
from kompendium.builders.typst.xmp import add_origin
from kompendium.config import place_in_conf
from kompendium.credits import reproduced_works
from kompendium.diagnostics import Finding, report
from kompendium.formats import app_of
from kompendium.icons import FOLDER as ICONS
from kompendium.imprint import isbn_lines, page_address, printed_date
from kompendium.index_entries import IndexEntry, index_entries, sorted_index
from kompendium.outputs import CHAPTERS, PROFILES, chapter_stems, pdf_stem, replace_file, slug_of
from kompendium.pagemap import FILE_NAME as PAGE_MAP
from kompendium.picture_metadata import PICTURES, cleaned_file
from kompendium.pictures import PRINT_FORMATS, PictureUnreadableError, Verdict, converted, format_names, judge
from kompendium.problems import N_
from kompendium.rights.licenses import License
from kompendium.text_blocks import ancestors, content_hash, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from kompendium.builders.typst.xmp import Origin

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)

_EXAMPLES = 10
"""So many characters of a script that no font has are warned about one by one."""
TEMPLATES = Path(__file__).parent / "templates"


def _fitted(value: Any, typefaces: Typefaces, key: str = "") -> Any:
    """The templates' data with a stand-in for each character that no font has; names of documents stay as they are."""
    if isinstance(value, dict):
        return {name: _fitted(item, typefaces, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_fitted(item, typefaces) for item in value]
    if isinstance(value, str) and key != "docname":
        return fitted(value, typefaces)[0]
    return value


def _alone(entry: Entry) -> dict[str, str]:
    """What ``chapter.typ`` is told, to set a document by itself."""
    return {"chapter": entry.docname, "base-offset": str(entry.offset)}


def _prints(document: nodes.document) -> bool:
    """Whether a document has text of its own beside its title and its toctrees."""
    title = next(iter(document.findall(nodes.title)), None)
    return any(
        not any(parent is title or isinstance(parent, nodes.Invisible) for parent in ancestors(node))
        for node in document.findall(lambda node: isinstance(node, nodes.Text | nodes.image))
    )


_LISTS = {"figures": N_("Figures"), "tables": N_("Tables"), "listings": N_("Code listings")}
"""What the book may list after its contents, with the list's title."""
_LISTED_FROM = 5
"""A book of so many numbered ones has a list of them, where «typst_lists» does not say which to have."""
PRINT_QUALITY = 92
"""Of a photograph that is made over, as a JPEG's quality: print shows more than a screen."""
_LOOK_UP_WORDS = 150
"""A chapter of so many words, with its head and end, fills half a page at most."""


class TypstBuilder(Builder):
    """Writes Typst and compiles it."""

    name = "typst"
    format = "typst"
    epilog = ""
    allow_parallel = True
    default_translator_class = TypstTranslator
    supported_image_types = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "application/pdf",
        # These are converted, where there is no better one.
        "image/avif",
        "image/tiff",
        "image/bmp",
        "image/x-ms-bmp",
    ]
    images_folder = "images"
    # Sphinx would fetch them, and the PDF would be another where there is no network.
    supported_remote_images = True

    info: BookInfo
    book: Book
    highlighter: PygmentsBridge

    def init(self) -> None:
        """Prepare the state that lasts for one build."""
        self.current_docname = ""
        self.profile = profile_of(self.config, Path(self.confdir))
        self.show_urls = show_urls(self.config, Path(self.confdir))
        check_choices(self.config, Path(self.confdir), "typst_lists", _LISTS)
        report_unknown_options(self.config, Path(self.confdir))
        self.font_folders = read_font_folders(self.config, Path(self.confdir))
        self.style = read_style(self.config, Path(self.confdir), self.font_folders)
        style = self.style.to_json()
        families = tuple(tuple(style[key]) for key in ("text_font", "heading_font", "mono_font"))
        self.typefaces = Typefaces(families, self.font_folders)
        self.cmyk = is_cmyk(self.config, Path(self.confdir), self.profile)
        self._picture_uses: list[tuple[str, str | None]] = []
        """The name and the place of each use of a picture of pixels, for what the finished layout says of it."""
        self._unknown: set[type[nodes.Node]] = set()
        self._missing: Counter[str] = Counter()
        self._placed: set[str] = set()
        self._image_files: dict[str, str] = {}
        self.block_numbers: dict[int, int] = {}
        """The identity of a node of the document that is being written → its number among the book's blocks of text."""
        self._blocks: list[Numbered] = []
        self._content: dict[str, str] = {}
        self._captions: Counter[tuple[str, bool]] = Counter()
        self._places: set[str] = set()
        self._has_index = False
        self._short: set[str] = set()
        folder = Path(self.confdir)
        self._longest_look_up = read_number(
            self.config, folder, "typst_look_up_words", range(1001), _LOOK_UP_WORDS if self._has_chapters() else 0
        )
        asked = self.config.typst_show_pagerefs
        self.shows_page_references = self._has_chapters() if asked is None else bool(asked)
        self.work = Path(self.outdir) / ".typst"
        self.contents_depth = read_number(
            self.config, folder, "typst_contents_depth", range(1, 7), 1 if self._has_chapters() else 2
        )
        self._own_templates = read_templates(self.config, Path(self.confdir))
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

    def note_glyph(self, character: str, place: nodes.Node | tuple[str, int | None] | str | None) -> None:
        """Warn of a character that no font has. A whole script without a font is named as such after some of it."""
        group = character_group(character)
        self._missing[group] += 1
        found, code, instead = (
            character if character.isprintable() else "",
            f"U+{ord(character):04X}",
            stand_in(character),
        )
        if self._missing[group] <= _EXAMPLES:
            report(Finding.GLYPH_MISSING, place, found=found, code=code, expected=instead)
        elif self._missing[group] == _EXAMPLES + 1:
            report(Finding.SCRIPT_MISSING, place, found=group, expected=instead)

    def note_caption(self, kind: str, *, numbered: bool) -> None:
        """Count a figure, table or listing that has a caption."""
        self._captions[kind, numbered] += 1

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

    def picture_use(self, name: str, file: Path, place: str | None) -> int | None:
        """The number of a picture's use, where its pixels are to be counted: in print, and not of a drawing."""
        if self.profile != "print" or file.suffix in (".svg", ".pdf"):
            return None
        self._picture_uses.append((name, place))
        return len(self._picture_uses) - 1

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
        (self.work / "style.json").write_text(json.dumps(self.style.to_json(), indent=1), encoding="utf-8")
        shutil.copytree(ICONS, self.work / "icons", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        if self._own_templates is not None:
            shutil.copytree(self._own_templates, self.work, dirs_exist_ok=True)
        ensuredir(self.work / "rooms")
        self._rooms: dict[str, Path] = {}
        for file in assets_of(app_of(self)).typst:
            name = f"{len(self._rooms):02d}-{file.name}"
            # On the first line, so that Typst's line numbers stay those of the room's file.
            head = '#import "/theme.typ": *; #import "/base.typ": *; '
            (self.work / "rooms" / name).write_text(head + file.read_text(encoding="utf-8"), encoding="utf-8")
            self._rooms[name] = file

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
        self.images |= {uri: uri for uri in add_stills(doctree, docname, Path(self.srcdir))}
        self._copy_images(doctree)
        self.block_numbers = {}
        first = len(self._blocks)
        for block in text_blocks(doctree):
            self.block_numbers[id(block.node)] = len(self._blocks)
            self._blocks.append(Numbered(docname, block))
        if sum(len(one.block.words) for one in self._blocks[first:]) <= self._longest_look_up and self._may_run_on(
            docname, doctree
        ):
            self._short.add(docname)
        translator = cast("TypstTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        self._places |= translator.places
        # A page of the book may hold the index itself, beside other names.
        self._has_index |= any(node.get("holds_index") for node in doctree.findall(nodes.container))
        imports = ["theme", "base", "design", *(f"rooms/{name.removesuffix('.typ')}" for name in self._rooms)]
        source = "".join(f'#import "/{name}.typ": *\n' for name in imports) + "\n" + translator.astext() + "\n"
        file = self.work / DOCUMENTS / f"{docname}.typ"
        ensuredir(file.parent)
        file.write_text(source, encoding="utf-8")

    def _may_run_on(self, docname: str, doctree: nodes.document) -> bool:
        """Whether a document is a chapter of nothing but text, which may share a page if it is short."""
        chapters = getattr(self.env, "kompendium_chapters", self.book.entries)
        # An author's own Typst may hold a page break, which cannot stand in a block that is kept together.
        kinds = (nodes.figure, nodes.table, nodes.image, nodes.literal_block, addnodes.toctree)
        barred = doctree.findall(lambda node: isinstance(node, kinds) or is_raw(node, "typst"))
        return docname in chapters and next(iter(barred), None) is None

    def _copy_images(self, doctree: nodes.document) -> None:
        """Copy the pictures that Typst can draw; one that it cannot would cost the whole PDF."""
        for node in doctree.findall(nodes.image):
            uri = str(node["uri"])
            if "://" in uri and uri not in self._image_files:
                report(Finding.PICTURE_REMOTE, node, found=uri)
                self._image_files[uri] = ""
            if uri in self._image_files:
                continue
            hint = _("Save it again, as one of: {formats}.").format(formats=format_names(PRINT_FORMATS))
            if uri not in self.images:
                # Sphinx has warned of others: an extension put this one in after the sources were read.
                if "*" in node.get("candidates", ()) and uri not in self.env.images:
                    problem = _("there is no such file in the project")
                    report(Finding.PICTURE_UNUSABLE, node, found=uri, problem=problem, suggestion=hint)
                    self._image_files[uri] = ""
                continue
            source = Path(self.srcdir) / uri
            # The room that extends figures has looked at every picture, but not with the PDF's own eyes.
            verdict = judge(
                source, PRINT_FORMATS, archival=True, known=bool(node.get("judged")), folders=self.font_folders
            )
            made = None
            try:
                if verdict.format:
                    made = converted(source, PRINT_FORMATS, quality=PRINT_QUALITY, lossless_bytes=None)
            except PictureUnreadableError as error:
                verdict = Verdict(verdict.format, str(error))
            if made is not None:
                name = f"{len(self._image_files) + 1:04d}-{slug(source.stem)}.{made.format}"
                (self.work / self.images_folder / name).write_bytes(made.data)
                self._image_files[uri] = name
                continue
            if verdict.problem:
                report(Finding.PICTURE_UNUSABLE, node, found=uri, problem=verdict.problem, suggestion=hint)
                self._image_files[uri] = ""
                continue
            # A name of our own: what stands in an author's file name never reaches Typst, which goes by its ending.
            name = f"{len(self._image_files) + 1:04d}-{slug(source.stem)}{verdict.suffix}"
            # Typst puts the file of a photograph into the PDF as it is, with the place where it was taken.
            shutil.copyfile(self._cleaned(source), self.work / self.images_folder / name)
            self._image_files[uri] = name

    def _cleaned(self, file: Path) -> Path:
        return cleaned_file(file, Path(self.doctreedir) / PICTURES)

    # What the templates read

    def _lists(self) -> list[dict[str, str]]:
        """The lists of figures, tables and listings that the book has."""
        asked = getattr(self.config, "typst_lists", None)
        if asked is None:
            kinds = [kind for kind in _LISTS if self._captions[kind, True] >= _LISTED_FROM]
        else:
            kinds = [kind for kind in asked if self._captions[kind, True] + self._captions[kind, False]]
        return [{"kind": kind, "title": str(_(_LISTS[kind]))} for kind in kinds]

    def _index(self) -> list[dict[str, Any]]:
        """The letters of the index with their entries; empty where there are none, or a page of the book has them."""
        asked = self.config.typst_index
        if asked is False or (asked is None and self._has_index):
            return []
        entries = index_entries(self.env, [self.book.root, *self.book.entries])
        # A place in what the PDF does not hold, such as «only:: html», has no page.
        shown = [kept for entry in entries.values() if (kept := self._printed_entry(entry)) is not None]
        groups = sorted_index(shown, self.info.language)
        ids = {entry.text: f"index:{number}" for number, entry in enumerate(e for _l, group in groups for e in group)}
        wanted = {text for _letter, group in groups for entry in group for text in (*entry.see, *entry.see_also)}

        def data(entry: IndexEntry, id_: str = "") -> dict[str, Any]:
            return {
                "text": entry.text,
                "id": id_ if entry.text in wanted else "",
                "pages": [[f"{place.docname}:{place.anchor}", place.main] for place in entry.places],
                "see": [[text, ids.get(text, "")] for text in entry.see],
                "also": [[text, ids.get(text, "")] for text in entry.see_also],
                "children": [data(child) for child in entry.children.values()],
            }

        return [
            {"letter": letter, "entries": [data(entry, ids[entry.text]) for entry in group]} for letter, group in groups
        ]

    def _printed_entry(self, entry: IndexEntry) -> IndexEntry | None:
        """An entry with the places that the PDF has, or nothing where it has none."""
        entry.places = [place for place in entry.places if f"{place.docname}:{place.anchor}" in self._places]
        kept = (self._printed_entry(child) for child in entry.children.values())
        entry.children = {child.text: child for child in kept if child is not None}
        return entry if entry.places or entry.see or entry.see_also or entry.children else None

    def _words(self) -> dict[str, str]:
        """What the templates print in the book's language; Sphinx knows more languages than we do."""
        ours, theirs = str(_("Index")), str(sphinx_words("Index"))
        return {
            "editors": str(_("Edited by")),
            "newest": str(_("Newest version")),
            "page-of": str(_("Page {page} of {pages}")),
            "page-reference": self._page_reference(),
            "index": theirs if ours == "Index" else ours,
            "see": str(sphinx_words("see %s")),
            "see-also": str(sphinx_words("see also %s")),
        }

    def _contents_title(self) -> str | None:
        """``None`` for Typst's own, in the book's language, which it refuses to print where no font has its script."""
        title = str(sphinx_words("Table of Contents"))
        return str(_("Contents")) if fitted(title, self.typefaces)[1] else None

    @staticmethod
    def _page_reference() -> str:
        """What follows a link to another document, with «{page}» for the number."""
        return str(_("(p. {page})")).replace(" ", "\N{NO-BREAK SPACE}")

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

    def _rights_line(self, docname: str) -> str:
        """The rights in a chapter in as few words as there are, for the foot of its pages."""
        chapter = getattr(self.env, "kompendium_chapters", {}).get(docname)
        license_ = license_of(self.config, chapter)
        short = (
            license_.short_name(self.info.language) if isinstance(license_, License) else getattr(license_, "text", "")
        )
        notice = notice_of(self.config, self.info, chapter, self._authors_of(docname))
        return ". ".join(part.rstrip(".") for part in (notice, short) if part)

    def _write_book_data(self) -> None:
        info = self.info
        cover, cover_use = "", None
        if info.cover:
            source = Path(self.srcdir) / info.cover
            verdict = judge(source, PRINT_FORMATS, archival=True, folders=self.font_folders)
            name = "typst_cover" if self.config.typst_cover else "kompendium_cover"
            place = place_in_conf(Path(self.confdir), name)
            if not source.is_file():
                report(Finding.FIGURE_MISSING, place, found=info.cover, suggestion="")
            elif verdict.problem:
                hint = _("Save it again, as one of: {formats}.").format(formats=format_names())
                report(Finding.PICTURE_UNUSABLE, place, found=info.cover, problem=verdict.problem, suggestion=hint)
            else:
                cover = f"/{self.images_folder}/cover{verdict.suffix}"
                shutil.copyfile(self._cleaned(source), self.work / cover.lstrip("/"))
                cover_use = self.picture_use(info.cover, Path(cover), place)
        front: list[dict[str, Any]] = []
        main: list[dict[str, Any]] = []
        if self._root_prints:
            front.append({"docname": self.book.root, "offset": 0})
        for part in self.book.parts:
            run = look_ups(part, self._short)
            documents = [
                {"docname": entry.docname, "offset": entry.offset, "look-up": run.get(entry.docname)}
                for entry in part.entries
            ]
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
                "address": page_address(self.config, entry.docname),
                "rights": self._rights_line(entry.docname),
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
            "cover-use": cover_use,
            "cover-alt": info.cover_alt or info.title,
            "imprint": [line for line in self._imprint() if line],
            "front": front,
            "main": main,
            "lists": self._lists(),
            "chapters": chapters,
            "index": self._index(),
            "words": self._words(),
            "contents-title": self._contents_title(),
        }
        file = self.work / "book.json"
        printed = {key: value for key, value in data.items() if key not in ("front", "main", "chapters", "index")}
        for character in fitted(json.dumps(printed, ensure_ascii=False), self.typefaces)[1]:
            self.note_glyph(character, place_in_conf(Path(self.confdir), character))
        file.write_text(json.dumps(_fitted(data, self.typefaces), ensure_ascii=False, indent=1), encoding="utf-8")

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
        notes = Notes()

        def chapter_pdf(entry: Entry) -> bytes | CompileError:
            origin = self._origin_of(entry.docname)
            try:
                return compile_pdf(
                    self.work / "chapter.typ",
                    self.work,
                    moment,
                    _alone(entry),
                    folders=self.font_folders,
                    notes=notes,
                    finish=lambda pdf: add_origin(pdf, origin),
                )
            except CompileError as error:
                return error

        failed: dict[str, list[Problem]] = {}
        if with_book:
            name = f"{pdf_stem(self.info.basename, self.profile)}.pdf"
            logger.info(_("compiling %s..."), name)
            try:
                marks: list[BlockMark] = []
                works = reproduced_works(self.env, [self.book.root, *self.book.entries])
                origin = origin_of(self.config, self.info, "index", works=works)
                data = compile_pdf(
                    self.work / "book.typ",
                    self.work,
                    moment,
                    {"profile": self.profile},
                    marks=marks,
                    folders=self.font_folders,
                    notes=notes,
                    finish=lambda pdf: add_origin(pdf, origin),
                    black=self.style.ink if self.cmyk else "",
                )
                replace_file(Path(self.outdir) / name, data)
                # The book for a printing house has the same pages, and the one in large print has no say in them.
                if name == f"{self.info.basename}.pdf":
                    record = page_map(data, name, marks, self._blocks, self._content, self._page_reference())
                    replace_file(Path(self.outdir) / PAGE_MAP, record.to_json().encode())
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
        self._report_notes(notes)

    def _origin_of(self, docname: str) -> Origin:
        chapter = getattr(self.env, "kompendium_chapters", {}).get(docname)
        works = reproduced_works(self.env, [docname])
        return origin_of(self.config, self.info, docname, chapter, self._authors_of(docname), works)

    def _report_notes(self, notes: Notes) -> None:
        for asked in sorted(set(notes.fonts), key=lambda found: (found.source, found.line or 0, found.message)):
            place = f"{Path(self.srcdir) / asked.source}:{asked.line}" if asked.source else "typst_templates"
            if not asked.source:
                place = place_in_conf(Path(self.confdir), place)
            report(Finding.FONT_MISSING, place, found=asked.message, expected=self.style.text_font[0], suggestion="")
        self._report_unsettled(notes)
        if self.profile == "print":
            report_coarse_pictures(notes.pictures, self.work, self._picture_uses)
        if self.cmyk and notes.still_rgb:
            pictures, gradients = (notes.still_rgb.count(kind) for kind in ("picture", "gradient"))
            logger.info(_("left in RGB: pictures (%d), gradients (%d)"), pictures, gradients)

    def _report_unsettled(self, notes: Notes) -> None:
        """Name what a project's own Typst asks for in vain; where nothing of its own does, that it is so."""
        places = {}
        for found in notes.unsettled:
            template = self._template_of(found)
            if found.source:
                places[f"{Path(self.srcdir) / found.source}:{found.line}"] = found.message
            elif template is not None:
                places[f"{template}:{found.template_line}"] = found.message
        if notes.unsettled and not places:
            places[self.config.root_doc] = notes.unsettled[0].message
        for place, message in places.items():
            report(Finding.LAYOUT_UNSETTLED, place, problem=message)

    def _report(self, failed: dict[str, list[Problem]], moment: int) -> None:
        if failed:
            # A warning is not enough: who asked for a PDF and has none, or an old one, must hear it from the exit code.
            app_of(self).statuscode = 1
        reported: set[Problem] = set()
        for docname, problems in sorted(failed.items(), key=lambda item: not item[0]):
            for found in problems:
                template = self._template_of(found)
                problem = key = found
                if template is not None and self._is_own(template):
                    # One error of a template is one problem, however many chapters bring it to light.
                    key = replace(found, source="", line=None)
                elif not docname and not found.source and any(found.message == known.message for known in reported):
                    continue
                elif not found.source:
                    problem = key = self._located(found, docname, moment)
                if key not in reported:
                    reported.add(key)
                    self._report_problem(problem, docname, template)

    def _report_problem(self, problem: Problem, docname: str, template: Path | None) -> None:
        in_text = f"{Path(self.srcdir) / problem.source}:{problem.line}" if problem.source else ""
        location: Any = in_text or docname or None
        suggestion = ""
        if template is not None:
            in_template = f"{template}:{problem.template_line}"
            if self._is_own(template):
                location = in_template
                suggestion = _("It happens at {place}.").format(place=in_text) if in_text else ""
            else:
                suggestion = _("It arose in {place}.").format(place=in_template)
        said = ". ".join(filter(None, (problem.message.rstrip("."), problem.hint)))
        report(Finding.TYPST_FAILED, location, problem=said, suggestion=suggestion)

    def _is_own(self, template: Path) -> bool:
        """Whether a template is the project's own, which it can mend."""
        return self._own_templates is not None and template.is_relative_to(self._own_templates)

    def _template_of(self, problem: Problem) -> Path | None:
        """The file of the template in which an error arose, where it is the project's or a room's, not one of ours."""
        name = problem.template
        if name.startswith("rooms/"):
            return self._rooms.get(name.removeprefix("rooms/"))
        if name and self._own_templates is not None and (self._own_templates / name).is_file():
            return self._own_templates / name
        return None

    def _located(self, problem: Problem, docname: str, moment: int) -> Problem:
        """The problem with a place, in the document or, where the book alone has it, in any of its documents."""
        entries = [Entry(self.book.root, 0, 1), *self.book.entries.values()]
        for entry in entries:
            if docname in ("", entry.docname):
                found = locate(problem, entry.docname, self.work, moment, _alone(entry), self.font_folders)
                if found.source:
                    return found
        return problem

    def finish(self) -> None:
        """Nothing is left to do: each PDF was put in its place when it was made."""
