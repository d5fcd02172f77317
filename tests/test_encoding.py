from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kompendium.encoding import FORGIVING, NotUtf8, decode, read_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "text", "place"),
    [
        ("a\næ".encode(), "a\næ", None),
        ("\ufeffa\r\nb\rc".encode(), "a\nb\nc", None),
        (b"", "", None),
        ("a\r\nbær\nø".encode("cp1252"), "a\nbær\nø", NotUtf8(2, "bær", "Windows-1252")),
        (
            "å\rbær".encode() + b"\x81",
            "Ã¥\rbÃ¦r\ufffd".replace("\r", "\n"),
            NotUtf8(2, "bÃ¦r\ufffd", "Windows-1252"),
        ),
        ("system;kode\næ".encode("utf-16"), "system;kode\næ", NotUtf8(1, "system;kode", "UTF-16")),
    ],
)
def test_a_file_is_read_whatever_its_encoding(data: bytes, text: str, place: NotUtf8 | None, tmp_path: Path) -> None:
    assert decode(data) == (text, place)
    file = tmp_path / "file"
    file.write_bytes(data)
    assert read_text(file) == (text, place)
    assert file.read_text(encoding=FORGIVING) == text


def test_a_file_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_text(tmp_path / "file") == ("", None)
