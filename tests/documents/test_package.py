import io
import struct
import zipfile
import zlib

import pytest
from lxml import etree

from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, Relationship, open_package
from intake.model.document import Trouble, UnreadableDocument
from tests.documents.word_files import MAIN_TYPE, arrow, arrows, word_file, zipped

LIMITS = DocumentLimits()


def opened(files: dict[str, str | bytes], limits: DocumentLimits = LIMITS) -> Package:
    return open_package(zipped(files), limits)


def trouble_of(content: bytes, part: str | None = None, limits: DocumentLimits = LIMITS) -> tuple[Trouble, str]:
    with pytest.raises(UnreadableDocument) as error:
        open_package(content, limits).xml(part or "x.xml")
    return error.value.trouble, error.value.detail


def with_duplicate(name: str, other: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "<a/>")
        archive.writestr(other, "<b/>")
    return buffer.getvalue()


def with_overlap() -> bytes:
    """Two entries of the directory that share their bytes: the first one's data holds the second one's header."""
    inner_data = b"<x/>" + b" " * 40
    name = b"b.xml"
    header = struct.pack(
        "<4s5H3L2H",
        b"PK\x03\x04",
        20,
        0,
        0,
        0,
        33,
        zlib.crc32(inner_data),
        len(inner_data),
        len(inner_data),
        len(name),
        0,
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", header + name + inner_data)
        inside = zipfile.ZipInfo("b.xml")
        inside.header_offset = 30 + len(b"a.xml")
        inside.CRC, inside.file_size, inside.compress_size = zlib.crc32(inner_data), len(inner_data), len(inner_data)
        archive.filelist.append(inside)
        archive.NameToInfo["b.xml"] = inside
    return buffer.getvalue()


def with_flag(flag: int) -> bytes:
    content = bytearray(zipped({"x.xml": "<x/>"}))
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(magic) + place
        content[start : start + 2] = struct.pack("<H", flag)
    return bytes(content)


def with_method(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("x.xml", "<x/>")
    return buffer.getvalue()


# -- refused by the directory alone ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (with_duplicate("word/document.xml", "WORD/Document.xml"), (Trouble.HOSTILE, "duplicate names")),
        (with_duplicate("word/document.xml", "word\\document.xml"), (Trouble.HOSTILE, "duplicate names")),
        (zipped({"word/../../x.xml": "<x/>"}), (Trouble.HOSTILE, "path")),
        (zipped({"<name>": "<x/>"}).replace(b"<name>", b"\0name>"), (Trouble.HOSTILE, "no name")),
        (with_flag(1), (Trouble.ENCRYPTED, "zip")),
        (with_method(zipfile.ZIP_BZIP2), (Trouble.HOSTILE, "compression")),
        (with_method(zipfile.ZIP_LZMA), (Trouble.HOSTILE, "compression")),
        (with_overlap(), (Trouble.HOSTILE, "overlap")),
        (zipped({"y.xml": "<y/>"}) + zipped({"x.xml": "<x/>"}), (Trouble.HOSTILE, "more around")),
        (b"PK-something" + zipped({"x.xml": "<x/>"}), (Trouble.HOSTILE, "more around")),
        (zipped({"x.xml": "<x/>"}) + b"MZ and more", (Trouble.HOSTILE, "more around")),
        (b"PK\x03\x04 and no more", (Trouble.DAMAGED, "BadZipFile")),
        (zipped({str(number): "x" for number in range(501)}), (Trouble.TOO_LARGE, "entries")),
    ],
)
def test_a_package_is_refused_before_anything_in_it_is_read(content: bytes, expected: tuple[Trouble, str]) -> None:
    with pytest.raises(UnreadableDocument) as error:
        open_package(content, LIMITS)
    assert (error.value.trouble, error.value.detail) == expected


def test_a_line_break_behind_the_archive_is_what_mail_does() -> None:
    assert open_package(zipped({"x.xml": "<x/>"}) + b"\r\n", LIMITS).xml("x.xml").tag == "x"


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    content = zipped({"x.xml": "<x/>"})
    assert trouble_of(content, limits=DocumentLimits(file_bytes=len(content) - 1)) == (Trouble.TOO_LARGE, "file")


# -- counted while it is read ----------------------------------------------------------------------------------------


def test_a_part_that_swells_too_much_is_refused() -> None:
    assert trouble_of(zipped({"x.xml": "<x>" + "a" * 4_000_000 + "</x>"})) == (Trouble.HOSTILE, "ratio")


