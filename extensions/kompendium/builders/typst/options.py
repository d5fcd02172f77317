"""The options of ``conf.py`` that name folders or numbers: what cannot be used is reported, and the PDF is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import get_translation

from kompendium.config import place_in_conf
from kompendium.diagnostics import Finding, report
from kompendium.problems import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

_ = get_translation("kompendium")


def report_unknown_options(config: Config, confdir: Path) -> None:
    """Warn of options that look like ours and are nobody's."""
    known = [name for name in config.values if name.startswith("typst_")]
    for name in config._raw_config:
        if name.startswith("typst_") and name not in config.values:
            near = nearest(name, known)
            hint = _("Did you mean «{name}»?").format(name=near) if near else _("The manual lists the options.")
            report(Finding.OPTION_OF_BOOK_UNKNOWN, place_in_conf(confdir, name), found=name, suggestion=hint)


def read_number(config: Config, confdir: Path, name: str, allowed: range, default: int) -> int:
    """An option that is a whole number."""
    given = getattr(config, name)
    if given in (None, ""):
        return default
    # Sphinx's «-D» gives a text.
    if str(given) in map(str, allowed):
        return int(given)
    report(
        Finding.OPTION_OF_BOOK_VALUE,
        place_in_conf(confdir, name),
        key=name,
        found=given,
        expected=_("a number from {least} to {most}").format(least=allowed[0], most=allowed[-1]),
        instead=_("The default is used."),
        example=f"{name} = {default}",
    )
    return default


def read_templates(config: Config, confdir: Path) -> Path | None:
    """The folder whose templates replace ours, if there is one."""
    given = config.typst_templates
    folder = confdir / given if isinstance(given, str) else None
    if not given or (folder is not None and folder.is_dir()):
        return folder if given else None
    report(
        Finding.OPTION_OF_BOOK_VALUE,
        place_in_conf(confdir, "typst_templates"),
        key="typst_templates",
        found=given,
        expected=_("a folder with templates, from that of conf.py"),
        instead=_("It is not used."),
        example='typst_templates = "templates"',
    )
    return None


def read_font_folders(config: Config, confdir: Path) -> tuple[Path, ...]:
    """The folders of ``typst_fonts`` that there are."""
    given = config.typst_fonts or []
    names = [given] if isinstance(given, str) else given
    folders = []
    for name in names if isinstance(names, (list, tuple)) else [names]:
        folder = confdir / name if isinstance(name, str) else None
        if folder is not None and folder.is_dir():
            folders.append(folder)
            continue
        report(
            Finding.OPTION_OF_BOOK_VALUE,
            place_in_conf(confdir, "typst_fonts"),
            key="typst_fonts",
            found=name,
            expected=_("a folder with font files, from that of conf.py"),
            instead=_("It is not used."),
            example='typst_fonts = ["fonts"]',
        )
    return tuple(folders)
