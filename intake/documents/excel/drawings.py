"""What floats above the cells: text in shapes, pictures, rings drawn round a word, ink."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce

from lxml.etree import _Element

from intake.documents.excel.anchors import Anchor, drawing_anchor
from intake.documents.excel.strings import Look, Run, spans, unescaped
from intake.documents.excel.xml import child, children, descendants, is_on, local_name, shown_descendants
from intake.model.document import Mark, Paragraph, SpanKind

MOST_SHAPES = 2_000
RINGS = frozenset({"ellipse", "donut", "flowChartConnector"})


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing above the cells. It is a text, a picture, something unreadable, or a ring."""

    anchor: Anchor | None
    paragraphs: tuple[Paragraph, ...] = field(default=(), repr=False)
    kind: SpanKind = SpanKind.TEXT
    is_ring: bool = False
    number: str = ""
    """By which a form control knows its face: `1025` for the shape `_x0000_s1025`."""
    is_face: bool = False
    """Said to be the face of a control of old, whether or not the control is still there."""


def shapes(root: _Element) -> Iterator[Shape]:
    """The shapes of a drawing part in their order, those in groups among them."""
    count = 0
    for holder in shown_descendants(root, "twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
        anchor = drawing_anchor(holder)
        for element in shown_descendants(holder, "sp", "pic", "graphicFrame", "contentPart", "cxnSp"):
            shape = _shape(element, anchor)
            if shape is not None:
                yield shape
                count += 1
            if count == MOST_SHAPES:
                return


def _shape(element: _Element, anchor: Anchor | None) -> Shape | None:
    match local_name(element):
        case "pic":
            return Shape(anchor, kind=SpanKind.IMAGE)
        case "contentPart":
            return Shape(anchor, kind=SpanKind.UNREADABLE)
        case "graphicFrame":
            return None if _is_chart(element) else Shape(anchor, kind=SpanKind.UNREADABLE)
        case "sp":
            return _drawn_shape(element, anchor)
        case _:
            return None


def _drawn_shape(element: _Element, anchor: Anchor | None) -> Shape | None:
    properties = next(descendants(element, "cNvPr"), None)
    face = next((each.get("spid", "") for each in descendants(element, "compatExt")), None)
    if face is None and properties is not None and is_on(properties.get("hidden")):
        return None
    number = face.rpartition("_s")[2] if face is not None else _identity(properties)
    paragraphs = tuple(_paragraphs(child(element, "txBody")))
    geometry = next(descendants(element, "prstGeom"), None)
    is_ring = not paragraphs and geometry is not None and geometry.get("prst") in RINGS
    return Shape(anchor, paragraphs, is_ring=is_ring, number=number, is_face=face is not None)


def _identity(properties: _Element | None) -> str:
    return "" if properties is None else properties.get("id", "")


def _is_chart(frame: _Element) -> bool:
    return any("chart" in each.get("uri", "") for each in descendants(frame, "graphicData"))


def _paragraphs(body: _Element | None) -> Iterator[Paragraph]:
    for each in children(body, "p"):
        found = tuple(span for run in _runs(each) for span in spans((run,), Look()))
        if any(span.text.strip() for span in found):
            yield Paragraph(found, is_boxed=True)


def _runs(paragraph: _Element) -> Iterator[Run]:
    for part in paragraph:
        match local_name(part):
            case "r" | "fld":
                text = child(part, "t")
                yield Run("" if text is None else unescaped(text.text or ""), _look(child(part, "rPr")))
            case "br":
                yield Run("\n", None)
            case _:
                pass


def _look(properties: _Element | None) -> Look:
    if properties is None:
        return Look()
    marks = [mark for name, mark in SWITCHES.items() if is_on(properties.get(name))]
    marks += [mark for name, mark in LINES.items() if properties.get(name, "none") not in {"none", "noStrike"}]
    marks += [Mark.HIGHLIGHT] if child(properties, "highlight") is not None else []
    face = child(properties, "sym", "latin")
    return Look(reduce(Mark.__or__, marks, Mark.NONE), "" if face is None else face.get("typeface", ""))


SWITCHES = {"b": Mark.BOLD, "i": Mark.ITALIC}
LINES = {"u": Mark.UNDERLINE, "strike": Mark.STRIKE}
