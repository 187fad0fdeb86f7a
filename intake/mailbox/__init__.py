"""The port to the mailbox: seen by UID, read without a trace, moved and never deleted."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol, TypeAlias

from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place

OUR_MESSAGE_ID = re.compile(r"<[!-~]+@[!-~]+>")
"""The only text from a mail that is ever put into a command, and always in quotes."""
MOST_OF_A_MESSAGE_ID = 400


After: TypeAlias = Callable[[Place], int]
"""The UID of a place above which nothing is known yet; 0 asks for everything. A UID means something only in its place, so the place is named first."""


class MailboxUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The mailbox cannot be reached or answered badly: try later. Says a reason in our own words and nothing of theirs."""


class FolderMissing(MailboxUnavailable):
    """The server lets us in, and the folder that is to be watched is not there."""


class MailboxRefused(Exception):  # noqa: N818 - a state of the outside world
    """The mailbox does not let us in, or does not let us do this: a person is needed, trying again is no use."""


class FolderRefused(MailboxRefused):
    """The server lets us in, and does not take this message into that folder: no right, no room, no such folder.

    Only this move waits; all else goes on.
    """


class Mailbox(Protocol):
    """One mailbox and the folder that we watch in it. Nothing but MailboxUnavailable and MailboxRefused leaves it."""

    def list(self, *, after: After | None = None) -> Listing:
        """What lies in the watched folder now. Connects where needed, and again after a failure.

        With `after`, only what has a UID above it: as much work in a full mailbox as in an empty one. Told by the UIDs
        that the server names and not by its counters, which may lie. Only a whole listing opens the folder anew.
        """

    def since(self, day: date) -> frozenset[int]:
        """UIDs of what our server took on this day or later, by its own clock, in the watched folder as it was listed."""

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        """By UID, when our server took these messages, as `fetch` says it; those that are not there any more are left out."""

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        r"""The messages in the order of `uids`, in batches bounded in number and bytes. No flag changes, `\Seen` least of all.

        One that the server still lists and gives no content of is left out: neither kept nor gone.
        """

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        """Move one message to `folder` (parted by `/`, created on first use). None when it is not there any more.

        `copied` is where a copy lies since a move that was broken off: where the server moves by copying, and that one has
        the same content, no other is made. No other message is touched: never a plain EXPUNGE. When the answer is lost (MailboxUnavailable) it may have moved.
        Raises FolderRefused where the server is well and this move is not to be had.
        """

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        """Where in `folder` this message lies, after a move whose answer was lost; empty where it does not, or there is no such folder."""

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        """Whether a message with this Message-ID of ours lies in one of those of `folders` that exist."""

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        """Wait until something may have changed (True), until `seconds` are over or `stop` is set (False).

        A hint and no more: what is new only `list` tells.
        """

    def close(self) -> None:
        """End the connection. What is called next opens a new one."""


def is_askable(message_id: str | None) -> bool:
    """Whether somebody else's Message-ID may be put into a command, in quotes: printable ASCII without a space, of an ordinary length."""
    return (
        message_id is not None
        and len(message_id) <= MOST_OF_A_MESSAGE_ID
        and bool(OUR_MESSAGE_ID.fullmatch(message_id))
    )


def checked_message_id(message_id: str) -> str:
    """The Message-ID where it has the shape of ours; else MailboxRefused."""
    if OUR_MESSAGE_ID.fullmatch(message_id) is None:
        raise MailboxRefused("not a Message-ID of ours")
    return message_id
