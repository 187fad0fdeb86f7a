"""Content controls: what a `w:sdtPr` says, and values kept beside the document that a control is bound to."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from intake.documents.package import Package
from intake.documents.word.names import W14, W15, Element, W, by_name, child, is_on, properties_of, value
from intake.model.document import Control, ControlKind, UnreadableDocument

KINDS: Mapping[str, ControlKind] = {
    W + "text": ControlKind.TEXT,
    W + "richText": ControlKind.TEXT,
    W + "date": ControlKind.DATE,
    W + "dropDownList": ControlKind.DROP_DOWN,
    W + "comboBox": ControlKind.DROP_DOWN,
    W14 + "checkbox": ControlKind.TICK,
    W + "picture": ControlKind.PICTURE,
}
TRANSPARENT = frozenset(
    {
        W15 + "repeatingSection",
        W15 + "repeatingSectionItem",
        W + "group",
        W + "docPartObj",
        W + "docPartList",
        W + "bibliography",
        W + "citation",
    }
)
"""Wrappers that hold labels and answers together."""
FOREIGN_TAG = "goog_rdk_"
"""Google Docs wraps every run in a control of its own: no field."""
PROPERTIES, PLACEHOLDER, TAG, TITLE = W + "sdtPr", W + "showingPlcHdr", W + "tag", W + "alias"
BINDING, RICH_BINDING = W + "dataBinding", W15 + "dataBinding"
TEXT_KINDS = frozenset({W + "text", W + "dropDownList", W + "comboBox"})
OPTIONS = 500
STEP = re.compile(r"/(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?:\[(?P<number>\d{1,4})\])?")
DECLARED = re.compile(r"xmlns:([\w.-]+)=['\"]([^'\"]+)['\"]")
ITEM_PROPERTIES = re.compile(r"(.*customXml/)itemProps(\d+)\.xml", re.IGNORECASE)
ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
SPOKEN = {"true": True, "1": True, "false": False, "0": False}


class Controlled(NamedTuple):
    """A control as the walk meets it."""

    control: Control
    ticked: bool | None = None
    """The state of a check box; None for any other control."""
    bound: str | None = None
    """The text that it is bound to; None when it is not bound, or to nothing."""


def controlled(sdt: Element, bindings: "Bindings") -> Controlled | None:
    """What one `w:sdt` is; None for a wrapper that is no field."""
    properties = by_name(properties_of(sdt, PROPERTIES))
    tag = value(properties.get(TAG)) or None
    is_foreign = tag is not None and tag.startswith(FOREIGN_TAG)
    if not properties or is_foreign or not TRANSPARENT.isdisjoint(properties):
        return None
    name = next((each for each in properties if each in KINDS), None)
    kind, element = (ControlKind.OTHER, None) if name is None else (KINDS[name], properties[name])
    is_placeholder = is_on(properties.get(PLACEHOLDER))
    binding = properties.get(BINDING, properties.get(RICH_BINDING))
    control = Control(
        kind=kind,
        tag=tag,
        title=value(properties.get(TITLE)) or None,
        is_placeholder=is_placeholder,
        options=options(element) if kind is ControlKind.DROP_DOWN else (),
        chosen_date=full_date(element) if kind is ControlKind.DATE and not is_placeholder else None,
    )
    bound = None if binding is None else bindings.value(binding)
    if kind is ControlKind.TICK:
        return Controlled(control, ticked=is_ticked(element, bound), bound=bound)
    return Controlled(control, bound=None if bound is None else shown(bound, element))


def options(element: Element) -> tuple[str, ...]:
    items = list(element.iterchildren(W + "listItem"))[:OPTIONS]
    return tuple(item.get(W + "displayText") or item.get(W + "value") or "" for item in items)


def full_date(element: Element) -> date | None:
    found = ISO_DATE.match(element.get(W + "fullDate", ""))
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def is_ticked(box: Element, bound: str | None) -> bool:
    spoken = None if bound is None else SPOKEN.get(bound.strip().lower())
    return is_on(child(box, W14 + "checked"), W14 + "val") if spoken is None else spoken


def shown(bound: str, element: Element | None) -> str | None:
    """What a bound value looks like in a control of this kind; None where the kind keeps it in another shape."""
    if element is None or element.tag not in TEXT_KINDS:
        return None
    items = element.iterchildren(W + "listItem")
    return next((item.get(W + "displayText") or bound for item in items if item.get(W + "value") == bound), bound)


class Bindings:
    """Custom XML parts that controls are bound to, read when the first bound control is met."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._stores: dict[str, Element] | None = None
        self._children: dict[Element, dict[str, list[Element]]] = {}

    def value(self, binding: Element) -> str | None:
        """The bound text; None when there is no such place, or nothing there."""
        if self._stores is None:
            self._stores = dict(filter(None, map(self._store, sorted(self._package.names))))
        root = self._stores.get(binding.get(W + "storeItemID", "").upper())
        if root is None:
            return None
        prefixes = dict(DECLARED.findall(binding.get(W + "prefixMappings", "")))
        found = follow(root, binding.get(W + "xpath", ""), prefixes, self._children_of)
        return found if found and found.strip() else None

    def _children_of(self, element: Element, name: str) -> list[Element]:
        """Each element's children are looked through once, however many controls are bound below it."""
        if element not in self._children:
            sorted_: dict[str, list[Element]] = {}
            for each in element.getchildren():
                sorted_.setdefault(each.tag, []).append(each)
            self._children[element] = sorted_
        return self._children[element].get(name, [])

    def _store(self, name: str) -> tuple[str, Element] | None:
        """The identity and the root of the item that a part of properties speaks of."""
        found = ITEM_PROPERTIES.fullmatch(name)
        if found is None:
            return None
        try:
            head, root = self._package.xml(name), self._package.xml(f"{found[1]}item{found[2]}.xml")
        except UnreadableDocument:
            return None
        identity = next((text for key, text in head.attrib.items() if key.endswith("}itemID")), "")
        return identity.upper(), root


def follow(
    root: Element, path: str, prefixes: Mapping[str, str], children: Callable[[Element, str], list[Element]]
) -> str | None:
    """The text at a path of plain steps (`/ns0:form[1]/ns0:name[1]`); None for any other kind of path or none there."""
    steps = list(STEP.finditer(path))
    if not steps or "".join(step[0] for step in steps) != path:
        return None
    names = [step_name(step, prefixes) for step in steps]
    if names[0] != root.tag or steps[0]["number"] not in {None, "1"}:
        return None
    element = root
    for step, name in zip(steps[1:], names[1:], strict=True):
        found = [] if name is None else children(element, name)
        number = int(step["number"] or 1)
        if not 0 < number <= len(found):
            return None
        element = found[number - 1]
    return str(element.text or "")


def step_name(step: re.Match[str], prefixes: Mapping[str, str]) -> str | None:
    if step["prefix"] is None:
        return step["name"]
    space = prefixes.get(step["prefix"])
    return None if space is None else f"{{{space}}}{step['name']}"
