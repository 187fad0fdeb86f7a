"""Where a shape of a group lies: its place is a part of the group's, which alone is tied to cells ([MS-ODRAW] 2.2.38, 2.2.39)."""

import struct
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from intake.documents.excel.anchors import Anchor, Corner, Geometry

RECTANGLE = struct.Struct("<4i")
"""Left, top, right, bottom."""
MOST_LINES = 500
"""Rows or columns under one group."""


@dataclass(frozen=True, slots=True)
class Group:
    anchor: Anchor
    rectangle: tuple[int, ...]
    """In the group's own measure, in which its shapes give theirs."""


def anchor_in(group: Group, body: bytes, geometry: Geometry) -> Anchor | None:
    """Of a shape with this OfficeArtChildAnchor; None where the two make no sense together."""
    first, last = group.anchor.first, group.anchor.last
    if last is None or len(body) != RECTANGLE.size:
        return None
    left, top, right, bottom = RECTANGLE.unpack(body)
    begin_x, begin_y, end_x, end_y = group.rectangle
    columns = _lines(
        (first.column, first.right),
        (last.column, last.right),
        geometry.column_width,
        _parts(begin_x, end_x, left, right),
    )
    rows = _lines(
        (first.row, first.down), (last.row, last.down), geometry.row_height, _parts(begin_y, end_y, top, bottom)
    )
    if columns is None or rows is None:
        return None
    (column, inset), (last_column, reach) = columns
    (row, down), (last_row, last_down) = rows
    return Anchor(Corner(column, row, inset, down), Corner(last_column, last_row, reach, last_down))


def _parts(begin: int, end: int, first: int, last: int) -> tuple[float, float] | None:
    """Where a shape begins and ends within its group, which goes from 0 to 1."""
    if not begin <= first <= last <= end or begin == end:
        return None
    return (first - begin) / (end - begin), (last - begin) / (end - begin)


def _lines(
    begin: tuple[int, int], end: tuple[int, int], size: Callable[[int], float], parts: tuple[float, float] | None
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The columns or rows in which a shape begins and ends, each with EMU into it."""
    (first, inset), (last, reach) = begin, end
    if parts is None or not first <= last < first + MOST_LINES:
        return None
    edges = tuple(accumulate((size(line) for line in range(first, last)), initial=0.0))
    whole = edges[-1] + reach - inset
    return _line(first, edges, inset + whole * parts[0]), _line(first, edges, inset + whole * parts[1])


def _line(first: int, edges: Sequence[float], at: float) -> tuple[int, int]:
    line = max(0, bisect_right(edges, at) - 1)
    return first + line, max(0, int(at - edges[line]))
