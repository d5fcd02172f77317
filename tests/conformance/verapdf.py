"""veraPDF, the reference validator of PDF/A and PDF/UA: fetched once by Maven, run over many files at once.

``python -m tests.conformance.verapdf`` only fetches it, so that a run of the tests needs no network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PROFILES = ("ua1", "2a")
"""PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2), by veraPDF's own names."""

VERSION = "1.30.2"
# One jar that holds all it needs, with veraPDF's own main class.
ARTIFACT = f"org.verapdf.apps:cli:{VERSION}"
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
CACHE = Path(__file__).parent.parent.parent / ".venv" / "verapdf"

Verdicts = dict[tuple[Path, str], list[str]]
"""A file and a profile → the rules that the file breaks."""


class CannotRun(Exception):
    """veraPDF could not be had or did not judge; the message says what to do."""


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CannotRun(f"veraPDF needs «{name}», which is not on this machine; on Debian: apt install {package}")
    return found


def fetched() -> Path:
    """The jar of veraPDF, from the cache or, the first time, by Maven."""
    jar = CACHE / f"cli-{VERSION}.jar"
    if jar.is_file():
        return jar
    maven = program("mvn", "maven")
    program("java", "default-jdk-headless")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as part:
        command = [maven, "--batch-mode", "--quiet", MAVEN_COPY, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={part}"]
        run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=part)
        if run.returncode or not Path(part, jar.name).is_file():
            raise CannotRun(f"Maven could not fetch {ARTIFACT}:\n{run.stdout}{run.stderr}")
        Path(part, jar.name).replace(jar)
    return jar


def read_report(report: bytes, profile: str, files: Sequence[Path]) -> Verdicts:
    """veraPDF's report as verdicts; a file that it did not judge is an error, not a pass."""
    verdicts: Verdicts = {}
    for job in etree.fromstring(report).iterfind("jobs/job"):
        name, judged = job.findtext("item/name"), job.find("validationReport")
        if name is None or judged is None or judged.get("jobEndStatus") != "normal":
            said = job.findtext("taskException/exceptionMessage") or "no reason given"
            raise CannotRun(f"veraPDF could not judge {name}: {said}")
        failed = [
            "{clause}-{testNumber}: {said} ({failedChecks} ×)".format(**rule.attrib, said=rule.findtext("description"))
            for rule in judged.iterfind("details/rule[@status='failed']")
        ]
        if (judged.get("isCompliant") == "true") != (not failed):
            raise CannotRun(f"veraPDF's verdict of {name} does not fit the rules that it names")
        verdicts[Path(name), profile] = failed
    if missing := [file for file in files if (file, profile) not in verdicts]:
        raise CannotRun(f"veraPDF left out {', '.join(map(str, missing))}")
    return verdicts


def validate(files: Iterable[Path], profiles: Iterable[str] = PROFILES) -> Verdicts:
    """Judge all files by each profile, in one run of Java a profile."""
    listed = [file.resolve() for file in files]
    java, jar = program("java", "default-jdk-headless"), fetched()
    verdicts: Verdicts = {}
    for profile in profiles:
        command = [java, "-jar", str(jar), "--flavour", profile, "--format", "xml", "--maxfailuresdisplayed", "1"]
        run = subprocess.run([*command, *map(str, listed)], capture_output=True, check=False)
        # 0 says that all files comply, 1 that some do not; more is a fault.
        if run.returncode not in (0, 1):
            raise CannotRun(f"veraPDF ended with {run.returncode}:\n{run.stderr.decode(errors='replace')}")
        verdicts |= read_report(run.stdout, profile, listed)
    return verdicts


if __name__ == "__main__":
    try:
        fetched()
    except CannotRun as problem:
        sys.exit(str(problem))
