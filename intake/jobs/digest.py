"""The day's facts -> a letter to each reader: on working days, once, late rather than never."""

from datetime import datetime, time, timedelta

from intake.jobs.decide import Desk
from intake.model.decision import Outcome
from intake.model.digest import (
    DigestFacts,
    NewReferral,
    OpenHandOver,
    OpenReturn,
    RaisedAlarm,
    Receipts,
    UnsentLetter,
)
from intake.model.mail import Notice
from intake.notices import compose, is_working_day, write_digest
from intake.store import Alarm, Figures, HandOverLine, LetterLine, MailState, ReferralLine

LATE_AFTER = timedelta(minutes=30)


def digest(desk: Desk) -> int:
    """Queue the digest when it is due; answer how many readers get it. A day missed while we were down is not made up for."""
    return digest_now(desk) if is_due(desk, desk.now()) else 0


def is_due(desk: Desk, now: datetime) -> bool:
    """It is past the hour of a working day that has had none."""
    local = now.astimezone(desk.zone)
    if not is_working_day(local.date(), part=desk.handbook.schedule.holidays):
        return False
    if local.time() < desk.handbook.schedule.digest_at:
        return False
    last = desk.store.last_digest()
    return last is None or last.astimezone(desk.zone).date() < local.date()


def digest_now(desk: Desk) -> int:
    """Queue today's digest for every reader who has none of today yet."""
    now = desk.now()
    office = desk.handbook.office
    mails = [compose(notice, office, secret=desk.secret, now=now) for notice in digest_notices(desk)]
    return desk.store.record_digest(now.astimezone(desk.zone).date(), mails, now=now)


def digest_notices(desk: Desk) -> tuple[Notice, ...]:
    """The letters of this moment: to the Head, then to the business unit."""
    now = desk.now()
    return write_digest(
        digest_facts(desk, now), desk.handbook.office, desk.templates, now=now, part=desk.handbook.schedule.holidays
    )


def digest_facts(desk: Desk, now: datetime) -> DigestFacts:
    """The store's figures and lists, with agencies by their names."""
    since = desk.store.last_digest()
    facts = desk.store.digest_facts(since=since, now=now)
    local = now.astimezone(desk.zone)
    return DigestFacts(
        day=local.date(),
        since=since,
        receipts=receipts(facts.figures),
        new_referrals=tuple(new_referral(desk, line) for line in facts.forwarded),
        open_returns=tuple(open_return(desk, line) for line in facts.open_returns),
        open_hand_overs=tuple(open_hand_over(desk, line) for line in facts.open_hand_overs),
        unsent=tuple(unsent(letter) for letter in (*facts.dead_letters, *facts.held_letters)),
        alarms=tuple(alarm(each) for each in facts.figures.alarms),
        is_late=is_late(local, desk.handbook.schedule.digest_at),
        vanished=facts.figures.vanished,
        audit_head=None if facts.audit_head is None else str(facts.audit_head),
    )


def is_late(local: datetime, due: time) -> bool:
    return local > datetime.combine(local.date(), due, tzinfo=local.tzinfo) + LATE_AFTER


def receipts(figures: Figures) -> Receipts:
    return Receipts(
        received=figures.received,
        forwarded=figures.outcomes[Outcome.FORWARDED],
        returned=figures.outcomes[Outcome.RETURNED],
        handed_over=figures.outcomes[Outcome.HANDED_OVER],
        left=figures.outcomes[Outcome.LEFT],
        in_progress=figures.in_progress,
    )


def agency_of(desk: Desk, domain: str | None) -> str | None:
    """The agency whose domain, or a parent of it, this is; else the domain itself."""
    return None if domain is None else desk.handbook.office.agency_of(domain) or domain


def new_referral(desk: Desk, line: ReferralLine) -> NewReferral:
    return NewReferral(
        reference=line.reference,
        forwarded=line.since,
        agency=agency_of(desk, line.agency_domain),
        process=line.process,
        trigger=line.child_outcome,
        is_urgent=line.urgent,
        returned_before=line.versions - 1,
        kept_from=line.kept_from,
    )


def open_return(desk: Desk, line: ReferralLine) -> OpenReturn:
    return OpenReturn(
        reference=line.reference,
        returned=line.since,
        agency=agency_of(desk, line.agency_domain),
        gaps=line.gaps or None,
        is_urgent=line.urgent,
        times_returned=line.versions,
        kept_from=line.kept_from,
    )


def open_hand_over(desk: Desk, line: HandOverLine) -> OpenHandOver:
    return OpenHandOver(
        arrival=str(line.arrival_id),
        handed_over=line.since,
        reason=line.reason,
        reference=line.reference,
        agency=agency_of(desk, line.agency_domain),
        is_urgent=line.urgent,
        kept_from=line.kept_from,
    )


def unsent(letter: LetterLine) -> UnsentLetter:
    return UnsentLetter(
        kind=letter.kind,
        written=letter.since,
        is_dead=letter.state is not MailState.HELD,
        is_held=letter.state is MailState.HELD,
        reference=letter.reference,
        message_id=letter.message_id,
        code=letter.code,
        kept_from=letter.kept_from,
    )


def alarm(each: Alarm) -> RaisedAlarm:
    return RaisedAlarm(code=each.code, since=each.raised_at, particular=each.detail, times=each.times)
