"""The way of one referral, message or sender through the house, step by step."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, union

from intake.store.rows import Step
from intake.store.schema import arrivals, audit, outbox, versions
from intake.store.sealing import Keyring


def trace(connection: Connection, query: str, *, keyring: Keyring) -> tuple[Step, ...]:
    """Every step, oldest first, of what goes by this reference, Message-ID, sender's address, or hash."""
    asked = query.strip()
    if not asked or not asked.isprintable():
        return ()
    arrival_ids = _arrivals(asked, keyring)
    found = connection.execute(
        select(audit, outbox.c.message_id.label("letter_id"), outbox.c.kind, arrivals.c.message_id)
        .join_from(audit, outbox, audit.c.outbox_id == outbox.c.id, isouter=True)
        .join(arrivals, audit.c.arrival_id == arrivals.c.id, isouter=True)
        .where(or_(audit.c.arrival_id.in_(arrival_ids), audit.c.reference == asked, _is_letter(asked, keyring)))
        .order_by(audit.c.id)
    )
    return tuple(
        Step(
            at=row.at,
            event=row.event,
            arrival_id=row.arrival_id,
            reference=row.reference,
            message_id=row.letter_id or keyring.unseal_text(row.message_id, arrivals.c.message_id, row.arrival_id),
            kind=row.kind,
            detail=row.detail,
        )
        for row in found
    )


def _arrivals(asked: str, keyring: Keyring) -> Select[Any]:
    """Ids of the arrivals that it names by themselves, by a version of a referral, or by a letter."""
    hashed = keyring.address_hash(asked)
    by_itself = select(arrivals.c.id).where(
        or_(
            arrivals.c.message_id_hash == keyring.message_id_hash(asked),
            arrivals.c.fingerprint == asked,
            arrivals.c.sha256 == asked,
            arrivals.c.sender_hash.in_((asked, hashed)),
        )
    )
    by_reference = select(versions.c.arrival_id).where(
        or_(versions.c.reference == asked, versions.c.attachment_sha256 == asked)
    )
    by_letter = select(outbox.c.arrival_id).where(outbox.c.message_id == asked, outbox.c.arrival_id.is_not(None))
    return select(union(by_itself, by_reference, by_letter).subquery().c[0])


def _is_letter(asked: str, keyring: Keyring) -> ColumnElement[bool]:
    """A letter that belongs to no arrival, such as a digest."""
    hashed = keyring.address_hash(asked)
    return and_(
        audit.c.arrival_id.is_(None),
        or_(outbox.c.message_id == asked, outbox.c.addressee_hash.in_((asked, hashed))),
    )
