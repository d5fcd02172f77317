"""Figures: the credit under the caption, and what is said of a missing file or a missing alternative text."""

from __future__ import annotations

import unicodedata
from base64 import b64decode
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from docutils import nodes

from kompendium.blocks.attribution.works import works_of
from tests.builders.epub.checking import Book, messages
from tests.builders.typst.reading import text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.figure")
CONF = {"language": "en", "numfig": True}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
ALT = " [FIG-002] [kompendium.alt_missing]"


def alt_missing(place: str, name: str) -> str:
    return (
        f"{place}: WARNING: The figure «{name}» has no alternative text; who cannot see it learns nothing of it. "
        f"Say in «:alt:» what the picture shows, in a sentence or two; not what the caption says already.{ALT}"
    )


def figure(*options: str, file: str = "hand.svg", caption: str = "The caption.") -> dict[str, str | bytes]:
    lines = "\n".join(options)
    return {"hand.svg": SVG, "index.md": f"# Title\n\n:::{{figure}} {file}\n{lines}\n\n{caption}\n:::\n\nAfter.\n"}


def test_credit_stands_under_the_caption(build: Build) -> None:
    book = build(
        figure(
            ":alt: A hand.",
            ":credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0",
            ":source: https://example.org/reumatologia",
        ),
        extensions=ROOMS,
        conf=CONF,
    )
    (caption,) = book.html().xpath("//figure[@id='figur-hand']/figcaption")
    (credit,) = caption.xpath("div[@class='kompendium-credit']")
    assert credit.text_content().strip() == "Illustrasjon: Marek Chojnowski, Reumatologia, 2017. CC BY-NC-SA 4.0."
    assert credit.xpath(".//a/@href") == [
        "https://example.org/reumatologia",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.en",
    ]
    assert credit.xpath("string(.//a[1]/em)") == "Reumatologia"
    assert caption[0].text_content().startswith("Fig. 1 The caption.")
    # the licence of a picture is not the licence of the page
    assert not book.html().xpath("//a[@rel='license']")


def test_norwegian_options_make_the_same_figure(build: Build) -> None:
    english = figure(
        ":alt: A.", ":title: T", ":creator: N", ":source: S", ":year: 2017", ":license: CC BY 4.0", ":changes: cropped"
    )
    norwegian = figure(
        ":alt: A.", ":tittel: T", ":opphaver: N", ":kilde: S", ":år: 2017", ":lisens: CC BY 4.0", ":endringer: cropped"
    )
    credits = [
        build(files, extensions=ROOMS, conf=CONF).html().xpath("string(//div[@class='kompendium-credit'])").strip()
        for files in (english, norwegian)
    ]
    assert credits == ["“T”. N, S, 2017. CC BY 4.0. Changes: cropped."] * 2


def test_addresses_are_printed_where_links_cannot_be_followed(build: Build) -> None:
    book = build(
        figure(":alt: A.", ":credit: Foto: N, Arkivet. 2017. CC BY 4.0", ":source: https://example.org/x"),
        "text",
        extensions=ROOMS,
        conf=CONF,
    )
    text = " ".join(book.read("index.txt").split())
    assert (
        "Foto: N, *Arkivet* (https://example.org/x), 2017. CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)."
        in text
    )


def test_work_is_kept_for_the_lists_of_credits(build: Build) -> None:
    files = figure(":alt: A.", ":name: fig-hand", ":credit: Foto: N, Arkivet. 2017. CC BY 4.0")
    for parallel in (0, 2):
        book = build(files, extensions=ROOMS, conf=CONF, parallel=parallel)
        (work,) = works_of(book.env)["index"]
        assert (work.docname, work.anchor, work.line) == ("index", "fig-hand", 3)
        assert (work.creator, work.source, work.year, work.label) == ("N", "Arkivet", "2017", "Foto")
    book = build({"index.md": "# Title\n\nNo figure.\n"}, extensions=ROOMS, conf=CONF)
    assert not works_of(book.env).get("index")


