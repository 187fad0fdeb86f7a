"""What an Obj record says of a control or shape: a row of fields, each with its type and length ([MS-XLS] 2.4.181)."""

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from intake.documents.excel.controls import ControlShape

Refer: TypeAlias = Callable[[bytes], str | None]
"""A parsed formula as a reference; None where it is none."""

FIELD_HEADER, WORD = struct.Struct("<HH"), struct.Struct("<H")
COMMON = struct.Struct("<HHH")
FORMULA = struct.Struct("<H4x")
"""The length of its tokens, which follow."""
TOKENS = 0x7FFF
LIST = struct.Struct("<HH")
"""How many entries, which is chosen."""
MADE_BY_EXCEL = 0x0100
"""The arrow of a filter or of data validation: no control of the form."""
IS_CONTROL = 0x10
STATE_BYTES = 8
STATES: Mapping[int, bool | None] = {0: False, 1: True}
"""Any other is mixed."""


class Kind(IntEnum):
    """Objects, by the number in their first field ([MS-XLS] 2.5.143)."""

    LINE = 0x01
    OVAL = 0x03
    ARC = 0x04
    CHART = 0x05
    PICTURE = 0x08
    CHECK_BOX = 0x0B
    OPTION_BUTTON = 0x0C
    EDIT_BOX = 0x0D
    LIST = 0x12
    DROP_DOWN = 0x14
    NOTE = 0x19


class Field(IntEnum):
    """Fields of the record, by their type."""

    END = 0x00
    LIST_LINK = 0x0E
    PICTURE_SWITCHES = 0x08
    PICTURE_FORMULA = 0x09
    BOX = 0x0A
    """LibreOffice gives the state under this type a second time, where Excel has the next."""
    BOX_STATE = 0x12
    LIST = 0x13
    BOX_LINK = 0x14
    COMMON = 0x15


CONTROLS: Mapping[int, ControlShape] = {
    Kind.CHECK_BOX: ControlShape.TICK,
    Kind.OPTION_BUTTON: ControlShape.TICK,
    Kind.DROP_DOWN: ControlShape.DROP_DOWN,
    Kind.LIST: ControlShape.DROP_DOWN,
    Kind.EDIT_BOX: ControlShape.OTHER,
    0x07: ControlShape.WORDS,
    0x0E: ControlShape.WORDS,
    0x10: ControlShape.WORDS,
    0x11: ControlShape.WORDS,
    0x13: ControlShape.WORDS,
}
"""Of the numbers: button, label, spinner, scroll bar, group box."""

SHAPES = frozenset({0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x08, 0x09, 0x19, 0x1E})
"""Groups, lines, rectangles, ovals, arcs, charts, texts, pictures, polygons, notes and what Office draws: no controls."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    kind: int
    control: ControlShape | None = None
    """None for what takes no answer: a shape, a picture."""
    is_made_by_excel: bool = False
    is_embedded: bool = False
    ticked: bool | None = None
    linked: str | None = None
    source: str | None = None
    chosen: int = field(default=0, repr=False)


def stored_object(record: bytes, refer: Refer) -> StoredObject | None:
    """The object; None for a record that makes no sense."""
    found = dict(_fields(record))
    common = found.get(Field.COMMON, b"")
    if len(common) < COMMON.size:
        return None
    kind, _, switches = COMMON.unpack_from(common)
    control = None if kind in SHAPES else CONTROLS.get(kind, ControlShape.OTHER)
    if _word(found, Field.PICTURE_SWITCHES) & IS_CONTROL:
        control = ControlShape.ACTIVE_X
    entries = found.get(Field.LIST, b"")
    link = found.get(Field.BOX_LINK) or found.get(Field.LIST_LINK) or b""
    return StoredObject(
        kind,
        control,
        is_made_by_excel=bool(switches & MADE_BY_EXCEL),
        is_embedded=Field.PICTURE_FORMULA in found,
        ticked=_state(found),
        linked=refer(_tokens(link)),
        source=refer(_tokens(entries[WORD.size :])),
        chosen=_chosen(entries),
    )


def _state(found: Mapping[int, bytes]) -> bool | None:
    state = found.get(Field.BOX_STATE) or found.get(Field.BOX, b"")
    return STATES.get(WORD.unpack_from(state)[0]) if len(state) == STATE_BYTES else None


def _fields(record: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content. A list's length is none; it reaches to the end of the record."""
    place = 0
    while place + FIELD_HEADER.size <= len(record):
        kind, size = FIELD_HEADER.unpack_from(record, place)
        place += FIELD_HEADER.size
        if kind == Field.END:
            return
        if kind == Field.LIST:
            yield kind, record[place:]
            return
        yield kind, record[place : place + size]
        place += size


def _word(found: Mapping[int, bytes], key: Field) -> int:
    body = found.get(key, b"")
    return WORD.unpack_from(body)[0] if len(body) >= WORD.size else 0


def _tokens(formula: bytes) -> bytes:
    """The tokens of a formula that begins with their length."""
    if len(formula) < FORMULA.size:
        return b""
    (size,) = FORMULA.unpack_from(formula)
    return formula[FORMULA.size : FORMULA.size + (size & TOKENS)]


def _chosen(entries: bytes) -> int:
    """Which entry of a list, from 1: it stands behind the formula of the cells that hold them."""
    at = WORD.size + (WORD.unpack_from(entries)[0] if len(entries) >= WORD.size else 0)
    return LIST.unpack_from(entries, at)[1] if len(entries) >= at + LIST.size else 0
