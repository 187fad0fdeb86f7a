"""The mailbox over IMAP (RFC 9051 and 3501)."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime

from intake.mailbox import After, FolderRefused, MailboxRefused, MailboxUnavailable, checked_message_id
from intake.mailbox.account import ImapAccount
from intake.mailbox.batches import by_number, by_weight
from intake.mailbox.dialogue import (
    LAST_UID,
    Fields,
    bodies,
    body_of,
    every_uid,
    folder_is_there,
    instant_of,
    move_message,
    moves_at_once,
    namespace_of,
    quoted,
    remove_copied,
    size_of,
    uids_above,
    uids_like,
    uids_still_there,
    uidvalidity_told,
)
from intake.mailbox.driver import (
    DRIVER_FAULTS,
    PASSING,
    IMAPClient,
    LineLost,
    OnlyReadable,
    Refused,
    connected,
    in_our_words,
    log_in,
    response_code,
    shut,
)
from intake.mailbox.idling import IDLE_SECONDS, idle
from intake.mailbox.naming import Namespace
from intake.model.mailbox import Fetched, Likeness, Listing, Moved, Place
from intake.model.office import Limits
from intake.tls import Protection, protection

__all__ = ["ImapAccount", "ImapMailbox"]

UIDS_IN_A_COMMAND = 5_000
"""Dovecot refuses more than 64 kB of arguments, and imapclient writes no ranges."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""RFC 9051 §9: in English, whatever language this machine speaks."""


