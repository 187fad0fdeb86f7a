"""What happens now: a closed choice, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from intake.model.assessment import Assessment
from intake.model.document import Document, Trouble
from intake.model.message import Attachment, Message, MessageKind, Withheld
from intake.model.office import Recusal, Role


class Outcome(StrEnum):
    """Of an arrival; every arrival ends in exactly one."""

    FORWARDED = "forwarded"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    LEFT = "left"


class Reason(StrEnum):
    """Why, as a code; the sentence for a person stands in `notices.wording`."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    BLANK_FORM = "blank_form"
    URGENT_INCOMPLETE = "urgent_incomplete"
    URGENT_MESSAGE = "urgent_message"
    """A form went back, and the message that brought it says that it cannot wait, or tells of a child."""
    UNCLEAR_ANSWERS = "unclear_answers"
    UNCLAIMED_TEXT = "unclaimed_text"
    RETURN_WITHHELD = "return_withheld"
    """A form is incomplete, and no automatic answer may be given."""
    FROM_OURSELVES = "from_ourselves"
    """A complete form came from one of our own addresses: passed on by itself, it might go round for ever."""
    SAME_FILE = "same_file"
    """The very same file was forwarded so often already that something sends it round."""
    MARKED_SPAM = "marked_spam"
    UNVERIFIED_SENDER = "unverified_sender"
    """A complete form, and the message is not from where it says, or does not say."""
    OTHER_FORM = "other_form"
    OLD_VERSION = "old_version"
    CONCERN_IN_BODY = "concern_in_body"
    NO_FORM = "no_form"
    """Means to be a referral, and no form came along."""
    LINK_ONLY = "link_only"
    ENCRYPTED = "encrypted"
    PDF = "pdf"
    IMAGE = "image"
    UNREADABLE = "unreadable"
    ACTIVE_CONTENT = "active_content"
    HIDDEN_WRITING = "hidden_writing"
    """The form hides something that its sender may not know of."""
    CONTAINER = "container"
    """The form lay in a zip or another package."""
    SECURE_WRAPPER = "secure_wrapper"
    SAME_MESSAGE_ID = "same_message_id"
    MOVED_BACK = "moved_back"
    REBUILT = "rebuilt"
    """The database was lost, and the mailbox says that it was dealt with."""
    BOUNCED_RETURN = "bounced_return"
    BOUNCED_FORWARD = "bounced_forward"
    BOUNCE_UNMATCHED = "bounce_unmatched"
    RECALL = "recall"
    ORDINARY = "ordinary"
    """Ordinary correspondence: it stays where it was, and people read this mailbox too."""
    TOO_LARGE = "too_large"
    FAILED = "failed"
    """Our own code failed on it three times."""
    MALWARE = "malware"
    """A virus scanner knows it as harmful: it was not read."""
    AUTO_REPLY = "auto_reply"
    READ_RECEIPT = "read_receipt"
    BULK = "bulk"
    CALENDAR = "calendar"
    OWN_COPY = "own_copy"
    DUPLICATE = "duplicate"
    """The same mail by another way; it has been dealt with."""
    DELAYED = "delayed"
    """A report that a letter of ours is late and will be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedFile:
    """One attachment after reading: the forms in it, or why there are none."""

    attachment: Attachment
    assessments: tuple[Assessment, ...] = ()
    """One for each form found; one with verdict `not_a_form` where there is none; empty when unreadable."""
    document: Document | None = field(default=None, repr=False)
    trouble: Trouble | None = None
    trouble_detail: str = ""
    recusals: tuple[Recusal, ...] = ()
    """Of those whom the paper names."""
    marked: bytes | None = field(default=None, repr=False)
    """A copy of an incomplete form in which its gaps are marked; None where none may go along or none could be made."""

    @property
    def is_fit_to_send(self) -> bool:
        """Nothing in it could act on the machine that opens it, and nothing is hidden that its sender may not know of."""
        is_active = self.document is not None and self.document.is_active
        return not is_active and not any(each.reading.hides_writing for each in self.assessments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A whole message after reading: all that the decision rests on, and nothing of the past."""

    message: Message
    files: tuple[ExaminedFile, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    """Of those whom the message or one of its papers names: they are not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReferral:
    """An open referral that this message answers."""

    reference: str
    attempts: int
    """How many versions came before."""
    kept_from: tuple[Role, ...] = ()
    """Who was not told of it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the store remembers that bears on this decision."""

    is_known: bool = False
    """The same fingerprint was decided before."""
    has_namesake: bool = False
    """The same Message-ID came with other content."""
    returns_of_fingerprint: int = 0
    returns_to_sender_today: int = 0
    receipts_to_sender_today: int = 0
    returns_this_hour: int = 0
    returns_this_day: int = 0
    """In the last 24 hours."""
    usual_returns_a_day: float | None = None
    """Of the four weeks before; None until a week of them is known."""
    is_breaker_open: bool = False
    """So many returns went out lately that no more may, until it is quiet again."""
    forwards_of_files: Mapping[str, int] = field(default_factory=dict)
    """By SHA-256: how often each attachment was forwarded before."""
    is_ours: bool = True
    """A mail that says it is ours has the Message-ID of a letter that we wrote; anybody can copy the rest."""
    bounced: str | None = None
    """The kind of our letter that a report is about: `return`, `forward`, ...; None when unmatched."""
    earlier: EarlierReferral | None = None
    is_newcomer: bool = False
    """Nothing has been decided before about mail from this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """To the Head of Safeguarding, with a copy to the business unit."""

    file: ExaminedFile
    assessment: Assessment
    acknowledge: bool
    """Whether the referrer may be sent a receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """To the referrer, naming what is missing."""

    file: ExaminedFile
    assessment: Assessment
    to: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """To the business unit: a person is needed."""

    reason: Reason
    file: ExaminedFile | None = None
    assessment: Assessment | None = None
    detail: str = ""


Action: TypeAlias = Forward | Return | HandOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that happens to one message. Several forms: each has its own action, in the order of the files."""

    kind: MessageKind
    outcome: Outcome
    reason: Reason
    actions: tuple[Action, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    """Every reason for which no automatic answer goes out; empty means answerable."""
    earlier: EarlierReferral | None = None
    is_newcomer: bool = False
    has_namesake: bool = False
    recusals: tuple[Recusal, ...] = ()

    @property
    def kept_from(self) -> tuple[Role, ...]:
        """Who is not told of it."""
        return tuple(role for role in Role if any(role in each.reads for each in self.recusals))

    @property
    def is_answerable(self) -> bool:
        return not self.withheld
