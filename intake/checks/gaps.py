"""Required answers that do not count, and those that cannot be told."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import assert_never

from intake.model.assessment import Gap
from intake.model.form import Field, Form
from intake.model.reading import Answer, Problem, State


class Worth(StrEnum):
    """What one required answer is worth."""

    COUNTS = "counts"
    MISSING = "missing"
    AMBIGUOUS = "ambiguous"
    """Two marks or two answers: only the referrer knows which is meant, so it is asked for when the form goes back anyway."""
    UNREADABLE = "unreadable"
    """We could not read it: never asked of the referrer."""


ABSENT = Answer(state=State.EMPTY, problem=Problem.NOT_ON_THIS_VERSION)

DEFAULT_PROBLEM: Mapping[State, Problem] = {
    State.EMPTY: Problem.EMPTY,
    State.PLACEHOLDER: Problem.PLACEHOLDER,
    State.NOT_KNOWN: Problem.NOT_KNOWN_REFUSED,
    State.INVALID: Problem.NOT_AN_OPTION,
    State.CONFLICTING: Problem.SEVERAL_MARKED,
    State.UNCLEAR: Problem.UNREADABLE,
}


def worth(field: Field, answer: Answer) -> Worth:
    match answer.state:
        case State.FILLED:
            return Worth.COUNTS
        case State.NOT_KNOWN:
            return Worth.COUNTS if field.accepts_not_known else Worth.MISSING
        case State.EMPTY | State.PLACEHOLDER | State.INVALID:
            return Worth.MISSING
        case State.CONFLICTING:
            return Worth.AMBIGUOUS
        case State.UNCLEAR:
            return Worth.UNREADABLE
    assert_never(answer.state)


def gaps(form: Form, owed: Iterable[Field], answers: Mapping[str, Answer], worths: frozenset[Worth]) -> tuple[Gap, ...]:
    """One gap for each owed field of such a worth, in the order given."""
    pairs = ((field, answers.get(field.id, ABSENT)) for field in owed)
    return tuple(gap(form, field, answer) for field, answer in pairs if worth(field, answer) in worths)


def gap(form: Form, field: Field, answer: Answer) -> Gap:
    return Gap(
        field=field.id,
        label=answer.label or field.label,
        section=form.section_of(field.id).title,
        problem=answer.problem or DEFAULT_PROBLEM[answer.state],
        where=answer.where,
    )
