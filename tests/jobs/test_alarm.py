"""Silence is an alarm; and every alarm is told by the bells, once, and again while it lasts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.jobs.alarm import Tower, alarm
from intake.model.mail import Mail, NoticeKind
from intake.model.mailbox import Fetched, Place
from intake.notices import Templates
from intake.store import Store
from intake.transport.bells import Ringing
from tests.journeys.partnership import MAILBOX, SECRET, handbook

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Bell:
    """Hears, unless it is told not to."""

    def __init__(self) -> None:
        self.heard: list[Ringing] = []
        self.is_deaf = False

    def ring(self, ringing: Ringing) -> bool:
        self.heard.append(ringing)
        return not self.is_deaf

    @property
    def codes(self) -> list[str]:
        return [json.loads(each.line)["code"] for each in self.heard]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=SECRET)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def bell() -> Bell:
    return Bell()


def look(store: Store, bell: Bell, **after: float) -> int:
    book = handbook()
    return alarm(
        Tower(
            store=store,
            handbook=book,
            templates=Templates(book.templates),
            bells=(bell,),
            secret=SECRET,
            now=lambda: MONDAY + timedelta(**after),
        )
    )


def codes(store: Store) -> list[str]:
    return [each.code for each in store.open_alarms()]


def test_a_quiet_service_rings_for_nothing(store: Store, bell: Bell) -> None:
    assert look(store, bell) == 0
    assert bell.heard == []


def test_a_mailbox_that_nobody_looked_into_is_an_alarm_until_somebody_does(store: Store, bell: Bell) -> None:
    store.heartbeat("collect", now=lambda: MONDAY, ok=True)
    assert look(store, bell, minutes=15) == 0
    assert look(store, bell, minutes=16) == 1
    assert codes(store) == ["nothing_fetched"]
    store.heartbeat("collect", now=lambda: MONDAY + timedelta(minutes=17), ok=True)
    look(store, bell, minutes=18)
    assert codes(store) == []


def queued(store: Store) -> None:
    letter = Mail(
        key="digest",
        kind=NoticeKind.DIGEST,
        message_id="<digest@council.test>",
        envelope_from="intake@council.test",
        recipients=("head@council.test",),
        content=b"Subject: x\r\n\r\n",
    )
    store.record_digest(MONDAY.date(), [letter], now=MONDAY)


def test_a_letter_that_does_not_leave_is_an_alarm(store: Store, bell: Bell) -> None:
    queued(store)
    assert look(store, bell, minutes=60) == 0
    assert look(store, bell, minutes=61) == 1
    item = store.claim_mail(worker="one", now=MONDAY + timedelta(minutes=62), lease_seconds=60)
    assert item is not None
    store.mark_sent(item, now=MONDAY + timedelta(minutes=62), code=250)
    look(store, bell, minutes=63)
    assert codes(store) == []


@pytest.mark.parametrize(("days", "is_alarm"), [(1, False), (3, False), (4, True), (5, True)])
def test_working_days_without_a_message_are_an_alarm(store: Store, bell: Bell, days: float, *, is_alarm: bool) -> None:
    """Three whole ones after a Monday: Tuesday, Wednesday and Thursday."""
    place = Place(mailbox=MAILBOX, folder="INBOX", uidvalidity=1)
    store.keep(place, [Fetched(uid=1, received=MONDAY, content=b"x", size=1)], now=MONDAY)
    look(store, bell, days=days)
    assert (codes(store) == ["unusually_quiet"]) is is_alarm


def test_a_weekend_is_not_quiet(store: Store, bell: Bell) -> None:
    friday = MONDAY + timedelta(days=4)
    place = Place(mailbox=MAILBOX, folder="INBOX", uidvalidity=1)
    store.keep(place, [Fetched(uid=1, received=friday, content=b"x", size=1)], now=friday)
    look(store, bell, days=9)
    assert codes(store) == []


def test_an_alarm_is_told_once_and_again_while_it_lasts(store: Store, bell: Bell) -> None:
    store.raise_alarm("transport_unavailable", now=MONDAY, detail="x")
    told = [look(store, bell, **after) for after in ({"minutes": 1}, {"minutes": 2}, {"hours": 4, "minutes": 1})]
    assert told == [1, 0, 1]
    store.clear_alarm("transport_unavailable", now=MONDAY)
    assert look(store, bell, hours=9) == 0


def test_what_nobody_heard_is_told_at_the_next_look(store: Store, bell: Bell) -> None:
    store.raise_alarm("mailbox_refused", now=MONDAY)
    bell.is_deaf = True
    assert look(store, bell) == 0
    bell.is_deaf = False
    assert look(store, bell, minutes=1) == 1


def test_the_line_holds_codes_and_the_letter_is_for_the_business_unit(store: Store, bell: Bell) -> None:
    store.raise_alarm("refused_forward", now=MONDAY, detail="arrival-1/forward")
    look(store, bell)
    (ringing,) = bell.heard
    said = json.loads(ringing.line)
    assert said == {
        "service": "intake",
        "code": "refused_forward",
        "detail": "arrival-1/forward",
        "since": MONDAY.isoformat(),
        "times": 1,
    }
    assert ringing.mail is not None
    assert ringing.mail.recipients == (MAILBOX,)
    assert ringing.mail.kind is NoticeKind.ALARM
