"""What a page of the site costs as the book grows: ``python -m tests.benchmarks.site``.

Two books of the generator, one four times the other, are built in turn, each build in a process of its own; the time
of the processor counts, since other programs share the machine. Reading and writing are told apart: a reader meets the
pages, an author the time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.books import EPOCH, make_compendium, write_myst

SIZES = (300, 1200)
RATIO_MAY_BE = 1.15


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def build_once(source: Path, output: Path) -> dict[str, float]:
    """Build a book as a site; seconds of the processor by stage. In a process of its own."""
    from sphinx.application import Sphinx

    started = _cpu()
    app = Sphinx(source, source, output / "html", output / "doctrees", "html", status=None, warning=sys.stderr)
    marks: dict[str, float] = {}

    def read(*_arguments: Any) -> None:
        marks.setdefault("read", _cpu())

    def written(*_arguments: Any) -> tuple[()]:
        marks.setdefault("pages", _cpu())
        return ()

    app.connect("env-updated", read, priority=999)
    app.connect("html-collect-pages", written, priority=0)
    app.build()
    ended = _cpu()
    return {
        "whole": ended - started,
        "reading": marks["read"] - started,
        "pages": marks["pages"] - marks["read"],
        "end": ended - marks["pages"],
    }


def page_bytes(output: Path) -> tuple[float, float]:
    """The middle chapter's page: bytes as they are, and compressed. Chapters differ, so the median of them all."""
    pages = [file.read_bytes() for file in sorted((output / "html" / "kapitler").glob("*.html"))]
    return median(map(len, pages)), median(len(gzip.compress(page)) for page in pages)


def _measure(source: Path, output: Path) -> dict[str, float]:
    shutil.rmtree(output, ignore_errors=True)
    command = [sys.executable, "-m", "tests.benchmarks.site", "--one", str(source), str(output)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONHASHSEED": "0"}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="builds of each size; the least of them counts")
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    parser.add_argument("--one", nargs=2, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(build_once(*arguments.one)))
        return
    with tempfile.TemporaryDirectory() as folder:
        sources = {size: Path(folder, f"source-{size}") for size in arguments.sizes}
        for size, source in sources.items():
            write_myst(make_compendium(size), source)
        outputs = {size: Path(folder, f"output-{size}") for size in sources}
        runs: dict[int, list[dict[str, float]]] = {size: [] for size in sources}
        for number in range(arguments.rounds):
            for size, source in sources.items():
                began = time.perf_counter()
                runs[size].append(_measure(source, outputs[size]))
                print(f"round {number + 1}, {size} chapters: {time.perf_counter() - began:.0f} s", file=sys.stderr)
        small, large = arguments.sizes
        rows: list[tuple[str, Any, Any]] = []
        for stage in ("whole", "reading", "pages", "end"):
            each = [min(run[stage] for run in runs[size]) / size * 1000 for size in (small, large)]
            rows.append((f"{stage}, ms a chapter", *each))
        sizes = [page_bytes(outputs[size]) for size in (small, large)]
        rows += [("bytes a page", sizes[0][0], sizes[1][0]), ("compressed", sizes[0][1], sizes[1][1])]
    print(f"{'':24}{small:>10}{large:>10}{'ratio':>8}")
    for name, first, second in rows:
        print(f"{name:24}{first:10.1f}{second:10.1f}{second / first:8.2f}")
    ratio = rows[0][2] / rows[0][1]
    print(f"A chapter of the larger book costs {ratio:.2f} times that of the smaller one (at most {RATIO_MAY_BE}).")


if __name__ == "__main__":
    main()
