from __future__ import annotations

import re
import shutil
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.test_pictures import png

from .checking import Book, complaints, messages

ALONE = ("myst_parser", "kompendium.builders.epub")
MYST = {
    "myst_enable_extensions": ["colon_fence", "dollarmath", "tasklist", "deflist", "attrs_inline"],
    "myst_heading_anchors": 3,
    "numfig": True,
}
ROOTS = Path(__file__).parent / "roots"


def sources(root: str) -> dict[str, str]:
    """The files of a book in ``roots/``: name → content."""
    folder = ROOTS / root
    return {f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.rglob("*") if f.is_file()}


FILES = sources("everything")
CHAPTERS = sources("chapters")


@pytest.fixture(autouse=True)
def _epoch(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def run(source: Path, out: Path, doctrees: Path | None = None, **overrides: Any) -> list[str]:
    """Build a source folder that exists; return the warnings."""
    stream = StringIO()
    with patch_docutils(source), docutils_namespace():
        app = Sphinx(source, source, out, doctrees or out / ".doctrees", "epub", overrides, status=None, warning=stream)
        app.build()
    return [line for line in strip_colors(stream.getvalue()).replace(f"{source}/", "").splitlines() if line.strip()]


def finished(folder: Path) -> list[str]:
    return sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())


def test_checkers_have_nothing_to_say_of_everything(build):
    book = build(FILES, "epub", extensions=ALONE, conf={**MYST, "project": "Prøvebok"})
    assert finished(book.outdir) == ["Provebok.epub"]
    assert complaints(book.outdir) == []


def test_checkers_have_nothing_to_say_of_a_chapter_of_its_own(build):
    book = build(CHAPTERS, "epub", conf={"kompendium_editors": ["Kari Nordmann"], "kompendium_basename": "bok"})
    assert complaints(book.outdir) == []


def test_content_keeps_its_meaning(build):
    book = Book(build(FILES, "epub", extensions=ALONE, conf=MYST).outdir / "Bok.epub")
    page = "sjogren.xhtml"
    assert book.find(page, "//h:a[@epub:type='noteref']/@href") == ["#note-1", "#note-1", "#note-2"]
    assert book.find(page, "//h:div[@epub:type='footnote']//h:a[@role='doc-backlink']/@href") == [
        "#note-1-1", "#note-1-2", "#note-2-1",
    ]  # fmt: skip
    assert len(book.find(page, "//m:math[@alttext]")) == 2
    assert book.find(page, "//h:th/@scope") == ["col", "col", "col", "col", "col", "row"]
    assert book.find(page, "//h:span[@class='task-box']/@aria-label") == ["ikke gjort", "gjort"]
    assert book.find(page, "//h:figure/h:img/@src") == ["_images/hand-svg.png"]
    assert book.opf("//opf:item[@href='sjogren.xhtml']/@properties") == ["mathml svg"]
    assert not any(book.find(p, "//@style | //h:script") for p in book.pages)


def test_every_page_tells_its_language(build):
    book = Book(build(FILES, "epub", extensions=ALONE, conf={**MYST, "language": "nb_NO"}).outdir / "Bok.epub")
    assert {book.tree(p).get("lang") for p in book.pages} == {"nb-NO"}
    assert {book.tree(p).get("{http://www.w3.org/XML/1998/namespace}lang") for p in book.pages} == {"nb-NO"}
    assert book.opf("//dc:language/text()") == ["nb-NO"]


def test_names_in_the_book_are_ascii(build):
    book = Book(build(FILES, "epub", extensions=ALONE, conf=MYST).outdir / "Bok.epub")
    assert [n for n in book.files if not n.isascii()] == []
    assert book.find("b.xhtml", "//h:a/@href") == ["sjogren.xhtml"]


def test_contents_have_parts_numbers_and_sections(build):
    book = Book(build(FILES, "epub", extensions=ALONE, conf=MYST).outdir / "Bok.epub")
    toc = "//h:nav[@role='doc-toc']"
    assert book.find("nav.xhtml", f"{toc}//h:span/text()") == ["Del én"]
    assert book.find("nav.xhtml", f"{toc}//h:a/text()") == [
        "Prøvebok", "1. Sjøgrens sykdom", "Under", "2. Kapittel b", "Under b",
    ]  # fmt: skip
    assert book.find("nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a/@epub:type") == [
        "cover", "toc", "titlepage", "bodymatter",
    ]  # fmt: skip
    assert book.find("nav.xhtml", "//h:nav[@epub:type='loi']//h:a/@href") == ["sjogren.xhtml#fig-hand"]
    assert book.find("nav.xhtml", "//h:nav[@epub:type='lot']//h:a/text()") == ["Tabell 1.1 Tabelltekst"]


