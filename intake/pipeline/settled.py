"""Mail that its kind or its past settles, whatever lies in it."""

from collections.abc import Iterable, Mapping

from intake.model.decision import Decision, Examined, ExaminedFile, HandOver, History, Outcome, Reason
from intake.model.document import FileType, Trouble
from intake.model.message import Intent, Message, MessageKind
from intake.model.reading import Standing

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
NULL_SENDER_RULE = "null_sender"
"""Nothing but the empty envelope says that it is a report."""
RECALL_RULE = "recall"
AUTOMATIC_ANSWER_RULE = "auto_replied"
WORTH_A_LOOK = frozenset({Trouble.ENCRYPTED, Trouble.DAMAGED, Trouble.HOSTILE, Trouble.TOO_LARGE, Trouble.OLD_FORMAT})
"""Troubles of a paper that may well be the form; a picture or a PDF says less."""
PACKAGES = frozenset({FileType.ZIP, FileType.MSG, FileType.TNEF})
"""Listed only where they could not be opened."""


def settled(examined: Examined, history: History, *, has_form: bool) -> Decision | None:
    """None when its content has to be looked at."""
    message = examined.message
    if history.is_known:
        return left(message.kind, Reason.DUPLICATE)
    if message.kind is MessageKind.OWN and history.is_ours:
        return left(message.kind, Reason.OWN_COPY)
    if message.kind is MessageKind.BOUNCE and not (has_form and message.kind_reason == NULL_SENDER_RULE):
        return _bounce(message, history, has_form=has_form)
    return None if has_form else _without_form(examined)


def _without_form(examined: Examined) -> Decision | None:
    message = examined.message
    if message.kind_reason == RECALL_RULE:
        return _handed_over(message.kind, Reason.RECALL)
    if message.kind not in LEFT_WITHOUT_FORM or _may_tell_of_a_child(message) or _may_hold_a_form(examined):
        return None
    return left(message.kind, LEFT_WITHOUT_FORM[message.kind])


def left(kind: MessageKind, reason: Reason) -> Decision:
    return Decision(kind=kind, outcome=Outcome.LEFT, reason=reason)


def has_other_form(files: Iterable[ExaminedFile]) -> bool:
    return Standing.OTHER_FORM in (each.reading.standing for file in files for each in file.assessments)


def _may_tell_of_a_child(message: Message) -> bool:
    """A system may write of its own accord about a child; an automatic answer only repeats what its owner set up."""
    return message.intent is Intent.CONCERN and message.kind_reason != AUTOMATIC_ANSWER_RULE


def _may_hold_a_form(examined: Examined) -> bool:
    """A paper that could not be read, another form, or a package or envelope that could not be opened."""
    troubled = any(file.trouble in WORTH_A_LOOK for file in examined.files)
    is_closed = any(each.type in PACKAGES for each in examined.message.attachments)
    return troubled or is_closed or examined.message.is_encrypted or has_other_form(examined.files)


def _bounce(message: Message, history: History, *, has_form: bool) -> Decision:
    if message.kind_reason == DELAYED_RULE and not has_form:
        return left(message.kind, Reason.DELAYED)
    return _handed_over(message.kind, BOUNCED.get(history.bounced, Reason.BOUNCE_UNMATCHED))


def _handed_over(kind: MessageKind, reason: Reason) -> Decision:
    return Decision(kind=kind, outcome=Outcome.HANDED_OVER, reason=reason, actions=(HandOver(reason=reason),))
