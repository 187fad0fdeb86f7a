"""Mail out over SMTP (RFC 5321), phase by phase, by smtplib: the one module that knows it."""

import base64
import re
import select
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from intake.model.mail import Mail, Sending, SendingResult
from intake.tls import Protection, protection
from intake.transport import BeforeData, TransportRefused, TransportUnavailable
from intake.transport.account import SmtpAccount, verifying
from intake.transport.letter import Letter, letter_of

__all__ = ["SmtpAccount", "SmtpTransport"]

FAULTS = (OSError, ValueError)
"""What smtplib, socket and ssl raise: smtplib's own are OSErrors; a host name that is none is a ValueError."""
FINAL_DOT = b".\r\n"
START_CONTENT = 354
CLOSING = 421
CREDENTIALS = frozenset({530, 534, 535, 538})
"""RFC 4954 §6."""
TOO_LARGE = 552
SURELY_NOT = {4: Sending.NOT_SENT, 5: Sending.REFUSED}
MAY_BE_WITH_THEM = frozenset({Sending.SENT, Sending.UNKNOWN})
MAKES_NO_SENSE = -1
"""smtplib's code for an answer that is none."""
ANSWER = re.compile(rb"([245][0-9]{2})(?:([ -])[^\n]*)?\r?\n")
MOST_LINES = 100
MOST_LINE_BYTES = 8_192
PIECE_BYTES = 65_536
"""The time-out of a verb is for each piece of content, and not for all of it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Sender and recipients are accepted; no content has left yet."""

    has_ledger_copy: bool


