"""A person has something tried again, or lets go what was held."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, update

from intake.store import alarms
from intake.store.audit import note
from intake.store.outbox import SEAL
from intake.store.schema import arrivals, filings, outbox
from intake.store.states import UNDELIVERED, Event, MailState

NUMBER = re.compile(r"[0-9]{1,18}")
"""What fits into a row's number on either database."""
HELD_ALARM = "letters_held"


def retry(connection: Connection, name: str, *, now: datetime) -> int:
    """Due now again: a letter by its reference or Message-ID, an arrival and its move by the arrival's number.

    Dead letters too, which leave with the Message-ID and Date that they had; not one that was tampered with, and not
    one whose outcome is unknown: there looking comes first. The number of letters, arrivals and moves.
    """
    letters = _letters_again(connection, name, now)
    return letters + (_arrival_again(connection, int(name), now) if NUMBER.fullmatch(name) else 0)


def _letters_again(connection: Connection, name: str, now: datetime) -> int:
    is_dead = outbox.c.state.in_(UNDELIVERED) & outbox.c.settled_at.is_(None)
    is_postponed = (outbox.c.state == MailState.WAITING) & (outbox.c.due_at > now)
    is_whole = or_(outbox.c.phase.is_(None), outbox.c.phase != SEAL)
    changed = _changed(connection, Event.RETRIED, _goes_by(name), or_(is_dead, is_postponed), is_whole, now=now)
    for key in changed:
        alarms.clear_about(connection, key, now=now)
    return len(changed)


def _arrival_again(connection: Connection, number: int, now: datetime) -> int:
    arrival = update(arrivals).where(arrivals.c.id == number, arrivals.c.decided_at.is_(None), arrivals.c.due_at > now)
    move = update(filings).where(
        filings.c.arrival_id == number, filings.c.finished_at.is_(None), filings.c.due_at > now
    )
    found = sum(connection.execute(each.values(due_at=now)).rowcount for each in (arrival, move))
    if found:
        note(connection, Event.RETRIED, at=now, arrival_id=number)
    return found


def release(connection: Connection, name: str | None, *, now: datetime) -> int:
    """Let go the letters that were held: of this reference or Message-ID, or all of them without a name. How many."""
    named = () if name is None else (_goes_by(name),)
    released = len(_changed(connection, Event.RELEASED, outbox.c.state == MailState.HELD, *named, now=now))
    left = connection.execute(outbox.select().where(outbox.c.state == MailState.HELD).limit(1)).first()
    if left is None:
        alarms.clear_alarm(connection, HELD_ALARM, detail=None, now=now)
    return released


def _goes_by(name: str) -> ColumnElement[bool]:
    return or_(outbox.c.reference == name, outbox.c.message_id == name)


def _changed(connection: Connection, event: Event, *which: ColumnElement[bool], now: datetime) -> list[str]:
    """The keys of these letters, which wait again and are due."""
    fresh: dict[str, Any] = {"state": MailState.WAITING, "due_at": now, "finished_at": None}
    free = {"leased_by": None, "leased_until": None}
    again = update(outbox).where(*which).values(**fresh, **free)
    columns = (outbox.c.id, outbox.c.key, outbox.c.arrival_id, outbox.c.reference)
    letters = connection.execute(again.returning(*columns)).all()
    for row in letters:
        note(connection, event, at=now, arrival_id=row.arrival_id, outbox_id=row.id, reference=row.reference)
    return [row.key for row in letters]
