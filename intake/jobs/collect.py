"""Mailbox -> store: keep, then think. Nothing is parsed before its bytes are safe."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from intake.jobs.recognise import recognise
from intake.mailbox import Mailbox
from intake.model.mailbox import Listing, Place
from intake.model.office import OldMail, Schedule
from intake.store import Store

COMPARING = "compare"
"""The run that whole listings are noted under."""
NOT_FETCHED = "not_fetched"
"""The alarm of messages that the server lists and does not give out."""
BEGUN_AGAIN = "folder_rebuilt"
"""The alarm of a folder that began another life: what is older than we are was left alone once more."""


def collect(mailbox: Mailbox, store: Store, schedule: Schedule, *, now: Callable[[], datetime]) -> int:
    """Keep every message that the ledger does not know; answer how many. Chosen by UID alone, never by flags or dates.

    Mostly only UIDs above the highest known one are asked for. At every comparison all that lie there are held against
    the ledger, so that nothing is missed for ever on a server whose UIDs do not ascend, or are given twice. On the first day
    what lies there is left alone. Raises MailboxUnavailable and MailboxRefused; what was kept before stays kept.
    """
    is_due = is_comparison_due(store, now=now(), every=timedelta(seconds=schedule.compare_seconds))
    listing = mailbox.list(after=None if is_due else store.highest_uid)
    if schedule.old_mail is OldMail.LEAVE:
        leave_what_is_old(mailbox, store, listing, now=now())
    unknown = sorted(listing.uids - store.known_uids(listing.place, above=listing.after))
    kept, given = keep(mailbox, store, listing.place, unknown, now=now)
    if listing.is_whole:
        kept += recognise(mailbox, store, listing, now=now)
    note(store, is_comparison=is_due, withheld=len(unknown) - given, now=now)
    return kept


def leave_what_is_old(mailbox: Mailbox, store: Store, listing: Listing, *, now: datetime) -> None:
    """On the first day everything; in a folder that was rebuilt what came on the days before the first.

    There, what came since is fetched once more, and known by what it is.
    """
    if not listing.is_whole or store.highest_uid(listing.place):
        return
    begun = store.begun(listing.place)
    if begun is None:
        store.leave_alone(listing.place, listing.uids, now=now)
    elif old := listing.uids - mailbox.since(begun.date()):
        store.leave_alone(listing.place, old, now=now)
        store.raise_alarm(BEGUN_AGAIN, now=now, detail=str(len(old)))


def take_in(mailbox: Mailbox, store: Store, *, since: date, is_quiet: bool, now: Callable[[], datetime]) -> int:
    """Keep what came on this day or later and was left alone on the first day; answer how many. Quiet: nobody is answered."""
    place = mailbox.list().place
    old = sorted(store.left_alone(place) & mailbox.since(since))
    return sum(store.take_in(place, batch, now=now(), is_quiet=is_quiet) for batch in mailbox.fetch(old))


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


def note(store: Store, *, is_comparison: bool, withheld: int, now: Callable[[], datetime]) -> None:
    """What the server withholds is an alarm, and asked for again by the next comparison; then our own sums are compared too."""
    if withheld:
        store.raise_alarm(NOT_FETCHED, now=now())
    if is_comparison:
        store.reconcile(now=now())
        store.heartbeat(COMPARING, now=now, ok=True)
        if not withheld:
            store.clear_alarm(NOT_FETCHED, now=now())
