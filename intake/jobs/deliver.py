"""Outbox -> transport: send, then mark; and look before sending again when the outcome is unknown."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import assert_never

from intake.mailbox import Mailbox, MailboxRefused, MailboxUnavailable
from intake.model.mail import Mail, NoticeKind, Sending, SendingResult
from intake.model.office import Folders, Limits
from intake.model.ticks import Ticks
from intake.store import LeaseLost, OutboxItem, Store
from intake.transport import Transport, TransportRefused, TransportUnavailable

BACKOFF_MINUTES = (1, 5, 15, 30, 60)
"""After so many failed attempts, and the last one ever after: nothing expires."""

OUTWARD = (NoticeKind.RETURN, NoticeKind.RECEIPT)
"""To the outside: held, not sent, where very many wait at once."""

LOOK_AGAIN_SECONDS = 60
"""The mailbox could not tell."""

UNKNOWN_WITHOUT_COPY = "unknown_without_copy"
"""The alarm of a letter that may have been accepted, and of which no copy can be looked for: to send it again would be blind."""

UNREACHED = frozenset({"connect", "tls", "auth"})
"""Phases in which it is not about this mail."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """Everything that delivering needs."""

    store: Store
    transport: Transport
    mailbox: Mailbox
    folders: Folders
    limits: Limits
    worker: str
    now: Callable[[], datetime]
    ticks: Callable[[], Ticks] | None = None
    """A clock that nobody can set; without it the hour is trusted."""
    readers: tuple[str, ...] = field(default=(), repr=False)
    """The Head, then the deputies in their order."""
    may_receive: Callable[[Mail], bool] = lambda _mail: True
    """Whether the handbook, as it is now, lets this mail go to its recipients; a letter may have waited for days."""
    is_stopping: Callable[[], bool] = lambda: False


def deliver(post: Post) -> int:
    """Send every mail that is due, one at a time; answer how many were accepted.

    No more than the server takes in a minute; and when many letters to referrers wait at once, most of them are held.
    Raises TransportRefused and TransportUnavailable: the other mails would fare no better, and each would take its time.
    """
    sent = 0
    post.store.hold_beyond(OUTWARD, most=post.limits.letters_to_referrers_at_once, now=post.now())
    allowance = post.limits.sends_per_minute - post.store.sent_since(post.now() - timedelta(minutes=1))
    while not post.is_stopping() and sent < allowance:
        item = claimed(post)
        if item is None:
            break
        with suppress(LeaseLost):  # another worker has it by now
            sent += deliver_one(post, item)
    return sent


def claimed(post: Post) -> OutboxItem | None:
    """The next letter. What another worker was sending is taken over when its lease is over by a clock that nobody has set since."""
    now, lease = post.now(), post.limits.lease_seconds
    return post.store.claim_mail(
        worker=post.worker, now=now, lease_seconds=lease, takes_over=has_waited(post, timedelta(seconds=lease))
    )


def has_waited(post: Post, span: timedelta) -> bool:
    """Whether what was to wait so long, and is over by the hour, has waited: a clock set ahead makes an hour of a moment.

    To be asked after the hour was read.
    """
    return post.ticks is None or post.store.calm(post.ticks(), now=post.now()) >= span


def deliver_one(post: Post, item: OutboxItem) -> bool:
    """Whether the mail has reached its recipients."""
    if item.must_look_first:
        found = look(post, item)
        if found is False and item.is_without_copy:
            post.store.mark_dead(item, now=post.now(), code=None, phase="reply", alarm=UNKNOWN_WITHOUT_COPY)
            return False
        if found is None or not (found or may_be_sent_again(post, item)):
            post.store.mark_unknown(item, now=post.now(), retry_at=post.now() + next_look(post, item))
            return False
        if found:
            post.store.mark_sent(item, now=post.now(), code=None, found_by_look=True)
            return True
    if not post.may_receive(item.mail):
        post.store.mark_dead(item, now=post.now(), code=None, phase="recipients", alarm="recipient_not_in_handbook")
        return False
    post.store.mark_sending(item, now=post.now())
    try:
        result = post.transport.send(item.mail, before_data=partial(may_leave, post, item))
    except TransportRefused:
        settle(post, item, SendingResult(sending=Sending.NOT_SENT, phase="auth"))
        raise
    is_sent = settle(post, item, result)
    if result.sending is Sending.NOT_SENT and result.phase in UNREACHED:
        raise TransportUnavailable("the server for outgoing mail cannot be reached")
    return is_sent


def may_leave(post: Post, item: OutboxItem, has_copy: bool) -> bool:  # noqa: FBT001 - as the port asks
    """Whether it is still ours to send. That our copy was refused is written down before anything leaves (fault F33)."""
    if item.mail.ledger_copy is not None and not has_copy:
        post.store.mark_without_copy(item)
    return post.store.still_holds(item, now=post.now())


def may_be_sent_again(post: Post, item: OutboxItem) -> bool:
    """No copy of ours was found, and it has had the time to come."""
    return not item.was_interrupted and has_waited(post, timedelta(seconds=post.limits.unknown_grace_seconds))


def next_look(post: Post, item: OutboxItem) -> timedelta:
    """How long until then. A worker stopped, and the server may have been slow to answer it: our copy gets its grace."""
    seconds = post.limits.unknown_grace_seconds if item.was_interrupted else LOOK_AGAIN_SECONDS
    return timedelta(seconds=seconds)


def look(post: Post, item: OutboxItem) -> bool | None:
    """Whether our own copy has arrived; None when the mailbox cannot tell now. A mail without a copy is not found."""
    if not item.mail.comes_back:
        return False
    if post.store.has_come_back(item.mail.message_id):
        return True
    folders = (post.folders.inbox, post.folders.forwarded, post.folders.handed_over, post.folders.returned)
    try:
        return post.mailbox.find(item.mail.message_id, folders=folders)
    except (MailboxUnavailable, MailboxRefused):
        return None


def settle(post: Post, item: OutboxItem, result: SendingResult) -> bool:
    """Write down what became of one attempt. Unknown, and no copy of ours that could be looked for: a person's matter."""
    now = post.now()
    match result.sending:
        case Sending.SENT:
            post.store.mark_sent(item, now=now, code=result.code)
        case Sending.NOT_SENT:
            post.store.mark_not_sent(
                item, now=now, code=result.code, phase=result.phase, retry_at=now + backoff(item.attempts)
            )
        case Sending.REFUSED if deputies := stand_ins(post, item, result):
            post.store.redirect(item, deputies, now=now, alarm="head_refused")
        case Sending.REFUSED:
            alarm = f"refused_{item.mail.kind}"
            post.store.mark_dead(item, now=now, code=result.code, phase=result.phase, alarm=alarm)
        case Sending.UNKNOWN if item.mail.ledger_copy is not None and not result.has_ledger_copy:
            post.store.mark_dead(item, now=now, code=result.code, phase=result.phase, alarm=UNKNOWN_WITHOUT_COPY)
        case Sending.UNKNOWN:
            grace = timedelta(seconds=post.limits.unknown_grace_seconds)
            post.store.mark_unknown(item, now=now, retry_at=now + grace)
        case _:
            assert_never(result.sending)
    return result.sending is Sending.SENT


def stand_ins(post: Post, item: OutboxItem, result: SendingResult) -> tuple[str, ...]:
    """Who gets a forward instead when the server knows the Head's address no more: the next deputy. None is left: nobody.

    Nor for a letter that is kept apart: it may be a deputy whom it names.
    """
    if item.mail.kind is not NoticeKind.FORWARD or item.mail.is_kept_apart or result.phase != "rcpt":
        return ()
    followers = dict(pairwise(post.readers))
    successors = [followers.get(each, "") for each in item.mail.recipients if each in post.readers]
    others = [each for each in item.mail.recipients if each not in post.readers]
    return (*successors, *others) if successors and all(successors) else ()


def backoff(attempts: int) -> timedelta:
    """How long to wait after that many attempts."""
    return timedelta(minutes=BACKOFF_MINUTES[min(max(attempts, 1), len(BACKOFF_MINUTES)) - 1])
