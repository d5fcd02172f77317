"""Random Markdown documents, made of everything that authors can write, right and wrong."""

# ruff: noqa: E501
# Tables of words and forms are read across.

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = list[str]
    Draw = Callable[[st.SearchStrategy], object]

WORDS = (
    "hånd", "kalsinose", "forkalkningsforandringer", "å", "øye", "25", "mg/kg", "3,5", "L94.2", "«sitat»", "“x”", "ﬁn",
    "Actas", "αβγ", "Жизнь", "שלום", "سلام", "नमस्ते", "中文", "☃", "👩‍⚕️", "é", "x̂", "a\u0485", "\u200b", "\u2067abc\u2069",
    "#", "$", "@", "\\", "*", "_", "`", "'", '"', "//", "/*", "*/", "-", "=", "+", "1.", "~", "<x>", "]", ")", ";", "[", "(",
    "{", "}", "|", "%", "&amp;", "&", "^", ":", "::", "---", "...", "\\#", "\\*", "\\[", "#let", "#f[a](b)", "@x", "<!--",
    "-->", "https://example.org/a_b?c=d#e", "a@example.org", "snake_case_name", "5$", "$10", "\x07", "\u00ad", "\ue000",
    "barne-", "og", "til", "i", "en", "som", "er", "det", "legen", "pasienten",
)  # fmt: skip
BOXES = (
    "infobox", "features", "keypoints", "definition", "treatment", "warning", "tip", "example", "note", "kjennetegn",
    "hovedpunkter", "definisjon", "behandling", "advarsel", "tips", "eksempel", "merk", "danger", "important", "hint",
    "seealso", "caution", "attention", "error", "topic", "sidebar", "container", "rubric", "admonition", "epigraph",
    "pull-quote", "compound", "centered", "versionadded", "deprecated", "only", "hlist", "glossary", "parsed-literal",
    "attribution", "figure", "code-block", "math", "list-table", "csv-table", "table", "raw", "class", "nosuch", "py:function",
    "option", "productionlist", "codes", "license", "credits", "bibliography", "index", "contents", "image", "epigraf",
)  # fmt: skip
ARGUMENTS = {
    "only": "typst", "py:function": "f(x, *, y=1) -> str", "option": "--x=FIL", "raw": "html", "versionadded": "1.0",
    "deprecated": "2.0", "code-block": "python", "figure": "../x.svg", "image": "../x.svg", "class": "x",
}  # fmt: skip
OPTIONS = (
    ":name: {}", ":class: {}", ":alt: et bilde {}", ":credit: Illustrasjon: {}, Boka. 2017. CC BY 4.0", ":source: https://x.org/{}",
    ":linenos:", ":header-rows: 1", ":stub-columns: 1", ":width: 50%", ":height: 20", ":align: right", ":kind: {}", ":caption: {}",
    ":widths: 1 2", ":nosuch: {}", ":label: {}", ":icd10: L94.2", ":columns: 3", ":lang: es",
)  # fmt: skip
LABELS = ("en", "to", "tre")

label = st.sampled_from(LABELS)
word = st.sampled_from(WORDS)
plain = st.lists(word, min_size=1, max_size=8).map(" ".join)


def _around(*forms: str) -> st.SearchStrategy[str]:
    return st.builds(lambda form, text: form.replace("@", text), st.sampled_from(forms), plain)


inline = st.one_of(
    plain,
    plain,
    _around(
        "*@*", "**@**", "***@***", "`@`", "``@``", "~~@~~", "_@_", "^@^", "[@](b.md)", "[@](https://example.org/x_y)"
    ),
    _around("[@](#en)", "<https://example.org/@>", "![@](../x.svg)", "![@](nosuch.png)", "[@]{lang=es}", "[@]{.x #to}"),
    _around(
        "{icd10}`@`",
        "{atc}`L04AB01`",
        "{index}`@`",
        "{abbr}`SSc (@)`",
        "{kbd}`@`",
        "{sub}`@`",
        "{sup}`@`",
        "{nosuch}`@`",
    ),
    _around(
        "{ref}`@`",
        "{numref}`en`",
        "{doc}`@`",
        "{term}`@`",
        "{math}`@`",
        "$x^2_{@}$",
        "$@$",
        "{cite}`@`",
        "{py:func}`@`",
    ),
    _around("<b>@</b>", "<br>@", "<span title='x'>@</span>", "<!-- @ -->", "<@", "&nbsp;@&eacute;", "@  \n@", "@\\\n@"),
    st.builds("{}[^{}]".format, word, label),
)
text = st.lists(inline, min_size=1, max_size=5).map(" ".join)
line = text.map(lambda it: it.replace("\n", " "))
lines = text.map(lambda it: it.split("\n"))


def _indented(block: Lines, first: str, rest: str = "") -> Lines:
    rest = rest or " " * len(first)
    return [(first if number == 0 else rest) + it if it or number == 0 else it for number, it in enumerate(block)]


def _joined(blocks: list[Lines]) -> Lines:
    return [it for block in blocks for it in (*block, "")]


def _fence(block: Lines, mark: str) -> str:
    longest = max((len(run) for it in block for run in re.findall(f"{re.escape(mark)}{{3,}}", it)), default=2)
    return mark * (longest + 1)


