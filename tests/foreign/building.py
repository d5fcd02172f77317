"""A foreign project built without a change to it, each builder in a process of its own, which is measured."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.foreign.plaintext import FORMULA, PICTURE, counted, read_apart
from tests.foreign.wording import Missing, missing_words, words, words_of_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent.parent
EXTENSIONS = {"typst": "kompendium.builders.typst", "text": "tests.foreign.plaintext"}
# Sphinx loads its own extensions and then those of conf.py; ours comes between, so that conf.py is not touched.
_PROGRAM = """
import sys
import sphinx.application
from sphinx.cmd.build import main
sphinx.application.builtin_extensions += (sys.argv[1],)
sys.exit(main(sys.argv[2:]))
"""
_FINDING = re.compile(r"\[kompendium\.(\w+)\]")
_UNKNOWN = re.compile(r"does not know the node type «(\w+)»")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: exit code, what it said, seconds on the clock and of the processor, most memory in MB."""

    code: int
    output: str
    seconds: float
    processor_s: float
    memory_mb: float


def measured(command: Sequence[str | Path], folder: Path | None = None, **environment: str) -> Run:
    """Run a command to its end. The memory is the largest of the process or of one that it started."""
    env = {**os.environ, **environment}
    started = time.monotonic()
    with subprocess.Popen(
        [str(part) for part in command], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout
        output = process.stdout.read().decode(errors="replace")
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in kilobytes, macOS in bytes.
    memory = usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Run(process.returncode, output, time.monotonic() - started, usage.ru_utime + usage.ru_stime, memory)


def source_folder(project: Path) -> Path:
    """The folder that holds conf.py: the one that was named, or one of those that projects put their text in."""
    for name in ("", "source", "docs", "doc", "docs/source", "doc/source", "doc/en"):
        if (project / name / "conf.py").is_file():
            return project / name
    raise FileNotFoundError(f"There is no conf.py in {project}")


def build(builder: str, source: Path, output: Path) -> Run:
    """Build a project from a cold start, by the builder ``typst`` or ``text``."""
    folders = ["-d", output / f"{builder}-doctrees", source, output / builder]
    paths = [str(ROOT / "extensions"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return measured(
        [sys.executable, "-c", _PROGRAM, EXTENSIONS[builder], "-E", "-b", builder, *folders],
        PYTHONPATH=os.pathsep.join(filter(None, paths)),
    )


@dataclass(slots=True)
class Outcome:
    """What became of a foreign project; the runs hold seconds and memory."""

    typst: Run
    text: Run
    pdf: Path | None = None
    pages: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    documents: int = 0
    words: int = 0
    missing: list[Missing] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)


def try_out(source: Path, output: Path) -> Outcome:
    """Build a project by both builders, and compare the words."""
    outcome = Outcome(build("typst", source, output), build("text", source, output))
    outcome.findings = Counter(_FINDING.findall(outcome.typst.output))
    outcome.unknown = sorted(set(_UNKNOWN.findall(outcome.typst.output)))
    page_map = output / "typst" / "pagemap.json"
    pdfs = list((output / "typst").glob("*.pdf"))
    if outcome.typst.code or outcome.text.code or not pdfs or not page_map.is_file():
        return outcome
    (outcome.pdf,) = pdfs
    pdf = words_of_pdf(outcome.pdf)
    outcome.pages = pdf.pages
    inside = json.loads(page_map.read_text(encoding="utf-8"))["content"]
    written = {
        path.relative_to(output / "text").with_suffix("").as_posix(): path for path in (output / "text").rglob("*.txt")
    }
    outcome.outside = sorted(written.keys() - inside.keys())
    texts = {name: path.read_text(encoding="utf-8") for name, path in written.items() if name in inside}
    apart = {name: items for name, items in read_apart(output / "text").items() if name in inside}
    drawn = [(name, kind, text) for name, items in apart.items() for kind, text in items if kind in (PICTURE, FORMULA)]
    outcome.documents = len(texts)
    outcome.apart = counted(apart)
    outcome.words = sum(len(words(text)) for text in [*texts.values(), *(text for _name, _kind, text in drawn)])
    outcome.missing = missing_words(texts, drawn, pdf)
    return outcome
