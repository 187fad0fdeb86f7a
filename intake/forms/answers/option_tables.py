"""Options in a small table inside an answer's place: each with its mark in a cell beside it, or below it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.forms.answers.menu import Menu
from intake.forms.slot import Option, Slot
from intake.model.document import Block, Cell, SpanKind, Table

MARK_LETTERS = 3


def with_options(slot: Slot, menu: Menu) -> Slot:
    """The slot with such options parted from what stands beside them; the slot itself where there are none."""
    if slot.options:
        return slot
    options = tuple(option for block in slot.blocks for option in _options(block, menu))
    beside = tuple(block for block in slot.blocks if not any(_options(block, menu)))
    return replace(slot, options=options, blocks=beside) if options else slot


def _options(block: Block, menu: Menu) -> Iterator[Option]:
    if not isinstance(block, Table):
        return
    rows = [row.cells for row in block.rows if row.cells]
    pairs = list(_beside(rows, menu) or _below(rows, menu))
    if len({menu.exact(name.text) for name, _ in pairs}) > 1:
        for name, mark in pairs:
            yield Option(label=name.text.strip(), blocks=mark.blocks)


def _beside(rows: Sequence[Sequence[Cell]], menu: Menu) -> list[tuple[Cell, Cell]]:
    """Option and mark in turns along every row; empty where one row is otherwise."""
    found: list[tuple[Cell, Cell]] = []
    for row in rows:
        ones, others = row[::2], row[1::2]
        names, marks = (ones, others) if _names_option(row[0], menu) else (others, ones)
        if (
            len(names) != len(marks)
            or not all(_names_option(each, menu) for each in names)
            or not all(map(_is_mark, marks))
        ):
            return []
        found += zip(names, marks, strict=True)
    return found


def _below(rows: Sequence[Sequence[Cell]], menu: Menu) -> list[tuple[Cell, Cell]]:
    """One row of options over one row of marks."""
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):  # noqa: PLR2004 - names and marks
        return []
    names, marks = rows
    fits = all(_names_option(each, menu) for each in names) and all(map(_is_mark, marks))
    return list(zip(names, marks, strict=True)) if fits else []


def _names_option(cell: Cell, menu: Menu) -> bool:
    return menu.exact(cell.text) is not None


def _is_mark(cell: Cell) -> bool:
    """Nothing, a box, or a letter or two."""
    kinds = {span.kind for paragraph in cell.paragraphs for span in paragraph.spans}
    return len(cell.text.strip()) <= MARK_LETTERS or SpanKind.TICK in kinds
