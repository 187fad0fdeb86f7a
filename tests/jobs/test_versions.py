"""What becomes part of a referral's record: of the answers two choices, by their ids, and nothing in anybody's words."""

from pathlib import Path

import pytest

from intake.equipment import load_handbook
from intake.jobs.versions import CHILD_OUTCOME, PROCESS, chosen
from intake.model.reading import Answer, Reading, Standing, State

FORMS = {form.id: form for form in load_handbook(Path("config").resolve()).forms}
[FORM] = FORMS


def reading(field_id: str, answer: Answer, form: str | None = FORM) -> Reading:
    return Reading(standing=Standing.FORM, form=form, answers={field_id: answer})


@pytest.mark.parametrize(("field_id", "choice"), [(PROCESS, "lcspr"), (CHILD_OUTCOME, "seriously_harmed")])
def test_a_choice_goes_by_its_id(field_id: str, choice: str) -> None:
    assert chosen(reading(field_id, Answer(state=State.FILLED, value=choice)), field_id, FORMS) == choice


@pytest.mark.parametrize("state", [each for each in State if each is not State.FILLED])
def test_an_answer_that_cannot_be_told_is_left_out(state: State) -> None:
    assert chosen(reading(PROCESS, Answer(state=state, text="lcspr")), PROCESS, FORMS) is None


@pytest.mark.parametrize("value", ["A review about Robin Vale", ("lcspr",), None, ""])
def test_nothing_but_the_id_of_a_choice_is_ever_kept(value: object) -> None:
    answer = Answer(state=State.FILLED, value=value)  # type: ignore[arg-type]
    assert chosen(reading(PROCESS, answer), PROCESS, FORMS) is None


@pytest.mark.parametrize("form", [None, "another-form"])
def test_of_a_form_without_definition_nothing_is_kept(form: str | None) -> None:
    assert chosen(reading(PROCESS, Answer(state=State.FILLED, value="lcspr"), form), PROCESS, FORMS) is None


def test_a_question_that_was_not_found_or_that_is_no_choice_keeps_nothing() -> None:
    assert chosen(reading(PROCESS, Answer(state=State.FILLED, value="lcspr")), CHILD_OUTCOME, FORMS) is None
    told = Answer(state=State.FILLED, value="in the referrer's words")
    assert chosen(reading("incident_summary", told), "incident_summary", FORMS) is None
