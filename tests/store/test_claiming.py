"""One at a time: a lease with a fencing token on each arrival, and attempts counted before the work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.model.decision import Outcome
from intake.store import Event, LeaseLost, Store
from tests.store.builders import LEASE_SECONDS, NOW, PLACE, claimed, everything, fetched, kept, later, record


def test_nothing_waits_in_an_empty_store(store: Store) -> None:
    assert store.claim_arrival(worker="one", now=NOW, lease_seconds=60) is None


def test_the_oldest_comes_first(store: Store) -> None:
    kept(store, 30, 10, 20)

    assert [claimed(store).uid for _ in range(3)] == [30, 10, 20]


def test_what_is_claimed_is_not_claimed_again_while_the_lease_lasts(store: Store) -> None:
    kept(store, 1)
    arrival = claimed(store)

    assert arrival.leased_until == later(seconds=LEASE_SECONDS)
    assert store.claim_arrival(worker="two", now=later(seconds=LEASE_SECONDS - 1), lease_seconds=60) is None


def test_an_attempt_is_counted_before_the_work_so_a_crash_cannot_hide_it(store: Store) -> None:
    kept(store, 1)

    attempts = [claimed(store, now=later(hours=hour)).attempts for hour in range(4)]

    assert attempts == [1, 2, 3, 4]


def test_who_lost_the_lease_cannot_decide(store: Store) -> None:
    kept(store, 1)
    slow = claimed(store, worker="slow")
    quick = claimed(store, worker="quick", now=later(hours=1))
    before = everything(store)

    with pytest.raises(LeaseLost), store.deciding(slow, now=later(hours=1)):
        pytest.fail("was let in")  # pragma: no cover

    assert everything(store) == before
    with store.deciding(quick, now=later(hours=1)) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")


def test_who_lost_the_lease_cannot_release(store: Store) -> None:
    kept(store, 1)
    slow = claimed(store)
    claimed(store, now=later(hours=1))

    with pytest.raises(LeaseLost):
        store.release_failed(slow, error="ValueError", now=later(hours=1), retry_at=later(hours=1))


def test_a_lease_that_ran_out_and_that_nobody_took_is_still_good(store: Store) -> None:
    kept(store, 1)
    arrival = claimed(store)

    with store.deciding(arrival, now=later(hours=2)) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")

    assert store.figures(now=NOW).outcomes[Outcome.LEFT] == 1


def test_what_is_decided_is_decided_once(store: Store) -> None:
    kept(store, 1)
    arrival = claimed(store)
    with store.deciding(arrival, now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")

    with pytest.raises(LeaseLost), store.deciding(arrival, now=NOW):
        pytest.fail("was let in")  # pragma: no cover
    assert store.claim_arrival(worker="one", now=later(days=1), lease_seconds=60) is None


def test_a_failure_waits_its_time_and_holds_up_nothing(store: Store) -> None:
    kept(store, 1, 2)
    failing = claimed(store)

    assert store.release_failed(failing, error="RecursionError", now=NOW, retry_at=later(minutes=5)) == 1

    assert claimed(store, now=later(minutes=1)).uid == 2
    assert store.claim_arrival(worker="one", now=later(minutes=4), lease_seconds=60) is None
    again = claimed(store, now=later(minutes=5))
    assert (again.uid, again.attempts) == (1, 2)


def test_a_failure_is_audited_by_the_name_of_its_class(store: Store) -> None:
    store.keep(PLACE, [fetched(1, b"x")], now=NOW)
    arrival = claimed(store)
    store.release_failed(arrival, error="RecursionError", now=NOW, retry_at=NOW)

    assert arrival.sha256 is not None
    steps = [(step.event, step.detail) for step in store.trace(arrival.sha256)]
    assert steps == [(Event.KEPT, ""), (Event.CLAIMED, "1"), (Event.FAILED, "RecursionError")]


def test_many_workers_never_hold_the_same_arrival(open_store: Callable[[], Store]) -> None:
    kept(open_store(), *range(40))

    def work(store: Store) -> list[int]:
        taken = []
        while arrival := store.claim_arrival(worker="w", now=NOW, lease_seconds=LEASE_SECONDS):
            taken.append(arrival.uid)
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = [uid for uids in workers.map(work, [open_store() for _ in range(4)]) for uid in uids]

    assert sorted(taken) == list(range(40))


def test_several_are_claimed_at_once_each_with_a_lease_of_its_own(store: Store) -> None:
    kept(store, 30, 10, 20)

    first = store.claim_arrivals(2, worker="one", now=NOW, lease_seconds=LEASE_SECONDS)
    rest = store.claim_arrivals(2, worker="two", now=NOW, lease_seconds=LEASE_SECONDS)

    assert [[each.uid for each in claimed] for claimed in (first, rest)] == [[30, 10], [20]]
    assert {each.attempts for each in (*first, *rest)} == {1}
    with store.deciding(first[1], now=NOW) as deciding:
        record(deciding, Outcome.LEFT, fingerprint="a")
    assert store.figures(now=NOW).in_progress == 2
