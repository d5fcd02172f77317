"""Boxes: eight kinds by English and Norwegian names, told apart by more than colour, and open to reference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.environment.collectors import EnvironmentCollector

from kompendium.assets import add_style, add_typst_file
from kompendium.blocks.infobox.directive import InfoboxDirective
from kompendium.blocks.infobox.kinds import KINDS, Kind, kinds_by_name
from kompendium.blocks.infobox.nodes import box_label, box_title, infobox_node, setup_nodes

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["KINDS", "InfoboxDirective", "Kind", "box_label", "box_title", "infobox_node", "kinds_by_name"]


class BoxLabelCollector(EnvironmentCollector):
    """Gives a named box its title as the text of references: Sphinx knows titles of sections and figures only."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Nothing: the standard domain forgets its labels itself."""

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        """Nothing: the standard domain merges its labels itself."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Add the labels of the document's named boxes."""
        # Domains have looked at the document before collectors do, so the label is known, but has no text.
        standard = app.env.domains.standard_domain
        docname = app.env.current_document.docname
        for box in doctree.findall(infobox_node):
            title = box.next_node(box_title)
            for name, (label_docname, label_id) in list(standard.anonlabels.items()):
                if title is not None and label_docname == docname and label_id in box["ids"]:
                    standard.labels[name] = (docname, label_id, title.astext())


def register_directives(app: Sphinx, config: Config) -> None:
    """Make a directive of each kind's names, the publisher's among them."""
    for name in ("infobox", "infoboks", *kinds_by_name(config)):
        # Note, tip and warning are docutils' own.
        app.add_directive(name, InfoboxDirective, override=True)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register directives, nodes, labels and looks."""
    app.setup_extension("kompendium.config")
    setup_nodes(app)
    app.add_env_collector(BoxLabelCollector)
    # After check_config, so that a value of the wrong type has its own words.
    app.connect("config-inited", register_directives, priority=600)
    here = Path(__file__).parent
    add_typst_file(app, here / "infobox.typ")
    add_style(app, html=here / "infobox.css", epub=here / "infobox.epub.css")
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
