"""Whether a UID still means the message that it meant: a server that gives one twice (fault F49) would hide the second for ever."""

import hashlib
from collections.abc import Callable
from datetime import datetime

from intake.mailbox import Mailbox
from intake.model.mailbox import Listing
from intake.store import Filing, Store

GIVEN_TWICE = "uid_given_twice"
"""The alarm: the detail says how many."""


def recognise(mailbox: Mailbox, store: Store, listing: Listing, *, now: Callable[[], datetime]) -> int:
    """Keep as new what lies under a UID that meant another message; answer how many. For a whole listing.

    A message whose date is another, or that was gone before, is fetched and known by its content: a server that was
    restored may have other dates for the same messages. What was left alone on the first day cannot be told apart.
    """
    known = store.known_as(listing.place, listing.uids)
    dates = mailbox.dates(sorted(known)) if known else {}
    doubtful = sorted(uid for uid, taken in dates.items() if known[uid] != taken)
    others = sum(store.keep_others(listing.place, batch, now=now()) for batch in mailbox.fetch(doubtful))
    if others:
        store.raise_alarm(GIVEN_TWICE, now=now(), detail=str(others))
    return others


def is_still_there(mailbox: Mailbox, filing: Filing) -> bool:
    """Whether that message lies where it came in, and no other under its UID. Where it is gone, moving it will tell."""
    taken = mailbox.dates([filing.uid]).get(filing.uid, filing.received)
    if taken == filing.received:
        return True
    lying = [each.content for batch in mailbox.fetch([filing.uid]) for each in batch]
    return any(content is not None and hashlib.sha256(content).hexdigest() == filing.sha256 for content in lying)
