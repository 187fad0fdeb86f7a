"""Ways to be heard that need nothing of what may be broken: another relay, a command, a webhook on this machine or in its network."""

import ipaddress
import subprocess
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from intake.model.mail import Mail, Sending
from intake.transport import Transport, TransportRefused

SECONDS = 30
"""One way that hangs must not keep the next from being tried."""
LOOPBACK_NAME = "localhost"
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
"""Of a program that is told: ours holds secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """One alarm, ready to go by any way. Codes, counts and instants only."""

    line: bytes
    """A JSON object."""
    mail: Mail | None = field(repr=False)
    """The same as a letter; None when none could be written."""


class Bell(Protocol):
    """One way to be heard. Nothing leaves it: whether it was heard is its answer."""

    def ring(self, ringing: Ringing) -> bool: ...


@dataclass(frozen=True, slots=True)
class CommandBell:
    """A program of this machine, without arguments, that reads the line; heard where it ends with 0."""

    program: Path

    def ring(self, ringing: Ringing) -> bool:
        try:
            ended = subprocess.run(
                [self.program],
                input=ringing.line,
                env=ENVIRONMENT,
                timeout=SECONDS,
                check=False,
                capture_output=True,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return ended.returncode == 0


@dataclass(frozen=True, slots=True)
class WebhookBell:
    """POSTs the line as JSON to a local address; ValueError for any other. Follows no redirection."""

    url: str

    def __post_init__(self) -> None:
        if not is_local(self.url):
            raise ValueError("a webhook for alarms is for a local address alone")

    def ring(self, ringing: Ringing) -> bool:
        request = urllib.request.Request(self.url, ringing.line, {"Content-Type": "application/json"})  # noqa: S310 - checked above
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Staying())
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return bool(answer.status // 100 == 2)  # noqa: PLR2004 - RFC 9110 §15.3
        except (OSError, ValueError):
            return False


class _Staying(urllib.request.HTTPRedirectHandler):
    """Elsewhere is no local address any more."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class MailBell:
    """By another relay than the one that may be broken."""

    transport: Transport

    def ring(self, ringing: Ringing) -> bool:
        if ringing.mail is None:
            return False
        try:
            result = self.transport.send(ringing.mail, before_data=lambda _: True)
        except TransportRefused:
            return False
        finally:
            self.transport.close()
        return result.sending is Sending.SENT


def rung(bells: Sequence[Bell], ringing: Ringing) -> bool:
    """Ring them all; whether anybody heard."""
    heard = [bell.ring(ringing) for bell in bells]
    return any(heard)


def is_local(url: str) -> bool:
    """Http or https to this machine, or to a private address of its network (RFC 1918, RFC 4193)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not is_port:
        return False
    return host == LOOPBACK_NAME or _is_private(host)


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
