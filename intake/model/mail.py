"""What goes out: finished letters and finished mails."""

from dataclasses import dataclass, field
from enum import StrEnum

from intake.model.office import without_tag


class NoticeKind(StrEnum):
    RETURN = "return"
    FORWARD = "forward"
    HAND_OVER = "hand_over"
    RECEIPT = "receipt"
    DIGEST = "digest"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes along, under a neutral name."""

    name: str
    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A letter in its words, before it is a mail."""

    kind: NoticeKind
    key: str
    """Unique, made from the arrival and the effect: writing the same letter twice gives the same key."""
    to: tuple[str, ...] = field(repr=False)
    copies: tuple[str, ...] = field(default=(), repr=False)
    """Shown as Cc."""
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    enclosures: tuple[Enclosure, ...] = field(default=(), repr=False)
    in_reply_to: str | None = None
    reference: str | None = None
    is_kept_apart: bool = False
    """Somebody in the house must not see it: no copy of it goes to our own mailbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Finished bytes with their envelope. Message-ID and Date never change once written."""

    key: str
    kind: NoticeKind
    message_id: str
    envelope_from: str = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    """RCPT TO in this order; all but the ledger copy must be accepted before DATA."""
    ledger_copy: str | None = field(default=None, repr=False)
    """Our own mailbox, last in the same SMTP transaction; where an unknown outcome is looked up."""
    content: bytes = field(repr=False)
    reference: str | None = None

    @property
    def is_kept_apart(self) -> bool:
        """A forward without a copy for our own mailbox: somebody of the house must not see it."""
        return self.kind is NoticeKind.FORWARD and self.ledger_copy is None

    @property
    def comes_back(self) -> bool:
        """Whether our own mailbox gets it too, so that it can be found there."""
        ours = without_tag(self.envelope_from)
        return self.ledger_copy is not None or ours in {without_tag(each) for each in self.recipients}


class Sending(StrEnum):
    """What became of one attempt to send."""

    SENT = "sent"
    NOT_SENT = "not_sent"
    """Surely not accepted: may be tried again."""
    REFUSED = "refused"
    """Surely not accepted, and the server says that trying again is no use."""
    UNKNOWN = "unknown"
    """The line was lost after the final dot: look before sending again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingResult:
    sending: Sending
    phase: str
    """`connect`, `mail`, `rcpt`, `data`, `reply`: where it ended."""
    code: int | None = None
    """The server's reply code; never its text, which may hold an address."""
    has_ledger_copy: bool = False
