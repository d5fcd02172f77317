from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from kompendium.blocks.chapter import (
    aliases_node,
    byline_node,
    chapter_end_node,
    chapter_head_node,
    chapter_of,
    chapters_in_order,
    is_chapter,
    people_of,
    person_node,
    register_chapter_end_part,
)
from tests.blocks.building import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.blocks.building import Book

ROOMS = ("kompendium.blocks.markdown", "kompendium.blocks.chapter")
INDEX = "# Book\n\n```{toctree}\n:numbered: 1\n\nkapitler/b\nkapitler/a\n```\n"
HEAD = """\
---
aliases: [Calcinose, subkutan kalk]
based_on:
  title: Kompendium
  authors: [Jan Tore Gran, Øyvind Palm]
  year: 2021
reviewed: 2026-05-03
---
# Kalsinose

Text.

## Behandling

Text.
"""


def book(folder: Path, chapter: str, builder: str = "html", **config: object) -> Book:
    files = {"index.md": INDEX, "kapitler/a.md": chapter, "kapitler/b.md": "---\nauthors: []\n---\n# Before\n"}
    return build(folder, files, builder, rooms=ROOMS, **config)


def head_of(made: Book, docname: str = "kapitler/a") -> chapter_head_node | None:
    return next(iter(made.doctree(docname).findall(chapter_head_node)), None)


def test_documents_where_chapters_stand_are_chapters(tmp_path: Path) -> None:
    files = {
        "index.md": "# Book\n\n```{toctree}\n\nkapitler/b\nkapitler/a\nother\nkapitler/not\n```\n",
        "kapitler/a.md": "# A\n",
        "kapitler/b.md": "# B\n",
        "kapitler/not.md": "---\nchapter: false\n---\n# Not\n",
        "other.md": "---\nchapter: true\n---\n# Other\n",
        "kapitler/zorphan.md": "---\norphan: true\n---\n# Orphan\n",
    }
    made = build(tmp_path, files, rooms=ROOMS)
    assert made.warnings == []
    assert chapters_in_order(made.app.env) == ["kapitler/b", "kapitler/a", "other", "kapitler/zorphan"]
    assert made.app.env.kompendium_chapter_names == chapters_in_order(made.app.env)
    assert not is_chapter(made.app.env, "kapitler/not")
    assert not is_chapter(made.app.env, "index")


def test_front_matter_is_read_and_does_not_leak(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD)
    assert made.warnings == []
    chapter = chapter_of(made.app.env, "kapitler/a")
    assert chapter.aliases == ("Calcinose", "subkutan kalk")
    assert chapter.based_on is not None
    assert chapter.based_on.title == "Kompendium"
    assert set(made.app.env.metadata["kapitler/a"]) <= {"wordcount", "myst_slugs"}
    assert not list(made.doctree("kapitler/a").findall(nodes.docinfo))
    assert not list(made.doctree("kapitler/a").findall(nodes.field_list))


def test_what_myst_and_sphinx_read_is_left_to_them(tmp_path: Path) -> None:
    front = "---\ntocdepth: 2\naliases: [X]\nmyst:\n  html_meta:\n    keywords: k\n---\n"
    made = book(tmp_path, f"{front}# A\n")
    assert made.warnings == []
    assert made.app.env.metadata["kapitler/a"]["tocdepth"] == 2
    assert made.html("kapitler/a").xpath("//meta[@name='keywords']/@content") == ["k"]


def test_other_pages_keep_their_front_matter(tmp_path: Path) -> None:
    made = build(tmp_path, {"index.md": "---\nauthor: N. N.\nblogpost: true\n---\n# Blog\n"}, rooms=ROOMS)
    assert made.warnings == []
    assert made.app.env.metadata["index"]["blogpost"] == "True"


def test_lines_of_the_text_are_those_of_the_file(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD.replace("## Behandling", "{nosuchrole}`x`\n\n## Behandling"))
    assert [line.split(" WARNING")[0] for line in made.warnings] == ["kapitler/a.md:13:"]


