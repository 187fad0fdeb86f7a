"""Rows of column names: where a table with a row for each person, agency or event begins."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake.forms.locate.columns import Asked, ColumnNames
from intake.forms.locate.matching import Matcher
from intake.forms.locate.places import BOLD, Grid, Place
from intake.forms.normal import without_brackets

COLUMN_SHARE = 0.6
"""Of the field's columns that must stand in an untitled header row."""
CELL_SHARE = 0.65
"""Of the header row's cells that must be columns of the field."""
TITLED_SHARE = 0.4
TITLE_REACH = 3
"""Paragraphs between a title and its table."""
HEADER_LETTERS = 120
OPENING_LETTERS = 400
MOST_COLUMNS = 14
FAR_BELOW = 0.35
"""Below a field's best header by this, another is of something else."""


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """A row of column names."""

    grid: Grid
    row: int
    field: str
    columns: dict[str, Place]
    title: Place | None
    score: float

    @property
    def places(self) -> list[Place]:
        return self.grid.rows[self.row]


def headers(grids: Iterable[Grid], places: list[Place], matcher: Matcher) -> list[Header]:
    """The header rows of the form's tables, in reading order; one field each."""
    found = (
        header for grid in grids for row in range(len(grid.rows)) for header in _headers(grid, row, places, matcher)
    )
    return _chosen(list(found))


def _headers(grid: Grid, row: int, places: list[Place], matcher: Matcher) -> Iterator[Header]:
    cells = [place for place in grid.rows[row] if place.row == row and place.text.strip()]
    if not 1 < len(cells) <= MOST_COLUMNS or any(len(place.text) > HEADER_LETTERS for place in cells):
        return
    words = [matcher.normal(place.text) for place in cells]
    if matcher.names.heads.isdisjoint(words):
        return
    known = matcher.names.column_names
    asked = {field_id for each in words for field_id, _ in known.alike(each)}
    for field_id, columns in matcher.names.columns.items():
        if field_id not in asked:
            continue
        taken = _columns(cells, words, [(field_id, column) for column, _ in columns], known)
        title = _title(grid, row, field_id, places, matcher)
        share, cover = len(taken) / len(columns), len(taken) / len(cells)
        titled = title is not None and share >= TITLED_SHARE
        if titled or (len(taken) > 1 and share >= COLUMN_SHARE and cover >= CELL_SHARE):
            yield Header(grid, row, field_id, taken, title, share + cover + (1.0 if title else 0.0))


def _columns(cells: list[Place], words: list[str], asked: list[Asked], known: ColumnNames) -> dict[str, Place]:
    """Each column's cell: exact names first, so that a likely one does not take a sure one's place."""
    taken: dict[str, Place] = {}
    used: set[int] = set()
    for named in (known.exact, known.alike):
        named_by = [named(each) for each in words]
        for each in asked:
            if each[1] in taken:
                continue
            match = next((at for at, found in enumerate(named_by) if at not in used and each in found), None)
            if match is not None:
                taken[each[1]] = cells[match]
                used.add(match)
    return taken


def _title(grid: Grid, row: int, field_id: str, places: list[Place], matcher: Matcher) -> Place | None:
    """The nearest text above or left of a header row, when it names the field."""
    first = grid.rows[row][0]
    if first.row < row and _names(first, field_id, matcher):
        return first
    for back in range(1, TITLE_REACH + 1):
        at = min(place.index for place in grid.rows[row] if place.row == row) - back
        if at < 0:
            return None
        above = places[at]
        if _names(above, field_id, matcher):
            return above
        if above.grid is not None and above.grid is not grid and above is not first.host and above.has_content:
            return None
    return None


def _names(place: Place, field_id: str, matcher: Matcher) -> bool:
    """Its first words are one of the field's names; a hint may follow."""
    return any(field_id in matcher.fields_named(text) for text in _openings(place))


def _openings(place: Place) -> Iterator[str]:
    text = place.text.strip()
    if not text or len(text) > OPENING_LETTERS:
        return
    line = text.split("\n", 1)[0]
    yield from (line, without_brackets(line), line.split("(", 1)[0], line.split("  ", 1)[0], line.split(":", 1)[0])
    spans = place.paragraphs[0].spans if place.paragraphs else ()
    bold = ""
    for span in spans:
        if span.text.strip() and not int(span.mark) & BOLD:
            break
        bold += span.text
    yield bold


def _chosen(headers: list[Header]) -> list[Header]:
    """One field for each header row, best first; a field's further headers only where no other field wants them."""
    rows: set[tuple[int, int]] = set()
    fields: dict[str, float] = {}
    chosen: list[Header] = []
    for header in sorted(headers, key=lambda each: -each.score):
        key = (id(header.grid), header.row)
        if key in rows or (
            header.field in fields and header.title is None and header.score < fields[header.field] - FAR_BELOW
        ):
            continue
        rows.add(key)
        fields.setdefault(header.field, header.score - (1.0 if header.title else 0.0))
        chosen.append(header)
    return sorted(chosen, key=lambda each: each.places[0].index)
