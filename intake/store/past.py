"""What the store remembers that bears on a decision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from intake.model.decision import EarlierReferral, History, Outcome
from intake.model.mail import NoticeKind
from intake.store.schema import arrivals, outbox, referrals, versions
from intake.store.sealing import Keyring

QUESTIONS = 200
"""How many Message-IDs or references of one message are looked up; a real thread names a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a message bears on its past."""

    arrival_id: int
    fingerprint: str
    message_id: str | None
    sender: str | None = field(repr=False)
    refers_to: Sequence[str]
    """Message-IDs, newest first."""
    references: Sequence[str]
    files: Sequence[str]
    day_start: datetime
    now: datetime


def history(connection: Connection, asked: Asked, *, keyring: Keyring) -> History:
    refers_to = tuple(_answerable(asked.refers_to))
    return History(
        is_known=_is_known(connection, asked),
        has_namesake=_has_namesake(connection, asked, keyring),
        returns_of_fingerprint=_returns_of_fingerprint(connection, asked),
        returns_to_sender_today=_returns_to_sender(connection, asked, keyring),
        receipts_to_sender_today=_receipts_to_sender(connection, asked, keyring),
        returns_this_hour=_answers(connection, RETURNS, outbox.c.queued_at > asked.now - timedelta(hours=1)),
        forwards_of_files=_forwards_of_files(connection, asked),
        is_ours=_is_ours(connection, asked.message_id),
        bounced=_letter_kind(connection, refers_to),
        earlier=_earlier(connection, asked, refers_to, keyring),
        is_newcomer=_is_newcomer(connection, asked, keyring),
    )


def _answerable(texts: Iterable[str]) -> Iterator[str]:
    """Texts of a stranger that could be ours; no database is asked about the rest."""
    for each in tuple(texts)[:QUESTIONS]:
        if each.isascii() and each.isprintable():
            yield each


def _is_known(connection: Connection, asked: Asked) -> bool:
    if not asked.fingerprint:
        return False
    same = select(arrivals.c.id).where(
        arrivals.c.fingerprint == asked.fingerprint,
        arrivals.c.decided_at.is_not(None),
        arrivals.c.id != asked.arrival_id,
    )
    return connection.execute(same.limit(1)).first() is not None


def _is_ours(connection: Connection, message_id: str | None) -> bool:
    if message_id is None:
        return False
    return connection.execute(select(outbox.c.id).where(outbox.c.message_id == message_id).limit(1)).first() is not None


def _has_namesake(connection: Connection, asked: Asked, keyring: Keyring) -> bool:
    if asked.message_id is None:
        return False
    others = select(arrivals.c.id).where(
        arrivals.c.message_id_hash == keyring.message_id_hash(asked.message_id),
        arrivals.c.decided_at.is_not(None),
        arrivals.c.id != asked.arrival_id,
        arrivals.c.fingerprint.is_distinct_from(asked.fingerprint),
    )
    return connection.execute(others.limit(1)).first() is not None


RETURNS = NoticeKind.RETURN
RECEIPTS = NoticeKind.RECEIPT


def _answers(connection: Connection, kind: NoticeKind, *conditions: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(outbox).where(outbox.c.kind == kind, *conditions)
    return connection.execute(counted).scalar_one()


def _returns_of_fingerprint(connection: Connection, asked: Asked) -> int:
    if not asked.fingerprint:
        return 0
    same = select(arrivals.c.id).where(arrivals.c.fingerprint == asked.fingerprint)
    return _answers(connection, RETURNS, outbox.c.arrival_id.in_(same))


def _returns_to_sender(connection: Connection, asked: Asked, keyring: Keyring) -> int:
    return _answers_to_sender(connection, RETURNS, asked, keyring)


def _receipts_to_sender(connection: Connection, asked: Asked, keyring: Keyring) -> int:
    return _answers_to_sender(connection, RECEIPTS, asked, keyring)


def _answers_to_sender(connection: Connection, kind: NoticeKind, asked: Asked, keyring: Keyring) -> int:
    if asked.sender is None:
        return 0
    addressee = keyring.address_hash(asked.sender)
    return _answers(connection, kind, outbox.c.addressee_hash == addressee, outbox.c.queued_at >= asked.day_start)


def _forwards_of_files(connection: Connection, asked: Asked) -> Mapping[str, int]:
    """By SHA-256: how often each file was forwarded. A file that never was is not there."""
    if not asked.files:
        return {}
    counted = (
        select(versions.c.attachment_sha256, func.count())
        .where(versions.c.attachment_sha256.in_(asked.files), versions.c.outcome == Outcome.FORWARDED)
        .group_by(versions.c.attachment_sha256)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def _is_newcomer(connection: Connection, asked: Asked, keyring: Keyring) -> bool:
    if asked.sender is None:
        return False
    same = arrivals.c.sender_hash == keyring.address_hash(asked.sender)
    earlier = select(arrivals.c.id).where(same, arrivals.c.decided_at.is_not(None), arrivals.c.id != asked.arrival_id)
    return connection.execute(earlier.limit(1)).first() is None


def _letter_kind(connection: Connection, refers_to: Sequence[str]) -> str | None:
    """The kind of our letter that the message is about; of several the one that it names first."""
    if not refers_to:
        return None
    found = connection.execute(select(outbox.c.message_id, outbox.c.kind).where(outbox.c.message_id.in_(refers_to)))
    kinds = {row.message_id: row.kind for row in found}
    return next((kinds[each].value for each in refers_to if each in kinds), None)


def _earlier(
    connection: Connection, asked: Asked, refers_to: Sequence[str], keyring: Keyring
) -> EarlierReferral | None:
    """The open referral that this message answers: by a letter of ours, or by its reference and the same agency."""
    for row in (*_answered(connection, refers_to), *_named(connection, asked, keyring)):
        return EarlierReferral(reference=row.reference, attempts=row.versions)
    return None


def _answered(connection: Connection, refers_to: Sequence[str]) -> Sequence[Row[Any]]:
    if not refers_to:
        return ()
    letters = (
        select(referrals, outbox.c.message_id)
        .join(outbox, outbox.c.reference == referrals.c.reference)
        .where(outbox.c.message_id.in_(refers_to), referrals.c.closed_at.is_(None))
    )
    return sorted(connection.execute(letters), key=lambda row: refers_to.index(row.message_id))


def _named(connection: Connection, asked: Asked, keyring: Keyring) -> Iterator[Row[Any]]:
    """References can be guessed and mistyped: only one that came from the sender's own agency is believed."""
    references = tuple(_answerable(asked.references))
    if not references:
        return
    found = connection.execute(
        select(referrals).where(referrals.c.reference.in_(references), referrals.c.closed_at.is_(None))
    )
    for row in sorted(found, key=lambda row: references.index(row.reference)):
        agency = keyring.unseal_text(row.agency_domain, referrals.c.agency_domain, row.reference)
        if is_of_agency(asked.sender, agency):
            yield row


def is_of_agency(sender: str | None, agency: str | None) -> bool:
    """Whether an address is in a domain or below it."""
    if not sender or not agency:
        return False
    return f".{sender.rpartition('@')[2]}".lower().endswith(f".{agency}".lower())