def test_the_head_says_names_byline_and_review_in_this_order(tmp_path: Path) -> None:
    made = book(tmp_path, HEAD)
    section = next(iter(made.doctree("kapitler/a").findall(nodes.section)))
    assert [type(node) for node in section.children[:3]] == [nodes.title, chapter_head_node, nodes.paragraph]
    assert [node.astext() for node in section.children[1].children] == [
        "Other names: Calcinose; subkutan kalk",
        "After Jan Tore Gran and Øyvind Palm (2021)",
        "Last reviewed May 3, 2026",
    ]
    page = made.html("kapitler/a")
    assert page.xpath("//h1/following-sibling::*[1]/@class") == ["kompendium-chapter-head"]
    assert page.xpath("//p[@class='kompendium-byline']/span[@class='kompendium-person']/text()") == [
        "Jan Tore Gran",
        "Øyvind Palm",
    ]
    assert page.xpath("//p[@class='kompendium-review']/time/@datetime") == ["2026-05-03"]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", "By Kari Nordmann"),
        ("authors: []", None),
        ("authors: A B", "By A B"),
        ("authors: [A B, C D, E F]", "By A B, C D and E F"),
        ("authors: [A B]\nbased_on: {title: T, authors: [C D], year: 2020}", "By A B, after C D (2020)"),
        ("authors: [A B]\nbased_on: {title: T, authors: [C D]}", "By A B, after C D"),
        ("authors: [A B]\nbased_on: {title: T, authors: [A B]}", "After A B"),
        ("authors: []\nbased_on: {title: T, authors: [A B], year: 2020}", "After A B (2020)"),
        ("based_on: T", "By Kari Nordmann"),
    ],
)
def test_byline(tmp_path: Path, front: str, expected: str | None) -> None:
    made = book(tmp_path, f"---\nnumber: 7\n{front}\n---\n# A\n", kompendium_authors=["Kari Nordmann"])
    assert made.warnings == []
    found = [node.astext() for node in made.doctree("kapitler/a").findall(byline_node)]
    assert found == ([] if expected is None else [expected])


def test_a_chapter_that_says_nothing_has_no_head(tmp_path: Path) -> None:
    made = book(tmp_path, "# A\n\nText.\n")
    assert head_of(made) is None
    assert not list(made.doctree("kapitler/a").findall(chapter_end_node))


def test_one_other_name_has_its_label_in_the_singular(tmp_path: Path) -> None:
    made = book(tmp_path, "---\naliases: Calcinose\n---\n# A\n")
    assert [node.astext() for node in made.doctree("kapitler/a").findall(aliases_node)] == ["Other name: Calcinose"]


@pytest.mark.parametrize(
    ("goals", "expected"),
    [
        ("REV 080", "Læringsmål: REV 080"),
        ("[REV 080, Kjenne igjen kalk; og behandle den]", "Læringsmål: REV 080; Kjenne igjen kalk; og behandle den"),
    ],
)
def test_learning_goals_are_a_line_of_the_head(tmp_path: Path, goals: str, expected: str) -> None:
    rooms = ("kompendium.locale", *ROOMS)
    files = {"index.md": f"---\nchapter: true\naliases: [B]\nlearning_goals: {goals}\n---\n# A\n\nTekst.\n"}
    made = build(tmp_path, files, rooms=rooms, language="nb")
    assert made.warnings == []
    (line,) = made.html().xpath("//div[@class='kompendium-chapter-head']/p[@class='kompendium-learning-goals']")
    assert line.text_content() == expected
    assert line.getparent().index(line) == 1
    text = build(tmp_path, {}, "text", rooms=rooms, language="nb").text("index.txt")
    assert expected in " ".join(text.split())


def test_reviewers_are_named(tmp_path: Path) -> None:
    made = book(tmp_path, "---\nreviewed: 2026-05-03\nreviewers: [A B]\n---\n# A\n")
    head = head_of(made)
    assert head is not None
    assert head.astext() == "Last reviewed May 3, 2026 by A B"


