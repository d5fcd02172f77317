from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompendium.blocks.chapter import chapter_label, chapters_in_order
from tests.blocks.building import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.blocks.building import Book

ROOMS = ("kompendium.blocks.markdown", "kompendium.blocks.chapter")
FIGURE = "\n```{figure} pip.svg\n:alt: A hand\n:name: %s\n\nCaption.\n```\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
PARTS = (
    "# Book\n\n```{toctree}\n:numbered: 1\n:caption: One\n\nkapitler/a\nkapitler/b\n```\n\n"
    "```{toctree}\n:numbered: 1\n:caption: Two\n\nkapitler/c\nkapitler/d\n```\n"
)


def chapter(title: str, number: str = "", figures: int = 0, more: str = "") -> str:
    front = f"---\nnumber: {number}\n---\n" if number else ""
    pictures = "".join(FIGURE % f"fig-{title.lower()}{index}" for index in range(figures))
    return f"{front}# {title}\n\n## Definition\n{pictures}\n{more}\n"


def book(folder: Path, chapters: dict[str, str], index: str = PARTS, **config: object) -> Book:
    files = {f"kapitler/{name}.md": text for name, text in chapters.items()}
    settings = {"numfig": True, "html_secnumber_suffix": " ", "suppress_warnings": ["toc.not_included"], **config}
    return build(folder, {"index.md": index, "kapitler/pip.svg": SVG, **files}, rooms=ROOMS, **settings)


def numbers(made: Book) -> dict[str, str]:
    env = made.app.env
    return {docname[-1]: chapter_label(env, docname) for docname in chapters_in_order(env)}


def test_counting_goes_on_across_the_parts_of_the_contents(tmp_path: Path) -> None:
    made = book(tmp_path, {name: chapter(name.upper()) for name in "abcd"})
    assert made.warnings == []
    assert numbers(made) == {"a": "1", "b": "2", "c": "3", "d": "4"}


def test_a_pinned_number_is_counted_on_from(tmp_path: Path) -> None:
    made = book(tmp_path, {"a": chapter("A"), "b": chapter("B", "161"), "c": chapter("C"), "d": chapter("D")})
    assert made.warnings == []
    assert numbers(made) == {"a": "1", "b": "161", "c": "162", "d": "163"}
    assert chapter_label(made.app.env, "kapitler/b") == "161"
    assert made.html("kapitler/b").xpath("//h1/span[@class='section-number']/text()") == ["161 "]
    assert made.html("kapitler/b").xpath("//h2/span[@class='section-number']") == []
    index = made.html().xpath("//div[@class='toctree-wrapper compound']//li[@class='toctree-l1']/a/text()")
    assert index == ["1 A", "161 B", "162 C", "163 D"]
    assert "162 C" in made.text("kapitler/b.html")  # the link to the next chapter


def test_a_chapter_without_a_number_is_not_counted(tmp_path: Path) -> None:
    made = book(tmp_path, {"a": chapter("A"), "b": chapter("B", "false"), "c": chapter("C"), "d": chapter("D")})
    assert numbers(made) == {"a": "1", "b": "", "c": "2", "d": "3"}
    assert chapter_label(made.app.env, "kapitler/b") == ""
    assert made.html("kapitler/b").xpath("//h1/span | //h2/span") == []


def test_figures_are_counted_in_each_chapter(tmp_path: Path) -> None:
    texts = {
        "a": chapter("A", "", 1),
        "b": chapter("B", "161", 2),
        "c": chapter("C", "", 1, "{numref}`fig-b1`"),
        "d": chapter("D"),
    }
    made = book(tmp_path, texts, numfig_format={"figure": "Figur %s"})
    assert made.warnings == []
    assert made.app.env.toc_fignumbers == {
        "kapitler/a": {"figure": {"fig-a0": (1, 1)}},
        "kapitler/b": {"figure": {"fig-b0": (161, 1), "fig-b1": (161, 2)}},
        # Sphinx alone counts C's first as 1.2, since both parts begin with chapter 1.
        "kapitler/c": {"figure": {"fig-c0": (162, 1)}},
    }
    assert made.html("kapitler/b").xpath("//span[@class='caption-number']/text()") == ["Figur 161.1 ", "Figur 161.2 "]
    assert made.html("kapitler/c").xpath("//span[@class='std std-numref']/text()") == ["Figur 161.2"]


def test_figures_of_a_chapter_without_a_number_have_one_figure(tmp_path: Path) -> None:
    texts = {"a": chapter("A"), "b": chapter("B", "false", 1), "c": chapter("C", "false", 1), "d": chapter("D")}
    made = book(tmp_path, texts)
    assert made.app.env.toc_fignumbers == {
        "kapitler/b": {"figure": {"fig-b0": (1,)}},
        "kapitler/c": {"figure": {"fig-c0": (2,)}},
    }


