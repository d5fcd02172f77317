"""Marks of footnotes that nobody has written: reported where they stand, and kept as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.blocks._directive import suggest
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from docutils.nodes import document as Document  # noqa: N812  (a type here, beside arguments of that name)

_ = get_translation("kompendium")


def report_missing_footnotes(document: Document) -> None:
    """Turn each reference without a footnote into text, before docutils complains of it twice, in English."""
    written = [name for note in document.findall(nodes.footnote) for name in note["names"]]
    for label in [label for label in document.footnote_refs if label not in written]:
        hint = suggest(label, written) or _("Write the note on a line of its own: «[^{label}]: …».").format(label=label)
        for reference in document.footnote_refs.pop(label):
            report(Finding.FOOTNOTE_MISSING, reference, found=f"[^{label}]", suggestion=hint)
            if reference in document.autofootnote_refs:
                document.autofootnote_refs.remove(reference)
            text = f"[^{label}]"
            reference.replace_self(nodes.inline(text, text, classes=["kompendium-unknown"]))
        document.refnames.pop(label, None)
