from __future__ import annotations

import pytest
from lxml import etree

from kompendium.builders.epub.markup import is_well_formed, mend, parse


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("<br>", "<br />"),
        ("a<br/>b", "a<br />b"),
        ('<img src="a.png" alt="x > y">', '<img src="a.png" alt="x > y" />'),
        ("<input type=checkbox disabled>", '<input type="checkbox" disabled="disabled" />'),
        ("<p hidden>x</p>", '<p hidden="hidden">x</p>'),
        ("<td nowrap class=a>", '<td nowrap="nowrap" class="a">'),
        ("<a href='?a=1&b=2'>", '<a href="?a=1&amp;b=2">'),
        ("&nbsp;&aring;&amp;&lt;", "&#160;&#229;&amp;&lt;"),
        ("R&D &c; &#8211;", "R&amp;D &amp;c; &#8211;"),
        ("<br></br>", "<br />"),
        ('<p class="a" class="b">', '<p class="a">'),
        ('<svg viewBox="0 0 1 1"><circle r="1"/></svg>', '<svg viewBox="0 0 1 1"><circle r="1"/></svg>'),
        ("1 < 2 og 3 > 2", "1 < 2 og 3 > 2"),
    ],
)
def test_html_shorthands_are_written_out(html, xhtml):
    assert mend(html) == xhtml


def test_well_formed_page_is_taken_as_it_is():
    root, problem = parse('<p title="&#38;nbsp;">a<br/>b</p>')
    assert etree.tostring(root) == b'<p title="&amp;nbsp;">a<br/>b</p>'
    assert problem == ""


def test_page_that_stays_broken_keeps_its_words_and_says_what_is_wrong():
    root, problem = parse("<div><p>en <b>to</p><p>tre</p></div>")
    assert "".join(root.itertext()).split() == ["en", "totre"] or "".join(root.itertext()) == "en totre"
    assert "mismatch" in problem


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    root, _problem = parse(f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>a&#38;b</p>')
    assert "hemmelig" not in "".join(root.itertext())


def test_fragment_is_judged_on_its_own():
    assert is_well_formed("<p>a<br>b</p>")
    assert is_well_formed('<span epub:type="x">a</span>')
    assert not is_well_formed("<p>a<b>b</p>")
