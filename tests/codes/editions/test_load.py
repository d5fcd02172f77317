from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompendium.codes.editions import EditionError
from kompendium.codes.editions.load import MAX_BYTES, MAX_TEXT_BYTES, load_edition

if TYPE_CHECKING:
    from pathlib import Path

CLAML = (
    '<ClaML version="2.0.0"><Class code="L94" kind="category">'
    '<Rubric kind="preferred"><Label>Ting</Label></Rubric></Class></ClaML>'
)


@pytest.mark.parametrize(
    "content",
    [
        CLAML.encode(),
        b"\xef\xbb\xbf\n" + CLAML.encode(),
        ('<?xml version="1.0" encoding="UTF-16"?>' + CLAML).encode("utf-16"),
        b"kode;navn\nL94;Ting\n",
        b"\xef\xbb\xbfkode;navn\r\nL94;Ting\r\n",
        b'[{"code": "L94", "text": "Ting"}]',
        b'\xef\xbb\xbf \n[{"code": "L94", "text": "Ting"}]',
        b'{"data": [{"codeValue": "L94", "nameNorwegian": "Ting"}]}',
    ],
)
def test_the_reader_is_chosen_by_content(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "edition.bin"
    # White space before an XML declaration is an error, before the first element it is none.
    file.write_bytes(content)
    made = load_edition(file, "icd10no", name="2026", language="nb")
    assert [(concept.code, concept.title) for concept in made.concepts.values()] == [("L94", "Ting")]
    assert (made.system, made.name, made.language, made.source) == ("icd10no", "2026", "nb", "edition.bin")


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 0, "The file is empty."),
        (b"\xef\xbb\xbf \r\n", 0, "The file is empty."),
        (b"PK\x03\x04...", 0, "This is ZIP, XLSX; an edition is ClaML (XML), JSON or a table (CSV)."),
        (b"\x1f\x8b...", 0, "This is gzip; an edition is"),
        (b"kode;navn\nL94;T\xe6l\n", 2, "The file is not UTF-8 from this line on; save it as UTF-8."),
        ("kode;navn\nL94;Tæl\n".encode("utf-16"), 1, "The file is not UTF-8 from this line on"),
        (b'[{"code": "L94",\n"text": "T\xe6l"}]', 2, "The file is not UTF-8 from this line on"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<ClaML>\xe6</ClaML>', 2, "The file breaks off or is not XML: "),
        (b"kode\0navn\n", 1, "The file is no text."),
        (CLAML[:-9].encode(), 1, "The file breaks off or is not XML: "),
        (b"<", 1, "The file breaks off or is not XML: "),
        (b"<!DOCTYPE html><html lang=nb></html>", 1, "The file breaks off or is not XML: "),
        (b"{", 1, "The file breaks off or is not JSON: "),
        (b"L94 Ting\n", 1, "The first line must name the columns code and title; it is «L94 Ting»."),
        (bytes(range(1, 200)) * 50, 2, "The file is not UTF-8 from this line on"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_line(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    file = tmp_path / "edition"
    file.write_bytes(content)
    with pytest.raises(EditionError) as caught:
        load_edition(file, "icd10no")
    assert str(caught.value).startswith(message)
    assert caught.value.line == line


PIECES = ["<", ">", "&", "[", "]", "{", "}", '"', ",", ";", ":", "\n", "L94", "XII", "æ", "\\", "null", "1", "'"]
WORDS = [
    *PIECES,
    '"code"',
    '"text"',
    "kode,navn,overordnet\n",
    '<Class code="L94">',
    "<ClaML>",
    '<SuperClass code="L94"/>',
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.binary(max_size=3))
@settings(deadline=None, max_examples=200)
def test_no_file_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str, end: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(text.encode() + end)
    with contextlib.suppress(EditionError):
        load_edition(file, "icd10no")


def test_a_system_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="no code system «icd9»; known are icd10, icd10no"):
        load_edition(tmp_path / "x", "icd9")


@pytest.mark.parametrize(("start", "limit"), [(b"<ClaML>", MAX_BYTES), (b"kode,navn", MAX_TEXT_BYTES)])
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, start: bytes, limit: int) -> None:
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.write(start)
        stream.truncate(limit + 1)  # a hole, which takes no room on the disk
    with pytest.raises(EditionError, match=f"^The file is larger than {limit >> 20} MB"):
        load_edition(file, "icd10")


def test_what_is_no_file_is_told_of(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "missing", pipe):
        with pytest.raises(EditionError, match="There is no such file"):
            load_edition(path, "icd10")


def test_a_file_that_cannot_be_opened_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "edition.csv"
    file.write_text("kode,navn\n", encoding="utf-8")
    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(EditionError, match=r"^The file cannot be read: Permission denied\.$"):
        load_edition(file, "icd10")
