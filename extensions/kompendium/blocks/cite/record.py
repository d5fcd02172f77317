"""The citation of a chapter and of the book, from what the book says of itself; the files that carry it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks.chapter import chapter_of, editors_of, writers_of
from kompendium.citation import EXPORTS, Citation, citation_key, to_vancouver
from kompendium.downloads import stems_of
from kompendium.formats import is_site
from kompendium.imprint import page_address
from kompendium.outputs import CITATIONS, write_if_changed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")


def citation_of(env: BuildEnvironment, docname: str, title: str = "") -> Citation:
    """A chapter's citation; ``title`` is its title while it is being read, when the environment has none yet."""
    config, chapter = env.config, chapter_of(env, docname)
    return Citation(
        key=citation_key(stems_of(env).get(docname) or docname),
        title=title or (env.titles[docname].astext() if docname in env.titles else docname),
        # «Etter Jan Tore Gran»: who wrote the source has not written this text.
        authors=writers_of(env, chapter),
        container=str(config.project),
        editors=editors_of(env),
        edition=str(config.kompendium_edition),
        publisher=str(config.kompendium_publisher),
        issued=str(config.kompendium_date or config.kompendium_copyright_year),
        doi=chapter.doi,
        url=page_address(config, docname),
        language=_language(config),
    )


def book_citation_of(env: BuildEnvironment) -> Citation:
    """The whole book's citation."""
    config = env.config
    return Citation(
        key=citation_key(str(config.kompendium_basename)),
        kind="book",
        title=": ".join(part for part in (str(config.project), str(config.kompendium_subtitle)) if part),
        editors=editors_of(env),
        edition=str(config.kompendium_edition),
        publisher=str(config.kompendium_publisher),
        issued=str(config.kompendium_date or config.kompendium_copyright_year),
        url=page_address(config, "index"),
        language=_language(config),
    )


def _language(config: Config) -> str:
    return str(config.language or "en").replace("_", "-")


def citation_file(env: BuildEnvironment, docname: str) -> str:
    """Where the files of a chapter's citation are on the site, without their ending; of the book's without a name."""
    if not docname:
        # A folder of its own: a chapter may have the book's name.
        return f"{CITATIONS}/bok/{env.config.kompendium_basename}"
    # A page that is no chapter may have a chapter's name, too.
    return f"{CITATIONS}/{stems_of(env).get(docname) or 'sider/' + docname.replace('/', '-')}"


def cited_by(env: BuildEnvironment) -> dict[str, list[str]]:
    """Document → the documents whose citations stand on it, as a rule its own; an empty name is the book's."""
    if not hasattr(env, "kompendium_cited"):
        env.kompendium_cited = {}  # type: ignore[attr-defined]
    return env.kompendium_cited  # type: ignore[attr-defined,no-any-return]


def citation_files(citation: Citation, vancouver: str) -> dict[str, str]:
    """The text of each file by its ending."""
    return {"txt": f"{vancouver}\n"} | {export.ending: export.make(citation) for export in EXPORTS}


def write_citations(app: Sphinx, exception: Exception | None) -> None:
    """Write the files at the end of each build, all of them: only changed pages are."""
    if exception is not None or not is_site(app.builder):
        return
    env, folder = app.env, Path(app.outdir)
    cited = sorted({name for names in cited_by(env).values() for name in names})
    citations = {citation_file(env, name): citation_of(env, name) if name else book_citation_of(env) for name in cited}
    files = {
        f"{name}.{ending}": text.encode()
        for name, citation in citations.items()
        for ending, text in citation_files(citation, str(to_vancouver(citation, _))).items()
    }
    for name, data in files.items():
        write_if_changed(folder / name, data)
    for file in (folder / CITATIONS).rglob("*"):
        # Of a chapter that is no more.
        if file.is_file() and file.relative_to(folder).as_posix() not in files:
            file.unlink()
