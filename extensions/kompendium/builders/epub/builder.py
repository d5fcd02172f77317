"""The builder ``epub``: the book and each of its chapters as EPUB 3, from one writing of the pages."""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MethodType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from docutils import nodes
from sphinx.builders.epub3 import Epub3Builder
from sphinx.environment.adapters.indexentries import IndexEntries
from sphinx.errors import SphinxError
from sphinx.locale import get_translation
from sphinx.util import logging

from kompendium.assets import assets_of
from kompendium.config import place_in_conf
from kompendium.credits import works_in
from kompendium.diagnostics import Finding, report
from kompendium.formats import app_of
from kompendium.imprint import isbn_lines, page_address, printed_date
from kompendium.outputs import CHAPTERS, chapter_stems
from kompendium.pictures import PHOTO_FORMATS, PictureUnreadableError, Verdict, converted, judge

from . import contents, pictures
from .accessibility import find_accessibility
from .embedded import Finder, take_in_media
from .markup import parse
from .metadata import book_metadata, chapter_metadata, chapter_people, page_source, provenance, said
from .names import ascii_names, manifest_name
from .onix import onix_record
from .package import (
    MEDIA_TYPES,
    Landmark,
    Metadata,
    NavLabels,
    NavPoint,
    Provenance,
    Publication,
    Resource,
    write_epub,
)
from .page import Page, serialise
from .page_breaks import PageBreaks, read_page_breaks, remove_marks
from .refine import CHAPTER, PLAIN, TITLE_PAGE, PageLabels, PageRole, refine, safe_id
from .translator import EpubTranslator
from .typefaces import FACES, cut, licences, with_typefaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from kompendium.chapter import Chapter

_ = get_translation("kompendium")
logger = logging.getLogger(__name__)

THEME = "kompendium-epub"
STYLE_HREF = "style/book.css"
COVER_PAGE = "cover.xhtml"
COLOPHON_PAGE = "colophon.xhtml"
FONTS_PAGE = "fonts.xhtml"
HEAVY_BYTES = 5_000_000
"""What a picture may weigh before the build says so: a book is sent by mail, and kept on small devices."""
SITE_PAGES = ("search", "genindex", "modindex", "py-modindex")


