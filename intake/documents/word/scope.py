"""What surrounds the place where the walk is, and what the stories of one document share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from intake.documents.limits import DocumentLimits
from intake.documents.package import Package
from intake.documents.word.controls import Bindings
from intake.documents.word.lines import Line
from intake.documents.word.looks import ParagraphStyle, Styles
from intake.documents.word.names import Element
from intake.documents.word.numbering import Numbering
from intake.model.document import Block, Control, Remark, RemarkCode, Span

MOST_PLACES = 50
"""Of one remark."""


@dataclass(slots=True)
class Standing:
    """What a control says in place of the text inside it: the state of its box, or the value that it is bound to."""

    span: Span
    is_shown: bool = False
    is_bound: bool = False
    """Word draws it anew from the value that it is bound to, whatever glyph is kept in the file."""


class Scope(NamedTuple):
    """What surrounds a place."""

    control: Control | None = None
    standing: Standing | None = None
    mark: int = 0
    table: str = ""
    """The table that it lies in."""
    table_mark: int = 0
    """What the style of that table gives to this cell."""
    is_boxed: bool = False


class Shared:
    """What the stories of one document share while they are read."""

    def __init__(
        self,
        package: Package,
        limits: DocumentLimits,
        styles: Styles,
        numbering: Numbering,
        nested: Callable[[bytes], tuple[Block, ...]] | None,
    ) -> None:
        self.package, self.limits, self.styles, self.numbering = package, limits, styles, numbering
        self.nested = nested
        """Reads a document pasted into this one; None inside such a document."""
        self.bindings = Bindings(package)
        self.place: str | None = None
        """Where the walk is, as a person would say it."""
        self.comments: dict[str, str | None] = {}
        """Where each comment is tied, by its id."""
        self.notes: dict[tuple[str, str], str | None] = {}
        """Where each note is called, by its part's kind and its id, in their order."""
        self.sections: list[Element] = []
        """The `w:sectPr` of each section, in their order."""
        self.boxes = 0
        """How many boxes that can be ticked stood in text."""
        self.raised = ""
        """Raised numbers at the beginning of lines of the cell that is read: the number of a note, or all that stands there."""
        self._remarks: dict[RemarkCode, dict[str | None, Remark]] = {}
        self._prompting: dict[Control, Control] = {}

    def remark(self, code: RemarkCode, where: str | None = None) -> None:
        """Once for each place, and no more places than a person would look at."""
        places = self._remarks.setdefault(code, {})
        if len(places) < MOST_PLACES:
            places[where] = Remark(code, where)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for places in self._remarks.values() for remark in places.values())

    def prompting(self, control: Control) -> Control:
        """The same control where it shows its prompt."""
        return self._prompting.setdefault(control, replace(control, is_placeholder=True))


class Walker(Protocol):
    """The walk as its parts see it."""

    def blocks(self, parent: Element, scope: Scope) -> list[Block]:
        """The blocks in an element, in reading order."""

    def inline(self, parent: Element, scope: Scope, base: ParagraphStyle, line: Line) -> None:
        """Everything in a paragraph, or in what wraps a piece of one."""

    def scoped(self, control: Element, scope: Scope) -> Scope:
        """The scope inside a content control."""

    def show(self, scope: Scope, line: Line) -> None:
        """What a control says in place of its text, if it has not been said."""


Steps = Mapping[str, Callable[..., None]]
