"""A question whose options have places of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.forms.locate.labels import Label
from intake.forms.locate.layout import Layout, rest_of
from intake.forms.locate.options import (
    Heads,
    has_tick,
    headed_below,
    heads_over,
    listed_below,
    listed_beside,
    option_names,
    paired,
)
from intake.forms.locate.places import Grid, Place
from intake.forms.locate.sections import Walls
from intake.forms.locate.zones import is_header_row, right_cells
from intake.forms.slot import Option, Slot
from intake.model.document import Block
from intake.model.form import Field, FieldType

OPTIONS_MIN = 2


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A label in a table, the cells right of it, and what its options are called."""

    label: Label
    field: Field
    grid: Grid
    cells: list[Place]
    names: frozenset[str]

    def slot(self, options: tuple[Option, ...], beside: tuple[Block, ...], places: Sequence[Place]) -> Slot:
        """The question's slot; it stands where the first of its places with anything in it does."""
        filled = next((each for each in places if each.has_content), places[0] if places else self.label.spot.place)
        return Slot(field=self.field.id, where=filled.where, label=self.label.spot.text, blocks=beside, options=options)


def optioned(
    layout: Layout, label: Label, asked: Field, not_known: Iterable[str], heads: list[Heads], walls: Walls
) -> tuple[Slot, list[Place]] | None:
    """The slot and the places that it takes up; None when the options stand in words or boxes in one place."""
    grid = label.spot.place.grid
    if grid is None or is_header_row(layout, grid, label.spot.place.row):
        return None
    question = Question(label, asked, grid, right_cells(layout, label), option_names(asked, not_known))
    return _under_heads(question, heads, walls) or _beside_each_other(question) or _listed(layout, question)


def _under_heads(question: Question, heads: list[Heads], walls: Walls) -> tuple[Slot, list[Place]] | None:
    """The cells of a question's row under columns such as `Yes` and `No`."""
    place = question.label.spot.place
    over = heads_over(heads, place.row)
    if over is None or question.field.type is FieldType.CHOICES or not over.reaches(place, question.cells):
        return None
    head = over.columns[0][0]
    if walls.number_at((head.index, 0, 0)) != walls.number_at((place.index, 0, 0)):
        return None
    options, beside = over.parted(question.cells, question.names)
    return (question.slot(options, beside, question.cells), question.cells) if len(options) >= OPTIONS_MIN else None


def _beside_each_other(question: Question) -> tuple[Slot, list[Place]] | None:
    options = paired(question.cells, question.names, question.grid) or headed_below(
        question.cells, question.names, question.grid
    )
    if not options:
        return None
    under = [below for each in question.cells if (below := question.grid.below(each)) is not None]
    return question.slot(options, (), question.cells), [*question.cells, *under]


def _listed(layout: Layout, question: Question) -> tuple[Slot, list[Place]] | None:
    beside_label = listed_beside(question.cells, question.names, layout)
    if beside_label is not None and not any(has_tick(place) for place in beside_label.places[:1]):
        return question.slot(beside_label.options, (), beside_label.places), list(beside_label.places)
    listed = listed_below(question.label.spot.place, question.names, layout)
    if listed is None:
        return None
    beside = (*rest_of(layout, question.label), *(block for each in question.cells for block in each.blocks))
    return question.slot(listed.options, beside, listed.places), [*question.cells, *listed.places]
