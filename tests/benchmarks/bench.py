"""Measure the build of a synthetic book, stage by stage, and against its twin: ``make bench``.

Everything is measured in one run and told as ratios, since machines differ and are shared: beside each time on the
clock stands the processor's, which other programs disturb less. Each measurement has a process of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.books import EPOCH, make_compendium, write_myst, write_twin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "docs" / "book"
CHAPTER = "kalsinose"
CHAPTER_FILE = BOOK / "kapitler" / "kalsinose.md"
KEPT = "typst-source"
PAGES_MAY_DIFFER = 0.05
TYPST_MAY_COST = 2.0


def _cpu() -> float:
    """Seconds of the processor that this process and its children took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) * unit / 1e6
    )


# In a process of its own


class Stages:
    """Seconds by stage, as wall and processor time. A stage inside another is counted in the inner one only."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self._open: list[str] = []
        self._mark = (time.perf_counter(), _cpu())

    def _count(self) -> None:
        now = (time.perf_counter(), _cpu())
        if self._open:
            total = self.seconds.setdefault(self._open[-1], [0.0, 0.0])
            total[0] += now[0] - self._mark[0]
            total[1] += now[1] - self._mark[1]
        self._mark = now

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what runs inside to a stage."""
        self._count()
        self._open.append(name)
        try:
            yield
        finally:
            self._count()
            self._open.pop()

    def watch(self, owner: Any, name: str, stage: str | Callable[..., str]) -> None:
        """Count a function's calls to a stage."""
        function = getattr(owner, name)

        @wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            with self.stage(stage if isinstance(stage, str) else stage(*args)):
                return function(*args, **kwargs)

        setattr(owner, name, watched)


def measure_build(source: Path, output: Path) -> dict[str, Any]:
    """The whole build, as ``kompendium build`` does it, split by stage."""
    from sphinx.environment import BuildEnvironment

    from kompendium import build
    from kompendium.builders.typst import builder as typst_builder
    from kompendium.builders.typst.builder import TypstBuilder

    stages = Stages()
    making: list[str] = []

    def in_format(_self: Any, name: str, *_: Any) -> str:
        making[:] = [name]
        return {"pdf": "pdf: files", "epub": "epub", "html": "html"}[name]

    def while_pdf(stage: str) -> Callable[..., str]:
        return lambda *_: stage if making == ["pdf"] else making[0] if making else "reading"

    stages.watch(build.Pipeline, "_read", "reading")
    stages.watch(build.Pipeline, "_publish", "publishing")
    stages.watch(build.Pipeline, "_make", in_format)
    stages.watch(typst_builder, "read_book", "pdf: toctrees, references")
    stages.watch(BuildEnvironment, "resolve_references", while_pdf("pdf: toctrees, references"))
    stages.watch(TypstBuilder, "_write_document", "pdf: translate")
    stages.watch(TypstBuilder, "_compile", "pdf: chapters' own")
    # The chapters are compiled in threads, where nothing may be counted twice: only the book has a call of its own.
    compile_pdf = typst_builder.compile_pdf

    def compile_watched(main: Path, *args: Any, **kwargs: Any) -> bytes:
        if main.name != "book.typ":
            return compile_pdf(main, *args, **kwargs)
        with stages.stage("pdf: Typst, the book"):
            return compile_pdf(main, *args, **kwargs)

    typst_builder.compile_pdf = compile_watched
    finish = TypstBuilder.finish

    def keep_source(self: TypstBuilder) -> None:
        shutil.copytree(self.work, output / KEPT)
        finish(self)

    TypstBuilder.finish = keep_source  # type: ignore[method-assign]
    warnings = io.StringIO()
    start, start_cpu = time.perf_counter(), _cpu()
    order = build.Order(source, output)
    result = build.build(order, status=None, warning=warnings, progress=lambda _line: None)
    whole = [time.perf_counter() - start, _cpu() - start_cpu]
    if result.failures or warnings.getvalue():
        sys.exit("\n".join([*result.failures, warnings.getvalue()]))
    return {"stages": stages.seconds, "whole": whole, "peak": _peak_mb()}


def measure_compile(main: Path) -> dict[str, Any]:
    """One Typst file to PDF, with the builder's fonts and standards."""
    import pikepdf
    import typst

    from kompendium.builders.typst.compile import STANDARDS
    from kompendium.builders.typst.fonts import fonts

    loaded = fonts()
    start, start_cpu = time.perf_counter(), _cpu()
    data = typst.compile(main, root=main.parent, font_paths=loaded, pdf_standards=[*STANDARDS], timestamp=int(EPOCH))
    seconds = [time.perf_counter() - start, _cpu() - start_cpu]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {"seconds": seconds, "pages": len(pdf.pages), "peak": _peak_mb(), "bytes": len(data)}


# From the outside


def run_worker(*arguments: str, module: str = "tests.benchmarks.bench") -> dict[str, Any]:
    """What a measurement says that is taken in a process of its own."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT, env=environment)
    return dict(json.loads(run.stdout))


def _run_cold(command: list[str]) -> list[float]:
    """A command from a cold start: wall and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, cwd=ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return [time.perf_counter() - start, sum(after[:2]) - sum(before[:2])]


