"""The parts of an Office file while a few of them are changed."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
ARROWS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES: Final = "[Content_Types].xml"
NO_ARROWS: Final = f'<Relationships xmlns="{ARROWS}"/>'.encode()


def parsed(content: bytes) -> etree._Element:
    return etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    )


def written(root: etree._Element) -> bytes:
    part: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return part


def read_package(content: bytes) -> "Package | None":
    """None for what is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return Package([(entry, archive.read(entry)) for entry in archive.infolist()])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None


@dataclass(slots=True)
class Package:
    """Parts in their order; those that are changed are written anew, all others go over as they are."""

    entries: list[tuple[zipfile.ZipInfo, bytes]]
    roots: dict[str, etree._Element | None] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def changing(self, name: str) -> etree._Element | None:
        """As `root`, to be changed in place."""
        self.changed.add(name)
        return self.root(name)

    def root(self, name: str) -> etree._Element | None:
        """The part, to be looked at; None where there is none, or none that is XML."""
        if name not in self.roots:
            found = next((part for entry, part in self.entries if entry.filename == name), None)
            try:
                self.roots[name] = None if found is None else parsed(found)
            except etree.XMLSyntaxError:
                self.roots[name] = None
        return self.roots[name]

    def add(self, name: str, root: etree._Element, content_type: str) -> None:
        """A new part with its type."""
        self.roots[name] = root
        self.changed.add(name)
        types = self.changing(CONTENT_TYPES)
        if types is not None:
            etree.SubElement(types, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)

    def targets(self, owner: str, kind: str) -> Iterator[tuple[str, str]]:
        """Id and part of each relationship of this kind, by the last word of its type."""
        arrows = self.root(arrows_of(owner))
        for each in arrows if arrows is not None else ():
            if str(each.get("Type", "")).rpartition("/")[2] == kind and each.get("TargetMode") != "External":
                folder = posixpath.dirname(owner)
                target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
                yield each.get("Id", ""), target.lstrip("/")

    def tie(self, owner: str, kind: str, part: str) -> str:
        """A new relationship to a part that was added; its id."""
        name = arrows_of(owner)
        arrows = self.changing(name)
        if arrows is None:
            arrows = self.roots[name] = parsed(NO_ARROWS)
        taken = {each.get("Id") for each in arrows}
        new = next(f"rIdMark{number}" for number in range(len(taken) + 1) if f"rIdMark{number}" not in taken)
        etree.SubElement(arrows, f"{{{ARROWS}}}Relationship", Id=new, Type=f"{OFFICE}/{kind}", Target=f"/{part}")
        return new

    def content(self) -> bytes:
        stream = io.BytesIO()
        new = {name: written(root) for name, root in self.roots.items() if name in self.changed and root is not None}
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, part in self.entries:
                archive.writestr(_renewed(entry), new.pop(entry.filename, part))
            for name, part in new.items():
                archive.writestr(zipfile.ZipInfo(name, self.entries[0][0].date_time), part, zipfile.ZIP_DEFLATED)
        return stream.getvalue()


def _renewed(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = zipfile.ZipInfo(entry.filename, entry.date_time)
    same.compress_type, same.external_attr = entry.compress_type, entry.external_attr
    return same


def arrows_of(owner: str) -> str:
    folder, _, name = owner.rpartition("/")
    return f"{folder}/_rels/{name}.rels"
