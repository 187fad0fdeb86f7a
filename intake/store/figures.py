"""The arithmetic and the lists: how many, in which state, since when."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, func, or_, select

from intake.model.decision import Outcome
from intake.model.office import Role
from intake.store import alarms, chain, runs
from intake.store.rows import DigestFacts, Figures, HandOverLine, LetterLine, ReferralLine, RegisterLine, Signs
from intake.store.schema import arrivals, digests, filings, ledger, outbox, referrals, versions
from intake.store.sealing import Keyring
from intake.store.states import UNDELIVERED, Fate, MailState

Counted = TypeVar("Counted")


def figures(connection: Connection, *, now: datetime) -> Figures:
    outcomes = _count_by(connection, arrivals.c.outcome)
    return Figures(
        taken_at=now,
        received=_count(connection, select(arrivals.c.id)),
        in_progress=_count(connection, select(arrivals.c.id).where(_is_undecided())),
        outcomes={each: outcomes.get(each, 0) for each in Outcome},
        vanished=_count(connection, select(ledger.c.id).where(ledger.c.fate == Fate.VANISHED)),
        left_alone=_count(connection, select(ledger.c.id).where(ledger.c.fate == Fate.LEFT_ALONE)),
        waiting_to_be_filed=_count(
            connection,
            select(filings.c.arrival_id).where(filings.c.finished_at.is_(None)),
        ),
        outbox=_outbox(connection),
        oldest_in_progress=connection.execute(
            select(func.min(arrivals.c.received_at)).where(_is_undecided())
        ).scalar_one(),
        oldest_unsent=connection.execute(
            select(func.min(outbox.c.queued_at)).where(outbox.c.finished_at.is_(None))
        ).scalar_one(),
        open_returns=_count(connection, select(referrals.c.reference).where(*_is_open(Outcome.RETURNED))),
        open_hand_overs=_count(connection, _open_hand_overs()),
        undelivered=_count(connection, select(outbox.c.id).where(_is_dead())),
        last_digest=connection.execute(select(func.max(digests.c.queued_at))).scalar_one(),
        alarms=alarms.open_alarms(connection),
        runs=runs.runs(connection),
    )


def signs(connection: Connection) -> Signs:
    """By which a look from aside sees that something stands still."""
    waits = (outbox.c.finished_at.is_(None), outbox.c.state != MailState.HELD)
    return Signs(
        fetched=runs.last_well(connection, "collect"),
        last_kept=connection.execute(
            select(arrivals.c.kept_at).order_by(arrivals.c.id.desc()).limit(1)
        ).scalar_one_or_none(),
        oldest_unsent=connection.execute(select(func.min(outbox.c.queued_at)).where(*waits)).scalar_one(),
    )


def _is_undecided() -> ColumnElement[bool]:
    return arrivals.c.decided_at.is_(None)


def _count(connection: Connection, chosen: Select[Any]) -> int:
    return connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()


def _count_by(connection: Connection, column: Column[Counted]) -> dict[Counted, int]:
    found = connection.execute(select(column, func.count()).where(column.is_not(None)).group_by(column))
    return dict(found.all())


def _outbox(connection: Connection) -> dict[MailState, int]:
    counted = _count_by(connection, outbox.c.state)
    return {state: counted.get(state, 0) for state in MailState}


def digest_facts(connection: Connection, *, since: datetime | None, now: datetime, keyring: Keyring) -> DigestFacts:
    """What a digest says, with the referrals forwarded after `since` (all of them without it)."""
    return DigestFacts(
        figures=figures(connection, now=now),
        forwarded=_referrals(connection, keyring, *_was_forwarded(since)),
        open_returns=_referrals(connection, keyring, *_is_open(Outcome.RETURNED)),
        open_hand_overs=tuple(_hand_over(row, keyring) for row in connection.execute(_open_hand_overs())),
        dead_letters=_letters(connection, _is_dead()),
        held_letters=_letters(connection, outbox.c.state == MailState.HELD),
        audit_head=chain.head(connection),
    )


def _was_forwarded(since: datetime | None) -> Sequence[ColumnElement[bool]]:
    forwarded = referrals.c.outcome == Outcome.FORWARDED
    return (forwarded,) if since is None else (forwarded, referrals.c.changed_at > since)


def _is_open(outcome: Outcome) -> Sequence[ColumnElement[bool]]:
    return (referrals.c.outcome == outcome, referrals.c.closed_at.is_(None))


def _referrals(connection: Connection, keyring: Keyring, *conditions: ColumnElement[bool]) -> tuple[ReferralLine, ...]:
    found = connection.execute(
        select(referrals, versions.c.form, versions.c.missing, versions.c.process, versions.c.child_outcome)
        .join(versions, _is_newest_version())
        .where(*conditions)
        .order_by(referrals.c.changed_at, referrals.c.reference)
    )
    return tuple(_referral(row, keyring) for row in found)


def _referral(row: Row[Any], keyring: Keyring) -> ReferralLine:
    version = f"{row.reference} {row.versions}"
    return ReferralLine(
        reference=row.reference,
        since=row.changed_at,
        opened=row.opened_at,
        agency_domain=keyring.unseal_text(row.agency_domain, referrals.c.agency_domain, row.reference),
        form=row.form,
        versions=row.versions,
        urgent=row.urgent,
        gaps=len(row.missing),
        process=keyring.unseal_text(row.process, versions.c.process, version),
        child_outcome=keyring.unseal_text(row.child_outcome, versions.c.child_outcome, version),
        kept_from=_roles(row.kept_from),
    )


def register(connection: Connection, keyring: Keyring) -> tuple[RegisterLine, ...]:
    """Every referral, in the order of their references' first days."""
    found = connection.execute(
        select(referrals, versions.c.form)
        .join(versions, _is_newest_version())
        .order_by(referrals.c.opened_at, referrals.c.reference)
    )
    return tuple(
        RegisterLine(
            reference=row.reference,
            opened=row.opened_at,
            changed=row.changed_at,
            closed=row.closed_at,
            outcome=row.outcome,
            urgent=row.urgent,
            agency_domain=keyring.unseal_text(row.agency_domain, referrals.c.agency_domain, row.reference),
            form=row.form,
            versions=row.versions,
            kept_from=_roles(row.kept_from),
        )
        for row in found
    )


