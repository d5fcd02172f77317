from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kompendium.codes.editions import Concept, Edition, EditionError
from kompendium.codes.editions.claml import load_claml
from kompendium.codes.systems import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ClaML SYSTEM "ClaML.dtd">\n'
"""As health authorities ship it: with a DTD that is not there."""


def label(text: str, language: str = "") -> str:
    tag = f' xml:lang="{language}"' if language else ""
    return f'<Rubric kind="preferred"><Label{tag}>{text}</Label></Rubric>'


def claml_class(
    code: str, title: str, parent: str = "", inner: str = "", kind: str = "category", more: str = ""
) -> str:
    above = f'<SuperClass code="{parent}"/>' if parent else ""
    rubric = title if title.startswith("<") else label(title)
    return f'<Class code="{code}" kind="{kind}" {more}>{above}{inner}{rubric}</Class>\n'


def modifier(name: str, *codes: tuple[str, str], usage: str = "") -> str:
    mark = f' usage="{usage}"' if usage else ""
    classes = (
        f'<ModifierClass modifier="{name}" code="{code}"{mark}>{label(title)}</ModifierClass>' for code, title in codes
    )
    return f'<Modifier code="{name}">{label("Of which")}</Modifier>\n' + "\n".join(classes) + "\n"


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Edition]:
    def load(body: str, language: str = "", system: str = "icd10", head: str = HEAD, root: str = "") -> Edition:
        file = tmp_path / "edition.xml"
        file.write_text(f'{head}<ClaML version="2.0.0"{root}>\n{body}</ClaML>\n', encoding="utf-8")
        return load_claml(file, SYSTEMS[system], name="", language=language, source="edition.xml")

    return load


SKIN = (
    '<Meta name="lang" value="en"/><Title name="ICD" version="2099" date="2099-01-01">Made up</Title>\n'
    + claml_class("XII", "Of skin", kind="chapter")
    + claml_class("L80-L99", "Other of skin", "XII", kind="block")
    + claml_class("L94", "Things", "L80-L99")
    + claml_class("L94.2", "Chalk", "L94", more='usage="dagger"')
    + claml_class("L94.3", "Gypsum", "L94", more='usage="aster"')
)


def test_classes_are_read_with_kind_parent_and_mark(load: Callable[..., Edition]) -> None:
    made = load(SKIN)
    assert list(made.concepts.values()) == [
        Concept("XII", "Of skin", kind="chapter"),
        Concept("L80–L99", "Other of skin", "XII", "block"),
        Concept("L94", "Things", "L80–L99"),
        Concept("L94.2", "Chalk", "L94", usage="dagger"),
        Concept("L94.3", "Gypsum", "L94", usage="aster"),
    ]
    assert (made.name, made.language, made.source) == ("2099", "en", "edition.xml")
    assert made.concepts["XII"].line == 5


def test_claml_3_in_a_namespace_is_read(load: Callable[..., Edition]) -> None:
    made = load(SKIN, head="", root=' xmlns="http://example.org/claml/3"')
    assert [concept.code for concept in made.ancestors("L94.2")] == ["L94", "L80–L99", "XII"]


def test_subclasses_tell_the_parent_where_no_superclass_does(load: Callable[..., Edition]) -> None:
    made = load(claml_class("L94", "Things", inner='<SubClass code="L94.2"/>') + claml_class("L94.2", "Chalk"))
    assert made.concepts["L94.2"].parent == "L94"


def test_references_are_no_part_of_a_title_but_other_markup_is(load: Callable[..., Edition]) -> None:
    title = label(
        'Chalk <Term class="italics">in\n vitro</Term> <Reference class="in brackets">M07.0*</Reference>of'
        "<Fragment>skin</Fragment><Fragment>and H<Term>2</Term>O</Fragment> (<Reference>G01*</Reference>)"
    )
    made = load(claml_class("L94", title + label("second") + '<Rubric kind="inclusion"><Label>x</Label></Rubric>'))
    assert made.concepts["L94"].title == "Chalk in vitro of skin and H2O"


TWO_LANGUAGES = claml_class(
    "L94",
    '<Rubric kind="preferred"><Label xml:lang="nb-NO">Ting</Label><Label xml:lang="en">Things</Label></Rubric>',
) + claml_class("L95", label("Bare norsk", "nb-NO"))


