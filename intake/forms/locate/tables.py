"""Tables with a row for each person, agency or event: found by their header row, their title, or both."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from intake.forms.locate.headers import Header, headers
from intake.forms.locate.matching import Matcher
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.table_ends import ends_before
from intake.forms.slot import SlotRow
from intake.model.document import Block

EMPTY_ROWS = 4
"""Missing rows of a worksheet after which a table has ended."""


@dataclass(slots=True, eq=False)
class FoundTable:
    """A table field in the document; a header printed again, or a second table of the kind, adds to its rows."""

    field: str
    where: str
    label: str | None = dataclasses.field(default=None, repr=False)
    title: Place | None = None
    rows: list[SlotRow] = dataclasses.field(default_factory=list, repr=False)
    furniture: set[int] = dataclasses.field(default_factory=set)
    """Indexes of the places of its titles and headers."""
    region: set[int] = dataclasses.field(default_factory=set)
    """Indexes of all its places, headers included."""


def tables(grids: Iterable[Grid], places: list[Place], matcher: Matcher) -> dict[str, FoundTable]:
    """Every table field that is found, by its id."""
    chosen = headers(grids, places, matcher)
    starts = {(id(header.grid), header.row) for header in chosen}
    found: dict[str, FoundTable] = {}
    for header in chosen:
        table = found.setdefault(header.field, FoundTable(header.field, _where(header.places)))
        _take(header, table, matcher, starts)
    return found


def _take(header: Header, table: FoundTable, matcher: Matcher, starts: set[tuple[int, int]]) -> None:
    """Add the rows below a header, up to where something else begins."""
    if header.title is not None:
        table.furniture.add(header.title.index)
        if table.title is None:
            table.title, table.label = header.title, header.title.text.strip()
    table.furniture.update(place.index for place in header.places)
    table.region.update(place.index for place in header.places)
    grid = header.grid
    last = grid.numbers[header.row]
    for row in range(header.row + 1, len(grid.rows)):
        if (id(grid), row) in starts or grid.numbers[row] - last > EMPTY_ROWS or ends_before(header, row, matcher):
            return
        last = grid.numbers[row]
        table.rows.append(_slot_row(header, row))
        table.region.update(place.index for place in grid.rows[row])


def _slot_row(header: Header, row: int) -> SlotRow:
    cells: dict[str, tuple[Block, ...]] = dict.fromkeys(header.columns, ())
    for place in header.grid.rows[row]:
        column = _column_of(place, header)
        if column is not None and place.row == row:
            cells[column] = (*cells[column], *place.blocks)
    return SlotRow(cells=cells, where=_where(header.grid.rows[row]) if header.grid.rows[row] else _where(header.places))


def _column_of(place: Place, header: Header) -> str | None:
    """The column under whose header a cell stands, by how much of it they share."""
    start, end = place.column, place.column + place.width
    most, widest = 0, None
    for column, head in header.columns.items():
        shared = min(end, head.column + head.width) - max(start, head.column)
        if shared > most:
            most, widest = shared, column
    return widest


def _where(cells: list[Place]) -> str:
    return cells[0].where
