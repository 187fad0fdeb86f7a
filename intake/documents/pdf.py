"""Reads what was typed into a fillable PDF: its fields, as rows of label and value. A printed or scanned PDF has none."""

import io
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from intake.documents.limits import DocumentLimits
from intake.model.document import (
    Block,
    Cell,
    Control,
    ControlKind,
    Document,
    FileType,
    Paragraph,
    Row,
    Span,
    SpanKind,
    Story,
    StoryKind,
    Table,
    Trouble,
    UnreadableDocument,
)

Fields: TypeAlias = Mapping[str, Mapping[str, Any]]

BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pypdf raises on a damaged file."""
KIND, VALUE, TOOLTIP, STATES = "/FT", "/V", "/TU", "/_States_"
BUTTON, SIGNATURE = "/Btn", "/Sig"
OFF = "/Off"
ONE_BOX = 2
"""States of a box by itself: on and off."""


def read_pdf(content: bytes, limits: DocumentLimits) -> Document:
    """The fields of a fillable PDF in the file's order, as one table. Raises UnreadableDocument for any other PDF."""
    try:
        fields = PdfReader(io.BytesIO(content)).get_fields() or {}
        rows = tuple(_rows(fields, limits.rows))
    except BROKEN as error:
        raise UnreadableDocument(Trouble.PDF) from error
    if not rows:
        raise UnreadableDocument(Trouble.PDF)
    return Document(type=FileType.PDF, stories=(Story(StoryKind.BODY, (Table("Form fields", rows),)),))


def _rows(fields: Fields, most: int) -> Iterator[Row]:
    """A label, and what was given to it; a group of other fields has no kind of its own."""
    asked = [(name, each) for name, each in fields.items() if KIND in each]
    for number, (name, each) in enumerate(asked[:most], 1):
        label = str(each.get(TOOLTIP) or name.rpartition(".")[2].replace("_", " "))
        yield Row(number, (Cell(0, (Paragraph((Span(label),)),), is_shaded=True), Cell(1, _given(name, each))))


def _given(name: str, each: Mapping[str, Any]) -> tuple[Block, ...]:
    value = each.get(VALUE)
    if each[KIND] == BUTTON:
        return (Paragraph((_pressed(name, value, each),)),)
    if each[KIND] == SIGNATURE:
        return (Paragraph((Span("", kind=SpanKind.IMAGE),) if value is not None else ()),)
    lines = value if isinstance(value, list) else str(value or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(Paragraph((Span(str(line), control=_control(ControlKind.TEXT, name)),)) for line in lines)


def _pressed(name: str, value: Any, each: Mapping[str, Any]) -> Span:
    """A box by itself is ticked or not; of several that exclude each other, the one chosen is a word."""
    is_on = value is not None and value != OFF
    if len(each.get(STATES, ())) <= ONE_BOX:
        control = _control(ControlKind.TICK, name)
        return Span("☒" if is_on else "☐", kind=SpanKind.TICK, ticked=is_on, control=control)
    return Span(
        str(value).lstrip("/").replace("_", " ") if is_on else "", control=_control(ControlKind.DROP_DOWN, name)
    )


def _control(kind: ControlKind, name: str) -> Control:
    return Control(kind=kind, tag=name.rpartition(".")[2])
