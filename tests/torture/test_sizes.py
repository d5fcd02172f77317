"""Much of one kind: it is printed whole, in a time that grows with it."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.torture.press import Press

some = random.Random()
SYLLABLES = ("kal", "si", "no", "se", "hånd", "ledd", "vev", "for", "be", "ting", "lig", "het", "er", "en", "pa", "si")


def word() -> str:
    return "".join(some.choices(SYLLABLES, k=some.randint(1, 4)))


@pytest.fixture(autouse=True)
def same_words_whatever_ran_before() -> None:
    some.seed(161)


def much(*sizes: int) -> pytest.MarkDecorator:
    """The first size is that of ``make test``, the second that of ``make torture``."""
    usual, large = sizes
    return pytest.mark.parametrize("count", [usual, pytest.param(large, marks=pytest.mark.torture)])


@much(1000, 10_000)
def test_a_long_table_has_its_head_on_each_page_and_all_its_rows(press: Press, count: int) -> None:
    rows = "".join(f"| nr{row} | {word()} | {row * 7} |\n" for row in range(count))
    printed = press.print(f"# A\n\n| Løpenummer | Navn | Verdi |\n|---|---|---|\n{rows}")
    assert printed.warnings == []
    assert re.findall(r"nr\d+", printed.text) == [f"nr{row}" for row in range(count)]
    assert printed.lost_words == []
    with_rows = [page for page in printed.pages if "nr" in page]
    assert len(with_rows) > count / 60
    assert all(page.startswith("Løpenummer Navn Verdi") for page in with_rows[1:])


@much(3000, 100_000)
def test_a_long_paragraph(press: Press, count: int) -> None:
    printed = press.print("# A\n\n" + " ".join(f"{word()}{number}" for number in range(count)))
    assert printed.warnings == []
    assert printed.lost_words == []


@much(100, 2000)
def test_many_headings(press: Press, count: int) -> None:
    parts = (f"{'#' * (2 + number % 5)} Del{number} {word()}\n\nTekst{number}.\n\n" for number in range(count))
    printed = press.print("# A\n\n" + "".join(parts), whole=True)
    assert printed.warnings == []
    assert printed.lost_words == []


@much(60, 300)
def test_many_notes(press: Press, count: int) -> None:
    text = " ".join(f"{word()}[^{number}]" for number in range(count))
    notes = "".join(f"[^{number}]: Note{number} {word()}.\n" for number in range(count))
    printed = press.print(f"# A\n\n{text}\n\n{notes}")
    assert printed.warnings == []
    assert re.findall(r"Note\d+", printed.text) == [f"Note{number}" for number in range(count)]
    assert printed.lost_words == []


@much(600, 5000)
def test_a_cell_and_a_box_of_a_long_text(press: Press, count: int) -> None:
    text = " ".join(f"{word()}{number}" for number in range(count))
    printed = press.print(f"# A\n\n| a | b |\n|---|---|\n| {text} | b |\n\n:::{{tips}}\n{text}\n:::\n")
    assert printed.warnings == []
    assert printed.lost_words == []


@pytest.mark.parametrize("columns", [2, 3, 12])
def test_short_rows_stand_on_one_page(press: Press, columns: int) -> None:
    def row(number: int) -> str:
        cells = [word() for _ in range(columns - 1)]
        long = " ".join(word() for _ in range(40 // columns))
        return f"| fra{number}ende {long} til{number}ende | {' | '.join(cells)} |"

    rows = "\n".join(row(number) for number in range(80))
    printed = press.print(f"# A\n\n{'| a ' * columns}|\n{'|---' * columns}|\n{rows}\n")
    assert printed.warnings == []
    assert printed.lost_words == []
    begun = [re.findall(r"fra(\d+)ende", page) for page in printed.pages]
    ended = [re.findall(r"til(\d+)ende", page) for page in printed.pages]
    assert len(begun) > 1
    assert begun == ended


SPANNED = (
    "+----+------+\n|over| n0   |\n"
    + "".join(f"+    +------+\n|    | n{n:<4}|\n" for n in range(1, 90))
    + "+----+------+\n"
)
TALL = {
    "code": "  - ```text\n" + "".join(f"    l{n}k\n" for n in range(90)) + "    ```\n",
    "list": "  -" + "   ".join(f" - p{n}k\n" for n in range(90)),
    "lines": "  - " + "    ".join(f"q{n}k\\\n" for n in range(90)) + "    x\n",
    "long word": "  - " + "langtord" * 600 + "\n",
    "table": "  - | a | b |\n    |---|---|\n" + "".join(f"    | t{n}k | b |\n" for n in range(90)),
    "cell over many rows": "",
}


@pytest.mark.parametrize("cell", TALL)
def test_rows_that_are_taller_than_a_page_go_on_on_the_next(press: Press, cell: str) -> None:
    table = f"~~~~{{list-table}}\n* - a\n  - b\n* - en\n{TALL[cell]}* - to\n  - slutt\n~~~~\n"
    printed = press.print("# A\n\n" + (table if TALL[cell] else f"```{{eval-rst}}\n{SPANNED}```\n"))
    assert printed.warnings == []
    assert len(printed.pages) > 1
    assert printed.lost_words == []


def test_a_wide_table(press: Press) -> None:
    def row(name: str) -> str:
        return "|" + "|".join(f" {name}{column} {word()} " for column in range(30)) + "|\n"

    body = "".join(row(f"r{number}k") for number in range(12))
    printed = press.print(f"# A\n\n{row('hode')}{'|---' * 30}|\n{body}")
    assert printed.warnings == []
    assert printed.lost_words == []


def test_a_wide_table_with_a_long_text(press: Press) -> None:
    # Typst gives up at some hundred words that may be broken anywhere.
    cells = [word() * 2 for _ in range(29)]
    text = " ".join(word() * 2 for _ in range(900))
    head = "".join(f"| {cell} " for cell in [*cells, "x"])
    printed = press.print(f"# A\n\n{head}|\n{'|---' * 30}|\n{head}|\n|{' | '.join(cells)} | {text} |\n")
    assert printed.warnings == []


NESTED = """# A

