"""A credit's words."""

from __future__ import annotations

import pytest

from kompendium.credits import plain_credit
from kompendium.rights.licenses import License, try_license
from kompendium.rights.works import Work

BY = License("CC-BY", "4.0")
DEED = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (
            Work(title="Hand", label="Photo", creator="N", source="Archive", year="2017", license=BY),
            f"“Hand”. Photo: N, Archive, 2017. CC BY 4.0 ({DEED}).",
        ),
        (
            Work(creator="N", source="Archive", source_url="https://a.example/b-c", license=BY),
            f"N, Archive (https://a.example/b-c). CC BY 4.0 ({DEED}).",
        ),
        # An address that is its own name is printed once.
        (Work(creator="N", source_url="https://a.example/"), "N, https://a.example/."),
        (Work(creator="N", holder="The Museum", license_text="ukjent"), "N. ukjent. Rights holder: The Museum."),
        (Work(creator="N", holder="N", permission="e-mail!"), "N. Permission: e-mail!"),
        (
            Work(
                creator="N",
                license=License("CC-BY-SA", "3.0"),
                changes="redrawn",
                adaptation_license=License("CC-BY-SA", "4.0"),
            ),
            (
                "N. CC BY-SA 3.0 (https://creativecommons.org/licenses/by-sa/3.0/). Changes: redrawn. "
                "This version: CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/)."
            ),
        ),
        # Each licence of a choice has an address of its own.
        (
            Work(creator="N", license=try_license("CC BY-SA 3.0 or GFDL 1.2 or later")),
            (
                "N. CC BY-SA 3.0 or GFDL 1.2 or later "
                "(https://creativecommons.org/licenses/by-sa/3.0/, https://www.gnu.org/licenses/fdl-1.2.html)."
            ),
        ),
        (Work(label="Figure", rest="of unknown origin"), "Figure. of unknown origin."),
        (Work(), ""),
    ],
)
def test_every_field_is_printed_with_its_address(work: Work, expected: str) -> None:
    assert plain_credit(work, "en") == expected
