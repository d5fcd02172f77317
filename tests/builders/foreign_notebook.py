"""An extension with results that have several forms, of which it picks one by builder, as MyST-NB does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

KNOWN = {"epub": ["application/vnd.jupyter.widget-view+json", "text/html", "image/png", "text/plain"]}


class Results(SphinxDirective):
    """A picture with its name, words with their HTML, HTML alone, a widget with its name."""

    def run(self) -> list[nodes.Node]:
        picture = nodes.image(uri="x.png", alt="A curve")
        forms: list[dict[str, nodes.Node]] = [
            {"text/plain": nodes.paragraph("", "<Figure>"), "image/png": nodes.paragraph("", "", picture)},
            {"text/plain": nodes.paragraph("", "a b"), "text/html": nodes.raw("", "<p>a, b</p>", format="html")},
            {"text/html": nodes.raw("", "<p>c</p>", format="html")},
            {KNOWN["epub"][0]: nodes.raw("", "<b>{}</b>", format="html"), "text/plain": nodes.paragraph("", "Slider")},
        ]
        return [nodes.container("", *found.values(), forms=list(found)) for found in forms]


class Pasted(SphinxDirective):
    """A picture of another notebook, which is put in at the end."""

    def run(self) -> list[nodes.Node]:
        node = nodes.container(pasted=True)
        self.set_source_info(node)
        return [node]


class Pick(SphinxPostTransform):
    default_priority = 4

    def run(self, **_kwargs: Any) -> None:
        builder = self.env._app.builder.name
        order: dict[str, int | None] = {form: 1000 + place for place, form in enumerate(KNOWN.get(builder, ()))}
        order |= {form: place for name, form, place in self.config.nb_mime_priority_overrides if name in (builder, "*")}
        for node in list(self.document.findall(lambda node: isinstance(node, nodes.container) and "forms" in node)):
            found = [
                (place, child)
                for form, child in zip(node["forms"], node.children, strict=True)
                if (place := order.get(form)) is not None
            ]
            node.replace_self(min(found, key=lambda pair: pair[0])[1] if found else [])
        for node in list(self.document.findall(lambda node: isinstance(node, nodes.container) and "pasted" in node)):
            uri = "../_images/made.png"
            picture = nodes.image(uri=uri, alt="A curve", candidates={"*": uri})
            picture.source, picture.line = node.source, node.line
            node.replace_self(picture)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("nb_mime_priority_overrides", (), "env")
    app.add_config_value("render_priority_latex", ["text/plain"], "env")
    app.add_directive("foreign-results", Results)
    app.add_directive("foreign-pasted", Pasted)
    app.add_post_transform(Pick)
    return {"parallel_read_safe": True}
