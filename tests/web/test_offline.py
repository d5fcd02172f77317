"""What readers' browsers store of the site: all that reading needs, nothing else, and the same for the same site."""

from __future__ import annotations

import hashlib
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from kompendium.build import Order
from kompendium.build import build as make_book
from kompendium.web.offline.icons import draw_icons
from kompendium.web.offline.precache import find_files, remove_worker, worker_of, write_worker

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build, Built

FILES = {
    "index.md": "# Bok\n\n```{toctree}\nkapitler/kalsinose\n```\n",
    "kapitler/kalsinose.md": "# Kalsinose\n\n:::{figure} ../på hånd.png\n:alt: x\n"
    ":credit: Kari, Arkivet. 2020. CC BY 4.0\n\nT.\n:::\n",
}
CONF: dict[str, Any] = {"html_theme": "sphinx_book_theme", "kompendium_offline": True}


def png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(stream, "PNG")
    return stream.getvalue()


def made(build: Build, builder: str = "html", **conf: Any) -> Built:
    return build({**FILES, "på hånd.png": png()}, builder, conf={**CONF, **conf})


def listed(text: str) -> dict[str, str]:
    match = re.search(r"Object\.entries\((\{.*?\})\)", text, re.DOTALL)
    assert match
    found: dict[str, str] = json.loads(match[1])
    return found


def test_every_page_and_all_that_it_names_is_stored_with_its_checksum(build: Build) -> None:
    built = made(build)
    files = listed(built.read("sw.js"))
    for path, checksum in files.items():
        data = (built.outdir / path).read_bytes()
        assert hashlib.sha256(data).hexdigest()[:16] == checksum, path
    pages = {
        str(file.relative_to(built.outdir)) for file in built.outdir.rglob("*.html") if "_static" not in file.parts
    }
    assert pages <= files.keys()
    for page in pages:
        folder = (built.outdir / page).parent
        for url in built.html(page.removesuffix(".html")).xpath("//script/@src | //link[@rel='stylesheet']/@href"):
            file = (folder / url.partition("?")[0]).resolve()
            assert str(file.relative_to(built.outdir.resolve())) in files, url
    assert "_images/på hånd.png" in files
    assert {"codes.json", "search-names.js", "_static/kompendium-fonts/kompendium-serif.woff2"} <= files.keys()
    # The text's index comes in pieces, which the search names by itself.
    index = {file.relative_to(built.outdir).as_posix() for file in (built.outdir / "pagefind").rglob("*.pf_*")}
    assert index
    assert index <= files.keys()


def test_what_is_not_for_reading_is_not_stored(build: Build) -> None:
    built = made(build, html_baseurl="https://bok.example/")
    files = listed(built.read("sw.js"))
    assert (built.outdir / "sitemap.xml").is_file()
    wrong = ("_sources/", "_social/", "sitemap", "robots", "objects.inv", "sw.js", ".buildinfo")
    assert [path for path in files if path.startswith(wrong) or path.endswith((".map", ".po", ".mo"))] == []


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "index.html": '<script src="_static/a.js?v=1"></script><img src="_images/b.svg"><a href="nedlasting/bok.pdf">',
        "pagefind/index/en_1.pf_index": "x",
        "_images/b.svg": "<svg/>",
        "_static/a.js": 'load(base + "later.mjs")',
        "_static/later.mjs": "",
        "_static/never.js": "",
        "_static/style.css": 'url("font.woff2")',
        "_static/font.woff2": "x" * 100,
        "nedlasting/bok.pdf": "%PDF",
        "nedlasting/kapitler/a.epub": "PK",
        "om/film.mp4": "x" * 5000,
        ".hidden/x.html": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_of_the_static_files_those_are_stored_that_are_named(site: Path) -> None:
    expected = ["_images/b.svg", "_static/a.js", "_static/later.mjs", "index.html", "pagefind/index/en_1.pf_index"]
    assert list(find_files(site).files) == expected
    (site / "index.html").write_text('<link href="_static/style.css">', "utf-8")
    assert {"_static/style.css", "_static/font.woff2"} <= find_files(site).files.keys()


def test_downloads_are_stored_only_where_the_publisher_wants_it(site: Path) -> None:
    more = find_files(site, downloads=True).files.keys() - find_files(site).files.keys()
    assert more == {"nedlasting/bok.pdf", "nedlasting/kapitler/a.epub"}


def test_version_is_of_the_files_and_of_nothing_else(site: Path) -> None:
    before = worker_of(find_files(site))
    (site / "robots.txt").write_text("", "utf-8")
    assert worker_of(find_files(site)) == before
    (site / "index.html").write_text("nytt", "utf-8")
    assert find_files(site).version not in before
    found = find_files(site)
    assert (found.largest, found.size) == ("_images/b.svg", sum(found.sizes.values()))


