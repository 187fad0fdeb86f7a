"""A table on a blank form -> what it asks, row by row."""

import re
from collections.abc import Iterator

from intake.forms.learn.looks import (
    BOXES,
    LABEL_WORDS,
    Label,
    is_empty,
    is_guided,
    is_number,
    is_slot,
    label_of,
    plain,
    shown,
)
from intake.forms.learn.seen import CAPTION, Heading, Item, Note, Question, Rows
from intake.forms.learn.weighing import takes_weighing, weighing
from intake.forms.locate.places import Grid, Place
from intake.model.document import Block, ControlKind, Table

ELSEWHERE = re.compile(r"\b(?:on|in|see)\b.*\b(?:sheet|tab)\b", re.IGNORECASE)
PLAIN_HEADS = frozenset({"question", "questions", "answer", "answers", "response", "details", "your answer", "item"})
SHEET_LEVEL = 2
TABLE_GAP = 2
"""Empty rows of a worksheet under a header from which it heads a table."""
LONG_ROWS = 30.0


def read_grid(grid: Grid) -> Iterator[Item]:
    """Everything a table asks, in its order."""
    row = 0
    while row < len(grid.rows):
        reader = _Row(grid, row)
        yield from reader.items()
        row = reader.next


def cells_of(grid: Grid, row: int) -> list[Place]:
    """The cells that begin in a row, without a column of bare numbers in front."""
    if row >= len(grid.rows):
        return []
    cells = [each for each in grid.rows[row] if each.row == row]
    return cells[1:] if len(cells) > 1 and is_number(cells[0]) else cells


