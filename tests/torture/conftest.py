from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.torture.press import Press

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    """A book that prints one chapter after the other."""
    with Press(tmp_path_factory.mktemp("press")) as opened:
        yield opened
