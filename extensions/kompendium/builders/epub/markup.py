"""Markup that is nearly XHTML → XHTML. Pure.

Raw HTML in Markdown, and some extensions' own, follows HTML's rules: void elements stay open, attributes stand
alone, entities have names. An e-reader refuses such a page whole, so it is mended here.
"""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree

from .package import EPUB_OPS

VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_ATTRIBUTE = r"""\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?"""
_VOID_TAG = re.compile(rf"<({VOID})\b((?:{_ATTRIBUTE})*)\s*/?>", re.IGNORECASE)
_VOID_END = re.compile(rf"</(?:{VOID})\s*>", re.IGNORECASE)
_START_TAG = re.compile(rf"<([A-Za-z][\w:.-]*)((?:{_ATTRIBUTE})+)(\s*/?)>")
_ONE_ATTRIBUTE = re.compile(r"""\s+([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def _quote_attributes(match: re.Match[str]) -> str:
    attributes: dict[str, str] = {}
    for name, value in _ONE_ATTRIBUTE.findall(match[2]):
        bare = value[1:-1] if value[:1] in {'"', "'"} else value
        # HTML keeps the first of two attributes of one name; XML allows one.
        attributes.setdefault(name, (bare or ("" if value else name)).replace('"', "&quot;").replace("<", "&lt;"))
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{match[1]}{written}{match[3]}>"


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    character = html5.get(f"{name};")
    return "".join(f"&#{ord(c)};" for c in character) if character else f"&amp;{name};"


def mend(markup: str) -> str:
    """HTML's shorthands written out as XML wants them. Text and structure stay as they are."""
    markup = _ENTITY.sub(_entity, markup)
    markup = _BARE_AMPERSAND.sub("&amp;", markup)
    markup = _VOID_END.sub("", markup)
    markup = _VOID_TAG.sub(lambda m: f"<{m[1].lower()}{m[2]} />", markup)
    return _START_TAG.sub(_quote_attributes, markup)


def parse(markup: str) -> tuple[etree._Element, str]:
    """The page's root, and what stays wrong with its markup after mending (usually nothing).

    A page that is well-formed is taken as it is; what is still broken after mending is closed where the parser can.
    """
    data = markup.encode()
    try:
        return etree.fromstring(data, _parser()), ""
    except etree.XMLSyntaxError:
        data = mend(markup).encode()
    try:
        return etree.fromstring(data, _parser()), ""
    except etree.XMLSyntaxError as error:
        # The places it names are of the page, which the author has never seen.
        return etree.fromstring(data, _parser(recover=True)), re.sub(r",? (line|column) \d+", "", str(error.msg))


def is_well_formed(fragment: str) -> bool:
    """Whether a piece of markup is well-formed on its own, after mending."""
    try:
        etree.fromstring(f'<div xmlns:epub="{EPUB_OPS}">{mend(fragment)}</div>'.encode(), _parser())
    except etree.XMLSyntaxError:
        return False
    return True


def _parser(*, recover: bool = False) -> etree.XMLParser:
    # No DTD and no entities from outside: a page is data.
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