@pytest.mark.parametrize(
    ("asked", "title_tag", "titles", "language"),
    [
        ("en", "", ["Things", "Bare norsk"], "en"),
        ("nb", "en", ["Ting", "Bare norsk"], "nb"),
        ("no", "en", ["Ting", "Bare norsk"], "no"),
        ("", "en", ["Things", "Bare norsk"], "en"),
        ("", "", ["Ting", "Bare norsk"], "nb-NO"),
    ],
)
def test_the_language_asked_for_is_chosen_or_the_files_own(
    load: Callable[..., Edition], asked: str, title_tag: str, titles: list[str], language: str
) -> None:
    tag = f' xml:lang="{title_tag}"' if title_tag else ""
    made = load(f'<Title name="x" version="1"{tag}>x</Title>{TWO_LANGUAGES}', asked)
    assert [concept.title for concept in made.concepts.values()] == titles
    assert made.language == language


def test_modifiers_make_the_codes_of_a_category(load: Callable[..., Edition]) -> None:
    made = load(
        modifier("S04E10_4", (".0", "with coma"), (".1", "with more"), usage="dagger")
        + claml_class("E10", "Sugar", inner='<ModifiedBy code="S04E10_4"/>')
        + claml_class("E11", "Salt", inner='<ModifiedBy code="S04E10_4"><ValidModifierClass code=".1"/></ModifiedBy>')
    )
    assert list(made.concepts.values()) == [
        Concept("E10", "Sugar"),
        Concept("E10.0", "Sugar: with coma", "E10", usage="dagger"),
        Concept("E10.1", "Sugar: with more", "E10", usage="dagger"),
        Concept("E11", "Salt"),
        Concept("E11.1", "Salt: with more", "E11", usage="dagger"),
    ]


def test_modifiers_are_inherited_unless_excluded_and_a_class_of_its_own_wins(load: Callable[..., Edition]) -> None:
    made = load(
        claml_class("M00-M25", "Joints", inner='<ModifiedBy code="S13M00_5"/>', kind="block")
        + claml_class("M00", "One", "M00-M25")
        + claml_class("M00.0", "One of one", "M00", more='usage="aster"')
        + claml_class("M00.00", "Written out", "M00.0")
        + claml_class("M00.1", "Two of one", "M00", more='usage="aster"')
        + claml_class("M01", "Two", "M00-M25", inner='<ExcludeModifier code="S13M00_5"/>')
        + claml_class("M01.0", "One of two", "M01")
        + claml_class("M02", "No place for a fifth character", "M00-M25")
        + modifier("S13M00_5", ("0", "knee"), ("1", "hand"))
    )
    assert [(item.code, item.title, item.parent, item.usage) for item in made.concepts.values()] == [
        ("M00–M25", "Joints", "", ""),
        ("M00", "One", "M00–M25", ""),
        ("M00.0", "One of one", "M00", "aster"),
        ("M00.00", "Written out", "M00.0", ""),
        ("M00.1", "Two of one", "M00", "aster"),
        ("M00.10", "Two of one: knee", "M00.1", "aster"),
        ("M00.11", "Two of one: hand", "M00.1", "aster"),
        ("M01", "Two", "M00–M25", ""),
        ("M01.0", "One of two", "M01", ""),
        ("M02", "No place for a fifth character", "M00–M25", ""),
    ]