class KompendiumEpubBuilder(Epub3Builder):
    """Sphinx's EPUB builder, with a package document, navigation and pages of our own.

    Pages are written to a work folder inside the output folder and always all of them: a page depends on others
    (numbers, titles, registers), and what is left from an earlier build would find its way into the book.
    """

    name = "epub"
    epilog = "The EPUB files are in %(outdir)s."
    default_translator_class = EpubTranslator

    def __init__(self, app: Any, env: Any) -> None:
        super().__init__(app, env)
        self.finished_dir = Path(self.outdir)
        self.work_dir = self.finished_dir / ".work"
        # Whoever asks the builder where to put a file (graphviz, plantuml …) gets the work folder.
        self.outdir = self.work_dir
        self._static_dir = self.work_dir / "_static"
        self._images_dir = self.work_dir / "_images"
        self._page_names: dict[str, str] = {}
        self._endings: dict[str, str] = {}
        self.pictures = pictures.PictureStore(self.work_dir)
        self.page_breaks: PageBreaks | None = None
        # Once all that changes a document's text has done so.
        self.events.connect("doctree-resolved", self._mark_pages, priority=900)
        self.told: set[tuple[object, ...]] = set()
        """What the translator has warned of."""
        self._taken_in: dict[Path, str] = {}
        confdir = Path(self.confdir)
        self._finder = Finder(
            Path(self.srcdir),
            [confdir / folder for folder in self.config.html_static_path],
            [confdir / folder for folder in self.config.html_extra_path],
            self.work_dir / "_data",
        )

    # What Sphinx asks a builder

    def init_templates(self) -> None:
        """Use our own templates alone: a project's are for the pages of its site."""
        super().init_templates()
        loader: Any = self.templates
        del loader.loaders[: loader.templatepathlen]
        loader.templatepathlen = 0

    def create_translator(self, *args: Any) -> nodes.NodeVisitor:
        """Our translator, with the visitors that extensions gave to HTML where they gave none to EPUB.

        Sphinx takes either all of the one or all of the other.
        """
        translator = super().create_translator(*args)
        handlers = self._registry.translation_handlers
        known = handlers.get(self.name, {})
        for name, (visit, depart) in handlers.get(self.format, {}).items():
            if name not in known:
                setattr(translator, f"visit_{name}", MethodType(visit, translator))
                if depart:
                    setattr(translator, f"depart_{name}", MethodType(depart, translator))
        return translator

    def get_outdated_docs(self) -> str:  # type: ignore[override]
        """All of them, always."""
        return "the whole book"

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Start from an empty work folder, with names that every zip program can hold."""
        if self.work_dir.exists():
            shutil.rmtree(self.work_dir)
        # Extensions expect the folder of static files, and some write to it when all is done.
        self._static_dir.mkdir(parents=True)
        self._page_names = ascii_names(self.env.found_docs)
        super().prepare_writing(docnames)
        if self.use_index and (self._holds_index() or not IndexEntries(self.env).create_index(self)):
            self.use_index = False
        if not self._only():
            # A chapter's own book has none: its own PDF has other pages, and is made without setting the book.
            self.page_breaks = read_page_breaks(self.config.kompendium_pagemap, Path(self.confdir), self.env)

    def _mark_pages(self, _app: Any, doctree: nodes.document, docname: str) -> None:
        if self.page_breaks is not None:
            self.page_breaks.mark(docname, doctree)

    def _holds_index(self) -> bool:
        """Whether a page of the book holds the index itself, beside other names."""
        registers = getattr(self.env, "kompendium_registers", {}).values()
        return any(register.get("kind") == "names" for found in registers for register in found)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the pages: all, or those of the chapters that were asked for."""
        wanted = self._only()
        super().write_documents({d for d in docnames if d in wanted} if wanted else docnames)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002  (Sphinx's signature)
        """The address of a document's page."""
        return quote(self._page_names.get(docname) or manifest_name(docname)) + self.link_suffix

    def get_output_path(self, page_name: str, /) -> Path:
        """Where a page is written."""
        return self.work_dir / self.href_of(page_name)

    def href_of(self, page_name: str) -> str:
        """A page's name relative to the package document."""
        return (self._page_names.get(page_name) or manifest_name(page_name)) + self.out_suffix

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Choose pictures, under names that every zip program can hold."""
        super().post_process_images(doctree)
        for node in doctree.findall(nodes.image):
            self._look_at(node)
        for source, name in self.images.items():
            ending = self._endings.get(source)
            self.images[source] = manifest_name(f"{PurePosixPath(name).stem}{ending}" if ending else name)

    def _look_at(self, node: nodes.image) -> None:
        """Note where a picture stands and what it is, once: a package may not hold what is named as something else."""
        source = str(node["uri"])
        if source not in self.images or source in self._endings:
            return
        name = PurePosixPath(self.images[source])
        made = self._looked_at(Path(self.srcdir) / source, source, node, known=bool(node.get("judged")))
        self._endings[source] = made.suffix
        href = f"{self.imagedir}/{manifest_name(str(name.with_suffix(made.suffix) if made.suffix else name))}"
        self._keep(href, made, node)

    def _looked_at(self, file: Path, found: str, place: nodes.Node | str, *, known: bool = False) -> pictures.Look:
        """What is to be done with a picture: nothing, another file name extension, other data, or its text instead."""
        made, verdict = None, Verdict()
        most_px = self.config.kompendium_epub_picture_px
        try:
            made = converted(file, PHOTO_FORMATS, most_px) if file.is_file() else None
        except PictureUnreadableError as error:
            verdict = Verdict("", str(error))
        if made is None and not verdict.problem:
            verdict = judge(file, known=known)
        if verdict.problem:
            report(Finding.EPUB_PICTURE, place, found=found, problem=verdict.problem)
            return pictures.Look(refused=True)
        if made is None:
            if file.stat().st_size > HEAVY_BYTES:
                self._tell_large(file, found, place, "")
            return pictures.Look("" if verdict.fits(file.suffix) else verdict.suffix)
        if made.size != made.original and made.size != made.original[::-1]:
            self._tell_large(file, found, place, _pixels(made.size), _pixels(made.original))
        suffix = f".{made.format}"
        return pictures.Look("" if Verdict(made.format).fits(file.suffix) else suffix, made.data)

    def _tell_large(self, file: Path, found: str, place: nodes.Node | str, now: str, was: str = "") -> None:
        weight = f"{max(1, round(file.stat().st_size / 1e6))} MB"
        was = f"{was}, {weight}" if was else weight
        limit = self.config.kompendium_epub_picture_px
        report(Finding.EPUB_PICTURE_LARGE, place, found=found, was=was, now=now or weight, limit=limit)

    def _keep(self, href: str, made: pictures.Look, place: nodes.Node | str) -> None:
        self.pictures.places[href] = place
        if made.refused:
            self.pictures.refuse(href)
        elif made.data:
            self.pictures.put(href, made.data)

    def _take_in(self, pagename: str, page: Page, doctree: Any) -> None:
        """Bring files into the book that a page shows and Sphinx was not told of."""
        told = doctree.findall(nodes.image) if isinstance(doctree, nodes.document) else ()
        # Sphinx has looked for these itself, and warned.
        missing = {str(node["uri"]) for node in told}
        known = {f"{self.imagedir}/{name}" for name in self.images.values()}
        for address in take_in_media(page, lambda a: self._finder.find(pagename, a), self.work_dir):
            report(Finding.EPUB_MEDIA, pagename, found=address)
        for picture, href in page.pictures():
            if href in known or (self.work_dir / href).is_file():
                continue
            address = picture.get("src", "")
            file = self._finder.find(pagename, address)
            if file is None:
                if unquote(address) not in missing and not urlsplit(address).scheme and not address.startswith("//"):
                    problem = _("there is no such file in the project")
                    report(Finding.EPUB_PICTURE, pagename, found=address, problem=problem)
                continue
            if file not in self._taken_in:
                found = file.name if address.startswith("data:") else address
                made = self._looked_at(file, found, pagename)
                key = hashlib.sha256(href.encode()).hexdigest()[:8]
                name = manifest_name(f"raw-{key}-{file.stem}{made.suffix or file.suffix}")
                self._taken_in[file] = f"{self.imagedir}/{name}"
                target = self.work_dir / self._taken_in[file]
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                self._keep(self._taken_in[file], made, pagename)
            picture.set("src", page.relative(self._taken_in[file]))

    def copy_assets(self) -> None:
        """Copy nothing of the site's static files; the book has one style sheet."""
        self._write_style()

    def gen_additional_pages(self) -> None:
        """Write none: additional pages are the site's."""

    def write_buildinfo(self) -> None:
        """Write none: all pages are written every time."""

    def handle_page(
        self,
        pagename: str,
        addctx: dict[str, Any],
        templatename: str = "page.html",
        *,
        outfilename: Path | None = None,
        event_arg: Any = None,
    ) -> None:
        """Write a page, then make it well-formed and fit for e-readers."""
        super().handle_page(pagename, addctx, templatename, outfilename=outfilename, event_arg=event_arg)
        file = outfilename or self.get_output_path(pagename)
        if not file.is_file():
            return  # an empty index is not written
        root, strays = parse(file.read_text(encoding="utf-8"))
        if strays:
            report(Finding.EPUB_MARKUP, pagename, found=" ".join(strays))
        labels = PageLabels(task_open=_("not done"), task_done=_("done"))
        refine(root, language=self.metadata.language, page_role=self._role_of(pagename), labels=labels)
        page = Page(self.href_of(pagename), root)
        page.point_links(lambda name: self._named_on_site(pagename, name))
        self._take_in(pagename, page, event_arg)
        file.write_bytes(serialise(root))

    def _named_on_site(self, pagename: str, name: str) -> str:
        """The address of a document from a page that names its file on the web site, or empty."""
        docname = posixpath.normpath(posixpath.join(posixpath.dirname(pagename), name.removesuffix(".html")))
        return self.get_relative_uri(pagename, docname) if docname in self.env.found_docs else ""

    def handle_finish(self) -> None:
        """Make the publications out of the pages."""
        wanted = self._only()
        if not wanted:
            book = self._book()
            self._write(self.finished_dir / f"{self._basename()}.epub", write_epub(book))
            if book.onix:
                self._write(self.finished_dir / f"{self._basename()}.onix.xml", book.onix)
        slugs = chapter_stems(self._chapter_names())
        chapters = [docname for docname in self._chapter_names() if not wanted or docname in wanted]
        facts = [self._chapter_facts(docname, slugs[docname]) for docname in chapters]
        # Drawing is half the work, and Typst lets go of the interpreter's lock meanwhile.
        with ThreadPoolExecutor(max_workers=1) as pool:
            covers = pool.map(pictures.draw_cover, [words for _metadata, words in facts])
            for docname, (metadata, words), cover in zip(chapters, facts, covers, strict=True):
                file = self.finished_dir / CHAPTERS / f"{slugs[docname]}.epub"
                self._write(file, write_epub(self._chapter(docname, metadata, words, cover)))

    def cleanup(self) -> None:
        """Leave the finished books only."""
        super().cleanup()
        shutil.rmtree(self.work_dir, ignore_errors=True)

    # What is known of the book

    @property
    def metadata(self) -> Metadata:
        """What the package document says of the whole book."""
        if not hasattr(self, "_metadata"):
            self._metadata = book_metadata(self.config, Path(self.srcdir), self._chapters())
        return self._metadata

    def _chapters(self) -> dict[str, Chapter]:
        """The chapters' front matter in the order of the book; Sphinx keeps what it read last at the end."""
        read: dict[str, Chapter] = getattr(self.env, "kompendium_chapters", {})
        return {docname: read[docname] for docname in self._chapter_names() if docname in read}

    def _chapter_names(self) -> list[str]:
        """The chapters in the order of the book; none in a project that has no such thing."""
        return [d for d in getattr(self.env, "kompendium_chapter_names", ()) if d in self.env.found_docs]

    def _only(self) -> set[str]:
        """The chapters that the output is restricted to, or none for the whole book."""
        asked = set(getattr(self.config, "kompendium_only", None) or ())
        slugs = chapter_stems(self._chapter_names())
        wanted = {docname for docname, slug in slugs.items() if docname in asked or slug in asked}
        if asked and not wanted:
            msg = f"kompendium_only: {', '.join(sorted(asked))}: no such chapter; expected: {', '.join(slugs.values())}"
            raise SphinxError(msg)
        return wanted

    def _basename(self) -> str:
        """The book's file name; in somebody else's project one made of its name."""
        if said(self.config, "kompendium_basename") or self._chapter_names():
            return str(self.config.kompendium_basename)
        if said(self.config, "epub_basename"):
            return str(self.config.epub_basename)
        return manifest_name(self.config.project) or "book"

    def _role_of(self, pagename: str) -> PageRole:
        if pagename in self._chapter_names():
            return CHAPTER
        return TITLE_PAGE if pagename == self.config.root_doc else PLAIN

    # Publications

    def _page(self, href: str) -> Page:
        return Page(href, parse((self.work_dir / href).read_text(encoding="utf-8"))[0])

    def _book(self) -> Publication:
        toc, order = contents.table_of_contents(self.env, self, self.tags)
        hrefs = [h for h in dict.fromkeys(order) if (self.work_dir / h).is_file()]
        generated = [name for name, *_rest in self.domain_indices] + (["genindex"] if self.use_index else [])
        hrefs += [h for h in map(self.href_of, generated) if h not in hrefs and (self.work_dir / h).is_file()]
        pages = [self._page(h) for h in hrefs]
        toc = contents.in_reading_order(toc, pages)
        aside = self._linked_from(pages)
        targets = {p.href: p.ids for p in [*pages, *aside]}
        for page in [*pages, *aside]:
            for target in page.cut_links(targets, self._on_site):
                # What the site has beside the documents; Sphinx offers a label for each.
                if target in map(self.href_of, SITE_PAGES):
                    continue
                report(Finding.EPUB_LINK, self._docname_of(page.href), found=target)
        toc += tuple(NavPoint(p.title, quote(p.href)) for p in pages[len(pages) - len(generated) :] if generated)
        chapters = [self.href_of(d) for d in self._chapter_names()] or hrefs[1:]
        meta, printed = self.metadata, self.page_breaks.page_list(pages) if self.page_breaks else ()
        if self.page_breaks and printed:
            meta = replace(meta, page_source=page_source(self.config, self.page_breaks.record.identifier))
        publication = self._publication(
            meta, pages, aside, toc, chapters, self._book_cover(), self._imprint(meta), printed
        )
        # What is neither published by anybody nor has a number is not sold.
        sold = bool(meta.publisher or meta.isbns)
        return replace(publication, onix=onix_record(publication.metadata)) if sold else publication

    def _imprint(self, meta: Metadata) -> list[str]:
        """The lines of the colophon; none where nothing is known but the title."""
        edition = ". ".join(filter(None, (meta.edition.rstrip("."), printed_date(meta.date, meta.language))))
        known = (edition, meta.publisher, meta.statement or meta.rights, meta.license_url, *isbn_lines(self.config))
        lines = [line for line in known if line]
        title = ". ".join(filter(None, (meta.title, meta.subtitle)))
        whole = meta.collection.title if meta.collection else ""
        return [title, *filter(None, (whole,)), *lines] if lines else []

    def _on_site(self, target: str) -> str:
        """The web address of what the site has beside the documents (downloads, sources, search), or empty."""
        base = self.config.html_baseurl
        return urljoin(f"{base.rstrip('/')}/", quote(re.sub(r"\.xhtml\b", ".html", target), safe="/#")) if base else ""

    def _linked_from(self, pages: Sequence[Page]) -> list[Page]:
        """Pages outside the contents that some page leads to, and those that they lead to."""
        known = {p.href for p in pages}
        found: list[Page] = []
        queue = list(pages)
        while queue:
            for _link, href, _fragment in queue.pop(0).links():
                if href not in known and href.endswith(self.out_suffix) and (self.work_dir / href).is_file():
                    known.add(href)
                    found.append(self._page(href))
                    queue.append(found[-1])
        return sorted(found, key=lambda p: p.href)

    def _chapter_facts(self, docname: str, slug: str) -> tuple[Metadata, pictures.CoverText]:
        """What a chapter's own package document says, and its cover."""
        numbers = self.env.toc_secnumbers.get(docname, {}).get("") or ()
        number = ".".join(map(str, numbers))
        title = contents.words_of(self.env.titles[docname])
        chapter = self._chapters()[docname]
        metadata = chapter_metadata(self.config, self.metadata, chapter, slug=slug, title=title, number=number)
        words = pictures.CoverText(
            title=title,
            lang=metadata.language,
            over=self.metadata.title,
            number=number,
            subtitle=metadata.subtitle,
            people=self._byline(chapter),
            under=self.config.kompendium_edition,
        )
        return metadata, words

    def _chapter(self, docname: str, metadata: Metadata, words: pictures.CoverText, cover: bytes) -> Publication:
        page = self._page(self.href_of(docname))
        if self.page_breaks is not None:
            remove_marks(page, self.page_breaks.ids)
        page.cut_links({page.href: page.ids})
        alt = ". ".join(filter(None, (f"{words.number} {words.title}".strip(), words.over)))
        imprint = self._imprint(metadata)
        if address := page_address(self.config, docname):
            imprint.append(_("Newest version: {address}").format(address=address))
        return self._publication(metadata, [page], [], page.outline(), [page.href], (cover, ".png", alt), imprint)

    @staticmethod
    def _byline(chapter: Chapter) -> str:
        """The people of a chapter, as its head names them."""
        people = chapter_people(chapter)
        own, sources = (", ".join(p.name for p, role in people if role == kind) for kind in ("aut", "ant"))
        if own or not sources:
            return own
        return str(_("After {source_names}")).format(source_names=sources)

    def _book_cover(self) -> tuple[bytes, str, str]:
        """The cover's data, file name extension and alternative text."""
        meta = self.metadata
        people = ", ".join(p.name for p in meta.creators)
        alt = self.config.kompendium_cover_alt or ". ".join(filter(None, (meta.title, meta.subtitle, people)))
        name = self.config.kompendium_cover or (self.config.epub_cover[0] if self.config.epub_cover else "")
        if name:
            option = "kompendium_cover" if self.config.kompendium_cover else "epub_cover"
            place = place_in_conf(Path(self.confdir), option)
            try:
                data, extension = pictures.cover_picture(Path(self.srcdir) / name)
            except pictures.PictureError as error:
                report(Finding.EPUB_COVER, place, found=name, problem=error)
            else:
                if extension in MEDIA_TYPES:
                    return data, extension, alt
                report(Finding.EPUB_COVER, place, found=name, problem=extension)
        words = pictures.CoverText(
            meta.title, meta.language, subtitle=meta.subtitle, people=people, under=self.config.kompendium_edition
        )
        return pictures.draw_cover(words), ".png", alt

    def _publication(
        self,
        metadata: Metadata,
        pages: Sequence[Page],
        aside: Sequence[Page],
        toc: tuple[NavPoint, ...],
        chapters: Sequence[str],
        cover: tuple[bytes, str, str],
        imprint: Sequence[str],
        printed: tuple[NavPoint, ...] = (),
    ) -> Publication:
        """A publication of these pages, with the files they use; ``printed`` are the pages of the book's PDF."""
        colophon, fonts = [], []
        if self.config.kompendium_epub_fonts:
            heading = _("Typefaces")
            fonts = [contents.licence_page(metadata, [*licences()], FONTS_PAGE, STYLE_HREF, heading)]
        if imprint or fonts:
            links = {_("Typefaces and their licences"): page.href for page in fonts}
            lines = imprint or [metadata.title]
            colophon = [contents.colophon_page(metadata, lines, COLOPHON_PAGE, STYLE_HREF, _("Colophon"), links)]
        # Their licence is no part of the book, but goes where they go.
        aside = [*aside, *fonts]
        every = [*pages, *aside, *colophon]
        cover_data, extension, cover_alt = cover
        cover_href = f"cover{extension}"
        cover_page = contents.cover_page(metadata, cover_href, cover_alt, STYLE_HREF, _("Cover"))
        files = self._files(every)
        resources = [
            Resource(COVER_PAGE, cover_page),
            Resource(cover_href, cover_data),
            *(Resource(p.href, serialise(p.root), p.properties) for p in every),
            *files,
            *self._fonts,
        ]
        landmarks = [
            Landmark("cover", _("Cover"), COVER_PAGE),
            *contents.contents_landmark(pages, _("Contents")),
            *contents.landmarks_of(pages),
        ]
        hrefs = {p.href for p in pages}
        if start := next((c for c in chapters if c in hrefs), None):
            landmarks.append(Landmark("bodymatter", _("Start of the text"), quote(start)))
        claimed = metadata.accessibility
        access = replace(find_accessibility(every), certified_by=claimed.certified_by, report=claimed.report)
        return Publication(
            metadata=replace(metadata, accessibility=access),
            resources=tuple(sorted(resources, key=lambda r: r.href)),
            spine=(COVER_PAGE, *(p.href for p in [*pages, *colophon])),
            aside=tuple(p.href for p in aside),
            toc=(*toc, *(NavPoint(_("Colophon"), page.href) for page in colophon)),
            labels=NavLabels(_("Contents"), _("Landmarks"), _("Figures"), _("Tables"), _("Pages")),
            landmarks=tuple(landmarks),
            figures=tuple(entry for p in pages for entry in p.listed("figure", "figcaption")),
            tables=tuple(entry for p in pages for entry in p.listed("table", "caption")),
            pages=printed or tuple(entry for p in pages for entry in p.page_breaks()),
            cover_image=cover_href,
            style=STYLE_HREF,
        )

    @cached_property
    def _fonts(self) -> tuple[Resource, ...]:
        """The typefaces where they are wanted; the same files for the book and its chapters: cutting takes seconds."""
        if not self.config.kompendium_epub_fonts:
            return ()
        pages = self.work_dir.glob(f"**/*{self.out_suffix}")
        characters = frozenset().union(*(page.read_text(encoding="utf-8") for page in pages))
        return tuple(Resource(face.href, cut(face, characters)) for face in FACES)

    def _files(self, pages: Iterable[Page]) -> list[Resource]:
        """The style sheet and the pictures that these pages use; missing pictures leave their text."""
        found: dict[str, Resource] = {}
        known: dict[str, Provenance] = {}
        for page in pages:
            known |= self._provenance_on(page)
            for _picture, href in page.pictures():
                # One that an extension wrote without telling Sphinx.
                self.pictures.places.setdefault(href, self._docname_of(page.href))
            page.replace_missing_pictures(self.pictures.has)
            page.use_fallbacks({href: self.pictures.fallback(href) for _element, href in page.pictures()})
            for href in sorted(page.resources()):
                data = (self.work_dir / href).read_bytes() if href == STYLE_HREF else self.pictures.get(href)
                if data is not None:
                    found[href] = Resource(href, data)
        return [replace(r, provenance=known.get(r.href, r.provenance)) for r in found.values()]

    def _provenance_on(self, page: Page) -> dict[str, Provenance]:
        """Href of a picture on the page → where it is from, where its credit says so."""
        docname = self._docname_of(page.href)
        stated: dict[str, Provenance] = {}
        for work in works_in(self.env, [docname] if docname else ()):
            made = provenance(work, self.metadata.language)
            for href in page.pictures_at(safe_id(work.anchor)) if work.reproduced and work.anchor else ():
                stated |= {href: made, pictures.fallback_href(href): made}
        return stated

    def _docname_of(self, href: str) -> str | None:
        return next((d for d in self.env.found_docs if self.href_of(d) == href), None)

    def _write_style(self) -> None:
        """One file: the book's own style sheet, the rooms' after it, the publisher's last."""
        own = Path(__file__).with_name("epub.css")
        files = [own, *assets_of(app_of(self)).epub_styles]
        ours = "\n".join(f.read_text(encoding="utf-8") for f in files)
        if self.config.kompendium_epub_fonts:
            ours = with_typefaces(ours)
        files = []
        if said(self.config, "epub_css_files"):
            for name, _attributes in self.config.epub_css_files:
                folders = (Path(self.confdir) / folder for folder in self.config.html_static_path)
                files += [folder / name for folder in folders if (folder / name).is_file()][:1]
        target = self.work_dir / STYLE_HREF
        target.parent.mkdir(parents=True, exist_ok=True)
        sheets = [ours, *(f.read_text(encoding="utf-8") for f in files)]
        target.write_text("\n".join(sheets), encoding="utf-8", newline="\n")

    def _write(self, file: Path, data: bytes) -> None:
        """Put a finished file in its place in one step, so that none is ever half-written."""
        file.parent.mkdir(parents=True, exist_ok=True)
        part = self.work_dir / f"{file.name}.part"
        part.write_bytes(data)
        part.replace(file)
        logger.info("%s", file.relative_to(self.finished_dir), nonl=False)


def _pixels(size: tuple[int, int]) -> str:
    return str(_("{width} × {height} pixels").format(width=size[0], height=size[1]))
