"""Every state against its sum: what the tables say of one another has to agree. Each sum has the code of its alarm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, or_, select

from intake.model.decision import Outcome
from intake.store import alarms
from intake.store.schema import arrivals, filings, ledger, outbox
from intake.store.states import UNFINISHED, Fate

has_arrival = exists().where(arrivals.c.ledger_id == ledger.c.id)
is_arrival = ledger.c.fate.in_((Fate.KEPT, Fate.TOO_LARGE))

DIFFERENCES: Mapping[str, Select[Any]] = {
    "ledger_and_arrivals": select(ledger.c.id).where(
        or_(and_(is_arrival, ~has_arrival), and_(~is_arrival, has_arrival))
    ),
    "decided_and_outcomes": select(arrivals.c.id).where(
        arrivals.c.decided_at.is_(None) != arrivals.c.outcome.is_(None)
    ),
    "outcomes_and_filings": select(arrivals.c.id).where(
        arrivals.c.outcome != Outcome.LEFT, ~exists().where(filings.c.arrival_id == arrivals.c.id)
    ),
    "letters_and_states": select(outbox.c.id).where(outbox.c.finished_at.is_(None) != outbox.c.state.in_(UNFINISHED)),
    "letters_and_arrivals": select(outbox.c.id)
    .join(arrivals, arrivals.c.id == outbox.c.arrival_id)
    .where(arrivals.c.decided_at.is_(None)),
}
"""Each chooses what must not be."""


def reconcile(connection: Connection, *, now: datetime) -> tuple[str, ...]:
    """The codes of the sums that do not agree. Each is an alarm while it lasts."""
    wrong = {code: _count(connection, chosen) for code, chosen in DIFFERENCES.items()}
    for code, count in wrong.items():
        if count:
            alarms.raise_alarm(connection, f"books_{code}", detail="", now=now)
        else:
            alarms.clear_alarm(connection, f"books_{code}", detail=None, now=now)
    return tuple(code for code, count in wrong.items() if count)


def _count(connection: Connection, chosen: Select[Any]) -> int:
    return connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