class SmtpTransport:
    """One connection, kept for a batch of mails, opened again after a failure. For one thread at a time."""

    def __init__(self, account: SmtpAccount) -> None:
        self.account = account
        self._server: smtplib.SMTP | None = None
        self._phase = "connect"

    def send(self, mail: Mail, *, before_data: BeforeData) -> SendingResult:
        letter = letter_of(mail)
        if not letter.is_speakable:
            return SendingResult(sending=Sending.REFUSED, phase="rcpt")
        try:
            return self._sent(letter, before_data)
        except BaseException:  # whatever it is, and wherever the conversation stands: nobody goes on from there
            self._drop()
            raise

    def inspect(self, domain: str) -> Protection:
        """How the connection is protected, after all that comes before a letter. Raises TransportRefused and TransportUnavailable."""
        try:
            server = self._connected(domain)
        except FAULTS as fault:
            self._drop()
            raise TransportUnavailable(f"no way in ({self._phase}: {type(fault).__name__})") from None
        if isinstance(server, SendingResult):
            raise TransportUnavailable(f"no way in ({server.phase})")
        return protection(server.sock)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with suppress(*FAULTS):
                _give_time(server, self.account.connect_seconds)
                server.quit()
            server.close()

    def _sent(self, letter: Letter, before_data: BeforeData) -> SendingResult:
        with self._ended_within(self.account.before_dot_seconds):
            envelope = self._envelope(letter)
            if isinstance(envelope, SendingResult):
                return envelope
            if not before_data(envelope.has_ledger_copy):
                return self._withdrawn(SendingResult(sending=Sending.NOT_SENT, phase="lease"))
            failed = self._content(letter)
            if failed is None and not before_data(envelope.has_ledger_copy):
                failed = self._left_without_dot()
        return failed or self._answer_to_the_dot(envelope)

    def _envelope(self, letter: Letter) -> Accepted | SendingResult:
        """Everything before DATA: whatever fails here is surely not sent."""
        try:
            server = self._connected(letter.sender.rpartition("@")[2])
            if isinstance(server, SendingResult):
                return server
            return _unfit(server, letter) or self._announced(server, letter) or self._addressed(server, letter)
        except FAULTS as fault:
            return self._broken_off(fault)

    def _connected(self, domain: str) -> smtplib.SMTP | SendingResult:
        """The kept connection where it still answers, else a new one, protected and logged in."""
        self._phase = "connect"
        kept = self._server
        if kept is not None:
            with suppress(*FAULTS):
                _give_time(kept, self.account.verb_seconds)
                if kept.rset()[0] == 250:  # noqa: PLR2004 - RFC 5321 §4.2
                    return kept
            self._drop()
        server = self._server = self._opened(domain)
        if self.account.security == "starttls" and not self._protect(server):
            self._drop()
            return SendingResult(sending=Sending.NOT_SENT, phase="tls")
        if self.account.user:
            self._phase = "auth"
            _log_in(server, self.account)
        return server

    def _opened(self, domain: str) -> smtplib.SMTP:
        account, own_name = self.account, domain if domain.isascii() and domain else "localhost"
        if account.security == "tls":
            context, seconds = verifying(account.ca_file), account.connect_seconds
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                account.host, account.port, local_hostname=own_name, timeout=seconds, context=context
            )
        else:
            server = smtplib.SMTP(account.host, account.port, local_hostname=own_name, timeout=account.connect_seconds)
        self._server = server
        if server.sock is not None:
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else the dot waits 40 ms for an ACK
        _give_time(server, account.verb_seconds)
        server.ehlo_or_helo_if_needed()
        return server

    def _protect(self, server: smtplib.SMTP) -> bool:
        """STARTTLS and a new EHLO. False where the server does not offer it: never on in the clear."""
        self._phase = "tls"
        if not server.has_extn("starttls"):
            return False
        if server.starttls(context=verifying(self.account.ca_file))[0] != 220:  # noqa: PLR2004 - RFC 3207 §4
            return False
        server.ehlo_or_helo_if_needed()
        return True

    def _announced(self, server: smtplib.SMTP, letter: Letter) -> SendingResult | None:
        self._phase = "mail"
        server.command_encoding = "utf-8" if letter.needs_utf8 else "ascii"
        code = server.docmd("MAIL", " ".join([f"FROM:<{letter.sender}>", *_parameters(server, letter)]))[0]
        if code in CREDENTIALS:
            raise TransportRefused("the server asks for a login")
        return self._unless_accepted(code)

    def _addressed(self, server: smtplib.SMTP, letter: Letter) -> Accepted | SendingResult:
        """Every recipient accepted, and our own copy where it can be had: no letter fails for the sake of the ledger."""
        self._phase = "rcpt"
        parameters = ["NOTIFY=FAILURE"] if server.has_extn("dsn") else []
        for recipient in letter.recipients:
            refusal = self._unless_accepted(_recipient(server, recipient, parameters))
            if refusal is not None:
                return refusal
        if letter.ledger_copy is None:
            return Accepted(letter.is_in_ledger_anyway)
        code = _recipient(server, letter.ledger_copy, parameters)
        is_plain_refusal = code // 100 in SURELY_NOT and code != CLOSING
        failed = None if is_plain_refusal else self._unless_accepted(code)
        return failed or Accepted(not is_plain_refusal)

    def _unless_accepted(self, code: int) -> SendingResult | None:
        if _is_positive(code):
            return None
        if code // 100 not in SURELY_NOT:
            raise smtplib.SMTPServerDisconnected
        return self._withdrawn(SendingResult(sending=SURELY_NOT[code // 100], phase=self._phase, code=code))

    def _withdrawn(self, result: SendingResult) -> SendingResult:
        """The result, after RSET, so that nothing of this letter is left in the connection."""
        if self._server is not None and result.code != CLOSING:
            with suppress(*FAULTS):
                self._server.rset()
                return result
        self._drop()
        return result

    def _broken_off(self, fault: Exception) -> SendingResult:
        """Before the final dot nothing that breaks has sent anything."""
        self._drop()
        phase = "tls" if isinstance(fault, ssl.SSLError) else self._phase
        return SendingResult(sending=Sending.NOT_SENT, phase=phase, code=_code_of(fault))

    def _content(self, letter: Letter) -> SendingResult | None:
        """DATA and the content up to the final dot, and not the dot."""
        self._phase = "data"
        try:
            server = self._still_there()
            code = server.docmd("DATA")[0]
            if code != START_CONTENT:
                return self._unless_accepted(code if code // 100 in SURELY_NOT else MAKES_NO_SENSE)
            content = memoryview(letter.stuffed)
            for start in range(0, len(content), PIECE_BYTES):
                server.send(content[start : start + PIECE_BYTES])
            if _has_hung_up(server):
                return self._broken_off(smtplib.SMTPServerDisconnected())
        except FAULTS as fault:
            return self._broken_off(fault)
        return None

    def _left_without_dot(self) -> SendingResult:
        """We stood still while the content went out, and another sends the letter now: without the dot nobody has it."""
        self._drop()
        return SendingResult(sending=Sending.NOT_SENT, phase="lease")

    def _answer_to_the_dot(self, envelope: Accepted) -> SendingResult:
        """From the dot on the letter may be with them: only a whole answer tells, and nothing else is a refusal."""
        try:
            with self._ended_within(self.account.final_reply_seconds):
                server = self._still_there()
                _give_time(server, self.account.final_reply_seconds)
                server.send(FINAL_DOT)
                code = _whole_answer(server)
                _give_time(server, self.account.verb_seconds)
        except FAULTS:
            code = MAKES_NO_SENSE
        sending = Sending.SENT if _is_positive(code) else SURELY_NOT.get(code // 100, Sending.UNKNOWN)
        if sending is Sending.UNKNOWN or code == CLOSING:
            self._drop()
        return SendingResult(
            sending=sending,
            phase="reply",
            code=None if sending is Sending.UNKNOWN else code,
            has_ledger_copy=envelope.has_ledger_copy and sending in MAY_BE_WITH_THEM,
        )

    def _still_there(self) -> smtplib.SMTP:
        if self._server is None:
            raise smtplib.SMTPServerDisconnected
        return self._server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    @contextmanager
    def _ended_within(self, seconds: float) -> Iterator[None]:
        """A server that drips a byte a minute never runs into a time-out of the socket."""
        watch = threading.Timer(seconds, self._hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _hang_up(self) -> None:
        server = self._server
        sock = server.sock if server is not None else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _unfit(server: smtplib.SMTP, letter: Letter) -> SendingResult | None:
    """A refusal that the server announced in its EHLO, so that nothing need be sent to hear it."""
    most = server.esmtp_features.get("size", "")
    if most.isdigit() and 0 < int(most) < len(letter.content):
        return SendingResult(sending=Sending.REFUSED, phase="mail", code=TOO_LARGE)
    is_lacking = (letter.needs_8bit and not server.has_extn("8bitmime")) or (
        letter.needs_utf8 and not server.has_extn("smtputf8")
    )
    return SendingResult(sending=Sending.REFUSED, phase="mail") if is_lacking else None


def _parameters(server: smtplib.SMTP, letter: Letter) -> Iterator[str]:
    if server.has_extn("size"):
        yield f"SIZE={len(letter.content)}"
    if letter.needs_8bit:
        yield "BODY=8BITMIME"
    if letter.needs_utf8:
        yield "SMTPUTF8"
    if server.has_extn("dsn"):
        yield "RET=HDRS"
        if letter.envelope_id:
            yield f"ENVID={letter.envelope_id}"


def _whole_answer(server: smtplib.SMTP) -> int:
    """The code of an answer that came whole. smtplib believes the first half of a line that was cut off."""
    for _ in range(MOST_LINES):
        line = server.file.readline(MOST_LINE_BYTES) if server.file is not None else b""
        found = ANSWER.fullmatch(line)
        if found is None:
            break
        if found[2] != b"-":
            return int(found[1])
    return MAKES_NO_SENSE


def _is_positive(code: int) -> bool:
    return code // 100 == 2  # noqa: PLR2004 - RFC 5321 §4.2.1


def _recipient(server: smtplib.SMTP, address: str, parameters: Sequence[str]) -> int:
    return server.docmd("RCPT", " ".join([f"TO:<{address}>", *parameters]))[0]


def _log_in(server: smtplib.SMTP, account: SmtpAccount) -> None:
    """One attempt by one mechanism: smtplib.login would try each in turn, and three failures lock an account."""
    offered = server.esmtp_features.get("auth", "").upper().split()
    if account.token is not None:
        bearer = _base64(f"user={account.user}\x01auth=Bearer {account.token()}\x01\x01")
        code = _answers(
            server, f"AUTH XOAUTH2 {bearer}", ""
        )  # a refusal comes as a challenge that wants an empty answer
    elif "PLAIN" in offered:
        code = _answers(server, "AUTH PLAIN " + _base64(f"\x00{account.user}\x00{account.password}"))
    elif "LOGIN" in offered:
        code = _answers(server, "AUTH LOGIN", _base64(account.user), _base64(account.password))
    else:
        raise TransportRefused("the server offers no way to log in with a password")
    if code // 100 == 5:  # noqa: PLR2004
        raise TransportRefused("the server does not let us in")
    if not _is_positive(code):
        raise smtplib.SMTPAuthenticationError(code, b"")


def _answers(server: smtplib.SMTP, *lines: str) -> int:
    """The code of the last answer, each line sent only where the one before was welcome."""
    code = 334
    for line in lines:
        if code != 334:  # noqa: PLR2004 - RFC 4954 §4
            break
        code = server.docmd(line)[0]
    return code


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _code_of(fault: Exception) -> int | None:
    code = fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else None
    return code if isinstance(code, int) and code // 100 in SURELY_NOT else None


def _give_time(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _has_hung_up(server: smtplib.SMTP) -> bool:
    """Whether the other side closed while we were sending: then the final dot would go into the void."""
    if server.sock is None:
        return True
    glance = select.poll()
    glance.register(server.sock, select.POLLIN)
    return bool(glance.poll(0)) and not socket.socket.recv(server.sock, 1, socket.MSG_PEEK)  # beneath any TLS
