"""One partnership on four kinds of ground: real servers over TLS and in the clear, the embedded server, and directories."""

import email.policy
import json
import smtplib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path

from imapclient import IMAPClient

from intake.demo.minimail import MiniMail
from intake.handbook import Handbook
from intake.settings import Account, Security, Settings
from tests.journeys.partnership import OWN_DOMAIN, SECRET, Sent, handbook, header
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.postfix import Postfix
from tests.servers.sink import Sink

LOOPBACK = "127.0.0.1"
SEEN = b"\\Seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One of our letters as one reader got it."""

    kind: str
    message_id: str
    reader: str = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def reference(self) -> str:
        return header(self.content, "X-Intake-Ref").partition(" ")[0]

    @property
    def text(self) -> str:
        message = BytesParser(policy=email.policy.default).parsebytes(self.content)
        part = message.get_body(("plain",))
        return "" if part is None else part.get_content()


def letter(reader: str, content: bytes) -> Letter:
    """Our Message-IDs begin with the kind."""
    message_id = header(content, "Message-ID")
    return Letter(kind=message_id.strip("<").partition(".")[0], message_id=message_id, reader=reader, content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A message where it lies, and its flags where there are any."""

    message_id: str
    folder: str
    flags: frozenset[bytes]
    content: bytes = field(repr=False)


class Ground(ABC):
    """Where the mailbox and the letters are."""

    def __init__(self, user: str, room: Path) -> None:
        self.user, self.room = user, room
        self.address = f"{user}@{OWN_DOMAIN}"

    @property
    def book(self) -> Handbook:
        return handbook(self.address)

    @abstractmethod
    def settings(self) -> Settings: ...

    @abstractmethod
    def post(self, message: Sent, *, at: datetime) -> None:
        """As an agency would send it."""

    @abstractmethod
    def outside(self) -> Iterator[Letter]:
        """Our letters to everybody else; once for each reader."""

    @abstractmethod
    def lying(self) -> Iterator[Lying]:
        """Everything in the mailbox."""

    def letters(self) -> tuple[Letter, ...]:
        """All of ours, with those to our own mailbox, which the business unit reads."""
        own = (letter(self.address, each.content) for each in self.lying() if header(each.content, "X-Intake-Ref"))
        return (*self.outside(), *own)

    @abstractmethod
    def wait(self) -> None:
        """Until everything on its way has arrived."""

    @abstractmethod
    def read(self, message: Sent) -> None:
        """Somebody reads it with a mail program."""

    def _settings(
        self,
        *,
        imap: Account | None = None,
        smtp: Account | None = None,
        mailbox: Path | None = None,
        outgoing: Path | None = None,
    ) -> Settings:
        return Settings(
            config=Path("config"),
            templates=Path("templates"),
            database=f"sqlite:///{self.room / 'intake.db'}",
            secret=SECRET,
            imap=imap,
            mailbox_directory=mailbox,
            smtp=smtp,
            outgoing_directory=outgoing,
            heartbeat=None,
            log_level="error",
        )


class OverImap(Ground):
    """What any IMAP server has."""

    password: str
    imap_user: str

    @abstractmethod
    def imap_port(self) -> int: ...

    def lying(self) -> Iterator[Lying]:
        with IMAPClient(LOOPBACK, port=self.imap_port(), ssl=False) as client:
            client.login(self.imap_user, self.password)
            for flags, _, folder in client.list_folders():
                if b"\\Noselect" not in flags:
                    yield from lying_in(client, folder)

    def read(self, message: Sent) -> None:
        with IMAPClient(LOOPBACK, port=self.imap_port(), ssl=False) as client:
            client.login(self.imap_user, self.password)
            client.select_folder("INBOX")
            client.add_flags(client.search(["HEADER", "Message-ID", message.message_id]), [SEEN])


def lying_in(client: IMAPClient, folder: str) -> Iterator[Lying]:
    client.select_folder(folder, readonly=True)
    uids = client.search("ALL")
    found = client.fetch(uids, ["BODY.PEEK[]", "FLAGS"]) if uids else {}
    for each in found.values():
        content = each[b"BODY[]"]
        flags = frozenset(flag for flag in each[b"FLAGS"] if flag != b"\\Recent")
        yield Lying(message_id=header(content, "Message-ID"), folder=folder, flags=flags, content=content)


class RealServers(OverImap):
    """Postfix takes what comes and what goes; Dovecot keeps the mailbox."""

    password = PASSWORD

    def __init__(self, user: str, room: Path, servers: tuple[Dovecot, Postfix, Sink], *, security: Security) -> None:
        super().__init__(user, room)
        self.imap_user = user
        self.dovecot, self.postfix, self.relay = servers
        self.security = security

    def imap_port(self) -> int:
        return self.dovecot.imap

    def settings(self) -> Settings:
        is_tls = self.security is Security.TLS
        host = "localhost" if is_tls else LOOPBACK
        imap = Account(
            host=host,
            port=self.dovecot.imaps if is_tls else self.dovecot.imap,
            user=self.user,
            password=self.password,
            security=self.security,
            ca_file=self.dovecot.ca,
        )
        smtp = Account(
            host=host,
            port=self.postfix.smtps if is_tls else self.postfix.smtp,
            user="",
            password="",
            security=self.security,
            ca_file=self.postfix.ca,
        )
        return self._settings(imap=imap, smtp=smtp)

    def post(self, message: Sent, *, at: datetime) -> None:
        """At its own time: Postfix and Dovecot have the machine's clock."""
        with smtplib.SMTP(LOOPBACK, self.postfix.smtp) as session:
            session.sendmail(parseaddr(header(message.content, "From"))[1], [self.address], message.content)

    def wait(self) -> None:
        self.postfix.wait_until_empty(30)

    def outside(self) -> Iterator[Letter]:
        for mail in self.relay.mails:
            if mail.sender == self.address:
                yield from (letter(reader, mail.content) for reader in mail.recipients)


class Embedded(OverImap):
    """The demo's server."""

    password = PASSWORD

    def __init__(self, user: str, room: Path, server: MiniMail) -> None:
        super().__init__(user, room)
        self.imap_user = self.address
        self.server = server
        server.add_user(self.address, self.password)

    def imap_port(self) -> int:
        return self.server.imap_port

    def settings(self) -> Settings:
        imap = Account(
            host=LOOPBACK,
            port=self.server.imap_port,
            user=self.address,
            password=self.password,
            security=Security.PLAIN,
        )
        smtp = replace(imap, port=self.server.smtp_port, user="", password="")
        return self._settings(imap=imap, smtp=smtp)

    def post(self, message: Sent, *, at: datetime) -> None:
        self.server.deliver(self.address, message.content, received=at)

    def wait(self) -> None:
        """What the embedded server takes lies there at once."""

    def outside(self) -> Iterator[Letter]:
        for reader, contents in self.server.outside.items():
            for content in contents:
                if parseaddr(header(content, "From"))[1] == self.address:
                    yield letter(reader, content)


class Directories(Ground):
    """A folder of messages and a folder of letters."""

    def __init__(self, user: str, room: Path) -> None:
        super().__init__(user, room)
        self.mailbox, self.outgoing = room / "mailbox", room / "letters"
        self.mailbox.mkdir()

    def settings(self) -> Settings:
        return self._settings(mailbox=self.mailbox, outgoing=self.outgoing)

    def post(self, message: Sent, *, at: datetime) -> None:
        number = len([*self.mailbox.rglob("*.eml")])
        (self.mailbox / f"{number:03}.eml").write_bytes(message.content)

    def wait(self) -> None:
        """A file is there at once."""

    def read(self, message: Sent) -> None:
        """A file has no flags."""

    def outside(self) -> Iterator[Letter]:
        for path in sorted(self.outgoing.glob("*.json")):
            content = path.with_suffix(".eml").read_bytes()
            yield from (letter(reader, content) for reader in json.loads(path.read_text())["recipients"])

    def lying(self) -> Iterator[Lying]:
        for path in self.mailbox.rglob("*.eml"):
            content = path.read_bytes()
            folder = str(path.parent.relative_to(self.mailbox))
            yield Lying(
                message_id=header(content, "Message-ID"),
                folder="INBOX" if folder == "." else folder,
                flags=frozenset(),
                content=content,
            )
