"""All that can be said of one reading."""

from datetime import date
from typing import assert_never

from intake.checks.considerations import asserted, urgency
from intake.checks.consistency import inconsistencies
from intake.checks.gaps import Worth, gaps, worth
from intake.checks.owed import owed_fields
from intake.model.assessment import Assessment, Gap, Verdict
from intake.model.form import Form
from intake.model.reading import Reading, Standing, State


def assess(form: Form | None, reading: Reading, *, today: date) -> Assessment:
    """Weigh one reading by its form; `form` is None only when the reading found none."""
    if form is None:
        return Assessment(reading=reading, verdict=Verdict.NOT_A_FORM, warnings=reading.warnings)
    match reading.standing:
        case Standing.NOT_A_FORM | Standing.OTHER_FORM:
            return Assessment(reading=reading, verdict=Verdict.NOT_A_FORM, warnings=reading.warnings)
        case Standing.BLANK:
            return _weighed(form, reading, today, blank=True)
        case Standing.FORM:
            return _weighed(form, reading, today, blank=False)
    assert_never(reading.standing)


def _weighed(form: Form, reading: Reading, today: date, *, blank: bool) -> Assessment:
    owed = owed_fields(form, reading.answers)
    missing = gaps(form, owed, reading.answers, frozenset({Worth.MISSING, Worth.AMBIGUOUS}))
    doubts = gaps(form, owed, reading.answers, frozenset({Worth.AMBIGUOUS, Worth.UNREADABLE}))
    return Assessment(
        reading=reading,
        verdict=Verdict.BLANK if blank else _verdict(missing, doubts),
        missing=missing,
        doubts=doubts,
        considerations=asserted(form, reading.answers),
        not_known=_not_known(form, reading),
        inconsistencies=inconsistencies(reading.answers, today=today),
        warnings=reading.warnings,
        urgency=urgency(reading.answers),
        required_count=len(owed),
    )


def _verdict(missing: tuple[Gap, ...], doubts: tuple[Gap, ...]) -> Verdict:
    doubtful = {gap.field for gap in doubts}
    if any(gap.field not in doubtful for gap in missing):
        return Verdict.INCOMPLETE
    return Verdict.UNCLEAR if doubts else Verdict.COMPLETE


def _not_known(form: Form, reading: Reading) -> tuple[str, ...]:
    return tuple(
        field.id
        for field in form.fields.values()
        if (answer := reading.answers.get(field.id)) is not None
        and answer.state is State.NOT_KNOWN
        and worth(field, answer) is Worth.COUNTS
    )
