"""Send, then mark; look before sending again. The real store, and a transport and a mailbox that do as they are told."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake.jobs.deliver import Post, backoff, deliver
from intake.mailbox import After, MailboxUnavailable
from intake.model.decision import Outcome, Reason
from intake.model.mail import Mail, NoticeKind, Sending, SendingResult
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.model.message import MessageKind
from intake.model.office import Folders, Limits
from intake.model.ticks import Ticks
from intake.store import MailState, Store
from intake.transport import BeforeData
from tests.journeys.world import SimulatedCrash

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLACE = Place(mailbox="intake@council.test", folder="INBOX", uidvalidity=7)


class ToldTransport:
    """Answers each send with the next result that it was told."""

    def __init__(self, *results: Sending, has_copy: bool = True, phase: str = "reply") -> None:
        self.results = list(results)
        self.has_copy = has_copy
        self.phase = phase
        self.sent: list[str] = []
        self.recipients: list[tuple[str, ...]] = []

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        if not before_data(self.has_copy):
            return SendingResult(sending=Sending.NOT_SENT, phase="lease")
        self.sent.append(mail.message_id)
        self.recipients.append(mail.recipients)
        return SendingResult(sending=self.results.pop(0), phase=self.phase, code=250, has_ledger_copy=self.has_copy)

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

    def since(self, day: date) -> frozenset[int]:
        raise AssertionError("delivering does not look")

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        raise AssertionError("delivering does not look")

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        raise AssertionError("delivering does not fetch")

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
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


def queued(
    store: Store, kind: NoticeKind = NoticeKind.FORWARD, number: int = 1, *, is_kept_apart: bool = False
) -> None:
    """One decided message with one letter."""
    store.keep(PLACE, [Fetched(uid=number, received=NOW, content=b"x", size=1)], now=NOW)
    arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
    assert arrival is not None
    letter = Mail(
        key="letter" if number == 1 else f"letter {number}",
        kind=kind,
        message_id="<letter@council.test>" if number == 1 else f"<letter.{number}@council.test>",
        envelope_from="intake@council.test",
        recipients=("head@council.test",),
        ledger_copy="intake@council.test" if kind is NoticeKind.FORWARD and not is_kept_apart else None,
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
        readers=("head@council.test", "deputy@council.test", "second@council.test"),
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


class SlowTransport(ToldTransport):
    """So slow that another worker has taken the letter over when it answers."""

    def __init__(self, store: Store) -> None:
        super().__init__(Sending.SENT)
        self.store = store

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        self.store.claim_mail(worker="another", now=NOW + timedelta(hours=1), lease_seconds=60)
        return super().send(mail, before_data=before_data)


def test_a_letter_whose_reader_left_the_handbook_while_it_waited_is_a_persons_matter(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.SENT)
    assert deliver(replace(post(store, transport, ToldMailbox()), may_receive=lambda _mail: False)) == 0
    assert (transport.sent, state(store)) == ([], MailState.DEAD)
    assert [each.code for each in store.open_alarms()] == ["recipient_not_in_handbook"]


def test_a_letter_that_another_worker_has_by_now_ends_nothing(store: Store) -> None:
    queued(store)
    transport = SlowTransport(store)
    assert deliver(post(store, transport, ToldMailbox())) == 0
    assert transport.sent == []


def stopped_while_sending(store: Store) -> None:
    item = store.claim_mail(worker="one", now=NOW, lease_seconds=1_200)
    assert item is not None
    store.mark_sending(item, now=NOW)


def test_what_a_stopped_worker_may_have_sent_is_believed_when_it_is_found(store: Store) -> None:
    queued(store)
    stopped_while_sending(store)
    transport = ToldTransport()
    assert deliver(post(store, transport, ToldMailbox(finds=True), minutes=20)) == 1
    assert (transport.sent, state(store)) == ([], MailState.SENT)


def test_what_is_not_found_is_sent_again_only_after_the_grace_that_a_slow_server_needs(store: Store) -> None:
    """It may say yes at the very end of the lease, and our copy comes after that."""
    queued(store)
    stopped_while_sending(store)
    transport = ToldTransport(Sending.SENT)
    assert deliver(post(store, transport, ToldMailbox(), minutes=20)) == 0
    assert deliver(post(store, transport, ToldMailbox(), minutes=21)) == 0
    assert transport.sent == []
    assert deliver(post(store, transport, ToldMailbox(), minutes=23)) == 1


def test_a_copy_that_was_collected_tells_even_when_somebody_took_it_away_since(store: Store) -> None:
    queued(store)
    transport, mailbox = ToldTransport(Sending.UNKNOWN), ToldMailbox()
    deliver(post(store, transport, mailbox))
    store.keep(PLACE, [Fetched(uid=2, received=NOW, content=b"our copy", size=8)], now=NOW)
    arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
    assert arrival is not None
    with store.deciding(arrival, now=NOW) as deciding:
        deciding.record(
            kind=MessageKind.OWN,
            outcome=Outcome.LEFT,
            reason=Reason.OWN_COPY,
            message_id="<letter@council.test>",
        )
    assert deliver(post(store, transport, mailbox, minutes=30)) == 1
    assert (len(transport.sent), state(store)) == (1, MailState.SENT)


def test_a_letter_to_our_own_mailbox_is_looked_for_there_too() -> None:
    letter = Mail(
        key="letter",
        kind=NoticeKind.HAND_OVER,
        message_id="<letter@council.test>",
        envelope_from="Intake@council.test",
        recipients=("intake@council.test",),
        content=b"Subject: x\r\n\r\n",
    )
    assert letter.comes_back
    assert not replace(letter, recipients=("head@council.test",)).comes_back


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


# -- who stands in, how many at once, and what a person lets go --------------------------------------------------------


def alarms(store: Store) -> list[str]:
    return [each.code for each in store.open_alarms()]


def test_a_head_whose_address_is_refused_is_stood_in_for_by_the_deputies_in_turn(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.REFUSED, Sending.REFUSED, Sending.SENT, phase="rcpt")
    assert deliver(post(store, transport, ToldMailbox())) == 1
    assert transport.recipients == [("head@council.test",), ("deputy@council.test",), ("second@council.test",)]
    assert set(transport.sent) == {"<letter@council.test>"}
    assert alarms(store) == ["head_refused"]


def test_a_forward_that_is_kept_apart_goes_to_no_deputy(store: Store) -> None:
    queued(store, is_kept_apart=True)
    transport = ToldTransport(Sending.REFUSED, phase="rcpt")
    deliver(post(store, transport, ToldMailbox()))
    assert (transport.recipients, state(store)) == ([("head@council.test",)], MailState.DEAD)


def test_when_every_deputy_is_refused_it_is_a_dead_letter_and_an_alarm(store: Store) -> None:
    queued(store)
    transport = ToldTransport(*[Sending.REFUSED] * 3, phase="rcpt")
    assert deliver(post(store, transport, ToldMailbox())) == 0
    assert deliver(post(store, transport, ToldMailbox(), days=1)) == 0
    assert state(store) is MailState.DEAD
    assert alarms(store) == ["head_refused", "refused_forward"]


@pytest.mark.parametrize(("kind", "phase"), [(NoticeKind.FORWARD, "reply"), (NoticeKind.RETURN, "rcpt")])
def test_only_a_forward_goes_to_a_deputy_and_only_for_its_address(store: Store, kind: NoticeKind, phase: str) -> None:
    queued(store, kind)
    transport = ToldTransport(Sending.REFUSED, phase=phase)
    deliver(post(store, transport, ToldMailbox()))
    assert state(store) is MailState.DEAD


def test_no_more_leave_in_a_minute_than_the_server_takes(store: Store) -> None:
    for number in range(1, 36):
        queued(store, number=number)
    transport = ToldTransport(*[Sending.SENT] * 35)
    assert deliver(post(store, transport, ToldMailbox())) == 30
    assert deliver(post(store, transport, ToldMailbox(), seconds=30)) == 0
    assert deliver(post(store, transport, ToldMailbox(), seconds=61)) == 5


def test_very_many_letters_to_referrers_are_held_until_a_person_lets_them_go(store: Store) -> None:
    for number in range(1, 54):
        queued(store, NoticeKind.RECEIPT, number=number)
    queued(store, NoticeKind.FORWARD, number=54)
    transport = ToldTransport(*[Sending.SENT] * 54)
    sent = sum(deliver(post(store, transport, ToldMailbox(), minutes=2 * beat)) for beat in range(4))
    assert (sent, store.figures(now=NOW).outbox[MailState.HELD]) == (51, 3)
    assert alarms(store) == ["letters_held"]
    assert store.figures(now=NOW).unsent == 3

    assert store.release("<letter.52@council.test>", now=NOW) == 1
    assert store.release("nothing", now=NOW) == 0
    assert store.release(None, now=NOW) == 2

    assert deliver(post(store, transport, ToldMailbox(), hours=1)) == 3
    assert alarms(store) == []


def test_a_dead_letter_is_sent_again_as_it_was_when_a_person_says_so(store: Store) -> None:
    queued(store, NoticeKind.RETURN)
    transport = ToldTransport(Sending.REFUSED, Sending.SENT)
    deliver(post(store, transport, ToldMailbox()))
    assert (store.figures(now=NOW).undelivered, alarms(store)) == (1, ["refused_return"])

    assert store.retry("<letter@council.test>", now=NOW) == 1

    assert alarms(store) == []
    assert deliver(post(store, transport, ToldMailbox())) == 1
    assert transport.sent == ["<letter@council.test>"] * 2
    assert store.retry("<letter@council.test>", now=NOW) == 0, "what was sent is not sent again"


def test_a_postponed_letter_is_tried_at_once_and_an_unknown_one_is_not(store: Store) -> None:
    queued(store)
    transport = ToldTransport(Sending.NOT_SENT, Sending.UNKNOWN)
    deliver(post(store, transport, ToldMailbox()))
    assert store.retry("<letter@council.test>", now=NOW) == 1
    deliver(post(store, transport, ToldMailbox()))
    assert state(store) is MailState.UNKNOWN
    assert store.retry("<letter@council.test>", now=NOW) == 0


def test_an_arrival_that_waits_for_its_next_try_is_due_when_a_person_says_so(store: Store) -> None:
    store.keep(PLACE, [Fetched(uid=1, received=NOW, content=b"x", size=1)], now=NOW)
    arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
    assert arrival is not None
    store.release_failed(arrival, error="ValueError", now=NOW, retry_at=NOW + timedelta(hours=1))
    assert store.claim_arrival(worker="one", now=NOW, lease_seconds=60) is None
    assert store.retry(str(arrival.id), now=NOW) == 1
    assert store.claim_arrival(worker="one", now=NOW, lease_seconds=60) is not None


def test_a_dead_letter_that_a_person_settles_is_no_alarm_any_more(store: Store) -> None:
    queued(store, NoticeKind.RETURN)
    deliver(post(store, ToldTransport(Sending.REFUSED), ToldMailbox()))
    assert alarms(store) == ["refused_return"]
    assert store.settle("<letter@council.test>", now=NOW)
    assert (alarms(store), store.figures(now=NOW).undelivered) == ([], 0)


def test_an_alarm_goes_by_its_code_when_a_person_has_seen_to_it(store: Store) -> None:
    queued(store)
    deliver(post(store, ToldTransport(Sending.REFUSED, Sending.SENT, phase="rcpt"), ToldMailbox()))
    assert store.settle("head_refused", now=NOW)
    assert alarms(store) == []
    assert not store.settle("head_refused", now=NOW)


# -- a clock that is set ------------------------------------------------------------------------------------------------


@dataclass
class Hour:
    """What the clock shows, and how long has really passed."""

    store: Store
    transport: ToldTransport
    mailbox: ToldMailbox = field(default_factory=ToldMailbox)
    passed: timedelta = timedelta(0)
    ahead: timedelta = timedelta(0)

    def deliver(self, **after: float) -> int:
        """After so long."""
        self.passed += timedelta(**after)
        now, seconds = NOW + self.passed + self.ahead, self.passed.total_seconds()
        at = replace(post(self.store, self.transport, self.mailbox), now=lambda: now)
        return deliver(replace(at, ticks=lambda: Ticks(machine="one", seconds=seconds)))


def test_a_clock_set_ahead_shortens_no_grace(store: Store) -> None:
    queued(store)
    hour = Hour(store, ToldTransport(Sending.UNKNOWN, Sending.SENT))
    hour.deliver()
    hour.ahead = timedelta(days=1)
    assert [hour.deliver(seconds=passed) for passed in (10, 60, 59)] == [0, 0, 0]
    assert hour.transport.sent == ["<letter@council.test>"]
    assert hour.deliver(seconds=61) == 1


def test_a_clock_set_ahead_ends_no_lease(store: Store) -> None:
    queued(store)
    stopped_while_sending(store)
    hour = Hour(store, ToldTransport(Sending.SENT))
    hour.deliver()
    hour.ahead = timedelta(days=1)
    assert [hour.deliver(minutes=passed) for passed in (1, 10, 9)] == [0, 0, 0]
    assert state(store) is MailState.SENDING
    hour.deliver(minutes=1)
    assert state(store) is MailState.UNKNOWN
    assert hour.deliver(minutes=2) == 1


def test_after_a_start_of_the_machine_a_stopped_letter_is_taken_over_as_soon_as_its_lease_can_be_over(
    store: Store,
) -> None:
    queued(store)
    stopped_while_sending(store)
    hour = Hour(store, ToldTransport(), ToldMailbox(finds=True))
    assert hour.deliver(minutes=19) == 0
    assert hour.deliver(minutes=19) == 0
    assert hour.deliver(minutes=1) == 1


# -- our own copy is refused ---------------------------------------------------------------------------------------------


class DeadlyTransport(ToldTransport):
    """The worker ends when the letter has left."""

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        super().send(mail, before_data=before_data)
        raise SimulatedCrash


@pytest.mark.parametrize(("has_copy", "times"), [(True, 2), (False, 1)])
def test_a_letter_whose_copy_was_refused_when_the_worker_stopped_is_never_sent_again_blindly(
    store: Store, *, has_copy: bool, times: int
) -> None:
    queued(store)
    with pytest.raises(SimulatedCrash):
        deliver(post(store, DeadlyTransport(Sending.SENT, has_copy=has_copy), ToldMailbox()))
    transport = ToldTransport(Sending.SENT)

    deliver(post(store, transport, ToldMailbox(is_away=True), minutes=21))
    for minutes in (24, 27, 30):
        deliver(post(store, transport, ToldMailbox(), minutes=minutes))

    assert 1 + len(transport.sent) == times
    assert alarms(store) == ([] if has_copy else ["unknown_without_copy"])
