"""Parts -> the bytes of an Office file, the same every time: no clock and no machine leaves a mark on it."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree
from lxml.builder import ElementMaker

from intake.model.form import Form

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""
CORE_NAMESPACES = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
CORE_PART = "docProps/core.xml"
FIRST_PART = "[Content_Types].xml"


def package(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these parts by name, the content types first (ECMA-376 part 2, §10.2)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda each: (each != FIRST_PART, each)):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # as Office writes it, on whatever machine
            archive.writestr(entry, parts[name])
    return stream.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a file that we have just written ourselves."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def core_properties(form: Form) -> bytes:
    """Title, publisher, version and language; no author, and no date that would change with the day."""
    core, dc = (ElementMaker(namespace=uri, nsmap=CORE_NAMESPACES) for uri in CORE_NAMESPACES.values())
    root = core.coreProperties(
        dc.title(form.title),
        dc.creator(form.partnership),
        dc.language("en-GB"),
        core.version(form.version),
    )
    return markup(root)


def markup(root: etree._Element) -> bytes:
    """A part's XML with its declaration."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
