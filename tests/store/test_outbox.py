"""Send, then mark; three honest results; one worker at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.model.decision import Outcome
from intake.model.mail import NoticeKind
from intake.store import Event, LeaseLost, MailState, OutboxItem, Store
from tests.store.builders import LEASE_SECONDS, NOW, REFERRER, claimed_mail, decided, everything, later, mail

Mark = Callable[[Store, OutboxItem], None]
MARKS: dict[str, Mark] = {
    "sending": lambda store, item: store.mark_sending(item, now=NOW),
    "sent": lambda store, item: store.mark_sent(item, now=NOW, code=250),
    "not_sent": lambda store, item: store.mark_not_sent(item, now=NOW, code=451, phase="rcpt", retry_at=NOW),
    "unknown": lambda store, item: store.mark_unknown(item, now=NOW, retry_at=NOW),
    "refused": lambda store, item: store.mark_refused(item, now=NOW, code=550, phase="rcpt"),
    "dead": lambda store, item: store.mark_dead(item, now=NOW, code=None, phase="connect", alarm="refused_forward"),
}


def state_of(store: Store) -> MailState:
    (state,) = (state for state, count in store.figures(now=NOW).outbox.items() if count)
    return state


def events(store: Store) -> list[Event]:
    return [step.event for step in store.trace("<letter-1@council.test>") if step.kind is not None]


def test_a_letter_comes_out_as_it_went_in(store: Store) -> None:
    decided(store, 1, Outcome.FORWARDED)

    item = claimed_mail(store)

    assert item.mail == mail("letter-1", NoticeKind.FORWARD, reference="HCP-2026-0001")
    assert (item.attempts, item.must_look_first, item.queued) == (1, False, NOW)
    assert (item.claimed, item.leased_until) == (NOW, later(seconds=LEASE_SECONDS))


def test_letters_go_out_in_the_order_in_which_they_were_written(store: Store) -> None:
    for uid in (3, 1, 2):
        decided(store, uid)

    assert [claimed_mail(store).mail.key for _ in range(3)] == ["letter-3", "letter-1", "letter-2"]


def test_a_sent_letter_is_finished(store: Store) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_sending(item, now=NOW)

    store.mark_sent(item, now=NOW, code=250)

    assert state_of(store) is MailState.SENT
    assert store.claim_mail(worker="one", now=later(days=30), lease_seconds=60) is None
    assert events(store) == [Event.QUEUED, Event.SENDING, Event.SENT]


def test_a_letter_that_was_surely_not_sent_is_due_again_at_its_time(store: Store) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_sending(item, now=NOW)

    store.mark_not_sent(item, now=NOW, code=451, phase="rcpt", retry_at=later(minutes=5))

    assert store.claim_mail(worker="one", now=later(minutes=4), lease_seconds=60) is None
    again = claimed_mail(store, now=later(minutes=5))
    assert (again.attempts, again.must_look_first) == (2, False)


def test_a_letter_with_an_unknown_outcome_waits_its_grace_and_is_looked_for_first(store: Store) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_sending(item, now=NOW)

    store.mark_unknown(item, now=NOW, retry_at=later(minutes=2))

    assert store.claim_mail(worker="one", now=later(minutes=1), lease_seconds=60) is None
    assert claimed_mail(store, now=later(minutes=2)).must_look_first


def test_a_letter_that_was_found_was_sent(store: Store) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_sending(item, now=NOW)
    store.mark_unknown(item, now=NOW, retry_at=NOW)

    store.mark_sent(claimed_mail(store), now=NOW, code=None, found_by_look=True)

    assert events(store)[-2:] == [Event.UNKNOWN, Event.FOUND]
    assert state_of(store) is MailState.SENT


def test_a_letter_that_was_not_found_goes_out_unchanged_and_the_audit_says_so(store: Store) -> None:
    decided(store, 1)
    first = claimed_mail(store)
    store.mark_sending(first, now=NOW)
    store.mark_unknown(first, now=NOW, retry_at=NOW)
    second = claimed_mail(store)

    store.mark_sending(second, now=NOW)
    store.mark_sent(second, now=NOW, code=250)

    assert second.mail == first.mail
    assert events(store)[-2:] == [Event.SENT_AGAIN, Event.SENT]


def test_a_look_that_failed_is_looked_for_again(store: Store) -> None:
    decided(store, 1)
    for _ in range(3):
        item = claimed_mail(store)
        store.mark_unknown(item, now=NOW, retry_at=NOW)

    assert claimed_mail(store).must_look_first


def test_a_worker_that_stopped_while_sending_leaves_an_unknown_outcome(store: Store) -> None:
    decided(store, 1)
    store.mark_sending(claimed_mail(store), now=NOW)

    assert store.claim_mail(worker="two", now=later(seconds=LEASE_SECONDS - 1), lease_seconds=60) is None
    item = claimed_mail(store, worker="two", now=later(seconds=LEASE_SECONDS))

    assert item.must_look_first
    assert state_of(store) is MailState.UNKNOWN
    assert events(store) == [Event.QUEUED, Event.SENDING, Event.INTERRUPTED]


def test_a_worker_that_stopped_before_sending_leaves_nothing_unknown(store: Store) -> None:
    decided(store, 1)
    claimed_mail(store)

    item = claimed_mail(store, worker="two", now=later(seconds=LEASE_SECONDS))

    assert (item.must_look_first, item.attempts) == (False, 2)


@pytest.mark.parametrize("state", [MailState.REFUSED, MailState.DEAD])
def test_a_letter_that_cannot_be_delivered_is_finished_and_shown(store: Store, state: MailState) -> None:
    decided(store, 1)
    MARKS[state](store, claimed_mail(store))

    assert state_of(store) is state
    assert store.figures(now=NOW).undelivered == 1
    (dead,) = store.digest_facts(since=None, now=NOW).dead_letters
    assert (dead.kind, dead.reference, dead.state) == (NoticeKind.RETURN, "HCP-2026-0001", state)
    assert store.claim_mail(worker="one", now=later(days=30), lease_seconds=60) is None


# -- the lease -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "holds"), [(0.0, True), (0.5, True), (0.51, False), (1.0, False), (-0.1, False)], ids=str
)
def test_data_may_begin_only_in_the_first_half_of_the_lease(store: Store, share: float, *, holds: bool) -> None:
    decided(store, 1)
    item = claimed_mail(store)

    assert store.still_holds(item, now=later(seconds=LEASE_SECONDS * share)) is holds


def test_who_lost_the_lease_does_not_hold_it(store: Store) -> None:
    decided(store, 1)
    slow = claimed_mail(store)
    claimed_mail(store, worker="quick", now=later(hours=1))

    assert not store.still_holds(slow, now=NOW)


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_who_lost_the_lease_can_mark_nothing(store: Store, mark: Mark) -> None:
    decided(store, 1)
    slow = claimed_mail(store)
    claimed_mail(store, worker="quick", now=later(hours=1))
    before = everything(store)

    with pytest.raises(LeaseLost):
        mark(store, slow)

    assert everything(store) == before


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
def test_what_is_finished_stays_as_it_is(store: Store, mark: Mark) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_sent(item, now=NOW, code=250)
    before = everything(store)

    with pytest.raises(LeaseLost):
        mark(store, item)

    assert everything(store) == before
    assert not store.still_holds(item, now=NOW)


def test_many_workers_never_hold_the_same_letter(open_store: Callable[[], Store]) -> None:
    store = open_store()
    for uid in range(20):
        decided(store, uid)

    def work(store: Store) -> list[str]:
        taken = []
        while item := store.claim_mail(worker="w", now=NOW, lease_seconds=LEASE_SECONDS):
            taken.append(item.mail.key)
            store.mark_sending(item, now=NOW)
            store.mark_sent(item, now=NOW, code=250)
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = [key for keys in workers.map(work, [open_store() for _ in range(4)]) for key in keys]

    assert sorted(taken) == sorted(f"letter-{uid}" for uid in range(20))


def test_a_letter_shows_no_address_and_no_content(store: Store) -> None:
    decided(store, 1)

    shown = repr(claimed_mail(store))

    assert REFERRER not in shown
    assert "Subject" not in shown


def test_a_dead_letter_and_the_alarm_about_it_are_one(store: Store) -> None:
    decided(store, 1)
    item = claimed_mail(store)
    store.mark_dead(item, now=NOW, code=550, phase="rcpt", alarm="refused_forward")

    assert [(alarm.code, alarm.detail) for alarm in store.open_alarms()] == [("refused_forward", item.mail.key)]
    with pytest.raises(LeaseLost):
        store.mark_dead(item, now=NOW, code=550, phase="rcpt", alarm="another")
    assert [alarm.code for alarm in store.open_alarms()] == ["refused_forward"]
