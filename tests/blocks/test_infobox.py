from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docutils import nodes
from lxml import etree
from sphinx.errors import ConfigError

from kompendium import icons
from kompendium.blocks.infobox import KINDS, box_label, box_title, infobox_node
from kompendium.blocks.infobox.directive import says_label
from tests.blocks.building import build

if TYPE_CHECKING:
    from pathlib import Path

    from tests.blocks.building import Book

ROOMS = ("kompendium.blocks.markdown", "kompendium.blocks.infobox")


def book(folder: Path, text: str, builder: str = "html", **config: Any) -> Book:
    return build(folder, {"index.md": f"# Book\n\n{text}"}, builder, rooms=ROOMS, **config)


def boxes(made: Book) -> list[infobox_node]:
    return list(made.doctree().findall(infobox_node))


@pytest.mark.parametrize(("english", "norwegian"), [kind.names for kind in KINDS])
def test_each_kind_has_an_english_and_a_norwegian_name(tmp_path: Path, english: str, norwegian: str) -> None:
    text = f":::{{{english}}}\none\n:::\n\n:::{{{norwegian}}}\ntwo\n:::\n\n"
    text += f":::{{infobox}}\n:kind: {norwegian}\nthree\n:::\n"
    made = book(tmp_path, text)
    assert made.warnings == []
    assert [box["kind"] for box in boxes(made)] == [english] * 3
    assert [box.children[1].astext() for box in boxes(made)] == ["one", "two", "three"]


