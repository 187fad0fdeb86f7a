"""Reports about mail: that it could not be delivered, is late, was read; and which letter they are about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mime

from intake.messages.headers import FAULTS, MESSAGE_ID, decoded, field_names, raw_value, return_path
from intake.messages.parts import is_quoted_mail, own_parts

QUOTED_HEADERS = "text/rfc822-headers"
QUOTED_CHARACTERS = 100_000
"""Of a text that quotes a letter; the identity stands in its first lines."""
GATEWAY_REPORTS = frozenset({"feedback-report", "tlsrpt"})
DELAY_WORDS = re.compile(
    r"\(delay\)|\bdelayed\b|still being retried|warning: (?:could not send|message)|status notification: warning",
    re.IGNORECASE,
)
DMARC_SUBJECT = re.compile(r"^report domain:\s*\S+.*\b(?:submitter|report-id)\b", re.IGNORECASE)
DMARC_FILE = re.compile(r"[^!\s]+![^!\s]+!\d+!\d+(?:![^!.]+)?\.(?:xml|zip|gz|xml\.gz)", re.IGNORECASE)
"""RFC 7489 §7.2.1.1, both."""


@dataclass(frozen=True, slots=True)
class BounceShape:
    """How one mail server words a bounce that is no report by RFC 3464."""

    server: str
    subject: str = ""
    field: str = ""
    body: str = ""

    def fits(self, message: Mime) -> bool:
        """All that is given holds."""
        subject = not self.subject or re.match(self.subject, decoded(message, "Subject"), re.IGNORECASE) is not None
        field = not self.field or self.field in field_names(message)
        return subject and field and (not self.body or re.search(self.body, first_text(message)) is not None)


BOUNCE_SHAPES = (
    BounceShape("qmail (QSBMF)", body=r"\A\s*Hi\. This is the [\w.-]* ?(?:qmail-send|program)"),
    BounceShape("qmail, Yahoo", subject=r"failure notice$"),
    BounceShape("Exim", field="x-failed-recipients"),
    BounceShape("Exim", subject=r"mail delivery failed\b|warning: message \S+ delayed"),
    BounceShape("Exchange", field="x-ms-exchange-message-is-ndr"),
    BounceShape("Exchange, Outlook", subject=r"undeliverable\b|undelivered\b|delivery has failed"),
    BounceShape("Postfix", subject=r"undelivered mail returned|delayed mail"),
    BounceShape("OpenSMTPD, Gmail", subject=r"delivery status notification\b"),
    BounceShape("Sendmail", subject=r"returned mail\b|warning: could not send message"),
    BounceShape("Domino", subject=r"delivery failure\b"),
    BounceShape("Courier", subject=r"notice: mail delivery status"),
    BounceShape(
        "others", subject=r"non[- ]?deliver(?:y|able)\b|delivery failure|message (?:not|could not be) delivered"
    ),
)


def report_type(message: Mime) -> str:
    """Of the report that this mail is, also where a gateway put it into a wrapping of its own; empty when it is none."""
    reports = (part for part in own_parts(message) if part.get_content_type() == "multipart/report")
    return next((str(part.get_param("report-type", "")).lower() for part in reports), "")


def is_delivery_report(message: Mime) -> bool:
    """RFC 3464 §2."""
    return report_type(message) == "delivery-status" or _has_part(message, "message/delivery-status")


def is_receipt(message: Mime) -> bool:
    """RFC 8098 §3, or RFC 3464 §2.3.3: every recipient's action is that it arrived."""
    if report_type(message) == "disposition-notification" or _has_part(message, "message/disposition-notification"):
        return True
    return bool(actions(message)) and actions(message) <= {"delivered", "relayed", "expanded"}


def is_delay(message: Mime) -> bool:
    """RFC 3464 §2.3.3: every recipient's action is `delayed`; or the words of a server that writes no such report."""
    found = actions(message)
    if found:
        return found == {"delayed"}
    return has_bounce_shape(message) and DELAY_WORDS.search(decoded(message, "Subject")) is not None


def actions(message: Mime) -> frozenset[str]:
    """What a delivery report says of its recipients, in small letters."""
    blocks = _status_blocks(message)
    return frozenset(str(value).strip().lower() for block in blocks for value in block.get_all("Action", []))


def _status_blocks(message: Mime) -> Iterator[Mime]:
    """The per-message and per-recipient blocks of a delivery report."""
    for part in own_parts(message):
        payload = part.get_payload() if part.get_content_type() == "message/delivery-status" else None
        if isinstance(payload, list):
            yield from (block for block in payload if isinstance(block, Mime))


def is_gateway_report(message: Mime) -> bool:
    """A complaint (RFC 5965), a report about TLS (RFC 8460 §5.3) or about DMARC (RFC 7489 §7.2): about mail, never a referral."""
    if report_type(message) in GATEWAY_REPORTS or _has_part(message, "application/tlsrpt+gzip"):
        return True
    return DMARC_SUBJECT.match(decoded(message, "Subject")) is not None and any(
        DMARC_FILE.fullmatch(str(part.get_filename() or "")) for part in own_parts(message)
    )


def has_bounce_shape(message: Mime) -> bool:
    """From nobody or from a mail server, in the words of one of those that write bounces of their own shapes."""
    sender = raw_value(message, "From") or ""
    is_daemon = (
        re.search(r"mailer[- ]daemon|postmaster|mail delivery (?:sub)?system", sender, re.IGNORECASE) is not None
    )
    is_server = is_daemon or return_path(message) == "" or "x-failed-recipients" in field_names(message)
    return is_server and any(shape.fits(message) for shape in BOUNCE_SHAPES)


def first_text(message: Mime) -> str:
    """The beginning of the first plain text, for its opening words."""
    for part in own_parts(message):
        if part.get_content_type() == "text/plain":
            return _text(part)
    return ""


def _text(part: Mime) -> str:
    try:
        payload = part.get_payload(decode=True)
    except FAULTS:
        return ""
    return payload[:QUOTED_CHARACTERS].decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _has_part(message: Mime, kind: str) -> bool:
    return any(part.get_content_type() == kind for part in own_parts(message))


# -- which letter it is about ----------------------------------------------------------------------------------------


def envelope_ids(message: Mime) -> tuple[str, ...]:
    """Message-IDs that we gave as envelope identifiers, and that a report gives back (RFC 3464 §2.2.1)."""
    named = (
        str(value).strip() for block in _status_blocks(message) for value in block.get_all("Original-Envelope-Id", [])
    )
    return tuple(found for each in named if MESSAGE_ID.fullmatch(found := f"<{each}>"))


def quoted_message_ids(message: Mime) -> tuple[str, ...]:
    """Identities of the letters that a report quotes: as a part, as header lines, or, by servers of old, in its text."""
    found = [each for part in message.walk() if part is not message for each in _quoted(part)]
    if not found and has_bounce_shape(message):
        found = MESSAGE_ID.findall(first_text(message))
    return tuple(dict.fromkeys(found))


def quoted_headers(message: Mime) -> Iterator[str]:
    """The header lines of quoted letters, as text."""
    for part in own_parts(message):
        if part.get_content_type() == QUOTED_HEADERS:
            yield _text(part)


def _quoted(part: Mime) -> list[str]:
    if part.get_content_type() == QUOTED_HEADERS:
        return MESSAGE_ID.findall(_text(part))
    if is_quoted_mail(part):
        payload = part.get_payload()
        inner = payload if isinstance(payload, list) else []
        return [
            found
            for each in inner
            if isinstance(each, Mime)
            for found in MESSAGE_ID.findall(raw_value(each, "Message-ID") or "")
        ]
    return []
