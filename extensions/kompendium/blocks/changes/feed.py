"""``feed.xml`` in the site's root: the changed chapters as an Atom feed (RFC 4287), the newest first.

Its addresses are whole ones, so a book without ``html_baseurl`` has none, nor has one that notes no changes.
"""

from __future__ import annotations

import uuid
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree
from sphinx.locale import get_translation

from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order, editors_of, writers_of
from kompendium.changes import KINDS, newest_of_book
from kompendium.config import UNSAID, derived_identifier, project_author
from kompendium.formats import is_site, site_uri
from kompendium.imprint import page_address
from kompendium.outputs import files_beside_pages, write_if_changed
from kompendium.rights.holders import copyright_line

if TYPE_CHECKING:
    from datetime import date

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from kompendium.changes import ChangeOf

_ = get_translation("kompendium")

FILE_NAME = "feed.xml"
MOST_ENTRIES = 50
"""A reader of feeds keeps what it has seen; what is older than so many entries stands in the book."""

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"


def _changes(env: BuildEnvironment) -> list[ChangeOf]:
    return newest_of_book((name, chapter_of(env, name).changes) for name in chapters_in_order(env))


def has_feed(env: BuildEnvironment) -> bool:
    """Whether the site has a feed."""
    return bool(env.config.html_baseurl and _changes(env))


def pages_for_feed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Every page names the feed: all are written again when it appears or goes."""
    now = has_feed(env)
    # Asked once: every page wants to know it.
    before, env.kompendium_has_feed = getattr(env, "kompendium_has_feed", None), now  # type: ignore[attr-defined]
    return sorted(env.found_docs) if is_site(app.builder) and before is not None and before != now else []


def add_feed_link(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Name the feed in the page's head, where browsers and readers of feeds look for it."""
    if not is_site(app.builder) or not getattr(app.env, "kompendium_has_feed", False):
        return
    title = escape(_("Changes in {book}").format(book=app.config.project))
    address = site_uri(app.builder, pagename, FILE_NAME)
    link = f'<link rel="alternate" type="{MEDIA_TYPE}" title="{title}" href="{address}">'
    context["metatags"] = f"{context.get('metatags', '')}\n{link}"


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed at the end of each build, or remove an old one; a file of the publisher's own stands."""
    if exception is not None or not is_site(app.builder):
        return
    if FILE_NAME in files_beside_pages(app.confdir, app.config.html_extra_path):
        return
    file = Path(app.outdir, FILE_NAME)
    if not has_feed(app.env):
        file.unlink(missing_ok=True)
        return
    write_if_changed(file, make_feed(app.env))


def make_feed(env: BuildEnvironment) -> bytes:
    """The feed: an entry a chapter and a day."""
    config = env.config
    language = str(config.language or "en").replace("_", "-")
    home = page_address(config, "index")
    identifier = str(config.kompendium_identifier).strip() or derived_identifier(config)
    changes = _changes(env)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    _add(feed, "id", _identify(identifier, "feed"))
    _add(feed, "title", str(config.project))
    _add(feed, "subtitle", _("Changes in {book}").format(book=config.project))
    _add(feed, "updated", _moment(changes[0].day))
    _add(feed, "link", rel="self", type=MEDIA_TYPE, href=f"{home}{FILE_NAME}")
    _add(feed, "link", rel="alternate", type="text/html", href=home)
    for name in _makers(env):
        _add(_add(feed, "author"), "name", name)
    if rights := _rights(config):
        _add(feed, "rights", rights)
    groups = [(key, list(group)) for key, group in groupby(changes, key=lambda change: (change.day, change.docname))]
    for (day, docname), group in groups[:MOST_ENTRIES]:
        entry = _add(feed, "entry")
        number = chapter_label(env, docname)
        _add(entry, "id", _identify(identifier, docname, day.isoformat()))
        _add(entry, "title", " ".join(part for part in (number, env.titles[docname].astext()) if part))
        _add(entry, "updated", _moment(day))
        _add(entry, "link", rel="alternate", type="text/html", href=page_address(config, docname))
        for person in writers_of(env, chapter_of(env, docname)):
            _add(_add(entry, "author"), "name", person.name)
        _add(entry, "content", "\n".join(_said(change) for change in group), type="text")
    etree.indent(feed)
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8")) + b"\n"


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _said(change: ChangeOf) -> str:
    kind = change.change.kind
    return f"{_(KINDS[kind]).capitalize()}: {change.change.text}" if kind else change.change.text


def _identify(*names: str) -> str:
    """An identifier that stays: of the book's own, the chapter's document and the day."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, '/'.join(names))}"


def _moment(day: date) -> str:
    # The format wants a time; nobody has said one.
    return f"{day.isoformat()}T00:00:00Z"


def _makers(env: BuildEnvironment) -> list[str]:
    """Whom the format wants named: the editors, else the publisher, else the author, else the book."""
    config = env.config
    names = [person.name for person in editors_of(env)]
    return names or [str(config.kompendium_publisher) or project_author(config) or str(config.project)]


def _rights(config: Config) -> str:
    if config.kompendium_copyright_holder:
        return copyright_line(config.kompendium_copyright_holder, config.kompendium_copyright_year)
    notice = config.copyright if isinstance(config.copyright, str) else ""
    return "" if notice in UNSAID else f"© {notice}"