def test_book_and_chapter_tell_who_made_them(build):
    conf = {
        "kompendium_identifier": "urn:uuid:6c391e15-34f2-4c8e-a6fa-85edacb9f277",
        "kompendium_editors": ["Kari Nordmann"],
        "kompendium_authors": [{"name": "Ola Dahl", "roles": ["illustratør"]}],
        "kompendium_date": "2026-11-22",
        "kompendium_license": "CC BY 4.0",
        "kompendium_copyright_holder": "Forlaget",
        "kompendium_copyright_year": "2026",
        "kompendium_basename": "bok",
    }
    out = build(CHAPTERS, "epub", conf=conf).outdir
    book, chapter = Book(out / "bok.epub"), Book(out / "kapitler/kalsinose.epub")
    assert book.opf("//dc:identifier/text()") == [conf["kompendium_identifier"]]
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == [conf["kompendium_identifier"]]
    assert book.opf("//dc:creator/text()") == ["Kari Nordmann", "Ola Dahl"]
    assert (book.prop("role", "creator-1"), book.prop("role", "creator-2")) == (["edt"], ["aut", "ill"])
    assert book.prop("file-as", "creator-1") == ["Nordmann, Kari"]
    assert book.opf("//dc:contributor/text()") == ["Jan Tore Gran"]
    assert book.opf("//dc:date/text()") == ["2026-11-22"]
    assert book.prop("dcterms:modified") == ["2023-11-14T22:13:20Z"]
    assert book.opf("//dc:rights/text()") == ["© 2026 Forlaget. Navngivelse 4.0 Internasjonal"]
    assert book.opf("//opf:link[@rel='cc:license'][not(@refines)]/@href") == [
        "https://creativecommons.org/licenses/by/4.0/"
    ]
    assert chapter.opf("//dc:creator/text()") == ["Jan Tore Gran"]
    assert chapter.opf("//dc:title/text()") == ["Kalsinose"]
    assert chapter.prop("belongs-to-collection") == ["Bok"]
    assert chapter.prop("group-position", "collection") == ["161"]
    assert chapter.opf("//dc:identifier/text()") != book.opf("//dc:identifier/text()")


def test_chapter_file_holds_the_chapter_and_what_it_shows(build):
    chapter = Book(build(CHAPTERS, "epub").outdir / "kapitler/kalsinose.epub")
    assert sorted(chapter.files) == [
        "EPUB/_images/hand-svg.png",
        "EPUB/cover.png",
        "EPUB/cover.xhtml",
        "EPUB/kapitler/kalsinose.xhtml",
        "EPUB/nav.xhtml",
        "EPUB/package.opf",
        "EPUB/style/book.css",
        "EPUB/toc.ncx",
        "META-INF/container.xml",
        "mimetype",
    ]
    page = "kapitler/kalsinose.xhtml"
    assert chapter.find(page, "//h:section[@role='doc-chapter']/h:h1/h:span/text()") == ["161."]
    assert "Se skjelettet." in " ".join(chapter.tree(page).xpath("string()").split())
    assert chapter.find(page, "//h:a[contains(@href, 'skjelett')]") == []
    assert chapter.prop("dcterms:rights", "f-_images-hand-svg.png") == ["© Kari Nordmann. CC BY 4.0"]
    assert chapter.find("nav.xhtml", "//h:nav[@role='doc-toc']//h:a/text()")[:2] == ["161. Kalsinose", "Definisjon"]


def test_only_the_chapters_asked_for_are_made(build, tmp_path):
    source = build(CHAPTERS, "dummy").srcdir
    assert run(source, tmp_path / "out", tmp_path / "doctrees", kompendium_only=["kapitler/kalsinose"]) == []
    assert finished(tmp_path / "out") == ["kapitler/kalsinose.epub"]


def test_chapter_that_does_not_exist_stops_the_build(build, tmp_path):
    source = build(CHAPTERS, "dummy").srcdir
    with pytest.raises(SphinxError, match="kompendium_only: kalsinos: no such chapter; expected: kalsinose, skjelett"):
        run(source, tmp_path / "out", kompendium_only=["kalsinos"])
    assert not list((tmp_path / "out").glob("**/*.epub"))


