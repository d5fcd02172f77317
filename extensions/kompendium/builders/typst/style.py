"""The look of the PDF as ``conf.py`` sets it: the keys of ``typst_style``, and what the templates read of them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kompendium.builders.typst.fonts import faces, lacking
from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sphinx.config import Config

_ = get_translation("kompendium")

OPTION = "typst_style"

_MM = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72}
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in|pt)")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")

PAPERS = {
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "b5": (176.0, 250.0),
    "us-letter": (215.9, 279.4),
    "us-trade": (152.4, 228.6),
    "us-digest": (139.7, 215.9),
}
"""Names of papers, in mm; a publisher may give any other size as a pair."""

BOXES = ("features", "keypoints", "definition", "treatment", "warning", "tip", "example", "note")
"""The kinds of boxes, whose colours the templates have."""

SIDES = ("inner", "outer", "top", "bottom")

LEAST_TEXT_MM = (60.0, 80.0)
"""Less room than this between the margins holds no book."""

LEAST_CONTRAST = 4.5
"""Of text on white: WCAG 2.2, 1.4.3."""

SERIF, SANS, MONO = ("Source Serif 4", "Libertinus Serif"), ("Source Sans 3",), ("DejaVu Sans Mono",)
"""The faces that come with the installation; they stand behind those that a publisher names."""


class _Unusable(Exception):
    """A value cannot be used; the message says what was expected, the second argument gives an example."""


def _length(value: object) -> float:
    match = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise _Unusable(_("a length with its unit"), '"23mm"')
    return float(match[1]) * _MM[match[2]]


def _paper(value: object) -> tuple[float, float]:
    if isinstance(value, str) and value.casefold() in PAPERS:
        return PAPERS[value.casefold()]
    try:
        width, height = map(_length, value)  # type: ignore[call-overload]
    except (TypeError, ValueError, _Unusable):
        names = ", ".join(PAPERS)
        expected = _("one of: {names}; or a width and a height").format(names=names)
        raise _Unusable(expected, '("170mm", "240mm")') from None
    if not 90 <= width <= 420 or not 120 <= height <= 600:
        raise _Unusable(_("a sheet from {least} to {most}").format(least="90 × 120 mm", most="420 × 600 mm"), '"a5"')
    return round(width, 3), round(height, 3)


def _margins(value: object) -> dict[str, float]:
    expected = _("a mapping with some of: {names}").format(names=", ".join(SIDES))
    example = '{"inner": "20mm", "outer": "35mm"}'
    if not isinstance(value, dict) or not set(value) <= set(SIDES):
        raise _Unusable(expected, example)
    return {side: round(_length(given), 3) for side, given in value.items()}


def _size(value: object) -> float:
    try:
        points = round(_length(value) / _MM["pt"], 3)
    except _Unusable:
        points = 0
    if not 7 <= points <= 16:
        raise _Unusable(_("a size from {least} to {most}").format(least="7pt", most="16pt"), '"10pt"')
    return points


def _colour(value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise _Unusable(_("a colour as #RRGGBB"), '"#0F5C66"')
    return value.upper() if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:]).upper()


def _boxes(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not set(value) <= set(BOXES):
        raise _Unusable(_("a mapping with some of: {names}").format(names=", ".join(BOXES)), '{"warning": "#9A3412"}')
    return {kind: _colour(given) for kind, given in value.items()}


def _families(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) and name.strip() for name in names):
        raise _Unusable(_("a font's name, or a list of names"), '["Source Serif 4", "Libertinus Serif"]')
    return tuple(name.strip() for name in names)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unusable(_("True or False"), "True")
    return value


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise _Unusable(_("one of: {names}").format(names=", ".join(words)), f'"{words[0]}"')
        return str(value)

    return read


def style_key(written: Any, read: Callable[[Any], Any], help_: str) -> Any:
    """A field that is a key of ``typst_style``; its default is ``written`` as a publisher would."""
    metadata = {"read": read, "written": written, "help": help_}
    return field(default_factory=lambda: read(written) if written else written, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Style:
    """The keys of ``typst_style``. Lengths are in mm, the text's size in points."""

    paper: tuple[float, float] = style_key(("170mm", "240mm"), _paper, "The trimmed page: a name, or (width, height).")
    margins: dict[str, float] = style_key(
        {"inner": "23mm", "outer": "38mm", "top": "24mm", "bottom": "25mm"},
        _margins,
        "Some or all of inner, outer, top and bottom. The chapter's number hangs in the outer one where that is wide.",
    )
    text_font: tuple[str, ...] = style_key(
        SERIF, _families, "Font of the text, or several: each has what those before lack."
    )
    heading_font: tuple[str, ...] = style_key(
        SANS, _families, "The font of headings, labels, captions and tables; then come the text's."
    )
    mono_font: tuple[str, ...] = style_key(MONO, _families, "The font of code.")
    text_size: float = style_key("10pt", _size, "The text's size; the other sizes follow it.")
    ink: str = style_key("#1B1F23", _colour, "The text's colour.")
    accent: str = style_key("#0F5C66", _colour, "The colour of headings, numbers and rules.")
    link: str = style_key("", _colour, "The colour of links on the screen; the accent where none is given.")
    boxes: dict[str, str] = style_key({}, _boxes, "Kinds of boxes and the colour of each; its tint follows from it.")
    paragraphs: str = style_key(
        "spaced", _one_of("spaced", "indented"), "Whether paragraphs stand apart (spaced) or begin indented (indented)."
    )
    justify: bool = style_key(True, _flag, "Whether lines are filled to the right edge.")
    figures: str = style_key("old-style", _one_of("old-style", "lining"), "The figures of running text.")

    def to_json(self) -> dict[str, Any]:
        """What the templates read, with the fonts that stand behind those that were asked for."""
        serif = _chain(self.text_font, SERIF)
        return asdict(self) | {
            "text_font": serif,
            "heading_font": _chain(self.heading_font, SANS, serif),
            "mono_font": _chain(self.mono_font, MONO, serif),
            "link": self.link or self.accent,
            # The book's own colour, unless a publisher gives that box another one.
            "boxes": ({} if self.accent == defaults()["accent"] else {"features": self.accent}) | self.boxes,
        }


