"""Answers in words: text, e-mail, telephone."""

from intake.forms.answers.compound import part_for
from intake.forms.answers.contact import email, is_phone
from intake.forms.answers.evidence import without_choice
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.lines import written
from intake.forms.answers.phrases import hollow, says_not_applicable
from intake.forms.answers.printed import Rest, rest_of
from intake.forms.slot import Slot
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Problem, State


def understood_text(slot: Slot, field: Field, form: Form) -> Given:
    rest = rest_of(slot.blocks, slot.label, field, form)
    lines = without_choice(rest.lines) if field.evidence_of is not None else rest.lines
    share = part_for(lines, slot.label, field, form)
    if share is None:
        return refused(State.UNCLEAR, Problem.UNCLAIMED_TEXT, rest.text)
    if not share:
        return refused(*rest.nothing, rest.text or written(slot.blocks))
    return _counted(" ".join(share), share, rest, field, form)


def _counted(text: str, lines: tuple[str, ...], rest: Rest, field: Field, form: Form) -> Given:
    found = hollow(text, field, form)
    if found is None and len(lines) > 1:
        each = [hollow(line, field, form) for line in lines]
        found = each[0] if all(each) else None
    if found is None:
        return _typed(text, field)
    if rest.has_picture or (rest.is_unreadable and found.state is State.EMPTY):
        return refused(*rest.nothing, text)
    return refused(found.state, found.problem, text)


def _typed(text: str, field: Field) -> Given:
    if field.accepts_not_applicable and says_not_applicable(text):
        return filled(text, text)
    match field.type:
        case FieldType.EMAIL:
            found = email(text)
            return filled(found, text) if found is not None else refused(State.INVALID, Problem.NOT_AN_EMAIL, text)
        case FieldType.PHONE:
            return filled(text, text) if is_phone(text) else refused(State.INVALID, Problem.NOT_A_PHONE, text)
        case _:
            return filled(text, text)
