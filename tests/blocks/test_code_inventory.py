"""Another book's codes lead to this book's chapters by its inventory (``objects.inv``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx.util.inventory import InventoryFile

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

EXTENSIONS = ("kompendium", "sphinx.ext.intersphinx")
OURS = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/kalsinose\nkapitler/sklerose\n```\n",
    "kapitler/kalsinose.md": "---\nicd10: L94.2\n---\n# Kalsinose\n\nTekst.\n",
    "kapitler/sklerose.md": "---\nicd10: M34.1\n---\n# Sklerose\n\nSe {icd10}`L94.2`.\n",
}
ADDRESS = "https://ours.example/"


@pytest.fixture
def inventory(build: Build, tmp_path: Path) -> Path:
    """The inventory of our book, as another book fetches it."""
    file = tmp_path / "objects.inv"
    (build(OURS).outdir / "objects.inv").replace(file)
    for name in OURS:
        (tmp_path / "source" / name).unlink()
    return file


def test_inventory_has_each_code_once_at_the_chapter_that_is_about_it(inventory: Path) -> None:
    objects = InventoryFile.loads(inventory.read_bytes(), uri=ADDRESS).data["codes:icd10"]
    # The display name «-» lets another book's author keep own words.
    assert {name: (item.uri, item.display_name) for name, item in objects.items()} == {
        "L94.2": (f"{ADDRESS}kapitler/kalsinose.html#code-icd10-l94-2", "-"),
        "M34.1": (f"{ADDRESS}kapitler/sklerose.html#code-icd10-m34-1", "-"),
    }


def test_code_without_a_chapter_here_leads_to_the_other_books_chapter(build: Build, inventory: Path) -> None:
    text = "Se {icd10}`l942`, {icd10}`kalk <L94.2>`, {codes:icd10}`M34.1 (CREST)` og {icd10}`M33.1`."
    built = build(
        {"index.md": f"# Annen bok\n\n{text}\n"},
        extensions=EXTENSIONS,
        conf={"intersphinx_mapping": {"ours": (ADDRESS, str(inventory))}},
    )
    links = built.html().xpath("//p//a")
    assert [(link.text_content(), link.get("href")) for link in links] == [
        ("L94.2", f"{ADDRESS}kapitler/kalsinose.html#code-icd10-l94-2"),
        ("kalk", f"{ADDRESS}kapitler/kalsinose.html#code-icd10-l94-2"),
        ("M34.1", f"{ADDRESS}kapitler/sklerose.html#code-icd10-m34-1"),
        # Neither book has a chapter about it: WHO has a page.
        ("M33.1", "https://icd.who.int/browse10/2019/en#/M33.1"),
    ]


def test_own_register_comes_before_the_other_book(build: Build, inventory: Path) -> None:
    built = build(
        {"index.md": "# Annen bok\n\nSe {icd10}`L94.2`.\n\n```{code-register}\n```\n"},
        extensions=EXTENSIONS,
        conf={"intersphinx_mapping": {"ours": (ADDRESS, str(inventory))}},
    )
    assert built.html().xpath("//p[1]//a/@href")[0] == "#register-icd10-l94-2"
