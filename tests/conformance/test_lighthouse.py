"""The chapter's page as Lighthouse finds it on a phone, sent as a host sends it."""

from __future__ import annotations

import json
import os
import subprocess
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.conftest import NODE, HostHandler, browser_program, serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.conformance

CHAPTER = "kapitler/kalsinose.html"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 0.95
MOST_BYTES = 300_000
RUNS = 3
"""Of performance the median counts: the machine has other work as well."""


def report(address: str, folder: Path) -> dict[str, Any]:
    program = NODE / "node_modules/.bin/lighthouse"
    assert program.is_file(), "This test needs what npm brings: npm ci --prefix tests/conformance/node"
    file = folder / "report.json"
    subprocess.run(
        [
            *(str(program), address, "--quiet", "--output=json", f"--output-path={file}"),
            "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-background-networking",
            f"--only-categories={','.join(CATEGORIES)}",
        ],
        check=True,
        cwd=NODE,
        env={**os.environ, "CHROME_PATH": browser_program()},
    )
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def test_chapter_opens_at_once_on_a_phone(built: Path, tmp_path: Path) -> None:
    with serve(built / "html", HostHandler) as address:
        reports = [report(f"{address}/{CHAPTER}", tmp_path) for _run in range(RUNS)]
    scores = {name: median(each["categories"][name]["score"] for each in reports) for name in CATEGORIES}
    requests = reports[0]["audits"]["network-requests"]["details"]["items"]
    sizes = {each["url"].removeprefix(address): each["transferSize"] for each in requests}
    assert {name: score for name, score in scores.items() if score < LEAST} == {}
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert [url for url in sizes if "://" in url] == []
