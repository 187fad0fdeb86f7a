"""What the store remembers that bears on a decision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, ScalarSelect, bindparam, exists, func, select

from intake.model.decision import EarlierReferral, History, Outcome
from intake.model.mail import NoticeKind
from intake.model.office import Role
from intake.store.schema import arrivals, outbox, referrals, versions
from intake.store.sealing import Keyring

DAY: Final = timedelta(days=1)
KNOWN_AT_LEAST, KNOWN_AT_MOST = timedelta(days=7), timedelta(days=28)
"""What is usual, is so by the last four weeks."""
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
    """All that is remembered: one question for what is the same for every message, more only for one that names others."""
    refers_to = tuple(_answerable(asked.refers_to))
    found = connection.execute(REMEMBERED, _names(asked, keyring)).one()
    return History(
        is_known=found.is_known,
        has_namesake=found.has_namesake,
        returns_of_fingerprint=found.returns_of_fingerprint,
        returns_to_sender_today=found.returns_to_sender_today,
        receipts_to_sender_today=found.receipts_to_sender_today,
        returns_this_hour=found.returns_this_hour,
        returns_this_day=found.returns_this_day,
        usual_returns_a_day=_usual(found.returns_before, found.first_return, asked.now - DAY),
        forwards_of_files=_forwards_of_files(connection, asked),
        is_ours=found.is_ours,
        bounced=_letter_kind(connection, refers_to),
        earlier=_earlier(connection, asked, refers_to, keyring),
        is_newcomer=asked.sender is not None and not found.has_sender,
    )


def _names(asked: Asked, keyring: Keyring) -> dict[str, object]:
    """What REMEMBERED asks for. A name that is None is like no other."""
    return {
        "arrival_id": asked.arrival_id,
        "fingerprint": asked.fingerprint or None,
        "message_id": asked.message_id,
        "message_id_hash": None if asked.message_id is None else keyring.message_id_hash(asked.message_id),
        "sender_hash": None if asked.sender is None else keyring.address_hash(asked.sender),
        "day_start": asked.day_start,
        "hour_start": asked.now - timedelta(hours=1),
        "last_day": asked.now - DAY,
        "weeks_start": asked.now - DAY - KNOWN_AT_MOST,
    }


def _usual(count: int, first: datetime | None, until: datetime) -> float | None:
    """Returns a day, of so many since the first that counts; None until a week is known."""
    if first is None or until - first < KNOWN_AT_LEAST:
        return None
    return count / ((until - first) / DAY)


def _other(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether another arrival that was decided is such a one."""
    return exists().where(arrivals.c.decided_at.is_not(None), arrivals.c.id != bindparam("arrival_id"), *conditions)


def _answers(kind: NoticeKind, *conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(outbox.c.kind == kind, *conditions).scalar_subquery()


def _answers_to_sender(kind: NoticeKind) -> ScalarSelect[int]:
    return _answers(
        kind, outbox.c.addressee_hash == bindparam("sender_hash"), outbox.c.queued_at >= bindparam("day_start")
    )


BEFORE = (outbox.c.queued_at > bindparam("weeks_start"), outbox.c.queued_at <= bindparam("last_day"))
SAME_PRINT = arrivals.c.fingerprint == bindparam("fingerprint")
REMEMBERED = select(
    _other(SAME_PRINT).label("is_known"),
    _other(
        arrivals.c.message_id_hash == bindparam("message_id_hash"),
        arrivals.c.fingerprint.is_distinct_from(bindparam("fingerprint")),
    ).label("has_namesake"),
    _other(arrivals.c.sender_hash == bindparam("sender_hash")).label("has_sender"),
    _answers(NoticeKind.RETURN, outbox.c.arrival_id.in_(select(arrivals.c.id).where(SAME_PRINT))).label(
        "returns_of_fingerprint"
    ),
    _answers_to_sender(NoticeKind.RETURN).label("returns_to_sender_today"),
    _answers_to_sender(NoticeKind.RECEIPT).label("receipts_to_sender_today"),
    _answers(NoticeKind.RETURN, outbox.c.queued_at > bindparam("hour_start")).label("returns_this_hour"),
    _answers(NoticeKind.RETURN, outbox.c.queued_at > bindparam("last_day")).label("returns_this_day"),
    _answers(NoticeKind.RETURN, *BEFORE).label("returns_before"),
    select(func.min(outbox.c.queued_at))
    .where(outbox.c.kind == NoticeKind.RETURN, *BEFORE)
    .scalar_subquery()
    .label("first_return"),
    exists().where(outbox.c.message_id == bindparam("message_id")).label("is_ours"),
)
"""Built once: saying it anew for each message takes longer than finding it."""


def _answerable(texts: Iterable[str]) -> Iterator[str]:
    """Texts of a stranger that could be ours; no database is asked about the rest."""
    for each in tuple(texts)[:QUESTIONS]:
        if each.isascii() and each.isprintable():
            yield each


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
        kept_from = tuple(Role(each) for each in row.kept_from or ())
        return EarlierReferral(reference=row.reference, attempts=row.versions, kept_from=kept_from)
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
