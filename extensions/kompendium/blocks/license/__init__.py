"""The licence of a chapter or of the book: who holds the rights, on what terms, and whose facts a chapter follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation

from kompendium.blocks._directive import KompendiumDirective, common_options
from kompendium.blocks._endmatter import add_block, build_block
from kompendium.blocks._sentence import fill, joined
from kompendium.blocks.attribution.credit import license_link, link
from kompendium.blocks.attribution.works import check_license
from kompendium.blocks.chapter import chapter_of, is_chapter, place_of, register_chapter_end_part, writers_of
from kompendium.config import place_in_conf, project_author
from kompendium.rights.holders import copyright_line, read_copyright
from kompendium.rights.licenses import License, Unreadable, read_license

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    from kompendium.chapter import BasedOn

_ = get_translation("kompendium")

Subject = Literal["chapter", "page", "book"]
"""What a licence is of."""

ORDER = 30
"""The place among the parts of a chapter's end: after the pictures' credits."""


_EXCEPTION = re.compile(
    r"\b(?:except|unless|med\s+mindre|unntatt|med\s+unntak|bortsett\s+fra|hvis\s+ikke\s+annet|dersom\s+ikke\s+annet)\b",
    re.IGNORECASE,
)


class license_node(nodes.admonition):
    """«Lisens og opphavsrett»: a paragraph of the text's own rights, perhaps one of its source's."""


class LicenseDirective(KompendiumDirective):
    """``license``: the chapter's or the book's licence where the author wants it, or another one by its argument."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {**common_options, "holder": directives.unchanged, "year": directives.unchanged}
    option_aliases = {"rettighetshaver": "holder", "innehaver": "holder", "år": "year"}

    def run(self) -> list[nodes.Node]:
        """The block."""
        docname = self.env.current_document.docname
        node = license_node(classes=self.options.get("class", []))
        self.set_source_info(node)
        self.add_name(node)
        written = self.arguments[0] if self.arguments else ""
        if written:
            check_license(written, self.place())
        body = build_text(
            self.env,
            docname,
            written=written,
            holder=self.options.get("holder", ""),
            year=self.options.get("year", ""),
            title=title_of(self.state.document),
        )
        build_block(
            node, self.state.document, "license", _("Licence and copyright"), *body, *self.parse_content_to_nodes()
        )
        return [node]


def build_text(
    env: BuildEnvironment, docname: str, *, written: str = "", holder: str = "", year: str = "", title: str = ""
) -> list[nodes.Node]:
    """The paragraphs: «© 2026 Holder. All rights reserved, except where otherwise noted.», and the source's line.

    What a document does not say is the book's. ``title`` is the document's, which the licence names where it is not
    the whole book's: whoever passes a chapter on needs its title, and its author is not that of the book.
    """
    config, chapter = env.config, chapter_of(env, docname)
    notice = read_copyright(chapter.copyright) if chapter.copyright else None
    license_ = read_license(written) if written else published_under(env, docname)
    # A notice of a holder alone claims no year; one of a year alone is about the book's holder.
    if not (notice and notice.holder):
        holder = holder or book_holder(env, docname)
        year = year or (notice.year if notice else "") or book_year(config)
    else:
        holder, year = holder or notice.holder, year or notice.year

    line = copyright_line(holder, year)
    paragraph = nodes.paragraph()
    if line:
        paragraph += nodes.Text(line if line.endswith(".") else f"{line}.")
        paragraph += nodes.Text(" ")
    subject: Subject = "book"
    if is_chapter(env, docname):
        subject = "chapter"
    elif _has_own_rights(env, docname) and not written:
        subject = "page"
    paragraph += describe_license(license_, config.language, subject, title)
    source = chapter.based_on
    return [paragraph, describe_source(source, config.language)] if source else [paragraph]


def published_under(env: BuildEnvironment, docname: str) -> License | Unreadable:
    """The licence of a document's text: its own, else that of its copyright notice, else the book's."""
    chapter = chapter_of(env, docname)
    if chapter.license:
        return read_license(chapter.license)
    notice = read_copyright(chapter.copyright) if chapter.copyright else None
    return (notice.license if notice else None) or read_license(env.config.kompendium_license)


def says_exception(text: str) -> bool:
    """Whether a notice excepts what others hold: in our own words, in the book's language, or in somebody's."""
    ours = (
        _("All rights reserved, except where otherwise noted."),
        _("This chapter is published under {license}, except where otherwise noted.").rpartition("}")[2],
        _("This book is published under {license}, except where otherwise noted.").rpartition("}")[2],
    )
    return any(words in text for words in ours) or _EXCEPTION.search(text) is not None


def _has_own_rights(env: BuildEnvironment, docname: str) -> bool:
    """Whether a document is published on terms of its own: a chapter, or a page that says so."""
    said = chapter_of(env, docname)
    return is_chapter(env, docname) or bool(said.license or said.copyright)


