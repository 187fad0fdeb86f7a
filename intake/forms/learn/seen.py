"""What stands on a blank form, in its order, before it is decided what each thing asks."""

from dataclasses import dataclass, field
from typing import TypeAlias

from intake.model.document import Block

CAPTION = 9
"""Level of bold words that may head a section, or only the table below them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str
    level: int
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Guidance, a hint or a title."""

    text: str
    where: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    label: str
    where: str
    hints: tuple[str, ...] = ()
    required: bool = False
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """What stands where the answer goes."""
    heads: tuple[str, ...] = ()
    """Options that stand over the boxes, or in a list that the cell offers."""
    name: str | None = None
    """A defined name of the cell."""
    is_wide: bool = False
    """There is room for more than a line."""
    is_elsewhere: bool = False
    """Only says on which sheet the answer goes."""
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A header row over rows to fill."""

    columns: tuple[str, ...]
    where: str
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """What stands in the first row to fill, cell by cell."""
    names: tuple[str, ...] = ()
    """Machine names in the rows."""
    caption: str | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A statement to be answered with Yes or No and evidence."""

    statement: str
    where: str
    hints: tuple[str, ...] = ()
    required: bool = False
    band: str = ""
    """The row across the table under which it stands."""
    name: str | None = None
    takes_not_known: bool = False


Item: TypeAlias = Heading | Note | Question | Rows | Weighed
