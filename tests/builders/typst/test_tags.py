from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest
from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.tables import ListTable

from tests.builders.typst.reading import header_cells_of, tags_of

if TYPE_CHECKING:
    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")

HEADED = """# Bok

| vanlig | tabell |
| --- | --- |
| **1** | 2 |

```{list-table}
:header-rows: 1
:stub-columns: 1

* - Preparat
  - Dose
* - Kolkisin
  - 0,5 mg
* - I to

    avsnitt
  - 1 mg
```
"""


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def test_cells_that_head_a_row_are_header_cells_where_the_author_asked(build: Build) -> None:
    built = build({"index.md": HEADED}, "typst", extensions=ALONE)
    assert header_cells_of(built.outdir / "bok.pdf") == [
        ("U1x0y0 Column", []),
        ("U1x1y0 Column", []),
        ("", ["U1x0y0"]),
        ("", ["U1x1y0"]),
        ("U2x0y0 Column", []),
        ("U2x1y0 Column", []),
        ("R1x0y0 Row", ["U2x0y0"]),
        ("", ["U2x1y0", "R1x0y0"]),
        ("R1x0y1 Row", ["U2x0y0"]),
        ("", ["U2x1y0", "R1x0y1"]),
    ]


HEADLESS = """
Bok
===

.. table::

   ===== ===== =====
   Hode  En    To
   ===== ===== =====
   A     1     2
   ===== ===== =====

.. list-table::
   :stub-columns: 2

   * - uten
     - hoderad
     - 1
"""


def test_table_without_header_rows_keeps_those_of_its_rows(build: Build) -> None:
    built = build({"index.rst": HEADLESS}, "typst", extensions=ALONE)
    assert header_cells_of(built.outdir / "bok.pdf")[-3:] == [
        ("R1x0y0 Row", []),
        ("R1x1y0 Row", []),
        ("", ["R1x0y0", "R1x1y0"]),
    ]


def test_blank_line_of_code_is_no_empty_element(build: Build) -> None:
    built = build({"index.md": "# Bok\n\nTekst.\n\n```text\na\n\nb\n```\n"}, "typst", extensions=ALONE)
    tags = tags_of(built.outdir / "bok.pdf")
    assert tags[tags.index("Code") :] == ["Code", "P", "P"]


def test_header_cell_over_two_rows_heads_both(build: Build) -> None:
    class Spanned(ListTable):
        """A list table whose first body cell takes in the row below it."""

        def run(self) -> list[nodes.Node]:
            table = super().run()[0]
            first, second = list(table.findall(nodes.row))
            first[0]["morerows"] = 1
            second.pop(0)
            return [table]

    directives.register_directive("spanned-table", Spanned)
    source = "Bok\n===\n\n.. spanned-table::\n   :stub-columns: 1\n\n   * - A\n     - 1\n   * - x\n     - 2\n"
    built = build({"index.rst": source}, "typst", extensions=ALONE)
    assert header_cells_of(built.outdir / "bok.pdf") == [
        ("R0x0y0 Row", []),
        ("", ["R0x0y0"]),
        ("", ["R0x0y0"]),
    ]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>'
BOXED = """# Bok

```{warning} Obs
I boksen.
```

```{figure} bilde.svg
:alt: Et bilde

Bildetekst
```
"""


def test_box_is_a_group_of_its_own_and_a_figure_is_none(build: Build) -> None:
    built = build({"index.md": BOXED, "bilde.svg": SVG}, "typst", extensions=ALONE)
    tags = tags_of(built.outdir / "bok.pdf")
    assert tags[tags.index("Aside") :] == ["Aside", "P", "P", "Div", "Caption", "Span", "Figure"]
    with pikepdf.open(built.outdir / "bok.pdf") as pdf:
        assert pdf.Root.StructTreeRoot.RoleMap.Aside == "/Sect"
