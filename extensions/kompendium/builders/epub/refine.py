"""From what Sphinx and the rooms wrote to what e-readers and screen readers need, page by page. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urldefrag, urlsplit

from lxml import etree

from .content_model import fit
from .markup import names
from .package import EPUB_TYPE, XML_LANG
from .page import HEADINGS, SAFE_IN_URL, H, add_class, drop, elements, empty, remove, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Mapping

ID_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-details", "aria-controls", "aria-owns", "headers", "for")
SCHEMES = names("http https mailto tel sms ftp geo irc news urn xmpp")
"""Kinds of addresses that a reading system can do something with."""
WIDTH_STEP = 10


@dataclass(frozen=True, slots=True)
class PageRole:
    """What a page is in the book: terms of the EPUB structural vocabulary and of DPUB-ARIA, or empty."""

    type: str = ""
    role: str = ""


CHAPTER = PageRole("chapter", "doc-chapter")
TITLE_PAGE = PageRole("titlepage", "")
PLAIN = PageRole()


@dataclass(frozen=True, slots=True)
class PageLabels:
    """Words that a page needs and its author did not write, in the book's language."""

    task_open: str
    task_done: str


def refine(root: etree._Element, *, language: str, page_role: PageRole, labels: PageLabels) -> None:
    """Make a page's markup fit for e-readers, in place. The words stay."""
    set_language(root, language)
    remove_scripts(root)
    remove_web_only(root)
    replace_controls(root, labels)
    fit(root)
    harden_ids(root)
    join_note_labels(root)
    name_notes(root)
    name_citations(root)
    say_numbers_apart(root)
    mark_page(root, page_role)
    mark_parts(root)
    mark_toctrees(root)
    close_heading_gaps(root)
    scope_headers(root)
    share_columns(root)
    move_styles_to_classes(root)
    tidy_links(root)
    settle_page_breaks(root)


def set_language(root: etree._Element, language: str) -> None:
    """The language on the page, and on whatever is marked as another, in both of its spellings."""
    root.set("lang", language)
    for element in root.iter(etree.Element):
        if lang := element.get("lang") or element.get(XML_LANG):
            if element.tag.startswith(H):
                element.set("lang", lang)
            element.set(XML_LANG, lang)


def remove_scripts(root: etree._Element) -> None:
    """No scripts, no event handlers, no frames: a book is read where none of them run."""
    for element in elements(root, "script", "template"):
        remove(element)
    for element in elements(root, "noscript"):
        # What it says is for readers without scripts, as every reader of a book is.
        unwrap(element)
    for element in root.iter(etree.Element):
        drop(element, *(str(n) for n in element.attrib if str(n).startswith("on")))
    for frame in elements(root, "iframe"):
        source = frame.get("src", "")
        title = frame.get("title", "")
        empty(frame)
        frame.attrib.clear()
        frame.tag = f"{H}a"
        frame.set("href", source)
        frame.text = title or source


def remove_web_only(root: etree._Element) -> None:
    """Take out what serves a site alone: a row of buttons, a link to the file that is being read."""
    for element in list(root.iter(f"{H}*")):
        classes = element.get("class", "").split()
        # Sphinx's index of modules has a picture in each group that folds it.
        if "kompendium-web-only" in classes or ("toggler" in classes and element.tag == f"{H}img"):
            remove(element)


def replace_controls(root: etree._Element, labels: PageLabels) -> None:
    """Check boxes become characters with a name; what a browser folds away stands open."""
    for box in elements(root, "input"):
        if box.get("type") in {"submit", "button", "reset"} and box.get("value"):
            box.text = box.get("value")
            box.attrib.clear()
            box.tag = f"{H}span"
            continue
        if box.get("type") != "checkbox":
            remove(box)
            continue
        done = box.get("checked") is not None
        box.attrib.clear()
        box.tag = f"{H}span"
        box.set("class", "task-box")
        box.set("role", "img")
        box.set("aria-label", labels.task_done if done else labels.task_open)
        box.text = "☑" if done else "☐"
        if not (box.tail or "").startswith(" "):
            box.tail = f" {box.tail or ''}"
    for details in elements(root, "details"):
        details.tag = f"{H}div"
        drop(details, "open")
    for summary in elements(root, "summary"):
        summary.tag = f"{H}p"
        add_class(summary, "summary")


