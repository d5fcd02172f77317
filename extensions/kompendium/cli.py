"""The command ``kompendium``: what ``make`` does, also where there is no make."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pikepdf
from sphinx.errors import SphinxError
from sphinx.locale import get_translation
from sphinx.util.console import color_terminal, colorize, coloron, nocolor

from kompendium import __version__
from kompendium.build import (
    FORMATS,
    Book,
    BuildError,
    Made,
    Order,
    Result,
    build,
    source_date_epoch,
    written_language,
)
from kompendium.locale import use_language
from kompendium.outputs import PROFILES

if TYPE_CHECKING:
    from collections.abc import Sequence

_ = get_translation("kompendium")

DEFAULT_SOURCE = Path("docs/book")
DEFAULT_OUTPUT = Path("build")


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        msg = _("«{found}» is not a format; expected one or more of: {expected}")
        raise argparse.ArgumentTypeError(msg.format(found=", ".join(unknown), expected=", ".join(FORMATS)))
    return names


def _jobs(text: str) -> int:
    if text == "auto":
        return os.cpu_count() or 1
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(
            _("«{found}» is not a number of jobs; expected «auto» or 1, 2, …").format(found=text)
        )
    return number


def make_parser() -> argparse.ArgumentParser:
    """The command line of every command."""
    parser = argparse.ArgumentParser(
        prog="kompendium", description=_("Build a medical compendium from Markdown: web site, PDF and EPUB.")
    )
    parser.add_argument("--version", action="version", version=f"kompendium {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("build", help=_("build the book"), description=_("Build the book."))
    command.set_defaults(run=run_build)
    _add_source(command)
    command.add_argument(
        "--formats", type=_formats, metavar="html,pdf,epub", help=_("which formats to build (default: all of them)")
    )
    command.add_argument("--chapter", default="", metavar="NAME", help=_("only this chapter, as its own PDF and EPUB"))
    command.add_argument("--profile", choices=PROFILES, default=PROFILES[0], help=_("what the PDF is for"))
    command.add_argument("-W", "--fail-on-warning", action="store_true", help=_("let a warning fail the build"))
    command.add_argument(
        "-j", "--jobs", type=_jobs, default=1, metavar="N", help=_("how many processes read and write; or «auto»")
    )
    command.add_argument("-v", "--verbose", action="count", default=0, help=_("show all that Sphinx says"))

    command = commands.add_parser(
        "live",
        help=_("show the book in a browser, built anew at each save"),
        description=_("Show the book in a browser, built anew at each save."),
    )
    command.set_defaults(run=run_live)
    _add_source(command)
    command.add_argument("--port", type=int, default=8000, metavar="N", help=_("the port of the local address"))
    command.add_argument("--no-browser", action="store_true", help=_("do not open a browser"))

    codes = commands.add_parser("codes", help=_("fill or check the lock file of medical codes"))
    actions = codes.add_subparsers(dest="action", required=True, metavar="ACTION")
    command = actions.add_parser("update", help=_("write codes.lock.csv anew from the editions at hand"))
    command.set_defaults(run=run_codes)
    _add_source(command)
    command = actions.add_parser("check", help=_("say what an edition has otherwise than codes.lock.csv"))
    command.set_defaults(run=run_codes)
    _add_source(command)
    command.add_argument("--edition", type=Path, metavar="FILE", help=_("the edition's file (default: those at hand)"))
    command.add_argument("--system", default="icd10", help=_("the system of that file"))

    checks = commands.add_parser("check", help=_("check the book and say what was found"))
    targets = checks.add_subparsers(dest="target", required=True, metavar="TARGET")
    command = targets.add_parser("rights", help=_("whether the book may show what it shows, work by work"))
    command.set_defaults(run=run_check_rights)
    _add_source(command)
    command.add_argument("--json", action="store_true", help=_("for programs: the same as JSON"))
    return parser


def _add_source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source",
        nargs="?",
        type=Path,
        default=DEFAULT_SOURCE,
        metavar="SOURCE",
        help=_("the book's folder, with conf.py (default: {folder})").format(folder=DEFAULT_SOURCE.as_posix()),
    )
    command.add_argument(
        "--output",
        type=Path,
        default=DEFAULT_OUTPUT,
        metavar="DIR",
        help=_("the folder of what is made (default: {folder})").format(folder=DEFAULT_OUTPUT.as_posix()),
    )


def run_codes(arguments: argparse.Namespace) -> int:
    """``kompendium codes update`` and ``kompendium codes check``."""
    # Nothing else needs what this imports.
    from kompendium.code_lock import check, read_code_book, update

    use_language(Book.read(arguments.source).language)
    book = read_code_book(Order(arguments.source, arguments.output), status=None, warning=sys.stderr)
    if arguments.action == "update":
        return update(book, print)
    return check(book, print, arguments.edition, arguments.system)


def run_check_rights(arguments: argparse.Namespace) -> int:
    """``kompendium check rights``."""
    # Nothing else needs what this imports.
    from kompendium.rights_check import check

    use_language(Book.read(arguments.source).language)
    order = Order(arguments.source, arguments.output)
    return check(order, say, as_json=arguments.json, warning=sys.stderr)


def run_build(arguments: argparse.Namespace) -> int:
    """``kompendium build``."""
    chapter_formats = ("pdf", "epub")
    use_language(Book.read(arguments.source).language)
    is_profile = arguments.profile != PROFILES[0]
    formats = arguments.formats or (("pdf",) if is_profile else chapter_formats if arguments.chapter else FORMATS)
    if arguments.chapter and "html" in formats:
        raise BuildError(_("A chapter on its own is made as PDF and EPUB; leave «html» out of --formats."))
    if is_profile and (arguments.chapter or formats != ("pdf",)):
        msg = _(
            "«--profile {profile}» makes one PDF of the whole book; leave out --chapter and other formats than pdf."
        )
        raise BuildError(msg.format(profile=arguments.profile))
    order = Order(
        source=arguments.source,
        output=arguments.output,
        formats=formats,
        chapter=arguments.chapter,
        profile=arguments.profile,
        fail_on_warning=arguments.fail_on_warning,
        jobs=arguments.jobs,
        verbosity=max(arguments.verbose - 1, 0),
    )
    # Sphinx's own lines tell of pickles and templates; an author needs them only when something is odd.
    status = sys.stdout if arguments.verbose else None
    result = build(order, status=status, warning=sys.stderr, progress=say)
    print_result(result)
    return 1 if result.failures else 0


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a line. Whoever reads our lines (such as «head») may have had enough; the book is made all the same."""
    stream = stream or sys.stdout
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def print_result(result: Result) -> None:
    """Name what was made: path, pages, size and seconds."""
    if result.warnings:
        say(_("Warnings: {number}").format(number=result.warnings))
    for failure in result.failures:
        say(colorize("red", failure), sys.stderr)
    if result.made:
        say(colorize("bold", _("Made in {seconds} s:").format(seconds=_decimal(result.seconds))))
    for made in result.made:
        for line in describe(made):
            say(f"  {line}")