def test_legend_stands_between_caption_and_credit(build: Build) -> None:
    files = figure(":alt: A.", ":credit: Foto: N, Arkivet. CC BY 4.0", caption="The caption.\n\nThe legend.")
    (caption,) = build(files, extensions=ROOMS, conf=CONF).html().xpath("//figure/figcaption")
    assert [child.get("class") for child in caption] == [None, "legend", "kompendium-credit"]


def test_credit_without_caption(build: Build) -> None:
    files = figure(":alt: A.", ":credit: Foto: N, Arkivet. CC BY 4.0", caption="")
    (caption,) = build(files, extensions=ROOMS, conf=CONF).html().xpath("//figure/figcaption")
    assert [child.get("class") for child in caption] == ["kompendium-credit"]


def test_missing_file_is_named_with_its_neighbours_and_its_text_stays(build: Build) -> None:
    book = build(
        figure(":alt: A hand.", ":credit: Foto: N, Arkivet. CC BY 4.0", file="hamd.svg"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture file «hamd.svg» does not exist. Nearest in the folder: «hand.svg». "
                "[FIG-001] [kompendium.figure_missing]"
            )
        ],
    )
    (found,) = book.html().xpath("//figure")
    assert found.xpath("string(p)") == "[Picture missing: hamd.svg. A hand.]"
    assert "The caption." in found.text_content()
    assert "Foto: N" in found.text_content()
    assert "After." in book.html().text_content()


def test_missing_file_of_a_markdown_picture(build: Build) -> None:
    book = build(
        {"index.md": "# Title\n\nText ![a knee](kne.png) goes on.\n"},
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture file «kne.png» does not exist. The path counts "
                "from the file that names "
                "it. [FIG-001] [kompendium.figure_missing]"
            )
        ],
    )
    assert "Text [Picture missing: kne.png. a knee] goes on." in book.html().text_content()


def test_document_is_read_again_when_its_picture_appears(build: Build) -> None:
    files = figure(":alt: A hand.", file="ny.svg")
    warning = (
        "index.md:3: WARNING: The picture file «ny.svg» does not exist. Nearest in the folder: «hand.svg». "
        "[FIG-001] [kompendium.figure_missing]"
    )
    build(files, extensions=ROOMS, conf=CONF, warnings=[warning])
    page = build({"ny.svg": SVG}, extensions=ROOMS, conf=CONF).html()
    assert page.xpath("//figure/img/@alt") == ["A hand."]


def test_missing_alternative_text_warns(build: Build) -> None:
    text = "\n\n![](hand.svg)\n\n```{image} hand.svg\n```\n"
    files = figure(":width: 50%")
    files["index.md"] += text
    book = build(
        files,
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            alt_missing("index.md:3", "hand.svg"),
            alt_missing("index.md:12", "hand.svg"),
            alt_missing("index.md:14", "hand.svg"),
        ],
    )
    # never the file's name as a stand-in
    assert book.html().xpath("//img/@alt") == ["", "", ""]
    assert all(image["alt_missing"] for image in book.doctree().findall(nodes.image))


@pytest.mark.parametrize("options", [(':alt: ""',), (":class: decorative",)])
def test_decorative_picture_needs_no_words(build: Build, options: tuple[str, ...]) -> None:
    page = build(figure(*options), extensions=ROOMS, conf=CONF).html()
    assert page.xpath("//img/@alt") == [""]


def test_unreadable_licence_warns_and_stays_as_written(build: Build) -> None:
    book = build(
        figure(":alt: A.", ":creator: N", ":source: S", ":license: CC BY-NB 4.0"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:7: WARNING: The licence «CC BY-NB 4.0» cannot be read; expected for example «CC BY 4.0» or "
                "«all rights reserved». Did you mean «CC BY-ND 4.0»? [LIC-001] [kompendium.license_unreadable]"
            )
        ],
    )
    assert "N, S. CC BY-NB 4.0." in book.html().text_content()


