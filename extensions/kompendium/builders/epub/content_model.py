"""HTML's content model: which element may stand in which, and with what attributes. Pure.

Extensions and raw HTML put blocks into paragraphs, tabs into forms, cells outside tables. A browser takes all of it,
and an e-reader may refuse the page. Elements are renamed or wrapped until the page is valid; the words stay, in their
order.
Source: HTML's «content model» of each element, as the schemas of EPUBCheck 5.3 hold it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from .markup import names
from .package import EPUB_TYPE, XHTML, XML_LANG, namespaces
from .page import HEADINGS, MATHML, SVG, H, add_class, drop, elements, empty, remove, text_of, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PHRASING = names(
    "a abbr audio b bdi bdo br cite code dfn em i img ins del kbd mark picture q ruby s samp small span "
    "strong sub sup u var video wbr"
)
FLOW_ONLY = names(
    "address article aside blockquote div dl figure footer h1 h2 h3 h4 h5 h6 header hr nav ol p pre section table ul"
)
_PARTS = names(
    "caption colgroup col thead tbody tfoot tr td th li dt dd figcaption source rt html head body title link meta"
)
_KNOWN = PHRASING | FLOW_ONLY | _PARTS
_SECTIONING = tuple(f"{H}{name}" for name in ("section", "header", "footer", "nav", "aside", "article"))
_FLOW_PARENTS = names(
    "body div section article aside nav header footer li dt dd td th caption figure figcaption blockquote address"
)
_TRANSPARENT = frozenset({"a", "ins", "del"})
_CLOSED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre", "ruby", "rt", "picture", "audio", "video"})
"""Elements that stay what they are: a block in them becomes a piece of text."""

_RENAMED = {
    "acronym": "abbr",
    "big": "span",
    "center": "div",
    "dialog": "div",
    "dir": "ul",
    "fieldset": "div",
    "form": "div",
    "hgroup": "div",
    "legend": "p",
    "listing": "pre",
    "main": "div",
    "menu": "ul",
    "optgroup": "p",
    "option": "p",
    "plaintext": "pre",
    "search": "div",
    "strike": "s",
    "textarea": "pre",
    "tt": "code",
    "xmp": "pre",
}
"""Elements of forms and of older HTML → what a book has in their place. What nobody knows becomes a span."""
_WITHOUT_WORDS = names("basefont bgsound embed frame input keygen param rp track")

# «style» goes when widths have become classes.
_GLOBAL = frozenset({"style", "id", "class", "lang", XML_LANG, "dir", "title", "role", EPUB_TYPE})
_ARIA = frozenset({"aria-label", "aria-labelledby", "aria-describedby", "aria-details", "aria-hidden"})
_OWN = {
    "a": {"href", "hreflang"},
    "audio": {"src", "controls", "loop"},
    "video": {"src", "controls", "loop", "poster", "width", "height"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "width", "height"},
    "link": {"rel", "href", "type"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "source": {"src", "srcset", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
}
_POSITIVE = re.compile(r"\s*0*[1-9]\d{0,3}\s*")
_VALUES = {
    "aria-hidden": re.compile("true|false"),
    "aria-level": _POSITIVE,
    "colspan": _POSITIVE,
    "dir": re.compile("ltr|rtl|auto"),
    "height": _POSITIVE,
    "lang": re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    XML_LANG: re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"),
    "rowspan": re.compile(r"\s*\d{1,4}\s*"),
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "span": _POSITIVE,
    "start": re.compile(r"\s*-?\d{1,9}\s*"),
    "type": re.compile(r"[1aAiI]|\w+/[\w.+-]+(?:;.*)?"),
    "value": re.compile(r"\s*-?\d{1,9}\s*"),
    "width": _POSITIVE,
}
_ROLES = names("note img list listitem heading presentation none group region math")
# EPUBCheck 5.3 knows DPUB-ARIA 1.0's roles by element; these hold on any that our pages put them on.
_DEPRECATED_ROLES = frozenset({"doc-biblioentry", "doc-endnote"})

_PICTURE = re.compile(r"\.(?:svg|png|jpe?g|gif|webp)$", re.IGNORECASE)
_FOREIGN = {"svg": SVG, "math": MATHML}


def fit(root: etree._Element) -> None:
    """Bring a page into HTML's content model, in place."""
    adopt_namespaces(root)
    rename(root)
    lead_tabs_to_panels(root)
    fit_attributes(root)
    fit_lists(root)
    fit_tables(root)
    fit_figures(root)
    open_paragraphs(root)
    part_links(root)


