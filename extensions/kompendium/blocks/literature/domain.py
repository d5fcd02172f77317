"""sphinxcontrib-bibtex's domain with a list of references for each chapter.

Upstream numbers one bibliography for all documents: a key cited in two chapters is a «duplicate citation», and
number 1 of two chapters a «duplicate label». Here a chapter's list has its own numbers and serves that chapter
alone; bibliographies that a project places itself stay upstream's.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from docutils import nodes
from pybtex.plugin import find_plugin
from sphinx.locale import get_translation
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey, BibliographyValue
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation
from sphinxcontrib.bibtex.roles import CiteRole

from kompendium.blocks._directive import suggest
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")


class ChapterReferences(BibliographyValue):
    """Upstream's record of a bibliography, for the list of one chapter: ``citation_nodes`` are in its order."""

    __slots__ = ()


class LiteratureDomain(BibtexDomain):
    """Citations, numbered by chapter where the chapter has a list of its own."""

    def cited_keys(self, docname: str) -> list[str]:
        """The keys that a document cites and the bibliography has, in the order of their first citation."""
        cited = [target.key for ref in self.citation_refs if ref.docname == docname for target in ref.targets]
        return [key for key in dict.fromkeys(cited) if key in self.known_keys()]

    def known_keys(self) -> dict[str, None]:
        """The keys of every bibliography file, in their order."""
        return {key: None for bibfile in self.bibdata.bibfiles.values() for key in bibfile.keys}

    def note_references(self, docname: str, list_id: str, ids: dict[str, str], *, line: int, style: str) -> None:
        """Register the list of a chapter: the keys in the order of their numbers, each with its anchor."""
        self.bibliographies[BibliographyKey(docname, list_id)] = ChapterReferences(
            line=line,
            bibfiles=list(self.bibdata.bibfiles),
            style=style,
            list_="citation",
            enumtype="arabic",
            start=1,
            labelprefix="",
            keyprefix="",
            filter_=ast.parse("docname in docnames"),
            citation_nodes={key: nodes.citation(ids=[anchor]) for key, anchor in ids.items()},
            keys=[],
        )

    def citations_of(self, docname: str, list_id: str) -> list[Citation]:
        """The formatted references of a chapter's list, in the order of their numbers."""
        key = BibliographyKey(docname, list_id)
        return [citation for citation in self.citations if citation.bibliography_key == key]

    def env_updated(self) -> Iterable[str]:
        """Number and format the references, once every document is read."""
        every = self.bibliographies
        chapters = {key: value for key, value in every.items() if isinstance(value, ChapterReferences)}
        # Upstream compares all bibliographies with each other: it gets to see its own only.
        self.data["bibliographies"] = {key: value for key, value in every.items() if key not in chapters}
        try:
            updated: Iterable[str] = super().env_updated()
        finally:
            self.data["bibliographies"] = every
        # In front: where a key is in several lists, upstream takes the last, which must be one that a page placed.
        self.citations[:0] = [
            citation for key, value in chapters.items() for citation in self._format_chapter(key, value)
        ]
        return updated

    def _format_chapter(self, key: BibliographyKey, value: ChapterReferences) -> Iterable[Citation]:
        style = find_plugin("pybtex.style.formatting", value.style)()
        known = self.known_keys()
        entries = [self.bibdata.data.entries[name] for name in value.citation_nodes if name in known]
        config = self.env.config
        tooltip_style = style
        if config.bibtex_tooltips_style:
            tooltip_style = find_plugin("pybtex.style.formatting", config.bibtex_tooltips_style)()
        for number, entry in enumerate(entries, 1):
            yield Citation(
                citation_id=value.citation_nodes[entry.key]["ids"][0],
                bibliography_key=key,
                key=entry.key,
                entry=entry,
                formatted_entry=style.format_entry(str(number), entry),
                tooltip_entry=tooltip_style.format_entry(str(number), entry) if config.bibtex_tooltips else None,
            )

    def _is_visible(self, citation: Citation, fromdocname: str) -> bool:
        """Whether a document may cite by this list: the number of another chapter's list would mean nothing here."""
        value = self.bibliographies[citation.bibliography_key]
        return citation.bibliography_key.docname == fromdocname or not isinstance(value, ChapterReferences)

    def resolve_xref(  # type: ignore[override]  # as upstream: a citation is several references
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element:
        """The citation's numbers; a key without a reference stays as text (upstream prints «[]»)."""
        targets = list(parse_citation_targets(target))
        wanted = {item.key for item in targets}
        visible = {c.key for c in self.citations if c.key in wanted and self._is_visible(c, fromdocname)}
        lost = [item.key for item in targets if item.key not in visible]
        for key in lost:
            if key in self.known_keys():  # an unknown key is reported once, when the document is read
                report(Finding.CITATION_LIST_MISSING, node, found=key)
        if not lost:
            return super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
        unresolved = nodes.inline(target, f"[{', '.join(lost)}]", classes=["kompendium-citation-unknown"])
        known = ",".join(_write_target(item) for item in targets if item.key in visible)
        if not known:
            return unresolved
        resolved: nodes.Element = super().resolve_xref(env, fromdocname, builder, typ, known, node, contnode)
        resolved += [nodes.Text(" "), unresolved]
        return resolved


def _write_target(item: CitationTarget) -> str:
    pre, post = (f"{{{text}}}" if text else "" for text in (item.pre, item.post))
    return f"{pre}{item.key}{post}"


class LiteratureRole(CiteRole):
    """``cite`` in all its forms: a key that the bibliography lacks is reported where it stands."""

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Note the citation, and that the document depends on the bibliography."""
        result: tuple[list[nodes.Node], list[nodes.system_message]]
        try:
            result = super().result_nodes(document, env, node, is_ref)  # type: ignore[no-untyped-call]
        except ValueError:
            hint = _("Write the keys alone, with commas between them, for example: {example}")
            suggestion = hint.format(example="{cite}`berg2019,nilsen2020`")
            report(Finding.CITATION_UNKNOWN, node, found=self.target, suggestion=suggestion)
            return [nodes.inline(self.rawtext, self.target)], []
        domain = cast("LiteratureDomain", env.get_domain("cite"))
        known = domain.known_keys()
        for bibfile in domain.bibdata.bibfiles:
            env.note_dependency(str(bibfile))
        for target in domain.citation_refs[-1].targets:
            if target.key not in known:
                hint = _("Write the reference into the bibliography, or mend the key in the text.")
                report(Finding.CITATION_UNKNOWN, node, found=target.key, suggestion=suggest(target.key, known) or hint)
        return result


LiteratureDomain.roles = {name: LiteratureRole() for name in BibtexDomain.roles}
