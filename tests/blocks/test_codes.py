"""Medical codes: the roles, the directive, the domain, and what is shown of a code in each format."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from kompendium.blocks.codes import CodeOccurrence, build_codes_node, codes_domain
from kompendium.chapter import CodeEntry
from kompendium.codes.systems import Code

if TYPE_CHECKING:
    from pathlib import Path

CONF = """
project = "Bok"
language = "en"
extensions = ["myst_parser", "kompendium.config", "kompendium.blocks.codes"]
myst_enable_extensions = ["colon_fence"]
latex_documents = [("index", "bok.tex", "Bok", "X", "manual")]
man_pages = [("index", "bok", "Bok", ["X"], 7)]
"""
INDEX = "# Bok\n\n```{toctree}\na\nb\n```\n"
LOCK = (
    "system,code,title,title_nb\n"
    "icd10,L94.2,Calcinosis cutis,\n"
    "icd10,M34.1,CR(E)ST syndrome,CREST-syndrom\n"
    "icd10no,M33.1,Annen dermatomyositt,\n"
)


@dataclass
class Book:
    """A source folder, and its builds."""

    source: Path
    out: Path

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.source / {"conf": "conf.py", "lock": "codes.lock.csv"}.get(name, f"{name}.md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def build(self, builder: str = "html", *, parallel: int = 1) -> tuple[Sphinx, list[str]]:
        """The finished application, and its warnings with the source folder left out."""
        warnings = io.StringIO()
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                self.out / builder,
                self.out / "doctrees",
                builder,
                status=None,
                warning=warnings,
                parallel=parallel,
            )
            app.build()
        text = re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue()).replace(f"{self.source}{os.sep}", "")
        return app, [line for line in text.splitlines() if line.strip()]

    def page(self, name: str) -> html.HtmlElement:
        return html.parse(str(self.out / "html" / f"{name}.html")).getroot()

    def text(self, builder: str, name: str) -> str:
        return (self.out / builder / name).read_text(encoding="utf-8")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book(tmp_path / "source", tmp_path / "out")
    made.write(conf=CONF, index=INDEX, a="# A\n", b="# B\n", lock=LOCK)
    return made


def occurrences(app: Sphinx) -> list[tuple[str, str, str, str, str]]:
    return [tuple(o) for o in codes_domain(app.env).all_occurrences()]


@pytest.mark.parametrize("role", ["icd10", "codes:icd10"])
def test_role_shows_the_normal_form_and_links_to_who(book: Book, role: str) -> None:
    book.write(a=f"# A\n\nKoden {{{role}}}`l942`.\n")
    app, warnings = book.build()
    assert warnings == []
    (mention,) = book.page("a").xpath("//span[@id='code-icd10-l94-2-text']")
    (link,) = mention.xpath(".//a")
    assert link.get("href") == "https://icd.who.int/browse10/2019/en#/L94.2"
    assert link.get("title") == "ICD-10 L94.2: Calcinosis cutis"
    assert link.xpath("string(./span[@class='kompendium-code'])") == "L94.2"
    # Nothing else in this book tells a reader without a mouse or a network what the code is called.
    assert mention.xpath("string()") == "L94.2 (Calcinosis cutis)"
    assert occurrences(app) == [("icd10", "L94.2", "a", "code-icd10-l94-2-text", "text")]


def test_role_with_own_text_shows_it_and_notes_the_code(book: Book) -> None:
    book.write(a="# A\n\n{icd10}`kalsinose <L94.2>`, {icd10}`!M34.1`.\n")
    app, warnings = book.build()
    assert warnings == []
    assert book.page("a").xpath("string(//span[@id='code-icd10-l94-2-text']/a)") == "kalsinose"
    assert not book.page("a").xpath("//span[@id='code-icd10-m34-1-text']/a")
    assert [o[1] for o in occurrences(app)] == ["L94.2", "M34.1"]


def test_several_codes_and_a_gloss_in_one_role_keep_their_words(book: Book) -> None:
    book.write(a="# A\n\nSe {icd10}`M79.7 (Fibromyalgi), M34.1`.\n")
    app, warnings = book.build()
    assert warnings == []
    assert book.page("a").xpath("string(//p)") == "Se M79.7 (Fibromyalgi), M34.1 (CR(E)ST syndrome)."
    assert [o[1] for o in occurrences(app)] == ["M79.7", "M34.1"]


def test_code_in_a_system_without_web_pages_is_no_link(book: Book) -> None:
    book.write(a="# A\n\nKoden {icpc2}`L99`.\n", conf=CONF + "nitpicky = True\n")
    _app, warnings = book.build()
    assert warnings == []
    assert book.page("a").xpath("string(//p)") == "Koden L99."
    assert not book.page("a").xpath("//p//a")


def test_malformed_code_warns_and_keeps_the_text(book: Book) -> None:
    book.write(a="# A\n\nTekst.\n\nKoden {icd10}`79.6` og {icd10}`knær <leddgikt>`.\n")
    app, warnings = book.build()
    expected = "expected: a letter and two digits, then a dot and a digit where there is a subdivision."
    suggested = {
        "79.6": "Nearest: M79.6 (Pain in limb), C79.6 (Secondary malignant neoplasm of ovary), "
        "Q79.6 (Ehlers-Danlos syndrome).",
        "leddgikt": "For example: L94.2",
    }
    assert warnings == [
        f"a.md:5: WARNING: «{found}» does not have the form of a code in ICD-10; {expected} {suggestion} "
        "[COD-001] [kompendium.code_malformed]"
        for found, suggestion in suggested.items()
    ]
    assert book.page("a").xpath("string(//p[2])") == "Koden 79.6 og knær."
    assert occurrences(app) == []


def test_icd10_means_the_edition_of_the_configuration(book: Book) -> None:
    book.write(
        conf=CONF.replace('"en"', '"nb"') + 'kompendium_icd10 = "icd10no"\n',
        a="# A\n\n:::{codes}\n:icd10: M33.1\n:::\n\n{icd10}`M33.10`\n",
    )
    app, warnings = book.build()
    assert warnings == []
    assert [o[:2] for o in occurrences(app)] == [("icd10no", "M33.1"), ("icd10no", "M33.10")]
    (title,) = book.page("a").xpath("//span[@class='kompendium-code-title']")
    assert (title.text, title.get("lang")) == ("Annen dermatomyositt", None)


def test_directive_shows_system_code_and_title_in_the_book_language(book: Book) -> None:
    book.write(
        conf=CONF.replace('"en"', '"nb"'),
        a="# A\n\n:::{codes}\n:icd10: L94.2, M34.1\n:atc: L04AB01\n:name: koder-a\n:::\n",
    )
    app, warnings = book.build()
    assert warnings == []
    items = book.page("a").xpath("//ul[contains(@class, 'kompendium-codes')][@id='koder-a']/li")
    assert [" ".join(item.text_content().split()) for item in items] == [
        "ICD-10 L94.2 Calcinosis cutis",
        "ICD-10 M34.1 CREST-syndrom",
        "ATC L04AB01",
    ]
    assert [item.get("id") for item in items] == ["code-icd10-l94-2", "code-icd10-m34-1", "code-atc-l04ab01"]
    assert [t.get("lang") for t in book.page("a").xpath("//span[@class='kompendium-code-title']")] == ["en", None]
    assert {o[4] for o in occurrences(app)} == {"head"}


def test_directive_reads_codes_of_its_body_and_reports_each_fault_at_its_line(book: Book) -> None:
    book.write(a="# A\n\n:::{codes}\nicd10: L94.2\n\nicd: M34.1\natc: 12\n:::\n")
    _app, warnings = book.build()
    assert [line.split(" [")[-1] for line in warnings] == [
        "kompendium.code_system_unknown]",
        "kompendium.code_malformed]",
    ]
    assert warnings[0].startswith("a.md:6: WARNING: «icd» is not a code system; expected one of: icd10, ")
    assert "Did you mean «icd1" in warnings[0]
    assert warnings[1].startswith("a.md:7: WARNING: «12» does not have the form of a code in ATC; ")
    items = book.page("a").xpath("//ul[contains(@class, 'kompendium-codes')]/li")
    assert [" ".join(item.text_content().split()) for item in items] == [
        "ICD-10 L94.2 Calcinosis cutis",
        "icd: M34.1",
        "ATC 12",
    ]


def test_malformed_code_of_an_option_warns_at_the_option(book: Book) -> None:
    book.write(a="# A\n\n:::{codes}\n:atc: L04AB01\n:icd10: 79.6\n:::\n")
    _app, (warning,) = book.build()
    assert warning.startswith("a.md:5: WARNING: «79.6» does not have the form of a code in ICD-10; ")


def test_directive_without_any_codes_warns(book: Book) -> None:
    book.write(a="# A\n\n:::{codes}\n:::\n")
    _app, warnings = book.build()
    assert warnings == [
        (
            "a.md:3: WARNING: The block «codes» shows no codes: it has none itself, and the chapter's front matter has "
            "none. Write «icd10: L94.2» in the front matter, or «:icd10: L94.2» in the block. [COD-003] "
            "[kompendium.codes_missing]"
        )
    ]


def test_entries_of_front_matter_warn_at_their_line(book: Book) -> None:
    book.write(a="---\nicd10: 79.6\n---\n# A\n")
    app, _warnings = book.build()
    app._warning = warnings = io.StringIO()
    with patch_docutils(book.source), docutils_namespace():
        app = Sphinx(
            book.source, book.source, book.out / "html", book.out / "d2", "html", status=None, warning=warnings
        )
        app.env.current_document.docname = "a"
        node = build_codes_node(app.env, "a", [CodeEntry("icd10", "79.6", 2)])
    assert "a.md:2: WARNING: «79.6»" in warnings.getvalue()
    assert node.astext() == "ICD-10 79.6"


# --- In a chapter --------------------------------------------------------------------------------------------------

CHAPTER_CONF = CONF.replace('"kompendium.blocks.codes"', '"kompendium.blocks.chapter", "kompendium.blocks.codes"')
CHAPTER_CONF += 'kompendium_chapters = ["a"]\n'


def shown(book: Book, path: str) -> list[str]:
    return [" ".join(item.text_content().split()) for item in book.page("a").xpath(path)]


def test_front_matter_codes_stand_in_the_head(book: Book) -> None:
    book.write(conf=CHAPTER_CONF, a="---\nicd10: L94.2\natc: [L04AB01]\n---\n# A\n\nTekst.\n")
    _app, warnings = book.build()
    assert warnings == []
    head = "//*[contains(@class, 'kompendium-chapter-head')]//ul[contains(@class, 'kompendium-codes')]/li"
    assert shown(book, head) == ["ICD-10 L94.2 Calcinosis cutis", "ATC L04AB01"]


def test_codes_placed_by_hand_leave_the_head(book: Book) -> None:
    book.write(conf=CHAPTER_CONF, a="---\nicd10: L94.2, 79.6\n---\n# A\n\n## B\n\n:::{codes}\n:::\n")
    app, warnings = book.build()
    assert [warning.partition(" WARNING: ")[0] for warning in warnings] == ["a.md:2:"]
    assert not book.page("a").xpath("//*[contains(@class, 'kompendium-chapter-head')]")
    assert shown(book, "//li[contains(@class, 'kompendium-code-entry')]") == [
        "ICD-10 L94.2 Calcinosis cutis",
        "ICD-10 79.6",
    ]
    assert [o[1] for o in occurrences(app)] == ["L94.2"]


def test_the_head_keeps_the_codes_that_a_block_does_not_show(book: Book) -> None:
    text = "---\nicd10: [L94.2, M34.1]\n---\n# A\n\n:::{codes}\n:icd10: M34.1\n:atc: L04AB01\n:::\n"
    book.write(conf=CHAPTER_CONF, a=text)
    _app, warnings = book.build()
    assert warnings == []
    assert shown(book, "//*[contains(@class, 'kompendium-chapter-head')]//li") == ["ICD-10 L94.2 Calcinosis cutis"]
    assert len(shown(book, "//li[contains(@class, 'kompendium-code-entry')]")) == 3


def test_ids_are_unique_and_come_from_names(book: Book) -> None:
    book.write(
        a="# A\n\n{icd10}`L94.2` {icd10}`L94.2`\n\n:::{codes}\n:icd10: L94.2\n:::\n\n:::{codes}\n:icd10: L942\n:::\n"
    )
    book.build()
    assert book.page("a").xpath("//@id[starts-with(., 'code-')]") == ["code-icd10-l94-2-text", "code-icd10-l94-2"]


def test_any_and_a_markdown_link_find_a_code_of_the_book(book: Book) -> None:
    book.write(a="# A\n\n:::{codes}\n:icd10: L94.2\n:::\n", b="# B\n\n{any}`l942`\n", conf=CONF + "nitpicky = True\n")
    _app, warnings = book.build()
    assert warnings == []
    (link,) = book.page("b").xpath("//p/a")
    assert (link.get("href"), link.text_content()) == ("a.html#code-icd10-l94-2", "l942")


def test_objects_prefer_a_head_and_keep_words_of_other_books(book: Book) -> None:
    book.write(a="# A\n\n{icd10}`L94.2`\n", b="# B\n\n:::{codes}\n:icd10: L94.2\n:::\n")
    app, _warnings = book.build()
    assert list(codes_domain(app.env).get_objects()) == [
        ("L94.2", "L94.2", "icd10", "b", "code-icd10-l94-2", 1),
    ]


def test_clear_and_reread_forget_a_removed_code(book: Book) -> None:
    book.write(a="# A\n\n{icd10}`L94.2`\n")
    app, _warnings = book.build()
    assert len(occurrences(app)) == 1
    book.write(a="# A\n\nIngen kode lenger.\n")
    app, _warnings = book.build()
    assert occurrences(app) == []


def test_parallel_reading_gives_the_same_occurrences(book: Book, tmp_path: Path) -> None:
    names = [f"k{n}" for n in range(8)]
    book.write(
        index="# Bok\n\n```{toctree}\n" + "\n".join(names) + "\n```\n",
        **{n: f"# {n}\n\n{{icd10}}`M35.{i}` {{atc}}`L04AB0{i}`\n" for i, n in enumerate(names)},
    )
    for name in ("a", "b"):
        (book.source / f"{name}.md").unlink()
    one, warnings = book.build()
    two, warnings_parallel = Book(book.source, tmp_path / "parallel").build(parallel=2)
    assert (warnings, warnings_parallel) == ([], [])
    assert occurrences(one) == occurrences(two)
    assert len(occurrences(one)) == 16
    assert occurrences(one)[0] == CodeOccurrence("icd10", "M35.0", "k0", "code-icd10-m35-0-text", "text")


def test_changed_lock_file_changes_the_titles(book: Book) -> None:
    def title() -> str:
        book.build()
        return str(book.page("a").xpath("string(//span[@class='kompendium-code-title'])"))

    book.write(a="# A\n\n:::{codes}\n:icd10: L94.2\n:::\n", lock=LOCK.replace("Calcinosis cutis", "Chalk"))
    assert title() == "Chalk"
    (book.source / "codes.lock.csv").unlink()
    assert title() == "Calcinosis cutis"  # of the edition that is installed
    book.write(lock=LOCK.replace("Calcinosis cutis", "Lime"))
    assert title() == "Lime"


def test_lock_file_and_edition_give_every_chapter_their_titles_at_once(book: Book) -> None:
    def titles() -> set[str]:
        book.build()
        return {book.page(n).xpath("string(//span[@class='kompendium-code-title'])") for n in ("a", "b")}

    text = "# A\n\n:::{codes}\n:icd10: L94.2\n:::\n"
    book.write(a=text, b=text)
    (book.source / "codes.lock.csv").unlink()
    assert titles() == {"Calcinosis cutis"}
    book.write(lock=LOCK.replace("Calcinosis cutis", "Lime"))
    assert titles() == {"Lime"}
    (book.source / "codes.lock.csv").unlink()
    (book.source / "e.csv").write_text("code,title\nL94.2,Chalk\n", "utf-8")
    book.write(conf=CONF + 'kompendium_code_editions = {"icd10": "e.csv"}\n')
    assert titles() == {"Chalk"}


def test_code_of_the_lock_file_that_is_none_is_told_with_an_example(book: Book) -> None:
    book.write(lock=LOCK + "icd10,tull,Tull,\n")
    _app, warnings = book.build()
    (warning,) = [line for line in warnings if "code_malformed" in line]
    assert warning.startswith("codes.lock.csv:5: WARNING: «tull» does not have the form of a code in ICD-10; ")
    assert warning.endswith(" For example: L94.2 [COD-001] [kompendium.code_malformed]")


def test_faulty_lock_file_warns_with_its_line(book: Book) -> None:
    book.write(lock=LOCK + "icd10,M34.1,Twice,\n")
    # At every build, until it is mended.
    for _time in range(2):
        _app, (warning,) = book.build()
        assert warning.startswith("codes.lock.csv:5: WARNING: ")
        assert warning.endswith("[kompendium.code_lock_line]")


@pytest.mark.parametrize(("builder", "file"), [("text", "a.txt"), ("latex", "bok.tex"), ("man", "bok.7")])
def test_other_builders_keep_the_text(book: Book, builder: str, file: str) -> None:
    book.write(a="# A\n\n:::{codes}\n:icd10: L94.2\n:::\n\nKoden {icd10}`M34.1`, {icd10}`79`.\n")
    _app, warnings = book.build(builder)
    assert [w for w in warnings if "code_malformed" not in w] == []
    text = book.text(builder, file)
    plain = text.replace(r"\sphinxhyphen{}", "-").replace("\\", "")
    for words in ("ICD-10", "L94.2", "Calcinosis cutis", "M34.1", "79"):
        assert words in plain


def test_nodes_degrade_to_concrete_nodes() -> None:
    from kompendium.blocks.codes.nodes import code_entry, code_inline, code_node, codes_node

    assert issubclass(codes_node, nodes.container)
    assert issubclass(code_entry, nodes.paragraph)
    assert all(issubclass(n, nodes.inline) for n in (code_inline, code_node))


def test_search_names_a_code_by_its_system_alone(book: Book) -> None:
    book.write(a="# A\n\n{icd10}`L94.2`\n")
    book.build()
    index = book.text("html", "searchindex.js")
    assert '"ICD-10"' in index
    assert "Medical codes" not in index


def test_an_option_after_lines_of_codes_is_one_of_them(book: Book) -> None:
    book.write(a="# A\n\n:::{codes}\nicd10: L94.2\n:icd10: M34.1\n:::\n")
    app, warnings = book.build()
    assert warnings == []
    assert [code for _system, code, *_rest in occurrences(app)] == ["L94.2", "M34.1"]


def test_wrong_edition_and_exception_are_told_once_by_however_many_processes(book: Book) -> None:
    names = [f"k{n}" for n in range(8)]
    index = "# Bok\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    book.write(index=index, **{n: f"# {n}\n\n{{icd10}}`M34.1 (CREST)`\n" for n in names})
    (book.source / "codes.ignore.csv").write_text("system,code,gloss,reason\nicd10,M34.1,CREST,\n", "utf-8")
    for name in ("a", "b"):
        (book.source / f"{name}.md").unlink()
    book.write(conf=CONF + 'kompendium_code_editions = {"icd10": "e.csv"}\n')
    (book.source / "e.csv").write_text("code,title\nM34.1\n", "utf-8")
    _app, warnings = book.build(parallel=2)
    assert [warning.partition(" WARNING: ")[0] for warning in warnings] == ["codes.ignore.csv:2:", "e.csv:2:"]


def test_titles_are_not_gathered_anew_for_each_code_that_the_lock_file_lacks(book: Book) -> None:
    app, _warnings = book.build()
    domain = codes_domain(app.env)
    before = domain.entries
    code = Code("icd10", "M33.0")
    assert domain.note_unlocked(code, "a")
    assert domain.entries is before
    assert domain.title_of(code) == ("Juvenile dermatomyositis", "en")
    domain.clear_doc("a")
    assert domain.title_of(code) is None
