"""What means something to Markdown, to Typst or to nobody, and words from right to left, in every place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.torture.press import Press, characters, is_right_to_left, lost_words, without_stand_ins
from tests.torture.test_characters import EVERYWHERE

if TYPE_CHECKING:
    from pathlib import Path

SPECIAL = "# $ @ \\ * _ ` ' \" // /* */ - = + 1. ~ <label> [ ] ( ) { } ; : ! % & ^ | #let #f[a](b) @ref $x$ <!-- -->"
LEADING = [
    "#",
    "$",
    "@",
    "\\",
    "*",
    "_",
    "`",
    "'",
    '"',
    "//",
    "/*",
    "-",
    "=",
    "==",
    "+",
    "1.",
    "~",
    "<x>",
    "]",
    ")",
    ";",
    "/",
]


def escaped(text: str) -> str:
    """As an author writes these characters so that they mean themselves."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def test_special_characters_mean_themselves_everywhere(press: Press) -> None:
    # In front matter and in code there is nothing to escape; they are tried below.
    others = r"\A---.*?---\n|`kode \{0\}`|```text\n\{0\}\n```|\{\{index\}\}`\{0\}`"
    text = re.sub(others, "", EVERYWHERE, flags=re.DOTALL)
    printed = press.print(text.format(escaped(SPECIAL)), whole=True)
    assert printed.warnings == []
    assert printed.lost_characters == []
    assert printed.lost_words == []
    # In a paragraph, a heading, a cell, a caption and so on.
    assert "".join(printed.text.split()).count("".join(SPECIAL.split())) >= 12


def test_special_characters_mean_themselves_in_code_and_front_matter(press: Press) -> None:
    quoted = SPECIAL.replace("\\", "\\\\").replace('"', '\\"')
    head = f'---\naliases: ["{quoted}"]\nshort_title: "{quoted}"\nkeywords: ["{quoted}"]\n---\n'
    printed = press.print(f"{head}# A\n\n`` {SPECIAL} ``\n\n```text\n{SPECIAL}\n```\n", whole=True)
    assert printed.warnings == []
    assert "".join(printed.text.split()).count("".join(SPECIAL.split())) == 3


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_what_a_line_of_typst_may_begin_with(press: Press, suffix: str) -> None:
    lines = [escaped(mark) + f" ord{number}" for number, mark in enumerate(LEADING)]
    items = "".join(f"- {line}\n" for line in lines)
    text = "\n\n".join(lines) + "\n\n" + items
    printed = press.print(f"# A\n\n{text}" if suffix == "md" else f"A\n=\n\n{text}", suffix=suffix)
    assert printed.warnings == []
    found = "".join(printed.text.split())
    assert all(found.count(f"{mark}ord{number}") == 2 for number, mark in enumerate(LEADING))


@pytest.mark.parametrize("word", ["שלום", "שָׁלוֹם עולם", "سلام", "مُحَمَّد وعلي", "\u2067שלום\u2069 \u202babc\u202c"])
def test_words_from_right_to_left(press: Press, word: str) -> None:
    printed = press.print(EVERYWHERE.format(word) + f"\n{word}\n\n{word} {word} er et ord, {word}.\n", whole=True)
    assert printed.warnings == []
    letters = {letter: times for letter, times in characters(word).items() if is_right_to_left(letter)}
    found = characters(printed.text)
    # They come out in any order, and a vowel's mark more than once.
    assert all(found[letter] >= times * 25 for letter, times in letters.items())


def test_stand_in_that_is_read_from_behind_counts_and_a_lost_one_does_not() -> None:
    warnings = ["«中» (U+4E2D) … [PDF-003]", "«文» (U+6587) … [PDF-003]"]
    assert lost_words("中文 שלום", without_stand_ins("[U+4E2D]\r\nשלום [ [+6587U[", warnings)) == []
    assert lost_words("中文 שלום", without_stand_ins("[U+4E2D]\r\nשלום [", warnings)) == ["中文"]
    assert lost_words("中文 שלום", without_stand_ins("[U+4E2D]\r\nשלום [ [+6587U[", warnings[:1])) == ["中文"]


EMPTY = """---
aliases:
keywords: []
---
# A

-
-

1.

>

| | |
|-|-|
| | |

[]() ![](../x.svg) ** ** ` ` {icd10}`` {index}`` $$ $$ <b></b> <!-- --> [^1]

```
```

```python

```

:::{tips}
:::

:::{list-table}
:::

:::{figure} ../x.svg
:::

[^1]:

---

***

Slutt.
"""
NOTHING = ["", "\n\n", " ", "\ufeff", "\0", "---\n---\n", "#", "# \n", "---", "<!-- -->", "%", EMPTY]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_is_printed_or_answered(press: Press, text: str) -> None:
    printed = press.print(text, whole=True)
    assert printed.unplaced == []
    assert printed.lost_words == []
    assert ("Slutt." in printed.text) == ("Slutt." in text)


def test_control_characters_are_shown_and_named(press: Press) -> None:
    controls = [chr(code) for code in (*range(1, 9), *range(14, 32), 0x80, 0x84, 0x9F)]
    text = " ".join(f"x{control}y" for control in controls)
    printed = press.print(f"# A\n\n{text} \0 \x7f\n\n`{text}`\n")
    assert printed.unplaced == []
    assert all(f"U+{ord(control):04X}" in printed.text for control in controls)
    assert printed.lost_words == []


def test_facts_of_the_book_may_be_any_text(tmp_path: Path) -> None:
    odd = f"{SPECIAL} αβγ 中 \ue000 x\u0485"
    names = ("subtitle", "publisher", "edition", "description", "copyright_holder")
    facts = {f"kompendium_{name}": odd for name in names}
    with Press(tmp_path, project=odd, kompendium_keywords=[odd], kompendium_authors=[odd], **facts) as press:
        printed = press.print("# A\n\nTekst.\n", whole=True)
    assert printed.unplaced == []
    with pypdfium2.PdfDocument(press.out / "kompendium.pdf") as book:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in book]
    title, imprint = "".join(pages[:3]), pages[3]
    # Title, subtitle, author, edition and publisher; then title, subtitle, edition, publisher and holder.
    assert [text.replace("\ufffe", "-").count("".join(SPECIAL.split())) for text in (title, imprint)] == [5, 5]
    assert {line.split(":")[0] for line in printed.warnings if "PDF-003" in line} >= {"conf.py"}
