"""The sheets of an .xls, each with what floats above it."""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml.etree import Element

from intake.documents.claims import Budget, Record
from intake.documents.excel.anchors import Geometry
from intake.documents.excel.cells import StoredRow
from intake.documents.excel.floating import Floating
from intake.documents.excel.places import LAST_COLUMN, Place
from intake.documents.excel.sheet import DEFAULT_HEIGHT_POINTS, Columns, StoredSheet
from intake.documents.excel_97.floating import floating, unread_floating
from intake.documents.excel_97.stream import WORD, book_of, records, reference
from intake.model.document import Trouble, UnreadableDocument

COLUMNS, USUAL_WIDTH, ROW, ROWS = 0x007D, 0x0099, 0x0208, 0x0225
ROW_HEIGHT = struct.Struct("<H4xH4xH")
"""Row, height, switches."""
DEFAULT_HEIGHT = struct.Struct("<2xH")
HEIGHT, HIDDEN_ROW = 0x7FFF, 0x20
POINT_PARTS = 20
COLUMN_WIDTHS, HIDDEN_COLUMN = struct.Struct("<HHH2xH"), 0x01
"""First column, last column, width in parts of a letter, switches ([MS-XLS] 2.4.53)."""
NOTE, NOTE_CELL = 0x001C, struct.Struct("<HH")
"""Row and column of a note in the margin ([MS-XLS] 2.4.179)."""
LETTER_PARTS = 256
MOST_COLUMN_RECORDS = 256


@dataclass(frozen=True, slots=True)
class Above:
    floating: Floating
    sheet: StoredSheet
    """Its rows and columns, without their cells."""
    notes: tuple[Place, ...]
    """The cells with a note in the margin."""

    @property
    def geometry(self) -> Geometry:
        return Geometry(self.sheet)


def sheets_above(stream: bytes | None, names: tuple[str, ...]) -> Mapping[str, Above]:
    """By the name of each sheet, in the order in which `names` lists them. Raises UnreadableDocument.

    Nothing for a file without a stream of records.
    """
    if stream is None:
        return {}
    budget = Budget()
    book = book_of(stream, budget)
    if len(book.sheets) != len(names):
        raise UnreadableDocument(Trouble.DAMAGED, "sheets")
    above: dict[str, Above] = {}
    left = len(stream)
    for name, place in zip(names, book.sheets, strict=True):
        kept = list(records(stream, place, budget))
        left -= sum(len(body) for _, body in kept)
        if left < 0:
            raise UnreadableDocument(Trouble.DAMAGED, "sheets within sheets")
        sheet = _sheet(kept)
        geometry = Geometry(sheet)
        floats = (
            floating(kept, geometry, lambda formula: reference(formula, book, names))
            if book.is_biff8
            else unread_floating(kept, geometry)
        )
        above[name] = Above(floats, sheet, tuple(_notes(kept)))
    return above


def _notes(kept: Iterable[Record]) -> Iterator[Place]:
    for kind, body in kept:
        if kind == NOTE and len(body) >= NOTE_CELL.size:
            row, column = NOTE_CELL.unpack_from(body)
            yield Place(row + 1, column)


def _sheet(kept: Sequence[Record]) -> StoredSheet:
    heights = [
        DEFAULT_HEIGHT.unpack_from(body)[0] for kind, body in kept if kind == ROWS and len(body) >= DEFAULT_HEIGHT.size
    ]
    return StoredSheet(
        rows=tuple(_rows(kept)),
        columns=tuple(_columns(kept)),
        default_height_points=heights[0] / POINT_PARTS if heights else DEFAULT_HEIGHT_POINTS,
        root=Element("worksheet"),
    )


def _rows(kept: Iterable[Record]) -> Iterator[StoredRow]:
    for kind, body in kept:
        if kind == ROW and len(body) >= ROW_HEIGHT.size:
            number, height, switches = ROW_HEIGHT.unpack_from(body)
            is_hidden = bool(switches & HIDDEN_ROW)
            points = 0 if is_hidden else (height & HEIGHT) / POINT_PARTS
            yield StoredRow(number + 1, (), is_hidden, height_points=points)


def _columns(kept: Iterable[Record]) -> Iterator[Columns]:
    """Those with a width of their own, then all with the usual one."""
    found = [body for kind, body in kept if kind == COLUMNS and len(body) >= COLUMN_WIDTHS.size]
    for body in found[:MOST_COLUMN_RECORDS]:
        first, last, width, switches = COLUMN_WIDTHS.unpack_from(body)
        if first <= min(last, LAST_COLUMN):
            yield Columns(first, last, width / LETTER_PARTS, bool(switches & HIDDEN_COLUMN) or width == 0)
    for kind, body in kept:
        if kind == USUAL_WIDTH and len(body) >= WORD.size:
            yield Columns(0, LAST_COLUMN, WORD.unpack_from(body)[0] / LETTER_PARTS, is_hidden=False)
            return
