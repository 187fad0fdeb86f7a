"""What arrived: a parsed mail, tied to no provider."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from intake.model.document import FileType


class MessageKind(StrEnum):
    REFERRAL = "referral"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    READ_RECEIPT = "read_receipt"
    BULK = "bulk"
    CALENDAR = "calendar"
    OWN = "own"
    """Our own mail come back, such as the copy of a forward."""
    ORDINARY = "ordinary"
    BROKEN = "broken"


class Withheld(StrEnum):
    """Why no automatic answer may be given; never a reason not to accept a referral. Codes as in docs/auto-replies."""

    NULL_SENDER = "null_sender"
    AUTO_SUBMITTED = "auto_submitted"
    LIST = "list"
    PRECEDENCE = "precedence"
    SUPPRESSED = "suppressed"
    AUTO_HEADER = "auto_header"
    ROBOT_ADDRESS = "robot_address"
    OWN_ADDRESS = "own_address"
    NOT_ADDRESSED_TO_US = "not_addressed_to_us"
    REPORT = "report"
    CALENDAR = "calendar"
    SPAM = "spam"
    UNAUTHENTICATED = "unauthenticated"
    SEVERAL_SENDERS = "several_senders"
    NO_SENDER = "no_sender"
    """There is no From field, more than one, or one that cannot be read whole."""
    LOOK_ALIKE = "look_alike"
    """Its domain is not the known one that it looks like."""
    OPEN_DOMAIN = "open_domain"
    """Anybody can have an address there, and no agency is listed with it."""
    SENDER_DIFFERS = "sender_differs"
    """The bounce address or an inner message names someone else."""
    MALFORMED = "malformed"
    ENCRYPTED = "encrypted"
    ALREADY_RETURNED = "already_returned"
    SENDER_CEILING = "sender_ceiling"
    OLD = "old"
    """It lay there before our first day, and was taken in without replies."""
    HOURLY_CEILING = "hourly_ceiling"
    DAILY_CEILING = "daily_ceiling"


class Intent(StrEnum):
    """What the words of the body and the subject are about, by a table of phrases."""

    ORDINARY = "ordinary"
    REFERRAL = "referral"
    """Says that a referral or its form is sent."""
    CONCERN = "concern"
    """Describes a concern about a child."""


class Authentication(StrEnum):
    """What our own provider says of the sender (RFC 8601), for the From domain."""

    PASSED = "passed"
    FAILED = "failed"
    """It was looked into, and the message is not from where it says."""
    UNPROVEN = "unproven"
    """It was looked into, and the domain gives nothing to judge by (it has no DMARC record)."""
    ABSENT = "absent"
    """Our provider says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    name: str = field(repr=False)
    """For display only: no path, no control characters, at most 100 characters."""
    path: str = field(repr=False)
    """Where it lay: `part 2 / form.zip / form.docx`."""
    content: bytes = field(repr=False)
    type: FileType
    is_inline: bool = False
    """Belongs to the body (a logo), by Content-ID or disposition."""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    address: str = field(repr=False)
    name: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()


class DomainStanding(StrEnum):
    LISTED = "listed"
    """On the partnership's list of agencies."""
    PUBLIC_BODY = "public_body"
    RETIRED = "retired"
    """Of a secure network that has been closed."""
    OPEN_TO_ANYBODY = "open_to_anybody"
    LOOK_ALIKE = "look_alike"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """What the sender's domain says of it."""

    standing: DomainStanding
    looks_like: str | None = None
    """The known domain that it could be taken for."""
    reads_as: str | None = field(default=None, repr=False)
    """As a mail program would show it, where it is written in code (`xn--`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Parsing never fails: what could not be read is said in `defects`."""

    kind: MessageKind
    """REFERRAL is never set here: whether a form came along is for the pipeline to say."""
    kind_reason: str
    """The rule that said so, as a code."""
    message_id: str | None = None
    """Only when it is well formed (`<...@...>`, printable, at most 400 characters)."""
    fingerprint: str = ""
    """SHA-256 over Message-ID, Date, From and the attachments' hashes: the same mail by another way has the same."""
    sender: Sender | None = None
    """The one From mailbox; None when there is none or more than one."""
    domain: Domain | None = None
    """Of the sender; None without one."""
    return_path: str | None = field(default=None, repr=False)
    """The envelope sender as our server recorded it; an empty string is the null sender."""
    subject: str = field(default="", repr=False)
    sent: datetime | None = None
    body: str = field(default="", repr=False)
    """The text that a person would read, HTML turned into text; our own quoted letters cut off."""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    """Containers opened (forwarded messages, zip, winmail.dat): only what is inside is listed."""
    authentication: Authentication = Authentication.ABSENT
    withheld: tuple[Withheld, ...] = ()
    """Every reason of the message itself for which no automatic answer may be given."""
    refers_to: tuple[str, ...] = ()
    """Message-IDs of In-Reply-To, References and of the message that a report is about, newest first."""
    references: tuple[str, ...] = ()
    """Our own references (`HCP-2026-0042`) named in the subject or in a report."""
    intent: Intent = Intent.ORDINARY
    is_encrypted: bool = False
    is_linked: bool = False
    """The body points to a file kept elsewhere (cloud storage, a secure-mail portal)."""
    is_signed: bool = False
    is_urgent: bool = False
    """The sender's own words say that it cannot wait."""
    has_container: bool = False
    """A zip, winmail.dat or .msg was opened on the way to an attachment."""
    reply_to: str | None = field(default=None, repr=False)
    """Where an answer is asked for, when that is elsewhere: shown to a person, and never written to."""
    forwarded_from: Sender | None = None
    """The sender of the inner message when the attachments came out of a forwarded one."""
    defects: tuple[str, ...] = ()
