"""The messages that may arrive: few contents, so that each is read once in the whole run, and many ways to arrive."""

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from intake.model.decision import Outcome
from tests.journeys.lives import START
from tests.journeys.partnership import COUNCIL, MAILBOX, corrected, dozen, handbook, header, sent

FORWARDED, RETURNED, HANDED_OVER, LEFT = Outcome.FORWARDED, Outcome.RETURNED, Outcome.HANDED_OVER, Outcome.LEFT
OUTCOMES: Mapping[str, tuple[frozenset[Outcome], int]] = {
    "a complete form in Word": (frozenset({FORWARDED}), 1),
    "a complete form in Excel": (frozenset({FORWARDED}), 1),
    "an incomplete form": (frozenset({RETURNED, HANDED_OVER}), 0),
    "an incomplete form that tells of serious harm": (frozenset({RETURNED, HANDED_OVER}), 0),
    "two forms in one message": (frozenset({RETURNED, HANDED_OVER}), 1),
    "“form attached”, and no attachment": (frozenset({HANDED_OVER}), 0),
    "another authority's form": (frozenset({HANDED_OVER}), 0),
    "an out-of-office reply": (frozenset({LEFT}), 0),
    "a newsletter": (frozenset({LEFT}), 0),
    "a question": (frozenset({LEFT}), 0),
}
"""What may become of each, when our own code does not fail on it, and how many forwards it may bring about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message with what may become of it."""

    title: str
    content: bytes = field(repr=False)
    outcomes: frozenset[Outcome]
    forwards: int = 0

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sender(self) -> str:
        return header(self.content, "From").rpartition("<")[2].rstrip(">")


@functools.cache
def deck() -> tuple[Card, ...]:
    by_title = {each.title: each.content for each in dozen(handbook(), now=START)}
    return tuple(
        Card(title=title, content=by_title[title], outcomes=outcomes, forwards=forwards)
        for title, (outcomes, forwards) in OUTCOMES.items()
    )


def through_alias(card: Card) -> Card:
    """The same mail by another way: other bytes, and the same for everybody who reads it."""
    return renamed(card, "by an alias", b"Delivered-To: alias@intake.test\r\n" + card.content)


@functools.cache
def namesake(card: Card, other: Card) -> Card:
    """The content of one message under the Message-ID of another."""
    own, others = (header(each.content, "Message-ID").encode() for each in (card, other))
    return renamed(card, "with another's Message-ID", card.content.replace(own, others, 1))


def renamed(card: Card, how: str, content: bytes) -> Card:
    return Card(title=f"{card.title}, {how}", content=content, outcomes=card.outcomes, forwards=card.forwards)


@functools.cache
def correction(message_id: str) -> Card:
    """The complete form as an answer to our return."""
    content = corrected(handbook(), answers_to=message_id, now=START).content
    return Card(title="a corrected form", content=content, outcomes=frozenset({FORWARDED}), forwards=1)


@functools.cache
def bounce(message_id: str, recipient: str) -> Card:
    """A report that a letter of ours did not arrive (RFC 3464)."""
    report = EmailMessage(policy=SMTP)
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{COUNCIL}>"
    report["To"] = MAILBOX
    report["Subject"] = "Undelivered mail"
    report["Date"] = "Sat, 21 Nov 2026 10:00:00 +0000"
    report["Message-ID"] = f"<report-{hashlib.sha256(message_id.encode()).hexdigest()[:12]}@{COUNCIL}>"
    report["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="=_report"'
    block = report.as_bytes().partition(b"\r\n\r\n")[0]
    parts = (
        "Content-Type: text/plain\r\n\r\nIt could not be delivered.",
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.{COUNCIL}\r\n\r\n{about(recipient)}",
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nFrom: {MAILBOX}",
    )
    body = "".join(f"--=_report\r\n{part}\r\n" for part in parts) + "--=_report--\r\n"
    content = sent("a bounce", block + b"\r\n\r\n" + body.encode()).content
    return Card(title="a bounce", content=content, outcomes=frozenset({HANDED_OVER}))


def about(recipient: str) -> str:
    return f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1"