def test_licence_without_version_warns(build: Build) -> None:
    build(
        figure(":alt: A.", ":credit: Foto: N, Arkivet. CC BY-NC"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:5: WARNING: The licence «CC BY-NC» has no version; expected for example «CC BY-NC 4.0». "
                "Look the version up at the source; it is never guessed. [LIC-002] [kompendium.license_version_missing]"
            )
        ],
    )


def test_incomplete_credit_asks_for_what_is_missing(build: Build) -> None:
    build(
        figure(":alt: A.", ":credit: Foto: N"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:5: WARNING: The credit of «hand.svg» lacks: the source, the licence. "
                "Write it as «Illustration: "
                "Name, Source. Year. CC BY 4.0», or give the option «:source:, :license:». "
                "[ATT-001] [kompendium.credit_incomplete]"
            )
        ],
    )


def test_picture_by_the_books_people_needs_no_source(build: Build) -> None:
    build(figure(":alt: A.", ":creator: Kari Nordmann", ":license: CC BY 4.0"), extensions=ROOMS, conf=CONF)


def test_unknown_option_is_named(build: Build) -> None:
    book = build(
        figure(":alt: A.", ":kredit: N"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:5: WARNING: The block «figure» has no option «kredit»; expected one of: adaptation-license "
                "(adaptation-licence, lisens-etter-endring), align, alt, changes (endringer), class, consent "
                "(samtykke), creator (opphaver), credit (kreditering), expires (utløper), figclass, figname, figwidth, "
                "formats (formater), granted (gitt), height, holder (rettighetshaver), license (licence, lisens), "
                "loading, name, not-reproduced (ikke-gjengitt), permission (tillatelse), person (avbildet), scale, "
                "scope (omfang), source (kilde), target, title (tittel), width, year (år). Did you mean «credit»? "
                "[OPT-001] [kompendium.option_unknown]"
            )
        ],
    )
    assert book.html().xpath("//figure/img")


@pytest.mark.parametrize(("builder", "file"), [("text", "index.txt"), ("latex", "bok.tex"), ("man", "bok.7")])
def test_other_builders_keep_caption_and_credit(build: Build, builder: str, file: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "bok", "Bok", ["A"], 7)],
    }
    files = figure(":alt: A.", ":credit: Foto: Navn Navnesen, Arkivet. CC BY 4.0")
    del files["hand.svg"]
    files |= {"hand.png": PNG, "index.md": files["index.md"].replace("hand.svg", "hand.png")}
    text = build(files, builder, extensions=ROOMS, conf=conf).read(file)
    assert "The caption." in text
    assert "Navn Navnesen" in text


UNUSABLE = "Its alternative text stands in its place. Save it again, as one of: SVG, PNG, JPEG, GIF, WebP."


@pytest.mark.parametrize("builder", ["html", "typst", "epub"])
def test_picture_that_cannot_be_shown_leaves_its_text_in_every_format(build: Build, builder: str) -> None:
    files = figure(":alt: A hand.", ":credit: Foto: N, Arkivet. 2017. CC BY 4.0", file="x.png")
    files |= {"x.png": PNG[:40], "y.bmp": b"BM\1\2\3\4\0\0\0\0"}
    files["index.md"] += "\nText ![a knee](y.bmp) goes on.\n"  # type: ignore[operator]
    book = build(
        files,
        builder,
        extensions=(*ROOMS, "kompendium.builders.typst", "kompendium.builders.epub"),
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture «x.png» cannot be used: the file is damaged or incomplete: «failed "
                f"to decode image (unexpected end of file)». {UNUSABLE} [FIG-003] [kompendium.picture_unusable]"
            ),
            (
                f"index.md:12: WARNING: The picture «y.bmp» cannot be used: its format is BMP. {UNUSABLE} "
                "[FIG-003] [kompendium.picture_unusable]"
            ),
        ],
    )
    if builder == "typst":
        text = text_of(book.outdir / "kompendium.pdf")
    elif builder == "epub":
        assert messages(book.outdir / "Bok.epub") == []
        text = " ".join(Book(book.outdir / "Bok.epub").tree("index.xhtml").itertext())
    else:
        text = book.html().text_content()
    text = " ".join(text.split())
    assert "[Picture not shown: x.png. A hand.]" in text
    assert "The caption." in text
    assert "Text [Picture not shown: y.bmp. a knee] goes on." in text


