"""A world in memory: the mailbox and everybody's letters, behind the two ports; and where it all stops."""

import functools
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from intake.mailbox import After, MailboxUnavailable
from intake.model.mail import Mail, Sending, SendingResult
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.transport import BeforeData
from tests.journeys.partnership import header

INBOX = "INBOX"


class SimulatedCrash(BaseException):
    """The process ends here: nothing of ours may catch it."""


class LineLost(Exception):  # noqa: N818 - what happens to it
    """The other side fell silent; the process lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A letter that the other side said yes to."""

    message_id: str
    kind: str
    recipients: tuple[str, ...] = field(repr=False)
    sha256: str


@dataclass
class World:
    """What is outside and outlives us: folders with their messages by UID, and the letters that were accepted."""

    mailbox: str
    now: Callable[[], datetime]
    folders: dict[str, dict[int, tuple[datetime, bytes]]] = field(default_factory=lambda: {INBOX: {}})
    uidnext: int = 1
    accepted: list[Accepted] = field(default_factory=list)

    def deliver(self, content: bytes, *, folder: str = INBOX) -> int:
        """Put a message into a folder; its UID, which no other message gets."""
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.folders.setdefault(folder, {})[uid] = (self.now(), content)
        return uid

    @staticmethod
    def digest(mail: Mail) -> str:
        return hashlib.sha256(mail.content).hexdigest()

    def accept(self, mail: Mail) -> None:
        """A server said yes; a copy for our own mailbox lies there at once."""
        self.accepted.append(
            Accepted(message_id=mail.message_id, kind=mail.kind, recipients=mail.recipients, sha256=self.digest(mail))
        )
        if self.mailbox in {*mail.recipients, mail.ledger_copy}:
            self.deliver(mail.content)

    def contents(self, kind: str) -> list[bytes]:
        """The letters of a kind that lie in our own mailbox."""
        found = (content for messages in self.folders.values() for _, content in messages.values())
        return [content for content in found if header(content, "Message-ID").startswith(f"<{kind}.")]

    def message_ids(self) -> dict[str, str]:
        """Of all that lies there, by its hash: what the database keeps of it is sealed."""
        contents = (content for messages in self.folders.values() for _, content in messages.values())
        return {hashlib.sha256(content).hexdigest(): header(content, "Message-ID") for content in contents}

    def places(self) -> dict[str, list[str]]:
        """The folders in which each message lies, by its Message-ID."""
        found: dict[str, list[str]] = {}
        for folder, messages in self.folders.items():
            for _, content in messages.values():
                found.setdefault(header(content, "Message-ID"), []).append(folder)
        return found


class MemoryMailbox:
    """The port, onto a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def list(self, *, after: After | None = None) -> Listing:
        known = after(Place(mailbox="a@b", folder=INBOX, uidvalidity=7)) if after is not None else 0
        uids = frozenset(uid for uid in self.world.folders[INBOX] if uid > known)
        return Listing(mailbox="a@b", folder=INBOX, uidvalidity=7, uids=uids, uidnext=self.world.uidnext, after=known)

    def since(self, day: date) -> frozenset[int]:
        return frozenset(uid for uid, (at, _) in self.world.folders[INBOX].items() if at.date() >= day)

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        return {uid: self.world.folders[INBOX][uid][0] for uid in uids if uid in self.world.folders[INBOX]}

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        """Batches of two, so that there is a step between."""
        for start in range(0, len(uids), 2):
            messages = ((uid, *self.world.folders[INBOX][uid]) for uid in uids[start : start + 2])
            yield tuple(
                Fetched(uid=uid, received=received, content=content, size=len(content))
                for uid, received, content in messages
            )

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        assert uidvalidity == 7
        if uid not in self.world.folders[INBOX]:
            return None
        _, content = self.world.folders[INBOX].pop(uid)
        return Moved(uidvalidity=8, uid=self.world.deliver(content, folder=folder))

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        found = self.world.folders.get(folder, {}).items()
        alike = (uid for uid, (_, content) in found if hashlib.sha256(content).hexdigest() == likeness.sha256)
        return tuple(Moved(uidvalidity=8, uid=uid) for uid in alike)

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        return not set(self.world.places().get(message_id, ())).isdisjoint(folders)

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        return stop.wait(seconds)

    def close(self) -> None:
        """Nothing is kept open."""


class MemoryTransport:
    """The port, onto a world: every letter is accepted."""

    def __init__(self, world: World) -> None:
        self.world = world

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        if not before_data(mail.ledger_copy is not None):
            return SendingResult(sending=Sending.NOT_SENT, phase="lease")
        self.world.accept(mail)
        return SendingResult(sending=Sending.SENT, phase="reply", code=250, has_ledger_copy=True)

    def close(self) -> None:
        """Nothing is kept open."""


@dataclass
class Steps:
    """Counts the steps of one life, and ends it at one of them, or what `fault` is."""

    stop_at: int | None = None
    fault: type[BaseException] = SimulatedCrash
    names: list[str] = field(default_factory=list)
    stopped_at: str | None = None

    def step(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.stop_at:
            self.stopped_at = name
            raise self.fault(name)


class Stepping:
    """Anything whose calls are steps: before each call, and after it where `is_outside`.

    After a call of the store is just before the next call: nothing that outlives us happens between.
    """

    def __init__(self, target: object, steps: Steps, *, is_outside: bool = False) -> None:
        self._target, self._steps, self._is_outside = target, steps, is_outside

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        return functools.partial(self._call, name, found) if callable(found) else found

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        self._steps.step(f"before {name}")
        answer = method(*args, **named)
        if isinstance(answer, Iterator):
            return self._each(name, answer)
        if isinstance(answer, AbstractContextManager):
            return self._inside(name, answer)
        if self._is_outside:
            self._steps.step(f"after {name}")
        return answer

    def _each(self, name: str, answers: Iterator[Any]) -> Iterator[Any]:
        for each in answers:
            self._steps.step(f"after {name}")
            yield each

    @contextmanager
    def _inside(self, name: str, transaction: AbstractContextManager[Any]) -> Iterator[Any]:
        with transaction as opened:
            yield Stepping(opened, self._steps)
            self._steps.step(f"before the end of {name}")
        self._steps.step(f"after {name}")


class Lossy(Stepping):
    """A port onto a line that is lost at a step, as the port tells of it."""

    def __init__(self, target: object, steps: Steps) -> None:
        super().__init__(target, steps, is_outside=True)

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        try:
            return super()._call(name, method, *args, **named)
        except LineLost:
            if name == "send":
                return SendingResult(sending=Sending.UNKNOWN, phase="reply", has_ledger_copy=True)
            raise MailboxUnavailable("the line was lost") from None

    def _each(self, name: str, answers: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from super()._each(name, answers)
        except LineLost:
            raise MailboxUnavailable("the line was lost") from None
