"""Ways in which a tree of XML comes to be what no program would write and every parser takes."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from random import Random
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any
Rewrite: TypeAlias = Callable[[list[Element], Random], None]
"""Changes the tree that these elements (all but the root) belong to."""

VALUES = (
    "", " ", "0", "-1", "1", "2", "60", "101", "30000000", "4294967296", "99999999999999999999", "1e308", "-1e400", "NaN", "inf",
    "0.1", "2958466", "-693594", "61", "1900-02-30", "0000-00-00", "9999-12-31T25:61:61", "true", "on", "rId1", "rId999", "A1", "A1:XFD1048576",
    "ZZZ99999999", "$B$2", "Sheet!A1", "#REF!", "x" * 3_000, "\u202e\u200b\u00ad", "☒", "(x)", "١٢/٠٣/٢٠٢٦", "²³/¹²/²⁰²⁶", "31/02/2026", "00/00/0000",
    "/../../etc", "http://127.0.0.1/", "%s%d{0}", "\\", "[", "(((((", "a" * 40 + "!", "\n" * 50, "\t",
)  # fmt: skip
"""Values for attributes and texts: numbers at and past their bounds, dates and places that are none, letters that count as digits."""
MOST_COPIES = 3_000
MOST_DEPTH = 200


def drop_element(elements: list[Element], chance: Random) -> None:
    each = chance.choice(elements)
    each.getparent().remove(each)


def double_element(elements: list[Element], chance: Random) -> None:
    each = chance.choice(elements)
    each.addnext(deepcopy(each))


def repeat_small_element(elements: list[Element], chance: Random) -> None:
    each = chance.choice(elements)
    size = sum(1 for _ in each.iter())
    for _ in range(min(chance.choice((10, 100, 1_000)), MOST_COPIES // size)):
        each.addnext(deepcopy(each))


def move_element(elements: list[Element], chance: Random) -> None:
    moved, goal = chance.choice(elements), chance.choice(elements)
    if moved is not goal and moved not in set(goal.iterancestors()):
        goal.append(moved)


def swap_elements(elements: list[Element], chance: Random) -> None:
    one, other = chance.choice(elements), chance.choice(elements)
    if one not in set(other.iterancestors()) and other not in set(one.iterancestors()) and one is not other:
        first, second = deepcopy(one), deepcopy(other)
        one.getparent().replace(one, second)
        other.getparent().replace(other, first)


def unwrap_element(elements: list[Element], chance: Random) -> None:
    each = chance.choice(elements)
    for child in list(each):
        each.addprevious(child)
    each.getparent().remove(each)


def nest_element(elements: list[Element], chance: Random) -> None:
    """An element in copies of itself, in copies of its parents: tables in tables, controls in controls."""
    each = chance.choice(elements)
    shell = chance.choice([each, *each.iterancestors()][:-1] or [each])
    for _ in range(chance.choice((1, 3, 70, MOST_DEPTH))):
        outer = etree.Element(shell.tag, dict(shell.attrib))
        each.getparent().replace(each, outer)
        outer.append(each)


def change_attribute(elements: list[Element], chance: Random) -> None:
    each = chance.choice([element for element in elements if element.attrib] or elements)
    for name in chance.sample(sorted(each.attrib), min(1, len(each.attrib))):
        each.set(name, printable(chance.choice(VALUES)))


def drop_attribute(elements: list[Element], chance: Random) -> None:
    each = chance.choice([element for element in elements if element.attrib] or elements)
    for name in chance.sample(sorted(each.attrib), min(1, len(each.attrib))):
        del each.attrib[name]


def borrow_attribute(elements: list[Element], chance: Random) -> None:
    """An attribute with a value that stands elsewhere in the part."""
    one, other = chance.choice(elements), chance.choice(elements)
    for name in chance.sample(sorted(other.attrib), min(1, len(other.attrib))):
        one.set(name, other.get(name))


def change_text(elements: list[Element], chance: Random) -> None:
    each = chance.choice([element for element in elements if element.text] or elements)
    each.text = printable(chance.choice(VALUES))


def borrow_text(elements: list[Element], chance: Random) -> None:
    """A label where an answer stood, an answer where a label stood."""
    with_text = [element for element in elements if element.text] or elements
    chance.choice(with_text).text = chance.choice(with_text).text


def rename_element(elements: list[Element], chance: Random) -> None:
    chance.choice(elements).tag = chance.choice(elements).tag


def printable(value: str) -> str:
    """What XML may hold."""
    return value.replace("\0", "")


REWRITES: Mapping[str, Rewrite] = {
    each.__name__: each
    for each in (
        drop_element,
        double_element,
        repeat_small_element,
        move_element,
        swap_elements,
        unwrap_element,
        nest_element,
        change_attribute,
        drop_attribute,
        borrow_attribute,
        change_text,
        borrow_text,
        rename_element,
    )
}


def rewritten(content: bytes, chance: Random) -> bytes:
    """One to six rewrites of a part that is XML; any other part as it is."""
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return content
    for _ in range(chance.randrange(1, 7)):
        elements = [each for each in root.iter(etree.Element) if each.getparent() is not None]
        if elements:
            chance.choice(list(REWRITES.values()))(elements, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
