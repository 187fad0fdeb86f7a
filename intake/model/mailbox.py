"""What a mailbox holds and what became of it: what is there, what was fetched, where it was moved."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where UIDs have a meaning: one folder of one mailbox in one life of it (RFC 9051 §2.3.1.1)."""

    mailbox: str = field(repr=False)
    """A stable name for the ledger, such as `user@host`; never shown to anybody."""
    folder: str
    uidvalidity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every message in the folder at one moment, of those with UIDs above `after`."""

    mailbox: str = field(repr=False)
    folder: str
    uidvalidity: int
    uids: frozenset[int]
    uidnext: int | None
    """The UID that the next message gets, where the server says it."""
    after: int = 0

    @property
    def is_whole(self) -> bool:
        return self.after == 0

    @property
    def place(self) -> Place:
        return Place(mailbox=self.mailbox, folder=self.folder, uidvalidity=self.uidvalidity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One message as the server gave it. Without content it vanished meanwhile, or is larger than the limit (`size` says which)."""

    uid: int
    received: datetime
    """INTERNALDATE, aware and in UTC: when our own server took it."""
    content: bytes | None = field(repr=False)
    size: int
    """Bytes: of the content, or what the server states for one that was not fetched; 0 for one that is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What a message is known by where it has another UID."""

    message_id: str | None
    """As its sender wrote it: another message may have the same."""
    size: int
    sha256: str | None
    """None when it was too large to be fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where a message lies after a move; without a UID where the server did not say (RFC 4315 §3)."""

    uidvalidity: int | None
    uid: int | None
