"""What other people's extensions and raw HTML bring into an EPUB, file by file and address by address."""

from __future__ import annotations

import io
import os
import zlib

import pytest
from PIL import Image

from tests.test_pictures import png

from .checking import Book, messages
from .test_builder import ALONE, MYST

ENGLISH = MYST | {"language": "en"}
OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(11)


def picture(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, form, **options)
    return buffer.getvalue()


def noise(form: str, size: tuple[int, int]) -> bytes:
    buffer = io.BytesIO()
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(buffer, form)
    return buffer.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def sizes(book: Book) -> dict[str, tuple[int, int]]:
    return {
        name.rpartition("/")[2]: Image.open(io.BytesIO(data)).size
        for name, data in book.files.items()
        if name.startswith("EPUB/_images/")
    }


def test_html_from_anywhere_is_valid_and_keeps_its_words(build):
    text = """# Bok

<center><font color="red">En</font></center>
<form action="/x"><label>To <input name="n"></label><button>Tre</button><input type="submit" value="Fire"></form>

<details><summary>Fem</summary>

Seks *sju*.

</details>

<p>Åtte <div>ni</div> ti</p><min-del x="1"><p>Elleve</p></min-del>
<svg width="20" height="20" viewBox="0 0 20 20" onclick="x()"><circle cx="10" cy="10" r="5"/></svg>
<table border=1><tr><td>Tolv<td>Tretten<tr><td colspan=2 bgcolor=red>Fjorten</table>
<ul><p>Femten</p></ul><dl><dt>Seksten</dl><ruby>Sytten<rp>(</rp><rt>Atten</rt></ruby>
<iframe src="https://example.org/film" title="Nitten"></iframe>
<a href="https://a.example">Tjue <a href="https://b.example">Tjueen</a></a>
<a href="javascript:x()">Tjueto</a><a href="https://[x">Tjuetre</a><a href="https://x.example/a b#c#d">Tjuefire</a>
<math><mi>x</mi></math><time datetime="x">Tjuefem</time><h2>Tjueseks<p>Tjuesju</p></h2>
<section><header><header>Tjueåtte</header></header><main>Tjueni</main></section>
<p id="a">Tretti</p><p id="a">Trettien</p>
"""
    book = build({"index.md": text}, "epub", extensions=ALONE, conf=ENGLISH).outdir / "Bok.epub"
    assert messages(book) == []
    words = (
        "Bok Bok En To Tre Fire Fem Seks sju. Åtte ni ti Elleve Tolv Tretten Fjorten Femten Seksten Sytten Atten Nitten"
        " Tjue Tjueen Tjueto Tjuetre Tjuefire x Tjuefem Tjueseks Tjuesju Tjueåtte Tjueni Tretti Trettien"
    )
    assert "".join("".join(Book(book).tree("index.xhtml").itertext()).split()) == words.replace(" ", "")


def test_pictures_that_e_readers_do_not_know_are_made_over(build):
    exif = Image.Exif()
    exif[0x112] = 6
    files = {
        "index.md": "# Bok\n\n"
        + "\n".join(f"![Bilde]({n})" for n in ("a.webp", "b.avif", "c.bmp", "d.tiff", "e.jpg", "f.jpg")),
        "a.webp": picture("WEBP", mode="RGBA"),
        "b.avif": picture("AVIF"),
        "c.bmp": picture("BMP"),
        "d.tiff": picture("TIFF"),
        "e.jpg": picture("JPEG", mode="CMYK"),
        "f.jpg": picture("JPEG", exif=exif),
    }
    book = build(files, "epub", extensions=ALONE, conf=ENGLISH).outdir / "Bok.epub"
    assert messages(book) == []
    assert sizes(Book(book)) == {f"{n}.png": (60, 40) for n in "abcde"} | {"f.png": (40, 60)}