class _Row:
    def __init__(self, grid: Grid, row: int) -> None:
        self.grid, self.row = grid, row
        self.cells = cells_of(grid, row)
        self.next = row + 1

    def items(self) -> Iterator[Item]:
        if not self.cells:
            return
        if takes_weighing(self.grid, self.cells, self.row):
            found, self.next = weighing(self.grid, self.cells, self.row)
            yield from found
        elif self._is_header():
            yield from self._headed()
        elif self._is_across():
            yield from self._across(self.cells[0])
        else:
            yield from self._pairs()

    # -- a row across the table

    def _is_across(self) -> bool:
        (first, *others) = self.cells
        if others or any(each.row != self.row for each in self.grid.rows[self.row]):
            return False
        return first.width > 1 if self.grid.is_sheet else first.width >= self.grid.columns

    def _across(self, place: Place) -> Iterator[Item]:
        if is_slot(place):
            if is_guided(place):
                yield Note(text=plain(place.text), where=place.where)
            return
        label = label_of(place)
        below = [] if self.grid.is_sheet else self._slots_below()
        if label.text and below and _is_short(label):
            self.next = self.row + 1 + len(below)
            blocks = tuple(block for each in below for block in each.blocks)
            yield _question(label, place, blocks, is_wide=True)
        elif _is_inline(place, label):
            yield _question(label, place, _rest(place), is_wide=len(place.paragraphs) > 1)
        elif self._is_headline(place, label):
            yield Heading(text=plain(place.paragraphs[0].text), level=self._level(place), where=place.where)
            yield from (Note(text=hint, where=place.where) for hint in label.hints)
        else:
            for each in place.paragraphs:
                if each.text.strip():
                    yield Note(text=plain(each.text), where=place.where, is_bold=place.is_bold)

    def _slots_below(self) -> list[Place]:
        found: list[Place] = []
        for row in range(self.row + 1, len(self.grid.rows)):
            cells = cells_of(self.grid, row)
            if len(cells) != 1 or cells[0].width < self.grid.columns or not is_slot(cells[0]):
                break
            found.append(cells[0])
        return found

    def _is_headline(self, place: Place, label: Label) -> bool:
        is_alone = self.grid.columns == 1 and not self.grid.is_sheet and len(self.grid.rows) == 1
        is_long = len(place.text.split()) > LABEL_WORDS or place.text.rstrip().endswith(".")
        is_title = self.grid.is_sheet and self.row == 0 and not place.is_shaded
        return place.is_bold and bool(label.text) and not (is_alone and label.hints) and not is_long and not is_title

    def _level(self, place: Place) -> int:
        return SHEET_LEVEL if place.is_shaded else CAPTION

    # -- a header row

    def _is_header(self) -> bool:
        if len(self.cells) < 2 or any(is_slot(each) or _holds_table(each) for each in self.cells):  # noqa: PLR2004
            return False
        if not all(self._is_beside(left, right) for left, right in zip(self.cells, self.cells[1:], strict=False)):
            return False
        if self.grid.is_sheet:
            return any(each.is_bold or each.is_shaded for each in self.cells) and not self._has_cells_right_below()
        below = cells_of(self.grid, self.row + 1)
        return len(below) == len(self.cells) and all(map(is_slot, below[1:])) and (is_slot(below[0]) or len(below) > 2)  # noqa: PLR2004

    def _is_beside(self, left: Place, right: Place) -> bool:
        return left.column + left.width == right.column

    def _has_cells_right_below(self) -> bool:
        under = self.row + 1
        if under >= len(self.grid.rows) or self.grid.numbers[under] != self.grid.numbers[self.row] + 1:
            return False
        return not all(map(is_slot, cells_of(self.grid, under)))

    def _headed(self) -> Iterator[Item]:
        rows = list(self._rows_below())
        empty = self._empty_rows() if self.grid.is_sheet else 0
        self.next = self.row + 1 + len(rows)
        below = rows[0] if rows else []
        repeats = any(
            span.control.kind is ControlKind.REPEATING
            for each in below
            for paragraph in each.paragraphs
            for span in paragraph.spans
            if span.control is not None
        )
        count = max(len(rows), empty)
        if count >= TABLE_GAP or repeats:
            yield self._table(below, doubt=None)
        elif len(self.cells) > 1 and self._has_names_of_rows(below):
            yield self._table(below, doubt="read as a table of one row")
        else:
            yield from self._each_below(below)

    def _has_names_of_rows(self, below: list[Place]) -> bool:
        return bool(below) and not is_slot(below[0])

    def _rows_below(self) -> Iterator[list[Place]]:
        for row in range(self.row + 1, len(self.grid.rows)):
            cells = cells_of(self.grid, row)
            if len(cells) != len(self.cells) or not all(map(is_slot, cells[1:])):
                return
            if is_slot(cells[0]) or len(cells) > 2:  # noqa: PLR2004
                yield cells
            else:
                return

    def _empty_rows(self) -> int:
        """Rows of a worksheet without any cell, under this one."""
        if self.row + 1 >= len(self.grid.rows):
            return TABLE_GAP
        return self.grid.numbers[self.row + 1] - self.grid.numbers[self.row] - 1

    def _table(self, below: list[Place], *, doubt: str | None) -> Rows:
        return Rows(
            columns=tuple(label_of(each).text or plain(each.text) for each in self.cells),
            where=self.cells[0].where,
            blocks=tuple(block for each in below for block in each.blocks),
            names=tuple(each.cell.name for each in below if each.cell and each.cell.name),
            doubt=doubt,
        )

    def _each_below(self, below: list[Place]) -> Iterator[Item]:
        for at, place in enumerate(self.cells):
            blocks = below[at].blocks if at < len(below) else ()
            doubt = "one answer under each heading; or the header of a table" if at == 0 else None
            yield _question(label_of(place), place, blocks, doubt=doubt)

    # -- labels with answers beside them

    def _pairs(self) -> Iterator[Item]:
        labels = [each for each in self.cells if not is_slot(each)]
        if all(plain(each.text).casefold() in PLAIN_HEADS for each in labels):
            return
        for at, place in enumerate(labels):
            if _is_answer_of(labels[at - 1] if at else None, place):
                continue
            after = labels[at + 1] if at + 1 < len(labels) else None
            yield from self._pair(place, after)

    def _pair(self, place: Place, after: Place | None) -> Iterator[Item]:
        label = label_of(place)
        slots = self._slots_of(place, after)
        if not label.text:
            return
        if _holds_table(place) or (after is not None and _holds_table(after) and not slots):
            yield Heading(text=label.text + " *" * label.required, level=CAPTION, where=place.where)
        elif slots:
            options = tuple(option for each in slots if each.cell for option in each.cell.options)
            names = [each.cell.name for each in slots if each.cell and each.cell.name]
            blocks = (*_rest(place, after_label=True), *(block for each in slots for block in each.blocks))
            room = sum(each.width for each in slots) * (place.end_row - place.row)
            yield _question(label, place, blocks, heads=options, name=names[0] if names else None, is_wide=room > 3)  # noqa: PLR2004
        elif _is_inline(place, label):
            yield _question(label, place, _rest(place), is_wide=False)
        elif after is not None and ELSEWHERE.search(after.text):
            yield _question(label, place, (), is_elsewhere=True)
        elif self.grid.is_sheet:
            yield from self._alone(place, label)
        elif len(self.cells) == 1 or after is None:
            yield Note(text=plain(place.text), where=place.where, is_bold=place.is_bold)

    def _alone(self, place: Place, label: Label) -> Iterator[Item]:
        """A worksheet leaves out the blank cell where the answer goes."""
        below = _Row(self.grid, self.row + 1) if self.row + 1 < len(self.grid.rows) else None
        if below is not None and below.cells and not place.is_shaded and below._is_header():  # noqa: SLF001
            yield Heading(text=label.text + " *" * label.required, level=CAPTION, where=place.where)
            yield from (Note(text=hint, where=place.where) for hint in label.hints)
        elif _is_short(label) and (place.is_bold or place.is_shaded or place.text.rstrip().endswith((":", "?"))):
            yield _question(label, place, ())
        elif _is_short(label) and len(place.text) < LONG_ROWS:
            yield _question(label, place, (), doubt="taken for a question: an empty cell stands beside it")
        else:
            yield Note(text=plain(place.text), where=place.where, is_bold=place.is_bold)

    def _slots_of(self, place: Place, after: Place | None) -> list[Place]:
        left = place.column + place.width
        right = after.column if after is not None else self.grid.columns
        found: dict[int, Place] = {}
        for row in range(place.row, max(place.end_row, place.row + 1)):
            for each in self.grid.rows[row]:
                if each.row >= place.row and left <= each.column < right and is_slot(each):
                    found.setdefault(each.index, each)
        return list(found.values())


