"""A chapter's page, and the book's, as search engines and other programs read it: JSON-LD in the terms of schema.org.

Every claim is one that the chapter or the book makes itself: a field that nobody has said is left out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from docutils import nodes

from kompendium.blocks.chapter import chapter_label, chapter_of, chapters_in_order, is_chapter, people_of
from kompendium.blocks.cite.record import book_citation_of, citation_of
from kompendium.blocks.codes import codes_domain
from kompendium.blocks.structured.metatags import deed_of, description_of, downloads_of
from kompendium.codes.systems import PROCEDURES, SYSTEMS, Code
from kompendium.credits import plain_credit, works_in
from kompendium.formats import builder_of, is_site
from kompendium.imprint import page_address
from kompendium.isbn import read_isbns
from kompendium.people import split_names
from kompendium.rights.holders import copyright_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from kompendium.blocks.codes import CodesDomain
    from kompendium.people import Person
    from kompendium.rights.works import Work

CONTEXT = "https://schema.org"
MEDIA_TYPES = {"PDF": "application/pdf", "EPUB": "application/epub+zip"}

CONDITIONS = {
    "icd10": "[A-U]",
    "icd10no": "[A-U]",
    "icd10cm": "[A-U]",
    "icd11": "[^PQVX]",
    "icpc2": "[A-Z](?![3-6])",
}
"""What a code begins with that names a condition, by the built-in system whose form it has.

Not external causes and contacts with the health service (ICD-10, chapters XX and XXI; ICD-11, chapters 23 and 24), nor
functioning and extensions (ICD-11, chapters V and X), nor what is done at a contact (ICPC-2, components 2 to 6).
"""

SUBSTANCE_LENGTH = len("L04AB01")
"""An ATC code of all five levels is a substance; a shorter one is a group of them."""


def plain_code(text: str) -> str:
    """A code as programs write it: without mark, and a range with a hyphen."""
    return text.rstrip("†*").replace("–", "-")


def add_json_ld(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the data of a chapter, or of the book, into the head of its page."""
    if doctree is None or not is_site(app.builder):
        return
    if is_chapter(app.env, pagename):
        data = describe_page(app.env, pagename, doctree, context)
    elif pagename == app.config.root_doc:
        data = describe_book(app.env, doctree, context)
    else:
        return
    # Within a script, HTML knows no escapes of its own; JSON's keeps a «</script>» in a title from ending it.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    context["metatags"] = f'{context.get("metatags", "")}\n<script type="application/ld+json">{text}</script>'


def describe_page(
    env: BuildEnvironment, docname: str, doctree: nodes.document, context: dict[str, Any]
) -> dict[str, Any]:
    """The ``MedicalWebPage`` of a chapter; ``context`` is the page's, with its address and description."""
    config, chapter = env.config, chapter_of(env, docname)
    citation = citation_of(env, docname)
    changed = chapter.changed_on
    label = chapter_label(env, docname)
    picture = context.get("kompendium_social_picture") or {}
    page = {
        "name": citation.title,
        "alternateName": list(chapter.aliases),
        "position": int(label) if label.isdecimal() else label,
        "url": context.get("pageurl") or "",
        "identifier": f"https://doi.org/{chapter.doi}" if chapter.doi else "",
        "inLanguage": citation.language,
        "description": description_of(context),
        "keywords": list(chapter.keywords),
        "author": _people(citation.authors),
        "editor": _people(citation.editors),
        "datePublished": citation.day.isoformat() if citation.day else citation.year,
        "dateModified": changed.isoformat() if changed else "",
        "lastReviewed": chapter.reviewed.isoformat() if chapter.reviewed else "",
        "reviewedBy": _people(chapter.reviewers),
        "publisher": _publisher(config),
        "license": deed_of(doctree),
        "isPartOf": _book(config),
        "thumbnailUrl": picture.get("url", ""),
        "image": _pictures(env, docname, doctree, context.get("pageurl") or ""),
        "encoding": _encodings(context),
        "breadcrumb": _breadcrumb(citation.title, page_address(config, "index"), context),
    }
    return {"@context": CONTEXT, **_thing("MedicalWebPage", **page, **_subjects(env, docname, citation.title))}


