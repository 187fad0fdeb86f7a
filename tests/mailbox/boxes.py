"""A mailbox, and the other hands that reach into it: the sender's and a person's."""

import imaplib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from imapclient import IMAPClient

from intake.mailbox import Mailbox
from intake.mailbox.account import ImapAccount
from intake.mailbox.folder import DirectoryMailbox
from intake.mailbox.imap import ImapMailbox
from intake.model.mailbox import Fetched
from intake.model.office import Limits

EARLIER = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def letter(number: int, *, message_id: str | None = None, filling: int = 0) -> bytes:
    lines = [
        f"Message-ID: {message_id or f'<m{number}@sender.test>'}",
        "From: Pat Example <pat@sender.test>",
        "To: intake@intake.test",
        f"Subject: number {number}",
        "",
        f"Text of {number}.",
        "x" * filling,
        "",
    ]
    return "\r\n".join(lines).encode()


class Box(Protocol):
    def open(self, limits: Limits | None = None) -> Mailbox: ...
    def deliver(self, content: bytes, received: datetime = EARLIER) -> None: ...
    def remove(self, uid: int) -> None: ...
    def bring_back(self, folder: str) -> None: ...
    def contents(self, folder: str) -> list[bytes]: ...
    def traces(self) -> object: ...


@dataclass
class ImapBox:
    account: ImapAccount
    prefix: str = ""
    separator: str = "/"
    opened: list[Mailbox] = field(default_factory=list)

    def open(self, limits: Limits | None = None) -> ImapMailbox:
        mailbox = ImapMailbox(self.account, limits=limits)
        self.opened.append(mailbox)
        return mailbox

    def at_port(self, port: int, **changes: float) -> ImapMailbox:
        """The same mailbox by another way, such as a proxy."""
        mailbox = ImapMailbox(replace(self.account, port=port, **changes))  # type: ignore[arg-type]
        self.opened.append(mailbox)
        return mailbox

    def close(self) -> None:
        for each in self.opened:
            each.close()

    @contextmanager
    def person(self, folder: str | None = None, *, readonly: bool = False) -> Iterator[IMAPClient]:
        """Somebody with a mail program of their own."""
        account = self.account
        with IMAPClient(account.host, port=account.port, ssl=False, timeout=10) as client:
            client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.normalise_times = False
            log_in = client.plain_login if client.has_capability("AUTH=PLAIN") else client.login
            log_in(account.user, account.password)
            client.select_folder(self.spelled(folder or account.folder), readonly=readonly)
            yield client

    def spelled(self, folder: str) -> str:
        return folder if folder == "INBOX" else self.prefix + folder.replace("/", self.separator)

    def deliver(self, content: bytes, received: datetime = EARLIER) -> None:
        with self.person() as client:
            client.append(self.spelled(self.account.folder), content, msg_time=received)

    def remove(self, uid: int) -> None:
        with self.person() as client:
            client.add_flags([uid], [b"\\Deleted"])
            client.uid_expunge([uid])

    def bring_back(self, folder: str) -> None:
        """A person puts all that lies in `folder` back to where it came in."""
        with self.person(folder) as client:
            uids = client.search("ALL")
            client.copy(uids, self.spelled(self.account.folder))
            client.add_flags(uids, [b"\\Deleted"])
            client.uid_expunge(uids)

    def contents(self, folder: str) -> list[bytes]:
        try:
            with self.person(folder, readonly=True) as client:
                found = client.fetch(client.search("ALL"), ["BODY.PEEK[]"])
        except imaplib.IMAP4.error:
            return []
        return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def traces(self) -> object:
        """The flags of every message: \\Recent left out, which the server gives to whom it likes."""
        with self.person(readonly=True) as client:
            flags = client.get_flags(client.search("ALL"))
        return {uid: sorted(set(each) - {b"\\Recent"}) for uid, each in flags.items()}


@dataclass
class DirectoryBox:
    directory: Path
    delivered: int = 0

    def open(self, limits: Limits | None = None) -> DirectoryMailbox:
        return DirectoryMailbox(self.directory, limits=limits)

    def close(self) -> None: ...

    def deliver(self, content: bytes, received: datetime = EARLIER) -> None:
        self.delivered += 1
        half = self.directory / f"{self.delivered}.tmp"
        half.write_bytes(content)
        instant_ns = round((received + timedelta(microseconds=self.delivered)).timestamp() * 1e6) * 1000
        os.utime(half, ns=(instant_ns, instant_ns))
        half.rename(self.directory / f"letter {self.delivered}.eml")

    def remove(self, uid: int) -> None:
        letters = sorted(self.directory.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)
        letters[uid - 1].unlink()

    def bring_back(self, folder: str) -> None:
        for each in (self.directory / folder).glob("*.eml"):
            each.rename(self.directory / each.name)

    def contents(self, folder: str) -> list[bytes]:
        place = self.directory if folder == "INBOX" else self.directory / folder
        return [each.read_bytes() for each in sorted(place.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)]

    def traces(self) -> object:
        return {each.name: (each.stat().st_mtime_ns, each.read_bytes()) for each in self.directory.glob("*.eml")}


def everything(mailbox: Mailbox) -> list[Fetched]:
    """All that is listed, fetched in the order of UIDs."""
    return [each for batch in mailbox.fetch(sorted(mailbox.list().uids)) for each in batch]
