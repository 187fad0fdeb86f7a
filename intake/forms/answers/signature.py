"""Who signed: a typed name, or a picture of one."""

from intake.forms.answers.compound import part_for
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.phrases import hollow
from intake.forms.answers.printed import rest_of
from intake.forms.slot import Slot
from intake.model.form import Field, Form
from intake.model.reading import IMAGE, Problem, State


def understood_signature(slot: Slot, field: Field, form: Form) -> Given:
    """The typed name wins over a picture beside it; ink that cannot be read is for a person."""
    rest = rest_of(slot.blocks, slot.label, field, form)
    text = " ".join(part_for(rest.lines, slot.label, field, form) or ())
    found = hollow(text, field, form) if text else None
    if text and found is None:
        return filled(text, rest.text)
    if rest.has_picture:
        return filled(IMAGE, rest.text)
    if rest.is_unreadable:
        return refused(State.UNCLEAR, Problem.UNREADABLE, rest.text)
    if found is not None:
        return refused(found.state, found.problem, rest.text)
    return refused(*rest.nothing, rest.text)