def _chain(*families: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for several in families for name in several))


def defaults() -> dict[str, Any]:
    """Each key of ``typst_style`` and its default."""
    return {item.name: getattr(Style(), item.name) for item in fields(Style)}


def contrast_on_white(colour: str) -> float:
    """The contrast of a colour with white, from 1 to 21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def place_of_key(confdir: Path, option: str, key: str) -> str:
    """Where ``conf.py`` sets a key of an option that is a mapping."""
    file, _colon, number = place_in_conf(confdir, option).rpartition(":")
    conf = confdir / "conf.py"
    lines = conf.read_text(encoding="utf-8", errors="replace").splitlines() if conf.is_file() else []
    name = re.compile(rf"(?<!\w){re.escape(key)}(?!\w)")
    found = (at for at, line in enumerate(lines, 1) if at >= int(number) and name.search(line))
    return f"{file}:{next(found, number)}"


class _Reader:
    def __init__(self, confdir: Path, folders: tuple[Path, ...]) -> None:
        self.confdir = confdir
        self.folders = folders

    def place(self, key: str) -> str:
        return place_of_key(self.confdir, OPTION, key)

    def refuse(self, key: str, found: object, expected: str, example: str, instead: str) -> None:
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            self.place(key),
            key=f"{OPTION}: {key}",
            found=found,
            expected=expected,
            instead=instead,
            example=f'"{key}": {example}',
        )

    def read(self, given: Mapping[Any, Any]) -> Style:
        known = {item.name: item.metadata["read"] for item in fields(Style)}
        values = defaults()
        for key, value in given.items():
            if key not in known:
                near = nearest(str(key), known)
                names = _("Expected one of: {names}.").format(names=", ".join(known))
                hint = _("Did you mean «{name}»?").format(name=near) if near else names
                report(Finding.OPTION_OF_BOOK_UNKNOWN, self.place(str(key)), found=f"{OPTION}: {key}", suggestion=hint)
                continue
            try:
                read = known[key](value)
            except _Unusable as problem:
                expected, example = problem.args
                self.refuse(key, value, expected, example, _("The default is used."))
                continue
            values[key] = {**values[key], **read} if key == "margins" else read
            self.look_at(key, read)
        for key, role in (("text_font", SERIF), ("heading_font", SANS), ("mono_font", MONO)):
            values[key] = self.known_families(key, values[key]) or role
        self.fit(values, given)
        return Style(**values)

    def look_at(self, key: str, value: Any) -> None:
        """Warn of colours that are hard to read on white."""
        colours = {"": value} if key in ("ink", "accent", "link") else value if key == "boxes" else {}
        for kind, colour in colours.items():
            contrast = contrast_on_white(colour)
            if contrast < LEAST_CONTRAST:
                expected = _("a contrast with white of at least {least}, where this has {found}")
                self.refuse(
                    key,
                    f"{kind} {colour}".strip(),
                    expected.format(least=LEAST_CONTRAST, found=f"{contrast:.1f}"),
                    f'{{"{kind}": "#9A3412"}}' if kind else '"#0F5C66"',
                    _("It is used all the same."),
                )

    def known_families(self, key: str, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the families that there are, under their own names."""
        there = {name.casefold(): name for name in faces(self.folders)}
        found = []
        for name in asked:
            family = there.get(name.casefold())
            if family:
                found.append(family)
                continue
            near = nearest(name, there.values())
            hint = _("Did you mean «{name}»?").format(name=near) if near else ""
            fallback = {"text_font": SERIF, "heading_font": SANS, "mono_font": MONO}[key][0]
            known = [there[other.casefold()] for other in asked if other.casefold() in there]
            report(
                Finding.FONT_MISSING,
                self.place(key),
                found=name,
                expected=(known or [fallback])[0],
                suggestion=hint or _("Put its files into a folder, and name that in typst_fonts."),
            )
        # What stands behind the first has single characters to show.
        missing = lacking(faces(self.folders)[found[0]]) if found and key != "mono_font" else []
        if missing:
            report(Finding.FONT_INCOMPLETE, self.place(key), found=found[0], missing=", ".join(missing))
        return tuple(found)

    def fit(self, values: dict[str, Any], given: Mapping[Any, Any]) -> None:
        """Keep margins that leave room for text."""
        (width, height), margins = values["paper"], values["margins"]
        room = (width - margins["inner"] - margins["outer"], height - margins["top"] - margins["bottom"])
        if room[0] >= LEAST_TEXT_MM[0] and room[1] >= LEAST_TEXT_MM[1]:
            return
        # Those of the default page, made as much smaller as this one is.
        usual = defaults()
        scale = min(width / usual["paper"][0], height / usual["paper"][1])
        values["margins"] = {side: round(given * scale, 3) for side, given in usual["margins"].items()}
        key = "margins" if "margins" in given else "paper"
        least = f"{LEAST_TEXT_MM[0]:g} × {LEAST_TEXT_MM[1]:g} mm"
        self.refuse(
            key,
            given[key],
            _("room for text of at least {least}").format(least=least),
            '{"inner": "15mm", "outer": "20mm", "top": "18mm", "bottom": "20mm"}' if key == "margins" else '"a5"',
            _("Other margins are used."),
        )


def read_style(config: Config, confdir: Path, folders: tuple[Path, ...]) -> Style:
    """The style that ``conf.py`` asks for; what is wrong in it is reported, and the default stands in its place."""
    given = config.typst_style or {}
    if not isinstance(given, dict):
        msg = _("{place}: {name} is {found}; expected {expected}: {name} = {example}")
        place = place_in_conf(confdir, OPTION)
        raise ConfigError(
            msg.format(place=place, name=OPTION, found=repr(given), expected=_("a mapping"), example='{"paper": "a5"}')
        )
    return _Reader(confdir, folders).read(given)
