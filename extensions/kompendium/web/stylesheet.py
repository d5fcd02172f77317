"""Style sheets as the site needs them: the theme's without what our frame has no use for, and colours without a script.

Pure but for the reading of files. The theme's sheet is two thirds icons of a font that nothing here draws with, and
styles of components that need scripts which our frame does not load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import tinycss2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

# Classes and ids of which our frame and what stands in a page have none.
_UNUSED = re.compile(
    r"""(?:fa[srb]?|fa-.*|svg-inline--fa
    # Components of Bootstrap that are dead without its script, and its forms.
    |navbar.*|offcanvas.*|modal.*|carousel.*|accordion.*|toast.*|popover.*|tooltip.*|bs-.*|collaps(?:e|ing|e-.*)
    |dropdown-(?:menu|item|toggle|divider|header|center).*|drop(?:up|start|end).*|nav|nav-.*|tab-(?:content|pane)
    |form-.*|was-validated|(?:in)?valid-.*|input-group.*|col-form-.*|pagination.*|page-(?:link|item)|list-group.*
    |progress.*|spinner.*|placeholder.*|btn|btn-.*|breadcrumb.*|alert-dismissible
    # The frame of the themes.
    |pst-(?!scrollable).*|bd-(?:header|navbar|sidebar|sidenav|links|toc|search|footer|breadcrumbs|page|container|docs).*
    |sbt-.*|jb-print.*|onlyprint|skip-link|sidebar-.*|header-article.*|article-header-.*|page-toc|onthispage|toc-.*
    |toctree-(?:toggle|l\d|checkbox).*|has-children|theme-switch.*|version-switcher.*|search-button.*|search__.*
    |ethical-.*|ad-.*|navigation-.*|footer-.*|tocsection|editthispage|sourcelink|logo.*|kbd-shortcut.*|indices-.*
    |sphinxsidebar.*|related|searchbox|clearer|documentwrapper|bodywrapper|back-to-top|icon-link.*|hide-on-wide
    |primary-toggle|secondary-toggle|full-width-.*|thebe.*|component-author|launch-.*|source-buttons|download-buttons
    )""",
    re.VERBOSE,
)
# Where the frame's own layout begins: what the theme says of these boxes themselves, ours says otherwise.
_LAYOUT = re.compile(r"(?:^|[\s>+~])(?:body|main|\.bd-main|\.bd-content|\.bd-article|\.bd-article-container)[^\s>+~]*$")
_NEGATED = re.compile(r":not\([^()]*\)")
_NAMES = re.compile(r"[.#]([A-Za-z_][\w-]*)")
_GROUPS = frozenset({"media", "supports", "layer", "container"})
_ICON_FONT = re.compile(r"font[- ]?awesome", re.IGNORECASE)
_MODES = {"dark": "(prefers-color-scheme: dark)", "light": "not (prefers-color-scheme: dark)"}
_MODE = re.compile(r"""html\[data-theme=["']?(dark|light)["']?\]""")
# A letter of the icon font, which would be an empty square without it.
_ICON = re.compile("([\"'])[\ue000-\uf8ff]+\\1")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


# What the frame itself and plain text have: their rules come with every page.
_COMMON = frozenset(
    """bd-main bd-content bd-article-container bd-article visually-hidden headerlink reference internal external simple
    docutils table caption caption-text caption-number toctree-wrapper align-default figure arabic highlight
    only-light only-dark container prev-next-footer prev-next-area prev-next-info prev-next-title prev-next-subtitle
    left-prev right-next""".split()  # noqa: SIM905  (a list of thirty strings is no easier to read)
)
_ATTRIBUTE = re.compile(r"""\s(?:class|id)=(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class ThemeStyle:
    """The theme's style sheets, cut: what every page needs, and the rest with what must be in a page that needs it."""

    common: str
    rest: str
    needs: frozenset[frozenset[str]]
    """The classes and ids of each selector of the rest."""

    def is_rest_needed(self, body: str) -> bool:
        """Whether a rule of the rest can say something of a page's text."""
        found = {name for match in _ATTRIBUTE.finditer(body) for name in (match[1] or match[2] or "").split()} | _COMMON
        return any(names <= found for names in self.needs)


@lru_cache(maxsize=4)
def cut_theme(files: tuple[Path, ...]) -> ThemeStyle:
    """The theme's style sheets as one, without what has no use in our frame."""
    # Sphinx's own is a template, whose places are widths of a frame that is not ours.
    texts = [_TEMPLATE.sub("auto", file.read_text(encoding="utf-8")) for file in files]
    parsed = [rule for text in texts for rule in _parse(text)]
    needs: set[frozenset[str]] = set()

    def common(rule: Any, selectors: list[str]) -> Iterable[str]:
        return _keep(rule, selectors) if any(_names(each) <= _COMMON for each in selectors) else ()

    def rest(rule: Any, selectors: list[str]) -> Iterable[str]:
        if any(_names(each) <= _COMMON for each in selectors):
            return
        needs.update(_names(each) for each in selectors if _is_used(each))
        yield from _keep(rule, selectors)

    first = with_system_colours(_write(parsed, common))
    second = with_system_colours(_write(parsed, rest, named=False))
    return ThemeStyle(first, second, frozenset(needs))


def with_system_colours(text: str) -> str:
    """Repeat what is said of a chosen light or dark mode for readers who have chosen none: their system has."""
    return _write(_parse(text), _repeat)


def _parse(text: str) -> list[Any]:
    found: list[Any] = tinycss2.parse_stylesheet(text, skip_whitespace=True)
    return found


def _write(rules: Iterable[Any], rewrite: Callable[[Any, list[str]], Iterable[str]], *, named: bool = True) -> str:
    """The rules as text, each qualified one as ``rewrite`` makes it, in groups as well; ``named`` ones among them."""
    out = []
    for rule in rules:
        if rule.type == "comment":
            # Of comments, those that name authors and licences stay.
            if named and rule.value.startswith("!"):
                out.append(f"/*{rule.value}*/")
        elif rule.type == "qualified-rule":
            selectors = _split(tinycss2.serialize(rule.prelude))
            out += rewrite(rule, selectors)
        elif rule.content is not None and rule.lower_at_keyword in _GROUPS:
            inner = _write(tinycss2.parse_rule_list(rule.content, skip_whitespace=True), rewrite, named=named)
            if inner:
                out.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif named and not _is_unused(rule):
            out.append(rule.serialize())
    return "\n".join(out)


def _is_unused(rule: Any) -> bool:
    """Whether a rule with an at sign brings the icon font, or another sheet, which stands here already."""
    name = rule.lower_at_keyword
    return name in {"charset", "import"} or (name == "font-face" and bool(_ICON_FONT.search(rule.serialize())))


def _split(prelude: str) -> list[str]:
    """The selectors of a list, at the commas that stand in no brackets."""
    selectors, depth = [""], 0
    for character in prelude:
        depth += (character in "([") - (character in ")]")
        if character == "," and not depth:
            selectors.append("")
        else:
            selectors[-1] += character
    return [" ".join(selector.split()) for selector in selectors]


def _keep(rule: Any, selectors: list[str]) -> Iterable[str]:
    kept = [selector for selector in selectors if _is_used(selector)]
    if kept:
        content = _ICON.sub('""', tinycss2.serialize(rule.content).strip())
        yield f"{','.join(kept)}{{{content}}}"


def _names(selector: str) -> frozenset[str]:
    return frozenset(_NAMES.findall(_NEGATED.sub("", selector)))


def _is_used(selector: str) -> bool:
    plain = _NEGATED.sub("", selector)
    if _LAYOUT.search(plain) or "[data-bs-" in plain.replace(":root,[data-bs-theme=light]", ""):
        return False
    return not any(_UNUSED.fullmatch(name) for name in _NAMES.findall(plain))


def _repeat(rule: Any, selectors: list[str]) -> Iterable[str]:
    content = tinycss2.serialize(rule.content).strip()
    yield f"{','.join(selectors)}{{{content}}}"
    for mode, query in _MODES.items():
        chosen = [selector for selector in selectors if (found := _MODE.search(selector)) and found[1] == mode]
        if chosen:
            # As specific as the rule itself.
            unchosen = ",".join(_MODE.sub("html:not([data-theme])", selector) for selector in chosen)
            yield f"@media {query}{{{unchosen}{{{content}}}}}"
