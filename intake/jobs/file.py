"""Store -> mailbox: move last. A message lies in the inbox until all that it asked for is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from intake.jobs.recognise import is_still_there
from intake.mailbox import FolderRefused, Mailbox, MailboxUnavailable
from intake.model.decision import Outcome
from intake.model.mailbox import Moved
from intake.model.office import Folders
from intake.store import Filing, Store

BATCH = 200
REFUSED_RETRY = timedelta(minutes=15)
LOST_RETRY = timedelta(minutes=1)
"""The next run begins with another message: this one may be what the server stumbles over."""
MOVING = timedelta(minutes=10)
"""How long a move belongs to one worker: longer than any server is waited for."""


def file(mailbox: Mailbox, store: Store, folders: Folders, *, now: Callable[[], datetime]) -> int:
    """Move finished messages to the folder of their outcome; answer how many lie there now.

    A folder that takes nothing makes its moves wait, says so by an alarm, and holds up nothing else.
    Raises MailboxUnavailable and MailboxRefused.
    """
    moved: list[Outcome] = []
    refused: dict[Outcome, str] = {}
    for filing in store.claim_filing(limit=BATCH, now=now()):
        try:
            if filing.outcome not in refused and file_one(mailbox, store, filing, folders, now=now):
                moved.append(filing.outcome)
        except FolderRefused as refusal:
            refused[filing.outcome] = str(refusal)
        if filing.outcome in refused:
            store.postpone_filing(filing, reason=refused[filing.outcome], now=now(), retry_at=now() + REFUSED_RETRY)
    say(store, refused=refused, moved=frozenset(moved) - frozenset(refused), now=now())
    return len(moved)


def file_one(mailbox: Mailbox, store: Store, filing: Filing, folders: Folders, *, now: Callable[[], datetime]) -> bool:
    """Whether it lies in its folder now; if not, somebody took it away, or another worker moves it."""
    folder = folder_of(filing.outcome, folders)
    if not store.intend_move(filing, folder=folder, now=now(), until=now() + MOVING):
        return False
    try:
        before = filing.folder or folder
        copied = moved_before(mailbox, store, filing, before) if filing.intended else None
        place = moved(mailbox, filing, folder, copied=copied if before == folder else None)
        if place is None:
            folder, place = before, copied
    except MailboxUnavailable:
        store.postpone_filing(filing, reason="unavailable", now=now(), retry_at=now() + LOST_RETRY)
        raise
    if place is None:
        store.mark_gone(filing, now=now())
        return False
    store.mark_filed(filing, folder=folder, uidvalidity=place.uidvalidity, uid=place.uid, now=now())
    return True


def moved(mailbox: Mailbox, filing: Filing, folder: str, *, copied: Moved | None) -> Moved | None:
    """None when it is not there any more."""
    if not is_still_there(mailbox, filing):
        return None
    return mailbox.move(filing.uid, uidvalidity=filing.place.uidvalidity, folder=folder, copied=copied)


def moved_before(mailbox: Mailbox, store: Store, filing: Filing, folder: str) -> Moved | None:
    """Where it lies after a move that we did not live to write down, whole or half. Not where another message of ours is known to lie."""
    for place in mailbox.locate(filing.likeness, folder=folder):
        if place.uidvalidity is None or place.uid is None:
            return place
        if not store.is_filed_at(folder=folder, uidvalidity=place.uidvalidity, uid=place.uid):
            return place
    return None


def say(store: Store, *, refused: dict[Outcome, str], moved: frozenset[Outcome], now: datetime) -> None:
    """Alarms for the folders that took nothing, and none any more for those that did."""
    for outcome, reason in refused.items():
        store.raise_alarm(f"cannot_file_{outcome}", now=now, detail=reason)
    for alarm in store.open_alarms() if moved else ():
        if alarm.code in {f"cannot_file_{outcome}" for outcome in moved}:
            store.clear_alarm(alarm.code, now=now)


def folder_of(outcome: Outcome, folders: Folders) -> str:
    """What is left stays where it was and is never asked about."""
    match outcome:
        case Outcome.FORWARDED:
            return folders.forwarded
        case Outcome.RETURNED:
            return folders.returned
        case Outcome.HANDED_OVER:
            return folders.handed_over
        case Outcome.LEFT:
            return folders.inbox
    assert_never(outcome)
