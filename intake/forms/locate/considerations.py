"""The answer to a consideration and its evidence: in columns, in one cell, in rows or lines below."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.forms.locate.cutting import Point, cut
from intake.forms.locate.labels import Label
from intake.forms.locate.layout import Layout, rest_of, shows_anything
from intake.forms.locate.options import EVIDENCE, Head, Heads, asks_choice, has_tick, is_mark
from intake.forms.locate.places import Place
from intake.forms.normal import normal
from intake.forms.slot import Option, Slot
from intake.model.document import Block, Paragraph

EVIDENCE_LABEL = re.compile(
    r"\s*(?:\(?(?:if|where) (?:yes|so|\"?yes\"?)\)?[,:]?\s*)?(?:please\s+)?(?:give|provide|state|add|set out|your|supporting|the)?\s*(?:the\s+|your\s+)?"
    r"(?:supporting\s+)?(?:evidence|reasons?|rationale|comments?|details?|explain(?: why)?|explanation|further information|justification)"
    r"(?:\s*\([^)]*\)|\s+(?:for|where|if|of|to|and|in|your|this|yes|answer|support|details?|reasons?)+)*\s*(?::|\?|[-–—]\s|\t|\n|$)",
    re.IGNORECASE,
)
CHOICE_LABEL = re.compile(
    r"\s*(?:yes\s*(?:or|/)\s*no|y\s*/\s*n|answer|response|applies|your answer)\s*\??\s*(?:\([^)]*\))?\s*:\s*",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)
CHOICE_LETTERS = 60
HEADING_LETTERS = 60


@dataclass(slots=True, eq=False)
class _Pieces:
    """What was found for one consideration."""

    choice: list[Block] = field(default_factory=list)
    evidence: list[Block] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    mixed: list[Block] = field(default_factory=list)
    """Choice and evidence still in one."""
    choice_where: str | None = None
    evidence_where: str | None = None
    places: list[Place] = field(default_factory=list)


def weighed(layout: Layout, label: Label, evidence: str, heads: Heads | None) -> tuple[Slot, Slot, list[Place]]:
    """The slots of a consideration and of its evidence (`evidence` is its field), and the places that they take up."""
    pieces = _Pieces()
    place = label.spot.place
    inline = rest_of(layout, label)
    if shows_anything(inline):
        pieces.mixed += inline
    if place.grid is None:
        _add_flow(layout, label, pieces)
    else:
        _add_row(layout, place, heads, pieces)
    _unmix(pieces)
    return *_slots(label, evidence, pieces), pieces.places


def _add_flow(layout: Layout, label: Label, pieces: _Pieces) -> None:
    place = label.spot.place
    if layout.labels[place.index][-1] is not label:
        return
    for each in layout.places[place.index + 1 :]:
        if each.grid is not None or each.story != place.story or not layout.is_free(each) or each.heading is not None:
            return
        pieces.mixed += each.blocks
        pieces.places.append(each)
        if each.has_content:
            pieces.evidence_where = pieces.evidence_where or each.where


def _add_row(layout: Layout, place: Place, heads: Heads | None, pieces: _Pieces) -> None:
    grid = place.grid
    assert grid is not None  # noqa: S101 - asked of cells only
    cells = [
        each
        for row in range(place.row, place.end_row)
        for each in grid.rows[row]
        if each.column >= place.column + place.width and each.row >= place.row and layout.is_free(each)
    ]
    cells = list(dict.fromkeys(cells))
    pieces.places += cells
    if heads is not None:
        _add_headed(cells, heads, pieces)
    elif cells:
        _add_unheaded(cells, pieces)
    if not cells and heads is None:
        _add_below(layout, place, pieces)
    elif heads is None or not any(kind is Head.EVIDENCE for _, kind, _ in heads.columns):
        _add_evidence_below(layout, place, pieces)


def _add_headed(cells: list[Place], heads: Heads, pieces: _Pieces) -> None:
    seen = {heads.of(each) for each in cells}
    for each in cells:
        head = heads.of(each)
        match head:
            case (Head.OPTION, label):
                pieces.options.append(Option(label=label, blocks=each.blocks))
                if each.has_content:
                    pieces.choice_where = each.where
            case (Head.CHOICE, _):
                pieces.choice += each.blocks
                pieces.choice_where = each.where
            case _:
                pieces.evidence += each.blocks
                if each.has_content or pieces.evidence_where is None:
                    pieces.evidence_where = each.where
    for column, kind, label in heads.columns:  # a worksheet leaves out blank cells
        if kind is Head.OPTION and (kind, label) not in seen and column.grid is not None and column.grid.is_sheet:
            pieces.options.append(Option(label=label, blocks=()))


def _add_unheaded(cells: list[Place], pieces: _Pieces) -> None:
    first, *others = cells
    if not others:
        pieces.mixed += first.blocks
        pieces.choice_where = pieces.evidence_where = first.where
        return
    if _are_marks(first, others):
        pieces.options += [Option(label="Yes", blocks=first.blocks), Option(label="No", blocks=others[0].blocks)]
        pieces.choice_where = first.where
        others = others[1:]
    else:
        short = [each for each in others[:-1] if len(each.text) <= CHOICE_LETTERS and YES_OR_NO.search(each.text)]
        for each in (first, *short):
            pieces.choice += each.blocks
        pieces.choice_where = first.where
        others = [each for each in others if each not in short]
    for each in others:
        pieces.evidence += each.blocks
    pieces.evidence_where = others[0].where if others else first.where


def _are_marks(first: Place, others: list[Place]) -> bool:
    """Two columns to be ticked, without words of their own."""
    if not (is_mark(first) and is_mark(others[0])) or YES_OR_NO.search(first.text + others[0].text):
        return False
    return len(others) > 1 or has_tick(first)


def _add_below(layout: Layout, place: Place, pieces: _Pieces) -> None:
    """Rows under a consideration that has its row to itself."""
    grid = place.grid
    assert grid is not None  # noqa: S101 - asked of cells only
    for row in range(place.end_row, len(grid.rows)):
        cells = [each for each in grid.rows[row] if each.row == row]
        if not cells:
            continue
        if any(not layout.is_free(each) for each in cells):
            return
        pieces.places += cells
        _add_row_below(cells, pieces)


def _add_evidence_below(layout: Layout, place: Place, pieces: _Pieces) -> None:
    """The next row, where it begins with the evidence's own label: yes and no stand right of the consideration."""
    grid = place.grid
    assert grid is not None  # noqa: S101 - asked of cells only
    row = grid.row_below(place)
    cells = [] if row is None else [each for each in grid.rows[row] if each.row == row]
    if cells and all(map(layout.is_free, cells)) and is_led_by_evidence(cells):
        pieces.places += cells
        _add_row_below(cells, pieces)


