"""The theme's style sheet, cut, and colours for readers who have chosen none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kompendium.web.stylesheet import cut_theme, with_system_colours


def cut(tmp_path: Path, text: str) -> tuple[str, str]:
    file = tmp_path / "theme.css"
    file.write_text(text, "utf-8")
    cut_theme.cache_clear()
    found = cut_theme((file,))
    return found.common, found.rest


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize(
    "rule",
    [
        ".fa-hand::before{content:'x'}",
        "@font-face{font-family:'Font Awesome 7 Free';src:url(fa.woff2)}",
        ".navbar-nav .nav-link{color:red}",
        ".bd-sidebar-primary a{color:red}",
        ".modal{display:none}",
        "@media (min-width:1px){.dropdown-menu{color:red}}",
        '@charset "utf-8";',
        ".bd-main .bd-content .bd-article-container .bd-article{padding:1rem}",
        "/* a remark */",
    ],
)
def test_what_the_frame_has_no_use_for_goes(tmp_path: Path, rule: str) -> None:
    assert cut(tmp_path, rule) == ("", "")


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("table td{color:red}", 0),
        (".bd-content a.headerlink{color:red}", 0),
        ("@font-face{font-family:Own;src:url(own.woff2)}", 0),
        ("/*! Licence: MIT */", 0),
        (".sd-tab-set>label{color:red}", 1),
        ("div.admonition.dropdown{color:red}", 1),
        ("@media print{.topic{color:red}}", 1),
        ('a[title="x, y"]:is(b, i){color:red}', 0),
        # What is said of all but something unused holds.
        ("p:not(.fa-x){color:red}", 0),
    ],
)
def test_what_text_may_have_stays_in_its_sheet(tmp_path: Path, rule: str, place: int) -> None:
    found = cut(tmp_path, rule)
    assert flat(found[place]) == flat(rule)
    assert found[1 - place] == ""


def test_of_a_list_of_selectors_the_used_ones_stay(tmp_path: Path) -> None:
    assert cut(tmp_path, "p,.fa-x,li{color:red}")[0] == "p,li{color:red}"


def test_letters_of_the_icon_font_go(tmp_path: Path) -> None:
    assert cut(tmp_path, 'p{--a:"\\f05a";content:"\uf05a"}')[0] == 'p{--a:"";content:""}'


def test_rest_is_needed_where_a_selector_of_it_can_match(tmp_path: Path) -> None:
    file = tmp_path / "theme.css"
    file.write_text(".topic .simple{color:red}.card{color:red}", "utf-8")
    cut_theme.cache_clear()
    theme = cut_theme((file,))
    assert not theme.is_rest_needed('<ul class="simple"><li>topic card</ul>')
    assert theme.is_rest_needed("<div class='wide card'>")
    assert theme.is_rest_needed('<div class="topic"><ul class="simple">')


def test_chosen_colours_hold_where_the_system_has_them_and_nobody_chose() -> None:
    rule = 'html[data-theme="dark"] p,b{color:#fff}'
    assert flat(with_system_colours(rule)) == flat(
        f"{rule}@media (prefers-color-scheme: dark){{html:not([data-theme]) p{{color:#fff}}}}"
    )
    both = with_system_colours("@media screen{html[data-theme=light],html[data-theme=dark]{--a:1}}")
    assert flat(both).count("html:not([data-theme]){--a:1}") == 2
    assert with_system_colours("p{color:red}") == "p{color:red}"


def test_sheet_of_the_theme_is_a_small_part_of_what_it_was(tmp_path: Path) -> None:
    import pydata_sphinx_theme

    static = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles"
    file = static / "pydata-sphinx-theme.css"
    theme = cut_theme((file,))
    assert len(theme.common) < 0.15 * file.stat().st_size
    assert len(theme.common) + len(theme.rest) < 0.55 * file.stat().st_size
    assert not re.search(r"\.fa-|[\ue000-\uf8ff]|Awesome\b.*src", theme.common + theme.rest)
    # The same each time.
    cut_theme.cache_clear()
    assert cut_theme((file,)) == theme
