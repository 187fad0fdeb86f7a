"""The drawing of a sheet, cut up among MsoDrawing records: where each of its objects lies ([MS-ODRAW] 2.2.13, 2.2.14)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from intake.documents.excel.anchors import Anchor, Corner, Geometry
from intake.documents.excel_97.groups import RECTANGLE, Group, anchor_in
from intake.model.document import Trouble, UnreadableDocument

HEADER = struct.Struct("<HHI")


class Art(IntEnum):
    """The records that matter here."""

    SHAPE = 0xF004
    GROUP = 0xF009
    PROPERTIES = 0xF00A
    OPTIONS = 0xF00B
    CHILD_ANCHOR = 0xF00F
    CLIENT_ANCHOR = 0xF010
    CLIENT_RECORD = 0xF011


CONTAINER = 0xF
IS_GROUP = 0x1
CORNER = struct.Struct("<HHHH")
"""Column, parts of its width, row, parts of its height."""
SWITCHES_BYTES = 2
ANCHOR_BYTES = SWITCHES_BYTES + 2 * CORNER.size
WIDTH_PARTS, HEIGHT_PARTS = 1024, 256
OPTION = struct.Struct("<HI")
GROUP_SWITCHES, HIDDEN = 0x03BF, 0x20002
ELLIPSE = 3
MOST_CHILDREN = 10_000
"""Shapes in groups. Each costs a walk over the rows and columns of its group."""
NESTED = (0, 0, 0, 0)
"""Stands for the measure of a group within a group: it is another one, and no shape has a place in this."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape of the drawing, as far as its object needs it."""

    anchor: Anchor | None = None
    is_lost_in_group: bool = False
    """The anchor is that of its group, and it lies somewhere in there."""
    is_hidden: bool = False
    is_ellipse: bool = False


def outlines(drawing: bytes, geometry: Geometry) -> dict[int, Outline]:
    """The shapes that have an object, each by how many bytes of the drawing stand before that object's record.

    Raises UnreadableDocument for more than a person draws.
    """
    found: dict[int, Outline] = {}
    outline, group, switches, rectangle, children = Outline(), None, 0, b"", 0
    for kind, instance, body, end in _records(drawing):
        match kind:
            case Art.SHAPE:
                outline, rectangle = Outline(), b""
            case Art.GROUP:
                rectangle = body
            case Art.PROPERTIES if len(body) >= HEADER.size:
                switches = body[4]
                outline = replace(outline, is_ellipse=instance == ELLIPSE)
            case Art.OPTIONS:
                outline = replace(outline, is_hidden=_is_hidden(body))
            case Art.CHILD_ANCHOR:
                children += 1
                if children > MOST_CHILDREN:
                    raise UnreadableDocument(Trouble.TOO_LARGE, "drawing")
                outline = _grouped(outline, group, body, geometry)
                group = replace(group, rectangle=NESTED) if group and switches & IS_GROUP else group
            case Art.CLIENT_ANCHOR:
                outline = replace(outline, anchor=sheet_anchor(body, geometry))
                group = _group(outline.anchor, rectangle) if switches & IS_GROUP else group
            case Art.CLIENT_RECORD:
                found[end] = outline
            case _:
                pass
    return found


def _group(anchor: Anchor | None, rectangle: bytes) -> Group | None:
    known = len(rectangle) == RECTANGLE.size
    return None if anchor is None else Group(anchor, RECTANGLE.unpack(rectangle) if known else NESTED)


def _grouped(outline: Outline, group: Group | None, body: bytes, geometry: Geometry) -> Outline:
    """With its place in its group; with the whole of the group where that cannot be told."""
    if group is None:
        return outline
    anchor = anchor_in(group, body, geometry)
    return replace(outline, anchor=anchor or group.anchor, is_lost_in_group=anchor is None)


def _records(drawing: bytes) -> Iterator[tuple[int, int, bytes, int]]:
    """Kind, instance, content and end of each record; a container has no content, what is in it follows it."""
    place = 0
    while place + HEADER.size <= len(drawing):
        version, kind, size = HEADER.unpack_from(drawing, place)
        place += HEADER.size
        size = 0 if version & CONTAINER == CONTAINER else size
        yield kind, version >> 4, drawing[place : place + size], place + size
        place += size


def sheet_anchor(body: bytes, geometry: Geometry) -> Anchor | None:
    """An OfficeArtClientAnchorSheet; None for anything else ([MS-XLS] 2.5.193)."""
    if len(body) != ANCHOR_BYTES:
        return None
    first, last = (_corner(each, geometry) for each in CORNER.iter_unpack(body[SWITCHES_BYTES:]))
    return Anchor(first, last)


def _corner(stored: tuple[int, ...], geometry: Geometry) -> Corner:
    column, right, row, down = stored
    return Corner(
        column,
        row,
        int(geometry.column_width(column) * min(right, WIDTH_PARTS) / WIDTH_PARTS),
        int(geometry.row_height(row) * min(down, HEIGHT_PARTS) / HEIGHT_PARTS),
    )


def _is_hidden(body: bytes) -> bool:
    usable = len(body) - len(body) % OPTION.size
    return any(key == GROUP_SWITCHES and value & HIDDEN == HIDDEN for key, value in OPTION.iter_unpack(body[:usable]))
