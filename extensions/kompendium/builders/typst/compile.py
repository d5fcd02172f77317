"""Typst source to PDF, and Typst's diagnostics back to the Markdown they come from."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import typst

from kompendium.builders.typst.fonts import fonts
from kompendium.builders.typst.pagemap import BlockMark
from kompendium.builders.typst.profiles import add_crop_marks
from kompendium.builders.typst.tags import finish_tags
from kompendium.builders.typst.writer import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) in one file."""

DOCUMENTS = "doc"
"""The folder of the documents' ``.typ`` files, beside the templates."""

_PLACE = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")
_ERROR = re.compile(r"^error: (?P<message>.+?)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a PDF could not be made. ``source`` is the author's file, from the source folder, or empty."""

    message: str
    hint: str = ""
    source: str = ""
    line: int | None = None


class CompileError(Exception):
    """Typst refused a document; ``problems`` says why, at least once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def compile_pdf(
    main: Path,
    root: Path,
    timestamp: int,
    inputs: Mapping[str, str] | None = None,
    marks: list[BlockMark] | None = None,
) -> bytes:
    """The PDF of a Typst file, tagged and archival; :class:`CompileError` where Typst refuses it.

    ``marks``, if given, gets the places of the blocks of text.
    """
    try:
        compiler = typst.Compiler(main, root=root, font_paths=fonts(), sys_inputs=dict(inputs or {}))
        data = compiler.compile(pdf_standards=[*STANDARDS], timestamp=timestamp)
        row_headers = json.loads(compiler.query("<row-headers>", field="value"))
        if marks is not None:
            for places in json.loads(compiler.query("<block-places>", field="value")):
                marks += [BlockMark(block, page, float(down.removesuffix("pt"))) for block, page, down in places]
    except typst.TypstError as error:
        raise CompileError(problems_of(error, root)) from error
    finish = add_crop_marks if (inputs or {}).get("profile") == "print" else None
    return finish_tags(cast("bytes", data), {found["table"]: found["columns"] for found in row_headers}, finish)


def problems_of(error: typst.TypstError, root: Path) -> list[Problem]:
    """Each of Typst's errors, with the place in the author's source that it comes from.

    A report holds one section an error: its message, the place where it arose, and for an error inside a
    template the calls that led there; the first place in a document's own file is the author's.
    """
    hint = " ".join(error.hints or ())
    sections = re.split(r"(?m)^(?=error: )", error.diagnostic or "")
    problems = []
    for section in sections:
        message = _ERROR.search(section)
        if message is None:
            continue
        source, line = "", None
        for place in _PLACE.finditer(section):
            source, line = author_place(place["file"], int(place["line"]), root)
            if source:
                break
        problem = Problem(message["message"].strip(), hint, source, line)
        if problem not in problems:
            problems.append(problem)
    return problems or [Problem(str(error.message), hint)]


def author_place(file: str, line: int, root: Path) -> tuple[str, int | None]:
    """The source and line that the mark nearest above a line of a document's ``.typ`` file names."""
    path = Path(file)
    if not path.is_absolute():
        path = Path(os.path.normpath(Path.cwd() / path)) if (Path.cwd() / path).is_file() else root / path
    try:
        path.relative_to(root / DOCUMENTS)
        lines = path.read_text(encoding="utf-8").split("\n")
    except (ValueError, OSError):
        return "", None
    for text in reversed(lines[:line]):
        if text.startswith(MARK):
            source, _, number = text.removeprefix(MARK).rpartition(":")
            return source, int(number) if number.isdigit() else None
    return "", None


def replace_file(target: Path, data: bytes) -> None:
    """Put a finished file in its place in one step: a reader sees the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(data)
    part.replace(target)
