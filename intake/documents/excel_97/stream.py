"""The `Workbook` stream as records: where its sheets begin, and which sheet a formula means ([MS-XLS] 2.1.7, 2.5.198)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from intake.documents.claims import BOUND_SHEET, DOUBLE_WORD, END_OF_PART, Budget, Record
from intake.documents.excel.places import Area, Place
from intake.model.document import Trouble, UnreadableDocument

BEGIN_OF_PART, OUTER_SHEETS, BOOK = 0x0809, 0x0017, 0x01AE
BIFF8 = 0x0600
RECORD_HEADER = struct.Struct("<HH")
WORD = struct.Struct("<H")
SHEET_SPAN = struct.Struct("<Hhh")
"""The book, its first sheet and its last."""
OWN_BOOK = b"\x01\x04"
CELL, RANGE = struct.Struct("<HH"), struct.Struct("<HHHH")
COLUMN = 0x3FFF
"""The bits above say whether the reference moves along."""
CELL_TOKENS, RANGE_TOKENS = frozenset({0x24, 0x44, 0x64}), frozenset({0x25, 0x45, 0x65})
OUTER_CELL_TOKENS, OUTER_RANGE_TOKENS = frozenset({0x3A, 0x5A, 0x7A}), frozenset({0x3B, 0x5B, 0x7B})


@dataclass(frozen=True, slots=True)
class Book:
    """What the first part of the stream says of the rest."""

    is_biff8: bool
    sheets: tuple[int, ...]
    """Where each listed sheet begins, in the order in which they are listed."""
    spans: tuple[int | None, ...]
    """For each number by which a formula names a sheet: which of them; None for another book and for several sheets."""


def book_of(stream: bytes, budget: Budget) -> Book:
    """The sheets that a stream lists. Raises UnreadableDocument for too many records."""
    version, sheets, own, spans = 0, [], [], b""
    for kind, body in records(stream, 0, budget):
        if kind == BEGIN_OF_PART and len(body) >= WORD.size:
            (version,) = WORD.unpack_from(body)
        elif kind == BOUND_SHEET and len(body) >= DOUBLE_WORD.size:
            sheets.append(DOUBLE_WORD.unpack_from(body)[0])
        elif kind == BOOK:
            own.append(body[2:4] == OWN_BOOK)
        elif kind == OUTER_SHEETS:
            spans = body[WORD.size :]
    usable = len(spans) - len(spans) % SHEET_SPAN.size
    named = tuple(
        first if book < len(own) and own[book] and first == last >= 0 else None
        for book, first, last in SHEET_SPAN.iter_unpack(spans[:usable])
    )
    return Book(version == BIFF8, tuple(sheets), named)


def records(stream: bytes, place: int, budget: Budget) -> Iterator[Record]:
    """The records of the part that begins here, without those of charts inside it. Raises UnreadableDocument."""
    return budget.counted(_records(stream, place))


def reference(formula: bytes, book: Book, names: tuple[str, ...]) -> str | None:
    """A parsed formula that is one cell or one area, as `'Part A'!$C$7`; None for any other. `names` are the sheets'."""
    token, rest = (formula[0], formula[1:]) if formula else (0, b"")
    sheet = ""
    if token in OUTER_CELL_TOKENS or token in OUTER_RANGE_TOKENS:
        named = _sheet_named(rest, book, names)
        if named is None:
            return None
        sheet, rest = "'" + named.replace("'", "''") + "'!", rest[WORD.size :]
    if token in CELL_TOKENS | OUTER_CELL_TOKENS and len(rest) == CELL.size:
        row, column = CELL.unpack(rest)
        return f"{sheet}{Place(row + 1, column & COLUMN)}"
    if token in RANGE_TOKENS | OUTER_RANGE_TOKENS and len(rest) == RANGE.size:
        top, bottom, left, right = RANGE.unpack(rest)
        area = Area(Place(top + 1, left & COLUMN), Place(bottom + 1, right & COLUMN))
        return f"{sheet}{area.first}:{area.last}"
    return None


def _sheet_named(rest: bytes, book: Book, names: tuple[str, ...]) -> str | None:
    number = WORD.unpack_from(rest)[0] if len(rest) >= WORD.size else len(book.spans)
    at = book.spans[number] if number < len(book.spans) else None
    return None if at is None or at >= len(names) else names[at]


def _records(stream: bytes, place: int) -> Iterator[Record]:
    depth = 0
    while place + RECORD_HEADER.size <= len(stream):
        kind, size = RECORD_HEADER.unpack_from(stream, place)
        place += RECORD_HEADER.size
        depth += (kind == BEGIN_OF_PART) - (kind == END_OF_PART)
        if depth <= 0 and kind != END_OF_PART:
            raise UnreadableDocument(Trouble.DAMAGED, "part without a beginning")
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[place : place + size]
        else:
            yield 0, b""
        place += size
