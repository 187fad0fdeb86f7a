"""Small questions to XML elements, by their local names: strict and transitional files differ in namespaces only."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

RELATIONSHIP_ID = ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "{http://purl.oclc.org/ooxml/officeDocument/relationships}id")  # fmt: skip
COUNT = re.compile(r"\s*[0-9]{1,18}\s*", re.ASCII)
OFF = frozenset({"0", "false", "off", "none"})


def local_name(element: _Element) -> str:
    """The name without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: _Element | None, *names: str) -> _Element | None:
    """Its first child of one of these names."""
    if element is None:
        return None
    return next((each for each in element if local_name(each) in names), None)


def children(element: _Element | None, *names: str) -> Iterator[_Element]:
    if element is not None:
        yield from (each for each in element if local_name(each) in names)


def descendants(element: _Element | None, *names: str) -> Iterator[_Element]:
    """Elements of these names at any depth, in document order."""
    if element is not None:
        yield from element.iter(*(f"{{*}}{name}" for name in names))


def value_of(element: _Element | None) -> str | None:
    return None if element is None else element.get("val")


def is_on(written: str | None, *, default: bool = False) -> bool:
    """An `xsd:boolean`; absent is the default."""
    return default if written is None else written.strip().lower() not in OFF


def count_of(written: str | None, default: int = 0) -> int:
    """A whole number of an attribute, not below 0; the default for what is none."""
    return int(written) if written is not None and COUNT.fullmatch(written) else default


def relationship_id(element: _Element) -> str | None:
    return next((value for name in RELATIONSHIP_ID if (value := element.get(name)) is not None), None)


def shown_descendants(root: _Element | None, *names: str) -> Iterator[_Element]:
    """Elements of these names at any depth, in document order; of an `AlternateContent` the first choice only.

    An element that is found is not searched for more.
    """
    waiting = [] if root is None else [root]
    while waiting:
        element = waiting.pop()
        if local_name(element) in names and element is not root:
            yield element
            continue
        waiting.extend(reversed(list(_chosen(element))))


def _chosen(element: _Element) -> Iterator[_Element]:
    if local_name(element) != "AlternateContent":
        yield from element
        return
    choice = child(element, "Choice")
    fallback = child(element, "Fallback")
    yield from (each for each in (choice if choice is not None else fallback,) if each is not None)
