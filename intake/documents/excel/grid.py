"""A worksheet as a person sees it: stored cells, what floats over them, names and lists, put into one table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from intake.documents.excel.merges import Merges
from intake.documents.excel.places import Area, Place
from intake.documents.excel.sheet import StoredSheet
from intake.documents.excel.values import Workbook, shown
from intake.model.document import (
    Block,
    Cell,
    Mark,
    Paragraph,
    RemarkCode,
    Row,
    Span,
    Story,
    StoryKind,
    Table,
    Trouble,
    UnreadableDocument,
)

WIDEST, TALLEST = 100, 2_000
"""What a merged cell says of its size at most; some are merged to the end of the sheet."""
MOST_LETTERS = 5_000_000
"""On one sheet. One long string, stored once and named by every cell, would be more."""
LARGEST_OFFERED_AREA = 500
"""Cells. A list offered to more than these is shown beside content only, not in each empty cell down a column."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Spans that float over a cell: a control's box and caption, a picture."""

    place: Place
    spans: tuple[Span, ...]
    replaces: bool = False
    """Stands for the cell's own value: a cell that only follows a control."""


@dataclass(slots=True, kw_only=True)
class Grid:
    """The cells of one sheet while they are put together."""

    name: str
    sheet: StoredSheet
    book: Workbook
    spans: dict[Place, tuple[Span, ...]] = field(default_factory=dict)
    covered: dict[Place, tuple[Span, ...]] = field(default_factory=dict)
    """What lies under a merged cell, where nobody sees it."""
    remarks: list[tuple[RemarkCode, Place]] = field(default_factory=list)
    names: dict[Place, str] = field(default_factory=dict)
    options: dict[Place, tuple[str, ...]] = field(default_factory=dict)
    rings: set[Place] = field(default_factory=set)
    shaded: set[Place] = field(default_factory=set)
    merges: Merges = field(init=False)

    def __post_init__(self) -> None:
        self.merges = Merges(self.sheet.merges)
        room = MOST_LETTERS
        book = self.book if self.sheet.is_white else replace(self.book, is_white=False)
        for cell in self.sheet.cells:
            seen = shown(cell, book)
            room -= sum(len(span.text) for span in seen.spans)
            if room < 0:
                raise UnreadableDocument(Trouble.TOO_LARGE, "text")
            if self.put(cell.place, seen.spans) and self.book.style(cell.style).is_shaded:
                self.shaded.add(cell.place)
            if seen.remark is not None and cell.place not in self.covered:
                self.remarks.append((seen.remark, cell.place))

    def put(self, place: Place, spans: tuple[Span, ...]) -> bool:
        """Keep what stands in a cell. Whether it can be seen: nothing, and what lies under a merged cell, cannot."""
        if not spans:
            return False
        if self.merges.corner(place) != place:
            self.covered[place] = spans
            self.remarks.append((RemarkCode.HIDDEN_TEXT, place))
            return False
        self.spans[place] = spans
        return True

    def text_at(self, place: Place) -> str:
        return "".join(span.text for span in self.spans.get(place, ()))

    def lay(self, laid: Iterable[Laid]) -> None:
        """Put spans over cells, in the order given; in a merged area they belong to its first cell."""
        for each in laid:
            place = self.merges.corner(each.place)
            before = () if each.replaces else self.spans.get(place, ())
            gap = (Span(" "),) if before and not before[-1].text.endswith((" ", "\n")) and before[-1].text else ()
            self.spans[place] = (*before, *gap, *each.spans)

    def give_names(self, names: Iterable[tuple[str, Area]]) -> None:
        """Names for single cells and for whole merged areas; the first name of a cell holds."""
        for name, area in names:
            if area.size == 1 or self.merges.has(area):
                self.names.setdefault(area.first, name)

    def offer(self, area: Area, options: tuple[str, ...]) -> None:
        """A list for the cells of an area: each of a small one, of a large one those beside something."""
        if area.size <= LARGEST_OFFERED_AREA:
            places: Iterator[Place] = _places(area)
        else:
            places = self._places_beside_content(area)
        for place in places:
            if self.merges.corner(place) == place:
                self.options.setdefault(place, options)

    def _places_beside_content(self, area: Area) -> Iterator[Place]:
        for row in self.sheet.rows:
            if area.first.row <= row.number <= area.last.row:
                last = min(area.last.column, area.first.column + LARGEST_OFFERED_AREA // 10)
                yield from (Place(row.number, column) for column in range(area.first.column, last + 1))

    def table(self, *, most_rows: int, most_columns: int) -> tuple[Table, bool]:
        """The table of the sheet, and whether it was cut short."""
        hidden, hides = self.sheet.hidden_rows, self.sheet.hides()
        by_row: dict[int, list[Place]] = {}
        for place in sorted({*self.spans, *self.names, *self.options}):
            by_row.setdefault(place.row, []).append(place)
        numbers = sorted(by_row)
        is_cut = len(numbers) > most_rows or any(len(places) > most_columns for places in by_row.values())
        rows = tuple(
            Row(
                number,
                tuple(self._cell(place, is_hidden=place.column in hides) for place in by_row[number][:most_columns]),
                is_hidden=number in hidden,
            )
            for number in numbers[:most_rows]
        )
        return Table(self.name, rows), is_cut

    def stories(self, blocks: tuple[Block, ...], *, is_hidden: bool) -> Iterator[Story]:
        """The sheet with all that stands on it, then, as something hidden, what lies under its merged cells."""
        yield Story(StoryKind.SHEET, blocks, self.name, is_hidden)
        if self.covered:
            yield Story(StoryKind.SHEET, (self._under_merges(),), self.name, is_hidden=True)

    def _under_merges(self) -> Table:
        by_row: dict[int, list[Cell]] = {}
        for place, spans in sorted(self.covered.items()):
            by_row.setdefault(place.row, []).append(Cell(place.column, (Paragraph(spans),)))
        return Table(self.name, tuple(Row(number, tuple(cells)) for number, cells in by_row.items()))

    def hidden_parts(self) -> Iterator[tuple[RemarkCode, str]]:
        """The hidden rows and columns in which something stands: `28:28`, `D:F`."""
        rows, columns = {place.row for place in self.spans}, {place.column for place in self.spans}
        for number in sorted(rows & self.sheet.hidden_rows):
            yield RemarkCode.HIDDEN_ROWS, f"{number}:{number}"
        for run in self.sheet.hidden_columns:
            if any(column in run for column in columns):
                yield RemarkCode.HIDDEN_TEXT, str(run)

    def _cell(self, place: Place, *, is_hidden: bool) -> Cell:
        width, height = self.merges.size(place)
        spans = self.spans.get(place, ())
        if place in self.rings:
            spans = tuple(span._replace(mark=span.mark | Mark.RINGED) for span in spans)
        return Cell(
            column=place.column,
            blocks=(Paragraph(spans),) if spans else (),
            width=min(width, WIDEST),
            height=min(height, TALLEST),
            is_shaded=place in self.shaded,
            name=self.names.get(place),
            options=self.options.get(place, ()),
            is_hidden=is_hidden,
        )


def _places(area: Area) -> Iterator[Place]:
    for row in range(area.first.row, area.last.row + 1):
        for column in range(area.first.column, area.last.column + 1):
            yield Place(row, column)
