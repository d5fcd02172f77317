"""The pipeline: one reading of the Markdown, then PDF, EPUB and the site, in one process.

One ``Sphinx`` object a builder, over one shared doctree folder. The first one only reads; the others load the
pickled environment and read nothing. Everything is made in a work folder and takes the place of the finished
files when all of it is done, so a build that fails or is killed leaves the last good book.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any, cast

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.config import eval_config_file
from sphinx.errors import ConfigError, ExtensionError, SphinxError
from sphinx.locale import get_translation
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.tags import Tags

from kompendium.config import place_in_conf
from kompendium.locale import use_language
from kompendium.outputs import CHAPTERS, DOWNLOADS, PROFILES, chapter_stems, pdf_stem, slug_of
from kompendium.pagemap import FILE_NAME as PAGE_MAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")

FORMATS = ("pdf", "epub", "html")
"""In the order they are made: the site comes last, since it offers the other two for download."""

BUILDERS = {"pdf": "typst", "epub": "epub", "html": "html"}

_WARNED_FILE = "kompendium-warned.json"
_EARLIEST_EPOCH = 315532800
"""1980-01-01: the first moment that a ZIP entry, and so an EPUB, can carry."""

_WARNING_PLACE = re.compile(r"(?P<path>.+?)(?::(?P<line>\d+))?: (?:WARNING|ERROR|CRITICAL|SEVERE): ")


class BuildError(Exception):
    """What keeps a build from going on, in a sentence for the author."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build. ``chapter`` is a document's name or slug; empty means the whole book and every chapter.

    ``profile`` is what the book's PDF is for; another than the first makes that one file and leaves the rest alone.
    """

    source: Path
    output: Path
    formats: tuple[str, ...] = FORMATS
    chapter: str = ""
    profile: str = PROFILES[0]
    fail_on_warning: bool = False
    jobs: int = 1
    verbosity: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What a format left in the output folder: its main file, and the files of chapters beside it."""

    format: str
    main: Path
    chapters: tuple[Path, ...]
    seconds: float


@dataclass(slots=True)
class Result:
    """The end of a build. ``failures`` are sentences; a build with any has replaced nothing of that format."""

    made: list[Made] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    warnings: int = 0
    read: int = 0
    seconds: float = 0.0


class WarningLedger:
    """A stream for Sphinx's warnings that lets each through once, though several builders meet the same one."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._seen: set[str] = set()
        self._all: list[str] = []
        self.encoding = getattr(stream, "encoding", "utf-8")

    def write(self, text: str) -> int:
        """Pass on a warning (one call each: that is how ``logging.StreamHandler`` writes)."""
        plain = strip_colors(text).strip()
        if plain:
            self._all.append(plain)
            if plain in self._seen:
                return len(text)
            self._seen.add(plain)
        return self._stream.write(text)

    def flush(self) -> None:
        """Pass on the request."""
        self._stream.flush()

    def isatty(self) -> bool:
        """Whether the stream behind is a terminal."""
        return self._stream.isatty()

    def __len__(self) -> int:
        return len(self._seen)

    def since(self, start: int) -> list[str]:
        """The warnings after the first ``start``, repeats included."""
        return self._all[start:]

    @property
    def total(self) -> int:
        """How many were written, repeats included."""
        return len(self._all)


@dataclass(frozen=True, slots=True)
class Book:
    """What is known of the book before Sphinx starts: the plain values of its ``conf.py``."""

    source: Path
    language: str
    date: str

    @classmethod
    def read(cls, source: Path) -> Book:
        """Read the book's ``conf.py``, or say why that cannot be done."""
        conf = source / "conf.py"
        if not conf.is_file():
            msg = _("«{source}» has no conf.py, so it is not a book. Give the folder that holds conf.py.")
            raise BuildError(msg.format(source=source))
        try:
            compile(conf.read_bytes(), str(conf), "exec")
            values = eval_config_file(conf.resolve(), Tags())
        except (SyntaxError, ValueError) as error:
            raise BuildError(_conf_problem(conf, error)) from error
        except ConfigError as error:
            raise BuildError(_conf_problem(conf, error.__cause__ or error)) from error
        return cls(source, str(values.get("language") or "en"), str(values.get("kompendium_date") or ""))

    def epoch(self) -> int:
        """The moment that stands in the files: the book's date, else its last commit, else a fixed one."""
        try:
            day = datetime.fromisoformat(self.date).replace(tzinfo=UTC)
        except ValueError:
            pass  # An empty date; one that is not a date is reported by whoever prints it.
        else:
            return max(int(day.timestamp()), _EARLIEST_EPOCH)
        return _commit_epoch(self.source) or _EARLIEST_EPOCH


