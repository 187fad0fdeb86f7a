"""Binary workbooks that ask for more than they hold: each once took a reader's memory, or its time without end."""

import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest

from intake.documents.claims import MOST_RECORDS, Budget
from intake.documents.limits import DocumentLimits
from intake.documents.xls import read_xls
from intake.model.document import Trouble, UnreadableDocument
from tests.documents.test_xls import ORDINARY, SECTOR, compound_file, number, record, workbook
from tests.documents.test_xlsx_floating import VML
from tests.documents.workbooks import zipped

LIMITS = DocumentLimits()
END = 0xFFFFFFFE


def trouble_of(content: bytes) -> Trouble | None:
    try:
        read_xls(content, LIMITS)
    except UnreadableDocument as refusal:
        return refusal.trouble
    return None


def sheet(*records: bytes, before: bytes = b"") -> bytes:
    return workbook(("Form", 0, 0, records), before=before)


def many_numbers(row: int, column: int, count: int) -> bytes:
    return record(0x00BD, f"HH{count * 6}sH", row, column, b"", column + count - 1)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (sheet(number(0, 0, 1), number(65_535, 65_535, 1)), Trouble.TOO_LARGE),
        (sheet(number(0, 0, 1), many_numbers(65_535, 0, 200)), Trouble.TOO_LARGE),
        (sheet(record(0x0200, "IIHHH", 0, 0xFFFFFFFF, 0, 255, 0), number(0, 0, 1)), Trouble.TOO_LARGE),
        (sheet(record(0x0200, "IIHHH", 9, 1, 0, 1, 0), number(0, 0, 1)), Trouble.DAMAGED),
        (sheet(number(0, 0, 1), before=record(0x00FC, "II", 1, 0x7FFFFFFF)), Trouble.DAMAGED),
        (sheet(record(0x0200, "IIHHH", 0, 0, 0, 0, 0), number(0, 0, 1)), None),
        (sheet(record(0x0200, "IIHHH", 0, 65_536, 0, 10, 0), number(65_535, 9, 1)), None),
    ],
    ids=[
        "cells in far corners",
        "many numbers in a far row",
        "a sheet of four thousand million rows",
        "an area turned inside out",
        "a table of strings that are not there",
        "an empty sheet's area",
        "a long list",
    ],
)
def test_claims_are_weighed_before_memory_is_set_aside(content: bytes, trouble: Trouble | None) -> None:
    assert trouble_of(content) is trouble


def test_sheets_that_all_begin_at_one_place_do_not_multiply_the_work() -> None:
    budget = Budget(left=5)
    with pytest.raises(UnreadableDocument, match="records"):
        list(budget.counted((0, b"") for _ in range(6)))
    assert MOST_RECORDS < 10_000_000


@pytest.mark.parametrize("place", [48, 60, 68], ids=["directory", "mini table", "further tables"])
def test_a_header_that_points_nowhere_is_refused(place: int) -> None:
    harmed = bytearray(ORDINARY)
    struct.pack_into("<I", harmed, place, 3)
    assert trouble_of(bytes(harmed)) in {None, Trouble.DAMAGED}


def test_a_chain_of_sectors_in_a_circle_ends() -> None:
    """The last sector of the stream leads back to its first."""
    harmed = bytearray(ORDINARY)
    first = SECTOR
    entries = struct.unpack_from("<128I", harmed, first)
    last = max(at for at, each in enumerate(entries) if each == END)
    struct.pack_into("<I", harmed, first + 4 * last, 2)
    assert entries[2] == 3
    assert trouble_of(bytes(harmed)) is None


def test_a_directory_in_a_circle_ends() -> None:
    harmed = bytearray(ORDINARY)
    struct.pack_into("<I", harmed, SECTOR + 4, 1)
    assert trouble_of(bytes(harmed)) in {None, Trouble.DAMAGED}


def test_a_stream_said_to_be_longer_than_its_file_is_refused() -> None:
    harmed = compound_file(Workbook=b"x" * 5_000).replace(struct.pack("<Q", 5_120), struct.pack("<Q", 1 << 31))
    assert trouble_of(harmed) is Trouble.DAMAGED


# -- .xlsb -----------------------------------------------------------------------------------------------------------

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ARROWS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
ARROW = '<Relationship Id="rId1" Type="' + OFFICE + '/{}" Target="{}"/>'


def packed(kind: int, layout: str = "", *values: object) -> bytes:
    """A record whose kind and size take seven bits a byte ([MS-XLSB] 2.1.4)."""
    body = struct.pack("<" + layout, *values)
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + body


def binary_book(*records: bytes, strings: bytes = b"", more: Mapping[str, str] = MappingProxyType({})) -> bytes:
    return zipped(
        {
            **more,
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": ARROWS.format(ARROW.format("officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": b"",
            "xl/_rels/workbook.bin.rels": ARROWS.format(ARROW.format("worksheet", "sheets/a.bin")),
            "xl/sheets/a.bin": b"".join(records),
            "xl/sharedStrings.bin": strings,
            "xl/printerSettings/p.bin": packed(0x0094, "IIII", 0, 1 << 31, 0, 1 << 31),
        }
    )


def row(at: int) -> bytes:
    return packed(0x0000, "I", at)


def real(column: int) -> bytes:
    return packed(0x0005, "IId", column, 0, 1.0)


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (lambda: binary_book(row(0), real(0), row(1_048_575), real(16_383)), "grid"),
        (lambda: binary_book(packed(0x0094, "IIII", 0, 1_048_575, 0, 16_383)), "grid"),
        (lambda: binary_book(packed(0x0094, "IIII", 5, 1, 0, 1)), "dimensions"),
        (lambda: binary_book(strings=packed(0x009F, "II", 1, 0xFFFFFFFF)), "strings"),
        (lambda: binary_book(row(0), real(0)), "CalamineError"),
    ],
    ids=["far cells", "a sheet's area", "an area turned inside out", "strings that are not there", "nothing to refuse"],
)
def test_claims_of_a_packed_binary_workbook_are_weighed(content: Callable[[], bytes], detail: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_xls(content(), LIMITS)
    assert refused.value.detail == detail


def old_drawing(kind: str) -> Mapping[str, str]:
    client = f'<x:ClientData ObjectType="{kind}"><x:Anchor>1, 0, 0, 0, 2, 0, 1, 0</x:Anchor></x:ClientData>'
    return {"xl/drawings/vmlDrawing1.vml": f'<xml {VML}><v:shape id="_x0000_s1025">{client}</v:shape></xml>'}


@pytest.mark.parametrize(
    ("more", "detail"),
    [
        (old_drawing("Checkbox"), "controls"),
        (old_drawing("Radio"), "controls"),
        (old_drawing("Drop"), "controls"),
        ({"xl/activeX/activeX1.xml": "<x/>"}, "controls"),
        (old_drawing("Note"), "CalamineError"),
        (old_drawing("Button"), "CalamineError"),
    ],
)
def test_a_packed_binary_workbook_with_boxes_to_tick_goes_to_a_person(more: Mapping[str, str], detail: str) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        read_xls(binary_book(row(0), real(0), more=more), LIMITS)
    assert refused.value.detail == detail
