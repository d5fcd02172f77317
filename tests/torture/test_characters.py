"""Every character everywhere: the PDF is made under both standards, and the characters come back out of it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.torture.press import Press

EVERYWHERE = """---
aliases: ["{0}"]
keywords: ["{0}"]
short_title: "{0}"
---
# Tittel {0}

Avsnitt {0} med *kursiv {0}*, **feit {0}**, `kode {0}`, [lenke {0}](https://example.org/) og note[^1]. {{index}}`{0}`

## Del {0}

```text
{0}
```

| Hode {0} | b |
|---|---|
| celle {0} | c |

![{0}](../x.svg)

:::{{figure}} ../x.svg
:alt: alt {0}
:credit: Illustrasjon: Kari Nordmann, Boka. 2017. CC BY 4.0

Bildetekst {0}
:::

:::{{tips}} Boks {0}
I boksen {0}
:::

Ord {0}
: Forklaring {0}

- punkt {0}

> sitat {0}

[^1]: Noten {0}
"""
LARGE = [
    (0x3400, 0xA000),
    (0xAC00, 0xD800),
    (0xE000, 0xF900),
    (0x17000, 0x19000),
    (0x1B170, 0x1B300),
    (0x20000, 0x110000),
]
"""Blocks of thousands of characters of one kind: ideographs, syllables, the private area."""


def assigned() -> Iterator[str]:
    """Every character that there is beyond ASCII, the private ones included."""
    # YAML has no control characters: they are tried elsewhere.
    everything = map(chr, range(0xA0, 0x110000))
    return (character for character in everything if unicodedata.category(character) not in ("Cn", "Cs"))


def sample() -> list[str]:
    """One character of each row of 16, in which every block begins, and fewer of the large blocks."""
    chosen: dict[int, str] = {}
    for character in assigned():
        code = ord(character)
        row = code // (0x1000 if any(first <= code < last for first, last in LARGE) else 16) * 16
        # Not always the first of its row.
        if row not in chosen or code % 16 == row // 16 % 16:
            chosen[row] = character
    return list(chosen.values())


BLANK = frozenset("\u1d3d\u1d45\u1db4\ufffc")
"""Drawn as nothing by one of the fonts that have them."""


def print_everywhere(press: Press, chosen: Sequence[str]) -> None:
    """Print the characters, each between two letters, and find them all again."""
    printed = press.print(EVERYWHERE.format(" ".join(f"x{c}y" for c in chosen)))
    assert printed.pages, printed.warnings
    assert printed.unplaced == []
    assert {code for line in printed.warnings for code in re.findall(r"[A-Z]{3}-\d{3}", line)} <= {
        "PDF-003",
        "PDF-015",
        "FIL-002",
    }
    if printed.lost_characters and len(chosen) > 1:
        # A stand-in that is broken over two pages is found again where fewer are printed.
        print_everywhere(press, chosen[: len(chosen) // 2])
        print_everywhere(press, chosen[len(chosen) // 2 :])
        return
    assert printed.lost_characters == []


def test_characters_of_every_block_come_back_out(press: Press) -> None:
    chosen = sample()
    for start in range(0, len(chosen), 120):
        print_everywhere(press, chosen[start : start + 120])


@pytest.mark.torture
def test_every_character_comes_back_out(press: Press) -> None:
    chosen = [c for c in assigned() if ord(c) < 0xF0000 and c not in BLANK]
    for start in range(0, len(chosen), 120):
        print_everywhere(press, chosen[start : start + 120])
