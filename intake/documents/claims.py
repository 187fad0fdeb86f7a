"""What a binary workbook claims of its own size, weighed before calamine believes it and sets memory aside.

Calamine keeps every cell between the first and the last one used of each sheet, and trusts counts and dimensions that a
file states ([MS-XLS], [MS-XLSB]). Two records can so ask for more memory than any machine has.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from intake.documents.package import Package
from intake.model.document import Trouble, UnreadableDocument

Record: TypeAlias = tuple[int, bytes]
"""Its kind and its content."""

LARGEST_GRID = 4_000_000
"""Cells between the first and the last one used."""
MOST_RECORDS = 2_000_000
LEAST_STRING_BYTES = 3
DOUBLE_WORD = struct.Struct("<I")


class Grid:
    """The smallest area that holds all cells seen so far."""

    def __init__(self) -> None:
        self._rows: tuple[int, int] | None = None
        self._columns = (0, 0)

    def add(self, row: int, column: int, last_column: int) -> None:
        """Cells of one row. Raises UnreadableDocument when the area grows beyond the limit."""
        if self._rows is None:
            self._rows, self._columns = (row, row), (column, last_column)
        top, bottom = min(self._rows[0], row), max(self._rows[1], row)
        left, right = min(self._columns[0], column), max(self._columns[1], last_column)
        if (top, bottom) != self._rows or (left, right) != self._columns:
            check_area(bottom - top + 1, right - left + 1)
            self._rows, self._columns = (top, bottom), (left, right)


def check_area(rows: int, columns: int) -> None:
    """Raises UnreadableDocument for an area beyond the limit, or turned inside out."""
    if rows < 0 or columns < 0:
        raise UnreadableDocument(Trouble.DAMAGED, "dimensions")
    if rows * columns > LARGEST_GRID:
        raise UnreadableDocument(Trouble.TOO_LARGE, "grid")


def check_strings(count: int, size: int) -> None:
    """A table of strings that cannot hold as many as it says. Raises UnreadableDocument."""
    if count * LEAST_STRING_BYTES > size:
        raise UnreadableDocument(Trouble.DAMAGED, "strings")


# -- .xls ------------------------------------------------------------------------------------------------------------

RECORD_HEADER = struct.Struct("<HH")
BOUND_SHEET, SHARED_STRINGS, DIMENSIONS, END_OF_PART = 0x0085, 0x00FC, 0x0200, 0x000A
MANY_NUMBERS = 0x00BD
CELLS = frozenset({0x0006, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, MANY_NUMBERS})
CELL_PLACE = struct.Struct("<HH")
AREAS = {10: struct.Struct("<HHHH"), 14: struct.Struct("<IIHH")}
"""First row, row behind the last, first column, column behind the last; by the record's length."""


def check_workbook_stream(stream: bytes) -> None:
    """The records of an .xls. Raises UnreadableDocument for claims that no form makes."""
    places: list[int] = []
    budget = Budget()
    for kind, body in budget.counted(_records(stream, 0)):
        if kind == BOUND_SHEET and len(body) >= DOUBLE_WORD.size:
            places.append(DOUBLE_WORD.unpack_from(body)[0])
        elif kind == SHARED_STRINGS and len(body) >= 2 * DOUBLE_WORD.size:
            check_strings(DOUBLE_WORD.unpack_from(body, DOUBLE_WORD.size)[0], len(stream))
    for place in places:
        _check_sheet(budget.counted(_records(stream, place)))


@dataclass
class Budget:
    """Records that may still be looked at: sheets may all begin at one place."""

    left: int = MOST_RECORDS

    def counted(self, records: Iterator[Record]) -> Iterator[Record]:
        for record in records:
            self.left -= 1
            if self.left < 0:
                raise UnreadableDocument(Trouble.TOO_LARGE, "records")
            yield record


def _records(stream: bytes, place: int) -> Iterator[Record]:
    while place + RECORD_HEADER.size <= len(stream):
        kind, size = RECORD_HEADER.unpack_from(stream, place)
        place += RECORD_HEADER.size
        yield kind, stream[place : place + size]
        place += size
        if kind == END_OF_PART:
            return


def _check_sheet(records: Iterable[Record]) -> None:
    grid = Grid()
    for kind, body in records:
        if kind == DIMENSIONS and len(body) in AREAS:
            top, behind, left, right = AREAS[len(body)].unpack_from(body)
            if behind and right:
                check_area(behind - top, right - left)
        elif kind in CELLS and len(body) >= CELL_PLACE.size:
            row, column = CELL_PLACE.unpack_from(body)
            last = column + max(0, len(body) // 6 - 1) if kind == MANY_NUMBERS else column
            grid.add(row, column, last)


# -- .xlsb -----------------------------------------------------------------------------------------------------------

ROW_HEADER, SHEET_DIMENSIONS, BEGIN_STRINGS = 0x0000, 0x0094, 0x009F
PACKED_CELLS = range(0x0002, 0x000C)
SHEET_AREA = struct.Struct("<IIII")
"""First row, last row, first column, last column."""
WORKSHEET = "worksheet"
KEPT_FOR_SHEETS = "xl/worksheets/"
KEPT_FOR_STRINGS = "xl/sharedstrings.bin"


def check_binary_parts(package: Package) -> None:
    """The records of an .xlsb. Raises UnreadableDocument for claims that no form makes."""
    arrows = package.relationships(package.main_part).values()
    sheets = {each.target.lower() for each in arrows if each.type == WORKSHEET and not each.is_external}
    budget = Budget()
    for name in sorted(package.names):
        folded = name.lower()
        if folded in sheets or folded.startswith((KEPT_FOR_SHEETS, KEPT_FOR_STRINGS)):
            content = package.content(name)
            _check_part(budget.counted(_packed_records(content)), len(content))


def _packed_records(content: bytes) -> Iterator[Record]:
    """Kinds and sizes are numbers of seven bits a byte."""
    place = 0
    while place < len(content):
        kind, place = _number(content, place, most_bytes=2)
        size, place = _number(content, place, most_bytes=4)
        yield kind, content[place : place + size]
        place += size


def _number(content: bytes, place: int, *, most_bytes: int) -> tuple[int, int]:
    number = 0
    for at, byte in enumerate(content[place : place + most_bytes]):
        number |= (byte & 0x7F) << (7 * at)
        if not byte & 0x80:
            return number, place + at + 1
    return number, place + most_bytes


def _check_part(records: Iterable[Record], size: int) -> None:
    grid, row = Grid(), 0
    for kind, body in records:
        if kind == ROW_HEADER and len(body) >= DOUBLE_WORD.size:
            row = DOUBLE_WORD.unpack_from(body)[0]
        elif kind in PACKED_CELLS and len(body) >= DOUBLE_WORD.size:
            column = DOUBLE_WORD.unpack_from(body)[0]
            grid.add(row, column, column)
        elif kind == SHEET_DIMENSIONS and len(body) >= SHEET_AREA.size:
            top, bottom, left, right = SHEET_AREA.unpack_from(body)
            check_area(bottom - top + 1, right - left + 1)
        elif kind == BEGIN_STRINGS and len(body) >= 2 * DOUBLE_WORD.size:
            check_strings(DOUBLE_WORD.unpack_from(body, DOUBLE_WORD.size)[0], size)
