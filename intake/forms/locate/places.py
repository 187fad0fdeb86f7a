"""A document as places in reading order: each paragraph of the text, each cell of a table, and who stands next to whom."""

from dataclasses import dataclass, field

from intake.model.document import (
    Block,
    Cell,
    Document,
    Mark,
    Paragraph,
    Row,
    SpanKind,
    Story,
    StoryKind,
    Table,
    block_paragraphs,
)

SHOWN = (StoryKind.BODY, StoryKind.SHEET)


@dataclass(slots=True, eq=False)
class Grid:
    """A table whose cells know their neighbours, merged ones included."""

    name: str
    is_sheet: bool
    rows: list[list["Place"]]
    """By row of the table; a cell that covers several rows stands in each of them, in the order of columns."""
    numbers: list[int]
    """The number of each row as a person counts it."""
    columns: int
    depth: int = 0

    def right_of(self, place: "Place") -> "Place | None":
        """The next cell in the place's first row."""
        edge = place.column + place.width
        return next((each for each in self.rows[place.row] if each.column >= edge), None)

    def below(self, place: "Place") -> "Place | None":
        """The cell under the place's left edge, else the first that stands under any part of it."""
        under = self.row_below(place)
        if under is None:
            return None
        left, right = place.column, place.column + place.width
        return next((each for each in self.rows[under] if each.covers_any(left, right)), None)

    def row_below(self, place: "Place") -> int | None:
        """The index of the row right under a place; a worksheet may leave out an empty row."""
        under = place.end_row
        if under >= len(self.rows):
            return None
        height = place.cell.height if place.cell else 1
        return under if self.numbers[under] == self.numbers[place.row] + height else None


@dataclass(slots=True, eq=False)
class Place:
    """A paragraph of the text or a cell: somewhere a label or an answer can stand."""

    index: int
    """Its turn in reading order."""
    where: str
    blocks: tuple[Block, ...] = field(repr=False)
    story: int
    segment: int = 0
    """Consecutive paragraphs of the text, or the cells of one table, share a segment."""
    grid: Grid | None = None
    row: int = 0
    end_row: int = 0
    """The index of the first row of its table below it."""
    cell: Cell | None = None
    column: int = 0
    """Of its table, from 0."""
    width: int = 1
    """Columns that it covers."""
    is_shaded: bool = False
    host: "Place | None" = None
    """The cell in which this one's table is nested."""
    paragraphs: tuple[Paragraph, ...] = field(default=(), repr=False)
    """Its own paragraphs, those of nested tables left out."""
    text: str = field(default="", repr=False)
    """Of its own paragraphs."""
    has_content: bool = False
    """Anything visible, pictures and ticks included, its nested tables too."""
    is_bold: bool = False
    """The words of its first paragraph are bold; smaller print may follow."""
    is_all_bold: bool = False
    is_italic: bool = False
    heading: int | None = None

    def covers_any(self, start: int, end: int) -> bool:
        return self.column < end and self.column + self.width > start


BOLD, ITALIC = int(Mark.BOLD), int(Mark.ITALIC)


def _common_marks(paragraph: Paragraph) -> int | None:
    """The marks that all its words have; None when it has no word."""
    common: int | None = None
    for span in paragraph.spans:
        if span.text[:1].isalpha() or any(map(str.isalpha, span.text)):
            common = int(span.mark) if common is None else common & int(span.mark)
    return common


def _has_content(blocks: tuple[Block, ...]) -> bool:
    return any(_shows(paragraph) for block in blocks for paragraph in block_paragraphs(block))


def _shows(paragraph: Paragraph) -> bool:
    return any(span.kind is not SpanKind.TEXT or not (span.text.isspace() or not span.text) for span in paragraph.spans)


def places(document: Document) -> list[Place]:
    """Every place that a person sees, in reading order; headers, footers, notes, comments and hidden sheets left out."""
    builder = _Builder()
    for number, story in enumerate(document.stories):
        if story.kind in SHOWN and not story.is_hidden:
            builder.add_story(number, story)
    return builder.places


