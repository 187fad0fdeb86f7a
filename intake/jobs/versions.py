"""Decision -> what becomes part of the record of each referral."""

from collections.abc import Mapping, Sequence

from intake.model.decision import Action, Decision, Forward, HandOver, Outcome, Return
from intake.model.form import Form
from intake.model.message import Message
from intake.model.reading import Reading, State
from intake.store import ReferralVersion

PROCESS = "proposed_process"
CHILD_OUTCOME = "outcome"
"""Fields of which the digest says the answer."""


def form_of(action: Action) -> tuple[str, int] | None:
    """Tells two forms of one arrival apart; None for an action that is about no form."""
    match action:
        case Forward() | Return():
            return action.file.attachment.path, action.file.assessments.index(action.assessment)
        case HandOver(file=file, assessment=assessment) if file is not None and assessment is not None:
            return file.attachment.path, file.assessments.index(assessment)
    return None


def versions(
    decision: Decision, references: Sequence[str | None], message: Message, forms: Sequence[Form]
) -> tuple[ReferralVersion, ...]:
    """What becomes part of the record of each referral: ids, codes and hashes."""
    known = {form.id: form for form in forms}
    found: dict[str, ReferralVersion] = {}
    for action, reference in zip(decision.actions, references, strict=True):
        if reference is not None and form_of(action) is not None:
            found.setdefault(reference, version(action, reference, decision, message, known))
    return tuple(found.values())


def version(
    action: Action, reference: str, decision: Decision, message: Message, forms: Mapping[str, Form]
) -> ReferralVersion:
    file, assessment = action.file, action.assessment
    if file is None or assessment is None:
        raise ValueError("an action without a form has no version")
    return ReferralVersion(
        reference=reference,
        is_new=decision.earlier is None or decision.earlier.reference != reference,
        attachment_sha256=file.attachment.sha256,
        form=assessment.reading.form,
        form_version=assessment.reading.printed_version,
        verdict=assessment.verdict,
        missing=tuple(gap.field for gap in assessment.missing),
        outcome=outcome_of(action),
        urgent=assessment.urgency is not None,
        agency_domain=message.sender.domain if message.sender else None,
        process=chosen(assessment.reading, PROCESS, forms),
        child_outcome=chosen(assessment.reading, CHILD_OUTCOME, forms),
    )


def chosen(reading: Reading, field_id: str, forms: Mapping[str, Form]) -> str | None:
    """The id of the choice that answers a question; None where the form does not ask it so, or has no plain answer."""
    form, answer = forms.get(reading.form or ""), reading.answers.get(field_id)
    asked = form.fields.get(field_id) if form is not None else None
    if asked is None or answer is None or answer.state is not State.FILLED:
        return None
    return next((choice.id for choice in asked.choices if choice.id == answer.value), None)


def outcome_of(action: Action) -> Outcome:
    match action:
        case Forward():
            return Outcome.FORWARDED
        case Return():
            return Outcome.RETURNED
    return Outcome.HANDED_OVER
