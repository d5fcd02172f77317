"""The comparison of words finds what is lost, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.foreign.building import build, source_folder, try_out
from tests.foreign.plaintext import FORMULA, PICTURE
from tests.foreign.wording import GAP, JOINT, LOST, PARTED, Missing, missing_words, words, words_of_text

if TYPE_CHECKING:
    from pathlib import Path


def missing(text: str, pdf: str, apart: tuple[tuple[str, str, str], ...] = (), said: tuple[str, ...] = ()) -> list[str]:
    return [found.word for found in missing_words({"doc": text}, apart, words_of_text(pdf, said))]


def test_lost_word_is_named_with_its_place() -> None:
    found = missing_words({"a": "one two three four", "b": "two five"}, (), words_of_text("one two four two five"))
    assert found == [Missing("three", "a", "one two three four", "text", LOST)]


def test_words_are_counted_and_the_lost_one_is_placed_by_its_neighbours() -> None:
    texts = {"a": "the red fox", "b": "a red house", "c": "the red sun"}
    (found,) = missing_words(texts, (), words_of_text("the red fox a house the red sun"))
    assert (found.word, found.document) == ("red", "b")


@pytest.mark.parametrize(
    "pdf",
    [
        f"docu\u0002{JOINT}mentation of name{JOINT}d{JOINT}2 myst_{GAP}heading_slug well-{GAP}known",
        f"documentation of named{JOINT}2 myst_heading_{GAP}sl{GAP}ug well\u0002known",
        f"docu{GAP}mentation{GAP}of{JOINT}named{JOINT}2 myst_heading_slug well{JOINT}-known",
    ],
)
def test_ends_of_lines_changes_of_the_look_and_numbers_of_notes_lose_nothing(pdf: str) -> None:
    assert missing("documentation of named myst_heading_slug well-known", pdf) == []


def test_authors_hyphen_at_the_end_of_a_line_is_no_loss() -> None:
    assert missing("key a- while", f"key a\u0002{GAP}while") == []


def test_pieces_that_other_words_need_make_no_word() -> None:
    assert missing("in to into", f"in{GAP}to") == ["into"]
    assert missing("alpha beta", f"alpha{JOINT}bet") == ["beta"]


def test_word_parted_by_other_cells_is_told_apart() -> None:
    (found,) = missing_words({"a": "leaks hallucinations May"}, (), words_of_text("leaks halluci\u0002May nations"))
    assert (found.word, found.reason) == ("hallucinations", PARTED)


def test_pictures_and_formulas_are_looked_for_in_the_alternative_texts() -> None:
    apart = (("a", PICTURE, "a red house"), ("a", FORMULA, "a^2"))
    assert missing("text", "text", apart, ("a red house", "a^2")) == []
    assert missing("text red", "text", apart, ("a red house", "a^2")) == ["red"]
    assert missing("text", "text", apart, ("a house", "a^2")) == ["red"]
    assert missing("text", "text [red house] a a 2", apart) == []


def test_underscores_and_ligatures_part_or_hide_no_word() -> None:
    assert words("ﬁnd snake_case co-author – x") == ["find", "snake", "case", "coauthor", "x"]


PAGE = """\
Title
=====

Some ``code``\\ s, a note [1]_ and :abbr:`PDF (Portable Document Format)`, :abbr:`PDF (Portable Document Format)`.

.. image:: https://example.org/badge.svg
   :alt: build passing

a. Item
b. Item

=========== ==========================================
one wrapped cell that is much longer than its column
=========== ==========================================
first       second
=========== ==========================================

.. toctree::
   :caption: More

   other

.. autosummary::
   :toctree: made

   json

.. [1] The note.

A formula :math:`x_1`.
"""


def test_project_is_built_without_a_change_and_no_word_is_missing(tmp_path: Path) -> None:
    source = tmp_path / "project" / "docs"
    source.mkdir(parents=True)
    (source / "conf.py").write_text(
        "project = 'Foreign'\nextensions = ['sphinx.ext.autosummary']\nautosummary_generate = False\n"
    )
    (source / "made").mkdir()
    (source / "made" / "json.rst").write_text("json\n====\n\nFunctions\n---------\n\nThey are two.\n")
    (source / "index.rst").write_text(PAGE)
    (source / "other.rst").write_text("Other\n=====\n\nIts text.\n")
    (source / "orphan.rst").write_text(":orphan:\n\nOrphan\n======\n")
    outcome = try_out(source_folder(tmp_path / "project"), tmp_path / "out")
    assert (outcome.typst.code, outcome.text.code, outcome.unknown, outcome.missing) == (0, 0, [], [])
    assert (outcome.documents, outcome.outside) == (3, ["orphan"])
    assert outcome.apart == {"picture": 1, "formula": 1, "contents": 3, "number of a note": 2, "repeated long form": 1}
    assert outcome.words > 30
    assert outcome.typst.seconds > 0
    assert outcome.typst.memory_mb > 20
    assert sorted(path.name for path in source.iterdir()) == ["conf.py", "index.rst", "made", "orphan.rst", "other.rst"]


def test_project_that_does_not_build_is_told(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text("raise ValueError('broken')\n")
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    run = build("text", tmp_path, tmp_path / "out")
    assert run.code != 0
    assert "broken" in run.output
