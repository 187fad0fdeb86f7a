"""What each form that came along is worth."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from intake.model.assessment import Assessment, Verdict
from intake.model.decision import Action, ExaminedFile, Forward, HandOver, Reason, Return
from intake.model.message import Authentication, Intent, Message, Withheld

FORMS = frozenset({Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.UNCLEAR})


def forms_found(files: Iterable[ExaminedFile]) -> Iterable[tuple[ExaminedFile, Assessment]]:
    """Every form that came along; a blank one only when nobody filled another."""
    pairs = [(file, each) for file in files for each in file.assessments]
    filled = [pair for pair in pairs if pair[1].verdict in FORMS]
    return filled or [pair for pair in pairs if pair[1].verdict is Verdict.BLANK][:1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """What may be done by itself, by the message and by what the store remembers."""

    withheld: tuple[Withheld, ...]
    may_acknowledge: bool
    worn_files: frozenset[str]
    """SHA-256 of files that were forwarded too often."""


def for_forms(found: Iterable[tuple[ExaminedFile, Assessment]], message: Message, leave: Leave) -> Iterable[Action]:
    """The actions of each form, in their order."""
    for file, assessment in found:
        yield from _for_form(file, assessment, message, leave)


def _for_form(file: ExaminedFile, assessment: Assessment, message: Message, leave: Leave) -> Iterable[Action]:
    if reason := _needs_person(file, assessment, message):
        yield HandOver(reason=reason, file=file, assessment=assessment)
        return
    match assessment.verdict:
        case Verdict.COMPLETE:
            yield _for_complete(file, assessment, message, leave)
        case Verdict.INCOMPLETE | Verdict.BLANK:
            yield from _for_incomplete(file, assessment, message, leave.withheld)
        case Verdict.UNCLEAR:
            yield HandOver(reason=Reason.UNCLEAR_ANSWERS, file=file, assessment=assessment)
        case Verdict.NOT_A_FORM | Verdict.UNREADABLE:
            return
        case _:
            assert_never(assessment.verdict)


def _needs_person(file: ExaminedFile, assessment: Assessment, message: Message) -> Reason | None:
    """Whatever the form says, a person looks first."""
    rules: tuple[tuple[bool, Reason], ...] = (
        (file.document is not None and file.document.is_active, Reason.ACTIVE_CONTENT),
        (assessment.reading.hides_writing, Reason.HIDDEN_WRITING),
        (message.has_container, Reason.CONTAINER),
    )
    return next((reason for holds, reason in rules if holds), None)


DOUBTED: tuple[tuple[Callable[[Message], bool], Reason], ...] = (
    (lambda message: Withheld.OWN_ADDRESS in message.withheld, Reason.FROM_OURSELVES),
    (lambda message: Withheld.SPAM in message.withheld, Reason.MARKED_SPAM),
    (lambda message: Withheld.NO_SENDER in message.withheld, Reason.UNVERIFIED_SENDER),
    (lambda message: Withheld.LOOK_ALIKE in message.withheld, Reason.UNVERIFIED_SENDER),
    (lambda message: message.authentication is Authentication.FAILED, Reason.UNVERIFIED_SENDER),
)
"""Senders whose complete form a person passes on. A form that goes out and comes in again by a rule in somebody's mailbox
would go round for ever, and a forged one would go to the Head as checked."""


def _for_complete(file: ExaminedFile, assessment: Assessment, message: Message, leave: Leave) -> Action:
    reason = next((reason for holds, reason in DOUBTED if holds(message)), None)
    if reason is None and file.attachment.sha256 in leave.worn_files:
        reason = Reason.SAME_FILE
    if reason is not None:
        return HandOver(reason=reason, file=file, assessment=assessment)
    return Forward(file=file, assessment=assessment, acknowledge=leave.may_acknowledge and message.sender is not None)


def _for_incomplete(
    file: ExaminedFile, assessment: Assessment, message: Message, withheld: tuple[Withheld, ...]
) -> Iterable[Action]:
    reason = _why_not_returned(assessment, withheld)
    if reason is not None or message.sender is None:
        yield HandOver(reason=reason or Reason.RETURN_WITHHELD, file=file, assessment=assessment)
        return
    yield Return(file=file, assessment=assessment, to=message.sender.address)
    if assessment.urgency is not None:
        yield HandOver(reason=Reason.URGENT_INCOMPLETE, file=file, assessment=assessment)
    elif message.is_urgent or message.intent is Intent.CONCERN:
        yield HandOver(reason=Reason.URGENT_MESSAGE, file=file, assessment=assessment)


def _why_not_returned(assessment: Assessment, withheld: tuple[Withheld, ...]) -> Reason | None:
    """Never returned as missing because we could not read it, nor an old version, nor without leave to answer."""
    rules: tuple[tuple[bool, Reason], ...] = (
        (assessment.verdict is Verdict.BLANK and bool(withheld), Reason.BLANK_FORM),
        (bool(assessment.reading.unclaimed), Reason.UNCLAIMED_TEXT),
        (_is_old_version(assessment), Reason.OLD_VERSION),
        (bool(withheld), Reason.RETURN_WITHHELD),
    )
    return next((reason for holds, reason in rules if holds), None)


def _is_old_version(assessment: Assessment) -> bool:
    """Their form does not ask something that ours asks."""
    return any(gap.problem.value == "not_on_this_version" for gap in assessment.missing)
