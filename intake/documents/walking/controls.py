"""Content controls: what a `w:sdtPr` says, and values kept beside the document that a control is bound to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.documents.package import Package
from intake.documents.walking.names import W14, W15, Element, W, child, is_on, value
from intake.model.document import Control, ControlKind, UnreadableDocument

KINDS: Mapping[str, ControlKind] = {
    W + "text": ControlKind.TEXT,
    W + "richText": ControlKind.TEXT,
    W + "date": ControlKind.DATE,
    W + "dropDownList": ControlKind.DROP_DOWN,
    W + "comboBox": ControlKind.DROP_DOWN,
    W14 + "checkbox": ControlKind.TICK,
    W + "picture": ControlKind.PICTURE,
    W15 + "repeatingSection": ControlKind.REPEATING,
    W15 + "repeatingSectionItem": ControlKind.REPEATING,
}
TRANSPARENT = (ControlKind.REPEATING,)
FOREIGN_TAG = re.compile(r"goog_rdk_")
"""Google Docs wraps every run in a control of its own: no field."""
STEP = re.compile(r"/(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?:\[(?P<number>\d{1,4})\])?")
DECLARED = re.compile(r"xmlns:([\w.-]+)=['\"]([^'\"]+)['\"]")
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


@dataclass(frozen=True, slots=True)
class Controlled:
    """A control as the walk meets it."""

    control: Control | None
    """None for a wrapper that is no field."""
    ticked: bool | None = None
    """The state of a check box; None for any other control."""
    bound: str | None = None
    """The bound value of a plain text control; None when it is not bound or empty."""


NO_FIELD = Controlled(None)


def controlled(sdt: Element, bindings: "Bindings") -> Controlled:
    """What one `w:sdt` is."""
    properties = child(sdt, W + "sdtPr")
    if properties is None:
        return NO_FIELD
    kind, element = _kind(properties)
    tag = value(child(properties, W + "tag"))
    if kind in TRANSPARENT or (tag is not None and FOREIGN_TAG.match(tag)):
        return NO_FIELD
    is_placeholder = is_on(child(properties, W + "showingPlcHdr"))
    control = Control(
        kind=kind,
        tag=tag or None,
        title=value(child(properties, W + "alias")) or None,
        is_placeholder=is_placeholder,
        options=tuple(_options(element)) if kind is ControlKind.DROP_DOWN else (),
        chosen_date=_date(element) if kind is ControlKind.DATE and not is_placeholder else None,
    )
    if kind is ControlKind.TICK:
        return Controlled(control, ticked=_is_ticked(element, bindings.value(properties)))
    return Controlled(
        control, bound=bindings.value(properties) if element is not None and element.tag == W + "text" else None
    )


def _kind(properties: Element) -> tuple[ControlKind, Element | None]:
    for each in properties:
        kind = KINDS.get(each.tag)
        if kind is not None:
            return kind, each
    return ControlKind.OTHER, None


def _options(element: Element | None) -> list[str]:
    items = element.iterchildren(W + "listItem") if element is not None else ()
    return [item.get(W + "displayText") or item.get(W + "value") or "" for item in items]


def _date(element: Element | None) -> date | None:
    found = ISO_DATE.match(element.get(W + "fullDate", "")) if element is not None else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _is_ticked(element: Element | None, bound: str | None) -> bool:
    if bound is not None and bound.strip().lower() in {"true", "1", "false", "0"}:
        return bound.strip().lower() in {"true", "1"}
    return element is not None and is_on(child(element, W14 + "checked"), W14 + "val")


class Bindings:
    """Custom XML parts that controls are bound to, read when the first bound control is met."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._roots: dict[str, Element] | None = None

    def value(self, properties: Element) -> str | None:
        """The bound text; None when there is no binding, no such place, or nothing there."""
        binding = child(properties, W + "dataBinding")
        if binding is None:
            return None
        root = self._stores().get(binding.get(W + "storeItemID", "").upper())
        if root is None:
            return None
        found = follow(
            root, binding.get(W + "xpath", ""), dict(DECLARED.findall(binding.get(W + "prefixMappings", "")))
        )
        return found if found and found.strip() else None

    def _stores(self) -> Mapping[str, Element]:
        if self._roots is None:
            self._roots = {}
            for name in sorted(self._package.names):
                found = re.fullmatch(r"(.*customXml/)itemProps(\d+)\.xml", name)
                if found:
                    self._read(name, f"{found[1]}item{found[2]}.xml")
        return self._roots

    def _read(self, properties: str, item: str) -> None:
        try:
            head, root = self._package.xml(properties), self._package.xml(item)
        except UnreadableDocument:
            return
        identity = next((text for name, text in head.attrib.items() if name.endswith("}itemID")), "")
        if self._roots is not None:
            self._roots[identity.upper()] = root


def follow(root: Element, path: str, prefixes: Mapping[str, str]) -> str | None:
    """The text at a path of plain steps (`/ns0:form[1]/ns0:name[1]`); None for any other kind of path or none there."""
    steps = list(STEP.finditer(path))
    if not steps or "".join(step[0] for step in steps) != path:
        return None
    names = [_name(step, prefixes) for step in steps]
    if None in names or names[0] != root.tag or steps[0]["number"] not in {None, "1"}:
        return None
    element = root
    for step, name in zip(steps[1:], names[1:], strict=True):
        found = element.findall(name)
        number = int(step["number"] or 1)
        if not 0 < number <= len(found):
            return None
        element = found[number - 1]
    return str(element.text or "")


def _name(step: re.Match[str], prefixes: Mapping[str, str]) -> str | None:
    if step["prefix"] is None:
        return step["name"]
    space = prefixes.get(step["prefix"])
    return None if space is None else f"{{{space}}}{step['name']}"
