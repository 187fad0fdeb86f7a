"""The outbox: finished letters, sent by one worker at a time, with three honest results."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from intake.model.decision import Reason
from intake.model.mail import Mail, NoticeKind
from intake.store.audit import note
from intake.store.errors import LeaseLost
from intake.store.rows import OutboxItem
from intake.store.schema import arrivals, outbox
from intake.store.sealing import Keyring, SealBroken
from intake.store.states import UNFINISHED, Event, MailState

MOST_AT_ONCE = 500
WITHOUT_COPY = "without_copy"
"""The phase of a letter that leaves while the server refuses our own copy."""
SEAL = "seal"
"""The phase in which a letter died whose bytes are not those that were written."""


def queue(connection: Connection, mail: Mail, *, arrival_id: int | None, now: datetime, keyring: Keyring) -> int:
    """Put a finished letter into the outbox, due at once. Its key and its Message-ID are unique."""
    outbox_id: int = connection.execute(
        insert(outbox).returning(outbox.c.id),
        {
            "key": mail.key,
            "message_id": mail.message_id,
            "arrival_id": arrival_id,
            "kind": mail.kind,
            "reference": mail.reference,
            "addressee_hash": keyring.address_hash(mail.recipients[0]),
            "envelope": keyring.seal(_envelope(mail), outbox.c.envelope, mail.key),
            "content": keyring.seal(mail.content, outbox.c.content, mail.key),
            "state": MailState.WAITING,
            "attempts": 0,
            "queued_at": now,
            "due_at": now,
            "lease_token": 0,
        },
    ).scalar_one()
    note(
        connection,
        Event.QUEUED,
        at=now,
        arrival_id=arrival_id,
        outbox_id=outbox_id,
        reference=mail.reference,
        detail=mail.kind,
    )
    return outbox_id


def _envelope(mail: Mail) -> bytes:
    envelope = {"from": mail.envelope_from, "to": mail.recipients, "ledger_copy": mail.ledger_copy}
    return json.dumps(envelope).encode()


def claim(
    connection: Connection,
    *,
    worker: str,
    now: datetime,
    lease_seconds: float,
    keyring: Keyring,
    takes_over: bool = True,
) -> OutboxItem | None:
    """The oldest letter that is due and free. One whose worker stopped while sending counts as unknown; who `takes_over` gets it.

    One that was tampered with is a dead letter, and the next one is taken.
    """
    states = UNFINISHED if takes_over else tuple(each for each in UNFINISHED if each is not MailState.SENDING)
    seek = partial(_claim, connection, states, worker=worker, now=now, lease_seconds=lease_seconds)
    while (claimed := seek()) is not None:
        outbox_id, was_interrupted = claimed
        try:
            item = _read(connection, outbox_id, claimed=now, keyring=keyring)
            return replace(item, was_interrupted=was_interrupted)
        except SealBroken:
            _bury(connection, outbox_id, now=now)
    return None


def _claim(
    connection: Connection, states: Sequence[MailState], *, worker: str, now: datetime, lease_seconds: float
) -> tuple[int, bool] | None:
    """Its number, and whether a worker stopped while sending it."""
    chosen = (
        select(outbox.c.id, outbox.c.arrival_id, outbox.c.reference, outbox.c.state)
        .where(_is_claimable(now), outbox.c.state.in_(states))
        .order_by(outbox.c.due_at, outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = connection.execute(chosen).one_or_none()
    if found is None:
        return None
    was_interrupted = found.state is MailState.SENDING
    connection.execute(
        update(outbox)
        .where(outbox.c.id == found.id)
        .values(
            state=MailState.UNKNOWN if was_interrupted else found.state,
            attempts=outbox.c.attempts + 1,
            lease_token=outbox.c.lease_token + 1,
            leased_by=worker,
            leased_until=now + timedelta(seconds=lease_seconds),
        )
    )
    if was_interrupted:
        note(
            connection,
            Event.INTERRUPTED,
            at=now,
            arrival_id=found.arrival_id,
            outbox_id=found.id,
            reference=found.reference,
        )
    return found.id, was_interrupted


def _bury(connection: Connection, outbox_id: int, *, now: datetime) -> None:
    """A letter whose seal is broken is never sent: who knows whose it is."""
    buried = update(outbox).where(outbox.c.id == outbox_id).values(**_finished(MailState.DEAD, now), phase=SEAL)
    row = connection.execute(buried.returning(outbox.c.arrival_id, outbox.c.reference)).one()
    note(
        connection,
        Event.DEAD,
        at=now,
        arrival_id=row.arrival_id,
        outbox_id=outbox_id,
        reference=row.reference,
        detail=SEAL,
    )


def _is_claimable(now: datetime) -> ColumnElement[bool]:
    is_free = or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= now)
    is_open = and_(outbox.c.finished_at.is_(None), outbox.c.state != MailState.HELD)
    return and_(is_open, outbox.c.due_at <= now, is_free)


def _read(connection: Connection, outbox_id: int, *, claimed: datetime, keyring: Keyring) -> OutboxItem:
    row = connection.execute(select(outbox).where(outbox.c.id == outbox_id)).one()
    return OutboxItem(
        id=row.id,
        mail=_mail(row, keyring),
        arrival_id=row.arrival_id,
        queued=row.queued_at,
        attempts=row.attempts,
        must_look_first=row.state is MailState.UNKNOWN,
        is_without_copy=row.state is MailState.UNKNOWN and row.phase == WITHOUT_COPY,
        token=row.lease_token,
        claimed=claimed,
        leased_until=row.leased_until,
    )


def _mail(row: Any, keyring: Keyring) -> Mail:
    envelope = json.loads(keyring.unseal(row.envelope, outbox.c.envelope, row.key))
    return Mail(
        key=row.key,
        kind=row.kind,
        message_id=row.message_id,
        envelope_from=envelope["from"],
        recipients=tuple(envelope["to"]),
        ledger_copy=envelope["ledger_copy"],
        content=keyring.unseal(row.content, outbox.c.content, row.key),
        reference=row.reference,
    )


def sent_since(connection: Connection, instant: datetime) -> int:
    """How many letters were accepted after this instant."""
    sent = (outbox.c.finished_at > instant, outbox.c.state == MailState.SENT)
    return connection.execute(select(func.count()).select_from(outbox).where(*sent)).scalar_one()


def hold_beyond(connection: Connection, kinds: Sequence[NoticeKind], *, most: int, now: datetime) -> int:
    """Of the letters of these kinds that are due, hold all but the oldest `most`. The number held."""
    is_due = and_(outbox.c.finished_at.is_(None), outbox.c.due_at <= now)
    due = and_(is_due, outbox.c.state == MailState.WAITING, outbox.c.kind.in_(kinds))
    surplus = select(outbox.c.id).where(due).order_by(outbox.c.due_at, outbox.c.id).offset(most)
    ids = connection.execute(surplus.limit(MOST_AT_ONCE)).scalars().all()
    if not ids:
        return 0
    held = update(outbox).where(outbox.c.id.in_(ids), outbox.c.state == MailState.WAITING).values(state=MailState.HELD)
    letters = connection.execute(held.returning(outbox.c.id, outbox.c.arrival_id, outbox.c.reference)).all()
    for row in letters:
        note(connection, Event.HELD, at=now, arrival_id=row.arrival_id, outbox_id=row.id, reference=row.reference)
    return len(letters)


def redirect(
    connection: Connection, item: OutboxItem, recipients: tuple[str, ...], *, now: datetime, keyring: Keyring
) -> None:
    """The same letter, surely not accepted, to these instead: due at once. Raises LeaseLost."""
    envelope = keyring.seal(_envelope(replace(item.mail, recipients=recipients)), outbox.c.envelope, item.mail.key)
    readdressed = {"envelope": envelope, "addressee_hash": keyring.address_hash(recipients[0])}
    _change(connection, item, _released(MailState.WAITING, now) | readdressed)
    _note(connection, item, Event.REDIRECTED, now, str(item.attempts))


def has_come_back(connection: Connection, message_id: str, *, keyring: Keyring) -> bool:
    """Whether our own copy of a letter was collected: it went out then, whatever became of the copy since."""
    collected = select(arrivals.c.id).where(
        arrivals.c.message_id_hash == keyring.message_id_hash(message_id),
        arrivals.c.reason.in_((Reason.OWN_COPY, Reason.DUPLICATE)),
    )
    return connection.execute(collected.limit(1)).first() is not None


def still_holds(connection: Connection, item: OutboxItem, *, now: datetime) -> bool:
    """Whether the letter is ours and at least half of the lease is left, so that a slow answer to DATA fits into it."""
    half = (item.leased_until - item.claimed) / 2
    if not item.claimed <= now <= item.leased_until - half:
        return False
    return connection.execute(select(outbox.c.id).where(*_ours(item))).scalar_one_or_none() is not None


def mark_sending(connection: Connection, item: OutboxItem, *, now: datetime) -> None:
    """Committed before the server is spoken to: whatever stops us from here on leaves an unknown outcome."""
    _change(connection, item, {"state": MailState.SENDING, "phase": None})
    _note(connection, item, Event.SENT_AGAIN if item.must_look_first else Event.SENDING, now, str(item.attempts))


def mark_without_copy(connection: Connection, item: OutboxItem) -> None:
    """Kept until the outcome is written down."""
    _change(connection, item, {"phase": WITHOUT_COPY})


def mark_sent(
    connection: Connection, item: OutboxItem, *, now: datetime, code: int | None, found_by_look: bool
) -> None:
    _change(connection, item, _finished(MailState.SENT, now) | {"code": code, "phase": None})
    _note(connection, item, Event.FOUND if found_by_look else Event.SENT, now, _said(code))


def mark_not_sent(
    connection: Connection, item: OutboxItem, *, now: datetime, code: int | None, phase: str, retry_at: datetime
) -> None:
    """Surely not accepted: due again at `retry_at`."""
    _change(connection, item, _released(MailState.WAITING, retry_at) | {"code": code, "phase": phase})
    _note(connection, item, Event.NOT_SENT, now, _said(code, phase))


def mark_unknown(
    connection: Connection, item: OutboxItem, *, now: datetime, retry_at: datetime, code: int | None, phase: str
) -> None:
    """May have been accepted: due for a look at `retry_at`. That it left without a copy is not forgotten."""
    kept = WITHOUT_COPY if item.is_without_copy else phase
    _change(connection, item, _released(MailState.UNKNOWN, retry_at) | {"code": code, "phase": kept})
    _note(connection, item, Event.UNKNOWN, now, _said(code, phase))


def mark_undelivered(
    connection: Connection, item: OutboxItem, state: MailState, *, now: datetime, code: int | None, phase: str
) -> None:
    """A dead letter: REFUSED by the server for good, or DEAD after too many tries."""
    _change(connection, item, _finished(state, now) | {"code": code, "phase": phase})
    _note(connection, item, Event(state.value), now, _said(code, phase))


def _ours(item: OutboxItem) -> Iterator[ColumnElement[bool]]:
    yield outbox.c.id == item.id
    yield outbox.c.lease_token == item.token
    yield outbox.c.finished_at.is_(None)


def _change(connection: Connection, item: OutboxItem, values: dict[str, Any]) -> None:
    """Raises LeaseLost when somebody else took it, or it is finished."""
    changed = connection.execute(update(outbox).where(*_ours(item)).values(**values))
    if not changed.rowcount:
        raise LeaseLost


def _released(state: MailState, due_at: datetime) -> dict[str, Any]:
    return {"state": state, "due_at": due_at, "leased_by": None, "leased_until": None}


def _finished(state: MailState, now: datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "leased_by": None, "leased_until": None}


def _said(code: int | None, phase: str = "") -> str:
    return " ".join(str(each) for each in (phase, code) if each)


def _note(connection: Connection, item: OutboxItem, event: Event, now: datetime, detail: str) -> None:
    note(
        connection,
        event,
        at=now,
        arrival_id=item.arrival_id,
        outbox_id=item.id,
        reference=item.mail.reference,
        detail=detail,
    )
