"""The two ports and the store, with a meeting at every call: there the worker waits for its turn, and learns what goes wrong."""

import functools
import hashlib
import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from intake.mailbox import After, FolderRefused, MailboxRefused, MailboxUnavailable
from intake.model.mail import Mail, Sending, SendingResult
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.store import Store, StoreUnavailable
from intake.transport import BeforeData, TransportRefused
from tests.journeys.world import INBOX, SimulatedCrash
from tests.simulation.faults import Fault
from tests.simulation.outside import Outside

Meet = Callable[[str], Fault | None]
"""Waits for the turn; what goes wrong at the call that comes now."""
Answer = TypeVar("Answer")

SERVER_PATIENCE = timedelta(seconds=300)
"""A server ends a session in which nothing comes (RFC 5321 §4.5.3.2.7)."""
SLOWEST_ANSWER = timedelta(seconds=590)
"""To the dot; we wait for 600 s."""
BATCH = 2


def met(fault: Fault | None, effect: Callable[[], Answer], away: Exception) -> Answer:
    """The call with its fault."""
    if fault is Fault.CRASH_BEFORE:
        raise SimulatedCrash
    if fault is Fault.AWAY_BEFORE:
        raise away
    answer = effect()
    if fault is Fault.CRASH_AFTER:
        raise SimulatedCrash
    if fault is Fault.AWAY_AFTER:
        raise away
    return answer


# -- the mailbox -----------------------------------------------------------------------------------------------------


@dataclass
class SimulatedMailbox:
    outside: Outside
    meet: Meet
    about_to_move: Callable[[bytes], None]
    """Asked before each move of ours."""

    def list(self, *, after: After | None = None) -> Listing:
        place = Place(mailbox=self.outside.mailbox, folder=INBOX, uidvalidity=self.outside.uidvalidity)
        known = after(place) if after is not None else 0
        return self._met("list", lambda: self._listing(known))

    def _listing(self, known: int) -> Listing:
        return Listing(
            mailbox=self.outside.mailbox,
            folder=INBOX,
            uidvalidity=self.outside.uidvalidity,
            uids=frozenset(uid for uid in self.outside.folders[INBOX] if uid > known),
            uidnext=self.outside.uidnext,
            after=known,
        )

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        held = self.outside.folders[INBOX]
        return self._met("dates", lambda: {uid: held[uid][0] for uid in uids if uid in held})

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        validity = self.outside.uidvalidity
        vanishes = self._meet("fetch") is Fault.VANISHED
        for start in range(0, len(uids), BATCH):
            wanted = uids[start : start + BATCH]
            yield self._met("batch", functools.partial(self._batch, wanted, validity, vanishes=vanishes))

    def _batch(self, uids: Sequence[int], validity: int, *, vanishes: bool) -> tuple[Fetched, ...]:
        """What somebody takes away between the listing and the fetching is not there."""
        if validity != self.outside.uidvalidity:
            raise MailboxUnavailable("another UIDVALIDITY")
        if vanishes and uids and uids[0] in self.outside.folders[INBOX]:
            self.outside.take_out(self.outside.expunge(uids[0]))
        return tuple(self._fetched(uid) for uid in uids)

    def _fetched(self, uid: int) -> Fetched:
        received, content = self.outside.folders[INBOX].get(uid, (self.outside.now(), None))
        return Fetched(uid=uid, received=received, content=content, size=len(content or b""))

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        return self._met("move", lambda: self._moved(uid, uidvalidity, folder))

    def _moved(self, uid: int, uidvalidity: int, folder: str) -> Moved | None:
        held = self.outside.folders[INBOX]
        if uidvalidity != self.outside.uidvalidity or uid not in held:
            return None
        self.about_to_move(held[uid][1])
        return Moved(uidvalidity=1, uid=self.outside.deliver(self.outside.expunge(uid), folder=folder))

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        return self._met("locate", lambda: self._located(likeness, folder))

    def _located(self, likeness: Likeness, folder: str) -> tuple[Moved, ...]:
        held = self.outside.folders.get(folder, {}).items()
        alike = (uid for uid, (_, content) in held if hashlib.sha256(content).hexdigest() == likeness.sha256)
        return tuple(Moved(uidvalidity=1, uid=uid) for uid in alike)

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        return self._met("find", lambda: not set(self.outside.places().get(message_id, ())).isdisjoint(folders))

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        return stop.wait(seconds)

    def close(self) -> None:
        """Nothing is kept open."""

    def _meet(self, name: str) -> Fault | None:
        return self.meet(f"mailbox.{name}")

    def _met(self, name: str, effect: Callable[[], Answer]) -> Answer:
        fault = self._meet(name)
        if fault is Fault.REFUSED:
            raise FolderRefused("no") if name == "move" else MailboxRefused("no")
        return met(fault, effect, MailboxUnavailable("the line was lost"))


