"""Pictures: the sizes that an author wrote, as Typst's lengths, and files of kinds that a PDF cannot hold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import imagesize

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = re.compile(r"^\s*([0-9]*\.?[0-9]+)\s*([a-zA-Z%]*)\s*$")
_PT_PER_UNIT = {"": 0.75, "px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "bp": 1.0}
"""CSS: a pixel is 1/96 of an inch."""


def length(text: object, scale: float = 1.0) -> str | None:
    """A width or height as Typst writes it, or ``None`` where it says nothing that can be used."""
    match = _LENGTH.match(str(text)) if text else None
    if match is None:
        return None
    number, unit = float(match[1]) * scale, match[2].lower()
    if unit == "%":
        return f"{min(number, 100.0):g}%"
    if unit in ("em", "rem", "ex"):
        return f"{number / (2 if unit == 'ex' else 1):g}em"
    if unit not in _PT_PER_UNIT:
        return None
    return f"{number * _PT_PER_UNIT[unit]:.2f}pt"


def intrinsic_size_pt(file: Path) -> tuple[float, float] | None:
    """A picture's own size in points, its pixels taken as 1/96 of an inch."""
    try:
        width, height = imagesize.get(file)
    except (OSError, ValueError):
        return None
    if width <= 0 or height <= 0:
        return None
    return float(width) * 0.75, float(height) * 0.75


CONVERTED = ("bmp", "tiff", "avif")
"""Kinds of pictures that Typst cannot draw, and that are converted for it."""


def converted_picture(file: Path, found: str) -> tuple[bytes, str] | None:
    """A picture of kind ``found`` as one that a PDF can hold, and its suffix; ``None`` where it is one, or is damaged.

    A photograph in the colours of a printing press (CMYK) is one, but not in an archival PDF: it has no profile for it.
    """
    if found not in (*CONVERTED, "jpg"):
        return None
    # It takes time to load, and few books have such pictures.
    from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

    try:
        with Image.open(file) as opened:
            if found == "jpg" and opened.mode != "CMYK":
                return None
            picture = ImageOps.exif_transpose(opened)
            profile = opened.info.get("icc_profile")
            if picture.mode == "CMYK":
                try:
                    colours = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
                    done = ImageCms.profileToProfile(picture, colours, ImageCms.createProfile("sRGB"), outputMode="RGB")
                except (OSError, ImageCms.PyCMSError):
                    done = None
                picture = done or picture.convert("RGB")
            elif picture.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
                picture = picture.convert("RGBA" if "A" in picture.mode else "RGB")
            is_photograph = found in ("jpg", "avif") and picture.mode in ("L", "RGB")
            target = io.BytesIO()
            if is_photograph:
                picture.save(target, "JPEG", quality=92, subsampling=0)
            else:
                picture.save(target, "PNG")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return target.getvalue(), ".jpg" if is_photograph else ".png"
