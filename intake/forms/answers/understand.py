"""What stands in an answer's place -> Answer."""

from typing import assert_never

from intake.forms.answers.choices import understood_choice
from intake.forms.answers.given import Given, refused
from intake.forms.answers.moments import understood_date
from intake.forms.answers.rivals import agreed
from intake.forms.answers.signature import understood_signature
from intake.forms.answers.tables import understood_table
from intake.forms.answers.text import understood_text
from intake.forms.slot import Slot
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Answer, Problem, State

ANY_WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE_OR_TEXT, FieldType.SIGNATURE})
"""Kinds that take any words, so that nothing in them shows that they were typed."""


def understand(slot: Slot | None, field: Field, form: Form) -> Answer:
    """The answer as written and as understood. Without a slot, this copy of the form does not ask it. Never raises."""
    if slot is None:
        return Answer(state=State.EMPTY, problem=Problem.NOT_ON_THIS_VERSION)
    found = _answer(slot, field, form)
    if not slot.rivals:
        return found
    return agreed((found, *(understand(rival, field, form) for rival in slot.rivals)))


def _answer(slot: Slot, field: Field, form: Form) -> Answer:
    given = _given(slot, field, form)
    if slot.is_doubtful and given.state is State.FILLED and field.type in ANY_WORDS:
        given = refused(State.UNCLEAR, Problem.UNCLAIMED_TEXT, given.text)
    return Answer(
        state=given.state, value=given.value, text=given.text, where=slot.where, problem=given.problem, label=slot.label
    )


def _given(slot: Slot, field: Field, form: Form) -> Given:
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT | FieldType.EMAIL | FieldType.PHONE:
            return understood_text(slot, field, form)
        case FieldType.DATE | FieldType.DATE_OR_TEXT:
            return understood_date(slot, field, form)
        case FieldType.CHOICE | FieldType.CHOICES | FieldType.YES_NO:
            return understood_choice(slot, field, form)
        case FieldType.TABLE:
            return understood_table(slot, field, form)
        case FieldType.SIGNATURE:
            return understood_signature(slot, field, form)
    assert_never(field.type)