# -- outgoing mail ---------------------------------------------------------------------------------------------------

BEFORE_DATA = {
    Fault.NO_CONNECTION: SendingResult(sending=Sending.NOT_SENT, phase="connect"),
    Fault.NO_TLS: SendingResult(sending=Sending.NOT_SENT, phase="tls"),
    Fault.LATER_AT_MAIL: SendingResult(sending=Sending.NOT_SENT, phase="mail", code=451),
    Fault.LATER_AT_RCPT: SendingResult(sending=Sending.NOT_SENT, phase="rcpt", code=450),
    Fault.NEVER_AT_RCPT: SendingResult(sending=Sending.REFUSED, phase="rcpt", code=550),
}
NOT_ACCEPTED = {
    Fault.LATER_AT_DOT: SendingResult(sending=Sending.NOT_SENT, phase="reply", code=452),
    Fault.NEVER_AT_DOT: SendingResult(sending=Sending.REFUSED, phase="reply", code=554),
}


@dataclass
class SimulatedTransport:
    outside: Outside
    meet: Meet
    rng: random.Random
    copy_seconds: int
    """The longest that a copy of ours takes."""

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        fault = self._meet("connect")
        if fault is Fault.CREDENTIALS:
            raise TransportRefused("no")
        if fault in BEFORE_DATA:
            return BEFORE_DATA[fault]
        has_copy = mail.ledger_copy is not None and fault is not Fault.COPY_REFUSED
        if not before_data(has_copy):
            return SendingResult(sending=Sending.NOT_SENT, phase="lease")
        began = self.outside.clock.steady
        data = self._meet("data")
        return self._after_data(mail, data, self.outside.clock.steady - began, has_copy=has_copy)

    def _after_data(self, mail: Mail, fault: Fault | None, took: timedelta, *, has_copy: bool) -> SendingResult:
        is_copied = has_copy or mail.ledger_copy is None
        if fault is Fault.LINE_LOST or took > SERVER_PATIENCE:
            return SendingResult(sending=Sending.UNKNOWN, phase="data", has_ledger_copy=has_copy)
        if fault in NOT_ACCEPTED:
            return NOT_ACCEPTED[fault]
        copy_after = self._lag(fault) if is_copied else None
        if fault is Fault.SLOW_ANSWER:
            self.outside.slowly_take(mail, after=SLOWEST_ANSWER, copy_after=copy_after)
        else:
            self.outside.take(mail, copy_after=copy_after)
        if self._meet("reply") is not None:
            raise SimulatedCrash
        if fault is Fault.ANSWER_LOST:
            return SendingResult(sending=Sending.UNKNOWN, phase="reply", has_ledger_copy=has_copy)
        return SendingResult(sending=Sending.SENT, phase="reply", code=250, has_ledger_copy=has_copy)

    def _lag(self, fault: Fault | None) -> timedelta:
        is_late = fault in {Fault.COPY_LATE, Fault.ANSWER_LOST, Fault.SLOW_ANSWER}
        return timedelta(seconds=self.rng.randint(0, self.copy_seconds) if is_late else 0)

    def _meet(self, name: str) -> Fault | None:
        fault = self.meet(f"transport.{name}")
        if fault is Fault.CRASH_BEFORE:
            raise SimulatedCrash
        return fault

    def close(self) -> None:
        """Nothing is kept open."""


# -- the store -------------------------------------------------------------------------------------------------------


@dataclass
class MetStore:
    """The real store; nobody else works while a transaction is open."""

    store: Store
    meet: Meet

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)
        return functools.partial(self._call, name, found) if callable(found) else found

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        fault = self.meet(f"store.{name}")
        if name == "deciding":
            return self._inside(fault, method(*args, **named))
        return met(fault, lambda: method(*args, **named), StoreUnavailable("away"))

    @contextmanager
    def _inside(self, fault: Fault | None, transaction: AbstractContextManager[Any]) -> Iterator[Any]:
        """`before` is at the end of the transaction, with all its work undone; `after` is after the commit."""
        with transaction as opened:
            yield opened
            _fail(fault, Fault.CRASH_BEFORE, Fault.AWAY_BEFORE)
        _fail(fault, Fault.CRASH_AFTER, Fault.AWAY_AFTER)


def _fail(fault: Fault | None, crash: Fault, away: Fault) -> None:
    if fault is crash:
        raise SimulatedCrash
    if fault is away:
        raise StoreUnavailable("away")
