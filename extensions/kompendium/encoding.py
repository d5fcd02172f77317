"""Text files as authors save them: UTF-8 is expected, others are read on and told of. Pure: knows no Sphinx."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_WITH_MARK = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

FORGIVING = "kompendium-utf-8"
"""The codec by which Sphinx reads documents: UTF-8, else what :func:`decode` takes the file for."""


class NotUtf8(NamedTuple):
    """Where a file first is no UTF-8: the line counted from 1, its text, and the encoding it was read in instead."""

    line: int
    text: str
    encoding: str


def decode(data: bytes) -> tuple[str, NotUtf8 | None]:
    """The text of a file, and where it is not UTF-8; lines end by a line feed alone.

    Such a file comes from a spreadsheet or an older editor on Windows, so it is read in their encoding: a warning is
    due, but no letter is lost.
    """
    try:
        return normalize_newlines(data.decode("utf-8")), None
    except UnicodeDecodeError as error:
        start = error.start
    marked = next((encoding for mark, encoding in _WITH_MARK if data.startswith(mark)), None)
    encoding = marked or "cp1252"
    text = normalize_newlines(data.decode(encoding, errors="replace"))
    line = 1 if marked else normalize_newlines(data[:start].decode("utf-8")).count("\n") + 1
    name = "UTF-16" if marked else "Windows-1252"
    return text, NotUtf8(line, text.split("\n")[line - 1], name)


def read_text(file: Path) -> tuple[str, NotUtf8 | None]:
    """:func:`decode` of a file's content; empty where there is no file."""
    return decode(file.read_bytes() if file.is_file() else b"")


def normalize_newlines(text: str) -> str:
    """The text without byte order mark, its lines ended by a line feed alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class _Decoder(codecs.BufferedIncrementalDecoder):
    """Waits for the whole file: which encoding it has shows at its first wrong byte, which may be its last."""

    def _buffer_decode(self, data: Any, _errors: str, final: bool) -> tuple[str, int]:
        return _forgiving_decode(data) if final else ("", 0)


def _forgiving_decode(data: bytes, _errors: str = "strict") -> tuple[str, int]:
    data = bytes(data)
    return decode(data)[0], len(data)


def _find_codec(name: str) -> codecs.CodecInfo | None:
    # Python asks with the name's hyphens turned to underscores.
    if name.replace("_", "-") != FORGIVING:
        return None
    utf8 = codecs.lookup("utf-8")
    forgiving: Any = _forgiving_decode
    return codecs.CodecInfo(utf8.encode, forgiving, incrementaldecoder=_Decoder, name=FORGIVING)


codecs.register(_find_codec)
