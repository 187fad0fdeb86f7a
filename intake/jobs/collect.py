"""Mailbox -> store: keep, then think. Nothing is parsed before its bytes are safe."""

from collections.abc import Callable
from datetime import datetime

from intake.mailbox import Mailbox
from intake.store import Store


def collect(mailbox: Mailbox, store: Store, *, now: Callable[[], datetime]) -> int:
    """Keep every message that the ledger does not know; answer how many. Chosen by UID alone, never by flags or dates.

    Raises MailboxUnavailable and MailboxRefused; what was kept before stays kept.
    """
    listing = mailbox.list()
    unknown = sorted(listing.uids - store.known_uids(listing.place))
    return sum(store.keep(listing.place, batch, now=now()) for batch in mailbox.fetch(unknown))
