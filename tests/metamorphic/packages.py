"""Word files as packages of parts, and the few elements that every rewriting needs."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, TypeAlias

from lxml import etree

Element: TypeAlias = Any
Parts: TypeAlias = dict[str, bytes]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAIN = "word/document.xml"


def parts(package: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.filename.endswith("/")}


def packed(content: Mapping[str, bytes]) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return result.getvalue()


def with_body(package: bytes, change: Callable[[Element], None], name: str = MAIN) -> bytes:
    """The package with its main part changed."""
    content = parts(package)
    root = etree.fromstring(content[name])
    change(root)
    content[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(content)


def new(name: str, /, *children: Element, **attributes: str) -> Element:
    """An element of WordprocessingML with attributes of its namespace."""
    element = etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})
    element.extend(children)
    return element


def text(words: str) -> Element:
    element = new("t")
    element.text = words
    element.set(SPACE, "preserve")
    return element


def run(words: str, look: Element | None = None) -> Element:
    return new("r", *([] if look is None else [deepcopy(look)]), text(words))


def paragraph(words: str) -> Element:
    return new("p", run(words))


def words_of(element: Element) -> str:
    """All its text, white space folded."""
    return " ".join("".join(each.text or "" for each in element.iter(f"{W}t")).split())


def control(content: Element, tag: str) -> Element:
    """A rich-text content control, not yet in the tree, to hold what stands at `content`."""
    properties = new("sdtPr", new("tag", val=tag))
    return new("sdt", properties, new("sdtContent", content))


def put_in_place_of(old: Element, *fresh: Element) -> None:
    parent = old.getparent()
    at = parent.index(old)
    parent.remove(old)
    for offset, each in enumerate(fresh):
        parent.insert(at + offset, each)


def wrap(element: Element, shell: Callable[[Element], Element]) -> None:
    """Put a shell where the element stands and the element into it."""
    parent = element.getparent()
    at = parent.index(element)
    parent.insert(at, shell(element))


def is_in_field(element: Element) -> bool:
    """Its paragraph holds a complex field, whose begin, code and end must stay on one level."""
    holder = next(element.iterancestors(f"{W}p"), element)
    return holder.find(f".//{W}fldChar") is not None


def plain_runs(root: Element) -> Iterator[Element]:
    """Runs of text alone that stand straight in a paragraph outside fields, each with a single piece of text."""
    for each in list(root.iter(f"{W}r")):
        kinds = [child.tag for child in each if child.tag != f"{W}rPr"]
        if kinds == [f"{W}t"] and each.getparent().tag == f"{W}p" and not is_in_field(each):
            yield each
