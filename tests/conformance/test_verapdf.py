"""The reading of veraPDF's reports; no Java is needed for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import verapdf
from tests.conformance.verapdf import CannotRun, fetched, read_report, validate

JOB = (
    '<job><item><name>{name}</name></item><validationReport jobEndStatus="normal" isCompliant="{good}">'
    "<details>{rules}</details></validationReport></job>"
)
RULE = '<rule clause="7.1" testNumber="3" status="{status}" failedChecks="2"><description>Tagged</description></rule>'


def report(*jobs: str) -> bytes:
    return f"<report><jobs>{''.join(jobs)}</jobs></report>".encode()


def job(name: str, good: bool, rules: str = "") -> str:
    return JOB.format(name=name, good=str(good).lower(), rules=rules)


def test_failed_rules_are_named_with_their_clause() -> None:
    good, bad = Path("/good.pdf"), Path("/bad.pdf")
    given = report(job("/good.pdf", True), job("/bad.pdf", False, RULE.format(status="failed")))
    assert read_report(given, "ua1", [good, bad]) == {(good, "ua1"): [], (bad, "ua1"): ["7.1-3: Tagged (2 ×)"]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (report(), "left out /a.pdf"),
        (report(job("/a.pdf", False)), "does not fit"),
        (report(job("/a.pdf", True, RULE.format(status="failed"))), "does not fit"),
        (
            report(
                "<job><item><name>/a.pdf</name></item><taskException><exceptionMessage>no PDF"
                "</exceptionMessage></taskException></job>"
            ),
            "could not judge /a.pdf: no PDF",
        ),
    ],
)
def test_file_without_a_verdict_is_an_error(given: bytes, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        read_report(given, "2a", [Path("/a.pdf")])


@pytest.mark.parametrize(("tool", "package"), [("java", "default-jdk-headless"), ("mvn", "maven")])
def test_missing_tool_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tool: str, package: str) -> None:
    monkeypatch.setattr(verapdf, "CACHE", tmp_path)
    monkeypatch.setattr(verapdf.shutil, "which", lambda name: None if name == tool else f"/bin/{name}")
    for run in (fetched, lambda: validate([Path("/a.pdf")])):
        with pytest.raises(CannotRun, match=f"«{tool}».*apt install {package}"):
            run()