def test_two_chapters_with_one_number_are_reported_at_the_second(tmp_path: Path) -> None:
    made = book(tmp_path, {"a": chapter("A", "7"), "b": chapter("B"), "c": chapter("C", "7"), "d": chapter("D")})
    assert made.warnings == [
        (
            "kapitler/c.md:2: WARNING: Chapter number 7 is already taken by «kapitler/a»; each chapter needs its own. "
            "Change or remove «number» in one of the two; without it the number comes from the contents. [CHA-004] "
            "[kompendium.chapter_number_taken]"
        ),
        (
            "kapitler/d.md:1: WARNING: Chapter number 8 is already taken by «kapitler/b»; each chapter needs its own. "
            "Change or remove «number» in one of the two; without it the number comes from the contents. [CHA-004] "
            "[kompendium.chapter_number_taken]"
        ),
    ]


def test_chapters_of_numbered_parts_keep_their_part(tmp_path: Path) -> None:
    index = "# Book\n\n```{toctree}\n:numbered: 2\n\nparts/one\nparts/two\n```\n"
    part = "# Part %s\n\n```{toctree}\n\n../kapitler/%s\n../kapitler/%s\n```\n"
    (tmp_path / "source/parts").mkdir(parents=True)
    (tmp_path / "source/parts/one.md").write_text(part % ("One", "a", "b"), encoding="utf-8")
    (tmp_path / "source/parts/two.md").write_text(part % ("Two", "c", "d"), encoding="utf-8")
    made = book(
        tmp_path, {"a": chapter("A"), "b": chapter("B", "161", 1), "c": chapter("C", "", 1), "d": "# D\n"}, index
    )
    env = made.app.env
    assert [chapter_label(env, f"kapitler/{name}") for name in "abcd"] == ["1.1", "161", "162.1", "162.2"]


def test_a_book_without_chapters_is_numbered_by_sphinx(tmp_path: Path) -> None:
    made = book(tmp_path, {name: chapter(name.upper()) for name in "abcd"}, kompendium_chapters=[])
    assert [made.app.env.toc_secnumbers[f"kapitler/{name}"][""] for name in "abcd"] == [(1,), (2,), (1,), (2,)]


@pytest.mark.parametrize("again", [1, 2])
def test_nothing_is_written_again_where_nothing_changed(tmp_path: Path, again: int) -> None:
    texts = {"a": chapter("A"), "b": chapter("B", "161", 1), "c": chapter("C", "", 1), "d": chapter("D")}
    before = numbers(book(tmp_path, texts))
    made = None
    for _ in range(again):
        made = build(
            tmp_path, rooms=ROOMS, numfig=True, html_secnumber_suffix=" ", suppress_warnings=["toc.not_included"]
        )
        assert made.written == []
        assert made.warnings == []
    assert made is not None
    assert numbers(made) == before


def test_a_touched_chapter_is_written_alone_and_keeps_its_number(tmp_path: Path) -> None:
    texts = {"a": chapter("A"), "b": chapter("B", "161", 1), "c": chapter("C", "", 1), "d": chapter("D")}
    book(tmp_path, texts)
    (tmp_path / "source/kapitler/b.md").write_text(f"{texts['b']}\nMore.\n", encoding="utf-8")
    made = build(tmp_path, rooms=ROOMS, numfig=True, html_secnumber_suffix=" ", suppress_warnings=["toc.not_included"])
    assert "kapitler/b" in made.written
    # Sphinx writes the pages that hold the contents too.
    assert set(made.written) <= {"kapitler/b", "index"}
    assert numbers(made) == {"a": "1", "b": "161", "c": "162", "d": "163"}
    assert made.app.env.toc_fignumbers["kapitler/b"] == {"figure": {"fig-b0": (161, 1)}}


@pytest.mark.parametrize("change", [("number: 161", "number: 200"), ("# B", "# Changed")])
def test_every_page_is_written_again_where_the_contents_change(tmp_path: Path, change: tuple[str, str]) -> None:
    texts = {"a": chapter("A"), "b": chapter("B", "161", 1), "c": chapter("C", "", 1), "d": chapter("D")}
    book(tmp_path, texts)
    (tmp_path / "source/kapitler/b.md").write_text(texts["b"].replace(*change), encoding="utf-8")
    made = build(tmp_path, rooms=ROOMS, numfig=True, html_secnumber_suffix=" ", suppress_warnings=["toc.not_included"])
    assert set(made.written) == {"index", *(f"kapitler/{name}" for name in "abcd")}
    clean = tmp_path / "clean"
    clean.mkdir()
    fresh = book(clean, {**texts, "b": texts["b"].replace(*change)})
    for name in ("index", "kapitler/a", "kapitler/b", "kapitler/c"):
        assert made.text(f"{name}.html") == fresh.text(f"{name}.html")


def test_several_builders_use_one_environment(tmp_path: Path) -> None:
    texts = {"a": chapter("A", "7"), "b": chapter("B"), "c": chapter("C", "7", 1), "d": chapter("D", "9")}
    first = book(tmp_path, texts)
    assert len(first.warnings) == 1
    second = build(
        tmp_path,
        {},
        "text",
        rooms=ROOMS,
        numfig=True,
        html_secnumber_suffix=" ",
        suppress_warnings=["toc.not_included"],
    )
    assert second.warnings == []
    assert numbers(second) == numbers(first)
    assert second.text("kapitler/c.txt").startswith("7. C\n")
