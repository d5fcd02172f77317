"""The chapters of a book: front matter read from the raw source, kept in the environment."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.locale import get_translation
from sphinx.util import get_filetype
from sphinx.util.matching import patmatch

from kompendium.blocks.chapter.people import load_people, people_of
from kompendium.chapter import PASSED_ON, Chapter, read_chapter
from kompendium.diagnostics import Finding, report
from kompendium.encoding import FORGIVING, decode, normalize_newlines
from kompendium.front_matter import without_control_characters
from kompendium.problems import message_values, not_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")

_EMPTY = Chapter()
_MARKDOWN = {"markdown", "md", "myst"}


def _chapters(env: BuildEnvironment) -> dict[str, Chapter]:
    if not hasattr(env, "kompendium_chapters"):
        env.kompendium_chapters = {}  # type: ignore[attr-defined]
    return env.kompendium_chapters  # type: ignore[attr-defined,no-any-return]


def _pages(env: BuildEnvironment) -> dict[str, Chapter]:
    """The front matter of documents that are no chapters."""
    if not hasattr(env, "kompendium_pages"):
        env.kompendium_pages = {}  # type: ignore[attr-defined]
    return env.kompendium_pages  # type: ignore[attr-defined,no-any-return]


def is_chapter(env: BuildEnvironment, docname: str) -> bool:
    """Whether a document is a chapter: it says so, or it stands where the book's chapters stand."""
    return docname in _chapters(env)


def chapter_of(env: BuildEnvironment, docname: str) -> Chapter:
    """What a document's front matter says; an empty record where there is none."""
    return _chapters(env).get(docname) or _pages(env).get(docname) or _EMPTY


def documents_in_order(env: BuildEnvironment) -> list[str]:
    """Every document that the table of contents reaches, in its order, the root document first."""

    def walk(docname: str) -> Iterator[str]:
        if docname in seen:
            return
        seen.add(docname)
        yield docname
        for child in env.toctree_includes.get(docname, ()):
            yield from walk(child)

    seen: set[str] = set()
    return list(walk(env.config.root_doc))


def chapters_in_order(env: BuildEnvironment) -> list[str]:
    """The chapters in the order of the contents; those that the contents do not reach come last, by name."""
    chapters = _chapters(env)
    reached = [docname for docname in documents_in_order(env) if docname in chapters]
    return reached + sorted(set(chapters) - set(reached))


def place_of(env: BuildEnvironment, docname: str, key: str) -> tuple[str, int]:
    """Where a key of the front matter stands, for a finding."""
    return docname, chapter_of(env, docname).lines.get(key, 1)


def read_front_matter(app: Sphinx, docname: str, source: list[str]) -> None:
    """Read a document's front matter, report what is wrong, and leave to MyST what is MyST's."""
    env = app.env
    text = source[0]
    _report_encoding(env, docname)
    markdown = get_filetype(app.config.source_suffix, str(env.doc2path(docname))) in _MARKDOWN
    chapter, problems, line_count = read_chapter(text, people_of(env)) if markdown else (_EMPTY, [], 0)
    if chapter.is_chapter is None:
        chapters = any(patmatch(docname, pattern) for pattern in app.config.kompendium_chapters)
    else:
        chapters = chapter.is_chapter
    (_chapters(env) if chapters else _pages(env))[docname] = chapter
    broken = any(problem.finding == Finding.FRONT_MATTER_YAML.name for problem in problems)
    for problem in problems:
        # Another page's front matter may be another extension's business; YAML that cannot be read is nobody's.
        if chapters or problem.finding == Finding.FRONT_MATTER_YAML.name:
            values = {"file": app.config.kompendium_people, **message_values(problem, _)}
            report(Finding[problem.finding], (docname, problem.line), **values)
    if line_count and (chapters or broken):
        source[0] = _without_own_keys(text, line_count, chapter.title)


def _report_encoding(env: BuildEnvironment, docname: str) -> None:
    file = Path(env.doc2path(docname))
    other = decode(file.read_bytes())[1] if file.is_file() else None
    if other is not None:
        problem = not_utf8(other)
        report(Finding[problem.finding], (docname, problem.line), **message_values(problem, _))


def read_other_encodings(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Have Sphinx go on at a document that is not UTF-8, where it would stop the build; it is reported as it is read.

    Not by the option ``source_encoding``: Sphinx deprecates every value of it but UTF-8.
    """
    if app.config.source_encoding.lower() in {"utf-8", "utf-8-sig", "utf8"}:
        env.settings["input_encoding"] = FORGIVING


def _without_own_keys(text: str, line_count: int, title: str) -> str:
    """The source with only MyST's keys in the front matter, every other line where it stood.

    MyST would print a nested value as Python and hand each key to the theme as metadata of the page.
    """
    # Not splitlines(), which also breaks at characters that end no line in Markdown (U+2028, form feed).
    lines = [f"{line}\n" for line in normalize_newlines(text).split("\n")]
    if line_count < 3:
        return text
    try:
        values = yaml.safe_load("".join(lines[1 : line_count - 1]))
    except (yaml.YAMLError, ValueError, RecursionError):
        values = {}
    given: dict[str, Any] = values if isinstance(values, dict) else {}
    kept = {key: without_control_characters(value) for key, value in given.items() if key in PASSED_ON}
    if title and not _has_title("".join(lines[line_count:])):
        kept["title"] = title
        kept["myst"] = {**(kept.get("myst") or {}), "title_to_header": True}
    # JSON is YAML on one line: the lines after it keep their numbers.
    head = json.dumps(kept, ensure_ascii=False, default=str) + "\n"
    return "".join([lines[0], head, *["\n"] * (line_count - 3), *lines[line_count - 1 :]])


def _has_title(body: str) -> bool:
    fence = ""
    for line in body.splitlines():
        opening = re.match(r" {0,3}(`{3,}|~{3,}|:{3,})", line)
        if opening and not fence:
            fence = opening[1]
        elif opening and opening[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        elif not fence and re.match(r" {0,3}(#\s|=+\s*$)", line):
            return True
    return False


class ChapterCollector(EnvironmentCollector):
    """Forget and merge chapters as documents are read again, also in parallel."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:  # noqa: ARG002
        """Forget a document."""
        _chapters(env).pop(docname, None)
        _pages(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:  # noqa: ARG002
        """Take over what another process has read."""
        for mine, theirs in ((_chapters(env), _chapters(other)), (_pages(env), _pages(other))):
            mine.update({docname: theirs[docname] for docname in docnames if docname in theirs})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Nothing: the front matter was read from the source."""


def reread_for_people(
    app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Have every chapter read again when the book's people have changed, appeared or gone."""
    # Not by note_dependency: a file that appears later is no dependency of anything yet.
    return sorted({*_chapters(env), *_pages(env)}) if load_people(app, env) else []


def setup_records(app: Sphinx) -> None:
    """Register reading and keeping."""
    app.add_env_collector(ChapterCollector)
    app.connect("env-get-outdated", reread_for_people, priority=100)
    # Before other extensions that work on the source: they shall see what MyST sees.
    app.connect("env-before-read-docs", read_other_encodings)
    app.connect("source-read", read_front_matter, priority=100)
