"""Colours for the printing press: the RGB of a finished PDF's drawing as CMYK."""

from __future__ import annotations

from colorsys import rgb_to_hls
from functools import cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Ink = tuple[float, float, float, float]

GREY = 0.2
"""Colours less saturated than this (as in HSL) are greys: black ink alone prints them, so no plate need fit another."""

_FILL, _STROKE = ("cs", ("scn", "sc"), "rg", "k", "g"), ("CS", ("SCN", "SC"), "RG", "K", "G")


_SOLIDS = {
    (0, 0, 0): (255, 255, 255),
    (1, 0, 0): (0, 159, 227),
    (0, 1, 0): (230, 0, 126),
    (0, 0, 1): (255, 237, 0),
    (1, 1, 0): (49, 39, 131),
    (1, 0, 1): (0, 150, 64),
    (0, 1, 1): (227, 6, 19),
    (1, 1, 1): (43, 42, 41),
}
"""Cyan, magenta and yellow, solid and over each other, as they look in offset on coated paper; typical values."""

_BLACK = (29, 29, 27)
_EYE = (0.3, 0.59, 0.11)
"""How much an error in red, green and blue weighs."""


def printed(inks: Sequence[float]) -> list[float]:
    """How an amount of each ink looks, as red, green and blue from 0 to 1: each overprint by the area it covers."""
    *colours, black = inks
    parts = [0.0, 0.0, 0.0]
    for solid, looks in _SOLIDS.items():
        area = prod(ink if is_on else 1 - ink for ink, is_on in zip(colours, solid, strict=True))
        parts = [part + area * look / 255 for part, look in zip(parts, looks, strict=True)]
    return [part * (1 - black + black * look / 255) for part, look in zip(parts, _BLACK, strict=True)]


@cache
def ink_of(red: float, green: float, blue: float) -> Ink:
    """The amounts of cyan, magenta, yellow and black that look most like a colour of the screen, and few of them.

    No colour profile is at work: of two that look alike, the one with more black and less of the others is taken, which
    leaves small letters sharp.
    """
    if rgb_to_hls(red, green, blue)[2] < GREY:
        light = sum(part * weight for part, weight in zip((red, green, blue), _EYE, strict=True))
        # Black ink is not quite black: a grey takes a little more of it.
        return (0, 0, 0, round(min(1, (1 - light) / (1 - _BLACK[0] / 255)), 2))

    def cost(inks: Sequence[float]) -> float:
        looks = zip(printed(inks), (red, green, blue), _EYE, strict=True)
        return sum(weight * (look - wanted) ** 2 for look, wanted, weight in looks) + 0.0004 * sum(inks[:3])

    best: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    step = 0.25
    while step > 0.004:
        around = (
            tuple(min(1.0, max(0.0, ink + change)) for ink, change in zip(best, changes, strict=True))
            for changes in product((-step, 0, step), repeat=4)
        )
        nearest = min(around, key=cost)
        if cost(nearest) < cost(best) - 1e-9:
            best = nearest
        else:
            step /= 2
    cyan, magenta, yellow, black = (round(ink, 2) for ink in best)
    return (cyan, magenta, yellow, black)


def to_cmyk(pdf: pikepdf.Pdf, black: str) -> list[str]:
    """Set all that pages and drawings are filled and stroked with in CMYK; ``black`` (#RRGGBB) in black ink alone.

    Returns what is left in RGB, as «picture» or «gradient»: pixels and gradients take a colour profile of the press,
    which only the printing house has.
    """
    darkest = tuple(round(int(black[at : at + 2], 16) / 255, 4) for at in (1, 3, 5))
    left: list[str] = []
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        resources = page.obj.get("/Resources", Dictionary())
        page.Contents = pdf.make_stream(_converted(page, resources, darkest))
        for kind, found in _drawings(resources, seen):
            if kind:
                left.append(kind)
            else:
                # A drawing without resources of its own uses the page's (ISO 32000-1, 7.8.3).
                found.write(_converted(found, found.get("/Resources", resources), darkest))
                _blend_in_cmyk(found)
        _blend_in_cmyk(page.obj)
    return left


def _blend_in_cmyk(drawn: pikepdf.Object) -> None:
    if "/CS" in drawn.get("/Group", Dictionary()):
        drawn.Group.CS = Name.DeviceCMYK


def _drawings(resources: pikepdf.Object, seen: set[tuple[int, int]]) -> Iterator[tuple[str, pikepdf.Object]]:
    """What a page draws with, each once: what stays as it is by its kind, what is to be converted without."""
    for name in ("/XObject", "/Pattern", "/Shading"):
        for _key, found in sorted(dict(resources.get(name, Dictionary())).items()):
            if found.is_indirect and found.objgen in seen:
                continue
            seen.add(found.objgen)
            shading = found.get("/Shading", found if name == "/Shading" else None)
            if shading is not None:
                if _is_rgb(shading.get("/ColorSpace")):
                    yield "gradient", found
            elif found.get("/Subtype") == Name.Image:
                if _is_rgb(found.get("/ColorSpace")):
                    yield "picture", found
            else:
                yield "", found
                yield from _drawings(found.get("/Resources", Dictionary()), seen)


def _is_rgb(space: pikepdf.Object | None) -> bool:
    if isinstance(space, Array) and space[0] == Name.ICCBased:
        return int(space[1].N) == 3
    if isinstance(space, Array) and space[0] == Name.Indexed:
        return _is_rgb(space[1])
    return space in (Name.DeviceRGB, Name.CalRGB) or (isinstance(space, Array) and space[0] == Name.CalRGB)


def _converted(content: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, black: Sequence[float]) -> bytes:
    """The content with each RGB colour as CMYK. Greys are left: they are of black ink as they stand."""
    spaces = {name: _is_rgb(space) for name, space in dict(resources.get("/ColorSpace", Dictionary())).items()}
    # Whether the colour space of fillings, and of strokes, is one of RGB.
    is_rgb = {"cs": False, "CS": False}
    stack: list[dict[str, bool]] = []
    out: list[ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    for instruction in pikepdf.parse_content_stream(content):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            out.append(instruction)
            continue
        operator, operands = str(instruction.operator), [*instruction.operands]
        if operator == "q":
            stack.append(dict(is_rgb))
        elif operator == "Q" and stack:
            is_rgb = stack.pop()
        for space, colour, rgb, cmyk, grey in (_FILL, _STROKE):
            if operator == space:
                name = str(operands[0])
                is_rgb[space] = spaces.get(name, name == Name.DeviceRGB)
                if is_rgb[space]:
                    # Black, as the space begins; the colour follows.
                    operator, operands = cmyk, [0, 0, 0, 1]
            elif operator == rgb or (operator in colour and is_rgb[space]):
                is_rgb[space] = True
                operator, operands = cmyk, [*_ink(operands, black)]
            elif operator in (cmyk, grey):
                is_rgb[space] = False
            else:
                continue
            break
        out.append(ContentStreamInstruction(operands, Operator(operator)))
    return pikepdf.unparse_content_stream(out)


def _ink(parts: Sequence[object], black: Sequence[float]) -> Ink:
    red, green, blue = (float(part) for part in parts)  # type: ignore[arg-type]
    if all(abs(part - dark) < 0.003 for part, dark in zip((red, green, blue), black, strict=True)):
        return (0, 0, 0, 1)
    return ink_of(*(round(part, 3) for part in (red, green, blue)))
