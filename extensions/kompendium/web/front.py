"""The front page: the author's own, with a search field, its contents laid out, and what is new.

Nothing of the author's text is changed or moved. The tables of contents are resolved as Sphinx does it, and then given
ids, numbers apart from the titles, and the chapters' other names; the rest is put between them. With other themes, and
in other formats, the page is as the author wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from kompendium.changes import KINDS, newest_of_book
from kompendium.formats import BOOK_THEME, builder_of, site_uri
from kompendium.imprint import printed_date
from kompendium.web.contents import contents_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from kompendium.changes import ChangeOf

_ = get_translation("kompendium")

NEWEST = 5
LONG_PART = 7
"""A part of so many chapters takes the whole width, in columns; two shorter ones stand beside each other."""

TEMPLATES = ("search", "downloads", "news")
FEED = "feed.xml"


class front_parts(nodes.container):
    """The parts that follow each other without text between them."""


class front_slot(nodes.Invisible, nodes.Element):
    """The place of what ``template`` makes, which is known when the page is written."""


def has_front_page(builder: Builder) -> bool:
    """Whether the site's first page is laid out by us: with our theme, and not where all is one page or data."""
    return builder.name in {"html", "dirhtml"} and builder.config.html_theme == BOOK_THEME


class FrontPageTransform(SphinxPostTransform):
    """Lays the contents out, and leaves places for the rest."""

    # After the registers are filled, before references are resolved (10); Sphinx resolves what is left of contents.
    default_priority = 9

    def run(self, **_kwargs: Any) -> None:
        """Change the front page, if this is it."""
        if not has_front_page(builder_of(self.env)) or self.env.current_document.docname != self.env.config.root_doc:
            return
        title = self.document.next_node(nodes.title)
        if title is not None and isinstance(title.parent, nodes.section):
            title.parent.insert(title.parent.index(title) + 1, front_slot(template="search"))
        else:
            self.document.insert(0, front_slot(template="search"))
        wrappers = [self._lay_out(number, tree) for number, tree in enumerate(self.document.findall(addnodes.toctree))]
        shown = [wrapper for wrapper in wrappers if wrapper is not None]
        for wrapper in shown:
            self._gather(wrapper)
        first = shown[0].parent if shown else None
        if first is not None:
            first.parent.insert(first.parent.index(first), front_slot(template="downloads"))
            last = shown[-1].parent
            last.parent.insert(last.parent.index(last) + 1, front_slot(template="news"))
        else:
            end: nodes.Element = title.parent if title is not None else self.document
            end += [front_slot(template="downloads"), front_slot(template="news")]

    def _lay_out(self, number: int, toctree: addnodes.toctree) -> nodes.Element | None:
        """Resolve a table of contents; the element that wraps it, where there is something to show."""
        env, wrapper = self.env, toctree.parent
        builder = builder_of(env)
        resolved = env.resolve_toctree(env.config.root_doc, builder, toctree)
        if resolved is None:
            return None
        toctree.replace_self(resolved)
        part = contents_of(env).parts[number]
        for title in resolved.findall(nodes.title):
            title["ids"] = [part.id] if part.id else []
        documents = {builder.get_relative_uri(env.config.root_doc, name): name for name in part.documents}
        registers: dict[str, Any] = getattr(env, "kompendium_registers", {})
        if part.documents and all(name in registers for name in part.documents):
            wrapper["classes"].append("kompendium-front-registers")
        elif len(part.documents) >= LONG_PART:
            wrapper["classes"].append("kompendium-front-long")
        for reference in resolved.findall(nodes.reference):
            _number_apart(reference)
            if docname := documents.get(reference.get("refuri", "")):
                _add_aliases(env, reference, docname)
        return wrapper

    def _gather(self, wrapper: nodes.Element) -> None:
        """Put a part beside the one before it, if nothing stands between them."""
        parent = wrapper.parent
        place = parent.index(wrapper)
        before = parent[place - 1] if place else None
        if isinstance(before, front_parts):
            parent.remove(wrapper)
            before += wrapper
        else:
            group = front_parts(classes=["kompendium-front-parts"])
            parent.replace(wrapper, group)
            group += wrapper


def _number_apart(reference: nodes.reference) -> None:
    number = reference.attributes.pop("secnumber", None)
    if number:
        shown = ".".join(map(str, number))
        reference.insert(0, [nodes.inline("", shown, classes=["section-number"]), nodes.Text(" ")])