def test_page_names_the_worker_the_manifest_and_what_to_say(build: Build) -> None:
    page = made(build).html("kapitler/kalsinose")
    (said,) = page.xpath("//meta[@name='kompendium-offline']")
    assert said.get("content") == "../sw.js"
    assert said.get("data-offline") == "Du leser uten nett. Teksten er den som sist ble lagret."
    assert page.xpath("//link[@rel='manifest']/@href") == ["../manifest.webmanifest"]
    assert page.xpath("//link[@rel='apple-touch-icon']/@href") == ["../_static/kompendium-icons/apple-touch-icon.png"]


def test_manifest_counts_from_its_own_place_and_its_icons_are_there(build: Build) -> None:
    built = made(build)
    manifest = json.loads(built.read("manifest.webmanifest"))
    assert (manifest["name"], manifest["lang"], manifest["start_url"], manifest["scope"]) == ("Bok", "nb", "./", "./")
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with Image.open(built.outdir / icon["src"]) as picture:
            assert f"{picture.size[0]}x{picture.size[1]}" == icon["sizes"]


def test_same_site_has_the_same_worker(build: Build) -> None:
    first = made(build).read("sw.js")
    (made(build).outdir / "sw.js").unlink()
    assert made(build).read("sw.js") == first


def test_site_without_the_option_has_none_of_it_and_clears_up_what_was_stored(build: Build) -> None:
    made(build)
    built = made(build, kompendium_offline=False)
    assert not (built.outdir / "sw.js").exists()
    page = built.html()
    assert page.xpath("//meta[@name='kompendium-offline'] | //link[@rel='manifest']") == []
    assert "unregister" in built.read("_static/kompendium.js")


def test_worker_of_the_publishers_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "sw.js").write_text("// eget\n", "utf-8")
    remove_worker(tmp_path)
    assert (tmp_path / "sw.js").is_file()
    write_worker(tmp_path)
    remove_worker(tmp_path)
    assert not (tmp_path / "sw.js").exists()


@pytest.mark.parametrize("builder", ["json", "epub"])
def test_other_builders_have_none_of_it(build: Build, builder: str) -> None:
    built = made(build, builder, version="1", copyright="2026", html_theme="basic")
    assert not (built.outdir / "sw.js").exists()
    assert not (built.outdir / "manifest.webmanifest").exists()


def test_much_to_load_is_reported(build: Build) -> None:
    files = {**FILES, "på hånd.png": png(), "stor/stort.bin": b"x" * 2_000_001}
    warning = (
        "conf.py:6: WARNING: For å kunne lese nettstedet uten nett må leseren laste ned {} MB; forventet: høyst 1 MB. "
        "Den største filen er «stort.bin». Gjør de største bildene mindre, eller øk «kompendium_offline_limit_mb» i "
        "conf.py. [SIT-004] [kompendium.offline_large]"
    )
    conf = {**CONF, "html_theme": "basic", "html_extra_path": ["stor"], "kompendium_offline_limit_mb": 1}
    build(files, conf=conf, warnings=[warning.format(2)])


def test_copy_knows_the_downloads_that_the_pipeline_puts_beside_the_pages(tmp_path: Path) -> None:
    source, output = tmp_path / "source", tmp_path / "out"
    for name, text in {**FILES, "kapitler/kalsinose.md": "# Kalsinose\n\nTekst.\n"}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    settings = {"extensions": ["kompendium"], "project": "Bok", "language": "nb", **CONF}
    settings |= {"version": "1", "copyright": "2026", "kompendium_offline_downloads": True}
    (source / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in settings.items()), "utf-8")
    result = make_book(Order(source, output), status=None, warning=io.StringIO(), progress=lambda _line: None)
    assert result.failures == []
    files = listed((output / "html" / "sw.js").read_text("utf-8"))
    for name in ("nedlasting/kompendium.pdf", "nedlasting/kapitler/kalsinose.epub"):
        assert files[name] == hashlib.sha256((output / "html" / name).read_bytes()).hexdigest()[:16]


@pytest.mark.parametrize("favicon", [None, "small.png", "large.png", "broken.svg"])
def test_icons_are_made_of_any_favicon(tmp_path: Path, favicon: str | None) -> None:
    Image.new("RGB", (16, 16), "red").save(tmp_path / "small.png")
    Image.new("RGB", (400, 400), "red").save(tmp_path / "large.png")
    (tmp_path / "broken.svg").write_text("<svg><", "utf-8")
    icons = draw_icons(tmp_path / favicon if favicon else None, "B")
    assert {name: Image.open(io.BytesIO(data)).size[0] for name, data in icons.items()} == {
        "icon-192.png": 192,
        "icon-512.png": 512,
        "icon-maskable-512.png": 512,
        "apple-touch-icon.png": 180,
    }
    middle = Image.open(io.BytesIO(icons["icon-192.png"])).convert("RGB").getpixel((20, 96))
    assert middle == ((255, 0, 0) if favicon == "large.png" else (0x0F, 0x5C, 0x66))
    assert draw_icons(tmp_path / favicon if favicon else None, "B") == icons
