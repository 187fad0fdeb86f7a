"""A programmable SMTP server in this process (aiosmtpd): keeps what it takes, answers as it is told.

Plain, STARTTLS or TLS; a login where `users` are given; the parameters of RFC 3461 (DSN) are kept, which aiosmtpd refuses.
"""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

MAIL_PARAMETERS = ("RET=", "ENVID=")
RCPT_PARAMETERS = ("NOTIFY=", "ORCPT=")


@dataclass
class Taken:
    """One mail as it came over the wire."""

    sender: str
    recipients: list[str]
    content: bytes = field(repr=False)
    mail_parameters: list[str]
    rcpt_parameters: list[str]
    user: str | None
    was_protected: bool


class Answers:
    """What the server says: a code for a recipient, and one for each DATA in turn; else 250."""

    def __init__(self) -> None:
        self.to_recipient: dict[str, str] = {}
        self.to_data: list[str] = []

    def forget(self) -> None:
        self.to_recipient.clear()
        self.to_data.clear()


class DsnSmtp(SMTP):
    """Takes the parameters of a DSN away before aiosmtpd sees and refuses them."""

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        kept, dsn = parted(arg, MAIL_PARAMETERS)
        await super().smtp_MAIL(kept)
        if self.envelope is not None and self.envelope.mail_from is not None:
            self.envelope.mail_options.extend(dsn)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        kept, dsn = parted(arg, RCPT_PARAMETERS)
        await super().smtp_RCPT(kept)
        if self.envelope is not None:
            self.envelope.rcpt_options.extend(dsn)


def parted(argument: str | None, parameters: tuple[str, ...]) -> tuple[str | None, list[str]]:
    if not argument:
        return argument, []
    words = argument.split(" ")
    taken = [word for word in words if word.upper().startswith(parameters)]
    return " ".join(word for word in words if word not in taken), taken


class Sink(Controller):
    def __init__(
        self,
        *,
        security: Literal["plain", "starttls", "tls"] = "plain",
        certificate: tuple[Path, Path] | None = None,
        users: Mapping[str, str] | None = None,
        size_limit: int = 64 << 20,
        extensions: Sequence[str] = ("250-DSN",),
        smtputf8: bool = True,
    ) -> None:
        self.mails: list[Taken] = []
        self.answers = Answers()
        self.users = users
        self.extensions = extensions
        self.logins = 0
        context = None
        if certificate is not None and security != "plain":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
        self.options: dict[str, Any] = {"enable_SMTPUTF8": smtputf8, "data_size_limit": size_limit}
        if security == "starttls":
            self.options |= {"tls_context": context}
        if users is not None:
            is_starttls = security == "starttls"  # aiosmtpd does not see a TLS that was there from the start
            self.options |= {"authenticator": self.login, "auth_require_tls": is_starttls, "auth_required": is_starttls}
        super().__init__(self, hostname="127.0.0.1", port=0, ssl_context=context if security == "tls" else None)

    def factory(self) -> SMTP:
        return DsnSmtp(self, **self.options)

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        self.logins += 1
        user, password = data.login.decode(), data.password.decode()
        is_known = (self.users or {}).get(user) == password
        return AuthResult(success=is_known, handled=False, auth_data=user if is_known else None)

    async def handle_EHLO(self, _server, session: Session, _envelope, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802
        session.host_name = hostname
        return [*responses[:-1], *self.extensions, responses[-1]]

    async def handle_RCPT(self, _server, _session, envelope: Envelope, address: str, _options) -> str:  # noqa: N802
        answer = self.answers.to_recipient.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.to_data.pop(0) if self.answers.to_data else "250 2.0.0 queued"
        if answer.startswith("2"):
            self.mails.append(
                Taken(
                    sender=envelope.mail_from or "",
                    recipients=list(envelope.rcpt_tos),
                    content=bytes(envelope.content or b""),
                    mail_parameters=list(envelope.mail_options),
                    rcpt_parameters=list(envelope.rcpt_options),
                    user=getattr(session, "auth_data", None),
                    was_protected=session.ssl is not None,
                )
            )
        return answer

    def _trigger_server(self) -> None:
        """Port 0 was chosen by the system: learn it before aiosmtpd connects to itself."""
        if self.server is not None:
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