class _Builder:
    def __init__(self) -> None:
        self.places: list[Place] = []
        self.segments = 0
        self.story = 0
        self.paragraph_count = 0
        self.sheet = ""

    def add_story(self, number: int, story: Story) -> None:
        self.story = number
        self.paragraph_count = 0
        self.sheet = story.name if story.kind is StoryKind.SHEET else ""
        self._add_blocks(story.blocks)

    def _add_blocks(self, blocks: tuple[Block, ...]) -> None:
        was_table = True
        for block in blocks:
            if was_table or isinstance(block, Table):
                self.segments += 1
            was_table = isinstance(block, Table)
            if isinstance(block, Table):
                self._add_table(block, host=None, depth=0)
            else:
                self._add_paragraph(block)

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        self.paragraph_count += 1
        where = f"{self.sheet}, text box {self.paragraph_count}" if self.sheet else f"Paragraph {self.paragraph_count}"
        self._append(where, (paragraph,))

    def _append(self, where: str, blocks: tuple[Block, ...]) -> Place:
        paragraphs = tuple([block for block in blocks if isinstance(block, Paragraph)])
        place = Place(
            index=len(self.places),
            where=where,
            blocks=blocks,
            story=self.story,
            segment=self.segments,
            paragraphs=paragraphs,
            text="\n".join([paragraph.text for paragraph in paragraphs]),
            heading=paragraphs[0].heading if paragraphs else None,
        )
        place.has_content = (bool(place.text) and not place.text.isspace()) or _has_content(blocks)
        if place.has_content:
            _dress(place)
        self.places.append(place)
        return place

    def _add_table(self, table: Table, host: Place | None, depth: int) -> None:
        grid = Grid(
            name=table.name,
            is_sheet=bool(self.sheet) and depth == 0,
            rows=[[] for _ in table.rows],
            numbers=[row.number for row in table.rows],
            columns=max((cell.column + cell.width for row in table.rows for cell in row.cells), default=0),
            depth=depth,
        )
        own = self.segments
        for index, row in enumerate(table.rows):
            self._add_row(grid, index, row, host, own)
        for cells in grid.rows:
            cells.sort(key=lambda place: place.column)

    def _add_row(self, grid: Grid, index: int, row: Row, host: Place | None, segment: int) -> None:
        for cell in row.cells:
            place = self._append(_where(grid, row, cell), cell.blocks)
            place.grid, place.row, place.cell, place.host, place.segment = grid, index, cell, host, segment
            place.column, place.width, place.is_shaded = cell.column, cell.width, cell.is_shaded
            place.end_row = _last_row(grid, index, row.number + cell.height)
            for covered in range(index, place.end_row):
                grid.rows[covered].append(place)
            for block in cell.blocks:
                if isinstance(block, Table):
                    self.segments += 1
                    self._add_table(block, place, grid.depth + 1)


def _dress(place: Place) -> None:
    """Note the marks that its words have in common."""
    marks = [_common_marks(paragraph) for paragraph in place.paragraphs]
    if len(marks) == 1:
        only = marks[0] or 0
        place.is_bold = place.is_all_bold = bool(only & BOLD)
        place.is_italic = bool(only & ITALIC)
        return
    worded = [mark for mark in marks if mark is not None]
    place.is_bold = bool(marks) and bool((marks[0] or 0) & BOLD)
    place.is_all_bold = place.is_bold and all(mark & BOLD for mark in worded)
    place.is_italic = bool(worded) and all(mark & ITALIC for mark in worded)


def _last_row(grid: Grid, index: int, end_number: int) -> int:
    """The row index after those that a merged cell covers; a worksheet may leave out empty rows."""
    last = index + 1
    while last < len(grid.numbers) and grid.numbers[last] < end_number:
        last += 1
    return last


def _where(grid: Grid, row: Row, cell: Cell) -> str:
    if grid.is_sheet:
        return f"{grid.name}!{_letters(cell.column)}{row.number}"
    return f"{grid.name}, row {row.number}"


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