def test_two_modifiers_are_added_in_the_order_of_their_places(load: Callable[..., Edition]) -> None:
    made = load(
        modifier("S20V01T_5", ("0", "at work"))
        + modifier("S20W00_4", ("3", "at sea"))
        + claml_class("W00", "Fall", inner='<ModifiedBy code="S20V01T_5"/><ModifiedBy code="S20W00_4"/>')
    )
    assert [(item.code, item.title, item.parent) for item in made.concepts.values()] == [
        ("W00", "Fall", ""),
        ("W00.3", "Fall: at sea", "W00"),
        ("W00.30", "Fall: at sea: at work", "W00.3"),
    ]


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE ClaML [\n<!ENTITY a "ha">\n'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">\n' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>\n"
)
PARAMETER_BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE ClaML [\n<!ENTITY % a "<!ENTITY x \'y\'>">\n<!ENTITY % b "&#37;a;">\n%b;\n]>\n'
)
OUTSIDE = '<!DOCTYPE ClaML [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize(
    ("head", "body", "line", "message"),
    [
        (BOMB, claml_class("L94", "&i;"), 3, "The file declares entities of its own"),
        (BOMB, claml_class("&i;", "x"), 3, "The file declares entities of its own"),
        (PARAMETER_BOMB, claml_class("L94", "x"), 3, "The file declares entities of its own"),
        (OUTSIDE, claml_class("L94", "&x;"), 1, "The file declares entities of its own"),
        (HEAD, claml_class("L94", "a &nbsp; b"), 4, "The title of L94 has the entity &nbsp;"),
        (HEAD, "<Class", 4, "The file breaks off or is not XML: "),
        (HEAD, "\n<b></Class>", 5, "The file breaks off or is not XML: Opening and ending tag mismatch"),
        (HEAD, "", 0, "There are no codes in it."),
        (HEAD, claml_class("", "x"), 4, "A class has no code."),
        (HEAD, claml_class("L94", label("")), 4, "The class L94 has no preferred label."),
        (HEAD, claml_class("79.6", "x"), 4, "«79.6» has not the form of a code of ICD-10"),
        (HEAD, claml_class("L94", "x") * 2, 5, "The code L94 is there twice."),
        (HEAD, claml_class("L94.2", "x") + claml_class("L942", "x"), 5, "The code L94.2 is there twice."),
        (HEAD, claml_class("L94", "x", "L95") + claml_class("L95", "x", "L94"), 4, "L94 → L95 → L94: what is a part"),
        (HEAD, claml_class("L94", "x", "L94"), 4, "L94"),
        (HEAD, claml_class("L94", "x", inner='<ModifiedBy code="M1"/>'), 4, "The class L94 is modified by «M1», which"),
    ],
)
def test_what_is_wrong_in_claml_is_told_with_its_line(
    load: Callable[..., Edition], head: str, body: str, line: int, message: str
) -> None:
    with pytest.raises(EditionError) as caught:
        load(body, head=head)
    assert str(caught.value).startswith(message)
    assert caught.value.line == line


def test_a_language_that_is_not_there_is_told_with_those_that_are(load: Callable[..., Edition]) -> None:
    with pytest.raises(EditionError, match=r"^There are no titles in the language «sv»; there are nb-NO, en\.$"):
        load(TWO_LANGUAGES, "sv")


def test_modifiers_of_modifiers_do_not_run_away(load: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kompendium.codes.editions.claml.MAX_CONCEPTS", 20)
    ten = tuple((str(number), "x") for number in range(10))
    inner = '<ModifiedBy code="A_4"/><ModifiedBy code="B_5"/>'
    with pytest.raises(EditionError, match=r"^There are more than 20 codes\.$"):
        load(modifier("A_4", *ten) + modifier("B_5", *ten) + claml_class("W00", "x", inner=inner))


def test_a_hierarchy_without_end_is_refused(load: Callable[..., Edition]) -> None:
    codes = [f"A{number:02}" for number in range(60)]
    body = "".join(claml_class(code, "x", above) for code, above in zip(codes, ["", *codes], strict=False))
    with pytest.raises(EditionError, match=r"^What is a part of what goes too deep\.$"):
        load(body)


@pytest.mark.parametrize("name", ["html", "x:y:", "L94:", "æ"])
def test_other_xml_is_told_of(tmp_path: Path, name: str) -> None:
    file = tmp_path / "page.xml"
    file.write_text(f"\n<{name}><body/></{name}>", encoding="utf-8")
    with pytest.raises(EditionError, match=f"but not ClaML: its first element is «{name}»"):
        load_claml(file, SYSTEMS["icd10"], name="", language="", source="")


def test_memory_follows_the_codes_and_not_the_files_size(tmp_path: Path) -> None:
    file = tmp_path / "large.xml"
    padding = '<Rubric kind="note"><Label>Much is said of this code.</Label></Rubric>' * 8
    with file.open("w", encoding="utf-8") as stream:
        stream.write('<ClaML version="2.0.0">\n')
        for number in range(50_000):
            code = f"{chr(65 + number // 2000)}{number // 20 % 100:02}.{number % 20:02}"
            stream.write(claml_class(code, "A title", inner=padding))
        stream.write("</ClaML>")
    assert file.stat().st_size > 30_000_000
    code = (
        "import pathlib, resource, sys; from kompendium.codes.editions.claml import load_claml;"
        "from kompendium.codes.systems import SYSTEMS;"
        "used = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; before = used();"
        "made = load_claml(pathlib.Path(sys.argv[1]), SYSTEMS['icd10'], name='', language='', source='');"
        "print(len(made.concepts), used() - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    concepts, grown_kilobytes = map(int, done.stdout.split())
    assert concepts == 50_000
    assert grown_kilobytes < 150_000  # as a tree it takes more than 300 MB