def describe(made: Made) -> list[str]:
    """The lines about one format: its main file, and its chapters in one line."""
    facts = [_path(made.main)]
    if made.format == "pdf":
        pages = _count_pages(made.main)
        facts.append((_("1 page") if pages == 1 else _("{number} pages")).format(number=pages))
    elif made.format == "html":
        facts.append(_("{number} web pages").format(number=len(list(made.main.parent.rglob("*.html")))))
    files = [made.main] if made.format != "html" else [f for f in made.main.parent.rglob("*") if f.is_file()]
    facts += [_size(files), f"{_decimal(made.seconds)} s"]
    lines = [" · ".join(facts)]
    if made.chapters:
        folder = f"{_path(made.chapters[0].parent)}{os.sep}"
        count = len(made.chapters)
        number = (_("1 chapter") if count == 1 else _("{number} chapters")).format(number=count)
        lines.append(" · ".join([folder, number, _size(made.chapters)]))
    return lines


def _path(path: Path) -> str:
    """As short as it can be written from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _count_pages(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def _size(files: Sequence[Path]) -> str:
    kilobytes = sum(file.stat().st_size for file in files) / 1000
    return f"{_decimal(kilobytes / 1000)} MB" if kilobytes >= 1000 else f"{kilobytes:.0f} kB"


def _decimal(number: float) -> str:
    """One decimal, with the decimal sign of the language."""
    return f"{number:.1f}".replace(".", _("."))


def run_live(arguments: argparse.Namespace) -> int:
    """``kompendium live``: sphinx-autobuild serves the site and reloads it at each save."""
    book = Book.read(arguments.source)
    use_language(book.language)
    if find_spec("sphinx_autobuild") is None:
        raise BuildError(_('The live view needs an extra package. Run: pip install "sphinx-kompendium[live]"'))
    folder = arguments.output / "live"
    # Its own folder: a live view may run while the finished book is built beside it.
    command = [sys.executable, "-m", "sphinx_autobuild", "-b", "html", "-d", str(folder / ".doctrees")]
    # A stored copy would stand between an author and the text of a moment ago.
    command += ["-D", "kompendium_offline=0", "--port", str(arguments.port)]
    command += [] if arguments.no_browser else ["--open-browser"]
    command += [str(arguments.source), str(folder / "html")]
    with source_date_epoch(book):
        try:
            return subprocess.run(command, check=False).returncode  # noqa: S603  (our own arguments, no shell)
        except KeyboardInterrupt:
            return 0


def _language_of(words: Sequence[str]) -> str | None:
    """The language of the book that a command line names, before it is read: its refusals are in it, too."""
    folders = [Path(word) for word in (*words, str(DEFAULT_SOURCE)) if (Path(word) / "conf.py").is_file()]
    return next((language for folder in folders if (language := written_language(folder / "conf.py"))), None)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; an author's mistake gives a sentence, never a traceback."""
    if color_terminal():
        coloron()
    else:
        nocolor()
    use_language(_language_of(sys.argv[1:] if argv is None else argv))
    arguments = make_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (BuildError, SphinxError) as error:
        print(colorize("red", str(error).strip()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(_("Stopped. The last finished book is as it was."), file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001  (the last resort: an unforeseen fault is ours, and is said to be)
        print(
            colorize("red", _("Something unforeseen went wrong: {problem}").format(problem=repr(error))),
            file=sys.stderr,
        )
        if getattr(arguments, "verbose", 0):
            traceback.print_exc()
        else:
            print(
                _("This is a fault in Kompendium. Run again with -v for the details, and report it."), file=sys.stderr
            )
        return 3


if __name__ == "__main__":
    sys.exit(main())
