"""A line that is cut after so many bytes, once, while messages are kept and filed; and what a next life makes of it."""

import hashlib
import itertools
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.jobs.collect import collect
from intake.jobs.file import file
from intake.mailbox import Mailbox, MailboxUnavailable
from intake.mailbox.account import ImapAccount
from intake.model.decision import Outcome, Reason
from intake.model.message import MessageKind
from intake.model.office import Folders, OldMail, Schedule
from intake.store import Store
from tests.mailbox.boxes import ImapBox, letter
from tests.servers.dovecot import Dovecot
from tests.servers.faultproxy import FaultProxy

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FOLDERS = Folders()
SCHEDULE = Schedule(old_mail=OldMail.TAKE)
SECRET = b"a secret that keys nothing real"
LETTERS = (letter(1), letter(2, filling=300))
MOST_LIVES = 6
USERS = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is to be seen when all is quiet."""

    was_cut: bool
    kept: tuple[bytes, ...] = field(repr=False)
    in_inbox: tuple[bytes, ...] = field(repr=False)
    in_folder: tuple[bytes, ...] = field(repr=False)
    events: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Each message kept once, whole, and filed once."""
        is_whole = sorted(self.kept) == sorted(self.in_folder) == sorted(LETTERS)
        return is_whole and not self.in_inbox and self.events.count("filed") == 2 and "gone" not in self.events


class Room:
    """A Dovecot, and an empty database to copy."""

    def __init__(self, server: Dovecot, folder: Path) -> None:
        self.server, self.folder = server, folder
        with self.opened(folder / "empty.db") as store:
            store.migrate()

    @contextmanager
    def opened(self, path: Path) -> Iterator[Store]:
        with closing(Store.open(f"sqlite:///{path}", secret=SECRET)) as store:
            yield store

    def lived(self, direction: str, offset: int) -> Ending:
        """Two messages come, the line is cut after so many bytes in a direction, and then it holds."""
        user = f"cut{next(USERS)}"
        account = ImapAccount(host="127.0.0.1", port=self.server.imap, user=user, password="secret", security="plain")
        box = ImapBox(account)
        for content in LETTERS:
            box.deliver(content)
        path = self.folder / "life.db"
        shutil.copy(self.folder / "empty.db", path)
        with self.opened(path) as store, FaultProxy(self.server.imap) as proxy:
            setattr(proxy.faults, direction, offset)
            was_cut = not live(box.at_port(proxy.port), store, NOW)
            for number in range(1, MOST_LIVES):
                live(box.open(), store, NOW + timedelta(minutes=2 * number))
            ending = seen(box, store, was_cut=was_cut)
        box.close()
        return ending


def live(mailbox: Mailbox, store: Store, now: datetime) -> bool:
    """Whether a life came to its end."""
    with closing(mailbox), suppress(MailboxUnavailable):
        collect(mailbox, store, SCHEDULE, now=lambda: now)
        while arrival := store.claim_arrival(worker="one", now=now, lease_seconds=60):
            with store.deciding(arrival, now=now) as deciding:
                deciding.record(kind=MessageKind.REFERRAL, outcome=Outcome.HANDED_OVER, reason=Reason.NO_FORM)
        file(mailbox, store, FOLDERS, now=lambda: now)
        return True
    return False


def seen(box: ImapBox, store: Store, *, was_cut: bool) -> Ending:
    hashes = {hashlib.sha256(content).hexdigest(): content for content in LETTERS}
    steps = {sha256: store.trace(sha256) for sha256 in hashes}
    kept = [hashes[sha256] for sha256, found in steps.items() for step in found if step.event.value == "kept"]
    return Ending(
        was_cut=was_cut,
        kept=tuple(kept),
        in_inbox=tuple(box.contents("INBOX")),
        in_folder=tuple(box.contents(FOLDERS.handed_over)),
        events=tuple(step.event.value for found in steps.values() for step in found),
    )
