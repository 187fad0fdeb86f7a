"""Rows with defaults, for tests that care about one thing. All people and addresses are invented."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from intake.model.assessment import Verdict
from intake.model.decision import History, Outcome, Reason
from intake.model.mail import Mail, NoticeKind
from intake.model.mailbox import Fetched, Place
from intake.model.message import MessageKind
from intake.model.office import Role
from intake.store import Arrival, Deciding, OutboxItem, ReferralVersion, Store
from intake.store.schema import metadata

SECRET = b"a secret that keys the hashes of tests"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY_START = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
LEASE_SECONDS = 1_200
PLACE = Place(mailbox="intake@council.test", folder="INBOX", uidvalidity=7)
REFERRER = "kim.okoro@school.test"


def later(**units: float) -> datetime:
    return NOW + timedelta(**units)


def fetched(uid: int, content: bytes | None = b"Subject: referral\r\n\r\n", size: int | None = None) -> Fetched:
    stated = len(content or b"") if size is None else size
    return Fetched(uid=uid, received=later(minutes=-5), content=content, size=stated)


def kept(store: Store, *uids: int) -> None:
    store.keep(PLACE, [fetched(uid, b"message %d" % uid) for uid in uids], now=NOW)


def claimed(store: Store, *, now: datetime = NOW, worker: str = "one") -> Arrival:
    arrival = store.claim_arrival(worker=worker, now=now, lease_seconds=LEASE_SECONDS)
    assert arrival is not None
    return arrival


def claimed_mail(store: Store, *, now: datetime = NOW, worker: str = "one") -> OutboxItem:
    item = store.claim_mail(worker=worker, now=now, lease_seconds=LEASE_SECONDS)
    assert item is not None
    return item


def mail(key: str, kind: NoticeKind = NoticeKind.RETURN, *, to: str = REFERRER, reference: str | None = None) -> Mail:
    return Mail(
        key=key,
        kind=kind,
        message_id=f"<{key}@council.test>",
        envelope_from="intake@council.test",
        recipients=(to,),
        ledger_copy="unit@council.test" if kind is NoticeKind.FORWARD else None,
        content=f"Subject: {key}\r\n\r\n".encode(),
        reference=reference,
    )


def version(
    reference: str, outcome: Outcome = Outcome.RETURNED, *, is_new: bool = True, domain: str = "school.test"
) -> ReferralVersion:
    return ReferralVersion(
        reference=reference,
        is_new=is_new,
        attachment_sha256="0" * 64,
        form="concern",
        form_version="3",
        verdict=Verdict.COMPLETE if outcome is Outcome.FORWARDED else Verdict.INCOMPLETE,
        missing=() if outcome is Outcome.FORWARDED else ("child_name",),
        outcome=outcome,
        agency_domain=domain,
        process="lcspr",
        child_outcome="died",
    )


REASONS = {
    Outcome.FORWARDED: Reason.COMPLETE,
    Outcome.RETURNED: Reason.INCOMPLETE,
    Outcome.HANDED_OVER: Reason.UNCLEAR_ANSWERS,
    Outcome.LEFT: Reason.ORDINARY,
}
KINDS = {
    Outcome.FORWARDED: NoticeKind.FORWARD,
    Outcome.RETURNED: NoticeKind.RETURN,
    Outcome.HANDED_OVER: NoticeKind.HAND_OVER,
}


def record(
    deciding: Deciding,
    outcome: Outcome,
    *,
    fingerprint: str,
    reference: str | None = None,
    is_new: bool = True,
    mails: Sequence[Mail] = (),
    kept_from: Sequence[Role] = (),
) -> None:
    deciding.record(
        kind=MessageKind.REFERRAL,
        outcome=outcome,
        reason=REASONS[outcome],
        fingerprint=fingerprint,
        message_id=f"<{fingerprint}@school.test>",
        sender=REFERRER,
        referrals=() if reference is None else (version(reference, outcome, is_new=is_new),),
        mails=mails,
        kept_from=kept_from,
    )


def decided(
    store: Store,
    uid: int,
    outcome: Outcome = Outcome.RETURNED,
    *,
    answers: str | None = None,
    with_form: bool = True,
    now: datetime = NOW,
) -> str | None:
    """Keep, claim and decide one message with one letter; the reference, when a form was in it."""
    kept(store, uid)
    arrival = claimed(store, now=now)
    with store.deciding(arrival, now=now) as deciding:
        reference = answers
        if outcome is Outcome.LEFT or not with_form:
            reference = None
        elif reference is None:
            reference = deciding.new_reference("HCP", 2026)
        letters = [mail(f"letter-{uid}", KINDS[outcome], reference=reference)] if outcome in KINDS else []
        record(
            deciding,
            outcome,
            fingerprint=f"print-{uid}",
            reference=reference,
            is_new=answers is None,
            mails=letters,
        )
    return reference


def asked(
    store: Store,
    uid: int,
    *,
    fingerprint: str = "new",
    message_id: str | None = None,
    sender: str | None = REFERRER,
    refers_to: Sequence[str] = (),
    references: Sequence[str] = (),
) -> History:
    """What is remembered about one more message, which is then left."""
    kept(store, uid)
    with store.deciding(claimed(store), now=NOW) as deciding:
        history = deciding.history(
            fingerprint=fingerprint,
            message_id=message_id,
            sender=sender,
            refers_to=refers_to,
            references=references,
            day_start=DAY_START,
        )
        record(deciding, Outcome.LEFT, fingerprint=f"asked-{uid}")
    return history


def send_all(store: Store, *, now: datetime = NOW) -> None:
    while item := store.claim_mail(worker="one", now=now, lease_seconds=LEASE_SECONDS):
        store.mark_sending(item, now=now)
        store.mark_sent(item, now=now, code=250)


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    return dict(rows(store))


def rows(store: Store) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    with store._database.reading() as connection:
        for table in metadata.sorted_tables:
            found = connection.execute(select(table).order_by(*table.primary_key))
            yield table.name, [tuple(row) for row in found]
