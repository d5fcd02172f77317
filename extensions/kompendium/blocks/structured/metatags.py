"""A page's head as programs read it: Open Graph, Dublin Core, and the ``citation_…`` of Google Scholar and Zotero.

The same records as those of the citation and of JSON-LD, so that they cannot differ. What nobody has said is left
out; addresses are claimed only where ``html_baseurl`` says where the site is; a tag that the author has written
(``html_meta``) is left alone.
Sources: The Open Graph protocol (ogp.me); DCMI, Expressing Dublin Core metadata using HTML/XHTML meta and link
elements (2008); Google Scholar, Inclusion Guidelines for Webmasters; Zotero's translator «Embedded Metadata».
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks.attribution.credit import print_address
from kompendium.blocks.chapter import chapter_of, is_chapter
from kompendium.blocks.cite.record import book_citation_of, citation_of
from kompendium.blocks.license import license_node
from kompendium.formats import is_site
from kompendium.imprint import page_address
from kompendium.isbn import read_isbns
from kompendium.people import name_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from kompendium.citation import Citation
    from kompendium.people import Person

_ = get_translation("kompendium")

_TERRITORIES = {"nb": "NO", "nn": "NO", "no": "NO", "da": "DK", "sv": "SE", "fi": "FI", "is": "IS"}
"""Open Graph wants a territory; these languages have one that nobody doubts."""

Tags = list[tuple[str, str, str]]
"""The attribute that names (``name`` or ``property``), the name, the content."""


def add_metatags(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the tags of a page into its head."""
    if doctree is None or not is_site(app.builder):
        return
    written = written_tags(context)
    tags: Tags = []
    if is_chapter(app.env, pagename):
        tags += _chapter(app.env, pagename, doctree, citation_of(app.env, pagename), context)
    elif pagename == app.config.root_doc:
        tags += _book(app.env, book_citation_of(app.env), doctree, context)
    if context.get("pageurl"):
        tags += _open_graph(app, pagename, context)
    if "og:image" in written:
        # Its size and its words are those of ours.
        written |= dict.fromkeys(name for _by, name, _text in tags if name.startswith("og:image"))
    new = [tag for tag in tags if tag[2] and tag[1] not in written]
    lines = [f'<meta {by}="{name}" content="{escape(text)}">' for by, name, text in new]
    if any(name.startswith("DC.") for _by, name, _text in new):
        lines.insert(0, '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">')
        lines.insert(1, '<link rel="schema.DCTERMS" href="http://purl.org/dc/terms/">')
    context["metatags"] = "\n".join([context.get("metatags", ""), *lines])


def written_tags(context: dict[str, Any]) -> dict[str, str | None]:
    """The tags that a page has already, name to content."""
    found: dict[str, str | None] = {}
    for tag in re.findall(r"<meta\s[^>]*>", context.get("metatags", "")):
        attributes = dict(re.findall(r'([\w:-]+)="([^"]*)"', tag))
        if name := attributes.get("name") or attributes.get("property"):
            found[name] = unescape(attributes.get("content", ""))
    return found


def description_of(context: dict[str, Any]) -> str:
    """The page's description: the one that its head has, since an author may have written it there."""
    return written_tags(context).get("description") or context.get("kompendium_description") or ""


def rights_of(doctree: nodes.document) -> str:
    """The statement of rights that the page prints."""
    block = next(iter(doctree.findall(license_node)), None)
    paragraph = next(iter(block.findall(nodes.paragraph)), None) if block is not None else None
    if paragraph is None:
        return ""
    # Not the addresses that are for paper alone.
    texts = (text for text in paragraph.findall(nodes.Text) if not isinstance(text.parent, print_address))
    words = "".join(text.astext() for text in texts if not isinstance(text.parent.parent, print_address))
    return " ".join(words.split())


def deed_of(doctree: nodes.document) -> str:
    """The address of the licence that the page prints as its own, if it has one."""
    links = (link for block in doctree.findall(license_node) for link in block.findall(nodes.reference))
    return next((link["refuri"] for link in links if "license" in str(link.get("rel", "")).split()), "")


def downloads_of(context: dict[str, Any]) -> dict[str, str]:
    """The page's PDF and EPUB by their label, with whole addresses; none where the site's address is not known."""
    if not context.get("pageurl"):
        return {}
    found = context.get("kompendium_downloads") or ()
    return {item["label"]: urljoin(context["pageurl"], item["url"]) for item in found if "label" in item}


