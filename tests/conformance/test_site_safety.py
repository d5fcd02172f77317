"""What authors wrote, in a browser: nothing of it runs, whatever a reader does."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests import attacks
from tests.conformance.conftest import serve

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.conformance

WATCH = """
window.ran = [];
window.pwned = () => window.ran.push("called");
window.alert = () => window.ran.push("alert");
"""
TRY = """() => {
    for (const element of document.querySelectorAll("main *, [class*=print] *")) {
        for (const name of ["mouseover", "mouseenter", "focus", "click", "toggle", "animationstart", "error", "load"]) {
            if (name === "click" && element.closest("a[href]:not([href^='javascript'])")) continue;
            if (name === "click" && element.closest("form")) continue;
            element.dispatchEvent(new Event(name, {bubbles: false, cancelable: true}));
        }
    }
    for (const link of document.querySelectorAll("main a[href^='javascript' i]")) link.click();
    for (const button of document.querySelectorAll("main form button")) button.click();
}"""


def make(folder: Path, files: dict[str, str], mode: str) -> Path:
    source, out = folder / "source", folder / mode
    shutil.rmtree(source, ignore_errors=True)
    for name, text in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    conf = {
        "extensions": ["kompendium"],
        "project": "Bok",
        "language": "nb",
        "html_theme": "sphinx_book_theme",
        "kompendium_raw_html": mode,
    }
    (source / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in conf.items()), "utf-8")
    with patch_docutils(source), docutils_namespace():
        Sphinx(source, source, out, folder / f"doctrees-{mode}", "html", status=None, warning=io.StringIO()).build()
    return out


def run_in(browser: Any, folder: Path, pages: list[str]) -> dict[str, list[str]]:
    """What ran on each page."""
    ran = {}
    context = browser.new_context(locale="nb-NO")
    context.add_init_script(WATCH)
    try:
        with serve(folder) as address:
            for name in pages:
                page = context.new_page()
                page.goto(f"{address}/{name}.html", wait_until="load")
                page.evaluate(TRY)
                page.wait_for_timeout(60)
                found = page.evaluate("window.ran") if "127.0.0.1" in page.url else ["left"]
                if found:
                    ran[name] = found
                page.close()
    finally:
        context.close()
    return ran


def test_no_script_of_an_author_runs_where_html_is_escaped(browser: Any, tmp_path: Path) -> None:
    every = attacks.HTML | attacks.LINKS
    files = attacks.files(every) | {"kapitler/hode.md": attacks.HEAD}
    pages = [f"side-{number}" for number in range(len(every))]
    out = make(tmp_path, files, "escape")
    assert run_in(browser, out, [*pages, "kapitler/hode", "index", "genindex"]) == {}
    # The drawing itself, which runs its scripts where it is opened.
    context = browser.new_context()
    context.add_init_script(WATCH)
    with serve(out) as address:
        page = context.new_page()
        page.goto(f"{address}/_images/tegning.svg")
        page.wait_for_timeout(100)
        assert page.evaluate("window.ran") == []
    context.close()


def test_no_address_runs_where_html_is_kept_and_the_table_can_tell(browser: Any, tmp_path: Path) -> None:
    links = [f"side-{number}" for number in range(len(attacks.LINKS))]
    assert run_in(browser, make(tmp_path / "links", attacks.files(attacks.LINKS), "keep"), links) == {}
    # What is kept runs: so the test above could fail.
    pages = [f"side-{number}" for number in range(len(attacks.HTML))]
    ran = run_in(browser, make(tmp_path / "html", attacks.files(attacks.HTML), "keep"), pages)
    assert len(ran) > 20
