"""Write the lock files anew: ``make lock``.

pip-compile reads no dependency groups, so they are handed to it as a list of requirements.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
OPTIONS = ("--quiet", "--upgrade", "--strip-extras", "--no-header", "--no-annotate")
# A lock file names packages, never where one machine gets them from.
NO_ADDRESS = ("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-emit-options")


def requirements_of(groups: dict[str, list[str | dict[str, str]]], name: str) -> list[str]:
    """The requirements of a dependency group, with those of the groups it includes."""
    found: list[str] = []
    for item in groups[name]:
        found += [item] if isinstance(item, str) else requirements_of(groups, item["include-group"])
    return found


def compile_lock(lock: str, sources: list[str], requirements: list[str], *options: str) -> None:
    """Resolve the sources and requirements to exact versions."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "groups.in")
        listed.write_text("\n".join(requirements), "utf-8")
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *NO_ADDRESS, *options]
        subprocess.run([*command, "--output-file", lock, *sources, str(listed)], cwd=ROOT, check=True)  # noqa: S603


def main() -> None:
    """Write both lock files."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    compile_lock("requirements.lock", ["pyproject.toml"], requirements_of(groups, "dev"), "--all-extras")
    conformance = requirements_of(groups, "conformance")
    compile_lock("requirements-conformance.lock", [], conformance, "--constraint", "requirements.lock")


if __name__ == "__main__":
    main()
