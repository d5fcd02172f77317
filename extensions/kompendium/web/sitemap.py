"""``sitemap.xml`` and ``robots.txt``: which pages there are for search engines, and since when they are as they are.

Sources: sitemaps.org, protocol 0.9 (at most 50,000 addresses a file); RFC 9309 (robots.txt).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from kompendium.formats import is_site
from kompendium.imprint import page_address
from kompendium.outputs import CHAPTERS, DOWNLOADS, chapter_stems, files_beside_pages, write_if_changed
from kompendium.web.metadata import is_listed
from kompendium.web.navigation import contents_page, has_contents_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
MOST_ADDRESSES = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write both at the end of each build, where the site's address is known; the publisher's own files stand."""
    if exception is not None or not is_site(app.builder) or not app.config.html_baseurl:
        return
    own = files_beside_pages(app.confdir, app.config.html_extra_path)
    ours = SITEMAP not in own and "sphinx_sitemap" not in app.extensions
    if ours and not app.config.kompendium_index:
        # One of an earlier build would still lead programs to every page.
        Path(app.outdir, SITEMAP).unlink(missing_ok=True)
    elif ours:
        # A page that is made of the others, and leads to all of them.
        more = [contents_page(app.env)] if has_contents_page(app) else []
        for name, text in sitemap_files(app.env, app.builder.name == "singlehtml", more).items():
            write_if_changed(Path(app.outdir, name), text.encode())
    if ROBOTS not in own:
        write_if_changed(Path(app.outdir, ROBOTS), robots(app.env).encode())


def sitemap_files(env: BuildEnvironment, single: bool = False, more: Iterable[str] = ()) -> dict[str, str]:
    """The site map: one file, or an index and its parts where there are more pages than one may hold.

    ``more``: pages that are no documents.
    """
    pages = [*_pages(env, single), *((page_address(env.config, name), None) for name in more)]
    if len(pages) <= MOST_ADDRESSES:
        return {SITEMAP: _sitemap(pages)}
    parts = [pages[start : start + MOST_ADDRESSES] for start in range(0, len(pages), MOST_ADDRESSES)]
    files = {f"sitemap-{number}.xml": _sitemap(part) for number, part in enumerate(parts, 1)}
    base = page_address(env.config, "index")
    lines = "".join(f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in files)
    index = f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'
    return {SITEMAP: index, **files}


def _pages(env: BuildEnvironment, single: bool) -> Iterator[tuple[str, date | None]]:
    """The address of each page that may be listed, and the day on which it is said to have been changed."""
    if single:
        yield page_address(env.config, "index"), None
        return
    chapters = getattr(env, "kompendium_chapters", {})
    # The front page first, then by name: the same for the same book.
    for docname in sorted(env.found_docs, key=lambda name: (name != env.config.root_doc, name)):
        if is_listed(env, docname):
            said = chapters.get(docname)
            yield page_address(env.config, docname), said.changed_on if said is not None else None


def _sitemap(pages: list[tuple[str, date | None]]) -> str:
    lines = "".join(
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{day.isoformat()}</lastmod>' if day else ''}</url>\n"
        for address, day in pages
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_NAMESPACE}">\n{lines}</urlset>\n'


def robots(env: BuildEnvironment) -> str:
    """What programs may fetch.

    A page with ``noindex`` may be fetched: who may not read it never sees the word, and lists its bare address as soon
    as somebody links to it (RFC 9309 is about fetching, not about listing). A PDF or an EPUB has no head for such a
    word, so that those of a site or a chapter that is not to be listed may not be fetched.
    """
    config = env.config
    base = page_address(config, "index")
    folder = urlsplit(base).path
    lines = ["User-agent: *"]
    if config.kompendium_index:
        stems = chapter_stems(getattr(env, "kompendium_chapter_names", ()))
        hidden = sorted(stem for docname, stem in stems.items() if not is_listed(env, docname))
        lines += [f"Disallow: {folder}{DOWNLOADS}/{CHAPTERS}/{quote(stem)}." for stem in hidden]
        lines += [] if hidden else ["Disallow:"]
        lines += ["", f"Sitemap: {base}{SITEMAP}"]
    else:
        lines.append(f"Disallow: {folder}{DOWNLOADS}/")
    return "\n".join(lines) + "\n"


def setup_sitemap(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("build-finished", write_sitemap)
