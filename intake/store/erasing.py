"""What has been kept long enough goes, when a person says so; the steps, the sums and the references stay."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, exists, func, insert, or_, select, update

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store.audit import note
from intake.store.engine import keyring_of
from intake.store.rows import Erasable, Erased, Refusal
from intake.store.schema import arrivals, filings, holds, originals, outbox, referrals, versions
from intake.store.settling import NUMBER
from intake.store.states import UNDELIVERED, Event

NOBODY: Final = ""
"""Stands where the hash of an address stood."""


def due(
    connection: Connection, before: Mapping[Outcome, datetime], *, limit: int | None = None
) -> tuple[Erasable, ...]:
    """Messages decided, and closed, before the instant of their outcome; oldest first. What is open or held is not among them."""
    is_old = or_(*(_is_older(outcome, instant) for outcome, instant in before.items()))
    found = connection.execute(_kept().where(is_old, ~_is_open(), ~_is_held()).order_by(arrivals.c.id).limit(limit))
    return tuple(_erasable(connection, row) for row in found)


def _kept() -> Select[Any]:
    return select(arrivals.c.id, arrivals.c.outcome, arrivals.c.decided_at).where(
        arrivals.c.decided_at.is_not(None), arrivals.c.erased_at.is_(None)
    )


def _is_older(outcome: Outcome, before: datetime) -> ColumnElement[bool]:
    closed_since = _has_referral(referrals.c.closed_at >= before)
    return and_(arrivals.c.outcome == outcome, arrivals.c.decided_at < before, ~closed_since)


def _has_referral(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        versions.c.arrival_id == arrivals.c.id, versions.c.reference == referrals.c.reference, *conditions
    )


def _is_open() -> ColumnElement[bool]:
    """Somebody still has to do something about it: a referral, a hand-over, a letter or a move."""
    is_bare = ~exists().where(versions.c.arrival_id == arrivals.c.id)
    unsettled = and_(arrivals.c.outcome == Outcome.HANDED_OVER, arrivals.c.settled_at.is_(None), is_bare)
    dead = and_(outbox.c.state.in_(UNDELIVERED), outbox.c.settled_at.is_(None))
    letter = exists().where(outbox.c.arrival_id == arrivals.c.id, or_(outbox.c.finished_at.is_(None), dead))
    move = exists().where(filings.c.arrival_id == arrivals.c.id, filings.c.finished_at.is_(None))
    return or_(_has_referral(referrals.c.closed_at.is_(None)), unsettled, letter, move)


def _is_held() -> ColumnElement[bool]:
    return exists().where(versions.c.arrival_id == arrivals.c.id, versions.c.reference == holds.c.reference)


def _erasable(connection: Connection, row: Row[Any]) -> Erasable:
    named = select(versions.c.reference).where(versions.c.arrival_id == row.id).order_by(versions.c.id)
    references = tuple(connection.execute(named).scalars())
    return Erasable(arrival_id=row.id, references=references, outcome=row.outcome, decided=row.decided_at)


# -- one by its name -------------------------------------------------------------------------------------------------


def erase_named(connection: Connection, name: str, *, by: str, now: datetime) -> Erased | Refusal:
    """All messages of a referral, or one message by its number: all of them or none."""
    ids = tuple(connection.execute(_named(name)).scalars())
    kept = tuple(connection.execute(_kept().where(arrivals.c.id.in_(ids))).scalars())
    if not ids:
        return Refusal.UNKNOWN
    if not kept:
        return Refusal.UNDECIDED if _is_any(connection, ids, arrivals.c.decided_at.is_(None)) else Refusal.ERASED
    if _is_any(connection, ids, _is_open()):
        return Refusal.OPEN
    if _is_any(connection, ids, _is_held()):
        return Refusal.HELD
    return erase(connection, kept, by=by, now=now)


def _named(name: str) -> Select[Any]:
    if NUMBER.fullmatch(name):
        return select(arrivals.c.id).where(arrivals.c.id == int(name))
    return select(versions.c.arrival_id).where(versions.c.reference == name).distinct()


def _is_any(connection: Connection, ids: Sequence[int], condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(arrivals.c.id).where(arrivals.c.id.in_(ids), condition)).first() is not None


# -- erasing ---------------------------------------------------------------------------------------------------------


def erase(connection: Connection, ids: Sequence[int], *, by: str, now: datetime) -> Erased:
    """Destroy contents, addresses, their hashes and Message-IDs. `by` is the office of whoever says so, never a name."""
    return sum((_erase(connection, each, by, now) for each in ids), start=Erased())


def _erase(connection: Connection, arrival_id: int, by: str, now: datetime) -> Erased:
    size = connection.execute(select(arrivals.c.size_bytes).where(arrivals.c.id == arrival_id)).scalar_one()
    messages = connection.execute(delete(originals).where(originals.c.arrival_id == arrival_id)).rowcount
    nothing = dict.fromkeys(("sha256", "message_id", "message_id_hash", "sender_hash", "kept_from"))
    connection.execute(update(arrivals).where(arrivals.c.id == arrival_id).values(erased_at=now, **nothing))
    connection.execute(
        update(versions)
        .where(versions.c.arrival_id == arrival_id)
        .values(attachment_sha256=None, agency_domain=None, process=None, child_outcome=None, missing=[])
    )
    named = select(versions.c.reference).where(versions.c.arrival_id == arrival_id)
    connection.execute(
        update(referrals).where(referrals.c.reference.in_(named)).values(agency_domain=None, kept_from=None)
    )
    letters = sum(1 for _ in _emptied(connection, outbox.c.arrival_id == arrival_id))
    note(connection, Event.ERASED, at=now, arrival_id=arrival_id, detail=by)
    return Erased(messages=messages, message_bytes=size if messages else 0, letters=letters)


def _emptied(connection: Connection, which: ColumnElement[bool]) -> Iterator[int]:
    """Letters without a word and without a reader; their keys, Message-IDs and what became of them stay."""
    keyring = keyring_of(connection)
    for row in connection.execute(select(outbox.c.id, outbox.c.key).where(which)).all():
        empty = {each.name: keyring.seal(b"", each, row.key) for each in (outbox.c.envelope, outbox.c.content)}
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(addressee_hash=NOBODY, **empty))
        yield row.id


def erase_digests(connection: Connection, *, before: datetime, by: str, now: datetime) -> Erased:
    """Digests that went out before an instant."""
    old = and_(
        outbox.c.kind == NoticeKind.DIGEST, outbox.c.finished_at < before, func.length(outbox.c.addressee_hash) > 0
    )
    ids = tuple(_emptied(connection, old))
    for outbox_id in ids:
        note(connection, Event.ERASED, at=now, outbox_id=outbox_id, detail=by)
    return Erased(letters=len(ids))


# -- legal hold ------------------------------------------------------------------------------------------------------


def hold(connection: Connection, reference: str, *, by: str, now: datetime) -> bool:
    """Nothing of this referral is erased until the hold ends. False when there is no such referral."""
    if connection.execute(select(referrals.c.reference).where(referrals.c.reference == reference)).first() is None:
        return False
    if connection.execute(select(holds.c.reference).where(holds.c.reference == reference)).first() is None:
        connection.execute(insert(holds), {"reference": reference, "since": now})
        note(connection, Event.HOLD_SET, at=now, reference=reference, detail=by)
    return True


def end_hold(connection: Connection, reference: str, *, by: str, now: datetime) -> bool:
    """False when none was there."""
    if not connection.execute(delete(holds).where(holds.c.reference == reference)).rowcount:
        return False
    note(connection, Event.HOLD_ENDED, at=now, reference=reference, detail=by)
    return True
