"""Answers in words: text, e-mail, telephone."""

import re

from intake.forms.answers.compound import part_for
from intake.forms.answers.contact import email, is_phone
from intake.forms.answers.evidence import without_choice
from intake.forms.answers.given import Given, filled, refused
from intake.forms.answers.lines import lines_of, written
from intake.forms.answers.phrases import hollow, says_not_applicable
from intake.forms.answers.printed import Rest, rest_of
from intake.forms.slot import Slot
from intake.model.form import Field, FieldType, Form
from intake.model.reading import Problem, State

LETTER = re.compile(r"[^\W\d_][.)]?")
"""A letter alone is no name, no role and no account; what it stands for, a person may know."""
IN_WORDS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})


def understood_text(slot: Slot, field: Field, form: Form) -> Given:
    rest = rest_of(slot.blocks, slot.label, field, form)
    lines = without_choice(rest.lines) if field.evidence_of is not None else rest.lines
    if field.type in IN_WORDS and _is_of_a_formula(slot):
        return refused(State.UNCLEAR, Problem.UNREADABLE, rest.text)
    share = part_for(lines, slot.label, field, form)
    if share is None:
        return refused(State.UNCLEAR, Problem.UNCLAIMED_TEXT, rest.text)
    if not share:
        return refused(*rest.nothing, rest.text or written(slot.blocks))
    return _counted(" ".join(share), share, rest, field, form)


def _is_of_a_formula(slot: Slot) -> bool:
    """Whether all that stands in a worksheet's cell is a 0, TRUE or FALSE: what a link to an empty cell or to a box leaves."""
    spans = [span for line in lines_of(slot.blocks) for span in line if span.text.strip()]
    return bool(spans) and all(
        isinstance(span.value, bool) or (isinstance(span.value, int | float) and span.value == 0) for span in spans
    )


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
        case _ if LETTER.fullmatch(text):
            return refused(State.UNCLEAR, Problem.UNCLAIMED_TEXT, text)
        case _:
            return filled(text, text)
