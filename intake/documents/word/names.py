"""Names of WordprocessingML in lxml's spelling, and small questions to its elements.

Children are asked for by `getchildren()` here and in the walk: it costs half of an iterator, and there are thousands.
"""

from typing import Any, TypeAlias

Element: TypeAlias = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VAL = W + "val"
ALTERNATIVE = MC + "AlternateContent"

MOST_DIGITS = 9
OFF = frozenset({"0", "false", "off", "none"})


def child(element: Element, name: str) -> Element | None:
    """Its first child of this name."""
    for each in element.getchildren():
        if each.tag == name:
            return each
    return None


def properties_of(element: Element, name: str) -> Element | None:
    """Its element of properties, which comes first where there is one."""
    if not len(element):
        return None
    first = element[0]
    return first if first.tag == name else None


def by_name(element: Element | None) -> dict[str, Element]:
    """Its children by name, the last of each: for properties, which have few children and are asked often."""
    return {} if element is None else {each.tag: each for each in element.getchildren()}


def value(element: Element | None) -> str | None:
    """`w:val` of an element that may be absent."""
    return None if element is None else element.get(VAL)


def is_on(element: Element | None, name: str = VAL) -> bool:
    """A toggle: present without a value is on."""
    return element is not None and element.get(name, "1").lower() not in OFF


def whole(text: str | None, default: int, most: int) -> int:
    """A whole number from 0 to `most`; the default for what is none."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        return default
    return min(int(text), most)


def choice(element: Element) -> Element | None:
    """One branch of an `mc:AlternateContent`, never both: the same content stands in each."""
    found = child(element, MC + "Choice")
    return found if found is not None and len(found) else child(element, MC + "Fallback")
