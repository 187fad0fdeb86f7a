"""Notice -> finished mail: the only place where a letter becomes bytes.

What goes in is ours or has been made harmless; what comes out is read back and must hold exactly the headers that were meant
(RFC 5322, RFC 3834 §3.1). The interpreter is not trusted: CPython 3.11.7 and 3.12.1 turn an encoded word in a Subject into
a header line of its own.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from intake.model.mail import Enclosure, Mail, Notice, NoticeKind
from intake.model.office import Office
from intake.notices.letter import INTERNAL

AUTO_SUBMITTED: Mapping[NoticeKind, str] = {NoticeKind.RETURN: "auto-replied", NoticeKind.RECEIPT: "auto-replied"}
SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
"""Not `All`, which would ask for silence about failed delivery as well (MS-OXOMSG §2.2.1.77)."""
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,200}@[!-;=?-~]{1,200}>")
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,60}\.[a-z]{2,5}")
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ENCODED_WORD = "=?"
LONGEST_SUBJECT = 200
IDENTITIES = frozenset({"message-id", "in-reply-to", "references"})
EXACT = IDENTITIES | {"date", "auto-submitted", "x-auto-response-suppress", "x-intake-ref"}
"""Fields that read back as the same characters."""


class UnsafeMail(Exception):  # noqa: N818 - the field's word
    """A letter that must not become a mail. Carries a code and never an address or a word of it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LetterPolicy(EmailPolicy):
    """As SMTP asks, but an identity stays on one line: folded or encoded it is another one."""

    def fold(self, name: str, value: str) -> str:
        return f"{name}: {value}{self.linesep}" if name.lower() in IDENTITIES else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return (
            self.fold(name, value).encode("ascii") if name.lower() in IDENTITIES else super().fold_binary(name, value)
        )


POLICY = LetterPolicy(linesep="\r\n", max_line_length=SMTP.max_line_length, cte_type="7bit")


def compose(notice: Notice, office: Office, *, secret: bytes, now: datetime) -> Mail:
    """The finished bytes with their envelope. The same notice with the same `now` and secret gives the same bytes.

    Raises UnsafeMail where a recipient is not one that this kind of letter may have, where a header would hold anything
    but one plain line, and where the bytes read back are not what was meant.
    """
    _assert_recipients(notice, office)
    _assert_plain(notice.subject, office.short_name)
    headers = dict(_headers(notice, office, secret=secret, now=now))
    content = written(headers, notice, boundary=_token(secret, f"boundary:{notice.key}"))
    assert_as_meant(content, headers, notice)
    return _enveloped(notice, office, message_id=headers["Message-ID"], content=content)


def _headers(notice: Notice, office: Office, *, secret: bytes, now: datetime) -> Iterator[tuple[str, str]]:
    """All header fields of the mail in their order; the MIME ones are added by the library."""
    domain = office.mailbox.rpartition("@")[2].lower()
    yield "From", str(Address(display_name=office.short_name, addr_spec=office.mailbox))
    yield "To", ", ".join(notice.to)
    if notice.copies:
        yield "Cc", ", ".join(notice.copies)
    yield "Subject", notice.subject
    yield "Date", format_datetime(now.astimezone(ZoneInfo(office.zone)))
    yield "Message-ID", f"<{notice.kind.value}.{_token(secret, notice.key)}@{domain}>"
    if notice.in_reply_to is not None and MESSAGE_ID.fullmatch(notice.in_reply_to):
        yield "In-Reply-To", notice.in_reply_to
        yield "References", notice.in_reply_to
    yield "Auto-Submitted", AUTO_SUBMITTED.get(notice.kind, "auto-generated")
    yield "X-Auto-Response-Suppress", SUPPRESS
    yield "X-Intake-Ref", f"{notice.reference or 'none'} {_token(secret, f'ref:{notice.key}')[:16]}"


def written(headers: Mapping[str, str], notice: Notice, *, boundary: str) -> bytes:
    """The bytes as the library makes them; not yet looked at."""
    message = EmailMessage(policy=POLICY)
    for name, value in headers.items():
        message[name] = value
    _fill(message, notice)
    _set_boundaries(message, boundary)
    return message.as_bytes()


def _token(secret: bytes, words: str) -> str:
    return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()[:32]


