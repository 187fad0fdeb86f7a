"""Fields between `begin` and `end`, and the form fields of Word 97 among them. They may span runs and paragraphs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from intake.documents.word.lines import Line
from intake.documents.word.names import Element, W, child, is_on, value, whole
from intake.model.document import Control, ControlKind, Mark, Span, SpanKind

LIST_ENTRIES = 500
FIELD_CHARACTER, FIELD_KIND = W + "fldChar", W + "fldCharType"
REACHING_OUT = frozenset({"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK"})
"""Instructions that fetch from elsewhere when the field is brought up to date."""
TICKED, UNTICKED = "☒", "☐"
PROMPT_SPANS = 50
"""A prompt has fewer looks than that."""


class Phase(Enum):
    INSTRUCTION = auto()
    RESULT = auto()


@dataclass(slots=True)
class Field:
    """One field that is open."""

    control: Control | None = None
    shown: Span | None = None
    """What a form field shows by its data alone: a box, or the chosen entry. Its result is then not read."""
    prompt: str = ""
    phase: Phase = Phase.INSTRUCTION
    instruction: list[str] = field(default_factory=list)
    line: Line | None = None
    first: int = 0
    """Where its result begins: in this line, at this span."""
    is_hidden: bool = False
    """Whether a field round it hides it."""
    outer: Control | None = None
    """The text input round it."""

    @property
    def hides(self) -> bool:
        return self.is_hidden or self.phase is Phase.INSTRUCTION or self.shown is not None


class Fields:
    """The fields that are open at a place of a story."""

    def __init__(self, root: Element) -> None:
        """`root` holds the story: a field that nobody closes must not hide what follows it."""
        self._unclosed = unclosed(root.iter(FIELD_CHARACTER))
        self._open: list[Field] = []
        self.hides = False
        """Whether text here is an instruction, or a result that is read from the field's data."""
        self.control: Control | None = None
        """That of the innermost text input."""

    def begin(self, character: Element) -> None:
        begun = form_field(character)
        if character in self._unclosed:
            begun.phase = Phase.RESULT
        begun.is_hidden, begun.outer = self.hides, self.control
        self._open.append(begun)
        self.hides, self.control = begun.hides, begun.control or self.control

    def separate(self, line: Line | None) -> None:
        """The instruction ends here and the result begins, in this line."""
        if self._open:
            last = self._open[-1]
            last.phase, last.line = Phase.RESULT, line
            last.first = 0 if line is None else len(line.spans)
            self.hides = last.hides

    def end(self) -> Field | None:
        """The field that ends here; None for an end without a beginning."""
        if not self._open:
            return None
        ended = self._open.pop()
        self.hides, self.control = ended.is_hidden, ended.outer
        return ended

    def instruct(self, text: str) -> None:
        if self._open:
            self._open[-1].instruction.append(text)


def unclosed(characters: Iterable[Element]) -> set[Element]:
    """The beginnings that no end belongs to."""
    begun: list[Element] = []
    for each in characters:
        kind = each.get(FIELD_KIND)
        if kind == "begin":
            begun.append(each)
        elif kind == "end" and begun:
            begun.pop()
    return set(begun)


def reaches_out(instruction: str) -> bool:
    return instruction.strip().upper().split(" ", 1)[0] in REACHING_OUT


def form_field(character: Element) -> Field:
    """The field that a `w:fldChar` of type begin opens."""
    properties = child(character, W + "ffData")
    if properties is None:
        return Field()
    name = value(child(properties, W + "name")) or None
    for tag, build in BUILDERS:
        element = child(properties, tag)
        if element is not None:
            return build(element, name)
    return Field()


def check_box(element: Element, name: str | None) -> Field:
    state = child(element, W + "checked")
    ticked = is_on(state if state is not None else child(element, W + "default"))
    control = Control(kind=ControlKind.TICK, tag=name)
    return Field(control, Span(TICKED if ticked else UNTICKED, Mark.NONE, SpanKind.TICK, ticked, control))


def drop_down(element: Element, name: str | None) -> Field:
    """Without a result the first entry is shown and nothing was chosen."""
    entries = tuple(each.get(W + "val", "") for each in element.iterchildren(W + "listEntry"))[:LIST_ENTRIES]
    result = child(element, W + "result")
    index = whole(value(result if result is not None else child(element, W + "default")), 0, LIST_ENTRIES)
    control = Control(kind=ControlKind.DROP_DOWN, tag=name, is_placeholder=result is None, options=entries)
    if index >= len(entries):
        return Field(control)
    return Field(control, Span(entries[index], Mark.PLACEHOLDER if result is None else Mark.NONE, control=control))


def text_input(element: Element, name: str | None) -> Field:
    return Field(Control(kind=ControlKind.TEXT, tag=name), prompt=(value(child(element, W + "default")) or "").strip())


BUILDERS = ((W + "checkBox", check_box), (W + "ddList", drop_down), (W + "textInput", text_input))


def is_unfilled(spans: list[Span], prompt: str) -> bool:
    """The result of a text field that nobody filled: spaces of any kind, or its own prompt."""
    if len(spans) > PROMPT_SPANS or any(span.kind is not SpanKind.TEXT for span in spans):
        return False
    text = "".join(span.text for span in spans).strip()
    return not text or text == prompt
