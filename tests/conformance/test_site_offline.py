"""The site without a network, in a browser: all of it after the first visit, and never two editions mixed."""

from __future__ import annotations

import io
import os
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.build import Order, build
from tests.conformance.conftest import BOOK, Handler, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.conformance

POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src-attr 'unsafe-inline'"
NOTICE = ".kompendium-offline"
READY = """async () => {
    const registration = await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50));
    return registration.scope;
}"""

# Asked again and again: an update that has begun before a file was in its place fails, and may be the one that answers.
UPDATED = f"""async (text) => {{
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update().catch(() => {{}});
    return document.querySelector("{NOTICE}").textContent.includes(text);
}}"""


class Site:
    """A folder that is served below a path, with what was asked of it; ``lost`` is a network that is gone."""

    def __init__(self, folder: Path, below: str) -> None:
        self.folder, self.below = folder, below
        self.asked: list[str] = []
        self.missing: set[str] = set()
        self.headers: dict[str, str] = {}
        self.slow = threading.Event()
        site = self

        class Below(Handler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                name = self.path.partition("?")[0]
                if site.slow.is_set():
                    # Long enough for any patience, short enough for the end of the test.
                    threading.Event().wait(12)
                if not name.startswith(site.below) or name in site.missing:
                    self.send_error(404)
                    return
                self.path = "/" + self.path.removeprefix(site.below)
                super().do_GET()

            def end_headers(self) -> None:
                for key, value in site.headers.items():
                    self.send_header(key, value)
                super().end_headers()

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Below, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server.server_port}{below}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.running = True

    def stop(self) -> None:
        if self.running:
            self.server.shutdown()
            self.server.server_close()
            self.running = False


def make(source: Path, output: Path, **settings: Any) -> Path:
    conf = (BOOK / "conf.py").read_text("utf-8") + "".join(f"\n{key} = {value!r}" for key, value in settings.items())
    (source / "conf.py").write_text(conf, "utf-8")
    order = Order(source, output, formats=("html",))
    result = build(order, status=None, warning=io.StringIO(), progress=lambda _line: None)
    assert result.failures == []
    return output / "html"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return shutil.copytree(BOOK, tmp_path / "source", ignore=shutil.ignore_patterns("build"))


@pytest.fixture
def folder(source: Path, tmp_path: Path) -> Path:
    return make(source, tmp_path / "built", kompendium_offline=True)


@contextmanager
def served(folder: Path, below: str = "/bok/") -> Iterator[Site]:
    site = Site(folder, below)
    site.headers["Content-Security-Policy"] = POLICY
    try:
        yield site
    finally:
        site.stop()


@contextmanager
def reader(browser: Any, **options: Any) -> Iterator[tuple[Any, Any, list[str]]]:
    """A context, a page, and what the page complained of."""
    context = browser.new_context(locale="nb-NO", viewport={"width": 1000, "height": 800}, **options)
    page, complaints = context.new_page(), []

    def complain(message: Any) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield context, page, complaints
    finally:
        context.close()


def test_all_of_the_site_is_there_without_a_network_after_the_first_visit(browser: Any, folder: Path) -> None:
    with served(folder) as site, reader(browser) as (_context, page, complaints):
        site.headers.clear()
        page.goto(f"{site.address}index.html")
        assert page.evaluate(READY) == site.address
        assert page.locator(NOTICE).inner_text() == ""
        site.stop()
        # A chapter that was never opened, with its picture, its type and its style.
        page.goto(f"{site.address}kapitler/kalsinose.html", wait_until="load")
        assert "Kalsinose" in page.inner_text("h1")
        assert page.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
        assert page.evaluate("document.fonts.load('1rem \"Kompendium Serif\"').then((found) => found.length)") > 0
        assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--k-accent')")
        page.locator(NOTICE).get_by_text("uten nett").wait_for()
        # By its folder, and with a query, as the search has it.
        page.goto(site.address, wait_until="load")
        assert "Revmatologisk kompendium" in page.title()
        page.goto(f"{site.address}search.html?q=kalsinose", wait_until="load")
        assert "Søk" in page.title()
        page.goto(f"{site.address}registre/koder.html?kode=M34", wait_until="load")
        assert page.input_value(".kompendium-register-filter input") == "M34"
        assert complaints == []


