"""One worksheet part as it is stored: its rows that hold something, and what else it says of its cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress

from lxml.etree import _Element

from intake.documents.excel.cells import StoredCell, StoredRow, stored_row
from intake.documents.excel.places import LAST_COLUMN, Area, area_of, areas_of, column_letters
from intake.documents.excel.xml import child, children, count_of, descendants, is_on, local_name
from intake.model.document import Trouble, UnreadableDocument

MOST_MERGES = 50_000
MOST_LISTS = 1_000
LONGEST_NUMBER = 25
COLOURING = ("conditionalFormatting", "tableParts", "picture")
DEFAULT_HEIGHT_POINTS = 15.0
TALLEST_POINTS = 1_000
DEFAULT_WIDTH_LETTERS = 9.14


@dataclass(frozen=True, slots=True)
class ListRule:
    """Data validation that offers a list: where, and the formula that names or is the list."""

    areas: tuple[Area, ...]
    formula: str = field(repr=False)

    @property
    def written_options(self) -> tuple[str, ...]:
        """The entries of a list that is written out, as in `"Yes,No"`; none where the formula points elsewhere."""
        if len(self.formula) < len('""') or not (self.formula[0] == self.formula[-1] == '"'):
            return ()
        entries = self.formula[1:-1].replace('""', '"').split(",")
        return tuple(entry.strip() for entry in entries if entry.strip())


@dataclass(frozen=True, slots=True)
class Columns:
    """A run of columns with one look."""

    first: int
    last: int
    width_letters: float | None
    is_hidden: bool

    def __contains__(self, column: int) -> bool:
        return self.first <= column <= self.last

    def __str__(self) -> str:
        """`D` or `D:F`."""
        first, last = column_letters(self.first), column_letters(self.last)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSheet:
    rows: tuple[StoredRow, ...]
    """In the order of their numbers, only those that hold something."""
    merges: tuple[Area, ...] = ()
    lists: tuple[ListRule, ...] = ()
    columns: tuple[Columns, ...] = ()
    default_height_points: float = DEFAULT_HEIGHT_POINTS
    is_cut_short: bool = False
    root: _Element
    """The part without its rows."""

    @property
    def is_white(self) -> bool:
        """Nothing but the styles of its cells colours it."""
        return all(child(self.root, each) is None for each in COLOURING)

    @property
    def cells(self) -> Iterator[StoredCell]:
        for row in self.rows:
            yield from row.cells

    @property
    def hidden_rows(self) -> frozenset[int]:
        return frozenset(row.number for row in self.rows if row.is_hidden)

    @property
    def hidden_columns(self) -> tuple[Columns, ...]:
        return tuple(columns for columns in self.columns if columns.is_hidden)

    def hides(self) -> frozenset[int]:
        """The numbers of the hidden columns."""
        hidden = bytearray(LAST_COLUMN + 1)
        for run in self.hidden_columns:
            last = min(run.last, LAST_COLUMN)
            hidden[run.first : last + 1] = b"\1" * (last + 1 - run.first)
        return frozenset(compress(range(len(hidden)), hidden))


def stored_sheet(
    elements: Iterator[_Element], box_styles: frozenset[int], *, most_rows: int, most_cells_in_row: int
) -> StoredSheet:
    """Read a worksheet from its `row` elements, one after the other, then its root with all the rest.

    Keeps no more rows and cells with something in them than the limits: what is cut off is said.
    """
    rows: dict[int, StoredRow] = {}
    number, is_cut = 0, False
    for element in elements:
        if local_name(element) != "row":
            return _with_rest(element, tuple(rows[each] for each in sorted(rows)), is_cut=is_cut)
        row = stored_row(element, number, box_styles)
        number = row.number
        if not row.cells:
            continue
        if len(row.cells) > most_cells_in_row or (len(rows) >= most_rows and number not in rows):
            is_cut = True
        if len(rows) < most_rows or number in rows:
            rows[number] = _joined(rows.get(number), row, most_cells_in_row)
    raise UnreadableDocument(Trouble.DAMAGED, "sheet")


def _joined(earlier: StoredRow | None, row: StoredRow, most: int) -> StoredRow:
    """The cells by their columns; a row or a cell that comes twice counts as it stands last."""
    cells = {cell.place.column: cell for cell in (*(earlier.cells if earlier else ()), *row.cells[:most])}
    ordered = tuple(cells[column] for column in sorted(cells))
    return StoredRow(row.number, ordered, row.is_hidden, row.height_points)


def _with_rest(root: _Element, rows: tuple[StoredRow, ...], *, is_cut: bool) -> StoredSheet:
    properties = child(root, "sheetFormatPr")
    hides_rows = properties is not None and is_on(properties.get("zeroHeight"))
    if hides_rows:
        rows = tuple(row if row.height_points else _hidden(row) for row in rows)
    return StoredSheet(
        rows=rows,
        merges=tuple(_merges(root)),
        lists=tuple(_lists(root)),
        columns=tuple(_columns(root)),
        default_height_points=_number(properties, "defaultRowHeight") or DEFAULT_HEIGHT_POINTS,
        is_cut_short=is_cut,
        root=root,
    )


def _hidden(row: StoredRow) -> StoredRow:
    return StoredRow(row.number, row.cells, is_hidden=True, height_points=row.height_points)


def _merges(root: _Element) -> Iterator[Area]:
    for at, each in enumerate(children(child(root, "mergeCells"), "mergeCell")):
        if at == MOST_MERGES:
            return
        area = area_of(each.get("ref", ""))
        if area is not None and area.size > 1:
            yield area


def _lists(root: _Element) -> Iterator[ListRule]:
    """The lists of `dataValidations`, and of their later form in `extLst` (lists on other sheets)."""
    for at, each in enumerate(descendants(root, "dataValidation")):
        if at == MOST_LISTS:
            return
        formula = _formula(child(each, "formula1"))
        areas = areas_of(each.get("sqref") or _text(child(each, "sqref")))
        if each.get("type") == "list" and formula and areas:
            yield ListRule(areas, formula)


def _formula(element: _Element | None) -> str:
    inner = child(element, "f")
    return _text(element if inner is None else inner).strip()


def _text(element: _Element | None) -> str:
    return "" if element is None else element.text or ""


def _columns(root: _Element) -> Iterator[Columns]:
    for each in children(child(root, "cols"), "col"):
        first, last = count_of(each.get("min")) - 1, count_of(each.get("max")) - 1
        if 0 <= first <= min(last, LAST_COLUMN):
            width = _number(each, "width")
            yield Columns(first, last, width, is_on(each.get("hidden")) or width == 0)


def _number(element: _Element | None, name: str) -> float | None:
    written = None if element is None else element.get(name)
    try:
        number = float(written) if written and len(written) <= LONGEST_NUMBER else None
    except ValueError:
        return None
    return number if number is not None and 0 <= number < TALLEST_POINTS else None
