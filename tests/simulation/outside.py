"""The world outside in steady time: folders that people use too, and letters whose copies take a while."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from intake.model.mail import Mail
from tests.journeys.partnership import header
from tests.journeys.world import INBOX, Accepted, World
from tests.simulation.clock import Clock
from tests.simulation.deck import Card

ELSEWHERE = "Somebody's folder"
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(kw_only=True)
class Outside(World):
    clock: Clock
    uidvalidity: int = 1
    inbox_uidnext: int | None = None
    """Where the inbox counts by itself."""
    last_came: datetime = BEFORE_ALL
    came: dict[str, Card] = field(default_factory=dict)
    """Every message that ever lay in the inbox, by its hash; ours are none."""
    taken: set[str] = field(default_factory=set)
    """Hashes of what somebody took out of the inbox before we had kept it."""
    copies: list[tuple[datetime, bytes]] = field(default_factory=list)
    slow: list[tuple[datetime, Mail, timedelta | None]] = field(default_factory=list)
    without_copy: set[str] = field(default_factory=set)
    """Letters that were accepted, and of which no copy can be found: these alone may come twice."""

    def post(self, card: Card) -> None:
        """A message arrives."""
        self.came[card.sha256] = card
        self.taken.discard(card.sha256)
        self.deliver(card.content)

    def take_out(self, content: bytes) -> None:
        """Somebody took it out of the inbox before we had kept it, and no other of its kind lies there."""
        if not any(content == each for _, each in self.folders[INBOX].values()):
            self.taken.add(hashlib.sha256(content).hexdigest())
            self.without_copy.add(header(content, "Message-ID"))

    def take(self, mail: Mail, *, copy_after: timedelta | None) -> None:
        """A letter is accepted; a copy for our own mailbox lies there after a while, or never."""
        self.accepted.append(
            Accepted(message_id=mail.message_id, kind=mail.kind, recipients=mail.recipients, sha256=self.digest(mail))
        )
        if not mail.comes_back:
            self.without_copy.add(mail.message_id)
        if copy_after is not None and mail.comes_back:
            self.copies.append((self.clock.steady + copy_after, mail.content))

    def let_time_tell(self) -> None:
        """What was to happen by now has happened."""
        for each in [each for each in self.slow if each[0] <= self.clock.steady]:
            self.slow.remove(each)
            self.take(each[1], copy_after=each[2])
        self._let_copies_arrive()

    def _let_copies_arrive(self) -> None:
        due = [content for arrives, content in self.copies if arrives <= self.clock.steady]
        self.copies = [each for each in self.copies if each[0] > self.clock.steady]
        for content in due:
            self.deliver(content)

    # -- what people and servers do to the mailbox

    def slowly_take(self, mail: Mail, *, after: timedelta, copy_after: timedelta | None) -> None:
        """The server has the whole letter, and says yes to it in a while, whether anybody still listens or not."""
        self.slow.append((self.clock.steady + after, mail, copy_after))

    @property
    def is_busy(self) -> bool:
        """Something is under way that was accepted, or will be."""
        return bool(self.copies or self.slow)

    def in_inbox(self) -> list[int]:
        return sorted(self.folders[INBOX])

    def expunge(self, uid: int) -> bytes:
        return self.folders[INBOX].pop(uid)[1]

    def move_away(self, uid: int) -> bytes:
        content = self.expunge(uid)
        self.deliver(content, folder=ELSEWHERE)
        return content

    def elsewhere(self) -> list[tuple[str, int]]:
        return sorted((folder, uid) for folder, held in self.folders.items() if folder != INBOX for uid in held)

    def move_back(self, folder: str, uid: int) -> bytes:
        _, content = self.folders[folder].pop(uid)
        self.taken.discard(hashlib.sha256(content).hexdigest())
        self.deliver(content)
        return content

    def renumber(self) -> None:
        """The server has lost its index: other UIDs, and another UIDVALIDITY to say so."""
        self.uidvalidity += 1
        held, self.folders[INBOX] = self.folders[INBOX], {}
        for received, content in held.values():
            self.folders[INBOX][self.deliver(content)] = (received, content)

    def number_anew(self) -> None:
        """It has lost its index and does not say so: from now on it gives UIDs of the inbox a second time."""
        self.folders[INBOX] = dict(enumerate(self.folders[INBOX].values(), 1))
        self.inbox_uidnext = len(self.folders[INBOX]) + 1

    def deliver(self, content: bytes, *, folder: str = INBOX) -> int:
        """At an instant that no other message has: what lies under a UID is told by it."""
        if self.inbox_uidnext is None or folder != INBOX:
            uid = super().deliver(content, folder=folder)
        else:
            uid, self.inbox_uidnext = self.inbox_uidnext, self.inbox_uidnext + 1
        self.last_came = max(self.now(), self.last_came + timedelta(seconds=1))
        self.folders[folder][uid] = (self.last_came, content)
        return uid
