from __future__ import annotations

import pytest
from lxml import etree

from kompendium.builders.epub.content_model import fit
from kompendium.builders.epub.markup import parse
from kompendium.builders.epub.package import EPUB_OPS, XHTML


def fitted(body: str) -> str:
    root, _strays = parse(f'<html xmlns="{XHTML}" xmlns:epub="{EPUB_OPS}"><head/><body>{body}</body></html>')
    fit(root)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root[1], encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("</body>")]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        # Blocks in what holds lines of text
        ("<p>a<ul><li>b</li></ul>c</p>", "<div><p>a</p><ul><li>b</li></ul><p>c</p></div>"),
        ("<p>a <b>b</b><p>c</p></p>", "<div><p>a <b>b</b></p><p>c</p></div>"),
        ("<span><p>a</p></span>", "<div><p>a</p></div>"),
        ("<p><em>a<p>b</p></em> c</p>", '<div><div class="em">a<p>b</p></div><p> c</p></div>'),
        ("<p><a href='x'><div>a</div></a></p>", '<div><a href="x"><div>a</div></a></div>'),
        ("<dl><dt><h3>a</h3></dt><dd>b</dd></dl>", '<dl><dt><p class="rubric">a</p></dt><dd>b</dd></dl>'),
        # Lists
        ("<ul>a<p>b</p><li>c</li></ul>", "<ul><li>a</li><li><p>b</p></li><li>c</li></ul>"),
        ("<div><li>a</li><li>b</li></div>", "<div><ul><li>a</li><li>b</li></ul></div>"),
        ("<dl><dt>a</dt></dl>", "<dl><dt>a</dt><dd/></dl>"),
        ("<dl><dt>a</dt><p>b</p></dl>", "<dl><dt>a</dt><dd><p>b</p></dd></dl>"),
        ("<dl><dd>a</dd></dl>", "<div><div>a</div></div>"),
        ("<dl><div><dt>a</dt><dd>b</dd></div></dl>", "<dl><dt>a</dt><dd>b</dd></dl>"),
        # Tables
        ("<table><td>a</td></table>", "<table><tr><td>a</td></tr></table>"),
        ("<table><tr>a<td>b</td></tr></table>", "<table><tr><td>a</td><td>b</td></tr></table>"),
        ("<table><p>a</p><tr><td>b</td></tr></table>", "<p>a</p><table><tr><td>b</td></tr></table>"),
        (
            "<table><tbody><tr><td>b</td></tr></tbody><thead><tr><th>a</th></tr></thead></table>",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
        ),
        ("<div><td>a</td></div>", "<div><div>a</div></div>"),
        (
            "<table><tr><td>a</td></tr><caption>b</caption></table>",
            "<table><caption>b</caption><tr><td>a</td></tr></table>",
        ),
        # Figures
        ("<div><figcaption>a</figcaption></div>", "<div><div>a</div></div>"),
        (
            "<figure><p>c</p><figcaption>a</figcaption><figcaption>b</figcaption></figure>",
            "<figure><p>c</p><div>b</div><figcaption>a</figcaption></figure>",
        ),
        # Older HTML, forms, elements that nobody knows
        ("<center>a</center>", '<div class="center">a</div>'),
        ('<font color="red">a</font><tt>b</tt>', "<span>a</span><code>b</code>"),
        ("<button type='button'>a</button><my-tag>b</my-tag>", "<span>a</span><span>b</span>"),
        ("<my-tag><p>a</p></my-tag>", "<div><p>a</p></div>"),
        ("<P>a<BR/></P>", "<p>a<br/></p>"),
        ("<a name='x'>a</a>", '<a id="x">a</a>'),
        ('<td bgcolor="red" align="center" colspan="x">a</td>', '<div class="text-center">a</div>'),
        ('<p aria-expanded="true" role="button" hidden="hidden" contenteditable="1">a</p>', "<p>a</p>"),
        ("<a href='x'>a<a href='y'>b</a></a>", '<a href="x">a<span>b</span></a>'),
        ("<map><area href='x' alt='a'/></map>", '<span><a href="x">a</a> </span>'),
    ],
)
def test_page_is_brought_into_the_content_model(was, becomes):
    assert fitted(was) == becomes


def test_block_in_a_heading_becomes_text_and_its_words_stay_apart():
    made = fitted("<h2>a<p>b</p><ul><li>c</li><li>d</li></ul></h2>")
    assert made == "<h2>a<span>b</span> <span><span>c</span> <span>d</span> </span> </h2>"


def test_each_tab_stands_before_its_panel():
    tabs = (
        '<div role="tablist"><button role="tab" aria-controls="a">En</button><button role="tab" aria-controls="b">To'
        '</button></div><div role="tabpanel" id="a">1</div><div role="tabpanel" id="b" hidden="true">2</div>'
    )
    assert fitted(tabs) == (
        '<div/><p class="tab-label">En</p><div id="a">1</div><p class="tab-label">To</p><div id="b">2</div>'
    )


def test_drawing_gets_its_own_namespace_with_all_that_is_in_it():
    made = fitted('<p><svg version="4.1" viewBox="0 0 1 1"><g><path d="M0 0"/></g></svg>a</p>')
    assert made == '<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><g><path d="M0 0"/></g></svg>a</p>'