def _names(by: str, name: str, texts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    return ((by, name, text) for text in texts)


def _chapter(
    env: BuildEnvironment, docname: str, doctree: nodes.document, citation: Citation, context: dict[str, Any]
) -> Tags:
    chapter = chapter_of(env, docname)
    config = env.config
    changed = chapter.changed_on
    return [
        *_names("name", "author", (person.name for person in citation.authors)),
        *_names("name", "keywords", [", ".join(chapter.keywords)]),
        *_citation(citation, context),
        ("name", "citation_inbook_title", citation.container),
        *_names("name", "citation_isbn", read_isbns(config.kompendium_isbn).values()),
        *_dublin_core(citation, doctree, context),
        *_names("name", "DCTERMS.alternative", chapter.aliases),
        *_names("name", "DC.subject", chapter.keywords),
        ("name", "DCTERMS.isPartOf", page_address(config, "index") or citation.container),
        ("name", "DCTERMS.modified", changed.isoformat() if changed else ""),
    ]


def _book(env: BuildEnvironment, citation: Citation, doctree: nodes.document, context: dict[str, Any]) -> Tags:
    isbns = list(read_isbns(env.config.kompendium_isbn).values())
    return [
        *_names("name", "author", (person.name for person in citation.authors)),
        *_citation(citation, context),
        *_names("name", "citation_isbn", isbns),
        *_dublin_core(citation, doctree, context),
        *_names("name", "DC.identifier", (f"urn:isbn:{isbn}" for isbn in isbns)),
    ]


def _citation(citation: Citation, context: dict[str, Any]) -> Tags:
    day = citation.day
    return [
        ("name", "citation_title", citation.title),
        *_names("name", "citation_author", map(inverted_name, citation.authors)),
        *_names("name", "citation_author_orcid", _orcids(citation.authors)),
        *_names("name", "citation_editor", map(inverted_name, citation.editors)),
        ("name", "citation_publication_date", day.strftime("%Y/%m/%d") if day else citation.year),
        ("name", "citation_publisher", citation.publisher),
        ("name", "citation_doi", citation.doi),
        ("name", "citation_language", citation.language),
        ("name", "citation_public_url", citation.url),
        ("name", "citation_pdf_url", downloads_of(context).get("PDF", "")),
    ]


def _orcids(people: Iterable[Person]) -> list[str]:
    """Each author's iD; none where one has none, since nothing but the order says whose it is."""
    found = [f"https://orcid.org/{person.orcid}" if person.orcid else "" for person in people]
    return found if all(found) else []


def inverted_name(person: Person) -> str:
    """«Gran, Jan Tore», «van Beethoven, Ludwig»; an institution as it is written."""
    parts = name_parts(person)
    family = " ".join(part for part in (parts.particle, parts.family) if part)
    return parts.literal or ", ".join(part for part in (family, parts.given, parts.suffix) if part)


def _dublin_core(citation: Citation, doctree: nodes.document, context: dict[str, Any]) -> Tags:
    return [
        ("name", "DC.title", citation.title),
        *_names("name", "DC.creator", map(inverted_name, citation.authors)),
        *_names("name", "DC.contributor", map(inverted_name, citation.editors)),
        ("name", "DC.publisher", citation.publisher),
        ("name", "DC.date", citation.day.isoformat() if citation.day else citation.year),
        ("name", "DC.language", citation.language),
        ("name", "DC.type", "Text"),
        ("name", "DC.format", "text/html"),
        ("name", "DC.description", description_of(context)),
        ("name", "DC.rights", rights_of(doctree)),
        ("name", "DCTERMS.license", deed_of(doctree)),
        ("name", "DC.identifier", citation.url),
        ("name", "DC.identifier", f"https://doi.org/{citation.doi}" if citation.doi else ""),
    ]


def _open_graph(app: Sphinx, pagename: str, context: dict[str, Any]) -> Tags:
    env, config = app.env, app.config
    chapter = is_chapter(env, pagename)
    front = pagename == config.root_doc
    picture = context.get("kompendium_social_picture") or {}
    title = str(config.project) if front else env.titles[pagename].astext()
    said = chapter_of(env, pagename)
    changed = said.changed_on if chapter else None
    tags: Tags = [
        ("property", "og:type", "article" if chapter else "book" if front else "website"),
        ("property", "og:title", title),
        ("property", "og:url", context["pageurl"]),
        ("property", "og:site_name", str(config.project)),
        ("property", "og:locale", _locale(str(config.language or "en"))),
        ("property", "og:description", description_of(context)),
        ("property", "og:image", picture.get("url", "")),
        ("property", "og:image:type", picture.get("type", "")),
        ("property", "og:image:width", str(picture.get("width", ""))),
        ("property", "og:image:height", str(picture.get("height", ""))),
        ("property", "og:image:alt", picture.get("alt", "")),
        # All that X and others do not take from Open Graph: that the picture is to be shown large.
        ("name", "twitter:card", "summary_large_image" if picture else "summary"),
    ]
    if chapter:
        tags += [
            ("property", "article:modified_time", changed.isoformat() if changed else ""),
            *_names("property", "article:tag", said.keywords),
        ]
    if front:
        isbns = read_isbns(config.kompendium_isbn).values()
        day = book_citation_of(env).day
        tags += [
            *_names("property", "book:isbn", isbns),
            ("property", "book:release_date", day.isoformat() if day else ""),
        ]
    return tags


def _locale(language: str) -> str:
    code, *rest = re.split(r"[-_]", language)
    territory = next((part.upper() for part in rest if len(part) == 2), "") or _TERRITORIES.get(code.lower(), "")
    return f"{code.lower()}_{territory}" if territory else ""
