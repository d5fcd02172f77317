"""The full text of the site: the articles of its pages, indexed by pagefind in pieces that a phone loads as needed.

Pagefind reads finished pages. It gets copies that hold the article alone, so neither the frame around the text nor its
templates bear on what is found, and a build that writes a few pages indexes what all pages say.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kompendium.outputs import write_if_changed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.builders.html import StandaloneHTMLBuilder

FOLDER = "pagefind"
_ENTRY = "pagefind-entry.json"
"""What leads to all other files, whose names are digests of their content: it is replaced last."""

_READERS_FILES = re.compile(r"pagefind(?:-entry\.json|-worker\.js|\.js|\..+\.pf_meta)|wasm\..+\.pagefind|.+/.+")
"""What the search asks for; pagefind brings several user interfaces of its own beside it."""

LEFT_OUT = (
    ".headerlink",
    ".kompendium-chapter-head",
    ".kompendium-chapter-end",
    ".kompendium-credit",
    ".kompendium-attribution",
    ".kompendium-literature",
    ".kompendium-downloads",
    ".kompendium-front-news",
    ".kompendium-register",
    ".bibtex-citation",
    ".toctree-wrapper",
    ".kompendium-no-search",
)
"""What is no text of the chapter: its names and codes, which the other index has, who made it, where it comes from, and
lists of what stands on other pages."""

_ARTICLES = tuple(re.compile(rf"<{name}\b.*</{name}>", re.DOTALL) for name in ("article", "main"))
# Sphinx has a section's anchor on the section, and pagefind looks for it on the heading.
_HEADING = re.compile(
    r'(<section\b[^>]*?\bid="([^"]+)"[^>]*>\s*(?:<span id="[^"]*"></span>\s*)*<h[1-6])(?=[\s>])(?! id=)'
)


def executable() -> Path | None:
    """The program, where there is one for this platform."""
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError):
        return None


def language_of(language: str) -> str:
    """The language that a book's words are stemmed by: pagefind knows both forms of Norwegian as «no»."""
    first = re.split(r"[-_]", language)[0].lower()
    return "no" if first in {"nb", "nn", "no"} else first or "en"


def article_of(page: str) -> str:
    """The article of a finished page, with each section's anchor on its heading; empty where there is none."""
    found = next((match for pattern in _ARTICLES if (match := pattern.search(page))), None)
    return _HEADING.sub(r'\1 id="\2"', found[0]) if found else ""


def searchable_documents(builder: StandaloneHTMLBuilder) -> list[str]:
    """The documents that are searched: all but those that ask not to be, by Sphinx's own word for it."""
    env = builder.env
    return [name for name in sorted(env.found_docs) if not {"nosearch", "no-search"} & set(env.metadata.get(name, ()))]


def finished_articles(builder: StandaloneHTMLBuilder) -> Iterator[tuple[str, Path, str]]:
    """Each searchable document, the file of its page from the site's root, and its article."""
    outdir = Path(builder.outdir)
    for docname in searchable_documents(builder):
        file = Path(builder.get_outfilename(docname))
        if file.is_file() and (article := article_of(file.read_text("utf-8"))):
            yield docname, file.relative_to(outdir), article


def write_index(program: Path, articles: Iterable[tuple[str, Path, str]], outdir: Path, language: str) -> None:
    """Index the articles and put the index in its place; raises ``CalledProcessError`` or ``OSError``."""
    with tempfile.TemporaryDirectory(prefix="kompendium-search-") as folder:
        site, made = Path(folder, "site"), Path(folder, "made")
        for _docname, file, article in articles:
            copy = site / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(f'<!doctype html><html lang="{language}"><body>{article}</body></html>', "utf-8")
        site.mkdir(exist_ok=True)
        command = [str(program), "--site", str(site), "--output-path", str(made), "--force-language", language]
        command += ["--exclude-selectors", ", ".join(LEFT_OUT), "--quiet"]
        subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)  # noqa: S603  (no shell)
        _put_in_place(made, outdir / FOLDER, language)


def remove_index(outdir: Path) -> None:
    """Remove the index of an earlier build, that no page leads to any more."""
    shutil.rmtree(outdir / FOLDER, ignore_errors=True)


def _put_in_place(made: Path, target: Path, language: str) -> None:
    """Replace the files that differ, what leads to the others last; then remove those of an earlier index."""
    names = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
    names = [name for name in names if _READERS_FILES.fullmatch(name.as_posix())]
    if Path(f"wasm.{language}.pagefind") in names:
        # For languages that it has no stemming for.
        names.remove(Path("wasm.unknown.pagefind"))
    for name in sorted(names, key=lambda name: name.name == _ENTRY):
        write_if_changed(target / name, (made / name).read_bytes())
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target) not in names:
            path.unlink()
