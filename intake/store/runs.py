"""When each job ran, and whether it went well."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from intake.store.rows import Run
from intake.store.schema import runs as table


def heartbeat(connection: Connection, job: str, *, now: datetime, ok: bool, detail: str) -> None:
    """Note that a job ended; `detail` is a code."""
    values: dict[str, Any] = {"last_at": now, "detail": detail}
    values |= {"last_ok_at": now, "failures": 0} if ok else {"failures": table.c.failures + 1}
    if not connection.execute(update(table).where(table.c.job == job).values(**values)).rowcount:
        first = {"last_ok_at": now if ok else None, "failures": 0 if ok else 1}
        connection.execute(insert(table).values(job=job, **(values | first)))


def runs(connection: Connection) -> tuple[Run, ...]:
    """By name."""
    found = connection.execute(select(table).order_by(table.c.job))
    return tuple(
        Run(job=row.job, last_at=row.last_at, last_ok_at=row.last_ok_at, failures=row.failures, detail=row.detail)
        for row in found
    )


def last_well(connection: Connection, job: str) -> datetime | None:
    """When a job went well last."""
    return connection.execute(select(table.c.last_ok_at).where(table.c.job == job)).scalar_one_or_none()
