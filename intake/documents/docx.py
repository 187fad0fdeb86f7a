"""A Word package -> Document."""

from collections.abc import Iterator, Mapping

from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, Relationship
from intake.documents.word.controls import Bindings
from intake.documents.word.looks import styles_of
from intake.documents.word.names import Element, W, child, value
from intake.documents.word.walk import Scope, Walk
from intake.model.document import (
    Block,
    Document,
    FileType,
    Remark,
    RemarkCode,
    Story,
    StoryKind,
    Trouble,
    UnreadableDocument,
)

HARMLESS_EXTERNAL = frozenset({"hyperlink"})
TEMPLATE_OF_MACHINE = "attachedTemplate"
MACRO_TYPES = frozenset({FileType.DOCM})
NOTE_KINDS = (("footnotes", W + "footnote"), ("endnotes", W + "endnote"))
SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def read_docx(package: Package, type_: FileType, limits: DocumentLimits) -> Document:
    """Everything that a person sees in it, in reading order. Raises UnreadableDocument."""
    return _Reading(package, type_, limits).document()


class _Reading:
    """One document as it is read: what its stories share."""

    def __init__(self, package: Package, type_: FileType, limits: DocumentLimits) -> None:
        self.package, self.type, self.limits = package, type_, limits
        self.main = package.main_part
        self.relationships = package.relationships(self.main)
        self.styles = styles_of(self._part("styles"))
        self.bullets = dict(bullets_of(self._part("numbering")))
        self.bindings = Bindings(package)
        self.remarks: dict[tuple[RemarkCode, str | None], Remark] = {}

    def document(self) -> Document:
        root = self.package.xml(self.main)
        body = child(root, W + "body")
        if body is None:
            raise UnreadableDocument(Trouble.DAMAGED, "no body")
        walk = self._walk(self.relationships)
        story = Story(StoryKind.BODY, tuple(walk.blocks(body, Scope())))
        others = (*self._ends(), *self._notes(), *self._comments(walk.comments))
        remarks = (*self.remarks.values(), *self._of_package())
        return Document(type=self.type, stories=(story, *others), remarks=remarks)

    def _walk(self, relationships: Mapping[str, Relationship]) -> Walk:
        return Walk(self.package, relationships, self.styles, self.bullets, self.bindings, self.limits, self.remarks)

    def _names(self, kind: str) -> Iterator[str]:
        found = (each.target for each in self.relationships.values() if each.type == kind and not each.is_external)
        yield from dict.fromkeys(name for name in found if self.package.has(name))

    def _part(self, kind: str) -> Element | None:
        name = next(self._names(kind), None)
        return None if name is None else self.package.xml(name)

    def _blocks(self, name: str, root: Element) -> tuple[Block, ...]:
        return tuple(self._walk(self.package.relationships(name)).blocks(root, Scope()))

    def _ends(self) -> Iterator[Story]:
        for kind in (StoryKind.HEADER, StoryKind.FOOTER):
            for name in self._names(kind.value):
                yield Story(kind, self._blocks(name, self.package.xml(name)))

    def _notes(self) -> Iterator[Story]:
        for kind, tag in NOTE_KINDS:
            for name in self._names(kind):
                notes = (
                    each for each in self.package.xml(name).iterchildren(tag) if each.get(W + "type") not in SEPARATORS
                )
                blocks = tuple(block for note in notes for block in self._blocks(name, note))
                if blocks:
                    yield Story(StoryKind.NOTE, blocks)

    def _comments(self, places: Mapping[str, str | None]) -> Iterator[Story]:
        for name in self._names("comments"):
            for comment in self.package.xml(name).iterchildren(W + "comment"):
                place = places.get(comment.get(W + "id", ""))
                self.remarks[RemarkCode.COMMENT, place] = Remark(RemarkCode.COMMENT, place)
                yield Story(StoryKind.COMMENT, self._blocks(name, comment), place or "")

    def _of_package(self) -> Iterator[Remark]:
        """What the package tells beside its text."""
        names = [name.lower() for name in self.package.names]
        rules: tuple[tuple[bool, RemarkCode], ...] = (
            (self.type in MACRO_TYPES or any(name.endswith("vbaproject.bin") for name in names), RemarkCode.MACROS),
            (any(map(is_external_content, self._arrows())), RemarkCode.EXTERNAL_CONTENT),
            (any("/embeddings/" in name or "/activex/" in name for name in names), RemarkCode.EMBEDDED_OBJECT),
            (self.type is FileType.DOTX, RemarkCode.TEMPLATE),
            (self.package.is_strict, RemarkCode.STRICT),
        )
        return (Remark(code) for holds, code in rules if holds)

    def _arrows(self) -> Iterator[Relationship]:
        for name in self.package.names:
            if name.endswith(".rels"):
                folder, _, file = name.removesuffix(".rels").rpartition("_rels/")
                yield from self.package.relationships(f"{folder}{file}").values()


def is_external_content(arrow: Relationship) -> bool:
    """Opening the file would fetch from elsewhere. A template of the writer's own disk is not found and not fetched."""
    if not arrow.is_external or arrow.type in HARMLESS_EXTERNAL:
        return False
    return arrow.type != TEMPLATE_OF_MACHINE or not is_on_own_disk(arrow.target)


def is_on_own_disk(target: str) -> bool:
    """A drive or a bare path; a host or a share is elsewhere."""
    path = target.lower().replace("\\", "/").removeprefix("file:///")
    return not path.startswith(("//", "http:", "https:", "ftp:", "file:"))


def bullets_of(numbering: Element | None) -> Iterator[tuple[tuple[str, str], str]]:
    """The glyph of each list level, by (number id, level)."""
    if numbering is None:
        return
    levels = {
        each.get(W + "abstractNumId"): {
            level.get(W + "ilvl"): value(child(level, W + "lvlText")) or "" for level in each.iterchildren(W + "lvl")
        }
        for each in numbering.iterchildren(W + "abstractNum")
    }
    for number in numbering.iterchildren(W + "num"):
        for level, glyph in levels.get(value(child(number, W + "abstractNumId")), {}).items():
            yield (number.get(W + "numId", ""), level or "0"), glyph
