"""Merged areas, kept as rectangles: one may cover the whole sheet."""

from bisect import bisect_right
from collections.abc import Iterable

from intake.documents.excel.places import Area, Place

TALL = 200
"""Rows. A merged area taller than this is looked for one by one."""
MOST_TALL = 100
MOST_ENTRIES = 500_000
"""Of the index by rows. A file that asks for more is none that a person made."""


class Merges:
    """Which merged area a cell belongs to. Where areas overlap, which is a fault of the file, one of them counts."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_corner = {area.first: area for area in areas}
        self._by_row: dict[int, list[Area]] = {}
        self._tall: list[Area] = []
        room = MOST_ENTRIES
        for area in sorted(self._by_corner.values(), key=_first_column):
            if area.height > TALL:
                self._tall.append(area)
            elif room > 0:
                room -= area.height
                self._enter(area)
        del self._tall[MOST_TALL:]

    def corner(self, place: Place) -> Place:
        """The top left cell of the area that the place lies in; the place itself where it is in none."""
        area = self._around(place)
        return place if area is None else area.first

    def size(self, place: Place) -> tuple[int, int]:
        """Columns and rows of the area that begins here; 1 and 1 for a cell of its own."""
        area = self._by_corner.get(place)
        return (1, 1) if area is None else (area.width, area.height)

    def has(self, area: Area) -> bool:
        """Whether exactly this area is merged."""
        return self._by_corner.get(area.first) == area

    def _enter(self, area: Area) -> None:
        for row in range(area.first.row, area.last.row + 1):
            self._by_row.setdefault(row, []).append(area)

    def _around(self, place: Place) -> Area | None:
        if place in self._by_corner:
            return self._by_corner[place]
        beside = self._by_row.get(place.row, ())
        at = bisect_right(beside, place.column, key=_first_column)
        if at and place in beside[at - 1]:
            return beside[at - 1]
        return next((area for area in self._tall if place in area), None)


def _first_column(area: Area) -> int:
    return area.first.column
