"""calibre makes Kindle's AZW3 of our EPUBs without a complaint."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.conformance

# calibre runs Qt, which wants a screen, and its browser, which cannot start its sandbox as root in a container.
NO_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}


def converted(epub: Path, to: Path) -> list[str]:
    """The lines of calibre's report that tell of something wrong."""
    program = shutil.which("ebook-convert")
    assert program, "This test needs calibre; on Debian: apt install --no-install-recommends calibre"
    run = subprocess.run(
        [program, str(epub), str(to)], env=os.environ | NO_SCREEN, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    lines = (run.stdout + run.stderr).splitlines()
    return [line for line in lines if re.search(r"warn|error|fail|missing|not found|invalid", line, re.IGNORECASE)]


@pytest.mark.parametrize("name", ["kompendium", "kalsinose", "everything", "forfatterhandbok", "kompendium-manual"])
def test_calibre_makes_an_azw3_without_a_complaint(epubs: dict[str, Path], name: str, tmp_path: Path) -> None:
    azw3 = tmp_path / f"{name}.azw3"
    assert converted(epubs[name], azw3) == []
    assert azw3.stat().st_size > 10_000