def safe_id(name: str) -> str:
    """An id without colons, which some engines take for a protocol, nor anything else an XML name may not hold."""
    name = re.sub(r"[^\w.\-]", "-", name)
    return name if name[:1].isalpha() or name[:1] == "_" else f"id-{name}"


def harden_ids(root: etree._Element) -> None:
    """Ids that are XML names and stand once, and references that follow them."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        name = element.get("id")
        if name is None:
            continue
        name = safe_id(name)
        if name in seen:
            del element.attrib["id"]
        else:
            element.set("id", name)
            seen.add(name)
    for element in root.iter(etree.Element):
        for attribute in ID_REFERENCES:
            if value := element.get(attribute):
                kept = [i for i in (safe_id(v) for v in value.split()) if i in seen]
                if kept:
                    element.set(attribute, " ".join(kept))
                else:
                    del element.attrib[attribute]


def join_note_labels(root: etree._Element) -> None:
    """Put a note's number into its first paragraph: engines without floats set it on a line of its own else."""
    for label in elements(root, "span"):
        paragraph = label.getnext()
        if label.get("class") != "note-label":
            continue
        if paragraph is not None and paragraph.tag == f"{H}p":
            label.tail, paragraph.text = f" {paragraph.text or ''}", None
            paragraph.insert(0, label)
        else:
            label.tag = f"{H}p"


def name_notes(root: etree._Element) -> None:
    """Name notes and their marks by their numbers: docutils' running ids change with whatever stands before them."""
    taken = {e.get("id") for e in root.iter(etree.Element)}
    renamed: dict[str, str] = {}
    notes = [e for e in elements(root, "div") if e.get(EPUB_TYPE) == "footnote"]
    for note in notes:
        link = next((a for a in elements(note, "a") if a.get("role") == "doc-backlink"), None)
        new, old = safe_id(f"note-{text_of(link)}") if link is not None else "", note.get("id", "")
        if new and new not in taken:
            renamed[old] = new
            taken.add(new)
            marks = [a for a in elements(root, "a") if a.get("role") == "doc-noteref" and a.get("href") == f"#{old}"]
            for number, mark in enumerate(marks, 1):
                renamed[mark.get("id", "")] = f"{new}-{number}"
    _rename(root, renamed)


def name_citations(root: etree._Element) -> None:
    """Name the marks of citations by the works they cite, and say of both ends of the link what they are."""
    works = {e.get("id"): e for e in elements(root, "li") if "kompendium-reference" in e.get("class", "").split()}
    renamed: dict[str, str] = {}
    for link in elements(root, "a"):
        cited = link.get("href", "").removeprefix("#")
        if cited not in works:
            continue
        link.set(EPUB_TYPE, "biblioref")
        link.set("role", "doc-biblioref")
        # The whole reference, for a mouse to show; a screen reader would read it out in the middle of a sentence.
        drop(link, "title")
        mark = next((e for e in link.iterancestors() if "bibtex-citation" in e.get("class", "").split()), None)
        if mark is not None and mark.get("id") and mark.get("id") not in renamed:
            name = f"cite-{cited.removeprefix('ref-')}"
            serial = sum(new.startswith(name) for new in renamed.values())
            renamed[mark.get("id", "")] = f"{name}-{serial + 1}" if serial else name
    for link in (link for work in works.values() for link in elements(work, "a")):
        if link.get("href", "").removeprefix("#") in renamed:
            link.set("role", "doc-backlink")
    _rename(root, renamed)


