"""Pictures of pages that are shared: drawn once, small, the same each time, and no word cut off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops

from kompendium.web import social
from kompendium.web.social import draw as drawing
from kompendium.web.social.draw import SIZE, Words, draw, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build

FILES = {
    "index.md": "# Bok\n\nOm.\n\n```{toctree}\n:numbered: 1\n\nkapitler/kalsinose\nom\n```\n",
    "kapitler/kalsinose.md": "---\naliases: [Calcinose]\n---\n# Kalsinose\n\nKalk.\n",
    "om.md": "# Om\n\nTekst.\n",
}
BOOK: dict[str, Any] = {"html_baseurl": "https://bok.example/", "kompendium_publisher": "Forlaget"}
SHORT = Words("Kalsinose", "Revmatologisk kompendium", "nb", "161", "Calcinose, subkutan kalk", "Forlaget")


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box that holds everything but white."""
    white = Image.new("RGB", picture.size, "white")
    box = ImageChops.difference(picture.convert("RGB"), white).getbbox()
    assert box is not None
    return box


def test_picture_has_the_size_and_few_bytes() -> None:
    (png,) = draw([SHORT])
    picture = opened(png)
    assert (picture.size, picture.mode, picture.format) == (SIZE, "P", "PNG")
    assert len(png) <= 40_000


def test_same_words_give_the_same_bytes() -> None:
    assert draw([SHORT]) == draw([SHORT])
    other = Words("Annet", "Bok", "nb")
    assert draw([other, SHORT])[1] == draw([SHORT])[0]


@pytest.mark.parametrize(
    "words",
    [
        Words("W" * 120, "Bok", "nb", "12"),
        Words("En tittel som aldri tar slutt " * 20, "B" * 200, "nb", "1", "navn, " * 90, "F" * 150),
        Words("Ærfuglsyke på Åsane " * 6, "Boken " * 12, "nn", "10.4", "ø" * 80, "Forlag " * 20),
        Words("", "", "en"),
    ],
    ids=["one word", "all long", "letters", "nothing"],
)
def test_no_words_leave_the_margins(words: Words) -> None:
    (png,) = draw([words])
    left, top, right, bottom = ink(opened(png))
    assert left >= 40
    assert top >= 30
    assert right <= SIZE[0] - 40
    assert bottom <= SIZE[1] - 12
    assert len(png) <= 60_000


def test_title_is_large_enough_for_a_thumbnail() -> None:
    # In a picture of a quarter of the size the lines of this title are still some eleven pixels apart.
    (png,) = draw([Words("Juvenil dermatomyositt med hud- og muskelsykdom hos barn og unge", "Bok", "nb", "164")])
    rows = opened(png).convert("L").point(lambda shade: 255 if shade < 100 else 0)
    dark = [y for y in range(230, 480) if rows.crop((0, y, SIZE[0], y + 1)).getbbox()]
    assert len(dark) >= 100


def test_picture_is_kept_until_its_words_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(drawing, "draw", lambda words: calls.append(len(words)) or draw(words))
    first = drawn([SHORT, Words("A", "B", "nb")], tmp_path)
    assert drawn([SHORT, Words("A", "B", "nb")], tmp_path) == first
    drawn([SHORT, Words("C", "B", "nb")], tmp_path)
    assert calls == [2, 0, 1]
    # What no page has any longer does not stay behind.
    assert len(list(tmp_path.iterdir())) == 2


def test_each_chapter_and_the_book_have_a_picture(build: Build) -> None:
    built = build(FILES, conf=BOOK)
    found = sorted(path.relative_to(built.outdir).as_posix() for path in (built.outdir / "_social").rglob("*.png"))
    assert found == ["_social/index.png", "_social/kapitler/kalsinose.png"]
    (address,) = built.html("kapitler/kalsinose").xpath("//meta[@property='og:image']/@content")
    assert (built.outdir / address.removeprefix("https://bok.example/").partition("?")[0]).is_file()


def test_address_changes_with_the_picture(build: Build) -> None:
    place = "//meta[@property='og:image']/@content"
    before = build(FILES, conf=BOOK).html("kapitler/kalsinose").xpath(place)
    after = (
        build({"kapitler/kalsinose.md": "# Kalsinose\n\nKalk.\n"}, conf=BOOK).html("kapitler/kalsinose").xpath(place)
    )
    assert before != after


@pytest.mark.parametrize("conf", [{"html_baseurl": ""}, {"kompendium_social_pictures": False}], ids=str)
def test_no_picture_without_an_address_or_where_the_publisher_wants_none(build: Build, conf: dict[str, Any]) -> None:
    built = build(FILES, conf={**BOOK, **conf})
    assert not (built.outdir / "_social").exists()
    assert built.html("kapitler/kalsinose").xpath("//meta[@property='og:image']") == []


def png_of(size: tuple[int, int]) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, "PNG")
    return stream.getvalue()


def test_publishers_own_picture_is_every_pages(build: Build) -> None:
    conf = {**BOOK, "kompendium_social_picture": "bilder/vårt.png", "kompendium_social_picture_alt": "En hånd."}
    built = build({**FILES, "bilder/vårt.png": png_of((1000, 500))}, conf=conf)
    for name in ("index", "kapitler/kalsinose", "om"):
        head = {tag.get("property"): tag.get("content") for tag in built.html(name).xpath("//meta[@property]")}
        assert head["og:image"] == "https://bok.example/_social/v%C3%A5rt.png"
        assert (head["og:image:width"], head["og:image:height"], head["og:image:alt"]) == ("1000", "500", "En hånd.")
    assert [path.name for path in (built.outdir / "_social").iterdir()] == ["vårt.png"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "det er ikke PNG, JPEG, GIF eller WebP"),
        (None, "filen finnes ikke"),
        (png_of((200, 100)), "det har 200 × 100 piksler"),
    ],
    ids=["svg", "missing", "small"],
)
def test_picture_that_cannot_be_shown_is_reported_and_one_is_drawn(
    build: Build, data: bytes | None, problem: str
) -> None:
    files = {**FILES, **({"vårt.png": data} if data else {})}
    warning = (
        f"conf.py:8: WARNING: Bildet «vårt.png» kan ikke vises der sider deles: {problem}. I stedet tegnes et bilde. "
        "La «kompendium_social_picture» peke på en PNG- eller JPEG-fil på 1200 × 630 piksler, regnet fra "
        "kildemappen. [SIT-005] [kompendium.social_picture]"
    )
    built = build(files, conf={**BOOK, "kompendium_social_picture": "vårt.png"}, warnings=[warning])
    assert (built.outdir / "_social" / "index.png").is_file()


def test_pictures_are_the_sites_alone(build: Build) -> None:
    built = build(FILES, "epub", conf={**BOOK, "version": "1", "copyright": "2026"})
    assert not (built.outdir / social.FOLDER).exists()
