"""Rights and origin of a PDF in its XMP metadata, beside what Typst writes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree
from sphinx.locale import get_translation

if TYPE_CHECKING:
    import pikepdf

_ = get_translation("kompendium")

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
_CC = "http://creativecommons.org/ns#"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose a PDF is, and on what terms; an empty string stands for what nobody said, and is not written."""

    notice: str = ""
    """«© 2026 NN»."""
    terms: str = ""
    """What a reader may do, in words."""
    license_url: str = ""
    statement: str = ""
    """The page that says so."""
    marked: bool | None = None
    """Whether somebody holds rights in it (XMP 1.2, «xmpRights:Marked»); ``None`` where nobody said."""
    publisher: str = ""
    identifier: str = ""
    date: str = ""
    language: str = ""
    works: tuple[str, ...] = ()
    """The works of others in it, each with its credit, whose terms are their own."""


def add_origin(pdf: pikepdf.Pdf, origin: Origin) -> None:
    """Write the origin into the PDF's XMP (ISO 16684-1), with the description of «cc:» that PDF/A-2 asks for."""
    # Not by pikepdf's own interface, which knows no nested structures, as PDF/A's descriptions are.
    tree = etree.fromstring(pdf.Root.Metadata.read_bytes())
    rdf = tree.find(f"{{{_RDF}}}RDF")
    if rdf is None:
        return
    names = {"dc": _DC, "xmpRights": _RIGHTS, "cc": _CC}
    block = etree.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""}, nsmap=names)
    rights = " ".join(f"{part.rstrip('.')}." for part in (origin.notice, origin.terms) if part)
    _alternatives(block, _DC, "rights", rights, origin.language)
    _list(block, "publisher", "Bag", origin.publisher)
    _list(block, "date", "Seq", origin.date)
    _text(block, _DC, "identifier", origin.identifier)
    if origin.marked is not None:
        _text(block, _RIGHTS, "Marked", str(origin.marked))
    _text(block, _RIGHTS, "WebStatement", origin.statement or origin.license_url)
    # Not as a structure of our own, which no program shows: «usage terms» are read to people by all that show XMP.
    works = _("Exceptions: {works}").format(works=" ".join(origin.works)) if origin.works else ""
    terms = " ".join(part for part in (origin.terms, works) if part)
    _alternatives(block, _RIGHTS, "UsageTerms", terms, origin.language)
    if origin.license_url:
        etree.SubElement(block, f"{{{_CC}}}license", {f"{{{_RDF}}}resource": origin.license_url})
        _describe_license(rdf)
    if len(block):
        etree.indent(tree)
        body = etree.tostring(tree, encoding="unicode")
        head, tail = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>', '<?xpacket end="w"?>'
        pdf.Root.Metadata.write(f"{head}\n{body}\n{tail}\n".encode())


def _text(block: etree._Element, space: str, name: str, value: str) -> None:
    if value:
        etree.SubElement(block, f"{{{space}}}{name}").text = value


def _list(block: etree._Element, name: str, kind: str, value: str) -> None:
    if value:
        items = etree.SubElement(etree.SubElement(block, f"{{{_DC}}}{name}"), f"{{{_RDF}}}{kind}")
        etree.SubElement(items, f"{{{_RDF}}}li").text = value


def _alternatives(block: etree._Element, space: str, name: str, value: str, language: str) -> None:
    """A text as its default and in its language: a reader that looks for either finds it."""
    if value:
        items = etree.SubElement(etree.SubElement(block, f"{{{space}}}{name}"), f"{{{_RDF}}}Alt")
        for tag in ("x-default", language):
            if tag:
                etree.SubElement(items, f"{{{_RDF}}}li", {_LANG: tag}).text = value


def _describe_license(rdf: etree._Element) -> None:
    """Describe «cc:license» among the schemas that PDF/A-2 does not know itself (ISO 19005-2, 6.6.2.3.2)."""
    described = rdf.find(f".//{{{_EXTENSION}}}schemas/{{{_RDF}}}Bag")
    if described is None:
        # A file that claims no PDF/A.
        return
    resource = {f"{{{_RDF}}}parseType": "Resource"}
    schema = etree.SubElement(described, f"{{{_RDF}}}li", resource)
    _text(schema, _SCHEMA, "schema", "Creative Commons Rights Expression Language")
    _text(schema, _SCHEMA, "namespaceURI", _CC)
    _text(schema, _SCHEMA, "prefix", "cc")
    properties = etree.SubElement(etree.SubElement(schema, f"{{{_SCHEMA}}}property"), f"{{{_RDF}}}Seq")
    license_ = etree.SubElement(properties, f"{{{_RDF}}}li", resource)
    for name, value in (
        ("category", "external"),
        ("description", "The address of the licence that the work is published under"),
        ("name", "license"),
        ("valueType", "URL"),
    ):
        _text(license_, _PROPERTY, name, value)
