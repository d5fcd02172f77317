"""The book, built once, on a local address, and a browser to open it in."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import threading
import time
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.build import Order, build

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = Path(__file__).parent.parent.parent / "docs" / "book"
MANUAL = BOOK.parent / "manual"
EVERYTHING = Path(__file__).parent.parent / "builders" / "epub" / "roots" / "everything"
EVERYTHING_CONF = """
extensions = ["kompendium"]
project = "Prøvebok"
language = "nb"
numfig = True
kompendium_basename = "everything"
kompendium_chapters = ["sjøgren"]
myst_enable_extensions = ["colon_fence", "dollarmath", "tasklist", "deflist", "attrs_inline"]
"""
NODE = Path(__file__).parent / "node"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of the whole book."""
    output = tmp_path_factory.mktemp("built")
    result = build(Order(BOOK, output), status=None, warning=io.StringIO(), progress=lambda _line: None)
    assert result.failures == []
    with zipfile.ZipFile(output / "epub" / "kompendium.epub") as epub:
        epub.extractall(output / "opened-epub")
    return output


@pytest.fixture(scope="session")
def epubs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every EPUB that we publish, and one with everything that Markdown has, by their names."""
    everything = tmp_path_factory.mktemp("everything") / "source"
    shutil.copytree(EVERYTHING, everything)
    (everything / "conf.py").write_text(EVERYTHING_CONF, "utf-8")
    folders = [built / "epub"]
    for source in (MANUAL, MANUAL / "forfatter", everything):
        output = tmp_path_factory.mktemp(source.name)
        order = Order(source, output, formats=("epub",))
        result = build(order, status=None, warning=io.StringIO(), progress=lambda _line: None)
        assert result.failures == []
        folders.append(output / "epub")
    return {file.stem: file for folder in folders for file in sorted(folder.rglob("*.epub"))}


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reading engines and the virtual screen reader, each in one file for a browser."""
    folder = tmp_path_factory.mktemp("bundles")
    esbuild = NODE / "node_modules/.bin/esbuild"
    assert esbuild.is_file(), "These tests need what npm brings: npm ci --prefix tests/conformance/node"
    entries = [str(file) for file in sorted((NODE / "engines").glob("*.js"))]
    options = ["--bundle", "--format=esm", "--charset=utf8", "--log-level=warning", f"--outdir={folder}"]
    subprocess.run([str(esbuild), *entries, *options], check=True, cwd=NODE)
    return folder


class Handler(SimpleHTTPRequestHandler):
    """Files by their right types, without a line for each request."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".xhtml": "application/xhtml+xml",
        ".woff2": "font/woff2",
    }

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            # A browser asks for it by itself where a page names no icon, as an EPUB's pages do not.
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_arguments: Any) -> None:
        pass


POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""The strict policy that the manual tells publishers to send (``publishers/site.md``)."""


class HostHandler(Handler):
    """A site as a host sends it: compressed, to be kept, under the strict policy."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self.send_error(404)
            return
        kind, data = self.guess_type(str(file)), file.read_bytes()
        self.send_response(200)
        if kind.startswith("text/") or kind.rpartition("/")[2] in {"javascript", "json", "svg+xml", "xml"}:
            data = gzip.compress(data)
            kind = f"{kind}; charset=utf-8"
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serve(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """Serve a folder on a local address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def wait_until(page: Any, expression: str, arg: Any = None, timeout_s: float = 30) -> None:
    """Wait until an expression holds; Playwright's own waiting evaluates a text in the page, which a policy forbids."""
    end = time.monotonic() + timeout_s
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, f"This did not come true: {expression}"
        page.wait_for_timeout(50)


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the output folder is served."""
    with serve(built) as address:
        yield address


def browser_program() -> str:
    """Where the machine's Chromium is."""
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert program, "These tests need Chromium; on Debian: apt install chromium"
    return program


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium of the machine; the test fails, and is not skipped, where there is none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # CI runs as root in a container, where Chromium's sandbox cannot start.
        chromium = playwright.chromium.launch(executable_path=browser_program(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
