"""Which answers the referrer owes, given the others."""

from collections.abc import Mapping

from intake.model.form import Condition, Field, Form, Party
from intake.model.reading import Answer, State


def owed_fields(form: Form, answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    """The fields that must be answered, in the order of the form; never one that the office completes."""
    return tuple(field for field in form.fields.values() if is_owed(field, answers))


def is_owed(field: Field, answers: Mapping[str, Answer]) -> bool:
    if field.party is Party.OFFICE:
        return False
    return field.required or any(is_met(condition, answers) for condition in field.required_when)


def is_met(condition: Condition, answers: Mapping[str, Answer]) -> bool:
    """A condition on an unanswered field is not met: the field it hangs on is missing itself."""
    answer = answers.get(condition.field)
    return answer is not None and answer.state is State.FILLED and answer.value in condition.values
