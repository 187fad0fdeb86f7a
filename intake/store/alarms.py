"""Alarms: raised once while they last, counted, cleared when over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from intake.store.audit import note
from intake.store.rows import Alarm
from intake.store.schema import alarms
from intake.store.states import Event


def raise_alarm(connection: Connection, code: str, *, detail: str, now: datetime) -> bool:
    """True when it is new: nobody has been told yet. One that is open already is only counted."""
    counted = connection.execute(
        update(alarms)
        .where(alarms.c.code == code, alarms.c.detail == detail, alarms.c.cleared_at.is_(None))
        .values(last_at=now, times=alarms.c.times + 1)
    )
    if counted.rowcount:
        return False
    connection.execute(insert(alarms), {"code": code, "detail": detail, "raised_at": now, "last_at": now, "times": 1})
    note(connection, Event.ALARM_RAISED, at=now, detail=f"{code} {detail}".strip())
    return True


def is_open(connection: Connection, code: str) -> bool:
    found = select(alarms.c.id).where(alarms.c.code == code, alarms.c.cleared_at.is_(None))
    return connection.execute(found.limit(1)).first() is not None


def to_tell(connection: Connection, *, now: datetime, repeat: timedelta) -> tuple[Alarm, ...]:
    """Those that last and that nobody was told of within `repeat`. Oldest first."""
    return _open(connection, or_(alarms.c.told_at.is_(None), alarms.c.told_at <= now - repeat))


def mark_told(connection: Connection, alarm: Alarm, *, now: datetime) -> None:
    same = (alarms.c.code == alarm.code, alarms.c.detail == alarm.detail, alarms.c.cleared_at.is_(None))
    connection.execute(update(alarms).where(*same).values(told_at=now))


def open_alarms(connection: Connection) -> tuple[Alarm, ...]:
    """Oldest first."""
    return _open(connection)


def _open(connection: Connection, *which: ColumnElement[bool]) -> tuple[Alarm, ...]:
    found = connection.execute(select(alarms).where(alarms.c.cleared_at.is_(None), *which).order_by(alarms.c.id))
    return tuple(
        Alarm(code=row.code, detail=row.detail, raised_at=row.raised_at, last_at=row.last_at, times=row.times)
        for row in found
    )


def clear_about(connection: Connection, detail: str, *, now: datetime) -> None:
    """Over, whatever it was, with this detail."""
    cleared = update(alarms).where(alarms.c.detail == detail, alarms.c.cleared_at.is_(None)).values(cleared_at=now)
    for code in connection.execute(cleared.returning(alarms.c.code)).scalars().all():
        note(connection, Event.ALARM_CLEARED, at=now, detail=f"{code} {detail}")


def clear_alarm(connection: Connection, code: str, *, detail: str | None, now: datetime) -> bool:
    """Over: with this detail, or with any. False when there was none."""
    cleared = update(alarms).where(alarms.c.code == code, alarms.c.cleared_at.is_(None)).values(cleared_at=now)
    if detail is not None:
        cleared = cleared.where(alarms.c.detail == detail)
    if not connection.execute(cleared).rowcount:
        return False
    note(connection, Event.ALARM_CLEARED, at=now, detail=f"{code} {detail or ''}".strip())
    return True
