"""The submission server: where it is, who we are there, how long we wait for it."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from intake import tls
from intake.transport import TransportRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """A submission server and who we are there; no user, no login. Plain is for loopback alone: ValueError elsewhere."""

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    """Gives an access token to sign in with instead (XOAUTH2). Raises TransportRefused, and OSError while it cannot."""
    security: Literal["tls", "starttls", "plain"] = "tls"
    ca_file: Path | None = None
    connect_seconds: float = 30
    verb_seconds: float = 120
    before_dot_seconds: float = 500
    """For one mail up to its final dot, however slowly the server drips."""
    final_reply_seconds: float = 600
    """RFC 5321 §4.5.3.2.6: giving up sooner makes duplicates."""

    def __post_init__(self) -> None:
        if self.security == "plain" and not tls.is_loopback(self.host):
            raise ValueError("a connection in the clear is for loopback alone")


def verifying(ca_file: Path | None) -> ssl.SSLContext:
    """As `tls.verifying`; its trouble is the port's."""
    try:
        return tls.verifying(ca_file)
    except OSError:
        raise TransportRefused("the file of the certificate authority cannot be read") from None
