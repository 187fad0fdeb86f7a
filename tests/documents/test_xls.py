"""Older binary workbooks, written record by record ([MS-XLS]) into a compound file ([MS-CFB])."""

import struct
from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.documents.excel.serials import DateSystem, serial_of
from intake.documents.limits import DocumentLimits
from intake.documents.xls import read_xls
from intake.filetypes import sniff
from intake.model.document import Cell, Document, FileType, SpanKind, Trouble, UnreadableDocument, block_text
from tests.documents.workbooks import LIMITS, cells_of, remarks_of, sheets_of, spans_at, table_of, zipped

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
GENERAL, DAY, DAY_AND_TIME, CLOCK = 0, 1, 2, 3
"""Styles of the workbooks below, by number."""
FORMATS = (0, 14, 22, 20)


def compound_file(**streams: bytes) -> bytes:
    """Streams, each padded so that none goes into the mini stream; a name that ends in `_` is a storage."""
    directory = [entry("Root Entry", 5, END, 0, child=1)]
    sectors: list[bytes] = []
    table: list[int] = []
    for at, (name, content) in enumerate(streams.items(), 1):
        padded = content.ljust(4096, b"\0")
        padded += b"\0" * (-len(padded) % SECTOR)
        count = len(padded) // SECTOR
        right = at + 1 if at < len(streams) else FREE
        kind, begin, size = (1, 0, 0) if name.endswith("_") else (2, len(table) + 2, len(padded))
        directory.append(entry(name.removesuffix("_"), kind, begin, size, right=right))
        if kind == 2:
            table += [*range(len(table) + 3, len(table) + 2 + count), END]
            sectors.append(padded)
    listed = b"".join(directory).ljust(SECTOR, b"\0")
    fat = struct.pack("<128I", FAT, END, *table, *[FREE] * (126 - len(table)))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        END,
        0,
        END,
        0,
        0,
    )
    return header + struct.pack("<108I", *[FREE] * 108) + fat + listed + b"".join(sectors)


def entry(name: str, kind: int, begin: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, FREE, right, child, begin, size)


def record(kind: int, layout: str = "", *values: object) -> bytes:
    body = struct.pack("<" + layout, *values)
    return struct.pack("<HH", kind, len(body)) + body


def text(row: int, column: int, index: int) -> bytes:
    return record(0x00FD, "HHHI", row, column, GENERAL, index)


def number(row: int, column: int, value: float, style: int = GENERAL) -> bytes:
    return record(0x0203, "HHHd", row, column, style, value)


def boolean(row: int, column: int, value: int, is_error: int = 0) -> bytes:
    return record(0x0205, "HHHBB", row, column, GENERAL, value, is_error)


