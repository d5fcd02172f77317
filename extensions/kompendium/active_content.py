"""What a browser runs where an author wrote text: schemes of addresses, HTML, scripts in drawings. Pure.

A list of what may stay would be a sanitiser's work (nh3 is the library for that); here nothing may, or everything.
Sources: the URL Standard, 4.4 (what a browser leaves out of an address); HTML, 13.1.6 (comments); SVG 2, 15.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from lxml import etree

_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]+")
"""Control characters and blanks, which browsers, or programs before them, leave out of a scheme."""

_UNSAFE = ("javascript", "vbscript", "livescript", "data", "blob", "filesystem", "view-source", "jar")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp|svg\+xml)[;,]", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?!>|->)(?:(?!--!?>).)*-->", re.DOTALL)

_RUNNING = frozenset(
    {"script", "handler", "listener", "iframe", "frame", "embed", "object", "applet", "base", "meta", "set", "animate"}
)
"""Elements that run or load something; of an animation, only one that gives another element such an attribute."""
_GIVING = frozenset({"set", "animate"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "to", "from", "values", "by", "background"})


def is_unsafe_address(address: str) -> bool:
    """Whether a link to the address would have the browser run, or show as a page, what the address itself holds."""
    for text in (address, html.unescape(address), unquote(html.unescape(address))):
        scheme = _IGNORED.sub("", text).partition(":")[0].casefold()
        if scheme in _UNSAFE and ":" in text:
            return True
    return False


def is_unsafe_picture(address: str) -> bool:
    """As for a link; a picture that is written out in its address is a picture, in which no browser runs scripts."""
    return is_unsafe_address(address) and not _PICTURE.match(address.strip())


def is_comment(source: str) -> bool:
    """Whether a piece of HTML is comments and nothing else, which no reader sees and no browser runs."""
    return not _COMMENT.sub("", source).strip()


def without_scripts(svg: bytes) -> bytes:
    """A drawing without what runs when it is opened by itself; the same object where it has none, or is no XML."""
    # Programs that draw write names of their own with entities; those of the file itself are harmless.
    parser = etree.XMLParser(resolve_entities="internal", no_network=True)  # type: ignore[arg-type]
    try:
        root = etree.fromstring(svg, parser)
    except (etree.XMLSyntaxError, ValueError):
        return svg
    # Beside the root stands what asks for a stylesheet, which can be XSLT.
    beside = any(isinstance(node, etree._ProcessingInstruction) for node in root.itersiblings(preceding=True))
    if not strip_scripts(root) and not beside:
        return svg
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def strip_scripts(root: etree._Element) -> bool:
    """Take out of a drawing what runs when it is opened by itself; whether there was any."""
    changed = False
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname.casefold()
        runs = name in _RUNNING and (name not in _GIVING or _gives_script(element))
        parent = element.getparent()
        if runs and parent is not None:
            # What stands behind it is text of the drawing.
            previous = element.getprevious()
            if element.tail and previous is not None:
                previous.tail = (previous.tail or "") + element.tail
            elif element.tail:
                parent.text = (parent.text or "") + element.tail
            parent.remove(element)
            changed = True
            continue
        for attribute in [str(key) for key in element.attrib]:
            local = etree.QName(attribute).localname.casefold()
            value = str(element.get(attribute, ""))
            picture = name == "image" and local == "href"
            unsafe = is_unsafe_picture(value) if picture else is_unsafe_address(value)
            if local.startswith("on") or local == "srcdoc" or (local in _ADDRESSES and unsafe):
                del element.attrib[attribute]
                changed = True
    return changed


def _gives_script(element: etree._Element) -> bool:
    name = str(element.get("attributeName", "")).rpartition(":")[2].casefold()
    return name.startswith("on") or name == "href"