def _name(element: etree._Element) -> str:
    """The local name of an XHTML element, else empty."""
    tag = element.tag
    return tag[len(H) :] if isinstance(tag, str) and tag.startswith(H) else ""


def _has_words(text: str | None) -> bool:
    return bool(text and text.strip())


def adopt_namespaces(root: etree._Element) -> None:
    """Drawings and formulas into their own namespaces, which HTML lets one leave out; names in small letters."""
    etree.strip_tags(root, etree.Comment, etree.PI)
    for element in list(root.iter(etree.Element)):
        space, name = etree.QName(element).namespace, etree.QName(element).localname
        if space in {SVG, MATHML}:
            continue
        if space != XHTML or not name.islower():
            element.tag = f"{H}{name.lower()}"
        if name.lower() in _FOREIGN:
            _adopt(element, _FOREIGN[name.lower()])
    for drawing in root.iter(f"{{{SVG}}}svg"):
        if drawing.get("version") not in {"1.0", "1.1", "1.2"}:
            drop(drawing, "version")
    for island in root.iter(f"{{{SVG}}}foreignObject"):
        for side in ("width", "height"):
            island.set(side, island.get(side) or "100%")
    for formula in root.iter(f"{{{MATHML}}}math"):
        if not formula.get("alttext"):
            formula.set("alttext", text_of(formula))


def _adopt(element: etree._Element, uri: str) -> None:
    """Move an element into a namespace, with all that is below it."""
    parent, tail = element.getparent(), element.tail
    name = etree.QName(element).localname
    # A new one, since an element cannot be told a prefix later.
    adopted = etree.Element(
        f"{{{uri}}}{name}",
        {str(k): str(v) for k, v in element.attrib.items()},
        nsmap=namespaces(uri, **_prefixes(element)),
    )
    adopted.text, adopted.tail, element.tail = element.text, tail, None
    adopted.extend(element)
    if parent is not None:
        parent.replace(element, adopted)
    if name in {"foreignObject", "annotation-xml"}:
        return
    for child in list(adopted.iterchildren(etree.Element)):
        if etree.QName(child).namespace == XHTML:
            _adopt(child, uri)


def _prefixes(element: etree._Element) -> dict[str, str]:
    return {prefix: uri for prefix, uri in element.nsmap.items() if prefix}


def rename(root: etree._Element) -> None:
    """Each element that a book does not have becomes one that it has, or leaves its content."""
    for element in elements(root, "*"):
        name = _name(element)
        if name in _WITHOUT_WORDS or (name == "source" and _parent_name(element) not in {"picture", "audio", "video"}):
            remove(element)
        elif name == "object" and _PICTURE.search(element.get("data", "").partition("?")[0]):
            # What it holds is for those who cannot see the picture.
            alt = element.get("aria-label") or text_of(element)
            empty(element)
            element.set("src", element.get("data", ""))
            element.set("alt", alt)
            element.tag = f"{H}img"
        elif name == "area":
            # A place on a picture that can be touched: its name is a link.
            element.text = element.get("alt")
            element.tail = f" {element.tail or ''}"
            element.tag = f"{H}a"
        elif name == "label" and "tab" in element.get("class", ""):
            element.tag = f"{H}p"
        elif name in _RENAMED:
            add_class(element, name) if name in {"center", "legend"} else None
            element.tag = f"{H}{_RENAMED[name]}"
        elif name not in _KNOWN:
            element.tag = f"{H}span"
        if name in {"script", "style", "link", "meta", "title"} and any(
            _name(a) == "body" for a in element.iterancestors()
        ):
            remove(element)


def _parent_name(element: etree._Element) -> str:
    parent = element.getparent()
    return _name(parent) if parent is not None else ""


