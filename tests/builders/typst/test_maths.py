from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from kompendium.builders.typst.drawn_maths import drawn
from kompendium.builders.typst.maths import converted, prove, translate
from tests.builders.typst.test_translator import Page, head

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Build


def alternatives_of(file: Path) -> list[str]:
    """The alternative texts of the PDF's formulas, in reading order."""
    found: list[str] = []

    def walk(element: object) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.S) == "/Formula":
                found.append(str(element.Alt))
            walk(element.get("/K"))

    with pikepdf.open(file) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


UNSET = (
    "{place}: WARNING: PDF-en kan ikke sette formelen «{found}»; LaTeX-kilden trykkes i stedet. Se etter en "
    "feilskrevet kommando eller en manglende krøllparentes, eller skriv den med enklere kommandoer. [PDF-005] "
    "[kompendium.formula_unset]"
)


def test_formulas_are_typsts_own_with_their_source_as_alternative(build: Build) -> None:
    text = "Arealet er :math:`\\pi r^2`.\n\n.. math::\n\n   \\text{BMI} = \\frac{m}{h^2}\n\nEtter."
    page = Page(build, head(text))
    assert alternatives_of(page.file) == [r"\pi r^2", r"\text{BMI} = \frac{m}{h^2}"]
    assert page.tags.count("Formula") == 2
    assert page.text.startswith("Arealet er 𝜋𝑟")
    assert "BMI" in page.text
    assert page.text.endswith("Etter.")
    assert "frac" not in page.text


def test_equation_numbers_and_references(build: Build) -> None:
    text = (
        "Se :eq:`b` og :eq:`a`.\n\n.. math:: x = 1\n   :label: a\n\n.. math:: y = 2\n   :label: b\n\n.. math:: z = 3\n"
    )
    page = Page(build, head(text), math_numfig=False)
    assert page.text.startswith("Se (2) og (1).")
    assert page.text.endswith("𝑥 = 1 (1) 𝑦 = 2 (2) 𝑧 = 3")
    assert '#xref("a:equation-b")[#"(2)";];' in page.source


def test_equation_numbers_by_chapter_are_those_of_references(build: Build) -> None:
    text = "Se :eq:`a`.\n\n.. math:: x = 1\n   :label: a\n"
    page = Page(build, head(text))
    assert page.text == "Se (1.1). 𝑥 = 1 (1.1)"


def test_formula_that_cannot_be_set_is_printed_as_its_source(build: Build) -> None:
    text = "Før :math:`\\unknown{x}` og :math:`a+b`.\n\n.. math::\n\n   \\frac{a}{\n\nEtter."
    warnings = [UNSET.format(place="a.rst:4", found=r"\unknown{x}"), UNSET.format(place="a.rst:6", found=r"\frac{a}{")]
    page = Page(build, head(text), warnings=warnings)
    assert page.text == r"Før \unknown{x} og 𝑎 + 𝑏. \frac{a}{ Etter."


def test_formula_that_typst_has_no_words_for_is_drawn(build: Build) -> None:
    page = Page(
        build, head("Før :math:`{a \\over b}` etter.\n\n.. math:: \\textbf{x}\n   :label: n\n"), math_numfig=False
    )
    assert alternatives_of(page.file) == [r"{a \over b}", r"\textbf{x}"]
    assert page.tags.count("Formula") == 2
    # The signs are strokes: their words are the alternative text's.
    assert page.text == "Før etter. (1)"


@pytest.mark.parametrize(
    "latex",
    [r"\ce{H2O}", r"\nosuch{x}", r"\text{if $x$}", r"\begin{rcases} a \\ b \end{rcases}", r"\tag{1} x", r"\frac{a}{"],
)
def test_what_a_drawing_would_lose_or_make_up_is_refused(latex: str) -> None:
    assert drawn(latex, block=True) is None


def test_names_of_the_templates_are_no_names_in_formulas(build: Build) -> None:
    page = Page(build, head(":math:`\\mathtt{x} + \\mathsf{T} + \\acute{a}`\n"))
    assert page.tags.count("Formula") == 1


def test_markdown_formulas(build: Build) -> None:
    text = "# A\n\nDose $D = k_e V$, pris 5 \\$.\n\n$$\nC = \\frac{D}{V}\n$$ (kons)\n\nSe {eq}`kons`.\n"
    page = Page(build, text, suffix="md", myst_enable_extensions=["dollarmath"])
    assert alternatives_of(page.file) == ["D = k_e V", r"C = \frac{D}{V}"]
    assert page.text.endswith("(1.1) Se (1.1).")


@pytest.mark.parametrize(
    ("latex", "printed"),
    [
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", r"a & = b \ c & = d"),
        (r"\begin{equation} x = y \end{equation}", "x = y"),
        ("a = 1\n\nb = 2", r"a = 1 \ b = 2"),
        (r"\text{a_b *c* \ } x", None),
        (r"\text{a_b *c* // d} x", '"a_b *c* // d"x'),
        (r"\bigl( a \Bigr)", "(a)"),
        (r"\biggl[ a \biggr]", "[a]"),
        (r"\left( a \middle| b \right)", "(a | b)"),
        (r"\underline{\text{x}}", None),
        (r"\xrightarrow[a]{b}", None),
        (r"10\,\%", 'thin "%"'),
        (r"\frac{88{,}4}{x}", 'frac("88,4", x)'),
        (r"\sqrt{1,5}", "sqrt(1 \\, 5)"),
        (r"\begin{pmatrix} 1,5 & 2 \end{pmatrix}", 'mat(delim: "(", 1 \\, 5, 2)'),
    ],
)
def test_what_is_kept_of_a_formula(latex: str, printed: str | None) -> None:
    found = translate(latex)
    if printed is None:
        assert found is None
    else:
        assert found is not None
        assert printed.replace(" ", "") in found.replace(" ", "")


@pytest.mark.parametrize(
    "latex",
    [r"\frac{a}{", r"\ce{H2O}", r"\color{red}{x}", "#read(1)", "x % y", r"\begin{foo}x\end{foo}", "", r"\tag{3} x"],
)
def test_what_would_be_lost_is_refused(latex: str) -> None:
    assert translate(latex) is None


def test_one_bad_formula_does_not_cost_the_others() -> None:
    good = [f"q_{{{number}}} + 1" for number in range(9)]
    prove([*((latex, True) for latex in good[:5]), (r"\nosuch q", True), *((latex, True) for latex in good[5:])])
    assert all(converted(latex, block=True) for latex in good)
    assert converted(r"\nosuch q", block=True) is None
