"""Since when nobody has set the clock: who waits for a span of time by the hour has waited it only then.

The hour is held against a clock that nobody can set. A new start of the machine begins anew: what its hour did meanwhile
nobody knows. A machine that slept has a clock that went ahead.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from intake.model.ticks import Ticks
from intake.store.schema import clocks

TOLERATED_SECONDS: Final = 5.0
"""Between two looks; a clock that is put right slowly gains or loses half a millisecond a second."""
FOLLOWED_SECONDS: Final = 1.0


def calm(connection: Connection, ticks: Ticks, *, now: datetime) -> timedelta:
    """How long nobody has set this machine's clock, as far as anybody looked."""
    ahead = now.timestamp() - ticks.seconds
    known = connection.execute(select(clocks).where(clocks.c.machine == ticks.machine)).one_or_none()
    if known is None:
        connection.execute(insert(clocks), {"machine": ticks.machine, "ahead": ahead, "calm_since": ticks.seconds})
        return timedelta(0)
    if abs(ahead - known.ahead) > TOLERATED_SECONDS:
        _note(connection, ticks, {"ahead": ahead, "calm_since": ticks.seconds})
        return timedelta(0)
    if abs(ahead - known.ahead) > FOLLOWED_SECONDS:
        _note(connection, ticks, {"ahead": ahead})
    return timedelta(seconds=max(0.0, ticks.seconds - known.calm_since))


def _note(connection: Connection, ticks: Ticks, values: dict[str, Any]) -> None:
    connection.execute(update(clocks).where(clocks.c.machine == ticks.machine).values(**values))