def lead_tabs_to_panels(root: etree._Element) -> None:
    """Where all tabs stand before all panels, each goes to its panel, which stands open."""
    panels = {e.get("id"): e for e in root.iter(f"{H}*") if e.get("role") == "tabpanel"}
    for tab in [e for e in root.iter(f"{H}*") if e.get("role") == "tab"]:
        panel = panels.get(tab.get("aria-controls", ""))
        if panel is None or panel.getparent() is None:
            continue
        label = etree.Element(f"{H}p", {"class": "tab-label"})
        label.text = text_of(tab)
        panel.addprevious(label)
        remove(tab)


def fit_attributes(root: etree._Element) -> None:
    """Keep the attributes that an element may have, with values that it may have."""
    for element in root.iter(f"{H}*"):
        name = _name(element)
        if name in {"html", "head", "meta"}:
            continue
        _modernise(element, name)
        own = _OWN.get(name, ())
        for key, value in element.attrib.items():
            key = str(key)
            known = (
                key in _GLOBAL
                or key in own
                or key in _ARIA
                or (key == "aria-level" and element.get("role") == "heading")
            )
            rule = _VALUES.get(key)
            if not known or (rule is not None and not rule.fullmatch(str(value))):
                drop(element, key)
        role = element.get("role", "")
        if role and (role in _DEPRECATED_ROLES or not (role in _ROLES or role.startswith("doc-"))):
            drop(element, "role")


def _modernise(element: etree._Element, name: str) -> None:
    """What older HTML said by attributes of its own."""
    if name == "a" and element.get("name") and not element.get("id"):
        element.set("id", element.get("name", ""))
    if element.get("align") in {"center", "right"}:
        add_class(element, f"text-{element.get('align')}")
    if name == "img" and (width := element.get("width", "")).endswith("%"):
        element.set("style", f"{element.get('style', '')}; width: {width}")


def _wrap(elements_: Iterable[etree._Element], tag: str) -> etree._Element:
    """Put elements that stand beside each other into a new one, with the text between them."""
    run = list(elements_)
    wrapper = etree.Element(f"{H}{tag}")
    run[0].addprevious(wrapper)
    wrapper.tail = None
    wrapper.extend(run)
    run[-1].tail, wrapper.tail = None, run[-1].tail
    return wrapper


def _lift_text(parent: etree._Element, tag: str) -> None:
    """Text that stands loose in a parent for elements alone gets an element of its own."""
    if _has_words(parent.text):
        piece = etree.Element(f"{H}{tag}")
        piece.text, parent.text = parent.text, None
        parent.insert(0, piece)
    for child in list(parent):
        if _has_words(child.tail):
            piece = etree.Element(f"{H}{tag}")
            piece.text, child.tail = child.tail, None
            child.addnext(piece)


def _runs(children: Iterable[etree._Element], names: frozenset[str]) -> Iterator[list[etree._Element]]:
    """Runs of children that have none of these names."""
    run: list[etree._Element] = []
    for child in children:
        if _name(child) in names:
            if run:
                yield run
            run = []
        else:
            run.append(child)
    if run:
        yield run


_ITEM = frozenset({"li"})
_TERMS = frozenset({"dt", "dd", "div"})


def fit_lists(root: etree._Element) -> None:
    """Lists hold items, and items stand in lists; a term has a description."""
    for items in elements(root, "ul", "ol"):
        _lift_text(items, "li")
        for run in list(_runs(list(items), _ITEM)):
            if all(_name(e) in {"br", "hr"} for e in run):
                for element in run:
                    remove(element)
            else:
                _wrap(run, "li")
    for item in elements(root, "li"):
        parent = item.getparent()
        if parent is not None and _name(parent) not in {"ul", "ol"}:
            run = [item]
            while (
                (following := run[-1].getnext()) is not None
                and _name(following) == "li"
                and not _has_words(run[-1].tail)
            ):
                run.append(following)
            _wrap(run, "ul")
    for terms in elements(root, "dl"):
        _lift_text(terms, "dd")
        for run in list(_runs(list(terms), _TERMS)):
            _wrap(run, "dd")
        for group in [e for e in terms if _name(e) == "div"]:
            if len(group) and all(_name(e) in {"dt", "dd"} for e in group) and not _has_words(group.text):
                unwrap(group)
            else:
                group.tag = f"{H}dd"
        names = [_name(e) for e in terms]
        if names and names[0] == "dd":
            # Descriptions of nothing are paragraphs.
            for child in terms:
                child.tag = f"{H}div"
            terms.tag = f"{H}div"
        elif names and names[-1] == "dt":
            etree.SubElement(terms, f"{H}dd")
    for stray in elements(root, "dt", "dd"):
        if _parent_name(stray) != "dl":
            stray.tag = f"{H}div"


