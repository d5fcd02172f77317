from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "extensions" / "kompendium"
MODULES = sorted(PACKAGE.rglob("*.py"))
LOCKS = ("requirements.lock", "requirements-conformance.lock")

PURE = (
    "active_content",
    "changes",
    "chapter",
    "citation",
    "encoding",
    "front_matter",
    "people",
    "problems",
    "collation",
    "codes",
    "rights",
    "outputs",
    "pagemap",
    "preflight",
)


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, also for types only."""
    found: set[str] = set()
    package = module_name(file).split(".") if file.name == "__init__.py" else module_name(file).split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *([node.module] if node.module else [])])
            found |= {name} | {f"{name}.{alias.name}" for alias in node.names}
    return found


def under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_imports_go_one_way(file: Path) -> None:
    name, imported = module_name(file), imports(file)
    if under(name, *(f"kompendium.{pure}" for pure in PURE)):
        assert not {found for found in imported if under(found, "sphinx", "docutils", "myst_parser")}
        house = {found for found in imported if under(found, "kompendium")}
        assert all(under(found, *(f"kompendium.{pure}" for pure in PURE)) for found in house - {"kompendium"})
    if under(name, "kompendium.builders", "kompendium.web"):
        assert not {found for found in imported if under(found, "kompendium.blocks")}
    if under(name, "kompendium.web"):
        pure = "kompendium.builders.epub.maths"
        assert not {found for found in imported if under(found, "kompendium.builders") and not under(found, pure)}
    if under(name, "kompendium.builders"):
        assert not {found for found in imported if under(found, "kompendium.web")}
    if under(name, "kompendium.blocks"):
        assert not {found for found in imported if under(found, "kompendium.builders", "kompendium.web")}
    commands = ("kompendium.cli", "kompendium.build", "kompendium.code_lock", "kompendium.rights_check")
    if name not in commands:
        assert not {found for found in imported if under(found, *commands)}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_versions_and_no_address(lock: str) -> None:
    lines = [line for line in (ROOT / lock).read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.\-]+==[\w.+]+( ; .+)?", line)] == []


def test_lock_of_npm_names_versions_and_no_address() -> None:
    folder = ROOT / "tests" / "conformance" / "node"
    lock = json.loads((folder / "package-lock.json").read_text("utf-8"))
    asked = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert [name for name, package in packages.items() if "resolved" in package or not package.get("integrity")] == []


def test_lock_fits_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["live"]]
    groups = project["dependency-groups"]
    wanted += [
        item for name in ("test", "lint", "dev", "conformance") for item in groups[name] if isinstance(item, str)
    ]
    locked = dict(
        line.split(" ")[0].split("==")
        for lock in LOCKS
        for line in (ROOT / lock).read_text("utf-8").splitlines()
        if "==" in line
    )
    for text in wanted:
        requirement = Requirement(text)
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier, text


def tracked_texts() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    run = subprocess.run(
        [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in run.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


def test_no_file_names_a_machine_or_a_registry() -> None:
    # Written in pieces, so that this file is not its own finding.
    needles = [
        re.compile(text)
        for text in (
            "/" + r"work/\w",
            r"/home/" + r"\w+/",
            r"/(?:private/)?tmp" + r"/\w+",
            "registry" + r"\.npmjs",
            "pypi" + r"\.org/simple",
            "files" + r"\.pythonhosted",
        )
    ]
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked_texts()
        for needle in needles
        if (match := needle.search(path.read_text("utf-8", errors="replace")))
    ]
    assert found == []


def test_typed_marker_and_catalogues_are_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["extensions/kompendium"]
    assert (PACKAGE / "py.typed").is_file()
    assert list((PACKAGE / "locale").glob("*/LC_MESSAGES/*.mo"))