def _best(measured: list[list[float]]) -> list[float]:
    """The least of each kind of time: what others took of the machine only ever adds."""
    return [min(values) for values in zip(*measured, strict=True)]


def _line(name: str, seconds: list[float], whole: list[float]) -> str:
    wall, cpu = seconds
    return f"{name:34}{wall:9.2f}{cpu:9.2f}{wall / whole[0]:9.2f}{cpu / whole[1]:9.2f}"


def _ratio(name: str, ours: list[float], theirs: list[float], limit: str = "") -> str:
    wall, cpu = (a / b for a, b in zip(ours, theirs, strict=True))
    return f"{name:52}{wall:9.2f}{cpu:9.2f}{'  ' + limit if limit else ''}"


def bench_book(folder: Path, chapters: int, seed: int, repeat: int) -> bool:
    """The synthetic book and its twin; whether the limits hold."""
    book = make_compendium(chapters, seed)
    write_myst(book, folder / "myst")
    twin = write_twin(book, folder / "twin")
    built = run_worker("--build", str(folder / "myst"), str(folder / "build"))
    ours_main = folder / "build" / KEPT / "book.typ"
    ours, theirs = [], []
    for _round in range(repeat):
        # One after the other, so that both meet the same neighbours.
        theirs.append(run_worker("--compile", str(twin)))
        ours.append(run_worker("--compile", str(ours_main)))
    whole = built["whole"]
    print(f"\n{chapters} chapters, seed {seed}")
    print(f"{'stage':34}{'wall s':>9}{'cpu s':>9}{'of wall':>9}{'of cpu':>9}")
    for name, seconds in built["stages"].items():
        print(_line(name, seconds, whole))
    print(_line("whole", whole, whole))
    ours_best, theirs_best = (_best([item["seconds"] for item in found]) for found in (ours, theirs))
    pages, twin_pages = ours[0]["pages"], theirs[0]["pages"]
    print(
        f"\n{'pages':34}{pages:9}   twin {twin_pages} ({pages / twin_pages - 1:+.1%}; allowed ±{PAGES_MAY_DIFFER:.0%})"
    )
    print(f"{'peak memory of the build, MB':34}{built['peak']:9.0f}")
    peaks = min(item["peak"] for item in ours), min(item["peak"] for item in theirs)
    print(f"{'peak memory of Typst alone, MB':34}{peaks[0]:9.0f}   twin {peaks[1]:.0f}")
    print(f"{'size of the PDF, MB':34}{ours[0]['bytes'] / 1e6:9.1f}   twin {theirs[0]['bytes'] / 1e6:.1f}")
    print(f"\n{'ratios':52}{'wall':>9}{'cpu':>9}")
    print(_ratio("Typst stage to the twin", ours_best, theirs_best, f"at most {TYPST_MAY_COST:g}"))
    print(_ratio("the whole build to the twin", whole, theirs_best))
    even = abs(pages / twin_pages - 1) <= PAGES_MAY_DIFFER
    return even and ours_best[1] / theirs_best[1] <= TYPST_MAY_COST


def bench_chapter(folder: Path, repeat: int) -> None:
    """Chapter 161's own PDF from a cold start, to the same chapter as HTML by Sphinx."""
    python = sys.executable
    pdf, html = [], []
    for number in range(repeat):
        output = str(folder / f"pdf-{number}")
        options = ["--formats", "pdf", "--chapter", CHAPTER, "--output", output]
        pdf.append(_run_cold([python, "-m", "kompendium.cli", "build", str(BOOK), *options]))
        target = str(folder / f"html-{number}")
        html.append(_run_cold([python, "-m", "sphinx", "-q", "-b", "html", str(BOOK), target, str(CHAPTER_FILE)]))
    ours, theirs = _best(pdf), _best(html)
    print(f"\n{'a chapter from a cold start':52}{'wall s':>9}{'cpu s':>9}")
    print(f"{f'kompendium build --formats pdf --chapter {CHAPTER}':52}{ours[0]:9.2f}{ours[1]:9.2f}")
    print(f"{'sphinx-build -b html, the same chapter':52}{theirs[0]:9.2f}{theirs[1]:9.2f}")
    print(_ratio("ratio", ours, theirs))


def main() -> int:
    """Print the tables; 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=300)
    parser.add_argument("--seed", type=int, default=161)
    parser.add_argument("--repeat", type=int, default=3, help="how often the ratios are measured; the least counts")
    parser.add_argument("--folder", type=Path, help="keep what is made in this folder")
    parser.add_argument("--only", choices=("book", "chapter", "codes"), help="only one of the tables")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--compile", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        print(json.dumps(measure_build(*arguments.build)))
        return 0
    if arguments.compile:
        print(json.dumps(measure_compile(arguments.compile)))
        return 0
    holds = True
    with contextlib.ExitStack() as stack:
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        wanted = (arguments.only,) if arguments.only else ("book", "chapter", "codes")
        if "chapter" in wanted:
            bench_chapter(folder.resolve(), arguments.repeat)
        if "codes" in wanted:
            from tests.benchmarks.codes import bench_codes

            holds = bench_codes(folder.resolve(), arguments.chapters, arguments.seed, arguments.repeat)
        if "book" in wanted:
            holds &= bench_book(folder.resolve(), arguments.chapters, arguments.seed, arguments.repeat)
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
