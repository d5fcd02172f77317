"""The book, built once, on a local address, and a browser to open it in."""

from __future__ import annotations

import io
import shutil
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.build import Order, build

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = Path(__file__).parent.parent.parent / "docs" / "book"
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


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where the output folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(built)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium of the machine; the test fails, and is not skipped, where there is none."""
    from playwright.sync_api import sync_playwright

    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert program, "These tests need Chromium; on Debian: apt install chromium"
    with sync_playwright() as playwright:
        # CI runs as root in a container, where Chromium's sandbox cannot start.
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
