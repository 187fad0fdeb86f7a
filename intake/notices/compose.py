"""Notice -> finished mail: the only place where a letter becomes bytes.

What goes in is ours or has been made harmless; what comes out is read back and must hold exactly the headers that were meant
(RFC 5322, RFC 3834 §3.1).
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.parser import BytesParser
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from intake.model.bounces import bounce_address
from intake.model.mail import Mail, Notice, NoticeKind
from intake.model.office import Office
from intake.notices.addressees import may_go_to
from intake.notices.letter import INTERNAL
from intake.notices.mime import ENCODED_WORD, HIDDEN, LONGEST_LINE, MIME_HEADERS, UnsafeMail, written

AUTO_SUBMITTED: Mapping[NoticeKind, str] = {NoticeKind.RETURN: "auto-replied", NoticeKind.RECEIPT: "auto-replied"}
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
"""Not `All`, which would ask for silence about failed delivery as well (MS-OXOMSG §2.2.1.77)."""
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")
LONGEST_SUBJECT = 200
NO_REFERENCE = "none"
"""Of a letter about no referral."""
FOLD = re.compile(r"\r\n[ \t]+")


def compose(notice: Notice, office: Office, *, secret: bytes, now: datetime) -> Mail:
    """The finished bytes with their envelope. The same notice with the same `now` and secret gives the same bytes.

    Raises UnsafeMail where a recipient is not one that this kind of letter may have, where a header would hold anything
    but one plain line, and where the bytes read back are not what was meant.
    """
    _assert_recipients(notice, office)
    _assert_plain(notice.subject, office.short_name)
    headers = dict(_headers(notice, office, secret=secret, now=now))
    content = written(headers, notice, boundary=_token(secret, f"boundary:{notice.key}"))
    assert_as_meant(content, headers)
    return _enveloped(notice, office, message_id=headers["Message-ID"], content=content)


def _headers(notice: Notice, office: Office, *, secret: bytes, now: datetime) -> Iterator[tuple[str, str]]:
    """All header fields of the mail in their order, without the MIME ones."""
    domain = office.mailbox.rpartition("@")[2].lower()
    yield "From", named(office.short_name, office.mailbox)
    yield "To", ", ".join(notice.to)
    if notice.copies:
        yield "Cc", ", ".join(notice.copies)
    yield "Subject", notice.subject
    yield "Date", format_datetime(now.astimezone(ZoneInfo(office.zone)))
    message_id = f"<{notice.kind.value}.{_token(secret, notice.key)}@{domain}>"
    yield "Message-ID", message_id
    if notice.in_reply_to is not None and MESSAGE_ID.fullmatch(notice.in_reply_to):
        yield "In-Reply-To", notice.in_reply_to
        yield "References", notice.in_reply_to
    yield "Auto-Submitted", AUTO_SUBMITTED.get(notice.kind, "auto-generated")
    yield "X-Auto-Response-Suppress", SUPPRESS
    reference = notice.reference or NO_REFERENCE
    yield "X-Intake-Ref", f"{reference} {proof_of_ours(reference, message_id, secret=secret)}"


def proof_of_ours(reference: str, message_id: str, *, secret: bytes) -> str:
    """By which a letter is known as ours without any record of it: only who has the secret can write it."""
    return _token(secret, f"ref:{reference}:{message_id}")[:16]


def named(name: str, address: str) -> str:
    """A mailbox with its display name; encoded by RFC 2047 §5 where it has to be, a word of at most 75 characters each."""
    if name.isascii():
        return str(Address(display_name=name, addr_spec=address))
    words = Header(name, "utf-8", maxlinelen=LONGEST_LINE - 1, header_name="From").encode(linesep="")
    return f"{words} <{address}>"


def _token(secret: bytes, words: str) -> str:
    return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()[:32]


def _enveloped(notice: Notice, office: Office, *, message_id: str, content: bytes) -> Mail:
    recipients = _distinct((*notice.to, *notice.copies))
    return Mail(
        key=notice.key,
        kind=notice.kind,
        message_id=message_id,
        envelope_from=bounce_address(office.mailbox, message_id) if office.has_bounce_addresses else office.mailbox,
        recipients=recipients,
        ledger_copy=_ledger(office.mailbox, recipients) if _has_ledger_copy(notice) else None,
        content=content,
        reference=notice.reference,
    )


def _has_ledger_copy(notice: Notice) -> bool:
    return notice.kind is NoticeKind.FORWARD and not notice.is_kept_apart


def _ledger(mailbox: str, recipients: Iterable[str]) -> str:
    """Our own mailbox; spelt as among the recipients where the business unit reads it, so that it is seen to be one of them."""
    return next((each for each in recipients if each.casefold() == mailbox.casefold()), mailbox)


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each address once, by its letters without case."""
    return tuple({each.casefold(): each for each in reversed(tuple(addresses))}.values())[::-1]