_TABLE_PARTS = frozenset({"caption", "colgroup", "thead", "tbody", "tfoot", "tr"})
_CELLS = frozenset({"td", "th"})


def fit_tables(root: etree._Element) -> None:
    """Tables hold rows, rows hold cells; what stands between them moves before the table, as browsers have it."""
    for table in elements(root, "table"):
        _gather(table, _CELLS, "tr")
        _gather(table, frozenset({"col"}), "colgroup")
        _evict(table, table, _TABLE_PARTS)
        for section in [e for e in table if _name(e) in {"thead", "tbody", "tfoot"}]:
            _gather(section, _CELLS, "tr")
            _evict(section, table, frozenset({"tr"}))
        for group in [e for e in table if _name(e) == "colgroup"]:
            _evict(group, table, frozenset({"col"}))
        for row in elements(table, "tr"):
            if row.getparent() is not None and _table_of(row) is table:
                _lift_text(row, "td")
                for run in list(_runs(list(row), _CELLS)):
                    _wrap(run, "td")
        _order(table)
    for part in elements(root, "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th"):
        if _parent_name(part) not in _PARENTS[_name(part)]:
            part.tag = f"{H}div"


_PARENTS = {
    **{part: {"table"} for part in ("caption", "colgroup", "thead", "tbody", "tfoot")},
    "tr": {"table", "thead", "tbody", "tfoot"},
    "td": {"tr"},
    "th": {"tr"},
    "col": {"colgroup"},
}


def _table_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(f"{H}table"), None)


def _gather(parent: etree._Element, names: frozenset[str], tag: str) -> None:
    """Children of these names that stand a level too high get the parent that they lack."""
    run: list[etree._Element] = []
    for child in [*parent, None]:
        if child is not None and _name(child) in names:
            run.append(child)
        elif run:
            _wrap(run, tag)
            run = []


def _evict(parent: etree._Element, table: etree._Element, names: frozenset[str]) -> None:
    _lift_text(parent, "p")
    for child in list(parent):
        if _name(child) not in names:
            child.tail = None
            table.addprevious(child)
            if parent is table and _name(child) == "col":
                remove(child)


def _order(table: etree._Element) -> None:
    """Caption, columns, head, bodies, foot: the first of each that there may be one of."""
    parts: dict[str, list[etree._Element]] = {name: [] for name in ("caption", "colgroup", "thead", "tbody", "tfoot")}
    for child in list(table):
        name = _name(child)
        if name in {"caption", "thead", "tfoot"} and parts[name]:
            if name == "caption":
                child.tag = f"{H}p"
                table.addprevious(child)
                continue
            name, child.tag = "tbody", f"{H}tbody"
        parts["tbody" if name == "tr" else name].append(child)
    bodies = parts["tbody"]
    if any(_name(e) == "tbody" for e in bodies):
        for run in list(_runs(bodies, frozenset({"tbody"}))):
            bodies[bodies.index(run[0]) : bodies.index(run[-1]) + 1] = [_wrap(run, "tbody")]
    order = [part for group in parts.values() for part in group]
    if list(table) != order:
        table.extend(order)
    for caption in parts["caption"]:
        for inner in elements(caption, "table"):
            table.addprevious(inner)


