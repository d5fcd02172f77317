from __future__ import annotations

from lxml import etree

from kompendium.builders.epub.package import EPUB_TYPE
from kompendium.builders.epub.page import Page, serialise
from kompendium.builders.epub.refine import CHAPTER, PLAIN, PageLabels, refine

from .checking import NS

LABELS = PageLabels("ikke gjort", "gjort")


def refined(body: str, page_role=PLAIN, language: str = "nb") -> etree._Element:
    source = (
        f'<html xmlns="{NS["h"]}" xmlns:epub="{NS["epub"]}"><head><title>T</title></head><body>{body}</body></html>'
    )
    root = etree.fromstring(source)
    refine(root, language=language, page_role=page_role, labels=LABELS)
    return root


def find(root: etree._Element, path: str) -> list:
    return root.xpath(path, namespaces=NS)


def body_of(root: etree._Element) -> str:
    text = serialise(root).decode()
    return text[text.index("<body>") + 6 : text.index("</body>")]


def test_language_is_on_the_page_and_on_foreign_words_in_both_spellings():
    root = refined('<p><i lang="la">calcinosis</i></p>')
    assert (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("nb", "nb")
    assert find(root, "//h:i[@lang='la' and @xml:lang='la']")


def test_chapter_section_is_named_by_its_heading():
    root = refined('<section id="kalsinose"><h1>161 Kalsinose</h1></section>', CHAPTER)
    (section,) = find(root, "//h:section")
    assert section.get(EPUB_TYPE) == "chapter"
    assert section.get("role") == "doc-chapter"
    assert find(root, f"//h:h1[@id='{section.get('aria-labelledby')}']")


def test_skipped_heading_levels_are_closed_and_siblings_stay_siblings():
    root = refined("<h1>a</h1><h4>b</h4><h5>c</h5><h4>d</h4><h2>e</h2><h3>f</h3>")
    assert [etree.QName(e).localname for e in root.iter() if "}h" in str(e.tag) and str(e.tag)[-1].isdigit()] == [
        "h1", "h2", "h3", "h2", "h2", "h3",
    ]  # fmt: skip


def test_header_cells_say_what_they_head():
    root = refined("<table><thead><tr><th>A</th></tr></thead><tbody><tr><th>r</th><td>1</td></tr></tbody></table>")
    assert find(root, "//h:th/@scope") == ["col", "row"]


def test_colons_leave_ids_and_the_links_to_them_together():
    root = refined('<p id="std:a">x</p><p id="std:a">y</p><a href="#std:a">z</a><p aria-labelledby="std:a nei">v</p>')
    assert find(root, "//h:p/@id") == ["std-a"]
    assert find(root, "//h:a/@href") == ["#std-a"]
    assert find(root, "//@aria-labelledby") == ["std-a"]


def test_inline_styles_go_and_widths_become_classes():
    root = refined('<img src="a.png" alt="" style="width: 47.5%; color: red"/><p style="color:red">x</p>')
    assert find(root, "//@style") == []
    assert find(root, "//h:img/@class") == ["width-50"]


def test_check_boxes_become_characters_with_a_name():
    root = refined('<ul><li><input type="checkbox" checked="checked"/>a</li><li><input type="checkbox"/> b</li></ul>')
    assert find(root, "//h:input") == []
    assert find(root, "//h:span/@aria-label") == ["gjort", "ikke gjort"]
    assert [" ".join(li.itertext()) for li in find(root, "//h:li")] == ["☑  a", "☐  b"]


def test_scripts_and_handlers_go_and_the_text_after_them_stays():
    root = refined('<p onclick="x()">a<script>alert(1)</script> b</p>')
    assert "".join(find(root, "//h:p")[0].itertext()) == "a b"
    assert find(root, "//h:p/@*") == []


def test_what_a_page_says_to_readers_without_scripts_stays():
    root = refined("<div><script>draw()</script><noscript><p>Se tabellen.</p></noscript></div>")
    assert body_of(root) == "<div><p>Se tabellen.</p></div>"


def test_folded_text_stands_open():
    root = refined('<details open="open"><summary>Tittel</summary><p>Tekst</p></details>')
    assert body_of(root) == '<div><p class="summary">Tittel</p><p>Tekst</p></div>'


def test_web_only_parts_are_left_out():
    root = refined('<p>a<span class="kompendium-web-only">Del</span> b</p>')
    assert body_of(root) == "<p>a b</p>"


def test_addresses_are_percent_encoded():
    root = refined('<a href="https://example.org/ø å?q=[1]" target="_blank">x</a>')
    assert find(root, "//h:a/@href") == ["https://example.org/%C3%B8%20%C3%A5?q=%5B1%5D"]
    assert find(root, "//@target") == []


def test_notes_are_named_by_their_number():
    root = refined(
        '<p><a role="doc-noteref" id="id1" href="#id3">1</a><a role="doc-noteref" id="id2" href="#id3">1</a></p>'
        '<div epub:type="footnote" id="id3"><a role="doc-backlink" href="#id1">1</a>'
        '<a role="doc-backlink" href="#id2">(2)</a></div>'
    )
    assert find(root, "//h:div/@id") == ["note-1"]
    assert find(root, "//h:p/h:a/@id") == ["note-1-1", "note-1-2"]
    assert find(root, "//h:div/h:a/@href") == ["#note-1-1", "#note-1-2"]
    assert find(root, "//h:p/h:a/@href") == ["#note-1", "#note-1"]


def test_registers_and_literature_are_named():
    root = refined('<section id="r"><h1>Navn</h1><div class="kompendium-register-names">x</div></section>')
    (section,) = find(root, "//h:section")
    assert (section.get(EPUB_TYPE), section.get("role")) == ("index", "doc-index")


def test_empty_elements_are_written_with_an_end_tag():
    assert body_of(refined('<p><span id="a"/><br/></p>')) == '<p><span id="a"></span><br/></p>'


def test_link_to_the_page_itself_leads_to_its_beginning():
    root = refined('<section id="huden"><h1>Huden</h1><p><a href="#">her</a></p></section>')
    assert find(root, "//h:a/@href") == ["#huden"]


def test_page_break_stands_before_what_it_begins_and_stays_in_what_it_divides():
    mark = '<span id="{}" role="doc-pagebreak" epub:type="pagebreak" aria-label="1"></span>'
    body = (
        f'<section><h2><span class="section-number">2 </span>{mark.format("a")}Huden</h2>'
        f'<aside aria-labelledby="t"><p id="t">{mark.format("b")}Tips</p></aside>'
        f'<p>Se <a href="#a"><em>{mark.format("c")}huden</em> og {mark.format("d")}håret</a>.</p>'
        f'<figure><img src="p.png" alt="P"/><figcaption><p><span class="caption-number">Figur 1 </span>'
        f'<span class="caption-text">{mark.format("e")}Tekst</span></p></figcaption></figure></section>'
    )
    root = refined(body)
    order = [e.tail or "" if e.get("role") else e.tag.partition("}")[2] for e in find(root, "//h:body//*")]
    assert order == [
        "section", "", "h1", "span", "aside", "", "p",
        "p", "", "a", "em", "håret",
        "figure", "img", "figcaption", "p", "", "span", "span",
    ]  # fmt: skip
    assert "".join(root.find(f"{{{NS['h']}}}body").itertext()) == "2 HudenTipsSe huden og håret.Figur 1 Tekst"


def test_links_out_of_the_publication_become_text():
    root = refined(
        '<p><a href="b.xhtml#x">B</a> <a href="#her">her</a> <a href="https://e.org">ut</a><i id="her">.</i></p>'
    )
    page = Page("a.xhtml", root)
    assert page.cut_links({"a.xhtml": page.ids}) == ["b.xhtml#x"]
    assert find(root, "//h:a/@href") == ["#her", "https://e.org"]
    assert "".join(find(root, "//h:p")[0].itertext()) == "B her ut."


def test_missing_picture_leaves_its_alternative_text():
    root = refined('<p><img src="nei.png" alt="En hånd"/></p>')
    Page("a.xhtml", root).replace_missing_pictures(lambda _href: False)
    assert body_of(root) == '<p><span class="missing-picture">En hånd</span></p>'


def test_png_is_shown_for_an_svg():
    root = refined('<p><img src="../b/x.svg" alt="X"/>.</p>')
    Page("kapitler/a.xhtml", root).use_fallbacks({"b/x.svg": "b/x-svg.png"})
    assert body_of(root) == '<p><img src="../b/x-svg.png" alt="X"/>.</p>'


def test_choice_of_pictures_becomes_the_one_that_every_engine_shows():
    root = refined('<p><picture><source srcset="x.webp" type="image/webp"/><img src="x.png" alt="X"/></picture>.</p>')
    assert body_of(root) == '<p><img src="x.png" alt="X"/>.</p>'


def test_number_of_a_note_stands_in_its_first_paragraph():
    root = refined('<div epub:type="footnote"><span class="note-label"><a href="#x">1</a></span> <p>Fotnote.</p></div>')
    assert find(root, "string(//h:p)") == "1 Fotnote."


def test_citation_is_named_by_its_work_and_leads_there_and_back():
    mark = '<span class="bibtex-citation" id="id{0}">[<a href="#ref-gran" title="Gran J. Bok.">1</a>]</span>'
    root = refined(
        f"<p>{mark.format(1)} {mark.format(2)}</p>"
        '<ol><li class="kompendium-reference" id="ref-gran"><a href="#id1">[1]</a> Gran J. Bok.</li></ol>'
    )
    assert find(root, "//h:span/@id") == ["cite-gran", "cite-gran-2"]
    assert find(root, "//h:a/@href") == ["#ref-gran", "#ref-gran", "#cite-gran"]
    assert find(root, "//h:a/@role") == ["doc-biblioref", "doc-biblioref", "doc-backlink"]
    assert find(root, "//h:a/@title") == []


def test_space_after_a_number_stands_outside_it():
    root = refined('<p><span class="caption-number">Tabell 1.1 </span><span class="caption-text">Tekst</span></p>')
    assert body_of(root) == (
        '<p><span class="caption-number">Tabell 1.1</span> <span class="caption-text">Tekst</span></p>'
    )


def test_end_of_a_chapter_is_not_the_end_of_a_page():
    root = refined("<section><h1>A</h1><footer><p>Slutt.</p></footer></section>", CHAPTER)
    assert find(root, "//h:footer") == []
    assert find(root, "//h:section/h:div/h:p/text()") == ["Slutt."]


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def test_columns_share_the_width_by_their_words():
    root = refined(
        f"<table><caption>T</caption>{row('Natriumtiosulfat', '1', 'Hver måned')}{row('a', '2', 'b')}</table>"
    )
    assert find(root, "//h:table/*[2]/h:col/@class") == ["column-64", "column-10", "column-26"]
    assert find(root, "//h:table/@class") == ["shared"]


def test_columns_have_the_widths_that_the_author_gave():
    cols = '<colgroup><col style="width: 20.0%" /><col style="width: 80.0%" /></colgroup>'
    root = refined(f'<table class="colwidths-given">{cols}{row("a", "b")}</table>')
    assert find(root, "//h:col/@class") == ["column-20", "column-80"]


def test_table_of_many_columns_is_wide_and_each_has_its_share():
    root = refined(f"<table>{row(*'abcde')}<tr><td colspan='4'>over flere</td><td>x</td></tr></table>")
    assert find(root, "//h:col/@class") == ["column-20"] * 5
    assert find(root, "//h:table/@class") == ["shared wide"]


def test_cell_that_reaches_down_keeps_the_columns_apart():
    rows = "<tr><td rowspan='2'>Immunologi</td><td>a</td></tr><tr><td>b</td></tr>"
    assert find(refined(f"<table>{rows}</table>"), "//h:col/@class") == ["column-82", "column-18"]


def test_table_of_one_column_and_of_too_many_finds_its_own_widths():
    assert find(refined(f"<table>{row('a')}</table><table>{row(*'a' * 21)}</table>"), "//h:col") == []