def _is_answer_of(before: Place | None, place: Place) -> bool:
    """Printed words beside a label that only say where the answer goes."""
    return before is not None and not place.is_bold and not place.is_shaded and ELSEWHERE.search(place.text) is not None


def _holds_table(place: Place) -> bool:
    return any(isinstance(block, Table) for block in place.blocks)


def _is_short(label: Label) -> bool:
    return 0 < len(label.text.split()) <= LABEL_WORDS


def _is_inline(place: Place, label: Label) -> bool:
    """The answer goes behind the label, in the same place."""
    if not label.text:
        return False
    has_blank_lines = len(place.paragraphs) > 1 and not place.paragraphs[-1].text.strip() and place.is_bold
    has_colon = plain(place.paragraphs[0].text).endswith(":")
    return bool(label.rest.strip()) or has_colon or has_blank_lines or _has_prompt(place)


def _has_prompt(place: Place) -> bool:
    return any(span.control is not None for paragraph in place.paragraphs for span in paragraph.spans)


def _rest(place: Place, *, after_label: bool = False) -> tuple[Block, ...]:
    """What stands in a label's own place that may say how it is answered."""
    text = label_of(place).rest
    return place.blocks if BOXES.search(text) or _has_prompt(place) or (text.strip() and not after_label) else ()


def _question(  # noqa: PLR0913 - one for each thing seen
    label: Label,
    place: Place,
    blocks: tuple[Block, ...],
    *,
    heads: tuple[str, ...] = (),
    name: str | None = None,
    is_wide: bool = False,
    is_elsewhere: bool = False,
    doubt: str | None = None,
) -> Question:
    hints = [*label.hints]
    text = shown(blocks)
    guidance = [] if is_empty(text) or blocks == place.blocks else _guidance(blocks)
    return Question(
        label=label.text,
        where=place.where,
        hints=(*hints, *guidance),
        required=label.required,
        blocks=blocks,
        heads=heads,
        name=name,
        is_wide=is_wide,
        is_elsewhere=is_elsewhere,
        doubt=doubt,
    )


def _guidance(blocks: tuple[Block, ...]) -> list[str]:
    """Small print where the answer goes."""
    found = []
    for block in blocks:
        spans = [each for each in getattr(block, "spans", ()) if each.text.strip() and each.control is None]
        if spans and all("ITALIC" in (each.mark.name or "") for each in spans):
            found.append(plain("".join(each.text for each in spans)))
    return found
