"""The IMAP server: where it is, who we are there, which folder we watch, how long we wait for it."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from intake import tls
from intake.mailbox import MailboxRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """A server, who we are there, and the folder that we watch. Plain is for loopback alone: ValueError elsewhere."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token to sign in with instead (XOAUTH2). Raises MailboxRefused, and OSError while it cannot."""
    security: Literal["tls", "plain"] = "tls"
    ca_file: Path | None = None
    folder: str = "INBOX"
    connect_seconds: float = 15
    reply_seconds: float = 60

    def __post_init__(self) -> None:
        if self.security != "tls" and not tls.is_loopback(self.host):
            raise ValueError("a connection in the clear is for loopback alone")

    @property
    def mailbox(self) -> str:
        """The name of the mailbox in the ledger."""
        return f"{self.user}@{self.host}".lower()


def verifying(ca_file: Path | None) -> ssl.SSLContext:
    """As `tls.verifying`; its trouble is the port's."""
    try:
        return tls.verifying(ca_file)
    except OSError:
        raise MailboxRefused("the file of the certificate authority cannot be read") from None
