"""Documentation that we did not write: no word of it is missing in its PDF, and veraPDF finds no broken rule."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conformance.verapdf import validate
from tests.foreign.building import Outcome, try_out
from tests.foreign.sources import PROJECTS, fetched
from tests.foreign.wording import NO_GLYPH

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module", params=PROJECTS)
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return try_out(fetched(request.param), tmp_path_factory.mktemp(request.param))


def test_it_builds_and_every_node_is_known(outcome: Outcome) -> None:
    assert (outcome.typst.code, outcome.text.code) == (0, 0)
    assert outcome.unknown == []
    assert outcome.documents > 15
    assert outcome.words > 10_000


def test_at_most_one_word_in_a_thousand_is_missing(outcome: Outcome) -> None:
    # Where a font lacks a character, its stand-in was warned about.
    missing = [found for found in outcome.missing if found.reason != NO_GLYPH]
    assert len(missing) <= outcome.words / 1000, Counter(missing).most_common(30)


def test_verapdf_finds_no_broken_rule(outcome: Outcome) -> None:
    assert outcome.pdf
    verdicts = validate([outcome.pdf])
    assert {profile: rules for (_file, profile), rules in verdicts.items() if rules} == {}
