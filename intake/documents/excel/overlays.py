"""Lays what floats over a sheet onto its cells."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from intake.documents.excel.anchors import Geometry, place_of_box, place_under
from intake.documents.excel.controls import ControlShape, FormControl
from intake.documents.excel.drawings import Shape
from intake.documents.excel.grid import Grid, Laid
from intake.documents.excel.places import Area, Place
from intake.documents.excel.symbols import tick
from intake.model.document import Control, ControlKind, Paragraph, RemarkCode, Span, SpanKind

MOST_ENTRIES = 500
LONGEST_ENTRY = 255

Find: TypeAlias = Callable[[str], "tuple[Grid, Area] | None"]
"""The sheet and area that a formula points to; None where it is no reference."""


@dataclass(slots=True)
class Overlays:
    """What becomes of the shapes and controls of one sheet."""

    boxed: list[Paragraph] = field(default_factory=list)
    """Text that belongs to no cell, in the order of the file."""
    remarks: list[tuple[RemarkCode, Place]] = field(default_factory=list)


def lay_shapes(shapes: Iterable[Shape], grid: Grid, geometry: Geometry, overlays: Overlays) -> None:
    """Pictures and ink into the cells under them, rings round the words in their cells, text into boxes."""
    for shape in shapes:
        place = None if shape.anchor is None else place_under(shape.anchor, geometry)
        overlays.boxed.extend(shape.paragraphs)
        if shape.is_ring and place is not None:
            grid.rings.add(grid.merges.corner(place))
        elif shape.kind is not SpanKind.TEXT:
            _lay_or_box((Span("", kind=shape.kind),), place, grid, overlays)


def lay_controls(
    controls: Iterable[FormControl], grid: Grid, geometry: Geometry, find: Find, overlays: Overlays
) -> None:
    """Boxes with their captions into the cells under them, left to right."""
    for control in sorted(controls, key=_reading_order):
        place = None if control.anchor is None else place_of_box(control.anchor, geometry)
        match control.shape:
            case ControlShape.TICK:
                _lay_tick(control, place, grid, find, overlays)
            case ControlShape.DROP_DOWN:
                _lay_drop_down(control, place, grid, find, overlays)
            case ControlShape.WORDS:
                overlays.boxed.extend(_boxed(_words(control.caption)))
            case ControlShape.ACTIVE_X | ControlShape.OTHER:
                _lay_or_box((Span("", kind=SpanKind.UNREADABLE),), place, grid, overlays)
                if control.shape is ControlShape.ACTIVE_X:
                    overlays.remarks.append((RemarkCode.EMBEDDED_OBJECT, place or Place(1, 0)))
            case _:
                assert_never(control.shape)


def entries(formula: str, find: Find) -> tuple[str, ...]:
    """The texts of the cells that a formula points to, empty ones left out; nothing where it points nowhere."""
    found = find(formula)
    if found is None:
        return ()
    grid, area = found
    places = sorted(place for place in grid.spans if place in area)
    texts = (text for place in places if (text := grid.text_at(place).strip()[:LONGEST_ENTRY]))
    return tuple(text for text, _ in zip(texts, range(MOST_ENTRIES), strict=False))


def _reading_order(control: FormControl) -> tuple[int, int, int]:
    first = None if control.anchor is None else control.anchor.first
    return (0, 0, 0) if first is None else (first.row, first.column, first.right)


def _lay_tick(control: FormControl, place: Place | None, grid: Grid, find: Find, overlays: Overlays) -> None:
    """The box with its caption; a cell that follows it shows the same box in place of TRUE and FALSE."""
    linked = find(control.linked) if control.linked else None
    followed = None if linked is None else _boolean_at(*linked)
    ticked = control.ticked if followed is None or followed == control.ticked else None
    if linked is not None and followed is not None:
        other, area = linked
        here = other is grid and place is not None and grid.merges.corner(place) == area.first
        other.lay([Laid(area.first, () if here else (tick(ticked=ticked),), replaces=True)])
    _lay_or_box((tick(ticked=ticked), *_words(control.caption, " ")), place, grid, overlays)


def _boolean_at(grid: Grid, area: Area) -> bool | None:
    spans = grid.spans.get(area.first, ())
    return next((span.value for span in spans if isinstance(span.value, bool)), None)


def _lay_drop_down(control: FormControl, place: Place | None, grid: Grid, find: Find, overlays: Overlays) -> None:
    offered = entries(control.source, find) if control.source else ()
    if place is not None:
        grid.offer(Area(place, place), offered)
    if 0 < control.chosen <= len(offered):
        chosen = Span(offered[control.chosen - 1], control=Control(kind=ControlKind.DROP_DOWN, options=offered))
        _lay_or_box((chosen,), place, grid, overlays)
    elif control.chosen:
        _lay_or_box((Span("", kind=SpanKind.UNREADABLE),), place, grid, overlays)


def _lay_or_box(spans: tuple[Span, ...], place: Place | None, grid: Grid, overlays: Overlays) -> None:
    if place is None:
        overlays.boxed.extend(_boxed(spans))
    else:
        grid.lay([Laid(place, spans)])


def _words(caption: str, before: str = "") -> tuple[Span, ...]:
    return (Span(before + caption),) if caption else ()


def _boxed(spans: tuple[Span, ...]) -> Iterator[Paragraph]:
    if spans:
        yield Paragraph(spans, is_boxed=True)
