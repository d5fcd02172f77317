"""The site around the text: style, downloads, descriptions, labels, other themes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from kompendium.web import BOOK_THEME, DESCRIPTION_LENGTH, FRONT_PAGE_MARK, _insert_downloads, _shorten

if TYPE_CHECKING:
    from tests.conftest import Build

PARTS = (
    "kompendium.config",
    "myst_parser",
    "kompendium.locale",
    "kompendium.blocks.chapter",
    "kompendium.blocks.downloads",
    "kompendium.web",
)
BOOK = {
    "index.md": "# Bok\n\nEn bok om hud.\n\n```{toctree}\n:numbered: 1\nkapitler/kalsinose\nom\n```\n",
    "kapitler/kalsinose.md": '---\ndescription: Om "kalk" & hud.\n---\n# Kalsinose\n\nTekst.\n',
    "om.md": "# Om\n\nOm boken, med *utheving*.\n",
}
THEME = {"html_theme": BOOK_THEME}
LINKS = "//*[contains(@class, 'download')]/a/@href"


def book(build: Build, **conf: Any) -> Any:
    return build(BOOK, extensions=PARTS, conf=conf)


def test_page_loads_one_style_sheet_of_all_rooms_with_its_checksum(build: Build) -> None:
    built = book(build, **THEME)
    (link,) = built.html().xpath("//link[contains(@href, 'kompendium.css')]/@href")
    assert re.fullmatch(r"_static/kompendium\.css\?v=[0-9a-f]{8}", link)
    style = built.read("_static/kompendium.css")
    assert style.index("--k-features:") < style.index("@media print")
    for font in re.findall(r'url\("([^"]+)"\)', style):
        assert (built.outdir / "_static" / font).is_file(), font


def test_style_sheet_knows_every_kind_of_box_in_light_and_dark(build: Build) -> None:
    style = book(build, **THEME).read("_static/kompendium.css")
    for kind in ("features", "keypoints", "definition", "treatment", "warning", "tip", "example", "note"):
        # Dark twice: where the reader chose it, and where the system does.
        assert style.count(f"--k-{kind}:") == 3
        assert style.count(f"--k-{kind}-tint:") == 3


def test_second_build_leaves_the_style_sheet_as_it_is(build: Build) -> None:
    built = book(build, **THEME)
    file = built.outdir / "_static" / "kompendium.css"
    before = file.stat().st_mtime_ns
    book(build, **THEME)
    assert file.stat().st_mtime_ns == before


def test_epub_gets_nothing_of_the_site(build: Build) -> None:
    built = build(BOOK, "epub", extensions=PARTS, conf={"version": "1", "copyright": "2026"})
    assert not (built.outdir / "_static" / "kompendium.css").exists()


def test_description_is_the_front_matters_else_the_first_paragraph(build: Build) -> None:
    built = book(build, **THEME)
    assert built.html("kapitler/kalsinose").xpath("//meta[@name='description']/@content") == ['Om "kalk" & hud.']
    assert built.html("om").xpath("//meta[@name='description']/@content") == ["Om boken, med utheving."]


def test_description_written_in_html_meta_is_left_alone(build: Build) -> None:
    page = "---\nmyst:\n  html_meta:\n    description: Min egen.\n---\n# Om\n\nNoe annet.\n"
    built = build({**BOOK, "om.md": page}, extensions=PARTS, conf=THEME)
    assert built.html("om").xpath("//meta[@name='description']/@content") == ["Min egen."]


def test_long_description_is_cut_between_words() -> None:
    text = _shorten("Kalsinose er avleiringer. " * 20)
    assert len(text) <= DESCRIPTION_LENGTH + 1
    assert re.search(r"(er|Kalsinose|avleiringer\.?) …$", text)
    assert _shorten("Kort\nsetning.") == "Kort setning."


def test_pages_link_to_their_downloads_where_there_are_some(build: Build) -> None:
    built = book(build, **THEME, kompendium_downloads=True)
    assert set(built.html("kapitler/kalsinose").xpath(LINKS)) == {
        "../nedlasting/kapitler/kalsinose.pdf",
        "../nedlasting/kapitler/kalsinose.epub",
    }
    assert set(built.html().xpath(LINKS)) == {"nedlasting/kompendium.pdf", "nedlasting/kompendium.epub"}
    assert built.html("om").xpath(LINKS) == []


def test_without_downloads_no_page_links_to_any(build: Build) -> None:
    built = book(build, **THEME)
    assert built.html("kapitler/kalsinose").xpath(LINKS) == built.html().xpath(LINKS) == []


def test_front_pages_downloads_stand_before_its_first_contents() -> None:
    item = {"label": "PDF", "title": "Last ned", "url": "a.pdf", "type": "application/pdf", "size": ""}
    body = _insert_downloads(f"<p>1</p>{FRONT_PAGE_MARK}>2</div>{FRONT_PAGE_MARK}>3</div>", [item])
    assert body.count("<nav") == 1
    assert body.index("<nav") < body.index("2</div>")
    assert _insert_downloads("<p>1</p>", [item]).endswith("</nav>")


@pytest.mark.parametrize("theme", ["alabaster", "basic"])
def test_other_themes_have_text_downloads_and_style(build: Build, theme: str) -> None:
    page = book(build, html_theme=theme, kompendium_downloads=True).html("kapitler/kalsinose")
    assert "Kalsinose" in page.xpath("string(//h1)")
    assert len(page.xpath(LINKS)) == 2
    assert len(page.xpath("//link[contains(@href, 'kompendium.css')]")) == 1


def test_theme_options_of_the_book_stand(build: Build) -> None:
    page = book(build, **THEME, html_theme_options={"use_fullscreen_button": True, "toc_title": "Kart"}).html("om")
    assert page.xpath("//button[@data-kompendium-action='fullscreen']")
    assert page.xpath("string(//p[@class='onthispage'])") in {"Kart", ""}


def test_every_button_and_landmark_of_the_frame_has_a_norwegian_name(build: Build) -> None:
    # A site without our part: the theme leaves its templates behind in the process; ours must still come first.
    build(BOOK, extensions=["myst_parser", "kompendium.config"], conf=THEME)
    page = book(build, **THEME, kompendium_downloads=True).html("kapitler/kalsinose")
    names = {" ".join(button.text_content().split()[:1]) for button in page.xpath("//button")}
    assert {"Innhold", "Søk", "Lukk", "Mørk"} <= names
    assert page.xpath("//nav[contains(@class, 'bd-docs-nav')]/@aria-label") == ["Innhold"]
    assert page.get("lang") == "nb"


@pytest.mark.parametrize("builder", ["json", "pickle"])
def test_pages_can_be_written_as_data(build: Build, builder: str) -> None:
    built = build({"index.md": "# Bok\n\nTekst.\n"}, builder)
    assert (built.outdir / ("index.fjson" if builder == "json" else "index.fpickle")).is_file()
