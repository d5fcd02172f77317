"""The bibliography's files, read so that a fault costs the entry it stands in and never the build.

sphinxcontrib-bibtex lets pybtex stop at the first fault, and at a file that is not UTF-8. What is read here is put
in the place of its cache before it looks there.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pybtex.errors
from pybtex.database import BibliographyData, BibliographyDataError
from pybtex.database.input.bibtex import Parser, UndefinedMacro
from pybtex.exceptions import PybtexError
from pybtex.scanner import PrematureEOF, TokenRequired
from sphinx.locale import get_translation
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime, is_bibdata_outdated

from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.encoding import decode
from kompendium.problems import N_, Problem, message_values, nearest, not_utf8, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinxcontrib.bibtex.domain import BibtexDomain

_ = get_translation("kompendium")

# What pybtex says → what we say.
_UNCLOSED = N_("a brace or quotation mark is not closed")
_EXPECTED = N_("a comma, an equals sign or a value is missing")
_MACRO = N_("a value has neither braces nor quotation marks")
_TWICE = N_("the key stands there twice; the first entry is used")
_FIELD_TWICE = N_("a field stands twice in the entry; the first is used")
_OTHER = N_("it is not well-formed BibTeX")


def read_bibliography(text: str, parser: Parser) -> list[Problem]:
    """Read a file's text into the parser's data: every entry that can be read.

    Problems are BIBLIOGRAPHY_MALFORMED (``problem``, ``found``), with the line in the file.
    """
    with pybtex.errors.capture() as errors:
        try:
            parser.parse_string(text)
        except (PybtexError, RecursionError, ValueError) as error:  # what pybtex does not go on after
            errors.append(error)
    for key in [key for key, entry in parser.data.entries.items() if not entry.fields and not entry.persons]:
        del parser.data.entries[key]  # only its key could be read: its citations are to show that it is missing
    problems = [_problem(error, text) for error in errors]
    # One slip often makes pybtex stumble several times on its way to the next entry.
    return list({problem.line: problem for problem in reversed(problems)}.values())[::-1]


def _problem(error: Exception, text: str) -> Problem:
    lines = text.split("\n")
    line = _line_of(error, text)
    if isinstance(error, PrematureEOF):
        said = _UNCLOSED
        # pybtex says where the file ends; what helps is where the entry begins.
        line = max((n for n, start in enumerate(lines, 1) if start.lstrip().startswith("@")), default=1)
    elif isinstance(error, UndefinedMacro):
        said = _MACRO
    elif isinstance(error, TokenRequired):
        said = _EXPECTED
    elif isinstance(error, BibliographyDataError):
        said = _FIELD_TWICE if "duplicate" in str(error) else _TWICE
    else:
        said = _OTHER
    found = shorten(lines[line - 1])
    return Problem("BIBLIOGRAPHY_MALFORMED", line, {"problem": said, "found": found})


def _line_of(error: Exception, text: str) -> int:
    line = getattr(error, "lineno", None)
    if isinstance(line, int):
        return min(line, text.count("\n") + 1)
    # «repeated bibliography entry: key», «entry with key KEY has a duplicate FIELD field»
    message = re.search(r"(?:entry: |with key )(\S+)", str(error))
    if message is None:
        return 1
    places = [m.start() for m in re.finditer(rf"@\s*\w+\s*[{{(]\s*{re.escape(message[1])}\s*,", text, re.IGNORECASE)]
    place = places[-1] if places else 0
    return text.count("\n", 0, place) + 1


def load_bibliography(app: Sphinx) -> None:
    """Read the files that have changed, and report what is wrong with them."""
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    encoding = app.config.bibtex_encoding
    files = [(Path(app.confdir) / file).resolve() for file in app.config.bibtex_bibfiles or ()]
    if not is_bibdata_outdated(domain.bibdata, files, encoding):
        return
    parser = Parser(encoding)
    known: dict[str, None] = {}
    read: dict[Path, BibFile] = {}
    conf = Path(app.confdir)
    for file, name in zip(files, app.config.bibtex_bibfiles or (), strict=True):
        keys: dict[str, None] = {}
        if file.is_file():
            _load(file, parser, encoding)
            keys = {key: None for key in parser.data.entries if key not in known}
        else:
            _report_missing(file, str(name), place_in_conf(conf, "bibtex_bibfiles"))
        known |= keys
        read[file] = BibFile(get_mtime(file), keys)
    domain.data["bibdata"] = BibData(encoding, read, cast("BibliographyData", parser.data))


def _load(file: Path, parser: Parser, encoding: str) -> None:
    data = file.read_bytes()
    if encoding.lower() in {"utf-8", "utf-8-sig", "utf8"}:
        text, other = decode(data)
    else:
        text, other = data.decode(encoding, errors="replace").replace("\r\n", "\n"), None
    problems = read_bibliography(text, parser)
    if other is not None:
        problems.insert(0, not_utf8(other))
    for problem in problems:
        report(Finding[problem.finding], f"{file}:{problem.line}", **message_values(problem, _))


def _report_missing(file: Path, name: str, place: str) -> None:
    beside: Sequence[str] = sorted(path.name for path in file.parent.glob("*.bib")) if file.parent.is_dir() else ()
    near = nearest(file.name, beside) or (beside[0] if len(beside) == 1 else "")
    hint = _("Did you mean «{name}»?").format(name=near) if near else _("Make the file, or take its name out.")
    report(Finding.BIBLIOGRAPHY_MISSING, place, found=name, suggestion=hint)