def _add_aliases(env: BuildEnvironment, reference: nodes.reference, docname: str) -> None:
    chapter = getattr(env, "kompendium_chapters", {}).get(docname)
    if chapter is not None and chapter.aliases:
        names = nodes.inline("", "; ".join(chapter.aliases), classes=["kompendium-front-aliases"])
        parent = reference.parent
        parent.insert(parent.index(reference) + 1, [nodes.Text(" "), names])


def visit_parts_html(self: HTML5Translator, node: front_parts) -> None:
    """A division."""
    self.body.append(self.starttag(node, "div"))


def depart_parts_html(self: HTML5Translator, node: front_parts) -> None:  # noqa: ARG001
    """Close the division."""
    self.body.append("</div>\n")


def _mark(template: str) -> str:
    return f"<!--kompendium-front-{template}-->"


def visit_slot_html(self: HTML5Translator, node: front_slot) -> None:
    """A mark, which is filled with the page's own addresses when the rest of it is known."""
    self.body.append(_mark(node["template"]))
    raise nodes.SkipNode


def fill_front_page(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the search field, the downloads and the news into their places."""
    if pagename != app.config.root_doc or doctree is None or not has_front_page(app.builder):
        return
    context["kompendium_news"] = news = describe_news(app)
    shown = {"search": True, "downloads": bool(context.get("kompendium_downloads")), "news": bool(news["changes"])}
    for name in TEMPLATES:
        text = ""
        if shown[name] and _mark(name) in context["body"]:
            text = app.builder.templates.render(f"kompendium-front-{name}.html", context)
        context["body"] = context["body"].replace(_mark(name), text, 1)


def newest_changes(env: BuildEnvironment) -> list[ChangeOf]:
    """The newest changes of the book's chapters."""
    chapters: dict[str, Any] = getattr(env, "kompendium_chapters", {})
    names: list[str] = getattr(env, "kompendium_chapter_names", [])
    return newest_of_book(((name, chapters[name].changes) for name in names if name in chapters), limit=NEWEST)


def describe_news(app: Sphinx) -> dict[str, Any]:
    """What the template of the news prints."""
    env, language = app.env, app.config.language or "en"
    root = app.config.root_doc
    registers: dict[str, Any] = getattr(env, "kompendium_registers", {})
    pages = sorted(name for name, found in registers.items() if any(node["kind"] == "changes" for node in found))
    return {
        "changes": [
            {
                "date": item.day.isoformat(),
                "day": printed_date(item.day.isoformat(), language),
                "url": app.builder.get_relative_uri(root, item.docname),
                "number": _number(env, item.docname),
                "title": env.titles[item.docname].astext(),
                "kind": _(KINDS[item.change.kind]) if item.change.kind else "",
                "text": item.change.text,
            }
            for item in newest_changes(env)
        ],
        "title": _("What is new"),
        "all": app.builder.get_relative_uri(root, pages[0]) if pages else "",
        "all_label": _("All changes"),
        "feed": site_uri(app.builder, root, FEED) if getattr(env, "kompendium_has_feed", False) else "",
        "feed_label": _("Follow the changes (feed)"),
    }


def _number(env: BuildEnvironment, docname: str) -> str:
    return ".".join(map(str, env.toc_secnumbers.get(docname, {}).get("") or ()))


def note_front_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have the front page written again where something that it tells of chapters has changed."""
    root = env.config.root_doc
    if not has_front_page(app.builder) or root not in env.found_docs:
        return []
    chapters: dict[str, Any] = getattr(env, "kompendium_chapters", {})
    registers: dict[str, Any] = getattr(env, "kompendium_registers", {})
    told = repr(
        (
            [(name, chapters[name].aliases) for name in sorted(chapters)],
            newest_changes(env),
            sorted((name, [node["kind"] for node in found]) for name, found in registers.items()),
        )
    )
    before = getattr(env, "kompendium_front_page", None)
    env.kompendium_front_page = told  # type: ignore[attr-defined]
    return [root] if before is not None and before != told else []


def setup_front_page(app: Sphinx) -> None:
    """Register the nodes and the handlers."""
    app.add_node(front_parts, html=(visit_parts_html, depart_parts_html))
    app.add_node(front_slot, html=(visit_slot_html, None))
    app.add_post_transform(FrontPageTransform)
    # After the chapters have their numbers, and the feed is known (900).
    app.connect("env-get-updated", note_front_page, priority=910)
    # After all that describes a page: the search field may want it.
    app.connect("html-page-context", fill_front_page, priority=900)
