"""The book's settings: one frozen dataclass registers, validates and documents every ``kompendium_*`` option."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, fields
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal

from sphinx.errors import ConfigError
from sphinx.locale import get_translation

from kompendium.diagnostics import Finding, report
from kompendium.formats import is_site
from kompendium.isbn import ISBN_FORMATS, read_isbn
from kompendium.problems import nearest
from kompendium.rights.audit import DRM
from kompendium.rights.works import FORMATS

if TYPE_CHECKING:
    from collections.abc import Set
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

_ = get_translation("kompendium")

_NO_FILE_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]|^\.|[. ]$')
"""What Windows refuses in a file's name, or a folder's sign."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?(?:[-_][A-Za-z\d]{5,8})*")

RAW_HTML = ("keep", "escape")
"""What may become of HTML that authors write."""

UNSAID = frozenset({"", "unknown", "Author name not set", "Project name not set"})
"""Sphinx's and docutils' words for «nobody said»: no claim is made of them."""

Rebuild = Literal["", "env", "html", "epub"]


def option(default: Any, help_: str, types: tuple[type, ...], rebuild: Rebuild = "env") -> Any:
    """A field that is an option ``kompendium_<name>`` in ``conf.py``."""
    metadata = {"help": help_, "types": types, "rebuild": rebuild}
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class KompendiumConfig:
    """Every option of ``conf.py`` that starts with ``kompendium_``."""

    basename: str = option("kompendium", "Name of the finished files: build/pdf/<basename>.pdf.", (str,), "")
    subtitle: str = option("", "The book's subtitle, on the title page and in the metadata.", (str,))
    edition: str = option("", "The edition as it is printed, such as «1. utgave».", (str,))
    publisher: str = option("", "The publisher's name.", (str,))
    identifier: str = option("", "The book's fixed identifier: «urn:uuid:…» or «urn:isbn:…».", (str,))
    date: str = option("", "The edition's date, YYYY-MM-DD.", (str,))
    isbn: dict[str, Any] = option({}, "The ISBN of each format: {'print': '978-…', 'pdf': …, 'epub': …}.", (dict,))
    thema: dict[str, Any] = option({}, "Thema subject categories, code to words: {'MJ': 'Klinisk medisin'}.", (dict,))
    mesh: dict[str, Any] = option({}, "MeSH headings, identifier to words: {'D002114': 'Calcinosis'}.", (dict,))
    series: str = option("", "The series that the book is a part of.", (str,))
    series_position: str = option("", "The book's number in its series.", (str,))
    certified_by: str = option(
        "",
        "Who has reviewed the EPUB and found it to meet EPUB Accessibility 1.1, WCAG 2.2 level AA; empty: no claim.",
        (str,),
    )
    certifier_report: str = option("", "The address of that review's report.", (str,))
    cover: str = option("", "The cover's SVG or PNG file, from the source folder.", (str,))
    cover_alt: str = option("", "The cover's alternative text.", (str,))
    pagemap: str = option(
        "",
        "The PDF's pagemap.json, from the folder of conf.py, for the EPUB's page list (kompendium build sets it).",
        (str,),
        "",
    )
    authors: list[Any] = option(
        [], "Authors of chapters that name none: names, ids of people.yml or mappings.", (list,)
    )
    editors: list[Any] = option([], "The book's editors: names, ids of people.yml or mappings.", (list,))
    people: str = option("people.yml", "The file with the book's people, from the source folder.", (str,))
    credits: str = option(
        "credits.yml", "The file with credits of the book's pictures and typefaces, from the source folder.", (str,)
    )
    abbreviations: str = option("abbreviations.yml", "The file with the book's abbreviations.", (str,))
    license: str = option("all rights reserved", "The book's licence, as people write it.", (str,))
    commercial: bool | None = option(
        None, "Whether the book is sold, or used commercially in another way; None: not said.", (bool, NoneType)
    )
    drm: str = option("none", "What keeps the finished files from being copied: «none», «watermark» or «drm».", (str,))
    published_as: list[str] = option(
        [],
        "What the book is published as, of «html», «pdf», «print» (paper) and «epub»; empty: what is built.",
        (list,),
    )
    copyright_holder: str = option("", "Who holds the book's copyright.", (str,))
    copyright_year: str = option("", "The year of the copyright, or a span of years.", (str,))
    chapters: list[str] = option(
        ["kapitler/*", "chapters/*"], "Patterns of documents that are chapters (Sphinx's pattern syntax).", (list,)
    )
    icd10: str = option("icd10", "The system id of the edition that «icd10» means in this book.", (str,))
    code_systems: dict[str, Any] = option(
        {},
        "Code systems of the book's own, or what is otherwise of a built-in one: {'icd10no': {'url': 'https://…{code}'}}.",
        (dict,),
    )
    code_editions: dict[str, Any] = option(
        {},
        "Files with editions of code systems, from the folder of conf.py: {'icd10no': 'koder/icd10.json'}.",
        (dict,),
    )
    code_checks: list[str] = option(
        [], "Checks of codes that are off by default: «heading_code», «code_not_in_head».", (list,)
    )
    box_kinds: dict[str, Any] = option({}, "More kinds of boxes: name to a mapping with «label» and «like».", (dict,))
    share: bool = option(True, "Whether a chapter ends with its address and the share row.", (bool,))
    folder_addresses: bool | None = option(
        None,
        "Whether a page's address is a folder's («kapitler/kalsinose/»), as Sphinx's builder «dirhtml» has it; "
        "None: as the site was last built.",
        (bool, NoneType),
        "",
    )
    index: bool = option(
        True, "Whether search engines may list the site; False for a draft that lies open on the web.", (bool,), "html"
    )
    social_pictures: bool | None = option(
        None,
        "Whether each chapter gets a picture that is shown where its address is shared; None: where html_baseurl is "
        "set.",
        (bool, NoneType),
        "html",
    )
    social_picture: str = option(
        "",
        "A picture of the publisher's own that is shown where any page is shared, from the source folder.",
        (str,),
        "html",
    )
    social_picture_alt: str = option("", "That picture's alternative text.", (str,), "html")
    offline: bool = option(
        False, "Whether the site can be read without a network after the first visit.", (bool,), "html"
    )
    offline_downloads: bool = option(
        False, "Whether what is kept for reading without a network holds the PDF and EPUB files, too.", (bool,), "html"
    )
    offline_limit_mb: int = option(
        50, "The megabytes from which on a warning says how much readers would have to load.", (int,), "html"
    )
    raw_html: str = option(
        "keep",
        "What becomes of HTML that authors write: «keep», or «escape» to show it as text, with a warning.",
        (str,),
    )
    downloads: bool = option(
        False,
        "Whether pages link to the chapter's PDF and EPUB in nedlasting/ (kompendium build sets it).",
        (bool,),
        "html",
    )
    download_sizes: dict[str, int] = option(
        {},
        "The size in bytes of each of those files, by its name there (kompendium build sets it).",
        (dict,),
        "html",
    )
    epub_picture_px: int = option(
        2000, "The longer side, in pixels, to which larger pictures are scaled in the EPUB.", (int,), "epub"
    )
    epub_fonts: bool = option(
        False, "Whether the EPUB brings the PDF's usual typefaces, cut to the characters in use.", (bool,), "epub"
    )
    profile: str = option(
        "", "What the book's PDF is for: «screen», «print» or «large» (--profile sets it).", (str,), ""
    )
    only: list[str] = option(
        [],
        "The chapters (documents or slugs) to make PDF and EPUB of; empty means the whole book and each chapter.",
        (list,),
        "",
    )

    @classmethod
    def from_sphinx(cls, config: Config) -> KompendiumConfig:
        """The options as ``conf.py`` set them."""
        return cls(**{f.name: getattr(config, f"kompendium_{f.name}") for f in fields(cls)})