def test_same_source_gives_the_same_bytes_again_and_elsewhere_and_in_parallel(build, tmp_path):
    first = build(CHAPTERS, "epub")
    files = {f: (first.outdir / f).read_bytes() for f in finished(first.outdir)}
    assert len(files) == 3
    again = build({}, "epub")
    assert {f: (again.outdir / f).read_bytes() for f in finished(again.outdir)} == files
    elsewhere = tmp_path / "et annet sted" / "bok"
    shutil.copytree(first.srcdir, elsewhere)
    assert run(elsewhere, tmp_path / "ut") == []
    assert {f: (tmp_path / "ut" / f).read_bytes() for f in files} == files
    shutil.rmtree(first.outdir)
    parallel = build({}, "epub", parallel=2)
    assert {f: (parallel.outdir / f).read_bytes() for f in finished(parallel.outdir)} == files


def test_touched_chapter_gives_the_same_as_a_clean_build(build, tmp_path):
    build({**CHAPTERS, "kapitler/skjelett.md": "# Gammelt navn\n\nTekst.\n"}, "epub")
    touched = build({"kapitler/skjelett.md": CHAPTERS["kapitler/skjelett.md"]}, "epub")
    assert run(touched.srcdir, tmp_path / "ren") == []
    for file in finished(touched.outdir):
        assert (touched.outdir / file).read_bytes() == (tmp_path / "ren" / file).read_bytes(), file


def test_people_stand_in_the_order_of_the_book_whichever_chapter_was_read_last(build, tmp_path):
    first = "---\nauthors: [Jan Tore Gran]\n---\n# Kalsinose\n\nTekst.\n"
    second = "---\nauthors: [Øyvind Palm]\n---\n# Skjelett\n\nTekst.\n"
    index = CHAPTERS["index.md"]
    build({"index.md": index, "kapitler/kalsinose.md": f"{first}\nMer.\n", "kapitler/skjelett.md": second}, "epub")
    touched = build({"kapitler/kalsinose.md": first}, "epub")
    assert run(touched.srcdir, tmp_path / "ren") == []
    again, clean = (folder / "kompendium.epub" for folder in (touched.outdir, tmp_path / "ren"))
    assert again.read_bytes() == clean.read_bytes()


def test_plain_sphinx_build_leaves_nothing_but_books_beside_its_doctrees(build, tmp_path):
    source = build(CHAPTERS, "dummy").srcdir
    assert run(source, tmp_path / "out") == []
    names = {name.split("/")[0] for name in finished(tmp_path / "out")}
    assert names == {".doctrees", "kapitler", "kompendium.epub"}


def test_options_of_the_site_do_not_reach_the_book(build):
    site = {
        "html_css_files": ["site.css"],
        "html_js_files": ["site.js"],
        "html_static_path": ["_static"],
        "html_additional_pages": {"ekstra": "page.html"},
        "html_theme_options": {"nosidebar": "true"},
        "html_logo": "_static/site.css",
    }
    files = {**FILES, "_static/site.css": "p { color: red }", "_static/site.js": ""}
    book = Book(build(files, "epub", extensions=ALONE, conf={**MYST, **site}).outdir / "Bok.epub")
    assert [n for n in book.files if "site" in n or "ekstra" in n] == []
    assert b"color: red" not in book.files["EPUB/style/book.css"]
    assert {tuple(book.find(p, "//h:link/@href")) for p in book.pages} == {("style/book.css",)}


def test_style_sheet_of_the_publisher_comes_last(build):
    conf = {**MYST, "html_static_path": ["_static"], "epub_css_files": ["bok.css"]}
    book = Book(
        build({**FILES, "_static/bok.css": "p { margin: 0 }\n"}, "epub", extensions=ALONE, conf=conf).outdir
        / "Bok.epub"
    )
    assert book.files["EPUB/style/book.css"].decode().endswith("p { margin: 0 }\n")


def test_two_chapters_with_one_id_and_one_name_are_told_apart(build):
    chapter = "(gikt)=\n\n# Gikt\n\nTekst i {}.\n\n## Mål\n\nSe {{ref}}`gikt`.\n"
    files = {f"kapitler/{folder}/gikt.md": chapter.format(folder) for folder in "ab"}
    files["index.md"] = "# Bok\n\n```{toctree}\nkapitler/a/gikt\nkapitler/b/gikt\n```\n"
    conf = {"kompendium_chapters": ["kapitler/*/*"]}
    warning = (
        "kapitler/b/gikt.md:3: WARNING: Etiketten «gikt» finnes fra før, i kapitler/a/gikt.md. "
        "Gi den ene et annet navn."
    )
    built = build(files, "epub", extensions=("kompendium",), conf=conf, warnings=[warning])
    assert complaints(built.outdir) == []
    for folder in "ab":
        own = Book(built.outdir / "kapitler" / f"kapitler-{folder}-gikt.epub")
        assert f"Tekst i {folder}." in "".join(own.tree(f"kapitler/{folder}/gikt.xhtml").itertext())


