"""A clock that was ahead and goes right again leaves instants that are far away: nobody is to wait for them."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Connection, Table, exists, or_, select, update

from intake.store.alarms import clear_alarm, raise_alarm
from intake.store.schema import alarms, arrivals, filings, outbox, runs

WENT_BACK = "clock_went_back"
"""The alarm."""
TOLERATED = timedelta(minutes=5)
"""Clocks are put right by seconds all the time, and those of two machines differ."""
FARTHEST = timedelta(hours=2)
"""Nothing is ever put off so long: the pauses before another try end at an hour."""
AT_ONCE = timedelta(0)
LEASE = timedelta(minutes=30)
"""As long as the longest: whoever holds it may be in the midst of sending."""
REMEMBERED = timedelta(days=3)
WAITING: tuple[tuple[Table, Column[datetime], timedelta, ColumnElement[bool]], ...] = (
    (arrivals, arrivals.c.due_at, AT_ONCE, arrivals.c.decided_at.is_(None)),
    (outbox, outbox.c.due_at, AT_ONCE, outbox.c.finished_at.is_(None)),
    (filings, filings.c.due_at, AT_ONCE, filings.c.finished_at.is_(None)),
    (arrivals, arrivals.c.leased_until, LEASE, arrivals.c.decided_at.is_(None)),
    (outbox, outbox.c.leased_until, LEASE, outbox.c.finished_at.is_(None)),
)


def notice(connection: Connection, *, now: datetime) -> None:
    """When a job ended later than it is now, or something waits too long, the clock was ahead: an alarm, and it waits no more."""
    if not _was_ahead(connection, now):
        _forget(connection, now=now)
        return
    raise_alarm(connection, WENT_BACK, detail="", now=now)
    for table, column, left, is_open in WAITING:
        connection.execute(update(table).where(column > now + FARTHEST, is_open).values({column: now + left}))
    connection.execute(update(runs).where(runs.c.last_at > now).values(last_at=now))


def _was_ahead(connection: Connection, now: datetime) -> bool:
    far = (exists().where(column > now + FARTHEST, is_open) for _, column, _, is_open in WAITING)
    ended_later = exists().where(runs.c.last_at > now + TOLERATED)
    return bool(connection.execute(select(or_(ended_later, *far))).scalar_one())


def _forget(connection: Connection, *, now: datetime) -> None:
    """The digest has told of it by then."""
    told = select(alarms.c.id).where(
        alarms.c.code == WENT_BACK, alarms.c.cleared_at.is_(None), alarms.c.last_at < now - REMEMBERED
    )
    if connection.execute(told).first() is not None:
        clear_alarm(connection, WENT_BACK, detail=None, now=now)