def project_author(config: Config) -> str:
    """The author that ``conf.py`` names by Sphinx's own option, or an empty string."""
    return "" if config.author in UNSAID else str(config.author)


def place_in_conf(confdir: Path, text: str) -> str:
    """Where ``conf.py`` sets an option, or else has a text: ``file:line``, for a finding."""
    file = confdir / "conf.py"
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    at = [number for number, line in enumerate(lines, 1) if line.startswith(text)]
    within = [number for number, line in enumerate(lines, 1) if text in line]
    return f"{file}:{[*at, *within, 1][0]}"


def check_config(app: Sphinx, config: Config) -> None:
    """Stop with a sentence, not a traceback, where an option's value has the wrong type."""
    words = {
        str: _("a text"),
        list: _("a list"),
        dict: _("a mapping"),
        bool: _("True or False"),
        int: _("a whole number"),
    }
    examples = {int: "2000", str: '"…"', list: '["…"]', dict: "{…}", bool: "True"}
    for item in fields(KompendiumConfig):
        name = f"kompendium_{item.name}"
        value = getattr(config, name)
        types: tuple[type, ...] = item.metadata["types"]
        if not isinstance(value, types):
            msg = _("{place}: {name} is {found}; expected {expected}: {name} = {example}")
            raise ConfigError(
                msg.format(
                    place=place_in_conf(app.confdir, name),
                    name=name,
                    found=repr(value),
                    expected=words[types[0]],
                    example=examples[types[0]],
                )
            )
    basename = config.kompendium_basename
    if not basename.strip() or _NO_FILE_NAME.search(basename):
        msg = _("{place}: kompendium_basename is {found}; expected a file's name without folder and ending: {example}")
        place = place_in_conf(app.confdir, "kompendium_basename")
        example = re.sub(r"\W+", "-", basename).strip("-_") or "kompendium"
        raise ConfigError(msg.format(place=place, found=repr(basename), example=f'kompendium_basename = "{example}"'))


