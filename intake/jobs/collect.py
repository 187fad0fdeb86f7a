"""Mailbox -> store: keep, then think. Nothing is parsed before its bytes are safe."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from intake.mailbox import Mailbox
from intake.model.mailbox import Place
from intake.store import Store

COMPARING = "compare"
"""The run that whole listings are noted under."""
NOT_FETCHED = "not_fetched"
"""The alarm of messages that the server lists and does not give out."""


def collect(mailbox: Mailbox, store: Store, *, now: Callable[[], datetime], compare_every: timedelta) -> int:
    """Keep every message that the ledger does not know; answer how many. Chosen by UID alone, never by flags or dates.

    Mostly only UIDs above the highest known one are asked for. As often as `compare_every` all that lie there are held
    against the ledger, so that nothing is missed for ever on a server whose UIDs do not ascend as they should.
    Raises MailboxUnavailable and MailboxRefused; what was kept before stays kept.
    """
    is_due = is_comparison_due(store, now=now(), every=compare_every)
    listing = mailbox.list(after=None if is_due else store.highest_uid)
    unknown = sorted(listing.uids - store.known_uids(listing.place, above=listing.after))
    kept, given = keep(mailbox, store, listing.place, unknown, now=now)
    note(store, is_comparison=is_due, withheld=len(unknown) - given, now=now())
    return kept


def keep(
    mailbox: Mailbox, store: Store, place: Place, uids: Sequence[int], *, now: Callable[[], datetime]
) -> tuple[int, int]:
    """Fetch these messages and keep them: how many became arrivals, and how many the server said anything about."""
    kept = given = 0
    for batch in mailbox.fetch(uids):
        kept += store.keep(place, batch, now=now())
        given += len(batch)
    return kept, given


def is_comparison_due(store: Store, *, now: datetime, every: timedelta) -> bool:
    """Also after the clock was put back: in doubt look."""
    last = store.last_well(COMPARING)
    return last is None or not last <= now < last + every


def note(store: Store, *, is_comparison: bool, withheld: int, now: datetime) -> None:
    """What the server withholds is an alarm, and asked for again by the next comparison."""
    if withheld:
        store.raise_alarm(NOT_FETCHED, now=now)
    if is_comparison:
        store.heartbeat(COMPARING, now=now, ok=True)
        if not withheld:
            store.clear_alarm(NOT_FETCHED, now=now)
