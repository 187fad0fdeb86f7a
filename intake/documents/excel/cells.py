"""The cells of a worksheet as they are stored; only those that hold something, however far apart they lie.

Nothing that a sheet says about its own size is believed: not its dimension, not the spans of its rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from lxml.etree import _Element

from intake.documents.excel.places import LAST_COLUMN, LAST_ROW, Place, place_of
from intake.documents.excel.strings import RichText, rich_text, unescaped
from intake.documents.excel.xml import child, count_of, is_on, local_name

LONGEST_NUMBER = 20
TALLEST_POINTS = 410


class CellKind(StrEnum):
    """How a value is stored: the `t` of a `c` (ECMA-376 part 1 §18.18.11)."""

    NUMBER = "n"
    SHARED_STRING = "s"
    INLINE_STRING = "inlineStr"
    FORMULA_STRING = "str"
    BOOLEAN = "b"
    ERROR = "e"
    ISO_DATE = "d"


KINDS = {kind.value: kind for kind in CellKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCell:
    place: Place
    kind: CellKind
    style: int
    text: str = field(default="", repr=False)
    runs: RichText = field(default=(), repr=False)
    formula: str | None = field(default=None, repr=False)
    """Empty for a cell that shares the formula of another."""
    lacks_result: bool = False
    """A formula that no program has worked out."""
    has_rich_value: bool = False
    """Its value is kept elsewhere: a picture, a data type."""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.runs or self.lacks_result)


@dataclass(frozen=True, slots=True)
class StoredRow:
    number: int
    cells: tuple[StoredCell, ...]
    is_hidden: bool = False
    height_points: float | None = None


def stored_row(element: _Element, after: int, box_styles: frozenset[int]) -> StoredRow:
    """One `row`; without a number it follows the row `after`. Cells without a reference follow the cell before them.

    Empty cells are left out, but for those in a style that shows a box where nothing is stored.
    """
    number = count_of(element.get("r"), after + 1)
    is_bare = not box_styles and not any(map(len, element))
    cells = () if is_bare or not 1 <= number <= LAST_ROW else tuple(_cells(element, number, box_styles))
    return StoredRow(
        number, cells, is_on(element.get("hidden")) or element.get("ht") == "0", _points(element.get("ht"))
    )


def _cells(row: _Element, number: int, box_styles: frozenset[int]) -> Iterator[StoredCell]:
    column = -1
    for element in row:
        if local_name(element) != "c":
            continue
        place = place_of(element.get("r") or "")
        column = column + 1 if place is None else place.column
        if len(element) == 0 and count_of(element.get("s")) not in box_styles:
            continue
        cell = _stored_cell(element, Place(number, min(column, LAST_COLUMN)))
        if not cell.is_empty or cell.style in box_styles:
            yield cell


def _stored_cell(element: _Element, place: Place) -> StoredCell:
    formula, value, inline = child(element, "f"), child(element, "v"), child(element, "is")
    kind = KINDS.get(element.get("t", "n"), CellKind.NUMBER)
    text = (value.text or "") if value is not None else ""
    return StoredCell(
        place=place,
        kind=kind,
        style=count_of(element.get("s")),
        text=unescaped(text) if kind is CellKind.FORMULA_STRING else text.strip(),
        runs=rich_text(inline) if inline is not None and kind is CellKind.INLINE_STRING else (),
        formula=(formula.text or "") if formula is not None else None,
        lacks_result=formula is not None and not text and not (kind is CellKind.FORMULA_STRING and value is not None),
        has_rich_value=element.get("vm") is not None,
    )


def _points(written: str | None) -> float | None:
    try:
        height = float(written) if written and len(written) <= LONGEST_NUMBER else None
    except ValueError:
        return None
    return height if height is not None and 0 <= height < TALLEST_POINTS else None
