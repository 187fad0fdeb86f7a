"""What a drawing shows, without drawing it."""

from collections.abc import Iterator
from enum import Enum, auto

from intake.documents.word.names import ALTERNATIVE, Element, W, choice

TEXT_BOX = W + "txbxContent"
FLAT = "0"


class Seen(Enum):
    TEXT_BOX = auto()
    PICTURE = auto()
    UNREADABLE = auto()
    """Ink, a chart, a diagram."""
    SHAPE = auto()
    """A shape without text."""
    RING = auto()
    """A shape without text that people draw round a word."""


KINDS = {
    "pic": Seen.PICTURE,
    "imagedata": Seen.PICTURE,
    "contentPart": Seen.UNREADABLE,
    "chart": Seen.UNREADABLE,
    "relIds": Seen.UNREADABLE,
}
"""By local name; what is found is not searched for more."""
SHAPES = frozenset({"wsp", "sp", "shape", "rect", "roundrect", "line", "polyline", "curve", "arc", "oval"})
RINGS = frozenset({"ellipse", "donut", "flowChartConnector", "oval"})
UNSEEN = frozenset({"shapetype", "docPr", "cNvPr", "extLst"})


def seen_in(drawing: Element) -> Iterator[tuple[Seen, Element]]:
    """Everything in a `w:drawing` or `w:pict` that a person sees, in order."""
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        name = element.tag.rpartition("}")[2]
        if element.tag == TEXT_BOX:
            yield Seen.TEXT_BOX, element
        elif name in KINDS:
            yield KINDS[name], element
        elif element.tag == ALTERNATIVE:
            chosen = choice(element)
            waiting.extend([] if chosen is None else [chosen])
        elif name in SHAPES and not holds_content(element):
            yield from drawn(element, name)
        elif name not in UNSEEN:
            waiting.extend(reversed(element))


def holds_content(shape: Element) -> bool:
    return any(each.tag == TEXT_BOX or each.tag.rpartition("}")[2] in KINDS for each in shape.iter())


def drawn(shape: Element, name: str) -> Iterator[tuple[Seen, Element]]:
    """A shape without text, unless it is a mere line across the page or lies behind the words."""
    if not is_decoration(shape):
        geometry = next((each.get("prst", "") for each in shape.iter() if each.tag.endswith("}prstGeom")), name)
        yield (Seen.RING if geometry in RINGS else Seen.SHAPE), shape


def is_decoration(shape: Element) -> bool:
    return (
        any(key.endswith("}hr") for key in shape.attrib)
        or any(each.get("behindDoc") in {"1", "true"} for each in shape.iterancestors())
        or is_flat(shape)
    )


def is_flat(shape: Element) -> bool:
    """A line straight across or straight down."""
    start, end = shape.get("from", "").split(","), shape.get("to", "").split(",")
    sizes = (each for each in shape.iter() if each.tag.endswith("}ext") and each.get("cx") is not None)
    return any(one == other != "" for one, other in zip(start, end, strict=False)) or any(
        FLAT in {each.get("cx"), each.get("cy")} for each in sizes
    )
