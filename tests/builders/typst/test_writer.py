from __future__ import annotations

import pytest
import typst

from kompendium.builders.typst.fonts import missing_glyphs, stand_in
from kompendium.builders.typst.writer import Buffers, Code, Content, arguments, expression, is_blank, markup, run_in


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (None, "none"),
        (True, "true"),
        (3, "3"),
        (1.5, "1.5"),
        ('a "b" \\ c\n', '"a \\"b\\" \\\\ c\\n"'),
        ("\x07", '"\\u{7}"'),
        (["a"], '("a",)'),
        ([], "()"),
        ({"a b": 1}, '("a b": 1)'),
        ({}, "(:)"),
        (Content('#"x";'), '[#"x";]'),
        (Code("2em"), "2em"),
    ],
)
def test_value_becomes_an_expression_of_typst(value: object, source: str) -> None:
    assert expression(value) == source  # type: ignore[arg-type]
    typst.compile(f"#let x = {source}".encode())


def test_python_names_become_typst_names() -> None:
    assert arguments(("a",), {"number_of": 1, "in_": None}) == '"a", number-of: 1, in: none'


def test_white_space_collapses_and_stays_outside_the_string() -> None:
    assert markup("  a\n  b ") == ' #"a b"; '
    assert markup("\n") == " "
    assert markup("") == ""


def test_content_of_marks_alone_is_empty() -> None:
    assert is_blank("\n//@ a.md:1\n\n")
    assert not Content("\n//@ a.md:1\n")
    assert Content('#"a";')


def test_running_in_never_lets_a_mark_swallow_what_follows() -> None:
    assert run_in('\n//@ a.md:1\n\n\n#"a";\n\n') == '#"a";'
    assert run_in('#"a";\n//@ a.md:2\n') == '#"a";\n//@ a.md:2\n'


def test_buffers_keep_and_give_back() -> None:
    buffers = Buffers()
    buffers.write("a")
    buffers.push()
    buffers.write("b")
    assert buffers.pop() == Content("b")
    assert buffers.pop() == Content("a")


def test_characters_without_a_glyph_are_found_each_once() -> None:
    assert missing_glyphs("Vanlig tekst «æøå» – 25 % ≥ α → ☐ № \u00ad\u200b") == []
    assert missing_glyphs("a😀b\U0001f9ec😀") == ["😀", "\U0001f9ec"]
    assert stand_in("😀") == "[U+1F600]"
