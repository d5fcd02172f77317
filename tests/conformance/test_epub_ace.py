"""Ace by DAISY on every EPUB that we publish: no finding of any severity."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from .conftest import BOOK, NODE, browser_program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.conformance


def findings(epub: Path, folder: Path) -> list[str]:
    """What Ace finds in a book; its exit code must say the same (0 nothing, 2 findings)."""
    report = folder / epub.stem
    ace = NODE / "node_modules/.bin/ace-cli"
    assert ace.is_file(), "These tests need what npm brings: npm ci --prefix tests/conformance/node"
    run = subprocess.run(
        [str(ace), "-f", "-s", "-E", "-o", str(report), str(epub)],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser_program()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 2), run.stdout + run.stderr
    said = json.loads((report / "report.json").read_text("utf-8"))
    found = [
        f"{one['earl:test']['earl:impact']} {one['earl:test']['dct:title']}: {page['earl:testSubject']['url']}"
        for page in said["assertions"]
        for one in page.get("assertions", [])
    ]
    assert bool(found) == bool(run.returncode)
    return found


def test_ace_finds_nothing_in_any_book(epubs: dict[str, Path], tmp_path: Path) -> None:
    chapters = {file.stem for file in (BOOK / "kapitler").glob("*.md")}
    assert epubs.keys() >= chapters | {"kompendium", "kompendium-manual", "forfatterhandbok", "everything"}
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = dict(zip(epubs, pool.map(lambda file: findings(file, tmp_path), epubs.values()), strict=True))
    assert found == {name: [] for name in epubs}


def test_ace_finds_what_is_spoiled(epubs: dict[str, Path], tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.epub"
    with zipfile.ZipFile(epubs["kalsinose"]) as book, zipfile.ZipFile(spoiled, "w") as copy:
        for info in book.infolist():
            copy.writestr(info, book.read(info).replace(b' alt="Skjematisk', b' data-alt="Skjematisk'))
    assert findings(spoiled, tmp_path) == ["critical image-alt: kapitler/kalsinose.xhtml"]