def test_a_part_beyond_its_limit_is_refused() -> None:
    limits = DocumentLimits(entry_bytes=1000)
    assert trouble_of(zipped({"x.xml": "<x>" + "a" * 2000 + "</x>"}), limits=limits) == (Trouble.TOO_LARGE, "inflated")


def test_all_parts_together_have_a_limit() -> None:
    limits = DocumentLimits(inflated_bytes=3000)
    package = opened({"x.xml": f"<x>{'a' * 1400}</x>"}, limits)
    package.xml("x.xml")
    package.xml("x.xml")
    with pytest.raises(UnreadableDocument) as error:
        package.xml("x.xml")
    assert error.value.trouble is Trouble.TOO_LARGE


def test_a_size_that_lies_is_damage_and_costs_nothing() -> None:
    content = bytearray(zipped({"x.xml": "<x>" + "a" * 100_000 + "</x>"}))
    start = content.index(b"PK\x01\x02") + 24
    content[start : start + 4] = struct.pack("<L", 10)
    assert trouble_of(bytes(content))[0] is Trouble.DAMAGED


def test_more_tags_than_a_form_can_have_are_refused() -> None:
    limits = DocumentLimits(tags=10)
    assert trouble_of(zipped({"x.xml": "<x>" + "<y/>" * 10 + "</x>"}), limits=limits) == (Trouble.TOO_LARGE, "tags")


# -- XML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>",
        "<!DOCTYPE x SYSTEM 'file:///etc/hostname'><x/>",
        "<!doctype x><x/>",
        f"<!--{'a' * 70_000}--><!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
    ],
)
def test_a_part_with_a_dtd_is_refused(xml: str | bytes) -> None:
    assert trouble_of(zipped({"x.xml": xml})) == (Trouble.HOSTILE, "dtd")


@pytest.mark.parametrize("xml", ["", "<x>", "<x></y>", "words", "<x>\0</x>", "<a>" * 300 + "</a>" * 300])
def test_broken_xml_is_damage(xml: str) -> None:
    assert trouble_of(zipped({"x.xml": xml}))[0] is Trouble.DAMAGED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_a_part_may_stand_in_any_encoding(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><x>café</x>'.encode(encoding)
    assert opened({"x.xml": xml}).xml("x.xml").text == "café"


def test_comments_and_instructions_are_no_elements() -> None:
    root = opened({"x.xml": "<x><!-- a --><?b c?><y/></x>"}).xml("x.xml")
    assert [child.tag for child in root] == ["y"]


def test_strict_names_are_folded_into_the_transitional_ones() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    root = opened({"x.xml": f'<w:p xmlns:w="{strict}"/>'}).xml("x.xml")
    assert etree.QName(root).namespace == "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


# -- parts and arrows ------------------------------------------------------------------------------------------------


def test_a_part_is_found_whatever_its_case_and_slashes() -> None:
    package = opened({"Word\\Document.xml": "<x/>"})
    assert package.has("word/document.xml")
    assert package.xml("word/document.xml").tag == "x"


def test_a_part_that_is_missing_is_damage() -> None:
    assert trouble_of(zipped({"y.xml": "<y/>"})) == (Trouble.DAMAGED, "missing part")


def test_arrows_lead_from_where_they_start() -> None:
    inner = (
        arrow("a", "header", "header1.xml")
        + arrow("b", "image", "/media/x.png")
        + arrow("c", "customXml", "../customXml/item1.xml")
        + arrow("d", "hyperlink", "https://example.org/a b", "External")
        + arrow("e", "comments", "sub\\comments.xml")
    )
    package = opened({"word/_rels/document.xml.rels": arrows(inner)})
    assert package.relationships("word/document.xml") == {
        "a": Relationship("header", "word/header1.xml", is_external=False),
        "b": Relationship("image", "media/x.png", is_external=False),
        "c": Relationship("customXml", "customXml/item1.xml", is_external=False),
        "d": Relationship("hyperlink", "https://example.org/a b", is_external=True),
        "e": Relationship("comments", "word/sub/comments.xml", is_external=False),
    }


def test_a_part_without_arrows_has_none() -> None:
    assert opened({"x.xml": "<x/>"}).relationships("x.xml") == {}


def test_a_content_type_goes_by_the_part_before_the_ending() -> None:
    package = open_package(word_file(""), LIMITS)
    assert package.content_type("word/document.xml") == MAIN_TYPE.lower()
    assert package.content_type("chunk.HTML") == "text/html"
    assert package.content_type("picture.png") == ""


def test_a_package_without_a_main_part_is_damaged() -> None:
    with pytest.raises(UnreadableDocument) as error:
        _ = opened({"_rels/.rels": arrows("")}).main_part
    assert error.value.trouble is Trouble.DAMAGED
