"""Tables with a row for each person, agency or event: found by their header row, their title, or both."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from intake.forms.locate.matching import Matcher
from intake.forms.locate.names import Names, significant
from intake.forms.locate.places import BOLD, Grid, Place
from intake.forms.locate.sections import is_headline
from intake.forms.normal import REMEMBERED, normal, without_brackets
from intake.forms.slot import SlotRow
from intake.model.document import Block

ALIKE = 88.0
COLUMN_SHARE = 0.6
"""Of the field's columns that must stand in an untitled header row."""
CELL_SHARE = 0.65
"""Of the header row's cells that must be columns of the field."""
TITLED_SHARE = 0.4
TITLE_REACH = 3
"""Paragraphs between a title and its table."""
EMPTY_ROWS = 4
"""Missing rows of a worksheet after which a table has ended."""
WORDY = 3
LOOK_AHEAD = 8
LABEL_SHARE = 0.6
PLAIN_LABELS = 3
HEADER_LETTERS = 120
OPENING_LETTERS = 400
MOST_COLUMNS = 14


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
    headers = [
        header for grid in grids for row in range(len(grid.rows)) for header in _headers(grid, row, places, matcher)
    ]
    chosen = _chosen(headers)
    starts = {(id(header.grid), header.row) for header in chosen}
    found: dict[str, FoundTable] = {}
    for header in chosen:
        table = found.setdefault(header.field, FoundTable(header.field, _where(header.places)))
        _take(header, table, matcher, starts)
    return found


def _headers(grid: Grid, row: int, places: list[Place], matcher: Matcher) -> Iterator[Header]:
    cells = [place for place in grid.rows[row] if place.row == row and place.text.strip()]
    if not 1 < len(cells) <= MOST_COLUMNS or any(len(place.text) > HEADER_LETTERS for place in cells):
        return
    words = [matcher.normal(place.text) for place in cells]
    if matcher.names.heads.isdisjoint(words):
        return
    for field_id, columns in matcher.names.columns.items():
        taken = _columns(cells, words, columns)
        if len(taken) < 1:
            continue
        title = _title(grid, row, field_id, places, matcher)
        share, cover = len(taken) / len(columns), len(taken) / len(cells)
        titled = title is not None and share >= TITLED_SHARE
        if titled or (len(taken) > 1 and share >= COLUMN_SHARE and cover >= CELL_SHARE):
            yield Header(grid, row, field_id, taken, title, share + cover + (1.0 if title else 0.0))


def _columns(cells: list[Place], words: list[str], columns: tuple[tuple[str, frozenset[str]], ...]) -> dict[str, Place]:
    """Each column's cell: exact names first, so that a likely one does not take a sure one's place."""
    taken: dict[str, Place] = {}
    for is_same in (_is_exact, _is_alike):
        for column, names in columns:
            used = set(map(id, taken.values()))
            if column not in taken:
                match = next(
                    (p for p, w in zip(cells, words, strict=True) if id(p) not in used and is_same(w, names)), None
                )
                if match is not None:
                    taken[column] = match
    return taken


def _is_exact(words: str, names: frozenset[str]) -> bool:
    return words in names


@lru_cache(maxsize=REMEMBERED)
def _is_alike(words: str, names: frozenset[str]) -> bool:
    ours = significant(words)
    bare = normal(without_brackets(words))
    return any(
        bare == name or (ours and ours == significant(name)) or fuzz.ratio(words, name) >= ALIKE for name in names
    )


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
            header.field in fields and header.title is None and header.score < fields[header.field] - 0.35
        ):
            continue
        rows.add(key)
        fields.setdefault(header.field, header.score - (1.0 if header.title else 0.0))
        chosen.append(header)
    return sorted(chosen, key=lambda each: each.places[0].index)


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
        if (id(grid), row) in starts or grid.numbers[row] - last > EMPTY_ROWS or _ends(header, row, matcher):
            return
        last = grid.numbers[row]
        table.rows.append(_slot_row(header, row))
        table.region.update(index for place in grid.rows[row] for index in _with_nested(place))


def _with_nested(place: Place) -> list[int]:
    return [place.index]


