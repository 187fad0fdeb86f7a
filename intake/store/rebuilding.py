"""After the database was lost, or an older copy was put in its place: what the mailbox says of the time that is missing."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from intake.model.decision import Outcome, Reason
from intake.model.mail import NoticeKind
from intake.model.message import MessageKind
from intake.store.alarms import raise_alarm
from intake.store.audit import note
from intake.store.deciding import new_reference
from intake.store.rows import Recovered, RecoveredLetter
from intake.store.schema import arrivals, counters, filings, ledger, outbox, referrals, versions
from intake.store.sealing import Keyring
from intake.store.states import UNFINISHED, ArrivalState, Event, Fate, FilingState, MailState

REBUILT = "database_rebuilt"
"""The alarm: a person has to know, and to look through the folders."""
NUMBERED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
REFERENCE = re.compile(r"(?P<prefix>.+)-(?P<year>[0-9]{4})-(?P<number>[0-9]+)")


def recover(connection: Connection, found: Recovered, *, now: datetime, keyring: Keyring) -> int | None:
    """Write down a message with what became of it; the number of its arrival, or None when that is known already."""
    known = _arrival_at(connection, found) or _undecided_like(connection, found)
    earlier = _decided_like(connection, found) if known is None else known.id if known.decided_at else None
    if earlier is not None:
        _confirm(connection, earlier, found, now)
        return None
    arrival_id: int = known.id if known is not None else _arrive(connection, found, now)
    _decide(connection, arrival_id, found, now, keyring)
    return arrival_id


def _arrival_at(connection: Connection, found: Recovered) -> Any:
    place = found.place
    return connection.execute(
        select(arrivals.c.id, arrivals.c.decided_at)
        .join(ledger)
        .where(
            ledger.c.mailbox == place.mailbox,
            ledger.c.folder == place.folder,
            ledger.c.uidvalidity == place.uidvalidity,
            ledger.c.uid == found.uid,
        )
    ).one_or_none()


def _undecided_like(connection: Connection, found: Recovered) -> Any:
    """An older copy of the database had it still to decide."""
    same = select(arrivals.c.id, arrivals.c.decided_at).where(
        arrivals.c.sha256 == found.sha256, arrivals.c.decided_at.is_(None)
    )
    return connection.execute(same.order_by(arrivals.c.id).limit(1)).one_or_none()


def _decided_like(connection: Connection, found: Recovered) -> int | None:
    same = select(arrivals.c.id).where(arrivals.c.fingerprint == found.fingerprint, arrivals.c.decided_at.is_not(None))
    return connection.execute(same.order_by(arrivals.c.id).limit(1)).scalar_one_or_none()


def _confirm(connection: Connection, arrival_id: int, found: Recovered, now: datetime) -> None:
    """It lies in the folder of its outcome: all its letters had gone out by then."""
    if found.folder is not None:
        for row in connection.execute(_letters_unfinished().where(outbox.c.arrival_id == arrival_id)).all():
            _mark_found(connection, row, now)


def _letters_unfinished() -> Any:
    return select(outbox.c.id, outbox.c.arrival_id, outbox.c.reference).where(outbox.c.state.in_(UNFINISHED))


def _mark_found(connection: Connection, letter: Any, now: datetime) -> None:
    finished = {"state": MailState.SENT, "finished_at": now, "leased_by": None, "leased_until": None}
    connection.execute(update(outbox).where(outbox.c.id == letter.id).values(**finished))
    note(
        connection,
        Event.FOUND,
        at=now,
        arrival_id=letter.arrival_id,
        outbox_id=letter.id,
        reference=letter.reference,
    )


def _arrive(connection: Connection, found: Recovered, now: datetime) -> int:
    place = found.place
    ledger_id = connection.execute(
        insert(ledger).returning(ledger.c.id),
        {
            "mailbox": place.mailbox,
            "folder": place.folder,
            "uidvalidity": place.uidvalidity,
            "uid": found.uid,
            "fate": Fate.KEPT,
            "seen_at": now,
        },
    ).scalar_one()
    row = {
        "id": _next_number(connection, now),
        "ledger_id": ledger_id,
        "received_at": found.received,
        "kept_at": now,
        "due_at": now,
        "size_bytes": found.size,
        "sha256": found.sha256,
        "state": ArrivalState.WAITING,
        "attempts": 0,
        "lease_token": 0,
    }
    arrival_id: int = connection.execute(insert(arrivals).returning(arrivals.c.id), row).scalar_one()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('arrivals', 'id'), :last)"), {"last": arrival_id})
    return arrival_id


def _next_number(connection: Connection, now: datetime) -> int:
    """One that no arrival had in the time that is missing: Message-IDs are made from it, and none may come twice.

    There are fewer arrivals than minutes.
    """
    highest: int = connection.execute(select(func.max(arrivals.c.id))).scalar_one() or 0
    return max(highest + 1, (now - NUMBERED_FROM) // timedelta(minutes=1))


def _decide(connection: Connection, arrival_id: int, found: Recovered, now: datetime, keyring: Keyring) -> None:
    connection.execute(
        update(arrivals)
        .where(arrivals.c.id == arrival_id)
        .values(
            state=ArrivalState.DECIDED,
            decided_at=now,
            kind=MessageKind.OWN if found.reason is Reason.OWN_COPY else MessageKind.REFERRAL,
            outcome=found.outcome,
            reason=found.reason,
            withheld=[],
            fingerprint=found.fingerprint,
            message_id=keyring.seal_text(found.message_id, arrivals.c.message_id, arrival_id),
            message_id_hash=None if found.message_id is None else keyring.message_id_hash(found.message_id),
            sender_hash=None if found.sender is None else keyring.address_hash(found.sender),
            settled_at=None if found.needs_person else now,
            leased_by=None,
            leased_until=None,
        )
    )
    note(connection, Event.REBUILT, at=now, arrival_id=arrival_id, detail=f"{found.outcome} {found.reason}")
    if found.outcome is not Outcome.LEFT:
        connection.execute(insert(filings), {"arrival_id": arrival_id, "due_at": now, **_filing(found, now)})


def _filing(found: Recovered, now: datetime) -> dict[str, Any]:
    if found.folder is None:
        return {"state": FilingState.WAITING}
    where = {"folder": found.folder, "uidvalidity": found.place.uidvalidity, "uid": found.uid}
    return {"state": FilingState.FILED, "finished_at": now, **where}


# -- our own letters -------------------------------------------------------------------------------------------------


def recover_letter(
    connection: Connection, letter: RecoveredLetter, *, arrival_id: int | None, now: datetime, keyring: Keyring
) -> None:
    """A letter whose copy lies in our mailbox went out. One that nobody remembers is written down as sent."""
    known = connection.execute(
        select(outbox.c.id, outbox.c.arrival_id, outbox.c.reference, outbox.c.state).where(
            outbox.c.message_id == letter.message_id
        )
    ).one_or_none()
    if known is not None:
        if known.state in UNFINISHED:
            _mark_found(connection, known, now)
        return
    _write_down(connection, letter, arrival_id, now, keyring)
    if letter.reference is not None:
        _count_up(connection, letter.reference)
        if letter.kind is NoticeKind.FORWARD and arrival_id is not None:
            _close(connection, letter, letter.reference, arrival_id, now)


def _write_down(
    connection: Connection, letter: RecoveredLetter, arrival_id: int | None, now: datetime, keyring: Keyring
) -> None:
    key = f"rebuilt:{letter.message_id}"
    envelope = json.dumps({"from": "", "to": [], "ledger_copy": None}).encode()
    row = {
        "key": key,
        "message_id": letter.message_id,
        "arrival_id": arrival_id,
        "kind": letter.kind,
        "reference": letter.reference,
        "addressee_hash": "",
        "envelope": keyring.seal(envelope, outbox.c.envelope, key),
        "content": keyring.seal(b"", outbox.c.content, key),
        "state": MailState.SENT,
        "attempts": 0,
        "queued_at": letter.received,
        "due_at": now,
        "finished_at": now,
        "lease_token": 0,
    }
    outbox_id = connection.execute(insert(outbox).returning(outbox.c.id), row).scalar_one()
    note(connection, Event.REBUILT, at=now, outbox_id=outbox_id, arrival_id=arrival_id, reference=letter.reference)


def _close(connection: Connection, letter: RecoveredLetter, reference: str, arrival_id: int, now: datetime) -> None:
    """The referral that a forward was about, with the files that went along: they are not forwarded again."""
    if connection.execute(select(referrals.c.versions).where(referrals.c.reference == reference)).first() is None:
        opened = {"opened_at": letter.received, "changed_at": letter.received, "closed_at": now}
        fresh = {"reference": reference, "outcome": Outcome.FORWARDED, "urgent": False, "versions": 0}
        connection.execute(insert(referrals), {**opened, **fresh})
    for sha256 in letter.files:
        raised = update(referrals).where(referrals.c.reference == reference)
        raised = raised.values(versions=referrals.c.versions + 1, outcome=Outcome.FORWARDED, closed_at=now)
        number = connection.execute(raised.returning(referrals.c.versions)).scalar_one()
        version = {"reference": reference, "number": number, "arrival_id": arrival_id, "recorded_at": now}
        facts = {"attachment_sha256": sha256, "missing": [], "outcome": Outcome.FORWARDED, "urgent": False}
        connection.execute(insert(versions), {**version, **facts})


def _count_up(connection: Connection, reference: str) -> None:
    """The counter of its prefix and year stands at its number at least."""
    named = REFERENCE.fullmatch(reference)
    if named is not None:
        _raise_to(connection, named["prefix"], int(named["year"]), int(named["number"]))


def _raise_to(connection: Connection, prefix: str, year: int, number: int) -> None:
    row = (counters.c.prefix == prefix, counters.c.year == year)
    last = connection.execute(select(counters.c.last).where(*row)).scalar_one_or_none()
    if last is None:
        connection.execute(insert(counters), {"prefix": prefix, "year": year, "last": number})
    elif last < number:
        connection.execute(update(counters).where(*row).values(last=number))


def open_return(connection: Connection, found: Recovered, *, prefix: str, now: datetime, keyring: Keyring) -> str:
    """The reference that its letter named is lost with the letter: it gets one that nobody ever had."""
    reference = new_reference(connection, prefix, now.year)
    since = {"opened_at": found.received, "changed_at": found.received}
    state = {"outcome": Outcome.RETURNED, "urgent": False}
    agency = keyring.seal_text(found.agency_domain, referrals.c.agency_domain, reference)
    connection.execute(
        insert(referrals), {"reference": reference, "versions": 1, "agency_domain": agency, **since, **state}
    )
    arrival_id = _arrival_at(connection, found).id
    version = {"reference": reference, "number": 1, "arrival_id": arrival_id, "recorded_at": now, "missing": []}
    sha256 = found.files[0] if len(found.files) == 1 else None
    connection.execute(insert(versions), {**version, **state, "attachment_sha256": sha256})
    note(connection, Event.REBUILT, at=now, arrival_id=arrival_id, reference=reference, detail=Outcome.RETURNED)
    return reference


# -- the end ---------------------------------------------------------------------------------------------------------


def forwarded_files(connection: Connection, files: Iterable[str]) -> frozenset[str]:
    """Those of `files` that went to the Head."""
    sent = select(versions.c.attachment_sha256).where(
        versions.c.attachment_sha256.in_(tuple(files)), versions.c.outcome == Outcome.FORWARDED
    )
    return frozenset(connection.execute(sent).scalars())


def end(connection: Connection, *, prefix: str, year: int, unseen_references: int, now: datetime) -> None:
    """Numbers that returns may have had, of which we keep no copy, are left out; every letter that waits is looked for first."""
    last = connection.execute(
        select(counters.c.last).where(counters.c.prefix == prefix, counters.c.year == year)
    ).scalar_one_or_none()
    _raise_to(connection, prefix, year, (last or 0) + unseen_references)
    waiting = update(outbox).where(outbox.c.state.in_(UNFINISHED))
    connection.execute(waiting.values(state=MailState.UNKNOWN, leased_by=None, leased_until=None))
    raise_alarm(connection, REBUILT, detail=now.date().isoformat(), now=now)
