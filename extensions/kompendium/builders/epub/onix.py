"""The book's record for the trade: ONIX for Books 3.0 (EDItEUR), with what is known and nothing else. Pure.

Prices and suppliers are the publisher's affair. The codes of accessibility (list 196) are those of what was found in
the pages; the other lists are named where their codes stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from .package import namespaces, to_bytes

if TYPE_CHECKING:
    from .package import Contributor, Metadata

ONIX = "http://ns.editeur.org/onix/3.0/reference"

FEATURES = {
    "tableOfContents": "11",
    "index": "12",
    "readingOrder": "13",
    "alternativeText": "14",
    "MathML": "17",
    "pageBreakMarkers": "19",
    "structuralNavigation": "29",
    "ARIA": "30",
    "displayTransformability": "36",
    "pageNavigation": "41",
}
"""Terms of the schema.org vocabulary → list 196."""
SUMMARY, EPUB_1_1, UNRESTRICTED, LANGUAGE_TAGS, LANDMARKS, TEXT_ALONE = ("00", "04", "10", "22", "32", "52")
WCAG_2_2, LEVEL_AA, CERTIFIER, REPORT = ("82", "85", "90", "94")
"""List 196: what holds for any book that we write, and what a certified one says beside it."""

ROLES = {"aut": "A01", "edt": "B01", "ill": "A12", "pht": "A13", "trl": "B06", "rev": "Z04"}
"""MARC relators → list 17, which has no code for the author of a work that this one is only written from."""

SCHEMES = {"Thema": "93", "http://id.nlm.nih.gov/mesh": "06"}
"""Authorities of :class:`Subject` → list 27."""
KEYWORDS = "20"

LANGUAGES = {"nb": "nob", "nn": "nno", "no": "nor", "en": "eng", "sv": "swe", "da": "dan", "fi": "fin", "de": "ger"}
"""Two letters → ISO 639-2/B (list 74), for the languages that the labels are in and those of the neighbours."""

RELATED = {"print": "13", "pdf": "06"}
"""The book's other formats → their relation to the EPUB (list 51): 13 is where its page numbers are from."""


def onix_record(metadata: Metadata) -> bytes:
    """The message with one product, the EPUB."""
    root = etree.Element(f"{{{ONIX}}}ONIXMessage", nsmap=namespaces(ONIX), release="3.0")
    header = _add(root, "Header")
    sender = metadata.publisher or next((person.name for person in metadata.creators), metadata.title)
    _add(_add(header, "Sender"), "SenderName", sender)
    _add(header, "SentDateTime", re.sub(r"[-:]", "", metadata.modified))
    product = _add(root, "Product")
    _add(product, "RecordReference", metadata.identifier)
    _add(product, "NotificationType", "03")
    isbns = dict(metadata.isbns)
    _identifier(product, isbns.get("epub", ""), metadata.identifier)
    _descriptive(product, metadata)
    if metadata.description:
        text = _add(_add(product, "CollateralDetail"), "TextContent")
        # List 153: the description; list 154: for whoever reads it.
        _add(text, "TextType", "03")
        _add(text, "ContentAudience", "00")
        _add(text, "Text", metadata.description)
    _publishing(product, metadata)
    others = [(isbns[name], relation) for name, relation in RELATED.items() if name in isbns]
    if others:
        material = _add(product, "RelatedMaterial")
        for number, relation in others:
            related = _add(material, "RelatedProduct")
            _add(related, "ProductRelationCode", relation)
            _identifier(related, number, "")
    etree.indent(root)
    return to_bytes(root)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ONIX}}}{name}")
    element.text = text
    return element


def _identifier(parent: etree._Element, isbn: str, other: str) -> None:
    """List 5: an ISBN-13, else an identifier of our own with its kind's name."""
    identifier = _add(parent, "ProductIdentifier")
    _add(identifier, "ProductIDType", "15" if isbn else "01")
    if not isbn:
        _add(identifier, "IDTypeName", "URN" if other.startswith("urn:") else "Identifier")
    _add(identifier, "IDValue", isbn or other)


