"""HTML as people and extensions write it → XML that every e-reader can parse. Pure.

Raw HTML in Markdown, and some extensions' own, follows HTML's rules: void elements stay open, end tags are left out,
attributes stand alone, entities have names. An e-reader refuses a page whole for one such place, so it is written
out here as XML wants it. A tag without a partner is printed as text: nothing that somebody wrote gets lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.entities import html5
from typing import TYPE_CHECKING

from lxml import etree

from .package import EPUB_OPS, XHTML

if TYPE_CHECKING:
    from collections.abc import Sequence


def names(text: str) -> frozenset[str]:
    """Names with spaces between them as a set."""
    return frozenset(text.split())


VOID = names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
_BLOCKS = names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section table ul"
)
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
# HTML 13.1.2.4, «Optional tags»: element → the start tags that end it.
_ENDED_BY = {
    "html": frozenset(),
    "body": frozenset(),
    "p": _BLOCKS,
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "rt": {"rt", "rp"},
    "rp": {"rt", "rp"},
    "option": {"option", "optgroup"},
    "optgroup": {"optgroup"},
    "caption": {"colgroup", "tr", *_SECTIONS},
    "colgroup": {"tr", *_SECTIONS},
    "thead": _SECTIONS,
    "tbody": _SECTIONS,
    "tfoot": _SECTIONS,
    "tr": {"tr", *_SECTIONS},
    "td": {"tr", *_CELLS, *_SECTIONS},
    "th": {"tr", *_CELLS, *_SECTIONS},
}
_WHOLE = frozenset({"html", "body"})
"""They end where the page does, wherever their end tags stand."""
_TOKEN = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[(?P<cdata>.*?)\]\]>|<!doctype\b[^>]*+>|<\?xml\b[^>]*+\?>
    |<(?P<silent>script|style)\b(?:[^>"']|"[^"]*"|'[^']*')*+>.*?</(?P=silent)\s*>
    |</(?P<end>[A-Za-z][^\s<>/]*+)[^<>]*+>
    |<(?P<start>[A-Za-z][^\s<>/]*+)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*+)>""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_BARE_AT_END = re.compile(r"""=\s*[^\s"']+$""")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_BARE_AT_END = re.compile(r"""=\s*[^\s"']+$""")
_ATTRIBUTE_NAME = re.compile(r"xml:lang|xml:space|(?:(?:xlink|epub):)?[A-Za-z_][A-Za-z0-9_.-]*")
_NAMESPACES = frozenset({XHTML, "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][0-9A-Fa-f]+;|[A-Za-z][A-Za-z0-9]*;)")
_NUMBER = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|(\d+));")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
# XML 1.0 has no place for these, not even as a number.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PREFIXES = {"epub": EPUB_OPS, "xlink": "http://www.w3.org/1999/xlink"}


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    character = html5.get(f"{name};")
    return "".join(f"&#{ord(c)};" for c in character) if character else f"&amp;{name};"