def describe_book(env: BuildEnvironment, doctree: nodes.document, context: dict[str, Any]) -> dict[str, Any]:
    """The ``Book`` with its chapters, and where its address is known the ``WebSite`` that it is read on."""
    config, citation = env.config, book_citation_of(env)
    base = citation.url
    picture = context.get("kompendium_social_picture") or {}
    # A book on one page has no other pages, and no search.
    is_single = builder_of(env).name == "singlehtml"
    chapters = [
        _thing(
            "MedicalWebPage",
            name=env.titles[docname].astext(),
            position=int(label) if (label := chapter_label(env, docname)).isdecimal() else label,
            url="" if is_single else page_address(config, docname),
        )
        for docname in chapters_in_order(env)
        if docname in env.titles
    ]
    book = {
        **_book(config),
        "alternativeHeadline": config.kompendium_subtitle,
        "inLanguage": citation.language,
        "description": description_of(context),
        "author": _people(citation.authors),
        "editor": _people(citation.editors),
        "datePublished": citation.day.isoformat() if citation.day else citation.year,
        "publisher": _publisher(config),
        "license": deed_of(doctree),
        "thumbnailUrl": picture.get("url", ""),
        "encoding": _encodings(context),
        "hasPart": chapters,
    }
    about = {name: value for name, value in book.items() if value}
    if not base:
        return {"@context": CONTEXT, **about}
    target = _thing("EntryPoint", urlTemplate=f"{page_address(config, 'search')}?q={{search_term_string}}")
    asked = {"target": target, "query-input": "required name=search_term_string"}
    search = {} if is_single else _thing("SearchAction", **asked)
    site = _thing("WebSite", name=config.project, url=base, inLanguage=citation.language, potentialAction=search)
    return {"@context": CONTEXT, "@graph": [site, about]}


def _publisher(config: Config) -> dict[str, Any]:
    return _thing("Organization", name=config.kompendium_publisher) if config.kompendium_publisher else {}


