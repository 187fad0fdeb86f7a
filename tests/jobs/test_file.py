"""Move last: into the folder of the outcome, once, found again after a crash, and a folder that takes nothing holds up nothing else."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.jobs.collect import collect
from intake.jobs.file import file
from intake.mailbox import FolderRefused, MailboxRefused, MailboxUnavailable
from intake.mailbox.folder import DirectoryMailbox
from intake.model.decision import Outcome, Reason
from intake.model.mailbox import Fetched, Moved
from intake.model.message import MessageKind
from intake.model.office import Folders, OldMail, Schedule
from intake.store import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FOLDERS = Folders()
SCHEDULE = Schedule(old_mail=OldMail.TAKE, compare_seconds=1)
BOTH = (Outcome.FORWARDED, Outcome.HANDED_OVER)


class ToldMailbox(DirectoryMailbox):
    """A directory that fails as it is told: before the move, or after it."""

    fails: Exception | None = None
    loses_answer = False
    refuses: frozenset[str] = frozenset()
    moves = 0
    meanwhile: Callable[[], object] | None = None
    """Happens once while the server moves."""
    uid_means: bytes | None = None
    """What lies under every UID now, taken at another time."""

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        return super().dates(uids) if self.uid_means is None else dict.fromkeys(uids, NOW)

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        if self.uid_means is None:
            yield from super().fetch(uids)
        else:
            size = len(self.uid_means)
            yield tuple(Fetched(uid=uid, received=NOW, content=self.uid_means, size=size) for uid in uids)

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        self.moves += 1
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        if self.fails is not None:
            raise self.fails
        if folder in self.refuses:
            raise FolderRefused("moving: the mailbox is full")
        moved = super().move(uid, uidvalidity=uidvalidity, folder=folder, copied=copied)
        if self.loses_answer:
            raise MailboxUnavailable("the line was lost")
        return moved


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'intake.db'}", secret=b"s" * 32)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def mailbox(tmp_path: Path) -> ToldMailbox:
    (tmp_path / "box").mkdir()
    return ToldMailbox(tmp_path / "box")


def decided(mailbox: ToldMailbox, store: Store, *outcomes: Outcome) -> None:
    for number, outcome in enumerate(outcomes):
        (mailbox.directory / f"{number}.eml").write_bytes(b"Subject: number %d\r\n\r\n" % number)
        collect(mailbox, store, SCHEDULE, now=lambda: NOW)
        arrival = store.claim_arrival(worker="one", now=NOW, lease_seconds=60)
        assert arrival is not None
        with store.deciding(arrival, now=NOW) as deciding:
            deciding.record(kind=MessageKind.REFERRAL, outcome=outcome, reason=Reason.NO_FORM)


def run(mailbox: ToldMailbox, store: Store, **after: float) -> int:
    return file(mailbox, store, FOLDERS, now=lambda: NOW + timedelta(**after))


def test_two_workers_never_move_a_message_at_the_same_time(mailbox: ToldMailbox, store: Store) -> None:
    """Dovecot makes two messages of one then."""
    decided(mailbox, store, Outcome.FORWARDED)
    mailbox.meanwhile = lambda: run(mailbox, store)

    assert run(mailbox, store) == 1

    assert mailbox.moves == 1
    assert lying(mailbox, FOLDERS.forwarded) == ["0.eml"]


def lying(mailbox: ToldMailbox, folder: str) -> list[str]:
    return sorted(each.name for each in (mailbox.directory / folder).glob("*.eml"))


def events(store: Store) -> list[str]:
    (line,) = store.messages()
    return [step.event.value for step in store.trace(hashed(store))] if line else []


def hashed(store: Store) -> str:
    import hashlib

    return hashlib.sha256(b"Subject: number 0\r\n\r\n").hexdigest()


def alarms(store: Store) -> list[tuple[str, str]]:
    return [(each.code, each.detail) for each in store.open_alarms()]


def test_each_goes_to_the_folder_of_its_outcome_once(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, *BOTH)
    assert run(mailbox, store) == 2
    assert (lying(mailbox, FOLDERS.forwarded), lying(mailbox, FOLDERS.handed_over)) == (["0.eml"], ["1.eml"])
    assert run(mailbox, store, hours=1) == 0


def test_what_moved_before_the_answer_was_lost_is_found_and_filed(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED)
    mailbox.loses_answer = True
    with pytest.raises(MailboxUnavailable):
        run(mailbox, store)
    mailbox.loses_answer = False
    assert run(mailbox, store, minutes=1) == 1
    assert events(store)[-1] == "filed"
    assert lying(mailbox, FOLDERS.forwarded) == ["0.eml"]


def test_what_a_person_took_away_is_gone_and_looked_for_nowhere(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED)
    (mailbox.directory / "0.eml").unlink()
    assert run(mailbox, store) == 0
    assert events(store)[-1] == "gone"
    assert store.figures(now=NOW).waiting_to_be_filed == 0


def test_what_a_person_took_away_after_a_broken_move_is_gone(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED)
    mailbox.fails = MailboxUnavailable("away")
    with pytest.raises(MailboxUnavailable):
        run(mailbox, store)
    mailbox.fails = None
    (mailbox.directory / "0.eml").unlink()
    assert run(mailbox, store, minutes=1) == 0
    assert events(store)[-1] == "gone"


def test_a_full_folder_waits_says_so_and_holds_up_nothing_else(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED, Outcome.FORWARDED, Outcome.HANDED_OVER)
    mailbox.refuses = frozenset({FOLDERS.forwarded})
    assert run(mailbox, store) == 1
    assert mailbox.moves == 2, "one try is enough to know of a folder"
    assert alarms(store) == [("cannot_file_forwarded", "moving: the mailbox is full")]
    assert run(mailbox, store, minutes=14) == 0
    mailbox.refuses = frozenset()
    assert run(mailbox, store, minutes=15) == 2
    assert alarms(store) == []


def test_a_message_that_the_server_stumbles_over_lets_the_next_one_pass(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, *BOTH)
    mailbox.fails = MailboxUnavailable("away")
    with pytest.raises(MailboxUnavailable):
        run(mailbox, store)
    mailbox.fails = None
    assert run(mailbox, store) == 1
    assert lying(mailbox, FOLDERS.handed_over) == ["1.eml"]


def test_a_refused_login_is_tried_with_one_message(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, *BOTH)
    mailbox.fails = MailboxRefused("the server does not let us in")
    with pytest.raises(MailboxRefused):
        run(mailbox, store)
    assert mailbox.moves == 1


def test_a_message_under_the_uid_of_another_is_not_moved_in_its_place(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED)
    mailbox.uid_means = b"Subject: another that came under the same UID\r\n\r\n"

    assert run(mailbox, store) == 0

    assert mailbox.moves == 0
    assert "gone" in events(store)


def test_a_message_whose_date_is_another_is_moved_all_the_same(mailbox: ToldMailbox, store: Store) -> None:
    decided(mailbox, store, Outcome.FORWARDED)
    mailbox.uid_means = (mailbox.directory / "0.eml").read_bytes()

    assert run(mailbox, store) == 1


class CopyingMailbox(ToldMailbox):
    """A server that copies and then expunges; the line is lost between."""

    copied: Moved | None = None

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        self.copied = copied
        if copied is None:
            there = self.directory / folder
            there.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.directory / "0.eml", there)
            raise MailboxUnavailable("the line was lost")
        (self.directory / "0.eml").unlink()
        return copied


def test_a_copy_that_was_made_before_the_line_was_lost_is_taken_for_the_move(tmp_path: Path, store: Store) -> None:
    (tmp_path / "box").mkdir()
    mailbox = CopyingMailbox(tmp_path / "box")
    decided(mailbox, store, Outcome.FORWARDED)
    with pytest.raises(MailboxUnavailable):
        run(mailbox, store)

    assert run(mailbox, store, minutes=2) == 1

    assert mailbox.copied == Moved(uidvalidity=None, uid=None)
    assert lying(mailbox, FOLDERS.forwarded) == ["0.eml"]
    assert lying(mailbox, ".") == []
