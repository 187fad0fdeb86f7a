"""Keep, then think: what was seen on the server, and the bytes of it, in one transaction."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from intake.model.mailbox import Fetched, Place
from intake.store.audit import note
from intake.store.schema import arrivals, ledger, originals
from intake.store.sealing import Keyring
from intake.store.states import ArrivalState, Event, Fate

EVENTS = {Fate.KEPT: Event.KEPT, Fate.TOO_LARGE: Event.TOO_LARGE, Fate.VANISHED: Event.VANISHED}


def known_uids(connection: Connection, place: Place, *, above: int) -> frozenset[int]:
    """Every UID of this place above that one that was ever seen."""
    return frozenset(connection.execute(select(ledger.c.uid).where(*_in(place), ledger.c.uid > above)).scalars())


def highest_uid(connection: Connection, place: Place) -> int:
    """Of those that were ever seen in this place; 0 where none was."""
    return connection.execute(select(func.max(ledger.c.uid)).where(*_in(place))).scalar_one() or 0


def keep(connection: Connection, place: Place, messages: Sequence[Fetched], *, now: datetime, keyring: Keyring) -> int:
    """Write down what was fetched; what is known already stays as it is. The number of new arrivals."""
    came = {each.uid: each for each in messages}
    known = frozenset(connection.execute(select(ledger.c.uid).where(*_in(place), ledger.c.uid.in_(came))).scalars())
    return sum(_keep(connection, place, each, now, keyring) for uid, each in came.items() if uid not in known)


def _in(place: Place) -> Iterator[Any]:
    yield ledger.c.mailbox == place.mailbox
    yield ledger.c.folder == place.folder
    yield ledger.c.uidvalidity == place.uidvalidity


def fate(message: Fetched) -> Fate:
    """Without content it is too large, or not there any more where the server states no size."""
    if message.content is not None:
        return Fate.KEPT
    return Fate.TOO_LARGE if message.size else Fate.VANISHED


def _keep(connection: Connection, place: Place, message: Fetched, now: datetime, keyring: Keyring) -> bool:
    """True when it became an arrival."""
    became = fate(message)
    ledger_id = connection.execute(
        insert(ledger).returning(ledger.c.id),
        {
            "mailbox": place.mailbox,
            "folder": place.folder,
            "uidvalidity": place.uidvalidity,
            "uid": message.uid,
            "fate": became,
            "seen_at": now,
        },
    ).scalar_one()
    arrival_id = None if became is Fate.VANISHED else _arrive(connection, ledger_id, message, now, keyring)
    note(connection, EVENTS[became], at=now, arrival_id=arrival_id)
    return arrival_id is not None


def _arrive(connection: Connection, ledger_id: int, message: Fetched, now: datetime, keyring: Keyring) -> int:
    content = message.content
    arrival_id: int = connection.execute(
        insert(arrivals).returning(arrivals.c.id),
        {
            "ledger_id": ledger_id,
            "received_at": message.received,
            "kept_at": now,
            "due_at": now,
            "size_bytes": message.size if content is None else len(content),
            "sha256": None if content is None else hashlib.sha256(content).hexdigest(),
            "state": ArrivalState.TOO_LARGE if content is None else ArrivalState.WAITING,
            "attempts": 0,
            "lease_token": 0,
        },
    ).scalar_one()
    if content is not None:
        sealed = keyring.seal(content, originals.c.content, arrival_id)
        connection.execute(insert(originals), {"arrival_id": arrival_id, "content": sealed})
    return arrival_id
