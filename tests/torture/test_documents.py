"""Random documents: each is printed under both standards or answered with a placed finding, and no word is lost."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.torture.markdown import documents

if TYPE_CHECKING:
    from tests.torture.press import Press

EXAMPLES = int(os.environ.get("TORTURE_EXAMPLES", "5000"))
common = settings(
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
in_a_book = st.sampled_from([False, False, False, True])
"""Whether the whole book is printed, too, with the document's title in its contents: that takes half as long again."""


def check(press: Press, source: str, whole: bool) -> None:
    printed = press.print(source, whole=whole)
    assert printed.unplaced == []
    # Whatever an author writes but Typst's own code can be set.
    assert not [line for line in printed.warnings if re.search("PDF-001|PDF-002", line)]
    assert printed.lost_words == []


@settings(common, max_examples=200, derandomize=True)
@given(documents, in_a_book)
def test_random_documents_are_printed_whole(press: Press, source: str, whole: bool) -> None:
    check(press, source, whole)


@pytest.mark.torture
@settings(common, max_examples=EXAMPLES)
@given(documents, in_a_book)
def test_many_random_documents_are_printed_whole(press: Press, source: str, whole: bool) -> None:
    check(press, source, whole)
