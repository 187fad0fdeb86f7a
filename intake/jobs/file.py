"""Store -> mailbox: move last. A message lies in the inbox until all that it asked for is done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from intake.mailbox import Mailbox, MailboxRefused
from intake.model.decision import Outcome
from intake.model.office import Folders
from intake.store import Store

BATCH = 200
RETRY = timedelta(minutes=15)


def file(mailbox: Mailbox, store: Store, folders: Folders, *, now: Callable[[], datetime]) -> int:
    """Move finished messages to the folder of their outcome; answer how many lie there now.

    A folder that cannot be used makes the move wait and holds up nothing else. Raises MailboxUnavailable.
    """
    moved = 0
    for filing in store.claim_filing(limit=BATCH, now=now()):
        folder = folder_of(filing.outcome, folders)
        store.intend_move(filing, folder=folder, now=now())
        try:
            place = mailbox.move(filing.uid, uidvalidity=filing.place.uidvalidity, folder=folder)
        except MailboxRefused:
            store.postpone_filing(filing, reason="refused", now=now(), retry_at=now() + RETRY)
            continue
        if place is None:
            store.mark_gone(filing, now=now())
            continue
        store.mark_filed(filing, folder=folder, uidvalidity=place.uidvalidity, uid=place.uid, now=now())
        moved += 1
    return moved


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
