"""Every picture of the book has a credit: one that nobody is credited for is reported, the cover too.

An extension of its own, since it is a rule of the book's and no need of a project that takes a single room.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.blocks.attribution.sources import cover_work, pictures_in_order
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.problems import shorten
from kompendium.rights.sources import says_whose

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")


def check_pictures(app: Sphinx, env: BuildEnvironment) -> None:
    """Report each file once, where it first stands without a credit."""
    file = app.config.kompendium_credits
    hint = _("Give the figure «:credit:», or write in {file}: {example}")
    uses = pictures_in_order(env)
    credited = {use.file: use.place for use in uses if use.is_credited and use.said is not None}
    told: set[str] = set()
    for use in uses:
        if use.is_credited or use.file in told:
            continue
        told.add(use.file)
        suggestion = hint.format(file=file, example=_example(use.file))
        if use.file in credited:
            place = credited[use.file].removeprefix(f"{env.srcdir}/")
            suggestion = _("Its credit in {place} holds there alone; write it in {file}.").format(
                place=place, file=file
            )
        report(Finding.PICTURE_UNCREDITED, use.place, found=_name(use.file), suggestion=suggestion)
    cover = cover_work(env)
    if cover is not None and not says_whose(cover) and cover.file not in told:
        place = place_in_conf(app.confdir, "kompendium_cover")
        suggestion = _("Write in {file}: {example}").format(file=file, example=_example(cover.file))
        report(Finding.PICTURE_UNCREDITED, place, found=_name(cover.file), suggestion=suggestion)


def _name(file: str) -> str:
    return shorten(file) if ":" in file else PurePosixPath(file).name


def _example(file: str) -> str:
    return f'"{shorten(file)}": {{creator: Kari Nordmann, license: CC BY 4.0}}'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Check when everything has been read."""
    app.setup_extension("kompendium.blocks.figure")
    # After the checks of what the credits say.
    app.connect("env-check-consistency", check_pictures, priority=600)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