def _descriptive(product: etree._Element, metadata: Metadata) -> None:
    detail = _add(product, "DescriptiveDetail")
    # A single item, a digital download, an EPUB whose text reflows (lists 2, 150, 175).
    for name, code in (
        ("ProductComposition", "00"),
        ("ProductForm", "ED"),
        ("ProductFormDetail", "E101"),
        ("ProductFormDetail", "E200"),
    ):
        _add(detail, name, code)
    for code, words in _accessibility(metadata):
        feature = _add(detail, "ProductFormFeature")
        _add(feature, "ProductFormFeatureType", "09")
        _add(feature, "ProductFormFeatureValue", code)
        if words:
            _add(feature, "ProductFormFeatureDescription", words)
    if metadata.accessibility.hazards == ("none",):
        feature = _add(detail, "ProductFormFeature")
        _add(feature, "ProductFormFeatureType", "12")
        _add(feature, "ProductFormFeatureValue", "00")
    # What we write has no copy protection; whoever adds one changes the record.
    _add(detail, "EpubTechnicalProtection", "00")
    if metadata.license_url:
        license_ = _add(detail, "EpubLicense")
        _add(license_, "EpubLicenseName", metadata.rights)
        expression = _add(license_, "EpubLicenseExpression")
        # List 218: for people to read.
        _add(expression, "EpubLicenseExpressionType", "01")
        _add(expression, "EpubLicenseExpressionLink", metadata.license_url)
    if metadata.collection is not None:
        collection = _add(detail, "Collection")
        _add(collection, "CollectionType", "10")
        titles = _titles(collection)
        if metadata.collection.position:
            _add(_title(titles, "01"), "PartNumber", metadata.collection.position)
        _add(_title(titles, "02"), "TitleText", metadata.collection.title)
    title = _title(_titles(detail), "01")
    _add(title, "TitleText", metadata.title)
    if metadata.subtitle:
        _add(title, "Subtitle", metadata.subtitle)
    for number, (person, code) in enumerate(_contributors(metadata), 1):
        contributor = _add(detail, "Contributor")
        _add(contributor, "SequenceNumber", str(number))
        _add(contributor, "ContributorRole", code)
        family, comma, given = person.file_as.partition(", ")
        if comma:
            _add(contributor, "NamesBeforeKey", given)
            _add(contributor, "KeyNames", family)
        else:
            _add(contributor, "CorporateName", person.name)
    if metadata.edition:
        _add(detail, "EditionStatement", metadata.edition)
    if language := LANGUAGES.get(metadata.language.partition("-")[0]):
        element = _add(detail, "Language")
        _add(element, "LanguageRole", "01")
        _add(element, "LanguageCode", language)
    for subject in metadata.subjects:
        element = _add(detail, "Subject")
        _add(element, "SubjectSchemeIdentifier", SCHEMES.get(subject.authority, KEYWORDS))
        if subject.authority in SCHEMES:
            _add(element, "SubjectCode", subject.term)
        _add(element, "SubjectHeadingText", subject.text)


def _accessibility(metadata: Metadata) -> list[tuple[str, str]]:
    """Codes of list 196, in their order, with the words that some of them want."""
    access = metadata.accessibility
    found = {FEATURES[feature]: "" for feature in access.features if feature in FEATURES}
    found |= {SUMMARY: access.summary, UNRESTRICTED: "", LANGUAGE_TAGS: "", LANDMARKS: ""}
    if "textual" in access.sufficient:
        found[TEXT_ALONE] = ""
    if access.certified_by:
        found |= {EPUB_1_1: "", WCAG_2_2: "", LEVEL_AA: "", CERTIFIER: access.certified_by}
        if access.report:
            found[REPORT] = access.report
    return sorted(found.items())


def _titles(parent: etree._Element) -> etree._Element:
    detail = _add(parent, "TitleDetail")
    _add(detail, "TitleType", "01")
    return detail


def _title(titles: etree._Element, level: str) -> etree._Element:
    """A title of the product (01) or of its series (02), list 149."""
    element = _add(titles, "TitleElement")
    _add(element, "TitleElementLevel", level)
    return element


def _contributors(metadata: Metadata) -> list[tuple[Contributor, str]]:
    """Each person in each role that the list knows."""
    people = (*metadata.creators, *metadata.contributors)
    return [(person, ROLES[role]) for person in people for role in person.roles if role in ROLES]


def _publishing(product: etree._Element, metadata: Metadata) -> None:
    # The schema wants a publisher in it.
    if not metadata.publisher:
        return
    detail = _add(product, "PublishingDetail")
    publisher = _add(detail, "Publisher")
    _add(publisher, "PublishingRole", "01")
    _add(publisher, "PublisherName", metadata.publisher)
    _add(detail, "PublishingStatus", "04")
    if metadata.date:
        date = _add(detail, "PublishingDate")
        _add(date, "PublishingDateRole", "01")
        _add(date, "Date", metadata.date.replace("-", ""))
    year, holder = metadata.copyright
    if holder:
        statement = _add(detail, "CopyrightStatement")
        # A span of years is told by its first: the field takes single years.
        if first := re.match(r"\d{4}", year):
            _add(statement, "CopyrightYear", first[0])
        _add(_add(statement, "CopyrightOwner"), "CorporateName", holder)
