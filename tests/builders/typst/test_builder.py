from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.builders.typst.reading import XMP, links_of, outline_of, tags_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ALONE = ("myst_parser", "kompendium.builders.typst")
TOC = "# Bok\n\n```{toctree}\n:numbered: 1\na\nb\n```\n"


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def test_pdf_is_tagged_archival_and_says_what_it_is(build: Build) -> None:
    built = build(
        {"index.md": TOC, "a.md": "# Første\n\nTekst.\n\n## Del\n\nMer.", "b.md": "# Andre\n\nTekst."},
        "typst",
        extensions=ALONE,
        conf={"typst_basename": "boka", "typst_authors": ["Kari Nordmann", "Ola Li"], "typst_keywords": ["prøve"]},
    )
    file = built.outdir / "boka.pdf"
    with pikepdf.open(file) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "nb"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as xmp:
            assert xmp[f"{{{XMP['pdfaid']}}}part"] == "2"
            assert xmp[f"{{{XMP['pdfaid']}}}conformance"] == "A"
            assert xmp[f"{{{XMP['pdfuaid']}}}part"] == "1"
            assert xmp["dc:title"] == "Bok"
            # PDF/A-2 wants it to equal the one line of the document information dictionary.
            assert list(xmp["dc:creator"]) == ["Kari Nordmann, Ola Li"]
            assert "prøve" in str(xmp["pdf:Keywords"])
        assert pdf.Root.PageLabels is not None
    assert outline_of(file)[-3:] == [(1, "1 Første"), (2, "Del"), (1, "2 Andre")]


