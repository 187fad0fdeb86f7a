"""A person closes what only a person can close."""

import re
from datetime import datetime

from sqlalchemy import Connection, update

from intake.model.decision import Outcome
from intake.store.audit import note
from intake.store.schema import arrivals, referrals
from intake.store.states import Event

NUMBER = re.compile(r"[0-9]{1,18}")
"""What fits into a row's number on either database."""


def settle(connection: Connection, name: str, *, now: datetime) -> bool:
    """By the reference of an open referral, or the number of a handed-over arrival. False when nothing was open."""
    if not name.isprintable():
        return False
    if _settle_referral(connection, name, now):
        note(connection, Event.SETTLED, at=now, reference=name)
        return True
    if NUMBER.fullmatch(name) and _settle_arrival(connection, int(name), now):
        note(connection, Event.SETTLED, at=now, arrival_id=int(name))
        return True
    return False


def _settle_referral(connection: Connection, reference: str, now: datetime) -> bool:
    closed = update(referrals).where(referrals.c.reference == reference, referrals.c.closed_at.is_(None))
    return bool(connection.execute(closed.values(closed_at=now)).rowcount)


def _settle_arrival(connection: Connection, arrival_id: int, now: datetime) -> bool:
    settled = update(arrivals).where(
        arrivals.c.id == arrival_id, arrivals.c.outcome == Outcome.HANDED_OVER, arrivals.c.settled_at.is_(None)
    )
    return bool(connection.execute(settled.values(settled_at=now)).rowcount)
