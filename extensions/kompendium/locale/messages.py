"""Bring the catalogues up to date with the code and compile them: ``make messages``.

For the house's developers; nothing of the build imports it.
"""

from __future__ import annotations

import ast
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kompendium.locale import CATALOGUE, FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = FOLDER.parent
CATALOGUES = (CATALOGUE, "sphinx", "booktheme")
"""Ours, and those of Sphinx (which the base theme shares) and of sphinx-book-theme, where they lack the language."""

_TEMPLATES = [("**.html", "jinja2"), ("**.jinja", "jinja2")]
_KEYWORDS = {"_": None, "N_": None}
_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Fixed: a catalogue changes when its messages do, not when it is compiled."""

_SCRIPT_MESSAGES = (
    "Search Results",
    (
        "Your search did not match any documents. Please make sure that all words are spelled correctly and "
        "that you've selected enough categories."
    ),
    "Search finished, found one page matching the search query.",
    "Searching",
    "Preparing search...",
    ", in ",
    "Hide Search Matches",
)
"""What Sphinx's scripts show a reader (``searchtools.js``, ``sphinx_highlight.js``)."""


class UnsignedCatalog(Catalog):
    """A catalogue without Babel's signature, so that another version of Babel writes the same bytes."""

    def __iter__(self) -> Iterator[Message]:
        for message in super().__iter__():
            if not message.id and isinstance(message.string, str):
                lines = message.string.splitlines(keepends=True)
                message.string = "".join(line for line in lines if not line.startswith("Generated-By"))
            yield message


def languages() -> list[str]:
    """The languages that have catalogues."""
    return sorted(folder.parent.name for folder in FOLDER.glob("*/LC_MESSAGES"))


def extract() -> dict[str, set[str]]:
    """Every message of the code and the templates, with the files it stands in (from the package's folder)."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for message in _python_messages(ast.parse(file.read_text("utf-8"))):
            found.setdefault(message, set()).add(file.relative_to(PACKAGE).as_posix())
    for name, _line, text, _comments, _context in extract_from_dir(PACKAGE, _TEMPLATES, keywords=_KEYWORDS):
        if text and isinstance(text, str):
            found.setdefault(text, set()).add(Path(name).as_posix())
    return found


def _python_messages(tree: ast.AST) -> Iterator[str]:
    # Not Babel's own extractor: before Python 3.12 it does not see a call within an f-string.
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS and node.args:
            message = node.args[0]
            if isinstance(message, ast.Constant) and isinstance(message.value, str) and message.value:
                yield message.value


def po_file(language: str, name: str) -> Path:
    """The catalogue's source."""
    return FOLDER / language / "LC_MESSAGES" / f"{name}.po"


def read(file: Path) -> Catalog:
    """Read a catalogue's source."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parent.parent.name, domain=file.stem, abort_invalid=True)


def tidy(catalogue: Catalog, messages: dict[str, set[str]] | None = None) -> Catalog:
    """The catalogue in order, with no message but those of the code where these are given."""
    clean = UnsignedCatalog(
        locale=catalogue.locale,
        domain=catalogue.domain,
        project="Kompendium",
        version="1",
        header_comment=f"# {catalogue.domain}: messages in {catalogue.locale_identifier}.",
        creation_date=_DATE,
        revision_date=_DATE,
        last_translator="The Kompendium contributors",
        language_team=str(catalogue.locale_identifier),
        msgid_bugs_address="the issues of the project",
        fuzzy=False,
    )
    if messages is None:
        kept = [(message, [file for file, _line in message.locations]) for message in catalogue if message.id]
    else:
        kept = [(catalogue.get(key) or Message(key), sorted(files)) for key, files in messages.items()]
    for message, files in sorted(kept, key=lambda item: str(item[0].id)):
        clean.add(message.id, message.string, locations=[(file, 0) for file in files], flags=message.flags)
    return clean


def po_bytes(catalogue: Catalog) -> bytes:
    """The source of a catalogue; files without line numbers, which change too often to be worth a difference."""
    stream = io.BytesIO()
    write_po(stream, catalogue, width=120, include_lineno=False, sort_output=False)
    return stream.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def script_text(catalogue: Catalog) -> str:
    """The file ``translations.js`` of a site, for Sphinx's scripts."""
    messages: dict[str, str | list[str]] = {}
    for key in _SCRIPT_MESSAGES:
        message = catalogue.get(key)
        if message is not None:
            string = message.string or ""
            messages[key] = string if isinstance(string, str) else list(string)
    content = {
        "locale": catalogue.locale_identifier,
        "messages": messages,
        # Sphinx's script takes the value as an index; a comparison alone is a boolean, and finds nothing.
        "plural_expr": f"+{catalogue.plural_expr}",
    }
    return f"Documentation.addTranslations({json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)});\n"


def script_file(language: str) -> Path:
    """Where the site's translations are."""
    return FOLDER / language / "static" / "translations.js"


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages without a translation, or with one that nobody has confirmed."""
    return [str(message.id) for message in catalogue if message.id and (not message.string or message.fuzzy)]


def main() -> int:
    """Update, compile, and name what is left to translate."""
    messages = extract()
    left = 0
    for language in languages():
        for name in CATALOGUES:
            file = po_file(language, name)
            catalogue = tidy(read(file), messages if name == CATALOGUE else None)
            file.write_bytes(po_bytes(catalogue))
            file.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
            for text in untranslated(catalogue):
                left += 1
                sys.stdout.write(f"{language}/{name}: not translated: {text}\n")
            if name == "sphinx":
                script_file(language).parent.mkdir(exist_ok=True)
                script_file(language).write_text(script_text(catalogue), "utf-8", newline="\n")
    sys.stdout.write(f"{len(messages)} messages, {left} not translated\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
