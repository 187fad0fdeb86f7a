"""The newest messages and what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.store.schema import arrivals, outbox, versions


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """One message in a list."""

    number: int
    """Of the arrival; they count from 1 in the order in which they were kept."""
    outcome: Outcome | None
    """None while it is undecided."""
    reason: Reason | None
    references: tuple[str, ...]
    letters: tuple[NoticeKind, ...]
    """Kinds of the letters that it led to, in the order in which they were written."""


def messages(connection: Connection, *, limit: int) -> Sequence[MessageLine]:
    """The newest messages, oldest first."""
    newest = select(arrivals.c.id, arrivals.c.outcome, arrivals.c.reason).order_by(arrivals.c.id.desc()).limit(limit)
    return tuple(
        MessageLine(
            number=row.id,
            outcome=row.outcome,
            reason=row.reason,
            references=_references(connection, row.id),
            letters=_letters(connection, row.id),
        )
        for row in reversed(connection.execute(newest).all())
    )


def _references(connection: Connection, arrival_id: int) -> tuple[str, ...]:
    found = select(versions.c.reference).where(versions.c.arrival_id == arrival_id).order_by(versions.c.id)
    return tuple(connection.execute(found).scalars())


def _letters(connection: Connection, arrival_id: int) -> tuple[NoticeKind, ...]:
    found = select(outbox.c.kind).where(outbox.c.arrival_id == arrival_id).order_by(outbox.c.id)
    return tuple(connection.execute(found).scalars())