def test_tag_without_its_other_half_is_printed_and_told_with_its_line(build):
    book = build(
        {"index.md": "# Bok\n\n<p>Hel</p>\n\n<div><p>Rå <b>tekst</p></div>\n\nEtter <i>linjen</i>.\n"},
        "epub",
        extensions=ALONE,
        conf={"language": "en"},
        warnings=[
            (
                "index.md:5: WARNING: The HTML has a tag without its other half, «<b>»; the EPUB prints it as text. "
                "Close each element that is opened, in reverse order, within the same paragraph, list item or "
                "section. [EPB-001] [kompendium.epub_markup]"
            )
        ],
    )
    epub = Book(book.outdir / "Bok.epub")
    assert " ".join(epub.tree("index.xhtml").xpath("string()").split()) == "Bok Bok Hel Rå <b>tekst Etter linjen."
    assert epub.find("index.xhtml", "//h:i/text()") == ["linjen"]


def test_link_out_of_the_book_is_told_and_becomes_text(build):
    book = build(
        {"index.md": "# Bok\n\n<p>Se <a href='gammel.html'>den gamle siden</a>.</p>\n"},
        "epub",
        extensions=ALONE,
        conf={"language": "en"},
        warnings=[
            (
                "index.md: WARNING: A link leads to «gammel.html», which is not in the book; the EPUB shows "
                "its text without a link. Link to a page or heading of the book, or to a full "
                "address that starts with «https://». "
                "[EPB-002] [kompendium.epub_link]"
            )
        ],
    )
    assert Book(book.outdir / "Bok.epub").find("index.xhtml", "//h:p/h:span/text()") == ["den gamle siden"]


def test_formula_that_cannot_be_read_is_told_and_printed(build):
    book = build(
        {"index.md": "# Bok\n\nFormel $\\ukjent{x}$.\n"},
        "epub",
        extensions=ALONE,
        conf={**MYST, "language": "en"},
        warnings=[
            (
                "index.md:3: WARNING: The formula «\\ukjent{x}» cannot be read as LaTeX: Unknown LaTeX command "
                '"\\ukjent". '
                "It is printed as it is written. Use plain LaTeX commands, or simplify the formula. "
                "[EPB-005] [kompendium.math_unreadable]"
            )
        ],
    )
    assert Book(book.outdir / "Bok.epub").find("index.xhtml", "//h:code/text()") == ["\\ukjent{x}"]


def test_equations_are_numbered_as_references_to_them_say(build):
    files = {
        "index.md": "# Bok\n\n```{toctree}\n:numbered: 1\na\n```\n",
        "a.md": "# A\n\n$$x = 1$$ (en)\n\nSe {eq}`en`.\n",
    }
    book = Book(build(files, "epub", extensions=ALONE, conf={**MYST, "numfig": True}).outdir / "Bok.epub")
    assert book.find("a.xhtml", "//h:span[@class='eqno']/text()") == ["(1.1)"]
    assert book.find("a.xhtml", "//h:p/h:a/text()") == ["(1.1)"]


def test_cover_is_the_publishers_as_png(build):
    cover = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 160"><rect width="100" height="160"/></svg>'
    conf = {**MYST, "kompendium_cover": "omslag.svg", "kompendium_cover_alt": "Omslag: en hånd"}
    book = Book(build({**FILES, "omslag.svg": cover}, "epub", extensions=ALONE, conf=conf).outdir / "Bok.epub")
    assert book.find("cover.xhtml", "//h:img/@alt") == ["Omslag: en hånd"]
    assert book.files["EPUB/cover.png"][16:24] == (1600).to_bytes(4, "big") + (2560).to_bytes(4, "big")
    assert book.opf("//opf:itemref[1]/@idref") == ["f-cover.xhtml"]


def test_missing_cover_is_told_and_one_is_drawn(build):
    book = build(
        {"index.md": "# Bok\n"},
        "epub",
        extensions=ALONE,
        conf={"kompendium_cover": "nei.svg", "language": "en"},
        warnings=[
            (
                "conf.py:6: WARNING: The cover «nei.svg» cannot be used: «No such file or directory». A cover with "
                "the title was drawn in its place. Give «kompendium_cover» an SVG, PNG or JPEG file, from the source "
                "folder. [EPB-003] [kompendium.epub_cover]"
            )
        ],
    )
    assert "EPUB/cover.png" in Book(book.outdir / "Bok.epub").files


