"""A Word package -> Document."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from intake.documents.limits import DocumentLimits
from intake.documents.package import Package, open_package
from intake.documents.word.dangers import dangers
from intake.documents.word.looks import Styles
from intake.documents.word.names import Element, R, W, child
from intake.documents.word.numbering import Numbering
from intake.documents.word.scope import Shared
from intake.documents.word.walk import Walk
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

ENDS = ((StoryKind.HEADER, W + "headerReference"), (StoryKind.FOOTER, W + "footerReference"))
MOST_NESTED = 5
NOTES = {"footnotes": W + "footnote", "endnotes": W + "endnote"}


def read_docx(package: Package, type_: FileType, limits: DocumentLimits) -> Document:
    """Everything that a person sees in it, in reading order. Raises UnreadableDocument."""
    return _Reading(package, limits, is_nested=False).document(type_)


class _Reading:
    """One document as it is read, story by story."""

    def __init__(self, package: Package, limits: DocumentLimits, *, is_nested: bool) -> None:
        self._package, self._limits = package, limits
        self._main = package.main_part
        self._nested_count = 0
        self._shared = Shared(
            package,
            limits,
            Styles(self._part("styles")),
            Numbering(lambda: self._part("numbering")),
            None if is_nested else self._nested,
        )

    def document(self, type_: FileType) -> Document:
        body = Story(StoryKind.BODY, self.body())
        others = (*self._ends(), *self._notes(), *self._comments())
        remarks = (*self._shared.remarks, *(Remark(code) for code in dangers(self._package, type_)))
        return Document(type=type_, stories=(body, *others), remarks=tuple(dict.fromkeys(remarks)))

    def body(self) -> tuple[Block, ...]:
        body = child(self._package.xml(self._main), W + "body")
        if body is None:
            raise UnreadableDocument(Trouble.DAMAGED, "no body")
        return self._blocks(self._main, body)

    def _nested(self, content: bytes) -> tuple[Block, ...]:
        """The body of a document that was pasted whole into this one. Raises UnreadableDocument."""
        if self._nested_count == MOST_NESTED:
            raise UnreadableDocument(Trouble.TOO_LARGE, "nested documents")
        self._nested_count += 1
        limits = replace(self._limits, inflated_bytes=self._limits.inflated_bytes // MOST_NESTED)
        return _Reading(open_package(content, limits), limits, is_nested=True).body()

    def _blocks(self, part: str, root: Element) -> tuple[Block, ...]:
        return Walk(self._shared, part, root).story()

    def _names(self, kind: str) -> Iterator[str]:
        for arrow in self._package.relationships(self._main).values():
            if arrow.type == kind and not arrow.is_external and self._package.has(arrow.target):
                yield arrow.target

    def _part(self, kind: str) -> Element | None:
        name = next(self._names(kind), None)
        return None if name is None else self._package.xml(name)

    def _ends(self) -> Iterator[Story]:
        """The headers and footers that a section of the document shows."""
        arrows = self._package.relationships(self._main)
        for kind, tag in ENDS:
            shown = (each for section in self._shared.sections for each in section.iterchildren(tag))
            found = (arrows.get(each.get(R + "id", "")) for each in shown)
            names = (each.target for each in found if each is not None and not each.is_external)
            for name in list(dict.fromkeys(names)):
                if self._package.has(name):
                    yield Story(kind, self._blocks(name, self._package.xml(name)))

    def _notes(self) -> Iterator[Story]:
        """The notes that the text calls, in the order in which it calls them."""
        for kind, tag in NOTES.items():
            called = {number: place for (part, number), place in self._shared.notes.items() if part == kind}
            for name in self._names(kind) if called else ():
                yield from self._stories(StoryKind.NOTE, name, self._package.xml(name).iterchildren(tag), called)

    def _comments(self) -> Iterator[Story]:
        for name in self._names("comments"):
            comments = list(self._package.xml(name).iterchildren(W + "comment"))
            tied = {number: self._shared.comments.get(number) for number in map(identity, comments)}
            for place in tied.values():
                self._shared.remark(RemarkCode.COMMENT, place)
            yield from self._stories(StoryKind.COMMENT, name, comments, tied)

    def _stories(
        self, kind: StoryKind, part: str, elements: Iterable[Element], places: dict[str, str | None]
    ) -> Iterator[Story]:
        """A story for each element that has a place, in the order of the places."""
        found = {identity(each): each for each in elements}
        for number, place in places.items():
            if number in found:
                yield Story(kind, self._blocks(part, found[number]), place or "")


def identity(element: Element) -> str:
    return str(element.get(W + "id", ""))