def _rename(root: etree._Element, renamed: Mapping[str, str]) -> None:
    """Give ids new names, and lead the links of the page to them."""
    for element in root.iter(etree.Element):
        if (name := element.get("id", "")) in renamed:
            element.set("id", renamed[name])
        if (href := element.get("href") or "").startswith("#") and href[1:] in renamed:
            element.set("href", f"#{renamed[href[1:]]}")


def say_numbers_apart(root: etree._Element) -> None:
    """Put the space after a number outside its element: a name made of «Tabell 1.1 » and «Tekst» may lose it."""
    for number in elements(root, "span"):
        if number.get("class") in {"caption-number", "section-number"} and (number.text or "").endswith(" "):
            number.text, number.tail = (number.text or "").rstrip(" "), f" {number.tail or ''}"


PART_TERMS = {
    "kompendium-literature": "bibliography",
    "kompendium-register-codes": "index",
    "kompendium-register-names": "index",
    "genindextable": "index",
    "kompendium-register-abbreviations": "glossary",
    "glossary": "glossary",
}
"""Classes of what stands in a section → the section's term in the structural vocabulary."""


def mark_parts(root: etree._Element) -> None:
    """Say of literature, registers and word lists that they are: a reading system offers to go there."""
    for element in root.iter(f"{H}*"):
        term = next((PART_TERMS[c] for c in element.get("class", "").split() if c in PART_TERMS), "")
        sections = (e for e in [element, *element.iterancestors()] if e.tag == f"{H}section")
        section = next(sections, None) if term else None
        if section is not None and not section.get(EPUB_TYPE):
            section.set(EPUB_TYPE, term)
            section.set("role", f"doc-{term}")


def mark_toctrees(root: etree._Element) -> None:
    """A table of contents within a page gets an id to be led to; its caption is a heading with a level."""
    wrappers = [e for e in elements(root, "div") if "toctree-wrapper" in e.get("class", "").split()]
    for number, wrapper in enumerate(wrappers, 1):
        if not wrapper.get("id") and len(wrapper):
            wrapper.set("id", f"contents-{number}")
    for caption in elements(root, "p"):
        if caption.get("role") == "heading" and not caption.get("aria-level"):
            del caption.attrib["role"]
            caption.tag = f"{H}h2"


def mark_page(root: etree._Element, page_role: PageRole) -> None:
    """Say on the page's outermost section what it is, and which heading names it."""
    body = root.find(f"{H}body")
    if body is None or not page_role.type:
        return
    for part in elements(body, "header", "footer"):
        # Of a chapter, not of the page: a screen reader that does not take «doc-chapter» for a section says otherwise.
        part.tag = f"{H}div"
    section = next((e for e in body.iter(f"{H}section", f"{H}div") if e.find(f"{H}h1") is not None), None)
    if section is None:
        return
    section.tag = f"{H}section"
    section.set(EPUB_TYPE, page_role.type)
    if page_role.role:
        section.set("role", page_role.role)
    heading = section.find(f"{H}h1")
    if heading is not None:
        if not heading.get("id"):
            heading.set("id", f"{section.get('id') or 'page'}-title")
        section.set("aria-labelledby", heading.get("id") or "")


def close_heading_gaps(root: etree._Element) -> None:
    """Renumber headings so that none is more than one level below the one it belongs to."""
    outline: list[tuple[int, int]] = []
    for heading in list(root.iter(*HEADINGS)):
        level = int(heading.tag[-1])
        while outline and outline[-1][0] >= level:
            outline.pop()
        new = outline[-1][1] + 1 if outline else 1
        outline.append((level, new))
        heading.tag = f"{H}h{min(new, 6)}"


def scope_headers(root: etree._Element) -> None:
    """Tell each header cell whether it heads a column or a row."""
    for cell in elements(root, "th"):
        if cell.get("scope"):
            continue
        in_head = any(a.tag == f"{H}thead" for a in cell.iterancestors())
        cell.set("scope", "col" if in_head else "row")
    for cell in elements(root, "td", "th"):
        drop(cell, "align", "valign")


