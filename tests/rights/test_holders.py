from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompendium.rights.holders import CopyrightNotice, copyright_line, read_copyright
from kompendium.rights.licenses import ALL_RIGHTS_RESERVED, License


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        (
            "Copyright © 2021 Jan Tore Gran og Øyvind Palm, all rights reserved",
            CopyrightNotice("2021", "Jan Tore Gran og Øyvind Palm", ALL_RIGHTS_RESERVED),
        ),
        (
            "© 2021 Jan Tore Gran og Øyvind Palm. Alle rettigheter forbeholdt.",
            CopyrightNotice("2021", "Jan Tore Gran og Øyvind Palm", ALL_RIGHTS_RESERVED),
        ),
        ("(c) Kari Nordmann 2019-2026", CopyrightNotice("2019–2026", "Kari Nordmann")),
        ("Copyright © 2019–26 by Kari Nordmann", CopyrightNotice("2019–26", "Kari Nordmann")),
        ("Kari Nordmann, 2020, CC BY 4.0", CopyrightNotice("2020", "Kari Nordmann", License("CC-BY", "4.0"))),
        ("2026", CopyrightNotice("2026")),
        ("Kari Nordmann", CopyrightNotice("", "Kari Nordmann")),
        ("Forlag AS", CopyrightNotice("", "Forlag AS")),
        ("Alle rettigheter forbeholdt", CopyrightNotice("", "", ALL_RIGHTS_RESERVED)),
        ("©", CopyrightNotice()),
        ("", CopyrightNotice()),
    ],
)
def test_a_notice_is_read_as_people_write_it(text: str, notice: CopyrightNotice) -> None:
    assert read_copyright(text) == notice


@given(st.text())
def test_no_notice_raises(text: str) -> None:
    read_copyright(text)


@pytest.mark.parametrize(
    ("holder", "year", "line"),
    [("NN", 2026, "© 2026 NN"), ("NN", "", "© NN"), ("", "2019–2026", "© 2019–2026"), ("", None, "")],
)
def test_the_line_holds_what_is_known(holder: str, year: str | int | None, line: str) -> None:
    assert copyright_line(holder, year) == line


@given(st.from_regex(r"[A-ZÆØÅ][a-zæøå]{3,8} [A-ZÆØÅ][a-zæøå]{3,8}", fullmatch=True), st.integers(1900, 2099))
def test_a_line_reads_back(holder: str, year: int) -> None:
    assert read_copyright(copyright_line(holder, year)) == CopyrightNotice(str(year), holder)
