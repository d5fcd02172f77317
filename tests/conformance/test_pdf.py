"""The finished PDFs before veraPDF, by both standards that they declare."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kompendium.build import Order, build
from kompendium.outputs import PROFILES as PROFILES_OF_PDF
from kompendium.outputs import pdf_stem
from tests.conformance.conftest import BOOK
from tests.conformance.verapdf import PROFILES, Verdicts, validate

pytestmark = pytest.mark.conformance

MANUAL = BOOK.parent / "manual"
STYLED: dict[str, dict[str, Any]] = {
    "styled": {
        "kompendium_basename": "styled",
        "kompendium_license": "CC BY-SA 4.0",
        "kompendium_publisher": "Forlaget",
        "typst_chapters": False,
        "typst_style": {"paper": "a5", "margins": {"outer": "24mm", "inner": "17mm"}, "text_font": "Libertinus Serif"},
    },
    "cmyk": {"kompendium_basename": "cmyk", "kompendium_profile": "print", "typst_print_colours": "cmyk"},
}
"""What a publisher may set, with what veraPDF has an opinion of: a licence, other fonts, other colours."""
CMYK = "cmyk-print.pdf"
EVERY_NODE = Path(__file__).parent.parent / "builders" / "typst" / "roots" / "nodes"


@pytest.fixture(scope="module")
def pdfs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every PDF that we publish, by its name, and one that is spoiled on purpose."""
    folders = [built / "pdf"]
    sources = {BOOK: PROFILES_OF_PDF[1:], MANUAL: PROFILES_OF_PDF, MANUAL / "forfatter": PROFILES_OF_PDF}
    for source, profiles in sources.items():
        output = tmp_path_factory.mktemp(source.name)
        for profile in profiles:
            order = Order(source, output, formats=("pdf",), profile=profile)
            assert build(order, status=None, warning=io.StringIO(), progress=lambda _line: None).failures == []
        folders.append(output / "pdf")
    for name, settings in STYLED.items():
        output = tmp_path_factory.mktemp(name)
        with patch_docutils(BOOK), docutils_namespace():
            app = Sphinx(BOOK, BOOK, output, output / "doctrees", "typst", settings, status=None, warning=io.StringIO())
            app.build()
        folders.append(output)
    output = tmp_path_factory.mktemp("nodes")
    with patch_docutils(EVERY_NODE), docutils_namespace():
        for profile in PROFILES_OF_PDF:
            settings = {"typst_profile": profile}
            Sphinx(EVERY_NODE, EVERY_NODE, output, output / ".doctrees", "typst", settings, status=None).build()
    folders.append(output)
    found = {path.relative_to(folder).as_posix(): path for folder in folders for path in folder.rglob("*.pdf")}
    spoiled = tmp_path_factory.mktemp("spoiled") / "spoiled.pdf"
    with pikepdf.open(found["kapitler/kalsinose.pdf"]) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(spoiled)
    return {**found, "spoiled.pdf": spoiled}


@pytest.fixture(scope="module")
def verdicts(pdfs: dict[str, Path]) -> Verdicts:
    return validate(pdfs.values())


def test_every_pdf_is_judged(pdfs: dict[str, Path]) -> None:
    chapters = {f"kapitler/{path.stem}.pdf" for path in (BOOK / "kapitler").glob("*.md")}
    stems = ("kompendium", "kompendium-manual", "forfatterhandbok", "every-node")
    books = {f"{pdf_stem(stem, profile)}.pdf" for stem in stems for profile in PROFILES_OF_PDF}
    assert chapters | books | {"styled.pdf", CMYK} <= pdfs.keys()


@pytest.mark.parametrize("profile", PROFILES)
def test_verapdf_finds_no_broken_rule(pdfs: dict[str, Path], verdicts: Verdicts, profile: str) -> None:
    failed = {name: verdicts[path.resolve(), profile] for name, path in pdfs.items() if name != "spoiled.pdf"}
    # With CMYK colours a PDF claims no PDF/A; that it has none shows that the colours are CMYK.
    assert bool(failed.pop(CMYK)) == (profile == "2a")
    assert {name: rules for name, rules in failed.items() if rules} == {}


@pytest.mark.parametrize("profile", PROFILES)
def test_verapdf_finds_what_is_broken(pdfs: dict[str, Path], verdicts: Verdicts, profile: str) -> None:
    assert verdicts[pdfs["spoiled.pdf"].resolve(), profile] != []