class ImapMailbox:
    """One connection, kept, and opened again after any failure. For one thread at a time."""

    def __init__(self, account: ImapAccount, *, limits: Limits | None = None) -> None:
        self.account = account
        self.limits = limits or Limits()
        self._client: IMAPClient | None = None
        self._namespace = Namespace(prefix="", separator=None)
        self._open_folder: str | None = None
        self._uidvalidity: int | None = None
        """Of the folder that is open."""
        self._folders_there: set[str] = set()
        self._listed: Listing | None = None
        self._counter: tuple[int | None, ...] | None = None
        """UIDVALIDITY, UIDNEXT (not said by Courier) and EXISTS as the server said them last."""

    def list(self, *, after: After | None = None) -> Listing:
        with self._speaking("listing"):
            client = self._live()
            listing = self._listed_newer(client, after) if after is not None else None
            self._listed = listing or self._listed_whole(client)
        return self._listed

    def _listed_newer(self, client: IMAPClient, after: After) -> Listing | None:
        """What came after what is known, in the folder as it is open; None where that is nothing.

        To open a folder costs more the more lies in it: 11 ms with 100,000 messages, against 0.2 ms for this question.
        """
        uidvalidity = self._uidvalidity if self._open_folder == self.account.folder else None
        if uidvalidity is None or uidvalidity_told(client, uidvalidity) != uidvalidity:
            uidvalidity = self._open(client, self.account.folder)[b"UIDVALIDITY"]
        known = after(Place(mailbox=self.account.mailbox, folder=self.account.folder, uidvalidity=uidvalidity))
        if known <= 0:
            return None
        return Listing(
            mailbox=self.account.mailbox,
            folder=self.account.folder,
            uidvalidity=uidvalidity,
            uids=uids_above(client, known),
            uidnext=None,
            after=known,
        )

    def _listed_whole(self, client: IMAPClient) -> Listing:
        opened = self._open(client, self.account.folder)
        self._counter = _counter_of(opened)
        return Listing(
            mailbox=self.account.mailbox,
            folder=self.account.folder,
            uidvalidity=opened[b"UIDVALIDITY"],
            uids=frozenset(every_uid(client, opened)),
            uidnext=opened.get(b"UIDNEXT"),
        )

    def since(self, day: date) -> frozenset[int]:
        with self._speaking("asking for a day"):
            return frozenset(self._watching().search(f"SINCE {day.day}-{MONTHS[day.month - 1]}-{day.year:04}"))

    def dates(self, uids: Sequence[int]) -> Mapping[int, datetime]:
        stated: dict[int, Fields] = {}
        for some in askable(uids):
            with self._speaking("asking for dates"):
                stated |= self._watching().fetch(some, ["INTERNALDATE"])
        return {uid: instant_of(stated[uid]) for uid in uids if b"INTERNALDATE" in stated.get(uid, {})}

    def fetch(self, uids: Sequence[int]) -> Iterator[tuple[Fetched, ...]]:
        wanted = tuple(dict.fromkeys(uids))
        stated: dict[int, Fields] = {}
        for some in askable(wanted):
            with self._speaking("asking for sizes"):
                stated |= self._watching().fetch(some, ["RFC822.SIZE", "INTERNALDATE"])
        weights = [(uid, size_of(stated.get(uid)) if self._is_due(stated.get(uid)) else 0) for uid in wanted]
        for batch in by_weight(weights, most=self.limits.fetch_messages, most_bytes=self.limits.fetch_bytes):
            with self._speaking("fetching"):
                fetched = self._fetched(batch, stated)
            yield fetched

    def move(self, uid: int, *, uidvalidity: int, folder: str, copied: Moved | None = None) -> Moved | None:
        with self._speaking("moving"):
            client = self._live()
            is_copied = copied is not None and not moves_at_once(client) and self._is_copy(client, copied, folder, uid)
            opened = self._opened_for_moving(client)
            if opened[b"UIDVALIDITY"] != uidvalidity or not uids_still_there(client, [uid]):
                return None
            if is_copied:
                remove_copied(client, uid)
                return copied
            return self._moved_into(client, uid, self._namespace.spelling(folder))

    def _is_copy(self, client: IMAPClient, copied: Moved, folder: str, uid: int) -> bool:
        """Whether what lies there is, byte for byte, the message of the watched folder."""
        if copied.uid is None or not folder_is_there(client, self._namespace.spelling(folder)):
            return False
        if self._open(client, folder)[b"UIDVALIDITY"] != copied.uidvalidity:
            return False
        copy = body_of(client, copied.uid, most_bytes=self.limits.message_bytes)
        self._open(client, self.account.folder)
        return copy is not None and copy == body_of(client, uid, most_bytes=self.limits.message_bytes)

    def _moved_into(self, client: IMAPClient, uid: int, spelling: str) -> Moved | None:
        """Raises FolderRefused at a plain no: the conversation goes on, and so may all other work."""
        try:
            self._create_once(client, spelling)
            return move_message(client, uid, spelling)
        except LineLost:
            raise
        except Refused as fault:
            if response_code(fault) in PASSING:
                raise
            raise FolderRefused(str(in_our_words(fault, "moving"))) from None

    def locate(self, likeness: Likeness, *, folder: str) -> tuple[Moved, ...]:
        with self._speaking("looking for a message that was moved"):
            client = self._live()
            if not folder_is_there(client, self._namespace.spelling(folder)):
                return ()
            opened = self._open(client, folder)
            found = uids_like(client, likeness, most_bytes=self.limits.message_bytes)
            return tuple(Moved(uidvalidity=opened[b"UIDVALIDITY"], uid=uid) for uid in found)

    def find(self, message_id: str, *, folders: Sequence[str]) -> bool:
        criteria = f"HEADER Message-ID {quoted(checked_message_id(message_id))}"
        with self._speaking("looking for a letter of ours"):
            client = self._live()
            return any(self._holds(client, folder, criteria) for folder in folders)

    def inspect(self, folders: Sequence[str]) -> tuple[Protection, tuple[str, ...]]:
        """How the connection is protected, and which of the folders are not there. Raises as the port does."""
        with self._speaking("looking around"):
            client = self._live()
            spelled = {folder: self._namespace.spelling(folder) for folder in folders}
            missing = tuple(each for each, spelling in spelled.items() if not folder_is_there(client, spelling))
            return protection(client.socket()), missing

    def wait(self, seconds: float, *, stop: threading.Event) -> bool:
        until = time.monotonic() + seconds
        with self._speaking("waiting"):
            client = self._live()
            if not client.has_capability("IDLE"):
                stop.wait(seconds)
                return False
            if self._has_grown(self._open(client, self.account.folder)):
                return True
            while not stop.is_set() and (remaining := until - time.monotonic()) > 0:
                waited = idle(client, min(remaining, IDLE_SECONDS), stop)
                if not waited.leaves_a_connection:
                    self._drop()
                if waited.may_have_come:
                    return True
        return False

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(*DRIVER_FAULTS):
                client.socket().settimeout(self.account.connect_seconds)
                client.logout()
            shut(client)

    @contextmanager
    def _speaking(self, doing: str) -> Iterator[None]:
        """Whatever the driver raises leaves in our words, and the connection is given up: nobody knows where it stands."""
        try:
            yield
        except DRIVER_FAULTS as fault:
            self._drop()
            raise in_our_words(fault, doing) from None
        except (MailboxRefused, MailboxUnavailable):
            self._drop()
            raise

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            shut(client)

    def _live(self) -> IMAPClient:
        """The kept connection where it still answers, else a new one."""
        if self._client is not None:
            try:
                self._client.noop()
            except DRIVER_FAULTS:
                self._drop()
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> IMAPClient:
        client = connected(self.account)
        try:
            log_in(client, self.account)
            self._namespace = namespace_of(client)
        except BaseException:
            shut(client)
            raise
        self._open_folder = None
        self._folders_there = set()
        return client

    def _open(self, client: IMAPClient, folder: str, *, writable: bool = False) -> Fields:
        r"""The folder selected anew, so that its numbers are of this moment; read-only not even `\Recent` changes."""
        self._open_folder = None
        try:
            opened: Fields = client.select_folder(self._namespace.spelling(folder), readonly=not writable)
        except Refused as fault:
            if isinstance(fault, LineLost) or response_code(fault):
                raise
            raise MailboxUnavailable(f"the folder {folder!r} cannot be opened") from None
        if not isinstance(opened.get(b"UIDVALIDITY"), int):
            raise MailboxRefused("the server gives the folder no UIDVALIDITY")
        self._open_folder, self._uidvalidity = folder, opened[b"UIDVALIDITY"]
        return opened

    def _opened_for_moving(self, client: IMAPClient) -> Fields:
        try:
            return self._open(client, self.account.folder, writable=True)
        except OnlyReadable as fault:
            raise FolderRefused(str(in_our_words(fault, "moving"))) from None

    def _watching(self) -> IMAPClient:
        """The client with the watched folder open as it was listed: in another life of the folder its UIDs mean other messages."""
        client = self._client or self._live()
        if self._open_folder != self.account.folder:
            opened = self._open(client, self.account.folder)
            if self._listed is not None and opened[b"UIDVALIDITY"] != self._listed.uidvalidity:
                raise MailboxUnavailable("the folder was rebuilt since it was listed")
        return client

    def _is_due(self, stated: Fields | None) -> bool:
        return stated is not None and size_of(stated) <= self.limits.message_bytes

    def _fetched(self, uids: tuple[int, ...], stated: Mapping[int, Fields]) -> tuple[Fetched, ...]:
        due = {uid: stated[uid] for uid in uids if self._is_due(stated.get(uid))}
        client = self._watching()
        came = bodies(client, due, most_bytes=self.limits.message_bytes)
        there = {uid: stated[uid] for uid in uids if uid in stated and (uid in came or uid not in due)}
        withheld = self._withheld(client, [uid for uid in uids if uid not in there])
        return tuple(self._one(uid, there.get(uid), came.get(uid)) for uid in uids if uid not in withheld)

    def _withheld(self, client: IMAPClient, uids: Sequence[int]) -> frozenset[int]:
        """Those that did not come and lie there all the same: nobody took them away."""
        if not uids:
            return frozenset()
        client.noop()
        return uids_still_there(client, uids)

    def _one(self, uid: int, stated: Fields | None, body: bytes | None) -> Fetched:
        is_whole = body is not None and len(body) <= self.limits.message_bytes
        size = len(body) if body is not None and is_whole else max(size_of(stated), len(body or b""))
        return Fetched(uid=uid, received=instant_of(stated), content=body if is_whole else None, size=size)

    def _create_once(self, client: IMAPClient, spelling: str) -> None:
        if spelling in self._folders_there:
            return
        if not folder_is_there(client, spelling):
            client.create_folder(spelling)
            client.subscribe_folder(spelling)
        self._folders_there.add(spelling)

    def _holds(self, client: IMAPClient, folder: str, criteria: str) -> bool:
        if not folder_is_there(client, self._namespace.spelling(folder)):
            return False
        self._open(client, folder)
        return bool(client.search(criteria))

    def _has_grown(self, opened: Fields) -> bool:
        """Whether something came between the last look and now: IDLE will not tell of that."""
        last, self._counter = self._counter, _counter_of(opened)
        return last is not None and last != self._counter


def askable(uids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """As many UIDs at a time as fit into a command; none that no message can have."""
    return by_number((uid for uid in uids if 0 < uid < LAST_UID), most=UIDS_IN_A_COMMAND)


def _counter_of(opened: Fields) -> tuple[int | None, ...]:
    return opened.get(b"UIDVALIDITY"), opened.get(b"UIDNEXT"), opened.get(b"EXISTS")
