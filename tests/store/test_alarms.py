"""Alarms are raised once while they last; jobs say how they fare."""

from intake.store import Store
from tests.store.builders import NOW, later


def test_an_alarm_is_new_once_and_counted_after_that(store: Store) -> None:
    assert store.raise_alarm("job_failed", now=NOW, detail="deliver")
    assert not store.raise_alarm("job_failed", now=later(minutes=1), detail="deliver")

    (alarm,) = store.open_alarms()
    assert (alarm.code, alarm.detail, alarm.times) == ("job_failed", "deliver", 2)
    assert (alarm.raised_at, alarm.last_at) == (NOW, later(minutes=1))


def test_an_alarm_with_another_detail_is_another_alarm(store: Store) -> None:
    assert store.raise_alarm("job_failed", now=NOW, detail="deliver")
    assert store.raise_alarm("job_failed", now=NOW, detail="collect")

    assert store.clear_alarm("job_failed", now=NOW, detail="deliver")

    assert [alarm.detail for alarm in store.open_alarms()] == ["collect"]


def test_an_alarm_that_was_cleared_can_be_raised_again(store: Store) -> None:
    store.raise_alarm("quiet", now=NOW)
    assert store.clear_alarm("quiet", now=NOW)
    assert store.open_alarms() == ()

    assert store.raise_alarm("quiet", now=later(hours=1))
    assert store.figures(now=NOW).alarms == store.open_alarms()


def test_clearing_takes_every_detail_unless_one_is_named(store: Store) -> None:
    store.raise_alarm("job_failed", now=NOW, detail="deliver")
    store.raise_alarm("job_failed", now=NOW, detail="collect")

    assert store.clear_alarm("job_failed", now=NOW)

    assert store.open_alarms() == ()
    assert not store.clear_alarm("job_failed", now=NOW)


def test_a_job_says_when_it_ran_and_when_it_last_went_well(store: Store) -> None:
    store.heartbeat("collect", now=lambda: NOW, ok=True)
    store.heartbeat("collect", now=lambda: later(minutes=1), ok=False, detail="MailboxUnavailable")
    store.heartbeat("collect", now=lambda: later(minutes=2), ok=False, detail="MailboxUnavailable")

    (run,) = store.runs()
    assert (run.job, run.failures, run.detail) == ("collect", 2, "MailboxUnavailable")
    assert (run.last_at, run.last_ok_at) == (later(minutes=2), NOW)


def test_a_job_that_goes_well_again_has_no_failures(store: Store) -> None:
    store.heartbeat("deliver", now=lambda: NOW, ok=False, detail="TransportRefused")
    assert store.runs()[0].last_ok_at is None

    store.heartbeat("deliver", now=lambda: later(minutes=1), ok=True)

    (run,) = store.figures(now=NOW).runs
    assert (run.failures, run.detail, run.last_ok_at) == (0, "", later(minutes=1))