def test_headings_follow_the_toctrees_without_a_gap(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\n:caption: Første del\n:numbered: 1\na\n```\n",
        "a.md": "# A\n\n## A1\n\n```{toctree}\nb\n```\n",
        "b.md": "# B\n\n## B1\n\nTekst.",
    }
    built = build(files, "typst", extensions=ALONE)
    levels = [tag for tag in tags_of(built.outdir / "bok.pdf") if tag.startswith("H")]
    assert levels == ["H1", "H1", "H2", "H3", "H4", "H5"]  # contents, part, chapter …
    assert outline_of(built.outdir / "bok.pdf")[-5:] == [
        (1, "Første del"),
        (2, "1 A"),
        (3, "A1"),
        (4, "B"),
        (5, "B1"),
    ]


SPECIAL = """# $ @ \\ " * _ ` < > [ ] // /* ~ -- ' “ ” #let x = 1 === + - `lit # $ @ \\ "` {{ }} æøå ﬁ"""


def test_special_characters_come_back_out(build: Build) -> None:
    source = "Bok\n===\n\n.. toctree::\n\n   a\n"
    # As a literal, so that no parser takes a character for itself; and the quotes once more as running text.
    text = f"A\n=\n\n``{SPECIAL}``\n\n\\# $ @ \\\\ \\* < > [ ] // /\\* ~ “ ” #f[a](b) = x\n\n- \\- a\n- \\+ b\n- = c\n"
    built = build(
        {"index.rst": source, "a.rst": text},
        "typst",
        extensions=("kompendium.builders.typst",),
        conf={"smartquotes": False},
    )
    found = text_of(built.outdir / "bok.pdf").replace(" ", "")
    assert SPECIAL.replace(" ", "").replace("ﬁ", "fi") in found.replace("ﬁ", "fi")
    assert "#$@\\*<>[]///*~“”#f[a](b)=x" in found
    assert "-a" in found
    assert "=c" in found


def test_same_input_gives_same_bytes_in_another_folder(tmp_path: Path) -> None:
    made = []
    for name in ("one", "another/place"):
        source = tmp_path / name
        source.mkdir(parents=True)
        style = "typst_style = {'paper': 'a5', 'accent': '#7A1F2B'}\ntypst_date = '2026-01-02'\n"
        (source / "conf.py").write_text(
            f"extensions = {list(ALONE)!r}\nproject = 'Bok'\ntypst_chapters = True\ncopyright = '2026, NN'\n"
            f"typst_print_colours = 'cmyk'\n{style}"
        )
        (source / "index.md").write_text(TOC)
        (source / "a.md").write_text("# A\n\nTekst[^1] med [lenke](b.md).\n\n[^1]: Note.\n\n```python\nx = 1\n```\n")
        (source / "b.md").write_text("# B\n\n| x | y |\n|---|---|\n| 1 | 2 |\n")
        with patch_docutils(source), docutils_namespace():
            for profile in ("screen", "print", "large"):
                conf = {"typst_profile": profile}
                Sphinx(source, source, source / "out", source / "doctrees", "typst", conf, status=None).build()
        files = [*source.rglob("*.pdf"), source / "out/pagemap.json"]
        made.append({file.relative_to(source): file.read_bytes() for file in files})
    assert sorted(map(str, made[0])) == [
        *("out/bok-large.pdf", "out/bok-print.pdf", "out/bok.pdf"),
        *("out/kapitler/a.pdf", "out/kapitler/b.pdf", "out/pagemap.json"),
    ]
    assert made[0] == made[1]


def test_reference_out_of_a_chapter_is_plain_text_there_and_a_link_in_the_book(build: Build) -> None:
    built = build(
        {"index.md": TOC, "a.md": "# A\n\nSe [det andre kapitlet](b.md).", "b.md": "# B\n\nTekst."},
        "typst",
        extensions=ALONE,
        conf={"typst_chapters": True},
    )
    chapter = built.outdir / "kapitler" / "a.pdf"
    assert "Se det andre kapitlet." in text_of(chapter)
    assert links_of(chapter) == 0
    # Two in the contents, one in the text.
    assert links_of(built.outdir / "bok.pdf") == 3


def test_only_some_chapters_leave_the_book_alone(build: Build) -> None:
    files = {"index.md": TOC, "a.md": "# A\n\nTekst.", "b.md": "# B\n\nTekst."}
    conf: dict[str, Any] = {"kompendium_only": ["b"]}
    built = build(files, "typst", extensions=("kompendium.config", *ALONE), conf=conf)
    assert [str(f.relative_to(built.outdir)) for f in built.outdir.rglob("*.pdf")] == ["kapitler/b.pdf"]


def test_failure_names_file_and_line_and_keeps_the_other_chapters_and_the_last_good_book(build: Build) -> None:
    good = {"index.md": TOC, "a.md": "# A\n\nTekst.", "b.md": "# B\n\nTekst."}
    conf: dict[str, Any] = {"typst_chapters": True}
    built = build(good, "typst", extensions=ALONE, conf=conf)
    last_good = (built.outdir / "bok.pdf").read_bytes()
    shutil.rmtree(built.outdir / "kapitler")
    broken = "# A\n\nTekst.\n\n```{raw} typst\n#no-such-function()\n```\n\nMer.\n"
    built = build(
        {"a.md": broken, "b.md": "# B\n\nNy tekst."},
        "typst",
        extensions=ALONE,
        conf=conf,
        warnings=[
            (
                "a.md:5: WARNING: PDF-en kunne ikke lages på grunn av det som står her. Typst melder: «unknown "
                "variable: no-such-function. if you meant to use subtraction, try adding spaces around the minus "
                "signs: `no - such - function`». [PDF-001] [kompendium.typst_failed]"
            )
        ],
    )
    assert (built.outdir / "bok.pdf").read_bytes() == last_good
    assert "Ny tekst." in text_of(built.outdir / "kapitler" / "b.pdf")
    assert not (built.outdir / "kapitler" / "a.pdf").exists()


def test_document_in_two_toctrees_stands_once(build: Build) -> None:
    index = "# Bok\n\n```{toctree}\na\n```\n\n```{toctree}\nb\na\n```\n"
    files = {"index.md": index, "a.md": "# A\n\nEngang.", "b.md": "# B\n\n```{toctree}\na\n```\n"}
    built = build(files, "typst", extensions=ALONE)
    assert text_of(built.outdir / "bok.pdf").count("Engang.") == 1


def test_front_matter_has_roman_page_numbers_and_the_first_chapter_is_page_one(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\nforord\n```\n\n```{toctree}\n:caption: Del\n:numbered: 1\na\n```\n",
        "forord.md": "# Forord\n\nTekst.",
        "a.md": "# A\n\nTekst.",
    }
    built = build(files, "typst", extensions=ALONE)
    with pikepdf.open(built.outdir / "bok.pdf") as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels == ["i", "ii", "iii", "iv", "1", "2"]


def test_part_of_a_manual_before_its_first_caption_is_no_preface(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\nguide\n```\n\n```{toctree}\n:caption: Del\na\n```\n",
        "guide.md": "# Guide\n\n```{toctree}\nb\n```\n",
        "a.md": "# A\n\nTekst.",
        "b.md": "# B\n\nTekst.",
    }
    built = build(files, "typst", extensions=ALONE)
    with pikepdf.open(built.outdir / "bok.pdf") as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels[labels.index("1") :] == [str(number) for number in range(1, len(labels) - labels.index("1") + 1)]
    assert len(labels) - labels.index("1") >= 3
    assert "Innhold Guide 1 B 1" in " ".join(text_of(built.outdir / "bok.pdf").split())


def test_project_in_a_script_without_a_font_has_a_pdf(build: Build) -> None:
    page = "# 表\n\n```{csv-table} 表\n:header: a\n\nb\n```\n\n```{code-block} python\n:caption: リスト\n\n1\n```\n"
    files = {"index.md": "# Bok\n\n```{toctree}\na\n```\n", "a.md": page}
    conf = {"language": "ja", "numfig": True, "suppress_warnings": ["kompendium.glyph_missing"]}
    built = build(files, "typst", extensions=ALONE, conf=conf)
    text = " ".join(text_of(built.outdir / "bok.pdf").split())
    # The names of the contents, of a table and of a listing are Sphinx's and Typst's.
    assert "Contents [U+8868] 1" in text
    assert "[U+8868] 1 [U+8868] a b" in text
    assert "[U+30EA][U+30B9][U+30C8] 1 [U+30EA][U+30B9][U+30C8] 1" in text


def test_short_title_stands_where_space_is_short(build: Build) -> None:
    long = "Juvenil dermatomyositt med forkalkninger under huden"
    files = {
        "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\nkapitler/a\n```\n",
        "kapitler/a.md": f"---\nshort_title: Juvenil DM\n---\n# {long}\n\n" + "Tekst om noe.\n\n" * 120,
    }
    built = build(files, "typst")
    book, chapter = built.outdir / "kompendium.pdf", built.outdir / "kapitler" / "a.pdf"
    with pypdfium2.PdfDocument(book) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    running = [
        page for page in pages if page.startswith("1 Juvenil DM") or "Juvenil DM" in page[:80].partition("\n")[0]
    ]
    assert len(running) >= 2
    # In full where there is room: the contents, its own heading, how to cite it, and the bookmarks.
    assert sum(long in " ".join(page.split()) for page in pages) == 3
    assert outline_of(book)[-1] == (1, f"1 {long}")
    with pypdfium2.PdfDocument(chapter) as document:
        assert "Juvenil DM" in document[1].get_textpage().get_text_range()
        assert long not in " ".join(document[1].get_textpage().get_text_range().split())


def test_text_of_root_document_is_printed_and_its_title_stands_once(build: Build) -> None:
    files = {"index.md": "# Bok\n\nInnledende ord.\n\n```{toctree}\na\n```\n", "a.md": "# A\n\nTekst."}
    built = build(files, "typst", extensions=ALONE)
    assert "Innledende ord." in text_of(built.outdir / "bok.pdf")
    assert [title for _, title in outline_of(built.outdir / "bok.pdf")] == ["Innhold", "A"]


def test_root_document_that_holds_only_code_is_printed(build: Build) -> None:
    files = {"index.md": "# Book\n\n```python\nprint(161)\n```\n\n```{toctree}\na\n```\n", "a.md": "# A\n\nText.\n"}
    made = build(files, "typst", extensions=("myst_parser", "kompendium.builders.typst"))
    assert "print(161)" in text_of(next(made.outdir.glob("*.pdf")))


def test_visitor_of_an_extension_is_used(build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "toy_extension.py"
    module.write_text(TOY)
    monkeypatch.syspath_prepend(tmp_path)
    built = build(
        {
            "index.rst": "Bok\n===\n\n.. toctree::\n\n   a\n",
            "a.rst": "A\n=\n\n.. toy:: Tittel #1\n\n   Innhold *her*.\n",
        },
        "typst",
        extensions=("toy_extension",),
    )
    source = (built.outdir / ".typst" / "doc" / "a.typ").read_text()
    assert '#toy-box(kind: "a b", level: 2, title: [#block-mark(2);#"Tittel #1";])[' in source
    assert "TOY Tittel #1 Innhold her." in text_of(built.outdir / "bok.pdf")


TOY = """
from pathlib import Path
from docutils import nodes
from docutils.parsers.rst import Directive
from kompendium.assets import add_typst_file

class toy_node(nodes.admonition): pass
class toy_title(nodes.title): pass

class Toy(Directive):
    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    def run(self):
        node = toy_node()
        node += toy_title(self.arguments[0], self.arguments[0])
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]

def visit(self, node): pass
def depart(self, node): self.close_block()
def visit_title(self, node): self.capture()
def depart_title(self, node):
    self.open_block("toy_box", kind="a b", level=self.heading_level + 1, title=self.captured())

def setup(app):
    app.setup_extension("kompendium.builders.typst")
    app.add_directive("toy", Toy)
    app.add_node(toy_node, typst=(visit, depart))
    app.add_node(toy_title, typst=(visit_title, depart_title))
    file = Path(__file__).with_name("toy.typ")
    file.write_text("#let toy-box(kind: none, level: 1, title: none, body) = [TOY #title #body]")
    add_typst_file(app, file)
"""


def test_unknown_node_warns_once_for_its_type_and_keeps_its_text(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "strange_extension.py").write_text(STRANGE)
    monkeypatch.syspath_prepend(tmp_path)
    built = build(
        {
            "index.rst": "Bok\n===\n\n.. toctree::\n\n   a\n",
            "a.rst": "A\n=\n\nFørst.\n\n.. strange:: ukjent én\n\n.. strange:: ukjent to\n\nSist.\n",
        },
        "typst",
        extensions=("strange_extension",),
        warnings=[
            (
                "a.rst:6: WARNING: PDF-en kjenner ikke nodetypen «strange_node»; teksten trykkes "
                "uten formatering. Utvidelsen som "
                "lager den, kan registrere den med app.add_node(…, typst=(visit, depart)). [PDF-002] "
                "[kompendium.node_unknown]"
            )
        ],
    )
    assert "Først. ukjent én ukjent to Sist." in text_of(built.outdir / "bok.pdf")


STRANGE = """
from docutils import nodes
from docutils.parsers.rst import Directive

class strange_node(nodes.General, nodes.Element): pass

class Strange(Directive):
    required_arguments = 1
    final_argument_whitespace = True
    def run(self):
        node = strange_node()
        node.line = self.lineno
        node += nodes.paragraph("", self.arguments[0])
        return [node]

def setup(app):
    app.setup_extension("kompendium.builders.typst")
    app.add_directive("strange", Strange)
    app.add_node(strange_node)
"""


def test_node_of_the_category_of_admonitions_is_printed_as_a_box() -> None:
    # The category class has no visitor of its own; a subclass of it is printed as a box.
    from kompendium.builders.typst.translator import TypstTranslator

    class category(nodes.Admonition, nodes.Element):
        pass

    assert any(hasattr(TypstTranslator, f"visit_{cls.__name__}") for cls in category.__mro__)


def test_title_with_a_character_that_no_font_has_is_warned_about_and_compiles(build: Build) -> None:
    built = build(
        {"index.md": "# Tittel\n\n```{toctree}\na\n```\n", "a.md": "# A 😀\n\nTekst 😀."},
        "typst",
        extensions=ALONE,
        conf={"typst_title": "Bok 😀", "typst_chapters": True},
        warnings=[
            f"{place}: WARNING: Ingen av skriftene i PDF-en har tegnet «😀» (U+1F600); «[U+1F600]» trykkes i stedet. "
            "Skriv det med ord, eller velg et tegn med samme betydning. [PDF-003] [kompendium.glyph_missing]"
            for place in ("a.md:1", "conf.py:6")
        ],
    )
    assert text_of(built.outdir / "bok.pdf").startswith("Bok [U+1F600]")
    assert "Tekst [U+1F600]." in text_of(built.outdir / "kapitler" / "a.pdf")


def test_chapter_that_stands_in_no_toctree_can_be_made_by_itself(build: Build) -> None:
    files = {
        "index.md": TOC,
        "a.md": "# A\n\nTekst.",
        "b.md": "# B\n\nTekst.",
        "c.md": "---\norphan: true\n---\n# C\n\nFor seg.",
    }
    built = build(files, "typst", extensions=("kompendium.config", *ALONE), conf={"kompendium_only": ["c"]})
    assert [str(f.relative_to(built.outdir)) for f in built.outdir.rglob("*.pdf")] == ["kapitler/c.pdf"]
    assert "For seg." in text_of(built.outdir / "kapitler" / "c.pdf")


def test_abbreviation_is_explained_in_each_chapter(build: Build) -> None:
    page = "{}\n=\n\n:abbr:`SSc (systemisk sklerose)` og :abbr:`SSc (systemisk sklerose)`.\n"
    files = {"index.md": TOC, "a.rst": page.format("A"), "b.rst": page.format("B")}
    built = build(files, "typst", extensions=ALONE, conf={"typst_chapters": True})
    for chapter in ("a", "b"):
        assert "SSc (systemisk sklerose) og SSc." in text_of(built.outdir / "kapitler" / f"{chapter}.pdf")


@pytest.mark.parametrize("box", ["0 0 100 100", "0 0 100 400"])
def test_cover_is_whole_on_a_page_of_the_books_size(build: Build, box: str) -> None:
    cover = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><rect width="100" height="400" fill="teal"/></svg>'
    )
    files = {"index.md": TOC, "a.md": "# A\n", "b.md": "# B\n", "c.svg": cover}
    built = build(files, "typst", extensions=ALONE, conf={"typst_cover": "c.svg", "typst_cover_alt": "Omslag"})
    with pikepdf.open(built.outdir / "bok.pdf") as pdf:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}
    assert sizes == {(0, 0, 482, 680)}
    assert tags_of(built.outdir / "bok.pdf").count("Figure") == 1
