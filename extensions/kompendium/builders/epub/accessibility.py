"""What a publication offers to readers who cannot see it, or need it otherwise: found in its pages, never assumed.

Terms: the schema.org accessibility vocabulary, as EPUB Accessibility 1.1 asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from .package import EPUB_TYPE, XHTML, Accessibility
from .page import HEADINGS, MATHML, SVG, Page, elements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml import etree

_ = get_translation("kompendium")

MOVING = ("audio", "video", "embed", "object", "canvas")


def find_accessibility(pages: Sequence[Page]) -> Accessibility:
    """The claims that hold for these pages. The cover is left out: it repeats the title."""
    roots = [page.root for page in pages]
    pictures = [e for root in roots for e in _pictures(root)]
    described = [p for p in pictures if _has_description(p)]
    maths = any(next(root.iter(f"{{{MATHML}}}math"), None) is not None for root in roots)
    moving = any(next(elements(root, *MOVING), None) is not None for root in roots)
    complete = len(described) == len(pictures)
    features = ["displayTransformability", "readingOrder", "tableOfContents"]
    if any(next(root.iter(*HEADINGS), None) is not None for root in roots):
        features.append("structuralNavigation")
    if pictures and complete:
        features.append("alternativeText")
    if any(e.get("role") for root in roots for e in root.iter(f"{{{XHTML}}}*")):
        features.append("ARIA")
    if maths:
        features.append("MathML")
    if _has_type(roots, "index"):
        features.append("index")
    breaks = _has_type(roots, "pagebreak")
    if breaks:
        features += ["pageBreakMarkers", "pageNavigation"]
    return Accessibility(
        modes=("textual", "visual") if pictures else ("textual",),
        sufficient=("textual",) if complete and not moving else ("textual,visual",),
        features=tuple(sorted(features)),
        hazards=("unknown",) if moving else ("none",),
        summary=_summary(pictures=bool(pictures), described=complete, maths=maths, breaks=breaks),
    )


def _pictures(root: etree._Element) -> list[etree._Element]:
    """Pictures that tell something; those hidden from screen readers do not."""
    found = []
    for element in root.iter(f"{{{XHTML}}}img", f"{{{SVG}}}svg"):
        hidden = [element, *element.iterancestors()]
        decorative = element.get("role") in {"presentation", "none"}
        if not decorative and not any(e.get("aria-hidden") == "true" for e in hidden):
            found.append(element)
    return found


def _has_description(picture: etree._Element) -> bool:
    if picture.get("alt", "").strip() or picture.get("aria-label") or picture.get("aria-labelledby"):
        return True
    return any((e.text or "").strip() for e in picture.iter(f"{{{SVG}}}title"))


def _has_type(roots: list[etree._Element], term: str) -> bool:
    return any(term in (e.get(EPUB_TYPE) or "").split() for root in roots for e in root.iter(f"{{{XHTML}}}*"))


def _summary(*, pictures: bool, described: bool, maths: bool, breaks: bool) -> str:
    """The findings in sentences of the book's language."""
    sentences = [
        _("The book has a table of contents and headings to navigate by, in a logical reading order."),
        _("Font, size, spacing and colours can be set by the reader."),
    ]
    if pictures:
        sentences.append(
            _("Every picture has an alternative text.") if described else _("Some pictures lack an alternative text.")
        )
    if maths:
        sentences.append(_("Formulas are MathML."))
    if breaks:
        sentences.append(_("The page numbers of the print edition are marked."))
    return " ".join(map(str, sentences))