def test_reader_is_told_in_a_polite_region_and_can_put_it_away(browser: Any, folder: Path) -> None:
    with served(folder) as site, reader(browser) as (context, page, _complaints):
        page.goto(f"{site.address}index.html")
        page.evaluate(READY)
        context.set_offline(True)
        notice = page.locator(NOTICE)
        notice.get_by_text("Du leser uten nett").wait_for()
        assert notice.get_attribute("role") == "status"
        button = notice.get_by_role("button", name="Lukk")
        box = button.bounding_box()
        assert box["height"] >= 24
        # The rest of the page can be read on: nothing is modal, and the focus stays where it was.
        assert page.evaluate("document.activeElement === document.body")
        button.click()
        assert notice.inner_text() == ""
        page.goto(f"{site.address}kapitler/dermatomyositt.html", wait_until="load")
        notice.get_by_text("Du leser uten nett").wait_for()
        context.set_offline(False)
        wait_until(page, f"document.querySelector('{NOTICE}').textContent === ''")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_in_the_notice(browser: Any, folder: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with served(folder) as site, reader(browser, color_scheme=scheme) as (context, page, _complaints):
        site.headers.clear()
        page.goto(f"{site.address}kapitler/kalsinose.html")
        page.evaluate(READY)
        context.set_offline(True)
        page.locator(NOTICE).get_by_text("Du leser uten nett").wait_for()
        result = Axe().run(page, context=NOTICE)
        assert result.response["violations"] == []


def test_reader_with_a_network_reads_the_newest_and_a_new_edition_takes_the_place_of_the_old(
    browser: Any, source: Path, folder: Path, tmp_path: Path
) -> None:
    with served(folder) as site, reader(browser) as (context, page, complaints):
        site.headers.clear()
        page.goto(f"{site.address}kapitler/kalsinose.html")
        page.evaluate(READY)
        chapter = source / "kapitler" / "kalsinose.md"
        chapter.write_text(
            chapter.read_text("utf-8").replace("# Kalsinose\n", "# Kalsinose\n\nNy setning.\n", 1), "utf-8"
        )
        make(source, tmp_path / "built", kompendium_offline=True)
        site.asked.clear()
        # The page itself is new at once, from the network.
        page.goto(f"{site.address}kapitler/kalsinose.html")
        assert page.get_by_text("Ny setning.").count() == 1
        page.locator(NOTICE).get_by_text("er oppdatert").wait_for()
        assert page.locator(NOTICE).get_by_role("button").all_inner_texts() == ["Last inn på nytt", "Lukk"]
        # Only what has changed was loaded for the copy.
        stored = [path for path in site.asked if path.endswith((".woff2", "bootstrap.js"))]
        assert not [path for path in stored if "?" not in path and "bootstrap" in path]
        wait_until(page, "caches.keys().then((names) => names.length === 1)")
        context.set_offline(True)
        page.goto(f"{site.address}kapitler/kalsinose.html", wait_until="load")
        assert page.get_by_text("Ny setning.").count() == 1
        assert complaints == []


def test_edition_that_cannot_be_stored_whole_leaves_the_one_before(
    browser: Any, source: Path, folder: Path, tmp_path: Path
) -> None:
    with served(folder) as site, reader(browser) as (context, page, _complaints):
        page.goto(f"{site.address}index.html")
        page.evaluate(READY)
        before = page.evaluate("caches.keys()")
        # The browser looks for a new worker by itself; not before all of this is in its place.
        site.missing.add("/bok/sw.js")
        for name in ("kalsinose", "dermatomyositt"):
            chapter = source / "kapitler" / f"{name}.md"
            chapter.write_text(f"{chapter.read_text('utf-8')}\n\nNy setning.\n", "utf-8")
        make(source, tmp_path / "built", kompendium_offline=True)
        # One of its pages is another than the list says: the site is being uploaded just now.
        changed = folder / "kapitler" / "dermatomyositt.html"
        right = changed.read_bytes()
        changed.write_bytes(right.replace(b"Ny setning.", b"Halv setning."))
        site.missing.clear()
        page.evaluate(
            """async () => {
                const registration = await navigator.serviceWorker.getRegistration();
                await registration.update();
                const worker = registration.installing;
                while (worker && worker.state !== "redundant") await new Promise((done) => setTimeout(done, 50));
            }"""
        )
        context.set_offline(True)
        page.goto(f"{site.address}kapitler/kalsinose.html", wait_until="load")
        assert page.get_by_text("setning.").count() == 0
        # The next visit has it, when all is in its place. The page comes first, so that it is there to tell of it.
        # A server that knows seconds alone says of the right file that it has not changed since the wrong one.
        second = changed.stat().st_mtime
        changed.write_bytes(right)
        os.utime(changed, (second, second))
        site.missing.add("/bok/sw.js")
        context.set_offline(False)
        page.goto(f"{site.address}index.html", wait_until="load")
        site.missing.clear()
        wait_until(page, UPDATED, "er oppdatert")
        assert page.evaluate("caches.keys()") != before
        context.set_offline(True)
        page.goto(f"{site.address}kapitler/dermatomyositt.html", wait_until="load")
        assert page.get_by_text("Ny setning.").count() == 1


def test_network_that_is_too_slow_is_not_waited_for(browser: Any, folder: Path) -> None:
    with served(folder) as site, reader(browser) as (_context, page, _complaints):
        page.goto(f"{site.address}index.html")
        page.evaluate(READY)
        site.slow.set()
        page.goto(f"{site.address}kapitler/kalsinose.html", wait_until="load", timeout=9000)
        assert "Kalsinose" in page.inner_text("h1")
        site.slow.clear()


def test_site_that_is_no_longer_to_be_stored_is_forgotten(
    browser: Any, source: Path, folder: Path, tmp_path: Path
) -> None:
    with served(folder) as site, reader(browser) as (_context, page, _complaints):
        page.goto(f"{site.address}index.html")
        page.evaluate(READY)
        make(source, tmp_path / "built")
        assert not (folder / "sw.js").exists()
        page.goto(f"{site.address}kapitler/kalsinose.html")
        wait_until(page, "caches.keys().then((names) => names.length === 0)")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
        assert page.locator(NOTICE).count() == 0


def test_site_of_folders_and_addresses_without_endings_are_found(browser: Any, source: Path, tmp_path: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    (source / "conf.py").write_text((BOOK / "conf.py").read_text("utf-8") + "\nkompendium_offline = True\n", "utf-8")
    out = tmp_path / "dirhtml"
    with patch_docutils(source), docutils_namespace():
        Sphinx(source, source, out, tmp_path / "doctrees", "dirhtml", status=None, warning=io.StringIO()).build()
    with served(out) as site, reader(browser) as (_context, page, _complaints):
        page.goto(site.address)
        page.evaluate(READY)
        site.stop()
        for address in ("kapitler/kalsinose/", "kapitler/kalsinose"):
            page.goto(f"{site.address}{address}", wait_until="load")
            assert "Kalsinose" in page.inner_text("h1")
            assert page.url == f"{site.address}kapitler/kalsinose/"
            assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--k-accent')")


def test_part_of_a_file_can_be_asked_for(browser: Any, folder: Path) -> None:
    with served(folder) as site, reader(browser) as (_context, page, _complaints):
        page.goto(f"{site.address}index.html")
        page.evaluate(READY)
        site.stop()
        ask = """async (range) => {
            const answer = await fetch("codes.json", {headers: {Range: range}});
            return [answer.status, answer.headers.get("Content-Range"), await answer.text()];
        }"""
        whole = (folder / "codes.json").read_bytes()
        for range_, part in (("bytes=0-9", whole[:10]), ("bytes=-5", whole[-5:]), ("bytes=20-", whole[20:])):
            status, said, text = page.evaluate(ask, range_)
            assert (status, text.encode()) == (206, part)
            assert said.endswith(f"/{len(whole)}")
        assert page.evaluate(ask, f"bytes={len(whole)}-")[0] == 416


def test_browser_takes_the_manifest_with_its_icons(browser: Any, folder: Path) -> None:
    with served(folder) as site, reader(browser) as (context, page, _complaints):
        page.goto(f"{site.address}kapitler/kalsinose.html")
        session = context.new_cdp_session(page)
        found = session.send("Page.getAppManifest")
        assert found["errors"] == []
        assert found["url"] == f"{site.address}manifest.webmanifest"
        manifest = found["manifest"]
        assert (manifest["startUrl"], manifest["scope"]) == (site.address, site.address)
        problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [item["errorId"] for item in problems if item["errorId"] != "in-incognito"] == []
