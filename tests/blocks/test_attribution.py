"""Credits: stand-alone attributions, the list at a chapter's end, and the book's page of credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest

from kompendium.blocks.attribution.works import works_of
from tests.test_pictures import png

if TYPE_CHECKING:
    from tests.conftest import Build

ROOMS = ("myst_parser", "kompendium.blocks.markdown", "kompendium.blocks.figure")
CONF = {"language": "en", "numfig": True, "numfig_format": {"figure": "Figure %s"}}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><title>x</title></svg>'
FIGURE = ":::{figure} ../hand.svg\n:alt: A hand.\n:credit: Foto: N, Arkivet. 2017. CC BY 4.0\n\nCaption.\n:::\n"
NAMED = """:::{attribution}
:credit: Illustrasjon: Marek Chojnowski, Reumatologia. 2017. CC BY-NC-SA 4.0
:not-reproduced:
:::
"""
INDEX = """# Book

```{toctree}
:numbered: 1

kapitler/b
kapitler/a
credits
```
"""
FILES = {
    "hand.svg": SVG,
    "index.md": INDEX,
    "kapitler/a.md": f"# A\n\n{FIGURE}\n",
    "kapitler/b.md": f"# B\n\n{NAMED}\n{FIGURE}",
    "credits.md": "# Credits\n\n```{credits}\n```\n",
}
CHOJNOWSKI = "Illustrasjon: Marek Chojnowski, Reumatologia, 2017. CC BY-NC-SA 4.0."
N = "Foto: N, Arkivet, 2017. CC BY 4.0."


def page(text: str) -> dict[str, str]:
    return {"index.md": f"# Title\n\n{text}\nAfter.\n"}


def test_work_that_is_not_reproduced_is_marked_so(build: Build) -> None:
    (block,) = build(page(NAMED), extensions=ROOMS, conf=CONF).html().xpath("//*[@id='kreditering-marek-chojnowski']")
    (title_id,) = block.xpath("@aria-labelledby")
    assert block.get("role") == "group"
    assert block.xpath(f"string(h2[@id='{title_id}'])") == "Not reproduced here"
    assert block.xpath("string(div/p)") == CHOJNOWSKI
    assert block.xpath(".//a/@href") == ["https://creativecommons.org/licenses/by-nc-sa/4.0/deed.en"]


def test_text_of_others_is_credited_with_title_and_words(build: Build) -> None:
    text = """:::{navngivelse} Veileder i *revmatologi*
:opphaver: Norsk revmatologisk forening
:kilde: Legeforeningen, https://example.org/veileder
:lisens: CC BY 4.0
:endringer: forkortet
:hva: tekst