COLUMN_STEP = 2
MOST_COLUMNS = 20
BOLD = 1.12
"""How much wider bold letters are."""
WIDE = 5
"""From so many columns on, a table needs smaller letters on a small screen."""


def share_columns(root: etree._Element) -> None:
    """Give each column of a table its share of the width, as classes: a table of fixed layout loses no word.

    A table that finds its own widths runs out of a small screen where its words are long, and there is no way to what
    stands outside. The shares are the author's, or go by the longest word and the longest text of a column.
    """
    for table in elements(root, "table"):
        columns = [[*column] for column in zip(*_grid(table), strict=False)]
        if not 1 < len(columns) <= MOST_COLUMNS:
            continue
        given = [re.search(r"width:\s*([\d.]+)%", col.get("style", "")) for col in table.iter(f"{H}col")]
        if "colwidths-given" in table.get("class", "").split() and len(given) == len(columns) and all(given):
            weights = [float(width[1]) for width in given if width]
        else:
            weights = [_weight([text for text in column if text]) for column in columns]
            if table.find(f"{H}tbody/{H}tr/{H}th") is not None:
                weights[0] *= BOLD
        for group in table.findall(f"{H}colgroup"):
            remove(group)
        group = etree.Element(f"{H}colgroup")
        for share in _shares(weights):
            etree.SubElement(group, f"{H}col").set("class", f"column-{share}")
        table.insert(1 if table.find(f"{H}caption") is not None else 0, group)
        add_class(table, "shared")
        if len(columns) >= WIDE:
            add_class(table, "wide")


def _grid(table: etree._Element) -> list[list[str]]:
    """The texts of a table's cells, row by row; empty where a cell reaches over several columns or rows."""
    rows = [row for row in table.iter(f"{H}tr") if next(row.iterancestors(f"{H}table"), None) is table]
    texts: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in texts:
                x += 1
            width, height = (int(n) if (n := cell.get(name, "1")).isdecimal() else 1 for name in ("colspan", "rowspan"))
            for place in ((y + down, x + right) for down in range(height) for right in range(width)):
                texts[place] = text_of(cell) if width == 1 else ""
    count = max((x for _y, x in texts), default=-1) + 1
    return [[texts.get((y, x), "") for x in range(count)] for y in range(len(rows))]


def _weight(texts: list[str]) -> float:
    """How wide a column should be, in letters: its longest word, and something of its longest text."""
    word = max((len(word) for text in texts for word in text.split()), default=1)
    text = max((len(text) for text in texts), default=1)
    return min(word, 24) + 1.5 + min(text - word, 60) / 12


def _shares(weights: list[float]) -> list[int]:
    """Weights as per cent in steps, at least one each, 100 together."""
    steps = 100 // COLUMN_STEP
    exact = [weight / sum(weights) * steps for weight in weights]
    shares = [max(1, int(share)) for share in exact]
    while sum(shares) != steps:
        change = 1 if sum(shares) < steps else -1
        place = max(range(len(exact)), key=lambda i: (exact[i] - shares[i]) * change if shares[i] + change else -steps)
        shares[place] += change
    return [share * COLUMN_STEP for share in shares]


def move_styles_to_classes(root: etree._Element) -> None:
    """No inline styles: widths in per cent become classes of the style sheet, the rest is the reader's choice."""
    for element in root.iter(etree.Element):
        if not isinstance(element.tag, str) or not element.tag.startswith(H):
            continue
        style = element.get("style", "")
        drop(element, "style")
        if element.tag not in {f"{H}img", f"{H}figure"}:
            drop(element, "width")
            drop(element, "height")
        if element.tag in {f"{H}img", f"{H}figure", f"{H}table"} and (
            width := re.search(r"(?<![-\w])width:\s*([\d.]+)%", style)
        ):
            step = min(100, max(WIDTH_STEP, round(float(width[1]) / WIDTH_STEP) * WIDTH_STEP))
            add_class(element, f"width-{step}")
    for group in elements(root, "colgroup"):
        # Docutils' column widths were inline styles only; without them the group says nothing.
        if all(not column.attrib for column in group):
            remove(group)


