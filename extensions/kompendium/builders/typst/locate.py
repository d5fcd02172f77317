"""Where an error comes from that Typst gives no place for: found by compiling ever smaller parts of the document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kompendium.builders.typst.compile import DOCUMENTS, CompileError, Problem, author_place, compile_pdf
from kompendium.builders.typst.writer import MARK

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kompendium.builders.typst.fonts import Folders

_SUBDOCUMENT = re.compile(r'^#subdocument\("((?:[^"\\]|\\.)*)"', re.MULTILINE)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|[\[({]|[\])}]', re.DOTALL)


def blocks_of(source: str) -> list[str]:
    """A document's source in the blocks it consists of, the first with the imports.

    A block begins at a source mark outside every bracket. Text stands in strings, so what looks like a bracket is one.
    """
    depth, starts = 0, [0]
    for token in _TOKEN.finditer(source):
        if token[0].startswith(MARK):
            if depth == 0 and token.start() > 0:
                starts.append(token.start())
        elif token[0] in ("[", "(", "{"):
            depth += 1
        elif token[0] in ("]", ")", "}"):
            depth -= 1
    return [source[start:end] for start, end in zip(starts, [*starts[1:], len(source)], strict=True)]


def locate(
    problem: Problem, docname: str, root: Path, timestamp: int, inputs: Mapping[str, str], folders: Folders = ()
) -> Problem:
    """The problem with the place of the first block that brings it about, or as it was if none does by itself.

    ``inputs`` are those with which ``chapter.typ`` fails on the document. Only a handful of compilations are needed:
    each halves what is left.
    """
    file = root / DOCUMENTS / f"{docname}.typ"
    whole = file.read_text(encoding="utf-8")
    blocks = blocks_of(whole)

    def fails(count: int) -> bool:
        file.write_text("".join(blocks[:count]), encoding="utf-8")
        try:
            compile_pdf(root / "chapter.typ", root, timestamp, inputs, folders=folders)
        except CompileError as error:
            return any(found.message == problem.message for found in error.problems)
        return False

    low, high = 0, len(blocks)
    try:
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if fails(middle) else (middle, high)
        if not fails(high):
            return problem
    finally:
        file.write_text(whole, encoding="utf-8")
    culprit = blocks[high - 1]
    for child in _SUBDOCUMENT.findall(culprit):
        found = locate(problem, child, root, timestamp, inputs, folders)
        if found.source:
            return found
    lines = "".join(blocks[: high - 1]).count("\n") + 1
    source, line = author_place(file, lines, root)
    return replace(problem, source=source, line=line) if source else problem