def written_language(conf: Path) -> str | None:
    """The language that ``conf.py`` sets, found in its text: also in one that Python cannot read."""
    text = conf.read_text("utf-8", errors="replace")
    said = re.search(r"^language\s*=\s*[\"'](\w+)[\"']", text, re.MULTILINE)
    return said[1] if said else None


def _conf_problem(conf: Path, error: BaseException) -> str:
    """What keeps ``conf.py`` from being run, with its line."""
    language = written_language(conf)
    if language:
        use_language(language)
    line: int | None = None
    if isinstance(error, SyntaxError):
        line, problem = error.lineno, error.msg
        template = _("{place}: this is not Python ({problem}). Look for a missing quotation mark, comma or bracket.")
    else:
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == conf.name
        ]
        line, problem = (frames[-1].lineno if frames else None), str(error).strip() or type(error).__name__
        template = _("{place}: the settings cannot be read here ({problem}).")
    place = f"{conf}:{line}" if line else str(conf)
    return template.format(place=place, problem=problem)


def _commit_epoch(source: Path) -> int | None:
    """When the source's last commit was made, or ``None`` outside git."""
    git = shutil.which("git")
    if git is None:
        return None
    run = subprocess.run(  # noqa: S603  (fixed arguments, no shell)
        [git, "-C", str(source), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    )
    stamp = run.stdout.strip()
    return int(stamp) if run.returncode == 0 and stamp.isdecimal() else None


@contextmanager
def source_date_epoch(book: Book) -> Iterator[None]:
    """Set ``SOURCE_DATE_EPOCH`` where it is unset, for as long as the build lasts."""
    if os.environ.get("SOURCE_DATE_EPOCH"):
        yield
        return
    os.environ["SOURCE_DATE_EPOCH"] = str(book.epoch())
    try:
        yield
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]


