"""The hand-over: a person is needed, and why."""

from collections.abc import Iterator, Mapping

from intake.model.assessment import Assessment, Verdict
from intake.model.decision import Action, Decision, Forward, HandOver, Return
from intake.model.form import Form
from intake.model.mail import NoticeKind
from intake.notices.forms_sent import place_among_forms
from intake.notices.letter import Letter, Occasion
from intake.notices.lines import Line
from intake.notices.returning import WantedSection, wanted_sections
from intake.notices.sender import attached, sender_lines
from intake.notices.shown import excerpt, shown
from intake.notices.times import counted
from intake.notices.wording import (
    MESSAGE_KINDS,
    STANDINGS,
    TROUBLES,
    URGENCIES,
    URGENT_REASONS,
    VERDICTS,
    WITHHELD,
    explained,
    inconsistency_in_words,
)

CODE_LENGTH = 120
UNCLAIMED_SHOWN = 6
FORMS = frozenset({Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.UNCLEAR, Verdict.BLANK})


def hand_over_letter(
    action: HandOver, occasion: Occasion, forms: Mapping[str, Form], *, number: int, reference: str | None
) -> Letter:
    is_urgent = is_pressing(action)
    name = reference or f"arrival {occasion.arrival}"
    return Letter(
        kind=NoticeKind.HAND_OVER,
        key=f"{NoticeKind.HAND_OVER}:{occasion.arrival}:{number}",
        to=(occasion.office.business_unit,),
        subject=f"A person is needed: {name}{' (urgent)' if is_urgent else ''}",
        facts={**_why(action, occasion, is_urgent=is_urgent), **_found(action, occasion, forms)},
        reference=reference,
    )


def is_pressing(action: HandOver) -> bool:
    """Whether it cannot wait: by its reason, or because the form speaks of death or serious harm."""
    return action.reason in URGENT_REASONS or (action.assessment is not None and action.assessment.urgency is not None)


def _why(action: HandOver, occasion: Occasion, *, is_urgent: bool) -> dict[str, object]:
    reason = explained(action.reason, head=occasion.office.head_title)
    urgency = action.assessment.urgency if action.assessment is not None else None
    return {
        "is_urgent": is_urgent,
        "urgency": URGENCIES[urgency] if urgency is not None else None,
        "why": reason.why,
        "next": reason.next,
        "told": _told(action, occasion.decision),
        "unanswered": _unanswered(action, occasion.decision),
    }


def _told(action: HandOver, decision: Decision) -> str:
    answers = [each for each in decision.actions if _is_answer(each)]
    if not answers:
        return "The sender has had no answer from us."
    if action.assessment is not None and any(each.assessment == action.assessment for each in answers):
        return "The sender has been told which answers are missing."
    return "The sender has been told of another form in this message, and nothing of this."


def _is_answer(action: Action) -> bool:
    return isinstance(action, Return) or (isinstance(action, Forward) and action.acknowledge)


def _unanswered(action: HandOver, decision: Decision) -> tuple[str, ...]:
    """Why a form that would go back did not; empty where nothing would."""
    if action.assessment is None or any(isinstance(each, Return) for each in decision.actions):
        return ()
    return tuple(WITHHELD[each] for each in decision.withheld)


def _found(action: HandOver, occasion: Occasion, forms: Mapping[str, Form]) -> dict[str, object]:
    assessment = action.assessment
    form = forms.get(assessment.reading.form or "") if assessment is not None else None
    return {
        "original": tuple(_original(occasion)),
        "sender": sender_lines(occasion.message, occasion.office, occasion.decision),
        "message": tuple(_message(action, occasion)),
        "recognised": tuple(_recognised(assessment)) if assessment is not None else (),
        "missing": _sections(assessment, form, doubtful=False),
        "doubts": _sections(assessment, form, doubtful=True),
        "unclaimed": tuple(_unclaimed(assessment)),
        "inconsistencies": tuple(inconsistency_in_words(code) for code in assessment.inconsistencies)
        if assessment
        else (),
    }


def _original(occasion: Occasion) -> Iterator[Line]:
    yield Line("Folder", occasion.folder)
    yield Line("Received", occasion.received_in_words)
    yield Line("Message-ID", shown(occasion.message.message_id) if occasion.message.message_id else "none")
    yield Line("Arrival", occasion.arrival)


def _message(action: HandOver, occasion: Occasion) -> Iterator[Line]:
    yield Line("What it is", MESSAGE_KINDS[occasion.decision.kind])
    if place := place_among_forms(action, occasion.decision):
        yield Line("This is about", place)
    yield Line("Attached", attached(occasion.message))
    if action.file is not None and action.file.trouble is not None:
        yield Line("The file is", TROUBLES[action.file.trouble])
        if action.detail:
            yield Line("Code", excerpt(shown(action.detail), length=CODE_LENGTH))


def _recognised(assessment: Assessment) -> Iterator[Line]:
    if assessment.verdict in FORMS:
        yield Line("The form", VERDICTS[assessment.verdict])
        if assessment.verdict is not Verdict.BLANK:
            yield Line(
                "Owed", f"{counted(assessment.required_count, 'required answer')}, {len(assessment.missing)} missing"
            )
    else:
        yield Line("The form", STANDINGS[assessment.reading.standing])
    yield from (Line("Noticed", shown(warning)) for warning in assessment.warnings)


def _sections(assessment: Assessment | None, form: Form | None, *, doubtful: bool) -> tuple[WantedSection, ...]:
    """What is missing, or what cannot be told; of a blank form nothing, because it is everything."""
    if assessment is None or form is None or assessment.verdict is Verdict.BLANK:
        return ()
    return tuple(wanted_sections(assessment.doubts if doubtful else assessment.missing, form))


def _unclaimed(assessment: Assessment | None) -> Iterator[str]:
    """Places only: the text is on the form."""
    if assessment is None:
        return
    places = dict.fromkeys(shown(each.where) for each in assessment.reading.unclaimed)
    yield from list(places)[:UNCLAIMED_SHOWN]
