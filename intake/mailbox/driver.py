"""imapclient and imaplib: how they are started, and what their faults mean in our words. The one module that knows them."""

import imaplib
import logging
import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from intake.mailbox import FolderMissing, MailboxRefused, MailboxUnavailable
from intake.mailbox.account import ImapAccount, verifying
from intake.mailbox.dialogue import quoted

__all__ = ["IMAPClient"]

logging.getLogger("imapclient").setLevel(logging.CRITICAL)  # it would log our user, and every line of every mail

DRIVER_FAULTS = (OSError, imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError)
"""What imapclient and imaplib raise: the last four on an answer that makes no sense."""
RESPONSE_CODE = re.compile(r"\[([A-Z-]+)[] ]")
REASONS = {
    "AUTHENTICATIONFAILED": "user or password is wrong",
    "AUTHORIZATIONFAILED": "the user may not open this mailbox",
    "EXPIRED": "the password has expired",
    "PRIVACYREQUIRED": "the server asks for a protected connection",
    "CONTACTADMIN": "the server asks for its administrator",
    "NOPERM": "no right to do this",
    "CANNOT": "the server can never do this",
    "NONEXISTENT": "the folder is not there",
    "TRYCREATE": "the folder is not there",
    "OVERQUOTA": "the mailbox is full",
    "UNAVAILABLE": "a part of the server is away",
    "LIMIT": "a limit of the server is reached",
    "INUSE": "the mailbox is in use",
    "SERVERBUG": "the server reports a fault of its own",
}
"""RFC 5530 §3. Of the server's answer only these leave, as its text may hold anything."""
PASSING = frozenset({"UNAVAILABLE", "LIMIT", "INUSE", "SERVERBUG"})
MISSING = frozenset({"NONEXISTENT", "TRYCREATE"})
FOR_A_PERSON = frozenset(REASONS) - PASSING - MISSING - {"OVERQUOTA"}
Refused = imaplib.IMAP4.error
"""The server said no; `LineLost` and `OnlyReadable` are kinds of it."""
LineLost = imaplib.IMAP4.abort
OnlyReadable = imaplib.IMAP4.readonly
HALF_A_LINE = "unterminated line"
"""imaplib's words for it."""


def connected(account: ImapAccount) -> IMAPClient:
    client = IMAPClient(
        account.host,
        port=account.port,
        ssl=account.security == "tls",
        ssl_context=verifying(account.ca_file) if account.security == "tls" else None,
        timeout=SocketTimeout(connect=account.connect_seconds, read=account.reply_seconds),  # type: ignore[arg-type]
    )
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    client.normalise_times = False
    client._imap.debug = 0  # noqa: SLF001 - it would write a log line for every line of every mail
    return client


def log_in(client: IMAPClient, account: ImapAccount) -> None:
    if account.token is not None:
        client.oauth2_login(account.user, account.token())
    elif client.has_capability("AUTH=PLAIN"):  # takes any character; LOGIN takes ASCII
        client.plain_login(account.user, account.password)
    elif client.has_capability("LOGINDISABLED"):
        raise MailboxRefused("the server takes no password")
    elif re.search(r"[^ -~]", account.user + account.password):
        raise MailboxRefused("the server takes no such user or password")
    else:
        client.login(quoted(account.user), account.password)


def shut(client: IMAPClient) -> None:
    with suppress(OSError):
        client.shutdown()


def told_while_idle(client: IMAPClient, seconds: float) -> Sequence[tuple[object, ...]] | None:
    """What an idle server tells within these seconds; None when half a line has come, on which imaplib gives up."""
    try:
        told: Sequence[tuple[object, ...]] = client.idle_check(timeout=seconds)
    except LineLost as fault:
        if HALF_A_LINE in str(fault):
            return None
        raise
    return told


def in_our_words(fault: Exception, doing: str) -> MailboxUnavailable | MailboxRefused:
    """The driver's exception as one of the port's: what we did and why it failed, and no word of the server's."""
    code = response_code(fault)
    reason = f"{doing}: {REASONS[code] if code else _kind(fault)}"
    if code in MISSING:
        return FolderMissing(reason)
    is_refusal = _is_refused_login(fault) or isinstance(fault, OnlyReadable) or code in FOR_A_PERSON
    return MailboxRefused(reason) if is_refusal and code not in PASSING else MailboxUnavailable(reason)


def response_code(fault: Exception) -> str | None:
    found = RESPONSE_CODE.search(str(fault)) if isinstance(fault, Refused) else None
    return found[1] if found and found[1] in REASONS else None


def _is_refused_login(fault: Exception) -> bool:
    """A LoginError that is no lost connection: imapclient gives that name to both."""
    return isinstance(fault, LoginError) and not isinstance(fault.__context__, LineLost)


def _kind(fault: Exception) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return "the server's certificate is not one that we trust"
    if isinstance(fault, OnlyReadable):
        return "the folder may only be read"
    return "the server does not let us in" if _is_refused_login(fault) else type(fault).__name__