def fit_figures(root: etree._Element) -> None:
    """A figure has one caption, before or after all else; fallbacks stand in a picture that has them."""
    for figure in elements(root, "figure"):
        captions = [e for e in figure if _name(e) == "figcaption"]
        for extra in captions[1:]:
            extra.tag = f"{H}div"
        if captions and (_has_words(figure.text) or figure[0] is not captions[0]) and figure[-1] is not captions[0]:
            figure.append(captions[0])
    for caption in elements(root, "figcaption"):
        if _parent_name(caption) != "figure":
            caption.tag = f"{H}div"
    for picture in elements(root, "picture"):
        if not any(_name(e) == "img" for e in picture):
            unwrap(picture)
    for note in elements(root, "rt"):
        if _parent_name(note) != "ruby":
            note.tag = f"{H}span"


def open_paragraphs(root: etree._Element) -> None:
    """A block in a paragraph or in a line's markup makes it one that may hold blocks; in a heading it becomes text."""
    loose: list[etree._Element] = []
    for narrow in elements(root, "dt", "th", "address"):
        for inner in list(
            narrow.iter(*HEADINGS, *(f"{H}{n}" for n in ("section", "header", "footer", "nav", "aside", "article")))
        ):
            if inner.tag in HEADINGS:
                add_class(inner, "rubric")
            inner.tag = f"{H}p" if inner.tag in HEADINGS else f"{H}div"
    for inner in elements(root, "header", "footer", "address"):
        if any(_name(a) in {"header", "footer", "address"} for a in inner.iterancestors()):
            inner.tag = f"{H}div"
    for block in [e for e in root.iter(f"{H}*") if _name(e) in FLOW_ONLY]:
        if _name(block) not in FLOW_ONLY:
            continue  # became text with the block around it
        chain = []
        for ancestor in block.iterancestors():
            if _name(ancestor) in _FLOW_PARENTS or not _name(ancestor):
                break
            chain.append(ancestor)
        if any(_name(a) in _CLOSED for a in chain):
            _flatten(block)
            continue
        for ancestor in chain:
            name = _name(ancestor)
            if name in _TRANSPARENT:
                continue
            if name == "p":
                loose.append(ancestor)
            elif name != "span":
                add_class(ancestor, name)
            ancestor.tag = f"{H}div"
    for paragraph in loose:
        _wrap_lines(paragraph)


def _flatten(block: etree._Element) -> None:
    """A block as a piece of text, its parts apart."""
    if _name(block) == "hr":
        block.tag = f"{H}br"
        return
    for part in list(block.iter(f"{H}*")):
        if _name(part) not in PHRASING:
            part.tag = f"{H}span"
            part.tail = f" {part.tail or ''}"


def _wrap_lines(block: etree._Element) -> None:
    """Runs of text between the blocks of what was a paragraph become paragraphs."""
    pending: list[etree._Element | str] = [block.text or ""]
    children = list(block)
    block.text = None
    for inner in children:
        block.remove(inner)
    ends: list[etree._Element | None] = [*children, None]
    for child in ends:
        if child is not None and (_name(child) in PHRASING or not _name(child)):
            tail, child.tail = child.tail, None
            if any(_name(e) in FLOW_ONLY for e in child.iter(f"{H}*")):
                _put_paragraph(block, pending)
                pending = []
                block.append(child)
            else:
                pending.append(child)
            pending.append(tail or "")
            continue
        _put_paragraph(block, pending)
        if child is not None:
            pending, child.tail = [child.tail or ""], None
            block.append(child)


def _put_paragraph(block: etree._Element, content: list[etree._Element | str]) -> None:
    if all(isinstance(c, str) and not c.strip() for c in content):
        return
    paragraph = etree.SubElement(block, f"{H}p")
    last: etree._Element | None = None
    for piece in content:
        if isinstance(piece, str):
            if last is None:
                paragraph.text = (paragraph.text or "") + piece
            else:
                last.tail = (last.tail or "") + piece
        else:
            paragraph.append(piece)
            last = piece


def part_links(root: etree._Element) -> None:
    """A link in a link is text: nobody could tell which of the two a touch meant."""
    for link in elements(root, "a"):
        if any(_name(a) == "a" for a in link.iterancestors()):
            drop(link, "href", "hreflang", "role", EPUB_TYPE)
            link.tag = f"{H}span"