def test_identifier_of_a_foreign_project_is_its_own_and_stays(build):
    one = Book(build(FILES, "epub", extensions=ALONE, conf=MYST).outdir / "Bok.epub").opf("//dc:identifier/text()")
    warning = (
        "index.md:3: WARNING: Innholdsfortegnelsen fører opp dokumentet «sjøgren», som «exclude_patterns» i conf.py "
        "utelater. Fjern linjen, eller mønsteret. [toc.excluded]"
    )
    shorter = {**MYST, "exclude_patterns": ["sj*"]}
    again = build({"b.md": "# Ny\n"}, "epub", extensions=ALONE, conf=shorter, warnings=[warning])
    two = Book(again.outdir / "Bok.epub").opf("//dc:identifier/text()")
    assert one == two
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one[0])


def test_index_is_in_the_book_only_where_there_is_one(build):
    files = {"index.md": "# Bok\n\n```{index} kalk\n```\n\nTekst.\n"}
    book = Book(build(files, "epub", extensions=ALONE).outdir / "Bok.epub")
    assert book.find("nav.xhtml", "//h:nav[@role='doc-toc']//h:a/@href") == ["index.xhtml", "genindex.xhtml"]
    without = Book(build({"index.md": "# Bok\n\nTekst.\n"}, "epub", extensions=ALONE).outdir / "Bok.epub")
    assert "genindex.xhtml" not in without.pages


def test_page_outside_the_contents_is_in_the_book_only_if_linked_to(build):
    files = {
        "index.md": "# Bok\n\nSe [tillegget](tillegg.md).\n",
        "tillegg.md": "---\norphan: true\n---\n# Tillegg\n",
        "404.md": "---\norphan: true\n---\n# Ikke funnet\n",
    }
    book = build(files, "epub", extensions=ALONE).outdir / "Bok.epub"
    assert Book(book).opf("//opf:itemref[@linear='no']/@idref") == ["f-tillegg.xhtml"]
    assert "404.xhtml" not in Book(book).pages
    assert messages(book) == []


def test_labels_of_the_sites_own_pages_are_plain_text_without_a_word(build):
    files = {"index.md": "# Bok\n\n{ref}`search`, {ref}`genindex`, {ref}`modindex`.\n"}
    book = build(files, "epub", extensions=ALONE, conf=MYST | {"language": "en"}).outdir / "Bok.epub"
    assert "Search Page, Index, Module Index." in " ".join("".join(Book(book).tree("index.xhtml").itertext()).split())
    assert messages(book) == []


def test_link_that_the_parser_warned_of_is_not_reported_again(build):
    build(
        {"index.md": "# Bok\n\n[her](#nei)\n"},
        "epub",
        extensions=ALONE,
        conf=MYST,
        warnings=["index.md:3: WARNING: 'myst' cross-reference target not found: 'nei' [myst.xref_missing]"],
    )


def test_picture_of_a_foreign_project_that_no_e_reader_can_show_is_told_at_its_line(build):
    files = {
        "index.md": "# Bok\n\n![En hånd](x.png)\n\n![Et kne](y.jpg)\n",
        "x.png": b"\x89PNG\r\n\x1a\n",
        "y.jpg": png(),
    }
    book = build(
        files,
        "epub",
        extensions=ALONE,
        conf=MYST | {"language": "en"},
        warnings=[
            (
                "index.md:3: WARNING: The picture «x.png» cannot be drawn: the file is damaged or incomplete: «failed "
                "to decode image (unexpected end of file)». Save it again as plain SVG, or as PNG or JPEG. [EPB-004] "
                "[kompendium.epub_picture]"
            )
        ],
    )
    epub = Book(book.outdir / "Bok.epub")
    assert epub.find("index.xhtml", "//h:span[@class='missing-picture']/text()") == ["En hånd"]
    assert "EPUB/_images/y.png" in epub.files
    assert messages(book.outdir / "Bok.epub") == []


def test_epubcheck_names_what_is_wrong_with_one_book_and_not_with_the_next(build, tmp_path):
    good = build({"index.md": "# Bok\n\nTekst.\n"}, "epub", extensions=ALONE).outdir / "Bok.epub"
    spoiled = tmp_path / "spoiled.epub"
    with zipfile.ZipFile(good) as book, zipfile.ZipFile(spoiled, "w") as copy:
        for info in book.infolist():
            copy.writestr(info, book.read(info).replace(b"<body>", b"<body><p><p>x</p></p>"))
    assert [said.partition(":")[0] for said in messages(spoiled)] == ["ERROR RSC-005"]
    assert messages(good) == []
