"""An answer that is taken away is missing, and no other."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.checks.owed import owed_fields
from intake.model.reading import Answer, State
from tests.metamorphic.filled_forms import our_form, word_forms
from tests.metamorphic.packages import Element, with_body
from tests.metamorphic.removing import clear_control, controls_of, empty_place
from tests.metamorphic.sameness import Read, read_form

TAKEN = (
    "referrer_name",
    "referrer_email",
    "referrer_phone",
    "lead_contact",
    "discussed_date",
    "proposed_process",
    "child_dob",
    "child_sex",
    "child_protection_plan",
    "child_social_care",
    "aware_date",
    "outcome",
    "incident_summary",
    "improvements",
    "improvements_evidence",
    "own_involvement",
    "family_informed",
    "signature_date",
)


@pytest.mark.parametrize("remove", [clear_control, empty_place])
@pytest.mark.parametrize("field", TAKEN)
def test_what_is_taken_away_is_missing_and_nothing_else(field: str, remove: Callable[[Element, str], None]) -> None:
    form, content = our_form(), word_forms()["harmed boy"]
    before, reading = read_form(content, form)
    seen: list[Element] = []

    def change(root: Element) -> None:
        seen.extend(controls_of(root, field))
        remove(root, field)

    after, _ = read_form(with_body(content, change), form)
    gone = {**reading.answers, field: Answer(state=State.EMPTY)}
    owed = {each.id for each in owed_fields(form, gone)}
    missing = tuple(each for each in form.fields if each in {*before.missing, field} and each in owed)
    values = {name: value for name, value in before.values.items() if name != field}
    wanted = replace(before, verdict="incomplete" if missing else before.verdict, missing=missing, values=values)
    assert seen
    assert field in before.values
    assert wanted.differences(Read(after.verdict, after.missing, after.values)) == []
