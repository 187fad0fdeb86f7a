"""Keep, then think: what was seen on the server, and the bytes of it, in one transaction."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from intake.model.mailbox import Fetched, Place
from intake.store.audit import note
from intake.store.schema import arrivals, beginnings, ledger, originals
from intake.store.sealing import Keyring
from intake.store.states import ArrivalState, Event, Fate

AT_ONCE = 500
EVENTS = {Fate.KEPT: Event.KEPT, Fate.TOO_LARGE: Event.TOO_LARGE, Fate.VANISHED: Event.VANISHED}


def known_uids(connection: Connection, place: Place, *, above: int) -> frozenset[int]:
    """Every UID of this place above that one that was ever seen."""
    return frozenset(connection.execute(select(ledger.c.uid).where(*_in(place), ledger.c.uid > above)).scalars())


def highest_uid(connection: Connection, place: Place) -> int:
    """Of those that were ever seen in this place; 0 where none was."""
    return connection.execute(select(func.max(ledger.c.uid)).where(*_in(place))).scalar_one() or 0


def begun(connection: Connection, place: Place) -> datetime | None:
    """When we began in this folder, whatever life of it."""
    in_folder = (beginnings.c.mailbox == place.mailbox, beginnings.c.folder == place.folder)
    return connection.execute(select(beginnings.c.begun_at).where(*in_folder)).scalar_one_or_none()


def leave_alone(
    connection: Connection, place: Place, uids: Iterable[int], *, now: datetime, since: datetime | None = None
) -> int:
    """What is not known of these lay here before we began; how many that are. The first time, we begin now, or began then."""
    if begun(connection, place) is None:
        beginning = {"mailbox": place.mailbox, "folder": place.folder, "begun_at": since or now}
        connection.execute(insert(beginnings), beginning)
    old = sorted(frozenset(uids) - known_uids(connection, place, above=0))
    if old:
        connection.execute(insert(ledger), [_row(place, uid, Fate.LEFT_ALONE, now) for uid in old])
    note(connection, Event.LEFT_ALONE, at=now, detail=str(len(old)))
    return len(old)


def left_alone(connection: Connection, place: Place) -> frozenset[int]:
    old = select(ledger.c.uid).where(*_in(place), ledger.c.fate == Fate.LEFT_ALONE)
    return frozenset(connection.execute(old).scalars())


def take_in(
    connection: Connection,
    place: Place,
    messages: Sequence[Fetched],
    *,
    now: datetime,
    is_quiet: bool,
    keyring: Keyring,
) -> int:
    """Keep these of the messages that were left alone. The number of new arrivals."""
    return sum(_take_in(connection, place, each, now, keyring, is_quiet=is_quiet) for each in messages)


def _take_in(
    connection: Connection, place: Place, message: Fetched, now: datetime, keyring: Keyring, *, is_quiet: bool
) -> bool:
    became = fate(message)
    old = (*_in(place), ledger.c.uid == message.uid, ledger.c.fate == Fate.LEFT_ALONE)
    taken = update(ledger).where(*old).values(fate=became, seen_at=now).returning(ledger.c.id)
    ledger_id = connection.execute(taken).scalar_one_or_none()
    if ledger_id is None or became is Fate.VANISHED:
        return False
    arrival_id = _arrive(connection, ledger_id, message, now, keyring, is_quiet=is_quiet)
    note(connection, Event.TAKEN_IN, at=now, arrival_id=arrival_id, detail="quiet" if is_quiet else "")
    return True


def _row(place: Place, uid: int, became: Fate, now: datetime) -> dict[str, Any]:
    return {
        "mailbox": place.mailbox,
        "folder": place.folder,
        "uidvalidity": place.uidvalidity,
        "uid": uid,
        "fate": became,
        "seen_at": now,
    }


def keep(connection: Connection, place: Place, messages: Sequence[Fetched], *, now: datetime, keyring: Keyring) -> int:
    """Write down what was fetched; what is known already stays as it is. The number of new arrivals."""
    came = {each.uid: each for each in messages}
    known = frozenset(connection.execute(select(ledger.c.uid).where(*_in(place), ledger.c.uid.in_(came))).scalars())
    return sum(_keep(connection, place, each, now, keyring) for uid, each in came.items() if uid not in known)


def known_as(connection: Connection, place: Place, uids: Iterable[int]) -> dict[int, datetime | None]:
    """By UID, those of `uids` that were kept here, and when the server took them; None for one that vanished."""
    found: dict[int, datetime | None] = {}
    remaining = iter(sorted(uids))
    while some := tuple(islice(remaining, AT_ONCE)):
        seen = select(ledger.c.uid, arrivals.c.received_at).join(arrivals, isouter=True)
        rows = connection.execute(seen.where(*_in(place), ledger.c.uid.in_(some), ledger.c.fate != Fate.LEFT_ALONE))
        found |= {row.uid: row.received_at for row in rows}
    return found


def keep_others(
    connection: Connection, place: Place, messages: Sequence[Fetched], *, now: datetime, keyring: Keyring
) -> int:
    """Keep as new those of these messages that are not what their UIDs meant before. How many."""
    others = [each for each in messages if fate(each) is not Fate.VANISHED and _give_up(connection, place, each, now)]
    return keep(connection, place, others, now=now, keyring=keyring)


def _give_up(connection: Connection, place: Place, message: Fetched, now: datetime) -> bool:
    """The row of another message gives up this UID, where there is one: what it meant lies at a place that is no more."""
    content = message.content
    sha256 = None if content is None else hashlib.sha256(content).hexdigest()
    other = (
        select(ledger.c.id, arrivals.c.id.label("arrival_id"))
        .join(arrivals, isouter=True)
        .where(*_in(place), ledger.c.uid == message.uid, ledger.c.fate != Fate.LEFT_ALONE)
        .where(arrivals.c.sha256.is_distinct_from(sha256))
    )
    row = connection.execute(other).one_or_none()
    if row is None:
        return False
    connection.execute(update(ledger).where(ledger.c.id == row.id).values(uidvalidity=-row.id))
    note(connection, Event.UID_GIVEN_TWICE, at=now, arrival_id=row.arrival_id)
    return True


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
    row = _row(place, message.uid, became, now)
    ledger_id = connection.execute(insert(ledger).returning(ledger.c.id), row).scalar_one()
    arrival_id = None if became is Fate.VANISHED else _arrive(connection, ledger_id, message, now, keyring)
    note(connection, EVENTS[became], at=now, arrival_id=arrival_id)
    return arrival_id is not None


def _arrive(
    connection: Connection,
    ledger_id: int,
    message: Fetched,
    now: datetime,
    keyring: Keyring,
    *,
    is_quiet: bool = False,
) -> int:
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
            "quiet": is_quiet,
        },
    ).scalar_one()
    if content is not None:
        sealed = keyring.seal(content, originals.c.content, arrival_id)
        connection.execute(insert(originals), {"arrival_id": arrival_id, "content": sealed})
    return arrival_id