def is_led_by_evidence(cells: list[Place]) -> bool:
    """Whether a row begins with a label such as `Evidence:`."""
    return EVIDENCE_LABEL.match(cells[0].text) is not None and bool(cells[0].text.strip())


def _add_row_below(cells: list[Place], pieces: _Pieces) -> None:
    """A row of a consideration's own: begun with what it asks for, or all in one."""
    first, *others = cells
    if others and asks_choice(first.text):
        pieces.choice += [block for each in others for block in each.blocks]
        pieces.choice_where = others[0].where
    elif others and len(first.text) <= HEADING_LETTERS and is_evidence_heading(first.text):
        pieces.evidence += [block for each in others for block in each.blocks]
        pieces.evidence_where = others[0].where
    else:
        pieces.mixed += [block for each in cells for block in each.blocks]
        filled = [each.where for each in cells if each.has_content]
        if filled:
            pieces.evidence_where = filled[-1]
            pieces.choice_where = pieces.choice_where or filled[0]


def _unmix(pieces: _Pieces) -> None:
    """Part the choice from the evidence where they share a place."""
    mixed = tuple(pieces.mixed)
    if not mixed:
        return
    at = next(_evidence_starts(mixed), None)
    if at is not None:
        start, rest = at
        pieces.choice += _without_choice_label(cut(mixed, Point(0), start))
        pieces.evidence += cut(mixed, rest)
    elif pieces.evidence or pieces.options:
        pieces.choice += mixed
    else:
        pieces.choice += _without_choice_label(mixed)
        pieces.evidence += mixed


def _evidence_starts(blocks: tuple[Block, ...]) -> Iterator[tuple[Point, Point]]:
    """Where a label such as `Evidence:` begins, and where what it labels does."""
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        text = block.text
        starts = [0, *(found.end() for found in re.finditer(r"\n|\t| {2,}|[.;|]\s+|(?<=[☐☒☑✓✔])\s", text))]
        for start in starts:
            found = EVIDENCE_LABEL.match(text, start)
            if found and text[start:].strip():
                yield Point(index, start), Point(index, found.end())


def _without_choice_label(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and block.text.strip():
            found = CHOICE_LABEL.match(block.text)
            return cut(blocks, Point(index, found.end())) if found else blocks
    return blocks


def _slots(label: Label, evidence_field: str, pieces: _Pieces) -> tuple[Slot, Slot]:
    own = label.spot.place.where
    choice = Slot(
        field=label.field,
        where=pieces.choice_where or own,
        label=label.spot.text,
        blocks=tuple(pieces.choice) if not pieces.options else tuple(pieces.choice) or tuple(pieces.evidence),
        options=tuple(pieces.options),
    )
    evidence = Slot(
        field=evidence_field,
        where=pieces.evidence_where or own,
        label=label.spot.text,
        blocks=tuple(pieces.evidence),
    )
    return choice, evidence


def is_evidence_heading(text: str) -> bool:
    """Whether a cell heads the evidence."""
    return EVIDENCE.search(normal(text)) is not None
