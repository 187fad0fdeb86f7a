"""The gate before every parser of an Office package: a zip is opened, or refused with a reason, before any XML is read.

Parts are parsed by lxml hardened, once each, and strict names (ISO 29500) are folded into the transitional ones, so that
readers know one set of names.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from lxml import etree

from intake.documents.limits import DocumentLimits
from intake.model.document import Trouble, UnreadableDocument

Element: TypeAlias = Any
"""An lxml element; lxml ships no types."""

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    OSError,
    KeyError,
)
"""What zipfile raises on a damaged, lying or unsupported archive."""
STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED_FLAG = 1
LOCAL_HEADER_BYTES = 30
END_RECORD = b"PK\x05\x06"
END_RECORD_BYTES = 22
"""Its last two hold the length of the comment that follows (APPNOTE 4.3.16)."""
CHUNK_BYTES = 1 << 16
CONTENT_TYPES = "[Content_Types].xml"
OFFICE_DOCUMENT = "officeDocument"
STRICT = b"http://purl.oclc.org/ooxml/"
STRICT_NAMES: tuple[tuple[bytes, bytes], ...] = (
    (b"purl.oclc.org/ooxml/wordprocessingml/main", b"schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"purl.oclc.org/ooxml/spreadsheetml/main", b"schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"purl.oclc.org/ooxml/officeDocument/relationships",
        b"schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"purl.oclc.org/ooxml/officeDocument/math", b"schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"purl.oclc.org/ooxml/officeDocument/customXml", b"schemas.openxmlformats.org/officeDocument/2006/customXml"),
    (b"purl.oclc.org/ooxml/drawingml/main", b"schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
        b"schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    ),
    (
        b"purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (b"purl.oclc.org/ooxml/drawingml/picture", b"schemas.openxmlformats.org/drawingml/2006/picture"),
    (b"purl.oclc.org/ooxml/drawingml/chart", b"schemas.openxmlformats.org/drawingml/2006/chart"),
    (b"purl.oclc.org/ooxml/package/relationships", b"schemas.openxmlformats.org/package/2006/relationships"),
    (b"purl.oclc.org/ooxml/package/content-types", b"schemas.openxmlformats.org/package/2006/content-types"),
)
HARDENED = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)
"""Entities are never expanded and nothing outside is fetched; libxml2's own limits of depth and text stay on."""
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part to another part, or out of the package."""

    type: str
    """The last step of its type: `header`, `image`, `hyperlink`, ..."""
    target: str
    """The part's name; as it stands when it is external."""
    is_external: bool


