"""WordprocessingML in small words: elements, runs, paragraphs (ECMA-376 part 1, §17)."""

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
NAMESPACES = {
    "w": W,
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "w14": W14,
    "w15": W15,
}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def name(short: str) -> str:
    """`w:p` -> `{namespace}p`."""
    prefix, _, local = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(short: str, *children: etree._Element | None, **attributes: Any) -> etree._Element:
    """An element with its children (None is left out); attributes share its namespace: `val="x"` becomes `w:val`."""
    prefix = short.partition(":")[0]
    made = etree.Element(name(short), nsmap=NAMESPACES)
    for key, value in attributes.items():
        made.set(name(f"{prefix}:{key}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def root(short: str, *children: etree._Element) -> etree._Element:
    """The root of a part; readers that do not know the newer namespaces may pass over them."""
    made = element(short, *children)
    made.set(name("mc:Ignorable"), "w14 w15")
    etree.cleanup_namespaces(made, keep_ns_prefixes=list(NAMESPACES))
    return made


def run(text: str, style: str | None = None) -> etree._Element:
    written = element("w:t")
    written.text = text
    written.set(XML_SPACE, "preserve")
    return element("w:r", _run_properties(style), written)


def tab() -> etree._Element:
    return element("w:r", element("w:tab"))


def page_field(instruction: str) -> etree._Element:
    """A field that the program fills in, such as PAGE."""
    return element("w:fldSimple", run("1"), instr=f" {instruction} ")


def paragraph(style: str, *runs: etree._Element | str) -> etree._Element:
    made = [run(each) if isinstance(each, str) else each for each in runs]
    return element("w:p", element("w:pPr", element("w:pStyle", val=style)), *made)


def _run_properties(style: str | None) -> etree._Element | None:
    return element("w:rPr", element("w:rStyle", val=style)) if style else None
