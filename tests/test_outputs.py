"""The names of finished files: the builders that write them and the site that links to them agree."""

from __future__ import annotations

from os import utime
from typing import TYPE_CHECKING

from kompendium.outputs import chapter_stems, replace_file, write_if_changed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build


def test_a_chapters_files_have_its_slug_or_its_whole_name_where_two_share_it() -> None:
    assert chapter_stems(["kapitler/gikt", "barn/kapitler/jia", "voksne/kapitler/jia"]) == {
        "kapitler/gikt": "gikt",
        "barn/kapitler/jia": "barn-kapitler-jia",
        "voksne/kapitler/jia": "voksne-kapitler-jia",
    }


def test_the_site_offers_the_files_that_the_builders_make(build: Build) -> None:
    files = {
        "index.md": "# Bok\n\n```{toctree}\nkapitler/gikt\nkapitler/a/jia\nkapitler/b/jia\n```\n",
        **{f"kapitler/{name}.md": f"# {name}\n\nTekst.\n" for name in ("gikt", "a/jia", "b/jia")},
    }
    conf = {"kompendium_downloads": True, "kompendium_chapters": ["kapitler/**"]}
    site = build(files, conf=conf)
    offered = {
        href.rpartition("nedlasting/")[2]
        for name in ("gikt", "a/jia", "b/jia")
        for href in site.html(f"kapitler/{name}").xpath("//p[contains(@class, 'kompendium-download-links')]/a/@href")
    }
    made = {
        file.relative_to(folder).as_posix()
        for name in ("epub", "typst")
        for folder in (build({}, name, conf=conf).outdir,)
        for file in folder.glob("kapitler/*.*")
    }
    assert offered == made
    assert len(made) == 6


def test_file_takes_the_place_of_the_old_one_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "nedlasting" / "bok.pdf"
    replace_file(target, b"old")
    with target.open("rb") as reader:
        replace_file(target, b"new")
        # Who reads the old one reads it to its end: the new one is another file.
        assert reader.read() == b"old"
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_file_that_is_as_it_should_be_keeps_its_time(tmp_path: Path) -> None:
    target = tmp_path / "_static" / "kompendium.css"
    write_if_changed(target, b"a{}")
    utime(target, (1, 1))
    write_if_changed(target, b"a{}")
    assert target.stat().st_mtime == 1
    write_if_changed(target, b"b{}")
    assert target.read_bytes() == b"b{}"
    assert target.stat().st_mtime > 1
