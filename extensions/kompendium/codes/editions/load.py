"""Reading an edition from a file that the user has, whatever its format. Pure: knows no Sphinx."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from kompendium.codes.editions import Edition, EditionError
from kompendium.codes.editions.forms import system_of
from kompendium.problems import N_

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 1 << 30
"""A gigabyte; the largest ClaML of a health authority has some hundred megabytes."""
MAX_TEXT_BYTES = 100 << 20
"""JSON and tables are read whole; the Directorate's largest has some ten megabytes."""

NO_FILE = N_("There is no such file.")
TOO_LARGE = N_("The file is larger than {limit} MB, which no classification is.")
EMPTY = N_("The file is empty.")
UNREADABLE = N_("The file cannot be read: {reason}.")
OTHER_FORMAT = N_("This is {format}; an edition is ClaML (XML), JSON or a table (CSV).")
NOT_UTF8 = N_("The file is not UTF-8 from this line on; save it as UTF-8.")
NOT_TEXT = N_("The file is no text.")
NO_MEMORY = N_("The file takes more memory than there is.")

_OTHER_FORMATS = {
    b"PK\x03\x04": "ZIP, XLSX",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7-Zip",
    b"\xfd7zXZ": "xz",
    b"SQLite format": "SQLite",
}


def load_edition(file: Path, system: str, *, name: str = "", language: str = "") -> Edition:
    """The edition in a file, read by what is in it rather than by what it is called.

    ``system`` is an id of :data:`kompendium.codes.systems.SYSTEMS`; ``name`` is the edition's own name («2026»), where
    the file does not tell it; ``language`` (BCP 47) chooses among the file's languages. Raises :class:`EditionError`,
    and nothing else, for whatever is wrong with the file.
    """
    code_system = system_of(system)
    try:
        head = _head(file)
        # The readers are imported here: a build whose lock file has all its codes needs none.
        if _is_xml(head):
            from kompendium.codes.editions.claml import load_claml

            return load_claml(file, code_system, name=name, language=language, source=file.name)
        text = _text(file)
        if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
            from kompendium.codes.editions.directory import load_directory

            return load_directory(text, code_system, name=name, language=language, source=file.name)
        from kompendium.codes.editions.table import load_table

        return load_table(text, code_system, name=name, language=language, source=file.name)
    except OSError as error:
        raise EditionError(UNREADABLE, reason=error.strerror or type(error).__name__) from error
    except MemoryError as error:
        raise EditionError(NO_MEMORY) from error


def _head(file: Path) -> bytes:
    """The file's first bytes; :exc:`EditionError` where it is none that can be an edition."""
    # A pipe or a device has no end.
    if not file.is_file():
        raise EditionError(NO_FILE)
    size = file.stat().st_size
    if size > MAX_BYTES:
        raise EditionError(TOO_LARGE, limit=MAX_BYTES >> 20)
    with file.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise EditionError(EMPTY)
    other = next((label for mark, label in _OTHER_FORMATS.items() if head.startswith(mark)), None)
    if other:
        raise EditionError(OTHER_FORMAT, format=other)
    return head


def _is_xml(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[2:].replace(b"\0", b"").lstrip().startswith(b"<")
    return head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def _text(file: Path) -> str:
    """The whole text of a file in UTF-8."""
    if file.stat().st_size > MAX_TEXT_BYTES:
        raise EditionError(TOO_LARGE, limit=MAX_TEXT_BYTES >> 20)
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EditionError(NOT_UTF8, data.count(b"\n", 0, error.start) + 1) from error
    if "\0" in text:
        raise EditionError(NOT_TEXT, text.count("\n", 0, text.index("\0")) + 1)
    return text
