"""Arrivals that wait for a decision: claimed by one worker at a time, with a count that survives it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select, update

from intake.model.mailbox import Place
from intake.store.audit import note
from intake.store.errors import LeaseLost
from intake.store.rows import Arrival
from intake.store.schema import arrivals, ledger, originals
from intake.store.sealing import Keyring, SealBroken, SealedBytes
from intake.store.states import Event


def claim(
    connection: Connection, *, worker: str, now: datetime, lease_seconds: float, keyring: Keyring
) -> Arrival | None:
    """The oldest arrival that is undecided, due and free; its attempt is counted before any work."""
    chosen = (
        select(arrivals.c.id)
        .where(
            arrivals.c.decided_at.is_(None),
            arrivals.c.due_at <= now,
            or_(arrivals.c.leased_until.is_(None), arrivals.c.leased_until <= now),
        )
        .order_by(arrivals.c.due_at, arrivals.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    arrival_id = connection.execute(chosen).scalar_one_or_none()
    if arrival_id is None:
        return None
    connection.execute(
        update(arrivals)
        .where(arrivals.c.id == arrival_id)
        .values(
            attempts=arrivals.c.attempts + 1,
            lease_token=arrivals.c.lease_token + 1,
            leased_by=worker,
            leased_until=now + timedelta(seconds=lease_seconds),
        )
    )
    arrival = _read(connection, arrival_id, keyring)
    note(connection, Event.CLAIMED, at=now, arrival_id=arrival_id, detail=str(arrival.attempts))
    return arrival


def _read(connection: Connection, arrival_id: int, keyring: Keyring) -> Arrival:
    row = connection.execute(
        select(arrivals, ledger, originals.c.content)
        .join_from(arrivals, ledger)
        .join(originals, isouter=True)
        .where(arrivals.c.id == arrival_id)
    ).one()
    content, is_damaged = _opened(row.content, arrival_id, keyring)
    return Arrival(
        id=arrival_id,
        place=Place(mailbox=row.mailbox, folder=row.folder, uidvalidity=row.uidvalidity),
        uid=row.uid,
        received=row.received_at,
        kept=row.kept_at,
        size=row.size_bytes,
        sha256=row.sha256,
        content=content,
        is_damaged=is_damaged,
        attempts=row.attempts,
        is_quiet=bool(row.quiet),
        token=row.lease_token,
        leased_until=row.leased_until,
    )


def _opened(sealed: SealedBytes | None, arrival_id: int, keyring: Keyring) -> tuple[bytes | None, bool]:
    """The bytes, and whether they are not those that were kept: then nobody reads them."""
    try:
        return (None if sealed is None else keyring.unseal(sealed, originals.c.content, arrival_id)), False
    except SealBroken:
        return None, True


def release_failed(connection: Connection, arrival: Arrival, *, error: str, now: datetime, retry_at: datetime) -> int:
    """Let it go until `retry_at`; the number of attempts so far. `error` is the name of a class. Raises LeaseLost."""
    changed = connection.execute(
        update(arrivals)
        .where(
            arrivals.c.id == arrival.id,
            arrivals.c.lease_token == arrival.token,
            arrivals.c.decided_at.is_(None),
        )
        .values(error=error, due_at=retry_at, leased_by=None, leased_until=None)
    )
    if not changed.rowcount:
        raise LeaseLost
    note(connection, Event.FAILED, at=now, arrival_id=arrival.id, detail=error)
    return arrival.attempts


def hold(connection: Connection, arrival: Arrival) -> None:
    """Lock the row until the transaction ends. Raises LeaseLost when it is not ours any more."""
    held = connection.execute(
        select(arrivals.c.id)
        .where(
            arrivals.c.id == arrival.id,
            arrivals.c.lease_token == arrival.token,
            arrivals.c.decided_at.is_(None),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if held is None:
        raise LeaseLost