Brukt i avsnittet om behandling.
:::
"""
    book = build(page(text), extensions=ROOMS, conf=CONF)
    (block,) = book.html().xpath("//div[contains(@class, 'kompendium-attribution')]")
    assert block.xpath("string(h2)") == "Attribution"
    assert [p.text_content() for p in block.xpath("div/p")] == [
        "“Veileder i *revmatologi*”. Norsk revmatologisk forening, Legeforeningen. CC BY 4.0. Changes: forkortet.",
        "Brukt i avsnittet om behandling.",
    ]
    (work,) = works_of(book.env)["index"]
    assert (work.what, work.source_url, work.reproduced) == ("text", "https://example.org/veileder", True)


def test_heading_level_follows_the_section(build: Build) -> None:
    html = build(page(f"## One\n\n### Two\n\n{NAMED}"), extensions=ROOMS, conf=CONF).html()
    assert html.xpath("//h4[@class='kompendium-endmatter-title']")


def test_unknown_kind_of_work_warns(build: Build) -> None:
    build(
        page(":::{attribution} T\n:creator: N\n:source: S\n:license: CC BY 4.0\n:what: tekts\n:::\n"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:7: WARNING: «tekts» is not a kind of work; expected one of: figure, figur, illustration, "
                "illustrasjon, bilde, table, tabell, text, tekst, quotation, sitat, font, skrift. Did you mean "
                "«tekst»? [ATT-002] [kompendium.work_kind_unknown]"
            )
        ],
    )


def test_attribution_without_a_name_warns(build: Build) -> None:
    build(
        page(":::{attribution} T\n:license: CC BY 4.0\n:::\n"),
        extensions=ROOMS,
        conf=CONF,
        warnings=[
            (
                "index.md:3: WARNING: The credit of «T» lacks: the creator, the source. Write it as "
                "«Illustration: Name, "
                "Source. Year. CC BY 4.0», or give the option «:creator:, :source:». "
                "[ATT-001] [kompendium.credit_incomplete]"
            )
        ],
    )


@pytest.mark.parametrize("parallel", [0, 2])
def test_page_of_credits_goes_chapter_by_chapter(build: Build, parallel: int) -> None:
    html = build(FILES, extensions=ROOMS, conf=CONF, parallel=parallel).html("credits")
    chapters = html.xpath("//div[contains(@class, 'kompendium-register-credits')]/ul/li")
    assert [chapter.xpath("string(p)") for chapter in chapters] == ["1 B", "2 A"]
    assert [li.text_content().strip() for li in chapters[0].xpath("ul/li")] == [
        f"Not reproduced here: {CHOJNOWSKI}",
        f"Figure 1.1: {N}",
    ]
    assert [li.text_content().strip() for li in chapters[1].xpath("ul/li")] == [f"Figure 2.1: {N}"]
    assert chapters[0].xpath(".//ul/li/p/a[1]/@href") == [
        "kapitler/b.html#kreditering-marek-chojnowski",
        "kapitler/b.html#figur-hand",
    ]


def test_page_of_credits_follows_a_changed_chapter(build: Build) -> None:
    build(FILES, extensions=ROOMS, conf=CONF)
    changed = {"kapitler/b.md": FILES["kapitler/b.md"].replace("Marek Chojnowski", "Kari Traa")}
    html = build(changed, extensions=ROOMS, conf=CONF).html("credits")
    assert "Kari Traa, Reumatologia" in html.text_content()
    assert "Chojnowski" not in html.text_content()


def test_empty_page_of_credits_says_so(build: Build) -> None:
    html = build(page("```{bildekilder}\n```\n"), extensions=ROOMS, conf=CONF).html()
    assert "The book has no works with a credit." in html.text_content()


def test_chapter_ends_with_its_credits(build: Build) -> None:
    html = build(FILES, extensions=ROOMS, conf=CONF).html("kapitler/b")
    (block,) = html.xpath("//footer/div[contains(@class, 'kompendium-picture-credits')]")
    assert block.xpath("string(h2)") == "Picture credits"
    assert [li.text_content() for li in block.xpath(".//li")] == [
        f"Not reproduced here: {CHOJNOWSKI}",
        f"Figure 1.1: {N}",
    ]
    for target in block.xpath(".//li/p/a[1]/@href"):
        assert html.xpath(f"//*[@id='{target[1:]}']")


def test_credits_placed_by_hand_in_a_chapter_are_its_own_and_the_only_ones(build: Build) -> None:
    files = {**FILES, "kapitler/a.md": f"# A\n\n{FIGURE}\n## Sources\n\n```{{credits}}\n```\n"}
    html = build(files, extensions=ROOMS, conf=CONF).html("kapitler/a")
    assert not html.xpath("//*[contains(@class, 'kompendium-picture-credits')]")
    assert [li.text_content().strip() for li in html.xpath("//section[@id='sources']//li")] == [f"Figure 2.1: {N}"]


@pytest.mark.parametrize(("builder", "file"), [("text", "kapitler/b.txt"), ("latex", "bok.tex"), ("man", "bok.7")])
def test_other_builders_keep_the_text(build: Build, builder: str, file: str) -> None:
    conf = {
        **CONF,
        "latex_documents": [("index", "bok.tex", "Bok", "A", "manual")],
        "man_pages": [("index", "bok", "Bok", ["A"], 7)],
    }
    # LaTeX knows no SVG.
    files: dict[str, str | bytes] = {name: text.replace("hand.svg", "hand.png") for name, text in FILES.items()}
    del files["hand.svg"]
    files["hand.png"] = png()
    text = build(files, builder, extensions=ROOMS, conf=conf).read(file).replace("\\", "")
    for words in ("Not reproduced here", "Marek Chojnowski", "Picture credits"):
        assert words in text


def test_short_name_of_a_licence_stays_on_one_line(build: Build) -> None:
    built = build(page(NAMED), extensions=ROOMS, conf=CONF)
    names = built.html().xpath("//a[contains(@href, 'creativecommons')]/span[@class='kompendium-license-name']")
    assert [name.text_content() for name in names] == ["CC BY-NC-SA 4.0"]
    source = build(page(NAMED), "typst", extensions=(*ROOMS, "kompendium.builders.typst"), conf=CONF)
    assert '[#license-name[#"CC BY-NC-SA 4.0";];]' in source.read(".typst/doc/index.typ")


SEEN = NAMED.replace(":not-", ":source: https://kilde.example/artikkel-med-et-langt-navn\n:not-")
ADDRESS = "https://kilde.example/artikkel-med-et-langt-navn"


def test_work_that_is_not_reproduced_has_a_sign_in_its_place_and_says_where_it_can_be_seen(build: Build) -> None:
    (block,) = build(page(SEEN), extensions=ROOMS, conf=CONF).html().xpath("//*[@role='group']")
    assert "kompendium-placeholder" in block.get("class").split()
    # A screen reader hears the title and the words; the sign tells it nothing more.
    (sign,) = block.xpath("*[local-name()='svg']")
    assert (sign.get("aria-hidden"), sign.getnext().tag) == ("true", "h2")
    assert [p.text_content() for p in block.xpath("div/p")] == [CHOJNOWSKI, f"It can be seen at {ADDRESS}"]
    assert block.xpath("div/p[2]/a/@href") == [ADDRESS]


def test_text_that_is_not_reproduced_has_no_picture_s_place(build: Build) -> None:
    text = ":::{attribution} Veileder\n:creator: N\n:source: S\n:not-reproduced:\n:::\n"
    (block,) = build(page(text), extensions=ROOMS, conf=CONF).html().xpath("//*[@role='group']")
    assert "kompendium-placeholder" not in block.get("class").split()
    assert not block.xpath("*[local-name()='svg']")


@pytest.mark.parametrize("profile", ["screen", "print", "large"])
def test_address_of_a_work_is_printed_in_full_and_once(build: Build, profile: str) -> None:
    figure = (
        FIGURE.replace("../", "").replace("Foto", "Tegning").replace(":credit:", f":source: {ADDRESS}/bilde\n:credit:")
    )
    files = {**page(f"{SEEN}\n{figure}"), "hand.svg": SVG}
    book = build(files, "typst", conf={**CONF, "kompendium_profile": profile})
    (file,) = book.outdir.glob("*.pdf")
    # A hyphen of the printer's own would be taken for a part of the address: none is undone here.
    with pypdfium2.PdfDocument(file) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    flat = "".join(text.split())
    assert flat.count(ADDRESS) - flat.count(f"{ADDRESS}/bilde") == 1
    assert flat.count("(https://creativecommons.org/licenses/by/4.0/)") == 1
    assert f"Arkivet({ADDRESS}/bilde)" in flat


def test_choice_of_licences_has_each_with_its_own_address(build: Build) -> None:
    text = ":::{attribution}\n:creator: N\n:source: Arkivet\n:license: CC BY-SA 3.0 or GFDL 1.2 or later\n:::\n"
    book = build(page(text), extensions=ROOMS, conf=CONF)
    (block,) = book.html().xpath("//div[contains(@class, 'kompendium-attribution')]")
    assert block.xpath("string(div/p)") == "N, Arkivet. CC BY-SA 3.0 or GFDL 1.2 or later."
    assert block.xpath(".//a/@href") == [
        "https://creativecommons.org/licenses/by-sa/3.0/deed.en",
        "https://www.gnu.org/licenses/fdl-1.2.html",
    ]


def test_version_that_is_missing_in_a_choice_of_licences_is_named(build: Build) -> None:
    text = ":::{attribution}\n:credit: Foto: N, Arkivet. CC BY-SA or GFDL 1.3\n:::\n"
    warning = (
        "index.md:4: WARNING: The licence «CC BY-SA» has no version; expected for example «CC BY-SA 4.0». "
        "Look the version up at the source; it is never guessed. [LIC-002] [kompendium.license_version_missing]"
    )
    build(page(text), extensions=ROOMS, conf=CONF, warnings=[warning])
