"""Send, then mark; look before sending again. The real store, and a transport and a mailbox that do as they are told."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.jobs.deliver import Post, backoff, deliver
from intake.mailbox import After, MailboxUnavailable
from intake.model.decision import Outcome, Reason
from intake.model.mail import Mail, NoticeKind, Sending, SendingResult
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.model.message import MessageKind
from intake.model.office import Folders, Limits
from intake.store import MailState, Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACE = Place(mailbox="intake@council.test", folder="INBOX", uidvalidity=7)


class ToldTransport:
    """Answers each send with the next result that it was told."""

    def __init__(self, *results: Sending, has_copy: bool = True) -> None:
        self.results = list(results)
        self.has_copy = has_copy
        self.sent: list[str] = []

    def send(self, mail: Mail, *, before_data: Callable[[], bool]) -> SendingResult:
        if not before_data():
            return SendingResult(sending=Sending.NOT_SENT, phase="lease")
        self.sent.append(mail.message_id)
        return SendingResult(sending=self.results.pop(0), phase="reply", code=250, has_ledger_copy=self.has_copy)

    def close(self) -> None:
        """Nothing is open."""


class ToldMailbox:
    """Finds what it was told to find."""

    def __init__(self, *, finds: bool = False, is_away: bool = False) -> None:
        self.finds, self.is_away = finds, is_away
        self.looked = 0

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        assert message_id
        assert "INBOX" in folders
        self.looked += 1
        if self.is_away:
            raise MailboxUnavailable("away")
        return self.finds

    def list(self, *, after: After | None = None) -> Listing:
        raise AssertionError("delivering does not list")

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        raise AssertionError("delivering does not fetch")

    def move(self, uid: int, *, uidvalidity: int, folder: str) -> Moved | None:
        raise AssertionError("delivering does not move")

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        raise AssertionError("delivering does not file")

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        raise AssertionError("delivering does not wait")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=b"s" * 32)
    opened.migrate()
    yield opened
    opened.close()


def queued(store: Store, kind: NoticeKind = NoticeKind.FORWARD) -> None:
    """One decided message with one letter."""
    store.keep(PLACE, [Fetched(uid=1, received=NOW, content=b"x", size=1)], now=NOW)
    arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
    assert arrival is not None
    letter = Mail(
        key="letter",
        kind=kind,
        message_id="<letter@council.test>",
        envelope_from="intake@council.test",
        recipients=("head@council.test",),
        ledger_copy="intake@council.test" if kind is NoticeKind.FORWARD else None,
        content=b"Subject: x\r\n\r\n",
    )
    with store.deciding(arrival, now=NOW) as deciding:
        deciding.record(kind=MessageKind.REFERRAL, outcome=Outcome.HANDED_OVER, reason=Reason.NO_FORM, mails=[letter])


def post(store: Store, transport: ToldTransport, mailbox: ToldMailbox, **after: float) -> Post:
    now = NOW + timedelta(**after)
    return Post(
        store=store,
        transport=transport,
        mailbox=mailbox,
        folders=Folders(),
        limits=Limits(),
        worker="one",
        now=lambda: now,
    )


def state(store: Store) -> MailState:
    return next(each for each, count in store.figures(now=NOW).outbox.items() if count)


def test_an_accepted_letter_is_sent_once(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.SENT)
    assert deliver(post(store, transport, ToldMailbox())) == 1
    assert deliver(post(store, transport, ToldMailbox(), hours=2)) == 0
    assert (len(transport.sent), state(store)) == (1, MailState.SENT)


def test_what_was_not_sent_is_tried_again_after_a_pause(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.NOT_SENT, Sending.SENT)
    assert deliver(post(store, transport, ToldMailbox())) == 0
    assert deliver(post(store, transport, ToldMailbox(), seconds=30)) == 0
    assert deliver(post(store, transport, ToldMailbox(), minutes=2)) == 1


def test_after_an_unknown_outcome_our_copy_is_looked_for_and_found(store: Store) -> None:
    queued(store)
    transport, mailbox = ToldTransport(Sending.UNKNOWN), ToldMailbox(finds=True)
    deliver(post(store, transport, mailbox))
    assert deliver(post(store, transport, mailbox, minutes=30)) == 1
    assert (len(transport.sent), mailbox.looked, state(store)) == (1, 1, MailState.SENT)


def test_a_copy_that_is_not_found_after_the_grace_time_is_sent_again_the_same(store: Store) -> None:
    queued(store)
    transport, mailbox = ToldTransport(Sending.UNKNOWN, Sending.SENT), ToldMailbox()
    deliver(post(store, transport, mailbox))
    assert deliver(post(store, transport, mailbox, seconds=60)) == 0
    assert deliver(post(store, transport, mailbox, minutes=30)) == 1
    assert transport.sent == ["<letter@council.test>"] * 2


def test_while_the_mailbox_cannot_tell_nothing_is_sent_again(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.UNKNOWN)
    deliver(post(store, transport, ToldMailbox()))
    assert deliver(post(store, transport, ToldMailbox(is_away=True), minutes=30)) == 0
    assert len(transport.sent) == 1


def test_an_unknown_outcome_without_a_copy_to_look_for_is_a_persons_matter(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.UNKNOWN, has_copy=False)
    deliver(post(store, transport, ToldMailbox()))
    assert deliver(post(store, transport, ToldMailbox(), hours=5)) == 0
    assert [alarm.code for alarm in store.open_alarms()] == ["unknown_without_copy"]


def test_a_refused_letter_is_dead_and_an_alarm(store: Store) -> None:
    queued(store)
    deliver(post(store, ToldTransport(Sending.REFUSED), ToldMailbox()))
    assert state(store) in {MailState.DEAD, MailState.REFUSED}
    assert [alarm.code for alarm in store.open_alarms()] == ["refused_forward"]


def test_the_pauses_grow_to_an_hour_and_never_end() -> None:
    assert [backoff(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 4, 5, 6, 100)] == [
        1,
        5,
        15,
        30,
        60,
        60,
        60,
    ]