def test_large_picture_is_scaled_and_named_and_the_same_each_time(build, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    files = {"index.md": "# Bok\n\n![Foto](foto.jpg)\n", "foto.jpg": noise("JPEG", (900, 600))}
    large = (
        "index.md:3: WARNING: The picture «foto.jpg» is large (900 × 600 pixels, 1 MB); the EPUB holds it at 300 × 200 "
        "pixels. Save it with at most 300 pixels on its longer side, or set «kompendium_epub_picture_px» in conf.py. "
        "[EPB-006] [kompendium.epub_picture_large]"
    )
    conf = ENGLISH | {"kompendium_epub_picture_px": 300}
    first = build(files, "epub", extensions=ALONE, conf=conf, warnings=[large]).outdir / "Bok.epub"
    book = Book(first)
    again = Book(build({}, "epub", extensions=ALONE, conf=conf, warnings=[large]).outdir / "Bok.epub")
    assert sizes(book) == {"foto.jpg": (300, 200)}
    assert book.files == again.files


def test_picture_that_would_fill_the_memory_is_told_and_leaves_its_text(build):
    files = {"index.md": "# Bok\n\n![Himmelen](stor.png)\n", "stor.png": empty_png(30_000, 30_000)}
    book = build(
        files,
        "epub",
        extensions=ALONE,
        conf=ENGLISH,
        warnings=[
            (
                "index.md:3: WARNING: The picture «stor.png» cannot be drawn: it has more pixels than can be read "
                "safely. Save it again as plain SVG, or as PNG or JPEG. [EPB-004] [kompendium.epub_picture]"
            )
        ],
    )
    assert Book(book.outdir / "Bok.epub").find("index.xhtml", "//h:span/text()") == ["Himmelen"]


def test_pictures_in_raw_html_are_found_where_the_site_has_them_or_beside_the_page(build):
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    files = {
        "index.md": (
            f'# Bok\n\n<img src="_static/a.png" alt="A"><img src="{dot}" alt="C">\n'
            '<img src="del/b æ.webp" alt="B" width="50%">\n'
            '<img src="https://x.example/merke.svg" alt="Merke"><img src="nei.png" alt="Borte">\n'
        ),
        "_static/a.png": png(),
        "del/b æ.webp": picture("WEBP"),
    }
    gone = (
        "index.md: WARNING: The picture «nei.png» cannot be drawn: there is no such file in the project. "
        "Save it again as plain SVG, or as PNG or JPEG. [EPB-004] [kompendium.epub_picture]"
    )
    conf = ENGLISH | {"html_static_path": ["_static"]}
    file = build(files, "epub", extensions=ALONE, conf=conf, warnings=[gone]).outdir / "Bok.epub"
    book = Book(file)
    assert messages(file) == []
    assert [name.rpartition(".")[2] for name in book.find("index.xhtml", "//h:img/@src")] == ["png", "gif", "png"]
    assert book.find("index.xhtml", "//h:img[@alt='B']/@class") == ["width-50"]
    assert book.find("index.xhtml", "//h:a[@href='https://x.example/merke.svg']/text()") == ["Merke"]
    assert book.find("index.xhtml", "//h:span[@class='missing-picture']/text()") == ["Borte"]


def test_sound_is_in_the_book_and_what_is_on_the_net_is_a_link(build):
    files = {
        "index.md": (
            '# Bok\n\n<audio src="a.opus">En</audio><audio><source src="b.mp3">To</audio>\n'
            '<video src="c.mp4" poster="d.png">Tre</video><video src="https://x.example/e.mp4" title="Film"></video>\n'
            '<audio src="f.wav">Fire</audio>\n'
        ),
        "a.opus": OPUS,
        "b.mp3": b"ID3",
        "c.mp4": b"\x00\x00\x00\x18ftypmp42",
        "d.png": png(),
        "f.wav": b"RIFF",
    }
    unknown = (
        "index.md: WARNING: «f.wav» is not in the EPUB: there is no such file, or it is no sound or film that "
        "e-readers can play. Save it as MP3 or Opus (sound) or MP4 (film), in the source folder; or link to "
        "it on the web. [EPB-007] [kompendium.epub_media]"
    )
    file = build(files, "epub", extensions=ALONE, conf=ENGLISH, warnings=[unknown]).outdir / "Bok.epub"
    book = Book(file)
    assert messages(file) == []
    types = set(book.opf("//opf:item[starts-with(@href, '_media/')]/@media-type"))
    assert types == {"audio/ogg; codecs=opus", "audio/mpeg", "video/mp4", "image/png"}
    assert book.find("index.xhtml", "//h:a[@href='https://x.example/e.mp4']/text()") == ["Film"]
    assert "".join(book.tree("index.xhtml").itertext()).split() == ["Bok", "Bok", "EnTo", "TreFilm", "Fire"]


def test_picture_without_alternative_text_gets_none_of_its_name(build):
    book = build(
        {"index.md": "# Bok\n\n```{image} a.png\n```\n", "a.png": png()},
        "epub",
        extensions=ALONE,
        conf=ENGLISH,
        warnings=[
            (
                "index.md:3: WARNING: The figure «a.png» has no alternative text; who cannot see it learns nothing of "
                "it. Say in «:alt:» what the picture shows, in a sentence or two; not what the caption says already. "
                "[FIG-002] [kompendium.alt_missing]"
            )
        ],
    )
    assert Book(book.outdir / "Bok.epub").find("index.xhtml", "//h:img/@alt") == [""]


def test_links_to_pages_by_their_names_on_the_site_lead_to_them_in_the_book(build):
    files = {
        "index.md": (
            '# Bok\n\n<p><a href="del/to.html?x=1#her">A</a> <a href="?x=1#bok">B</a></p>\n\n'
            "```{toctree}\ndel/to\n```\n"
        ),
        "del/to.md": (
            "# To\n\n(her)=\n"
            'Her. <a href="../index.html">C</a> <a href="../search.html">D</a> {download}`fil <../conf.py>`\n'
        ),
    }
    conf = ENGLISH | {"html_baseurl": "https://bok.example/"}
    book = Book(build(files, "epub", extensions=ALONE, conf=conf).outdir / "Bok.epub")
    assert book.find("index.xhtml", "//h:p/h:a/@href") == ["del/to.xhtml#her", "#bok"]
    assert book.find("del/to.xhtml", "//h:p/h:a/@href") == ["../index.xhtml", "https://bok.example/search.html"]


def test_contents_follow_the_order_of_reading(build):
    files = {
        "index.md": "# Bok\n\n```{toctree}\nen\nto\n```\n",
        "en.md": "# En\n\n```{toctree}\ntre\n```\n\n## Etter\n",
        "to.md": "# To\n",
        "tre.md": "# Tre\n",
    }
    file = build(files, "epub", extensions=ALONE, conf=ENGLISH).outdir / "Bok.epub"
    links = Book(file).find("nav.xhtml", "//h:nav[@role='doc-toc']//h:a/@href")
    assert links == ["index.xhtml", "en.xhtml", "en.xhtml#etter", "tre.xhtml", "to.xhtml"]


@pytest.mark.parametrize("theme", ["epub", "basic"])
def test_theme_and_templates_of_the_project_are_its_sites(build, theme):
    files = {
        "index.md": "# Bok\n",
        "_templates/layout.html": "<html><body><nav>Meny</nav>{% block body %}{% endblock %}</body></html>",
    }
    conf = ENGLISH | {"epub_theme": theme, "templates_path": ["_templates"]}
    book = Book(build(files, "epub", extensions=ALONE, conf=conf).outdir / "Bok.epub")
    assert "".join(book.tree("index.xhtml").itertext()).split() == ["Bok", "Bok"]


def test_visitors_for_html_serve_where_another_node_has_some_for_epub(build, tmp_path, monkeypatch):
    extension = """
from docutils import nodes
from docutils.parsers.rst import Directive

class one(nodes.General, nodes.Element): ...
class two(nodes.General, nodes.Element): ...
class three(nodes.General, nodes.Element): ...

class Three(Directive):
    def run(self):
        return [kind("", nodes.paragraph("", kind.__name__)) for kind in (one, two, three)]

def visit(self, node):
    self.body.append("<span><div class='x'>")

def depart(self, node):
    self.body.append("</div></span>")

def setup(app):
    app.add_node(one, html=(visit, depart))
    app.add_node(two, epub=(visit, depart))
    app.add_directive("three", Three)
"""
    monkeypatch.syspath_prepend(tmp_path / "source")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "three_nodes.py").write_text(extension)
    file = build(
        {"index.md": "# Bok\n\n```{three}\n```\n"},
        "epub",
        extensions=(*ALONE, "three_nodes"),
        conf=ENGLISH,
        warnings=["index.md:3: WARNING: unknown node type: <three: <paragraph...>>"],
    ).outdir
    book = Book(file / "Bok.epub")
    assert [" ".join(e.itertext()).split() for e in book.find("index.xhtml", "//h:div[@class='x']")] == [
        ["one"],
        ["two"],
    ]
    assert "three" in book.find("index.xhtml", "//h:p/text()")


