"""Fields between `begin` and `end`, and the form fields of Word 97 among them. They may span runs and paragraphs."""

from dataclasses import dataclass, field
from enum import Enum, auto

from intake.documents.walking.names import Element, W, child, is_on, value, whole
from intake.model.document import Control, ControlKind, Mark, Span, SpanKind

LIST_ENTRIES = 500
REACHING_OUT = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK")
"""Instructions that fetch from elsewhere when the field is brought up to date."""


class Phase(Enum):
    INSTRUCTION = auto()
    RESULT = auto()


@dataclass(slots=True)
class Field:
    """One field that is open."""

    control: Control | None = None
    closing: Span | None = None
    """What a form field shows by its data alone, once it ends: a box, or the chosen entry."""
    prompt: str = ""
    phase: Phase = Phase.INSTRUCTION
    instruction: list[str] = field(default_factory=list)

    @property
    def shows_result(self) -> bool:
        return self.phase is Phase.RESULT and self.closing is None

    @property
    def reaches_out(self) -> bool:
        return "".join(self.instruction).strip().upper().split(" ", 1)[0] in REACHING_OUT


def begun(character: Element) -> Field:
    """The field that a `w:fldChar` of type begin opens."""
    form_field = child(character, W + "ffData")
    if form_field is None:
        return Field()
    name = value(child(form_field, W + "name")) or None
    for tag, build in BUILDERS:
        element = child(form_field, tag)
        if element is not None:
            return build(element, name)
    return Field()


def _check_box(element: Element, name: str | None) -> Field:
    state = child(element, W + "checked")
    ticked = is_on(state if state is not None else child(element, W + "default"))
    control = Control(kind=ControlKind.TICK, tag=name)
    return Field(control, Span("☒" if ticked else "☐", Mark.NONE, SpanKind.TICK, ticked, control))


def _drop_down(element: Element, name: str | None) -> Field:
    """Without a result the first entry is shown and nothing was chosen."""
    entries = [each.get(W + "val", "") for each in element.iterchildren(W + "listEntry")][:LIST_ENTRIES]
    result = child(element, W + "result")
    index = whole(value(result if result is not None else child(element, W + "default")), 0, LIST_ENTRIES)
    control = Control(kind=ControlKind.DROP_DOWN, tag=name, is_placeholder=result is None, options=tuple(entries))
    shown = entries[index] if index < len(entries) else ""
    return Field(control, Span(shown, Mark.PLACEHOLDER if result is None else Mark.NONE, control=control))


def _text_input(element: Element, name: str | None) -> Field:
    return Field(Control(kind=ControlKind.TEXT, tag=name), prompt=value(child(element, W + "default")) or "")


BUILDERS = ((W + "checkBox", _check_box), (W + "ddList", _drop_down), (W + "textInput", _text_input))


def is_unfilled(field_: Field, text: str) -> bool:
    """The result of a text field that nobody filled: spaces of any kind, or its own prompt."""
    return not text.strip() or (bool(field_.prompt) and text.strip() == field_.prompt.strip())