def report_config(app: Sphinx, config: Config) -> None:
    """Warn of options whose value or name cannot be used, once every extension has its own."""
    given = config._raw_config
    known = [name for name in config.values if name.startswith("kompendium_")]
    for name in given:
        if name.startswith("kompendium_") and name not in config.values:
            near = nearest(name, known)
            hint = _("Did you mean «{name}»?").format(name=near) if near else _("The manual lists the options.")
            report(Finding.OPTION_OF_BOOK_UNKNOWN, place_in_conf(app.confdir, name), found=name, suggestion=hint)
    if config.kompendium_date and not _is_day(config.kompendium_date):
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(app.confdir, "kompendium_date"),
            key="kompendium_date",
            found=config.kompendium_date,
            expected=_("a date as YYYY-MM-DD"),
            instead=_("It is printed as it stands, and the files carry another date."),
            example='kompendium_date = "2026-02-14"',
        )
    if config.language and not is_language(config.language):
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(app.confdir, "language"),
            key="language",
            found=config.language,
            expected=_("a language tag"),
            instead=_("The PDF is set as if it were «{language}».").format(language=typst_language(config.language)),
            example='language = "nb"',
        )
    for name, written in config.kompendium_isbn.items():
        if name not in ISBN_FORMATS or read_isbn(written) is None:
            report(
                Finding.OPTION_OF_BOOK_VALUE,
                place_in_conf(app.confdir, "kompendium_isbn"),
                key="kompendium_isbn",
                found=f"{name}: {written}",
                expected=_("one of {formats}, with an ISBN whose check digit fits").format(
                    formats=", ".join(ISBN_FORMATS)
                ),
                instead=_("The number is not used."),
                example='kompendium_isbn = {"epub": "978-82-05-12345-8"}',
            )
    choices: dict[str, tuple[str, ...]] = {"kompendium_drm": DRM, "kompendium_published_as": FORMATS}
    for name, one_of in choices.items():
        given_values = config[name] if isinstance(config[name], list) else [config[name]]
        for value in given_values:
            if value not in one_of:
                report(
                    Finding.OPTION_OF_BOOK_VALUE,
                    place_in_conf(app.confdir, name),
                    key=name,
                    found=value,
                    expected=_("one of: {names}").format(names=", ".join(one_of)),
                    instead=_("It is not used."),
                    example=f"{name} = {list(one_of[:2]) if isinstance(config[name], list) else one_of[0]!r}",
                )
    if config.kompendium_raw_html not in RAW_HTML:
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(app.confdir, "kompendium_raw_html"),
            key="kompendium_raw_html",
            found=config.kompendium_raw_html,
            expected=_("one of: {names}").format(names=", ".join(RAW_HTML)),
            # The safe one: whoever misspells «escape» wants no HTML.
            instead=_("HTML of authors is shown as text."),
            example='kompendium_raw_html = "escape"',
        )
    if not given.get("kompendium_identifier", "-").strip():
        place = place_in_conf(app.confdir, "kompendium_identifier")
        report(Finding.IDENTIFIER_DERIVED, place, found=derived_identifier(config))