def _encodings(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The page's PDF and EPUB."""
    return [
        _thing("MediaObject", encodingFormat=MEDIA_TYPES[label], contentUrl=address)
        for label, address in downloads_of(context).items()
        if label in MEDIA_TYPES
    ]


def _breadcrumb(title: str, home: str, context: dict[str, Any]) -> dict[str, Any]:
    """The way from the front page, as the page shows it; its last step is the page itself."""
    address = context.get("pageurl") or ""
    steps = [(str(name), urljoin(address, str(url or ""))) for name, url in context.get("kompendium_breadcrumbs") or ()]
    if not address or not steps:
        return {}
    # The front page has one address, whatever file it is.
    steps = [(name, url.replace(f"{home}index.html", home, 1)) for name, url in steps]
    if steps[-1] != (title, address):
        steps.append((title, address))
    return _thing(
        "BreadcrumbList",
        itemListElement=[
            # A part of the book has no page of its own.
            _thing("ListItem", position=position, name=name, item="" if url == address and name != title else url)
            for position, (name, url) in enumerate(steps, 1)
        ],
    )


def _thing(kind: str, **fields: Any) -> dict[str, Any]:
    """A thing of schema.org with the fields that have something to say."""
    return {"@type": kind, **{name: value for name, value in fields.items() if value}}


def _people(people: Sequence[Person]) -> list[dict[str, Any]]:
    return [_person(person) for person in people]


def _person(person: Person) -> dict[str, Any]:
    # A name that nobody has divided is most likely that of an institution, as the book's ONIX record has it.
    kind = "Person" if person.given or person.orcid else "Organization"
    affiliation = _thing("Organization", name=person.affiliation) if person.affiliation else {}
    address = f"https://orcid.org/{person.orcid}" if person.orcid else ""
    named = {"givenName": person.given, "familyName": person.family} if kind == "Person" else {}
    return _thing(kind, name=person.name, **named, sameAs=address, affiliation=affiliation)


def _book(config: Config) -> dict[str, Any]:
    base = str(config.html_baseurl or "")
    return _thing(
        "Book",
        name=config.project,
        bookEdition=config.kompendium_edition,
        isbn=list(read_isbns(config.kompendium_isbn).values()),
        url=f"{base.rstrip('/')}/" if base else "",
    )


def _pictures(env: BuildEnvironment, docname: str, doctree: nodes.document, address: str) -> list[dict[str, Any]]:
    """The chapter's figures; ``address`` is the page's, empty where nobody knows it."""
    works = {work.anchor: work for work in works_in(env, [docname]) if work.reproduced}
    found = []
    for figure in doctree.findall(nodes.figure):
        image = next(iter(figure.findall(nodes.image)), None)
        if image is None:
            continue
        caption = next((child.astext() for child in figure.children if isinstance(child, nodes.caption)), "")
        work = next((works[id_] for id_ in figure["ids"] if id_ in works), None)
        # The page is written, and the picture has its address on it.
        place = urljoin(address, image["uri"]) if address or "://" in image["uri"] else ""
        found.append(_thing("ImageObject", contentUrl=place, caption=caption, **(_credit(env, work) if work else {})))
    return [picture for picture in found if len(picture) > 1]


def _credit(env: BuildEnvironment, work: Work) -> dict[str, Any]:
    read, holder = work.published_license, work.holder or work.creator
    reserved = bool(holder) and not (read and read.is_public_domain)
    return {
        "name": work.title,
        "creator": _makers(env, work.creator) if work.creator else [],
        "creditText": plain_credit(work, env.config.language),
        "copyrightNotice": copyright_line(holder, work.year) if reserved else "",
        "license": read.url if read else "",
        "acquireLicensePage": work.source_url if reserved else "",
    }


def _makers(env: BuildEnvironment, creator: str) -> list[dict[str, Any]]:
    """The book's people; of others nobody has said whether they are persons, or one body («A og B»), nor do we."""
    known = {person.name: person for person in people_of(env).values()}
    names = split_names(creator)
    if all(name in known for name in names):
        return _people([known[name] for name in names])
    return [{"name": creator}]


def _subjects(env: BuildEnvironment, docname: str, title: str) -> dict[str, Any]:
    """What the codes of a chapter's head say that it is about, and what it mentions."""
    domain = codes_domain(env)
    found = [Code(o.system, o.code) for o in domain.occurrences.get(docname, ()) if o.place == "head"]
    diagnoses = [code for code in found if re.match(CONDITIONS.get(SYSTEMS[code.system].form, "(?!)"), code.text)]
    condition = _thing(
        "MedicalCondition",
        name=title,
        alternateName=list(chapter_of(env, docname).aliases),
        code=[_code(domain, code) for code in diagnoses],
    )
    mentions = [
        _thing(kind, name=_title(domain, code), code=_code(domain, code)) for code in found if (kind := _kind(code))
    ]
    return {"about": condition if diagnoses else {}, "mentions": mentions}


def _kind(code: Code) -> str:
    """The type of a thing that a chapter's code mentions; empty for a diagnosis, which is what it is about."""
    form = SYSTEMS[code.system].form
    if form == "atc":
        return "Drug" if len(code.text) == SUBSTANCE_LENGTH else "DrugClass"
    return "MedicalProcedure" if form in PROCEDURES else ""


def _title(domain: CodesDomain, code: Code) -> str:
    title = domain.title_of(code)
    return title.text if title else ""


def _code(domain: CodesDomain, code: Code) -> dict[str, Any]:
    system, entry = SYSTEMS[code.system], domain.entries.get((code.system, code.key))
    return _thing(
        "MedicalCode",
        codeValue=plain_code(code.text),
        codingSystem=system.fhir_uri or system.label,
        name=_title(domain, code),
        inCodeSet=_thing(
            "CategoryCodeSet", name=system.label, version=(entry.edition if entry else "") or system.edition
        ),
    )
