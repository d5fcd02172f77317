"""What a PDF is for: its name, and the boxes and crop marks that a printer cuts by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array
from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kompendium.config import place_in_conf
from kompendium.outputs import PROFILES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pikepdf
    from sphinx.config import Config

_ = get_translation("kompendium")

SHOW_URLS = ("no", "inline", "footnote")

BLEED_MM = 3
SLUG_MM = 7
"""The strip outside the bleed that holds the crop marks; what is trimmed off ends here."""

MARK_MM = 5

COLOURS = ("rgb", "cmyk")
"""What colours the PDF for a printing house has."""

_POINTS_IN_MM = 72 / 25.4


def profile_of(config: Config, confdir: Path) -> str:
    """The profile that is asked for: the command's, else the project's; ``ConfigError`` where there is none such."""
    return _choice(config, confdir, ("kompendium_profile", "typst_profile"), PROFILES)


def show_urls(config: Config, confdir: Path) -> str:
    """How the address of a link is printed whose text does not hold it; ``ConfigError`` where there is no such way."""
    return _choice(config, confdir, ("typst_show_urls",), SHOW_URLS)


def _choice(config: Config, confdir: Path, names: tuple[str, ...], expected: tuple[str, ...]) -> str:
    for name in names:
        asked = getattr(config, name, "")
        if asked in expected:
            return str(asked)
        if asked:
            raise _not_among(expected, confdir, name, asked)
    return expected[0]


def check_choices(config: Config, confdir: Path, name: str, choices: Collection[str]) -> None:
    """``ConfigError`` where an option that lists some of the choices has another."""
    asked = getattr(config, name)
    for item in [] if asked is None else asked if isinstance(asked, (list, tuple)) else [asked]:
        if item not in choices or item is asked:
            raise _not_among([repr([choice]) for choice in choices], confdir, name, asked)


def _not_among(choices: Collection[str], confdir: Path, name: str, found: object) -> ConfigError:
    msg = _("{place}: {name} is {found}; expected one of: {expected}")
    place = place_in_conf(confdir, name)
    return ConfigError(msg.format(place=place, name=name, found=repr(found), expected=", ".join(choices)))


def is_cmyk(config: Config, confdir: Path, profile: str) -> bool:
    """Whether the PDF is to have CMYK colours, which only the one for a printing house can."""
    asked = config.typst_print_colours
    if asked not in COLOURS:
        msg = _("{place}: {name} is {found}; expected one of: {expected}")
        name = "typst_print_colours"
        place = place_in_conf(confdir, name)
        raise ConfigError(msg.format(place=place, name=name, found=repr(asked), expected=", ".join(COLOURS)))
    return bool(asked == "cmyk" and profile == "print")


def add_crop_marks(pdf: pikepdf.Pdf) -> None:
    """Set every page's BleedBox (ISO 32000-1, 14.11.2) and draw crop marks outside it.

    Typst's «bleed» sets TrimBox and MediaBox and no more. The marks are artifacts to a screen reader, and black alone.
    """
    bleed, slug = BLEED_MM * _POINTS_IN_MM, SLUG_MM * _POINTS_IN_MM
    for page in pdf.pages:
        left, bottom, right, top = (float(side) for side in page.TrimBox)
        page.BleedBox = _box(left - bleed, bottom - bleed, right + bleed, top + bleed)
        edge = bleed + slug
        page.MediaBox = page.CropBox = _box(left - edge, bottom - edge, right + edge, top + edge)
        # Before and after the page's own drawing, so that what it leaves set reaches no mark.
        page.contents_add(pdf.make_stream(b"q"), prepend=True)
        page.contents_add(pdf.make_stream(_crop_marks(left, bottom, right, top)))


def _box(*sides: float) -> Array:
    return Array([round(side, 4) for side in sides])


def _crop_marks(left: float, bottom: float, right: float, top: float) -> bytes:
    """Two strokes a corner, in line with the trimmed edges, from outside the bleed."""
    near, far = BLEED_MM * _POINTS_IN_MM, (BLEED_MM + MARK_MM) * _POINTS_IN_MM
    strokes = [(x, y + way * near, x, y + way * far) for x in (left, right) for y, way in ((bottom, -1), (top, 1))]
    strokes += [(x + way * near, y, x + way * far, y) for x, way in ((left, -1), (right, 1)) for y in (bottom, top)]
    drawn = " ".join("{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*stroke) for stroke in strokes)
    return f"Q /Artifact BMC q 0 G 0.25 w {drawn} Q EMC".encode("ascii")
