"""The sheets of an .xls, each with what floats above it."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import Element

from intake.documents.claims import Budget, Record
from intake.documents.excel.anchors import Geometry
from intake.documents.excel.floating import Floating
from intake.documents.excel.sheet import Columns, StoredSheet
from intake.documents.excel_97.floating import floating, unread_floating
from intake.documents.excel_97.stream import book_of, records, reference
from intake.model.document import Trouble, UnreadableDocument

COLUMNS = 0x007D
COLUMN_WIDTHS = struct.Struct("<HHH")
"""First column, last column, width in parts of a letter."""
LETTER_PARTS = 256
MOST_COLUMN_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class Above:
    floating: Floating
    geometry: Geometry


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
        geometry = Geometry(StoredSheet(rows=(), columns=tuple(_columns(kept)), root=Element("worksheet")))
        if book.is_biff8:
            above[name] = Above(floating(kept, geometry, lambda formula: reference(formula, book, names)), geometry)
        else:
            above[name] = Above(unread_floating(kept, geometry), geometry)
    return above


def _columns(kept: Iterable[Record]) -> Iterator[Columns]:
    found = [body for kind, body in kept if kind == COLUMNS and len(body) >= COLUMN_WIDTHS.size]
    for body in found[:MOST_COLUMN_RECORDS]:
        first, last, width = COLUMN_WIDTHS.unpack_from(body)
        yield Columns(first, last, width / LETTER_PARTS, is_hidden=False)
