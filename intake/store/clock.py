"""A clock that was ahead and goes right again leaves instants that are far away: nobody is to wait for them."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Table, func, select, update

from intake.store.alarms import clear_alarm, raise_alarm
from intake.store.schema import alarms, arrivals, filings, outbox, runs

WENT_BACK = "clock_went_back"
"""The alarm."""
TOLERATED = timedelta(minutes=5)
"""Clocks are put right by seconds all the time, and those of two machines differ."""
FARTHEST = timedelta(hours=2)
"""Nothing is ever put off so long: the pauses before another try end at an hour."""
REMEMBERED = timedelta(days=3)
WAITING: tuple[tuple[Table, Column[datetime]], ...] = (
    (arrivals, arrivals.c.due_at),
    (outbox, outbox.c.due_at),
    (filings, filings.c.due_at),
    (arrivals, arrivals.c.leased_until),
    (outbox, outbox.c.leased_until),
)


def notice(connection: Connection, *, now: datetime) -> None:
    """When a job ended later than it is now, the clock was put back: an alarm, and what waits for a wrong day is due."""
    last = connection.execute(select(func.max(runs.c.last_at))).scalar_one()
    if last is None or last <= now + TOLERATED:
        _forget(connection, now=now)
        return
    raise_alarm(connection, WENT_BACK, detail="", now=now)
    for table, column in WAITING:
        connection.execute(update(table).where(column > now + FARTHEST).values({column: now}))
    connection.execute(update(runs).where(runs.c.last_at > now).values(last_at=now))


def _forget(connection: Connection, *, now: datetime) -> None:
    """The digest has told of it by then."""
    told = select(alarms.c.id).where(
        alarms.c.code == WENT_BACK, alarms.c.cleared_at.is_(None), alarms.c.last_at < now - REMEMBERED
    )
    if connection.execute(told).first() is not None:
        clear_alarm(connection, WENT_BACK, detail=None, now=now)
