"""Films on paper: their still pictures, put before them in the tree, so that they are drawn as all pictures are."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

from kompendium.builders.typst.raw_html import posters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ = get_translation("kompendium")


def add_stills(doctree: nodes.document, docname: str, srcdir: Path) -> Iterator[str]:
    """Put the poster of each film before it, where it is a file of the project; the files, from the source folder.

    A film is a node of `sphinxcontrib-video`, which need not be installed, or a ``<video>`` of raw HTML.
    """
    for node in list(doctree.findall(nodes.Element)):
        if type(node).__name__ == "video_node":
            found = [str(node.get("poster") or "")]
            said = str(node.get("alt") or node.get("caption") or "")
        elif isinstance(node, nodes.raw) and "html" in node.get("format", "") and "<video" in node.astext():
            found, said = posters(node.astext()), ""
        else:
            continue
        block = node
        while isinstance(block.parent, nodes.TextElement):
            block = block.parent
        for poster in found:
            # As a page of the site refers to it: from its own folder.
            uri = posixpath.normpath(posixpath.join(posixpath.dirname(docname), poster)).lstrip("./")
            if poster and "://" not in poster and (srcdir / uri).is_file():
                image = nodes.image(uri=uri, candidates={"*": uri}, alt=said or str(_("Still picture of a film")))
                image.source, image.line = node.source, node.line
                block.parent.insert(block.parent.index(block), image)
                yield uri
