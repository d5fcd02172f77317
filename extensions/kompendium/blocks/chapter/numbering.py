"""Chapter numbers: from the contents, counted on across its parts, with ``number:`` pinning one.

Sphinx numbers each ``:numbered:`` toctree from 1 whenever an environment is updated. Its collector runs between
two listeners here: the first gives Sphinx back its own numbers, so that it sees rightly what has changed; the
second puts the book's numbers in their place, in all four places where Sphinx and its builders look for them.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from kompendium.blocks.chapter.records import chapter_of, chapters_in_order, documents_in_order, is_chapter, place_of
from kompendium.diagnostics import Finding, report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    Number = tuple[int, ...]
    SectionNumbers = dict[str, dict[str, Number]]
    FigureNumbers = dict[str, dict[str, dict[str, Number]]]

# Sphinx's TocTreeCollector listens at the default priority of 500.
BEFORE_SPHINX, AFTER_SPHINX = 400, 600


@dataclass
class SphinxNumbers:
    """Sphinx's own numbers, kept between builds."""

    sections: SectionNumbers = field(default_factory=dict)
    figures: FigureNumbers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered document: Sphinx's number of its title, and the book's (empty for a chapter without a number)."""

    theirs: Number
    ours: Number

    def translate(self, number: Number) -> Number:
        """The book's number of a section or a document below this one."""
        if not self.ours or number[: len(self.theirs)] != self.theirs:
            return ()
        return self.ours + number[len(self.theirs) :]

    def translate_figure(self, section: Number) -> Number:
        """The book's number of the section that counts a figure, which Sphinx cuts at ``numfig_secnum_depth``."""
        if len(section) < len(self.theirs):
            return self.ours[: len(section)]
        return self.translate(section)


def chapter_label(env: BuildEnvironment, docname: str) -> str:
    """A chapter's number as it is printed («161»), or an empty string."""
    return ".".join(map(str, env.toc_secnumbers.get(docname, {}).get("") or ()))


def restore_sphinx_numbers(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx's collector the numbers that it made last time."""
    kept: SphinxNumbers | None = getattr(env, "kompendium_sphinx_numbers", None)
    if kept is not None:
        # A document that was read again has lost its numbers, and must not get them back.
        env.toc_secnumbers = {doc: kept.sections[doc] for doc in env.toc_secnumbers if doc in kept.sections}
        env.toc_fignumbers = {doc: kept.figures[doc] for doc in env.toc_fignumbers if doc in kept.figures}
    return []


def number_chapters(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put the book's numbers in the place of Sphinx's; the documents to write again since a number or title changed."""
    env.kompendium_chapter_names = chapters_in_order(env)  # type: ignore[attr-defined]
    env.kompendium_sphinx_numbers = SphinxNumbers(env.toc_secnumbers, env.toc_fignumbers)  # type: ignore[attr-defined]
    if not env.kompendium_chapter_names:  # type: ignore[attr-defined]
        return []
    numbered = _number_documents(env)
    env.toc_secnumbers = {
        docname: {anchor: numbered[docname].translate(number) for anchor, number in numbers.items()}
        if docname in numbered
        else numbers
        for docname, numbers in env.toc_secnumbers.items()
    }
    env.toc_fignumbers = _number_figures(env, numbered)
    for docname in numbered:
        _number_titles(env, docname)
    before = getattr(env, "kompendium_contents", None)
    titles = [(doc, env.titles[doc].astext()) for doc in documents_in_order(env) if doc in env.titles]
    # A copy, since Sphinx removes a document from its own dictionaries when it is read again.
    contents = (titles, deepcopy(env.toc_secnumbers), deepcopy(env.toc_fignumbers))
    env.kompendium_contents = contents  # type: ignore[attr-defined]
    # Titles and numbers stand in the contents beside every page, and in references from anywhere.
    return sorted(env.found_docs) if before is not None and before != contents else []


def _number_documents(env: BuildEnvironment) -> dict[str, Numbered]:
    """Count through the contents; report a number that two chapters claim."""
    numbered: dict[str, Numbered] = {}
    taken: dict[Number, str] = {}
    clashes: dict[str, tuple[int, str]] = {}
    last = 0

    parents: dict[str, str] = {}
    for docname in documents_in_order(env):
        for child in env.toctree_includes.get(docname, ()):
            parents.setdefault(child, docname)
        theirs = env.toc_secnumbers.get(docname, {}).get("") or ()
        if not theirs:
            continue
        chapter = chapter_of(env, docname)
        parent = numbered.get(parents.get(docname, ""))
        if not chapter.numbered:
            ours: Number = ()
        elif chapter.number is not None:
            ours = (chapter.number,)
        elif len(theirs) > 1 and parent is not None:
            ours = parent.translate(theirs)
        else:
            ours = (last + 1,)
        if len(ours) == 1:
            last = ours[0]
        if ours and taken.setdefault(ours, docname) != docname and is_chapter(env, docname):
            clashes[docname] = (ours[0], taken[ours])
        numbered[docname] = Numbered(theirs, ours)
    _report_clashes(env, clashes)
    return numbered


def _report_clashes(env: BuildEnvironment, clashes: dict[str, tuple[int, str]]) -> None:
    known: dict[str, tuple[int, str]] = getattr(env, "kompendium_number_clashes", {})
    env.kompendium_number_clashes = clashes  # type: ignore[attr-defined]
    for docname, (number, other) in clashes.items():
        # Three builders update one environment after another; the author reads it once.
        if known.get(docname) != (number, other):
            report(Finding.CHAPTER_NUMBER_TAKEN, place_of(env, docname, "number"), number=str(number), other=other)


def _number_figures(env: BuildEnvironment, numbered: dict[str, Numbered]) -> FigureNumbers:
    """Count figures again: where two parts both began with 1, Sphinx counted their figures as one chapter's."""
    counts: dict[tuple[str, Number], int] = {}
    result: FigureNumbers = {}
    for docname, kinds in env.toc_fignumbers.items():
        for kind, figures in kinds.items():
            for figure_id, number in figures.items():
                section = number[:-1]
                if section and docname in numbered:
                    section = numbered[docname].translate_figure(section)
                counts[kind, section] = counts.get((kind, section), 0) + 1
                result.setdefault(docname, {}).setdefault(kind, {})[figure_id] = (*section, counts[kind, section])
    return result


def _number_titles(env: BuildEnvironment, docname: str) -> None:
    """The title (for links to the next page) and the contents carry numbers of their own."""
    numbers = env.toc_secnumbers[docname]
    # Sphinx has lists here, and None where there is no number.
    env.titles[docname]["secnumber"] = list(numbers[""]) or None
    for reference in env.tocs[docname].findall(nodes.reference):
        if "anchorname" in reference and reference.get("refuri") == docname and "secnumber" in reference:
            reference["secnumber"] = list(numbers.get(reference["anchorname"], ())) or None


def setup_numbering(app: Sphinx) -> None:
    """Listen before and after Sphinx's collector."""
    app.connect("env-get-updated", restore_sphinx_numbers, priority=BEFORE_SPHINX)
    app.connect("env-get-updated", number_chapters, priority=AFTER_SPHINX)