class Pipeline:
    """One build of one book, stage by stage."""

    def __init__(
        self, order: Order, *, status: IO[str] | None, warning: IO[str], progress: Callable[[str], None]
    ) -> None:
        self.order = order
        self.source = order.source.resolve()
        self.output = order.output.resolve()
        self.doctrees = self.output / ".doctrees"
        self.environment = self.doctrees / ENV_PICKLE_FILENAME
        self.work = self.output / ".work"
        self.status = status
        self.ledger = WarningLedger(warning)
        self.progress = progress
        self.stems: dict[str, str] = {}
        self.done: set[str] = set()
        self.env: BuildEnvironment | None = None
        self.result = Result()

    def run(self) -> Result:
        """Build what was ordered. Raises :class:`BuildError` where there is nothing to go on with."""
        start = time.monotonic()
        self._make_folder()
        with _only_build(self.doctrees / ".lock", self.output):
            shutil.rmtree(self.work, ignore_errors=True)
            only, basename = self._read()
            built: list[tuple[str, float]] = []
            for name in FORMATS:
                if name in self.order.formats:
                    seconds = self._make(name, only, basename)
                    if seconds is not None:
                        built.append((name, seconds))
            self.result.warnings = len(self.ledger)
            if self.order.fail_on_warning and self.result.warnings:
                self.result.failures.append(_("There are warnings, and with -W no finished file is replaced."))
            else:
                self._publish(built, basename)
                if not self.order.chapter and self.order.profile == PROFILES[0]:
                    self._export_rights()
            self._restore_environment()
            shutil.rmtree(self.work, ignore_errors=True)
        self.result.seconds = time.monotonic() - start
        return self.result

    def read_environment(self) -> bytes:
        """Read what has changed and make nothing; the pickled environment."""
        self._make_folder()
        with _only_build(self.doctrees / ".lock", self.output):
            shutil.rmtree(self.work, ignore_errors=True)
            self._read()
            pickled = self.environment.read_bytes()
            self._restore_environment()
            shutil.rmtree(self.work, ignore_errors=True)
        return pickled

    def _make_folder(self) -> None:
        taken = next((path for path in (self.output, *self.output.parents) if path.exists()), self.output)
        if taken.exists() and not taken.is_dir():
            msg = _("«{file}» is a file, so the book cannot be made there. Give another folder with --output.")
            raise BuildError(msg.format(file=taken))
        try:
            self.doctrees.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = _("The folder «{folder}» cannot be written to ({problem}). Give another one with --output.")
            raise BuildError(msg.format(folder=self.output, problem=error.strerror or error)) from error

    def _read(self) -> tuple[list[str], str]:
        """Read what has changed; return the documents to restrict the output to, and the book's basename."""
        warned_file = self.doctrees / _WARNED_FILE
        warned = _load_warned(warned_file)
        # A reading that is cut short must not count as one without warnings.
        warned_file.unlink(missing_ok=True)
        with self._sphinx("dummy", self.work / "read", {}, fresh=warned is None) as app:
            before = self.ledger.total
            if not hasattr(app.config, "kompendium_basename"):
                msg = _('«{conf}» does not load this extension. Write: extensions = ["kompendium"]')
                raise BuildError(msg.format(conf=self.source / "conf.py"))
            root = app.config.root_doc
            if not any((self.source / f"{root}{suffix}").is_file() for suffix in app.config.source_suffix):
                msg = _("«{folder}» has no «{file}», the book's first page. Write one with the contents («toctree»).")
                raise BuildError(msg.format(folder=self.source, file=f"{root}.md"))
            app.connect("env-get-outdated", lambda _app, env, *_: sorted(set(warned or ()) & env.found_docs))
            app.connect("env-before-read-docs", self._note_reading)
            try:
                app.builder.build([], method="specific")
            except Exception:
                # As Sphinx does: an environment that was left half-way is not trusted next time.
                self.environment.unlink(missing_ok=True)
                raise
            env = app.env
            _save_warned(warned_file, [name for text in self.ledger.since(before) for name in _documents_of(text, env)])
            shutil.copyfile(self.environment, self.work / ENV_PICKLE_FILENAME)
            self.env = env
            self.stems = chapter_stems(getattr(env, "kompendium_chapter_names", ()))
            only = [find_chapter(env, self.order.chapter)] if self.order.chapter else []
            return only, str(app.config.kompendium_basename)

    def _note_reading(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        # What was known of these documents is forgotten before the first is read, as where Sphinx reads in parallel:
        # else the first of two with one label is told of the other's old one, and both warn.
        for docname in docnames:
            app.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
        self.result.read = len(docnames)
        if docnames:
            text = _("Reading: {changed} of {all} documents are new or changed")
            self.progress(text.format(changed=len(docnames), all=len(env.found_docs)))
        else:
            self.progress(_("Reading: nothing has changed"))

    def _make(self, name: str, only: list[str], basename: str) -> float | None:
        """Make one format in the work folder; return the seconds it took, or ``None`` where it failed."""
        overrides: dict[str, Any] = {"kompendium_only": only, "kompendium_profile": self.order.profile}
        if name == "html":
            overrides["kompendium_downloads"] = self._has_downloads(basename)
            overrides["kompendium_download_sizes"] = self._download_sizes(basename)
        if name == "epub":
            overrides["kompendium_pagemap"] = self._page_map(only, basename)
        self.progress(_("Making {format} …").format(format=name.upper()))
        seconds = self._write(name, self.work / name, overrides, self._expected(name, only, basename))
        if seconds is not None:
            self.done.add(name)
        return seconds

    def _page_map(self, only: list[str], basename: str) -> str:
        """The record of the PDF's pages, for the EPUB's page list; without a PDF, the book is set for it alone."""
        if only:
            return ""
        folder = self.work / "pdf"
        if "pdf" not in self.order.formats or self.order.profile != PROFILES[0]:
            folder = self.work / "pages"
            self.progress(_("Setting the book, to know its pages …"))
            overrides = {"kompendium_only": [], "kompendium_profile": PROFILES[0]}
            self._write("pdf", folder, overrides, [f"{basename}.pdf"], chapters=False)
        file = folder / PAGE_MAP
        return str(file) if file.is_file() else ""

    def _write(
        self, name: str, folder: Path, overrides: Mapping[str, Any], expected: list[str], *, chapters: bool = True
    ) -> float | None:
        """Run a format's builder; return the seconds it took, or ``None`` where it failed."""
        start = time.monotonic()
        self._restore_environment()
        try:
            with self._sphinx(BUILDERS[name], folder, overrides) as app:
                if not chapters and "typst_chapters" in app.config:
                    app.config["typst_chapters"] = False
                app.connect("env-get-outdated", _read_no_more)
                # All pages, always: Sphinx's own choice of pages leaves others with a stale navigation.
                app.build(force_all=True)
                statuscode = app.statuscode
        except (SphinxError, OSError) as error:
            self.result.failures.append(
                _("{format} failed: {problem}").format(format=name.upper(), problem=str(error).strip())
            )
            return None
        missing = [file for file in expected if not (folder / file).is_file()]
        if missing or statuscode:
            self.result.failures.append(
                _("{format} failed: {problem}").format(
                    format=name.upper(),
                    problem=_("these files were not made: {files}").format(files=", ".join(missing))
                    if missing
                    else _("see the warnings above"),
                )
            )
            return None
        return time.monotonic() - start

    def _has_downloads(self, basename: str) -> bool:
        """Whether the site can offer every PDF and EPUB: each is ordered, or finished by an earlier build."""
        stems = [basename, *(f"{CHAPTERS}/{stem}" for stem in self.stems.values())]
        return all(
            name in self.order.formats or all((self.output / name / f"{stem}.{name}").is_file() for stem in stems)
            for name in ("pdf", "epub")
        )

    def _restore_environment(self) -> None:
        """Let each builder, and the next build, start from the environment as it was read.

        Sphinx deletes it when a builder fails, and a builder may write its own changes into it.
        """
        shutil.copyfile(self.work / ENV_PICKLE_FILENAME, self.environment)

    def _expected(self, name: str, only: list[str], basename: str) -> list[str]:
        if name == "html":
            return ["index.html"]
        return [f"{CHAPTERS}/{self.stems[docname]}.{name}" for docname in only] or [
            f"{self._stem(name, basename)}.{name}"
        ]

    def _stem(self, name: str, basename: str) -> str:
        """The name of a format's main file, without its ending."""
        return pdf_stem(basename, self.order.profile) if name == "pdf" else basename

    def _publish(self, built: list[tuple[str, float]], basename: str) -> None:
        """Let what was built take the place of the finished files."""
        names = {name for name, _seconds in built}
        if "html" in names and self._has_downloads(basename):
            self._add_downloads(basename)
            self._list_downloads()
        for name, seconds in built:
            target = self.output / name
            files = _finished_files(self.work / name, name)
            for file in files:
                replace_file(self.work / name / file, target / file)
            if not self.order.chapter and self.order.profile == PROFILES[0]:
                remove_others(target, [*files, *self._other_profiles(basename)])
            chapters = tuple(target / file for file in files if name != "html" and len(file.parts) > 1)
            main = target / ("index.html" if name == "html" else f"{self._stem(name, basename)}.{name}")
            if self.order.chapter:
                main, chapters = chapters[0], chapters[1:]
            self.result.made.append(Made(name, main, chapters, seconds))

    def _export_rights(self) -> None:
        """Write the lists of works and permissions, with the pages of the PDF that is finished."""
        from kompendium import rights_export as export

        if self.env is None:
            return
        found = export.entries(self.env, self.output / "pdf" / PAGE_MAP)
        for name, data in (
            (export.CREDITS, export.credits_csv(found)),
            (export.PERMISSIONS, export.permissions_csv(found)),
        ):
            made = self.work / export.FOLDER / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_bytes(data)
            replace_file(made, self.output / export.FOLDER / name)

    def _other_profiles(self, basename: str) -> list[PurePosixPath]:
        """The PDFs that are made by themselves: a build of the book leaves them, and the site does not offer them."""
        return [PurePosixPath(f"{pdf_stem(basename, profile)}.pdf") for profile in PROFILES[1:]]

    def _add_downloads(self, basename: str) -> None:
        """Put the PDF and EPUB files beside the site's pages."""
        for name, file in self._downloads(basename).items():
            copy = self.work / "html" / DOWNLOADS / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)

    def _downloads(self, basename: str) -> dict[str, Path]:
        """The files that the site offers; where a format failed this time, its last good ones."""
        folders = [(name, (self.work if name in self.done else self.output) / name) for name in ("pdf", "epub")]
        return {
            file.as_posix(): folder / file
            for name, folder in folders
            for file in _finished_files(folder, name)
            if file not in self._other_profiles(basename)
        }

    def _download_sizes(self, basename: str) -> dict[str, int]:
        return {name: file.stat().st_size for name, file in self._downloads(basename).items()}

    def _list_downloads(self) -> None:
        """Let the copy that readers store without a network know the files that were put beside its pages."""
        from kompendium.web.offline.precache import WORKER, write_worker

        if self.env is not None and self.env.config.kompendium_offline and (self.work / "html" / WORKER).is_file():
            write_worker(self.work / "html", downloads=self.env.config.kompendium_offline_downloads)

    @contextmanager
    def _sphinx(
        self, builder: str, outdir: Path, overrides: Mapping[str, Any], *, fresh: bool = False
    ) -> Iterator[Sphinx]:
        # Nodes, directives and roles are global in docutils: without the namespace, the next object that
        # registers them warns of each.
        with patch_docutils(self.source), docutils_namespace():
            try:
                app = Sphinx(
                    self.source,
                    self.source,
                    outdir,
                    self.doctrees,
                    builder,
                    confoverrides=dict(overrides),
                    status=self.status,
                    warning=cast("IO[str]", self.ledger),
                    freshenv=fresh,
                    verbosity=self.order.verbosity,
                    parallel=self.order.jobs,
                )
            except ExtensionError as error:
                if not isinstance(error.orig_exc, ImportError):
                    raise
                name = error.orig_exc.name or ""
                msg = _("{place}: the extension «{name}» cannot be loaded. Is it written right, and installed?")
                raise BuildError(msg.format(place=place_in_conf(self.source, name), name=name)) from error
            yield app