def test_people_come_from_the_books_file_and_chapters_follow_its_changes(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    people = tmp_path / "source/people.yml"
    people.write_text("ola: {name: Ola Nordmann}\n", encoding="utf-8")
    made = book(tmp_path, "---\nauthors: [ola]\n---\n# A\n")
    assert made.warnings == []
    assert list(people_of(made.app.env)) == ["ola"]
    persons = list(made.doctree("kapitler/a").findall(person_node))
    assert [(node["person"], node.astext()) for node in persons] == [("ola", "Ola Nordmann")]
    people.write_text("ola: {name: Ola Normann}\n", encoding="utf-8")
    made = build(tmp_path, rooms=ROOMS)
    assert [node.astext() for node in made.doctree("kapitler/a").findall(person_node)] == ["Ola Normann"]


def test_people_of_conf_py_are_checked_again_when_it_changes(tmp_path: Path) -> None:
    made = book(tmp_path, "# A\n", kompendium_editors=["Kari Nordmann"])
    assert made.warnings == []
    conf = "project = 'Book'\nkompendium_editors = ['kari']\n"
    made = build(tmp_path, {"conf.py": conf}, rooms=ROOMS, kompendium_editors=["kari"])
    (warning,) = made.warnings
    assert warning.startswith("conf.py:2: WARNING: «kari» is written like an id, but people.yml has no such person;")


def test_an_unknown_person_is_reported_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/people.yml").write_text("kari: {name: Kari Nordmann}\n", encoding="utf-8")
    made = book(tmp_path, "---\nnumber: 3\nauthors: [karri]\n---\n# A\n")
    assert made.warnings == [
        (
            "kapitler/a.md:3: WARNING: «karri» is written like an id, but people.yml has no such person; "
            "it is printed as a name. Did you mean «kari»? [CHA-005] [kompendium.person_unknown]"
        )
    ]


def test_an_unknown_key_is_reported_at_its_line(tmp_path: Path) -> None:
    made = book(tmp_path, "---\nnumber: 3\naliasses: [x]\n---\n# A\n")
    assert made.warnings == [
        (
            "kapitler/a.md:3: WARNING: The key «aliasses» is not known. "
            "Did you mean «aliases»? [CHA-002] [kompendium.front_matter_key]"
        )
    ]


def test_front_matter_with_odd_line_separators_does_not_leak(tmp_path: Path) -> None:
    made = book(tmp_path, "---\nnumber: 3\ndescription: 'en\u2028to\x85tre'\n---\n# A\n\n{nosuchrole}`x`\n")
    assert [line.split(" WARNING")[0] for line in made.warnings] == ["kapitler/a.md:7:"]
    section = next(iter(made.doctree("kapitler/a").findall(nodes.section)))
    assert section.astext() == "A\n\nx"


def test_broken_front_matter_is_reported_once_and_the_chapter_is_kept(tmp_path: Path) -> None:
    made = book(tmp_path, "---\nnumber: 3\naliases: [x\n---\n# A\n\nText.\n")
    assert len(made.warnings) == 1
    assert made.warnings[0].startswith("kapitler/a.md:")
    assert made.warnings[0].endswith("[CHA-001] [kompendium.front_matter_yaml]")
    assert "Text." in made.doctree("kapitler/a").astext()


def test_a_title_in_the_front_matter_is_the_heading_where_there_is_none(tmp_path: Path) -> None:
    made = book(tmp_path, "---\ntitle: Kalsinose\n---\nText.\n\n## Behandling\n")
    assert made.warnings == []
    assert [node[0].astext() for node in made.doctree("kapitler/a").findall(nodes.section)] == [
        "Kalsinose",
        "Behandling",
    ]


def test_a_title_in_the_front_matter_is_not_doubled(tmp_path: Path) -> None:
    made = book(tmp_path, "---\ntitle: Kalsinose\n---\n# Kalsinose\n\n```\n# code\n```\n")
    assert made.warnings == []
    assert len(list(made.doctree("kapitler/a").findall(nodes.section))) == 1


def test_parts_of_the_end_stand_in_their_order_and_sections_before_them(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/conf.py").write_text("", encoding="utf-8")
    room = tmp_path / "endroom.py"
    room.write_text(
        "from docutils import nodes\n"
        "from kompendium.blocks.chapter import register_chapter_end_part\n"
        "def literature(env, docname, document):\n"
        "    return [nodes.section('', nodes.title('', 'Literature'), ids=['literature'])]\n"
        "def setup(app):\n"
        "    register_chapter_end_part(app, 50, lambda e, d, t: [nodes.paragraph('', 'share')])\n"
        "    register_chapter_end_part(app, 30, lambda e, d, t: [nodes.paragraph('', f'licence of {d}')])\n"
        "    register_chapter_end_part(app, 20, lambda e, d, t: [])\n"
        "    register_chapter_end_part(app, 10, literature)\n",
        encoding="utf-8",
    )
    import sys

    sys.path.insert(0, str(tmp_path))
    try:
        files = {
            "index.md": INDEX,
            "kapitler/b.md": "# B\n",
            "kapitler/a.md": "# A\n\nA note.[^1]\n\n## S\n\n[^1]: Foot.\n",
        }
        made = build(tmp_path, files, rooms=("endroom", *ROOMS))
    finally:
        sys.path.remove(str(tmp_path))
    assert made.warnings == []
    section = next(iter(made.doctree("kapitler/a").findall(nodes.section)))
    kinds = [type(node).__name__ for node in section.children]
    assert kinds == ["title", "paragraph", "section", "transition", "footnote", "section", "chapter_end_node"]
    assert [node.astext() for node in section.children[-1].children] == ["licence of kapitler/a", "share"]
    page = made.html("kapitler/a")
    assert page.xpath("//footer[@class='kompendium-chapter-end']/p/text()") == ["licence of kapitler/a", "share"]
    assert not made.doctree("index").next_node(chapter_end_node)
    assert callable(register_chapter_end_part)


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub"])
def test_other_builders_print_the_head(tmp_path: Path, builder: str) -> None:
    made = book(tmp_path, HEAD, builder, version="1", copyright="x", epub_show_urls="no")
    assert [line for line in made.warnings if "mimetype" not in line] == []
    texts = [
        file.read_text(encoding="utf-8")
        for file in made.output.rglob("*.*")
        if file.suffix in {".txt", ".tex", ".1", ".xhtml"}
    ]
    # Tags and commands left out: a name may stand in a span of its own.
    text = " ".join(re.sub(r"<[^>]+>|\\DUrole\{[^}]*\}|[{}]", "", " ".join(texts)).split())
    for words in ("Calcinose; subkutan kalk", "May 3, 2026", "Palm"):
        assert words in text


def test_two_processes_read_the_same_book(tmp_path: Path) -> None:
    chapters = {
        f"kapitler/c{number:02}.md": f"---\naliases: [Other {number}]\n---\n# C{number}\n" for number in range(12)
    }
    index = "# Book\n\n```{toctree}\n:glob:\n:numbered: 1\n\nkapitler/*\n```\n"
    made = build(tmp_path, {"index.md": index, **chapters}, rooms=ROOMS, parallel=2)
    assert made.warnings == []
    assert [chapter_of(made.app.env, name).aliases for name in chapters_in_order(made.app.env)] == [
        (f"Other {number}",) for number in range(12)
    ]


@pytest.mark.parametrize("parallel", [1, 2])
def test_a_chapter_of_an_old_editor_is_read_and_reported(tmp_path: Path, parallel: int) -> None:
    (tmp_path / "source/kapitler").mkdir(parents=True)
    files = {"index.md": INDEX, "kapitler/b.md": "# Before\n"}
    (tmp_path / "source/kapitler/a.md").write_bytes("---\naliases: [å]\n---\n# A\n\nÅre.\n".encode("cp1252"))
    made = build(tmp_path, files, rooms=ROOMS, parallel=parallel)
    (warning,) = made.warnings
    assert warning == (
        "kapitler/a.md:2: WARNING: The file is not saved as UTF-8; from this line on, «aliases: [å]», letters are "
        "uncertain. It was read as Windows-1252. Save it as UTF-8 (in Excel as «CSV UTF-8», in an editor by «Save with "
        "encoding»), and look the letters over. [FIL-001] [kompendium.not_utf8]"
    )
    assert "Åre." in made.doctree("kapitler/a").astext()
    assert chapter_of(made.app.env, "kapitler/a").aliases == ("å",)


def test_control_characters_do_not_pass_through_to_others(tmp_path: Path) -> None:
    front = '---\nmyst:\n  html_meta:\n    keywords: "a\\x01b"\n---\n'
    made = book(tmp_path, f"{front}# A\n")
    (warning,) = made.warnings
    assert warning.startswith("kapitler/a.md:4: WARNING: «ab» holds a control character, U+0001, which is left out.")
    assert made.html("kapitler/a").xpath("//meta[@name='keywords']/@content") == ["ab"]
