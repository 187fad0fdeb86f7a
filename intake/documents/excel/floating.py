"""All that floats above one sheet, gathered from its drawings, its old drawings and its controls."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from intake.documents.excel.anchors import drawing_anchor
from intake.documents.excel.controls import FormControl, controls
from intake.documents.excel.drawings import Shape, shapes
from intake.documents.excel.parts import Parts
from intake.documents.excel.xml import child, descendants, relationship_id, shown_descendants
from intake.model.document import SpanKind


@dataclass(frozen=True, slots=True)
class Floating:
    shapes: tuple[Shape, ...]
    controls: tuple[FormControl, ...]


def floating(sheet: _Element, part: str, parts: Parts) -> Floating:
    """The shapes and controls of a sheet, each in the order of the file."""
    drawn = tuple(_drawn(sheet, part, parts))
    properties = _properties(sheet, part, parts)
    numbers = {control.get("shapeId") for control in shown_descendants(sheet, "control")}
    faces = [each for each in drawn if each.is_face or each.number in numbers]
    captions = {face.number: " ".join(each.text for each in face.paragraphs) for face in faces}
    found = controls(sheet, properties, _old_drawing(sheet, part, parts), captions)
    return Floating((*(each for each in drawn if each not in faces), *_embedded(sheet)), tuple(found))


def _drawn(sheet: _Element, part: str, parts: Parts) -> Iterator[Shape]:
    drawing = child(sheet, "drawing")
    target = None if drawing is None else parts.target(part, relationship_id(drawing))
    if target is not None:
        yield from shapes(parts.xml(target.target))


def _properties(sheet: _Element, part: str, parts: Parts) -> dict[str, _Element | None]:
    """By relationship: the ctrlProp of each control, None for an ActiveX one."""
    found: dict[str, _Element | None] = {}
    for control in shown_descendants(sheet, "control"):
        key = relationship_id(control) or ""
        target = parts.target(part, key)
        found[key] = parts.xml(target.target) if target is not None and target.type == "ctrlProp" else None
    return found


def _old_drawing(sheet: _Element, part: str, parts: Parts) -> _Element | None:
    legacy = child(sheet, "legacyDrawing")
    target = None if legacy is None else parts.target(part, relationship_id(legacy))
    return None if target is None else parts.vml(target.target)


def _embedded(sheet: _Element) -> Iterator[Shape]:
    """Embedded objects: something stands there that is not read."""
    for each in shown_descendants(sheet, "oleObject"):
        anchor = next((found for place in descendants(each, "anchor") if (found := drawing_anchor(place))), None)
        if anchor is not None:
            yield Shape(anchor, kind=SpanKind.UNREADABLE)
