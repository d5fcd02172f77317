"""Links to what the book does not have: one finding each, with the nearest page or label, and the text without a link.

MyST-Parser and Sphinx tell of them in English and without a suggestion, and MyST leaves a link that leads nowhere.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from myst_parser.warnings_ import MystWarnings
from sphinx.addnodes import pending_xref
from sphinx.errors import NoUri
from sphinx.locale import get_translation

from kompendium.diagnostics import Finding, report
from kompendium.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

_ = get_translation("kompendium")

_UNRESOLVED = "kompendium-unknown"
_SPHINX_PAGES = frozenset({"genindex", "modindex", "search", "py-modindex"})


class _HeadingMissing(Exception):
    """The page is there, but not the heading or label on it."""


class LinkResolver(MystReferenceResolver):
    """MyST's resolver; it works before the one that MyST registers, which then finds nothing left."""

    default_priority = MystReferenceResolver.default_priority - 1

    def run(self, **kwargs: Any) -> None:
        """Resolve the document's links, and take the link from those that lead nowhere."""
        super().run(**kwargs)
        self._settle_labels()
        for link in list(self.document.findall(nodes.reference)):
            marked = link.children[0] if link.children else None
            if isinstance(marked, nodes.Element) and _UNRESOLVED in marked["classes"] and link.get("refid"):
                link.replace_self(link.children)

    def _settle_labels(self) -> None:
        """Report unknown labels before Sphinx does: its own listener cannot be kept from saying it again."""
        labels = cast("StandardDomain", self.env.get_domain("std")).anonlabels
        for node in list(self.document.findall(pending_xref)):
            if (node.get("refdomain"), node["reftype"]) != ("std", "ref") or node["reftarget"] in labels:
                continue
            words = cast("nodes.TextElement", node[0])
            events = self.env.events
            found = events.emit_firstresult("missing-reference", self.env, node, words, allowed_exceptions=(NoUri,))
            if found is None:
                _report(node, node["reftarget"], nearest(node["reftarget"], _labels(self.env)))
                node.replace_self(words)

    def log_warning(self, target: str | None, msg: str, subtype: MystWarnings, **kwargs: Any) -> None:
        """Report a missing target by our finding, anything else as MyST does."""
        node = kwargs.get("location")
        if subtype is not MystWarnings.XREF_MISSING or not isinstance(node, nodes.Element) or self._ignored(target):
            super().log_warning(target, msg, subtype, **kwargs)
            return
        anchor = node.get("reftargetid")
        if node["refdomain"] == "doc" and node["reftarget"] in self.env.all_docs:
            found = f"{node['reftarget']}#{anchor}"
            near = nearest(str(anchor), _headings(self.env, node["reftarget"]))
            _report(node, found, near and f"#{near}", Finding.LINK_ANCHOR_UNKNOWN)
            raise _HeadingMissing
        _report(node, target or "", _nearest(self.env, node, target or ""))
        if node.children:
            cast("nodes.Element", node[0])["classes"].append(_UNRESOLVED)

    def _ignored(self, target: str | None) -> bool:
        return ("myst", target) in self.config.nitpick_ignore or any(
            re.fullmatch(kind, "myst") and re.fullmatch(pattern, target or "")
            for kind, pattern in self.config.nitpick_ignore_regex
        )

    def resolve_myst_ref_doc(self, node: pending_xref) -> None:
        """Lead to the page where its heading is missing: that is nearer to what was meant than no link."""
        try:
            super().resolve_myst_ref_doc(node)
        except _HeadingMissing:
            node["reftargetid"] = None
            super().resolve_myst_ref_doc(node)


def report_missing_reference(app: Sphinx, _domain: Domain | None, node: pending_xref) -> bool | None:
    """Report what Sphinx's own roles lead to; ``True`` keeps Sphinx from saying it again."""
    kind, target = node["reftype"], node["reftarget"]
    if node.get("refdomain", "") not in {"", "std"} or kind not in {"numref", "doc", "term", "any"}:
        return None
    std = cast("StandardDomain", app.env.get_domain("std"))
    if kind == "doc":
        near = nearest(target, _pages(app.env, node.get("refdoc", "")))
    elif kind == "term":
        near = nearest(target, [name for type_, name in std.objects if type_ == "term"])
    elif kind == "any":
        near = _nearest(app.env, node, target)
    else:
        near = nearest(target, _labels(app.env))
    _report(node, target, near)
    return True


def _report(node: nodes.Element, found: str, near: str, finding: Finding = Finding.LINK_UNKNOWN) -> None:
    if near:
        hint = _("Did you mean «{name}»?").format(name=near)
    else:
        hint = _("Write the page's file («kapittel.md») or a heading's label; give a label by «(label)=» before it.")
    report(finding, node, found=found, suggestion=hint)


def _nearest(env: BuildEnvironment, node: nodes.Element, target: str) -> str:
    """The nearest file, written from the page as its author would, or the nearest label."""
    docname = node.get("refdoc", "")
    if re.search(r"\.\w+$", target):
        suffix = PurePosixPath(target).suffix
        return nearest(target, [f"{page}{suffix}" for page in _pages(env, docname)])
    near = nearest(target, [*_headings(env, docname), *_labels(env)])
    return f"#{near}" if near else ""


def _pages(env: BuildEnvironment, docname: str) -> list[str]:
    folder = posixpath.dirname(docname)
    return [posixpath.relpath(page, folder or ".") for page in sorted(env.all_docs)]


def _headings(env: BuildEnvironment, docname: str) -> list[str]:
    slugs: Iterable[str] = env.metadata.get(docname, {}).get("myst_slugs", {})
    labels = cast("StandardDomain", env.get_domain("std")).anonlabels
    return [*slugs, *(name for name, (page, _id) in labels.items() if page == docname)]


def _labels(env: BuildEnvironment) -> list[str]:
    labels = cast("StandardDomain", env.get_domain("std")).anonlabels
    return [name for name in labels if name not in _SPHINX_PAGES]
