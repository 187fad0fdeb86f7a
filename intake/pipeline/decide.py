"""Examined message + what the store remembers -> what happens now.

Three tables, looked at in this order: what the mail is (`BY_KIND`), what each form is worth (`_for_form`), and, when no
form came along, what came instead (`WITHOUT_FORM`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from intake.model.assessment import Assessment, Verdict
from intake.model.decision import (
    Action,
    Decision,
    Examined,
    ExaminedFile,
    Forward,
    HandOver,
    History,
    Outcome,
    Reason,
    Return,
)
from intake.model.document import FileType, Trouble
from intake.model.message import Intent, Message, MessageKind, Withheld
from intake.model.office import Limits
from intake.model.reading import Standing

FORMS = frozenset({Verdict.COMPLETE, Verdict.INCOMPLETE, Verdict.UNCLEAR})


def decide(examined: Examined, *, history: History, limits: Limits) -> Decision:
    """Decide once, whole. Pure: the same message with the same history gives the same decision."""
    message = examined.message
    withheld = tuple(dict.fromkeys((*message.withheld, *_ceilings(history, limits))))
    found = tuple(_found(examined.files))
    settled = _settled(message, history, has_form=bool(found))
    if settled is not None:
        return replace(settled, withheld=withheld)
    actions = tuple(_for_forms(found, message, withheld)) or tuple(_without_form(examined))
    if not actions:
        return replace(_left(message.kind, Reason.ORDINARY), withheld=withheld)
    return _decision(examined, actions, withheld, history)


def _decision(
    examined: Examined, actions: tuple[Action, ...], withheld: tuple[Withheld, ...], history: History
) -> Decision:
    outcome = _outcome(actions)
    return Decision(
        kind=_kind(examined),
        outcome=outcome,
        reason=_reason(actions, outcome),
        actions=actions,
        withheld=withheld,
        earlier=history.earlier,
    )


def _left(kind: MessageKind, reason: Reason) -> Decision:
    return Decision(kind=kind, outcome=Outcome.LEFT, reason=reason)


def _kind(examined: Examined) -> MessageKind:
    """A robot's mail with a form in it is still a referral."""
    is_referral = any(_found(examined.files)) or (
        examined.message.kind is MessageKind.ORDINARY and _looks_meant(examined)
    )
    return MessageKind.REFERRAL if is_referral else examined.message.kind


def _looks_meant(examined: Examined) -> bool:
    return bool(examined.files) or examined.message.intent is not Intent.ORDINARY


# -- the mail itself -------------------------------------------------------------------------------------------------

LEFT_WITHOUT_FORM: Mapping[MessageKind, Reason] = {
    MessageKind.AUTO_REPLY: Reason.AUTO_REPLY,
    MessageKind.READ_RECEIPT: Reason.READ_RECEIPT,
    MessageKind.BULK: Reason.BULK,
    MessageKind.CALENDAR: Reason.CALENDAR,
}
BOUNCED: Mapping[str | None, Reason] = {
    "return": Reason.BOUNCED_RETURN,
    "receipt": Reason.BOUNCED_RETURN,
    "forward": Reason.BOUNCED_FORWARD,
}
DELAYED_RULE = "delayed"
RECALL_RULE = "recall"
AUTOMATIC_ANSWER_RULE = "auto_replied"


def _settled(message: Message, history: History, *, has_form: bool) -> Decision | None:
    """Mail that its kind or its past settles; None when its content has to be looked at."""
    if history.is_known:
        return _left(message.kind, Reason.DUPLICATE)
    if message.kind is MessageKind.OWN and history.is_ours:
        return _left(message.kind, Reason.OWN_COPY)
    if message.kind is MessageKind.BOUNCE:
        return _bounce(message, history)
    if message.kind_reason == RECALL_RULE:
        return _handed_over(message.kind, Reason.RECALL)
    if has_form or message.kind not in LEFT_WITHOUT_FORM or _may_tell_of_a_child(message):
        return None
    return _left(message.kind, LEFT_WITHOUT_FORM[message.kind])


def _may_tell_of_a_child(message: Message) -> bool:
    """A system may write of its own accord about a child; an automatic answer only repeats what its owner set up."""
    return message.intent is Intent.CONCERN and message.kind_reason != AUTOMATIC_ANSWER_RULE


def _bounce(message: Message, history: History) -> Decision:
    if message.kind_reason == DELAYED_RULE:
        return _left(message.kind, Reason.DELAYED)
    return _handed_over(message.kind, BOUNCED.get(history.bounced, Reason.BOUNCE_UNMATCHED))


def _handed_over(kind: MessageKind, reason: Reason) -> Decision:
    return Decision(kind=kind, outcome=Outcome.HANDED_OVER, reason=reason, actions=(HandOver(reason=reason),))


def _ceilings(history: History, limits: Limits) -> Iterable[Withheld]:
    if history.returns_of_fingerprint >= limits.returns_per_fingerprint:
        yield Withheld.ALREADY_RETURNED
    if history.returns_to_sender_today >= limits.returns_per_sender_per_day:
        yield Withheld.SENDER_CEILING
    if history.returns_this_hour >= limits.returns_per_hour:
        yield Withheld.HOURLY_CEILING


# -- a form came along -----------------------------------------------------------------------------------------------


def _found(files: Iterable[ExaminedFile]) -> Iterable[tuple[ExaminedFile, Assessment]]:
    """Every form that came along; a blank one only when nobody filled another."""
    pairs = [(file, each) for file in files for each in file.assessments]
    filled = [pair for pair in pairs if pair[1].verdict in FORMS]
    return filled or [pair for pair in pairs if pair[1].verdict is Verdict.BLANK][:1]


