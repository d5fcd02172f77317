"""What Typst's tags leave to do in a finished PDF: boxes, header cells of rows, no empty elements; half the size."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, String

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EMPTY = (Name.Lbl, Name.P)
"""Types of elements that are left out where they hold nothing: the bullet of a list without bullets, a blank line."""

BOX = Name.Aside
"""A box, as PDF 2.0 (ISO 32000-2, 14.8.4.4) calls it; to readers of older files a section, by the role map."""
_TITLES = (Name.P, *(Name(f"/H{level}") for level in range(1, 7)))


def finish_tags(
    data: bytes, row_headers: Mapping[int, int], then: Callable[[pikepdf.Pdf], None] | None = None
) -> bytes:
    """The PDF with ``row_headers``: a table's place among the tables → how many of its first columns head their rows.

    Typst can tag these cells, but only behind a switch that its Python package does not have. It has no tag for boxes.
    ``then`` is what else is done to the PDF before it is written.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.StructTreeRoot
        # Not by a walk of the tree, which takes ten times as long.
        found_elements = [found for found in pdf.objects if isinstance(found, Dictionary) and "/S" in found]
        for empty in filter(is_empty, found_elements):
            empty.P.K = Array([kid for kid in empty.P.K if getattr(kid, "objgen", None) != empty.objgen])
        for box in filter(is_box, found_elements):
            box.S = BOX
            root.RoleMap[BOX] = Name.Sect
        # The walk is for the few books that need it.
        tables = [found for found in elements(root) if found.get("/S") == Name.Table] if row_headers else []
        if tables and Name.IDTree not in root:
            root.IDTree = pikepdf.NameTree.new(pdf).obj
        for number, columns in row_headers.items():
            if number < len(tables):
                head_rows(tables[number], columns, f"R{number}", pikepdf.NameTree(root.IDTree))
        if then is not None:
            then(pdf)
        target = io.BytesIO()
        # The identifier is made of the content: same input, same bytes.
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return target.getvalue()


def children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements right below one; marked content is none."""
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid


def elements(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every structure element below one, in reading order."""
    for child in children(element):
        yield child
        yield from elements(child)


def is_empty(found: pikepdf.Object) -> bool:
    """Whether this is a structure element that a screen reader would stop at for nothing."""
    if found.S not in EMPTY or "/P" not in found:
        return False
    kids = found.get("/K", Array())
    return isinstance(kids, Array) and not len(kids) and "/Alt" not in found and "/ActualText" not in found


def is_box(found: pikepdf.Object) -> bool:
    """Whether this is a group that begins with its title: a picture's begins with the picture or its caption."""
    first = next(children(found), None) if Name.Div == found.S else None
    return first is not None and first.S in _TITLES


def table_attributes(cell: pikepdf.Object) -> pikepdf.Object:
    """What a cell says of its place in the table; made where it says nothing yet."""
    given = cell.get("/A", Array())
    attributes = list(given) if isinstance(given, Array) else [given]
    if not any(found.get("/O") == Name.Table for found in attributes):
        attributes.append(Dictionary(O=Name.Table))
    cell.A = Array(attributes)
    return cast("pikepdf.Object", next(found for found in cell.A if found.get("/O") == Name.Table))


def head_rows(table: pikepdf.Object, columns: int, prefix: str, ids: pikepdf.NameTree) -> None:
    """Make the body cells of the first columns header cells, and name them in the cells that they head."""
    bodies = [part for part in children(table) if part.get("/S") == Name.TBody]
    # Typst writes a table without a header row without a body, too.
    rows = [row for body in bodies or [table] for row in children(body) if row.get("/S") == Name.TR]
    # For each column: up to which row a cell of it reaches, and as which header.
    reach: dict[int, tuple[int, String | None]] = {}
    for y, row in enumerate(rows):
        x, heads, headed = 0, [], []
        for cell in children(row):
            while reach.get(x, (0, None))[0] > y:
                heads += [head for head in [reach[x][1]] if head is not None]
                x += 1
            attributes = table_attributes(cell)
            width, height = int(attributes.get("/ColSpan", 1)), int(attributes.get("/RowSpan", 1))
            head = None
            if x < columns:
                head = String(f"{prefix}x{x}y{y}")
                cell.S, cell.ID, attributes.Scope = Name.TH, head, Name.Row
                ids[str(head)] = cell
                heads.append(head)
            else:
                headed.append(attributes)
            reach |= {x + step: (y + height, head if step == 0 else None) for step in range(width)}
            x += width
        for attributes in headed:
            attributes.Headers = Array([*attributes.get("/Headers", Array()), *heads])
