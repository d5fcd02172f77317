"""What a browser would run is told from what it shows."""

from __future__ import annotations

import pytest
from lxml import etree

from kompendium.active_content import is_comment, is_unsafe_address, is_unsafe_picture, without_scripts

UNSAFE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "\u00a0javascript:alert(1)",
    "java\u200bscript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61vascript:alert(1)",
    "%6Aavascript:alert(1)",
    "javascript%3Aalert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "blob:https://example.org/1",
    "view-source:https://example.org",
]
SAFE = [
    "https://example.org/javascript:alert(1)",
    "kapitler/javascript.html",
    "#javascript",
    "mailto:a@example.org",
    "tel:+47",
    "../data/tabell.csv",
    "data.html",
    "//example.org/",
    "?q=javascript:1",
    "",
]


@pytest.mark.parametrize("address", UNSAFE)
def test_address_that_a_browser_would_run_is_unsafe(address: str) -> None:
    assert is_unsafe_address(address)


@pytest.mark.parametrize("address", SAFE)
def test_address_of_a_place_is_safe(address: str) -> None:
    assert not is_unsafe_address(address)


def test_picture_written_out_in_its_address_is_a_picture() -> None:
    assert not is_unsafe_picture("data:image/png;base64,iVBO")
    assert is_unsafe_picture("data:text/html,x")
    assert is_unsafe_picture("javascript:alert(1)")


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        ("<!-- en merknad -->", True),
        ("<!-- a -->\n<!-- b -->\n", True),
        ("<!-- a --><script>", False),
        # A browser ends these before the script; what looks for «-->» alone does not.
        ("<!--><script>alert(1)</script>-->", False),
        ("<!---><script>alert(1)</script>-->", False),
        ("<!-- --!><script>alert(1)</script>-->", False),
        ("<!-- <script>alert(1)</script>", False),
        ("<!DOCTYPE html>", False),
    ],
)
def test_comment_is_what_browsers_take_for_one(source: str, comment: bool) -> None:
    assert is_comment(source) is comment


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
RUNNING = [
    "<script>alert(1)</script>",
    '<script href="https://example.org/x.js"/>',
    '<rect onclick="alert(1)"/>',
    '<g onload="alert(1)" OnMouseOver="x"/>',
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<a xlink:href=" java&#10;script:alert(1)"><text>x</text></a>',
    '<a href="#"><set attributeName="href" to="javascript:alert(1)"/><text>x</text></a>',
    '<animate attributeName="onload" values="alert(1)"/>',
    '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="x"/></foreignObject>',
    '<foreignObject><form xmlns="http://www.w3.org/1999/xhtml" action="javascript:alert(1)"/></foreignObject>',
    '<image href="data:text/html,x"/>',
    '<use href="data:image/svg+xml,x"/>',
]


@pytest.mark.parametrize("inside", RUNNING)
def test_drawing_is_published_without_what_runs_in_it(inside: str) -> None:
    svg = DRAWING.format(f"<title>Hånd</title>{inside}<text>pilen</text>").encode()
    made = without_scripts(svg)
    root = etree.fromstring(made)
    names = {etree.QName(element).localname.lower() for element in root.iter(etree.Element)}
    assert not names & {"script", "iframe", "set", "animate"}
    values = [(str(key), str(value)) for element in root.iter(etree.Element) for key, value in element.attrib.items()]
    assert [key for key, _value in values if etree.QName(key).localname.lower().startswith("on")] == []
    assert [value for _key, value in values if is_unsafe_address(value)] == []
    assert "pilen" in "".join(root.itertext())


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="https://example.org/"><text>x</text></a>',
        '<image href="data:image/png;base64,iVBO"/>',
        '<animate attributeName="opacity" values="0;1"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">tekst</p></foreignObject>',
    ],
)
def test_drawing_without_scripts_stays_the_same_bytes(inside: str) -> None:
    svg = DRAWING.format(inside).encode()
    assert without_scripts(svg) is svg
    assert without_scripts(b"<svg><not xml") == b"<svg><not xml"


def test_stylesheet_that_a_drawing_asks_for_is_left_out_and_its_own_entities_stay_words() -> None:
    head = b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl" type="text/xsl"?><!DOCTYPE svg [<!ENTITY ord "pilen">]>'
    made = without_scripts(head + DRAWING.format("<text>&ord;</text>").encode())
    assert b"xml-stylesheet" not in made
    assert "pilen" in "".join(etree.fromstring(made).itertext())