class Package:
    """An opened package. Names are as in the content types: no leading slash, `/` between steps."""

    def __init__(self, archive: zipfile.ZipFile, limits: DocumentLimits) -> None:
        self._archive = archive
        self._limits = limits
        self._entries = {part_name(entry.filename): entry for entry in archive.infolist()}
        self._by_folded_name = {name.lower(): name for name in self._entries}
        self._inflated_bytes = 0
        self._relationships: dict[str, Mapping[str, Relationship]] = {}

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def has(self, name: str) -> bool:
        return name.lower() in self._by_folded_name

    def content(self, name: str) -> bytes:
        """A part's bytes, counted against the limits. Raises UnreadableDocument; DAMAGED when there is no such part."""
        real = self._by_folded_name.get(name.lower())
        if real is None:
            raise UnreadableDocument(Trouble.DAMAGED, "missing part")
        try:
            return b"".join(self._chunks(self._entries[real]))
        except BROKEN_ZIP as error:
            raise UnreadableDocument(Trouble.DAMAGED, type(error).__name__) from error

    def _chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        size = 0
        with self._archive.open(entry) as part:
            while chunk := part.read(CHUNK_BYTES):
                size += len(chunk)
                self._inflated_bytes += len(chunk)
                self._check_size(size, entry.compress_size)
                yield chunk

    def _check_size(self, size: int, packed: int) -> None:
        limits = self._limits
        if size > limits.entry_bytes or self._inflated_bytes > limits.inflated_bytes:
            raise UnreadableDocument(Trouble.TOO_LARGE, "inflated")
        if size > limits.ratio_floor_bytes and size > limits.ratio * max(packed, 1):
            raise UnreadableDocument(Trouble.HOSTILE, "ratio")

    def xml(self, name: str) -> Element:
        """A part's root element. Raises UnreadableDocument: a DTD is refused, broken XML is DAMAGED."""
        content = self.content(name)
        if content.count(b"<") > self._limits.tags:
            raise UnreadableDocument(Trouble.TOO_LARGE, "tags")
        return parse_xml(content)

    @cached_property
    def _content_types(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """By part name, and by ending."""
        parts: dict[str, str] = {}
        endings: dict[str, str] = {}
        for element in self.xml(CONTENT_TYPES) if self.has(CONTENT_TYPES) else ():
            kind = element.get("ContentType", "").lower()
            if element.get("PartName"):
                parts[part_name(element.get("PartName")).lower()] = kind
            elif element.get("Extension"):
                endings[element.get("Extension").lower()] = kind
        return parts, endings

    def content_type(self, name: str) -> str:
        """In lower case; empty when the package does not say."""
        parts, endings = self._content_types
        return parts.get(name.lower()) or endings.get(name.lower().rpartition(".")[2], "")

    def relationships(self, part: str = "") -> Mapping[str, Relationship]:
        """The arrows of a part by their id, of the package itself without a part; none when it has none."""
        known = self._relationships.get(part)
        if known is None:
            known = self._relationships[part] = self._read_relationships(part)
        return known

    def _read_relationships(self, part: str) -> Mapping[str, Relationship]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(rels):
            return {}
        return {
            element.get("Id", ""): relationship(element, folder) for element in self.xml(rels) if element.get("Type")
        }

    @property
    def is_strict(self) -> bool:
        return self.has("_rels/.rels") and STRICT in self.content("_rels/.rels")

    @cached_property
    def main_part(self) -> str:
        """The document itself, wherever it lies. Raises UnreadableDocument."""
        targets = (
            each.target
            for each in self.relationships().values()
            if each.type == OFFICE_DOCUMENT and not each.is_external
        )
        found = next((target for target in targets if self.has(target)), None)
        if found is None:
            raise UnreadableDocument(Trouble.DAMAGED, "no main part")
        return found


def open_package(content: bytes, limits: DocumentLimits) -> Package:
    """The package, checked as far as its directory tells. Raises UnreadableDocument."""
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(Trouble.TOO_LARGE, "file")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN_ZIP as error:
        raise UnreadableDocument(Trouble.DAMAGED, type(error).__name__) from error
    entries = [each for each in archive.infolist() if not is_folder(each)]
    if has_more_around(content, archive):
        raise UnreadableDocument(Trouble.HOSTILE, "more around")
    for refusal in refusals(entries, limits):
        raise refusal
    return Package(archive, limits)


def refusals(entries: list[zipfile.ZipInfo], limits: DocumentLimits) -> Iterator[UnreadableDocument]:
    """Every reason to refuse a package by its directory alone (controls C10)."""
    names = [part_name(entry.filename).lower() for entry in entries]
    rules: tuple[tuple[bool, Trouble, str], ...] = (
        (len(entries) > limits.entries, Trouble.TOO_LARGE, "entries"),
        (len(set(names)) != len(names), Trouble.HOSTILE, "duplicate names"),
        (not all(names), Trouble.HOSTILE, "no name"),
        (any(".." in name.split("/") for name in names), Trouble.HOSTILE, "path"),
        (any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries), Trouble.ENCRYPTED, "zip"),
        (any(entry.compress_type not in STORED_OR_DEFLATED for entry in entries), Trouble.HOSTILE, "compression"),
        (sum(entry.file_size for entry in entries) > limits.inflated_bytes, Trouble.TOO_LARGE, "declared"),
        (overlaps(entries), Trouble.HOSTILE, "overlap"),
    )
    yield from (UnreadableDocument(trouble, detail) for holds, trouble, detail in rules if holds)


def has_more_around(content: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether something stands before the first entry or after the end: another program may read that as the file."""
    starts_late = min((each.header_offset for each in archive.infolist()), default=0) > 0
    at = content.rfind(END_RECORD)
    end = at + END_RECORD_BYTES + int.from_bytes(content[at + END_RECORD_BYTES - 2 : at + END_RECORD_BYTES], "little")
    return starts_late or bool(content[end:].strip(b"\0\r\n"))


def overlaps(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share bytes (CVE-2024-0450: zipfile itself does not look before 3.11.8)."""
    end = -1
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + LOCAL_HEADER_BYTES + len(entry.orig_filename) + entry.compress_size
    return False


def is_folder(entry: zipfile.ZipInfo) -> bool:
    """As `ZipInfo.is_dir`, which fails on an entry without a name."""
    return entry.filename.endswith("/")


def part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def relationship(element: Element, folder: str) -> Relationship:
    target = element.get("Target", "")
    is_external = element.get("TargetMode", "").lower() == "external"
    kind = element.get("Type", "").rstrip("/").rpartition("/")[2]
    return Relationship(kind, target if is_external else resolved(target, folder), is_external)


def resolved(target: str, folder: str) -> str:
    """A part's name from where the arrow starts; absolute when it begins with a slash."""
    path = target.replace("\\", "/")
    joined = path if path.startswith("/") else posixpath.join("/", folder, path)
    return posixpath.normpath(joined).lstrip("/")


# -- XML -------------------------------------------------------------------------------------------------------------


def parse_xml(content: bytes) -> Element:
    """The root element, strict names folded. Raises UnreadableDocument."""
    if DECLARATION.search(content[:CHUNK_BYTES].replace(b"\0", b"")):
        raise UnreadableDocument(Trouble.HOSTILE, "dtd")
    try:
        root = etree.fromstring(folded(content), HARDENED)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(Trouble.DAMAGED, "xml") from error
    if root is None or root.getroottree().docinfo.doctype:
        raise UnreadableDocument(Trouble.HOSTILE, "dtd")
    return root


def folded(content: bytes) -> bytes:
    """Strict namespaces as transitional ones; parts in UTF-16 are folded in UTF-8."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        content = re.sub(r"^<\?xml[^>]*\?>", "", content.decode("utf-16", "replace")).encode()
    if STRICT not in content:
        return content
    for strict, transitional in STRICT_NAMES:
        content = content.replace(strict, transitional)
    return content