def _for_forms(
    found: Iterable[tuple[ExaminedFile, Assessment]], message: Message, withheld: tuple[Withheld, ...]
) -> Iterable[Action]:
    for file, assessment in found:
        yield from _for_form(file, assessment, message, withheld)


def _for_form(
    file: ExaminedFile, assessment: Assessment, message: Message, withheld: tuple[Withheld, ...]
) -> Iterable[Action]:
    if reason := _needs_person(file, message):
        yield HandOver(reason=reason, file=file, assessment=assessment)
        return
    match assessment.verdict:
        case Verdict.COMPLETE:
            yield Forward(file=file, assessment=assessment, acknowledge=not withheld and message.sender is not None)
        case Verdict.INCOMPLETE | Verdict.BLANK:
            yield from _for_incomplete(file, assessment, message, withheld)
        case Verdict.UNCLEAR:
            yield HandOver(reason=Reason.UNCLEAR_ANSWERS, file=file, assessment=assessment)
        case Verdict.NOT_A_FORM | Verdict.UNREADABLE:
            return
        case _:
            assert_never(assessment.verdict)


def _needs_person(file: ExaminedFile, message: Message) -> Reason | None:
    """Whatever the form says, a person looks first."""
    if file.document is not None and file.document.is_active:
        return Reason.ACTIVE_CONTENT
    return Reason.CONTAINER if message.has_container else None


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


# -- no form came along ----------------------------------------------------------------------------------------------

TROUBLES: Mapping[Trouble, Reason] = {
    Trouble.ENCRYPTED: Reason.ENCRYPTED,
    Trouble.PDF: Reason.PDF,
    Trouble.IMAGE: Reason.IMAGE,
    Trouble.TOO_LARGE: Reason.UNREADABLE,
    Trouble.HOSTILE: Reason.UNREADABLE,
    Trouble.DAMAGED: Reason.UNREADABLE,
    Trouble.OLD_FORMAT: Reason.UNREADABLE,
    Trouble.EMPTY: Reason.UNREADABLE,
    Trouble.NOT_OFFICE: Reason.UNREADABLE,
}
WORTH_A_LOOK = frozenset({Trouble.ENCRYPTED, Trouble.DAMAGED, Trouble.HOSTILE, Trouble.TOO_LARGE, Trouble.OLD_FORMAT})
"""Troubles of a paper that may well be the form; a picture or a PDF says less."""


def _without_form(examined: Examined) -> Iterable[Action]:
    """At most one action: the first row of the table that holds."""
    for holds, reason in WITHOUT_FORM:
        if holds(examined):
            yield HandOver(reason=reason, file=_papers(examined), detail=examined.message.kind_reason)
            return
    trouble = _worst_trouble(examined.files)
    if trouble is not None and trouble.trouble is not None:
        yield HandOver(reason=TROUBLES[trouble.trouble], file=trouble, detail=trouble.trouble_detail)
    elif examined.message.kind is MessageKind.BROKEN:
        yield HandOver(reason=Reason.UNREADABLE, detail=examined.message.kind_reason)
    elif examined.files or examined.message.intent is Intent.REFERRAL:
        yield HandOver(reason=Reason.NO_FORM, file=_papers(examined))


def _has_other_form(examined: Examined) -> bool:
    standings = (each.reading.standing for file in examined.files for each in file.assessments)
    return Standing.OTHER_FORM in standings


def _is_wrapped(examined: Examined) -> bool:
    return examined.message.is_encrypted


WITHOUT_FORM: tuple[tuple[Callable[[Examined], bool], Reason], ...] = (
    (_has_other_form, Reason.OTHER_FORM),
    (lambda examined: examined.message.intent is Intent.CONCERN, Reason.CONCERN_IN_BODY),
    (_is_wrapped, Reason.SECURE_WRAPPER),
    (lambda examined: examined.message.has_container, Reason.CONTAINER),
    (lambda examined: examined.message.is_linked and examined.message.intent is Intent.REFERRAL, Reason.LINK_ONLY),
)


def _papers(examined: Examined) -> ExaminedFile | None:
    return examined.files[0] if examined.files else None


def _worst_trouble(files: Iterable[ExaminedFile]) -> ExaminedFile | None:
    troubled = [file for file in files if file.trouble is not None and file.attachment.type is not FileType.TEXT]
    return min(troubled, key=lambda file: file.trouble not in WORTH_A_LOOK, default=None)


# -- the outcome of the arrival --------------------------------------------------------------------------------------


def _outcome(actions: tuple[Action, ...]) -> Outcome:
    """Several forms: the arrival counts where it needs most attention. An urgent return is still a return."""
    kinds = {_own_outcome(action) for action in actions}
    return next(each for each in (Outcome.HANDED_OVER, Outcome.RETURNED, Outcome.FORWARDED) if each in kinds)


def _own_outcome(action: Action) -> Outcome:
    match action:
        case Forward():
            return Outcome.FORWARDED
        case Return():
            return Outcome.RETURNED
        case HandOver(reason=Reason.URGENT_INCOMPLETE):
            return Outcome.RETURNED
        case HandOver():
            return Outcome.HANDED_OVER
    assert_never(action)


def _reason(actions: tuple[Action, ...], outcome: Outcome) -> Reason:
    leading = next(action for action in actions if _own_outcome(action) is outcome)
    match leading:
        case Forward():
            return Reason.COMPLETE
        case Return():
            return Reason.BLANK_FORM if leading.assessment.verdict is Verdict.BLANK else Reason.INCOMPLETE
        case HandOver():
            return leading.reason
    assert_never(leading)
