"""The base of every directive of the rooms: option names in two languages, and words for an unknown one.

MyST and docutils check options against ``option_spec`` before a directive exists, and say «unknown option» in
English, without a suggestion. Here the specification accepts any name; the directive then sorts the names itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from docutils.parsers.rst import Directive, directives
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from kompendium.diagnostics import Finding, report
from kompendium.problems import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docutils import nodes

_ = get_translation("kompendium")

common_options: dict[str, Callable[[str], Any]] = {
    "class": directives.class_option,
    "name": directives.unchanged,
}
"""Options of every block: classes for a publisher's style sheet, and a name to refer to."""


class OptionSpec(dict[str, "Callable[[str], Any]"]):
    """An option specification that takes a name it does not know, so that the directive can say something useful."""

    def __missing__(self, name: str) -> Callable[[str], Any]:
        return directives.unchanged


def suggest(found: str, expected: Iterable[str]) -> str:
    """The hint «Did you mean …?» with the nearest of the expected words, or an empty string."""
    name = nearest(found, expected)
    return _("Did you mean «{name}»?").format(name=name) if name else ""


class KompendiumOptions(Directive):
    """Options with aliases; to be mixed in before a docutils or Sphinx directive.

    ``option_spec`` names the options in English, ``option_aliases`` maps another name (Norwegian) to one of them;
    ``self.options`` then has the English names only.
    """

    option_aliases: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        spec = OptionSpec(cls.option_spec or {})
        for alias, name in cls.option_aliases.items():
            spec[alias] = spec[name]
        cls.option_spec = spec

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given, self.options = self.options, {}
        spec = self.option_spec or {}
        for found, value in given.items():
            name = self.option_aliases.get(found, found)
            if found not in spec:
                report(
                    Finding.OPTION_UNKNOWN,
                    self.place(found),
                    block=self.name,
                    found=found,
                    expected=", ".join(self._expected_options()),
                    suggestion=suggest(found, spec),
                )
            elif name in self.options:
                report(Finding.OPTION_TWICE, self.place(found), block=self.name, found=found, name=name)
            else:
                self.options[name] = value

    def _expected_options(self) -> list[str]:
        """The names an author may use, each with its alias: «source (kilde)»."""
        aliases: dict[str, list[str]] = {}
        for alias, name in self.option_aliases.items():
            aliases.setdefault(name, []).append(alias)
        names = sorted(set(self.option_spec or {}) - set(self.option_aliases))
        return [f"{name} ({', '.join(aliases[name])})" if name in aliases else name for name in names]

    def place(self, option: str = "") -> str:
        """Where the block stands, or one of its options (by any of its names): ``file:line``, for a finding."""
        line = self.lineno
        if option:
            names = {option} | {alias for alias, name in self.option_aliases.items() if name == option}
            pattern = re.compile(rf"\s*:?(?:{'|'.join(map(re.escape, names))}):")
            lines = self.block_text.splitlines()
            line += next((number for number, text in enumerate(lines) if pattern.match(text)), 0)
        source, line_found = self.state_machine.get_source_and_line(line)
        return f"{source}:{line_found}"


class KompendiumDirective(KompendiumOptions, SphinxDirective):
    """Base of the rooms' own directives: :class:`KompendiumOptions` on Sphinx's directive."""

    option_spec = common_options.copy()

    def parse_title(self, text: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The inline nodes of a block's title, and what the parser had to say of it."""
        return self.parse_inline(text, lineno=self.lineno)