def _fill(message: EmailMessage, notice: Notice) -> None:
    message.set_content(notice.text, cte="quoted-printable")
    message.add_alternative(notice.html, subtype="html", cte="quoted-printable")
    for enclosure in notice.enclosures:
        _enclose(message, enclosure)


def _enclose(message: EmailMessage, enclosure: Enclosure) -> None:
    if FILE_NAME.fullmatch(enclosure.name) is None:
        raise UnsafeMail("enclosure_name")
    main, _, sub = enclosure.media_type.partition("/")
    message.add_attachment(enclosure.content, maintype=main, subtype=sub, filename=enclosure.name)


def _set_boundaries(message: EmailMessage, token: str) -> None:
    """Boundaries made from the key: nothing random in the bytes. `=_` occurs in no quoted-printable and no base64 text."""
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=_{token}_{number}")


def _enveloped(notice: Notice, office: Office, *, message_id: str, content: bytes) -> Mail:
    recipients = _distinct((*notice.to, *notice.copies))
    return Mail(
        key=notice.key,
        kind=notice.kind,
        message_id=message_id,
        envelope_from=office.mailbox,
        recipients=recipients,
        ledger_copy=_ledger(office.mailbox, recipients) if notice.kind is NoticeKind.FORWARD else None,
        content=content,
        reference=notice.reference,
    )


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
        _assert_internal(addresses, office)
    else:
        _assert_one_outsider(notice, office)


def is_plain_address(address: str) -> bool:
    """One bare mailbox in ASCII: no display name, no quotes, no comments, no encoded word (RFC 5322 §3.4.1 allows them)."""
    return ADDRESS.fullmatch(address) is not None and ENCODED_WORD not in address


def _assert_internal(addresses: Iterable[str], office: Office) -> None:
    allowed = {domain.lower() for domain in office.allowed_domains}
    if not all(each.rpartition("@")[2].lower() in allowed for each in addresses):
        raise UnsafeMail("recipient_not_allowed")


def _assert_one_outsider(notice: Notice, office: Office) -> None:
    if len(notice.to) != 1 or notice.copies:
        raise UnsafeMail("more_than_one_recipient")
    if without_tag(notice.to[0]) in {without_tag(each) for each in office.own_addresses}:
        raise UnsafeMail("own_address")
    if notice.enclosures:
        raise UnsafeMail("enclosure_to_referrer")


def without_tag(address: str) -> str:
    """`referrals+x@a.example` is `referrals@a.example` (RFC 5233)."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _assert_plain(*values: str) -> None:
    """One plain line each, and no encoded word: it would be decoded, and its line breaks with it."""
    for value in values:
        if not value or len(value) > LONGEST_SUBJECT or HIDDEN.search(value) or ENCODED_WORD in value:
            raise UnsafeMail("header_value")


def assert_as_meant(content: bytes, headers: Mapping[str, str], notice: Notice) -> None:
    """Read the finished bytes back: exactly the header lines meant, in whole lines. Raises UnsafeMail."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        raise UnsafeMail("bare_line_break")
    names = list(header_names(content))
    library = ["MIME-Version", "Content-Type"]
    if sorted(names) != sorted([*headers, *library]):
        raise UnsafeMail("header_set")
    parsed = BytesParser(policy=SMTP).parsebytes(content)
    said = (
        str(parsed["Subject"]) == notice.subject,
        _addresses(parsed, "To") == notice.to,
        _addresses(parsed, "Cc") == notice.copies,
        "From" not in headers or _is_from_one(parsed, headers["From"]),
        all(str(parsed[name]) == value for name, value in headers.items() if name.lower() in EXACT),
    )
    if not all(said):
        raise UnsafeMail("header_value")


def _is_from_one(parsed: EmailMessage, meant: str) -> bool:
    """By the address: CPython 3.11 puts spaces into a display name of several encoded words when it reads one."""
    senders = _addresses(parsed, "From")
    return len(senders) == 1 and meant.removesuffix(">").endswith(senders[0])


def header_names(content: bytes) -> Iterator[str]:
    """The names of the header lines as any reader of the bytes sees them, continuation lines aside."""
    block = content.partition(b"\r\n\r\n")[0]
    for line in block.split(b"\r\n"):
        if not line.startswith((b" ", b"\t")):
            yield line.partition(b":")[0].decode("latin-1")


def _addresses(parsed: EmailMessage, name: str) -> tuple[str, ...]:
    header = parsed[name]
    return tuple(each.addr_spec for each in header.addresses) if header is not None else ()
