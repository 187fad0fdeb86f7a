"""All that floats above one sheet of an .xls: its drawing, its objects and their texts brought together."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from intake.documents.claims import Record
from intake.documents.excel.anchors import Anchor, Corner, Geometry
from intake.documents.excel.controls import ControlShape, FormControl
from intake.documents.excel.drawings import Shape
from intake.documents.excel.floating import Floating
from intake.documents.excel.symbols import spans_of
from intake.documents.excel_97.drawing import ANCHOR_BYTES, Outline, outlines, sheet_anchor
from intake.documents.excel_97.objects import CONTROLS, Kind, Refer, StoredObject, stored_object
from intake.model.document import Mark, Paragraph, SpanKind, Trouble, UnreadableDocument

DRAWING, OBJECT, TEXT, CONTINUED = 0x00EC, 0x005D, 0x01B6, 0x003C
DRAWN = frozenset({DRAWING, OBJECT, TEXT})
TEXT_SIZES = struct.Struct("<10xHH")
"""Letters, and bytes of their looks."""
OLD_OBJECT = struct.Struct("<4xHH")
MOST_OBJECTS = 2_000
MOST_CELLS_OF_GROUP, MOST_FLOATING = 500, 10_000
UNSEEN = frozenset({Kind.NOTE, Kind.LINE, Kind.ARC, Kind.CHART})
"""A note's text is none of the form; the others hold no words."""

ANSWERS = frozenset(ControlShape) - {ControlShape.WORDS}


@dataclass(slots=True)
class _Object:
    record: bytes = field(repr=False)
    drawn_bytes: int
    """Of the sheet's drawing, before it."""
    pieces: list[str] = field(default_factory=list, repr=False)
    """Of its text."""


def floating(records: Iterable[Record], geometry: Geometry, refer: Refer) -> Floating:
    """The shapes and controls of a sheet, in the order of the file.

    Raises UnreadableDocument where an object may hold an answer, and what it is or where it lies cannot be found out.
    """
    drawing, objects = _gathered(records)
    found = outlines(drawing, geometry) if objects else {}
    floats: list[Shape | FormControl] = []
    for each in objects:
        floats += _floats(stored_object(each.record, refer), found.get(each.drawn_bytes), "".join(each.pieces))
        if len(floats) > MOST_FLOATING:
            raise UnreadableDocument(Trouble.TOO_LARGE, "objects")
    shapes = dict.fromkeys(each for each in floats if isinstance(each, Shape))
    return Floating(tuple(shapes), tuple(each for each in floats if isinstance(each, FormControl)))


def _floats(stored: StoredObject | None, outline: Outline | None, text: str) -> Iterator[Shape | FormControl]:
    """What one object is to a person who looks at the sheet."""
    if stored is None or outline is None:
        raise UnreadableDocument(Trouble.DAMAGED, "object")
    if outline.is_hidden or stored.is_made_by_excel or stored.kind in UNSEEN:
        return
    if outline.is_lost_in_group and (stored.kind == Kind.PICTURE or stored.control in ANSWERS):
        yield from _somewhere_in(outline.anchor)
    elif stored.control is None:
        yield from _shapes(stored, outline, text)
    else:
        yield _control(stored, outline, text)


def _shapes(stored: StoredObject, outline: Outline, text: str) -> Iterator[Shape]:
    lines = [line for line in text.splitlines() if line.strip()]
    paragraphs = tuple(Paragraph(tuple(spans_of(line, Mark.NONE)), is_boxed=True) for line in lines)
    if stored.kind == Kind.PICTURE:
        yield Shape(outline.anchor, kind=SpanKind.UNREADABLE if stored.is_embedded else SpanKind.IMAGE)
    elif paragraphs:
        yield Shape(outline.anchor, paragraphs)
    elif (stored.kind == Kind.OVAL or outline.is_ellipse) and not outline.is_lost_in_group:
        yield Shape(outline.anchor, is_ring=True)


def _somewhere_in(group: Anchor | None) -> Iterator[Shape]:
    """What lies in a group within a group has no cell that we know: nothing under the whole group can be read."""
    if group is None or group.last is None:
        raise UnreadableDocument(Trouble.DAMAGED, "group")
    rows = range(group.first.row, group.last.row + 1)
    columns = range(group.first.column, group.last.column + 1)
    if len(rows) * len(columns) > MOST_CELLS_OF_GROUP:
        raise UnreadableDocument(Trouble.TOO_LARGE, "group")
    for row in rows:
        for column in columns:
            cell = Anchor(Corner(column, row, 0, 0), Corner(column + 1, row + 1, 0, 0))
            yield Shape(cell, kind=SpanKind.UNREADABLE)


def _control(stored: StoredObject, outline: Outline, text: str) -> FormControl:
    shape = stored.control or ControlShape.OTHER
    if outline.anchor is None and shape is not ControlShape.WORDS:
        raise UnreadableDocument(Trouble.DAMAGED, "control without a place")
    return FormControl(
        shape=shape,
        anchor=outline.anchor,
        caption=" ".join(text.split()),
        ticked=stored.ticked,
        linked=stored.linked,
        source=stored.source,
        chosen=stored.chosen,
    )


def unread_floating(records: Iterable[Record], geometry: Geometry) -> Floating:
    """The controls of a sheet of Excel 5 and 95, whose objects are other ones: that something stands there, not what."""
    shapes: list[Shape] = []
    for kind, body in records:
        if kind == OBJECT and len(body) >= OLD_OBJECT.size and OLD_OBJECT.unpack_from(body)[0] in CONTROLS:
            anchor = sheet_anchor(body[OLD_OBJECT.size : OLD_OBJECT.size + ANCHOR_BYTES], geometry)
            shapes.append(Shape(anchor, kind=SpanKind.UNREADABLE))
    return Floating(tuple(shapes[:MOST_OBJECTS]), ())


# -- records ---------------------------------------------------------------------------------------------------------


def _gathered(records: Iterable[Record]) -> tuple[bytes, list[_Object]]:
    """The drawing put together, and the objects in it with their texts.

    A continuation belongs to the text before it while that has letters or looks to come, else to the drawing.
    """
    drawing = bytearray()
    objects: list[_Object] = []
    letters = looks = before = 0
    for kind, body in records:
        if kind == DRAWING:
            drawing += body
        elif kind == OBJECT:
            objects.append(_Object(body, len(drawing)))
        elif kind == TEXT:
            letters, looks = TEXT_SIZES.unpack_from(body) if len(body) >= TEXT_SIZES.size else (0, 0)
        elif kind == CONTINUED and before in DRAWN:
            if before == TEXT and letters > 0 and objects:
                text = _text(body)
                objects[-1].pieces.append(text[:letters])
                letters -= max(len(text), 1)
            elif before == TEXT and looks > 0:
                looks -= max(len(body), 1)
            else:
                drawing += body
        if kind != CONTINUED:
            before = kind
        if len(objects) > MOST_OBJECTS:
            raise UnreadableDocument(Trouble.TOO_LARGE, "objects")
    return bytes(drawing), objects


def _text(body: bytes) -> str:
    """A first byte says whether each letter has one byte or two ([MS-XLS] 2.5.296)."""
    if body[:1] == b"\0":
        return body[1:].decode("latin-1")
    return body[1:].decode("utf-16-le", "replace")