def _directive(name: str, title: str, options: list[str], body: Lines, mark: str, broken: int) -> Lines:
    fence = _fence(body, mark)
    opening = f"{fence}{{{name}}} {ARGUMENTS.get(name, title)}".rstrip()
    # A fence that is too short, and one that is never closed.
    closing = {1: fence[:-1], 2: ""}.get(broken, fence)
    return [opening, *options, "", *body, closing]


def _table(rows: list[list[str]]) -> Lines:
    return [f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]]]


GRID = """```{{eval-rst}}
+-----------+-----------+
| {0:<9.9} | {1:<9.9} |
+===========+===========+
| {2:<21.21} |
+-----------+-----------+
| {3:<9.9} | b         |
|           +-----------+
|           | * c       |
+-----------+-----------+
```"""
RST = """```{{eval-rst}}
.. {0}::

   {1}

:field: {1}

-x FILE  {1}

| {1}
|   {1}

.. [#] {1}

*{1}* `{1}`_ [CIT]_

.. [CIT] {1}
```"""

leaf = st.one_of(
    lines,
    lines,
    st.builds(lambda marks, it: [f"{marks} {it}"], st.sampled_from(["#", "##", "###", "####", "######"]), line),
    st.builds(lambda it, mark: [it, mark], line, st.sampled_from(["===", "---"])),
    st.builds(
        lambda body, info: [f"{_fence(body, '`')}{info}", *body, _fence(body, "`")],
        st.lists(plain, max_size=4),
        st.sampled_from(
            ["", "python", "text", "nosuch", "{code-block} python\n:linenos:\n", "{literalinclude} x", "json", "pycon"]
        ),
    ),
    st.lists(plain, min_size=1, max_size=3).map(lambda body: [f"    {it}" for it in body]),
    st.lists(st.lists(line, min_size=3, max_size=3), min_size=1, max_size=4).map(_table),
    st.lists(line, min_size=4, max_size=4).map(lambda it: GRID.format(*it).split("\n")),
    st.builds(
        lambda name, it: RST.format(name, it).split("\n"),
        st.sampled_from(["note", "nosuch", "math", "epigraph"]),
        plain,
    ),
    st.builds(lambda name, it: [f"[^{name}]: {it}"], label, line),
    st.builds(lambda name: [f"({name})="], label),
    st.builds(lambda it: ["$$", *it, "$$ (en)"], lines),
    st.builds(lambda it: [f"<div class='x'><p>{it}</p>", "</div>"], plain),
    st.builds(lambda it: [f"<!-- {it} -->"], plain),
    st.sampled_from(
        [["---"], ["+++"], ["***"], ["% kommentar"], ["---", "x: [", "---"], [":::"], ["```"], ["::::"], [""]]
    ),
    st.text(st.characters(codec="utf-8"), max_size=40).map(lambda it: it.split("\n")),
    st.text(st.sampled_from("#$@\\*_`'\"-=+~<>[](){}|:; \n\t1.a&!^%"), max_size=40).map(lambda it: it.split("\n")),
)


def _containers(inner: st.SearchStrategy[Lines]) -> st.SearchStrategy[Lines]:
    several = st.lists(inner, min_size=1, max_size=3)
    body = several.map(_joined)
    return st.one_of(
        several.map(lambda items: [it for item in items for it in _indented(item, "- ")]),
        st.builds(
            lambda items, first: [it for n, item in enumerate(items) for it in _indented(item, f"{first + n}. ")],
            several,
            st.sampled_from([0, 1, 7, 99]),
        ),
        several.map(lambda items: [it for item in items for it in _indented(item, "- [x] ", "  ")]),
        st.builds(lambda term, it: [term, *_indented(it, ": ", "  ")], line, body),
        st.builds(lambda name, it: [f":{name}: {it[0]}", *_indented(it[1:], "  ", "  ")], label, body),
        body.map(lambda it: [f"> {one}".rstrip() for one in it]),
        st.builds(
            _directive,
            st.sampled_from(BOXES),
            st.one_of(st.just(""), line),
            st.lists(st.builds(str.format, st.sampled_from(OPTIONS), plain), max_size=2),
            body,
            st.sampled_from([":", ":", "`"]),
            st.sampled_from([0] * 12 + [1, 2]),
        ),
        st.builds(lambda it: ["```{list-table}", ":header-rows: 1", "", *_rows(it), "```"], several),
        st.builds(lambda name, it: [f"[^{name}]:", *_indented(it, "    ", "    ")], label, body),
    )


def _rows(cells: list[Lines]) -> Lines:
    return [it for cell in cells for it in _indented([*_indented(cell, "- "), "- x"], "* ")]


front_matter = st.one_of(
    st.just(""),
    st.builds(
        lambda key, value: f"---\n{key}: {value}\n---\n",
        st.sampled_from(
            ["aliases", "title", "short_title", "authors", "keywords", "icd10", "reviewed", "license", "number", "x"]
        ),
        st.one_of(plain, plain.map(lambda it: "'" + it.replace("'", "''") + "'"), plain.map(lambda it: f"[{it}]")),
    ),
)
documents = st.builds(
    lambda head, title, blocks: f"{head}# {title}\n\n" + "\n".join(_joined(blocks)),
    front_matter,
    line,
    st.lists(st.recursive(leaf, _containers, max_leaves=6), max_size=6),
)
