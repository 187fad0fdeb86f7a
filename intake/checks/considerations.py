"""What the referrer asserts on each consideration, and how urgent the form is by its own words."""

from collections.abc import Mapping

from intake.model.assessment import ConsiderationAnswer, Urgency
from intake.model.form import Consideration, Form
from intake.model.reading import Answer, State

OUTCOME_FIELD = "outcome"
DEATH_DATE_FIELD = "child_death_date"
URGENT_OUTCOMES: Mapping[object, Urgency] = {
    "died": Urgency.DIED,
    "seriously_harmed": Urgency.SERIOUSLY_HARMED,
}


def asserted(form: Form, answers: Mapping[str, Answer]) -> tuple[ConsiderationAnswer, ...]:
    """One for each consideration, in the order of the form."""
    return tuple(_asserted(each, answers) for each in form.considerations)


def _asserted(consideration: Consideration, answers: Mapping[str, Answer]) -> ConsiderationAnswer:
    answer = answers.get(consideration.id)
    evidence = answers.get(f"{consideration.id}_evidence")
    return ConsiderationAnswer(
        consideration=consideration,
        answer=_words(answer),
        evidence=evidence.text if evidence is not None and evidence.state is State.FILLED else "",
        where=answer.where if answer is not None else None,
    )


def _words(answer: Answer | None) -> str | None:
    if answer is None:
        return None
    if answer.state is State.NOT_KNOWN:
        return "not known"
    return str(answer.value) if answer.state is State.FILLED else None


def urgency(answers: Mapping[str, Answer]) -> Urgency | None:
    """Death or serious harm, as the form says it; a date of death says it too."""
    outcome = answers.get(OUTCOME_FIELD)
    if outcome is not None and outcome.state is State.FILLED and outcome.value in URGENT_OUTCOMES:
        return URGENT_OUTCOMES[outcome.value]
    death = answers.get(DEATH_DATE_FIELD)
    return Urgency.DIED if death is not None and death.state in {State.FILLED, State.INVALID} else None
