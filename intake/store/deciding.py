"""Decide once, whole: the decision, its referrals, its letters and its audit in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, update

from intake.model.decision import History, Outcome, Reason
from intake.model.mail import Mail
from intake.model.message import MessageKind, Withheld
from intake.model.office import Role
from intake.store import alarms, outbox, past
from intake.store import schema as tables
from intake.store.audit import note
from intake.store.rows import Arrival, ReferralVersion
from intake.store.schema import arrivals, counters, filings, referrals, versions
from intake.store.sealing import Keyring
from intake.store.states import ArrivalState, Event, FilingState

FIRST = 1
"""Number of a prefix and a year."""


class Deciding:
    """An open decision on one arrival. Nothing of it is there until the transaction that it lives in ends well."""

    def __init__(self, connection: Connection, *, arrival: Arrival, now: datetime, keyring: Keyring) -> None:
        self._connection = connection
        self._arrival = arrival
        self._now = now
        self._keyring = keyring
        self._drawn: set[str] = set()
        self._is_recorded = False

    def history(
        self,
        *,
        fingerprint: str,
        message_id: str | None,
        sender: str | None,
        refers_to: Sequence[str],
        references: Sequence[str],
        day_start: datetime,
        files: Sequence[str] = (),
    ) -> History:
        """What is remembered; it holds until this decision is written. `day_start` is when the local day began.

        `files` are the SHA-256 of what came along.
        """
        asked = past.Asked(
            arrival_id=self._arrival.id,
            fingerprint=fingerprint,
            message_id=message_id,
            sender=sender,
            refers_to=refers_to,
            references=references,
            day_start=day_start,
            files=files,
            now=self._now,
        )
        return past.history(self._connection, asked, keyring=self._keyring)

    def raise_alarm(self, code: str, *, detail: str = "") -> bool:
        """As the store's own, in this transaction: True when it is new, and somebody has to be told."""
        return alarms.raise_alarm(self._connection, code, detail=detail, now=self._now)

    def clear_alarm(self, code: str) -> bool:
        """As the store's own, in this transaction: False when there was none."""
        return alarms.clear_alarm(self._connection, code, detail=None, now=self._now)

    def is_alarmed(self, code: str) -> bool:
        return alarms.is_open(self._connection, code)

    def new_reference(self, prefix: str, year: int) -> str:
        """The next number of this prefix and year, `HCP-2026-0001`: none is left out and none comes twice.

        It has to be recorded with a version; else the decision is refused, for the number would be missing.
        """
        reference = new_reference(self._connection, prefix, year)
        self._drawn.add(reference)
        return reference

    def record(  # noqa: PLR0913 - a decision is written whole
        self,
        *,
        kind: MessageKind,
        outcome: Outcome,
        reason: Reason,
        withheld: Sequence[Withheld] = (),
        fingerprint: str | None = None,
        message_id: str | None = None,
        sender: str | None = None,
        referrals: Sequence[ReferralVersion] = (),
        mails: Sequence[Mail] = (),
        kept_from: Sequence[Role] = (),
    ) -> None:
        """Write the decision. Of the sender's address only a keyed hash is kept."""
        if self._is_recorded:
            raise ValueError("the decision was recorded before")
        self._connection.execute(
            update(arrivals)
            .where(arrivals.c.id == self._arrival.id)
            .values(
                state=ArrivalState.DECIDED,
                decided_at=self._now,
                kind=kind,
                outcome=outcome,
                reason=reason,
                withheld=[each.value for each in withheld],
                fingerprint=fingerprint or None,
                message_id=self._keyring.seal_text(message_id, arrivals.c.message_id, self._arrival.id),
                message_id_hash=None if message_id is None else self._keyring.message_id_hash(message_id),
                sender_hash=None if sender is None else self._keyring.address_hash(sender),
                kept_from=[each.value for each in kept_from],
                leased_by=None,
                leased_until=None,
            )
        )
        note(self._connection, Event.DECIDED, at=self._now, arrival_id=self._arrival.id, detail=f"{outcome} {reason}")
        for version in referrals:
            self._record_version(version)
            if kept_from:
                self._keep_from(version.reference, kept_from)
        for mail in mails:
            outbox.queue(self._connection, mail, arrival_id=self._arrival.id, now=self._now, keyring=self._keyring)
        if outcome is not Outcome.LEFT:
            self._await_filing()
        self._is_recorded = True

    def _keep_from(self, reference: str, roles: Sequence[Role]) -> None:
        same = tables.referrals.c.reference == reference
        self._connection.execute(update(tables.referrals).where(same).values(kept_from=[each.value for each in roles]))

    def _await_filing(self) -> None:
        self._connection.execute(
            insert(filings), {"arrival_id": self._arrival.id, "state": FilingState.WAITING, "due_at": self._now}
        )

    def _record_version(self, version: ReferralVersion) -> None:
        number = self._open(version) if version.is_new else self._answer(version)
        self._drawn.discard(version.reference)
        row = f"{version.reference} {number}"
        self._connection.execute(
            insert(versions),
            {
                "reference": version.reference,
                "number": number,
                "arrival_id": self._arrival.id,
                "recorded_at": self._now,
                "attachment_sha256": version.attachment_sha256,
                "form": version.form,
                "form_version": version.form_version,
                "verdict": version.verdict,
                "missing": list(version.missing),
                "outcome": version.outcome,
                "urgent": version.urgent,
                "agency_domain": self._keyring.seal_text(version.agency_domain, versions.c.agency_domain, row),
                "process": self._keyring.seal_text(version.process, versions.c.process, row),
                "child_outcome": self._keyring.seal_text(version.child_outcome, versions.c.child_outcome, row),
            },
        )
        if version.outcome is Outcome.FORWARDED:
            self._note(Event.REFERRAL_CLOSED, version)

    def _open(self, version: ReferralVersion) -> int:
        self._connection.execute(
            insert(referrals),
            {
                "reference": version.reference,
                "opened_at": self._now,
                "changed_at": self._now,
                "closed_at": self._closed_at(version),
                "outcome": version.outcome,
                "urgent": version.urgent,
                "agency_domain": self._keyring.seal_text(
                    version.agency_domain, referrals.c.agency_domain, version.reference
                ),
                "versions": 1,
            },
        )
        self._note(Event.REFERRAL_OPENED, version)
        return 1

    def _answer(self, version: ReferralVersion) -> int:
        number: int = self._connection.execute(
            update(referrals)
            .where(referrals.c.reference == version.reference)
            .values(
                changed_at=self._now,
                closed_at=self._closed_at(version),
                outcome=version.outcome,
                urgent=version.urgent,
                versions=referrals.c.versions + 1,
            )
            .returning(referrals.c.versions)
        ).scalar_one()
        self._note(Event.REFERRAL_ANSWERED, version)
        return number

    def _closed_at(self, version: ReferralVersion) -> datetime | None:
        return self._now if version.outcome is Outcome.FORWARDED else None

    def _note(self, event: Event, version: ReferralVersion) -> None:
        note(
            self._connection,
            event,
            at=self._now,
            arrival_id=self._arrival.id,
            reference=version.reference,
            detail=version.outcome,
        )

    def check(self) -> None:
        """Refuse to end half-way: a decision begun and not recorded, or a number drawn and not used."""
        if not self._is_recorded:
            raise ValueError("a decision was begun and not recorded")
        if self._drawn:
            raise ValueError("a reference was drawn and not recorded")


def new_reference(connection: Connection, prefix: str, year: int) -> str:
    """`HCP-2026-0001`: the next number of this prefix and year."""
    return f"{prefix}-{year}-{_next_number(connection, prefix, year):04d}"


def _next_number(connection: Connection, prefix: str, year: int) -> int:
    """Nobody else draws meanwhile: decisions are written one at a time."""
    mine = (counters.c.prefix == prefix, counters.c.year == year)
    drawn = update(counters).where(*mine).values(last=counters.c.last + 1).returning(counters.c.last)
    number: int | None = connection.execute(drawn).scalar_one_or_none()
    if number is None:
        number = FIRST
        connection.execute(insert(counters), {"prefix": prefix, "year": year, "last": number})
    return number
