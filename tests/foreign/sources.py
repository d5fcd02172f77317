"""Documentation of others that pip alone brings: the source distributions of packages that we use anyway.

``python -m tests.foreign.sources`` only fetches them, so that a run of the tests needs no network.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

PROJECTS = {"sphinx": "doc", "sphinxcontrib-bibtex": "doc"}
"""Package → the folder of its documentation. Those of MyST-Parser and sphinx-design do not come with the package."""
CACHE = Path(__file__).parent.parent.parent / ".venv" / "foreign"


def fetched(name: str) -> Path:
    """The documentation of a package in the version that is installed, from the cache or, the first time, by pip."""
    folder = CACHE / f"{name}-{version(name)}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            wanted = f"{name}=={version(name)}"
            options = ["--quiet", "--no-deps", "--no-binary", name, "--dest", temporary]
            subprocess.run([sys.executable, "-m", "pip", "download", *options, wanted], check=True)
            (archive,) = Path(temporary).glob("*.tar.gz")
            with tarfile.open(archive) as tar:
                tar.extractall(temporary, filter="data")
            (unpacked,) = [path for path in Path(temporary).iterdir() if path.is_dir()]
            unpacked.rename(folder)
    return folder / PROJECTS[name]


if __name__ == "__main__":
    for project in PROJECTS:
        print(fetched(project))
