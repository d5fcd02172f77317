from __future__ import annotations

import pytest
from lxml import etree

from kompendium.builders.epub.accessibility import find_accessibility
from kompendium.builders.epub.page import Page

from .checking import NS


def claims(body: str):
    source = f'<html xmlns="{NS["h"]}" xmlns:epub="{NS["epub"]}"><body>{body}</body></html>'
    return find_accessibility([Page("a.xhtml", etree.fromstring(source))])


def test_text_alone_claims_nothing_of_pictures():
    found = claims("<h1>A</h1><p>x</p>")
    assert found.modes == ("textual",)
    assert found.features == ("displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents")
    assert found.hazards == ("none",)


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="a.png" alt="En hånd"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"><title>Ring</title></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" aria-label="Ring"/>',
    ],
)
def test_described_pictures_are_claimed(picture):
    found = claims(picture)
    assert found.modes == ("textual", "visual")
    assert found.sufficient == ("textual",)
    assert "alternativeText" in found.features


def test_one_picture_without_text_withdraws_the_claim():
    found = claims('<img src="a.png" alt="En hånd"/><img src="b.png" alt=""/>')
    assert found.sufficient == ("textual,visual",)
    assert "alternativeText" not in found.features


def test_hidden_pictures_tell_nothing():
    found = claims('<span aria-hidden="true"><svg xmlns="http://www.w3.org/2000/svg"/></span>')
    assert found.modes == ("textual",)


def test_moving_pictures_withdraw_the_claim_of_no_hazard():
    assert claims('<video src="a.mp4"/>').hazards == ("unknown",)


def test_mathml_index_and_page_breaks_are_claimed_where_they_are():
    found = claims(
        '<math xmlns="http://www.w3.org/1998/Math/MathML"/><section epub:type="index"/>'
        '<span epub:type="pagebreak" id="s1"/>'
    )
    assert {"MathML", "index", "pageBreakMarkers", "pageNavigation"} <= set(found.features)
