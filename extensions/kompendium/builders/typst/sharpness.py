"""Whether the pictures are sharp enough for the size that they are printed at."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

import imagesize

from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kompendium.builders.typst.compile import PrintedPicture

DOTS_AN_INCH = 300
"""What printing houses ask for."""

_POINTS_AN_INCH = 72
_TOLERANCE = 0.99
"""Sizes are rounded; a dot or two an inch make no difference."""


def report_coarse_pictures(
    pictures: Iterable[PrintedPicture], root: Path, uses: Sequence[tuple[str, str | None]]
) -> None:
    """Warn of each picture that has too few pixels for its printed size. ``uses``: its name and place, by number."""
    for picture in pictures:
        across, down = imagesize.get(root / picture.file.lstrip("/"))
        if min(across, down) <= 0 or min(picture.width, picture.height) <= 0:
            continue
        # By the area, since a photograph may say that it lies on its side.
        dots = sqrt(across * down / (picture.width * picture.height)) * _POINTS_AN_INCH
        if dots >= DOTS_AN_INCH * _TOLERANCE:
            continue
        name, place = uses[picture.use]
        report(
            Finding.PICTURE_COARSE,
            place,
            found=name,
            width=round(picture.width / _POINTS_AN_INCH * 25.4),
            dots=int(dots),
            expected=DOTS_AN_INCH,
            pixels=ceil(picture.width / _POINTS_AN_INCH * DOTS_AN_INCH),
        )
