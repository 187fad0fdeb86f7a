"""What the server lists and the ledger does not know is kept: new UIDs at every look, all of them at every comparison."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake.jobs.collect import collect, take_in
from intake.mailbox import After, MailboxUnavailable
from intake.mailbox.folder import DirectoryMailbox
from intake.model.mailbox import Fetched, Listing, Place
from intake.model.office import OldMail, Schedule
from intake.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = b"a secret that keys nothing real"
SCHEDULE = Schedule(old_mail=OldMail.TAKE, compare_seconds=900)


@dataclass
class OddMailbox(DirectoryMailbox):
    """A server whose UIDs do as they are told. Of the port it has what collecting needs."""

    uids: list[int] = field(default_factory=list)
    uidvalidity: int = 7
    came: dict[int, datetime] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    withholds: frozenset[int] = frozenset()
    lost_before: int | None = None
    contents: dict[int, bytes] = field(default_factory=dict)

    def list(self, *, after: After | None = None) -> Listing:
        place = Place(mailbox="intake@council.test", folder="INBOX", uidvalidity=self.uidvalidity)
        known = after(place) if after is not None else 0
        self.asked.append(known)
        uids = frozenset(uid for uid in self.uids if uid > known)
        return Listing(
            mailbox=place.mailbox, folder="INBOX", uidvalidity=self.uidvalidity, uids=uids, uidnext=1, after=known
        )

    def since(self, day: date) -> frozenset[int]:
        return frozenset(uid for uid in self.uids if self.came.get(uid, NOW).date() >= day)

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        return {uid: self.came.get(uid, NOW) for uid in uids if uid in self.uids}

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        for uid in uids:
            if uid == self.lost_before:
                raise MailboxUnavailable("the line was lost")
            if uid not in self.withholds:
                yield (self.fetched(uid),)

    def fetched(self, uid: int) -> Fetched:
        content = self.contents.get(uid, b"message %d" % uid) if uid in self.uids else None
        return Fetched(uid=uid, received=self.came.get(uid, NOW), content=content, size=len(content or b""))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=SECRET)
    opened.migrate()
    yield opened
    opened.close()


def look(mailbox: OddMailbox, store: Store, **after: float) -> int:
    return collect(mailbox, store, SCHEDULE, now=lambda: NOW + timedelta(**after))


def test_the_first_look_is_at_everything_and_the_next_at_what_is_new(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 5])
    assert look(mailbox, store) == 2
    mailbox.uids.append(6)
    assert look(mailbox, store, minutes=1) == 1
    assert look(mailbox, store, minutes=2) == 0
    assert mailbox.asked == [0, 5, 6]


@pytest.mark.parametrize("after", [{"minutes": 15}, {"days": 30}, {"minutes": -1}], ids=["due", "long due", "put back"])
def test_a_uid_that_appears_below_is_found_by_the_next_comparison(store: Store, after: dict[str, float]) -> None:
    mailbox = OddMailbox(uids=[1, 5])
    look(mailbox, store)
    mailbox.uids.append(3)
    assert look(mailbox, store, minutes=1) == 0
    assert look(mailbox, store, **after) == 1


def test_a_comparison_that_was_broken_off_is_made_again_at_once(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 5])
    look(mailbox, store)
    mailbox.uids += [2, 3, 6]
    mailbox.lost_before = 3
    with pytest.raises(MailboxUnavailable):
        look(mailbox, store, minutes=15)
    mailbox.lost_before = None
    assert look(mailbox, store, minutes=16) == 2
    assert mailbox.asked == [0, 0, 0]


def test_another_life_of_the_folder_is_looked_at_whole(store: Store) -> None:
    mailbox = OddMailbox(uids=[5])
    look(mailbox, store)
    mailbox.uidvalidity, mailbox.uids = 8, [1]
    look(mailbox, store, minutes=1)
    assert mailbox.asked == [0, 0]


def test_what_the_server_withholds_is_an_alarm_until_it_comes(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 2, 3], withholds=frozenset({2}))
    assert look(mailbox, store) == 2
    assert [each.code for each in store.open_alarms()] == ["not_fetched"]
    assert look(mailbox, store, minutes=1) == 0
    mailbox.withholds = frozenset()
    assert look(mailbox, store, minutes=15) == 1
    assert store.open_alarms() == ()


def test_what_is_known_is_never_kept_twice(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 2])
    for hours in range(3):
        look(mailbox, store, hours=hours)
    assert store.figures(now=NOW).received == 2


# -- UIDs that are given twice ----------------------------------------------------------------------------------------


def test_what_lies_under_the_uid_of_another_message_is_kept_and_said(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 2])
    look(mailbox, store)
    mailbox.came[2], mailbox.contents[2] = NOW + timedelta(minutes=3), b"another message"

    assert look(mailbox, store, minutes=15) == 1

    assert store.figures(now=NOW).received == 3
    assert [(each.code, each.detail) for each in store.open_alarms()] == [("uid_given_twice", "1")]
    assert "uid_given_twice" in {step.event for step in store.trace(hashlib.sha256(b"message 2").hexdigest())}
    assert look(mailbox, store, minutes=30) == 0


def test_a_uid_may_be_given_a_third_time(store: Store) -> None:
    mailbox = OddMailbox(uids=[1])
    for times in range(3):
        mailbox.came[1], mailbox.contents[1] = NOW + timedelta(minutes=times), b"message of life %d" % times
        assert look(mailbox, store, minutes=15 * times) == 1


def test_the_same_message_with_another_date_is_the_same_message(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 2])
    look(mailbox, store)
    mailbox.came[2] = NOW + timedelta(minutes=3)
    assert look(mailbox, store, minutes=15) == 0
    assert store.open_alarms() == ()


def test_what_comes_under_the_uid_of_one_that_vanished_is_kept(store: Store) -> None:
    mailbox = OddMailbox(uids=[1])
    store.keep(mailbox.list().place, [Fetched(uid=1, received=NOW, content=None, size=0)], now=NOW)
    assert look(mailbox, store) == 1


# -- the first day -----------------------------------------------------------------------------------------------------

CAREFUL = Schedule(compare_seconds=900)
LONG_AGO = NOW - timedelta(days=40)


def look_carefully(mailbox: OddMailbox, store: Store, **after: float) -> int:
    return collect(mailbox, store, CAREFUL, now=lambda: NOW + timedelta(**after))


def test_what_lies_there_on_the_first_day_is_left_alone_and_what_comes_then_is_kept(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 5])
    assert look_carefully(mailbox, store) == 0
    mailbox.uids += [6]
    assert [look_carefully(mailbox, store, minutes=minutes) for minutes in (1, 16, 32)] == [1, 0, 0]
    figures = store.figures(now=NOW)
    assert (figures.received, figures.left_alone, figures.balances) == (1, 2, True)


def test_a_first_day_in_an_empty_mailbox_leaves_nothing_alone(store: Store) -> None:
    mailbox = OddMailbox(uids=[])
    look_carefully(mailbox, store)
    mailbox.uids = [1]
    assert look_carefully(mailbox, store, minutes=1) == 1


def test_in_a_folder_that_was_rebuilt_what_is_older_than_the_first_day_is_left_alone_again(store: Store) -> None:
    mailbox = OddMailbox(uids=[1, 2], came={1: LONG_AGO, 2: LONG_AGO})
    look_carefully(mailbox, store)
    mailbox.uidvalidity, mailbox.uids = 8, [1, 2, 3]
    assert look_carefully(mailbox, store, minutes=1) == 1
    assert [(each.code, each.detail) for each in store.open_alarms()] == [("folder_rebuilt", "2")]


@pytest.mark.parametrize("is_quiet", [True, False])
def test_old_mail_is_taken_in_from_a_day_on_when_a_person_says_so(store: Store, *, is_quiet: bool) -> None:
    mailbox = OddMailbox(uids=[1, 2, 3], came={1: LONG_AGO, 2: NOW - timedelta(days=2)})
    look_carefully(mailbox, store)

    def taken(day: date) -> int:
        return take_in(mailbox, store, since=day, is_quiet=is_quiet, now=lambda: NOW)

    assert [taken(NOW.date() - timedelta(days=days)) for days in (-1, 2, 2)] == [0, 2, 0]
    arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
    assert arrival is not None
    assert (arrival.uid, arrival.is_quiet, arrival.content) == (2, is_quiet, b"message 2")
    assert store.figures(now=NOW).left_alone == 1
