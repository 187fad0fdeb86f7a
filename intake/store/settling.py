"""A person closes what only a person can close."""

import re
from datetime import datetime

from sqlalchemy import Connection, or_, update

from intake.model.decision import Outcome
from intake.store import alarms
from intake.store.audit import note
from intake.store.schema import arrivals, outbox, referrals
from intake.store.states import UNDELIVERED, Event

NUMBER = re.compile(r"[0-9]{1,18}")
"""What fits into a row's number on either database."""


def settle(connection: Connection, name: str, *, now: datetime) -> bool:
    """By the reference of an open referral, the number of a handed-over arrival, a dead letter's Message-ID, an alarm's code.

    With a referral its dead letters are settled, and with a letter its alarm. False when nothing was open.
    """
    if not name.isprintable():
        return False
    by_reference = _settle_referral(connection, name, now)
    by_letter = _settle_letters(connection, name, now)
    by_number = bool(NUMBER.fullmatch(name)) and _settle_arrival(connection, int(name), now)
    by_alarm = alarms.clear_alarm(connection, name, detail=None, now=now)
    return by_reference or by_letter or by_number or by_alarm


def _settle_referral(connection: Connection, reference: str, now: datetime) -> bool:
    closed = update(referrals).where(referrals.c.reference == reference, referrals.c.closed_at.is_(None))
    if not connection.execute(closed.values(closed_at=now)).rowcount:
        return False
    note(connection, Event.SETTLED, at=now, reference=reference)
    return True


def _settle_letters(connection: Connection, name: str, now: datetime) -> bool:
    settled = (
        update(outbox)
        .where(
            or_(outbox.c.reference == name, outbox.c.message_id == name),
            outbox.c.state.in_(UNDELIVERED),
            outbox.c.settled_at.is_(None),
        )
        .values(settled_at=now)
        .returning(outbox.c.id, outbox.c.arrival_id, outbox.c.reference, outbox.c.key)
    )
    letters = connection.execute(settled).all()
    for row in letters:
        note(connection, Event.SETTLED, at=now, arrival_id=row.arrival_id, outbox_id=row.id, reference=row.reference)
        alarms.clear_about(connection, row.key, now=now)
    return bool(letters)


def _settle_arrival(connection: Connection, arrival_id: int, now: datetime) -> bool:
    settled = update(arrivals).where(
        arrivals.c.id == arrival_id, arrivals.c.outcome == Outcome.HANDED_OVER, arrivals.c.settled_at.is_(None)
    )
    if not connection.execute(settled.values(settled_at=now)).rowcount:
        return False
    note(connection, Event.SETTLED, at=now, arrival_id=arrival_id)
    return True
