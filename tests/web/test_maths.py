"""Formulas on the site: MathML of our own making, and nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lxml import html

    from tests.conftest import Build

PARTS = ("kompendium.config", "myst_parser", "kompendium.locale", "kompendium.web")
CONF = {"myst_enable_extensions": ["dollarmath"], "kompendium_chapters": []}
TEXT = "# Bok med $x^2$\n\nVerdien $\\frac{1}{2}$ og\n\n$$\nE = mc^2\n$$ (energi)\n\nse {eq}`energi`.\n\n## Om $y$\n"


def page(build: Build, text: str = TEXT, **conf: Any) -> html.HtmlElement:
    extensions = conf.pop("extensions", PARTS)
    warnings = conf.pop("warnings", ())
    return build({"index.md": text}, extensions=extensions, conf={**CONF, **conf}, warnings=warnings).html()


@pytest.mark.parametrize("theme", ["sphinx_book_theme", "basic", "alabaster"])
def test_formulas_are_mathml_without_a_script(build: Build, theme: str) -> None:
    found = page(build, html_theme=theme)
    formulas = found.xpath("//article//math/@alttext | //div[@role='main']//math/@alttext")
    assert set(formulas) >= {"x^2", r"\frac{1}{2}", "E = mc^2", "y"}
    assert found.xpath("//script[contains(@src, '://') or contains(text(), 'MathJax')]") == []
    assert found.xpath("//math[@display='block']/@alttext") == ["E = mc^2"]


def test_numbered_formula_keeps_its_number_its_place_and_what_leads_to_it(build: Build) -> None:
    found = page(build, html_theme="sphinx_book_theme")
    (block,) = found.xpath("//div[@class='math' and @id='equation-energi']")
    assert block.xpath("string(span[@class='eqno'])").startswith("(1)")
    assert block.xpath("span/a/@title") == ["Lenke til denne formelen"]
    assert found.xpath("//a[@href='#equation-energi' and text()='(1)']")


def test_formula_that_cannot_be_read_is_printed_as_it_is_written_and_told_of_once(build: Build) -> None:
    warning = (
        "index.md:1: WARNING: Formelen «\\ukjent{{» kan ikke leses som LaTeX: {}. Den gjengis slik den er skrevet. "
        "Bruk vanlige LaTeX-kommandoer, eller forenkle formelen. [EPB-005] [kompendium.math_unreadable]"
    )
    from kompendium.builders.epub.maths import FormulaError, mathml_of

    with pytest.raises(FormulaError) as error:
        mathml_of("\\ukjent{", block=False)
    # Its heading is written in the text, in the list of headings and in the contents.
    found = page(build, "# Bok $\\ukjent{$\n\n## Under\n", warnings=[warning.format(error.value)])
    assert found.xpath("//h1/code[@class='math']/text()") == ["\\ukjent{"]


def test_renderer_of_the_book_stands(build: Build) -> None:
    found = page(build, html_math_renderer="mathjax")
    assert found.xpath("//math") == []
    assert found.xpath("//span[contains(@class, 'math')]")


@pytest.mark.parametrize(("extension", "mark"), [("sphinx.ext.mathjax", "//script[contains(@src, 'mathjax')]")])
def test_renderer_that_an_extension_of_the_book_brings_is_taken(build: Build, extension: str, mark: str) -> None:
    found = page(build, extensions=(*PARTS, extension))
    assert found.xpath("//math") == []
    assert found.xpath(mark)
