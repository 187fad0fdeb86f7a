"""The place of an answer: where `locate` leaves off and `answers` begins."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from intake.model.document import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A printed option that stands in a place of its own, such as the column `Yes` of a grid, and what is marked there."""

    label: str
    """As printed: the column's heading, or the text beside a box."""
    blocks: tuple[Block, ...] = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRow:
    """One row of a table field."""

    cells: Mapping[str, tuple[Block, ...]] = dataclasses.field(repr=False)
    """What stands in each column, by column id."""
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What stands where the answer to one field belongs; the label itself is already cut off."""

    field: str
    """The field's id."""
    where: str
    """As a person would say it: `Table 3, row 2`, `Referral!C7`."""
    label: str | None
    """The label as printed on this copy, marks and numbers included; None when only a tag led here."""
    blocks: tuple[Block, ...] = dataclasses.field(default=(), repr=False)
    """The answer's cell, the rest of the label's paragraph, the paragraphs below it: with printed guidance still in."""
    options: tuple[Option, ...] = ()
    """Given when the options have columns of their own; `blocks` then holds what stands beside them."""
    rows: tuple[SlotRow, ...] = ()
    """Given for table fields: every row below the heading, blank ones included."""
    is_doubtful: bool = False
    """What stands there may as well be printed: words in italics under a label, a bold line before the next."""
    rivals: tuple["Slot", ...] = ()
    """Other places that may as well be meant. Two that hold different answers are conflicting."""