def _is_newest_version() -> ColumnElement[bool]:
    return and_(versions.c.reference == referrals.c.reference, versions.c.number == referrals.c.versions)


def _open_hand_overs() -> Select[Any]:
    """One line for each referral that was handed over and is open, and for each arrival in which none was found."""
    is_open_referral = and_(*_is_open(Outcome.HANDED_OVER))
    is_bare = and_(arrivals.c.outcome == Outcome.HANDED_OVER, arrivals.c.settled_at.is_(None), versions.c.id.is_(None))
    return (
        select(
            arrivals.c.id,
            arrivals.c.decided_at,
            arrivals.c.received_at,
            arrivals.c.reason,
            arrivals.c.kept_from,
            referrals.c.reference,
            referrals.c.agency_domain,
            referrals.c.urgent,
        )
        .select_from(arrivals)
        .join(versions, versions.c.arrival_id == arrivals.c.id, isouter=True)
        .join(referrals, _is_newest_version(), isouter=True)
        .where(or_(is_open_referral, is_bare))
        .order_by(arrivals.c.decided_at, arrivals.c.id)
    )


def _hand_over(row: Row[Any], keyring: Keyring) -> HandOverLine:
    return HandOverLine(
        arrival_id=row.id,
        reference=row.reference,
        since=row.decided_at,
        received=row.received_at,
        reason=row.reason,
        agency_domain=keyring.unseal_text(row.agency_domain, referrals.c.agency_domain, row.reference),
        urgent=bool(row.urgent),
        kept_from=_roles(row.kept_from),
    )


def _roles(names: Iterable[str] | None) -> tuple[Role, ...]:
    return tuple(Role(each) for each in names or ())


def _is_dead() -> ColumnElement[bool]:
    return and_(outbox.c.state.in_(UNDELIVERED), outbox.c.settled_at.is_(None))


def _letters(connection: Connection, which: ColumnElement[bool]) -> tuple[LetterLine, ...]:
    found = connection.execute(
        select(outbox, arrivals.c.kept_from)
        .join(arrivals, arrivals.c.id == outbox.c.arrival_id, isouter=True)
        .where(which)
        .order_by(outbox.c.finished_at, outbox.c.id)
    )
    return tuple(
        LetterLine(
            kind=row.kind,
            reference=row.reference,
            message_id=row.message_id,
            since=row.finished_at or row.queued_at,
            state=row.state,
            code=row.code,
            phase=row.phase,
            kept_from=_roles(row.kept_from),
        )
        for row in found
    )
