"""Ways to pack the same Word file that change nothing for a reader; they come after every change of its main part."""

import re
from collections.abc import Callable, Mapping

from tests.metamorphic.packages import MAIN, packed, parts

OFFICE, STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
STRICT_NAMES: Mapping[str, str] = {
    f"{OFFICE}wordprocessingml/2006/main": f"{STRICT}wordprocessingml/main",
    f"{OFFICE}officeDocument/2006/relationships": f"{STRICT}officeDocument/relationships",
    f"{OFFICE}officeDocument/2006/math": f"{STRICT}officeDocument/math",
    f"{OFFICE}drawingml/2006/wordprocessingDrawing": f"{STRICT}drawingml/wordprocessingDrawing",
    f"{OFFICE}drawingml/2006/main": f"{STRICT}drawingml/main",
    f"{OFFICE}drawingml/2006/picture": f"{STRICT}drawingml/picture",
}
ELSEWHERE = "word/document2.xml"


def make_strict(package: bytes) -> bytes:
    """The namespaces of ISO/IEC 29500 Strict in every part that is XML."""

    def renamed(content: bytes) -> bytes:
        for old, fresh in STRICT_NAMES.items():
            content = re.sub(re.escape(old).encode() + rb"(?=[\"'/])", fresh.encode(), content)
        return content

    return packed(
        {name: renamed(part) if name.endswith((".xml", ".rels")) else part for name, part in parts(package).items()}
    )


def move_main_part(package: bytes) -> bytes:
    """Another name for the main part, as Word gives it after a repair."""
    content = parts(package)
    moved = {MAIN: ELSEWHERE, "word/_rels/document.xml.rels": "word/_rels/document2.xml.rels"}
    for name in ("[Content_Types].xml", "_rels/.rels"):
        content[name] = content[name].replace(b"word/document.xml", b"word/document2.xml")
    return packed({moved.get(name, name): part for name, part in content.items()})


REPACKINGS: Mapping[str, Callable[[bytes], bytes]] = {each.__name__: each for each in (make_strict, move_main_part)}
