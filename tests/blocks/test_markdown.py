from pathlib import Path

import pytest
from docutils import nodes

from kompendium.blocks.markdown import language_node

from .building import build

ROOM = ("kompendium.blocks.markdown",)


def test_extensions_of_a_book_are_on_unless_the_book_says_otherwise(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": "# A\n\nOne\n: Two\n"}, rooms=ROOM)
    assert set(book.app.config.myst_enable_extensions) == {
        "attrs_inline",
        "colon_fence",
        "deflist",
        "dollarmath",
        "tasklist",
    }
    assert book.warnings == []


def test_a_book_that_chooses_its_extensions_keeps_them(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": "# A\n\nOne\n: Two\n"}, rooms=ROOM, myst_enable_extensions=["colon_fence"])
    assert book.app.config.myst_enable_extensions == ["colon_fence"]
    assert not list(book.doctree().findall(nodes.definition_list))


def test_prices_are_no_formulas(tmp_path: Path) -> None:
    prices = "Fra $5 til $10, US$ 5 og US$ 10, 5$/mg og 6$/mg, ($5) og ($6), **$5** og **$6**, $ 5 og 6 $, $5 (5$)."
    formulas = ["D = C_0 V", "k_e", "5", "2 x^2", "2 x", "3,14"]
    text = "".join(f"\n\nDosen ${formula}$-en." for formula in formulas)
    book = build(tmp_path, {"index.md": f"# A\n\n{prices}{text}\n"}, rooms=ROOM)
    assert [node.astext() for node in book.doctree().findall(nodes.math)] == formulas
    paragraph = next(book.doctree().findall(nodes.paragraph))
    assert paragraph.astext() == prices.replace("*", "")


def test_a_stray_line_of_colons_is_reported_and_the_chapter_keeps_its_headings(tmp_path: Path) -> None:
    text = "# A\n\n:::{note}\nouter\n:::{tip}\ninner\n:::\nafter\n:::\n\n## B\n\nText.\n\n### C\n\nLast.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == [
        (
            "index.md:9: WARNING: A line with only colons «:::» opens a block without a name; it would "
            "swallow the rest of the chapter. Remove the line, or, if a block stands inside another, give the outer "
            "one more colons («::::»). [MDN-001] [kompendium.nameless_container]"
        )
    ]
    titles = [section[0].astext() for section in book.doctree().findall(nodes.section)]
    assert titles == ["A", "B", "C"]
    assert "Last." in book.doctree().astext()


def test_a_stray_line_before_another_block_is_the_only_finding(tmp_path: Path) -> None:
    text = "# A\n\n:::\n\ntext\n\n:::{note}\nin the box\n:::\n\n## B\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert [line.split(" WARNING")[0] for line in book.warnings] == ["index.md:3:"]
    assert len(list(book.doctree().findall(nodes.section))) == 2


def test_named_and_classed_containers_are_not_reported(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": "# A\n\n:::wide\ntext\n:::\n\n```\n:::\nquoted\n```\n"}, rooms=ROOM)
    assert book.warnings == []


@pytest.mark.parametrize("fence", [":::", "```"])
def test_a_block_that_is_never_closed_is_reported_at_its_first_line(tmp_path: Path, fence: str) -> None:
    book = build(tmp_path, {"index.md": f"# A\n\n{fence}{{note}}\ntext\n\n## B\n"}, rooms=ROOM)
    assert book.warnings == [
        (
            f"index.md:3: WARNING: The block opened by «{fence}{{note}}» is never closed; it swallows the rest of the "
            f"chapter. Write a line with «{fence}» where the block ends. [MDN-003] [kompendium.container_unclosed]"
        )
    ]


@pytest.mark.parametrize("body", ["", "text\n", "text\n\n", "\n\ntext\n\n\n"])
def test_a_closed_block_is_not_reported(tmp_path: Path, body: str) -> None:
    book = build(tmp_path, {"index.md": f"# A\n\n```text\n{body}```\n\n:::box\n{body}:::"}, rooms=ROOM)
    assert book.warnings == []


def test_a_closed_fence_with_odd_line_separators_is_silent(tmp_path: Path) -> None:
    text = "# A\n\n```text\nen\u2028to\n```\n\n:::{note}\nTekst\x0c.\n:::\n"
    assert build(tmp_path, {"index.md": text}, rooms=ROOM).warnings == []


def nested_list(depth: int) -> str:
    return "".join(f"{'  ' * level}- level {level + 1}\n" for level in range(depth))


def too_deep(line: int, levels: int) -> str:
    return (
        f"index.md:{line}: WARNING: Lists and quotations stand {levels + 1} deep in each other here; at most {levels} "
        "are read, and what stands deeper is printed as running text. Divide the text, or make the upper levels "
        "headings. [MDN-002] [kompendium.list_too_deep]"
    )


def test_a_list_as_deep_as_the_parser_goes_is_silent(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": f"# A\n\n{nested_list(30)}\nThe end.\n"}, rooms=ROOM)
    assert book.warnings == []
    assert "level 30" in book.doctree().astext()
    assert "The end." in book.doctree().astext()


def test_what_stands_deeper_in_lists_is_reported_and_kept(tmp_path: Path) -> None:
    text = f"# A\n\n{nested_list(33)}  - back\n\nThe end.\n\n## B\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == [too_deep(33, 30)]
    words = " ".join(book.doctree().astext().split())
    assert "level 29 level 30 - level 31 - level 32 - level 33 back The end. B" in words
    assert len(list(book.doctree().findall(nodes.section))) == 2


def test_what_stands_deeper_in_quotations_is_reported_and_kept(tmp_path: Path) -> None:
    text = f"# A\n\n{'> ' * 70}quoted\n\nThe end.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == [too_deep(3, 60)]
    assert "quoted" in book.doctree().astext()
    assert "The end." in book.doctree().astext()


def test_a_deep_list_in_a_code_block_is_silent(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": f"# A\n\n```text\n{nested_list(32)}```\n"}, rooms=ROOM)
    assert book.warnings == []


def test_a_deep_list_inside_a_block_is_reported_at_its_line_of_the_file(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": f"# A\n\n:::{{note}}\n{nested_list(31)}:::\n"}, rooms=ROOM)
    assert [line.split(" WARNING")[0] for line in book.warnings] == ["index.md:34:"]


def test_a_foreign_word_keeps_its_language(tmp_path: Path) -> None:
    text = "# A\n\n[Actas]{lang=es}, [word]{.special lang=en-GB #here} and [Sphinx](https://x.org){lang=en}.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == []
    assert [(node["lang"], node.astext()) for node in book.doctree().findall(language_node)] == [
        ("es", "Actas"),
        ("en-GB", "word"),
        ("en", "Sphinx"),
    ]
    assert book.html().xpath("//span[@lang='es']/text()") == ["Actas"]
    assert book.html().xpath("//span[@lang='en-GB'][@id='here'][@class='special']/text()") == ["word"]
    assert book.html().xpath("//span[@lang='en']/a/@href") == ["https://x.org"]
    assert b"xml:lang" not in (book.output / "index.html").read_bytes()


def test_the_epub_names_the_language_twice(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": "# A\n\n[Actas]{lang=es}\n"}, "epub", rooms=ROOM, version="1", copyright="x")
    assert '<span lang="es" xml:lang="es">Actas</span>' in book.text("index.xhtml")


def test_a_malformed_language_warns_and_keeps_the_text(tmp_path: Path) -> None:
    book = build(tmp_path, {"index.md": "# A\n\n[Actas]{lang=spanish}\n"}, rooms=ROOM)
    assert book.warnings == [
        (
            "index.md:3: WARNING: «spanish» is not a language tag; the text is kept without a language. "
            "For example: [Actas]{lang=es} [MDN-004] [kompendium.language_malformed]"
        )
    ]
    assert "Actas" in book.doctree().astext()


@pytest.mark.parametrize("builder", ["text", "man", "latex"])
def test_other_builders_print_the_words(tmp_path: Path, builder: str) -> None:
    book = build(tmp_path, {"index.md": "# A\n\n[Actas]{lang=es}\n"}, builder, rooms=ROOM)
    assert not [line for line in book.warnings if "unknown node" in line]
    files = [file for file in book.output.iterdir() if file.suffix in {".txt", ".tex", ".1"}]
    assert any("Actas" in file.read_text(encoding="utf-8") for file in files)


def test_an_unknown_block_is_reported_and_keeps_its_text(tmp_path: Path) -> None:
    text = "# A\n\n:::{kjenetegn} The *title*\n:name: x\n\nThe body.\n\n{nosuchrole}`x y`\n:::\n\nAfter.\n"
    book = build(tmp_path, {"index.md": text}, rooms=(*ROOM, "kompendium.blocks.infobox"))
    assert book.warnings == [
        (
            "index.md:3: WARNING: There is no block «kjenetegn»; its text is kept, but not as what it should be. "
            "Did you mean «kjennetegn»? [MDN-005] [kompendium.block_unknown]"
        ),
        (
            "index.md:8: WARNING: There is no role «nosuchrole»; its text is kept as plain text. [MDN-006] "
            "[kompendium.role_unknown]"
        ),
    ]
    assert book.doctree().astext().split("\n\n") == ["A", "The title", "The body.", "x y", "After."]


def test_roles_and_blocks_of_domains_are_known(tmp_path: Path) -> None:
    text = "# A\n\n{py:func}`open`, {math}`x`, {ref}`genindex`\n\n"
    text += "```{py:function} f()\n```\n\n```{code-block} python\nx\n```\n"
    assert build(tmp_path, {"index.md": text}, rooms=ROOM).warnings == []


def test_a_heading_without_words_is_reported_and_gets_some(tmp_path: Path) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    text = "# A\n\nOne.\n\n##\n\nTwo.\n\n## ![a hand](x.svg)\n\nThree.\n"
    book = build(tmp_path, {"index.md": text, "x.svg": picture}, rooms=ROOM)
    assert book.warnings == [
        (
            f"index.md:{line}: WARNING: The heading has no text; «{words}» is printed as the heading. Write the "
            "heading's words after «#», or remove the line. [MDN-010] [kompendium.heading_empty]"
        )
        for line, words in ((5, "[Heading without text]"), (9, "a hand"))
    ]
    assert [title.astext() for title in book.doctree().findall(nodes.title)] == [
        "A",
        "[Heading without text]",
        "a hand",
    ]
    # The picture stands under its heading.
    assert book.html().xpath("//section/h2[starts-with(., 'a hand')]/following-sibling::img/@alt") == ["a hand"]


def test_a_heading_of_what_is_not_seen_gets_words(tmp_path: Path) -> None:
    text = "# A\n\nOne.\n\n## <!-- note -->\n\nTwo.\n\n## \u200b\u00ad\n\nThree.\n\n## [^1]\n\n[^1]: Note.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert [line.partition(" WARNING")[0] for line in book.warnings if "MDN-010" in line] == [
        "index.md:5:",
        "index.md:9:",
        "index.md:13:",
    ]
    assert len(book.warnings) == 3
    titles = [title.astext() for title in book.doctree().findall(nodes.title)]
    assert [title.endswith("[Heading without text]") for title in titles] == [False, True, True, True]
    assert "note" not in titles[1]


def test_places_are_known_after_restructuredtext(tmp_path: Path) -> None:
    text = "# A\n\n```{eval-rst}\nText.\n```\n\n{icd10}`nonsense`\n"
    book = build(tmp_path, {"index.md": text}, rooms=(*ROOM, "kompendium.blocks.codes"))
    assert [line.partition(" WARNING")[0] for line in book.warnings] == ["index.md:7:"]


def test_a_quotation_of_nothing_does_not_end_the_build(tmp_path: Path) -> None:
    text = "# A\n\n:::{epigraph}\n% nothing yet\n:::\n\nText.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == []
    assert "Text." in book.doctree().astext()


def test_block_that_its_extension_stumbles_over_keeps_its_lines(tmp_path: Path) -> None:
    # Sphinx 9.0's own takes what stands between two lines of hyphens for options, and then has no line left.
    text = "# A\n\n:::{productionlist} regel\n\n---\n\n:::\n\nEtter.\n"
    book = build(tmp_path, {"index.md": text}, rooms=ROOM)
    assert book.warnings == [
        "index.md:3: WARNING: 'productionlist': Has content, but none permitted [myst.directive_parse]",
        (
            "index.md:3: WARNING: The block «productionlist» cannot be made of what stands in it (ValueError: max() "
            "arg is an empty sequence); its lines are printed as they are. Look the block's options and lines over, "
            "or remove it. [MDN-012] [kompendium.block_failed]"
        ),
    ]
    assert [block.astext().split() for block in book.doctree().findall(nodes.literal_block)] == [["regel", "---"]]
    assert book.doctree().astext().endswith("Etter.")


STUMBLING = """
from docutils.parsers.rst import Directive

class Stumble(Directive):
    has_content = True

    def run(self):
        raise ValueError("no such thing")

def stumble(*arguments):
    raise KeyError("gout")

def setup(app):
    app.add_directive("stumble", Stumble)
    app.add_role("stumble", stumble)
"""


@pytest.mark.parametrize(
    ("text", "line", "found", "said"),
    [
        (":::{note}\nFør {stumble}`x`.\n:::", 3, "note", "KeyError: 'gout'"),
        ("```{eval-rst}\n.. stumble::\n\n   Linje.\n```", 3, "eval-rst", "ValueError: no such thing"),
        ("> :::{stumble}\n> Linje.\n> :::", 3, "stumble", "ValueError: no such thing"),
    ],
)
def test_what_stands_after_a_block_that_stumbles_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, found: str, said: str
) -> None:
    (tmp_path / "stumbling.py").write_text(STUMBLING)
    monkeypatch.syspath_prepend(tmp_path)
    book = build(tmp_path, {"index.md": f"# A\n\n{text}\n\nEtter.\n\n## B\n\nTil slutt.\n"}, rooms=(*ROOM, "stumbling"))
    assert book.warnings == [
        (
            f"index.md:{line}: WARNING: The block «{found}» cannot be made of what stands in it ({said}); its lines "
            "are printed as they are. Look the block's options and lines over, or remove it. "
            "[MDN-012] [kompendium.block_failed]"
        )
    ]
    assert len([*book.doctree().findall(nodes.literal_block)]) == 1
    assert book.doctree().astext().endswith("Etter.\n\nB\n\nTil slutt.")
