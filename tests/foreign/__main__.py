"""``python -m tests.foreign SOURCE``: a Sphinx project of somebody else's as PDF, and what became of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conformance.verapdf import PROFILES, CannotRun, validate
from tests.foreign.building import Outcome, source_folder, try_out
from tests.formats.checkers import pdfua_report

if TYPE_CHECKING:
    from tests.foreign.wording import Missing


def report(outcome: Outcome, *, listed: int) -> None:
    """Print what was found."""
    for name, run in (("typst", outcome.typst), ("text", outcome.text)):
        print(f"{name:6} exit code {run.code}, {run.seconds:.1f} s, of which {run.processor_s:.1f} s of the processor")
        print(f"       {run.memory_mb:.0f} MB at most")
    print("findings:", ", ".join(f"{name} {count}" for name, count in sorted(outcome.findings.items())) or "none")
    print("unknown node types:", ", ".join(outcome.unknown) or "none")
    if outcome.pdf is None:
        print(outcome.typst.output[-2000:] if outcome.typst.code else outcome.text.output[-2000:])
        return
    print(f"{outcome.documents} documents, {outcome.pages} pages, {outcome.words} words")
    print(
        "apart from the text:", ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.apart.items())) or "none"
    )
    print("in no toctree, so in no book:", ", ".join(outcome.outside) or "none")
    share = 100 * len(outcome.missing) / max(outcome.words, 1)
    print(f"words that the PDF lacks: {len(outcome.missing)} ({share:.3f} %)")
    for reason, missing in by_reason(outcome).items():
        print(f"  {len(missing)} {reason}")
        for found, count in list(Counter(missing).items())[:listed]:
            times = f" ({count} ×)" if count > 1 else ""
            print(f"    {found.document}: «{found.word}» of the {found.kind}{times}: … {found.context} …")


def by_reason(outcome: Outcome) -> dict[str, list[Missing]]:
    """The missing words by the reason of their absence."""
    reasons: dict[str, list[Missing]] = {}
    for found in outcome.missing:
        reasons.setdefault(found.reason, []).append(found)
    return reasons


def judge(pdf: Path) -> bool:
    """Print what veraPDF and pdfua say; whether both find nothing."""
    try:
        verdicts = validate([pdf])
    except CannotRun as problem:
        print(problem)
        return False
    for profile in PROFILES:
        print(f"veraPDF {profile}:", "; ".join(verdicts[pdf.resolve(), profile]) or "no broken rule")
    findings = [finding.message for finding in pdfua_report(pdf).findings]
    print("pdfua:", "; ".join(findings) or "no finding")
    return not any(verdicts.values()) and not findings


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 1 where there is no PDF, a rule is broken, or more than one word in a thousand is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.foreign", description=__doc__)
    parser.add_argument("source", type=Path, help="the folder of a project, or of its conf.py")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is built there")
    parser.add_argument("--list", type=int, default=200, metavar="N", help="how many missing words to list")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        outcome = try_out(source_folder(given.source).resolve(), (given.keep or Path(temporary)).resolve())
        report(outcome, listed=given.list)
        good = outcome.pdf is not None and judge(outcome.pdf)
    return 0 if good and len(outcome.missing) <= outcome.words / 1000 and not outcome.unknown else 1


if __name__ == "__main__":
    sys.exit(main())