def _read_no_more(
    _app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> tuple[str, ...]:
    """Keep to the one reading, though a file was saved meanwhile: the formats must not differ."""
    added.clear()
    changed.clear()
    removed.clear()
    env.project.docnames.intersection_update(env.all_docs)
    env.project.docnames.update(env.all_docs)
    return ()


def find_chapter(env: BuildEnvironment, name: str) -> str:
    """The document of the chapter that was asked for by its slug or path; raises with the nearest names."""
    from kompendium.blocks.chapter import chapters_in_order

    chapters: list[str] = chapters_in_order(env)
    wanted = PurePosixPath(name.replace("\\", "/"))
    wanted = wanted.with_suffix("") if wanted.suffix in env.config.source_suffix else wanted
    for docname in chapters:
        if docname == str(wanted) or slug_of(docname) == str(wanted) or str(wanted).endswith(f"/{docname}"):
            return docname
    slugs = [slug_of(docname) for docname in chapters]
    nearest = get_close_matches(wanted.name.casefold(), slugs, n=3, cutoff=0.5) or slugs[:10]
    if not nearest:
        raise BuildError(_("This book has no chapters yet."))
    msg = _("The book has no chapter «{name}». Did you mean: {nearest}?")
    raise BuildError(msg.format(name=name, nearest=", ".join(nearest)))


def _load_warned(file: Path) -> list[str] | None:
    """The documents that warned when they were last read, or ``None`` where all must be read again."""
    try:
        names = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else None


def _documents_of(warning: str, env: BuildEnvironment) -> list[str | None]:
    """The documents to read again so that a warning is given again: its own, or ``None`` where it has none, and others.

    Sphinx sees that two documents have one label only where it reads both: the text of the warning names the other,
    by its file or by its name.
    """
    place = _WARNING_PLACE.match(warning)
    own = env.path2doc(place["path"]) if place else None
    said = warning[place.end() :] if place else ""
    named = {word.strip(".,:;«»\"'()") for word in said.split()}
    others = [name for name in env.found_docs if name != own and named & {name, str(env.doc2path(name))}]
    return [own if own in env.found_docs else None, *others]


def _save_warned(file: Path, places: Iterable[str | None]) -> None:
    """Remember which documents to read again, so that a warning comes back until it is mended."""
    names = set(places)
    if None not in names:
        file.write_text(json.dumps(sorted(name for name in names if name)), "utf-8")


def _finished_files(folder: Path, name: str) -> list[PurePosixPath]:
    """The files of a format, relative to its folder: all of a site, else the finished books."""
    if name == "html":
        paths = (path for path in folder.rglob("*") if path.is_file() and path.name != ".buildinfo")
    else:
        patterns = (f"*.{name}", f"{CHAPTERS}/*.{name}", *([PAGE_MAP] if name == "pdf" else ["*.onix.xml"]))
        paths = (path for pattern in patterns for path in folder.glob(pattern) if path.is_file())
    return sorted(PurePosixPath(path.relative_to(folder).as_posix()) for path in paths)


def replace_file(made: Path, finished: Path) -> None:
    """Put a file in its place in one step; one with the same bytes is left alone, with its date."""
    if finished.is_file() and cmp(made, finished, shallow=False):
        return
    finished.parent.mkdir(parents=True, exist_ok=True)
    try:
        made.replace(finished)
    except PermissionError as error:
        # Windows does not replace a file that a reader has open.
        msg = _("«{file}» could not be replaced; is it open in another program? Close it and build again.")
        raise BuildError(msg.format(file=finished)) from error


def remove_others(folder: Path, keep: Iterable[PurePosixPath]) -> None:
    """Remove what an earlier build left and this one did not make, such as a deleted chapter."""
    kept = {folder / file for file in keep}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink()


@contextmanager
def _only_build(lock: Path, folder: Path) -> Iterator[None]:
    """Hold the output folder: two builds at once would take each other's files."""
    with lock.open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            msg = _("Another build is at work in «{folder}». Wait for it, or give another folder with --output.")
            raise BuildError(msg.format(folder=folder)) from error
        # The lock goes with the open file, also when the process is killed; the file itself may stay.
        yield


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _patient_collector() -> Iterator[None]:
    """Have Python look for rubbish more seldom.

    A book is a few hundred thousand nodes that stay to the end. Looked through at every 700 new ones, they take a
    quarter of the processor's time of a site of 300 chapters; at every 50,000 a tenth, for 80 MB more memory.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def build(order: Order, *, status: IO[str] | None, warning: IO[str], progress: Callable[[str], None]) -> Result:
    """Build the book; ``progress`` gets a line as each stage begins."""
    book = Book.read(order.source)
    with source_date_epoch(book), _patient_collector():
        return Pipeline(order, status=status, warning=warning, progress=progress).run()