> :::::{tips} Boks
> - punkt
>
>   ::::{list-table}
>   :header-rows: 1
>
>   * - Hode
>     - | ytre | hode |
>       |------|------|
>       | celle | :::{merk} |
>   * - :::{advarsel} I cellen
>       - liste
>         1. tall
>
>            | indre | tabell |
>            |-------|--------|
>            | sist  | [^1]   |
>       :::
>     - > sitat i celle
>   ::::
> :::::

[^1]: Noten.
"""


def test_tables_in_lists_in_boxes_in_quotations(press: Press) -> None:
    printed = press.print(NESTED)
    assert printed.warnings == []
    assert printed.lost_words == []
    assert "indre tabell" in printed.text


def nested(depth: int, bullet: str, gap: str) -> str:
    return "".join(f"{'  ' * level}{bullet} nivå{level}{gap}" for level in range(depth))


@pytest.mark.parametrize(
    ("suffix", "depth", "codes"),
    [("md", 15, set()), ("md", 30, {"PDF-004"}), ("md", 33, {"MDN-002", "PDF-004"}), ("rst", 40, {"PDF-004"})],
)
def test_lists_to_the_deepest_level(press: Press, suffix: str, depth: int, codes: set[str]) -> None:
    head = "# A\n\n" if suffix == "md" else "A\n=\n\n"
    text = head + nested(depth, "-", "\n" if suffix == "md" else "\n\n")
    printed = press.print(text, suffix=suffix)
    assert {code for line in printed.warnings for code in re.findall(r"\[([A-Z]{3}-\d{3})\]", line)} == codes
    assert all(re.match(rf"kapitler/a\.{suffix}:\d+: ", line) for line in printed.warnings)
    assert re.findall(r"nivå\d+", printed.text) == [f"nivå{level}" for level in range(depth)]


LONG = """# {0}

{0}

## {0}

> {0}

- {0}

:::{{tips}} {0}
{0}
:::

| {0} | b |
|---|---|
| {0} | b |

`{0}` [{0}](https://example.org) <https://example.org/{0}>

Ord {0}
: {0}

```text
{0}
```

Note[^1].

[^1]: {0}
"""


@pytest.mark.parametrize("long", ["forkalkning" * 40, "a/b_c.d-e=" * 40, "[0]" * 100, "/" * 300 + "x" * 200])
def test_words_that_no_line_has_room_for_stay_on_the_page(press: Press, long: str) -> None:
    printed = press.print(LONG.format(long))
    assert [line for line in printed.warnings if "citat" not in line] == []
    assert printed.lost_characters == []


def test_long_headings(press: Press) -> None:
    title = " ".join(word() for _ in range(40))
    assert len(title) > 200
    printed = press.print(f"# {title}\n\n## {title}\n\nTekst.\n\n:::{{tips}} {title}\nTekst.\n:::\n", whole=True)
    assert printed.warnings == []
    assert printed.lost_words == []