# -- what must hold before and after ---------------------------------------------------------------------------------


def _assert_recipients(notice: Notice, office: Office) -> None:
    addresses = (*notice.to, *notice.copies)
    if not notice.to or not all(is_plain_address(each) for each in (*addresses, office.mailbox)):
        raise UnsafeMail("address")
    if notice.kind in INTERNAL:
        if not may_go_to(notice.kind, addresses, office):
            raise UnsafeMail("recipient_not_allowed")
    else:
        _assert_one_outsider(notice, office)


def is_plain_address(address: str) -> bool:
    """One bare mailbox in ASCII: no display name, no quotes, no comments, no encoded word (RFC 5322 §3.4.1 allows them)."""
    return ADDRESS.fullmatch(address) is not None and ENCODED_WORD not in address


def _assert_one_outsider(notice: Notice, office: Office) -> None:
    if len(notice.to) != 1 or notice.copies:
        raise UnsafeMail("more_than_one_recipient")
    if office.is_own(notice.to[0]):
        raise UnsafeMail("own_address")
    if notice.enclosures and not _may_enclose(notice, office):
        raise UnsafeMail("enclosure_to_referrer")


def _may_enclose(notice: Notice, office: Office) -> bool:
    """One marked copy with a return, to an agency on the list."""
    domain = notice.to[0].rpartition("@")[2].lower()
    is_one_copy = notice.kind is NoticeKind.RETURN and len(notice.enclosures) == 1
    return is_one_copy and office.has_marked_copies and office.agency_of(domain) is not None


def _assert_plain(*values: str) -> None:
    """One plain line each, and no encoded word: it would be decoded, and its line breaks with it."""
    for value in values:
        if not value or len(value) > LONGEST_SUBJECT or HIDDEN.search(value) or ENCODED_WORD in value:
            raise UnsafeMail("header_value")


def assert_as_meant(content: bytes, headers: Mapping[str, str]) -> None:
    """Read the finished bytes back: exactly the header lines meant, in whole lines. Raises UnsafeMail."""
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        raise UnsafeMail("bare_line_break")
    fields = tuple(header_fields(content))
    if sorted(name for name, _ in fields) != sorted([*headers, *MIME_HEADERS]):
        raise UnsafeMail("header_set")
    written_as = dict(fields)
    if not all(written_as[name] == value or _reads(name, written_as[name], value) for name, value in headers.items()):
        raise UnsafeMail("header_value")


def _reads(name: str, written_as: str, meant: str) -> bool:
    """Whether a subject that had to be encoded still reads as it was meant."""
    if name != "Subject" or meant.isascii():
        return False
    parsed = BytesParser(policy=SMTP).parsebytes(f"{name}: {written_as}\r\n".encode("latin-1"))
    return str(parsed[name]) == meant


def header_fields(content: bytes) -> Iterator[tuple[str, str]]:
    """Name and unfolded value of each header line, as any reader of the bytes sees them."""
    block = content.partition(b"\r\n\r\n")[0].decode("latin-1")
    for line in FOLD.sub(" ", block).split("\r\n"):
        name, _, value = line.partition(":")
        yield name, value.strip(" ")