def tidy_links(root: etree._Element) -> None:
    """Addresses as RFC 3986 wants them; attributes that mean something only in a browser go."""
    for link in elements(root, "a"):
        drop(link, "target", "rel", "download", "ping")
        href = (link.get("href") or "").strip()
        if not href:
            drop(link, "href")
            continue
        outside = _address(href)
        if outside is not None:
            link.set("href", outside)
        else:
            path, fragment = urldefrag(href)
            if not path and not fragment:
                # A link to the page itself leads to its beginning; an empty address leads nowhere.
                fragment = next((i for e in elements(root, "section") if (i := e.get("id"))), "")
            link.set("href", path + (f"#{safe_id(unquote(fragment))}" if fragment else ""))
        if not link.get("href"):
            drop(link, "href")
    # foliate-js leaves addresses in ``srcset`` as they are: its readers would see none of the pictures to choose from.
    for source in elements(root, "source"):
        if source.get("srcset") is not None:
            remove(source)
    for choice in elements(root, "picture"):
        unwrap(choice)
    for picture in elements(root, "img"):
        drop(picture, "loading", "decoding", "srcset", "sizes")


GENERATED = {"section-number", "caption-number", "note-label", "kompendium-box-icon"}
"""Classes of what is written before an element's own text."""
INLINE = ("a", "abbr", "b", "cite", "code", "em", "i", "kbd", "q", "s", "small", "span", "strong", "sub", "sup", "u")


def settle_page_breaks(root: etree._Element) -> None:
    """Put a page break that begins an element before all of it: its number belongs to the page, too.

    A break at the beginning of a heading or a link would be read as a part of its name, and stands before it.
    """
    breaks = [e for e in elements(root, "span") if e.get(EPUB_TYPE) == "pagebreak"]
    named = {i for e in root.iter(etree.Element) for i in (e.get("aria-labelledby") or "").split()} if breaks else set()
    left = {*HEADINGS, f"{H}figure", *(f"{H}{tag}" for tag in INLINE)}
    for element in breaks:
        parent = element.getparent()
        while parent is not None and _begins(element, parent):
            around = parent.getparent()
            if around is None or not (parent.tag in left or parent.get("id") in named):
                if parent[0] is not element:
                    _move(element, parent, 0)
                break
            _move(element, around, around.index(parent))
            parent = around


def _begins(element: etree._Element, parent: etree._Element) -> bool:
    """Whether nothing but generated numbers stands before an element in its parent."""
    before = list(element.itersiblings(preceding=True))
    return not (parent.text or "").strip() and all(
        GENERATED & set((e.get("class") or "").split()) and not (e.tail or "").strip() for e in before
    )


def _move(element: etree._Element, parent: etree._Element, index: int) -> None:
    """Move an empty element; the text around it stays where it is."""
    remove(element)
    parent.insert(index, element)


def _address(href: str) -> str | None:
    """An address outside the book, percent-encoded; empty where it leads nowhere, ``None`` if it is one within."""
    try:
        parts = urlsplit(f"https:{href}" if href.startswith("//") else href)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not parts.scheme:
        return None
    if parts.scheme not in SCHEMES or (
        parts.scheme in {"http", "https", "ftp"} and not re.fullmatch(r"[\w.:-]+", host)
    ):
        return ""
    if not host.isascii():
        parts = parts._replace(netloc=parts.netloc.encode("idna").decode())
    plain = quote(parts._replace(fragment="").geturl(), safe=SAFE_IN_URL)
    mark = quote(parts.fragment, safe=SAFE_IN_URL.replace("#", ""))
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", f"{plain}#{mark}" if mark else plain).replace("[", "%5B")