def _ends(header: Header, row: int, matcher: Matcher) -> bool:
    """Whether the table is over before this row: a headline, a gap, or labels that are no rows of it."""
    cells = [place for place in header.grid.rows[row] if place.row == row and place.text.strip()]
    if not cells:
        return False
    if _is_headed(cells, header, matcher):
        return True
    if _is_after_gap(header.grid, row) and any(_looks_like(place, header) for place in cells):
        return True
    labels = [place for place in cells if _is_label(place, matcher)]
    return bool(labels) and _are_other_labels(labels, cells, header, row, matcher)


def _is_headed(cells: list[Place], header: Header, matcher: Matcher) -> bool:
    """One cell alone that titles what follows."""
    if len(cells) > 1:
        return False
    only = cells[0]
    if only.width > 1 and (is_headline(only) or _is_label(only, matcher)):
        return True
    return is_headline(only) and _looks_like(only, header) and _is_label(only, matcher)


def _are_other_labels(labels: list[Place], cells: list[Place], header: Header, row: int, matcher: Matcher) -> bool:
    dressed = [place for place in labels if _looks_like(place, header)]
    later = [place for place in labels if _is_later(place, header, matcher.names, matcher)]
    if len(dressed) > 1 or (len(labels) > 1 and len(labels) * 2 >= len(cells)):
        return True
    if any(map(_is_wordy, labels)) or any(place in dressed or not _is_dressed(header) for place in later):
        return True
    return _labels_follow(header, row, matcher, dressed=bool(dressed))


def _is_after_gap(grid: Grid, row: int) -> bool:
    """After rows of a worksheet with nothing in them."""
    return grid.is_sheet and row > 0 and grid.numbers[row] > grid.numbers[row - 1] + 1


def _is_wordy(place: Place) -> bool:
    """Too many words for a label's name to stand in a table by chance."""
    return len(place.text.split()) >= WORDY


def _labels_follow(header: Header, row: int, matcher: Matcher, *, dressed: bool) -> bool:
    """The next rows hold labels too, more than what is printed down the side of a table would."""
    following: list[Place] = []
    for at in range(row, min(row + LOOK_AHEAD, len(header.grid.rows))):
        filled = [place for place in header.grid.rows[at] if place.text.strip()]
        if (len(filled) == 1 and is_headline(filled[0])) or (at > row and _is_after_gap(header.grid, at)):
            break
        following += filled
    labels = [place for place in following if _is_label(place, matcher)]
    if not dressed:
        return len(labels) >= PLAIN_LABELS
    alike = [place for place in following if _looks_like(place, header)]
    return len(labels) >= max(LABEL_SHARE * len(alike), 2)


def _is_dressed(header: Header) -> bool:
    model = next(iter(header.columns.values()))
    return model.is_shaded or model.is_bold


def _is_label(place: Place, matcher: Matcher) -> bool:
    return any(matcher.normal(text) in matcher.names.titles or matcher.fields_named(text) for text in _lines_of(place))


def _lines_of(place: Place) -> tuple[str, str]:
    line = place.text.strip().split("\n", 1)[0]
    return line, without_brackets(line)


def _is_later(place: Place, header: Header, names: Names, matcher: Matcher) -> bool:
    own = names.order[header.field]
    return any(
        matcher.normal(text) in names.titles or any(names.order[each] > own for each in matcher.fields_named(text))
        for text in _lines_of(place)
    )


def _looks_like(place: Place, header: Header) -> bool:
    """Dressed as the header is: shaded, else bold."""
    model = next(iter(header.columns.values()))
    if model.is_shaded != place.is_shaded:
        return False
    return model.is_shaded or (model.is_bold and place.is_bold)


def _slot_row(header: Header, row: int) -> SlotRow:
    cells: dict[str, tuple[Block, ...]] = dict.fromkeys(header.columns, ())
    for place in header.grid.rows[row]:
        column = _column_of(place, header)
        if column is not None and place.row == row:
            cells[column] = (*cells[column], *place.blocks)
    return SlotRow(cells=cells, where=_where(header.grid.rows[row]) if header.grid.rows[row] else _where(header.places))


def _column_of(place: Place, header: Header) -> str | None:
    """The column under whose header a cell stands, by how much of it they share."""
    shared = {
        column: min(place.column + place.width, head.column + head.width) - max(place.column, head.column)
        for column, head in header.columns.items()
    }
    column = max(shared, key=lambda each: shared[each])
    return column if shared[column] > 0 else None


def _where(cells: list[Place]) -> str:
    return cells[0].where