def test_page_that_an_extension_breaks_is_told_and_the_book_is_valid(build, tmp_path, monkeypatch):
    extension = """
from docutils import nodes
from docutils.parsers.rst import Directive

class broken(nodes.General, nodes.Element): ...

class Broken(Directive):
    def run(self):
        return [broken("", nodes.paragraph("", "Ord"))]

def visit(self, node):
    self.body.append("<section><i>&nbsp;")

def depart(self, node):
    self.body.append("</section></b>")

def setup(app):
    app.add_node(broken, html=(visit, depart))
    app.add_directive("broken", Broken)
"""
    monkeypatch.syspath_prepend(tmp_path / "source")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "broken_node.py").write_text(extension)
    warning = (
        "index.md: WARNING: The HTML has a tag without its other half, «<i> </b>»; the EPUB prints it as text. Close "
        "each element that is opened, in reverse order, within the same paragraph, list item or section. [EPB-001] "
        "[kompendium.epub_markup]"
    )
    files = {"index.md": "# *Bok* & `<kode>` <b>fet</b>\n\n```{broken}\n```\n"}
    extensions = (*ALONE, "broken_node")
    file = build(files, "epub", extensions=extensions, conf=ENGLISH, warnings=[warning]).outdir / "Bok.epub"
    assert messages(file) == []
    book = Book(file)
    assert "".join(book.find("index.xhtml", "//h:section/h:section")[0].itertext()).split() == ["<i>", "Ord"]
    assert book.find("nav.xhtml", "//h:nav[@role='doc-toc']//h:a/text()") == ["Bok & <kode> fet"]


def test_index_of_modules_has_no_buttons_to_fold_it(build):
    text = "Bok\n===\n\n.. py:module:: egg\n\n.. py:module:: egg.yolk\n\n.. py:module:: ham\n"
    built = build({"index.rst": text}, "epub", extensions=ALONE, conf={"language": "en"})
    book = Book(built.outdir / "Bok.epub")
    assert messages(built.outdir / "Bok.epub") == []
    assert book.find("py-modindex.xhtml", "//h:code/text()") == ["egg", "egg.yolk", "ham"]
    assert not book.find("py-modindex.xhtml", "//h:img | //h:span")


def test_theme_of_the_site_prepares_no_pages(build):
    extensions = ["tests.builders.epub.foreign_theme", *ALONE]
    built = build({"index.rst": "Bok\n===\n\nOrd.\n"}, "epub", extensions=extensions, conf={"language": "en"})
    assert messages(built.outdir / "Bok.epub") == []
