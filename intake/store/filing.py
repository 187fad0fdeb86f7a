"""Move last: which messages can go to the folder of their outcome, and where they went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select, update

from intake.model.mailbox import Place
from intake.store.audit import note
from intake.store.rows import Filing
from intake.store.schema import arrivals, filings, ledger, outbox
from intake.store.sealing import Keyring
from intake.store.states import Event, FilingState

FINISHED = (FilingState.FILED, FilingState.GONE)


def claim(connection: Connection, *, limit: int, now: datetime, keyring: Keyring) -> Sequence[Filing]:
    """Oldest first. Which of several workers moves each is settled by `intend`."""
    has_unfinished_letters = exists().where(outbox.c.arrival_id == filings.c.arrival_id, outbox.c.finished_at.is_(None))
    found = connection.execute(
        select(
            filings.c.arrival_id,
            filings.c.state,
            filings.c.folder.label("destination"),
            arrivals.c.size_bytes,
            arrivals.c.sha256,
            arrivals.c.received_at,
            arrivals.c.outcome,
            arrivals.c.message_id,
            ledger.c.mailbox,
            ledger.c.folder,
            ledger.c.uidvalidity,
            ledger.c.uid,
        )
        .join_from(filings, arrivals)
        .join(ledger)
        .where(filings.c.finished_at.is_(None), filings.c.due_at <= now, ~has_unfinished_letters)
        .order_by(filings.c.due_at, filings.c.arrival_id)
        .limit(limit)
    )
    return tuple(
        Filing(
            arrival_id=row.arrival_id,
            place=Place(mailbox=row.mailbox, folder=row.folder, uidvalidity=row.uidvalidity),
            uid=row.uid,
            received=row.received_at,
            outcome=row.outcome,
            intended=row.state is FilingState.INTENDED,
            folder=row.destination,
            size=row.size_bytes,
            sha256=row.sha256,
            message_id=keyring.unseal_text(row.message_id, arrivals.c.message_id, row.arrival_id),
        )
        for row in found
    )


def intend(connection: Connection, filing: Filing, *, folder: str, now: datetime, until: datetime) -> bool:
    """Whether the move is ours until then. A server that is told by two at once may make two messages of one."""
    intended = {"state": FilingState.INTENDED, "folder": folder, "due_at": until}
    if not _change(connection, filing, intended, filings.c.due_at <= now):
        return False
    if not filing.intended:
        note(connection, Event.MOVE_INTENDED, at=now, arrival_id=filing.arrival_id, detail=filing.outcome)
    return True


def mark_filed(
    connection: Connection,
    filing: Filing,
    *,
    folder: str,
    uidvalidity: int | None,
    uid: int | None,
    now: datetime,
) -> None:
    """Who moved it knows best: another worker that came too late may have noted it as gone."""
    where = {"folder": folder, "uidvalidity": uidvalidity, "uid": uid}
    values = {"state": FilingState.FILED, "finished_at": now, "reason": None} | where
    if _change(connection, filing, values, unless=(FilingState.FILED,)):
        note(connection, Event.FILED, at=now, arrival_id=filing.arrival_id, detail=filing.outcome)


def is_filed_at(connection: Connection, *, folder: str, uidvalidity: int, uid: int) -> bool:
    """Whether a message is known to have been filed there."""
    at = (filings.c.folder == folder, filings.c.uidvalidity == uidvalidity, filings.c.uid == uid)
    return connection.execute(select(exists().where(*at, filings.c.state == FilingState.FILED))).scalar_one()


def mark_gone(connection: Connection, filing: Filing, *, now: datetime) -> None:
    if _change(connection, filing, {"state": FilingState.GONE, "finished_at": now}):
        note(connection, Event.GONE, at=now, arrival_id=filing.arrival_id)


def postpone(connection: Connection, filing: Filing, *, reason: str, now: datetime, retry_at: datetime) -> None:
    """Said once for each reason: a folder that stays away would fill the audit."""
    said = connection.execute(select(filings.c.reason).where(filings.c.arrival_id == filing.arrival_id)).scalar_one()
    if _change(connection, filing, {"reason": reason, "due_at": retry_at}) and said != reason:
        note(connection, Event.NOT_FILED, at=now, arrival_id=filing.arrival_id, detail=reason)


def _change(
    connection: Connection,
    filing: Filing,
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
    unless: Sequence[FilingState] = FINISHED,
) -> bool:
    """False when it was finished meanwhile, what is filed stays filed; or a condition does not hold any more."""
    changed = connection.execute(
        update(filings)
        .where(filings.c.arrival_id == filing.arrival_id, filings.c.state.not_in(unless), *conditions)
        .values(**values)
    )
    return bool(changed.rowcount)
