"""What the store gives and takes: rows as frozen data. Instants are aware and in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from intake.model.assessment import Verdict
from intake.model.decision import Outcome, Reason
from intake.model.mail import Mail, NoticeKind
from intake.model.mailbox import Likeness, Place
from intake.model.office import Role
from intake.store.states import UNFINISHED, Event, MailState

HEAD_DIGITS = 32
"""As many digits of a head as are written down: 128 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message that was claimed, to be decided on by the holder of its lease."""

    id: int
    place: Place
    uid: int
    received: datetime
    """When our own server took it."""
    kept: datetime
    size: int
    """Bytes."""
    sha256: str | None
    content: bytes | None = field(repr=False)
    """None when it was too large to be fetched, or is damaged."""
    is_damaged: bool = False
    """What the store holds is not what was kept: somebody changed it."""
    attempts: int
    """This one included: counted before the work begins."""
    is_quiet: bool = False
    """Old mail that was taken in: nobody outside gets an answer."""
    token: int
    """Fencing token: the lease is ours while the row has the same."""
    leased_until: datetime

    @property
    def is_too_large(self) -> bool:
        return self.content is None and not self.is_damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralVersion:
    """One form as it was decided on."""

    reference: str
    is_new: bool
    """False for a further version of a referral that is open."""
    attachment_sha256: str | None
    form: str | None
    form_version: str | None
    verdict: Verdict | None
    missing: tuple[str, ...] = ()
    """Ids of fields."""
    outcome: Outcome
    urgent: bool = False
    agency_domain: str | None = None
    """Of the agency that referred."""
    process: str | None = field(default=None, repr=False)
    """Id of the choice that proposes a process."""
    child_outcome: str | None = field(default=None, repr=False)
    """Id of the choice that says what became of the child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A letter that was claimed, to be sent by the holder of its lease."""

    id: int
    mail: Mail
    arrival_id: int | None
    queued: datetime
    attempts: int
    """This one included."""
    must_look_first: bool
    """An earlier attempt may have been accepted: look for our copy before sending again."""
    was_interrupted: bool = False
    """Its worker stopped while sending: a slow server may only now be saying yes, so a copy may yet come."""
    is_without_copy: bool = False
    """The server refused our own copy at the attempt whose outcome is unknown: looking for it tells nothing."""
    token: int
    claimed: datetime
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A decided message whose letters are finished: it can be moved to the folder of its outcome."""

    arrival_id: int
    place: Place
    uid: int
    received: datetime
    outcome: Outcome
    intended: bool
    """A move was about to be made before: it may have happened."""
    folder: str | None = None
    """Where to."""
    message_id: str | None = None
    size: int = 0
    sha256: str | None = None

    @property
    def likeness(self) -> Likeness:
        return Likeness(message_id=self.message_id, size=self.size, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The newest link of the audit's chain: written down elsewhere, it shows whether the chain was cut or replaced."""

    number: int
    link: str
    """Hexadecimal, whole or its beginning."""

    def __str__(self) -> str:
        """As a digest says it: `1234-9f86d081884c7d659a2feaa0c55ad015`."""
        return f"{self.number}-{self.link[:HEAD_DIGITS]}"

    @classmethod
    def of(cls, shown: str) -> "AuditHead":
        """From what a digest says. Raises ValueError."""
        number, _, link = shown.strip().lower().partition("-")
        if len(link) < HEAD_DIGITS or not set(link) <= set("0123456789abcdef"):
            raise ValueError("not the head of an audit")
        return cls(number=int(number), link=link)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFault:
    """Something that is not as it was written."""

    flaw: str
    """A code, of `verify.Flaw`."""
    number: int
    """Of the step; of the link where a link is missing or a head cut off; of the arrival or letter that is untold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What verifying the whole audit found."""

    steps: int
    """Chained."""
    unchained: int
    """Ours, and newer than the chain."""
    head: AuditHead
    faults: tuple[AuditFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One referral in the register."""

    reference: str
    opened: datetime
    changed: datetime
    closed: datetime | None
    outcome: Outcome
    urgent: bool
    agency_domain: str | None
    form: str | None
    versions: int
    kept_from: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasable:
    """A message that was kept as long as its outcome asks for."""

    arrival_id: int
    references: tuple[str, ...]
    outcome: Outcome
    decided: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was destroyed."""

    messages: int = 0
    message_bytes: int = 0
    letters: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(
            messages=self.messages + other.messages,
            message_bytes=self.message_bytes + other.message_bytes,
            letters=self.letters + other.letters,
        )


class Refusal(StrEnum):
    """Why nothing was erased."""

    UNKNOWN = "unknown"
    UNDECIDED = "undecided"
    OPEN = "open"
    """A referral, a hand-over, a letter or a move waits for somebody."""
    HELD = "held"
    ERASED = "erased"
    """Before."""


class Schema(StrEnum):
    """How far the tables are."""

    EMPTY = "empty"
    """None yet."""
    BEHIND = "behind"
    """Of an older program: migrating brings them up."""
    CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the database says of itself."""

    database: str
    said: Mapping[str, str]
    """`fsync`, `integrity`, `version` and the like, as it says them."""
    received_ahead: timedelta | None
    """By how much the mail server's clock was ahead of ours, in the worst of the newest cases; None without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealingKey:
    """A key that sealed something in the store, by its name; the key itself is nowhere in it."""

    id: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A message that lies in the mailbox, and what its place says became of it in the time that is missing."""

    place: Place
    uid: int
    received: datetime
    size: int
    sha256: str
    fingerprint: str
    message_id: str | None
    sender: str | None = field(repr=False)
    agency_domain: str | None = field(default=None, repr=False)
    files: tuple[str, ...] = ()
    """SHA-256 of what came along."""
    outcome: Outcome
    reason: Reason
    folder: str | None
    """Where it was filed; None when it lies where it came in."""
    needs_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredLetter:
    """A letter of ours whose copy lies in the mailbox: it went out."""

    kind: NoticeKind
    message_id: str
    reference: str | None
    files: tuple[str, ...]
    """SHA-256 of what went along."""
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a job fares."""

    job: str
    last_at: datetime
    last_ok_at: datetime | None
    failures: int
    """In a row, since it last went well."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    code: str
    detail: str
    raised_at: datetime
    last_at: datetime
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By which a look from aside sees that something stands still."""

    fetched: datetime | None
    """When the mailbox was looked into last."""
    last_kept: datetime | None
    """When a message came in last."""
    oldest_unsent: datetime | None
    """When the oldest unfinished letter was written; one that is held for a person is another matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The arithmetic of one moment. Every arrival is in exactly one of `outcomes` or in progress."""

    taken_at: datetime
    received: int
    in_progress: int
    outcomes: Mapping[Outcome, int]
    """Every outcome has its count, 0 included; so has every state below."""
    vanished: int
    """Seen on the server and taken away by somebody before they could be kept; not among the received."""
    left_alone: int = 0
    """Lay there before we began; not among the received."""
    waiting_to_be_filed: int
    outbox: Mapping[MailState, int]
    oldest_in_progress: datetime | None
    """When our server took it."""
    oldest_unsent: datetime | None
    """When the oldest unfinished letter was written."""
    open_returns: int
    open_hand_overs: int
    undelivered: int
    """Dead letters that nobody has settled."""
    last_digest: datetime | None
    alarms: tuple[Alarm, ...]
    runs: tuple[Run, ...]

    @property
    def balances(self) -> bool:
        return self.received == sum(self.outcomes.values()) + self.in_progress

    @property
    def unsent(self) -> int:
        return sum(self.outbox[state] for state in UNFINISHED)

    @property
    def held(self) -> int:
        """Letters that a person lets go."""
        return self.outbox[MailState.HELD]

    @property
    def needs_person(self) -> bool:
        """A hand-over is open, a letter is held or could not be delivered, or an alarm lasts."""
        return bool(self.open_hand_overs or self.held or self.undelivered or self.alarms)

    def lines(self) -> tuple[str, ...]:
        """The arithmetic as a person reads it; counts, codes and instants in UTC."""
        ended = " + ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in self.outcomes.items())
        sign = "=" if self.balances else "IS NOT"
        return (
            f"received {self.received} {sign} {ended} + {self.in_progress} in progress",
            f"open: {self.open_returns} returns, {self.open_hand_overs} hand-overs",
            f"letters: {self.unsent - self.held} to send, {self.held} held, {self.undelivered} could not be delivered",
            f"messages: {self.waiting_to_be_filed} to be filed, {self.vanished} vanished before they could be kept",
            *([f"from before the first day: {self.left_alone} left alone"] if self.left_alone else []),
            f"oldest in progress: {shown(self.oldest_in_progress)}; oldest unsent letter: {shown(self.oldest_unsent)}",
            f"last digest: {shown(self.last_digest)}",
            *(f"alarm: {alarm.code} {alarm.detail} since {shown(alarm.raised_at)}" for alarm in self.alarms),
            *(f"job {run.job}: last well {shown(run.last_ok_at)}, failures since {run.failures}" for run in self.runs),
        )


def shown(instant: datetime | None) -> str:
    return "none" if instant is None else f"{instant:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralLine:
    """One referral in a digest."""

    reference: str
    since: datetime
    """When it came into this state: forwarded, last returned, or handed over."""
    opened: datetime
    agency_domain: str | None
    form: str | None
    versions: int
    urgent: bool
    gaps: int
    """Answers that the newest version does not give."""
    process: str | None = field(default=None, repr=False)
    child_outcome: str | None = field(default=None, repr=False)
    kept_from: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverLine:
    """One hand-over that nobody has settled."""

    arrival_id: int
    reference: str | None
    """None when no form was found in it."""
    since: datetime
    received: datetime
    reason: Reason
    agency_domain: str | None
    urgent: bool
    kept_from: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter that could not be delivered, or is held."""

    kind: NoticeKind
    reference: str | None
    message_id: str
    since: datetime
    """When it was given up, or written where it is held."""
    state: MailState
    code: int | None
    phase: str | None
    kept_from: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """All that a digest says. Lists are oldest first."""

    figures: Figures
    forwarded: tuple[ReferralLine, ...]
    open_returns: tuple[ReferralLine, ...]
    open_hand_overs: tuple[HandOverLine, ...]
    dead_letters: tuple[LetterLine, ...]
    held_letters: tuple[LetterLine, ...]
    audit_head: AuditHead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a trace."""

    at: datetime
    event: Event
    arrival_id: int | None
    reference: str | None
    message_id: str | None
    """Of the letter, when the step is one of a letter's; else of the message that arrived."""
    kind: NoticeKind | None
    """Of the letter."""
    detail: str
    """A code."""