def test_a_box_is_an_aside_announced_by_a_heading_of_its_level(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{features} What is *felt*\nbody\n:::\n\n## Section\n\n:::{warning}\nbody\n:::\n")
    assert made.warnings == []
    first, second = made.html().xpath("//aside")
    assert first.get("class") == "kompendium-infobox kompendium-infobox-features"
    assert first.get("role") == "note"
    (title,) = first.xpath("./h2[@class='kompendium-box-title']")
    assert first.get("aria-labelledby") == title.get("id") == "box-features-what-is-felt"
    assert title.text_content() == "Features: What is felt"
    assert title.xpath("./em/text()") == ["felt"]
    assert title.xpath("./svg/@aria-hidden") == ["true"]
    assert [h.text_content() for h in second.xpath("./h3")] == ["Warning"]


@pytest.mark.parametrize(
    ("title", "label", "said"),
    [
        ("Kjennetegn på kalsinose", "Kjennetegn", True),
        ("kjennetegn", "Kjennetegn", True),
        ("Definisjonen av kalsinose", "Definisjon", True),
        ("Kalsinose: kjennetegn", "Kjennetegn", False),
        ("Tipping point", "Tip", False),
        ("Tip: do this", "Tip", True),
        ("Warningly", "Warning", True),
        ("Behandlingsresistens", "Behandling", False),
        ("", "Tip", False),
    ],
)
def test_a_title_that_says_the_label_is_not_given_it_again(title: str, label: str, said: bool) -> None:
    assert says_label(title, label) is said


def test_titles_have_one_label(tmp_path: Path) -> None:
    text = ":::{tip} Tip: rest\nx\n:::\n\n:::{tip} Rest\nx\n:::\n\n:::{tip}\nx\n:::\n"
    made = book(tmp_path, text)
    assert [title.astext() for title in made.doctree().findall(box_title)] == ["Tip: rest", "Tip: Rest", "Tip"]
    assert [label.astext() for label in made.doctree().findall(box_label)] == ["Tip:", "Tip"]


def test_a_box_nests_lists_tables_figures_and_boxes(tmp_path: Path) -> None:
    text = (
        "::::{keypoints}\n- one\n- two\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n:::{tip} Inner\ninner\n:::\n\n"
        "```{figure} pip.svg\n:alt: x\n\nCaption.\n```\n::::\n\nAfter.\n"
    )
    (tmp_path / "source").mkdir()
    (tmp_path / "source/pip.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    made = book(tmp_path, text)
    assert made.warnings == []
    outer, inner = boxes(made)
    assert inner.parent is outer
    for kind in (nodes.bullet_list, nodes.table, nodes.figure):
        assert outer.next_node(kind) is not None
    assert made.doctree()[0].children[-1].astext() == "After."


def test_a_box_may_be_referred_to_by_its_title(tmp_path: Path) -> None:
    text = (
        ":::{tip} Rest *well*\n:name: resting\nx\n:::\n\n(mine)=\n:::{note}\nx\n:::\n\n"
        "{ref}`resting`, [](#resting), [so](#resting), {ref}`mine` and [](#mine).\n"
    )
    made = book(tmp_path, text)
    assert made.warnings == []
    links = made.html().xpath("//p/a[@class='reference internal']")
    assert [(link.get("href"), link.text_content()) for link in links] == [
        ("#resting", "Tip: Rest well"),
        ("#resting", "Tip: Rest well"),
        ("#resting", "so"),
        ("#mine", "Note"),
        ("#mine", "Note"),
    ]
    assert made.html().xpath("//aside[@id='resting']")


def test_options_have_norwegian_names_and_classes_are_added(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{infobox} Title\n:slag: advarsel\n:class: wide\n:navn: here\nx\n:::\n\n{ref}`here`\n")
    assert made.warnings == []
    (box,) = boxes(made)
    assert box["kind"] == "warning"
    assert box["classes"] == ["kompendium-infobox", "kompendium-infobox-warning", "wide"]


def test_an_unknown_kind_is_reported_at_its_line_and_keeps_the_text(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{infobox} Title\n:class: wide\n:type: kjennetgn\nx\n:::\n")
    assert made.warnings == [
        (
            "index.md:5: WARNING: «kjennetgn» is not a kind of box; expected one of: features / kjennetegn, keypoints "
            "/ hovedpunkter, definition / definisjon, treatment / behandling, warning / advarsel, tip / tips, example "
            "/ eksempel, note / merk. Did you mean «kjennetegn»? [BOX-001] [kompendium.box_kind_unknown]"
        )
    ]
    assert [box.astext() for box in boxes(made)] == ["Note: Title\n\nx"]


@pytest.mark.parametrize("options", [":klass: wide\n", "---\nklass: wide\n---\n"])
def test_an_unknown_option_is_reported_at_its_line(tmp_path: Path, options: str) -> None:
    made = book(tmp_path, f":::{{tips}} Title\n{options}x\n:::\n")
    line = 5 if options.startswith("---") else 4
    assert made.warnings == [
        (
            f"index.md:{line}: WARNING: The block «tips» has no option «klass»; expected one of: class, kind (type, "
            "slag), name (navn). Did you mean «class»? [OPT-001] [kompendium.option_unknown]"
        )
    ]
    assert [box.astext() for box in boxes(made)] == ["Tip: Title\n\nx"]


def test_an_option_given_twice_is_reported(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{infobox}\n:kind: tip\n:slag: note\nx\n:::\n")
    assert made.warnings == [
        (
            "index.md:5: WARNING: The block «infobox» has the option «kind» twice; the second, «slag», is not used. "
            "Keep one of the two. [OPT-002] [kompendium.option_twice]"
        )
    ]
    assert [box["kind"] for box in boxes(made)] == ["tip"]


def test_an_empty_box_is_reported_and_keeps_its_title(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{kjennetegn} Kalsinose\n:::\n")
    assert made.warnings == [
        (
            "index.md:3: WARNING: The box «Features: Kalsinose» has no text. Write its text on the lines under the "
            "opening line, before the closing colons. [BOX-002] [kompendium.box_empty]"
        )
    ]
    assert [box.astext() for box in boxes(made)] == ["Features: Kalsinose"]


def test_lines_inside_a_box_are_those_of_the_file(tmp_path: Path) -> None:
    made = book(tmp_path, ":::{tips} Title\n:class: wide\n\none\n\n{nosuchrole}`x`\n:::\n")
    assert [line.split(" WARNING")[0] for line in made.warnings] == ["index.md:8:"]


def test_sphinx_notes_keep_working_without_a_title(tmp_path: Path) -> None:
    rst = "Page\n====\n\n.. note:: First line\n   goes on.\n\n   Second *paragraph*.\n\n.. tip::\n\n   Body.\n"
    made = build(
        tmp_path,
        {"index.md": "# Book\n\n```{note} On one line.\n```\n\n```{toctree}\npage\n```\n", "page.rst": rst},
        rooms=ROOMS,
    )
    assert made.warnings == []
    assert [box.astext() for box in boxes(made)] == ["Note\n\nOn one line."]
    page = list(made.doctree("page").findall(infobox_node))
    assert [box.astext() for box in page] == ["Note\n\nFirst line\ngoes on.\n\nSecond paragraph.", "Tip\n\nBody."]


def test_a_publisher_adds_kinds(tmp_path: Path) -> None:
    kinds = {"anatomy": {"label": "Anatomi", "like": "definition", "names": ["anatomi"]}}
    text = ":::{anatomi} Hånden\nx\n:::\n\n:::{infobox}\n:kind: anatomy\nx\n:::\n"
    made = book(tmp_path, text, kompendium_box_kinds=kinds)
    assert made.warnings == []
    assert [box["classes"] for box in boxes(made)] == [
        ["kompendium-infobox", "kompendium-infobox-definition", "kompendium-infobox-anatomy"]
    ] * 2
    assert [box[0].astext() for box in boxes(made)] == ["Anatomi: Hånden", "Anatomi"]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({"anatomy": "Anatomi"}, "'anatomy' is not a mapping"),
        ({"anatomy": {}}, "'anatomy' has no label"),
        ({"anatomy": {"label": "A", "like": "box"}}, "is like 'box', which is no kind of box"),
        ({"anatomy": {"label": "A", "colour": "red"}}, "has «colour», which is not known"),
        ({"ana tomi": {"label": "A"}}, "'ana tomi' is not a name"),
        ({"anatomy": {"label": "A", "names": "b"}}, "names of 'anatomy' are not a list"),
    ],
)
def test_a_wrong_kind_in_the_configuration_is_said_in_a_sentence(tmp_path: Path, kinds: Any, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        book(tmp_path, "", kompendium_box_kinds=kinds)


@pytest.mark.parametrize("builder", ["text", "man", "latex", "texinfo", "epub", "singlehtml", "pseudoxml"])
def test_other_builders_print_label_title_and_text(tmp_path: Path, builder: str) -> None:
    text = ":::{warning} Nyresvikt\nSjekk *kalsium*.\n:::\n\n:::{tip}\nHvile.\n:::\n"
    made = book(tmp_path, text, builder, version="1", copyright="x")
    assert [line for line in made.warnings if "mimetype" not in line] == []
    suffixes = {".txt", ".tex", ".1", ".texi", ".xhtml", ".html", ".pseudoxml"}
    found = " ".join(f.read_text(encoding="utf-8") for f in made.output.rglob("*.*") if f.suffix in suffixes)
    for words in ("Warning:", "Nyresvikt", "Sjekk", "kalsium", "Tip", "Hvile."):
        assert words in found


def test_every_kind_has_an_icon_that_takes_the_colour_of_the_text() -> None:
    for kind in KINDS:
        svg = etree.parse(icons.FOLDER / f"{kind.name}.svg").getroot()
        assert svg.get("stroke") == "currentColor"
        assert len(etree.fromstring(f"<g>{icons.drawing(kind.name)}</g>")) > 0
