"""Typst source to PDF, and Typst's diagnostics back to the Markdown they come from."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import typst

from kompendium.builders.typst.colours import to_cmyk
from kompendium.builders.typst.fonts import Folders, fonts
from kompendium.builders.typst.pagemap import BlockMark
from kompendium.builders.typst.profiles import add_crop_marks
from kompendium.builders.typst.tags import finish_tags
from kompendium.builders.typst.writer import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pikepdf

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file. With CMYK colours the second alone can be had."""

DOCUMENTS = "doc"
"""The folder of the documents' ``.typ`` files, beside the templates."""

_UNKNOWN_FONT = "unknown font family: "
_UNSETTLED = "document did not converge"
_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")
_HINT = re.compile(r"^ *= hint: (.+?)$", re.MULTILINE)
_ERROR = re.compile(r"^error: (?P<message>.+?)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a PDF could not be made. ``source`` is the author's file, from the source folder, or empty.

    ``template`` is the template in which the error arose, from the work folder, or empty.
    """

    message: str
    hint: str = ""
    source: str = ""
    line: int | None = None
    template: str = ""
    template_line: int | None = None


class CompileError(Exception):
    """Typst refused a document; ``problems`` says why, at least once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A picture of pixels as it stands in the layout: which use of which file, and its printed size in points."""

    use: int
    file: str
    width: float
    height: float


@dataclass(slots=True)
class Notes:
    """What a layout says beside the PDF: a font that is asked for in vain, pictures, CMYK, what did not settle."""

    fonts: list[Problem] = field(default_factory=list)
    pictures: list[PrintedPicture] = field(default_factory=list)
    still_rgb: list[str] = field(default_factory=list)
    unsettled: list[Problem] = field(default_factory=list)


def compile_pdf(
    main: Path,
    root: Path,
    timestamp: int,
    inputs: Mapping[str, str] | None = None,
    marks: list[BlockMark] | None = None,
    *,
    folders: Folders = (),
    notes: Notes | None = None,
    finish: Callable[[pikepdf.Pdf], None] | None = None,
    black: str = "",
) -> bytes:
    """The PDF of a Typst file, tagged and archival; :class:`CompileError` where Typst refuses it.

    ``marks``, if given, gets the places of the blocks of text, ``notes`` what else there is to say. ``folders`` have
    fonts of the project's own. ``finish`` is done to the PDF before it is written. ``black`` asks for CMYK colours:
    it is the colour that becomes black ink alone.
    """
    standards = STANDARDS[1:] if black else STANDARDS
    try:
        compiler = typst.Compiler(main, root=root, font_paths=fonts(folders), sys_inputs=dict(inputs or {}))
        data, warnings = compiler.compile_with_warnings(pdf_standards=[*standards], timestamp=timestamp)
        row_headers = json.loads(compiler.query("<row-headers>", field="value"))
        if marks is not None:
            for places in json.loads(compiler.query("<block-places>", field="value")):
                marks += [BlockMark(block, page, float(down.removesuffix("pt"))) for block, page, down in places]
        if notes is not None:
            for one in json.loads(compiler.query("<printed-picture>", field="value")):
                sides = (float(one[side].removesuffix("pt")) for side in ("width", "height"))
                notes.pictures.append(PrintedPicture(one["use"], one["file"], *sides))
    except typst.TypstError as error:
        raise CompileError(problems_of(error, root)) from error
    if notes is not None:
        notes.fonts += unknown_fonts(warnings, root)
        notes.unsettled += unsettled(warnings, root)

    def complete(pdf: pikepdf.Pdf) -> None:
        if black:
            rgb = to_cmyk(pdf, black)
            if notes is not None:
                notes.still_rgb += rgb
        if (inputs or {}).get("profile") == "print":
            add_crop_marks(pdf)
        if finish is not None:
            finish(pdf)

    return finish_tags(cast("bytes", data), {found["table"]: found["columns"] for found in row_headers}, complete)


def unknown_fonts(warnings: list[typst.TypstWarning], root: Path) -> list[Problem]:
    """The families that nothing has, as Typst warns of them, with their place in a document where they have one."""
    found = [(one, one.message.removeprefix(_UNKNOWN_FONT)) for one in warnings]
    return [_placed(one.diagnostic, family, root) for one, family in found if family != one.message]


def unsettled(warnings: list[typst.TypstWarning], root: Path) -> list[Problem]:
    """What was another at each of Typst's attempts to lay the document out, if it gave up."""
    if not any(one.message.startswith(_UNSETTLED) for one in warnings):
        return []
    return [_placed(one.diagnostic, one.message, root) for one in warnings if " did not " in one.message]


def _placed(diagnostic: str, message: str, root: Path) -> Problem:
    """What a warning is about, with its place in a document or a template."""
    place = _PLACE.search(diagnostic)
    if place is None:
        return Problem(message)
    file, number = _file_of(place["file"], root), int(place["line"])
    source, line = author_place(file, number, root)
    template = file.relative_to(root).as_posix() if not source and file.is_relative_to(root) else ""
    return Problem(message, "", source, line, template, number if template else None)


def problems_of(error: typst.TypstError, root: Path) -> list[Problem]:
    """Each of Typst's errors, with the place in the author's source that it comes from.

    A report holds one section an error: its message, the place where it arose, and for an error inside a
    template the calls that led there; the first place in a document's own file is the author's.
    """
    problems: list[Problem] = []
    unclosed: set[Path] = set()
    for section in re.split(r"(?m)^(?=error: )", error.diagnostic or ""):
        message = _ERROR.search(section)
        if message is None:
            continue
        source, line, template, template_line = "", None, "", None
        files = [_file_of(place["file"], root) for place in _PLACE.finditer(section)]
        if files and files[0] in unclosed:
            # What follows in the file is taken for something else, and faulted for it.
            continue
        if files and message["message"].startswith("unclosed "):
            unclosed.add(files[0])
        for number, (file, place) in enumerate(zip(files, _PLACE.finditer(section), strict=True)):
            source, line = author_place(file, int(place["line"]), root)
            if source:
                break
            if number == 0 and file.is_relative_to(root):
                template, template_line = file.relative_to(root).as_posix(), int(place["line"])
        hint = " ".join(_HINT.findall(section))
        problem = Problem(message["message"].strip(), hint, source, line, template, template_line)
        if problem not in problems:
            problems.append(problem)
    return problems or [Problem(str(error.message), " ".join(error.hints or ()))]


def _file_of(file: str, root: Path) -> Path:
    """A file as Typst names it: from the folder it was called in, or from the work folder."""
    path = Path(file)
    if path.is_absolute():
        return path
    here = Path(os.path.normpath(Path.cwd() / path))
    return here if here.is_file() else root / path


def author_place(file: Path, line: int, root: Path) -> tuple[str, int | None]:
    """The source and line that the mark nearest above a line of a document's ``.typ`` file names."""
    try:
        file.relative_to(root / DOCUMENTS)
        lines = file.read_text(encoding="utf-8").split("\n")
    except (ValueError, OSError):
        return "", None
    for text in reversed(lines[:line]):
        if text.startswith(MARK):
            source, _, number = text.removeprefix(MARK).rpartition(":")
            return source, int(number) if number.isdigit() else None
    return "", None
