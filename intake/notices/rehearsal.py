"""Every letter with everything in it and with as little as it can have, so that a faulty template shows at the start."""

from collections.abc import Iterator

from intake.model.decision import Action, Decision, EarlierReferral, Forward, HandOver, Outcome, Reason, Return
from intake.model.digest import RaisedAlarm
from intake.model.message import Message, MessageKind, Withheld
from intake.notices.alarm import alarm_letter
from intake.notices.digest import digest_letters
from intake.notices.letter import Letter, Occasion, context_of
from intake.notices.sample import (
    ACTIVE_FILE,
    BARE_MESSAGE,
    BLANK,
    BUSY_DAY,
    FILE,
    FORM,
    FULL,
    MESSAGE,
    NOW,
    OFFICE,
    QUIET_DAY,
    SCANT,
)
from intake.notices.templates import TemplateFault, Templates
from intake.notices.write import letters

REFERENCE = "EX-2026-0001"
REFERRER = "referrer@agency.example"
WITH_EVERYTHING: tuple[Action, ...] = (
    Forward(file=FILE, assessment=FULL, acknowledge=True),
    Return(file=FILE, assessment=FULL, to=REFERRER),
    Return(file=FILE, assessment=BLANK, to=REFERRER),
)
TO_A_PERSON: tuple[Action, ...] = (
    HandOver(reason=Reason.URGENT_INCOMPLETE, file=FILE, assessment=FULL, detail="detail"),
    HandOver(reason=Reason.OTHER_FORM, file=FILE, assessment=SCANT),
)
WITH_LITTLE: tuple[tuple[Action, ...], ...] = (
    (Forward(file=ACTIVE_FILE, assessment=SCANT, acknowledge=True),),
    (Return(file=FILE, assessment=FULL, to=REFERRER),),
    (Return(file=FILE, assessment=BLANK, to=REFERRER),),
    (Return(file=FILE, assessment=SCANT, to=REFERRER),),
    (HandOver(reason=Reason.NO_FORM),),
)


def check(templates: Templates) -> tuple[TemplateFault, ...]:
    """Every fault that rendering all letters shows, each once; none where the templates will do."""
    found = (fault for letter in rehearsed() for fault in _faults(letter, templates))
    return tuple({(fault.template, fault.line, fault.problem): fault for fault in found}.values())


def _faults(letter: Letter, templates: Templates) -> Iterator[TemplateFault]:
    for render in (templates.text, templates.html):
        try:
            render(letter.kind.value, context_of(letter, OFFICE))
        except TemplateFault as fault:
            yield fault


def rehearsed() -> Iterator[Letter]:
    """The letters of an invented partnership."""
    yield from _letters(WITH_EVERYTHING, MESSAGE, REFERENCE)
    yield from _letters(TO_A_PERSON, MESSAGE, REFERENCE)
    for actions in WITH_LITTLE:
        yield from _letters(actions, MESSAGE, None)
    yield from _letters((HandOver(reason=Reason.FAILED),), BARE_MESSAGE, None)
    for facts in (BUSY_DAY, QUIET_DAY):
        yield from digest_letters(facts, OFFICE, now=NOW)
    for particular in ("collect", ""):
        yield alarm_letter(RaisedAlarm(code="job_missed", since=NOW, particular=particular), OFFICE, now=NOW)


def _letters(actions: tuple[Action, ...], message: Message, reference: str | None) -> Iterator[Letter]:
    decision = Decision(
        kind=MessageKind.REFERRAL,
        outcome=Outcome.HANDED_OVER,
        reason=Reason.COMPLETE,
        actions=actions,
        withheld=(Withheld.UNAUTHENTICATED,) if reference else (),
        earlier=EarlierReferral(reference=reference, attempts=1) if reference else None,
    )
    occasion = Occasion(decision=decision, message=message, office=OFFICE, arrival="1", received=NOW, now=NOW)
    return letters(occasion, {FORM.id: FORM}, (reference,) * len(actions))
