"""Over which cell a shape, a picture or a control lies: cells are what a form is read by, shapes float above them."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element

from intake.documents.excel.places import LAST_COLUMN, LAST_ROW, Place
from intake.documents.excel.sheet import DEFAULT_WIDTH_LETTERS, StoredSheet
from intake.documents.excel.xml import child, count_of

PIXEL = 9_525
POINT = 12_700
"""In EMU, 914,400 to the inch."""
LETTER_PIXELS = 7
"""Of a column's width, its padding counted, in the usual font (ECMA-376 part 1 §18.3.1.13)."""
BOX_PIXELS = 9
"""Half the box of a check box, which stands at the left end of its control."""
MOSTLY, HALF = 0.9, 0.5

VML_ANCHOR = re.compile(r"\s*(-?[0-9]{1,7})\s*")


@dataclass(frozen=True, slots=True)
class Corner:
    column: int
    row: int
    """Both from 0."""
    right: int
    down: int
    """EMU from the corner of that cell."""


@dataclass(frozen=True, slots=True)
class Anchor:
    first: Corner
    last: Corner | None
    """None where only the first corner is tied to a cell."""

    @property
    def is_nowhere(self) -> bool:
        """All zeros, as LibreOffice writes it for controls."""
        return self.first == self.last == Corner(0, 0, 0, 0)


class Geometry:
    """How high the rows and how wide the columns of a sheet are, in EMU."""

    def __init__(self, sheet: StoredSheet) -> None:
        self._heights = {row.number: row.height_points for row in sheet.rows if row.height_points is not None}
        self._default_height = sheet.default_height_points
        self._columns = sheet.columns
        self._widths: dict[int, float] = {}

    def row_height(self, row: int) -> float:
        """Of the row with this number, counted from 0 as anchors do."""
        return self._heights.get(row + 1, self._default_height) * POINT

    def column_width(self, column: int) -> float:
        if column not in self._widths:
            letters = next((each.width_letters for each in self._columns if each.first <= column <= each.last), None)
            self._widths[column] = (letters or DEFAULT_WIDTH_LETTERS) * LETTER_PIXELS * PIXEL
        return self._widths[column]


def place_under(anchor: Anchor, geometry: Geometry) -> Place:
    """The cell that most of the shape's beginning covers."""
    first, last = anchor.first, anchor.last
    across = None if last is None else (last.column, last.right)
    return _place(_row(anchor, geometry), _mostly((first.column, first.right), across, geometry.column_width))


def place_of_box(anchor: Anchor, geometry: Geometry) -> Place:
    """The cell under the box of a check box or option button: at the left end, half way down."""
    column, right = anchor.first.column, anchor.first.right + BOX_PIXELS * PIXEL
    if right > geometry.column_width(column):
        column += 1
    return _place(_row(anchor, geometry), column)


def drawing_anchor(element: _Element) -> Anchor | None:
    """Of a `twoCellAnchor`, a `oneCellAnchor`, or the `anchor` of a control."""
    first, last = _corner(child(element, "from")), _corner(child(element, "to"))
    return None if first is None else Anchor(first, last)


def vml_anchor(text: str) -> Anchor | None:
    """`column, pixels, row, pixels` of both corners, with commas, as in an `x:Anchor`."""
    found = [VML_ANCHOR.fullmatch(each) for each in text.split(",")]
    match [max(0, int(each[1])) for each in found if each is not None]:
        case [column, right, row, down, last_column, last_right, last_row, last_down]:
            first = Corner(column, row, right * PIXEL, down * PIXEL)
            return Anchor(first, Corner(last_column, last_row, last_right * PIXEL, last_down * PIXEL))
        case _:
            return None


def _row(anchor: Anchor, geometry: Geometry) -> int:
    first, last = anchor.first, anchor.last
    down = None if last is None else (last.row, last.down)
    return _mostly((first.row, first.down), down, geometry.row_height)


def _mostly(begin: tuple[int, int], end: tuple[int, int] | None, size: Callable[[int], float]) -> int:
    """The first row or column of which the shape covers a good part; begin and end are each a line and EMU into it."""
    first, inset = begin
    covered = 1 - inset / (size(first) or 1)
    last, reach = end or (first + 2, 0)
    if last <= first:
        return first
    if last == first + 1:
        return first if covered >= min(1.0, reach / (size(last) or 1)) else last
    return first if covered >= (MOSTLY if end else HALF) else first + 1


def _place(row: int, column: int) -> Place:
    return Place(min(row + 1, LAST_ROW), min(column, LAST_COLUMN))


def _corner(element: _Element | None) -> Corner | None:
    if element is None:
        return None
    column, row, right, down = (_count(child(element, name)) for name in ("col", "row", "colOff", "rowOff"))
    return Corner(column, row, right, down)


def _count(element: _Element | None) -> int:
    return count_of(None if element is None else element.text)
