"""The linter is silent on a good book, and names each fault of a spoiled one and nothing else."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import kompendium
from kompendium.preflight.epub import CONFORMANCE, UNSAFE_CSS, Fault, lint, main, unsafe_css

HOUSE = Path(kompendium.__file__).parent
SHEETS = sorted([*HOUSE.glob("blocks/**/*.epub.css"), HOUSE / "builders/epub/epub.css"])

PACKAGE = "EPUB/package.opf"
NAV = "EPUB/nav.xhtml"
PAGE = "EPUB/a.xhtml"
HTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="nb" xml:lang="nb">'
    "<head><title>A</title></head><body>{}</body></html>"
)
META = (
    "schema:accessMode textual",
    "schema:accessMode visual",
    "schema:accessModeSufficient textual",
    "schema:accessibilityHazard none",
    *(
        f"schema:accessibilityFeature {term}"
        for term in (
            *("ARIA", "MathML", "alternativeText", "displayTransformability", "index", "pageBreakMarkers"),
            *("pageNavigation", "readingOrder", "structuralNavigation", "tableOfContents"),
        )
    ),
    f"dcterms:conformsTo {CONFORMANCE}",
    "a11y:certifiedBy Forlaget",
)
GOOD = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="EPUB/package.opf"/></rootfiles></container>'
    ),
    PACKAGE: (
        '<package xmlns="http://www.idpf.org/2007/opf" xml:lang="nb">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>nb</dc:language>'
        + "".join('<meta property="{}">{}</meta>'.format(*meta.split(" ", 1)) for meta in META)
        + '</metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="css" href="book.css" media-type="text/css"/><item id="png" href="hand.png" media-type="image/png"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    ),
    NAV: HTML.format(
        '<nav epub:type="toc" role="doc-toc"><h1>Innhold</h1><ol><li><a href="a.xhtml#ord">Ord</a></li></ol></nav>'
        '<nav epub:type="page-list"><ol><li><a href="a.xhtml#s1">1</a></li><li><a href="a.xhtml#s2">2</a></li></ol>'
        "</nav>"
    ),
    "EPUB/toc.ncx": (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint id="n1"><content src="a.xhtml#ord"/>'
        "</navPoint></navMap></ncx>"
    ),
    PAGE: HTML.format(
        '<section role="doc-chapter"><h1>A</h1>'
        '<p><span epub:type="pagebreak" role="doc-pagebreak" id="s1" aria-label="1"></span>Tekst'
        '<a id="m1" epub:type="noteref" role="doc-noteref" href="#n1">1</a> '
        '<span lang="la" xml:lang="la">cutis</span></p>'
        '<img src="hand.png" alt="En hånd"/><img src="hand.png" alt="" role="presentation"/>'
        '<p><span epub:type="pagebreak" role="doc-pagebreak" id="s2" aria-label="2"></span>'
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>'
        '<section epub:type="index" id="ord" aria-labelledby="ordtittel"><h2 id="ordtittel">Ord</h2></section>'
        '<div epub:type="footnote" role="doc-footnote" id="n1"><a role="doc-backlink" href="#m1">1</a> Note</div>'
        "</section>"
    ),
    "EPUB/book.css": "/* color: red */ p { margin: 0 }",
    "EPUB/hand.png": "",
}

SPOILED = [
    (PAGE, 'alt="En hånd"', 'alt="hand.png"', [
        ("claim-untrue", PACKAGE, "accessModeSufficient textual"),
        ("claim-missing", PACKAGE, "accessModeSufficient textual,visual"),
        ("claim-untrue", PACKAGE, "accessibilityFeature alternativeText"),
        ("alt", PAGE, "hand.png: the alternative text is «hand.png»"),
    ]),
    (PAGE, 'alt="" role="presentation"', 'alt=""', [
        ("claim-untrue", PACKAGE, "accessModeSufficient textual"),
        ("claim-missing", PACKAGE, "accessModeSufficient textual,visual"),
        ("claim-untrue", PACKAGE, "accessibilityFeature alternativeText"),
        ("alt", PAGE, "hand.png: no alternative text"),
    ]),
    (PACKAGE, "Accessibility 1.1 - WCAG", "Accessibility 1.1 – WCAG", [
        ("conformance-misspelt", PACKAGE, "EPUB Accessibility 1.1 – WCAG 2.2 Level AA"),
    ]),
    (PACKAGE, "a11y:certifiedBy", "a11y:certifierReport", [("conformance-uncertified", PACKAGE, CONFORMANCE)]),
    (PACKAGE, "MathML", "ttsMarkup", [
        ("claim-missing", PACKAGE, "accessibilityFeature MathML"),
        ("claim-untrue", PACKAGE, "accessibilityFeature ttsMarkup"),
    ]),
    (PAGE, 'epub:type="index"', "", [("claim-untrue", PACKAGE, "accessibilityFeature index")]),
    (PAGE, "<h1>A</h1>", '<h1>A</h1><audio src="hand.png"></audio>', [
        ("claim-missing", PACKAGE, "accessMode auditory"),
        ("claim-untrue", PACKAGE, "accessModeSufficient textual"),
        ("claim-missing", PACKAGE, "accessModeSufficient textual,visual"),
        ("claim-untrue", PACKAGE, "accessibilityHazard none"),
        ("claim-missing", PACKAGE, "accessibilityHazard unknown"),
    ]),
    (PACKAGE, "</metadata>", '<meta property="ibooks:specified-fonts">true</meta></metadata>', [
        ("fonts-claimed", PACKAGE, "ibooks:specified-fonts"),
    ]),
    (PACKAGE, "<spine>", '<spine><itemref idref="nav"/>', [("nav-in-spine", PACKAGE, NAV)]),
    (PACKAGE, 'xml:lang="nb"', 'xml:lang="nn"', [("language", PACKAGE, "xml:lang nn")]),
    (PAGE, ' lang="nb"', "", [("language", PAGE, "lang None, xml:lang nb")]),
    (PAGE, ' xml:lang="la"', "", [("language", PAGE, "cutis: lang and xml:lang differ")]),
    (PAGE, "<h1>A</h1>", "<h1>A</h1><h3>C</h3>", [("heading-skipped", PAGE, "h3 «C» after h1")]),
    (PAGE, "<h1>A</h1>", "<h1></h1>", [("heading-empty", PAGE, "h1")]),
    (PAGE, "<h1>A</h1>", '<h1 id="s1">A</h1>', [("id-twice", PAGE, "s1")]),
    (PAGE, "<h1>A</h1>", '<h1>A</h1><a href="b.xhtml">b</a><a href="#nei">n</a><a href="https://e.org/#x">e</a>', [
        ("link-to-nowhere", PAGE, "b.xhtml"),
        ("link-to-nowhere", PAGE, "#nei"),
    ]),
    ("EPUB/toc.ncx", "a.xhtml#ord", "a.xhtml#nei", [("link-to-nowhere", "EPUB/toc.ncx", "a.xhtml#nei")]),
    (PAGE, 'aria-labelledby="ordtittel"', 'aria-labelledby="nei"', [("link-to-nowhere", PAGE, "aria-labelledby nei")]),
    (PAGE, 'role="doc-backlink"', "", [("note-without-backlink", PAGE, "1 Note")]),
    (PAGE, 'epub:type="footnote" role="doc-footnote" ', "", [("note-missing", PAGE, "1")]),
    (PAGE, 'id="s2" aria-label="2"', 'id="s2" aria-label="3"', [
        ("page-list", NAV, "«2» is listed, but EPUB/a.xhtml#s2 is no such break"),
        ("page-list", PAGE, "the break «3» is not in the page list"),
    ]),
    (NAV, '<li><a href="a.xhtml#s1">1</a></li>', "", [("page-list", PAGE, "the break «1» is not in the page list")]),
    (NAV, '#s1">1</a></li><li><a href="a.xhtml#s2">2<', '#s2">2</a></li><li><a href="a.xhtml#s1">1<', [
        ("page-list", NAV, "the pages are not in the order of the text"),
    ]),
    (PAGE, 'role="doc-pagebreak" id="s2"', 'id="s2"', [
        ("page-list", PAGE, "the break «2» has not the role doc-pagebreak"),
    ]),
    ("EPUB/book.css", "margin: 0", "margin: 0; color: red", [("css-unsafe", "EPUB/book.css", "a colour: color:")]),
    (PAGE, "<h1>", '<h1 style="margin: 0">', [("css-unsafe", PAGE, "h1 margin: 0")]),
]  # fmt: skip


def written(folder: Path, files: dict[str, str]) -> Path:
    file = folder / "bok.epub"
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file


def test_good_book_has_no_fault(tmp_path: Path) -> None:
    assert lint(written(tmp_path, GOOD), page_labels=["1", "2"]) == []


@pytest.mark.parametrize(("file", "old", "new", "faults"), SPOILED)
def test_fault_is_named_alone(tmp_path: Path, file: str, old: str, new: str, faults: list[tuple[str, ...]]) -> None:
    assert old in GOOD[file]
    spoiled = GOOD | {file: GOOD[file].replace(old, new, 1)}
    assert sorted(lint(written(tmp_path, spoiled))) == sorted(Fault(*fault) for fault in faults)


def test_name_that_is_not_ascii_is_a_fault(tmp_path: Path) -> None:
    assert lint(written(tmp_path, {**GOOD, "EPUB/hånd.png": ""})) == [
        Fault("name-not-ascii", "EPUB/hånd.png", "EPUB/hånd.png")
    ]


@pytest.mark.parametrize("alt", ["hand", "HAND.PNG", "Image", "bilde.", "../figurer/knokler.svg"])
def test_alternative_text_that_says_nothing_is_a_fault(tmp_path: Path, alt: str) -> None:
    spoiled = GOOD | {PAGE: GOOD[PAGE].replace("En hånd", alt)}
    assert Fault("alt", PAGE, f"hand.png: the alternative text is «{alt}»") in lint(written(tmp_path, spoiled))


@pytest.mark.parametrize(
    ("labels", "found"), [(["1", "2", "3"], "2 pages for 3"), (["i", "2"], "«1» for «i»"), ([], "2 pages for 0")]
)
def test_page_list_that_is_not_that_of_print_is_a_fault(tmp_path: Path, labels: list[str], found: str) -> None:
    assert lint(written(tmp_path, GOOD), labels) == [Fault("page-list-print", NAV, found)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_sheet_of_the_house_is_css_2_1_without_colours(sheet: Path) -> None:
    assert list(unsafe_css(sheet.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("what", "css"),
    [
        *zip(
            UNSAFE_CSS,
            [
                "@media print { p { margin: 0 } }",
                "p { margin: calc(1em + 2%) }",
                "p { display: flex }",
                "p:not(.x) { margin: 0 }",
                "p { margin: 1rem }",
                "p { font-size: 12px }",
                "p { border-radius: 0 }",
                "p { border-left-color: red }",
            ],
            strict=True,
        )
    ],
)
def test_unsafe_css_is_found(what: str, css: str) -> None:
    assert [found.partition(":")[0] for found in unsafe_css(css)] == [what]


def test_command_prints_the_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, GOOD)
    assert main([str(good)]) == 0
    assert capsys.readouterr().out == ""
    bad = written(tmp_path, GOOD | {PAGE: GOOD[PAGE].replace("<h1>A</h1>", "<h1></h1>")})
    assert main([str(bad)]) == 1
    assert capsys.readouterr().out == f"{bad}: heading-empty: EPUB/a.xhtml: h1\n"
