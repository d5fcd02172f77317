"""The builder at work, for what must differ between formats after the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def builder_of(env: BuildEnvironment) -> Builder:
    """The builder that resolves the document now; never to be asked while reading, which is done once for all.

    Sphinx 9 deprecates ``.app`` of environments and transforms without a public successor; its own post-transforms
    use ``_app``, which Sphinx 8.2 does not have yet.
    """
    app: Sphinx = env._app if hasattr(env, "_app") else env.app
    return app.builder


def is_site(builder: Builder) -> bool:
    """Whether the builder makes a site, where a script can run."""
    return builder.format == "html" and builder.name != "epub"
