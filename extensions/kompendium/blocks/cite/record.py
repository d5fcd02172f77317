"""The citation of a chapter and of the book, from what the book says of itself; the files that carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kompendium.blocks.chapter import chapter_of, editors_of, writers_of
from kompendium.citation import EXPORTS, Citation, citation_key
from kompendium.imprint import page_address
from kompendium.outputs import CITATIONS, chapter_stems

if TYPE_CHECKING:
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def citation_of(env: BuildEnvironment, docname: str, title: str = "") -> Citation:
    """A chapter's citation; ``title`` is its title while it is being read, when the environment has none yet."""
    config, chapter = env.config, chapter_of(env, docname)
    return Citation(
        key=citation_key(_stems(env).get(docname) or docname),
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


def _stems(env: BuildEnvironment) -> dict[str, str]:
    return chapter_stems(getattr(env, "kompendium_chapter_names", ()))


def citation_file(env: BuildEnvironment, docname: str) -> str:
    """Where the files of a chapter's citation are on the site, without their ending; of the book's without a name."""
    if not docname:
        # A folder of its own: a chapter may have the book's name.
        return f"{CITATIONS}/bok/{env.config.kompendium_basename}"
    return f"{CITATIONS}/{_stems(env).get(docname) or docname.replace('/', '-')}"


def citation_files(citation: Citation, vancouver: str) -> dict[str, str]:
    """The text of each file by its ending."""
    return {"txt": f"{vancouver}\n"} | {export.ending: export.make(citation) for export in EXPORTS}