def title_of(document: nodes.document) -> str:
    """The title of a document, or an empty string."""
    titles = document.findall(nodes.title)
    return next((title.astext() for title in titles if isinstance(title.parent, nodes.section)), "")


def book_holder(env: BuildEnvironment, docname: str) -> str:
    """Who holds the rights where the document does not say: the book's holder, else who wrote the text, if known.

    Whoever wrote a page about the book did not write the book: there, it is the book's author.
    """
    config = env.config
    if config.kompendium_copyright_holder:
        return str(config.kompendium_copyright_holder)
    writers = writers_of(env, chapter_of(env, docname)) if _has_own_rights(env, docname) else ()
    return joined([person.name for person in writers]) or project_author(config)


def book_year(config: Config) -> str:
    """The year of the copyright: said, or that of the edition."""
    return str(config.kompendium_copyright_year or config.kompendium_date[:4])


def describe_license(
    license_: License | Unreadable, language: str, subject: Subject, title: str = ""
) -> list[nodes.Node]:
    """What a reader may do, in one sentence; a licence that cannot be read stands as it was written."""
    if isinstance(license_, Unreadable):
        return [nodes.Text(f"{license_.text.rstrip('.')}.")]
    if license_.family == "all-rights-reserved":
        return [nodes.Text(_("All rights reserved, except where otherwise noted."))]
    name = license_.name(language)
    if license_.is_cc:
        name = f"Creative Commons {name} ({license_.short})"
    link_ = license_link(license_, language, name, rel="license")
    if subject == "book":
        return fill(_("This book is published under {license}, except where otherwise noted."), license=link_)
    if not title:
        unnamed = {
            "chapter": _("This chapter is published under {license}, except where otherwise noted."),
            "page": _("This page is published under {license}, except where otherwise noted."),
        }
        return fill(unnamed[subject], license=link_)
    named = {
        "chapter": _("The chapter “{title}” is published under {license}, except where otherwise noted."),
        "page": _("The page “{title}” is published under {license}, except where otherwise noted."),
    }
    words: list[nodes.Node] = [nodes.inline("", title, classes=["kompendium-license-title"])]
    return fill(named[subject], title=words, license=link_)


def describe_source(source: BasedOn, language: str) -> nodes.paragraph:
    """Whose facts, or whose text, a chapter follows, and the rights line of that work as its own."""
    name = nodes.emphasis(source.title, source.title)
    title: list[nodes.Node] = [name]
    if source.url:
        _plain, *address = link(source.title, source.url)
        title = [nodes.reference("", "", name, refuri=source.url), *address]
    rights = read_copyright(source.rights) if source.rights else None
    # Only an open licence lets a text be adapted; from any other work, no more than the facts may be taken.
    is_open = rights is not None and rights.license is not None and rights.license.is_open
    template = _("Adapted from {title}.") if is_open else _("Written anew from facts in {title}.")
    paragraph = nodes.paragraph("", "", *fill(template, title=title))
    if source.rights:
        line = source.rights.strip()
        said: list[nodes.Node] = [nodes.Text(line)]
        if rights is not None and rights.license is not None and rights.license.is_open:
            said += [nodes.Text(" ("), *license_link(rights.license, language), nodes.Text(")")]
        paragraph += nodes.Text(" ")
        paragraph += fill(_("The source's rights: {rights}."), rights=said)
    return paragraph


def place_license(env: BuildEnvironment, docname: str, document: nodes.document) -> list[nodes.Node]:
    """The licence for a chapter's end; none where it is placed by hand."""
    chapter = chapter_of(env, docname)
    if chapter.license:
        check_license(chapter.license, place_of(env, docname, "license"))
    if any(document.findall(license_node)):
        return []
    node = license_node()
    build_block(
        node, document, "license", _("Licence and copyright"), *build_text(env, docname, title=title_of(document))
    )
    return [node]


def check_book(app: Sphinx) -> None:
    """Report the book's licence once: not at every chapter, and not for every builder of one environment."""
    written = app.config.kompendium_license
    if getattr(app.env, "kompendium_license_checked", None) == written:
        return
    app.env.kompendium_license_checked = written  # type: ignore[attr-defined]
    check_license(written, place_in_conf(app.confdir, "kompendium_license"))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive by its three names, the node, and the part of a chapter's end."""
    app.setup_extension("kompendium.config")
    app.setup_extension("kompendium.locale")
    app.setup_extension("kompendium.blocks.attribution")
    for name in ("license", "licence", "lisens"):
        app.add_directive(name, LicenseDirective)
    add_block(app, license_node)
    app.connect("builder-inited", check_book)
    register_chapter_end_part(app, ORDER, place_license)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
