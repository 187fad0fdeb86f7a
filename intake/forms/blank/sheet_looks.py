"""The cell styles of a blank workbook and the room that texts need, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

FONT = "Arial"
SIZE, SMALL_SIZE = 11, 9
"""Points."""
LINE_HEIGHT, PADDING = 1.35, 5
"""Of a line to its letters' size; points above and below a text."""
LETTER_WIDTH = 10
"""Points of letter size whose average letter takes one unit of column width; bold capitals included, so a little too much."""
INK, ALARM, HEADING, QUIET, RULE = "FF0B0C0C", "FFA3001B", "FF1F3864", "FF4A4A4A", "FF6F7782"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    size: int = SIZE
    is_bold: bool = False
    colour: str = INK
    ground: str | None = None
    has_box: bool = False
    is_open: bool = False
    """May be typed in while the sheet is protected."""


LOOKS: Mapping[str, Look] = {
    "Marking": Look(is_bold=True, colour=ALARM),
    "Form title": Look(size=16, is_bold=True, colour=HEADING),
    "Partnership": Look(size=12, is_bold=True, colour=HEADING),
    "Guidance": Look(ground="FFF3F5F8"),
    "Danger": Look(is_bold=True, colour=ALARM, ground="FFFDF0F1", has_box=True),
    "Section": Look(size=13, is_bold=True, colour=HEADING, ground="FFD0DCEE"),
    "Band": Look(is_bold=True, ground="FFF3F5F8", has_box=True),
    "Note": Look(size=10, colour=QUIET),
    "Label": Look(is_bold=True, ground="FFE3EAF5", has_box=True),
    "Office label": Look(is_bold=True, ground="FFE4E4E4", has_box=True),
    "Office answer": Look(ground="FFE4E4E4", has_box=True),
    "Answer": Look(has_box=True, is_open=True),
}
"""By name, so that an office can restyle the form in one place."""


def height_of(text: str, size: float, width: float) -> float:
    """Points that a text takes in a column of this many units; programs do not measure all cells by themselves."""
    lines = sum(ceil(len(line) * size / LETTER_WIDTH / width) or 1 for line in text.split("\n"))
    return lines * size * LINE_HEIGHT
