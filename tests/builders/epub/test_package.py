from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from kompendium.builders.epub.package import (
    Contributor,
    Metadata,
    NavLabels,
    NavPoint,
    Publication,
    Resource,
    manifest_ids,
    prune,
    write_epub,
)

from .checking import Book

LABELS = NavLabels("Innhold", "Landemerker", "Figurer", "Tabeller", "Sider")
PUBLICATION = Publication(
    metadata=Metadata("urn:uuid:1", "Bok", "nb", "2026-01-01T00:00:00Z", creators=(Contributor("Kari"),)),
    resources=(Resource("b.xhtml", b"b"), Resource("a.xhtml", b"a"), Resource("bilde.png", b"p")),
    spine=("a.xhtml", "b.xhtml"),
    toc=(NavPoint("A", "a.xhtml"), NavPoint("Del", "", (NavPoint("B", "b.xhtml"),))),
    labels=LABELS,
    cover_image="bilde.png",
)


def written(publication: Publication, tmp_path) -> Book:
    file = tmp_path / "b.epub"
    file.write_bytes(write_epub(publication))
    return Book(file)


def test_mimetype_is_first_and_stored(tmp_path):
    first = written(PUBLICATION, tmp_path).infos[0]
    assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
    assert first.extra == b""


def test_members_have_fixed_dates_and_attributes(tmp_path):
    book = written(PUBLICATION, tmp_path)
    assert {i.date_time for i in book.infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(i.create_system, i.external_attr) for i in book.infos} == {(3, 0o100644 << 16)}


def test_order_of_resources_does_not_change_the_archive_order(tmp_path):
    turned = replace(PUBLICATION, resources=PUBLICATION.resources[::-1])
    names = [zipfile.ZipFile(io.BytesIO(write_epub(p))).namelist() for p in (PUBLICATION, turned)]
    assert names[0] == names[1]


def test_navigation_document_is_in_the_manifest_but_not_in_the_spine(tmp_path):
    book = written(PUBLICATION, tmp_path)
    assert book.opf("//opf:item[@properties='nav']/@href") == ["nav.xhtml"]
    assert book.opf("//opf:itemref/@idref") == ["f-a.xhtml", "f-b.xhtml"]


def test_ncx_carries_the_same_identifier_and_entries(tmp_path):
    book = written(PUBLICATION, tmp_path)
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:uid']/@content") == book.opf("//dc:identifier/text()")
    assert book.find("toc.ncx", "//ncx:text/text()")[1:] == ["A", "Del", "B"]
    # A heading without a page of its own leads to its first entry: the NCX knows no entry without a place.
    assert book.find("toc.ncx", "//ncx:content/@src") == ["a.xhtml", "b.xhtml", "b.xhtml"]


def test_cover_image_is_told_in_both_ways(tmp_path):
    book = written(PUBLICATION, tmp_path)
    assert book.opf("//opf:item[@properties='cover-image']/@href") == ["bilde.png"]
    assert book.opf("//opf:meta[@name='cover']/@content") == book.opf("//opf:item[@properties='cover-image']/@id")


def test_contents_end_at_the_third_level_and_drop_empty_headings():
    deep = NavPoint("1", "1", (NavPoint("2", "2", (NavPoint("3", "3", (NavPoint("4", "4"),)),)), NavPoint("tom")))
    (point,) = prune([deep])
    assert [c.text for c in point.children] == ["2"]
    assert point.children[0].children == (NavPoint("3", "3"),)


def test_manifest_ids_come_of_names_and_stay_apart():
    assert manifest_ids(["a b.png", "a-b.png", "1.png"]) == {
        "a b.png": "f-a-b.png",
        "a-b.png": "f-a-b.png-2",
        "1.png": "f-1.png",
    }