BEGIN_BOOK = record(0x0809, "HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0)
BEGIN_SHEET = record(0x0809, "HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0)
END_OF_PART = record(0x000A)


def workbook(
    *sheets: tuple[str, int, int, Sequence[bytes]], strings: Sequence[str] = (), before: bytes = b"", **more: bytes
) -> bytes:
    """Sheets as name, state (1 hidden), type (1 macro sheet) and records."""
    table = b"".join(struct.pack("<HB", len(each), 1) + each.encode("utf-16-le") for each in strings)
    shared = struct.pack("<HHII", 0x00FC, 8 + len(table), len(strings), len(strings)) + table
    looks = b"".join(record(0x00E0, "HH16x", 0, each) for each in FORMATS)
    parts = [BEGIN_SHEET + b"".join(records) + END_OF_PART for _, _, _, records in sheets]
    names = [struct.pack("<BB", len(name), 0) + name.encode("latin-1") for name, *_ in sheets]
    begin = BEGIN_BOOK + before + looks + shared
    offset = len(begin) + sum(10 + len(name) for name in names) + len(END_OF_PART)
    listed = b""
    for (_, state, kind, _), name, part in zip(sheets, names, parts, strict=True):
        listed += struct.pack("<HHIBB", 0x0085, 6 + len(name), offset, state, kind) + name
        offset += len(part)
    return compound_file(Workbook=begin + listed + END_OF_PART + b"".join(parts), **more)


def read(content: bytes, limits: DocumentLimits = LIMITS) -> Document:
    return read_xls(content, limits)


def one_cell(cell: bytes, **book: bytes) -> Cell:
    return cells_of(read(workbook(("Form", 0, 0, [cell]), **book)))["A1"]  # type: ignore[arg-type]


SERIAL = serial_of(date(2018, 9, 27), DateSystem.FROM_1900)


@pytest.mark.parametrize(
    ("cell", "shown", "value"),
    [
        (number(0, 0, SERIAL, DAY), "27/09/2018", date(2018, 9, 27)),
        (number(0, 0, SERIAL + 0.5, DAY_AND_TIME), "2018-09-27 12:00", datetime(2018, 9, 27, 12)),  # noqa: DTZ001
        (number(0, 0, 0.604166667, CLOCK), "14:30", time(14, 30)),
        (number(0, 0, 1632960488), "1632960488", 1_632_960_488),
        (number(0, 0, 0.25), "0.25", 0.25),
        (boolean(0, 0, 1), "TRUE", True),
        (boolean(0, 0, 0), "FALSE", False),
    ],
)
def test_a_value_has_its_type(cell: bytes, shown: str, value: object) -> None:
    (span,) = next(one_cell(cell).paragraphs).spans
    assert (span.text, span.value, type(span.value)) == (shown, value, type(value))


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    (span,) = next(one_cell(number(0, 0, SERIAL - 1462, DAY), before=record(0x0022, "H", 1)).paragraphs).spans
    assert span.value == date(2018, 9, 27)


def test_words_stand_at_their_places_and_boxes_in_them_can_be_ticked() -> None:
    document = read(workbook(("Form", 0, 0, [text(4, 2, 0), text(5, 3, 1)]), strings=["Pat", "☒ Yes"]))
    assert {place: cell.text for place, cell in cells_of(document).items()} == {"C5": "Pat", "D6": "☒ Yes"}
    assert [(span.kind, span.ticked) for span in spans_at(document, "D6")] == [
        (SpanKind.TICK, True),
        (SpanKind.TEXT, None),
    ]


def test_a_merged_cell_stands_once_with_its_size() -> None:
    merge = record(0x00E5, "HHHHH", 1, 0, 1, 0, 2)
    document = read(workbook(("Form", 0, 0, [text(0, 0, 0), text(0, 3, 0), merge]), strings=["x"]))
    assert [(place, cell.width, cell.height) for place, cell in cells_of(document).items()] == [
        ("A1", 3, 2),
        ("D1", 1, 1),
    ]


def test_hidden_rows_hidden_columns_and_what_lies_under_a_merge_are_said() -> None:
    merge = record(0x00E5, "HHHHH", 1, 0, 0, 0, 1)
    row = record(0x0208, "HHHHHHHH", 1, 0, 3, 255, 0, 0, 0x20, 0)
    columns = record(0x007D, "HHHHHH", 2, 3, 2560, 0, 1, 0)
    cells = [text(0, 0, 0), text(0, 1, 1), text(0, 2, 2), text(1, 0, 3)]
    document = read(
        workbook(("Form", 0, 0, [row, columns, *cells, merge]), strings=["top", "under", "beside", "below"])
    )
    assert {each.number for each in table_of(document).rows if each.is_hidden} == {2}
    assert [cell.text for cell in cells_of(document).values() if cell.is_hidden] == ["beside"]
    assert [block_text(block) for story in document.stories[1:] for block in story.blocks] == ["under"]
    hidden = {("hidden_text", "Form!B1"), ("hidden_rows", "Form!2:2"), ("hidden_text", "Form!C:D")}
    assert remarks_of(document) == {("converted", None)} | hidden


def test_it_says_that_it_is_no_full_reading_and_what_is_hidden() -> None:
    document = read(workbook(("Form", 0, 0, [number(0, 0, 1)]), ("Lists", 1, 0, [number(0, 0, 2)])))
    assert [(story.name, story.is_hidden) for story in sheets_of(document)] == [("Form", False), ("Lists", True)]
    assert remarks_of(document) == {("converted", None), ("hidden_sheet", "Lists")}
    assert document.type is FileType.XLS


def test_a_note_in_the_margin_is_remarked() -> None:
    note = record(0x001C, "HHHHH", 4, 2, 0, 1, 0)
    document = read(workbook(("Form", 0, 0, [number(0, 0, 1), note])))
    assert remarks_of(document) == {("converted", None), ("comment", "Form!C5")}


def test_macros_embedded_objects_and_macro_sheets_are_remarked() -> None:
    sheets = (("Form", 0, 0, [number(0, 0, 1)]), ("Auto", 0, 1, [number(0, 0, 2)]))
    document = read(workbook(*sheets, _VBA_PROJECT_CUR_=b"", MBD0001_=b""))
    assert {("macros", None), ("embedded_object", None), ("macros", "Auto")} <= remarks_of(document)
    assert [story.name for story in document.stories] == ["Form"]


def test_a_workbook_behind_a_password_is_not_merely_damaged() -> None:
    content = workbook(("Form", 0, 0, [number(0, 0, 1)]), before=record(0x002F, "HHH", 0, 0x1234, 0x5678))
    assert sniff(content) is FileType.XLS
    assert trouble_of(content) is Trouble.ENCRYPTED


def test_what_goes_beyond_the_limits_is_cut_and_said_to_be() -> None:
    records = [number(row, column, 1) for row in range(5) for column in range(4)]
    document = read(workbook(("Form", 0, 0, records)), DocumentLimits(rows=3, columns=2))
    assert list(cells_of(document)) == ["A1", "B1", "A2", "B2", "A3", "B3"]
    assert ("cut_short", "Form") in remarks_of(document)


def trouble_of(content: bytes, limits: DocumentLimits = LIMITS) -> Trouble:
    with pytest.raises(UnreadableDocument) as refused:
        read(content, limits)
    return refused.value.trouble


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"", Trouble.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more", Trouble.DAMAGED),
        (zipped({"xl/workbook.bin": b"junk", "[Content_Types].xml": "<Types/>"}), Trouble.DAMAGED),
        (workbook(), Trouble.DAMAGED),
        (workbook(("Auto", 0, 1, [number(0, 0, 2)])), Trouble.DAMAGED),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, trouble: Trouble) -> None:
    assert trouble_of(content) is trouble


def test_a_file_beyond_the_limit_is_not_even_opened() -> None:
    assert trouble_of(b"\0" * 20, DocumentLimits(file_bytes=10)) is Trouble.TOO_LARGE


ORDINARY = workbook(
    ("Form", 0, 0, [text(0, 0, 0), number(0, 1, SERIAL, DAY), record(0x00E5, "HHHHH", 1, 0, 1, 0, 0)]),
    strings=["Born", "x"],
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ORDINARY) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_another_document_or_a_refusal_and_nothing_else(place: int, bit: int) -> None:
    flipped = bytearray(ORDINARY)
    flipped[place] ^= 1 << bit
    assert isinstance(read_or_refused(bytes(flipped)), Document | Trouble)


def read_or_refused(content: bytes) -> Document | Trouble:
    try:
        return read(content)
    except UnreadableDocument as refusal:
        return refusal.trouble
