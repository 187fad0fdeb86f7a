"""Which reader has which day's digest."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from intake.model.mail import Mail
from intake.store import chain, outbox
from intake.store.schema import digests
from intake.store.sealing import Keyring


def record(connection: Connection, day: date, mails: Sequence[Mail], *, now: datetime, keyring: Keyring) -> int:
    """Queue each reader's digest of a local day, once: who has it gets no other. The number that was queued."""
    return sum(_record(connection, day, mail, now, keyring) for mail in mails)


def _record(connection: Connection, day: date, mail: Mail, now: datetime, keyring: Keyring) -> bool:
    reader = keyring.address_hash(mail.recipients[0])
    known = select(digests.c.day).where(digests.c.day == day, digests.c.reader_hash == reader)
    if connection.execute(known).first() is not None:
        return False
    outbox_id = outbox.queue(connection, mail, arrival_id=None, now=now, keyring=keyring)
    connection.execute(
        insert(digests),
        {
            "day": day,
            "reader_hash": reader,
            "outbox_id": outbox_id,
            "queued_at": now,
            "head": keyring.seal_text(_head(connection), digests.c.head, f"{day} {reader}"),
        },
    )
    return True


def _head(connection: Connection) -> str | None:
    head = chain.head(connection)
    return None if head is None else str(head)


def last_digest(connection: Connection) -> datetime | None:
    """When a digest was queued last."""
    last: datetime | None = connection.execute(select(func.max(digests.c.queued_at))).scalar_one()
    return last
