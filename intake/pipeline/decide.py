"""Examined message + what the store remembers -> what happens now.

Three tables, looked at in this order: what the mail is (`settled`), what each form is worth (`with_form`), and, when no
form came along, what came instead (`without_form`).
"""

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from typing import assert_never

from intake.model.assessment import Verdict
from intake.model.decision import Action, Decision, Examined, Forward, HandOver, History, Outcome, Reason, Return
from intake.model.message import Intent, MessageKind, Withheld
from intake.model.office import Limits
from intake.pipeline.settled import left, settled
from intake.pipeline.with_form import Leave, for_forms, forms_found
from intake.pipeline.without_form import without_form


def decide(examined: Examined, *, history: History, limits: Limits) -> Decision:
    """Decide once, whole. Pure: the same message with the same history gives the same decision."""
    message = examined.message
    withheld = tuple(dict.fromkeys((*message.withheld, *_ceilings(history, limits))))
    found = tuple(forms_found(examined.files))
    by_kind = settled(examined, history, has_form=bool(found))
    if by_kind is not None:
        return replace(by_kind, withheld=withheld, earlier=history.earlier, recusals=examined.recusals)
    leave = Leave(
        withheld=withheld,
        may_acknowledge=not withheld and history.receipts_to_sender_today < limits.receipts_per_sender_per_day,
        worn_files=frozenset(
            sha256 for sha256, times in history.forwards_of_files.items() if times >= limits.forwards_per_file
        ),
    )
    actions = tuple(for_forms(found, message, leave)) or tuple(without_form(examined))
    if not actions:
        return replace(left(message.kind, Reason.ORDINARY), withheld=withheld)
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
        is_newcomer=history.is_newcomer,
        has_namesake=history.has_namesake,
        recusals=examined.recusals,
    )


def _kind(examined: Examined) -> MessageKind:
    """A robot's mail with a form in it is still a referral."""
    is_referral = any(forms_found(examined.files)) or (
        examined.message.kind is MessageKind.ORDINARY and _looks_meant(examined)
    )
    return MessageKind.REFERRAL if is_referral else examined.message.kind


def _looks_meant(examined: Examined) -> bool:
    return bool(examined.files) or examined.message.intent is not Intent.ORDINARY


def _ceilings(history: History, limits: Limits) -> Iterable[Withheld]:
    if history.returns_of_fingerprint >= limits.returns_per_fingerprint:
        yield Withheld.ALREADY_RETURNED
    if history.returns_to_sender_today >= limits.returns_per_sender_per_day:
        yield Withheld.SENDER_CEILING
    share = 0.5 if history.is_breaker_open else 1.0  # once open, until it was half as busy
    if history.returns_this_hour >= limits.returns_per_hour * share:
        yield Withheld.HOURLY_CEILING
    if history.returns_this_day >= _most_per_day(history, limits) * share:
        yield Withheld.DAILY_CEILING


def _most_per_day(history: History, limits: Limits) -> float:
    """By what is usual; without an end until that is known."""
    if history.usual_returns_a_day is None:
        return inf
    return max(limits.returns_unremarkable_per_day, limits.returns_times_usual_per_day * history.usual_returns_a_day)


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
        case HandOver(reason=Reason.URGENT_INCOMPLETE | Reason.URGENT_MESSAGE):
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
