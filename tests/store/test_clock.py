"""A clock that was ahead and goes right again makes nobody wait for its days, and is said."""

import sqlite3
from datetime import datetime

import pytest

from intake.store import Store
from tests.store.builders import LEASE_SECONDS, NOW, SECRET, claimed_mail, decided, later


def test_what_was_put_off_while_the_clock_was_ahead_does_not_wait_for_that_day(store: Store) -> None:
    decided(store, 1)
    ahead = later(days=3)
    item = store.claim_mail(worker="one", now=ahead, lease_seconds=LEASE_SECONDS)
    assert item is not None
    store.mark_not_sent(item, now=ahead, code=451, phase="rcpt", retry_at=later(days=3, minutes=1))
    store.heartbeat("deliver", now=lambda: ahead, ok=True)

    store.heartbeat("deliver", now=lambda: NOW, ok=True)

    assert store.claim_mail(worker="one", now=NOW, lease_seconds=LEASE_SECONDS) is not None


def test_a_lease_that_was_taken_while_the_clock_was_ahead_ends_as_one_that_is_taken_now(store: Store) -> None:
    decided(store, 1)
    assert store.claim_mail(worker="one", now=later(days=3), lease_seconds=LEASE_SECONDS) is not None
    store.heartbeat("deliver", now=lambda: later(days=3), ok=True)

    store.heartbeat("deliver", now=lambda: NOW, ok=True)

    assert store.claim_mail(worker="two", now=later(minutes=25), lease_seconds=LEASE_SECONDS) is None
    assert store.claim_mail(worker="two", now=later(minutes=31), lease_seconds=LEASE_SECONDS) is not None


def test_a_clock_that_went_back_is_an_alarm_for_a_few_days(store: Store) -> None:
    store.heartbeat("collect", now=lambda: later(days=1), ok=True)
    store.heartbeat("collect", now=lambda: NOW, ok=True)
    assert [alarm.code for alarm in store.open_alarms()] == ["clock_went_back"]

    store.heartbeat("collect", now=lambda: later(days=2), ok=True)
    assert [alarm.code for alarm in store.open_alarms()] == ["clock_went_back"]

    store.heartbeat("collect", now=lambda: later(days=4), ok=True)
    assert store.open_alarms() == ()


def test_seconds_are_no_matter_and_a_pause_that_was_given_is_waited_for(store: Store) -> None:
    decided(store, 1)
    store.mark_not_sent(claimed_mail(store), now=NOW, code=451, phase="rcpt", retry_at=later(hours=1))
    store.heartbeat("deliver", now=lambda: later(minutes=4), ok=True)
    store.heartbeat("collect", now=lambda: NOW, ok=True)

    assert store.open_alarms() == ()
    assert store.claim_mail(worker="one", now=later(minutes=59), lease_seconds=LEASE_SECONDS) is None


def test_what_waits_too_long_is_noticed_though_no_job_ended_while_the_clock_was_ahead(store: Store) -> None:
    decided(store, 1)
    assert store.claim_mail(worker="one", now=later(days=3), lease_seconds=LEASE_SECONDS) is not None

    store.heartbeat("deliver", now=lambda: NOW, ok=True)

    assert [alarm.code for alarm in store.open_alarms()] == ["clock_went_back"]
    assert store.claim_mail(worker="two", now=later(minutes=31), lease_seconds=LEASE_SECONDS) is not None


def test_the_clock_is_asked_when_nobody_can_take_a_lease_beside_it(sqlite_url: str) -> None:
    """Else the leases of others, taken after the hour was read, would seem to be of a clock that was ahead."""
    store = Store.open(sqlite_url, secret=SECRET)
    beside = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)

    def asked() -> datetime:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            beside.execute("BEGIN IMMEDIATE")
        return NOW

    store.heartbeat("deliver", now=asked, ok=True)

    assert [run.last_at for run in store.runs()] == [NOW]
    beside.close()
    store.close()
