"""A table whose rows are answered under Yes and No, with or without a column for evidence."""

import re
from collections.abc import Iterator, Sequence

from intake.forms.learn.looks import is_number, is_slot, label_of, plain
from intake.forms.learn.seen import Item, Question, Weighed
from intake.forms.locate.considerations import is_evidence_heading
from intake.forms.locate.places import Grid, Place
from intake.forms.normal import normal

YES_OR_NO = re.compile(r"^(?:yes|no|y|n|yes or no|yes no|y n)(?: .*)?$")
NOT_KNOWN = re.compile(r"\b(?:not known|unknown|dont know|not sure|nk|n k)\b")
LEAST_ROWS = 1


def takes_weighing(grid: Grid, cells: Sequence[Place], row: int) -> bool:
    """Whether a row heads such a table: a first column for the words, then Yes and No."""
    if len(cells) < 2 or (is_slot(cells[0]) and cells[0].has_content):  # noqa: PLR2004
        return False
    if any(
        (each.is_bold, each.is_shaded) != (cells[0].is_bold, cells[0].is_shaded)
        for each in cells[1:]
        if cells[0].has_content
    ):
        return False
    heads = [normal(each.text) for each in cells[1:]]
    if not any(YES_OR_NO.match(each) and len(each.split()) <= 5 for each in heads):  # noqa: PLR2004
        return False
    both = any(("no" in each.split() and "yes" in each.split()) or each == "y n" for each in heads)
    apart = {"yes", "no"} <= set(heads) or {"y", "n"} <= set(heads)
    return (both or apart) and any(True for _ in _rows(grid, cells, row))


def weighing(grid: Grid, cells: Sequence[Place], row: int) -> tuple[list[Item], int]:
    """What its rows ask, and the first row after them."""
    has_evidence = any(is_evidence_heading(each.text) for each in cells[1:]) or _has_room(cells)
    options = tuple(plain(each.text) for each in cells[1:] if not is_evidence_heading(each.text))
    found: list[Item] = []
    last, band = row, ""
    for number, statement, slots in _rows(grid, cells, row):
        last = number
        if not slots and statement.width > cells[0].width:
            band = plain(statement.text)
            continue
        label = label_of(statement)
        if has_evidence:
            found.append(_weighed(statement, slots, band))
        else:
            found.append(
                Question(
                    label=label.text,
                    where=statement.where,
                    hints=label.hints,
                    required=label.required,
                    heads=options,
                    blocks=tuple(block for each in slots for block in each.blocks),
                )
            )
    return found, last + 1


def _has_room(cells: Sequence[Place]) -> bool:
    last = normal(cells[-1].text)
    return len(cells) > 2 and re.search(r"\b(?:detail|comment|reason|explain|explanation|how|why)", last) is not None  # noqa: PLR2004


def _weighed(statement: Place, slots: Sequence[Place], band: str) -> Weighed:
    label = label_of(statement)
    names = [each.cell.name for each in slots if each.cell and each.cell.name]
    names += [
        span.control.tag
        for each in slots
        for paragraph in each.paragraphs
        for span in paragraph.spans
        if span.control is not None and span.control.tag
    ]
    offered = " ".join(option for each in slots if each.cell for option in each.cell.options)
    ticked = [each for each in slots if any(True for p in each.paragraphs for s in p.spans if s.ticked is not None)]
    return Weighed(
        statement=label.text,
        where=statement.where,
        hints=label.hints,
        required=label.required,
        band=band,
        name=names[0] if names else None,
        takes_not_known=NOT_KNOWN.search(normal(offered)) is not None or len(ticked) > 2,  # noqa: PLR2004
    )


def _rows(grid: Grid, cells: Sequence[Place], row: int) -> Iterator[tuple[int, Place, list[Place]]]:
    """Row, statement and the places beside it; a band across the table comes without places."""
    first = cells[0]
    has_slots: bool | None = None
    for number in range(row + 1, len(grid.rows)):
        own = [each for each in grid.rows[number] if each.row == number]
        if len(own) > 1 and is_number(own[0]) and own[1].column == first.column:
            own = own[1:]
        if not own or own[0].column > first.column:
            return
        statement, *slots = own
        if not slots and statement.width > first.width:
            if len(plain(statement.text).split()) > 30 or not _goes_on(grid, cells, number):  # noqa: PLR2004
                return
        elif (
            is_slot(statement)
            or not all(map(is_slot, slots))
            or statement.is_shaded != _shade(grid, cells, row)
            or (has_slots is not None and bool(slots) != has_slots)
        ):
            return
        else:
            has_slots = bool(slots)
        yield number, statement, slots


def _goes_on(grid: Grid, cells: Sequence[Place], number: int) -> bool:
    """Whether rows of statements follow a band."""
    if number + 1 >= len(grid.rows) or (grid.is_sheet and grid.numbers[number + 1] > grid.numbers[number] + 1):
        return False
    below = [each for each in grid.rows[number + 1] if each.row == number + 1]
    return bool(below) and below[0].column <= cells[0].column and (len(below) > 1 or below[0].width <= cells[0].width)


def _shade(grid: Grid, cells: Sequence[Place], row: int) -> bool:
    """Whether the statements are shaded, as the first of them is."""
    for number in range(row + 1, len(grid.rows)):
        own = [each for each in grid.rows[number] if each.row == number]
        if own and (len(own) > 1 or own[0].width <= cells[0].width):
            return own[1].is_shaded if len(own) > 1 and is_number(own[0]) else own[0].is_shaded
    return False
