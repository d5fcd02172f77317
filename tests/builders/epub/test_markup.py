from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kompendium.builders.epub.markup import mend, mend_all, names, parse


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("<br>", "<br />"),
        ("a<br/>b", "a<br/>b"),
        ("<p>a<br>b</P>", "<p>a<br />b</p>"),
        ('<img src="a.png" alt="x > y">', '<img src="a.png" alt="x &gt; y" />'),
        ("<input type=checkbox disabled>", '<input type="checkbox" disabled="disabled" />'),
        ("<p hidden>x</p>", '<p hidden="hidden">x</p>'),
        ("<a href='?a=1&b=2'>x</a>", '<a href="?a=1&amp;b=2">x</a>'),
        ("<a href=https://e.org/>x</a>", '<a href="https://e.org/">x</a>'),
        ("&nbsp;&aring;&amp;&lt;", "&#160;&#229;&amp;&lt;"),
        ("R&D &c; &#8211;&#1;", "R&amp;D &amp;c; &#8211;"),
        ("<br></br>&nbsp;", "<br />&#160;"),
        ('<p class="a" class="b">x</p>', '<p class="a">x</p>'),
        ("<i @click=x :b=c data-a=1>x</i>", '<i data-a="1">x</i>'),
        ('<svg viewBox="0 0 1 1"><circle r="1"/></svg>', '<svg viewBox="0 0 1 1"><circle r="1"/></svg>'),
        ("<svg viewBox=0><clipPath></clipPath></svg>", '<svg viewBox="0"><clipPath></clipPath></svg>'),
        ("1 < 2 og 3 > 2", "1 &lt; 2 og 3 &gt; 2"),
        ("<p>en<p>to<ul><li>tre<li>fire</ul>", "<p>en</p><p>to</p><ul><li>tre</li><li>fire</li></ul>"),
        (
            "<table><tr><td>1<td>2<tr><th>3</table>",
            "<table><tr><td>1</td><td>2</td></tr><tr><th>3</th></tr></table>",
        ),
        ("a<!-- b -- c -->d<script>if (a < b) {}</script>e<br>", "ade<br />"),
        ("<o:p>Word</o:p><br>", "<o-p>Word</o-p><br />"),
        ("a\x0cb", "ab"),
    ],
)
def test_html_shorthands_are_written_out(html, xhtml):
    assert mend(html) == (xhtml, [])


@pytest.mark.parametrize(
    ("html", "xhtml", "strays"),
    [
        ("<p>en <b>to</p>", "<p>en &lt;b&gt;to</p>", ["<b>"]),
        ("en</div> to", "en&lt;/div&gt; to", ["</div>"]),
        ('<div title="a">x', '&lt;div title="a"&gt;x', ['<div title="a">']),
        ("<i><b>x</i></b>", "<i>&lt;b&gt;x</i>&lt;/b&gt;", ["<b>", "</b>"]),
    ],
)
def test_tags_without_a_partner_become_text(html, xhtml, strays):
    assert mend(html) == (xhtml, strays)


def test_what_opens_in_one_piece_may_close_in_a_later_one():
    pieces = ["<details open>", "<br>", "</details>"]
    assert [made for made, _strays in mend_all(pieces)] == ['<details open="open">', "<br />", "</details>"]
    assert mend_all(["<b>", "x", "</i>"]) == [("&lt;b&gt;", ["<b>"]), ("x", []), ("&lt;/i&gt;", ["</i>"])]


def test_well_formed_page_is_taken_as_it_is():
    root, strays = parse('<p title="&#38;nbsp;">a<br/>b</p>')
    assert etree.tostring(root) == b'<p title="&amp;nbsp;">a<br/>b</p>'
    assert strays == []


def test_page_that_somebody_broke_keeps_its_words_and_says_what_is_wrong():
    root, strays = parse("<html><body><div><p>en <b>to</p><p>tre</p></body></div></html>")
    assert "".join(root.itertext()) == "en <b>totre"
    assert strays == ["<b>"]


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hemmelig")
    root, _strays = parse(f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>a&#38;b</p>')
    assert "hemmelig" not in "".join(root.itertext())


PIECES = names(
    "<b> </b> <p> </p> <li> </li> <ul> </ul> <br> <br/> <img/src=a/> <DIV/class=a> </DIV> <svg/viewBox=0> "
    "</svg> <path/d=1/> ord <!-- --> <![CDATA[x<y]]> ]]> &nbsp; &#0; &amp & < > <o:p> </o:p> "
    "<a/@x=1/xlink:href=a> </a> <?php?> <td> <tr> <table> </table> <x-y> </x-y> </html> <body> "
    "<a/xmlns:y=z> <é>"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(sorted(PIECES)) | st.text(max_size=3), max_size=12))
def test_whatever_is_written_can_be_parsed(pieces):
    etree.fromstring("<p xmlns:epub='e'>" + "".join(made for made, _strays in mend_all(pieces)) + "</p>")
    parse("<html>" + "".join(pieces) + "</html>")
