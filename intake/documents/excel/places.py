"""Where a cell is: `C7`, `$B$2:$D$4`, `'Part A'!$C$7`."""

import re
from dataclasses import dataclass

LAST_ROW = 1_048_576
LAST_COLUMN = 16_383
ALPHABET = 26

CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")
SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\s(),]+))!(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    row: int
    """From 1, as Excel counts."""
    column: int
    """From 0: column A is 0."""

    def __str__(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners in it. Never taken apart into its cells: it may have 17 thousand million."""

    first: Place
    last: Place

    @property
    def width(self) -> int:
        return self.last.column - self.first.column + 1

    @property
    def height(self) -> int:
        return self.last.row - self.first.row + 1

    @property
    def size(self) -> int:
        """How many cells."""
        return self.width * self.height

    def __contains__(self, place: Place) -> bool:
        return self.first.row <= place.row <= self.last.row and self.first.column <= place.column <= self.last.column


def column_letters(column: int) -> str:
    """`A` for 0, `XFD` for 16383."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """0 for `A`; the letters are ASCII, in either case."""
    number = 0
    for letter in letters.upper():
        number = number * ALPHABET + ord(letter) - ord("A") + 1
    return number - 1


def place_of(reference: str) -> Place | None:
    """`C7` or `$C$7`; None for anything else, and for a place beyond the last row or column."""
    found = CELL.fullmatch(reference.strip())
    if found is None:
        return None
    return _within(Place(int(found[2]), column_number(found[1])))


def area_of(reference: str) -> Area | None:
    """A cell, a range, whole columns (`B:D`) or whole rows (`2:5`), with or without dollar signs; its corners sorted."""
    reference = reference.strip()
    if whole := COLUMNS.fullmatch(reference):
        corners = (Place(1, column_number(whole[1])), Place(LAST_ROW, column_number(whole[2])))
    elif whole := ROWS.fullmatch(reference):
        corners = (Place(int(whole[1]), 0), Place(int(whole[2]), LAST_COLUMN))
    else:
        first, _, last = reference.partition(":")
        one, other = place_of(first), place_of(last or first)
        if one is None or other is None:
            return None
        corners = (one, other)
    return _sorted_area(*corners)


def areas_of(references: str) -> tuple[Area, ...]:
    """The areas of a `sqref`, parted by spaces; what is no area is left out."""
    return tuple(area for each in references.split() if (area := area_of(each)) is not None)


def sheet_area_of(reference: str) -> tuple[str | None, Area] | None:
    """A sheet's name (None where it is not said) and an area; None for a formula that is no plain reference."""
    reference = reference.strip().removeprefix("=")
    found = SHEET.fullmatch(reference)
    sheet = (found[1].replace("''", "'") if found[1] else found[2]) if found else None
    area = area_of(found[3] if found else reference)
    return None if area is None else (sheet, area)


def _within(place: Place) -> Place | None:
    return place if 1 <= place.row <= LAST_ROW and 0 <= place.column <= LAST_COLUMN else None


def _sorted_area(one: Place, other: Place) -> Area | None:
    rows, columns = sorted((one.row, other.row)), sorted((one.column, other.column))
    first, last = _within(Place(rows[0], columns[0])), _within(Place(rows[1], columns[1]))
    return None if first is None or last is None else Area(first, last)
