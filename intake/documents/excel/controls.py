"""Controls of the Forms tool bar and ActiveX controls: check boxes, option buttons, drop-downs (no library reads them).

The state stands in a `ctrlProp` part, the place in the sheet or in old VML, the caption in the drawing or in VML; each
program keeps a different share of them, so each is asked in turn.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lxml.etree import _Element

from intake.documents.excel.anchors import Anchor, drawing_anchor, vml_anchor
from intake.documents.excel.strings import unescaped
from intake.documents.excel.xml import (
    child,
    children,
    count_of,
    descendants,
    local_name,
    relationship_id,
    shown_descendants,
)

MOST_CONTROLS = 2_000
DEFAULT_NAME = re.compile(r"[A-Za-z ]+ [0-9]+")
"""`Check Box 12`: a name that Excel gave, and so no caption."""


class ControlShape(StrEnum):
    TICK = "tick"
    DROP_DOWN = "drop_down"
    WORDS = "words"
    """A label, a group's heading, a button: it shows words and takes no answer."""
    ACTIVE_X = "active_x"
    OTHER = "other"


KINDS: Mapping[str, ControlShape] = {
    "checkbox": ControlShape.TICK,
    "radio": ControlShape.TICK,
    "drop": ControlShape.DROP_DOWN,
    "list": ControlShape.DROP_DOWN,
    "label": ControlShape.WORDS,
    "gbox": ControlShape.WORDS,
    "button": ControlShape.WORDS,
    "scroll": ControlShape.WORDS,
    "spin": ControlShape.WORDS,
}
"""By `objectType` of a ctrlProp and `ObjectType` of VML, in small letters."""
STATES: Mapping[str, bool | None] = {
    "checked": True,
    "1": True,
    "unchecked": False,
    "0": False,
    "mixed": None,
    "2": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormControl:
    shape: ControlShape
    anchor: Anchor | None
    caption: str = field(default="", repr=False)
    ticked: bool | None = None
    linked: str | None = None
    """The cell that follows it, as a reference."""
    source: str | None = None
    """The cells that hold the entries of a drop-down, as a reference."""
    chosen: int = 0
    """Which entry of a drop-down, from 1; 0 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _VmlControl:
    number: str
    kind: str
    anchor: Anchor | None
    caption: str = field(repr=False)
    client: _Element = field(repr=False)


def controls(
    sheet: _Element, properties: Mapping[str, _Element | None], vml: _Element | None, captions: Mapping[str, str]
) -> Iterator[FormControl]:
    """The controls of a sheet, in the order of the file.

    `properties` has the ctrlProp of each relationship, None for ActiveX; `captions` what a drawing says, by shape id.
    """
    olds = list(_vml_controls(vml))
    for element in list(shown_descendants(sheet, "control"))[:MOST_CONTROLS]:
        old = _taken(olds, element.get("shapeId", ""), _given_name(element))
        found = properties.get(relationship_id(element) or "")
        yield _control(element, found, old, captions.get(element.get("shapeId", ""), ""))
    for old in olds[:MOST_CONTROLS]:
        yield _old_control(old, captions.get(old.number, ""))


def _taken(olds: list[_VmlControl], number: str, name: str) -> _VmlControl | None:
    """Takes the old drawing of a control out of the list: the one with its number, else the first with its words.

    LibreOffice numbers none of them; then it is the first at all.
    """
    matches = (
        [at for at, old in enumerate(olds) if old.number == number]
        or [at for at, old in enumerate(olds) if name and old.caption == name]
        or [at for at, old in enumerate(olds) if not old.number.isdigit()]
    )
    return olds.pop(matches[0]) if matches else None


def _control(element: _Element, properties: _Element | None, old: _VmlControl | None, caption: str) -> FormControl:
    anchor = next((found for each in descendants(element, "anchor") if (found := drawing_anchor(each))), None)
    if old is not None and (anchor is None or anchor.is_nowhere):
        anchor = old.anchor
    anchor = None if anchor is not None and anchor.is_nowhere else anchor
    words = caption or (old.caption if old is not None else "") or _given_name(element)
    if properties is None:
        return FormControl(shape=ControlShape.ACTIVE_X, anchor=anchor)
    return FormControl(
        shape=KINDS.get(properties.get("objectType", "").lower(), ControlShape.OTHER),
        anchor=anchor,
        caption=words,
        ticked=STATES.get(properties.get("checked", "unchecked").lower()),
        linked=properties.get("fmlaLink"),
        source=properties.get("fmlaRange"),
        chosen=count_of(properties.get("sel")),
    )


def _given_name(element: _Element) -> str:
    """What somebody called the control; LibreOffice keeps the caption there."""
    name = unescaped(element.get("name", "")).strip()
    return "" if DEFAULT_NAME.fullmatch(name) else name


def _old_control(old: _VmlControl, caption: str) -> FormControl:
    """A control that only VML knows, as Excel 2007 wrote it."""
    return FormControl(
        shape=KINDS.get(old.kind, ControlShape.OTHER),
        anchor=old.anchor,
        caption=caption or old.caption,
        ticked=_old_state(old.client),
        linked=_client_text(old.client, "FmlaLink"),
        source=_client_text(old.client, "FmlaRange"),
        chosen=count_of(_client_text(old.client, "Sel")),
    )


def _old_state(client: _Element) -> bool | None:
    """Absent is not ticked; present and empty is ticked."""
    switch = next((each for each in client if local_name(each) == "Checked"), None)
    return False if switch is None else STATES.get((switch.text or "1").strip())


NO_CONTROLS = frozenset({"note", "pict", "scroll", "spin", "shape", "rect", "line", "group", "oval", "arc", "polygon"})


def _vml_controls(vml: _Element | None) -> Iterator[_VmlControl]:
    for shape in descendants(vml, "shape"):
        client = child(shape, "ClientData")
        kind = "" if client is None else client.get("ObjectType", "").lower()
        if client is None or not kind or kind in NO_CONTROLS:
            continue
        number = shape.get("id", "").rpartition("_s")[2]
        anchor = vml_anchor(_client_text(client, "Anchor") or "")
        yield _VmlControl(number=number, kind=kind, anchor=anchor, caption=_caption(shape), client=client)


def _caption(shape: _Element) -> str:
    words = " ".join("".join(str(text) for text in box.itertext()) for box in children(shape, "textbox"))
    return " ".join(words.split())


def _client_text(client: _Element, name: str) -> str | None:
    found = next((each for each in client if local_name(each).lower() == name.lower()), None)
    return None if found is None else (found.text or "").strip() or None