def test_document_is_read_again_when_its_picture_is_mended(build: Build) -> None:
    files = figure(":alt: A hand.", file="x.png") | {"x.png": b""}
    warning = f"index.md:3: WARNING: The picture «x.png» cannot be used: the file is empty. {UNUSABLE} [FIG-003] "
    build(files, extensions=ROOMS, conf=CONF, warnings=[f"{warning}[kompendium.picture_unusable]"])
    page = build({"x.png": PNG}, extensions=ROOMS, conf=CONF).html()
    assert page.xpath("//figure/img/@alt") == ["A hand."]


def test_picture_named_as_another_format_is_shown_as_what_it_is(build: Build) -> None:
    book = build(
        figure(":alt: A hand.", file="x.jpg") | {"x.jpg": PNG},
        "epub",
        extensions=(*ROOMS, "kompendium.builders.epub"),
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture «x.jpg» is PNG, whatever its name ends in; it is used as what it is. "
                "Name it «x.png». [FIG-004] [kompendium.picture_misnamed]"
            )
        ],
    )
    assert "EPUB/_images/x.png" in Book(book.outdir / "Bok.epub").files
    assert messages(book.outdir / "Bok.epub") == []


def test_drawing_named_as_a_photograph_cannot_be_shown(build: Build) -> None:
    build(
        figure(":alt: A hand.", file="x.png") | {"x.png": SVG},
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture «x.png» cannot be used: it is SVG, which its name does not say. "
                "Its alternative text stands in its place. Name it «x.svg». [FIG-003] [kompendium.picture_unusable]"
            )
        ],
    )


def test_picture_outside_the_source_folder_is_refused(build: Build, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(SVG, "utf-8")
    book = build(
        figure(":alt: A hand.", file="../secret.svg"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The picture «../secret.svg» lies outside the source folder, and is not used. Put "
                "a copy of it into the book's own folder, and name that. [FIG-005] [kompendium.picture_outside]"
            )
        ],
    )
    assert not list(book.outdir.rglob("secret.svg"))
    assert "[Picture not shown: secret.svg. A hand.]" in book.html().text_content()


@pytest.mark.parametrize("directive", ["figure", "image"])
@pytest.mark.parametrize("name", ["bi lde æøå.svg", 'a  b & c (1) #2 "x".svg'])
def test_name_of_a_picture_may_have_any_characters(build: Build, directive: str, name: str) -> None:
    name = " ".join(name.split())
    files = {name: SVG, "index.md": f"# Title\n\n```{{{directive}}} {name}\n:alt: A hand.\n```\n"}
    book = build(files, extensions=ROOMS, conf=CONF)
    (source,) = book.html().xpath("//img/@src")
    assert (book.outdir / unquote(source)).read_text("utf-8") == SVG


def test_name_is_found_however_the_disk_spells_its_letters(build: Build) -> None:
    on_disk = unicodedata.normalize("NFD", "blåbær.svg")
    files = figure(":alt: A hand.", file=unicodedata.normalize("NFC", "blåbær.svg")) | {on_disk: SVG}
    book = build(files, extensions=ROOMS, conf=CONF)
    (source,) = book.html().xpath("//img/@src")
    assert (book.outdir / unquote(source)).is_file()
