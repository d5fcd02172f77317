"""The credit of a figure, and of a picture that is no figure: «![](…)», ``image``, one in another's figure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from kompendium.blocks._endmatter import free_id
from kompendium.blocks.attribution.credit import credit_node, tasl
from kompendium.blocks.attribution.sources import (
    PictureUse,
    credit_picture,
    note_picture,
    picture_path,
    pictures_of,
)
from kompendium.blocks.attribution.works import works_of
from kompendium.rights.sources import says_whose

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

    from kompendium.rights.works import Work


def add_credit(env: BuildEnvironment, figure: nodes.figure, work: Work) -> None:
    """Set a figure's credit under it, and enter the work in the lists of credits."""
    note_work(env, work, figure["ids"][0])
    if words := tasl(work, env.config.language):
        figure += credit_node("", nodes.paragraph("", "", *words), classes=["kompendium-credit"])


def note_work(env: BuildEnvironment, work: Work, anchor: str) -> None:
    """Enter a work of the document that is read in the lists of credits."""
    docname = env.current_document.docname
    works_of(env).setdefault(docname, []).append(replace(work, docname=docname, anchor=anchor))


def name_picture(document: nodes.document, target: nodes.Element, path: str) -> None:
    """Give a picture, or its figure, an id for the lists to lead to."""
    if not target["ids"]:
        target["ids"] = [free_id(document, nodes.make_id(f"bilde-{PurePosixPath(path).stem}") or "bilde")]
        document.ids[target["ids"][0]] = target


def place_of(image: nodes.image) -> str | nodes.Node:
    """Where a picture stands: Sphinx takes its line from a picture without any text, and its paragraph has it still."""
    node: nodes.Element | None = image
    while node is not None and not node.line:
        node = node.parent
    return image if node is None else f"{image.source or node.source}:{node.line}"


class PictureCreditTransform(SphinxTransform):
    """Note every picture of a document, and credit by what stands beside the text those that are no figures."""

    # After the pictures were looked at (600) and moved out of headings (610), before the chapter's end lists credits.
    default_priority = 615

    def apply(self, **_kwargs: object) -> None:
        """The document's pictures and works, in the order of the text."""
        docname = self.env.current_document.docname
        uses = {use.anchor: use for use in pictures_of(self.env).pop(docname, ())}
        added = False
        for image in list(self.document.findall(nodes.image)):
            if isinstance(image.parent, nodes.substitution_definition):
                continue
            figure = _figure_of(image)
            target = image if figure is None else figure
            known = next((uses[id_] for id_ in target["ids"] if id_ in uses), None)
            if known is None:
                known = self.credit(image, figure)
                added = True
            note_picture(self.env, known)
        if added:
            self.sort_works(docname)

    def credit(self, image: nodes.image, figure: nodes.figure | None) -> PictureUse:
        """Credit a picture, under it where it stands in a figure, else in the lists alone."""
        path = picture_path(self.env, image["uri"])
        place = place_of(image)
        shown = place if isinstance(place, str) else str(self.env.doc2path(self.env.current_document.docname))
        work = credit_picture(self.env, path, None, shown)
        target: nodes.Element = image if figure is None else figure
        if says_whose(work):
            name_picture(self.document, target, path)
            if figure is None:
                note_work(self.env, work, target["ids"][0])
            else:
                add_credit(self.env, figure, work)
        anchor = target["ids"][0] if target["ids"] else ""
        return PictureUse(path, shown, anchor, None, says_whose(work))

    def sort_works(self, docname: str) -> None:
        """The order of the text, since figures enter their works as they are read, and other pictures do so here."""
        elements = enumerate(self.document.findall(nodes.Element))
        position = {id_: number for number, element in elements for id_ in element["ids"]}
        works = works_of(self.env).get(docname)
        if works:
            works.sort(key=lambda work: position.get(work.anchor, len(position)))


def _figure_of(image: nodes.image) -> nodes.figure | None:
    """The figure whose picture it is: not one in its caption or legend."""
    parent = image.parent
    if isinstance(parent, nodes.reference):  # a picture that is a link
        parent = parent.parent
    return parent if isinstance(parent, nodes.figure) else None