def _number(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if code < 0x110000 and code and not _FORBIDDEN.match(chr(code)) else ""


def _text(text: str) -> str:
    text = _BARE_AMPERSAND.sub("&amp;", _ENTITY.sub(_entity, _FORBIDDEN.sub("", text)))
    return _NUMBER.sub(_number, text).replace("<", "&lt;").replace(">", "&gt;")


def _attributes(source: str) -> str:
    """The attributes as XML: HTML keeps the first of two of one name; a name that XML does not know goes."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(source):
        bare = value[1:-1] if value[:1] in {'"', "'"} else value
        if _ATTRIBUTE_NAME.fullmatch(name) and (name != "xmlns" or bare in _NAMESPACES):
            found.setdefault(name, _text(bare or ("" if value else name)).replace('"', "&quot;"))
    written = "".join(f' {name}="{value}"' for name, value in found.items())
    used = {name.partition(":")[0] for name in found}
    return written + "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items() if prefix in used)


@dataclass(slots=True)
class _Mender:
    """Pieces of one text, what they become, and the tags that stand open."""

    pieces: list[list[str]] = field(default_factory=list)
    strays: list[list[str]] = field(default_factory=list)
    open: list[tuple[str, int, int, str]] = field(default_factory=list)
    """Name, piece, place in the piece, source."""

    def read(self, piece: str) -> None:
        self.pieces.append([])
        self.strays.append([])
        place = 0
        for token in _TOKEN.finditer(piece):
            self.pieces[-1].append(_text(piece[place : token.start()]))
            place = token.end()
            if token["start"]:
                self._start(token)
            elif token["end"]:
                self._end(token["end"].lower(), token[0])
            elif token["cdata"]:
                self.pieces[-1].append(escape(_FORBIDDEN.sub("", token["cdata"]), quote=False))
        self.pieces[-1].append(_text(piece[place:]))

    def finish(self) -> None:
        self._close_to(0)

    def _start(self, token: re.Match[str]) -> None:
        written, attributes = token["start"].replace(":", "-"), token["attributes"]
        in_drawing = any(name in {"svg", "math"} for name, *_rest in self.open)
        if not in_drawing:
            written = written.lower()
        name = written.lower()
        if not _NAME.fullmatch(written):
            self._print(token[0])
            return
        if name in _WHOLE and any(name == other for other, *_rest in self.open):
            return
        while self.open and name in _ENDED_BY.get(self.open[-1][0], ()):
            self.pieces[-1].append(f"</{self._pop()}>")
        # «a href=x/» ends in an address, not in a stroke.
        is_empty = bool(re.search(r"""(?:^|[\s"'\w])/$""", attributes)) and not re.search(
            r"=\s*[^\s\"']+/$", attributes
        )
        tag = f"<{written}{_attributes(attributes)}"
        if name in VOID and not in_drawing:
            self.pieces[-1].append(f"{tag} />")
        elif is_empty:
            self.pieces[-1].append(f"{tag}/>" if in_drawing else f"{tag}></{written}>")
        else:
            self.open.append((name, len(self.pieces) - 1, len(self.pieces[-1]), token[0]))
            self.pieces[-1].append(f"{tag}>")

    def _end(self, name: str, source: str) -> None:
        name = name.replace(":", "-")
        if name in _WHOLE:
            return
        depth = next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i][0] == name), None)
        if depth is not None:
            self._close_to(depth + 1)
            self.pieces[-1].append(f"</{self._pop()}>")
        elif name not in VOID and name not in _ENDED_BY:
            self._print(source)

    def _pop(self) -> str:
        """Take the last open tag as closed; its name as it was written (a drawing's names have capitals)."""
        _name, piece, place, _source = self.open.pop()
        return re.split(r"[\s>/]", self.pieces[piece][place][1:], maxsplit=1)[0]

    def _close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            name, piece, place, source = self.open[-1]
            if name in _ENDED_BY:
                self.pieces[-1].append(f"</{self._pop()}>")
            elif name == "span" or (name == "a" and "href" not in self.pieces[piece][place]):
                # A mere anchor: nothing of it shows.
                self.open.pop()
                self.pieces[piece][place] += f"</{name}>"
            else:
                self.open.pop()
                self.pieces[piece][place] = escape(_FORBIDDEN.sub("", source), quote=False)
                self.strays[piece].append(source)

    def _print(self, source: str) -> None:
        self.pieces[-1].append(escape(_FORBIDDEN.sub("", source), quote=False))
        self.strays[-1].append(source)


def mend_all(pieces: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Pieces that stand in one element, others' markup between them: each as XML, and its tags without a partner.

    What is well-formed stays as it is. Those tags are printed as text.
    """
    if _is_xml("".join(pieces)):
        return [(piece, []) for piece in pieces]
    mender = _Mender()
    for piece in pieces:
        mender.read(piece)
    mender.finish()
    return [("".join(made), strays) for made, strays in zip(mender.pieces, mender.strays, strict=True)]


def mend(markup: str) -> tuple[str, list[str]]:
    """One piece as XML, and its tags without a partner, which are printed as text."""
    return mend_all([markup])[0]


def parse(markup: str) -> tuple[etree._Element, list[str]]:
    """The page's root, and the tags that have no partner (usually none): they stand in it as text."""
    strays: list[str] = []
    try:
        return etree.fromstring(markup.encode(), _parser()), strays
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        mender = _Mender()
        mender.read(markup)
        mender.finish()
    return etree.fromstring("".join(mender.pieces[0]).strip().encode(), _parser()), mender.strays[0]


def _is_xml(fragment: str) -> bool:
    try:
        etree.fromstring(f'<div xmlns:epub="{EPUB_OPS}">{fragment}</div>'.encode(), _parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return False
    return True


def _parser() -> etree.XMLParser:
    # No DTD and no entities from outside: a page is data.
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