def derived_identifier(config: Config) -> str:
    """The identifier of a book that is given none: made of its address, or of its name."""
    name = config.html_baseurl or f"{config.author}/{config.project}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False


def is_language(text: str) -> bool:
    """Whether ``language`` has a form that the formats know: «nb», «nb_NO», «zh_Hans_CN»."""
    return _LANGUAGE.fullmatch(text) is not None


def typst_language(text: str) -> str:
    """The language as Typst takes it: two or three letters, and a region of two where there is one."""
    first, *rest = re.split(r"[-_]", text)
    language = first.lower() if re.fullmatch(r"[A-Za-z]{2,3}", first) else "en"
    region = next((part.upper() for part in rest if re.fullmatch(r"[A-Za-z]{2}", part)), "")
    return f"{language}-{region}" if region else language


def keep_copyright(_app: Sphinx, config: Config) -> None:
    """Print the years of ``copyright`` as the publisher wrote them.

    Where ``SOURCE_DATE_EPOCH`` is of an earlier year, Sphinx puts that year in place of this one (1980 in a book that
    has no date at all): a wrong statement of law. A «%Y» asks for the year, and is still filled in.
    """
    for name in ("copyright", "epub_copyright"):
        written = config._raw_config.get(name)
        if written is not None and "%Y" not in str(written):
            config[name] = written


def settle_addresses(app: Sphinx) -> None:
    """Let every format print the addresses that the site has, where ``conf.py`` does not say which."""
    config = app.config
    if config.kompendium_folder_addresses is not None:
        return
    if is_site(app.builder):
        config.kompendium_folder_addresses = app.builder.name == "dirhtml"
    else:
        config.kompendium_folder_addresses = getattr(app.env, "kompendium_folder_addresses", False)


def reread_for_addresses(
    app: Sphinx, env: BuildEnvironment, _added: Set[str], _changed: Set[str], _removed: Set[str]
) -> list[str]:
    """Have every document read again when the site's builder has changed: chapters print their own address."""
    now = bool(app.config.kompendium_folder_addresses)
    before = getattr(env, "kompendium_folder_addresses", now)
    env.kompendium_folder_addresses = now  # type: ignore[attr-defined]
    return sorted(env.all_docs) if before != now and app.config.html_baseurl else []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register every option; each part that reads one loads this extension first."""
    defaults = KompendiumConfig()
    for item in fields(KompendiumConfig):
        # Types are checked by check_config, whose message tells what the option is for.
        app.add_config_value(
            f"kompendium_{item.name}", getattr(defaults, item.name), item.metadata["rebuild"], types=Any
        )
    # First: other parts rely on what it lets through.
    app.connect("config-inited", check_config, priority=100)
    # After Sphinx's own correction of the year, at 800.
    app.connect("config-inited", keep_copyright, priority=810)
    app.connect("config-inited", report_config, priority=900)
    app.connect("builder-inited", settle_addresses, priority=100)
    app.connect("env-get-outdated", reread_for_addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
