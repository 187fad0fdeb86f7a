"""The parts of a workbook, found by their relationships and never by their names."""

import io
import re
from collections.abc import Iterator, Mapping

from lxml import etree
from lxml.etree import _Element

from intake.documents.excel.xml import local_name
from intake.documents.package import CHUNK_BYTES, DECLARATION, Package, Relationship, folded, parse_xml
from intake.model.document import Trouble, UnreadableDocument

OPEN_BREAK = re.compile(rb"<br\s*>", re.IGNORECASE)


class Parts:
    """A package as a workbook uses it."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._relationships: dict[str, Mapping[str, Relationship]] = {}

    @property
    def names(self) -> frozenset[str]:
        return self._package.names

    def xml(self, name: str) -> _Element:
        return self._package.xml(name)

    def vml(self, name: str) -> _Element:
        """An old drawing; Excel leaves the line breaks of HTML open in it."""
        return parse_xml(OPEN_BREAK.sub(b"<br/>", self._package.content(name)))

    def elements(self, name: str, tag: str, parent: str) -> Iterator[_Element]:
        """The elements `tag` directly in a `parent`, one after the other and each emptied after use; at last the root.

        Raises UnreadableDocument, as `xml` does.
        """
        content = self._package.content(name)
        if DECLARATION.search(content[:CHUNK_BYTES].replace(b"\0", b"")):
            raise UnreadableDocument(Trouble.HOSTILE, "dtd")
        try:
            yield from _elements(folded(content), tag, parent)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableDocument(Trouble.DAMAGED, "xml") from error

    def relationships(self, part: str = "") -> Mapping[str, Relationship]:
        if part not in self._relationships:
            self._relationships[part] = self._package.relationships(part)
        return self._relationships[part]

    def target(self, part: str, relationship_id: str | None) -> Relationship | None:
        """Where an arrow leads inside the package; None where there is none, or no part at its end."""
        found = self.relationships(part).get(relationship_id or "")
        return found if found is not None and not found.is_external and self._package.has(found.target) else None

    def related(self, part: str, kind: str) -> tuple[str, ...]:
        """The parts that arrows of this kind lead to, in the order of the file."""
        arrows = self.relationships(part).items()
        return tuple(arrow.target for key, arrow in arrows if arrow.type == kind and self.target(part, key) is not None)

    def first_related(self, part: str, kind: str) -> str | None:
        return next(iter(self.related(part, kind)), None)


def _elements(content: bytes, tag: str, parent: str) -> Iterator[_Element]:
    walk = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag=f"{{*}}{tag}",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in walk:
        holder = element.getparent()
        if holder is None or local_name(holder) != parent:
            continue
        yield element
        element.clear()
        while element.getprevious() is not None:
            del holder[0]
    if walk.root is None or walk.root.getroottree().docinfo.doctype:
        raise UnreadableDocument(Trouble.HOSTILE, "dtd")
    yield walk.root
