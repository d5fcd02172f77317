"""Fixtures that every room's tests share: a book of a few lines, built in a moment."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from lxml import html
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.console import nocolor, strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.environment import BuildEnvironment

pytest_plugins = ("sphinx.testing.fixtures",)

ROOT = Path(__file__).parent.parent
BOOK = ROOT / "docs" / "book"


@dataclass(slots=True)
class Built:
    """A book that was built: its environment, what it warned of, and where its files are."""

    env: BuildEnvironment
    srcdir: Path
    outdir: Path
    warnings: list[str]
    doctrees: dict[str, nodes.document] = field(default_factory=dict)

    def read(self, file: str) -> str:
        return (self.outdir / file).read_text("utf-8")

    def html(self, page: str = "index") -> html.HtmlElement:
        """The parsed page, for XPath."""
        return html.fromstring(self.read(f"{page}.html"))

    def doctree(self, docname: str = "index") -> nodes.document:
        """As it was read, before references are resolved."""
        return self.env.get_doctree(docname)


class Build(Protocol):
    def __call__(
        self,
        files: Mapping[str, str | bytes],
        builder: str = "html",
        *,
        conf: Mapping[str, Any] | None = None,
        extensions: Sequence[str] = ("kompendium",),
        warnings: Sequence[str] = (),
        parallel: int = 0,
    ) -> Built: ...


@pytest.fixture(autouse=True)
def no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Sphinx say things plainly: its colours are on until a command has run, and in CI's logs after it, too."""
    monkeypatch.setenv("NO_COLOR", "1")
    nocolor()


@pytest.fixture(autouse=True)
def no_language_left() -> Iterator[None]:
    """Forget the catalogues after each test: Sphinx adds a language to those of the process before it."""
    yield
    locale.translators.clear()


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build a small book: file name → content. ``warnings`` are all that is expected, paths from the source folder.

    A second call builds again in the same folders: the files given are written, the others stay as they are.
    """

    def run(
        files: Mapping[str, str | bytes],
        builder: str = "html",
        *,
        conf: Mapping[str, Any] | None = None,
        extensions: Sequence[str] = ("kompendium",),
        warnings: Sequence[str] = (),
        parallel: int = 0,
    ) -> Built:
        srcdir, outdir = tmp_path / "source", tmp_path / builder
        for name, content in files.items():
            file = srcdir / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        settings: dict[str, Any] = {
            "extensions": list(extensions),
            "project": "Bok",
            "author": "Kari Nordmann",
            "language": "nb",
            "html_theme": "basic",
            **(conf or {}),
        }
        srcdir.mkdir(exist_ok=True)
        (srcdir / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in settings.items()), "utf-8")
        stream = io.StringIO()
        with patch_docutils(srcdir), docutils_namespace():
            app = Sphinx(
                srcdir, srcdir, outdir, tmp_path / "doctrees", builder, status=None, warning=stream, parallel=parallel
            )
            app.build()
        said = strip_colors(stream.getvalue()).replace(f"{srcdir}/", "")
        found = [line for line in said.splitlines() if line.strip()]
        assert found == list(warnings)
        return Built(app.env, srcdir, outdir, found)

    return run
