"""Tables with their true grid: each cell once, at its own column, as high and as wide as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intake.documents.word.looks import INSERTED, NO_TABLE_STYLE, SHADING, TableStyle, is_filled
from intake.documents.word.names import VAL, Element, W, by_name, is_on, properties_of, value, whole
from intake.documents.word.scope import Scope, Shared, Walker
from intake.model.document import Block, Cell, Paragraph, RemarkCode, Row, Span, Table, block_text

ROW, CELL, CONTROL, CONTENT = W + "tr", W + "tc", W + "sdt", W + "sdtContent"
WRAPPERS = frozenset({W + "customXml", W + "sdtContent", W + "smartTag"})
INSERTIONS = frozenset({W + "ins", W + "moveTo"})
TABLE_PROPERTIES, ROW_PROPERTIES, CELL_PROPERTIES = W + "tblPr", W + "trPr", W + "tcPr"
CELL_DELETED, GRID_SPAN, MERGE, OLD_MERGE = W + "cellDel", W + "gridSpan", W + "vMerge", W + "hMerge"
CONTINUE = "continue"
FIRST_ROW, FIRST_COLUMN = 0x20, 0x80
"""Bits of `w:tblLook` (§17.4.55)."""
CONDITIONS = ((W + "firstRow", FIRST_ROW), (W + "firstColumn", FIRST_COLUMN))
HEXADECIMAL = 16


@dataclass(slots=True)
class OpenRow:
    """A row as it is being read."""

    is_header: bool
    is_hidden: bool
    cells: list[Cell] = field(default_factory=list)


class Grid:
    """A table as it is being read."""

    def __init__(self, name: str, style: TableStyle, look: int) -> None:
        self.name, self._style, self._look = name, style, look
        self.is_styled = style != NO_TABLE_STYLE
        self.rows: list[OpenRow] = []
        self.column = 0
        """Where the next cell stands."""
        self._above: dict[int, tuple[OpenRow, int]] = {}
        """The merged cells that reach down to the row before this one, by column: their row, and their place in it."""
        self._here: dict[int, tuple[OpenRow, int]] = {}

    def begin(self, row: OpenRow, column: int) -> None:
        self._above, self._here, self.column = self._here, {}, column
        self.rows.append(row)

    def add(self, cell: Cell, *, is_merged: bool) -> None:
        row = self.rows[-1]
        if is_merged:
            self._here[self.column] = row, len(row.cells)
        row.cells.append(cell)
        self.column += cell.width

    def reach_down(self, width: int) -> bool:
        """Let the merged cell above reach down to this row; False when there is none."""
        found = self._above.get(self.column)
        if found is None:
            return False
        row, place = self._here[self.column] = found
        row.cells[place] = row.cells[place]._replace(height=row.cells[place].height + 1)
        self.column += width
        return True

    def reach_right(self, width: int) -> bool:
        """Let the cell before this place take it in; False when there is none."""
        cells = self.rows[-1].cells
        if not cells:
            return False
        cells[-1] = cells[-1]._replace(width=cells[-1].width + width)
        self.column += width
        return True

    def styled(self) -> tuple[int, bool]:
        """What the style of the table gives to the next cell: bits of its look, and whether it is shaded."""
        mark, is_shaded = self._style.all
        if len(self.rows) == 1 and self._look & FIRST_ROW:
            mark, is_shaded = mark | self._style.first_row[0], is_shaded or self._style.first_row[1]
        if self.column == 0 and self._look & FIRST_COLUMN:
            mark, is_shaded = mark | self._style.first_column[0], is_shaded or self._style.first_column[1]
        return mark, is_shaded

    def table(self) -> Table:
        rows = enumerate(self.rows, start=1)
        return Table(
            self.name, tuple([Row(number, tuple(row.cells), row.is_header, row.is_hidden) for number, row in rows])
        )


class Tables:
    """Reads the tables of one story."""

    def __init__(self, shared: Shared, walker: Walker) -> None:
        self._shared, self._walker = shared, walker
        self._count = 0
        self._nested: dict[str, int] = {}

    def read(self, element: Element, scope: Scope, found: list[Block]) -> None:
        name = self._name(scope.table)
        properties = by_name(properties_of(element, TABLE_PROPERTIES))
        style = self._shared.styles.table(value(properties.get(W + "tblStyle")))
        grid = Grid(name, style, conditions(properties.get(W + "tblLook")))
        self._rows(element, scope._replace(table=name, table_mark=0), grid)
        found.append(grid.table())

    def _name(self, outer: str) -> str:
        if not outer:
            self._count += 1
            return f"Table {self._count}"
        self._nested[outer] = self._nested.get(outer, 0) + 1
        return f"{outer}.{self._nested[outer]}"

    def _rows(self, parent: Element, scope: Scope, grid: Grid) -> None:
        for element in parent.getchildren():
            tag = element.tag
            if tag == ROW:
                self._row(element, scope, grid)
            elif tag == CONTROL:
                # A control round whole rows holds labels and answers together: it is no field.
                for content in element.iterchildren(CONTENT):
                    self._rows(content, scope, grid)
            elif tag in WRAPPERS or tag in INSERTIONS:
                self._rows(element, scope, grid)

    def _row(self, element: Element, scope: Scope, grid: Grid) -> None:
        properties = by_name(properties_of(element, ROW_PROPERTIES))
        if W + "del" in properties:
            self._shared.remark(RemarkCode.TRACKED_CHANGES)
            return
        if len(grid.rows) >= self._shared.limits.rows:
            self._shared.remark(RemarkCode.CUT_SHORT, grid.name)
            return
        row = OpenRow(is_on(properties.get(W + "tblHeader")), is_on(properties.get(W + "hidden")))
        grid.begin(row, whole(value(properties.get(W + "gridBefore")), 0, self._shared.limits.columns))
        outer, self._shared.place = self._shared.place, f"{grid.name}, row {len(grid.rows)}"
        if row.is_hidden:
            self._shared.remark(RemarkCode.HIDDEN_ROWS, self._shared.place)
        self._cells(element, self._inserted(scope) if W + "ins" in properties else scope, grid)
        self._shared.place = outer

    def _inserted(self, scope: Scope) -> Scope:
        self._shared.remark(RemarkCode.TRACKED_CHANGES)
        return scope._replace(mark=scope.mark | INSERTED)

    def _cells(self, parent: Element, scope: Scope, grid: Grid) -> None:
        for element in parent.getchildren():
            tag = element.tag
            if tag == CELL:
                self._cell(element, scope, grid)
            elif tag == CONTROL:
                for content in element.iterchildren(CONTENT):
                    self._cells(content, self._walker.scoped(element, scope), grid)
            elif tag in INSERTIONS:
                self._cells(element, self._inserted(scope), grid)
            elif tag in WRAPPERS:
                self._cells(element, scope, grid)

    def _cell(self, element: Element, scope: Scope, grid: Grid) -> None:
        properties = by_name(properties_of(element, CELL_PROPERTIES))
        if CELL_DELETED in properties:
            self._shared.remark(RemarkCode.TRACKED_CHANGES)
            return
        room = self._shared.limits.columns - grid.column
        if room <= 0:
            self._shared.remark(RemarkCode.CUT_SHORT, grid.name)
            return
        width = max(1, whole(value(properties[GRID_SPAN]), 1, room)) if GRID_SPAN in properties else 1
        is_shaded = False
        if grid.is_styled:
            mark, is_shaded = grid.styled()
            scope = scope._replace(table_mark=mark)
        blocks = self._cell_blocks(element, scope)
        if (MERGE in properties or OLD_MERGE in properties) and is_covered(properties, width, grid):
            self._tell_covered(blocks)
            return
        if SHADING in properties:
            is_shaded = is_filled(properties[SHADING])
        grid.add(Cell(grid.column, blocks, width, 1, is_shaded), is_merged=MERGE in properties)

    def _cell_blocks(self, element: Element, scope: Scope) -> tuple[Block, ...]:
        """What stands in a cell; a raised number that has the cell to itself is no note's."""
        outer, self._shared.raised = self._shared.raised, ""
        blocks = tuple(self._walker.blocks(element, scope))
        alone, self._shared.raised = self._shared.raised, outer
        if alone and not any(block_text(block).strip() for block in blocks):
            return (Paragraph((Span(alone),)),)
        return blocks

    def _tell_covered(self, blocks: tuple[Block, ...]) -> None:
        """Another cell reaches over this one: nobody sees what stands in it."""
        if any(block_text(block).strip() for block in blocks):
            self._shared.remark(RemarkCode.HIDDEN_TEXT, self._shared.place)


def is_covered(properties: Mapping[str, Element], width: int, grid: Grid) -> bool:
    """Whether another cell reaches over this one."""
    if MERGE in properties and properties[MERGE].get(VAL, CONTINUE) == CONTINUE:
        return grid.reach_down(width)
    if OLD_MERGE in properties and properties[OLD_MERGE].get(VAL, CONTINUE) == CONTINUE:
        return grid.reach_right(width)
    return False


def conditions(look: Element | None) -> int:
    """Which parts of a table take the looks that its style has for them."""
    if look is None:
        return 0
    try:
        bits = int(look.get(VAL, "0"), HEXADECIMAL)
    except ValueError:
        bits = 0
    for name, bit in CONDITIONS:
        if look.get(name) is not None:
            bits = bits | bit if is_on(look, name) else bits & ~bit
    return bits
