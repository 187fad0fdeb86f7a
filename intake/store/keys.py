"""Which keys sealed what is here, and sealing all of it again with the newest."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, func, insert, select, update

from intake.store.audit import note
from intake.store.columns import Sealed
from intake.store.errors import StoreRefused
from intake.store.rows import SealingKey
from intake.store.schema import arrivals, digests, keys, metadata, originals, outbox, referrals, versions
from intake.store.sealing import Keyring
from intake.store.states import Event

TIES: Final = {
    arrivals: (arrivals.c.id,),
    originals: (originals.c.arrival_id,),
    digests: (digests.c.day, digests.c.reader_hash),
    outbox: (outbox.c.key,),
    referrals: (referrals.c.reference,),
    versions: (versions.c.reference, versions.c.number),
}
"""What names a row to which a sealed value is tied: never changed, and known when the value is sealed."""


def adopt(connection: Connection, keyring: Keyring) -> None:
    """Note the newest key as one that seals here. Raises StoreRefused when one that is in use is not on the ring."""
    in_use = refuse_unknown(connection, keyring)
    if keyring.newest not in in_use:
        connection.execute(update(keys).where(keys.c.id == keyring.newest).values(retired_at=None))
        if connection.execute(select(keys.c.id).where(keys.c.id == keyring.newest)).first() is None:
            connection.execute(insert(keys), {"id": keyring.newest})


def refuse_unknown(connection: Connection, keyring: Keyring) -> frozenset[str]:
    """The keys in use, by name. Raises StoreRefused when one of them is not on the ring."""
    in_use = frozenset(each.id for each in sealing_keys(connection))
    if missing := sorted(in_use - keyring.ids):
        raise StoreRefused(
            f"the database is sealed with a key that is not here ({', '.join(missing)}): set INTAKE_SECRET and INTAKE_KEYS"
            " as they were"
        )
    return in_use


def sealing_keys(connection: Connection) -> tuple[SealingKey, ...]:
    """The keys in use, oldest first."""
    found = connection.execute(select(keys).where(keys.c.retired_at.is_(None)).order_by(keys.c.since, keys.c.id))
    return tuple(SealingKey(id=row.id, since=row.since) for row in found)


def sealed_columns() -> Iterator[Column[Any]]:
    """Every column whose values are sealed."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.c if isinstance(column.type, Sealed))


def row_name(row: Any, column: Column[Any]) -> str:
    """What the value in this row was tied to."""
    return " ".join(str(row._mapping[each]) for each in TIES[column.table])  # noqa: SLF001 - the public view of a row


def reseal(connection: Connection, keyring: Keyring, *, limit: int) -> int:
    """Seal up to `limit` values again that an older key sealed; how many there were. Raises SealBroken."""
    for column in sealed_columns():
        found = connection.execute(
            select(*TIES[column.table], column)
            .where(column.is_not(None), func.substr(column, 1, len(keyring.header)) != keyring.header)
            .limit(limit)
        ).all()
        for row in found:
            _reseal(connection, keyring, column, row)
        if found:
            return len(found)
    return 0


def _reseal(connection: Connection, keyring: Keyring, column: Column[Any], row: Any) -> None:
    name = row_name(row, column)
    clear = keyring.unseal(row._mapping[column], column, name)  # noqa: SLF001 - the row's public view
    ties = TIES[column.table]
    connection.execute(
        update(column.table)
        .where(*(each == row._mapping[each] for each in ties))  # noqa: SLF001
        .values({column: keyring.seal(clear, column, name)})
    )


def retire(connection: Connection, keyring: Keyring, *, now: datetime) -> None:
    """Nothing is sealed with the older keys any more: they may be thrown away."""
    connection.execute(update(keys).where(keys.c.id != keyring.newest).values(retired_at=now))
    note(connection, Event.KEYS_ROTATED, at=now, detail=keyring.newest)
