from __future__ import annotations

import pytest
from lxml import etree

from kompendium.builders.epub.maths import FormulaError, mathml_of

from .checking import NS


def tree(source: str, *, block: bool = False) -> etree._Element:
    return etree.fromstring(mathml_of(source, block=block))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"\frac12", "12"),
        (r"\lim_{x \to 0} \sin x", "limx→0sin⁡x"),
        # What docutils does not know
        (r"\begin{array}{c|c} a & b \end{array}", "ab"),
        (r"\sum_{\substack{i<n \\ j<m}} a", "∑i<nj<ma"),
        (r"{n \choose k}", "(nk)"),
        (r"\textcolor{red}{x}", "x"),
        (r"\mathop{lim}_x", "limx"),
        # Lines under each other, with Sphinx's own numbers
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", "a=bc=d"),
        (r"\begin{eqnarray} a &=& b \label{eq} \nonumber \end{eqnarray}", "a=b"),
        (r"a &= b \\ c &= d", "a=bc=d"),
        (r"\mathrm{h\o yde \aa{} \AE}", "høydeåÆ"),
    ],
)
def test_formula_is_read(source, words):
    assert "".join("".join(tree(source, block=True).itertext()).replace("\xa0", "").split()) == words


def test_source_is_the_alternative_text():
    assert tree(r"a < b").get("alttext") == "a < b"


def test_style_goes_into_an_element_of_its_own_and_colours_go():
    root = tree(r"\dfrac{1}{2} \textcolor{red}{x}")
    assert root.xpath("//m:mfrac/@*", namespaces=NS) == []
    assert root.xpath("//@mathcolor | //@color") == []


@pytest.mark.parametrize("source", [r"\ce{H2O}", r"\newcommand{\R}{x} \R", r"\SI{5}{mg}", r"\hmm x", r"}{"])
def test_what_nobody_can_read_is_refused(source):
    with pytest.raises(FormulaError):
        mathml_of(source, block=False)


@pytest.mark.parametrize(
    "source",
    [
        r"\textbf{<b><script>alert(1)</script></b>}",
        r"\text{<img src=\"x\" onerror=\"alert(1)\"/>} \href{a}{x}",
        r"\textbf{a <!-- b --> c}",
        r'\textbf{<mi xmlns="http://www.w3.org/1999/xhtml">x</mi>}',
    ],
)
def test_markup_in_the_words_of_a_formula_is_none(source: str) -> None:
    with pytest.raises(FormulaError):
        mathml_of(source, block=False)
