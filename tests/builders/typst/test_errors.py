"""What Typst refuses is reported where it was written, all of it in one build, and what is fine is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kompendium.builders.typst.builder import TEMPLATES
from tests.builders.typst.reading import text_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.conftest import Build, Built

ALONE = ("myst_parser", "kompendium.builders.typst")
TOC = "# Bok\n\n```{toctree}\n:numbered: 1\na\nb\nc\n```\n"
GOOD = {"index.md": TOC, "a.md": "# A\n\nTekst.\n", "b.md": "# B\n\n- punkt\n", "c.md": "# C\n\nTekst.\n"}
CHAPTERS = {"typst_chapters": True}


def raw(source: str) -> str:
    return f"# T\n\nTekst.\n\n```{{raw}} typst\n{source}\n```\n\nMer.\n"


def said(place: str, problem: str, more: str = "") -> str:
    return (
        f"{place}: WARNING: PDF-en kunne ikke lages på grunn av det som står her. Typst melder: «{problem}». {more}"
        "[PDF-001] [kompendium.typst_failed]"
    )


def made(built: Built) -> list[str]:
    return sorted(file.relative_to(built.outdir).as_posix() for file in built.outdir.rglob("*.pdf"))


def test_every_broken_chapter_is_named_in_one_build_and_the_others_are_printed(build: Build) -> None:
    last_good = build(GOOD, "typst", extensions=ALONE, conf=CHAPTERS).outdir / "bok.pdf"
    before = last_good.read_bytes()
    built = build(
        {"a.md": raw("#no-such()"), "b.md": raw("#let x = 1 + [a]"), "c.md": "# C\n\nNy tekst.\n"},
        "typst",
        extensions=ALONE,
        conf=CHAPTERS,
        warnings=[
            said(
                "a.md:5",
                "unknown variable: no-such. if you meant to use subtraction, try adding spaces around the minus "
                "sign: `no - such`",
            ),
            said("b.md:5", "cannot add integer and content"),
        ],
    )
    assert last_good.read_bytes() == before
    # The chapters' own last good files stay, too; the one that is fine is new.
    assert made(built) == ["bok.pdf", "kapitler/a.pdf", "kapitler/b.pdf", "kapitler/c.pdf"]
    assert "Tekst." in text_of(built.outdir / "kapitler/a.pdf")
    assert "Ny tekst." in text_of(built.outdir / "kapitler/c.pdf")


def test_what_is_refused_by_the_standards_is_named_in_each_chapter(build: Build) -> None:
    built = build(
        {**GOOD, "a.md": raw("#heading(level: 5)[x]"), "b.md": raw('#text("中")')},
        "typst",
        extensions=ALONE,
        conf=CHAPTERS,
        warnings=[
            said("a.md:5", "PDF/UA-1 error: skipped from heading level 1 to 5. heading levels must be consecutive"),
            said(
                "b.md:5",
                'PDF/A-2a, PDF/UA-1 error: the text `"中"` could not be displayed with font `"Source Serif 4"`. '
                "try using a different font",
            ),
        ],
    )
    assert made(built) == ["kapitler/c.pdf"]


def test_chapters_are_named_where_none_gets_a_pdf_of_its_own(build: Build) -> None:
    files = {**GOOD, "index.md": f"# Bok\n\n{raw('#first()')[5:]}\n{TOC[6:]}", "c.md": raw("#second()")}
    warnings = [said("c.md:5", "unknown variable: second"), said("index.md:5", "unknown variable: first")]
    assert made(build(files, "typst", extensions=ALONE, warnings=warnings)) == []


def test_pages_that_do_not_settle_are_named_with_their_place(build: Build) -> None:
    more = "#context { for _ in range(counter(page).final().first()) { pagebreak(); [Side.] } }"
    said = (
        "a.md:5: WARNING: Sidene i PDF-en faller ikke til ro, så sidetall i den kan være feil. Typst melder: «value "
        "of the page counter did not converge». Se etter egen Typst, i et kapittel eller en mal, som teller sider og "
        "lager flere av dem. [PDF-006] [kompendium.layout_unsettled]"
    )
    assert made(build({**GOOD, "a.md": raw(more)}, "typst", extensions=ALONE, warnings=[said])) == ["bok.pdf"]


def test_a_projects_own_template_is_named_with_its_line(build: Build) -> None:
    title = '#import "/theme.typ": *\n\n#no(such)\n'
    warnings = [said("mal/title.typ:3", "unknown variable: no")]
    conf = {**CHAPTERS, "typst_templates": "mal"}
    built = build({**GOOD, "mal/title.typ": title}, "typst", extensions=ALONE, conf=conf, warnings=warnings)
    # Only the book has a title page.
    assert made(built) == ["kapitler/a.pdf", "kapitler/b.pdf", "kapitler/c.pdf"]


def test_a_projects_own_template_that_cannot_be_read_is_named_once(build: Build) -> None:
    theme = (TEMPLATES / "theme.typ").read_text("utf-8").replace("#let is-print", "#let x = (\n#let is-print")
    line = theme[: theme.index("#let x = (")].count("\n") + 1
    conf = {**CHAPTERS, "typst_templates": "mal"}
    warnings = [said(f"mal/theme.typ:{line}", "unclosed delimiter")]
    assert made(build({**GOOD, "mal/theme.typ": theme}, "typst", extensions=ALONE, conf=conf, warnings=warnings)) == []


def test_a_projects_own_template_that_fails_on_a_chapter_says_which(build: Build) -> None:
    base = (TEMPLATES / "base.typ").read_text("utf-8")
    broken = base.replace("#let bullets(", '#let bullets(..items) = panic("nei")\n#let old-bullets(')
    line = broken[: broken.index('panic("nei")')].count("\n") + 1
    conf = {**CHAPTERS, "typst_templates": "mal"}
    # Every chapter with a list would bring it to light.
    warnings = [said(f"mal/base.typ:{line}", "panicked with: nei", "Det skjer ved b.md:3. ")]
    built = build({**GOOD, "mal/base.typ": broken}, "typst", extensions=ALONE, conf=conf, warnings=warnings)
    assert made(built) == ["kapitler/a.pdf", "kapitler/c.pdf"]


ROOM = """
from pathlib import Path
from docutils import nodes
from docutils.parsers.rst import Directive
from kompendium.assets import add_typst_file

class toy_node(nodes.container): pass

class Toy(Directive):
    def run(self):
        node = toy_node()
        node.source, node.line = self.state_machine.get_source_and_line(self.lineno)
        return [node]

def visit(self, node): self.call("toy")
def depart(self, node): pass

def setup(app):
    app.setup_extension("kompendium.builders.typst")
    app.add_directive("toy", Toy)
    app.add_node(toy_node, typst=(visit, depart))
    add_typst_file(app, Path(__file__).with_name("toy.typ"))
"""


def test_a_rooms_template_that_fails_is_named_beside_the_text(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "toy_room.py").write_text(ROOM)
    template = tmp_path / "toy.typ"
    template.write_text('// A room.\n#let toy() = panic("nei")\n')
    monkeypatch.syspath_prepend(tmp_path)
    files = {**GOOD, "a.md": "# A\n\nTekst.\n\n```{toy}\n```\n", "b.md": "# B\n\n```{toy}\n```\n"}
    where = f"Feilen oppsto i {template}:2. "
    built = build(
        files,
        "typst",
        extensions=("myst_parser", "toy_room"),
        conf=CHAPTERS,
        warnings=[said("a.md:5", "panicked with: nei", where), said("b.md:3", "panicked with: nei", where)],
    )
    assert made(built) == ["kapitler/c.pdf"]
